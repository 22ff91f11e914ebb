"""A conical pipe, exact for spherical waves; with mean flow as exact pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Complex, Real, size
from acoustics.elements.element import check_mach
from acoustics.errors import AcousticsError
from acoustics.gas import Gas

PIECES = 32                     # of a cone with flow, each with its mean 1/(1 - M^2)


@dataclass(frozen=True)
class ConePipe:
    """A cone: inside radii r0 at its start and r1 at its end [m], length along the axis [m], gas, Mach number at r0.

    mach [-] is positive from inlet to outlet and falls as 1/area. Valid below cut-on at the wide end and for slender
    cones (half angle below about 20 degrees; a diffuser with flow below about 4, or it separates), |M| below 0.3 at
    the narrow end (mean density and c taken as constant), no losses. r0 == r1 is a pipe.
    Raises AcousticsError naming the field. Source: spherical waves and the flow's terms, derived in docs/physics.md.
    """

    r0: float
    r1: float
    length: float
    gas: Gas
    mach: float = 0.0

    def __post_init__(self) -> None:
        for field in ("r0", "r1", "length"):
            size(field, getattr(self, field))
        check_mach(self.mach)
        if abs(self.mach) * (self.r0 / self.r1) ** 2 >= 1:
            raise AcousticsError("mach", f"is {self.mach!r}: the narrow end would not be subsonic")

    @property
    def area_in(self) -> float:
        """Area at the start [m2]."""
        return math.pi * self.r0**2

    @property
    def area_out(self) -> float:
        """Area at the end [m2]."""
        return math.pi * self.r1**2

    def matrix(self, gas: Gas, frequencies: Real) -> Complex:
        """T (n, 2, 2) [p Pa, U m3/s] at frequencies [Hz]; r p obeys the wave equation along the cone.

        With flow, in the convective variables (flow.py): d(P, U)/dx = j M kc (P, U) - j kc (Z U, P/Z) with
        kc = k/(1 - M^2), Webster's equation with a slowly varying kc, times exp(-j int M kc dx).
        """
        k = gas.k(frequencies)
        if not self.mach:
            return _piece(k, gas.z, self.r0, self.r1, self.length)
        radii = np.linspace(self.r0, self.r1, PIECES + 1)
        t = np.broadcast_to(np.eye(2, dtype=np.complex128), (k.size, 2, 2))
        drift = 0.0
        for a, b in zip(radii[:-1], radii[1:], strict=True):
            stretch, pull = self._means(float(a), float(b))
            t = t @ _piece(k * stretch, gas.z, float(a), float(b), self.length / PIECES)
            drift += pull * self.length / PIECES
        return np.asarray(t * np.exp(-1j * k * drift)[:, None, None])

    def _means(self, a: float, b: float) -> tuple[float, float]:
        """Means of 1/(1 - M^2) and M/(1 - M^2) between two radii, by Gauss's rule."""
        nodes, weights = np.polynomial.legendre.leggauss(4)
        m = self.mach * (self.r0 / (a + (b - a) * (nodes + 1) / 2)) ** 2
        return float(weights @ (1 / (1 - m**2))) / 2, float(weights @ (m / (1 - m**2))) / 2


def _piece(k: Real, z: float, r0: float, r1: float, length: float) -> Complex:
    ratio = r1 / r0
    g = (r1 - r0) / (r0 * length)                             # 1/distance of the start from the apex
    area_in, area_out = math.pi * r0**2, math.pi * r1**2
    cosine, sine = np.cos(k * length), np.sin(k * length)
    t = np.empty((k.size, 2, 2), np.complex128)
    t[:, 0, 0] = ratio * cosine - g * sine / k
    t[:, 0, 1] = 1j * z / area_out * ratio * sine
    t[:, 1, 0] = area_in / (1j * k * z) * (g * (ratio - 1) * cosine - g**2 * sine / k - ratio * k * sine)
    t[:, 1, 1] = (cosine + g * sine / k) / ratio
    return t
