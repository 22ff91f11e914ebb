"""How an end of a straight pipe is cut: square, by a plane, or by a round pipe or cone that it meets (lengths in mm).

Plain data without numpy, so that recipes load at once; what the cuts look like is in ends.py. Angles round the pipe are
right-handed about its z. Every end has a reference point on the pipe's axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from knalpot_cad.geometry.saddle import Saddle


@dataclass(frozen=True)
class SquareEnd:
    """Cut square to the axis at the reference."""


@dataclass(frozen=True)
class PlaneEnd:
    """Cut by a plane through the reference; angle between plane and square section, heel where the pipe is longest."""

    angle_deg: float
    heel_deg: float = 0.0


@dataclass(frozen=True)
class SaddleEnd:
    """Cut by the surface of a round main (taper_deg 0) or a cone, conventions of saddle.Saddle.

    turn_deg is the angle round the pipe of the generator on the main's +z side; the offset counts to that generator's
    right-handed side about the way into the main. The reference lies where the pipe's axis pierces the surface, or
    (`axis`) where it is nearest to the main's axis.
    """

    main_radius_mm: float
    angle_deg: float = 90.0
    offset_mm: float = 0.0
    turn_deg: float = 0.0
    taper_deg: float = 0.0
    reference: Literal["surface", "axis"] = "surface"

    def saddle(self, radius_mm: float) -> Saddle:
        """The contact pair of the pipe's wall at a radius."""
        from knalpot_cad.geometry.saddle import Saddle

        return Saddle(radius_mm, self.main_radius_mm, self.angle_deg, self.offset_mm, self.taper_deg)

    @cached_property
    def reference_t_mm(self) -> float:
        """The reference's distance from the point nearest to the main's axis [mm]."""
        return 0.0 if self.reference == "axis" else self.saddle(1.0).axis_t_mm


End = SquareEnd | PlaneEnd | SaddleEnd
