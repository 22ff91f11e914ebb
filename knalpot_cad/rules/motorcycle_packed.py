"""Free-flow silencers of motorcycles: one straight perforated core in wool, in a body of any form (section 13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import (
    ROUND,
    SHEET_MM,
    TRI_CENTRE,
    TRI_CORNER,
    TRI_OVAL,
    TRI_SIDE,
    Form,
    cone_mm3,
    ellipse,
    hexagon,
)
from knalpot_cad.rules.motorcycle import MACH_FREE, MotorcycleLine, line_of
from knalpot_cad.rules.motorcycle_chambers import WOOL_MM, shell_length
from knalpot_cad.rules.sizing import Rule
from knalpot_cad.rules.tubes import to_step
from knalpot_cad.rules.vehicle import Vehicle, numbers, room

KILLER_MACH = 0.5           # rule 34 (M): while flowing, at 600 K
TAIL_MM = 60.0              # a free end of the core outside the body (M)
HALF_DEG = 15.0             # section 13 (M): half angle of a long cone
CORNER = 8.0 / 90.0         # of a hexagon, over its height (M)


@dataclass(frozen=True)
class Packed(MotorcycleLine):
    """A body around one core."""

    sheet_mm: Annotated[float, Rule("54", "M")]
    body_height_mm: Annotated[float, Rule("§13", "M")]
    body_width_mm: Annotated[float, Rule("§13", "M")]
    body_length_mm: Annotated[float, Rule("22", "M")]
    cone_mm: Annotated[float, Rule("§13", "M")]
    corner_mm: Annotated[float, Rule("§13", "M")]
    side_mm: float
    core_y_mm: Annotated[float, Rule("§13", "M")]
    volume_l: Annotated[float, Rule("22", "M")]
    volume_ratio: Annotated[float, Rule("22", "M")]
    core_od_mm: Annotated[float, Rule("31", "M")]
    wool_mm: Annotated[float, Rule("33", "M")]
    wool_g: Annotated[float, Rule("33", "R")]
    killer_bore_mm: Annotated[float, Rule("34", "M")]
    tail_mm: float
    steady_kpa: Annotated[float, Rule("9", "S")]


@dataclass(frozen=True)
class Can:
    """What makes one kind: form, volume over displacement, cones (over the height; 0 flat; None by HALF_DEG)."""

    form: Form
    volume: float
    front: float | None
    back: float | None
    corner: float = 0.0
    side: float = 0.0
    centre: float = 0.0


ROUND_CAN = Can(Form(1.0, ROUND.area, ROUND.perimeter, 3.0), 13.0, 0.45, 0.0)
OVAL_CAN = Can(ellipse(115 / 85, 280 / 85), 13.0, 0.0, 0.0)
TRI_CAN = Can(TRI_OVAL, 11.0, 0.0, 0.0, TRI_CORNER, TRI_SIDE, TRI_CENTRE)
HEXAGON_CAN = Can(hexagon(CORNER, 280 / 90), 12.0, None, None, CORNER)


def cone_length(share: float | None, height: float, od: float) -> float:
    """Length of an end cone [mm]: a share of the body, or as long as its half angle asks."""
    if share is None:
        return 5.0 * math.ceil((height / 2 - od / 2) / math.tan(math.radians(HALF_DEG)) / 5)
    return to_step(share * height, 5)


def packed(vehicle: Vehicle, can: Can) -> Packed:
    """All sizes of a free-flow exhaust. Raises Faults where the vehicle lacks a number."""
    line = line_of(vehicle, MACH_FREE)
    cc = numbers(vehicle, ("displacement_cc",))["displacement_cc"]
    od = line.pipe_od_mm
    volume, form = can.volume * cc * 1000, can.form
    # the wool is thinnest between the core and the nearest wall
    least = 5 * math.ceil((od + 2 * (WOOL_MM + SHEET_MM)) / (1 + 2 * min(0.0, can.centre)) / 5)
    height = max(float(least), fitted(vehicle, form.height(volume * (0.8 if can.back is None else 1.0)), form))
    room(vehicle, "free_diameter_mm", form.wide * height)
    area, core = form.inside_mm2(height), math.pi / 4 * od**2
    cones = [cone_length(share, height, od) for share in (can.front, can.back)]
    ends = sum(cone_mm3(area, core, c) for c in cones)
    long = shell_length(vehicle, max((volume - ends) / area, 1.2 * height), sum(cones), height)
    volume = area * long + ends
    centre = to_step(can.centre * height, 0.5)
    wool = height / 2 - SHEET_MM - od / 2 - abs(centre)
    return Packed(
        **vars(line), sheet_mm=SHEET_MM, body_height_mm=height, body_width_mm=to_step(form.wide * height, 0.5),
        body_length_mm=long, cone_mm=cones[0], corner_mm=to_step(can.corner * height, 0.5),
        side_mm=to_step(can.side * height, 1), core_y_mm=centre, volume_l=volume * 1e-6,
        volume_ratio=volume / 1000 / cc, core_od_mm=od, wool_mm=wool, wool_g=(area - core) * long * 1e-6 * 100,
        killer_bore_mm=killer(line), tail_mm=TAIL_MM,
        steady_kpa=gas.steady_kpa(line.flow_g_s, ((0.5, math.pi / 4 * line.pipe_bore_mm**2),)))


def fitted(vehicle: Vehicle, height: float, form: Form) -> float:
    """Not wider than what fits, where that is known [mm]."""
    most = vehicle.number("free_diameter_mm")
    return height if most is None else min(height, 5 * math.floor(most / form.wide / 5))


def killer(line: MotorcycleLine) -> float:
    """Rule 34: bore [mm] of a DB killer at whose Mach number while flowing the loss is still bearable."""
    at_one = gas.mach(line.flow_g_s, 1.0, gas.TAIL_K) * gas.blowing(line.cylinders)
    return math.sqrt(at_one / KILLER_MACH)


def free_flow_round(vehicle: Vehicle) -> Packed:
    """Free-flow in a round can."""
    return packed(vehicle, ROUND_CAN)


def free_flow_oval(vehicle: Vehicle) -> Packed:
    """Free-flow in an elliptic can."""
    return packed(vehicle, OVAL_CAN)


def free_flow_tri_oval(vehicle: Vehicle) -> Packed:
    """Free-flow in a tri-oval can, the core at its centroid."""
    return packed(vehicle, TRI_CAN)


def hexagonal(vehicle: Vehicle) -> Packed:
    """Free-flow in a hexagonal can with a long cone at each end."""
    return packed(vehicle, HEXAGON_CAN)
