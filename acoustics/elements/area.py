"""A sudden change of area with the loss of its mean flow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Complex, Real, not_negative, size
from acoustics.elements.element import check_mach
from acoustics.errors import AcousticsError
from acoustics.gas import Gas


@dataclass(frozen=True)
class AreaLoss:
    """A sudden change from radius r0 to r1 [m], zero length: gas, Mach number [-] in r0, loss coefficient K [-].

    K refers to the velocity in the narrow side; None is Borda and Carnot's (1 - S_narrow/S_wide)^2 where the flow
    expands and 0 where it contracts (give a K there). Without flow there is no loss: the identity. Without this
    element a line takes a step as free of loss. No end correction. Valid |M| below 0.3, low Strouhal number
    w r/(c M), below cut-on. Raises AcousticsError naming the field. Source: Borda and Carnot; formulation h.
    """

    r0: float
    r1: float
    gas: Gas
    mach: float = 0.0
    coefficient: float | None = None

    def __post_init__(self) -> None:
        size("r0", self.r0)
        size("r1", self.r1)
        check_mach(self.mach)
        if self.coefficient is not None:
            not_negative("coefficient", self.coefficient)
        if abs(self._narrow_mach) >= 1:
            raise AcousticsError("mach", f"is {self.mach!r}: the narrow side would not be subsonic")

    @property
    def area_in(self) -> float:
        """Area of r0 [m2]."""
        return math.pi * self.r0**2

    @property
    def area_out(self) -> float:
        """Area of r1 [m2]."""
        return math.pi * self.r1**2

    @property
    def k(self) -> float:
        """The loss coefficient in force [-], of the narrow side's velocity."""
        if self.coefficient is not None:
            return self.coefficient
        upstream, downstream = (self.r0, self.r1) if self.mach >= 0 else (self.r1, self.r0)
        return (1 - (upstream / downstream) ** 2) ** 2 if upstream < downstream else 0.0

    @property
    def _narrow_mach(self) -> float:
        return self.mach * (self.r0 / min(self.r0, self.r1)) ** 2

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz], [1, K |M| rho c/S; 0, 1] of the narrow side."""
        t = np.zeros((frequencies.size, 2, 2), np.complex128)
        t[:, 0, 0] = t[:, 1, 1] = 1
        t[:, 0, 1] = self.k * abs(self._narrow_mach) * gas.z / min(self.area_in, self.area_out)
        return t
