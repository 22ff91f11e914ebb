"""The space the gas and the sound see, in mm: what is left between the parts, for sound, volume and flow.

Taken from the parts that are cut; sound.py hands it to the acoustic core in metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.ruled import ruled_volume
from knalpot_cad.geometry.sections import Round, Section


@dataclass(frozen=True)
class Casing:
    """A piece of casing from z0 to z1 with its inside sections at both ends [mm].

    Between them the section goes in proportion of the support, as the wall's rulings do. form is the named outside
    section that a piece of even section is parallel to, for those who want a section of the same kind; part its name.
    """

    z0: float
    z1: float
    start: Section
    end: Section
    form: Section | None = None
    part: str = ""

    @classmethod
    def round(cls, z0: float, z1: float, r0: float, r1: float, part: str = "") -> Casing:
        """A cylinder or right cone of inside radii r0 and r1."""
        return cls(z0, z1, Round(2 * r0), Round(2 * r1), part=part)

    @property
    def even(self) -> bool:
        """Whether the section is the same all along."""
        return self.start == self.end

    @property
    def volume(self) -> float:
        """Volume [mm3], exact."""
        if isinstance(self.start, Round) and isinstance(self.end, Round):
            a, b = self.start.od_mm / 2, self.end.od_mm / 2
            return math.pi / 3 * (self.z1 - self.z0) * (a**2 + a * b + b**2)
        if self.even:
            return self.start.area * (self.z1 - self.z0)
        return ruled_volume(self.start, self.end, self.z1 - self.z0)

    def section(self, z: float) -> Section:
        """Inside section at z."""
        if self.even:
            return self.start
        k = (z - self.z0) / (self.z1 - self.z0)
        if isinstance(self.start, Round) and isinstance(self.end, Round):
            return Round(self.start.od_mm + (self.end.od_mm - self.start.od_mm) * k)
        return self.start.blend(self.end, k)


@dataclass(frozen=True)
class GasPlate:
    """A plate across the casing; holes are open ones (x, y, radius), not those that tubes fill [mm].

    circle is the one (x, y, radius) that they keep to, None where they are all over the plate. singles are open holes
    beside them, drains among them, each by itself.
    """

    name: str
    z0: float
    z1: float
    holes: tuple[tuple[float, float, float], ...] = ()
    circle: tuple[float, float, float] | None = None
    singles: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class GasSpan:
    """A perforated span; open_area refers to the mid surface of the wall [mm]. single: one hole or a few, a drain."""

    z0: float
    z1: float
    hole: float
    open_area: float
    wall: float
    single: bool = False


@dataclass(frozen=True)
class GasTube:
    """A tube with its end conditions open, closed or port [mm]."""

    name: str
    x: float
    y: float
    inner: float
    outer: float
    z0: float
    z1: float
    start: str = "open"
    end: str = "open"
    spans: tuple[GasSpan, ...] = ()


@dataclass(frozen=True)
class GasPacking:
    """Wool around the tubes from z0 to z1 [mm], density [kg/m3]."""

    z0: float
    z1: float
    material: str
    density: float


@dataclass(frozen=True)
class GasSpace:
    """One silencer inside, z as in the silencer's own frame [mm]."""

    casing: tuple[Casing, ...]
    plates: tuple[GasPlate, ...]
    tubes: tuple[GasTube, ...]
    packing: tuple[GasPacking, ...]
    inlet: str
    outlet: str

    def chambers(self) -> list[tuple[float, float]]:
        """z intervals between the plates, in order."""
        z0, z1 = self.casing[0].z0, self.casing[-1].z1
        out = []
        for plate in sorted(self.plates, key=lambda p: p.z0):
            out.append((z0, plate.z0))
            z0 = plate.z1
        return [*out, (z0, z1)]

    def tube(self, name: str) -> GasTube:
        return next(t for t in self.tubes if t.name == name)

    @property
    def volume(self) -> float:
        """Gas volume inside the casing, tubes' insides included, metal taken off [mm3]."""
        z0, z1 = self.casing[0].z0, self.casing[-1].z1
        total = math.fsum(c.volume for c in self.casing)
        for p in self.plates:
            middle = (p.z0 + p.z1) / 2
            total -= next(c.section(middle).area for c in self.casing if c.z0 <= p.z0 <= c.z1) * (p.z1 - p.z0)
            total += math.fsum(math.pi * r * r for *_, r in (*p.holes, *p.singles)) * (p.z1 - p.z0)
        for t in self.tubes:
            inside = min(t.z1, z1) - max(t.z0, z0)
            total -= math.pi * (t.outer**2 - t.inner**2) * max(0.0, inside)
            for p in self.plates:
                crossing = min(t.z1, p.z1) - max(t.z0, p.z0)
                total += math.pi * t.outer**2 * max(0.0, crossing)
        return total


@dataclass(frozen=True)
class GasPipe:
    """A round pipe of the line: inside radius and length along its centre [mm]."""

    name: str
    radius: float
    length: float


@dataclass(frozen=True)
class GasCone:
    """A conical pipe of the line: inside radii at both ends and length along its axis [mm]."""

    name: str
    r0: float
    r1: float
    length: float


@dataclass(frozen=True)
class GasBranch:
    """Legs that leave the way of the gas at one point, each written from there outwards and shut at its far end: the
    other primaries of a header, their valves closed. radius is the line's own there [mm].
    """

    name: str
    radius: float
    legs: tuple[tuple[LineElement, ...], ...]


LineElement = GasPipe | GasSpace | GasCone | GasBranch
