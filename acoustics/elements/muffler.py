"""A whole silencer as an element of a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from acoustics.gas import Gas
from acoustics.silencer import Silencer
from acoustics.sweep import Complex, Real, two_port


@dataclass(frozen=True)
class Muffler:
    """A silencer in its gas; valid below the first cut-on of its casing. Source: docs/physics.md."""

    silencer: Silencer
    gas: Gas

    @property
    def area_in(self) -> float:
        """Area of the inlet tube [m2]."""
        return math.pi * self.silencer.tube(self.silencer.inlet).inner_radius ** 2

    @property
    def area_out(self) -> float:
        """Area of the outlet tube [m2]."""
        return math.pi * self.silencer.tube(self.silencer.outlet).inner_radius ** 2

    def matrix(self, frequencies: Real) -> Complex:
        """T (n,2,2) at frequencies [Hz] (n,). Source: docs/physics.md."""
        return two_port(self.silencer, self.gas, frequencies).t
