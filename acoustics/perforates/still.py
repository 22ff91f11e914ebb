"""Sullivan and Crocker's perforate, gas at rest, with gas or wool behind it."""

from __future__ import annotations

from typing import Any

import numpy as np

from acoustics.arrays import Complex
from acoustics.gas import Gas
from acoustics.perforates.law import Law, check
from acoustics.silencer import Perforation

RESISTANCE = 0.006


def sullivan_crocker(k: Any, thickness: float, hole: float, porosity: float) -> Complex:
    """zeta [-] without flow, shape of k: [0.006 + j k (t + 0.75 d)]/sigma.

    k wavenumber [1/m] (real or complex, any shape), thickness t [m], hole diameter d [m], porosity sigma [-].
    Valid without flow, d well below the wavelength, porosity to about 0.3 (fitted near 0.04).
    Raises AcousticsError naming the argument. Source: Sullivan and Crocker (1978), as quoted by Mechel, K, Eq. 6: READ.
    """
    return wool_backed(k, thickness, hole, porosity, 1.0)


def wool_backed(k: Any, thickness: float, hole: float, porosity: float, ratio: Any) -> Complex:
    """zeta [-] without flow, one side in wool: [0.006 + j k (t + 0.375 d (1 + ratio))]/sigma.

    k [1/m] of the gas (n,), thickness t [m], hole diameter d [m], porosity sigma [-]; ratio [-] (n,) or a number: the
    effective density of the wool over that of the gas, (Zw kw)/(Z0 k0). Validity as sullivan_crocker.
    Raises AcousticsError naming the argument. Source: Selamet et al. (2001) after Sullivan and Crocker (1978): READ.
    """
    check(thickness, hole, porosity)
    kk = np.asarray(k, np.complex128)
    reach = thickness + 0.375 * hole * (1 + np.asarray(ratio, np.complex128))
    return np.asarray((RESISTANCE + 1j * kk * reach) / porosity, np.complex128)


def _of(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return wool_backed(k, span.thickness, span.hole, span.porosity, ratio)


SULLIVAN = Law("sullivan", _of, (("porosity", 0.0, 0.3),))
