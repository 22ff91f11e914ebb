"""A two-stroke's exhaust as a design: Blair's chamber from the measured port, and a packed silencer behind its stinger.

Nobody publishes port windows or timing, so the chamber waits for them; the silencer does not: its stinger's bore
follows from Mach 0.25 as well (facts/rules.md 48, D), and the port's own figure replaces it once it is measured. In mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import ROUND, cone_mm3
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import STOCK_OD_MM, THIN_OD_MM, WALL_MM, inner, to_step
from knalpot_cad.rules.two_stroke import STINGER_MACH, bmep_bar, bore_factors, gas_c
from knalpot_cad.rules.vehicle import Vehicle, numbers, within

ROD_OF_STROKE = 2.0                     # connecting rod between its centres (M): RX-King 100 on a stroke of 50
QUIET_RATIO, SLENDER = 20.0, 3.4        # rule 52 (R as coded): quiet; slenderness M
CORE_MORE_MM = (1.0, 3.0)               # rule 52 (M)
SHEET_MM, OPEN = 1.0, 0.30              # rules 54 (R as coded) and 32 (M)
WOOL_MM, SHORTEST_MM = 15.0, 120.0       # rule 33 (M); shorter it is no silencer of 20 x (M)
FLOW = 1.84                             # rule 3 (M) [g/s per kW]


@dataclass(frozen=True)
class TwoStroke(Sizing):
    """Chamber by Blair, silencer behind it. k1: header bore over the port's equal diameter."""

    bmep_bar: Annotated[float, Rule("5", "D")]
    gas_c: Annotated[float, Rule("5", "S")]
    firing_hz: Annotated[float, Rule("1", "D")]
    k1: Annotated[float, Rule("45", "S")]
    rod_mm: Annotated[float, Rule("43", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    sheet_mm: Annotated[float, Rule("54", "R")]
    stinger_bore_mm: Annotated[float, Rule("48", "D")]
    core_od_mm: Annotated[float, Rule("52", "M")]
    core_bore_mm: Annotated[float, Rule("52", "M")]
    core_more_mm: Annotated[float, Rule("52", "M")]
    mach: Annotated[float, Rule("7, 48", "M")]
    body_od_mm: Annotated[float, Rule("52", "R")]
    body_length_mm: Annotated[float, Rule("52", "R")]
    cone_mm: float
    volume_l: Annotated[float, Rule("52", "R")]
    volume_ratio: Annotated[float, Rule("52", "R")]
    packing_mm: Annotated[float, Rule("33", "M")]
    open_area: Annotated[float, Rule("32", "M")]
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("5", "S")]


def stinger_mm(vehicle: Vehicle, k0: float, flow_g_s: float) -> float:
    """Bore of the stinger: by the measured port (rule 45), else by its Mach number at 600 K (rule 48)."""
    width, height = (vehicle.number(k) for k in ("port_width_mm", "port_height_mm"))
    if width is not None and height is not None:
        return k0 * math.sqrt(4 * width * height / math.pi)
    at_10 = gas.mach(flow_g_s, 10.0, gas.TAIL_K)
    return 10.0 * math.sqrt(at_10 / STINGER_MACH)


def expansion(vehicle: Vehicle) -> TwoStroke:
    """Raises Faults where the vehicle lacks a number of its engine."""
    n = numbers(vehicle, ("stroke_mm", "displacement_cc", "max_power_kw", "max_power_rpm", "cylinders"))
    bmep = bmep_bar(n["max_power_kw"], n["displacement_cc"], n["max_power_rpm"]).value
    k0, k1, _ = bore_factors(bmep)
    flow = max(FLOW * n["max_power_kw"], gas.flow_displacement(n["displacement_cc"], n["max_power_rpm"], 0.90, cycle=2))
    stinger = stinger_mm(vehicle, k0, flow)
    low, high = CORE_MORE_MM
    core = min((*THIN_OD_MM, *STOCK_OD_MM), key=lambda od: abs(inner(od) - stinger - (low + high) / 2))
    volume = QUIET_RATIO * n["displacement_cc"] * 1000
    body = within(vehicle, "free_diameter_mm", to_step((4 * volume / (math.pi * SLENDER)) ** (1 / 3) + 2 * SHEET_MM, 5),
                  core + 2 * (WOOL_MM + SHEET_MM))
    cone = to_step(0.45 * body, 5)
    section, mouth = ROUND.inside_mm2(body, SHEET_MM), math.pi / 4 * core**2
    length = within(vehicle, "free_length_mm", to_step((volume - cone_mm3(section, mouth, cone)) / section + 3, 5),
                    SHORTEST_MM, cone)
    has = (section * (length - SHEET_MM) + cone_mm3(section, mouth, cone)) * 1e-6
    gas_mean = gas_c(bmep).value
    return TwoStroke(
        bmep, gas_mean, gas.firing_hz(n["cylinders"], n["max_power_rpm"], 2), k1, ROD_OF_STROKE * n["stroke_mm"],
        WALL_MM, SHEET_MM, stinger, core, inner(core), inner(core) - stinger, gas.mach(flow, stinger, gas.TAIL_K),
        body, length, cone, has, has * 1000 / n["displacement_cc"], (body - core) / 2 - SHEET_MM, OPEN,
        gas.TAIL_K - gas.ABSOLUTE, gas_mean)
