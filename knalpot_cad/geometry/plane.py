"""Closed contours of lines and arcs, circles and strokes in the plane, in mm.

A contour is a chain of vertices with a bulge each: the edge to the next vertex is a straight line where the
bulge is 0, else an arc with bulge = tan(sweep / 4), positive counter-clockwise (the DXF convention).
Formulas: facts/sheets.md 9 (areas and lengths of bulged chains, biarc-free).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

Point = tuple[float, float]


@dataclass(frozen=True)
class Vertex:
    """A corner at (x, y) [mm]; bulge belongs to the edge that leaves it."""

    x: float
    y: float
    bulge: float = 0.0


@dataclass(frozen=True)
class Arc:
    """The arc of one edge: centre [mm], radius [mm], start angle and signed sweep [rad]."""

    cx: float
    cy: float
    radius: float
    start: float
    sweep: float


def arc_of(a: Vertex, b: Vertex) -> Arc:
    """Arc of the bulged edge from a to b; the bulge of a must not be 0."""
    dx, dy = b.x - a.x, b.y - a.y
    chord = math.hypot(dx, dy)
    q = (1.0 - a.bulge**2) / (4.0 * a.bulge)
    cx, cy = (a.x + b.x) / 2 - q * dy, (a.y + b.y) / 2 + q * dx
    radius = chord * (1.0 + a.bulge**2) / (4.0 * abs(a.bulge))
    return Arc(cx, cy, radius, math.atan2(a.y - cy, a.x - cx), 4.0 * math.atan(a.bulge))


@dataclass(frozen=True)
class Contour:
    """A chain of lines and arcs; closed joins the last vertex to the first by index, so no gap can exist."""

    vertices: tuple[Vertex, ...]
    closed: bool = True

    def edges(self) -> Iterator[tuple[Vertex, Vertex]]:
        n = len(self.vertices)
        for i in range(n if self.closed else n - 1):
            yield self.vertices[i], self.vertices[(i + 1) % n]

    def edge_lengths(self) -> list[float]:
        """Length of each edge [mm], arcs by radius times sweep."""
        out = []
        for a, b in self.edges():
            if a.bulge:
                arc = arc_of(a, b)
                out.append(arc.radius * abs(arc.sweep))
            else:
                out.append(math.hypot(b.x - a.x, b.y - a.y))
        return out

    @property
    def length(self) -> float:
        return math.fsum(self.edge_lengths())

    @property
    def area(self) -> float:
        """Signed area [mm2], positive when counter-clockwise."""
        terms = []
        for a, b in self.edges():
            terms.append((a.x * b.y - b.x * a.y) / 2)
            if a.bulge:
                arc = arc_of(a, b)
                terms.append(arc.radius**2 * (arc.sweep - math.sin(arc.sweep)) / 2)
        return math.fsum(terms)

    def moved(self, dx: float, dy: float) -> Contour:
        return replace(self, vertices=tuple(Vertex(v.x + dx, v.y + dy, v.bulge) for v in self.vertices))

    def mirrored_x(self) -> Contour:
        """Mirror x -> -x, kept in the same order (orientation flips with it, bulges change sign)."""
        return replace(self, vertices=tuple(Vertex(-v.x, v.y, -v.bulge) for v in self.vertices))

    def reversed(self) -> Contour:
        vs, n = self.vertices, len(self.vertices)
        order = list(range(n - 1, -1, -1))
        return replace(self, vertices=tuple(Vertex(vs[i].x, vs[i].y, -vs[i - 1].bulge) for i in order))

    def polyline(self, tolerance: float = 0.02) -> list[Point]:
        """Points on the contour within tolerance [mm] of it; a closed contour does not repeat the first point."""
        points: list[Point] = []
        for a, b in self.edges():
            points.append((a.x, a.y))
            if a.bulge:
                arc = arc_of(a, b)
                step = 2 * math.acos(max(-1.0, 1 - tolerance / arc.radius)) if arc.radius > tolerance else math.pi / 4
                n = max(2, math.ceil(abs(arc.sweep) / step))
                for i in range(1, n):
                    t = arc.start + arc.sweep * i / n
                    points.append((arc.cx + arc.radius * math.cos(t), arc.cy + arc.radius * math.sin(t)))
        if not self.closed:
            points.append((self.vertices[-1].x, self.vertices[-1].y))
        return points

    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 [mm], exact at the quadrants of arcs."""
        xs, ys = [v.x for v in self.vertices], [v.y for v in self.vertices]
        for a, b in self.edges():
            if a.bulge:
                arc = arc_of(a, b)
                for k in range(4):
                    angle = k * math.pi / 2
                    turn = (angle - arc.start) % (2 * math.pi) if arc.sweep > 0 else (arc.start - angle) % (2 * math.pi)
                    if turn <= abs(arc.sweep):
                        xs.append(arc.cx + arc.radius * math.cos(angle))
                        ys.append(arc.cy + arc.radius * math.sin(angle))
        return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=256)
def _round(n: int) -> tuple[Point, ...]:
    """Corners of a regular n-gon in the unit circle: hundreds of equal holes share them."""
    return tuple((math.cos(2 * math.pi * i / n), math.sin(2 * math.pi * i / n)) for i in range(n))


@dataclass(frozen=True)
class Circle:
    """A full circle, which stays a circle in every output; label is engraved beside it."""

    x: float
    y: float
    radius: float
    label: str = ""

    @property
    def area(self) -> float:
        return math.pi * self.radius**2

    @property
    def length(self) -> float:
        return 2 * math.pi * self.radius

    def bounds(self) -> tuple[float, float, float, float]:
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius

    def mirrored_x(self) -> Circle:
        return replace(self, x=-self.x)

    def moved(self, dx: float, dy: float) -> Circle:
        return replace(self, x=self.x + dx, y=self.y + dy)

    def polyline(self, tolerance: float = 0.02) -> list[Point]:
        n = max(12, math.ceil(math.pi / math.acos(max(-1.0, 1 - tolerance / self.radius))))
        x, y, r = self.x, self.y, self.radius
        return [(x + r * c, y + r * s) for c, s in _round(n)]


Outline = Contour | Circle


def polygon(points: Iterable[Point], closed: bool = True) -> Contour:
    """A contour of straight edges."""
    return Contour(tuple(Vertex(x, y) for x, y in points), closed)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Contour:
    return polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def union_bounds(boxes: Iterable[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
