"""A side branch at a point of the line: a closed stub, or an endless duct (a tee)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from acoustics.arrays import Complex, Real, not_negative, size
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

BranchEnd = Literal["closed", "endless"]


@dataclass(frozen=True)
class Branch:
    """A side branch: its radius and length [m], the line's radius there [m], gas, and its end.

    Valid below cut-on, branch narrow against the wavelength, without end correction at its mouth (add it to the
    length); a flow past the mouth is not felt there (nothing excites or damps it). Raises AcousticsError naming the
    field. Source: Munjal (1987); admittance, closed form.
    """

    radius: float
    length: float
    main_radius: float
    gas: Gas
    end: BranchEnd = "closed"

    def __post_init__(self) -> None:
        size("radius", self.radius)
        size("main_radius", self.main_radius)
        not_negative("length", self.length)
        if self.end not in get_args(BranchEnd):
            raise AcousticsError("end", f"must be one of {', '.join(get_args(BranchEnd))}")

    @property
    def area_in(self) -> float:
        """Area of the line [m2]."""
        return math.pi * self.main_radius**2

    @property
    def area_out(self) -> float:
        """Area of the line [m2]."""
        return self.area_in

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]: [1, 0; Y, 1], Y = j tan(kL) S/(rho c), or S/(rho c)."""
        t = np.zeros((frequencies.size, 2, 2), np.complex128)
        t[:, 0, 0] = t[:, 1, 1] = 1
        closed = 1j * np.tan(gas.k(frequencies) * self.length)
        t[:, 1, 0] = math.pi * self.radius**2 / gas.z * (closed if self.end == "closed" else 1.0)
        return t
