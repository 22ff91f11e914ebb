"""Perforates from the viscous hole: with the jet's loss under bias flow, Melling's, and Maa's micro-perforate."""

from __future__ import annotations

from typing import Any

import numpy as np

from acoustics.arrays import Complex, Real, positive
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.perforates.law import Law, check, check_mach
from acoustics.silencer import Perforation

# interaction of neighbouring holes: length factor psi(x), x = sqrt(sigma), by powers 0 to 12; the reciprocal of Fok's
FOK = (1.0, -1.40925, 0.0, 0.33818, 0.0, 0.06793, -0.02287, 0.03015, -0.01641, 0.01729, -0.01248, 0.01205, -0.00985)
JET = 0.76                      # contraction of the jet behind a hole
MELLING_VISCOSITY = 2.179       # a metal wall conducts heat: effective over true viscosity


def interaction(porosity: float) -> float:
    """Factor [-] on a hole's end correction for its neighbours: psi(sqrt(sigma)), 1 for one hole, 0 at sigma = 1.

    Valid 0 to 1, series of 12 terms. Raises AcousticsError "porosity". Source: Fok's series, READ as coded.
    """
    if not 0 <= porosity <= 1:
        raise AcousticsError("porosity", f"must be from 0 to 1, is {porosity!r}")
    return max(float(np.polynomial.polynomial.polyval(np.sqrt(porosity), FOK)), 0.0)


def hole_density(omega: Real, gas: Gas, radius: float, viscosity: float) -> Complex:
    """Effective density over the gas's [-] (n,) in a round hole: 1/F, F = 1 - 2 J1(x)/(x J0(x)), x = r sqrt(-j w/nu).

    F is taken as -J2(x)/J0(x), the same without cancellation.

    omega [rad/s] (n,), hole radius [m], viscosity [Pa s]. Valid for any radius, hole below the wavelength; no errors.
    8 nu/(j w r^2) + 4/3 when narrow (Poiseuille), 1 + 2/x when wide. Source: Crandall (1926), closed form.
    """
    # imported here: the package starts without scipy
    from scipy.special import jve
    x = radius * np.sqrt(-1j * omega * gas.rho / viscosity)
    return np.asarray(-jve(0, x) / jve(2, x), np.complex128)


def bias_flow(k: Any, gas: Gas, thickness: float, hole: float, porosity: float, mach: float = 0.0, ratio: Any = 1.0,
              discharge: float = JET) -> Complex:
    """zeta [-] under bias flow: viscous hole with its end corrections, radiation, and the jet's loss.

    j k/sigma [(t + e)/F + e (ratio - 1)/2] + [1 - 2 J1(kd)/(kd)]/sigma + (1 - sigma^2) M/(sigma C^2),
    e = (pi d/4) psi(sqrt sigma), F of hole_density. k [1/m] (n,) of the gas, thickness t [m], hole diameter d [m],
    porosity sigma [-], mach M [-] of the gas in the holes (volume flow over open area), ratio [-] of what backs the
    wall, discharge C [-]: the jet's contraction. Valid M to 0.3 (incompressible jet), kd below 1, low Strouhal number
    w d/(2 c M); the fall of the end correction in a jet is left out. Raises AcousticsError naming the argument.
    Source: OpenPulse, type 0 with beta = 1: READ; the last term is its jet (1 - sigma^2) u |u|/(2 c sigma^2 C^2) with
    C = 0.76 made linear about M, derived in docs/physics.md; half the end in wool after Selamet et al. (2001).
    """
    from scipy.special import j1
    check(thickness, hole, porosity)
    check_mach("mach", mach)
    positive("discharge", discharge)
    kk = np.atleast_1d(np.asarray(k, np.complex128))
    end = np.pi * hole / 4 * interaction(porosity)
    density = hole_density(kk.real * gas.c, gas, hole / 2, gas.viscosity)
    # 2 sin(k_vt l/2) of the source is k_vt l for holes far below the wavelength
    mass = 1j * kk * ((thickness + end) * density + end / 2 * (np.asarray(ratio) - 1))
    radiated = 1 - 2 * j1(kk.real * hole) / (kk.real * hole)
    jet = (1 - porosity**2) * mach / discharge**2
    return np.asarray((mass + radiated + jet) / porosity, np.complex128)


