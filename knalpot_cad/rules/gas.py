"""What flows through an exhaust: mass flow, Mach number, where a silencer begins to work (facts/rules.md 1 to 8, 26).

Power in kW, displacement in cc, speed in rpm, bores and lengths in mm, volumes in litres, temperatures in K. What a
number rests on is said beside it; efficiencies, fuel consumption and Mach limits are M: they size a draft.
"""

from __future__ import annotations

import math

AIR_G_L, PETROL_AFR, DIESEL_AFR = 1.165, 12.8, 22.0              # rule 2
PER_KW = {("petrol", 4): 1.15, ("petrol", 2): 1.84, ("diesel", 4): 1.57}          # rule 3 (M) [g/s per kW]
HEADER_K, COLLECTOR_K, INLET_K, INSIDE_K, TAIL_K = 1000.0, 850.0, 750.0, 650.0, 600.0  # rule 4 (M), full load
ABSOLUTE = 273.15


def firing_hz(cylinders: float, rpm: float, cycle: float = 4) -> float:
    """Rule 1 (D): n N/120 of a four-stroke, n N/60 of a two-stroke."""
    return cylinders * rpm / (30 * cycle)


def flow_displacement(cc: float, rpm: float, filling: float, cycle: float = 4, afr: float = PETROL_AFR) -> float:
    """Rule 2: exhaust at full throttle [g/s] from displacement; filling is the volumetric efficiency (M)."""
    return filling * AIR_G_L * cc * 1e-3 * rpm / (30 * cycle) * (1 + 1 / afr)


def flow_power(power_kw: float, fuel: str = "petrol", cycle: int = 4) -> float:
    """Rule 3: exhaust at rated power [g/s]; fuel consumption is M."""
    return PER_KW[fuel, cycle] * power_kw


def sound_speed(gas_k: float) -> float:
    """Rule 6 (D): sqrt(1.34 287 T) [m/s]."""
    return math.sqrt(1.34 * 287.0 * gas_k)


def mach(flow_g_s: float, bore_mm: float, gas_k: float = INLET_K, pressure_pa: float = 103e3) -> float:
    """Mean Mach number of a flow in a bore, rules 6 and 7 (D)."""
    density = pressure_pa / (287.0 * gas_k)
    return flow_g_s * 1e-3 / (density * sound_speed(gas_k) * math.pi / 4 * (bore_mm * 1e-3) ** 2)


def blowing(cylinders: float) -> float:
    """Rule 8 (M): Mach while flowing over the mean one; a single blows about a quarter of the time."""
    return 4.0 if cylinders == 1 else 2.0 if cylinders == 2 else 1.0


def low_limit_hz(tail_mm: float, tail_bore_mm: float, volume_l: float, gas_k: float = TAIL_K) -> float:
    """Rule 26 (D): f_H of a tail on a volume; attenuation begins at 1.41 f_H. Ends add 0.43 and 0.30 of the bore."""
    area, long = math.pi / 4 * tail_bore_mm**2, tail_mm + 0.73 * tail_bore_mm
    return sound_speed(gas_k) * 1e3 / (2 * math.pi) * math.sqrt(area / (volume_l * 1e6 * long))


def steady_kpa(flow_g_s: float, ways: tuple[tuple[float, float], ...], gas_k: float = INSIDE_K) -> float:
    """Rule 9: sum of K rho v^2/2 [kPa] over ways of (K, gas area in mm2); K is S or M."""
    density = 103e3 / (287.0 * gas_k)
    return math.fsum(k * density / 2 * (flow_g_s * 1e-3 / (density * area * 1e-6)) ** 2 for k, area in ways) * 1e-3
