"""The quadratic triangle: shape functions and their slopes at the points of a rule of degree 5, and the Jacobian.

Nodes: three corners, then the mid nodes of the edges 01, 12, 20. Rule: Radon (1948), seven points.
"""

from __future__ import annotations

import numpy as np

from acoustics.arrays import Real

_A, _B = (6 - 15**0.5) / 21, (6 + 15**0.5) / 21
_POINTS = np.array([[1 / 3, 1 / 3], [_A, _A], [1 - 2 * _A, _A], [_A, 1 - 2 * _A], [_B, _B], [1 - 2 * _B, _B],
                    [_B, 1 - 2 * _B]])
WEIGHTS = np.array([9 / 40, *[(155 - 15**0.5) / 1200] * 3, *[(155 + 15**0.5) / 1200] * 3]) / 2
_R, _S = _POINTS[:, 0], _POINTS[:, 1]
_T, _ZERO = 1 - _R - _S, np.zeros(7)
SHAPE = np.column_stack([_T * (2 * _T - 1), _R * (2 * _R - 1), _S * (2 * _S - 1), 4 * _T * _R, 4 * _R * _S,
                         4 * _S * _T])
DR = np.column_stack([1 - 4 * _T, 4 * _R - 1, _ZERO, 4 * (_T - _R), 4 * _S, -4 * _S])
DS = np.column_stack([1 - 4 * _T, _ZERO, 4 * _S - 1, -4 * _R, 4 * _R, 4 * (_T - _S)])


def jacobian(xy: Real) -> tuple[Real, Real, Real]:
    """d x/dr and d x/ds (m, 7, 2) [m] and their determinant (m, 7) [m2] of triangles with nodes xy (m, 6, 2) [m].

    Valid for any triangles; a determinant of 0 or below marks a folded one. Source: isoparametric P2.
    """
    xr, xs = np.einsum("qa,mac->mqc", DR, xy), np.einsum("qa,mac->mqc", DS, xy)
    return xr, xs, xr[..., 0] * xs[..., 1] - xr[..., 1] * xs[..., 0]
