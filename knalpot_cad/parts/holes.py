"""Holes in plates: round holes, fields of small holes, and whether they stand clear of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from knalpot_cad.fields import Length, Model, Name, Offset, Place
from knalpot_cad.geometry.plane import Circle


class HoleData(Model):
    """A round hole in a plate; x to the left when seen from the inlet, y up [mm]."""

    name: Name
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    diameter_mm: Length

    def circle(self) -> Circle:
        return Circle(self.x_mm, self.y_mm, self.diameter_mm / 2, self.name)


class FieldData(Model):
    """A field of equal holes in 60 degree stagger over the free metal of a plate, or inside a circle of it."""

    hole_mm: Length
    pitch_mm: Length
    web_mm: Offset = 3.0
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    radius_mm: Length | None = None

    def circles(self, plate_radius: float, holes: Sequence[Circle]) -> list[Circle]:
        """Every hole of the grid that leaves the web to the plate's edge and to all other holes."""
        if math.isnan(self.hole_mm + self.pitch_mm + plate_radius):
            return [Circle(math.nan, math.nan, math.nan)]
        reach = min(self.radius_mm or math.inf, plate_radius + math.hypot(self.x_mm, self.y_mm))
        r, dy = self.hole_mm / 2, self.pitch_mm * math.sqrt(3) / 2
        out = []
        rows = int(reach / dy)
        for j in range(-rows, rows + 1):
            shift = self.pitch_mm / 2 if j % 2 else 0.0
            columns = int((reach + self.pitch_mm) / self.pitch_mm)
            for i in range(-columns, columns + 1):
                dx, y = i * self.pitch_mm + shift, j * dy
                if self.radius_mm and math.hypot(dx, y) + r > self.radius_mm + 1e-9:
                    continue
                x, y = self.x_mm + dx, self.y_mm + y
                if math.hypot(x, y) + r + self.web_mm > plate_radius + 1e-9:
                    continue
                if all(math.hypot(x - h.x, y - h.y) >= r + h.radius + self.web_mm - 1e-9 for h in holes):
                    out.append(Circle(x, y, r))
        return out


def clashes(part: str, holes: Sequence[Circle], flat_radius: float, web: float) -> list[tuple[str, dict[str, object]]]:
    """Holes nearer than web to each other or to the edge of the flat: code and values of each."""
    out: list[tuple[str, dict[str, object]]] = []
    for i, a in enumerate(holes):
        edge = flat_radius - math.hypot(a.x, a.y) - a.radius
        if edge < web - 1e-9:
            out.append(("holes-too-near-edge", {"part": part, "hole": a.label, "edge_mm": round(edge, 2)}))
        for b in holes[i + 1:]:
            gap = math.hypot(a.x - b.x, a.y - b.y) - a.radius - b.radius
            if gap < web - 1e-9:
                out.append(("holes-overlap", {"part": part, "a": a.label, "b": b.label, "gap_mm": round(gap, 2)}))
    return out
