"""A whole silencer as one element of a line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from acoustics.arrays import Complex, Real
from acoustics.gas import Gas
from acoustics.refuse import refuse
from acoustics.silencer import Silencer
from acoustics.sweep import TwoPort, two_port


@dataclass(frozen=True)
class Muffler:
    """A silencer [m] with its gas, between its inlet and outlet tubes; model as two_port.

    Validity as two_port. Raises AcousticsError (geometry) when made. Source: docs/physics.md.
    """

    silencer: Silencer
    gas: Gas
    model: str = "uniform"

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
        return self.two_port(gas, frequencies).t

    def two_port(self, gas: Gas, frequencies: Real) -> TwoPort:
        """The silencer's two-port at frequencies [Hz], remembered. Raises AcousticsError. Source: docs/physics.md."""
        return _remembered(self.silencer, gas, tuple(frequencies.tolist()), self.model)


@lru_cache(maxsize=16)
def _remembered(silencer: Silencer, gas: Gas, frequencies: tuple[float, ...], model: str) -> TwoPort:
    return two_port(silencer, gas, frequencies, model)
