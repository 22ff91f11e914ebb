"""A flat sheet bent along a part of any section, as a recipe: any outline, any openings, open; in mm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.around import SAME, Around
from knalpot_cad.geometry.plane import Contour, Outline, Vertex
from knalpot_cad.geometry.rolled import on_edge
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.base import Spot

Vec = tuple[float, float, float]
STEP_MM = 2.0


@dataclass(frozen=True)
class SectionSheet:
    """outline and holes lie on the developed mid surface: u runs counter-clockwise along `mid` from its place in the
    direction start_deg about the axis, z = v; walls stand square to the sheet.
    """

    mid: Section
    start_deg: float
    outline: Contour
    holes: tuple[Outline, ...]
    thickness_mm: float

    @property
    def volume_mm3(self) -> float:
        """Flat metal times thickness, exactly: what the outside gains by its curvature the inside loses."""
        return (abs(self.outline.area) - math.fsum(abs(h.area) for h in self.holes)) * self.thickness_mm

    @cached_property
    def start_mm(self) -> float:
        """Arc length of u = 0 from the normal 0."""
        return -Around(self.mid, self.start_deg).of_spot(Spot(0.0, *self.mid.point(0.0, -1)))

    def spot(self, u: float) -> Spot:
        """Point and normal of the mid section at u."""
        first = self.mid.arc_length(0.0, 0.0, -1)       # at_length counts from the middle of a straight edge
        return self.mid.at_length(self.start_mm + u + first, 0.0)

    def point(self, u: float, v: float, off: float = 0.0) -> Vec:
        """Place of a point of the flat sheet, off the mid surface outwards."""
        s = self.spot(u)
        return s.x + off * math.cos(s.psi), s.y + off * math.sin(s.psi), v

    @property
    def joints(self) -> list[float]:
        """u where the section's curvature may jump, within the outline."""
        around = Around(self.mid, self.start_deg)
        ends = [Spot(a.psi, *p) for a in self.mid.atoms for p in (a.first, a.last)]
        ends += [Spot(p.start, *self.mid.point(p.start, 1)) for p in self.mid.pieces]
        _, _, last, _ = self.outline.bounds()
        out: list[float] = []
        for u in sorted(around.of_spot(s) for s in ends):
            if SAME < u < last - SAME and (not out or u - out[-1] > SAME):
                out.append(u)
        return out

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm]; d is a unit vector. Linear in z, so it lies on the outline."""
        half = self.thickness_mm / 2

        def far(a: Vertex, b: Vertex, q: float) -> float:
            u, v = on_edge(a, b, q)
            s = self.spot(u)
            across = math.cos(s.psi) * d[0] + math.sin(s.psi) * d[1]
            return s.x * d[0] + s.y * d[1] + half * abs(across) + v * d[2]

        best = -math.inf
        for (a, b), length in zip(self.outline.edges(), self.outline.edge_lengths(), strict=True):
            n = max(4, math.ceil(length / STEP_MM))
            top, i = max((far(a, b, i / n), i) for i in range(n + 1))
            low, high = max(0.0, (i - 1) / n), min(1.0, (i + 1) / n)
            for _ in range(40):
                left, right = low + (high - low) / 3, high - (high - low) / 3
                low, high = (left, high) if far(a, b, left) < far(a, b, right) else (low, right)
            best = max(best, top, far(a, b, (low + high) / 2))
        return best

    @cached_property
    def box_mm(self) -> tuple[float, float, float, float, float, float]:
        unit = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
        low = [-self.reach((-x, -y, -z)) for x, y, z in unit]
        high = [self.reach(d) for d in unit]
        return low[0], low[1], low[2], high[0], high[1], high[2]
