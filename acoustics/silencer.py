"""Plain geometry of a silencer: casing pieces, tubes, plates and wool along one axis z. Everything in metres.

All types are frozen and take what they are given; `refuse.py` says everything that is wrong at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from acoustics.blend import between
from acoustics.outline import Outline
from acoustics.wool import Wool

End = str                                   # "open", "closed" or "port"
ENDS = ("open", "closed", "port")
CONE_STEPS = 48


@dataclass(frozen=True)
class Body:
    """A piece of casing from z0 to z1 [m] with its inside sections at both; a cone where they differ.

    Between sections of one kind every size goes in a straight line, between two kinds the wall is the hull of both
    ends. Valid: z1 > z0, see refuse.py. Source: definition, docs/physics.md (outlines).
    """

    z0: float
    z1: float
    start: Outline
    end: Outline

    def section(self, z: float) -> Outline:
        """Inside section at z [m]."""
        return between(self.start, self.end, (z - self.z0) / (self.z1 - self.z0))

    def volume(self, z0: float, z1: float) -> float:
        """Volume [m3] between z0 and z1 [m], cut to this piece. Source: Simpson, exact where the area is quadratic."""
        a, b = max(z0, self.z0), min(z1, self.z1)
        if b <= a:
            return 0.0
        return (b - a) / 6 * (self.section(a).area + 4 * self.section((a + b) / 2).area + self.section(b).area)


@dataclass(frozen=True)
class Hole:
    """An open hole of a plate: centre x, y and radius [m]. Valid inside the casing. Source: definition."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class HoleField:
    """Equal small holes of a plate, taken together: hole diameter [m], porosity [-] (open over whole area).

    The field is the plate less its tubes and holes, or what lies of that in the circle x, y, radius [m]. The wall is as
    thick as the plate. model names a law of perforates/; grazing is the Mach number [-] of the flow along the plate,
    bias that of the gas in its holes. Source: definition.
    """

    hole: float
    porosity: float
    model: str = "melling"
    grazing: float = 0.0
    bias: float = 0.0
    x: float = 0.0
    y: float = 0.0
    radius: float | None = None


@dataclass(frozen=True)
class Plate:
    """A baffle that fills the casing from z0 to z1 [m]; tubes pass it sealed, holes are open, and so, by its impedance,
    is a field of small holes. Source: definition."""

    name: str
    z0: float
    z1: float
    holes: tuple[Hole, ...] = ()
    field: HoleField | None = None


@dataclass(frozen=True)
class Perforation:
    """A perforated span of a tube's wall from z0 to z1 [m]: hole diameter [m], porosity [-], wall thickness [m].

    The porosity refers to the mid surface of the wall, (inner + outer)/2. model names a law of perforates/; grazing is
    the Mach number [-] of the flow along the wall, bias that of the gas in its holes. Source: definition.
    """

    z0: float
    z1: float
    hole: float
    porosity: float
    thickness: float
    model: str = "sullivan"
    grazing: float = 0.0
    bias: float = 0.0

    @property
    def wall(self) -> tuple[float | str, ...]:
        """All that its impedance depends on: spans with equal walls are one wall. Source: definition."""
        return self.thickness, self.hole, self.porosity, self.model, self.grazing, self.bias


@dataclass(frozen=True)
class Tube:
    """A straight round tube along z: centre x, y, inner and outer radius, z0, z1 [m]; ends open, closed or port.

    Wall 0 (inner == outer) is allowed. A port end lies at or beyond the casing's end. Source: definition.
    """

    name: str
    x: float
    y: float
    inner_radius: float
    outer_radius: float
    z0: float
    z1: float
    start: End = "open"
    end: End = "open"
    spans: tuple[Perforation, ...] = ()


@dataclass(frozen=True)
class Packing:
    """Wool in the chamber space, outside of all tubes, from z0 to z1 [m]. Source: definition."""

    z0: float
    z1: float
    wool: Wool


@dataclass(frozen=True)
class Silencer:
    """A casing with tubes, plates and wool [m]; inlet and outlet are names of tubes that have a port end.

    The casing's two ends are closed walls. A tube with two ports may be both inlet (at z0) and outlet (at z1).
    cone_steps [-] is the number of steps that stand for one cone. refuse.py says what is wrong.
    Source: definition.
    """

    body: tuple[Body, ...]
    tubes: tuple[Tube, ...]
    plates: tuple[Plate, ...] = ()
    packing: tuple[Packing, ...] = ()
    inlet: str = ""
    outlet: str = ""
    cone_steps: int = CONE_STEPS

    @property
    def z0(self) -> float:
        """Where the casing begins [m]."""
        return self.body[0].z0

    @property
    def z1(self) -> float:
        """Where the casing ends [m]."""
        return self.body[-1].z1

    def chambers(self) -> tuple[tuple[float, float], ...]:
        """The spaces between plates as (z0, z1) [m], in order of z."""
        out, z = [], self.z0
        for plate in sorted(self.plates, key=lambda p: p.z0):
            out.append((z, plate.z0))
            z = plate.z1
        return tuple((a, b) for a, b in [*out, (z, self.z1)] if b > a)

    def chamber_volumes(self) -> tuple[float, ...]:
        """Volume [m3] of each chamber without the tubes in it (insides and walls taken off), in order of z.

        Wool counts as gas. Valid for a geometry that refuse() accepts; no errors. Source: frustum, closed form.
        """
        out = []
        for a, b in self.chambers():
            metal = math.fsum(math.pi * t.outer_radius**2 * max(0.0, min(b, t.z1) - max(a, t.z0)) for t in self.tubes)
            out.append(math.fsum(piece.volume(a, b) for piece in self.body) - metal)
        return tuple(out)
