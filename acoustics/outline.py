"""Sections of a casing: round, ellipse, stadium, tri-oval, superellipse, rounded polygon. Inside sizes in metres.

Each is centred on the axis (a polygon as its points say), knows its area in closed form and its outline as a Curve.
A new section is one class here and one line in SECTIONS. Source: closed forms of the textbooks, docs/physics.md.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar, Self

from acoustics.arrays import is_number, length_problem
from acoustics.curve import Curve, circle
from acoustics.pieces import Arc, Bow, Line, Piece

Problems = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Outline(ABC):
    """A closed section. Subclasses give `kind`, `area` [m2] and `pieces()`; sizes [m] above 0. Source: definition."""

    kind: ClassVar[str] = ""

    @property
    @abstractmethod
    def area(self) -> float:
        """Area [m2]."""

    @abstractmethod
    def pieces(self) -> tuple[Piece, ...]:
        """The outline, counter-clockwise."""

    @property
    def curve(self) -> Curve:
        """The outline as a closed curve [m]. Source: definition."""
        return _curve(self)

    def clearance(self, x: float, y: float) -> float:
        """Distance [m] from (x, y) to the outline, negative outside. Source: curve.py."""
        return self.curve.clearance(x, y)

    def problems(self) -> Problems:
        """What is wrong as (field, message): sizes that are no positive numbers, shapes that do not close."""
        bad = False
        for f in fields(self):
            value = getattr(self, f.name)
            if not isinstance(value, float | int) or not is_number(value):
                bad = True
                yield f.name, f"must be a finite number, is {value!r}"
            elif f.name != "power" and (wrong := length_problem(value, above=True)):
                bad = True
                yield f.name, wrong
        if not bad:
            yield from self.shape_problems()

    def shape_problems(self) -> Problems:
        """What is wrong with sizes that are numbers."""
        return iter(())

    def between(self, other: Self, part: float) -> Self:
        """The section a part 0 .. 1 of the way to another of its kind, each size in proportion."""
        change: dict[str, Any] = {}
        for f in fields(self):
            a, b = getattr(self, f.name), getattr(other, f.name)
            change[f.name] = _between(a, b, part)
        return replace(self, **change)


def _between(a: Any, b: Any, part: float) -> Any:
    if isinstance(a, tuple):
        return tuple(_between(p, q, part) for p, q in zip(a, b, strict=True))
    return a if a == b else a + (b - a) * part


@lru_cache(maxsize=4096)
def _curve(section: Outline) -> Curve:
    return Curve(section.pieces())


@dataclass(frozen=True)
class Round(Outline):
    """A circle: radius [m]. Valid above 0, see refuse.py. Source: definition."""

    kind: ClassVar[str] = "round"
    radius: float

    @property
    def area(self) -> float:
        """Area [m2]."""
        return math.pi * self.radius**2

    def pieces(self) -> tuple[Piece, ...]:
        """One full arc."""
        return circle(0.0, 0.0, self.radius).pieces


@dataclass(frozen=True)
class Ellipse(Outline):
    """An ellipse: width and height [m]. Source: definition."""

    kind: ClassVar[str] = "ellipse"
    width: float
    height: float

    @property
    def area(self) -> float:
        """Area [m2]."""
        return math.pi / 4 * self.width * self.height

    def pieces(self) -> tuple[Piece, ...]:
        """Eight bows, joined on the axes and where the polar angle meets the corner of the box."""
        return _bows(self.width / 2, self.height / 2, 2.0)


@dataclass(frozen=True)
class Superellipse(Outline):
    """|2x/width|^power + |2y/height|^power = 1: width, height [m], power [-] from 2 to 20. Source: definition."""

    kind: ClassVar[str] = "superellipse"
    width: float
    height: float
    power: float

    @property
    def area(self) -> float:
        """Area [m2]: 4 a b G(1 + 1/n)^2 / G(1 + 2/n)."""
        n = self.power
        return self.width * self.height * math.gamma(1 + 1 / n) ** 2 / math.gamma(1 + 2 / n)

    def pieces(self) -> tuple[Piece, ...]:
        """Eight bows."""
        return _bows(self.width / 2, self.height / 2, self.power)

    def shape_problems(self) -> Problems:
        """The power's range."""
        if not 2 <= self.power <= 20:
            yield "power", f"must be from 2 to 20, is {self.power:g}"


