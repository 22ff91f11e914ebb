"""Closed curves of lines, arcs and superellipse pieces: points, areas, distances, crossings. Lengths in metres.

A parameter t runs counter-clockwise; piece i holds i <= t < i + 1, so that the joints are whole numbers.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from functools import cached_property

import numpy as np

from acoustics.arrays import Mask, Real
from acoustics.pieces import Arc, Bow, Line, Piece

SAMPLES = 360               # points that stand for a curve where distances and crossings are looked for
GAUSS = np.polynomial.legendre.leggauss(24)
TOUCH = 1e-7                # m: outlines nearer than this touch


@dataclass(frozen=True)
class Curve:
    """A closed curve of pieces, each beginning where the one before ends, counter-clockwise. Source: definition."""

    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Number of pieces: t runs from 0 to it."""
        return len(self.pieces)

    @cached_property
    def ring(self) -> Arc | None:
        """The circle that this curve is, or None."""
        p = self.pieces[0]
        return p if len(self.pieces) == 1 and isinstance(p, Arc) else None

    def at(self, t: Real) -> Real:
        """Points [m] (n, 2) at parameters t (n,), taken round the curve."""
        return self._each(t, "at")

    def slope(self, t: Real) -> Real:
        """d point / dt [m] (n, 2)."""
        return self._each(t, "slope")

    @cached_property
    def _bow(self) -> tuple[Bow, Real, Real] | None:
        """Where all pieces are of one superellipse: it, and their starts and sweeps; else None."""
        bows = [p for p in self.pieces if isinstance(p, Bow)]
        if len(bows) < self.size or len({(p.a, p.b, p.power) for p in bows}) > 1:
            return None
        return bows[0], np.array([p.start for p in bows]), np.array([p.sweep for p in bows])

    def _each(self, t: Real, what: str) -> Real:
        t = np.asarray(t, np.float64) % self.size
        which = np.minimum(t.astype(np.int64), self.size - 1)
        if self._bow:
            bow, start, sweep = self._bow
            angle = start[which] + sweep[which] * (t - which)
            return bow.turned(angle) if what == "at" else sweep[which][:, None] * bow.turning(angle)
        out = np.empty((len(t), 2))
        for i in np.unique(which):
            here = which == i
            out[here] = getattr(self.pieces[i], what)(t[here] - i)
        return out

    @cached_property
    def perimeter(self) -> float:
        """Length [m]. Source: Gauss-Legendre, 24 points a piece."""
        u, w = (GAUSS[0] + 1) / 2, GAUSS[1] / 2
        return math.fsum(float(w @ np.hypot(*p.slope(u).T)) for p in self.pieces)

    @cached_property
    def samples(self) -> tuple[Real, Real]:
        """Parameters (n,) and points [m] (n, 2) that stand for the curve, near to evenly spaced."""
        u = (GAUSS[0] + 1) / 2
        lengths = [float(GAUSS[1] @ np.hypot(*p.slope(u).T)) / 2 for p in self.pieces]
        t = np.concatenate([i + np.arange(n) / n for i, length in enumerate(lengths)
                            for n in [max(8, math.ceil(SAMPLES * length / self.perimeter - 1e-6))]])
        return t, self.at(t)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Least and largest x, y [m] of the samples: within 1e-4 of the curve's size."""
        p = self.samples[1]
        return (*p.min(axis=0), *p.max(axis=0))

    def area_between(self, t0: float, t1: float) -> float:
        """int (x dy - y dx)/2 [m2] from t0 to t1 > t0; the whole turn gives the area. Source: Green."""
        joints = [t0, *(float(j) for j in range(math.floor(t0) + 1, math.ceil(t1))), t1]
        out = []
        for a, b in zip(joints[:-1], joints[1:], strict=True):
            whole = max(1, math.ceil((b - a) * 4)) if self.ring else 1
            for i in range(whole):
                low, high = a + (b - a) * i / whole, a + (b - a) * (i + 1) / whole
                t = low + (high - low) * (GAUSS[0] + 1) / 2
                # the last of the rule's points lies inside the piece, so that t never falls on the next one
                p, d = self.at(t), self.slope(t)
                out.append(float(GAUSS[1] @ (p[:, 0] * d[:, 1] - p[:, 1] * d[:, 0])) * (high - low) / 4)
        return math.fsum(out)

    def contains(self, points: Real) -> Mask:
        """Whether points [m] (n, 2) lie inside; within 1e-5 of the size of the curve the answer is open."""
        if self.ring:
            return np.asarray(np.hypot(points[:, 0] - self.ring.x, points[:, 1] - self.ring.y) < self.ring.radius)
        return inside_polygon(self.samples[1], points)

    def clearance(self, x: float, y: float) -> float:
        """Distance [m] from (x, y) to the curve, negative outside of it. Source: nearest sample, then Newton."""
        return float(self.clearances(np.array([[x, y]]))[0])

    def clearances(self, points: Real) -> Real:
        """As clearance, of points [m] (n, 2)."""
        if self.ring:
            return np.asarray(self.ring.radius - np.hypot(points[:, 0] - self.ring.x, points[:, 1] - self.ring.y))
        t = self.nearest(points)
        d, slope = points - self.at(t), self.slope(t)
        side = slope[:, 0] * d[:, 1] - slope[:, 1] * d[:, 0]            # left of the tangent is inside
        return np.asarray(np.copysign(np.hypot(*d.T), side))

    def nearest(self, points: Real) -> Real:
        """Parameters (n,) of the points of the curve nearest to points [m] (n, 2)."""
        if not all(isinstance(p, Line | Arc) for p in self.pieces):
            return self._searched(points)
        places, away = np.empty((2, self.size, len(points)))
        for kind, foot in ((Line, _line_foot), (Arc, _arc_foot)):
            which = [i for i, p in enumerate(self.pieces) if isinstance(p, kind)]
            if which:
                fields = np.array([astuple(self.pieces[i]) for i in which]).T[:, :, None]
                places[which], away[which] = foot(fields, points[:, 0], points[:, 1])
        best = np.argmin(away, axis=0)
        return np.asarray((best + places[best, np.arange(len(points))]) % self.size)

    def _searched(self, points: Real) -> Real:
        """As nearest, from the nearest sample."""
        t_all, p_all = self.samples
        away = np.sum((points[:, None, :] - p_all[None]) ** 2, axis=2)
        first = np.argmin(away, axis=1)
        step = np.diff(np.append(t_all, self.size))
        low, high = t_all[first] - step[first - 1], t_all[first] + step[first]
        for _ in range(24):                                     # golden section: joints have no second derivative
            a, b = low + 0.381966 * (high - low), low + 0.618034 * (high - low)
            left = np.sum((points - self.at(a)) ** 2, axis=1) < np.sum((points - self.at(b)) ** 2, axis=1)
            low, high = np.where(left, low, a), np.where(left, b, high)
        out = np.asarray((low + high) / 2)
        for _ in range(4):
            out = self._polished(out, points, np.maximum(high - low, 1e-6))
        return np.asarray(out % self.size)

    def _polished(self, t: Real, points: Real, most: Real) -> Real:
        """One step of Gauss-Newton towards the foot of the perpendicular, kept where it comes nearer."""
        d, slope = points - self.at(t), self.slope(t)
        step = np.clip(np.sum(d * slope, axis=1) / np.sum(slope**2, axis=1), -most, most)
        better = np.sum((points - self.at(t + step)) ** 2, axis=1) <= np.sum(d**2, axis=1)
        return np.asarray(np.where(better, t + step, t))


