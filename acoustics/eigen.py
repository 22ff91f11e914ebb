"""Lowest eigenpairs of a sparse symmetric problem: shift-invert Lanczos slice by slice, counted by Sylvester's inertia.

A shift inside its slice answers on both sides of itself, in fewer steps than one at its end. One run for several
hundred modes spends its time keeping them orthogonal; slices of some hundred do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg
from scipy.linalg import lapack

from acoustics.arrays import Real
from acoustics.errors import AcousticsError

Sparse: TypeAlias = Any              # scipy.sparse.csr_matrix, which has no types
SMALL = 110                       # dense below as many nodes
MOST_MODES = 4000
SLICE = 180                       # eigenvalues aimed at by one shift
FEW = 30                          # expected eigenvalues that one shift at their end finds
WITHIN = 0.58                     # place of a shift within its slice
MARGIN = 5                        # asked beyond half of what lies between two shifts
TRIES = 4
BLOCK = 4                         # vectors at once: pairs of a round section are found together
TOLERANCE = 1e-4                  # of each eigenvalue of the inverse: its square is what the value is wrong by
FIRST = (1.55, 16)                # vectors at the first look at convergence: so many an eigenvalue, and more
DECADE = 1.5                      # blocks for a decade less of error
SMALL_PRODUCT = 950_000           # multiplications: up to so many OpenBLAS takes its faster kernel


def lowest(stiffness: Sparse, mass: Sparse, limit: float, guess: int) -> tuple[Real, Real]:
    """Eigenpairs of (K, M) with lambda < limit [1/m2], M-orthonormal vectors in columns, and no pair split at the end.

    guess is how many to expect. Raises AcousticsError "frequencies" beyond MOST_MODES. Source: shift-invert Lanczos;
    counts by the signs of the factors' diagonal (Sylvester).
    """
    if stiffness.shape[0] <= SMALL:
        return _dense(stiffness, mass, limit)
    if guess > MOST_MODES:
        raise AcousticsError("frequencies", "reach too high for this section: more modes than memory allows. Lower the "
                                            "highest frequency, or take the model 'uniform'")
    top = limit * (1 + 2e-3)          # a pair at the very end is seen whole
    count = max(1, round(guess / SLICE))
    # modes grow as lambda plus a term of the perimeter: slices at equal steps between lambda and its root
    bounds = top * np.linspace(0.0, 1.0, count + 1) ** 1.12
    k, m = stiffness.tocsr(), mass.tocsr()
    try:
        if guess <= FEW:              # one factor: further to the lowest, but they are few
            slices = [_Slice(k, m, top)]
            below = slices[0].below
        else:
            slices = [_Slice(k, m, float(a + WITHIN * (b - a))) for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
            below = _factor(k, m, top)[2]
        values, vectors = _together(slices, below, top)
    except np.linalg.LinAlgError:     # fewer independent vectors than asked: as many modes as nodes
        return _dense(stiffness, mass, limit)
    return first_below(values, vectors, limit)


def first_below(values: Real, vectors: Real, limit: float) -> tuple[Real, Real]:
    """The first of rising eigenpairs, below limit [1/m2]; a pair is never split. Source: docs/physics.md (mesh)."""
    m = int(np.searchsorted(values, limit))
    while 0 < m < len(values) and values[m] - values[m - 1] < 1e-3 * values[m]:
        m += 1
    return values[:m], vectors[:, :m]


def _dense(stiffness: Sparse, mass: Sparse, limit: float) -> tuple[Real, Real]:
    values, vectors = scipy.linalg.eigh(stiffness.toarray(), mass.toarray())
    return first_below(values, vectors, limit)


@dataclass(eq=False)
class _Slice:
    """One shift: how many eigenvalues lie below it, and those nearest to it on either side, asked when needed."""

    stiffness: Sparse
    mass: Sparse
    shift: float

    def __post_init__(self) -> None:
        self.shift, lu, self.below = _factor(self.stiffness, self.mass, self.shift)
        self.solve = lu.solve
        self.asked = (0, 0)
        self.down, self.up = (np.zeros(0), np.zeros((0, 0))), (np.zeros(0), np.zeros((0, 0)))

    def ask(self, down: int, up: int) -> None:
        """Find so many eigenpairs next below the shift and next above it, rising."""
        if down <= self.asked[0] and up <= self.asked[1]:
            return
        self.asked = max(down, self.asked[0]), max(up, self.asked[1])
        inverse, vectors = _lanczos(self.solve, self.mass, self.asked)
        values, n = self.shift + 1 / inverse, self.asked[0]
        self.down, self.up = (values[:n], vectors[:, :n]), (values[n:], vectors[:, n:])


def factored(matrix: Sparse) -> Any:
    """The factors of a sparse symmetric matrix, pivots on its diagonal. Raises RuntimeError where it is singular.

    Source: SuperLU, minimum degree of A'+A; matrices this thin are fastest without relaxed supernodes.
    """
    turned = scipy.sparse.csc_matrix((matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape)      # its own
    return scipy.sparse.linalg.splu(turned, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, relax=1,
                                    options={"SymmetricMode": True})


def _factor(stiffness: Sparse, mass: Sparse, shift: float) -> tuple[float, Any, int]:
    """The factors of K - shift M, at a shift moved by a hair where it meets an eigenvalue, and how many lie below."""
    for attempt in range(TRIES):
        lu = factored(_less(stiffness, mass, shift))
        diagonal = lu.U.diagonal()
        if np.array_equal(lu.perm_r, lu.perm_c) and np.abs(diagonal).min() > 1e-10 * np.abs(diagonal).max():
            break
        shift *= 1 + 1e-4 * (attempt + 1)
    return shift, lu, int(np.sum(diagonal < 0))


def _less(stiffness: Sparse, mass: Sparse, shift: float) -> Sparse:
    """K - shift M."""
    if stiffness.nnz == mass.nnz and np.array_equal(stiffness.indices, mass.indices):
        out = stiffness.copy()
        out.data -= shift * mass.data
        return out
    return stiffness - shift * mass


def _lanczos(solve: Callable[[Real], Real], mass: Sparse, count: tuple[int, int]) -> tuple[Real, Real]:
    """The lowest negative and the highest positive eigenvalues of solve(mass .), so many of each, by rising inverse,
    and M-orthonormal vectors in columns.

    Block Lanczos, fully orthogonalised, without restarts; it grows until they have converged. The first block is the
    same each time: the same bytes. Vectors are rows here, one after the other in memory. Source: Golub and Underwood
    (1977).
    """
    n, wanted = mass.shape[0], sum(count)
    most = min(n - BLOCK, 4 * wanted + 20 * BLOCK)
    if wanted > most:
        raise np.linalg.LinAlgError("more asked than there are")
    basis, weighted = np.empty((most + BLOCK, n)), np.empty((most + BLOCK, n))
    t = np.zeros((most + BLOCK, most + BLOCK))
    w = np.cos(np.outer(0.7 + 0.31 * np.arange(BLOCK), np.arange(n))) + 1.5 * (np.arange(BLOCK) == 0)[:, None]
    basis[:BLOCK], weighted[:BLOCK], _ = _orthonormal(w, mass)
    size, rows = BLOCK, max(8, SMALL_PRODUCT // (n * BLOCK))
    check = min(most, int(FIRST[0] * wanted) + FIRST[1])
    while True:
        last = slice(size - BLOCK, size)
        w = solve(weighted[last].T).T
        for since in (max(0, size - 2 * BLOCK), 0):       # what the recurrence leaves, then what round-off brings back
            for a in range(since, size, rows):
                some = slice(a, min(a + rows, size))
                part = w @ weighted[some].T
                w -= part @ basis[some]
                t[last, some] += part
        w, mw, rest = _orthonormal(w, mass)
        if size >= check:
            theta, y = np.linalg.eigh((t[:size, :size] + t[:size, :size].T) / 2)
            best = np.concatenate([np.arange(count[0])[::-1], np.arange(size - count[1], size)[::-1]])
            signs = np.all(theta[:count[0]] < 0) and np.all(theta[size - count[1]:] > 0)
            error = float(np.max(np.linalg.norm(rest.T @ y[-BLOCK:, best], axis=0) / np.abs(theta[best]), initial=0.0))
            if signs and error < TOLERANCE:
                return theta[best], np.asarray(basis[:size].T @ y[:, best])
            if size + BLOCK > most:
                if most == n - BLOCK:
                    raise np.linalg.LinAlgError("nearly all asked")
                raise AcousticsError("frequencies", "the modes of the section do not converge")
            more = DECADE * math.log10(max(error / TOLERANCE, 1.0)) if signs else 1.0
            check = min(most, size + BLOCK * max(1, math.ceil(more)))
        t[last, size:size + BLOCK] = rest
        basis[size:size + BLOCK], weighted[size:size + BLOCK] = w, mw
        size += BLOCK


def _orthonormal(w: Real, mass: Sparse) -> tuple[Real, Real, Real]:
    """M-orthonormal rows v of w, v M, and the triangle r of w = r v."""
    mw = (mass @ w.T).T
    low, fail = lapack.dpotrf(w @ mw.T, lower=1)
    if fail:
        raise np.linalg.LinAlgError("a block without full rank")
    back = lapack.dtrtri(low, lower=1)[0]
    return np.asarray(back @ w), np.asarray(back @ mw), np.asarray(low)


def _together(slices: list[_Slice], below: int, top: float) -> tuple[Real, Real]:
    """All eigenpairs below top, which are so many: below the first shift its own, between two shifts from both."""
    first, last = slices[0], slices[-1]
    steps = [b.below - a.below for a, b in zip(slices[:-1], slices[1:], strict=True)]
    ends = [first.below, *steps, below - last.below]
    for attempt in range(TRIES):
        more = MARGIN * attempt
        halves = [ends[0], *(min(s, s // 2 + MARGIN + more) for s in steps), ends[-1] + more]
        for s, down, up in zip(slices, [first.below, *halves[1:-1]], [*halves[1:-1], halves[-1]], strict=True):
            s.ask(down, up)
        parts = [first.down, *(_between(a, b) for a, b in zip(slices[:-1], slices[1:], strict=True)),
                 (last.up[0][:ends[-1]], last.up[1][:, :ends[-1]])]
        values = np.concatenate([p[0] for p in parts])
        if np.all(np.diff(values) >= 0) and np.all(values < max(top, last.shift)):
            return values, _orthogonal(np.hstack([p[1] for p in parts]), first.mass, len(slices))
    raise AcousticsError("frequencies", "the modes of the section do not converge")


def _orthogonal(vectors: Real, mass: Sparse, slices: int) -> Real:
    """Vectors of several slices are M-orthogonal to their tolerance only; made so to round-off."""
    if slices == 1:
        return vectors
    turn = np.linalg.cholesky(vectors.T @ (mass @ vectors))
    return np.asarray(scipy.linalg.solve_triangular(turn, vectors.T, lower=True).T)


def _between(a: _Slice, b: _Slice) -> tuple[Real, Real]:
    """All eigenpairs between two shifts: the lower ones from a, the upper ones from b, parted at their widest gap."""
    wanted = b.below - a.below
    up, down = a.up, b.down
    least, most = max(0, wanted - len(down[0])), min(wanted, len(up[0]))
    part = _parted(up[0], down[0], wanted, least, most)
    rest = len(down[0]) - (wanted - part)
    return np.concatenate([up[0][:part], down[0][rest:]]), np.hstack([up[1][:, :part], down[1][:, rest:]])


def _parted(up: Real, down: Real, wanted: int, least: int, most: int) -> int:
    """How many to take from the lower shift: where the step to the next one is widest, a pair is not parted."""
    best, widest = least, -1.0
    for part in range(least, most + 1):
        last = up[part - 1] if part else -np.inf
        first = down[len(down) - (wanted - part)] if part < wanted else np.inf
        gap = first - last
        if gap > widest and np.isfinite(gap):
            best, widest = part, gap
    return most if widest < 0 and least == 0 and most >= wanted else best
