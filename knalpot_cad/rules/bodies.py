"""Bodies of a silencer as one size and shape: how large for a volume (facts/rules.md 22, 24 and section 13); mm.

A form is its height h and width w = wide h; area and perimeter are factors of h^2 and h. The parallel curve inside at
distance t has area - perimeter t + pi t^2 (Steiner; exact for corners rounder than t).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.rules.tubes import to_step

SHEET_MM = 1.0          # rule 54 (M): plain steel


@dataclass(frozen=True)
class Form:
    """A section of height 1: its width, area and perimeter; slender is the length over the height (section 13, M)."""

    wide: float
    area: float
    perimeter: float
    slender: float

    def inside_mm2(self, height_mm: float, wall_mm: float = SHEET_MM) -> float:
        """Gas area of a body of that outside height [mm2]."""
        return self.area * height_mm**2 - self.perimeter * height_mm * wall_mm + math.pi * wall_mm**2

    def height(self, volume_mm3: float, slender: float | None = None) -> float:
        """Outside height [mm] of a body of that volume and slenderness, to 5 mm."""
        return to_step((volume_mm3 / (self.area * (slender or self.slender))) ** (1 / 3) + 2 * SHEET_MM, 5)


def ellipse(wide: float, slender: float) -> Form:
    """Perimeter by Ramanujan's second formula, exact to 1e-6 here."""
    a, b = wide / 2, 0.5
    h = ((a - b) / (a + b)) ** 2
    return Form(wide, math.pi * a * b, math.pi * (a + b) * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h))), slender)


def stadium(wide: float, slender: float) -> Form:
    return Form(wide, wide - 1 + math.pi / 4, 2 * (wide - 1) + math.pi, slender)


def hexagon(corner: float, slender: float) -> Form:
    """Regular, height 1 across flats, corners rounded."""
    side = 1 / math.sqrt(3)
    lost = corner**2 * (6 * math.tan(math.pi / 6) - math.pi)
    return Form(2 / math.sqrt(3) - 2 * corner * (1 / math.cos(math.pi / 6) - 1), 1.5 * math.sqrt(3) * side**2 - lost,
                6 * side - corner * (12 * math.tan(math.pi / 6) - 2 * math.pi), slender)


def cone_mm3(body_mm2: float, mouth_mm2: float, length_mm: float) -> float:
    """Volume between two sections [mm3]: exact for sections of one shape, else a few percent."""
    return length_mm / 3 * (body_mm2 + mouth_mm2 + math.sqrt(body_mm2 * mouth_mm2))


ROUND = Form(1.0, math.pi / 4, math.pi, 3.15)
# corners R 0.24 h, sides and base R 1.6 h: section 13 has sides of 125 and corners of R 30. Worked out by quadrature.
TRI_CORNER, TRI_SIDE, TRI_CENTRE = 0.24, 1.6, -0.0677        # the centroid lies below the middle of the height
TRI_OVAL = Form(1.08, 0.785135, 3.264645, 2.4)
