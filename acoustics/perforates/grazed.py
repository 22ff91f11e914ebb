"""Perforates under grazing flow: Rao and Munjal; Bauer, and Sullivan's cross flow, both UNVERIFIED."""

from __future__ import annotations

from typing import Any

import numpy as np

from acoustics.arrays import Complex, positive
from acoustics.gas import Gas
from acoustics.perforates.law import Law, check, check_mach
from acoustics.silencer import Perforation

GRAZING = 7.337e-3, 72.23
COLD_SPEED = 343.2
RAO_MUNJAL_SLOPE = 2.2245e-5 * COLD_SPEED / (2 * np.pi)      # 2.2245e-5 f = 0.001215 k


def rao_munjal(k: Any, thickness: float, hole: float, porosity: float, mach: float = 0.0, ratio: Any = 1.0) -> Complex:
    """zeta [-] under grazing flow: [7.337e-3 (1 + 72.23 M) + j 0.001215 k (1 + 51 t)(1 + 102 d (1 + ratio))]/sigma.

    k [1/m] (any shape), thickness t [m], hole diameter d [m], porosity sigma [-], mach [-] of the grazing flow; ratio
    [-] (n,) or a number: effective density of the wool behind over the gas's, (Zw kw)/(Z0 k0); 1 for gas: (1 + 204 d).
    The published 2.2245e-5 f embeds cold air (343.2 m/s); here it is in k and so holds hot. Valid M 0.05 to 0.2,
    t 1 to 3 mm, d 1.75 to 7 mm, sigma 0.03 to 0.1; outside it goes on and `doubts` says so.
    Raises AcousticsError naming the argument. Source: Rao and Munjal (1986), READ, re-expressed, docs/physics.md; its
    wool-backed form READ with the inverse impedance ratio, corrected here.
    """
    check(thickness, hole, porosity)
    check_mach("mach", mach)
    kk = np.asarray(k, np.complex128)
    resistance = GRAZING[0] * (1 + GRAZING[1] * mach)
    reactance = RAO_MUNJAL_SLOPE * kk * (1 + 51 * thickness) * (1 + 102 * hole * (1 + np.asarray(ratio)))
    return np.asarray((resistance + 1j * reactance) / porosity, np.complex128)


def bauer(k: Any, gas: Gas, thickness: float, hole: float, porosity: float, grazing: float = 0.0, bias: float = 0.0,
          ratio: Any = 1.0) -> Complex:
    """zeta [-], UNVERIFIED: [sqrt(8 nu w)/c (1 + t/d) + 0.3 M + 1.15 M_b + j k (t + 0.125 d (1 + ratio))]/sigma.

    k [1/m] (any shape) in gas, thickness t [m], hole d [m], porosity sigma [-], grazing M and bias M_b [-] (of the gas
    in the holes), ratio [-] of what backs it. Its range is not known; outside any flow it goes on. Raises
    AcousticsError naming the argument. Source: Bauer (1977), quoted from memory: UNVERIFIED, never a default.
    """
    check(thickness, hole, porosity)
    check_mach("grazing", grazing)
    check_mach("bias", bias)
    kk = np.asarray(k, np.complex128)
    friction = np.sqrt(8 * gas.viscosity / gas.rho * kk.real / gas.c) * (1 + thickness / hole)
    reach = thickness + 0.125 * hole * (1 + np.asarray(ratio))
    return np.asarray((friction + 0.3 * grazing + 1.15 * bias + 1j * kk * reach) / porosity, np.complex128)


def sullivan_cross_flow(k: Any, thickness: float, hole: float, porosity: float, mach: float, diameter: float,
                        length: float) -> Complex:
    """zeta [-] of cross flow, UNVERIFIED: [0.514 d1 M/(l_p sigma) + j 0.95 k (t + 0.75 d)]/sigma.

    k [1/m] (any shape), thickness t, hole d [m], porosity sigma [-], mach M [-] in the tube of diameter d1 [m] before
    its perforated length l_p [m], all of which leaves through the holes: the first term is 2.056 M_holes/sigma, the
    jet's loss (`bias_flow`) with a contraction of 0.70. Range not known. Raises AcousticsError naming the argument.
    Source: Sullivan (1979), quoted from memory: UNVERIFIED, never a default.
    """
    check(thickness, hole, porosity)
    check_mach("mach", mach)
    positive("diameter", diameter)
    positive("length", length)
    kk = np.asarray(k, np.complex128)
    resistance = 0.514 * diameter * mach / (length * porosity)
    return np.asarray((resistance + 0.95j * kk * (thickness + 0.75 * hole)) / porosity, np.complex128)


def _rao_munjal(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return rao_munjal(k, span.thickness, span.hole, span.porosity, span.grazing, ratio)


def _bauer(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return bauer(k, gas, span.thickness, span.hole, span.porosity, span.grazing, span.bias, ratio)


RAO_MUNJAL = Law("rao_munjal", _rao_munjal, (("hole", 1.75e-3, 7e-3), ("thickness", 1e-3, 3e-3),
                                             ("porosity", 0.03, 0.1), ("grazing", 0.05, 0.2)), grazing=True)
BAUER = Law("bauer", _bauer, (), grazing=True, bias=True, status="UNVERIFIED")
