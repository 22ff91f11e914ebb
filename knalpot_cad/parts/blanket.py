"""Wool blanket (selimut glasswool): a rectangle wound round a core, and what it weighs once packed."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

from pydantic import Field

from knalpot_cad.fields import Length
from knalpot_cad.geometry.plane import rectangle
from knalpot_cad.geometry.shape import Tube
from knalpot_cad.geometry.sheet import MARK, Dimension, Sheet, Stroke
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.packing import PackDensity
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.perforated import Problems
from knalpot_cad.parts.rows import Made, Quantity


class Blanket(Part):
    """Wound in whole turns of loose thickness on core_od_mm: length pi k (d + k b), its area kept (facts/sheets.md 6).

    bore_mm is the shell it is pressed into: the packed volume lies between core and bore, mass = density_kg_m3 times
    that. Without a bore it stays as wound, d + 2 k b across.
    """

    kind: ClassVar[str] = "blanket"
    material: str = "glasswool"
    core_od_mm: Length
    bore_mm: Length | None = None
    length_mm: Length
    loose_mm: Length
    turns: Annotated[int, Field(ge=1, le=50)] = 1
    density_kg_m3: PackDensity

    @property
    def wound_mm(self) -> float:
        """Length of the blanket along its winding."""
        return math.pi * self.turns * (self.core_od_mm + self.turns * self.loose_mm)

    @property
    def wound_od_mm(self) -> float:
        return self.core_od_mm + 2 * self.turns * self.loose_mm

    @property
    def packed_od_mm(self) -> float:
        return self.wound_od_mm if self.bore_mm is None else self.bore_mm

    def faults(self) -> Problems:
        if self.bore_mm is None:
            return []
        if self.bore_mm <= self.core_od_mm + 2.0:
            return [("out-of-range", {"key": "bore_mm", "value": self.bore_mm, "low": self.core_od_mm + 2,
                                      "high": 10_000})]
        if self.bore_mm > self.wound_od_mm + 1e-9:
            return [("blanket-loose", {"name": self.name, "wound_mm": round(self.wound_od_mm, 1),
                                       "bore_mm": round(self.bore_mm, 1)})]
        return []

    def sheet(self, shop: Shop) -> Sheet:
        """A paper template: wool is cut by hand. Marks show each turn."""
        u, v = self.wound_mm, self.length_mm
        outline = rectangle(0.0, 0.0, u, v)
        ends = [math.pi * k * (self.core_od_mm + k * self.loose_mm) for k in range(1, self.turns)]
        strokes = tuple(Stroke(MARK, ((x, 0.0), (x, v)), dashed=True) for x in ends)
        space = Space(outline, ())
        for x in ends:
            space.avoid_line((x, 0.0), (x, v))
        texts = block(space, lines(shop, self.name, self.count, self.loose_mm, self.material, "template"))
        return Sheet(self.name, self.kind, self.material, self.loose_mm, outline, strokes=strokes, texts=tuple(texts),
                     dimensions=(Dimension("U", u), Dimension("V", v)), count=self.count, view="template", roll="u",
                     paper_only=True, note=f"{self.turns} x {self.loose_mm:g} mm")

    def make(self, shop: Shop) -> Made:
        shape = Tube(self.packed_od_mm, self.core_od_mm, self.length_mm)
        grams = shape.volume_mm3 * 1e-6 * self.density_kg_m3
        area = self.wound_mm * self.length_mm * 1e-6
        quantities = (Quantity("length_mm", self.length_mm, process="none"),
                      Quantity("wound_mm", self.wound_mm, process="none", instrument="tape"),
                      Quantity("loose_mm", self.loose_mm, process="none"),
                      Quantity("turns", float(self.turns), unit="", process="none", instrument="count"),
                      Quantity("density_kg_m3", self.density_kg_m3, unit="kg/m3", process="none", instrument="scale"),
                      Quantity("mass_g", grams, unit="g", process="none", instrument="scale"),
                      Quantity("area_mass_g_m2", grams / area, unit="g/m2", process="none", instrument="scale"))
        return Made(self.name, self.kind, self.material, self.loose_mm, self.count, shape, (self.sheet(shop),),
                    quantities, density_kg_m3=self.density_kg_m3)
