"""Radiation from an open end: reflection and impedance of a round pipe, unflanged or in a wide wall, no flow."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, checked_frequencies, positive
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

OpenEnd = Literal["unflanged", "flanged"]
MOST_KA = 3.8                   # below the first axisymmetric cut-on of the pipe

# beta, eta; a1, a2, a3 of |R|; b1, b2, b3, b4 of the end correction
SILVA = {"unflanged": (0.5, 0.6133, (0.800, 0.266, 0.0263), (0.0599, 0.238, -0.0153, 0.00150)),
         "flanged": (1.0, 0.8216, (0.730, 0.372, 0.0231), (0.244, 0.723, -0.0198, 0.00366))}


def end_reflection(ka: npt.ArrayLike, end: OpenEnd = "unflanged") -> Complex:
    """Reflection R [-] of the pressure at an open end, shape of ka [-] = 2 pi f r/c: -|R| exp(-2j ka l/r).

    |R| = (1 + a1 z^2)/(1 + (beta + a1) z^2 + a2 z^4 + a3 z^6), l/r = eta (1 + b1 z^2)/(1 + b2 z^2 + b3 z^4 + b4 z^6).
    Valid ka 0 to 3.8; unflanged within 0.003 in |R| of Levine and Schwinger (1948) to 3.7 (measured); thin wall or
    endless baffle; no flow (cold flow raises |R| by about 1 + 2 M). Raises AcousticsError "ka" or "end".
    Source: Silva et al. (2009), READ.
    """
    if end not in get_args(OpenEnd):
        raise AcousticsError("end", f"must be one of {', '.join(get_args(OpenEnd))}, is {end!r}")
    z = np.asarray(ka, np.float64)
    if not np.all(np.isfinite(z)) or np.any(z < 0) or np.any(z > MOST_KA):
        raise AcousticsError("ka", f"must be from 0 to {MOST_KA:g}")
    beta, eta, (a1, a2, a3), (b1, b2, b3, b4) = SILVA[end]
    z2 = z * z
    size = (1 + a1 * z2) / (1 + (beta + a1) * z2 + a2 * z2**2 + a3 * z2**3)
    length = eta * (1 + b1 * z2) / (1 + b2 * z2 + b3 * z2**2 + b4 * z2**3)
    return np.asarray(-size * np.exp(-2j * z * length), np.complex128)


def radiation_impedance(frequencies: npt.ArrayLike, radius: float, gas: Gas, end: OpenEnd = "unflanged") -> Complex:
    """Impedance p/U [Pa s/m3] (n,) of an open end at frequencies [Hz]: (rho c/S)(1 + R)/(1 - R).

    radius [m], gas of the pipe and, taken as the same, outside. Validity and errors as end_reflection, and
    "frequencies", "radius". Source: Silva et al. (2009), READ.
    """
    positive("radius", radius)
    r = end_reflection(gas.k(checked_frequencies(frequencies)) * radius, end)
    return np.asarray(gas.z / (np.pi * radius**2) * (1 + r) / (1 - r), np.complex128)
