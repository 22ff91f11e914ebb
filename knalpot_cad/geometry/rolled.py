"""A flat sheet rolled on one radius, as a recipe: any outline, any openings, open or closed to a ring, in mm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knalpot_cad.geometry.perforation import Opening
from knalpot_cad.geometry.plane import Contour, Outline, Point, Vertex, arc_of, rectangle

STEP = math.radians(2.0)


@dataclass(frozen=True)
class RolledSheet:
    """outline and holes lie on the developed mid surface: angle = u / mid radius from +x, z = v; walls are radial.

    A ring closes where u has gone once round; its outline is then the whole rectangle, and seam is a chain from
    v = 0 to the top that no opening crosses, along which the solid's faces are joined.
    """

    outline: Contour
    holes: tuple[Outline, ...]
    mid_radius_mm: float
    thickness_mm: float
    seam: tuple[Point, ...] = ()

    @staticmethod
    def ring(girth: float, height: float, holes: tuple[Outline, ...], thickness: float,
             seam: Sequence[Point] = ()) -> RolledSheet:
        """A closed tube of developed girth and height [mm]."""
        chain = tuple(seam) or ((0.0, 0.0), (0.0, height))
        return RolledSheet(rectangle(0.0, 0.0, girth, height), holes, girth / (2 * math.pi), thickness, chain)

    @property
    def closed(self) -> bool:
        return bool(self.seam)

    @property
    def radii(self) -> tuple[float, float]:
        """Outside and inside radius [mm]."""
        return self.mid_radius_mm + self.thickness_mm / 2, self.mid_radius_mm - self.thickness_mm / 2

    @property
    def volume_mm3(self) -> float:
        """Flat metal times thickness, exactly: a radial wall over dA is dA times the mean of r / R_mid, which is 1."""
        return (abs(self.outline.area) - math.fsum(abs(h.area) for h in self.holes)) * self.thickness_mm

    @property
    def span(self) -> tuple[float, float]:
        """First and last angle [rad]."""
        x0, _, x1, _ = self.outline.bounds()
        return x0 / self.mid_radius_mm, x1 / self.mid_radius_mm

    @property
    def box_mm(self) -> tuple[float, float, float, float, float, float]:
        outer, inner = self.radii
        a, b = self.span
        _, z0, _, z1 = self.outline.bounds()
        angles = [a, b, *(k * math.pi / 2 for k in range(-8, 9) if a < k * math.pi / 2 < b)]
        xs = [r * math.cos(t) for t in angles for r in (outer, inner)]
        ys = [r * math.sin(t) for t in angles for r in (outer, inner)]
        return min(xs), min(ys), z0, max(xs), max(ys), z1

    def reach(self, d: tuple[float, float, float]) -> float:
        """Largest p . d over its points [mm]; d is a unit vector. Linear in z, so it lies on the outline."""
        def far(a: Vertex, b: Vertex, q: float) -> float:
            u, v = on_edge(a, b, q)
            across = math.cos(u / self.mid_radius_mm) * d[0] + math.sin(u / self.mid_radius_mm) * d[1]
            return max(across * r for r in self.radii) + v * d[2]

        best = -math.inf
        for a, b in self.outline.edges():
            n = self._steps(a, b)
            top, i = max((far(a, b, i / n), i) for i in range(n + 1))
            low, high = max(0.0, (i - 1) / n), min(1.0, (i + 1) / n)
            for _ in range(40):
                left, right = low + (high - low) / 3, high - (high - low) / 3
                if far(a, b, left) < far(a, b, right):
                    low = left
                else:
                    high = right
            best = max(best, top, far(a, b, (low + high) / 2))
        return best

    def _steps(self, a: Vertex, b: Vertex) -> int:
        """Parts of an edge no longer than two degrees of the roll."""
        arc = arc_of(a, b) if a.bulge else None
        long = arc.radius * abs(arc.sweep) if arc else math.hypot(b.x - a.x, b.y - a.y)
        return max(4, math.ceil(long / (self.mid_radius_mm * STEP)))


def on_edge(a: Vertex, b: Vertex, q: float) -> Point:
    """Point at the share q of an edge's length."""
    if not a.bulge:
        return a.x + q * (b.x - a.x), a.y + q * (b.y - a.y)
    arc = arc_of(a, b)
    t = arc.start + q * arc.sweep
    return arc.cx + arc.radius * math.cos(t), arc.cy + arc.radius * math.sin(t)


def free_chain(centres: Sequence[Point], opening: Opening, girth: float, height: float) -> tuple[Point, ...] | None:
    """A chain from v = 0 to the top between the openings of a ring: straight, else from gap to gap of the rows."""
    eu, ev = opening.extent
    straight = free_line([u for u, _ in centres], eu, girth)
    if straight is not None:
        return (straight, 0.0), (straight, height)
    rows: dict[float, list[float]] = {}
    for u, v in centres:
        rows.setdefault(round(v, 6), []).append(u)
    chain: list[Point] = []
    for v in sorted(rows):
        gap = free_line(rows[v], eu, girth, chain[-1][0] if chain else None)
        if gap is None or (chain and v - ev / 2 < chain[-1][1] + 1e-6):
            return None
        chain += [(gap, v - ev / 2), (gap, v + ev / 2)]
    return (chain[0][0], 0.0), *chain, (chain[-1][0], height)


def free_line(centres: Sequence[float], wide: float, girth: float, near: float | None = None) -> float | None:
    """Middle of a gap between openings of a width on the way round [mm], the widest, or the nearest to a place."""
    starts = sorted({round((u - wide / 2) % girth, 6) for u in centres})
    best: tuple[float, float] | None = None
    reach = starts[-1] + wide - girth
    for s in starts:
        if s - reach > 1e-3:
            middle = reach + (s - reach) / 2
            if near is not None:
                middle += girth * round((near - middle) / girth)
            key = -(s - reach) if near is None else abs(middle - near)
            if best is None or key < best[0] - 1e-6:
                best = key, middle
        reach = max(reach, s + wide)
    return best[1] if best else None
