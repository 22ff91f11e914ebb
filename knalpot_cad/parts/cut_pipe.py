"""Cut pipe (pipa potong): straight, each end square, mitred or fish-mouthed onto what it meets; drilled holes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from knalpot_cad.fields import Angle, Hole, Length, Model, Place
from knalpot_cad.geometry.cut_ends import SaddleEnd, SquareEnd
from knalpot_cad.geometry.cut_tube import CutTube
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.pipe_end import EndData, PipeEnd, Problems, out_of_range
from knalpot_cad.parts.rows import Made, Quantity, SawCut, StraightTube
from knalpot_cad.parts.wrapped_tube import WrappedTube


class DrillData(Model):
    """A hole drilled square to the axis: angle round the pipe, distance from the start's reference."""

    at_mm: Place
    angle_deg: Angle = 0.0
    diameter_mm: Hole


class CutPipe(WrappedTube):
    """length_mm runs on the axis between the references of both ends: where a mitre's plane or a main's surface crosses
    it (or, with `reference: axis`, where it is nearest to the main's axis). Angles run right-handed about start to end.

    Templates lie on the outside (radius + paper_mm): a mitre is sawn through both walls, a fish-mouth is cut square to
    the sheet, where the wall that would bite first decides. Source: facts/sheets.md 4, 5.
    """

    kind: ClassVar[str] = "cut_pipe"
    length_mm: Length
    start: PipeEnd = EndData()
    end: PipeEnd = EndData()
    holes: Annotated[tuple[DrillData, ...], Field(max_length=24)] = ()

    def recipe(self) -> CutTube:
        return CutTube(self.od_mm, self.od_mm - 2 * self.wall, self.length_mm, self.start.end(), self.end.end(),
                       tuple((h.angle_deg, h.at_mm, h.diameter_mm) for h in self.holes))

    def faults(self) -> Problems:
        r, inner = self.od_mm / 2, self.od_mm / 2 - self.wall
        if inner <= 0:
            return [out_of_range("wall_mm", self.wall, 0.2, r)]
        out = self.start.faults(self.name, "start", r, inner) + self.end.faults(self.name, "end", r, inner)
        out += [out_of_range("diameter_mm", h.diameter_mm, 0.5, 1.8 * inner) for h in self.holes
                if h.diameter_mm > 1.8 * inner]
        if out:
            return out
        from knalpot_cad.parts.cut_pipe_sheets import CutPipeSheets  # numpy only when it is asked for

        return CutPipeSheets(self).faults()

    def make(self, shop: Shop) -> Made:
        from knalpot_cad.parts.cut_pipe_sheets import CutPipeSheets

        shape = self.recipe()
        low, high = shape.stock_mm()
        quantities = [Quantity("od_mm", self.od_mm, process="none"), Quantity("wall_mm", self.wall, process="none"),
                      Quantity("length_mm", self.length_mm, process="linear", critical=True, instrument="tape"),
                      Quantity("cut_length_mm", high - low, process="linear", instrument="tape")]
        for name, end in (("start", shape.near), ("end", shape.far)):
            if not isinstance(end, SquareEnd):
                quantities.append(Quantity(f"{name}.angle_deg", end.angle_deg, unit="deg", process="none",
                                           instrument="protractor"))
            if isinstance(end, SaddleEnd):
                quantities.append(Quantity(f"{name}.offset_mm", end.offset_mm, process="none", instrument="jig"))
        for i, h in enumerate(self.holes, 1):
            quantities += [Quantity(f"hole_{i}.at_mm", h.at_mm, process="blank"),
                           Quantity(f"hole_{i}.diameter_mm", h.diameter_mm, process="blank")]
        return Made(self.name, self.kind, self.material, self.wall, self.count, shape,
                    CutPipeSheets(self).sheets(shop), tuple(quantities),
                    tube=StraightTube(self.od_mm, self.wall, high - low), saw=self.saw_cuts(low))

    def saw_cuts(self, low: float) -> tuple[SawCut, ...]:
        """Its mitres on the raw tube, which begins at z = low; before the first cut lies the waste."""
        out = []
        if self.start.mitre:
            out.append(SawCut(-low, self.start.mitre.angle_deg, (self.start.mitre.heel_deg + 180.0) % 360.0))
        if self.end.mitre:
            out.append(SawCut(self.length_mm - low, self.end.mitre.angle_deg, self.end.mitre.heel_deg % 360.0))
        return tuple(out)
