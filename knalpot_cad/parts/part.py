"""The seam of part kinds: what a part is written as, and what it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field

from knalpot_cad.fields import Count, Model, Name, Offset, Thickness
from knalpot_cad.parts.rows import Made

SHEET, TUBE, PLATE = "shell", "tube", "plate"
K_PRESS = 0.41          # neutral fibre of a press brake's bend in soft steel (facts/cad.md 4.2)


class SheetStock(Model):
    """Sheet for shells, caps, cones and baffles."""

    material: str = "spcc"
    thickness_mm: Thickness = 1.0


class TubeStock(Model):
    """Tube for pipes and inner tubes; machine is the bender of pipes that name none."""

    material: str = "stkm11a"
    wall_mm: Thickness = 1.2
    machine: Annotated[str, Field(max_length=64)] = ""


class PlateStock(Model):
    """Thick plate for flanges and brackets; each part gives its own thickness."""

    material: str = "sphc"


class Fit(Model):
    """Clearances on the diameter and bend data of the workshop's process, printed on the patterns."""

    tube_in_plate_mm: Offset = 0.3
    plate_in_shell_mm: Offset = 0.3
    bend_radius_mm: Offset = 1.0
    k_factor: Offset = K_PRESS


class Stock(Model):
    """What the workshop cuts from, and how its joints fit."""

    shell: SheetStock = SheetStock()
    tube: TubeStock = TubeStock()
    plate: PlateStock = PlateStock()
    fit: Fit = Fit()


@dataclass(frozen=True)
class Shop:
    """What every part needs to be drawn: engraving and language of the design."""

    part_number: str = ""
    revision: str = ""
    fitment: str = ""
    language: str = "id"
    fit: Fit = Fit()


class Part(Model):
    """A part as written under `parts:`, or as an assembly makes it. Subclasses set kind and build make()."""

    kind: ClassVar[str]
    stock_group: ClassVar[str] = SHEET
    name: Name
    count: Count = 1
    material: str = ""

    @property
    def stocked_from(self) -> str:
        """The stock that this one is made of."""
        return self.stock_group

    def stocked(self, stock: Stock) -> Self:
        """The part with material and thickness of the stock where it gives none; a tube's wall is the thickness."""
        group = getattr(stock, self.stocked_from)
        update: dict[str, object] = {}
        if not self.material:
            update["material"] = group.material
        sizes = {"thickness_mm": getattr(group, "thickness_mm", getattr(group, "wall_mm", None)),
                 "wall_mm": getattr(group, "wall_mm", None)}
        for field, size in sizes.items():
            if getattr(self, field, 0.0) is None and size is not None:
                update[field] = size
        return self.model_copy(update=update) if update else self

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        """Codes and values of what can't be made; an unknown (NaN) number never is a fault."""
        return []

    @property
    def bent(self) -> bool:
        """Whether a bending machine makes it: what Made.pipe says, told before it is made."""
        return False

    def make(self, shop: Shop) -> Made:
        """Sheets, solid recipe and rows of this part."""
        raise TypeError(f"{type(self).__name__} has no make()")
