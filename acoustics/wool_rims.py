"""What the cut of tail and mouth misses at a tube's end in wool, from a round model of that end alone.

Smooth cuts (docs/physics.md) are right where one density lies on both sides of a mouth. Where gas flows into heavy
wool the velocity at the rim is more singular, up to the power -2/3 of the distance instead of -1/2, and the flow
meets nothing but the wool's mass near it: the end correction is most of what a tube feels. So the same end is solved
twice in a round chamber of the same area, in radial functions alone: on points that are dense at the rim, and with the
cuts of the tail. The difference, for the densities and wavenumbers of each frequency, is added to the mouth: to its
mean velocity so that it meets what it should, and between that and the next round ones so that what they send into the
chamber as long waves is right too. Source: derived, docs/physics.md (rims in wool).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.special

from acoustics.arrays import Complex, Real

FAINT = 1e-9                # weights below are none
SMOOTH = 1e-2               # of what the mouth's velocities drive: keeps them from wild answers
HEARD = tuple(0.4 * n for n in range(1, 16))        # q of round waves J0(q r), times the mouth's radius
THIN = 1e-5                 # of the largest: answers that are sums of others
HEARD_TO = 0.6               # of where modes are live
FAR = 2.5                   # times the live modes' limit: modes beyond answer with two terms
FREE, NEAR, GROWTH = 0.8, 3e-5, 1.45      # steps: free over 1/cut, at the rim over a, and from one to the next
# densities and wavenumbers times the radius of which the answers are a basis
SAMPLES = ((1.0, 0.0), (4.0, 0.0), (30.0, 0.0), (1000.0, 0.0), (-12.0j, 0.3 - 0.3j), (2.0 - 4.0j, 1.0 - 1.0j),
           (4.0 - 8.0j, 2.0 - 2.0j), (3.0 - 2.0j, 4.0 - 3.0j), (1.5 - 0.5j, 3.0 - 0.5j), (5.0 - 5.0j, 5.0 - 5.0j))


@dataclass(frozen=True)
class Cuts:
    """Where tail and velocities end: cut [1/m] of the tail, part [-] of it for velocities, widest [-] ramp of a cut,
    taper [-] of the velocities and what each open side of a mouth as wide as cut times width misses (docs/physics.md).
    """

    cut: float
    part: float
    widest: float
    taper: float
    unseen: tuple[tuple[float, ...], tuple[float, ...]]

    def ramp(self, width: float, part: float = 1.0) -> float:
        """Width of a cut [1/m] in a region of a width [m]."""
        return min(math.pi / width, self.widest * part * self.cut)

    def whole(self, width: float) -> float:
        """To where modes weigh 1 [1/m]."""
        return self.cut - self.ramp(width) / 2

    def weights(self, g: Real, width: float, part: float = 1.0) -> Real:
        """Weights [-] of modes g [1/m] of a region of a width [m]: 1, falling through 1/2 at the cut to 0."""
        out = np.clip((part * self.cut - g) / self.ramp(width, part) + 0.5, 0.0, 1.0)
        out[0] = 1.0
        return np.asarray(out)

    def stiffness(self, g: Real, width: float) -> Real:
        """What stiffens the velocities g [1/m] of an opening of a width [m] near their cut, and the mean one [m]."""
        w = np.maximum(self.weights(g, width, self.part)[1:], FAINT)
        return np.append(width * np.interp(self.cut * width, *self.unseen), self.taper * (1 / w - 1) / g[1:])


@dataclass(frozen=True, eq=False)
class _Region:
    """One side of a mouth: its medium's place, g [1/m] (modes,) and the modes' weighted rows (modes, m) [-] of the
    velocities; short: the tail's two terms stand for modes that are not live, or not below whole [1/m]."""

    medium: int
    g: Real
    rows: Real
    short: bool
    whole: float = math.inf

    def at(self, density: Complex, kd: Complex, live: float) -> Complex:
        """S [m] (n, m, m) at a density [-] and wavenumber [1/m] (n,); live [1/m]: modes below it are exact in a short
        tail. Without wool (live 0) they answer as at rest."""
        g, rows = self.g[1:], self.rows[1:]
        low = g < (min(live, self.whole) if self.short else FAR * live)
        out = np.multiply.outer(density, (rows[~low].T / g[~low]) @ rows[~low])
        if live:
            out += np.multiply.outer(density * kd**2, (rows[~low].T / (2 * g[~low] ** 3)) @ rows[~low])
            exact = density[:, None] / np.sqrt(g[low] ** 2 - kd[:, None] ** 2 + 0j)
            out += (exact @ _squares(rows[low])).reshape(out.shape)
        return np.asarray(out)


