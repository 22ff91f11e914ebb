"""Seams of rolled blanks: what each edge gains, and the lines that show it (facts/sheets.md 1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from knalpot_cad.fields import Angle, Length, Model, Offset
from knalpot_cad.geometry.develop_seam import SeamLike


def edge_of(seam: SeamLike) -> float:
    """What each of the two seam edges gains beyond the developed length [mm]."""
    if seam.kind == "butt":
        return -seam.gap_mm / 2
    if seam.kind in ("lap", "spot"):
        return seam.width_mm / 2
    return 1.5 * seam.fold_mm + seam.extra_mm / 2


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
        return edge_of(self)

    @property
    def at_deg(self) -> None:
        """No place is asked for."""
        return None

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        """Nothing can be wrong with sizes in range."""
        return []


class WallSeam(Model):
    """The same for a shell or transition, and spot: a lap with weld spots (pitch and end distance are the workshop's).

    at_deg is where it lies: the angle about the axis from x towards y. Without it the part chooses. split_deg, told the
    same way, are places of further seams: they divide the blank into panels, each with these edges on both its sides.
    """

    kind: Literal["butt", "lap", "lock", "spot"] = "butt"
    gap_mm: Offset = 0.0
    width_mm: Offset = 12.0
    fold_mm: Offset = 6.0
    extra_mm: Offset = 1.5
    pitch_mm: Length | None = None
    end_mm: Length | None = None
    at_deg: Angle | None = None
    split_deg: Annotated[tuple[Angle, ...], Field(max_length=11)] = ()

    @property
    def edge_mm(self) -> float:
        """What each of the two seam edges gains beyond the developed length [mm]."""
        return edge_of(self)

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        """Spots need their pitch and end distance."""
        if self.kind != "spot":
            return []
        return [("missing-key", {"key": key}) for key in ("pitch_mm", "end_mm") if getattr(self, key) is None]

    def need_mm(self, thickness_mm: float) -> float:
        """What it covers on each side of its line, and nothing else may [mm]."""
        return max(self.edge_mm, thickness_mm)


def _short(value: Any) -> Any:
    """`seam: lock` is short for `seam: {kind: lock}`."""
    return {"kind": value} if isinstance(value, str) else value


Seam = Annotated[SeamData, BeforeValidator(_short)]
PlacedSeam = Annotated[WallSeam, BeforeValidator(_short)]
