"""Chambered silencers of motorcycles: standard three- and two-chamber, standard-racing, underbelly (section 13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import ROUND, SHEET_MM, Form, cone_mm3, stadium
from knalpot_cad.rules.motorcycle import MACH_FREE, MACH_STANDARD, MotorcycleLine, bend_radius, line_of
from knalpot_cad.rules.sizing import Rule
from knalpot_cad.rules.tubes import inner, nearest, to_step
from knalpot_cad.rules.vehicle import Vehicle, numbers, room

GAP_MM = 3.0            # between tubes, and to the flat of a plate less half a millimetre
RIM_MM = 1.0            # bend radius of a plate
TAIL_LEAST_MM = 30.0
SHORTEST = 1.9          # length of a body over its height in which its rooms still hold their tubes (D)
WOOL_MM = 20.0          # rule 33 (M): 15 or more around a core
CONE = 0.45             # length of a front cone over the body (M)
UNDERBELLY = stadium(2.0, 3.5)          # section 13 has 180 x 90 x 260; a little longer keeps rule 24 for small pipes


@dataclass(frozen=True)
class Chambered(MotorcycleLine):
    """A body, its rooms, and the tubes that join them; *_ratio are gas areas against the inlet pipe's."""

    sheet_mm: Annotated[float, Rule("54", "M")]
    body_height_mm: Annotated[float, Rule("§13", "M")]
    body_width_mm: Annotated[float, Rule("§13", "M")]
    body_length_mm: Annotated[float, Rule("22", "M")]
    cone_mm: float
    volume_l: Annotated[float, Rule("22", "M")]
    volume_ratio: Annotated[float, Rule("22", "M")]
    expansion: Annotated[float, Rule("24", "D")]
    room_1: Annotated[float, Rule("§13", "M")]
    room_2: Annotated[float, Rule("§13", "M")]
    transfer_od_mm: Annotated[float, Rule("36", "M")]
    transfer_ratio: Annotated[float, Rule("36", "M")]
    outlet_od_mm: Annotated[float, Rule("36", "M")]
    outlet_bore_mm: Annotated[float, Rule("36", "M")]
    outlet_ratio: Annotated[float, Rule("36", "M")]
    ring_mm: float
    tail_mm: Annotated[float, Rule("§13", "M")]
    tail_clr_mm: Annotated[float, Rule("21", "M")]
    tail_total_mm: Annotated[float, Rule("§13, 27", "M")]
    low_hz: Annotated[float, Rule("26", "D")]
    steady_kpa: Annotated[float, Rule("9", "M")]


@dataclass(frozen=True)
class Kind:
    """What makes one kind of silencer; volume over displacement, tail with the outlet tube [mm], rooms in z order."""

    form: Form
    volume: float
    tail_mm: float
    rooms: tuple[float, ...]
    outlet: float                       # bore over the inlet's
    transfer: float = 0.75              # one tube of a group
    transfers: int = 2
    cone: float = CONE
    mach: tuple[tuple[int, float], ...] = tuple(MACH_STANDARD.items())


THREE = Kind(ROUND, 17.5, 160.0, (0.27, 0.33, 0.40), 0.85)
# section 13 has 58 : 42 (M). Rooms nearly alike pass all sound at their common resonance, 78 : 22 a part of it: the
# trough near 290 Hz of a 2.2 L one is 5 dB, not 0 (this program's own TL; docs/designs.md)
TWO = Kind(ROUND, 14.0, 135.0, (0.78, 0.22), 0.87)
RACING = Kind(Form(1.0, ROUND.area, ROUND.perimeter, 2.8), 14.0, 100.0, (0.70, 0.30), 0.90, 1.0, 1, CONE,
              tuple(MACH_FREE.items()))
BELLY = Kind(UNDERBELLY, 15.0, 150.0, (0.25, 0.30, 0.45), 0.85, 1.0, 1, 0.0)


def on_ring(od: float, pipe: float, widest: float) -> tuple[float, float]:
    """Least and most radius [mm] of tubes around the inlet's, between it and the flat of a plate."""
    free = od / 2 - SHEET_MM - 0.15 - SHEET_MM - RIM_MM
    return (pipe + widest) / 2 + GAP_MM, free - widest / 2 - GAP_MM + 0.5


def around(od: float, pipe: float, widest: float) -> tuple[float, float]:
    """Outside diameter of a round body [mm], widened till three tubes stand around the inlet's; and their ring."""
    while True:
        least, most = on_ring(od, pipe, widest)
        if most >= least and math.sqrt(3) * most >= widest + GAP_MM:
            return od, to_step((least + most) / 2, 0.5)
        od += 5


def abreast(height: float, form: Form, pipe: float, outlet: float) -> tuple[float, float]:
    """Outside height of a wide body [mm], raised until inlet, transfer and outlet stand abreast; their distance."""
    while True:
        free = form.wide * height / 2 - 2 * SHEET_MM - RIM_MM - 0.15
        least, most = pipe + GAP_MM, free - max(pipe, outlet) / 2 - GAP_MM + 0.5
        if most >= least and height / 2 - 2 * SHEET_MM - RIM_MM >= pipe / 2 + GAP_MM:
            return height, to_step((least + most) / 2, 0.5)
        height += 5