@dataclass(frozen=True)
class Stadium(Outline):
    """Two half circles and two straight sides: width and height [m], either may be the longer. Source: definition."""

    kind: ClassVar[str] = "stadium"
    width: float
    height: float

    @property
    def area(self) -> float:
        """Area [m2]."""
        d = min(self.width, self.height)
        return abs(self.width - self.height) * d + math.pi / 4 * d * d

    def pieces(self) -> tuple[Piece, ...]:
        """Arc, line, arc, line; a full arc where width and height agree."""
        c, r = abs(self.width - self.height) / 2, min(self.width, self.height) / 2
        if c < 1e-9:
            return circle(0.0, 0.0, r).pieces
        if self.width > self.height:
            return (Arc(c, 0.0, r, -math.pi / 2, math.pi), Line(c, r, -c, r),
                    Arc(-c, 0.0, r, math.pi / 2, math.pi), Line(-c, -r, c, -r))
        return (Arc(0.0, c, r, 0.0, math.pi), Line(-r, c, -r, -c),
                Arc(0.0, -c, r, math.pi, math.pi), Line(r, -c, r, c))


@dataclass(frozen=True)
class Polygon(Outline):
    """A convex polygon of corner points ((x, y), ...) [m], counter-clockwise, with one corner radius [m].

    Valid where the arcs of neighbouring corners do not overlap. Source: definition.
    """

    kind: ClassVar[str] = "polygon"
    points: tuple[tuple[float, float], ...]
    radius: float

    @property
    def area(self) -> float:
        """Area [m2]: the sharp polygon's less r^2 (tan(e/2) - e/2) a corner of exterior angle e."""
        sharp = math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in self._edges()) / 2
        return sharp - math.fsum(self.radius**2 * (math.tan(e / 2) - e / 2) for e in self._turns())

    def _edges(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        return list(zip(self.points, self.points[1:] + self.points[:1], strict=True))

    def _turns(self) -> list[float]:
        """Exterior angle [rad] at each corner."""
        d = [(b[0] - a[0], b[1] - a[1]) for a, b in self._edges()]
        return [math.atan2(p[0] * q[1] - p[1] * q[0], p[0] * q[0] + p[1] * q[1])
                for p, q in zip(d[-1:] + d[:-1], d, strict=True)]

    def pieces(self) -> tuple[Piece, ...]:
        """An arc at each corner and the straight edge that leaves it."""
        arcs: list[Arc] = []
        for (a, b), turn in zip(self._edges(), self._turns(), strict=True):
            length = math.hypot(b[0] - a[0], b[1] - a[1])
            ex, ey = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            cut = self.radius * math.tan(turn / 2)
            arcs.append(Arc(a[0] + ex * cut - ey * self.radius, a[1] + ey * cut + ex * self.radius, self.radius,
                            math.atan2(-ex, ey) - turn, turn))
        out: list[Piece] = []
        for p, q in pairwise([*arcs, arcs[0]]):
            end, begin = p.start + p.sweep, q.start
            line = Line(p.x + p.radius * math.cos(end), p.y + p.radius * math.sin(end),
                        q.x + q.radius * math.cos(begin), q.y + q.radius * math.sin(begin))
            out.append(p)
            if math.hypot(line.x1 - line.x0, line.y1 - line.y0) > 1e-9:
                out.append(line)
        return tuple(out)

    def problems(self) -> Problems:
        """Points and radius that make no convex rounded polygon."""
        points = self.points if isinstance(self.points, tuple) else ()
        flat = [v for p in points for v in (p if isinstance(p, tuple) else (p,))]
        if len(points) < 3 or len(points) > 60 or len(flat) != 2 * len(points):
            yield "points", f"must be 3 to 60 pairs (x, y), in tuples, are {len(points)}"
        elif not all(is_number(v) for v in (*flat, self.radius)):
            yield "points", "must be finite numbers"
        elif wrong := length_problem(self.radius, above=True):
            yield "radius", wrong
        elif wrong := next((w for v in flat if (w := length_problem(v, above=False))), None):
            yield "points", wrong
        elif min(math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in self._edges()) <= 1e-9:
            yield "points", "two neighbours are the same place"
        else:
            turns = self._turns()
            if min(turns) <= 1e-6 or abs(math.fsum(turns) - 2 * math.pi) > 1e-6:
                yield "points", "must be a convex polygon, counter-clockwise, with no straight corner"
                return
            for i, (a, b) in enumerate(self._edges()):
                need = self.radius * (math.tan(turns[i] / 2) + math.tan(turns[(i + 1) % len(turns)] / 2))
                if need > math.hypot(b[0] - a[0], b[1] - a[1]) + 1e-12:
                    yield "radius", f"is too large for the edge from point {i}"


@dataclass(frozen=True)
class TriOval(Outline):
    """A tri-oval of four radii, symmetric about y: width, height, and the radii of the top corner, the two lower
    corners, the sides and the base [m]; the centre of its box lies on the axis.

    Valid where the arcs meet in order (problems()). Source: chain of tangent arcs, derived in docs/physics.md.
    """

    kind: ClassVar[str] = "tri_oval"
    width: float
    height: float
    top_radius: float
    bottom_radius: float
    side_radius: float
    base_radius: float

    def _chain(self) -> tuple[float, float, float, float, float, float, float] | None:
        """c, y_b, side centre x, y (bottom at 0) and the joints psi_0, psi_1, psi_2 [rad]; None where none closes."""
        c = self.width / 2 - self.bottom_radius
        out = self._joined(c)
        if out is not None and out[5] >= 0:
            return out
        low, high = 1e-9, self.width / 2
        for _ in range(200):                       # widest on the side: C_x(c) + R_s = W/2
            c = (low + high) / 2
            out = self._joined(c)
            if out is None or out[2] + self.side_radius < self.width / 2:
                low = c
            else:
                high = c
        return out if out is not None and abs(out[2] + self.side_radius - self.width / 2) < 1e-9 else None

    def _joined(self, c: float) -> tuple[float, float, float, float, float, float, float] | None:
        rt, rb, rs, base = self.top_radius, self.bottom_radius, self.side_radius, self.base_radius
        if (base - rb) ** 2 < c * c or c <= 0:
            return None
        yb = base - math.sqrt((base - rb) ** 2 - c * c)
        dx, dy = -c, self.height - rt - yb
        d = math.hypot(dx, dy)
        if d == 0:
            return None
        p = ((rs - rb) ** 2 - (rs - rt) ** 2 + d * d) / (2 * d)
        if (rs - rb) ** 2 < p * p:
            return None
        q = math.sqrt((rs - rb) ** 2 - p * p)
        cx, cy = c + p * dx / d - q * dy / d, yb + p * dy / d + q * dx / d
        return (c, yb, cx, cy, math.atan2(yb - base, c), math.atan2(yb - cy, c - cx),
                math.atan2(self.height - rt - cy, -cx))

    @property
    def area(self) -> float:
        """Area [m2]. Source: Green over the arcs."""
        return self.curve.area_between(0.0, float(self.curve.size))

    def pieces(self) -> tuple[Piece, ...]:
        """Base, lower corner, side, top, side, lower corner."""
        chain = self._chain()
        assert chain is not None, "refused by problems()"
        c, yb, cx, cy, a, b, e = chain
        h, half = self.height / 2, math.pi / 2
        arcs = [Arc(0.0, self.base_radius - h, self.base_radius, -math.pi - a, math.pi + 2 * a),
                Arc(c, yb - h, self.bottom_radius, a, b - a), Arc(cx, cy - h, self.side_radius, b, e - b),
                Arc(0.0, self.height - self.top_radius - h, self.top_radius, e, 2 * (half - e)),
                Arc(-cx, cy - h, self.side_radius, math.pi - e, e - b),
                Arc(-c, yb - h, self.bottom_radius, math.pi - b, b - a)]
        return tuple(p for p in arcs if p.sweep > 1e-12)

    def shape_problems(self) -> Problems:
        """Radii that do not close to a convex outline."""
        if min(self.side_radius, self.base_radius) <= max(self.top_radius, self.bottom_radius):
            yield "side_radius", "side and base radius must be above the corner radii"
            return
        chain = self._chain()
        joints = [-math.pi / 2, *chain[4:], math.pi / 2] if chain else [1.0, 0.0]
        if any(b < a - 1e-9 for a, b in pairwise(joints)):
            yield "width", "width, height and radii do not close to a convex outline"


def _bows(a: float, b: float, power: float) -> tuple[Piece, ...]:
    corner = math.atan2(b, a)
    marks = [0.0, corner, math.pi / 2, math.pi - corner, math.pi, math.pi + corner, 1.5 * math.pi, 2 * math.pi - corner,
             2 * math.pi]
    return tuple(Bow(a, b, power, p, q - p) for p, q in pairwise(marks))


SECTIONS: tuple[type[Outline], ...] = (Round, Ellipse, Stadium, TriOval, Superellipse, Polygon)
