"""Material of a part by its name in the library; the mill certificate stays the customer's paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from knalpot_cad.checks.check import Line, Missing, Requirement, Row, missing_part, withheld

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class Material(Requirement):
    """grade is the name of a material in the library."""

    kind: ClassVar[str] = "material"
    part: Line
    grade: Line

    def missing(self, built: Built) -> list[Missing]:
        return missing_part(built, self.part)

    def judge(self, built: Built, strict: bool) -> list[Row]:
        if withheld(built, self.part):
            return [self.untold(self.part, "not_measured", expected=self.grade)]
        made = next(m for m in built.parts if m.name == self.part)
        return [self.equal(self.part, made.material, self.grade)]
