"""Recipe of a wall between two sections in parallel planes (a cone of any form), ends ground flat, in mm.

Outside and inside are each the ruled surface through points of equal normal angle, so the section at the share k of the
height has the support (1 - k) h_low + k h_high, and its area is quadratic in k: Simpson's rule is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.swept import Box, Vec


def ruled_volume(low: Section, high: Section, height_mm: float) -> float:
    """Volume [mm3] between two sections, exact."""
    return height_mm / 6 * (low.area + 4 * low.blend(high, 0.5).area + high.area)


@dataclass(frozen=True)
class RuledWall:
    """Outside and inside sections at z 0 and z height."""

    low: Section
    high: Section
    low_inside: Section
    high_inside: Section
    height_mm: float

    @property
    def volume_mm3(self) -> float:
        h = self.height_mm
        return ruled_volume(self.low, self.high, h) - ruled_volume(self.low_inside, self.high_inside, h)

    @property
    def box_mm(self) -> Box:
        a, b = self.low.bounds(), self.high.bounds()
        return min(a[0], b[0]), min(a[1], b[1]), 0.0, max(a[2], b[2]), max(a[3], b[3]), self.height_mm

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm]; d is a unit vector."""
        psi, across = math.atan2(d[1], d[0]), math.hypot(d[0], d[1])
        return max(self.low.support(psi)[0] * across, self.high.support(psi)[0] * across + self.height_mm * d[2])
