"""A straight or bent round pipe of one bore, with mean flow and wall losses where asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from acoustics.arrays import Complex, Real, not_negative, size
from acoustics.elements.element import check_mach
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

Loss = Literal["none", "wide", "narrow"]


@dataclass(frozen=True)
class Pipe:
    """A pipe: inside radius [m], length along its centre [m], gas, mean flow's Mach number [-], loss at the wall.

    Bends are taken as straight. mach is positive from inlet to outlet. loss: "none"; "wide", boundary layers thin
    against the radius; "narrow", any radius (low reduced frequency), which needs scipy. Valid below cut-on
    1.841 c sqrt(1 - M^2)/(2 pi r), hard walls, |M| below 0.3 (the layers are those without flow).
    Raises AcousticsError naming the field. Source: Munjal (1987), closed form; losses as `waves_of`.
    """

    radius: float
    length: float
    gas: Gas
    mach: float = 0.0
    loss: Loss = "none"

    def __post_init__(self) -> None:
        size("radius", self.radius)
        not_negative("length", self.length)
        check_mach(self.mach)
        if self.loss not in get_args(Loss):
            raise AcousticsError("loss", f"must be one of {', '.join(get_args(Loss))}, is {self.loss!r}")

    @property
    def area_in(self) -> float:
        """Area [m2]."""
        return math.pi * self.radius**2

    @property
    def area_out(self) -> float:
        """Area [m2]."""
        return self.area_in

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]: [cos kL, jZ sin kL; j sin kL/Z, cos kL], Z = rho c/S.

        With flow k becomes kc = k/(1 - M^2) and the whole gets exp(-j M kc L); it is the same in the classical and in
        the convective variables (flow.py).
        """
        k, z = waves_of(gas, frequencies, self.radius, self.loss)
        kc = k / (1 - self.mach**2) if self.mach else k
        phase, z = kc * self.length, z / self.area_in
        t = np.empty((frequencies.size, 2, 2), np.complex128)
        t[:, 0, 0] = t[:, 1, 1] = np.cos(phase)
        sine = np.sin(phase)
        t[:, 0, 1], t[:, 1, 0] = 1j * z * sine, 1j * sine / z
        return np.asarray(t * np.exp(-1j * self.mach * phase)[:, None, None]) if self.mach else t


def waves_of(gas: Gas, frequencies: Real, radius: float, loss: Loss) -> tuple[Real | Complex, float | Complex]:
    """Wavenumber [1/m] (n,) and impedance over area [Pa s/m] of a plane wave in a pipe of a radius [m], without flow.

    wide: k + (1 - j) alpha, alpha = sqrt(nu w/2)/(r c) (1 + (gamma - 1)/sqrt Pr), and rho c (1 + (1 - j) beta/k), beta
    with a minus; valid where the layers sqrt(2 nu/w) are thin, r above ten of them. narrow: k sqrt(yt/yv),
    rho c/sqrt(yt yv), yv = -J2/J0(x), yt = gamma + (gamma - 1) J2/J0(x sqrt Pr), x = r sqrt(-j w/nu); any r.
    No errors. Source: Kirchhoff (1868), alpha READ, the rest its expansion; Zwikker and Kosten (1949), READ.
    """
    k = gas.k(frequencies)
    if loss == "none":
        return k, gas.z
    omega, nu = 2 * np.pi * frequencies, gas.viscosity / gas.rho
    heat = (gas.gamma - 1) / math.sqrt(gas.prandtl)
    if loss == "wide":
        layer = np.sqrt(nu * omega / 2) / (radius * gas.c)
        slow = np.asarray(k + (1 - 1j) * layer * (1 + heat), np.complex128)
        return slow, np.asarray(gas.z * (1 + (1 - 1j) * layer * (1 - heat) / k), np.complex128)
    # imported here: the package starts without scipy
    from scipy.special import jve

    def ratio(x: Complex) -> Complex:
        return np.asarray(jve(2, x) / jve(0, x), np.complex128)
    x = radius * np.sqrt(-1j * omega / nu)
    viscous, thermal = -ratio(x), gas.gamma + (gas.gamma - 1) * ratio(x * math.sqrt(gas.prandtl))
    return (np.asarray(k * np.sqrt(thermal / viscous), np.complex128),
            np.asarray(gas.z / np.sqrt(thermal * viscous), np.complex128))
