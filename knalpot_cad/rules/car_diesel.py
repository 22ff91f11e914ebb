"""Silencer of a diesel pick-up or van: round, one large chamber and a resonator round the outlet, no wool; mm.

Chambers in series, joined by short tubes, let pass just what a diesel fires at (85 to 200 Hz): so one large chamber,
and a small one beside the way of the gas (facts/rules.md 9, 25, 41, 42 and 13).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import ROUND
from knalpot_cad.rules.car import WALL_MM, car, circle, flat_half_mm, joint_mm, pipe_od, under_floor
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import inner, to_step
from knalpot_cad.rules.vehicle import Vehicle, within

OWN_BREATH, TURBO = 6.5, 4.5            # rule 42 (M): 5 to 8 x, turbo 3 to 5 x
SHEET_MM, SLENDER = 1.5, 3.0            # section 13 (M); slenderness M
SHORTEST_MM = 250.0                     # in which the resonator still holds its holes (D)
MAIN = 0.8                              # the large chamber's share of the length (M)
LOSS_K = 1.5                            # rule 9: into a chamber 1, out of it 0.5 (D, M)
LIMIT_KPA = 20.0                        # rule 10 (S)
TAIL_MM = 400.0                         # rule 27 (R): below 500
SILENCER_C, PIPE_C = 650 - 273.15, 750 - 273.15


@dataclass(frozen=True)
class PickUp(Sizing):
    """A large chamber and a resonator. spacing_mm: each tube's axis from the middle."""

    mean_bar: Annotated[float, Rule("42", "D")]
    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    firing_hz: Annotated[float, Rule("1", "D")]
    pipe_od_mm: Annotated[float, Rule("7, 8", "M")]
    pipe_bore_mm: Annotated[float, Rule("7, 8", "M")]
    mach: Annotated[float, Rule("7", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    sheet_mm: Annotated[float, Rule("54, §13", "M")]
    volume_wanted: Annotated[float, Rule("42", "M")]
    body_od_mm: Annotated[float, Rule("42", "M")]
    body_length_mm: Annotated[float, Rule("42", "M")]
    volume_l: Annotated[float, Rule("42", "M")]
    volume_ratio: Annotated[float, Rule("42", "M")]
    expansion: Annotated[float, Rule("24", "M")]
    plate_mm: Annotated[float, Rule("41, §13", "M")]
    spacing_mm: float
    tail_mm: Annotated[float, Rule("27", "R")]
    low_hz: Annotated[float, Rule("26", "D")]
    back_kpa: Annotated[float, Rule("9", "M")]
    joint_mm: float
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


def pick_up(vehicle: Vehicle) -> PickUp:
    """Volume by whether a turbine stands before it, which the mean pressure at peak torque shows. Raises Faults."""
    engine = car(vehicle)
    od = pipe_od(engine.flow_g_s, limit_kpa=LIMIT_KPA, loss=LOSS_K)
    d = inner(od, WALL_MM)
    ratio = TURBO if engine.turbo else OWN_BREATH
    volume = ratio * engine.cc * 1000
    body = to_step((4 * volume / (math.pi * SLENDER)) ** (1 / 3) + 2 * SHEET_MM, 5)
    # two tubes side by side, their holes clear of each other and of the plate's bend
    least = math.ceil((2 * od + 12 + 2 * (body / 2 - flat_half_mm(body, SHEET_MM))) / 5) * 5.0
    body = under_floor(vehicle, max(body, least), least)
    section = ROUND.inside_mm2(body, SHEET_MM)
    length = within(vehicle, "free_length_mm", to_step(volume / section + 3 * SHEET_MM, 5), SHORTEST_MM)
    has = section * (length - 3 * SHEET_MM) * 1e-6
    plate = to_step(MAIN * length, 1)
    return PickUp(
        engine.mean_bar, engine.flow_g_s, gas.firing_hz(engine.cylinders, engine.rated_rpm), od, d,
        gas.mach(engine.flow_g_s, d), WALL_MM, SHEET_MM, ratio, body, length, has, has * 1000 / engine.cc,
        section / circle(d), plate, to_step(flat_half_mm(body, SHEET_MM) / 2, 0.5), TAIL_MM,
        gas.low_limit_hz(length - 0.75 * plate + TAIL_MM, d, has),
        gas.steady_kpa(engine.flow_g_s, ((LOSS_K, circle(d)),)), joint_mm(od), SILENCER_C, PIPE_C)
