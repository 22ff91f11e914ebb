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
    from knalpot_cad.geometry.saddle_section import SectionSaddle
    from knalpot_cad.geometry.sections import Section


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

    def saddle(self, radius_mm: float) -> Saddle | SectionSaddle:
        """The contact pair of the pipe's wall at a radius."""
        from knalpot_cad.geometry.saddle import Saddle

        return Saddle(radius_mm, self.main_radius_mm, self.angle_deg, self.offset_mm, self.taper_deg)

    @property
    def even(self) -> bool:
        """Whether the surface is a round pipe's, whose swept volume is one integral."""
        return not self.taper_deg

    @cached_property
    def reference_t_mm(self) -> float:
        """The reference's distance from the point nearest to the main's axis [mm]."""
        return 0.0 if self.reference == "axis" else self.saddle(1.0).axis_t_mm


@dataclass(frozen=True)
class SectionEnd(SaddleEnd):
    """Cut by a shell of any section, met from the azimuth about its axis (x towards y); main_radius_mm is half of its
    height across the branch, for messages.
    """

    section: Section | None = None
    azimuth_deg: float = 0.0

    @property
    def even(self) -> bool:
        return False

    def saddle(self, radius_mm: float) -> SectionSaddle:
        from knalpot_cad.geometry.saddle_section import SectionSaddle, side_of

        assert self.section is not None
        return SectionSaddle(radius_mm, side_of(self.section, self.azimuth_deg), self.angle_deg, self.offset_mm)


End = SquareEnd | PlaneEnd | SaddleEnd
