"""Holes in plates: round holes, fields of small holes, and whether they stand clear of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from knalpot_cad.fields import Length, Model, Name, Offset, Place
from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.sections import Round, Section


class HoleData(Model):
    """A round hole in a plate; x to the left when seen from the inlet, y up [mm].

    collar_mm > 0 draws it out to a collar of that height over all, diameter_mm being the bore that the tube fits.
    """

    name: Name
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    diameter_mm: Length
    collar_mm: Offset = 0.0
    collar_radius_mm: Offset = 1.0
    collar_side: Literal["with_gas", "against_gas"] = "with_gas"

    def circle(self) -> Circle:
        return Circle(self.x_mm, self.y_mm, self.diameter_mm / 2, self.name)

    def collar(self, thickness: float) -> Collar:
        return Collar(self.x_mm, self.y_mm, self.diameter_mm, self.collar_mm, self.collar_radius_mm, thickness,
                      self.collar_side == "with_gas", self.name)

    def taken(self, thickness: float) -> Circle:
        """What it takes of the flat: itself, or the collar's foot."""
        radius = self.collar(thickness).foot_mm if self.collar_mm else self.diameter_mm / 2
        return Circle(self.x_mm, self.y_mm, radius, self.name)


class FieldData(Model):
    """A field of equal holes in 60 degree stagger over the free metal of a plate, or inside a circle of it."""

    hole_mm: Length
    pitch_mm: Length
    web_mm: Offset = 3.0
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    radius_mm: Length | None = None

    def circles(self, flat: Section, holes: Sequence[Circle]) -> list[Circle]:
        """Every hole of the grid that leaves the web to the edge of the flat and to all other holes."""
        if math.isnan(self.hole_mm + self.pitch_mm):
            return [Circle(math.nan, math.nan, math.nan)]
        x0, y0, x1, y1 = flat.bounds()
        far = max(math.hypot(a - self.x_mm, b - self.y_mm) for a in (x0, x1) for b in (y0, y1))
        reach = min(self.radius_mm or math.inf, far)
        r, dy = self.hole_mm / 2, self.pitch_mm * math.sqrt(3) / 2
        safe = min(-x0, -y0, x1, y1) if isinstance(flat, Round) else 0.0
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
                need = r + self.web_mm
                if not (x0 + need <= x + 1e-9 and x <= x1 - need + 1e-9 and y0 + need <= y + 1e-9
                        and y <= y1 - need + 1e-9):
                    continue
                if any(math.hypot(x - h.x, y - h.y) < need + h.radius - 1e-9 for h in holes):
                    continue
                edge = safe - math.hypot(x, y) if safe else flat.nearest(x, y)[0]
                if edge >= need - 1e-9:
                    out.append(Circle(x, y, r))
        return out


def clashes(part: str, holes: Sequence[Circle], flat: Section, web: float) -> list[tuple[str, dict[str, object]]]:
    """Holes nearer than web to each other or to the edge of the flat: code and values of each."""
    out: list[tuple[str, dict[str, object]]] = []
    for i, a in enumerate(holes):
        edge = flat.gap(a.x, a.y, a.radius)
        if edge < web - 1e-9:
            out.append(("holes-too-near-edge", {"part": part, "hole": a.label, "edge_mm": round(edge, 2)}))
        for b in holes[i + 1:]:
            gap = math.hypot(a.x - b.x, a.y - b.y) - a.radius - b.radius
            if gap < web - 1e-9:
                out.append(("holes-overlap", {"part": part, "a": a.label, "b": b.label, "gap_mm": round(gap, 2)}))
    return out
