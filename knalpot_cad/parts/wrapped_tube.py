"""What every tube cut by a paper template has: its size, the template's radius and tab, what its sheets say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from knalpot_cad.fields import Length, Offset, Thickness
from knalpot_cad.parts.part import TUBE, Part

if TYPE_CHECKING:
    from knalpot_cad.parts.wrap_sheet import Head


class WrappedTube(Part):
    """A template lies on the outside, paper_mm further out, and ends in a tab that is glued under its beginning."""

    stock_group: ClassVar[str] = TUBE
    od_mm: Length
    wall_mm: Thickness | None = None
    paper_mm: Offset = 0.0
    tab_mm: Offset = 8.0

    @property
    def wall(self) -> float:
        """Its wall [mm]; ask faults() before using it."""
        return self.wall_mm or 0.0

    @property
    def wrap_radius_mm(self) -> float:
        """Radius that the template lies on."""
        return self.od_mm / 2 + self.paper_mm

    @property
    def head(self) -> Head:
        from knalpot_cad.parts.wrap_sheet import Head  # it loads numpy
        return Head(self.name, self.kind, self.material, self.wall, self.count)