def _line_foot(fields: Real, x: Real, y: Real) -> tuple[Real, Real]:
    """u in 0 .. 1 and distance squared [m2] of the place of each Line (fields of Line, pieces, 1) nearest to points.

    Source: closed form.
    """
    x0, y0, x1, y1 = fields
    dx, dy = x1 - x0, y1 - y0
    u = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
    return u, (x0 + dx * u - x) ** 2 + (y0 + dy * u - y) ** 2


def _arc_foot(fields: Real, x: Real, y: Real) -> tuple[Real, Real]:
    """As _line_foot of each Arc: by angle, beyond the arc its nearer end. Source: closed form."""
    x0, y0, radius, start, sweep = fields
    turn = (np.arctan2(y - y0, x - x0) - start) % (2 * math.pi)
    beyond = (turn - sweep) < (2 * math.pi - turn)          # nearer to its end than, round the back, to its start
    u = np.where(turn <= sweep, turn / sweep, np.where(beyond, 1.0, 0.0))
    a = start + sweep * u
    return u, (x0 + radius * np.cos(a) - x) ** 2 + (y0 + radius * np.sin(a) - y) ** 2


def inside_polygon(corners: Real, points: Real) -> Mask:
    """Whether points (n, 2) lie inside a closed polygon of corners (m, 2) [m]. Source: crossing number."""
    a, b = corners, np.roll(corners, -1, axis=0)
    out = np.zeros(len(points), bool)
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero(np.all((points > low) & (points < high), axis=1))
    if not len(near):
        return out
    x, y = points[near, 0][:, None], points[near, 1][:, None]
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    beyond = x < (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / rise + a[:, 0]
    out[near] = np.sum(spans & beyond, axis=1) % 2 == 1
    return out


def circle(x: float, y: float, radius: float) -> Curve:
    """The circle about (x, y) of a radius [m]. Valid for radius > 0; no errors. Source: definition."""
    return Curve((Arc(x, y, radius, 0.0, 2 * math.pi),))


def crossings(a: Curve, b: Curve) -> list[tuple[float, float]]:
    """Parameters (t of a, t of b) where two curves cross or touch within TOUCH [m]; none where they coincide.

    Valid for any two curves; no errors. Source: closed form for circles, else Newton from the samples.
    """
    if a.ring and b.ring:
        return _rings_cross(a.ring, b.ring)
    boxes = zip(a.box[:2], b.box[2:], b.box[:2], a.box[2:], strict=True)
    if any(p > q + TOUCH or r > s + TOUCH for p, q, r, s in boxes):
        return []
    ring, other = (a.ring, b) if a.ring else (b.ring, a)
    if ring and abs(other.clearance(ring.x, ring.y)) > ring.radius + TOUCH:
        return []                               # a circle apart from the curve
    ta, pa = a.samples
    tb, pb = b.samples
    d, e = np.roll(pa, -1, axis=0) - pa, np.roll(pb, -1, axis=0) - pb
    between = pb[None] - pa[:, None]
    det = d[:, None, 0] * e[None, :, 1] - d[:, None, 1] * e[None, :, 0]
    safe = np.where(np.abs(det) < 1e-300, 1.0, det)
    u = (between[..., 0] * e[None, :, 1] - between[..., 1] * e[None, :, 0]) / safe
    v = (between[..., 0] * d[:, None, 1] - between[..., 1] * d[:, None, 0]) / safe
    least = 1e-6 * np.hypot(*d.T).max() * np.hypot(*e.T).max()
    hit = (np.abs(det) > least) & (u > -0.01) & (u < 1.01) & (v > -0.01) & (v < 1.01)
    starts = [(float(ta[i]), float(tb[j])) for i, j in np.argwhere(hit)]
    starts += _near_touches(a, b)
    return _refined(a, b, starts)


def _rings_cross(a: Arc, b: Arc) -> list[tuple[float, float]]:
    dx, dy = b.x - a.x, b.y - a.y
    d = math.hypot(dx, dy)
    if d < TOUCH or d > a.radius + b.radius + TOUCH or d < abs(a.radius - b.radius) - TOUCH:
        return []
    along = (d * d + a.radius**2 - b.radius**2) / (2 * d)
    height = math.sqrt(max(0.0, a.radius**2 - along**2))
    touches = min(abs(d - a.radius - b.radius), abs(d - abs(a.radius - b.radius))) < TOUCH
    out = []
    for h in (0.0,) if touches else (height, -height):
        x, y = a.x + (along * dx - h * dy) / d, a.y + (along * dy + h * dx) / d
        t, s = (math.atan2(y - c.y, x - c.x) / (2 * math.pi) % 1.0 for c in (a, b))
        out.append((t, s))
    return out


def _near_touches(a: Curve, b: Curve) -> list[tuple[float, float]]:
    """Where a circle touches the other curve without crossing it."""
    ring, other, turned = (a.ring, b, False) if a.ring else (b.ring, a, True)
    if ring is None:
        return []
    if abs(abs(other.clearance(ring.x, ring.y)) - ring.radius) > TOUCH:
        return []
    t = float(other.nearest(np.array([[ring.x, ring.y]]))[0])
    x, y = other.at(np.array([t]))[0]
    own = math.atan2(y - ring.y, x - ring.x) / (2 * math.pi) % 1.0
    return [(t, own) if turned else (own, t)]


def _refined(a: Curve, b: Curve, starts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    places: list[Real] = []
    for t, s in starts:
        x = np.array([t, s])
        for _ in range(30):
            gap = b.at(x[1:])[0] - a.at(x[:1])[0]
            matrix = np.column_stack([a.slope(x[:1])[0], -b.slope(x[1:])[0]])
            if abs(np.linalg.det(matrix)) < 1e-12 * np.abs(matrix).max() ** 2:
                break
            x = x + np.clip(np.linalg.solve(matrix, gap), -0.1, 0.1)
        place = a.at(x[:1])[0]
        if np.hypot(*(b.at(x[1:])[0] - place)) < TOUCH and all(np.hypot(*(place - p)) > 10 * TOUCH for p in places):
            found.append((float(x[0] % a.size), float(x[1] % b.size)))
            places.append(place)
    return found


def overlap(a: Curve, b: Curve) -> float:
    """Common area [m2] of two closed curves. Valid for simple curves; no errors.

    Source: Green over the pieces of each that lie inside the other; circles in closed form.
    """
    if a.ring and b.ring:
        d = math.hypot(a.ring.x - b.ring.x, a.ring.y - b.ring.y)
        return lens(a.ring.radius, b.ring.radius, d)
    places = crossings(a, b)
    total = 0.0
    for one, other, first, cuts in ((a, b, True, [t for t, _ in places]), (b, a, False, [s for _, s in places])):
        runs = np.array(_runs(one, [*cuts, *_on(one, other)]))
        away = other.clearances(one.at(runs @ [0.499, 0.501]))
        # where they run together the first one counts
        inside = (away > TOUCH) | ((np.abs(away) <= TOUCH) & first)
        total += math.fsum(one.area_between(t0, t1) for t0, t1 in runs[inside].tolist())
    return max(0.0, total)


def _on(curve: Curve, other: Curve) -> list[float]:
    """Parameters of a curve where joints of another lie on it: there they may begin to run together."""
    joints = other.at(np.arange(other.size, dtype=np.float64))
    t = curve.nearest(joints)
    return [float(v) for v in t[np.hypot(*(curve.at(t) - joints).T) < TOUCH]]


def _runs(curve: Curve, cuts: list[float]) -> list[tuple[float, float]]:
    """The curve from joint to joint and cut to cut, so that each run lies on one side of the other."""
    marks = sorted({*cuts, *(float(i) for i in range(curve.size))})
    return [(t, u if u > t else u + curve.size) for t, u in zip(marks, marks[1:] + marks[:1], strict=True)]


def lens(r: float, s: float, distance: float) -> float:
    """Common area [m2] of two circles of radii r, s [m] whose centres lie `distance` [m] apart.

    Valid for r, s > 0, distance >= 0; no errors. Source: closed form.
    """
    if distance >= r + s:
        return 0.0
    if distance <= abs(r - s):
        return math.pi * min(r, s) ** 2
    a = (distance**2 + r**2 - s**2) / (2 * distance)
    h = math.sqrt(max(0.0, r**2 - a**2))
    return r**2 * math.atan2(h, a) + s**2 * math.atan2(h, distance - a) - distance * h
