"""What a person writes inside a silencer: ends, baffles, tubes, packing, mounts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.assemblies.drains import OpenHole
from knalpot_cad.fields import Angle, Length, Model, Name, Offset, Place, Thickness
from knalpot_cad.parts.bracket import Bracket
from knalpot_cad.parts.holes import FieldData
from knalpot_cad.parts.packing import PackDensity
from knalpot_cad.parts.ribs import BeadData, SwageData
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.tube import SpanData, WallHole


def only_one(model: Model, names: tuple[str, ...]) -> None:
    """Refuse a mapping that gives none or several of the alternatives."""
    given = [n for n in names if getattr(model, n) is not None]
    if len(given) != 1:
        raise PydanticCustomError("one-of", "one of", {"names": ", ".join(names), "got": ", ".join(given) or "-"})


class ConeEnd(Model):
    """A cone or transition from the body down to the port tube, outside the shell; bends are a transition's lines."""

    name: Name | None = None
    length_mm: Length
    seam: PlacedSeam = WallSeam()
    bends: Annotated[int, Field(ge=4, le=180)] = 24


class FlatEnd(Model):
    """A flat flanged cap inside the shell, its outer face flush with the shell's edge."""

    name: Name | None = None
    flange_mm: Offset = 8.0
    blank: Literal["ba", "drawn"] = "ba"
    thickness_mm: Thickness | None = None


class EndData(Model):
    cone: ConeEnd | None = None
    flat: FlatEnd | None = None

    @model_validator(mode="after")
    def _one(self) -> EndData:
        only_one(self, ("cone", "flat"))
        return self


class BaffleEntry(Model):
    """A baffle; at_mm is its upstream face. holes are open ones beside the field's, such as drains."""

    name: Name
    at_mm: Place
    flange_mm: Offset = 8.0
    rim: Literal["with_gas", "against_gas"] = "with_gas"
    blank: Literal["ba", "drawn"] = "ba"
    thickness_mm: Thickness | None = None
    field: FieldData | None = None
    holes: tuple[OpenHole, ...] = ()


class TubeEntry(Model):
    """A tube; its ends are given in the silencer's z, or are the ports (`from: inlet`, `to: outlet`).

    holes are single ones in its wall, such as drains.
    """

    name: Name
    od_mm: Length
    wall_mm: Thickness | None = None
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    from_: Annotated[Literal["inlet"] | None, Field(alias="from")] = None
    to: Literal["outlet"] | None = None
    from_mm: Place | None = None
    to_mm: Place | None = None
    plugged: tuple[Literal["from", "to"], ...] = ()
    perforated: tuple[SpanData, ...] = ()
    holes: tuple[WallHole, ...] = ()
    beads: tuple[BeadData, ...] = ()
    swages: tuple[SwageData, ...] = ()

    @model_validator(mode="after")
    def _ends(self) -> TubeEntry:
        if self.from_ is None and self.from_mm is None:
            raise PydanticCustomError("missing-key", "missing", {"key": "from_mm"})
        if self.to is None and self.to_mm is None:
            raise PydanticCustomError("missing-key", "missing", {"key": "to_mm"})
        return self


class PackingEntry(Model):
    """Wool between two plates: names of baffles, or front and back (from the shell's edge, or the cap's inner face)."""

    name: Name | None = None
    between: Annotated[tuple[str, str], Field(min_length=2, max_length=2)]
    material: str = "glasswool"
    density_kg_m3: PackDensity


class BracketMount(Bracket):
    """A bracket welded to the body: at_mm where its foot begins, angle_deg around z from x towards y."""

    at_mm: Place
    angle_deg: Angle = 90.0


class Mount(Model):
    bracket: BracketMount
