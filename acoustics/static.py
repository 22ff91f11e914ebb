"""Static shapes: the few aperture velocities in which the live modes are answered exactly at k -> 0.

Source: formulation d, derived in docs/physics.md (static shapes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import lapack

from acoustics.arrays import Mask, Real

SHAPES = 0.005              # singular values below this (relative, a junction) are cut
FAINT = 1e-8                # a live row whose answer fell to this part of its own is left out further away
NULL = 1e-10                # of the largest square of a singular value: nothing beside SHAPES^2


@dataclass(frozen=True, eq=False)
class _Passed:
    """One junction on the way forward, A = low low': low^-1 times what couples it to the next one, and times the
    columns of R' that reach it so far (seen)."""

    low: Real
    ahead: Real
    side: Real
    seen: Mask


def static_shapes(blocks: list[Real], between: list[Real], rows: list[Real], top: float) -> list[Real]:
    """Orthonormal shapes (m, shapes) of each junction: the span of (S + R'R/top)^-1 R', cut by junction.

    blocks (m_j, m_j) [m] and between (m_j, m_j+1) [m]: the tail's S0, block tridiagonal; rows (l_j, m_j) [-]: the live
    rows of each junction's projections; top [1/m]. Valid for any sizes, 0 among them; no errors beyond round-off.
    Source: formulation d; block elimination.
    """
    at = np.cumsum([0, *(len(r) for r in rows)]).tolist()
    passed: list[_Passed] = []
    for j, s in enumerate(blocks):
        size, own = len(s), rows[j] / math.sqrt(top)         # of any length: the span is the same
        after = between[j] if j < len(between) else np.zeros((size, 0))
        a = s + own.T @ own
        last = passed[-1] if j and size and len(blocks[j - 1]) else _Passed(a, a[:0], a[:0, :0], np.zeros(at[-1], bool))
        seen = last.seen.copy()
        seen[at[j]:at[j + 1]] = True
        begin = after.shape[1]
        mid = begin + last.side.shape[1]
        solved = np.empty((size, mid + len(own)), order="F")
        a -= last.ahead.T @ last.ahead
        solved[:, :begin], solved[:, begin:mid], solved[:, mid:] = after, last.ahead.T @ -last.side, own.T
        a.flat[::size + 1] += 1e-12 * max(1e-300, float(a.trace())) / max(1, size)
        low = lapack.dpotrf(a.T, lower=1, overwrite_a=1)[0] if size else a
        solved = _below(low, solved)
        ahead, side = solved[:, :begin], solved[:, begin:]
        loud = _norms(side) > FAINT                          # low^-1 R' is never above 1
        seen[seen] = loud
        passed.append(_Passed(low, ahead, side[:, loud], seen))
    return _backwards(passed)


def _backwards(passed: list[_Passed]) -> list[Real]:
    out: list[Real] = []
    x, known = np.zeros((0, 0)), np.zeros(0, bool)
    for p in reversed(passed):
        if not len(p.low):
            x = np.zeros((0, 0))
        else:
            coupled = len(x) > 0 and p.ahead.shape[1] > 0
            either = p.seen | known if coupled else p.seen.copy()
            z = np.zeros((len(p.low), np.count_nonzero(either)), order="F")
            z[:, p.seen[either]] = p.side
            if coupled:
                z[:, known[either]] -= p.ahead @ x
            loud = _norms(z) > FAINT
            either[either] = loud
            known, x = either, _below(p.low, z[:, loud], 1)
        out.append(spanned(x) if len(x) else x)
    return out[::-1]


def _below(low: Real, b: Real, turned: int = 0) -> Real:
    """low^-1 b of a lower triangle, or of its transpose; b is lost."""
    return np.asarray(lapack.dtrtrs(low, b, lower=1, trans=turned, overwrite_b=1)[0]) if b.size else b


def _norms(x: Real) -> Real:
    return np.asarray(np.sqrt(np.einsum("ij,ij->j", x, x)))


@lru_cache(64)
def _triangle(size: int) -> Real:
    return np.tri(size)


def spanned(x: Real) -> Real:
    """Left singular vectors of x (m, n) above SHAPES of the largest: an orthonormal basis of its span. Source: SVD.

    x x' is first a product of as many columns as it has rank (to NULL), so that what is turned is small.
    """
    gram = np.asarray(x @ x.T)
    factor, pivots, rank, _ = lapack.dpstrf(gram.T, NULL * float(gram.diagonal().max()), lower=1)
    thin = np.empty((len(gram), rank))
    thin[pivots - 1] = factor[:, :rank] * _triangle(len(gram))[:, :rank]
    values, vectors, _ = lapack.dsyevd(thin.T @ thin, overwrite_a=1)
    keep = values > SHAPES**2 * values[-1]
    return np.asarray(thin @ (vectors[:, keep] / np.sqrt(values[keep]))[:, ::-1])
