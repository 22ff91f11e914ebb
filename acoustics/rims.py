"""Functions beside the lips of slots, finer than a section's modes: what these lack there joins them.

A mouth close before a wall or another mouth has a field as fine as the slot, round its rim only. Functions that live
there alone (quadratic along the radius on steps that grow from the lip, times cos and sin of the angle) are made
orthogonal to the hard-wall modes of each region (Rayleigh and Ritz) and stand beside them as more modes of its tail.
Fields of a region are then nodal values of the mesh and, below these, the functions' coefficients; whatever of a
function lies outside of the region is cut off. Source: docs/physics.md (slots).
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
import scipy.sparse

from acoustics.arrays import Mask, Real
from acoustics.eigen import Sparse
from acoustics.gaps import Rim
from acoustics.mesh import Ints
from acoustics.modes import Elements, Modes
from acoustics.points import located

ORDERS = 2                  # cos and sin of the angle up to this
FIRST = 0.03                # the step beside a lip over the gap
GROWTH = 2.0                # of the distance from it, from step to step
REACH = 4.0                 # how far they go over the tail's end
EVERY = 2                   # so many of these steps are one where the order is not 0
STOP = 1.3                  # the last one stays this far within where they end
INWARD = 0.6                # and towards the centre at most this part of the radius
ANGLES = 96                 # points of the rule around a rim
OUTSIDE = -1e-3             # a point this far out of its triangle, in units of it, lies outside of the casing
OWN = 0.02                  # what has less than this part of its square beyond the modes is dropped


class Rims:
    """The functions of some rims on the elements of a mesh whose modes end at cut [1/m], and a rule of points for them.

    size counts the functions. Source: docs/physics.md (slots).
    """

    def __init__(self, elements: Elements, rims: tuple[Rim, ...], cut: float) -> None:
        self.el, self.rims = elements, rims
        self.steps = [(_steps(r, cut, 1), *2 * ORDERS * (_steps(r, cut, EVERY),)) for r in rims]
        self.starts = np.cumsum([0, *(sum(map(_count, s)) for s in self.steps)])
        self.size = int(self.starts[-1])
        points, weights = zip(*(_rule(r, s[0]) for r, s in zip(rims, self.steps, strict=True)), strict=True)
        self.points = np.vstack(points)
        times = np.zeros(len(self.points))                   # rims may overlap: a rule of one's points counts all once
        for r, s in zip(rims, self.steps, strict=True):
            d = np.hypot(self.points[:, 0] - r.x, self.points[:, 1] - r.y)
            times += (d > s[0][0]) & (d < s[0][-1])
        mesh = elements.mesh
        self._at, self._owner, deep = located(mesh, np.ones(len(mesh.triangles), bool), self.points)
        self._part = np.concatenate(weights) / np.maximum(times, 1) * (deep > OUTSIDE)
        self._lip = np.concatenate([_beside(r, p) for r, p in zip(rims, points, strict=True)]) & (deep > OUTSIDE)
        self.values, self.by_x, self.by_y = self.functions(self.points)
        self._masses: dict[bytes, tuple[Sparse, Real]] = {}
        self._modes: dict[bytes, Modes] = {}

    def functions(self, points: Real) -> tuple[Sparse, Sparse, Sparse]:
        """Values [-] and slopes [1/m] along x and y of all functions at points [m] (p, 2), sparse (p, size)."""
        parts = [_polar(points, rim, steps, int(start))
                 for rim, steps, start in zip(self.rims, self.steps, self.starts[:-1], strict=True)]
        rows, columns, *entries = (np.concatenate(p) for p in zip(*parts, strict=True))
        v, x, y = (scipy.sparse.csr_matrix((e, (rows, columns)), shape=(len(points), self.size)) for e in entries)
        return v, x, y

    def _weights(self, chosen: Mask) -> Sparse:
        return scipy.sparse.diags_array(self._part * chosen[self._owner])

    def _mass(self, chosen: Mask) -> tuple[Sparse, Real]:
        """Mass [m2] over chosen triangles: of nodes (nodes, size) and among functions (size, size)."""
        key = np.packbits(chosen).tobytes()
        if key not in self._masses:
            weighed = self._weights(chosen) @ self.values
            self._masses[key] = (self._at.T @ weighed).tocsr(), (self.values.T @ weighed).toarray()
        return self._masses[key]

    def near(self, chosen: Mask) -> bool:
        """Whether a lip is an edge of chosen triangles, or lies on them. Source: definition."""
        return bool(chosen[self._owner[self._lip]].any())

    def weighted(self, nodal: Real, shapes: Real, chosen: Mask) -> Real:
        """Mass over chosen triangles times shapes, (nodes, m) or with coefficients below; nodal (nodes, m) is the mass
        times their nodes alone. Valid for any; no errors. Source: definition."""
        cross, mass = self._mass(chosen)
        n = self.el.count
        below = cross.T @ shapes[:n]
        if len(shapes) > n:
            nodal, below = nodal + cross @ shapes[n:], below + mass @ shapes[n:]
        return np.vstack([nodal, below])

    def joined(self, hard: Modes, chosen: Mask, least: float) -> Modes:
        """A region's hard-wall modes and after them, local in number, what the functions have beside them there;
        least [1/m2] is where the modes end. Valid for hard modes of the chosen triangles; no errors.
        Source: Rayleigh and Ritz, docs/physics.md (slots)."""
        key = np.packbits(chosen).tobytes()
        if key not in self._modes:
            self._modes[key] = self._joined(hard, chosen, least)
        return self._modes[key]

    def _joined(self, hard: Modes, chosen: Mask, least: float) -> Modes:
        cross, mass = self._mass(chosen)
        here = np.flatnonzero(mass.diagonal() > 1e-12 * mass.diagonal().max(initial=1e-300))
        if not len(here):
            return hard
        scale = mass.diagonal()[here] ** -0.5
        c = (cross[:, here].T @ hard.shapes).T * scale                                  # (modes, functions)
        gram, turn = np.linalg.eigh(mass[np.ix_(here, here)] * np.outer(scale, scale) - c.T @ c)
        own = turn[:, gram > OWN] / np.sqrt(gram[gram > OWN])
        w = self._weights(chosen)
        k = (self.by_x.T @ (w @ self.by_x) + self.by_y.T @ (w @ self.by_y)).toarray()[np.ix_(here, here)]
        k = k * np.outer(scale, scale) - c.T @ (hard.values[:, None] * c)
        values, turn = scipy.linalg.eigh(own.T @ k @ own)
        own = own @ turn
        m, n = len(hard.values), self.el.count
        shapes = np.zeros((n + self.size, m + len(values)))
        shapes[:n, :m], shapes[:n, m:] = hard.shapes, -hard.shapes @ (c @ own)
        shapes[n + here, m:] = scale[:, None] * own
        return Modes(np.concatenate([hard.values, np.maximum(values, least)]), shapes, hard.area, len(values))


def _steps(rim: Rim, cut: float, every: int) -> Real:
    """Radii [m], rising, between which the functions are quadratic: fine beside each lip, to where modes serve, or only
    some of these."""
    low, high = rim.radii[0] - min(REACH / cut, INWARD * rim.radii[0]), rim.radii[-1] + REACH / cut
    ends = [low, *rim.radii, high]
    out = set(ends)
    for a, b in zip(ends[:-1], ends[1:], strict=True):
        far = (b - a) / 2 if a != low and b != high else b - a
        away = FIRST * rim.gap
        while away < far / STOP:
            out |= ({a + away} if a != low else set()) | ({b - away} if b != high else set())
            away *= GROWTH**every
    return np.array(sorted(out))


def _beside(rim: Rim, points: Real) -> Mask:
    """Which points [m] (p, 2) lie in the first step on either side of a lip."""
    r = np.hypot(points[:, 0] - rim.x, points[:, 1] - rim.y)
    return np.asarray(np.any(np.abs(r[:, None] - np.array(rim.radii)) < FIRST * rim.gap, axis=1))


def _count(steps: Real) -> int:
    """Quadratic functions on steps, without those that are not zero at an end."""
    return 2 * len(steps) - 3


def _rule(rim: Rim, steps: Real) -> tuple[Real, Real]:
    """Points [m] (p, 2) and weights [m2] (p,) of a ring: Gauss along the radius, equal steps around."""
    g, w = np.polynomial.legendre.leggauss(3)
    h = np.diff(steps)[:, None]
    r, t = (steps[:-1, None] + h * (g + 1) / 2).ravel(), 2 * np.pi * np.arange(ANGLES) / ANGLES
    points = np.stack([rim.x + np.outer(r, np.cos(t)), rim.y + np.outer(r, np.sin(t))], axis=-1)
    return points.reshape(-1, 2), np.repeat((h * w / 2).ravel() * r * 2 * np.pi / ANGLES, ANGLES)


def _polar(points: Real, rim: Rim, steps: tuple[Real, ...], start: int) -> tuple[Real, Real, Real, Real, Real]:
    """Rows, columns, values and both slopes of a rim's functions at points, its first one in column start."""
    x, y = points[:, 0] - rim.x, points[:, 1] - rim.y
    near = np.flatnonzero((np.hypot(x, y) > steps[0][0]) & (np.hypot(x, y) < steps[0][-1]))
    x, y = x[near], y[near]
    r, t = np.hypot(x, y), np.arctan2(y, x)
    cos, sin = (x / r)[:, None], (y / r)[:, None]
    out = []
    for n, own in enumerate(steps):
        along, slope, number = _radial(own, r)
        good = (number >= 0) & (number < _count(own))
        order, turn = (n + 1) // 2, 0.0 if n % 2 else np.pi / 2
        f, g = np.sin(order * t + turn), order * np.cos(order * t + turn)       # sin, then cos
        away, beside = slope * f[:, None], along * (g / r)[:, None]
        each = (np.broadcast_to(near[:, None], good.shape), start + number, along * f[:, None],
                away * cos - beside * sin, away * sin + beside * cos)
        out.append([a[good] for a in each])
        start += _count(own)
    rows, columns, v, gx, gy = (np.concatenate(a) for a in zip(*out, strict=True))
    return rows, columns, v, gx, gy


def _radial(steps: Real, r: Real) -> tuple[Real, Real, Ints]:
    """Values, slopes [1/m] and numbers (p, 3) of the quadratic functions that are not zero at radii r [m] (p,)."""
    e = np.searchsorted(steps, r) - 1
    h = (steps[e + 1] - steps[e])[:, None]
    u = (r - steps[e])[:, None] / h
    return (np.hstack([(1 - u) * (1 - 2 * u), 4 * u * (1 - u), u * (2 * u - 1)]),
            np.hstack([4 * u - 3, 4 - 8 * u, 4 * u - 1]) / h, 2 * e[:, None] + np.arange(3) - 1)
