"""A whole silencer as one element of a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from acoustics.arrays import Complex, Real
from acoustics.gas import Gas
from acoustics.refuse import refuse
from acoustics.silencer import Silencer
from acoustics.sweep import two_port


@dataclass(frozen=True)
class Muffler:
    """A silencer [m] with its gas, between its inlet and outlet tubes.

    Validity as two_port. Raises AcousticsError (geometry) when made. Source: docs/physics.md.
    """

    silencer: Silencer
    gas: Gas

    def __post_init__(self) -> None:
        refuse(self.silencer)

    def _area(self, name: str) -> float:
        return next(math.pi * t.inner_radius**2 for t in self.silencer.tubes if t.name == name)

    @property
    def area_in(self) -> float:
        """Area of the inlet tube [m2]."""
        return self._area(self.silencer.inlet)

    @property
    def area_out(self) -> float:
        """Area of the outlet tube [m2]."""
        return self._area(self.silencer.outlet)

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]."""
        return two_port(self.silencer, gas, frequencies).t
