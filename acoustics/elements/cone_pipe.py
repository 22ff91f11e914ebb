"""Conical pipe, exact for the spherical wave of one function."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.sweep import DAMPING, Complex, Real, hard, transfer


@dataclass(frozen=True)
class ConePipe:
    """A hard cone from radius0 to radius1 over a length [m]. Raises AcousticsError.

    Range: half angles to about 20 degrees as a plane wave. Source: Webster equation, formulation h (cone).
    """

    radius0: float
    radius1: float
    length: float
    gas: Gas

    def __post_init__(self) -> None:
        for name in ("radius0", "radius1", "length"):
            if not 0 < getattr(self, name) < math.inf:
                raise AcousticsError(f"cone.{name}", "must be positive and finite")
        if self.radius0 == self.radius1:
            raise AcousticsError("cone.radius1", "equals radius0: use a pipe")

    @property
    def area_in(self) -> float:
        """Area of the first end [m2]."""
        return math.pi * self.radius0**2

    @property
    def area_out(self) -> float:
        """Area of the last end [m2]."""
        return math.pi * self.radius1**2

    def matrix(self, frequencies: Real) -> Complex:
        """T (n,2,2) at frequencies [Hz] (n,). Source: formulation h: Z = (I + Zm D)^-1 Zm."""
        k = 2 * np.pi * frequencies / self.gas.c * (1 - 1j * DAMPING)
        zc, zx = hard(k, k, self.length)
        zs = np.stack([np.stack([zc, zx], -1), np.stack([zx, zc], -1)], -2)   # with velocities into the cone
        slope = self.radius1 - self.radius0
        r0, r1 = self.radius0 * self.length / slope, self.radius1 * self.length / slope
        d = np.zeros_like(zs)
        d[:, 0, 0], d[:, 1, 1] = 1 / (1j * k * r0), -1 / (1j * k * r1)
        z = np.linalg.solve(np.eye(2) + zs @ d, zs)
        port = np.eye(2)
        s = np.linalg.solve(np.swapaxes(z + port, 1, 2), np.swapaxes(z - port, 1, 2))
        return transfer(np.swapaxes(s, 1, 2), self.area_in / self.gas.z, self.area_out / self.gas.z)
