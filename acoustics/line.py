"""A line of elements in gas order, and transmission loss between ports of any area and gas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real, checked_frequencies
from acoustics.elements.element import Element
from acoustics.errors import AcousticsError
from acoustics.gas import Gas


@dataclass(frozen=True)
class Line:
    """Elements in gas order, each with its own gas; a change of area between neighbours is a sudden one.

    Valid without flow, below the first cut-on of the widest element. Raises AcousticsError "elements" when empty.
    Source: derived, docs/physics.md (p [Pa] and U [m3/s] are continuous).
    """

    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        if not self.elements:
            raise AcousticsError("elements", "is empty")

    def matrix(self, frequencies: npt.ArrayLike) -> Complex:
        """T (n, 2, 2) of the whole line at frequencies [Hz], (n,)."""
        f = checked_frequencies(frequencies)
        t = self.elements[0].matrix(self.elements[0].gas, f)
        for e in self.elements[1:]:
            t = t @ e.matrix(e.gas, f)
        return t

    def transmission_loss(self, frequencies: npt.ArrayLike) -> Real:
        """TL [dB], (n,), at frequencies [Hz]: anechoic ducts of the first and last element's own area and gas."""
        f = checked_frequencies(frequencies)
        first, last = self.elements[0], self.elements[-1]
        z_in, z_out = first.gas.z / first.area_in, last.gas.z / last.area_out
        p, u = np.ones(f.size, np.complex128), np.full(f.size, 1 / z_out, np.complex128)
        for e in reversed(self.elements):
            t = e.matrix(e.gas, f)
            p, u = t[:, 0, 0] * p + t[:, 0, 1] * u, t[:, 1, 0] * p + t[:, 1, 1] * u
        return np.asarray(20 * np.log10(np.abs(p + z_in * u) / 2) + 10 * np.log10(z_out / z_in), np.float64)


def transmission_loss(t: Complex, s_in: float, s_out: float, gas_in: Gas, gas_out: Gas) -> Real:
    """TL [dB], (n,), of T (n, 2, 2) in (p [Pa], U [m3/s]) between anechoic ducts of areas s_in, s_out [m2].

    10 lg{(Zout/Zin)/4 |T11 + T12/Zout + Zin T21 + (Zin/Zout) T22|^2}, Z = rho c/S of each port's gas.
    Valid without flow, below the ports' cut-on; no errors. Source: Munjal (1987), Eq. 3.27 with its factor corrected.
    """
    z_in, z_out = gas_in.z / s_in, gas_out.z / s_out
    whole = t[:, 0, 0] + t[:, 0, 1] / z_out + z_in * t[:, 1, 0] + z_in / z_out * t[:, 1, 1]
    return np.asarray(20 * np.log10(np.abs(whole) / 2) + 10 * np.log10(z_out / z_in), np.float64)
