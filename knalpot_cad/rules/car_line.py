"""Front pipe and centre resonator of a car (facts/rules.md 15, 32, 33, 39, 40, 53 and section 13); mm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import ROUND
from knalpot_cad.rules.car import SHEET_MM, WALL_MM, car, circle, joint_mm, pipe_od, under_floor
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import inner, to_step
from knalpot_cad.rules.vehicle import Vehicle, within

RESONATOR_RATIO, RESONATOR_MM = 2.0, (300.0, 400.0)     # section 13 (M): 1.5 to 2.5 x; 300 to 400 mm
WOOL_MM, SHORTEST_MM = 15.0, 150.0                      # rule 33 (M); shorter it is no resonator of 500 Hz (M)
SLENDER = 3.4                                           # body length over diameter (M), as 100 x 340
CORE_K, OPEN = 0.5, 0.28                                # rule 9 (S); rule 32 (M): 25 to 30 %
FLEX_MM, FLEX_KG_M = (100.0, 150.0), 4.0                # section 13 (M): 100 to 150 mm; mass M, to be weighed
CATALYST = (0.5, 0.85)                                  # rule 53 (R): x displacement
STRAIGHTS_MM = (60.0, 150.0, 120.0, 250.0)              # a draft route (M)
FRONT_C, RESONATOR_C = 850 - 273.15, 750 - 273.15


@dataclass(frozen=True)
class FrontPipe(Sizing):
    """From the manifold or header to the next joint."""

    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    firing_hz: Annotated[float, Rule("1", "D")]
    pipe_od_mm: Annotated[float, Rule("15, §13", "M")]
    pipe_bore_mm: Annotated[float, Rule("15, §13", "M")]
    mach: Annotated[float, Rule("7", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    clr_mm: Annotated[float, Rule("21", "M")]
    straight_1_mm: float
    straight_2_mm: float
    straight_3_mm: float
    straight_4_mm: float
    flex_mm: Annotated[float, Rule("§13", "M")]
    flex_od_mm: Annotated[float, Rule("§13", "M")]
    flex_kg: float
    catalyst_low_l: Annotated[float, Rule("53", "R")]
    catalyst_high_l: Annotated[float, Rule("53", "R")]
    joint_mm: float
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


def front_pipe(vehicle: Vehicle) -> FrontPipe:
    """Smallest stock tube at Mach 0.25 and 850 K. Raises Faults."""
    engine = car(vehicle)
    od = pipe_od(engine.flow_g_s, gas.COLLECTOR_K)
    bore = inner(od, WALL_MM)
    flex = FLEX_MM[od >= 45]
    low, high = (c * engine.cc * 1e-3 for c in CATALYST)
    return FrontPipe(engine.flow_g_s, gas.firing_hz(engine.cylinders, engine.rated_rpm), od, bore,
                     gas.mach(engine.flow_g_s, bore, gas.COLLECTOR_K), WALL_MM, math.ceil(1.5 * od), *STRAIGHTS_MM,
                     flex, to_step(od + 16, 1), FLEX_KG_M * flex * 1e-3, low, high, joint_mm(od), RESONATOR_C, FRONT_C)


@dataclass(frozen=True)
class Resonator(Sizing):
    """A packed straight core in mid-run."""

    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    firing_hz: Annotated[float, Rule("1", "D")]
    pipe_od_mm: Annotated[float, Rule("7, 8", "M")]
    pipe_bore_mm: Annotated[float, Rule("7, 8", "M")]
    mach: Annotated[float, Rule("7", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    sheet_mm: Annotated[float, Rule("54", "M")]
    body_od_mm: Annotated[float, Rule("40", "M")]
    body_length_mm: Annotated[float, Rule("40", "M")]
    cone_mm: float
    volume_l: Annotated[float, Rule("39, §13", "M")]
    volume_ratio: Annotated[float, Rule("39, §13", "M")]
    width_ratio: Annotated[float, Rule("40", "M")]
    packing_mm: Annotated[float, Rule("33", "M")]
    open_area: Annotated[float, Rule("32, 40", "M")]
    back_kpa: Annotated[float, Rule("9", "S")]
    joint_mm: float
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


def resonator(vehicle: Vehicle) -> Resonator:
    """Volume twice the displacement, at least twice the pipe wide; in the room that was measured. Raises Faults."""
    engine = car(vehicle)
    od = pipe_od(engine.flow_g_s)
    bore = inner(od, WALL_MM)
    volume = RESONATOR_RATIO * engine.cc * 1000
    least = od + 2 * (WOOL_MM + SHEET_MM)
    body = under_floor(vehicle, max(to_step((4 * volume / (math.pi * SLENDER)) ** (1 / 3) + 2 * SHEET_MM, 5),
                                    math.ceil(2 * od / 5) * 5.0), least)
    section, cone = ROUND.inside_mm2(body, SHEET_MM), to_step(0.45 * (body - od) + 20, 5)
    cones = 2 * cone / 3 * (section + circle(od) + math.sqrt(section * circle(od)))
    length = min(max(to_step((volume - cones) / section, 5), RESONATOR_MM[0]), RESONATOR_MM[1])
    length = within(vehicle, "free_length_mm", length, SHORTEST_MM, 2 * cone)
    has = (section * length + cones) * 1e-6
    return Resonator(engine.flow_g_s, gas.firing_hz(engine.cylinders, engine.rated_rpm), od, bore,
                     gas.mach(engine.flow_g_s, bore), WALL_MM, SHEET_MM, body, length, cone, has,
                     has * 1000 / engine.cc, body / bore, (body - od) / 2 - SHEET_MM, OPEN,
                     gas.steady_kpa(engine.flow_g_s, ((CORE_K, circle(bore)),)), joint_mm(od), RESONATOR_C - 50,
                     RESONATOR_C)
