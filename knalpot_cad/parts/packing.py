"""Wool packing (glasswool): what fills a chamber around its tubes."""

from __future__ import annotations

from typing import ClassVar

from knalpot_cad.fields import Length, Offset, number
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.sections import Round
from knalpot_cad.geometry.shape import Plate, Shape
from knalpot_cad.geometry.swept import SectionPlate
from knalpot_cad.parts.holes import HoleData
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.parts.section_data import SectionData, Sized

PackDensity = number(20.0, 400.0)     # kg/m3


class Packing(Sized, Part):
    """A plug of wool: a slice of the shell's bore, length long, with the tubes' outsides cut out.

    od_mm is a round bore's; else section with inside_mm: the bore is the parallel curve that far inside it.
    """

    kind: ClassVar[str] = "packing"
    material: str = "glasswool"
    inside_mm: Offset = 0.0
    length_mm: Length
    density_kg_m3: PackDensity
    holes: tuple[HoleData, ...] = ()

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        """A section that is none."""
        return self.section.faults(self.inside_mm) if self.section else []

    def shape(self) -> Shape:
        outer = (self.section or SectionData.of_round(self.od_mm or 0.0)).inside(self.inside_mm)
        holes = tuple(h.circle() for h in self.holes)
        if isinstance(outer, Round):
            return Plate(Circle(0.0, 0.0, outer.od_mm / 2), holes, self.length_mm)
        return SectionPlate(outer, (), self.length_mm, holes)

    def make(self, shop: Shop) -> Made:
        shape = self.shape()
        volume = shape.volume_mm3
        quantities = (Quantity("length_mm", self.length_mm, process="none"),
                      Quantity("density_kg_m3", self.density_kg_m3, unit="kg/m3", process="none", instrument="scale"),
                      Quantity("mass_g", volume * 1e-6 * self.density_kg_m3, unit="g", process="none",
                               instrument="scale"))
        return Made(self.name, self.kind, self.material, self.length_mm, self.count, shape, (), quantities,
                    density_kg_m3=self.density_kg_m3)
