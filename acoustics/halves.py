"""cot and 1/sin of a matrix, as coupled ducts need them over a short length, by products alone: no eigenvectors.

Half the length answers both: with t = kappa^-1 tan(kappa L/2), cot and 1/sin of kappa L are 1/tan -+ tan of its half.
t comes from the series of cos and sin over a small part and double angles (Serbin and Blalock 1980) while the growth of
what decays is harmless, then from tan's own, which stays bounded. Source: docs/physics.md (coupled ducts).
"""

from __future__ import annotations

import math

import numpy as np

from acoustics.arrays import Complex

TERMS = 9                       # of the series, up to 1 in size: the next is below 1/18! = 2e-16
BLOCK = 3                       # powers that one product of the series takes at once
GROWTH = 6.0                    # cos and sin reach e^6 times what does not decay: round-off of 1e-13
LATE = 2                        # double angles of tan: each costs a digit where slow and fast modes are far apart


def ends_short(c: Complex, k: Complex, length: float) -> tuple[Complex, Complex] | None:
    """Zc and Zx [-] (n, m, m) of C = kappa^2 (n, m, m) [1/m2] over a length [m], k (n,) [1/m]: ends() of a matrix.

    None where the length is too long for its fastest decay: |kappa L| above some 48. Valid for any C, repeated and
    defective eigenvalues among them, off kappa L = p pi, to 1e-10; no errors. Source: derived, docs/physics.md
    (coupled ducts).
    """
    square = c @ c
    size = float(np.abs(square).sum(axis=1).max()) ** 0.25 * length / 2
    if not GROWTH * 2**-60 < size < GROWTH * 2**LATE:
        return None
    doublings, late = (max(0, math.ceil(math.log2(size / most))) for most in (1.0, GROWTH))
    cosine, sine = _series(c, square, length / 2 / 2**doublings)
    for _ in range(doublings - late):
        sine = sine @ cosine
        cosine = cosine @ cosine
        cosine *= 2
        _add(cosine, -1.0)
    t = np.linalg.solve(cosine, sine) * (length / 2 / 2**late)
    for _ in range(late):
        rest = -(c @ (t @ t))
        _add(rest, 1.0)
        t = np.linalg.solve(rest, 2 * t)
    cotangent = np.linalg.inv(c @ t)
    front = (-0.5j * k)[:, None, None]
    return front * (cotangent - t), front * (cotangent + t)


def _series(c: Complex, square: Complex, length: float) -> tuple[Complex, Complex]:
    """cos and sin/x of x = kappa length (n, m, m), up to 1 in size, three powers a product."""
    step = -(length**2)
    cube = square @ c
    cube *= step**BLOCK
    out = []
    for odd in (0, 1):
        f = [step ** (j % BLOCK) / math.factorial(2 * j + odd) for j in range(TERMS)]
        total = f[-2] * c + f[-1] * square
        _add(total, f[-3])
        for j in range(TERMS - 2 * BLOCK, -1, -BLOCK):
            total = total @ cube
            total += f[j + 1] * c
            total += f[j + 2] * square
            _add(total, f[j])
        out.append(total)
    return out[0], out[1]


def _add(matrices: Complex, value: float) -> None:
    """value on the diagonal of each."""
    m = matrices.shape[1]
    matrices.reshape(len(matrices), -1)[:, ::m + 1] += value
