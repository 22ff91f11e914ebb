"""How a person writes the collector's end of a pipe: it joins its neighbours, or it is their outlet."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from knalpot_cad.fields import Angle, Length, Model, Thickness
from knalpot_cad.geometry.merged_tube import MergeEnd, OutletEnd
from knalpot_cad.parts.pipe_end import Problems, out_of_range

FLATTEST_DEG, STEEPEST_DEG = 3.0, 45.0        # half angle of a merge
Pipes = Annotated[int, Field(ge=2, le=6)]


def widest_mm(pipes: int, outer_mm: float, inner_mm: float, wall_mm: float) -> float:
    """Largest outside radius of an outlet that equal pipes close: R sin(pi/n) <= r on both walls [mm]."""
    sine = math.sin(math.pi / pipes)
    return min(outer_mm / sine, inner_mm / sine + wall_mm)


class JoinData(Model):
    """This pipe is one of `pipes` equal ones; half_angle_deg between its axis and the collector's.

    outlet_od_mm: what they run into; without it they meet each other alone. turn_deg: where the generator farthest from
    the collector's axis lies round the pipe.
    """

    pipes: Pipes
    half_angle_deg: Angle
    outlet_od_mm: Length | None = None
    outlet_wall_mm: Thickness | None = None
    turn_deg: Angle = 0.0

    def end(self, wall_mm: float) -> MergeEnd:
        outlet = None
        if self.outlet_od_mm is not None:
            r = self.outlet_od_mm / 2
            outlet = r, r - (self.outlet_wall_mm or wall_mm)
        return MergeEnd(self.pipes, self.half_angle_deg, outlet, self.turn_deg)

    def faults(self, part: str, outer_mm: float, inner_mm: float) -> Problems:
        out = angle_fault(self.half_angle_deg)
        if self.outlet_od_mm is None:
            return out
        wall = self.outlet_wall_mm or outer_mm - inner_mm
        return out + outlet_faults(part, self.pipes, (outer_mm, inner_mm), self.outlet_od_mm / 2, wall)


class OutletData(Model):
    """This pipe is the outlet of `pipes` equal ones of od_mm; turn_deg: where one of them lies."""

    pipes: Pipes
    half_angle_deg: Angle
    od_mm: Length
    wall_mm: Thickness | None = None
    turn_deg: Angle = 0.0

    def end(self, wall_mm: float) -> OutletEnd:
        r = self.od_mm / 2
        return OutletEnd(self.pipes, self.half_angle_deg, (r, r - (self.wall_mm or wall_mm)), self.turn_deg)

    def faults(self, part: str, outer_mm: float, inner_mm: float) -> Problems:
        tube = self.end(outer_mm - inner_mm).tube_mm
        if tube[1] <= 0:
            return [out_of_range("wall_mm", tube[0] - tube[1], 0.2, tube[0])]
        return angle_fault(self.half_angle_deg) + outlet_faults(part, self.pipes, tube, outer_mm, outer_mm - inner_mm)


def angle_fault(half_angle_deg: float) -> Problems:
    if half_angle_deg < FLATTEST_DEG or half_angle_deg > STEEPEST_DEG:
        return [out_of_range("half_angle_deg", half_angle_deg, FLATTEST_DEG, STEEPEST_DEG)]
    return []


def outlet_faults(part: str, pipes: int, tube: tuple[float, float], outlet_mm: float, wall_mm: float) -> Problems:
    """The outlet is no smaller than a pipe, and no wider than the pipes can close."""
    outer, inner = tube
    least, most = outer, widest_mm(pipes, outer, inner, wall_mm)
    if outlet_mm <= wall_mm:
        return [out_of_range("outlet_wall_mm", wall_mm, 0.2, outlet_mm)]
    if outlet_mm < least - 1e-9 or outlet_mm > most + 1e-9:
        return [("collector-outlet", {"part": part, "pipes": pipes, "outlet_mm": round(2 * outlet_mm, 2),
                                      "least_mm": round(2 * least, 2), "most_mm": round(2 * most, 2)})]
    return []
