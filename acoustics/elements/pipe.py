"""Uniform pipe."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.sweep import Complex, Real


@dataclass(frozen=True)
class Pipe:
    """A hard pipe of a radius and length [m], at rest, plane wave. Raises AcousticsError.

    Source: Munjal, Acoustics of Ducts and Mufflers, transfer matrix of a uniform tube.
    """

    radius: float
    length: float
    gas: Gas

    def __post_init__(self) -> None:
        for name in ("radius", "length"):
            if not 0 < getattr(self, name) < math.inf:
                raise AcousticsError(f"pipe.{name}", "must be positive and finite")

    @property
    def area_in(self) -> float:
        """Area [m2]."""
        return math.pi * self.radius**2

    area_out = area_in

    def matrix(self, frequencies: Real) -> Complex:
        """T (n,2,2) of pressure [Pa] and volume velocity [m3/s] at frequencies [Hz] (n,). Source: Munjal."""
        kl = 2 * np.pi * frequencies / self.gas.c * self.length
        z = self.gas.z / self.area_in
        t = np.empty((len(frequencies), 2, 2), dtype=complex)
        t[:, 0, 0] = t[:, 1, 1] = np.cos(kl)
        t[:, 0, 1] = 1j * z * np.sin(kl)
        t[:, 1, 0] = 1j / z * np.sin(kl)
        return t
