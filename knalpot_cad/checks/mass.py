"""Mass of the whole exhaust or of one part, without weld and paint."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.checks.check import (
    FAIL,
    Amount,
    Line,
    Missing,
    Requirement,
    Row,
    margin_of,
    missing_part,
    withheld,
)

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class Mass(Requirement):
    """nominal_kg with tol_percent, or max_kg and min_kg; part narrows it to one piece of that part."""

    kind: ClassVar[str] = "mass"
    part: Line = ""
    nominal_kg: Amount | None = None
    tol_percent: Amount | None = None
    max_kg: Amount | None = None
    min_kg: Amount | None = None

    @model_validator(mode="after")
    def _complete(self) -> Mass:
        if (self.nominal_kg is None) != (self.tol_percent is None):
            lacking = "nominal_kg" if self.nominal_kg is None else "tol_percent"
            raise PydanticCustomError("missing-key", "missing", {"key": lacking})
        if (self.nominal_kg is None) == (self.max_kg is None and self.min_kg is None):
            raise PydanticCustomError("one-of", "one of", {
                "names": "nominal_kg + tol_percent, max_kg / min_kg", "got": "-" if self.nominal_kg is None else "+"})
        return self

    def missing(self, built: Built) -> list[Missing]:
        return missing_part(built, self.part) if self.part else []

    def limits(self) -> tuple[float | None, float | None]:
        if self.nominal_kg is None or self.tol_percent is None:
            return self.min_kg, self.max_kg
        return self.nominal_kg * (1 - self.tol_percent / 100), self.nominal_kg * (1 + self.tol_percent / 100)

    def judge(self, built: Built, strict: bool) -> list[Row]:
        low, high = self.limits()
        if self.part and withheld(built, self.part):
            return [self.untold(self.part, "not_measured", "kg", low, high)]
        value = next((r.mass_kg for r in built.bom if r.part == self.part), built.mass_kg)
        subject = self.part or built.design.name
        row = self.within(subject, value, "kg", low, high)
        if self.part or not built.withheld or (row.verdict == FAIL and margin_of(value, None, high) < 0):
            return [row]
        # parts are still missing: what is there already weighs this much, the rest only adds
        return [self.untold(subject, "incomplete", "kg", low, high)]