def melling(k: Any, gas: Gas, thickness: float, hole: float, porosity: float, ratio: Any = 1.0) -> Complex:
    """zeta [-] without flow: j k/sigma [t/F(nu') + e/F(nu) + e (ratio - 1)/2], nu' = 2.179 nu, e = 8 d psi/(3 pi).

    k [1/m] (n,) of the gas, thickness t [m], hole diameter d [m], porosity sigma [-], ratio [-] of what backs the
    wall. Valid for small amplitudes and no flow, kd below 1, holes on metal. Raises AcousticsError naming the argument.
    Source: Melling (1973) as coded by OpenPulse, type 1, linear part: READ; wool on one side derived.
    """
    check(thickness, hole, porosity)
    kk = np.atleast_1d(np.asarray(k, np.complex128))
    omega = kk.real * gas.c
    inside = hole_density(omega, gas, hole / 2, MELLING_VISCOSITY * gas.viscosity)
    outside = hole_density(omega, gas, hole / 2, gas.viscosity)
    end = 8 * hole * interaction(porosity) / (3 * np.pi)
    reach = thickness * inside + end * outside + end / 2 * (np.asarray(ratio) - 1)
    return np.asarray(1j * kk * reach / porosity, np.complex128)


def maa(k: Any, gas: Gas, thickness: float, hole: float, porosity: float, ratio: Any = 1.0) -> Complex:
    """zeta [-] of a micro-perforate without flow: r + j w m, K = d sqrt(w rho/(4 mu)) and

    r = 32 mu t/(sigma rho c d^2) [sqrt(1 + K^2/32) + (sqrt 2/32) K d/t],
    w m = k t/sigma [1 + 1/sqrt(9 + K^2/2) + 0.85 (d/t)(1 + ratio)/2]. k [1/m] (n,) of the gas, thickness t [m] above 0,
    hole diameter d [m], porosity sigma [-], ratio [-] of what backs the wall. Valid d 0.1 to 1 mm (K 1 to 10), sigma
    to 0.05 (no interaction), no flow. Raises AcousticsError naming the argument. Source: Maa (1998): READ as coded.
    """
    check(thickness, hole, porosity)
    positive("thickness", thickness)
    kk = np.atleast_1d(np.asarray(k, np.complex128))
    shear = hole * np.sqrt(kk.real * gas.c * gas.rho / (4 * gas.viscosity))
    resistance = 32 * gas.viscosity * thickness / (gas.z * hole**2) \
        * (np.sqrt(1 + shear**2 / 32) + np.sqrt(2) / 32 * shear * hole / thickness)
    reach = thickness * (1 + 1 / np.sqrt(9 + shear**2 / 2)) + 0.425 * hole * (1 + np.asarray(ratio))
    return np.asarray((resistance + 1j * kk * reach) / porosity, np.complex128)


def _bias(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return bias_flow(k, gas, span.thickness, span.hole, span.porosity, span.bias, ratio)


def _melling(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return melling(k, gas, span.thickness, span.hole, span.porosity, ratio)


def _maa(k: Any, gas: Gas, span: Perforation, ratio: Any) -> Complex:
    return maa(k, gas, span.thickness, span.hole, span.porosity, ratio)


BIAS = Law("bias", _bias, (("bias", 0.0, 0.3), ("porosity", 0.0, 0.4)), bias=True)
MELLING = Law("melling", _melling, (("porosity", 0.0, 0.4),))
MAA = Law("maa", _maa, (("hole", 1e-4, 1e-3), ("porosity", 0.0, 0.05)))
