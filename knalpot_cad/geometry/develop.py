"""The one development behind shells, cones and transitions: the wall between two convex sections in parallel planes.

`Transition(low, high, height_mm)` takes mid-surface sections, low at z = 0 and high at z = height. An offset end is
`section.moved(dx, dy)`; outside sections become mid ones by `develop_wall.mid_wall`. Rulings join points of equal
normal angle psi: there one plane touches both rims, so the wall is developable. low == high is a shell (a rectangle),
arcs about one centre give sectors with exact arcs, a straight edge gives a flat facet.
The blank shows its outside, u right, v up; roll and bend lines are DOWN; it is turned so that its seam rulings lean
equally, and the left one starts at 0.
With Dh = h_high - h_low, w = hypot(H, Dh): tau' = -Dh/w, a' = rho_low e^(i tau), b = a + e^(i tau) (Dh' + i w).
The integral of a' is taken by parts, so straight edges and points without curvature need no care:
a = h' e^(i tau) + integral of (h + i h' Dh/w) e^(i tau). Source: facts/sheets.md 0 (F1), 3.
"""

from __future__ import annotations

import cmath
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from knalpot_cad.geometry.develop_blank import Blank, Bow, Free, Rim, joined
from knalpot_cad.geometry.frame import Vec
from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sections.base import FLAT, SAME, TURN, Faults, Section, out_of_range, paired
from knalpot_cad.geometry.sections.fit import Node
from knalpot_cad.geometry.sections.integral import Primitive
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece

Number = TypeVar("Number", float, complex)
BOTTOM = -math.pi / 2


@dataclass(frozen=True)
class Ruling:
    """A straight line of the wall: its normal angle [rad], both ends in space and on the blank [mm], its length [mm].

    fold is what is bent along it [rad], 0 for a mere ruling.
    """

    psi: float
    low: Vec
    high: Vec
    flat_low: Point
    flat_high: Point
    length_mm: float
    fold: float = 0.0


