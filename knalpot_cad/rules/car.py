"""What every car exhaust starts from: flow at rated power and the common pipe.

Source: facts/rules.md 2, 3, 7, 8, 15, 41, 42. Units as in rules/gas.py; bores and outside diameters in mm. Mach limits,
walls and efficiencies are M: they size a draft.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.rules import gas
from knalpot_cad.rules.tubes import STOCK_OD_MM, inner
from knalpot_cad.rules.vehicle import Vehicle, numbers, within

# 63.5 and 76.3 are sizes of the trade (M): a turbo diesel needs them
PIPE_OD_MM = (*(od for od in STOCK_OD_MM if od > 30), 63.5, 76.3)
WALL_MM, SHEET_MM = 1.5, 1.2            # rule 54 (M): car pipe, and a shell of one skin
MACH_MOST = 0.25                        # rules 8 and 15 (M)
FILLING = 0.90                          # rule 2 (M)
TURBO_BAR = 8.5                         # no engine reaches that mean pressure by its own breath (M)
FLAT_MM = 1.0 + 0.15                    # a plate's bend and half its clearance: what the flat loses beside two sheets


@dataclass(frozen=True)
class Car:
    """A car's engine data, and the greater of both flows [g/s] (rules 2 and 3)."""

    fuel: str
    cylinders: float
    cc: float
    power_kw: float
    rated_rpm: float
    torque_nm: float
    torque_rpm: float
    test_rpm: float
    flow_g_s: float

    @property
    def mean_bar(self) -> float:
        """Mean effective pressure at peak torque [bar]: 4 pi T/Vd (D)."""
        return 4 * math.pi * self.torque_nm / self.cc * 10

    @property
    def turbo(self) -> bool:
        """Whether a turbine stands in front of the exhaust, by the mean pressure."""
        return self.mean_bar > TURBO_BAR


def car(vehicle: Vehicle) -> Car:
    """Raises Faults where the vehicle lacks a number."""
    n = numbers(vehicle, ("cylinders", "displacement_cc", "max_power_kw", "max_power_rpm", "max_torque_nm",
                          "max_torque_rpm", "stationary_test_rpm"))
    fuel = "diesel" if vehicle.fuel == "diesel" else "petrol"
    afr = gas.DIESEL_AFR if fuel == "diesel" else gas.PETROL_AFR
    flow = max(gas.flow_displacement(n["displacement_cc"], n["max_power_rpm"], FILLING, afr=afr),
               gas.flow_power(n["max_power_kw"], fuel))
    return Car(fuel, n["cylinders"], n["displacement_cc"], n["max_power_kw"], n["max_power_rpm"], n["max_torque_nm"],
               n["max_torque_rpm"], n["stationary_test_rpm"], flow)


def pipe_od(flow_g_s: float, gas_k: float = gas.INLET_K, most: float = MACH_MOST, limit_kpa: float = math.inf,
            loss: float = 0.0) -> float:
    """Smallest stock tube at or below a mean Mach number, whose loss factor costs at most a pressure (rules 8, 9)."""
    for od in PIPE_OD_MM:
        bore = inner(od, WALL_MM)
        if (gas.mach(flow_g_s, bore, gas_k) <= most
                and gas.steady_kpa(flow_g_s, ((loss, circle(bore)),)) <= limit_kpa):
            return od
    return PIPE_OD_MM[-1]


def near_od(bore_mm: float) -> float:
    """Stock tube whose bore is nearest [mm]."""
    return min(PIPE_OD_MM, key=lambda od: abs(inner(od, WALL_MM) - bore_mm))


def circle(bore_mm: float) -> float:
    """Area of a bore [mm2]."""
    return math.pi / 4 * bore_mm**2


def under_floor(vehicle: Vehicle, wanted_mm: float, least_mm: float) -> float:
    """Outside diameter of a round body [mm], not larger than the measured room under the floor. Raises Faults."""
    return min(within(vehicle, name, wanted_mm, least_mm) for name in ("free_width_mm", "free_height_mm"))


def joint_mm(od_mm: float) -> float:
    """Bolt spacing of this library's own joint between front pipe, resonator and rear box [mm]: a choice of form."""
    return round((od_mm + 38) / 2) * 2.0


def flat_half_mm(size_mm: float, sheet_mm: float = SHEET_MM) -> float:
    """Half of a plate's flat across a shell of that outside size [mm]."""
    return size_mm / 2 - 2 * sheet_mm - FLAT_MM
