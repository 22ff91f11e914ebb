"""Rear boxes of petrol cars: oval, two and three passes (facts/rules.md 9, 22 to 27, 39, 40 and section 13); mm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from knalpot_cad.rules import gas
from knalpot_cad.rules.bodies import stadium
from knalpot_cad.rules.car import SHEET_MM, WALL_MM, Car, car, circle, flat_half_mm, joint_mm, near_od, pipe_od
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.tubes import inner, to_step
from knalpot_cad.rules.vehicle import Vehicle, room, within

RATIO, LENGTH_MM = 7.0, 475.0           # section 13 (M): 6 to 8 x, 450 to 500 mm
LONGEST_MM, SHORTEST_MM = 500.0, 250.0  # section 13 (M); in which the end chambers still hold their tubes (D)
OVAL = stadium(220 / 140, 1.0)          # rule 39: 220 x 140
WIDEST = 2.0                            # width over height where a low floor asks for it (M), as an underbelly's
GAP_MM = 3.0                            # of metal between tubes, and to the flat of a plate
EDGES_MM = -2 * flat_half_mm(0.0)       # by how much a plate's flat is smaller than the shell
TWO_END, THREE_END = 0.35, 0.30         # an end chamber's share: section 13 (M) 35:30:35; a long perforated middle
FIT_MM = 0.15                           # by how much a tube's hole is wider, on the radius
TAIL_MM = 300.0                         # rule 27 (R): below 500
THREE_K, THREE_KPA, TWO_KPA = 3.0, 10.0, 8.0       # rule 9 (S, M) and section 13 (M)
OUT_OF_D, HOLES_OF_A, HOLES_LEAST = 0.95, 2.0, 1.5 # section 13 (M); rule 32 (M): 1.5 to 2 x the tube's area or more
SILENCER_C, PIPE_C = 650 - 273.15, 750 - 273.15


@dataclass(frozen=True)
class RearBox(Sizing):
    """A rear box. spacing_mm: a tube's axis from the middle; rear_mm, front_mm: lengths of the end chambers."""

    flow_g_s: Annotated[float, Rule("2, 3", "M")]
    firing_hz: Annotated[float, Rule("1", "D")]
    pipe_od_mm: Annotated[float, Rule("7, 8", "M")]
    pipe_bore_mm: Annotated[float, Rule("7, 8", "M")]
    mach: Annotated[float, Rule("7", "M")]
    outlet_od_mm: Annotated[float, Rule("§13", "M")]
    outlet_ratio: Annotated[float, Rule("§13", "M")]
    wall_mm: Annotated[float, Rule("54", "M")]
    sheet_mm: Annotated[float, Rule("41, 54", "M")]
    width_mm: Annotated[float, Rule("39", "D")]
    height_mm: Annotated[float, Rule("39", "D")]
    length_mm: Annotated[float, Rule("§13", "M")]
    volume_l: Annotated[float, Rule("22, §13", "M")]
    volume_ratio: Annotated[float, Rule("22, §13", "M")]
    expansion: Annotated[float, Rule("24", "M")]
    plate_1_mm: Annotated[float, Rule("§13", "M")]
    plate_2_mm: Annotated[float, Rule("§13", "M")]
    spacing_mm: float
    hole_mm: float
    pitch_mm: float
    holes_ratio: Annotated[float, Rule("32", "M")]
    tail_mm: Annotated[float, Rule("27", "R")]
    low_hz: Annotated[float, Rule("26", "D")]
    back_kpa: Annotated[float, Rule("9", "M")]
    joint_mm: float
    silencer_c: Annotated[float, Rule("4", "M")]
    pipe_c: Annotated[float, Rule("4", "M")]


@dataclass(frozen=True)
class Oval:
    """Outside width and height, and length [mm]."""

    width: float
    height: float
    length: float

    @property
    def inside_mm2(self) -> float:
        return stadium(self.width / self.height, 1.0).inside_mm2(self.height, SHEET_MM)


def body(cc: float) -> Oval:
    """The oval for the volume at its length, to 5 mm."""
    wanted, height = RATIO * cc * 1000 / LENGTH_MM, 60.0
    while OVAL.inside_mm2(height, SHEET_MM) < wanted:
        height += 5
    below = height - 5
    if wanted - OVAL.inside_mm2(below, SHEET_MM) < OVAL.inside_mm2(height, SHEET_MM) - wanted:
        height = below
    return Oval(to_step(OVAL.wide * height, 5), height, LENGTH_MM)


def fitted(vehicle: Vehicle, cc: float, least_width: float, od: float) -> Oval:
    """The body in the room that was measured: a low one is wider, a small one longer; least_width holds the tubes.

    Raises Faults where the tubes do not fit into it.
    """
    wanted, least_width = body(cc), 5.0 * math.ceil(least_width / 5)
    height = within(vehicle, "free_height_mm", wanted.height, od + 2 * GAP_MM + EDGES_MM)
    width = wanted.width
    if height < wanted.height:
        width = to_step(min(WIDEST * height, height + (wanted.inside_mm2 - math.pi / 4 * height**2) / height), 5)
    width = within(vehicle, "free_width_mm", max(width, least_width), max(least_width, height))
    found = Oval(width, height, LENGTH_MM)
    if found.inside_mm2 < 0.98 * wanted.inside_mm2:
        more = to_step(LENGTH_MM * wanted.inside_mm2 / found.inside_mm2, 5)
        found = Oval(width, height, min(more, LONGEST_MM))
    return Oval(width, height, within(vehicle, "free_length_mm", found.length, SHORTEST_MM))


