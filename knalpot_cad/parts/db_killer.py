"""DB killer: an insert that narrows the outlet, as a perforated tube, a cone, or a cap with holes; held by a bolt."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from knalpot_cad.fields import HoleOrNone, Length, Offset, Thickness, unknown
from knalpot_cad.parts.cone import LEAST_WEB_MM, Cone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.holes import FieldData, HoleData
from knalpot_cad.parts.part import K_PRESS, SHEET, TUBE, Part, Shop
from knalpot_cad.parts.perforated import Problems
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.tube import SpanData, Tube, WallHole

MOST_HOLES = 400        # of a cone


class DbKiller(Part):
    """tube: od_mm, length_mm, perforated spans, retaining bolt holes bolt_at_mm from the outlet end. cone: od_mm
    narrows to bore_mm over length_mm; spans and bolts as of a tube, round on the flat sheet, off the seam. cap: a
    flanged plate with a bore, a hole field, and bolts bolt_at_mm from its middle.
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
    k_factor: Offset = K_PRESS
    blank: Literal["ba", "drawn"] = "ba"
    seam: PlacedSeam = WallSeam()
    bolts: Annotated[int, Field(ge=1, le=8)] = 1
    bolt_hole_mm: HoleOrNone = 0.0
    bolt_at_mm: Offset = 10.0

    @property
    def stocked_from(self) -> str:
        """A tube insert is tube, the others are sheet."""
        return TUBE if self.form == "tube" else SHEET

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
        plain = Cone.model_construct(name=self.name, count=self.count, material=self.material, start_od_mm=self.od_mm,
                                     end_od_mm=end, length_mm=long, thickness_mm=t, seam=self.seam)
        return plain.model_copy(update={"holes": (*self._bolt_holes(plain), *self._cone_rows(plain))})

    def _bolt_holes(self, cone: Cone) -> list[WallHole]:
        """Bolts round a cone, the first half a step from the seam."""
        if not self.bolt_hole_mm:
            return []
        at, step = self.seam.at_deg or 0.0, 360.0 / self.bolts
        return [WallHole.model_construct(at_mm=cone.length_mm - self.bolt_at_mm, angle_deg=at + step * (i + 0.5),
                                         diameter_mm=self.bolt_hole_mm) for i in range(self.bolts)]

    def _cone_rows(self, cone: Cone) -> list[WallHole]:
        """Staggered rows of the spans: pitch of the asked open area, as many in each row as its girth has room for."""
        big, small, theta = cone.sector()
        t, out = self.thickness_mm or 0.0, []
        for s in self.perforated:
            if math.isnan(s.from_mm + s.to_mm + s.hole_mm + s.open_area + big):
                continue
            pitch = s.hole_mm * math.sqrt(math.pi / (2 * math.sqrt(3) * s.open_area))
            first, last = (v / cone.length_mm * (big - small) for v in (s.from_mm, s.to_mm))
            room = last - first - s.hole_mm - 2 * LEAST_WEB_MM
            rows = int(room / (pitch * math.sqrt(3) / 2) + 1e-9) + 1 if room >= 0 else 0
            step = room / (rows - 1) if rows > 1 else 0.0
            for j in range(rows):
                slant = first + s.hole_mm / 2 + LEAST_WEB_MM + (step * j if rows > 1 else room / 2)
                rho = big - slant
                count = max(1, int(rho * theta / pitch + 1e-9))
                clear = self.seam.need_mm(t) + s.hole_mm / 2 + max(LEAST_WEB_MM, t)
                turns = [(i + 0.5 * (j % 2) + 0.25) / count for i in range(count)]
                out += [WallHole.model_construct(at_mm=slant / (big - small) * cone.length_mm,
                                                 angle_deg=(self.seam.at_deg or 0.0) + 360.0 * q,
                                                 diameter_mm=s.hole_mm) for q in turns
                        if min(rho * math.sin(min(abs(q - e) * theta, math.pi / 2)) for e in self._seams(cone))
                        >= clear]
        return out

    @staticmethod
    def _seams(cone: Cone) -> list[float]:
        """Where the blank is joined, as shares of a turn from its first seam."""
        theta = cone.sector()[2]
        return [a / theta for span in cone.panels() for a in span]

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
        if self.form == "cone" and not out:
            out += self._span_faults()
        return out or self.inner().faults()

    def _span_faults(self) -> Problems:
        """Spans outside the cone, over one another, without a web or with too many holes."""
        out: Problems = []
        long = self.length_mm or 0.0
        for i, s in enumerate(self.perforated):
            if s.from_mm < 0 or s.to_mm > long or s.from_mm >= s.to_mm:
                out.append(("span-outside-tube", {"tube": self.name, "from_mm": s.from_mm, "to_mm": s.to_mm,
                                                  "low": 0.0, "high": long}))
            elif any(min(s.to_mm, o.to_mm) > max(s.from_mm, o.from_mm) + 1e-9 for o in self.perforated[:i]):
                out.append(("spans-overlap", {"tube": self.name}))
            elif s.hole_mm * (math.sqrt(math.pi * math.sqrt(3) / (8 * s.open_area)) - 1) < LEAST_WEB_MM:
                out.append(("span-no-web", {"tube": self.name, "open_area": s.open_area, "hole_mm": s.hole_mm}))
            elif s.open_area * self.od_mm * (s.to_mm - s.from_mm) * 4 / s.hole_mm**2 > MOST_HOLES:
                out.append(("too-large", {"what": f"{self.name}: perforation", "limit": MOST_HOLES}))
        if not out and self.perforated and not unknown(self) and not self._cone_rows(self.cone()):
            out.append(("field-empty", {"part": self.name}))
        return out

    def make(self, shop: Shop) -> Made:
        bore = self.bore_mm
        if self.form == "tube":
            bore = self.od_mm - 2 * (self.thickness_mm or 0.0)
        more: tuple[Quantity, ...] = () if bore is None else (Quantity("bore_mm", bore, process="blank"),)
        inner = self.inner()
        if isinstance(inner, Cone) and self.perforated:
            count = len(inner.holes) - (self.bolts if self.bolt_hole_mm else 0)
            more += (Quantity("holes", float(count), unit="", process="none", instrument="count"),)
        return inner.make(shop).under(self.kind, *more)
