"""The line: two-ports in a chain, and the transmission loss between two pipes of any area and gas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acoustics.elements.cone_pipe import ConePipe
from acoustics.elements.muffler import Muffler
from acoustics.elements.pipe import Pipe
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.sweep import Complex, Real, check_frequencies

Element = Pipe | ConePipe | Muffler


def transmission_loss(t: Complex, area_in: float, area_out: float, gas_in: Gas, gas_out: Gas | None = None) -> Real:
    """TL [dB] (n,) of T (n,2,2) between anechoic pipes of areas [m2] and gases, no flow.

    TL = 10 lg{ (Z2/Z1)/4 |T11 + T12/Z2 + Z1 T21 + (Z1/Z2) T22|^2 }, Z = rho c / S. Source: Munjal, eq. 3.27.
    """
    z1, z2 = gas_in.z / area_in, (gas_out or gas_in).z / area_out
    a = t[:, 0, 0] + t[:, 0, 1] / z2 + z1 * t[:, 1, 0] + z1 / z2 * t[:, 1, 1]
    loss: Real = 10 * np.log10(z2 / z1 / 4 * np.abs(a) ** 2)
    return loss


@dataclass(frozen=True)
class Line:
    """Elements in the order of the gas; pressure and volume velocity are continuous where they meet."""

    elements: tuple[Element, ...]

    def matrix(self, frequencies: Real) -> Complex:
        """T (n,2,2) of the whole chain at frequencies [Hz] (n,). Source: product of the elements' matrices."""
        f = check_frequencies(frequencies)
        if not self.elements:
            raise AcousticsError("elements", "the line is empty")
        t = self.elements[0].matrix(f)
        for e in self.elements[1:]:
            t = t @ e.matrix(f)
        return t

    def transmission_loss(self, frequencies: Real) -> Real:
        """TL [dB] (n,) between the pipes at both ends, at frequencies [Hz] (n,). Source: transmission_loss()."""
        first, last = self.elements[0], self.elements[-1]
        return transmission_loss(self.matrix(frequencies), first.area_in, last.area_out, first.gas, last.gas)
