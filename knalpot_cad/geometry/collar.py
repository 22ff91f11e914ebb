"""Extruded collar round a tube hole, and the hole to punch before it, in mm. Source: facts/sheets.md 6 (R21)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.meridian import Meridian, Step


@dataclass(frozen=True)
class Collar:
    """A collar at (x, y) of a plate: bore, height over all (plate included), inside bend radius; up is towards +z."""

    x: float
    y: float
    bore_mm: float
    height_mm: float
    inside_radius_mm: float
    thickness_mm: float
    up: bool = True
    label: str = ""

    @property
    def mean_mm(self) -> float:
        """Mean diameter of its wall."""
        return self.bore_mm + self.thickness_mm

    @property
    def foot_mm(self) -> float:
        """Radius where the plate stops being flat: D_m/2 + t/2 + r."""
        return self.mean_mm / 2 + self.thickness_mm / 2 + self.inside_radius_mm

    @property
    def straight_mm(self) -> float:
        return self.height_mm - self.inside_radius_mm - self.thickness_mm

    def meridian(self) -> Meridian:
        """From the foot inwards and up, about its own axis; the plate's middle on z = t / 2."""
        return Meridian(self.foot_mm, (Step(turn_deg=-90.0, inside_mm=self.inside_radius_mm), Step(self.straight_mm)),
                        self.thickness_mm, 180.0, self.thickness_mm / 2)

    def hole_ba(self, k_factor: float = 0.5) -> float:
        """Diameter to punch, meridian kept; at K 0.5 D_m - 2 (H - (2 - pi/2) r - (3/2 - pi/4) t)."""
        return 2 * (self.foot_mm - self.meridian().developed_mm(k_factor))

    def hole_area(self) -> float:
        """Diameter to punch, area kept (the lip thins less): a smaller hole. NaN where no metal is left for it."""
        squared = self.foot_mm**2 - 2 * self.meridian().moment_mm2
        return 2 * math.sqrt(squared) if squared > 0 else math.nan

    @property
    def metal_mm3(self) -> float:
        """Volume of bend and wall inside the foot."""
        return self.meridian().metal_mm3