def chambered(vehicle: Vehicle, kind: Kind) -> Chambered:
    """All sizes of a chambered exhaust. Raises Faults where the vehicle lacks a number."""
    line = line_of(vehicle, dict(kind.mach))
    cc = numbers(vehicle, ("displacement_cc",))["displacement_cc"]
    od, d = line.pipe_od_mm, line.pipe_bore_mm
    transfer = od if kind.transfers == 1 else nearest(kind.transfer * d, d * math.sqrt(0.5), d * math.sqrt(0.6))
    outlet = nearest(kind.outlet * d, 0.78 * d, (kind.outlet + 0.04) * d)
    volume = kind.volume * cc * 1000
    height, ring = body(vehicle, kind, volume, (od, transfer, outlet))
    area = kind.form.inside_mm2(height)
    cone = to_step(kind.cone * height, 5)
    nose = cone_mm3(area, math.pi / 4 * od**2, cone)
    long = shell_length(vehicle, (volume - nose) / area, cone, SHORTEST * height)
    volume = area * long + nose
    bore = inner(outlet)
    inside = outlet_inside(kind, long, outlet)
    tail = max(TAIL_LEAST_MM, to_step(kind.tail_mm - inside, 5))
    groups = [(1.5, math.pi / 4 * d**2), (1.5, kind.transfers * math.pi / 4 * inner(transfer) ** 2),
              (1.5, math.pi / 4 * bore**2)]
    return Chambered(
        **vars(line), sheet_mm=SHEET_MM, body_height_mm=height, body_width_mm=to_step(kind.form.wide * height, 1),
        body_length_mm=long, cone_mm=cone, volume_l=volume * 1e-6, volume_ratio=volume / 1000 / cc,
        expansion=area / (math.pi / 4 * d**2), room_1=kind.rooms[0], room_2=kind.rooms[1], transfer_od_mm=transfer,
        transfer_ratio=kind.transfers * (inner(transfer) / d) ** 2, outlet_od_mm=outlet, outlet_bore_mm=round(bore, 2),
        outlet_ratio=(bore / d) ** 2, ring_mm=ring, tail_mm=tail, tail_clr_mm=bend_radius(outlet),
        tail_total_mm=inside + tail,
        low_hz=gas.low_limit_hz(inside + tail, bore, volume * 1e-6),
        steady_kpa=gas.steady_kpa(line.flow_g_s, tuple(groups)))


def body(vehicle: Vehicle, kind: Kind, volume_mm3: float, tubes: tuple[float, float, float]) -> tuple[float, float]:
    """Outside height and the distance of the tubes from the middle [mm]; not wider than what fits, where known."""
    pipe, transfer, outlet = tubes
    height, most = kind.form.height(volume_mm3), vehicle.number("free_diameter_mm")
    if most is not None:
        height = min(height, 5 * math.floor(most / kind.form.wide / 5))
    if kind is RACING:
        height = max(height, 5 * math.ceil((pipe + 2 * (WOOL_MM + SHEET_MM)) / 5))
        ring = to_step(on_ring(height, pipe, outlet)[1], 0.5)
    elif kind.form is ROUND:
        height, ring = around(height, pipe, max(transfer, outlet))
    else:
        height, ring = abreast(height, kind.form, pipe, outlet)
    room(vehicle, "free_diameter_mm", kind.form.wide * height)
    return height, ring


def shell_length(vehicle: Vehicle, wanted_mm: float, cones_mm: float, least_mm: float) -> float:
    """Length of the shell to 5 mm; not longer than what fits with its cones, where that is known.

    Raises Faults where not even the shortest fits: its rooms would be too short for their tubes.
    """
    room(vehicle, "free_length_mm", cones_mm + least_mm)
    free = vehicle.number("free_length_mm")
    return to_step(wanted_mm, 5) if free is None else min(to_step(wanted_mm, 5), 5 * math.floor((free - cones_mm) / 5))


def outlet_inside(kind: Kind, long: float, outlet: float) -> float:
    """How much of the outlet's tube lies inside the body [mm], as the designs place it."""
    if len(kind.rooms) == 3:            # from L/4 of chamber 2 through chamber 3
        return long * (kind.rooms[2] + kind.rooms[1] / 4) - 0.3 * outlet
    return long * kind.rooms[1] / 2 - 0.3 * outlet


def three_chamber(vehicle: Vehicle) -> Chambered:
    """Standard three-chamber: gas through chamber 3, back to 2, out; chamber 1 is wool around the inlet."""
    return chambered(vehicle, THREE)


def two_chamber(vehicle: Vehicle) -> Chambered:
    """Standard two-chamber: two tubes through one plate."""
    return chambered(vehicle, TWO)


def standard_racing(vehicle: Vehicle) -> Chambered:
    """Standard-racing: a packed core, then one chamber."""
    return chambered(vehicle, RACING)


def underbelly(vehicle: Vehicle) -> Chambered:
    """Underbelly: the three-chamber's way of the gas in a flat body, out at the rear and down."""
    return chambered(vehicle, BELLY)
