"""Pie-cut bend (las cacing): a bend welded from wedges of straight pipe."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from knalpot_cad.fields import Angle, Length, Offset
from knalpot_cad.geometry.cut_tube import MitredTube
from knalpot_cad.geometry.pie import PieBendPlan
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.pipe_end import Problems, out_of_range
from knalpot_cad.parts.rows import Made, Quantity, SawCut, StraightTube
from knalpot_cad.parts.wrapped_tube import WrappedTube

MOST_DEG, STEEPEST_CUT, LEAST_THROAT_MM = 270.0, 45.0, 1.0
THROAT = 180.0        # deg: templates begin and end at the throat, where the paper is shortest


class PieBend(WrappedTube):
    """`pieces` counts square half pieces at both ends, `pies` equal wedges with both outer faces cut; give one of them.

    rule `tan`: the pipe's axis is the polygon round the arc of clr_mm; `sin`: the joints lie on the arc. `sin_corner`
    is what some calculators print, sides 2 (clr +- od / 2) sin(cut): there od_mm is across the slanting joint, and the
    pipe itself has od cos(cut). kerf_mm is the blade, gap_mm the root gap; start_mm and end_mm lengthen the end pieces.
    wrap: where the template lies; ordinates are the outside's, as both walls lie in the saw's plane. facts/sheets.md 4.
    """

    kind: ClassVar[str] = "pie_bend"
    clr_mm: Length
    angle_deg: Angle
    pieces: Annotated[int, Field(ge=2, le=60)] | None = None
    pies: Annotated[int, Field(ge=2, le=60)] | None = None
    rule: Literal["tan", "sin", "sin_corner"] = "tan"
    kerf_mm: Offset = 0.0
    gap_mm: Offset = 0.0
    start_mm: Offset = 0.0
    end_mm: Offset = 0.0
    wrap: Literal["outside", "mean", "inside"] = "outside"

    def plan(self) -> PieBendPlan:
        by: Literal["pieces", "pies"] = "pies" if self.pies else "pieces"
        rule: Literal["tan", "sin"] = "tan" if self.rule == "tan" else "sin"
        return PieBendPlan(self.pipe_od_mm, self.clr_mm, self.angle_deg, self.pies or self.pieces or 2, by, rule,
                           self.kerf_mm, self.gap_mm, self.start_mm, self.end_mm)

    @property
    def pipe_od_mm(self) -> float:
        """Outside of the pipe itself: od_mm, or what is left of it where that is told across the joint."""
        if self.rule != "sin_corner":
            return self.od_mm
        cuts = 2 * (self.pies or (self.pieces or 2) - 1)
        return self.od_mm * math.cos(math.radians(self.angle_deg / cuts))

    @property
    def wrap_radius_mm(self) -> float:
        back = {"outside": 0.0, "mean": self.wall / 2, "inside": self.wall}[self.wrap]
        return self.pipe_od_mm / 2 - back + self.paper_mm

    def faults(self) -> Problems:
        out: Problems = []
        if self.pipe_od_mm <= 2 * self.wall:
            out.append(out_of_range("wall_mm", self.wall, 0.2, self.od_mm / 2))
        if (self.pieces is None) == (self.pies is None):
            got = "pieces, pies" if self.pies else "-"
            out.append(("one-of", {"key": "pieces", "names": "pieces, pies", "got": got}))
        if not 1 <= self.angle_deg <= MOST_DEG:
            out.append(out_of_range("angle_deg", self.angle_deg, 1, MOST_DEG))
        if self.pies and (self.start_mm or self.end_mm):
            out.append(("pies-no-straights", {"part": self.name}))
        if out:
            return out
        plan = self.plan()
        if plan.cut_deg > STEEPEST_CUT:
            return [("pie-steep", {"part": self.name, "cut_deg": round(plan.cut_deg, 2), "most_deg": STEEPEST_CUT})]
        be = math.radians(plan.cut_deg)
        left = plan.inner_mm - self.gap_mm / math.cos(be)
        if left < LEAST_THROAT_MM:
            wanted = LEAST_THROAT_MM + self.gap_mm / math.cos(be) + self.pipe_od_mm * math.tan(be)
            least = wanted / (2 * (math.tan(be) if self.rule == "tan" else math.sin(be)))
            out.append(("pie-no-throat", {"part": self.name, "throat_mm": round(left, 2), "clr_mm": self.clr_mm,
                                          "least_mm": round(least, 1)}))
        return out

    def recipe(self) -> MitredTube:
        """The welded bend: gaps filled, the arc's tangent at its start along +z, the bend towards +x."""
        plan, a = self.plan(), math.radians(self.angle_deg)
        tilted = plan.by == "pies"
        od = self.pipe_od_mm
        return MitredTube(plan.vertices(), od, od - 2 * self.wall, (0.0, 0.0, 1.0) if tilted else None,
                          (math.sin(a), 0.0, math.cos(a)) if tilted else None)

    def saw_cuts(self) -> tuple[SawCut, ...]:
        """Every cut from the end of the raw tube; heels lie by turns in the middle of the wrap and at its seam."""
        plan, be = self.plan(), math.radians(self.plan().cut_deg)
        first = plan.od_mm / 2 * math.tan(be) + self.kerf_mm / math.cos(be) / 2 if plan.by == "pies" else 0.0
        return tuple(SawCut(first + c.at_mm, plan.cut_deg, THROAT if c.angle_deg > 0 else 0.0) for c in plan.cuts())

    def make(self, shop: Shop) -> Made:
        from knalpot_cad.parts.pie_bend_sheets import PieBendSheets  # numpy only when it is asked for

        plan, sheets = self.plan(), PieBendSheets(self).sheets(shop)
        quantities = [Quantity("od_mm", self.pipe_od_mm, process="none"),
                      Quantity("wall_mm", self.wall, process="none"),
                      Quantity("clr_mm", self.clr_mm, process="none", instrument="template"),
                      Quantity("angle_deg", self.angle_deg, unit="deg", process="none", instrument="protractor",
                               critical=True),
                      Quantity("joints", float(plan.joints), unit="", process="none", instrument="count"),
                      Quantity("saw.angle_deg", plan.cut_deg, unit="deg", process="none", instrument="protractor"),
                      Quantity("wedge.outer_mm", plan.outer_mm, process="linear"),
                      Quantity("wedge.inner_mm", plan.inner_mm, process="linear"),
                      Quantity("cut_length_mm", plan.tube_mm, process="linear", instrument="tape")]
        quantities += [Quantity(f"cut_{i}.at_mm", c.at_mm, process="linear", instrument="tape")
                       for i, c in enumerate(self.saw_cuts(), 1)]
        return Made(self.name, self.kind, self.material, self.wall, self.count, self.recipe(), sheets,
                    tuple(quantities), tube=StraightTube(self.pipe_od_mm, self.wall, plan.tube_mm), saw=self.saw_cuts())
