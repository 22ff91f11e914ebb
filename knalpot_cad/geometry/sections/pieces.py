"""Pieces of a convex outline by the angle psi of its outward normal, in mm and rad (facts/sheets.md 0, 1).

With n = (cos psi, sin psi) and T = (-sin psi, cos psi) the point is p = h n + h' T and the radius of curvature
rho = h + h''. A piece also has a parameter t in which arc length is smooth, where psi is not (an ellipse's phi, a
superellipse's slope). An arc of radius 0 is a sharp corner. Straight edges are no pieces: they lie between two.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

HALF = math.pi / 2
STEEP = 1e12        # mm: a larger radius of curvature is a flat point


@dataclass(frozen=True)
class Piece(ABC):
    """Normal angles from start to end [rad], start < end; here t is psi itself."""

    start: float
    end: float

    @property
    def rough(self) -> tuple[bool, bool]:
        """Whether rho runs away at the start, at the end: integrals in psi need care there."""
        return False, False

    @property
    def smooth(self) -> tuple[Piece, ...]:
        """Pieces in whose parameter this one is smooth."""
        return (self,)

    @property
    def reach(self) -> tuple[float, float]:
        """The parameter t at start and end."""
        return self.t_of(self.start), self.t_of(self.end)

    def wound(self, angle: float) -> Piece:
        """The same piece with its normal angles counted one or more full turns on [rad]."""
        return replace(self, start=self.start + angle, end=self.end + angle)

    @abstractmethod
    def support(self, psi: float) -> tuple[float, float]:
        """h and h' [mm]."""

    @abstractmethod
    def rho(self, psi: float) -> float:
        """Radius of curvature [mm], infinite where the outline is flat in one point."""

    def t_of(self, psi: float) -> float:
        return psi

    def psi_of(self, t: float) -> float:
        return t

    def turn(self, t: float) -> float:
        """dpsi/dt."""
        return 1.0

    def speed(self, t: float) -> float:
        """ds/dt [mm]."""
        return self.rho(self.psi_of(t)) * self.turn(t)

    def at(self, t: float) -> tuple[float, float, float]:
        """x, y [mm] and psi at the parameter t."""
        psi = self.psi_of(t)
        h, h1 = self.support(psi)
        c, s = math.cos(psi), math.sin(psi)
        return h * c - h1 * s, h * s + h1 * c, psi


@dataclass(frozen=True)
class ArcPiece(Piece):
    """Circular arc, or a sharp corner where radius is 0."""

    cx: float
    cy: float
    radius: float

    def support(self, psi: float) -> tuple[float, float]:
        c, s = math.cos(psi), math.sin(psi)
        return self.cx * c + self.cy * s + self.radius, self.cy * c - self.cx * s

    def rho(self, psi: float) -> float:
        return self.radius


@dataclass(frozen=True)
class EllipsePiece(Piece):
    """Part of the ellipse of semi-axes a along x and b along y about the origin; t is its parameter phi."""

    a: float
    b: float

    def support(self, psi: float) -> tuple[float, float]:
        c, s = math.cos(psi), math.sin(psi)
        h = math.hypot(self.a * c, self.b * s)
        return h, (self.b * self.b - self.a * self.a) * s * c / h

    def rho(self, psi: float) -> float:
        return (self.a * self.b) ** 2 / math.hypot(self.a * math.cos(psi), self.b * math.sin(psi)) ** 3

    def t_of(self, psi: float) -> float:
        quarter = round(psi / HALF) * HALF
        local = psi - quarter
        a, b = (self.a, self.b) if round(psi / HALF) % 2 == 0 else (self.b, self.a)
        return quarter + math.atan2(b * math.sin(local), a * math.cos(local))

    def psi_of(self, t: float) -> float:
        quarter = round(t / HALF) * HALF
        local = t - quarter
        a, b = (self.a, self.b) if round(t / HALF) % 2 == 0 else (self.b, self.a)
        return quarter + math.atan2(a * math.sin(local), b * math.cos(local))

    def speed(self, t: float) -> float:
        return math.hypot(self.a * math.sin(t), self.b * math.cos(t))

    def turn(self, t: float) -> float:
        return self.a * self.b / self.speed(t) ** 2


