"""Holes in plates: round holes, fields of small holes, and whether they stand clear of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from knalpot_cad.fields import Hole, Length, Model, Name, Offset, Place
from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.nearest import deeper

ROOT3 = math.sqrt(3)
SLACK = 1e-9            # mm
MOST_HOLES = 20_000     # of a field


class HoleData(Model):
    """A round hole in a plate; x to the left when seen from the inlet, y up [mm].

    collar_mm > 0 draws it out to a collar of that height over all, diameter_mm being the bore that the tube fits.
    """

    name: Name
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    diameter_mm: Hole
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

    hole_mm: Hole
    pitch_mm: Length
    web_mm: Offset = 3.0
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    radius_mm: Length | None = None

    def grid(self, flat: Section) -> tuple[int, int]:
        """Rows and columns to either side of the middle that could reach the flat."""
        x0, y0, x1, y1 = flat.bounds()
        far = max(math.hypot(a - self.x_mm, b - self.y_mm) for a in (x0, x1) for b in (y0, y1))
        reach = min(self.radius_mm or math.inf, far)
        return int(reach / (self.pitch_mm * ROOT3 / 2)), int((reach + self.pitch_mm) / self.pitch_mm)

    def too_many(self, flat: Section) -> bool:
        """Whether the grid is finer than any plate is drilled, wherever its holes fall."""
        rows, columns = self.grid(flat)
        return (2 * rows + 1) * (2 * columns + 1) > 4 * MOST_HOLES

    def circles(self, flat: Section, holes: Sequence[Circle]) -> list[Circle]:
        """Every hole of the grid that leaves the web to the edge of the flat and to all other holes."""
        if math.isnan(self.hole_mm + self.pitch_mm):
            return [Circle(math.nan, math.nan, math.nan)]
        import numpy as np

        r, need, (rows, columns) = self.hole_mm / 2, self.hole_mm / 2 + self.web_mm, self.grid(flat)
        j, i = (a.ravel() for a in np.mgrid[-rows:rows + 1, -columns:columns + 1])
        dx, dy = i * self.pitch_mm + np.where(j % 2, self.pitch_mm / 2, 0.0), j * (self.pitch_mm * ROOT3 / 2)
        x, y, (x0, y0, x1, y1) = self.x_mm + dx, self.y_mm + dy, flat.bounds()
        keep = (x0 + need <= x + SLACK) & (x <= x1 - need + SLACK) & (y0 + need <= y + SLACK) & (y <= y1 - need + SLACK)
        if self.radius_mm:
            keep &= np.hypot(dx, dy) + r <= self.radius_mm + SLACK
        for h in holes:
            keep &= np.hypot(x - h.x, y - h.y) >= need + h.radius - SLACK
        x, y = x[keep], y[keep]
        keep = deeper(flat, x, y, need - SLACK)
        return [Circle(a, b, r) for a, b in zip(x[keep].tolist(), y[keep].tolist(), strict=True)]


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
