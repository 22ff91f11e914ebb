"""Seams of rolled blanks: what each edge gains, and the lines that show it (facts/sheets.md 1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from knalpot_cad.fields import Model, Offset


class SeamData(Model):
    """butt leaves a root gap, lap overlaps by width, lock folds four layers: 3 fold + extra (calibrate extra)."""

    kind: Literal["butt", "lap", "lock"] = "butt"
    gap_mm: Offset = 0.0
    width_mm: Offset = 12.0
    fold_mm: Offset = 6.0
    extra_mm: Offset = 1.5

    @property
    def edge_mm(self) -> float:
        """What each of the two seam edges gains beyond the developed length [mm]."""
        if self.kind == "butt":
            return -self.gap_mm / 2
        if self.kind == "lap":
            return self.width_mm / 2
        return 1.5 * self.fold_mm + self.extra_mm / 2


def _short(value: Any) -> Any:
    """`seam: lock` is short for `seam: {kind: lock}`."""
    return {"kind": value} if isinstance(value, str) else value


Seam = Annotated[SeamData, BeforeValidator(_short)]
