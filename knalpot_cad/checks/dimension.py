"""A dimension of the built design against its nominal and tolerance, or against least and most."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.checks.check import Amount, Line, Missing, Requirement, Row, Value, missing_quantity, quantity
from knalpot_cad.fields import Model
from knalpot_cad.tolerance import TABLES, tolerance_mm

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class Table(Model):
    """A general tolerance table of templates/, such as jis_b_0408_blank, and its grade."""

    table: Line
    grade: Line


class Dimension(Requirement):
    """nominal with tol_minus and tol_plus (both given as positive numbers), or with a general tolerance table."""

    kind: ClassVar[str] = "dimension"
    address: Line
    nominal: Value
    tol_minus: Amount | None = None
    tol_plus: Amount | None = None
    tolerance: Table | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Dimension:
        by_hand = self.tol_minus is not None or self.tol_plus is not None
        if by_hand == (self.tolerance is not None):
            raise PydanticCustomError("one-of", "one of", {
                "names": "tol_minus + tol_plus, tolerance", "got": "tol, tolerance" if by_hand else "-"})
        return self

    def missing(self, built: Built) -> list[Missing]:
        out = missing_quantity(built, self.address, "address")
        if self.tolerance and self.limits(built) is None:
            out.append(("tolerance", "tolerance-unknown", {"table": self.tolerance.table, "grade": self.tolerance.grade,
                                                           "nominal": self.nominal,
                                                           "tables": ", ".join(TABLES)}))
        return out

    def limits(self, built: Built) -> tuple[float, float] | None:
        """Least and most, None where the table has no entry."""
        if self.tolerance is None:
            return self.nominal - (self.tol_minus or 0.0), self.nominal + (self.tol_plus or 0.0)
        if self.tolerance.table not in TABLES:
            return None
        width = tolerance_mm(self.tolerance.table, self.tolerance.grade, self.nominal, built.library)
        return None if width is None else (self.nominal - width, self.nominal + width)

    def judge(self, built: Built, strict: bool) -> list[Row]:
        low, high = self.limits(built) or (self.nominal, self.nominal)
        q = quantity(built, self.address)
        if q is None:
            return [self.untold(self.address, "not_measured", low=low, high=high)]
        return [self.within(self.address, q.value, q.unit, low, high)]
