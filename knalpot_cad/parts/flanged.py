"""What baffles and end caps share: a round plate with a turned rim, holes and hole fields."""

from __future__ import annotations

import math
from typing import Literal

from knalpot_cad.fields import Length, Offset, Thickness
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.shape import FlangedDisc, Plate, Shape
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, Dimension, Sheet, Stroke
from knalpot_cad.parts.engrave import Space, block, label, lines
from knalpot_cad.parts.holes import FieldData, HoleData, clashes
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.words import text


class FlangedPlate(Part):
    """Round plate, rim turned by 90 degrees with inside radius r (facts/sheets.md 6).

    blank ba keeps the meridian (bend allowance, pressed low rims); drawn keeps the area (spun or hand-flanged).
    rim out turns it against the gas (-z), in along it (+z).
    """

    od_mm: Length
    flange_mm: Offset = 8.0
    thickness_mm: Thickness | None = None
    bend_radius_mm: Offset = 1.0
    k_factor: Offset = 0.41
    blank: Literal["ba", "drawn"] = "ba"
    rim: Literal["with_gas", "against_gas"] = "with_gas"
    holes: tuple[HoleData, ...] = ()
    field: FieldData | None = None
    web_mm: Offset = 2.0

    @property
    def flat_radius_mm(self) -> float:
        """Radius of the flat face inside the bend [mm]; the whole plate when there is no rim."""
        t = self.thickness_mm or 0.0
        return self.od_mm / 2 - (t + self.bend_radius_mm if self.flange_mm else 0.0)

    @property
    def bend_allowance_mm(self) -> float:
        return math.pi / 2 * (self.bend_radius_mm + self.k_factor * (self.thickness_mm or 0.0))

    @property
    def blank_mm(self) -> float:
        """Diameter of the flat blank [mm]."""
        t, r = self.thickness_mm or 0.0, self.bend_radius_mm
        if not self.flange_mm:
            return self.od_mm
        leg = self.flange_mm - t - r
        if self.blank == "ba":
            return 2 * (self.flat_radius_mm + self.bend_allowance_mm + leg)
        a, c = self.od_mm / 2 - t - r, r + t / 2
        return 2 * math.sqrt(a * a + math.pi * a * c + 2 * c * c + 2 * (a + c) * leg)

    def named_holes(self) -> tuple[Circle, ...]:
        return tuple(h.circle() for h in self.holes)

    def field_holes(self) -> tuple[Circle, ...]:
        if self.field is None:
            return ()
        return tuple(self.field.circles(self.flat_radius_mm, self.named_holes()))

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        t = self.thickness_mm or 0.0
        out = clashes(self.name, self.named_holes(), self.flat_radius_mm, self.web_mm)
        if self.flange_mm and self.flange_mm < t + self.bend_radius_mm:
            out.append(("out-of-range", {"key": "flange_mm", "value": self.flange_mm,
                                         "low": t + self.bend_radius_mm, "high": self.od_mm / 2}))
        if self.flat_radius_mm <= 0:
            out.append(("out-of-range", {"key": "od_mm", "value": self.od_mm, "low": 2 * (t + self.bend_radius_mm),
                                         "high": 10_000}))
        if self.field and self.field.pitch_mm < self.field.hole_mm + 0.5:
            out.append(("out-of-range", {"key": "pitch_mm", "value": self.field.pitch_mm,
                                         "low": self.field.hole_mm + 0.5, "high": self.od_mm}))
        if self.field and not unknown_field(self.field) and not self.field_holes():
            out.append(("field-empty", {"part": self.name}))
        return out

    def sheet(self, shop: Shop) -> Sheet:
        """Seen from the inlet: x to the left, so the plane is mirrored once, here."""
        named = [h.mirrored_x() for h in self.named_holes()]
        small = [h.mirrored_x() for h in self.field_holes()]
        radius = self.blank_mm / 2
        outline = Circle(0.0, 0.0, radius)
        strokes = [Stroke(MARK, ((0.0, radius - 5.0), (0.0, radius - 0.5)))]
        if self.flange_mm:
            line = self.flat_radius_mm + self.bend_allowance_mm / 2
            strokes.append(Stroke(BEND_UP if self.rim == "against_gas" else BEND_DOWN,
                                  tuple(Circle(0.0, 0.0, line).polyline(0.05)), closed=True, dashed=True))
        strokes += [s for h in named for s in cross(h)]
        space = Space(Circle(0.0, 0.0, self.flat_radius_mm), (*named, *small))
        texts = [t for h in named for t in label(space, h)]
        top = block(space, [up(shop)], (0.0, self.flat_radius_mm - 6.0))
        texts += top
        texts += block(space, lines(shop, self.name, self.count, self.thickness_mm or 0.0, self.material, "inlet"))
        dims = [Dimension("D", self.blank_mm)]
        dims += [Dimension(f"{h.label} D", 2 * h.radius) for h in named]
        return Sheet(self.name, self.kind, self.material, self.thickness_mm or 0.0, outline,
                     holes=(*named, *small), strokes=tuple(strokes), texts=tuple(texts), dimensions=tuple(dims),
                     count=self.count, view="inlet",
                     note=f"blank {self.blank}, K {self.k_factor:g}, R {self.bend_radius_mm:g}")

    def make(self, shop: Shop) -> Made:
        t = self.thickness_mm or 0.0
        named = self.named_holes()
        holes = (*named, *self.field_holes())
        shape: Shape = Plate(Circle(0.0, 0.0, self.od_mm / 2), holes, t)
        if self.flange_mm:
            shape = FlangedDisc(self.od_mm, self.flange_mm, self.bend_radius_mm, t, holes, up=self.rim == "with_gas")
        quantities = [Quantity("od_mm", self.od_mm, process="bend", critical=True),
                      Quantity("flange_mm", self.flange_mm, process="bend"),
                      Quantity("thickness_mm", t, process="none", instrument="micrometer"),
                      Quantity("blank.diameter_mm", self.blank_mm, process="blank")]
        for h in named:
            quantities += [Quantity(f"hole.{h.label}.diameter_mm", 2 * h.radius, process="blank"),
                           Quantity(f"hole.{h.label}.x_mm", h.x, process="blank"),
                           Quantity(f"hole.{h.label}.y_mm", h.y, process="blank")]
        if self.field:
            holes = self.field_holes()
            quantities += [Quantity("field.count", float(len(holes)), unit="", process="none", instrument="count"),
                           Quantity("field.hole_mm", self.field.hole_mm, process="blank"),
                           Quantity("field.pitch_mm", self.field.pitch_mm, process="blank")]
        return Made(self.name, self.kind, self.material, t, self.count, shape, (self.sheet(shop),), tuple(quantities))


def unknown_field(data: FieldData) -> bool:
    return math.isnan(data.hole_mm + data.pitch_mm)


def up(shop: Shop) -> str:
    """The mark of the plate's top."""
    return text("ui.top", shop.language)


def cross(h: Circle, arm: float = 2.0) -> list[Stroke]:
    """Centre mark of a hole, for the punch."""
    return [Stroke(MARK, ((h.x - arm, h.y), (h.x + arm, h.y))), Stroke(MARK, ((h.x, h.y - arm), (h.x, h.y + arm)))]