@dataclass(frozen=True, eq=False)
class _Answer:
    """Velocities, means first: their regions, stiffness [m] (3, m, m) by medium, and what they drive of round waves
    J0(q r) over q, waves (q, m), q [1/m]."""

    regions: tuple[_Region, ...]
    stiffness: Real
    means: int
    q: Real
    waves: Real

    def whole(self, densities: Complex, kd: Complex, live: tuple[float, float, float]) -> Complex:
        """S [m] of all velocities (n, m, m)."""
        out = np.einsum("np,pij->nij", densities, self.stiffness)
        for r in self.regions:
            out = out + r.at(densities[:, r.medium], kd[:, r.medium], live[r.medium])
        return np.asarray(out)

    def heard(self, live: float) -> Real:
        """What the velocities (m) drive of round waves J0(q r) with q below live [1/m], (waves, m)."""
        return self.waves[self.q < live]

    def kept(self, turn: Real) -> _Answer:
        """The same on the columns of turn."""
        return _Answer(tuple(_Region(r.medium, r.g, r.rows @ turn, r.short, r.whole) for r in self.regions),
                       turn.T @ self.stiffness @ turn, self.means, self.q, self.waves @ turn)


@dataclass(frozen=True, eq=False)
class Edge:
    """A tube's end: what is missed by velocities and tail of finite cuts. Source: derived, docs/physics.md."""

    exact: _Answer
    cut: _Answer

    def missed(self, densities: Complex, kd: Complex, live: tuple[float, float, float], more: int) -> Complex:
        """S [m], (n, m, m), to be added for the mean velocities and `more` of the mouth's next round ones.

        densities [-] and kd [1/m] (n, 3): of the tube, of the chamber that it opens to and of what lies beside it; live
        [1/m]: to where modes of each are live, 0 for gas, which answers as at rest. Source: docs/physics.md.
        """
        k = self.exact.means
        a, z = self.exact.whole(densities, kd, live), self.cut.whole(densities, kd, live)
        x = -np.linalg.solve(a[:, k:, k:], a[:, k:, :k])
        reach = HEARD_TO * max(live)
        wanted, own = self.exact.heard(reach), self.cut.heard(reach)
        least = a[:, :k, :k] + a[:, :k, k:] @ x
        m = k + more
        rest = -np.linalg.solve(z[:, m:, m:], z[:, m:, :m])
        z = z[:, :m, :m] + z[:, :m, m:] @ rest
        heard = own[:, :m] + own[:, m:] @ rest
        y = -np.linalg.solve(z[:, k:, k:], z[:, k:, :k])
        lack = (wanted[:, :k] + wanted[:, k:] @ x) - (heard[:, :, :k] + heard[:, :, k:] @ y)
        back = heard[:, :, k:].conj().swapaxes(1, 2)
        square = back @ heard[:, :, k:]
        size = np.einsum("nii->n", square).real + 1e-300
        y = y + np.linalg.solve(square + (SMOOTH * size)[:, None, None] * np.eye(more), back @ lack)
        out = np.zeros_like(z)
        out[:, k:, :k] = -z[:, k:, :k] - z[:, k:, k:] @ y
        out[:, :k, k:] = out[:, k:, :k].swapaxes(1, 2)
        out[:, :k, :k] = least - z[:, :k, :k] + y.swapaxes(1, 2) @ z[:, k:, k:] @ y
        return np.asarray(out)


@lru_cache(256)
def edge(mouth: float, outer: float, chamber: float, beside: bool, full: tuple[bool, bool], cuts: Cuts) -> Edge:
    """The end of a tube of radius mouth [m], outside outer [m], in a chamber of radius chamber [m].

    beside: whether the ring outside of the tube is open (a tube that reaches into a chamber) or a wall; full: whether
    velocities of the mouth and of the ring keep their ducts' whole tail. Valid mouth <= outer < chamber; no errors.
    Source: derived, docs/physics.md.
    """
    ends = [0.0, mouth, *([outer] if outer > mouth * (1 + 1e-6) else []), chamber]
    r = _points(ends, FREE / cuts.cut, NEAR * mouth)
    first, last = (int(np.argmin(np.abs(r - e))) for e in (mouth, ends[-2]))
    parts = [(slice(0, 2 * first + 1), r[:first + 1], mouth)]
    if beside:
        parts.append((slice(2 * last, 2 * len(r) - 1), r[last:], chamber - r[last]))
    g, psi, _ = _modes(r)
    modes = [_modes(points) for _, points, _ in parts]
    bow = modes[0][2] @ _nodes(parts[0][1]) ** 2
    modes[0][1][:] *= np.where(bow @ modes[0][1] < 0, -1.0, 1.0)
    order = _means_first([len(m[0]) for m in modes])
    rows = np.hstack([psi[at].T @ (mass @ shapes) for (at, _, _), (_, shapes, mass) in zip(parts, modes, strict=True)])
    size = rows.shape[1]
    q = np.array(HEARD) / mouth
    waves = np.hstack([(scipy.special.j0(np.outer(q, _nodes(points))) / np.array(HEARD)[:, None]) @ (mass @ shapes)
                       for (_, points, _), (_, shapes, mass) in zip(parts, modes, strict=True)])[:, order]
    own, short, kept, stiff = [], [], [], np.zeros((3, size, size))
    start = 0
    for medium, (_, _, width), (values, _, _), whole in zip((0, 2), parts, modes, full, strict=False):
        at = np.arange(start, start := start + len(values))
        unit = np.eye(size)[at]
        for side in (1, medium):                            # both sides answer a velocity
            stiff[side, at, at] += cuts.stiffness(values, width) / 2
        kept.append(cuts.weights(values, width, cuts.part) > FAINT)
        own.append(_Region(medium, values, unit[:, order], False))
        bare = 1.0 if whole else np.sqrt(cuts.weights(values, width))[:, None]
        short.append(_Region(medium, values, (bare * unit)[:, order], True, cuts.whole(width)))
    weight = np.sqrt(cuts.weights(g, chamber))[:, None]
    exact = _Answer((*own, _Region(1, g, rows[:, order], False)), np.zeros((3, size, size)), len(parts), q, waves)
    short.append(_Region(1, g, (weight * rows)[:, order], True, cuts.whole(chamber)))
    cut = _Answer(tuple(short), stiff[:, order][:, :, order], len(parts), q, waves)
    return Edge(_thin(exact, mouth), cut.kept(np.eye(size)[:, np.concatenate(kept)[order]]))


