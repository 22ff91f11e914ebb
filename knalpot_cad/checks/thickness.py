"""Thickness of a part's metal, and its grade where the drawing gives one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from knalpot_cad.checks.check import Amount, Line, Missing, Requirement, Row, missing_part, withheld
from knalpot_cad.fields import Thickness

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class ThicknessRequirement(Requirement):
    """thickness_mm of the stock named in the design, within tol_minus and tol_plus; grade is a material's name."""

    kind: ClassVar[str] = "thickness"
    part: Line
    thickness_mm: Thickness
    tol_minus: Amount = 0.0
    tol_plus: Amount = 0.0
    grade: Line = ""

    def missing(self, built: Built) -> list[Missing]:
        return missing_part(built, self.part)

    def judge(self, built: Built, strict: bool) -> list[Row]:
        low, high = self.thickness_mm - self.tol_minus, self.thickness_mm + self.tol_plus
        if withheld(built, self.part):
            return [self.untold(self.part, "not_measured", "mm", low, high)]
        made = next(m for m in built.parts if m.name == self.part)
        rows = [self.within(self.part, made.thickness_mm, "mm", low, high)]
        if self.grade:
            rows.append(self.equal(self.part, made.material, self.grade, suffix="grade"))
        return rows
