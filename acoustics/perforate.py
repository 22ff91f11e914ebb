"""Impedance of a perforated wall over rho c of the gas, zeta = (p1 - p2)/(rho c u), u the velocity through the wall."""

from __future__ import annotations

from typing import Any

import numpy as np

from acoustics.arrays import Complex, not_negative, positive
from acoustics.errors import AcousticsError

RESISTANCE = 0.006
GRAZING = 7.337e-3, 72.23
COLD_SPEED = 343.2
RAO_MUNJAL_SLOPE = 2.2245e-5 * COLD_SPEED / (2 * np.pi)      # 2.2245e-5 f = 0.001215 k


def sullivan_crocker(k: Any, thickness: float, hole: float, porosity: float) -> Complex:
    """zeta [-] without flow, shape of k: [0.006 + j k (t + 0.75 d)]/sigma.

    k wavenumber [1/m] (real or complex, any shape), thickness t [m], hole diameter d [m], porosity sigma [-].
    Valid without flow, d well below the wavelength, porosity to about 0.3 (fitted near 0.04).
    Raises AcousticsError naming the argument. Source: Sullivan and Crocker (1978), as quoted by Mechel, K, Eq. 6.
    """
    return wool_backed(k, thickness, hole, porosity, 1.0)


def wool_backed(k: Any, thickness: float, hole: float, porosity: float, ratio: Any) -> Complex:
    """zeta [-] without flow, one side in wool: [0.006 + j k (t + 0.375 d (1 + ratio))]/sigma.

    k [1/m] of the gas (n,), thickness t [m], hole diameter d [m], porosity sigma [-]; ratio [-] (n,) or a number: the
    effective density of the wool over that of the gas, (Zw kw)/(Z0 k0). Validity as sullivan_crocker.
    Raises AcousticsError naming the argument. Source: Selamet et al. (2001) after Sullivan and Crocker (1978).
    """
    _check(thickness, hole, porosity)
    kk = np.asarray(k, np.complex128)
    reach = thickness + 0.375 * hole * (1 + np.asarray(ratio, np.complex128))
    return np.asarray((RESISTANCE + 1j * kk * reach) / porosity, np.complex128)


def rao_munjal(k: Any, thickness: float, hole: float, porosity: float, mach: float = 0.0) -> Complex:
    """zeta [-] under grazing flow: [7.337e-3 (1 + 72.23 M) + j 0.001215 k (1 + 51 t)(1 + 204 d)]/sigma.

    k [1/m] (any shape), thickness t [m], hole diameter d [m], porosity sigma [-], mach [-] of the grazing flow.
    The published 2.2245e-5 f embeds cold air (343.2 m/s); here it is in k and so holds hot. Valid M 0.05 to 0.2,
    t 1 to 3 mm, d 1.75 to 7 mm, sigma 0.03 to 0.1. Raises AcousticsError naming the argument.
    Source: Rao and Munjal (1986), re-expressed, docs/physics.md.
    """
    _check(thickness, hole, porosity)
    not_negative("mach", mach)
    kk = np.asarray(k, np.complex128)
    resistance = GRAZING[0] * (1 + GRAZING[1] * mach)
    reactance = RAO_MUNJAL_SLOPE * kk * (1 + 51 * thickness) * (1 + 204 * hole)
    return np.asarray((resistance + 1j * reactance) / porosity, np.complex128)


def _check(thickness: float, hole: float, porosity: float) -> None:
    not_negative("thickness", thickness)
    positive("hole", hole)
    positive("porosity", porosity)
    if porosity > 1:
        raise AcousticsError("porosity", f"must be at most 1, is {porosity!r}")
