"""A section as a person writes it: `{round: {od_mm}}`, `{ellipse: {width_mm, height_mm}}` ...; outside sizes in mm.

Every form stands centred on the axis by its box; x to the left when seen from the inlet, y up.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.fields import Exponent, Length, Model, Offset, unknown
from knalpot_cad.geometry.sections import (
    Ellipse,
    Round,
    RoundedPolygon,
    Section,
    Stadium,
    Superellipse,
    TriOval,
)
from knalpot_cad.parts.rows import Quantity

Faults = list[tuple[str, dict[str, object]]]
RADIUS_LEAST = 0.2      # mm of a rounded corner's inside: less is a fold, not a rolled corner


class FormData(Model):
    """What a person writes of one form."""

    @abstractmethod
    def section(self) -> Section:
        """Its outline, outside, about the axis [mm]."""


class RoundData(FormData):
    """A circle."""

    od_mm: Length

    def section(self) -> Section:
        return Round(self.od_mm)


class EllipseData(FormData):
    """A true ellipse."""

    width_mm: Length
    height_mm: Length

    def section(self) -> Section:
        return Ellipse(self.width_mm, self.height_mm)


class StadiumData(FormData):
    """Two half circles and two straights: the workshop's oval."""

    width_mm: Length
    height_mm: Length

    def section(self) -> Section:
        return Stadium(self.width_mm, self.height_mm)


class TriOvalData(FormData):
    """Six tangent arcs: one corner on top, two below, two sides and a base."""

    width_mm: Length
    height_mm: Length
    top_radius_mm: Length
    bottom_radius_mm: Length
    side_radius_mm: Length
    base_radius_mm: Length

    def section(self) -> Section:
        return TriOval(self.width_mm, self.height_mm, self.top_radius_mm, self.bottom_radius_mm, self.side_radius_mm,
                       self.base_radius_mm)


class SuperellipseData(FormData):
    """|2x/width|^power + |2y/height|^power = 1: between an ellipse (power 2) and its box."""

    width_mm: Length
    height_mm: Length
    power: Exponent

    def section(self) -> Section:
        return Superellipse(self.width_mm, self.height_mm, self.power)


class TrapezoidData(FormData):
    """Upright trapezoid; bottom and top between the sharp corners that the radius is laid in."""

    bottom_mm: Length
    top_mm: Length
    height_mm: Length
    corner_mm: Offset

    def section(self) -> Section:
        return RoundedPolygon.trapezoid(self.bottom_mm, self.top_mm, self.height_mm, self.corner_mm)


class HexagonData(FormData):
    """A flat on top and below, height across them; regular unless the width over the side corners is given."""

    height_mm: Length
    corner_mm: Offset
    width_mm: Length | None = None

    def section(self) -> Section:
        return RoundedPolygon.hexagon(self.height_mm, self.corner_mm, self.width_mm)


class SectionData(Model):
    """Exactly one of the forms."""

    round: RoundData | None = None
    ellipse: EllipseData | None = None
    stadium: StadiumData | None = None
    tri_oval: TriOvalData | None = None
    superellipse: SuperellipseData | None = None
    trapezoid: TrapezoidData | None = None
    hexagon: HexagonData | None = None

    @model_validator(mode="after")
    def _one(self) -> SectionData:
        names = tuple(SectionData.model_fields)
        given = [n for n in names if getattr(self, n) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one-of", "one of", {"names": ", ".join(names), "got": ", ".join(given) or "-"})
        return self

    @property
    def kind(self) -> str:
        """The form's name."""
        return next(n for n in SectionData.model_fields if getattr(self, n) is not None)

    def section(self) -> Section:
        """The outside section; ask faults() before using it."""
        return _outline(self)

    def inside(self, distance_mm: float) -> Section:
        """The parallel section that far inside; a round one stays Round."""
        return parallel(self.section(), -distance_mm)

    def faults(self, wall_mm: float = 0.0) -> Faults:
        """What is wrong with the sizes, and corners too tight to be rolled from a sheet of that wall."""
        if unknown(self):
            return []
        section = self.section()
        wrong = section.faults()
        if wrong or not wall_mm or isinstance(section, Round):
            return wrong
        least = section.min_rho
        if least < wall_mm + RADIUS_LEAST:
            return [("section-tight", {"key": "section", "radius_mm": round(least, 2),
                                       "least_mm": round(wall_mm + RADIUS_LEAST, 2)})]
        return []

    @classmethod
    def of_round(cls, od_mm: float) -> SectionData:
        """A circle, without looking whether its size is known."""
        return cls.model_construct(round=RoundData.model_construct(od_mm=od_mm))


@lru_cache(maxsize=256)
def _outline(data: SectionData) -> Section:
    form: FormData = getattr(data, data.kind)
    return form.section()


@lru_cache(maxsize=1024)
def parallel(section: Section, distance_mm: float) -> Section:
    """Parallel section, outwards positive; equal calls share one object, so that its integrals are done once."""
    if isinstance(section, Round):
        return Round(section.od_mm + 2 * distance_mm)
    return section.offset(distance_mm) if distance_mm else section


class Sized(Model):
    """What may be written as a round od_mm or as a section: exactly one of both."""

    od_mm: Length | None = None
    section: SectionData | None = None

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        one_size(self.od_mm, self.section)
        return self


def one_size(od_mm: float | None, section: SectionData | None, names: tuple[str, str] = ("od_mm", "section")) -> None:
    """Refuse a part that gives both or neither of a diameter and a section, as its fields are called."""
    given = [n for n, v in zip(names, (od_mm, section), strict=True) if v is not None]
    if len(given) != 1:
        raise PydanticCustomError("one-of", "one of", {"names": ", ".join(names), "got": ", ".join(given) or "-"})


def section_quantities(prefix: str, data: SectionData) -> list[Quantity]:
    """The sizes of a section as rows below a prefix."""
    form: Model = getattr(data, data.kind)
    out = []
    for key in type(form).model_fields:
        value = getattr(form, key)
        if value is None:
            continue
        unit = "mm" if key.endswith("_mm") else ""
        out.append(Quantity(f"{prefix}.{key}", value, unit=unit, process="bend" if unit else "none",
                            critical=key in ("od_mm", "width_mm", "height_mm")))
    return out
