"""Wool packing (glasswool): what fills a chamber around its tubes."""

from __future__ import annotations

from typing import ClassVar

from knalpot_cad.fields import Length, number
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.shape import Plate
from knalpot_cad.parts.holes import HoleData
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity

PackDensity = number(20.0, 400.0)     # kg/m3


class Packing(Part):
    """A plug of wool: a disc of the shell's bore, length long, with the tubes' outsides cut out."""

    kind: ClassVar[str] = "packing"
    material: str = "glasswool"
    od_mm: Length
    length_mm: Length
    density_kg_m3: PackDensity
    holes: tuple[HoleData, ...] = ()

    def make(self, shop: Shop) -> Made:
        shape = Plate(Circle(0.0, 0.0, self.od_mm / 2), tuple(h.circle() for h in self.holes), self.length_mm)
        volume = shape.volume_mm3
        quantities = (Quantity("length_mm", self.length_mm, process="none"),
                      Quantity("density_kg_m3", self.density_kg_m3, unit="kg/m3", process="none", instrument="scale"),
                      Quantity("mass_g", volume * 1e-6 * self.density_kg_m3, unit="g", process="none",
                               instrument="scale"))
        return Made(self.name, self.kind, self.material, self.length_mm, self.count, shape, (), quantities,
                    density_kg_m3=self.density_kg_m3)
