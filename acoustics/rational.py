"""A smooth function of frequency from few of its samples: a rational function through them, its error watched.

A silencer's S is meromorphic in frequency and has a pole or two a resonance, so a few dozen samples hold a whole curve,
sharp resonances among them: what one leaves behind falls only as its strength over the distance, and shows in every
sample around. Source: barycentric form and weights of least squares, Nakatsukasa, Sete and Trefethen (2018, AAA);
placing and stopping by two fits with their samples exchanged, docs/physics.md (sweep).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real

MORE = 8                    # samples at once, after the first
WORTH = 1.5                 # it must save at least this
CHECKED = 8                 # places checked between two samples, at most
SAME = 1e-6                 # of the largest singular value: what counts as no other function
POINTS = 1024               # evaluated at once: small enough to stay in the cache
Ints = npt.NDArray[np.int64]


def interpolated(sample: Callable[[Ints], Complex], x: Real, scale: Callable[[Complex], Real],
                 tolerance: float, first: int) -> Complex:
    """Values (n, m) of sample at places x (n,), rising: asked of sample (places by number, rising) where they are
    needed, elsewhere by a rational function.

    scale (values -> sizes, (n, m)) says what tolerance [-] is relative to; first: how many samples to begin with. Valid
    for functions with isolated singularities near x; as good as direct where they are not, at its cost. No errors but
    sample's. Source: see above.
    """
    n = len(x)
    if n < WORTH * first:
        return sample(np.arange(n))
    known = _spread(x, first)
    values = sample(known)
    while WORTH * len(known) < n and np.all(np.isfinite(values)):
        checked = _checked(known)
        sizes = scale(values)
        every = _different(values / sizes) + 1
        one, two = (_Fit(x[known], values, sizes, rest, every) for rest in (0, every // 2))
        there = one.at(x[checked])
        with np.errstate(invalid="ignore"):
            error = np.max(np.abs(there - two.at(x[checked])) / scale(there), axis=1)
        error[~np.isfinite(error)] = np.inf
        if np.all(error < tolerance):
            out = one.at(x)                 # nothing at its own places, which are known
            out[known] = values
            return out
        more = checked[_worst(np.searchsorted(known, checked), error, tolerance)]
        known, values = _with(known, values, more, sample(more))
    out, others = np.empty((n, values.shape[1]), np.complex128), _others(n, known)
    out[known], out[others] = values, sample(others)
    return out


def _others(n: int, known: Ints) -> Ints:
    """Places of 0 .. n - 1 that are not known, rising."""
    unknown = np.ones(n, bool)
    unknown[known] = False
    return np.flatnonzero(unknown)


def _checked(known: Ints) -> Ints:
    """Places between the known ones, some in every gap that has any, rising."""
    part = np.arange(1, CHECKED + 1) / (CHECKED + 1)
    inside = known[:-1, None] + np.rint(np.diff(known)[:, None] * part).astype(np.int64)
    return np.setdiff1d(inside, known)


def _spread(x: Real, count: int) -> Ints:
    """First places: Chebyshev's over the range, as near as x has them."""
    t = (1 - np.cos(np.pi * np.arange(count) / (count - 1))) / 2
    at = np.searchsorted(x, x[0] + t * (x[-1] - x[0]))
    return np.unique(np.minimum(at, len(x) - 1))


def _worst(gap: Ints, error: Real, tolerance: float) -> Ints:
    """The worst place of each gap between known places, of the MORE worst gaps."""
    order = np.lexsort((-error, gap))
    first = order[np.concatenate([[True], gap[order][1:] != gap[order][:-1]])]
    first = first[error[first] >= tolerance]
    return np.sort(first[np.argsort(-error[first], kind="stable")[:MORE]])


def _with(known: Ints, values: Complex, more: Ints, new: Complex) -> tuple[Ints, Complex]:
    together = np.concatenate([known, more])
    order = np.argsort(together)
    return together[order], np.concatenate([values, new])[order]


def _different(y: Complex) -> int:
    """How many of m functions (n, m) are no sums of others: a silencer that is its own mirror image has S22 = S11."""
    values = np.linalg.eigvalsh(y.conj().T @ y)
    return int(np.count_nonzero(values > SAME**2 * values[-1]))


class _Fit:
    """The function through most samples (x, y) that fits the rest best, relative to scale.

    r = N/D, N = sum w y/(at - x), D = sum w/(at - x): w is the last singular vector of (y_i - y_j)/(x_i - x_j). All m
    functions have the same poles, so one sample in m + 1 is rest enough for as many equations as weights: it begins
    at `first` and comes `every` samples.
    """

    def __init__(self, x: Real, y: Complex, scale: Real, first: int, every: int) -> None:
        rest = np.arange(len(x)) % every == first
        own = ~rest
        self.places, held = x[own], y[own]
        loewner = (y[rest][:, :, None] - held.T[None]) / (
            scale[rest][:, :, None] * (x[rest][:, None] - self.places)[:, None, :])
        _, _, v = np.linalg.svd(loewner.reshape(-1, len(held)))
        weights = v[-1].conj() * np.vstack([held.T, np.ones(len(held))])
        self.parts = np.vstack([weights.real, weights.imag])

    def at(self, x: Real) -> Complex:
        """Values (points, m); not finite at the fit's own places."""
        half = len(self.parts) // 2
        out = np.empty((half - 1, len(x)), np.complex128)
        with np.errstate(divide="ignore", invalid="ignore"):
            for i in range(0, len(x), POINTS):
                both = self.parts @ (1 / (x[i:i + POINTS] - self.places[:, None]))
                top = both[:half] + 1j * both[half:]
                np.multiply(top[:-1], 1 / top[-1], out=out[:, i:i + POINTS])
        return out.T