@dataclass(frozen=True)
class PowerPiece(Piece):
    """Eighth of a superellipse, from the axis in direction `axis` to where both scaled coordinates are equal.

    side +1 runs on from the axis, -1 comes up to it. p is the semi-axis along it, q the one across, n the power.
    tau = (y/q)/(x/p) in the axis's own x, y; tan(psi - axis) = (p/q) tau^(n-1); t = tau^(1/3) signed, and all is
    a smooth function of t.
    """

    axis: float
    side: int
    p: float
    q: float
    n: float

    @property
    def rough(self) -> tuple[bool, bool]:
        return abs(self.start - self.axis) < 1e-12, abs(self.end - self.axis) < 1e-12

    def wound(self, angle: float) -> Piece:
        return replace(self, start=self.start + angle, end=self.end + angle, axis=self.axis + angle)

    def t_of(self, psi: float) -> float:
        chi = min(max(0.0, self.side * (psi - self.axis)), math.atan2(self.p, self.q))
        return self.side * math.pow(self.q / self.p * math.tan(chi), 1 / (3 * (self.n - 1)))

    def psi_of(self, t: float) -> float:
        return self.axis + self.side * math.atan2(self.p * math.pow(abs(t), 3 * (self.n - 1)), self.q)

    @property
    def about(self) -> tuple[float, int]:
        return self.axis, self.side

    def beside(self, other: PowerPiece, t: float) -> float:
        """The parameter here of the normal that another piece about the same axis has at its t."""
        steep = other.p / other.q * math.pow(abs(t), 3 * (other.n - 1))
        return self.side * math.pow(self.q / self.p * steep, 1 / (3 * (self.n - 1)))

    def _local(self, t: float) -> tuple[float, float]:
        tau = abs(t) ** 3
        r = math.pow(1 + math.pow(tau, self.n), -1 / self.n)
        return self.p * r, self.q * r * tau

    def support(self, psi: float) -> tuple[float, float]:
        chi = min(max(0.0, self.side * (psi - self.axis)), math.atan2(self.p, self.q))
        x, y = self._local(self.t_of(psi))
        c, s = math.cos(chi), math.sin(chi)
        return x * c + y * s, self.side * (y * c - x * s)

    def rho(self, psi: float) -> float:
        t = self.t_of(psi)
        turn = self.turn(t)
        return self.speed(t) / turn if turn else math.inf

    def speed(self, t: float) -> float:
        tau = abs(t) ** 3
        r = math.pow(1 + math.pow(tau, self.n), -1 / self.n)
        return 3 * t * t * math.pow(r, self.n + 1) * math.hypot(self.q, self.p * math.pow(tau, self.n - 1))

    def turn(self, t: float) -> float:
        steep = 3 * (self.n - 1)
        wide = self.q**2 + (self.p * math.pow(abs(t), steep)) ** 2
        return self.p * self.q * steep * math.pow(abs(t), steep - 1) / wide

    def at(self, t: float) -> tuple[float, float, float]:
        x, y = self._local(t)
        y, c, s = self.side * y, math.cos(self.axis), math.sin(self.axis)
        return x * c - y * s, x * s + y * c, self.psi_of(t)


@dataclass(frozen=True)
class SumPiece(Piece):
    """Weighted sum of pieces over the same angles: shifted, parallel and intermediate outlines (supports add).

    Its parameter is that of the first piece that is no arc.
    """

    terms: tuple[tuple[float, Piece], ...]

    def wound(self, angle: float) -> Piece:
        return SumPiece(self.start + angle, self.end + angle, tuple((w, p.wound(angle)) for w, p in self.terms))

    def _lead(self) -> Piece:
        smooth = [p for w, p in self.terms if w and not isinstance(p, ArcPiece)]
        return next((p for p in smooth if isinstance(p, PowerPiece)), smooth[0] if smooth else self.terms[0][1])

    @property
    def rough(self) -> tuple[bool, bool]:
        ends = [(p.rough[0] and abs(p.start - self.start) < 1e-12, p.rough[1] and abs(p.end - self.end) < 1e-12)
                for w, p in self.terms if w]
        return any(e[0] for e in ends), any(e[1] for e in ends)

    def support(self, psi: float) -> tuple[float, float]:
        both = [(w, p.support(psi)) for w, p in self.terms]
        return math.fsum(w * s[0] for w, s in both), math.fsum(w * s[1] for w, s in both)

    def rho(self, psi: float) -> float:
        return math.fsum(w * p.rho(psi) for w, p in self.terms if w)

    def t_of(self, psi: float) -> float:
        return self._lead().t_of(psi)

    def psi_of(self, t: float) -> float:
        return self._lead().psi_of(t)

    def turn(self, t: float) -> float:
        return self._lead().turn(t)

    def speed(self, t: float) -> float:
        lead, psi = self._lead(), self.psi_of(t)

        def one(p: Piece) -> float:
            if p is lead:
                return p.speed(t)
            if isinstance(p, PowerPiece) and isinstance(lead, PowerPiece) and p.about == lead.about:
                own = p.beside(lead, t)
                return p.speed(own) * lead.turn(t) / p.turn(own) if own else 0.0
            return p.rho(psi) * lead.turn(t)
        return math.fsum(w * one(p) for w, p in self.terms if w)

    def at(self, t: float) -> tuple[float, float, float]:
        lead, x, y = self._lead(), 0.0, 0.0
        psi = lead.psi_of(t)
        for w, p in self.terms:
            px, py, _ = p.at(t if p is lead else p.t_of(psi))
            x, y = x + w * px, y + w * py
        return x, y, psi


