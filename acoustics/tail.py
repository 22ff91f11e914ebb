"""What the modes that are not live answer: jk (S0 + k^2 S1), real and independent of frequency (formulation b)."""

from __future__ import annotations

import numpy as np

from acoustics.arrays import Real


def ends(values: Real, length: float) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] of modes lambda [1/m2] at one end of a slab of a length [m], the other end closed.

    S0 = coth(gL)/g, S1 = coth(gL)/(2 g^3) + L/(2 g^2 sinh^2 gL), g = sqrt(lambda). Valid lambda > 0; no errors.
    Source: formulation b.
    """
    g = np.sqrt(values)
    e = np.exp(-2 * g * length)
    coth = (1 + e) / (1 - e)
    return coth / g, coth / (2 * g**3) + length / (2 * g**2) * 4 * e / (1 - e) ** 2


def cross(values: Real, length: float) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] from one end of a slab to the other, of modes lambda [1/m2] over a length [m].

    S0 = -1/(g sinh gL), S1 = -[1/(2 g^3 sinh gL) + L cosh gL/(2 g^2 sinh^2 gL)]. Valid lambda > 0; no errors.
    Source: formulation b.
    """
    g = np.sqrt(values)
    e = np.exp(-g * length)
    inverse = 2 * e / (1 - e * e)                     # 1 / sinh
    cosh = (1 + e * e) / (2 * e)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        second = np.where(e > 1e-150, cosh * inverse**2, 0.0)
    return -inverse / g, -(inverse / (2 * g**3) + length / (2 * g**2) * second)


def endless(values: Real) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] of modes lambda [1/m2] of a semi-infinite duct: 1/g and 1/(2 g^3). Source: formulation b."""
    g = np.sqrt(values)
    return 1 / g, 1 / (2 * g**3)


def closed(values: Real) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] of cavity modes lambda [1/m2] from any place to any other: 1/lambda and 1/lambda^2.

    The pressure is the sum of jk psi psi/(lambda - k^2), to first order in k^2. Valid lambda > 0; no errors.
    Source: docs/physics.md (cones).
    """
    return 1 / values, 1 / values**2
