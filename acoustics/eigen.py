"""Lowest eigenpairs of a sparse symmetric problem: shift-invert Lanczos slice by slice, counted by Sylvester's inertia.

One Lanczos run for several hundred modes spends its time keeping them orthogonal; slices of some forty do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg

from acoustics.arrays import Real
from acoustics.errors import AcousticsError

Sparse: TypeAlias = Any              # scipy.sparse.csr_matrix, which has no types
SMALL = 450                       # dense below as many nodes
MOST_MODES = 4000
SLICE = 44                        # eigenvalues aimed at between two shifts
MARGIN = 14                       # asked beyond a slice on both sides together
TRIES = 4
BLOCK = 2                         # vectors at once: pairs of a round section are found together
TOLERANCE = 1e-6                  # of each eigenvalue of the inverse: its square is what the value is wrong by


def lowest(stiffness: Sparse, mass: Sparse, limit: float, guess: int) -> tuple[Real, Real]:
    """Eigenpairs of (K, M) with lambda < limit [1/m2], M-orthonormal vectors in columns, and no pair split at the end.

    guess is how many to expect. Raises AcousticsError "frequencies" beyond MOST_MODES. Source: shift-invert Lanczos;
    counts by the signs of the factors' diagonal (Sylvester).
    """
    if stiffness.shape[0] <= SMALL:
        values, vectors = scipy.linalg.eigh(stiffness.toarray(), mass.toarray())
        return _cut(values, vectors, limit)
    if guess > MOST_MODES:
        raise AcousticsError("frequencies", "reach too high for this section: more modes than memory allows")
    k, m = stiffness.tocsc(), mass.tocsc()
    top = limit * (1 + 2e-3)          # a pair at the very end is seen whole
    count = max(1, round(guess / SLICE))
    # modes grow as lambda plus a term of the perimeter: shifts at equal steps between lambda and its root
    shifts = top * np.linspace(0.0, 1.0, count + 1) ** 1.12
    shifts[0] = -0.02 * shifts[1]
    slices = [_Slice(k, m, float(s)) for s in shifts]
    parts = [_between(a, b) for a, b in zip(slices[:-1], slices[1:], strict=True)]
    values = np.concatenate([p[0] for p in parts])
    vectors = np.hstack([p[1] for p in parts])
    turn = np.linalg.cholesky(vectors.T @ (m @ vectors))       # slices are orthogonal to round-off only
    vectors = scipy.linalg.solve_triangular(turn, vectors.T, lower=True).T
    return _cut(values, vectors, limit)


def _cut(values: Real, vectors: Real, limit: float) -> tuple[Real, Real]:
    m = int(np.searchsorted(values, limit))
    while 0 < m < len(values) and values[m] - values[m - 1] < 1e-3 * values[m]:
        m += 1
    return values[:m], vectors[:, :m]


@dataclass(eq=False)
class _Slice:
    """One shift: how many eigenvalues lie below it, and those nearest to it, asked when needed."""

    stiffness: Sparse
    mass: Sparse
    shift: float

    def __post_init__(self) -> None:
        for attempt in range(TRIES):
            lu = scipy.sparse.linalg.splu(self.stiffness - self.shift * self.mass, permc_spec="MMD_AT_PLUS_A",
                                          diag_pivot_thresh=0.0, options={"SymmetricMode": True})
            diagonal = lu.U.diagonal()
            if np.array_equal(lu.perm_r, lu.perm_c) and np.abs(diagonal).min() > 1e-10 * np.abs(diagonal).max():
                break
            self.shift *= 1 + 1e-4 * (attempt + 1)          # too near to an eigenvalue
        self.below = int(np.sum(diagonal < 0))
        self.solve = lu.solve
        self.asked = 0
        self.values, self.vectors = np.zeros(0), np.zeros((self.mass.shape[0], 0))

    def ask(self, count: int) -> None:
        """Find the count eigenvalues nearest to the shift."""
        self.asked = min(count, self.mass.shape[0] - 2)
        inverse, self.vectors = _lanczos(self.solve, self.mass, self.asked)
        values = self.shift + 1 / inverse
        order = np.argsort(values)
        self.values, self.vectors = values[order], self.vectors[:, order]


def _lanczos(solve: Callable[[Real], Real], mass: Sparse, count: int) -> tuple[Real, Real]:
    """The count largest (in size) eigenvalues of solve(mass .) and M-orthonormal vectors.

    Block Lanczos, fully orthogonalised, without restarts; it grows until they have converged. The first block is the
    same each time: the same bytes. Source: Golub and Underwood (1977).
    """
    n = mass.shape[0]
    most = min(n - BLOCK, 4 * count + 20 * BLOCK)
    basis, weighted = np.empty((n, most + BLOCK), order="F"), np.empty((n, most + BLOCK), order="F")
    t = np.zeros((most + BLOCK, most + BLOCK))
    w = np.cos(np.outer(np.arange(n), 0.7 + 0.31 * np.arange(BLOCK))) + 1.5 * (np.arange(BLOCK) == 0)
    w, mw, _ = _orthonormal(w, mass)
    basis[:, :BLOCK], weighted[:, :BLOCK] = w, mw
    size = BLOCK
    check = int(1.5 * count) + 2 * BLOCK
    while True:
        last = slice(size - BLOCK, size)
        w = solve(weighted[:, last])
        for _ in range(2):
            part = weighted[:, :size].T @ w
            w = w - basis[:, :size] @ part
            t[:size, last] += part
        w, mw, rest = _orthonormal(w, mass)
        done = size + BLOCK > most
        if size >= check or done:
            theta, y = np.linalg.eigh((t[:size, :size] + t[:size, :size].T) / 2)
            best = np.argsort(-np.abs(theta), kind="stable")[:count]
            error = np.linalg.norm(rest @ y[-BLOCK:, best], axis=0)
            if done or np.all(error < TOLERANCE * np.abs(theta[best])):
                return theta[best], np.asarray(basis[:, :size] @ y[:, best])
            check = size + 4 * BLOCK
        t[size:size + BLOCK, last] = rest
        basis[:, size:size + BLOCK], weighted[:, size:size + BLOCK] = w, mw
        size += BLOCK


def _orthonormal(w: Real, mass: Sparse) -> tuple[Real, Real, Real]:
    """M-orthonormal columns v of w, M v, and the triangle r of w = v r."""
    mw = mass @ w
    low = np.linalg.cholesky(w.T @ mw)
    back = np.linalg.inv(low).T
    return np.asarray(w @ back), np.asarray(mw @ back), np.asarray(low.T)


def _between(a: _Slice, b: _Slice) -> tuple[Real, Real]:
    """All eigenpairs between two shifts: the lower ones from a, the upper ones from b, parted at their widest gap."""
    wanted = b.below - a.below
    for _ in range(TRIES):
        for s in (a, b):
            if not s.asked:
                s.ask(wanted + MARGIN)
        low = int(np.searchsorted(a.values, a.shift))
        high = int(np.searchsorted(b.values, b.shift))
        up, down = a.values[low:], b.values[:high]
        # the nearest to a shift are complete on both sides only as far as the further of them
        least, most = max(0, wanted - len(down)), min(wanted, len(up))
        if least <= most:
            part = _parted(up, down, wanted, least, most)
            left = slice(low, low + part)
            right = slice(high - (wanted - part), high)
            return (np.concatenate([a.values[left], b.values[right]]),
                    np.hstack([a.vectors[:, left], b.vectors[:, right]]))
        for s in (a, b):
            s.ask(int(1.5 * s.asked) + MARGIN)
    raise AcousticsError("frequencies", "the modes of the section do not converge")


def _parted(up: Real, down: Real, wanted: int, least: int, most: int) -> int:
    """How many to take from the lower shift: where the step to the next one is widest, a pair is not parted."""
    best, widest = least, -1.0
    for part in range(least, most + 1):
        last = up[part - 1] if part else -np.inf
        first = down[len(down) - (wanted - part)] if part < wanted else np.inf
        gap = first - last
        if gap > widest and np.isfinite(gap):
            best, widest = part, gap
    if widest < 0 and least == 0 and most >= wanted:
        return wanted
    return best
