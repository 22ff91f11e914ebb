"""Sections between two of different kinds: what the flat wall that touches both ends cuts out. Lengths in metres.

The wall is the hull of both ends, so a section a part k of the way is the sum (1 - k) A + k B of points with equal
outward normals (Minkowski): support functions go in a straight line, and a sheet that is rolled from one end to the
other has this very shape. Source: convex bodies (Minkowski), derived in docs/physics.md (outlines).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

import numpy as np

from acoustics.outline import Outline, Polygon, Problems, TriOval
from acoustics.pieces import Arc, Bend, Line, Mixed, Piece, normals

TURN = 2 * math.pi
SAME = 1e-9                 # rad, m: normals and points nearer than this are one
PARALLEL = 1e-6             # rad: edges of two polygons


@dataclass(frozen=True)
class Blend(Outline):
    """The section a part [-], above 0 and below 1, of the way from one convex section to another [m].

    Neither is a blend, and at most one a superellipse. Source: definition, docs/physics.md (outlines).
    """

    kind: ClassVar[str] = "blend"
    start: Outline
    end: Outline
    part: float

    @property
    def area(self) -> float:
        """Area [m2]: (1 - k)^2 A + 2 k (1 - k) M + k^2 B, M the mixed area. Source: Minkowski."""
        k = self.part
        return (1 - k) ** 2 * self.start.area + 2 * k * (1 - k) * mixed_area(self.start, self.end) \
            + k * k * self.end.area

    def pieces(self) -> tuple[Piece, ...]:
        """A sum for each range of normals in which both have one piece; straight edges where either has one."""
        rows = [_turned(s) for s in (self.start, self.end)]
        stops = sorted({round(a % TURN, 12) for row in rows for a, _, _ in row})
        stops = [b for a, b in pairwise([stops[-1] - TURN, *stops]) if b - a > SAME]
        bends = [self._bend(a, b, rows) for a, b in pairwise([*stops, stops[0] + TURN])]
        out: list[Piece] = []
        for bend, after in pairwise([*bends, bends[0]]):
            (x0, y0), (x1, y1) = bend.at(np.ones(1))[0].tolist(), after.at(np.zeros(1))[0].tolist()
            out.append(bend)
            if math.hypot(x1 - x0, y1 - y0) > SAME:
                out.append(Line(x0, y0, x1, y1))
        return tuple(out)

    def _bend(self, start: float, stop: float, rows: list[list[tuple[float, float, Bend]]]) -> Arc | Mixed:
        p, q = (_at(row, (start + stop) / 2) for row in rows)
        k = self.part
        if isinstance(p, Arc) and isinstance(q, Arc):
            return Arc((1 - k) * p.x + k * q.x, (1 - k) * p.y + k * q.y, (1 - k) * p.radius + k * q.radius, start,
                       stop - start)
        return Mixed(p, q, (1 - k, k), start, stop - start)

    def problems(self) -> Problems:
        """What is wrong with either section, or with the part."""
        for name, section in (("start", self.start), ("end", self.end)):
            yield from ((f"{name}.{field}", text) for field, text in section.problems())
        if isinstance(self.part, bool) or not 0 < self.part < 1:
            yield "part", f"must be above 0 and below 1, is {self.part!r}"


def _turned(section: Outline) -> list[tuple[float, float, Bend]]:
    """Round pieces by their normals (first, last) [rad], the first from 0 to below a turn, rising."""
    out = []
    for p in section.pieces():
        if not isinstance(p, Line):
            assert not isinstance(p, Mixed), "no blend is blended"
            a, b = normals(p)
            out.append((a % TURN, a % TURN + b - a, p))
    return sorted(out, key=lambda row: row[0])


def _at(row: list[tuple[float, float, Bend]], normal: float) -> Bend:
    """The piece with a normal [rad]."""
    return row[bisect_right([a for a, _, _ in row], normal % TURN) - 1][2]


@lru_cache(maxsize=1024)
def mixed_area(start: Outline, end: Outline) -> float:
    """Mixed area [m2] of two convex sections: that of both at once, A of a section with itself.

    Valid where they can be blended; no errors. Source: the area half way is (A + 2 M + B)/4 (Minkowski), by Green.
    """
    curve = Blend(start, end, 0.5).curve
    return 2 * curve.area_between(0.0, float(curve.size)) - (start.area + end.area) / 2


def between(start: Outline, end: Outline, part: float) -> Outline:
    """The section a part 0 .. 1 of the way from one to another [m]: of one kind by their sizes, else their blend.

    Valid where on_one_way(); no errors. Source: definition.
    """
    if start == end:
        return start
    if alike(start, end):
        return start.between(end, part)
    way = next((s for s in (start, end) if isinstance(s, Blend)), Blend(start, end, 0.5))
    first, last = (s.part if isinstance(s, Blend) else float(s == way.end) for s in (start, end))
    k = first + (last - first) * part
    return way.start if k <= 0 else way.end if k >= 1 else Blend(way.start, way.end, k)


def alike(start: Outline, end: Outline) -> bool:
    """Whether two sections are of one kind whose sizes go in a straight line: polygons where every edge keeps its
    direction, which then is their blend; no tri-ovals, which would not close. Source: definition."""
    if isinstance(start, Polygon) and isinstance(end, Polygon):
        return len(start.points) == len(end.points) and _parallel(start, end)
    return type(start) is type(end) and not isinstance(start, Blend | TriOval)


@lru_cache(maxsize=1024)
def _parallel(start: Polygon, end: Polygon) -> bool:
    """Whether the edges of two polygons of as many corners have the same directions, one by one."""
    edges = [np.diff([*s.points, s.points[0]], axis=0) @ [1, 1j] for s in (start, end)]
    return bool(np.all(np.abs(np.angle(edges[0] / edges[1])) < PARALLEL))


def on_one_way(start: Outline, end: Outline) -> bool:
    """Whether there is a way between two sections: blends only between blends of the same two, or these.

    Valid for any; no errors. Source: definition.
    """
    ways = {(s.start, s.end) for s in (start, end) if isinstance(s, Blend)}
    if not ways:
        return True
    way = next(iter(ways))
    return len(ways) == 1 and all(isinstance(s, Blend) or s in way for s in (start, end))