@dataclass(frozen=True)
class Transition:
    """Wall between two mid-surface sections; seam_psi None puts the seam on the shortest ruling (see default_seam)."""

    low: Section
    high: Section
    height_mm: float
    seam_psi: float | None = None

    def faults(self) -> Faults:
        """Faults of both sections and of the height."""
        wrong = [*self.low.faults(), *self.high.faults()]
        if not 0 < self.height_mm <= 10_000:
            wrong.append(out_of_range("height_mm", self.height_mm, 0.0, 10_000.0))
        return wrong

    # the seam -----------------------------------------------------------------------------------------------------
    @cached_property
    def seam(self) -> float:
        return default_seam(self.low, self.high, self.height_mm) if self.seam_psi is None else self.seam_psi

    @cached_property
    def _pairs(self) -> list[tuple[Piece, Piece]]:
        return paired(self.low, self.high, self.seam)

    # sizes --------------------------------------------------------------------------------------------------------
    @property
    def edge_lengths(self) -> tuple[float, float]:
        """Developed length of the lower and the upper rim [mm]."""
        return self.low.perimeter, self.high.perimeter

    @cached_property
    def area(self) -> float:
        """Area of the blank without seam allowance [mm2]."""
        def f(p: Piece, q: Piece, psi: float) -> complex:
            (a, a1), (b, b1) = p.support(psi), q.support(psi)
            w = math.hypot(self.height_mm, b - a)
            return ((a + b) * w - (a1 + b1) * (b - a) * (b1 - a1) / w) / 2
        return math.fsum(g.total.real for g in self._each(f))

    @cached_property
    def opening(self) -> float:
        """Turn between both seam rulings on the blank [rad]; positive when the upper end is smaller."""
        return math.fsum(g.total.real for g in self._turns)

    @cached_property
    def fold_total(self) -> float:
        """All that the wall is bent, summed over its rulings [rad]; not 360 degrees in general."""
        return math.fsum(g.total.real for g in self._folds)

    # running integrals --------------------------------------------------------------------------------------------
    def _each(self, f: Callable[[Piece, Piece, float], complex]) -> tuple[Primitive, ...]:
        out = []
        for p, q in self._pairs:
            (p0, p1), (q0, q1) = p.rough, q.rough
            out.append(Primitive(partial(f, p, q), p.start, p.end, p0 or q0, p1 or q1))
        return tuple(out)

    @cached_property
    def _turns(self) -> tuple[Primitive, ...]:
        def f(p: Piece, q: Piece, psi: float) -> complex:
            d = q.support(psi)[0] - p.support(psi)[0]
            return complex(-d / math.hypot(self.height_mm, d))
        return self._each(f)

    @cached_property
    def _folds(self) -> tuple[Primitive, ...]:
        def f(p: Piece, q: Piece, psi: float) -> complex:
            (a, a1), (b, b1) = p.support(psi), q.support(psi)
            w = math.hypot(self.height_mm, b - a)
            return complex(self.height_mm * math.hypot(w, b1 - a1) / w**2)
        return self._each(f)

    @cached_property
    def _taus(self) -> list[float]:
        """tau at the start of each pair, turned so that both seam rulings lean equally."""
        (a, a1), (b, b1) = self.low.support(self.seam), self.high.support(self.seam)
        lean = math.atan2(b1 - a1, math.hypot(self.height_mm, b - a))
        return running(lean - self.opening / 2, [g.total.real for g in self._turns])

    @cached_property
    def _paths(self) -> tuple[Primitive, ...]:
        index = {id(p): i for i, (p, _) in enumerate(self._pairs)}

        def f(p: Piece, q: Piece, psi: float) -> complex:
            (a, a1), (b, _) = p.support(psi), q.support(psi)
            w = math.hypot(self.height_mm, b - a)
            return (a + 1j * a1 * (b - a) / w) * self._unit(index[id(p)], psi)
        return self._each(f)

    @cached_property
    def _places(self) -> list[complex]:
        """The integral part of a at the start of each pair, such that a is 0 at the seam's left end."""
        first = -self.low.support(self.seam)[1] * self._unit(0, self.seam)
        return running(first, [g.total for g in self._paths])

    def _unit(self, i: int, psi: float) -> complex:
        return cmath.rect(1.0, self._taus[i] + self._turns[i](psi).real)

    def _node(self, which: int, i: int, psi: float) -> Node:
        """Blank point of the lower (0) or upper (1) rim, and the unit along that rim."""
        unit, (a, a1) = self._unit(i, psi), self._pairs[i][0].support(psi)
        point = a1 * unit + self._places[i] + self._paths[i](psi)
        if which:
            b, b1 = self._pairs[i][1].support(psi)
            point += unit * complex(b1 - a1, math.hypot(self.height_mm, b - a))
        return point, unit

    def _find(self, psi: float, side: int) -> tuple[int, float]:
        """Pair that psi lies in and psi counted from the seam; at a joint the pair before (side -1) or after."""
        psi = self.seam + (psi - self.seam) % TURN
        if self.seam + TURN - psi < SAME or psi - self.seam < SAME:
            return (len(self._pairs) - 1, self.seam + TURN) if side < 0 else (0, self.seam)
        i = bisect_right(self._starts, psi + SAME) - 1
        return (i - 1, self._starts[i]) if side < 0 and psi - self._starts[i] < SAME else (i, psi)

    @cached_property
    def _starts(self) -> list[float]:
        return [p.start for p, _ in self._pairs]

    # points -------------------------------------------------------------------------------------------------------
    def flat_at(self, psi: float, k: float = 0.0, side: int = 1) -> Point:
        """Blank point (u, v) [mm] of normal psi at the share k of the height.

        On a straight edge side -1 is its first point, 0 its middle, +1 its last; on the seam -1 lies on the right end
        of the blank, 0 and +1 on the left one.
        """
        p = self._flat(psi, k, side)
        return p.real, p.imag

    def _flat(self, psi: float, k: float, side: int) -> complex:
        if side == 0:
            on_seam = abs((psi - self.seam + math.pi) % TURN - math.pi) < SAME
            return self._seam_end(k, 1) if on_seam else (self._flat(psi, k, -1) + self._flat(psi, k, 1)) / 2
        i, psi = self._find(psi, side)
        if k in (0, 1):
            return self._node(int(k), i, psi)[0]
        return (1 - k) * self._node(0, i, psi)[0] + k * self._node(1, i, psi)[0]

    def space_at(self, psi: float, k: float = 0.0, side: int = 1) -> Vec:
        """Point of the wall (x, y, z) [mm] of normal psi at the share k of the height."""
        (ax, ay), (bx, by) = self.low.point(psi, side), self.high.point(psi, side)
        return (1 - k) * ax + k * bx, (1 - k) * ay + k * by, k * self.height_mm

    def flat(self, x: float, y: float, z: float) -> Point:
        """Blank point (u, v) [mm] of a point on the wall (or of the wall's nearest point at that height)."""
        k = z / self.height_mm
        middle = self.low.blend(self.high, k)
        spot = middle.nearest(x, y)[1]
        tangent = spot.y * math.cos(spot.psi) - spot.x * math.sin(spot.psi)
        side, psi = -1, spot.psi
        from_seam = abs((psi - self.seam + math.pi) % TURN - math.pi)
        if from_seam < SAME:        # on the seam's own facet: its middle is the seam
            half = tangent - middle.support(psi, 0)[1]
            side = 1 if half >= -FLAT else -1
            p = self._seam_end(k, side) + half * self._unit(*self._find(psi, side))
            return p.real, p.imag
        i, psi = self._find(psi, side)
        p = self._flat(psi, k, side) + (tangent - middle.support(psi, side)[1]) * self._unit(i, psi)
        return p.real, p.imag

    def _seam_end(self, k: float, side: int) -> complex:
        return (1 - k) * self._seam_corner(0, side) + k * self._seam_corner(1, side)

    # rulings ------------------------------------------------------------------------------------------------------
    def ruling(self, psi: float, side: int = 1, fold: float = 0.0) -> Ruling:
        """The ruling of normal psi; side as in flat_at."""
        low, high = self.space_at(psi, 0.0, side), self.space_at(psi, 1.0, side)
        return Ruling(psi, low, high, self.flat_at(psi, 0.0, side), self.flat_at(psi, 1.0, side),
                      math.dist(low, high), fold)

    def fold_at(self, psi: float) -> float:
        """What is bent between the left seam ruling and psi [rad]."""
        i, psi = self._find(psi, 1)
        return self._fold_stops[i] + self._folds[i](psi).real

    @cached_property
    def _fold_stops(self) -> list[float]:
        return running(0.0, [g.total.real for g in self._folds])

    def bend_lines(self, count: int) -> tuple[Ruling, ...]:
        """The wall in `count` equal bends: each line lies amid its share of the folding (all DOWN from outside)."""
        step = self.fold_total / count
        return tuple(self.ruling(self._psi_of_fold((j + 0.5) * step), 1, step) for j in range(count))

    def _psi_of_fold(self, fold: float) -> float:
        i = min(len(self._pairs), bisect_right(self._fold_stops, fold)) - 1
        low, high = self._pairs[i][0].start, self._pairs[i][0].end
        for _ in range(60):
            middle = (low + high) / 2
            below = self._fold_stops[i] + self._folds[i](middle).real < fold
            low, high = (middle, high) if below else (low, middle)
        return (low + high) / 2

    # the blank ----------------------------------------------------------------------------------------------------
    @cached_property
    def blank(self) -> Blank:
        """Both rims; exact arcs and lines where the sections share the centre of an arc, free curves elsewhere."""
        return self.between(self.seam, self.seam + TURN)

    def between(self, first: float, last: float) -> Blank:
        """The part from one ruling to another, normals counted on from the seam [rad]; amid straight edges."""
        return Blank(self._rim(0, first, last), self._rim(1, first, last))

    def _rim(self, which: int, first: float, last: float) -> Rim:
        begin, finish = self._corner(which, first, 1), self._corner(which, last, -1)
        spans: list[Bow | Free] = []
        at = begin
        for i, pair in enumerate(self._pairs):
            piece = pair[which]
            p0, p1 = max(piece.start, first), min(piece.end, last)
            if p1 - p0 < SAME < piece.end - piece.start or p1 < p0 - SAME:      # beside the part
                continue
            whole = p0 - piece.start < SAME and piece.end - p1 < SAME
            p0, p1 = (piece.start, piece.end) if whole else (p0, p1)
            start, end = self._node(which, i, p0)[0], self._node(which, i, p1)[0]
            if abs(start - at) > FLAT:
                spans.append(Bow(at, start))
            at = end
            if isinstance(piece, ArcPiece) and piece.radius < FLAT:
                continue
            if concentric(*pair):
                turn = self._turns[i].total.real if whole else (self._turns[i](p1) - self._turns[i](p0)).real
                spans.append(Bow(start, end, turn))
            else:
                reach = piece.reach if whole else (piece.t_of(p0), piece.t_of(p1))
                spans.append(Free(self._curve(which, i, piece), *reach))
        if abs(finish - at) > FLAT:
            spans.append(Bow(at, finish))
        return joined(spans)

    def _seam_corner(self, which: int, side: int) -> complex:
        """End of a rim on the seam: on a straight edge its middle."""
        return self._corner(which, self.seam, side)

    def _corner(self, which: int, normal: float, side: int) -> complex:
        """Point of a rim on a ruling, on its left part (side -1) or right one: on a straight edge its middle."""
        i, psi = self._find(normal, side)
        end, unit = self._node(which, i, psi)
        section = self.high if which else self.low
        return end + unit * (section.support(normal, 0)[1] - section.support(normal, side)[1])

    def _curve(self, which: int, i: int, piece: Piece) -> Callable[[float], Node]:
        return lambda t: self._node(which, i, piece.psi_of(t))


