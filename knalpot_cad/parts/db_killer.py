"""DB killer: an insert that narrows the outlet, as a perforated tube, a cone, or a cap with holes; held by a bolt."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from knalpot_cad.fields import Length, Offset, Thickness
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.holes import FieldData, HoleData
from knalpot_cad.parts.part import TUBE, Part, Shop, Stock
from knalpot_cad.parts.perforated import Problems
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.tube import SpanData, Tube, WallHole


class DbKiller(Part):
    """tube: od_mm, length_mm, perforated spans, retaining bolt holes bolt_at_mm from the outlet end. cone: od_mm
    narrows to bore_mm over length_mm. cap: a flanged plate with a bore, a hole field, and bolts bolt_at_mm from its
    middle.
    """

    kind: ClassVar[str] = "db_killer"
    form: Literal["tube", "cone", "cap"] = "tube"
    od_mm: Length
    length_mm: Length | None = None
    bore_mm: Length | None = None
    thickness_mm: Thickness | None = None
    perforated: tuple[SpanData, ...] = ()
    field: FieldData | None = None
    flange_mm: Offset = 12.0
    bend_radius_mm: Offset = 1.0
    k_factor: Offset = 0.41
    blank: Literal["ba", "drawn"] = "ba"
    seam: PlacedSeam = WallSeam()
    bolts: Annotated[int, Field(ge=1, le=8)] = 1
    bolt_hole_mm: Offset = 0.0
    bolt_at_mm: Offset = 10.0

    def stocked(self, stock: Stock) -> Self:
        """A tube insert is tube, the others are sheet."""
        if self.form != "tube":
            return super().stocked(stock)
        group = getattr(stock, TUBE)
        wall = self.thickness_mm if self.thickness_mm is not None else group.wall_mm
        return self.model_copy(update={"material": self.material or group.material, "thickness_mm": wall})

    def tube(self) -> Tube:
        long = self.length_mm or 0.0
        holes = tuple(WallHole.model_construct(at_mm=long - self.bolt_at_mm, angle_deg=360.0 * i / self.bolts,
                                               diameter_mm=self.bolt_hole_mm) for i in range(self.bolts))
        return Tube.model_construct(
            name=self.name, count=self.count, material=self.material, od_mm=self.od_mm, wall_mm=self.thickness_mm,
            from_mm=0.0, to_mm=long, perforated=self.perforated, holes=holes if self.bolt_hole_mm else ())

    def cone(self) -> Cone:
        """bore_mm is the clear inside of the small end, whose wall stands t / cos al wide."""
        t, small, long = self.thickness_mm or 0.0, self.bore_mm or 0.0, self.length_mm or 0.0
        end = small + 2 * t
        for _ in range(60):
            slope = math.atan2(abs(self.od_mm - end) / 2, long) if long else 0.0
            end = small + 2 * t / math.cos(slope)
        return Cone.model_construct(name=self.name, count=self.count, material=self.material, start_od_mm=self.od_mm,
                                    end_od_mm=end, length_mm=long, thickness_mm=t, seam=self.seam)

    def cap(self) -> EndCap:
        holes = []
        if self.bore_mm:
            holes.append(HoleData.model_construct(name="keluar", diameter_mm=self.bore_mm))
        turns = [2 * math.pi * i / self.bolts for i in range(self.bolts)] if self.bolt_hole_mm else []
        holes += [HoleData.model_construct(name=f"baut_{i}", x_mm=self.bolt_at_mm * math.cos(a),
                                           y_mm=self.bolt_at_mm * math.sin(a), diameter_mm=self.bolt_hole_mm)
                  for i, a in enumerate(turns, 1)]
        return EndCap.model_construct(
            name=self.name, count=self.count, material=self.material, od_mm=self.od_mm, flange_mm=self.flange_mm,
            thickness_mm=self.thickness_mm, bend_radius_mm=self.bend_radius_mm, k_factor=self.k_factor,
            blank=self.blank, holes=tuple(holes), field=self.field)

    def inner(self) -> Tube | Cone | EndCap:
        """The part that it is made as."""
        if self.form == "tube":
            return self.tube()
        return self.cone() if self.form == "cone" else self.cap()

    def faults(self) -> Problems:
        out: Problems = []
        if self.form != "cap" and self.length_mm is None:
            out.append(("missing-key", {"key": "length_mm"}))
        if self.form == "cone" and self.bore_mm is None:
            out.append(("missing-key", {"key": "bore_mm"}))
        if self.form == "cap" and self.bore_mm is None and self.field is None:
            out.append(("one-of", {"key": "bore_mm", "names": "bore_mm, field", "got": "-"}))
        if self.form == "cone" and self.bolt_hole_mm:
            out.append(("hole-not-here", {"key": "bolt_hole_mm", "name": self.name, "form": self.form}))
        return out or self.inner().faults()

    def make(self, shop: Shop) -> Made:
        bore = self.bore_mm
        if self.form == "tube":
            bore = self.od_mm - 2 * (self.thickness_mm or 0.0)
        more = () if bore is None else (Quantity("bore_mm", bore, process="blank"),)
        return self.inner().make(shop).under(self.kind, *more)
