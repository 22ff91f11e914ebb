"""A line of elements in gas order, and transmission loss between ports of any area and gas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real, checked_frequencies
from acoustics.elements.element import Element
from acoustics.errors import AcousticsError
from acoustics.flow import flowing, insertion_loss, unbalanced
from acoustics.gas import Gas


@dataclass(frozen=True)
class Line:
    """Elements in gas order, each with its own gas; a change of area between neighbours is a sudden one.

    With mean flow (`with_flow`, or elements made with one Mach number each) p + M Z U and U + M p/Z are continuous,
    without it p [Pa] and U [m3/s] themselves; a step loses energy only by an AreaLoss. Inside a silencer, and past a
    branch, the flow is neglected. Valid below the first cut-on of the widest element, |M| below 0.3. Raises
    AcousticsError "elements" when empty, "elements[i].mach" where the mass flow is not the same all along.
    Source: derived, docs/physics.md; formulation h.
    """

    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        if not self.elements:
            raise AcousticsError("elements", "is empty")
        wrong = unbalanced(self.elements)
        if wrong:
            raise AcousticsError(f"elements[{wrong[0]}].mach", f"the mass flow asks for {wrong[1]:.4g} here")

    @classmethod
    def with_flow(cls, elements: Sequence[Element], mach: float) -> Line:
        """The line with one mean flow: mach [-] at the first inlet, and by mass in the others.

        Raises AcousticsError as `flowing`. Source: docs/physics.md.
        """
        return cls(flowing(elements, mach))

    def matrix(self, frequencies: npt.ArrayLike) -> Complex:
        """T (n, 2, 2) of the whole line at frequencies [Hz], (n,); convective variables where it flows (flow.py)."""
        f = checked_frequencies(frequencies)
        t = self.elements[0].matrix(self.elements[0].gas, f)
        for e in self.elements[1:]:
            t = t @ e.matrix(e.gas, f)
        return t

    def transmission_loss(self, frequencies: npt.ArrayLike) -> Real:
        """TL [dB], (n,), at frequencies [Hz]: anechoic ducts of the first and last element's own area, gas and flow.

        By power, with flow too: in convective variables the wave's power has no factor. Source: formulation h.
        """
        f = checked_frequencies(frequencies)
        first, last = self.elements[0], self.elements[-1]
        z_in, z_out = first.gas.z / first.area_in, last.gas.z / last.area_out
        p, u = np.ones(f.size, np.complex128), np.full(f.size, 1 / z_out, np.complex128)
        for e in reversed(self.elements):
            t = e.matrix(e.gas, f)
            p, u = t[:, 0, 0] * p + t[:, 0, 1] * u, t[:, 1, 0] * p + t[:, 1, 1] * u
        return np.asarray(20 * np.log10(np.abs(p + z_in * u) / 2) + 10 * np.log10(z_out / z_in), np.float64)

    def insertion_loss(self, frequencies: npt.ArrayLike, source: npt.ArrayLike, load: npt.ArrayLike,
                       reference: Line | None = None, reference_load: npt.ArrayLike | None = None) -> Real:
        """IL [dB], (n,), at frequencies [Hz] against another line, or a connection of zero length, on the same source.

        source, load [Pa s/m3]: numbers or (n,), see flow.insertion_loss. Source: Munjal (1987).
        """
        other = reference.matrix(frequencies) if reference else None
        return insertion_loss(self.matrix(frequencies), source, load, other, reference_load)


def transmission_loss(t: Complex, s_in: float, s_out: float, gas_in: Gas, gas_out: Gas) -> Real:
    """TL [dB], (n,), of T (n, 2, 2) in (p [Pa], U [m3/s]) between anechoic ducts of areas s_in, s_out [m2].

    10 lg{(Zout/Zin)/4 |T11 + T12/Zout + Zin T21 + (Zin/Zout) T22|^2}, Z = rho c/S of each port's gas.
    Valid below the ports' cut-on, with flow for T in convective variables only; no errors.
    Source: Munjal (1987), Eq. 3.27 with its factor corrected.
    """
    z_in, z_out = gas_in.z / s_in, gas_out.z / s_out
    whole = t[:, 0, 0] + t[:, 0, 1] / z_out + z_in * t[:, 1, 0] + z_in / z_out * t[:, 1, 1]
    return np.asarray(20 * np.log10(np.abs(whole) / 2) + 10 * np.log10(z_out / z_in), np.float64)
