"""A bend that can't be made on the machine, offered as a pie-cut bend (las cacing) of the same tube and radius."""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.pie import PieBendPlan
from knalpot_cad.geometry.route import Route
from knalpot_cad.parts.pie_bend import PieBend

CUT_DEG = 11.25          # the trade's 5-piece elbow of 90 degrees: wedges as gentle as that, or gentler
MOST_PIECES = 24


@dataclass(frozen=True)
class PieOffer:
    """One bend as a part `pie_bend`: bend number from 1, half of the straights beside it go to its end pieces [mm]."""

    bend: int
    od_mm: float
    wall_mm: float
    clr_mm: float
    angle_deg: float
    pieces: int
    start_mm: float
    end_mm: float

    @property
    def plan(self) -> PieBendPlan:
        return PieBendPlan(self.od_mm, self.clr_mm, self.angle_deg, self.pieces, start_mm=self.start_mm,
                           end_mm=self.end_mm)

    def written(self, part: str) -> str:
        """As it is written under `parts:` of a design."""
        return (f"- pie_bend: {{name: {part}_pai_{self.bend}, od_mm: {self.od_mm:g}, wall_mm: {self.wall_mm:g}, "
                f"clr_mm: {self.clr_mm:g}, angle_deg: {self.angle_deg:.3f}, pieces: {self.pieces}, "
                f"start_mm: {self.start_mm:.2f}, end_mm: {self.end_mm:.2f}}}")


def offer(route: Route, bend: int, od_mm: float, wall_mm: float) -> PieOffer | None:
    """Pieces of at most CUT_DEG a cut; None where the throat vanishes (the radius is too small for the tube)."""
    b = route.bends[bend - 1]
    after = route.bends[bend].straight_mm / 2 if bend < len(route.bends) else route.end_mm
    before = b.straight_mm if bend == 1 else b.straight_mm / 2
    for pieces in range(max(2, math.ceil(b.angle_deg / (2 * CUT_DEG) - 1e-9) + 1), MOST_PIECES + 1):
        found = PieOffer(bend, od_mm, wall_mm, route.clr_mm, b.angle_deg, pieces, before, after)
        part = PieBend(name="x", od_mm=od_mm, wall_mm=wall_mm, clr_mm=route.clr_mm, angle_deg=b.angle_deg,
                       pieces=pieces, start_mm=max(0.0, before), end_mm=max(0.0, after))
        if not part.faults():
            return found
    return None