def fall_through(width: float, height: float, tubes: tuple[tuple[float, float], ...], wanted_mm2: float,
                 hole: float) -> tuple[float, float]:
    """Pitch of equal holes that fill the flat of a plate beside tubes (x, od), and the area of those holes [mm2].

    Counts the same grid that the plate is drilled by: 60 degree stagger about the middle, 4 mm of metal all round.
    """
    flat_w, flat_h, web = flat_half_mm(width), flat_half_mm(height), 4.0

    def free(x: float, y: float) -> bool:
        straight = flat_w - flat_h
        to_rim = flat_h - (math.hypot(abs(x) - straight, y) if abs(x) > straight else abs(y))
        beside = min((math.hypot(x - tx, y) - od / 2 - FIT_MM for tx, od in tubes), default=math.inf)
        return min(to_rim, beside) >= hole / 2 + web
    pitch, area = 5 * hole, 0.0
    while area < wanted_mm2 and pitch > 1.4 * hole:
        pitch -= 0.5
        rows, columns = int(flat_h / pitch * 1.2) + 1, int(flat_w / pitch) + 1
        count = sum(free(pitch * (i + 0.5 * (j % 2)), pitch * math.sqrt(3) / 2 * j)
                    for j in range(-rows, rows + 1) for i in range(-columns - 1, columns + 1))
        area = count * circle(hole)
    return pitch, area


def rear(engine: Car, box: Oval, tubes: tuple[float, float, float], end: float, holes: tuple[float, float, float],
         loss: tuple[tuple[float, float], ...]) -> RearBox:
    """All figures of a box from its body, tubes (pipe, outlet, their place), an end chamber's share of the length,
    holes (size, pitch, area) and loss factors.
    """
    pipe, outlet, spacing = tubes
    d, out = inner(pipe, WALL_MM), inner(outlet, WALL_MM)
    section = box.inside_mm2
    volume = section * (box.length - 4 * SHEET_MM) * 1e-6
    plate_1, plate_2 = (to_step(share * box.length, 1) for share in (end, 1 - end))
    hole, pitch, area = holes
    inside = box.length - 0.75 * plate_1
    return RearBox(
        engine.flow_g_s, gas.firing_hz(engine.cylinders, engine.rated_rpm), pipe, d, gas.mach(engine.flow_g_s, d),
        outlet, (out / d) ** 2, WALL_MM, SHEET_MM, box.width, box.height, box.length, volume, volume * 1000 / engine.cc,
        section / circle(d), plate_1, plate_2, spacing, hole, pitch, area / circle(d), TAIL_MM,
        gas.low_limit_hz(inside + TAIL_MM, out, volume), gas.steady_kpa(engine.flow_g_s, loss), joint_mm(pipe),
        SILENCER_C, PIPE_C)


def three_pass(vehicle: Vehicle) -> RearBox:
    """Three tubes of the pipe's bore side by side; loss factor 3 (S). Raises Faults."""
    engine = car(vehicle)
    od = pipe_od(engine.flow_g_s, loss=THREE_K, limit_kpa=THREE_KPA)
    box = fitted(vehicle, engine.cc, 3 * od + 4 * GAP_MM + EDGES_MM, od)
    # as much metal between two tubes as between a tube and the flat's edge
    spacing = to_step((flat_half_mm(box.width) + od / 2) / 2, 0.5)
    return rear(engine, box, (od, od, spacing), THREE_END, (0.0, 0.0, 0.0), ((THREE_K, circle(inner(od, WALL_MM))),))


def holed(box: Oval, od: float, outlet: float, bore: float, hole: float) -> tuple[float, float]:
    """Pitch and area of the holes in a two-pass box's plate."""
    spacing = to_step(flat_half_mm(box.width) / 2, 0.5)
    return fall_through(box.width, box.height, ((-spacing, od), (spacing, outlet)), HOLES_OF_A * circle(bore), hole)


def two_pass(vehicle: Vehicle) -> RearBox:
    """Two tubes, between them a holed plate. Losses: into a chamber 1, out of it 0.5, a hole 1.5. Raises Faults."""
    engine = car(vehicle)
    od = pipe_od(engine.flow_g_s)
    outlet = near_od(OUT_OF_D * inner(od, WALL_MM))
    box = fitted(vehicle, engine.cc, 2 * od + 4 * GAP_MM + EDGES_MM, od)
    spacing = to_step(flat_half_mm(box.width) / 2, 0.5)
    d, out = inner(od, WALL_MM), inner(outlet, WALL_MM)
    hole = to_step(0.3 * d, 1)
    pitch, area = holed(box, od, outlet, d, hole)
    if area < HOLES_LEAST * circle(d):      # the room that was measured leaves too little plate beside the tubes
        low = box.height < body(engine.cc).height
        name, size, step = ("free_height_mm", box.height, (0, 5)) if low else ("free_width_mm", box.width, (5, 0))
        while holed(box, od, outlet, d, hole)[1] < HOLES_LEAST * circle(d):
            box, size = Oval(box.width + step[0], box.height + step[1], box.length), size + 5
        room(vehicle, name, size)
    return rear(engine, box, (od, outlet, spacing), TWO_END, (hole, pitch, area),
                ((1.0, circle(d)), (1.5, area), (0.5, circle(out))))
