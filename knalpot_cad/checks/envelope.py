"""The box around the exhaust, one assembly or one part, in closed form from the recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.checks.check import FAIL, Line, Missing, Requirement, Row, nearest
from knalpot_cad.checks.extent import extents
from knalpot_cad.fields import Length, unknown
from knalpot_cad.geometry.frame import Frame

if TYPE_CHECKING:
    from knalpot_cad.assemblies.assembly import Item
    from knalpot_cad.built import Built

SIDES = (("length_mm", 2), ("width_mm", 0), ("height_mm", 1))     # along z, x and y


class Envelope(Requirement):
    """Most length (z), width (x) and height (y); of narrows it to an assembly or part, measured in its own frame."""

    kind: ClassVar[str] = "envelope"
    of: Line = ""
    length_mm: Length | None = None
    width_mm: Length | None = None
    height_mm: Length | None = None

    @model_validator(mode="after")
    def _any(self) -> Envelope:
        if self.length_mm is None and self.width_mm is None and self.height_mm is None:
            raise PydanticCustomError("missing-key", "missing", {"key": "length_mm"})
        return self

    def items(self, built: Built) -> list[Item]:
        return [i for i in built.assembled.items if not self.of or self.of in (i.part.name, i.group)]

    def missing(self, built: Built) -> list[Missing]:
        if self.items(built):
            return []
        known = {n for i in built.assembled.items for n in (i.part.name, i.group) if n}
        return [("of", "unknown-name", {"name": self.of, "nearest": nearest(self.of, known)})]

    def judge(self, built: Built, strict: bool) -> list[Row]:
        items = self.items(built)
        made = [i for i in items if not unknown(i.part) and not unknown(i.frame)]
        complete = len(made) == len(items)
        names = {i.part.name for i in made}
        solids = [s for s in built.solids if s.name in names]
        subject = self.of or built.design.name
        rows = []
        spans = extents(solids, made[0].frame if self.of and made else Frame()) if solids else None
        for side, axis in SIDES:
            most = getattr(self, side)
            if most is None:
                continue
            name = side.removesuffix("_mm")
            row = self.within(subject, spans[axis][1] - spans[axis][0], "mm", high=most, suffix=name) if spans else None
            if row is None or not (complete or row.verdict == FAIL):
                row = self.untold(subject, "incomplete", "mm", high=most, suffix=name)
            rows.append(row)
        return rows