def running(first: Number, steps: Iterable[Number]) -> list[Number]:
    """first and the running sums after each step."""
    out = [first]
    for s in steps:
        out.append(out[-1] + s)
    return out


def concentric(p: Piece, q: Piece) -> bool:
    """Dh is constant (arcs about one axis, or twice the same curve): the rims are arcs or lines on the blank."""
    if isinstance(p, ArcPiece) and isinstance(q, ArcPiece):
        return math.hypot(p.cx - q.cx, p.cy - q.cy) < FLAT
    return p == q


def default_seam(low: Section, high: Section, height: float) -> float:
    """Normal angle of the shortest ruling; with straight edges, of the shortest one amid a facet. Bottom first."""
    def length(psi: float) -> float:
        (ax, ay), (bx, by) = low.point(psi), high.point(psi)
        return math.hypot(bx - ax, by - ay, height)
    facets = [a.psi for a in (*low.atoms, *high.atoms)]
    trial = facets or [BOTTOM + TURN * i / 360 for i in range(360)]
    trial.sort(key=lambda psi: round((psi - BOTTOM) % TURN, 9) % TURN)
    best = trial[0]
    for psi in trial:
        best = psi if length(psi) < length(best) - 1e-6 else best
    level = min(length(best + 0.01), length(best - 0.01)) > length(best) - 1e-9
    if facets or (best == trial[0] and level):
        return best
    a, b = best - TURN / 360, best + TURN / 360
    for _ in range(80):
        c, d = b - 0.6180339887498949 * (b - a), a + 0.6180339887498949 * (b - a)
        a, b = (a, d) if length(c) < length(d) else (c, b)
    return math.radians(round(math.degrees((a + b) / 2), 4))
