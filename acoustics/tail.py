"""What the modes that are not live answer: jk (S0 + k^2 S1), real and independent of frequency (formulation b)."""

from __future__ import annotations

import numpy as np

from acoustics.arrays import Real


def straight(values: Real, length: Real) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3], (2, m), of modes lambda [1/m2] (m,) over lengths [m] (m,): at one end, and from one to the
    other.

    Ends S0 = coth(gL)/g, S1 = coth(gL)/(2 g^3) + L/(2 g^2 sinh^2 gL); cross S0 = -1/(g sinh gL),
    S1 = -[1/(2 g^3 sinh gL) + L cosh gL/(2 g^2 sinh^2 gL)]; g = sqrt(lambda). Valid lambda > 0; no errors.
    Source: formulation b.
    """
    g = np.sqrt(values)
    e = np.exp(-g * length)
    square = e * e
    part = 1 / (1 - square)
    coth, sinh = (1 + square) * part, 2 * e * part                      # sinh is its inverse
    twice = 0.5 / values
    ends, cross = coth / g, sinh / g
    return (np.array([ends, twice * (ends + length * sinh * sinh)]),
            -np.array([cross, twice * (cross + length * sinh * coth)]))


def endless(values: Real) -> Real:
    """S0 [m] and S1 [m3], (2, m), of modes lambda [1/m2] (m,) of a semi-infinite duct: 1/g and 1/(2 g^3). Valid
    lambda > 0; no errors. Source: formulation b."""
    g = np.sqrt(values)
    return np.array([1 / g, 0.5 / (values * g)])


def closed(values: Real) -> Real:
    """S0 [m] and S1 [m3], (2, m), of cavity modes lambda [1/m2] (m,) between any places: 1/lambda and 1/lambda^2.

    The pressure is the sum of jk psi psi/(lambda - k^2), to first order in k^2. Valid lambda > 0; no errors.
    Source: docs/physics.md (cones).
    """
    return np.array([1 / values, 1 / values**2])
