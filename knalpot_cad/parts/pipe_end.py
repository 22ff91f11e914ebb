"""How a person writes the end of a cut pipe: square, mitred, or fish-mouthed onto a pipe, a shell or a cone."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.fields import Angle, Length, Model, Offset, Place, Thickness
from knalpot_cad.geometry.cut_ends import End, PlaneEnd, SaddleEnd, SectionEnd, SquareEnd
from knalpot_cad.geometry.sections import Round
from knalpot_cad.parts.section_data import Sized, parallel

if TYPE_CHECKING:
    from knalpot_cad.geometry.saddle import Saddle
    from knalpot_cad.geometry.saddle_section import SectionSaddle
    from knalpot_cad.geometry.sections import Section

Problems = list[tuple[str, dict[str, object]]]
STEEPEST_MITRE, FLATTEST = 75.0, 15.0      # deg


def out_of_range(key: str, value: float, low: float, high: float) -> tuple[str, dict[str, object]]:
    return ("out-of-range", {"key": key, "value": value, "low": round(low, 2), "high": round(high, 2)})


class MitreData(Model):
    """A plane cut: angle off the square section, heel where the pipe stays longest."""

    angle_deg: Angle
    heel_deg: Angle = 0.0


class MeetData(Model):
    """How a pipe meets a round main: angle between its axis and the main's +z (gas), offset of the axes, and the angle
    round the pipe of its generator on the main's +z side. `onto` ends on the outside, `through` passes the wall and
    ends flush with the inside.
    """

    angle_deg: Angle = 90.0
    offset_mm: Place = 0.0
    turn_deg: Angle = 0.0
    set: Literal["onto", "through"] = "onto"
    clearance_mm: Offset = 0.3
    reference: Literal["surface", "axis"] = "surface"

    @abstractmethod
    def radii(self) -> tuple[float, float]:
        """Outside and inside radius of the main at the height of the branch [mm]."""

    @property
    def taper_deg(self) -> float:
        return 0.0

    @property
    def cut_radius_mm(self) -> float:
        return self.radii()[0] if self.set == "onto" else self.radii()[1]

    def end(self) -> SaddleEnd:
        return SaddleEnd(self.cut_radius_mm, self.angle_deg, self.offset_mm, self.turn_deg, self.taper_deg,
                         self.reference)

    def pair(self, branch_mm: float, main_mm: float) -> Saddle | SectionSaddle:
        from knalpot_cad.geometry.saddle import Saddle  # numpy only when it is asked for

        return Saddle(branch_mm, main_mm, self.angle_deg, self.offset_mm, self.taper_deg)

    def holes(self, outer_mm: float, inner_mm: float) -> list[Saddle | SectionSaddle]:
        """Contact pairs whose outlines together are the hole: the bore on the mid surface for a pipe set onto the main,
        the outside with its clearance on both surfaces for one that passes through (radii in mm).
        """
        out, inn = self.radii()
        if self.set == "onto":
            return [self.pair(inner_mm, (out + inn) / 2)]
        return [self.pair(outer_mm + self.clearance_mm, r) for r in (inn, out)]

    def faults(self, part: str, where: str, outer_mm: float, inner_mm: float) -> Problems:
        """What keeps a pipe of two radii from meeting the main."""
        out, inn = self.radii()
        if inn <= 0:
            return [out_of_range(f"{where}.wall_mm", out - inn, 0.2, out)]
        if not FLATTEST <= self.angle_deg <= 180 - FLATTEST:
            return [out_of_range(f"{where}.angle_deg", self.angle_deg, FLATTEST, 180 - FLATTEST)]
        pairs = [self.pair(outer_mm, self.cut_radius_mm), self.pair(inner_mm, self.cut_radius_mm),
                 *self.holes(outer_mm, inner_mm)]
        if not all(p.reaches for p in pairs):
            return [("saddle-leaves-main", {"part": part, "end": where, "offset_mm": self.offset_mm,
                                            "radius_mm": round(outer_mm, 2), "main_mm": round(self.cut_radius_mm, 2)})]
        return []


class PipeMeet(MeetData):
    """A pipe as the main; its hole is marked on a template wrapped round the outside."""

    od_mm: Length
    wall_mm: Thickness

    def radii(self) -> tuple[float, float]:
        return self.od_mm / 2, self.od_mm / 2 - self.wall_mm

    @property
    def drawn_on_mm(self) -> float:
        return self.od_mm / 2


class ShellMeet(Sized, MeetData):
    """A shell as the main; its hole is drawn for the flat blank (mid surface). od_mm is short for a round section; any
    other is met from azimuth_deg about its axis (x towards y), and offset_mm counts from the line through that axis.
    """

    azimuth_deg: Angle = 0.0
    thickness_mm: Thickness

    @property
    def outer(self) -> Section | None:
        """The outside, where it is not round."""
        found = None if self.section is None else self.section.section()
        return None if isinstance(found, Round) else found

    def radii(self) -> tuple[float, float]:
        """Half of what stands across the branch, outside and inside [mm]."""
        out = (self.od_mm or 0.0) / 2
        if self.section is not None:
            found = self.section.section()
            out = min(found.support(math.radians(self.azimuth_deg) + side * math.pi / 2)[0] for side in (-1, 1))
        return out, out - self.thickness_mm

    @property
    def drawn_on_mm(self) -> float:
        return math.fsum(self.radii()) / 2

    def end(self) -> SaddleEnd:
        outer = self.outer
        if outer is None:
            return super().end()
        cut = outer if self.set == "onto" else parallel(outer, -self.thickness_mm)
        return SectionEnd(self.cut_radius_mm, self.angle_deg, self.offset_mm, self.turn_deg, 0.0, self.reference, cut,
                          self.azimuth_deg)

    def pair(self, branch_mm: float, main_mm: float) -> Saddle | SectionSaddle:
        """main_mm tells the surface by its half height: outside, mid or inside."""
        outer = self.outer
        if outer is None:
            return super().pair(branch_mm, main_mm)
        from knalpot_cad.geometry.saddle_section import SectionSaddle, side_of

        inwards = self.radii()[0] - main_mm
        mid = parallel(outer, -self.thickness_mm / 2)
        return SectionSaddle(branch_mm, side_of(parallel(outer, -inwards), self.azimuth_deg), self.angle_deg,
                             self.offset_mm, side_of(mid, self.azimuth_deg), self.thickness_mm / 2 - inwards)

    def faults(self, part: str, where: str, outer_mm: float, inner_mm: float) -> Problems:
        if self.section is not None:
            wrong = self.section.faults(self.thickness_mm)
            if wrong:
                return [(code, {**values, "key": f"{where}.section"}) for code, values in wrong]
        return super().faults(part, where, outer_mm, inner_mm)


class ConeMeet(MeetData):
    """A right cone as the main: outside diameters at both ends, and at_mm along its axis where both axes are
    nearest.
    """

    start_od_mm: Length
    end_od_mm: Length
    length_mm: Length
    thickness_mm: Thickness
    at_mm: Place

    @property
    def taper_deg(self) -> float:
        return math.degrees(math.atan2((self.start_od_mm - self.end_od_mm) / 2, self.length_mm))

    def radii(self) -> tuple[float, float]:
        r = (self.start_od_mm + (self.end_od_mm - self.start_od_mm) * self.at_mm / self.length_mm) / 2
        return r, r - self.thickness_mm / math.cos(math.radians(self.taper_deg))

    @property
    def drawn_on_mm(self) -> float:
        """The mid surface, by its radius at the height of the branch."""
        return math.fsum(self.radii()) / 2

    def faults(self, part: str, where: str, outer_mm: float, inner_mm: float) -> Problems:
        found = super().faults(part, where, outer_mm, inner_mm)
        if found:
            return found
        pairs = [self.pair(outer_mm, self.cut_radius_mm), *self.holes(outer_mm, inner_mm)]
        low = min(p.z_range()[0] for p in pairs) + self.at_mm
        high = max(p.z_range()[1] for p in pairs) + self.at_mm
        if low < 0 or high > self.length_mm:
            return [("saddle-outside-main", {"part": part, "end": where, "low_mm": round(low, 1),
                                             "high_mm": round(high, 1), "length_mm": self.length_mm})]
        return []


class EndData(Model):
    """One of mitre, pipe, shell, cone; none of them is a square end."""

    mitre: MitreData | None = None
    pipe: PipeMeet | None = None
    shell: ShellMeet | None = None
    cone: ConeMeet | None = None

    @model_validator(mode="after")
    def _one(self) -> EndData:
        given = [n for n in type(self).model_fields if getattr(self, n) is not None]
        if len(given) > 1:
            names = ", ".join(type(self).model_fields)
            raise PydanticCustomError("one-of", "one of", {"names": names, "got": ", ".join(given)})
        return self

    @property
    def meets(self) -> PipeMeet | ShellMeet | ConeMeet | None:
        return self.pipe or self.shell or self.cone

    def end(self) -> End:
        if self.mitre:
            return PlaneEnd(self.mitre.angle_deg, self.mitre.heel_deg)
        return self.meets.end() if self.meets else SquareEnd()

    def faults(self, part: str, where: str, outer_mm: float, inner_mm: float) -> Problems:
        if self.mitre and not 0 <= self.mitre.angle_deg <= STEEPEST_MITRE:
            return [out_of_range(f"{where}.angle_deg", self.mitre.angle_deg, 0.0, STEEPEST_MITRE)]
        return self.meets.faults(part, where, outer_mm, inner_mm) if self.meets else []


def _short(value: Any) -> Any:
    """`start: square` is short for an empty mapping."""
    return {} if value == "square" else value


PipeEnd = Annotated[EndData, BeforeValidator(_short)]
