"""A field of small holes in a plate, or a perforated span of a tube, as it is really drilled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.checks.check import (
    Amount,
    Line,
    Missing,
    Requirement,
    Row,
    missing_part,
    missing_quantity,
    withheld,
)
from knalpot_cad.fields import Length, Ratio

if TYPE_CHECKING:
    from knalpot_cad.built import Built

FIELD = {"count": "field.count", "diameter_mm": "field.hole_mm", "pitch_mm": "field.pitch_mm"}
SPAN = {"count": "holes", "diameter_mm": "hole_mm", "pitch_mm": "row_pitch_mm", "open_area": "open_area"}
TOLERANCES = {"count": "tol_count", "diameter_mm": "tol_diameter_mm", "pitch_mm": "tol_pitch_mm",
              "open_area": "tol_open_area"}


class HolePattern(Requirement):
    """count, diameter, pitch (a tube's: between rows) and realised open area; span is a tube's span by number."""

    kind: ClassVar[str] = "hole_pattern"
    part: Line
    span: Annotated[int, Field(ge=1, le=50)] | None = None
    count: Annotated[int, Field(ge=1, le=100_000)] | None = None
    tol_count: Annotated[int, Field(ge=0, le=10_000)] = 0
    diameter_mm: Length | None = None
    tol_diameter_mm: Amount = 0.0
    pitch_mm: Length | None = None
    tol_pitch_mm: Amount = 0.0
    open_area: Ratio | None = None
    tol_open_area: Amount = 0.0

    @model_validator(mode="after")
    def _any(self) -> HolePattern:
        if not self.asked():
            raise PydanticCustomError("missing-key", "missing", {"key": "count"})
        return self

    def asked(self) -> list[str]:
        return [key for key in TOLERANCES if getattr(self, key) is not None]

    def address(self, built: Built, key: str) -> str:
        """Where the built design keeps what key asks for."""
        tube = any(m.name == self.part and m.kind == "tube" for m in built.parts)
        if tube or self.span:
            return f"{self.part}.span_{self.span or 1}.{SPAN[key]}"
        return f"{self.part}.{FIELD.get(key, 'field.' + key)}"

    def missing(self, built: Built) -> list[Missing]:
        out = missing_part(built, self.part)
        if out:
            return out
        return [m for key in self.asked() for m in missing_quantity(built, self.address(built, key), key)]

    def judge(self, built: Built, strict: bool) -> list[Row]:
        rows = []
        for key in self.asked():
            nominal, width = float(getattr(self, key)), float(getattr(self, TOLERANCES[key]))
            address, suffix = self.address(built, key), key.removesuffix("_mm")
            low, high = nominal - width, nominal + width
            if withheld(built, self.part):
                rows.append(self.untold(address, "not_measured", low=low, high=high, suffix=suffix))
            else:
                q = built.quantities[address]
                rows.append(self.within(address, q.value, q.unit, low, high, suffix))
        return rows
