"""A conical pipe, exact for spherical waves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Complex, Real, positive
from acoustics.gas import Gas


@dataclass(frozen=True)
class ConePipe:
    """A cone: inside radii r0 at its start and r1 at its end [m], length along the axis [m], gas.

    Valid below cut-on at the wide end and for slender cones (half angle below about 20 degrees), no flow, no losses.
    r0 == r1 is a pipe. Raises AcousticsError naming the field. Source: spherical waves, derived in docs/physics.md.
    """

    r0: float
    r1: float
    length: float
    gas: Gas

    def __post_init__(self) -> None:
        for field in ("r0", "r1", "length"):
            positive(field, getattr(self, field))

    @property
    def area_in(self) -> float:
        """Area at the start [m2]."""
        return math.pi * self.r0**2

    @property
    def area_out(self) -> float:
        """Area at the end [m2]."""
        return math.pi * self.r1**2

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]; r p obeys the wave equation along the cone."""
        k, ratio = gas.k(frequencies), self.r1 / self.r0
        g = (self.r1 - self.r0) / (self.r0 * self.length)         # 1/distance of the start from the apex
        cosine, sine = np.cos(k * self.length), np.sin(k * self.length)
        t = np.empty((frequencies.size, 2, 2), np.complex128)
        t[:, 0, 0] = ratio * cosine - g * sine / k
        t[:, 0, 1] = 1j * gas.z / self.area_out * ratio * sine
        t[:, 1, 0] = self.area_in / (1j * k * gas.z) * (g * (ratio - 1) * cosine - g**2 * sine / k - ratio * k * sine)
        t[:, 1, 1] = (cosine + g * sine / k) / ratio
        return t
