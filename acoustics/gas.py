"""The gas: sound speed, density and characteristic impedance of an ideal gas at rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Real, is_number, positive
from acoustics.errors import AcousticsError

AIR_CONSTANT = 287.05                                         # J/(kg K)
AIR_GAMMA = 343.2**2 / (AIR_CONSTANT * 293.15)                # 1.3997: c = 343.2 m/s at 293.15 K
EXHAUST_CONSTANT = 287.0
EXHAUST_GAMMA = 19.6**2 / EXHAUST_CONSTANT                    # 1.3385: c = 19.6 sqrt(T)
AIR_RANGE = (150.0, 1500.0)
EXHAUST_RANGE = (230.0, 1600.0)
RANGE = (min(AIR_RANGE[0], EXHAUST_RANGE[0]), max(AIR_RANGE[1], EXHAUST_RANGE[1]))
SUTHERLAND = 1.458e-6, 110.4                                  # kg/(s m sqrt K), K
PRANDTL = 0.71                                                # dry air, 0.70 to 0.73 over the range


@dataclass(frozen=True)
class Gas:
    """An ideal gas at rest: temperature [K], pressure [Pa], gamma [-], gas_constant [J/(kg K)].

    c = sqrt(gamma R T) [m/s], rho = p/(R T) [kg/m3], z = rho c [Pa s/m]. Valid 150 to 1600 K, where gamma is nearly
    constant: within 2 % in c from 230 to 1600 K. Outside (a temperature in deg C, for instance) it is refused, since no
    property is fitted there. Raises AcousticsError naming the field. Source: ideal gas, closed form.
    """

    temperature: float
    pressure: float = 101325.0
    gamma: float = 1.4
    gas_constant: float = AIR_CONSTANT

    def __post_init__(self) -> None:
        _within("temperature", self.temperature, RANGE)
        for field in ("pressure", "gas_constant"):
            positive(field, getattr(self, field))
        if not is_number(self.gamma) or self.gamma <= 1:
            raise AcousticsError("gamma", f"must be above 1, is {self.gamma!r}")

    @classmethod
    def air(cls, temperature: float, pressure: float = 101325.0) -> Gas:
        """Dry air: temperature [K], pressure [Pa]; c = 343.2 sqrt(T/293.15) m/s.

        Valid 150 to 1500 K (above 600 K up to 3 % high in c). Raises AcousticsError "temperature". Source: ISO 9613-1
        (1993) for c, ideal gas for rho: 343.20 m/s and 1.2041 kg/m3 at 20 C.
        """
        _within("temperature", temperature, AIR_RANGE)
        return cls(temperature, pressure, AIR_GAMMA, AIR_CONSTANT)

    @classmethod
    def exhaust(cls, temperature: float, pressure: float = 101325.0) -> Gas:
        """Exhaust gas: temperature [K], pressure [Pa]; c = 19.6 sqrt(T) m/s (gamma 1.34), R = 287 J/(kg K).

        Valid 230 to 1600 K, within 2 % in c. Raises AcousticsError "temperature". Source: ideal gas with gamma 1.34,
        derived, docs/physics.md.
        """
        _within("temperature", temperature, EXHAUST_RANGE)
        return cls(temperature, pressure, EXHAUST_GAMMA, EXHAUST_CONSTANT)

    @property
    def c(self) -> float:
        """Sound speed [m/s]."""
        return math.sqrt(self.gamma * self.gas_constant * self.temperature)

    @property
    def rho(self) -> float:
        """Density [kg/m3]."""
        return self.pressure / (self.gas_constant * self.temperature)

    @property
    def z(self) -> float:
        """Characteristic impedance rho c [Pa s/m]."""
        return self.rho * self.c

    @property
    def viscosity(self) -> float:
        """Dynamic viscosity [Pa s] of air, taken for exhaust gas too.

        1.458e-6 T^1.5/(T + 110.4). Valid as the class, within 3 % of tables to 1000 K.
        Source: US Standard Atmosphere (1976), Eq. 51.
        """
        b, s = SUTHERLAND
        return b * self.temperature * math.sqrt(self.temperature) / (self.temperature + s)

    @property
    def prandtl(self) -> float:
        """Prandtl number [-] of air, 0.71 at every temperature. Valid within 3 %. Source: tables of dry air."""
        return PRANDTL

    def k(self, frequencies: Real) -> Real:
        """Wavenumber w/c [1/m] of frequencies [Hz], same shape."""
        return 2 * np.pi * frequencies / self.c


def _within(field: str, value: float, limits: tuple[float, float]) -> None:
    if not is_number(value) or not limits[0] <= value <= limits[1]:
        raise AcousticsError(field, f"must be from {limits[0]:g} to {limits[1]:g} K, is {value!r}")
