"""Flexible coupling (flexibel): a bought bellows with a braid, that keeps an engine's shake from the pipe behind it."""

from __future__ import annotations

from typing import ClassVar

from knalpot_cad.fields import Length, Mass
from knalpot_cad.geometry.shape import Tube as TubeShape
from knalpot_cad.parts.part import TUBE, Part, Shop
from knalpot_cad.parts.rows import Made, Quantity

Problems = list[tuple[str, dict[str, object]]]


class Flex(Part):
    """Bought, not made: bore and length between its ends, od_mm over the braid, mass_kg as weighed.

    It stands in the solid as the tube between bore and braid, as heavy as was weighed; sound sees a plain pipe.
    """

    kind: ClassVar[str] = "flex"
    stock_group: ClassVar[str] = TUBE
    bore_mm: Length
    od_mm: Length
    length_mm: Length
    mass_kg: Mass

    def faults(self) -> Problems:
        if self.od_mm <= self.bore_mm + 2.0:
            return [("out-of-range", {"key": "od_mm", "value": self.od_mm, "low": self.bore_mm + 2.0, "high": 10_000})]
        return []

    def make(self, shop: Shop) -> Made:
        shape = TubeShape(self.od_mm, self.bore_mm, self.length_mm)
        quantities = (Quantity("bore_mm", self.bore_mm, process="none"), Quantity("od_mm", self.od_mm, process="none"),
                      Quantity("length_mm", self.length_mm, process="none", instrument="tape"),
                      Quantity("mass_kg", self.mass_kg, unit="kg", process="none", instrument="scale"))
        return Made(self.name, self.kind, self.material, (self.od_mm - self.bore_mm) / 2, self.count, shape, (),
                    quantities, density_kg_m3=self.mass_kg / (shape.volume_mm3 * 1e-9), bought=True)
