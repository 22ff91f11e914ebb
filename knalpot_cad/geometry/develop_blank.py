"""Flat blanks between two rims: exact lines and arcs, free curves as tangent arcs, seam strips; in mm.

A blank is seen from outside, u right and v up, both rims run from the seam's left ruling to its right one. Points are
complex numbers u + iv here and (u, v) pairs at the door. A seam allowance is a strip parallel to the seam ruling,
ended square to it (never an angle); a negative one is a root gap and trims both rims. Source: facts/sheets.md 1, 9.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from knalpot_cad.geometry.plane import Contour, Point, Vertex, arc_of
from knalpot_cad.geometry.sections.fit import TOLERANCE, Node, chained

SAME = 1e-9         # mm


@dataclass(frozen=True)
class Bow:
    """An exact straight (turn 0) or arc from start to end; turn is its signed sweep [rad]."""

    start: complex
    end: complex
    turn: float = 0.0

    def chain(self, tolerance: float) -> list[Vertex]:
        """Vertices of parts of at most half a turn, the end with bulge 0."""
        n = max(1, math.ceil(abs(self.turn) / math.pi - 1e-9))
        bulge = math.tan(self.turn / 4 / n)
        points = [self.start]
        if n > 1:
            centre = (self.start + self.end) / 2 + 1j * (self.end - self.start) / 2 / math.tan(self.turn / 2)
            points += [centre + (self.start - centre) * cmath.rect(1.0, self.turn * i / n) for i in range(1, n)]
        return [*(Vertex(p.real, p.imag, bulge) for p in points), Vertex(self.end.real, self.end.imag)]


@dataclass(frozen=True)
class Free:
    """A smooth curve given exactly: point and unit tangent at t0 .. t1."""

    at: Callable[[float], Node]
    t0: float
    t1: float

    def chain(self, tolerance: float) -> list[Vertex]:
        return chained(self.at, self.t0, self.t1, tolerance)


Rim = tuple[Bow | Free, ...]


def joined(spans: list[Bow | Free]) -> Rim:
    """Neighbouring arcs of one circle, and straights in one line, as one span."""
    out: list[Bow | Free] = []
    for span in spans:
        last = out[-1] if out else None
        if isinstance(span, Bow) and isinstance(last, Bow):
            one = Bow(last.start, span.end, last.turn + span.turn)
            alike = (abs(span.turn) < 1e-12) is (abs(last.turn) < 1e-12)
            if alike and abs(one.turn) < 6.2 and _same(_bend(last), _bend(span)) and _same(_bend(one), _bend(span)):
                out[-1] = one
                continue
        out.append(span)
    return tuple(out)


def _same(a: complex, b: complex) -> bool:
    return abs(a - b) < 1e-9 * (1 + abs(b))


def _bend(bow: Bow) -> complex:
    """What neighbours on one line or one circle share: the direction of a straight, the centre of an arc."""
    chord = bow.end - bow.start
    if abs(bow.turn) < 1e-12:
        return chord / abs(chord)
    return (bow.start + bow.end) / 2 + 1j * chord / 2 / math.tan(bow.turn / 2)


def rim_chain(rim: Rim, tolerance: float = TOLERANCE) -> list[Vertex]:
    """One open chain of lines and arcs along the rim; spans share their vertices."""
    return list(_rim_chain(rim, tolerance))


@lru_cache(maxsize=64)      # the outline and each line of the seam ask for the same rims
def _rim_chain(rim: Rim, tolerance: float) -> tuple[Vertex, ...]:
    out: list[Vertex] = []
    for span in rim:
        out = [*out[:-1], *span.chain(tolerance)]
    return tuple(out)


@dataclass(frozen=True)
class Blank:
    """Both rims of a piece that is open along its seam."""

    lower: Rim
    upper: Rim

    def seams(self) -> tuple[tuple[complex, complex], tuple[complex, complex]]:
        """Lower and upper end of the left and of the right seam ruling."""
        return ((_first(self.lower), _first(self.upper)), (_last(self.lower), _last(self.upper)))

    def outline(self, left_mm: float = 0.0, right_mm: float = 0.0, tolerance: float = TOLERANCE) -> Contour:
        """Counter-clockwise contour; left and right are what the seam edges gain (a gap is negative)."""
        low, high = rim_chain(self.lower, tolerance), rim_chain(self.upper, tolerance)
        (a, b), (c, d) = self.seams()
        if left_mm < 0:
            low, high = trimmed(low, a, b, -left_mm, 1), trimmed(high, a, b, -left_mm, 1)
        if right_mm < 0:
            low, high = (turned(trimmed(turned(r), c, d, -right_mm, -1)) for r in (low, high))
        out = [*low]
        if right_mm > 0:
            out += [_vertex(p) for p in (strip(c, d, right_mm, 1))]
        out += turned(high)
        if left_mm > 0:
            out += [_vertex(p) for p in reversed(strip(a, b, left_mm, -1))]
        return Contour(tuple(_plain(out)))

    def parallel(self, right: bool, distance_mm: float, tolerance: float = TOLERANCE) -> tuple[Point, Point]:
        """Line at a distance from a seam ruling, outwards positive, clipped by the rims where it lies inside."""
        p, q = self.seams()[1 if right else 0]
        side = 1 if right else -1
        if distance_mm >= 0:
            ends = strip(p, q, distance_mm, side)
        else:
            def clip(rim: Rim) -> complex:
                chain = rim_chain(rim, tolerance)
                first = trimmed(turned(chain) if right else chain, p, q, -distance_mm, -side)[0]
                return complex(first.x, first.y)
            ends = (clip(self.lower), clip(self.upper))
        return (ends[0].real, ends[0].imag), (ends[1].real, ends[1].imag)


def strip(low: complex, high: complex, distance: float, side: int) -> tuple[complex, complex]:
    """The ruling moved parallel, to the right (side 1) or left (-1)."""
    outward = -1j * side * (high - low) / abs(high - low)
    return low + distance * outward, high + distance * outward


def trimmed(chain: list[Vertex], low: complex, high: complex, distance: float, side: int) -> list[Vertex]:
    """The chain from where it is `distance` from the line low-high, on its right (side 1) or left (-1)."""
    right = -1j * side * (high - low) / abs(high - low)

    def away(p: complex) -> float:
        return ((p - low) * right.conjugate()).real
    for i, (a, b) in enumerate(zip(chain, chain[1:], strict=False)):
        if away(complex(b.x, b.y)) < distance:
            continue
        first, last = 0.0, 1.0
        for _ in range(60):
            middle = (first + last) / 2
            first, last = (middle, last) if away(_along(a, b, middle)) < distance else (first, middle)
        p = _along(a, b, last)
        bulge = math.tan(math.atan(a.bulge) * (1 - last)) if a.bulge else 0.0
        rest = chain[i + 1:]
        return [Vertex(p.real, p.imag, bulge), *rest] if abs(p - complex(b.x, b.y)) > SAME else rest
    return chain[-1:]


def turned(chain: list[Vertex]) -> list[Vertex]:
    """An open chain run the other way."""
    return [Vertex(v.x, v.y, -chain[k - 1].bulge if k else 0.0) for k, v in reversed(list(enumerate(chain)))]


def _along(a: Vertex, b: Vertex, share: float) -> complex:
    if not a.bulge:
        return complex(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
    arc = arc_of(a, b)
    return complex(arc.cx, arc.cy) + cmath.rect(arc.radius, arc.start + share * arc.sweep)


def _plain(ring: list[Vertex]) -> list[Vertex]:
    """Without doubled vertices and without vertices amid one straight line."""
    out: list[Vertex] = []
    for v in ring:
        if out and math.hypot(v.x - out[-1].x, v.y - out[-1].y) < SAME:
            out[-1] = v
        else:
            out.append(v)
    if len(out) > 1 and math.hypot(out[0].x - out[-1].x, out[0].y - out[-1].y) < SAME:
        out.pop()
    kept = []
    for i, v in enumerate(out):
        before, after = out[i - 1], out[(i + 1) % len(out)]
        d, e = complex(v.x - before.x, v.y - before.y), complex(after.x - v.x, after.y - v.y)
        straight = not before.bulge and not v.bulge and abs((d.conjugate() * e).imag) < 1e-9 * abs(d) * abs(e)
        if not (straight and (d.conjugate() * e).real > 0):
            kept.append(v)
    return kept


def _vertex(p: complex) -> Vertex:
    return Vertex(p.real, p.imag)


def _first(rim: Rim) -> complex:
    span = rim[0]
    return span.start if isinstance(span, Bow) else span.at(span.t0)[0]


def _last(rim: Rim) -> complex:
    span = rim[-1]
    return span.end if isinstance(span, Bow) else span.at(span.t1)[0]
