"""From a motorcycle's engine to its pipes: header, collector of a twin or a four, and the silencer's inlet.

Four-stroke petrol engines with one, two or four cylinders side by side. Lengths in mm, power in kW. The route is a
draft: nobody published any motorcycle's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.rules import gas
from knalpot_cad.rules.header import bell_length, collector_bore, duration_deg, gas_speed_bore
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import STOCK_OD_MM, WALL_MM, at_least, at_most, inner, to_step
from knalpot_cad.rules.vehicle import Vehicle, numbers

ENGINE = ("bore_mm", "stroke_mm", "cylinders", "stroke_cycle", "displacement_cc", "max_power_kw", "max_power_rpm",
          "max_torque_rpm")
GAS_SPEED_M_S = 76.0                    # rule 11 (R): 73 to 79 m/s
# mean Mach number at the silencer's inlet by cylinders (rules 8 and 12, M): a standard exhaust, and a free-flowing one
MACH_STANDARD = {1: 0.10, 2: 0.16, 4: 0.22}
MACH_FREE = {1: 0.085, 2: 0.13, 4: 0.18}
OPENING_DEG = 60.0                      # rule 16 (M): EVO 50 to 75 before bottom dead centre
RUN_MM = (500.0, 750.0)                 # rule 21 (M): what a scooter has room for
RUN_MANY_MM = (400.0, 600.0)            # rule 19: 2-1 at Bell's length (338 to 442), 4-1 450 or more
FLANGE_MM = 8.0                         # rule 54 (M)
BENDS_DEG = ((0.0, 75.0), (90.0, 40.0), (-45.0, 30.0))            # rotation and angle of a single's draft route
SHARES = (60.0, 110.0, 55.0, 80.0)                                # and how its straights divide what is left
HALF_DEG = {2: 6.0, 4: 10.0}            # rule 21 (S): 12 deg included; four pipes side by side need more (M)
LEAD_MM, SWAY_MM = 75.0, 45.0          # straight out of a port; what a four's pipes are longer by than the shortest way
FILLING = {1: 0.88, 2: 0.95, 4: 0.95}   # rule 2 (M)


@dataclass(frozen=True)
class MotorcycleLine(Sizing):
    """From the port to the silencer. A single's header is its inlet pipe; the collector's figures are 0 then."""

    cylinders: int
    firing_hz: Annotated[float, Rule("1", "D")]
    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    rule_bore_mm: Annotated[float, Rule("11, 13", "R")]
    pipe_od_mm: Annotated[float, Rule("8, 14", "M")]
    pipe_bore_mm: Annotated[float, Rule("8, 14", "M")]
    mach: Annotated[float, Rule("7", "D")]
    mach_flowing: Annotated[float, Rule("8", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    clr_mm: Annotated[float, Rule("21", "M")]
    bell_mm: Annotated[float, Rule("16", "S")]
    header_mm: Annotated[float, Rule("21", "M")]
    straight_1_mm: float
    straight_2_mm: float
    straight_3_mm: float
    straight_4_mm: float
    header_od_mm: Annotated[float, Rule("11", "R")]
    header_bore_mm: Annotated[float, Rule("11", "R")]
    header_clr_mm: Annotated[float, Rule("21", "M")]
    merge_bore_mm: Annotated[float, Rule("14", "R")]
    merge_deg: Annotated[float, Rule("21", "S")]
    merge_mm: Annotated[float, Rule("21", "S")]
    merge_od_mm: float
    reducer_mm: Annotated[float, Rule("21", "S")]
    drop_mm: float
    primary_mm: float
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


def engine(vehicle: Vehicle) -> dict[str, float]:
    """The numbers the rules need. Raises Faults for what is missing, and for an engine they do not cover."""
    e = numbers(vehicle, ENGINE)
    if e["stroke_cycle"] != 4 or e["cylinders"] not in MACH_STANDARD:
        raise Faults(Fault("sizing-engine", None, {"fitment": vehicle.id, "cylinders": e["cylinders"],
                                                   "cycle": e["stroke_cycle"]}))
    return e


def pipe_od(least_bore_mm: float, flow_g_s: float, mach_most: float) -> float:
    """Smallest stock tube that is wide enough and whose mean Mach number stays below the limit [mm]."""
    fits = [od for od in STOCK_OD_MM if inner(od) >= least_bore_mm - 1e-9
            and gas.mach(flow_g_s, inner(od)) <= mach_most]
    return fits[0] if fits else STOCK_OD_MM[-1]


def bend_radius(od_mm: float) -> float:
    """Rule 21 (M): 1.5 x the outside diameter [mm]."""
    return float(math.ceil(1.5 * od_mm - 1e-9))


def line_of(vehicle: Vehicle, mach_most: dict[int, float]) -> MotorcycleLine:
    """All pipes of a motorcycle; mach_most by cylinders. Raises Faults."""
    e = engine(vehicle)
    n = int(e["cylinders"])
    flow = max(gas.flow_power(e["max_power_kw"]),
               gas.flow_displacement(e["displacement_cc"], e["max_power_rpm"], FILLING[n]))
    port = vehicle.number("port_bore_mm")
    rule = gas_speed_bore(e["bore_mm"], e["stroke_mm"], e["max_torque_rpm"], GAS_SPEED_M_S).value
    primary = rule if port is None else port        # rule 13: the header follows the port
    merged = primary if n == 1 else collector_bore(primary, n).value
    od = pipe_od(merged, flow, mach_most[n])
    bell = bell_length(duration_deg(OPENING_DEG), e["max_torque_rpm"]).value
    low, high = RUN_MM if n == 1 else RUN_MANY_MM
    wanted = min(max(bell, low), high)
    ma = gas.mach(flow, inner(od))
    common: dict[str, Any] = {
        "cylinders": n, "firing_hz": gas.firing_hz(n, e["max_power_rpm"]), "flow_g_s": flow, "rule_bore_mm": rule,
        "pipe_od_mm": od, "pipe_bore_mm": round(inner(od), 2), "mach": ma, "mach_flowing": ma * gas.blowing(n),
        "wall_mm": WALL_MM, "clr_mm": bend_radius(od), "bell_mm": bell, "merge_bore_mm": merged,
        "silencer_c": round(gas.INSIDE_K - gas.ABSOLUTE),
        "pipe_c": round((gas.HEADER_K + gas.INLET_K) / 2 - gas.ABSOLUTE)}
    own = one(od, wanted) if n == 1 else many(n, primary, od, wanted)
    return MotorcycleLine(**common, **own)


def one(od: float, wanted_mm: float) -> dict[str, Any]:
    """A single's header: the route's straights, to 5 mm, so that it is as long as wanted."""
    clr = bend_radius(od)
    arcs = clr * math.radians(sum(a for _, a in BENDS_DEG))
    straights = [max(40.0, to_step((wanted_mm - arcs) * s / sum(SHARES), 5)) for s in SHARES]
    return {"header_mm": arcs + sum(straights), **{f"straight_{i}_mm": s for i, s in enumerate(straights, 1)},
            "header_od_mm": od, "header_bore_mm": round(inner(od), 2), "header_clr_mm": clr, "merge_deg": 0.0,
            "merge_mm": 0.0, "merge_od_mm": od, "reducer_mm": 0.0, "drop_mm": 0.0, "primary_mm": 0.0}


def many(n: int, primary_mm: float, od: float, wanted_mm: float) -> dict[str, Any]:
    """Primaries of a twin or a four into a collector below; the merge as long as its pipes need to stand side by side.

    A pipe goes straight out for LEAD_MM, down, and straight into the collector: the drop makes its length.
    """
    first = at_least(primary_mm)
    clr = bend_radius(first)
    half = HALF_DEG[n]
    merge = float(math.ceil(first / (2 * math.sin(math.radians(half)) * math.sin(math.pi / n)))) + 4
    outlet = at_most(inner(first) / math.sin(math.pi / n) + 2 * WALL_MM)      # the widest that they close
    saved = clr * (2 - math.pi / 2)
    drop = to_step(wanted_mm - FLANGE_MM - LEAD_MM + saved, 5)
    cone = max(20.0, to_step(abs(od - outlet) / 2 / math.tan(math.radians(6.0)), 5))
    return {"header_mm": FLANGE_MM + LEAD_MM - saved + drop, **{f"straight_{i}_mm": 0.0 for i in (1, 2, 3, 4)},
            "header_od_mm": first, "header_bore_mm": round(inner(first), 2), "header_clr_mm": clr, "merge_deg": half,
            "merge_mm": merge, "merge_od_mm": outlet, "reducer_mm": cone, "drop_mm": drop,
            "primary_mm": to_step(wanted_mm - FLANGE_MM - merge + SWAY_MM, 5)}
