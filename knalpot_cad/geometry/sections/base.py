"""Section: a closed convex outline across the axis, the same small set of questions for every form, in mm and rad.

Frame: x right, y up, z with the gas; every named form stands centred on the axis (centre of its bounding box), its
sizes are outside sizes. psi is the angle of the outward normal from x towards y. A straight edge has one psi (an
atom); there `side` picks its first point (-1, counter-clockwise), its middle (0) or its last point (+1).
An inside or mid surface is `offset(-t)` or `offset(-t / 2)`: the exact parallel curve, perimeter P + 2 pi d, which is
not a form of the same name (an ellipse less 1 mm is no ellipse). Source: facts/sheets.md 0 and 1.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

from knalpot_cad.geometry.plane import Contour, Outline, Point, Vertex
from knalpot_cad.geometry.sections.fit import TOLERANCE, Node, chained
from knalpot_cad.geometry.sections.integral import integral
from knalpot_cad.geometry.sections.nearest import deepest, least
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece, combined, weighted
from knalpot_cad.geometry.sections.runs import Run, rough_in_t

TURN = 2 * math.pi
SAME = 1e-11        # rad: two normal angles nearer than this are one
FLAT = 1e-9         # mm: a straight edge shorter than this is none

Faults = list[tuple[str, dict[str, object]]]


@dataclass(frozen=True)
class Atom:
    """A straight edge: its normal angle [rad], first and last point counter-clockwise [mm], length [mm]."""

    psi: float
    first: Point
    last: Point

    @property
    def length(self) -> float:
        return math.dist(self.first, self.last)


@dataclass(frozen=True)
class Spot:
    """A point on the outline [mm] and the angle of its normal [rad]."""

    psi: float
    x: float
    y: float


def out_of_range(key: str, value: float, low: float, high: float) -> tuple[str, dict[str, object]]:
    return ("out-of-range", {"key": key, "value": value, "low": low, "high": high})


class Section(ABC):
    """What every form answers. A form says only its pieces and its faults; a faulty one answers nothing of use."""

    @property
    @abstractmethod
    def pieces(self) -> tuple[Piece, ...]:
        """Pieces in order of psi, end on start, one full turn in all."""

    def faults(self) -> Faults:
        """Everything wrong with the sizes, as (code, values)."""
        return []

    # sizes --------------------------------------------------------------------------------------------------------
    @property
    def perimeter(self) -> float:
        """Length of the outline [mm]."""
        return self._stops[-1]

    @cached_property
    def area(self) -> float:
        """Enclosed area [mm2]: half the integral of h^2 - h'^2 over the normal angle."""
        def f(p: Piece, psi: float) -> float:
            h, h1 = p.support(psi)
            return (h * h - h1 * h1) / 2
        return math.fsum(integral(partial(f, p), p.start, p.end, *p.rough).real for p in self.pieces)

    @cached_property
    def centroid(self) -> Point:
        """Centroid of the enclosed area [mm]."""
        return (self.around(lambda x, y, h: x * h / 3) / self.area, self.around(lambda x, y, h: y * h / 3) / self.area)

    @cached_property
    def second_moments(self) -> tuple[float, float]:
        """Ix = integral of y^2 dA and Iy = integral of x^2 dA about the axes through the origin [mm4]."""
        return self.around(lambda x, y, h: y * y * h / 4), self.around(lambda x, y, h: x * x * h / 4)

    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 [mm]."""
        left, low, right, up = (self.support(a)[0] for a in (math.pi, -math.pi / 2, 0.0, math.pi / 2))
        return -left, -low, right, up

    @cached_property
    def min_rho(self) -> float:
        """Smallest radius of curvature [mm]; 0 at a sharp corner."""
        def lowest(p: Piece) -> float:
            return p.radius if isinstance(p, ArcPiece) else least(lambda t: p.rho(p.psi_of(t)), *p.reach)
        return min(lowest(p) for p in self.pieces)

    def around(self, f: Callable[[float, float, float], float]) -> float:
        """Contour integral of f(x, y, h) ds, counter-clockwise, h the support at the point."""
        terms = []
        for p in self.pieces:
            def g(t: float, p: Piece = p) -> float:
                x, y, psi = p.at(t)
                return f(x, y, x * math.cos(psi) + y * math.sin(psi)) * p.speed(t)
            terms.append(integral(g, *p.reach, *rough_in_t(p)).real)
        for a in self.atoms:
            def line(u: float, a: Atom = a) -> float:
                x, y = (1 - u) * a.first[0] + u * a.last[0], (1 - u) * a.first[1] + u * a.last[1]
                return f(x, y, x * math.cos(a.psi) + y * math.sin(a.psi)) * a.length
            terms.append(integral(line, 0.0, 1.0).real)
        return math.fsum(terms)

    # by the normal angle ------------------------------------------------------------------------------------------
    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Straight edges in order of psi."""
        out = []
        for before, after in zip((self.pieces[-1], *self.pieces[:-1]), self.pieces, strict=True):
            first, last = before.at(before.reach[1]), after.at(after.reach[0])
            if math.dist(first[:2], last[:2]) > FLAT:
                out.append(Atom(after.start, first[:2], last[:2]))
        return tuple(out)

    def _find(self, psi: float) -> tuple[int, float, bool]:
        """Piece that psi lies in, psi counted as the pieces count it, and whether it is that piece's start."""
        first = self.pieces[0].start
        psi = first + (psi - first) % TURN
        if first + TURN - psi < SAME:
            return 0, first, True
        i = bisect_right(self._starts, psi + SAME) - 1
        at_start = psi - self._starts[i] < SAME
        return i, (self._starts[i] if at_start else psi), at_start

    @cached_property
    def _starts(self) -> list[float]:
        return [p.start for p in self.pieces]

    def piece_at(self, psi: float, side: int = 1) -> tuple[Piece, float]:
        """The piece that psi lies in and psi as it counts; at a joint the one before (side -1) or after it."""
        i, psi, joint = self._find(psi)
        if joint and side < 0:
            return self.pieces[i - 1], self.pieces[i - 1].end
        return self.pieces[i], psi

    def support(self, psi: float, side: int = 0) -> tuple[float, float]:
        """h and h' [mm]; h' jumps by the length of a straight edge."""
        if side:
            p, psi = self.piece_at(psi, side)
            return p.support(psi)
        (h, low), (_, high) = self.support(psi, -1), self.support(psi, 1)
        return h, (low + high) / 2

    def rho(self, psi: float) -> float:
        """Radius of curvature [mm] at psi, that of the piece after a joint."""
        p, psi = self.piece_at(psi)
        return p.rho(psi)

    def point(self, psi: float, side: int = 0) -> Point:
        """The point (x, y) [mm] with normal psi."""
        h, h1 = self.support(psi, side)
        c, s = math.cos(psi), math.sin(psi)
        return h * c - h1 * s, h * s + h1 * c

    # along the outline --------------------------------------------------------------------------------------------
    @cached_property
    def _runs(self) -> tuple[Run, ...]:
        return tuple(Run(p) for p in self.pieces)

    @cached_property
    def _stops(self) -> list[float]:
        """Arc length at the start of each piece and, last, all round; a piece is followed by its straight edge."""
        edges = {round(a.psi, 9): a.length for a in self.atoms}
        out, s = [], 0.0
        for q, run in zip((*self.pieces[1:], self.pieces[0]), self._runs, strict=True):
            out.append(s)
            s += run.total + edges.get(round(q.start, 9), 0.0)
        return [*out, s]

    def _along(self, psi: float, side: int) -> float:
        """Arc length from the first piece's start [mm]."""
        i, psi, joint = self._find(psi)
        if joint:
            high = self._stops[i]
            length = math.dist(self.point(psi, -1), self.point(psi, 1))
            return high - length * (1 - side) / 2
        return self._stops[i] + self._runs[i](self.pieces[i].t_of(psi))

    def arc_length(self, psi: float, start: float = 0.0, side: int = 0) -> float:
        """Counter-clockwise length from the point of normal `start` (an edge's middle) to that of psi [mm], 0 .. P."""
        s = (self._along(psi, side) - self._along(start, 0)) % self.perimeter
        return 0.0 if self.perimeter - s < FLAT and side == 0 and abs(psi - start) < SAME else s

    def at_length(self, s: float, start: float = 0.0) -> Spot:
        """Inverse of arc_length: the point s [mm] counter-clockwise of that of normal `start`."""
        s = (s + self._along(start, 0)) % self.perimeter
        i = bisect_right(self._stops, s, 0, len(self.pieces)) - 1
        p, run, rest = self.pieces[i], self._runs[i], s - self._stops[i]
        if rest >= run.total:
            x, y, psi = p.at(p.reach[1])
            over = rest - run.total
            return Spot(psi, x - over * math.sin(psi), y + over * math.cos(psi))
        low, high = p.reach
        t = low + (high - low) * rest / run.total
        for _ in range(80):
            error, slope = run(t) - rest, p.speed(t)
            low, high = (low, t) if error > 0 else (t, high)
            step = t - error / slope if 0 < slope < math.inf else low
            new = step if low < step < high else (low + high) / 2
            if abs(new - t) < 1e-15 * (1 + abs(t)):
                break
            t = new
        x, y, psi = p.at(t)
        return Spot(psi, x, y)

    # places -------------------------------------------------------------------------------------------------------
    def nearest(self, x: float, y: float) -> tuple[float, Spot]:
        """How deep (x, y) lies inside the outline [mm], negative outside, and the outline's nearest point.

        For a convex outline the depth is the least of h - n.p over psi, inside and outside alike (outside it is the
        negative distance).
        """
        depth, psi = deepest(self.pieces, x, y)
        return depth, Spot(psi, x + depth * math.cos(psi), y + depth * math.sin(psi))

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether (x, y) lies inside, at least margin [mm] from the outline."""
        return self.nearest(x, y)[0] >= margin

    def gap(self, x: float, y: float, radius: float) -> float:
        """Least gap [mm] between the outline and a circle inside it; negative where the circle reaches through."""
        return self.nearest(x, y)[0] - radius

    # other outlines -----------------------------------------------------------------------------------------------
    def offset_faults(self, d: float) -> Faults:
        """An inward parallel curve needs every radius of curvature above -d."""
        if d < -self.min_rho - FLAT:
            return [out_of_range("offset_mm", d, -self.min_rho, 10_000.0)]
        return []

    def offset(self, d: float) -> Section:
        """Parallel curve d [mm] outwards (negative: inwards); ValueError when offset_faults(d) has any."""
        wrong = self.offset_faults(d)
        if wrong:
            raise ValueError(f"offset {d} mm: smallest radius of curvature {self.min_rho} mm")
        return Curve.of(weighted(p.start, p.end, ((1.0, p), (1.0, ArcPiece(p.start, p.end, 0.0, 0.0, d))))
                        for p in self.pieces)

    def moved(self, dx: float, dy: float) -> Section:
        """The same outline about another centre [mm], as at one end of an offset transition."""
        return Curve.of(weighted(p.start, p.end, ((1.0, p), (1.0, ArcPiece(p.start, p.end, dx, dy, 0.0))))
                        for p in self.pieces)

    def blend(self, other: Section, k: float) -> Section:
        """Outline at the share k of the way to another one: support (1 - k) h + k h_other."""
        return Curve.of(combined(p, q, k) for p, q in paired(self, other))

    # drawing ------------------------------------------------------------------------------------------------------
    def contour(self, tolerance: float = TOLERANCE) -> Contour:
        """Counter-clockwise lines and arcs: exact where the outline is made of them, else tangent arcs in tolerance."""
        out: list[Vertex] = []
        for p, q in zip(self.pieces, (*self.pieces[1:], self.pieces[0]), strict=True):
            end = q.at(q.reach[0])
            if isinstance(p, ArcPiece):
                out += _arc(p)
            else:
                out += chained(partial(_node, p), *p.reach, tolerance)[:-1]
            last = p.at(p.reach[1])
            if math.dist(last[:2], end[:2]) > FLAT:
                out.append(Vertex(last[0], last[1]))
        return Contour(tuple(out))

    def outline(self, tolerance: float = TOLERANCE) -> Outline:
        """The contour, or the circle that it is."""
        return self.contour(tolerance)


def _arc(p: ArcPiece) -> list[Vertex]:
    """An arc without its end, in parts of at most half a turn; nothing for a sharp corner."""
    if p.radius < FLAT:
        return []
    n = max(1, math.ceil((p.end - p.start) / math.pi - SAME))
    step = (p.end - p.start) / n
    places = [p.at(p.start + step * i) for i in range(n)]
    return [Vertex(x, y, math.tan(step / 4)) for x, y, _ in places]


def _node(p: Piece, t: float) -> Node:
    x, y, psi = p.at(t)
    return complex(x, y), complex(-math.sin(psi), math.cos(psi))


@dataclass(frozen=True)
class Curve(Section):
    """An outline without a name: shifted, parallel or between two others."""

    parts: tuple[Piece, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return self.parts

    @classmethod
    def of(cls, parts: Iterable[Piece]) -> Curve:
        return cls(tuple(parts))

    def faults(self) -> Faults:
        """Where it is not convex: a negative radius of curvature, or two pieces that overlap at a joint."""
        low = self.min_rho
        wrong = [out_of_range("rho_mm", low, 0.0, 10_000.0)] if low < -FLAT else []
        edges = [q.support(q.start)[1] - p.support(p.end)[1]
                 for p, q in zip((self.parts[-1], *self.parts[:-1]), self.parts, strict=True)]
        return [*wrong, out_of_range("edge_mm", min(edges), 0.0, 10_000.0)] if min(edges) < -FLAT else wrong


def from_angle(section: Section, psi: float) -> list[Piece]:
    """The pieces of one full turn that begins at psi; a piece is cut there when psi lies inside it."""
    i, local, joint = section._find(psi)
    wound = psi - local
    ps = section.pieces
    order = [*ps[i:], *(p.wound(TURN) for p in ps[:i])]
    if not joint:
        head = order[0]
        order = [_between(head, local, head.end), *order[1:], _between(head, head.start, local).wound(TURN)]
    return [p.wound(wound) if wound else p for p in order]


def _between(piece: Piece, start: float, end: float) -> Piece:
    return weighted(start, end, ((1.0, piece),))


def paired(first: Section, second: Section, psi: float | None = None) -> list[tuple[Piece, Piece]]:
    """Pieces of both over common angles, one full turn from psi (default: the first's own beginning)."""
    begin = first.pieces[0].start if psi is None else psi
    a, b = from_angle(first, begin), from_angle(second, begin)
    out, i, j, at = [], 0, 0, begin
    while i < len(a) and j < len(b):
        end = min(a[i].end, b[j].end)
        if end - at > SAME:
            out.append((_between(a[i], at, end), _between(b[j], at, end)))
            at = end
        i, j = i + (a[i].end - end < SAME), j + (b[j].end - end < SAME)
    return out
