"""What a line asks of an element."""

from __future__ import annotations

from typing import Protocol

from acoustics.arrays import Complex, Real, is_number
from acoustics.errors import AcousticsError
from acoustics.gas import Gas


class Element(Protocol):
    """A two-port with its own gas and the areas [m2] of its ends.

    An element that knows mean flow has a field `mach` [-], that at its inlet, positive from inlet to outlet. Its matrix
    is then in the convective variables p + M Z U and U + M p/Z (flow.py), which are p and U without flow.
    Source: definition.
    """

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


def check_mach(mach: float) -> None:
    """Refuse a Mach number [-] not between -1 and 1. Raises AcousticsError "mach". Source: definition."""
    if not is_number(mach) or not -1 < mach < 1:
        raise AcousticsError("mach", f"must be between -1 and 1, is {mach!r}")
