"""The edges of an outline as a person sees them: what runs between two corners is one side, in mm.

A curve is drawn as many tangent arcs; a corner is where the heading jumps by more than KINK_DEG.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.plane import Contour, Outline, Point, Vertex, arc_of

KINK_DEG = 1.0       # a corner turns by more

Edge = tuple[Vertex, Vertex]


@dataclass(frozen=True)
class Side:
    """Edges in order from one corner to the next."""

    edges: tuple[Edge, ...]

    @property
    def length(self) -> float:
        return math.fsum(length_of(a, b) for a, b in self.edges)

    def at(self, part: float) -> tuple[Point, Point]:
        """Point and unit heading at a part 0 .. 1 of the length."""
        left = part * self.length
        for a, b in self.edges:
            length = length_of(a, b)
            if left <= length or (a, b) == self.edges[-1]:
                return _on(a, b, min(1.0, left / length) if length else 0.0)
            left -= length
        raise ValueError("a side without edges")


def length_of(a: Vertex, b: Vertex) -> float:
    """Length of one edge, an arc along the arc [mm]."""
    if not a.bulge:
        return math.hypot(b.x - a.x, b.y - a.y)
    arc = arc_of(a, b)
    return arc.radius * abs(arc.sweep)


def edge_lengths(outline: Outline) -> list[float]:
    """Length of every edge in order [mm]; a circle is one edge."""
    return outline.edge_lengths() if isinstance(outline, Contour) else [outline.length]


def side_lengths(outline: Outline) -> list[float]:
    """Length of every side in order [mm]; an outline without a corner is one side."""
    return [s.length for s in sides(outline)] if isinstance(outline, Contour) else [outline.length]


def sides(contour: Contour) -> list[Side]:
    """The sides in order, the first from the first corner on."""
    edges = list(contour.edges())
    headings = [_headings(a, b) for a, b in edges]
    corner = [abs(math.remainder(headings[i][0] - headings[i - 1][1], 2 * math.pi)) > math.radians(KINK_DEG)
              for i in range(len(edges))]
    if not any(corner):
        return [Side(tuple(edges))]
    first = corner.index(True)
    out: list[list[Edge]] = []
    for k in range(len(edges)):
        i = (first + k) % len(edges)
        if corner[i]:
            out.append([])
        out[-1].append(edges[i])
    return [Side(tuple(found)) for found in out]


def _headings(a: Vertex, b: Vertex) -> tuple[float, float]:
    """Direction [rad] in which an edge begins and ends."""
    chord, half = math.atan2(b.y - a.y, b.x - a.x), arc_of(a, b).sweep / 2 if a.bulge else 0.0
    return chord - half, chord + half


def _on(a: Vertex, b: Vertex, part: float) -> tuple[Point, Point]:
    if not a.bulge:
        length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
        return ((a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part), ((b.x - a.x) / length, (b.y - a.y) / length))
    arc = arc_of(a, b)
    angle, sign = arc.start + arc.sweep * part, math.copysign(1.0, arc.sweep)
    return ((arc.cx + arc.radius * math.cos(angle), arc.cy + arc.radius * math.sin(angle)),
            (-sign * math.sin(angle), sign * math.cos(angle)))
