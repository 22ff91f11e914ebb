"""One bent pipe as its workshop makes it: what is written down, what the machine is set to, where the tube is marked.

Without a machine, or without test bends of this tube on it, everything is nominal and says so. With them the angles and
the length to saw are the machine's, and the intersection points of the design are kept with the radius that comes out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.bending import wall
from knalpot_cad.bending.machined import Tool, tool_for
from knalpot_cad.bending.springback import Setting, setting
from knalpot_cad.fault import Finding
from knalpot_cad.geometry.route import Route
from knalpot_cad.library import Library, Material
from knalpot_cad.parts.rows import BentPipe, Made

NOMINAL, CALIBRATED, UNSURE = "nominal", "calibrated", "extrapolated"
SIDE_DEG = 90.0


@dataclass(frozen=True)
class BendRow:
    """One bend; lengths in mm, angles in degrees. mark_mm is from the tube's raw end; side_mm round its outside from
    the first bend's inside; seam_deg from this bend's inside to the weld.
    """

    straight_mm: float
    rotation_deg: float
    angle_deg: float
    start_mm: float
    set_deg: float | None
    elong_mm: float | None
    state: str
    mark: str
    mark_mm: float
    side_mm: float
    seam_deg: float
    difficulty: float


@dataclass(frozen=True)
class BendPlan:
    """A bent pipe with its tool; findings are filled in by checked()."""

    part: str
    count: int
    material: Material
    pipe: BentPipe
    tool: Tool | None
    findings: tuple[Finding, ...] = ()

    @property
    def nominal(self) -> Route:
        return self.pipe.route

    @property
    def od_mm(self) -> float:
        return self.pipe.outer_mm

    @property
    def clr_mm(self) -> float:
        """Radius that comes out: the test bends' where they were measured, else the drawn one."""
        found = self.tool.calibration.got_clr_mm if self.tool and self.tool.calibration else None
        return found or self.nominal.clr_mm

    @cached_property
    def route(self) -> Route:
        """The nominal intersection points with the radius that comes out."""
        if abs(self.clr_mm - self.nominal.clr_mm) < 1e-9:
            return self.nominal
        return Route.from_vertices(self.nominal.vertices(), self.clr_mm)

    @cached_property
    def settings(self) -> tuple[Setting | None, ...]:
        found = self.tool.calibration if self.tool else None
        return tuple(setting(found, b.angle_deg) if found else None for b in self.route.bends)

    @property
    def state(self) -> str:
        states = {_state(s) for s in self.settings}
        return next((s for s in (NOMINAL, UNSURE, CALIBRATED) if s in states), NOMINAL)

    @property
    def straights(self) -> list[float]:
        return [*(b.straight_mm for b in self.route.bends), self.route.end_mm]

    def excess(self, end: str) -> float:
        """What the `start` or `end` straight is too short to be held by [mm]: left on, sawn off after bending."""
        least = self.tool.number(f"{end}_clamp_mm") if self.tool else None
        has = self.straights[0 if end == "start" else -1]
        return max(0.0, least - has) if least is not None else 0.0

    @property
    def grown_mm(self) -> float | None:
        """Stretch of all bends together [mm]; None where nobody measured it."""
        grown = [s.elong_mm if s else None for s in self.settings]
        return None if None in grown else math.fsum(g for g in grown if g is not None)

    @property
    def cut_mm(self) -> float:
        """Nominal length along the centre line [mm]."""
        return self.nominal.length_mm

    @property
    def saw_mm(self) -> float:
        """Tube to saw: the centre line, less stretch where it is known, with what is sawn off after bending [mm]."""
        return self.route.length_mm - (self.grown_mm or 0.0) + self.excess("start") + self.excess("end")

    @property
    def thinning(self) -> float:
        return wall.thinning(self.od_mm, self.clr_mm)

    @property
    def strain(self) -> float:
        return wall.strain(self.od_mm, self.clr_mm)

    @property
    def seam(self) -> tuple[float, float]:
        """Weld from the first bend's inside, right-handed about the travel; its least angle to a bend plane [deg]."""
        return wall.seam_place(self.route.plane_turns())

    @property
    def seam_side_mm(self) -> float:
        """The weld round the outside from the first bend's inside, the shorter way; positive right-handed [mm]."""
        angle = self.seam[0]
        return self.od_mm / 2 * math.radians(angle - 360.0 if angle > 180.0 else angle)

    @cached_property
    def rows(self) -> tuple[BendRow, ...]:
        out = []
        grown = self.excess("start")
        drawn = self.nominal.bend_starts()
        for i, (b, turn, start, set_) in enumerate(zip(self.route.bends, self.route.plane_turns(),
                                                       self.route.bend_starts(), self.settings, strict=True)):
            elong = set_.elong_mm if set_ else None
            mark, off = self._mark(b.angle_deg, elong or 0.0)
            out.append(BendRow(
                b.straight_mm, b.rotation_deg if i else 0.0, b.angle_deg,
                drawn[i] if len(drawn) == len(self.route.bends) else start,
                set_.set_deg if set_ else None, elong, _state(set_), mark, start + grown + off,
                self.od_mm / 2 * math.radians(turn), (self.seam[0] - turn) % 360.0,
                wall.difficulty(self.od_mm, self.pipe.wall_mm, self.clr_mm, b.angle_deg)))
            grown -= elong or 0.0
        return tuple(out)

    def _mark(self, angle_deg: float, elong: float) -> tuple[str, float]:
        """Which mark, and how far it lies after the bend's start on the straight tube [mm]. facts/sheets.md 10."""
        wanted = self.tool.text("mark") if self.tool else ""
        take_up = self.tool.number("take_up_mm") if self.tool else None
        if wanted == "centre":
            return "centre", (self.clr_mm * math.radians(angle_deg) - elong) / 2
        if wanted == "back" and take_up is not None and abs(angle_deg - SIDE_DEG) < 0.01:
            return "back", self.clr_mm + self.od_mm / 2 - take_up
        return "start", 0.0

    @property
    def failed(self) -> bool:
        return any(f.verdict == "fail" for f in self.findings)


def _state(found: Setting | None) -> str:
    return NOMINAL if found is None else CALIBRATED if found.sure else UNSURE


def plan(made: Made, library: Library) -> BendPlan | None:
    """The plan of one part, None where it is no bent pipe. Raises Faults for an unknown machine or material."""
    if made.pipe is None:
        return None
    from dataclasses import replace

    from knalpot_cad.bending.limits import checked

    found = BendPlan(made.name, made.count, library.material(made.material), made.pipe,
                     tool_for(made.pipe, made.material, library))
    return replace(found, findings=checked(found))


def plans(parts: Sequence[Made], library: Library) -> tuple[BendPlan, ...]:
    """The plans of all bent pipes."""
    return tuple(p for made in parts if (p := plan(made, library)) is not None)
