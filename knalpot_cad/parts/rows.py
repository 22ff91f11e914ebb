"""What a part tells the outputs besides its sheets and its solid: plain rows, in mm and kg."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knalpot_cad.geometry.route import Route
from knalpot_cad.geometry.shape import Shape
from knalpot_cad.geometry.sheet import Sheet


@dataclass(frozen=True)
class Quantity:
    """A dimension with an address such as hole.keluar.diameter_mm, below its part's name.

    process chooses the tolerance table: blank, bend, linear, tube or none (then no JIS tolerance is printed).
    """

    address: str
    value: float
    unit: str = "mm"
    process: str = "linear"
    critical: bool = False
    instrument: str = "caliper"


@dataclass(frozen=True)
class Roll:
    """A rolled part: its (widest) blank, what it is rolled to, its seam, and the width of each panel."""

    blank_u_mm: float
    blank_v_mm: float
    outer_mm: float
    mid_mm: float
    seam: str
    seam_extra_mm: float
    kind: str = "cylinder"           # cylinder | cone
    outer_end_mm: float = 0.0        # cone: outer diameter at the far end
    panels_u_mm: tuple[float, ...] = ()


@dataclass(frozen=True)
class Rib:
    """A bead or swage round a part: its middle from the part's first end, width and depth, which way; how much shorter
    the part gets at most; mid diameter (or girth / pi) on it, and how much the girth grows there.
    """

    kind: str                   # bead | swage
    number: int                 # among those of its kind along the part, from 1
    at_mm: float
    width_mm: float
    depth_mm: float
    side: str                   # out | in
    shortens_mm: float
    mid_mm: float
    strain_percent: float

    @property
    def low_mm(self) -> float:
        return self.at_mm - self.width_mm / 2

    @property
    def high_mm(self) -> float:
        return self.at_mm + self.width_mm / 2


@dataclass(frozen=True)
class StraightTube:
    """A straight tube to saw: outside, wall and cut length."""

    outer_mm: float
    wall_mm: float
    length_mm: float


@dataclass(frozen=True)
class BentPipe:
    """A bent tube: route, outside, wall, and the bender it is bent on ("" where none is named)."""

    route: Route
    outer_mm: float
    wall_mm: float
    machine: str = ""


@dataclass(frozen=True)
class SawCut:
    """One plane cut of a straight tube: its middle from the tube's first end [mm], how far the saw stands off square,
    and the angle round the tube at which the piece before the cut is longest (turn the tube there).
    """

    at_mm: float
    saw_deg: float
    heel_deg: float


@dataclass(frozen=True)
class Made:
    """Everything one part is: flat sheets, paper templates, solid recipe, rows. Lengths in mm."""

    name: str
    kind: str
    material: str
    thickness_mm: float
    count: int
    shape: Shape
    sheets: tuple[Sheet, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    roll: Roll | None = None
    tube: StraightTube | None = None
    pipe: BentPipe | None = None
    saw: tuple[SawCut, ...] = ()
    ribs: tuple[Rib, ...] = ()
    density_kg_m3: float | None = None   # of a filling; else the material's own
    bought: bool = False                 # of no stock: nothing of it is cut, bent or ordered as sheet or tube

    def under(self, kind: str, *more: Quantity) -> Made:
        """The same thing under another kind of part, with further dimensions."""
        sheets = tuple(replace(s, kind=kind) for s in self.sheets)
        return replace(self, kind=kind, sheets=sheets, quantities=(*self.quantities, *more))


@dataclass(frozen=True)
class Withheld:
    """A part that waits for a measurement: the part.field names it depends on."""

    name: str
    kind: str
    fields: tuple[str, ...]