def _squares(rows: Real) -> Real:
    """Products of every two columns of each row, (rows, m m)."""
    return np.asarray((rows[:, :, None] * rows[:, None, :]).reshape(len(rows), rows.shape[1] ** 2))


def _means_first(sizes: list[int]) -> npt.NDArray[np.int64]:
    starts = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([starts, np.setdiff1d(np.arange(sum(sizes)), starts)])


def _thin(exact: _Answer, radius: float) -> _Answer:
    """The same on the answers to a few densities and wavenumbers: exact there, and between them to the square of what
    they lack."""
    k, columns = exact.means, []
    for beside in (False, True):
        for beyond in (False, True):
            if not beside and not beyond:
                continue
            for r, x in SAMPLES:
                wool = np.array([False, beyond, beside])
                live = (0.0, beyond * 2.5 * abs(x) / radius, beside * 2.5 * abs(x) / radius)
                a = exact.whole(np.where(wool, r, 1.0 + 0j)[None], np.where(wool, x / radius, 0j)[None], live)[0]
                found = np.linalg.solve(a[k:, k:], a[k:, :k])
                columns += [found.real, found.imag]
    u, s, _ = np.linalg.svd(np.hstack(columns), full_matrices=False)
    u = u[:, s > THIN * s[0]]
    turn = np.zeros((len(u) + k, u.shape[1] + k))
    turn[:k, :k], turn[k:, k:] = np.eye(k), u
    return exact.kept(turn)


def _points(ends: list[float], free: float, least: float) -> Real:
    """Radii [m] through all ends, dense beside those between the first and the last."""
    out = [np.zeros(1)]
    for a, b in zip(ends[:-1], ends[1:], strict=True):
        rims = [e for e in (a, b) if e not in (ends[0], ends[-1])]
        away = [least]
        while away[-1] < b - a:
            away.append(away[-1] + min(free, (GROWTH - 1) * away[-1] + least))
        steps = np.diff([0.0, *away])
        half = (b - a) if len(rims) == 1 else (b - a) / 2
        n = max(2, int(np.searchsorted(np.cumsum(steps), half)) + 1)
        grow = np.cumsum(steps[:n]) * half / float(np.sum(steps[:n]))
        row = a + grow if rims[0] == a else b - np.append(grow[::-1][1:], 0.0)
        if len(rims) == 2:
            row = np.concatenate([a + grow, b - grow[::-1][1:], [b]])
        out.append(row)
    return np.concatenate(out)


def _nodes(r: Real) -> Real:
    """Ends and middles of the elements between points r [m]."""
    return np.append(np.column_stack([r[:-1], (r[:-1] + r[1:]) / 2]).ravel(), r[-1])


def _modes(r: Real) -> tuple[Real, Real, Real]:
    """g [1/m], radial modes and mass of quadratic elements over the disc or ring of points r [m], uniform first."""
    x, w = np.polynomial.legendre.leggauss(4)
    u = (x + 1) / 2
    shape = np.array([(1 - u) * (1 - 2 * u), 4 * u * (1 - u), u * (2 * u - 1)])
    slope = np.array([4 * u - 3, 4 - 8 * u, 4 * u - 1])
    step = np.diff(r)
    ring = np.pi * step[:, None] * w * (r[:-1, None] + step[:, None] * u)             # (elements, points)
    n = 2 * len(r) - 1
    k, m = np.zeros((n, n)), np.zeros((n, n))
    at = 2 * np.arange(len(step))[:, None] + np.arange(3)
    np.add.at(k, (at[:, :, None], at[:, None, :]), np.einsum("ip,jp,ep,e->eij", slope, slope, ring, step**-2.0))
    np.add.at(m, (at[:, :, None], at[:, None, :]), np.einsum("ip,jp,ep->eij", shape, shape, ring))
    values, vectors = scipy.linalg.eigh(k, m)
    vectors[:, 0] = 1 / math.sqrt(float(m.sum()))
    g = np.sqrt(np.maximum(values, 0.0))
    g[0] = 0.0
    return g, vectors, m
