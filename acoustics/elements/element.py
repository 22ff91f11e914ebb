"""What a line asks of an element."""

from __future__ import annotations

from typing import Protocol

from acoustics.arrays import Complex, Real
from acoustics.gas import Gas


class Element(Protocol):
    """A two-port with its own gas and the areas [m2] of its ends. Source: definition."""

    @property
    def gas(self) -> Gas:
        """The gas in it."""

    @property
    def area_in(self) -> float:
        """Area of the inlet [m2]."""

    @property
    def area_out(self) -> float:
        """Area of the outlet [m2]."""

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) in (p [Pa], U [m3/s]) at frequencies [Hz], (n,)."""