@dataclass(frozen=True)
class WallPiece(Piece):
    """Mid surface's outline at one end of a ruled wall: h - (t / 2 H) w, w = hypot(H, Dh) (facts/sheets.md 0).

    own is the outside outline at this end, low and high those of both ends, at height H apart.
    """

    own: Piece
    low: Piece
    high: Piece
    height: float
    thickness: float

    def wound(self, angle: float) -> Piece:
        low, high = self.low.wound(angle), self.high.wound(angle)
        own = low if self.own is self.low else high if self.own is self.high else self.own.wound(angle)
        return replace(self, start=self.start + angle, end=self.end + angle, own=own, low=low, high=high)

    @property
    def smooth(self) -> tuple[Piece, ...]:
        return *self.low.smooth, *self.high.smooth

    @property
    def rough(self) -> tuple[bool, bool]:
        both = (self.low.rough, self.high.rough)
        return any(r[0] for r in both), any(r[1] for r in both)

    def support(self, psi: float) -> tuple[float, float]:
        (a, a1), (b, b1) = self.low.support(psi), self.high.support(psi)
        h, h1 = (a, a1) if self.own is self.low else (b, b1) if self.own is self.high else self.own.support(psi)
        w, factor = math.hypot(self.height, b - a), self.thickness / (2 * self.height)
        return h - factor * w, h1 - factor * (b - a) * (b1 - a1) / w

    def rho(self, psi: float) -> float:
        (a, a1), (b, b1) = self.low.support(psi), self.high.support(psi)
        d, d1 = b - a, b1 - a1
        d2 = min(self.high.rho(psi), STEEP) - min(self.low.rho(psi), STEEP) - d
        w = math.hypot(self.height, d)
        bend = (d1 * d1 + d * d2) / w - (d * d1) ** 2 / w**3
        return min(self.own.rho(psi), STEEP) - self.thickness / (2 * self.height) * (w + bend)

    def speed(self, t: float) -> float:
        # where an end is flat in one point the radius is past all bounds, over no length
        return self.rho(t) if max(self.low.rho(t), self.high.rho(t)) < STEEP else 0.0


@dataclass(frozen=True)
class MouthPiece(WallPiece):
    """Outside outline at the end of a ruled wall where the inside is given: own is that inside, also low or high; the
    other of both is the far end's outside.

    Faces t apart square to the wall are t w / H apart square to the axis, w = hypot(H, Dh), Dh = h - h_far of the
    outside: with D = h_inside - h_far, c = 1 - t^2/H^2 and q = sqrt(1 + (D^2 - t^2)/H^2) it is Dh = (D + t q)/c.
    """

    def _far(self) -> Piece:
        return self.high if self.own is self.low else self.low

    def support(self, psi: float) -> tuple[float, float]:
        (a, a1), (b, b1) = self._far().support(psi), self.own.support(psi)
        h2, t, d, d1 = self.height**2, self.thickness, b - a, b1 - a1
        c, q = 1 - t * t / h2, math.sqrt(1 + (d * d - t * t) / h2)
        return a + (d + t * q) / c, a1 + d1 * (1 + t * d / (h2 * q)) / c

    def rho(self, psi: float) -> float:
        far = self._far()
        (a, a1), (b, b1) = far.support(psi), self.own.support(psi)
        h2, t, d, d1 = self.height**2, self.thickness, b - a, b1 - a1
        d2 = min(self.own.rho(psi), STEEP) - min(far.rho(psi), STEEP) - d
        c, q = 1 - t * t / h2, math.sqrt(1 + (d * d - t * t) / h2)
        bend = d2 * (1 + t * d / (h2 * q)) + d1 * d1 * t / (h2 * q) * (1 - d * d / (h2 * q * q))
        return min(far.rho(psi), STEEP) + ((d + t * q) + bend) / c


def over(piece: Piece, start: float, end: float) -> Piece:
    """The same curve between other angles; only what lies inside the piece is meant."""
    return replace(piece, start=start, end=end)


def combined(first: Piece, second: Piece, k: float) -> Piece:
    """(1 - k) first + k second over the angles they share; two arcs give an arc."""
    start, end = max(first.start, second.start), min(first.end, second.end)
    return weighted(start, end, ((1 - k, first), (k, second)))


def weighted(start: float, end: float, terms: tuple[tuple[float, Piece], ...]) -> Piece:
    """Sum of pieces; arcs are gathered into one, and a sum of sums is one sum."""
    flat: list[tuple[float, Piece]] = []
    for w, p in terms:
        flat += [(w * v, q) for v, q in p.terms] if isinstance(p, SumPiece) else [(w, p)]
    arcs = [(w, p) for w, p in flat if isinstance(p, ArcPiece)]
    arc = ArcPiece(start, end, math.fsum(w * p.cx for w, p in arcs), math.fsum(w * p.cy for w, p in arcs),
                   math.fsum(w * p.radius for w, p in arcs))
    rest: list[tuple[float, Piece]] = []
    for w, p in flat:
        if isinstance(p, ArcPiece) or not w:
            continue
        same = next((i for i, (_, q) in enumerate(rest) if q == p), None)
        if same is None:
            rest.append((w, p))
        else:
            rest[same] = (rest[same][0] + w, p)
    if not rest:
        return arc
    if len(rest) == 1 and rest[0][0] == 1 and (arc.cx, arc.cy, arc.radius) == (0, 0, 0):
        return over(rest[0][1], start, end)
    return SumPiece(start, end, (*rest, (1.0, arc)))
