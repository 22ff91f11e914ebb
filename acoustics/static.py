"""Static shapes: the few aperture velocities in which the live modes are answered exactly at k -> 0.

Source: formulation d, derived in docs/physics.md (static shapes).
"""

from __future__ import annotations

import numpy as np
import scipy.linalg

from acoustics.arrays import Real

SHAPES = 0.005              # singular values below this (relative, a junction) are cut


def static_shapes(blocks: list[Real], between: list[Real], rows: list[Real], top: float) -> list[Real]:
    """Orthonormal shapes (m, shapes) of each junction: the span of (S + R'R/top)^-1 R', cut by junction.

    blocks (m_j, m_j) [m] and between (m_j, m_j+1) [m]: the tail's S0, block tridiagonal; rows (l_j, m_j) [-]: the live
    rows of each junction's projections; top [1/m]. Valid for any sizes, 0 among them; no errors beyond round-off.
    Source: formulation d; block elimination.
    """
    total = sum(len(r) for r in rows)
    at = np.cumsum([0, *(len(r) for r in rows)])
    factors: list[tuple[Real, bool] | None] = []
    ahead: list[Real] = []
    sides: list[Real] = []
    for j, (s, r) in enumerate(zip(blocks, rows, strict=True)):
        a = s + r.T @ r / top
        side = np.zeros((len(s), total))
        side[:, at[j]:at[j + 1]] = r.T
        if j and len(s) and len(blocks[j - 1]):
            a -= between[j - 1].T @ ahead[j - 1]
            side -= between[j - 1].T @ _solved(factors[j - 1], sides[j - 1])
        a[np.diag_indices_from(a)] += 1e-12 * max(1e-300, np.trace(a)) / max(1, len(a))
        factors.append(scipy.linalg.cho_factor(a) if len(a) else None)
        sides.append(side)
        ahead.append(_solved(factors[j], between[j]) if j < len(between) and len(s) else np.zeros((0, 0)))
    out: list[Real] = []
    after: Real | None = None
    for j in range(len(blocks) - 1, -1, -1):
        if not len(blocks[j]):
            out.append(np.zeros((0, 0)))
            after = None
            continue
        x = _solved(factors[j], sides[j])
        if after is not None:
            x = x - ahead[j] @ after
        after = x
        out.append(_cut(x))
    return out[::-1]


def _solved(factor: tuple[Real, bool] | None, b: Real) -> Real:
    return np.asarray(scipy.linalg.cho_solve(factor, b)) if factor is not None and b.size else np.zeros_like(b)


def _cut(x: Real) -> Real:
    """Left singular vectors of x above SHAPES of the largest, from the smaller of its two Gram matrices."""
    values, vectors = np.linalg.eigh(x @ x.T)
    return np.asarray(vectors[:, values > SHAPES**2 * values[-1]][:, ::-1])
