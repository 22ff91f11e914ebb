"""Headers as designs of their own: 1-1 and 2-1 of motorcycles, 4-1 and 4-2-1 (facts/rules.md 11 to 21 and section 13).

Lengths in mm. What a rule wants and what the draft has stand beside each other; routes are drafts (M): nobody published
any vehicle's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import car, gas
from knalpot_cad.rules import motorcycle as bike
from knalpot_cad.rules.header import FIRST_OF_TWO_MM, bell_length, collector_bore, duration_deg, gas_speed_bore
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import WALL_MM, at_least, inner, to_step
from knalpot_cad.rules.vehicle import Vehicle, numbers

STEP_HALF_DEG = 6.0                     # rule 21 (S): cones of 7 to 12 degrees included


@dataclass(frozen=True)
class SingleHeader(Sizing):
    """One pipe, then one step up to the silencer's pipe."""

    rule_bore_mm: Annotated[float, Rule("11, 13", "R")]
    header_od_mm: Annotated[float, Rule("11", "R")]
    header_bore_mm: Annotated[float, Rule("11", "R")]
    mach: Annotated[float, Rule("7, §13", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    clr_mm: Annotated[float, Rule("21", "M")]
    bell_mm: Annotated[float, Rule("16", "S")]
    header_mm: Annotated[float, Rule("21", "M")]
    straight_1_mm: float
    straight_2_mm: float
    straight_3_mm: float
    straight_4_mm: float
    pipe_od_mm: Annotated[float, Rule("8, 13", "M")]
    pipe_bore_mm: Annotated[float, Rule("8, 13", "M")]
    step_mm: Annotated[float, Rule("21", "S")]
    opening_deg: Annotated[float, Rule("16", "M")]
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


def single(vehicle: Vehicle) -> SingleHeader:
    """Bore by the gas speed or the measured port, length by Bell within the room of a motorcycle. Raises Faults."""
    line = bike.line_of(vehicle, bike.MACH_STANDARD)
    port = vehicle.number("port_bore_mm")
    wanted = line.rule_bore_mm if port is None else port
    od = at_least(wanted)
    # a wider one where the mean Mach number at 1000 K is above 0.13 (section 13, M)
    while gas.mach(line.flow_g_s, inner(od), gas.HEADER_K) > 0.13:
        od = at_least(inner(od) + 0.1)
    wide = max(line.pipe_od_mm, at_least(inner(od) + 0.1))
    run = bike.one(od, min(max(line.bell_mm, bike.RUN_MM[0]), bike.RUN_MM[1]))
    step = max(20.0, to_step((wide - od) / 2 / math.tan(math.radians(STEP_HALF_DEG)), 5))
    return SingleHeader(
        line.rule_bore_mm, od, inner(od), gas.mach(line.flow_g_s, inner(od), gas.HEADER_K), WALL_MM,
        bike.bend_radius(od), line.bell_mm, run["header_mm"], run["straight_1_mm"], run["straight_2_mm"],
        run["straight_3_mm"], run["straight_4_mm"], wide, inner(wide), step, bike.OPENING_DEG, line.silencer_c,
        line.pipe_c)


def many(vehicle: Vehicle) -> bike.MotorcycleLine:
    """A motorcycle's twin or four: the line of its full exhaust without the silencer. Raises Faults."""
    return bike.line_of(vehicle, bike.MACH_FREE)


# cars -----------------------------------------------------------------------------------------------------------------
FLANGE_MM, LEAD_MM, TAIL_MM = 10.0, 75.0, 80.0
RUN_MM = (450.0, 700.0)                 # rule 19 (R as coded): 4-1, 450 to what fits
HALF_DEG, OUTLET_MM = 10.0, 30.0        # four side by side need more than rule 21's 6 (M)
SPARE_MM, SPARE_TWO_MM = 70.0, 50.0     # what the outer pipes are longer by than their shortest way: room to sway (M)
OUTER_MM = 135.0                        # an outer port from the middle where ports are 90 mm apart (M)


@dataclass(frozen=True)
class CarHeader(Sizing):
    """Four primaries into one collector. drop_mm: from the ports' axis down to where the pipes' axes meet."""

    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    rule_bore_mm: Annotated[float, Rule("11", "R")]
    header_od_mm: Annotated[float, Rule("11", "R")]
    header_bore_mm: Annotated[float, Rule("11", "R")]
    wall_mm: Annotated[float, Rule("54", "M")]
    sheet_mm: Annotated[float, Rule("54", "M")]
    clr_mm: Annotated[float, Rule("21", "M")]
    bell_mm: Annotated[float, Rule("16", "S")]
    whole_mm: Annotated[float, Rule("19", "M")]
    primary_mm: Annotated[float, Rule("19", "M")]
    merge_deg: Annotated[float, Rule("21", "M")]
    merge_mm: float
    merge_od_mm: float
    out_bore_mm: Annotated[float, Rule("14", "R")]
    out_od_mm: Annotated[float, Rule("14", "R")]
    out_has_mm: Annotated[float, Rule("14", "R")]
    mach: Annotated[float, Rule("7, §13", "M")]
    reducer_mm: Annotated[float, Rule("21", "S")]
    drop_mm: float
    opening_deg: Annotated[float, Rule("16", "M")]
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


@dataclass(frozen=True)
class Primaries:
    """What both kinds of car header begin with."""

    flow_g_s: float
    rule_mm: float
    od_mm: float
    bell_mm: float

    @property
    def bore_mm(self) -> float:
        return inner(self.od_mm, car.WALL_MM)

    @property
    def clr_mm(self) -> float:
        return bike.bend_radius(self.od_mm)


def primaries(vehicle: Vehicle) -> Primaries:
    """Bore by the gas speed at peak torque, or the measured port. Raises Faults."""
    engine = car.car(vehicle)
    n = numbers(vehicle, ("bore_mm", "stroke_mm"))
    rule = gas_speed_bore(n["bore_mm"], n["stroke_mm"], engine.torque_rpm, bike.GAS_SPEED_M_S).value
    port = vehicle.number("port_bore_mm")
    bell = bell_length(duration_deg(bike.OPENING_DEG), engine.torque_rpm).value
    return Primaries(engine.flow_g_s, rule, at_least(rule if port is None else port, car.WALL_MM), bell)


def outlet_od(od_mm: float, pipes: int) -> float:
    """Widest stock tube that equal pipes close, both walls counted [mm]."""
    sine = math.sin(math.pi / pipes)
    most = min(od_mm / sine, inner(od_mm, car.WALL_MM) / sine + 2 * car.WALL_MM)
    return max(od for od in (od_mm, *car.PIPE_OD_MM) if od <= most + 1e-9)


def cone_mm(start_od_mm: float, end_od_mm: float) -> float:
    """Length of a cone of 12 degrees included, to 5 mm, 20 at least."""
    return max(20.0, to_step(abs(end_od_mm - start_od_mm) / 2 / math.tan(math.radians(STEP_HALF_DEG)), 5))


def wider(od_mm: float, bore_mm: float) -> float:
    """Stock tube nearest a bore that is wider than a given one [mm]."""
    return min((od for od in car.PIPE_OD_MM if od > od_mm), key=lambda od: abs(inner(od, car.WALL_MM) - bore_mm))


def merge_length(od_mm: float, half_deg: float, pipes: int) -> float:
    """Least length at which square ends stand side by side, and a little [mm]."""
    return float(math.ceil(od_mm / (2 * math.sin(math.radians(half_deg)) * math.sin(math.pi / pipes)))) + 4


def drop(primary_mm: float, merge_mm: float, spare_mm: float) -> float:
    """How far below the ports the axes meet, so that an outer pipe is that much longer than its shortest way [mm]."""
    slant = primary_mm - spare_mm - LEAD_MM - TAIL_MM
    return to_step(math.sqrt(max(slant**2 - OUTER_MM**2, 60.0**2)) + TAIL_MM + merge_mm, 5)


def four(vehicle: Vehicle) -> CarHeader:
    """4-1 of a car. Raises Faults."""
    p = primaries(vehicle)
    whole = min(max(p.bell_mm, RUN_MM[0]), RUN_MM[1])
    merge = merge_length(p.od_mm, HALF_DEG, 4)
    primary = to_step(whole - FLANGE_MM - merge, 5)
    narrow = outlet_od(p.od_mm, 4)
    wanted = collector_bore(p.bore_mm, 4).value
    out = wider(narrow, wanted)
    bore = inner(out, car.WALL_MM)
    return CarHeader(
        p.flow_g_s, p.rule_mm, p.od_mm, p.bore_mm, car.WALL_MM, car.WALL_MM, p.clr_mm, p.bell_mm, whole, primary,
        HALF_DEG, merge, narrow, wanted, out, bore, gas.mach(p.flow_g_s, bore, gas.COLLECTOR_K), cone_mm(narrow, out),
        drop(primary, merge, SPARE_MM), bike.OPENING_DEG, 750 - gas.ABSOLUTE, gas.HEADER_K - gas.ABSOLUTE)


# 4-2-1 ----------------------------------------------------------------------------------------------------------------
FIRST_HALF_DEG, SECOND_HALF_DEG = 8.0, 4.0     # rule 21 (S): slender merges
SECOND_OF = 0.93                               # section 13 (M): second 0.93 d sqrt 2
SECOND_RUN_MM = (300.0, 800.0)                 # rule 18: Lp - 381 (S), as far as a floor has room (M)
FIRST_LEAST_MM = 580.0                         # rule 18 (R): a maker's 20 to 30 in; 381 does not reach over four ports



@dataclass(frozen=True)
class TwoStepHeader(CarHeader):
    """Four primaries into two pipes into one. first_mm is 15 in by the rule; whole_mm what reaches over the ports."""

    first_mm: Annotated[float, Rule("18", "S")]
    second_bore_mm: Annotated[float, Rule("§13", "M")]
    second_od_mm: Annotated[float, Rule("§13", "M")]
    second_has_mm: Annotated[float, Rule("§13", "M")]
    second_rule_mm: Annotated[float, Rule("18", "S")]
    second_mm: Annotated[float, Rule("18", "S")]
    second_deg: Annotated[float, Rule("21", "S")]
    step_mm: Annotated[float, Rule("21", "S")]


def four_two(vehicle: Vehicle) -> TwoStepHeader:
    """4-2-1 of a car: pairs 1 and 4, 2 and 3. Raises Faults."""
    p = primaries(vehicle)
    merge = merge_length(p.od_mm, FIRST_HALF_DEG, 2)
    primary = to_step(FIRST_LEAST_MM - FLANGE_MM - merge, 5)
    second_bore = SECOND_OF * p.bore_mm * math.sqrt(2)
    second_od = wider(p.od_mm, second_bore)
    rule = p.bell_mm - FIRST_OF_TWO_MM
    second = to_step(min(max(rule, SECOND_RUN_MM[0]), SECOND_RUN_MM[1]), 5)
    wanted = collector_bore(p.bore_mm, 4).value
    out = wider(second_od, wanted)
    bore = inner(out, car.WALL_MM)
    return TwoStepHeader(
        p.flow_g_s, p.rule_mm, p.od_mm, p.bore_mm, car.WALL_MM, car.WALL_MM, p.clr_mm, p.bell_mm, FIRST_LEAST_MM,
        primary, FIRST_HALF_DEG, merge, second_od, wanted, out, bore, gas.mach(p.flow_g_s, bore, gas.COLLECTOR_K),
        cone_mm(second_od, out), drop(primary, merge + second, SPARE_TWO_MM), bike.OPENING_DEG, 750 - gas.ABSOLUTE,
        gas.HEADER_K - gas.ABSOLUTE, FIRST_OF_TWO_MM, second_bore, second_od, inner(second_od, car.WALL_MM), rule,
        second, SECOND_HALF_DEG, cone_mm(p.od_mm, second_od))
