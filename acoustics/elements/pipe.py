"""A straight or bent round pipe of one bore."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Complex, Real, not_negative, positive
from acoustics.gas import Gas


@dataclass(frozen=True)
class Pipe:
    """A pipe: inside radius [m], length along its centre [m], gas. Bends are taken as straight.

    Valid below cut-on 1.841 c/(2 pi r), hard walls, no flow, no losses. Raises AcousticsError naming the field.
    Source: Munjal (1987), closed form.
    """

    radius: float
    length: float
    gas: Gas

    def __post_init__(self) -> None:
        positive("radius", self.radius)
        not_negative("length", self.length)

    @property
    def area_in(self) -> float:
        """Area [m2]."""
        return math.pi * self.radius**2

    @property
    def area_out(self) -> float:
        """Area [m2]."""
        return self.area_in

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]: [cos kL, jZ sin kL; j sin kL/Z, cos kL], Z = rho c/S."""
        phase, z = gas.k(frequencies) * self.length, gas.z / self.area_in
        t = np.empty((frequencies.size, 2, 2), np.complex128)
        t[:, 0, 0] = t[:, 1, 1] = np.cos(phase)
        sine = np.sin(phase)
        t[:, 0, 1], t[:, 1, 0] = 1j * z * sine, 1j * sine / z
        return t
