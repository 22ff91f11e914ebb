"""A silencer cut at every z where something begins or ends: ducts of each slab, apertures of each junction.

Plane-wave stage: one uniform function 1/sqrt(S) a duct, one 1/sqrt(S_a) an aperture, so that a projection is
sqrt(S_a / S_duct) (docs/physics.md). More functions a duct or aperture change only these arrays' widths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acoustics.errors import AcousticsError
from acoustics.silencer import Perforation, Plate, Silencer, Tube
from acoustics.wool import Wool

EPS = 1e-9
CHAMBER = "chamber"


@dataclass(frozen=True)
class Duct:
    """One gas region of a slab: name, area [m2], wool or None."""

    name: str
    area: float
    wool: Wool | None = None


@dataclass(frozen=True)
class Wall:
    """A perforated wall between the ducts a (a tube) and b (the chamber) of a slab; perimeter [m] of its mid wall."""

    a: int
    b: int
    perimeter: float
    span: Perforation


@dataclass(frozen=True)
class Slab:
    """The ducts of one slab from z0 to z1 [m] and the walls that couple them."""

    z0: float
    z1: float
    ducts: tuple[Duct, ...]
    walls: tuple[Wall, ...] = ()

    @property
    def length(self) -> float:
        """Length along z [m]."""
        return self.z1 - self.z0

    def index(self, name: str) -> int | None:
        """Number of a duct, None where the slab has none of that name."""
        return next((i for i, d in enumerate(self.ducts) if d.name == name), None)


@dataclass(frozen=True)
class Aperture:
    """An opening between duct left of one slab and right of the next; None on a port's outer side; area [m2]."""

    left: int | None
    right: int | None
    area: float
    port: str = ""


@dataclass(frozen=True)
class Cut:
    """Slabs 0..n-1, and the apertures of junctions 0..n (junction i lies upstream of slab i)."""

    slabs: tuple[Slab, ...]
    junctions: tuple[tuple[Aperture, ...], ...]

    def projection(self, junction: int, side: str) -> NDArray[np.float64]:
        """Q of one side of a junction, shape (ducts of that slab, apertures): duct velocities = Q x."""
        slab = self.slabs[junction - 1] if side == "left" else self.slabs[junction]
        apertures = self.junctions[junction]
        q = np.zeros((len(slab.ducts), len(apertures)))
        for j, a in enumerate(apertures):
            d = a.left if side == "left" else a.right
            if d is not None:
                q[d, j] = math.sqrt(a.area / slab.ducts[d].area)
        return q


@dataclass(frozen=True)
class Step:
    """A cylindrical piece of the casing after its cones were stepped [m]."""

    z0: float
    z1: float
    radius: float


def steps(s: Silencer) -> list[Step]:
    """The casing as cylinders; a cone becomes cone_steps of equal radius ratio, each of the cone's own volume."""
    out: list[Step] = []
    for b in s.body:
        r0, r1 = b.start.radius, b.end.radius
        if abs(r0 - r1) < 1e-12:
            out.append(Step(b.z0, b.z1, r0))
            continue
        radii = [r0 * (r1 / r0) ** (i / s.cone_steps) for i in range(s.cone_steps + 1)]
        places = [b.z0 + (b.z1 - b.z0) * (r - r0) / (r1 - r0) for r in radii]
        for i in range(s.cone_steps):
            a, c = radii[i], radii[i + 1]
            out.append(Step(places[i], places[i + 1], math.sqrt((a * a + a * c + c * c) / 3)))
    return out


def cut(s: Silencer) -> Cut:
    """Slabs and junctions of a valid silencer. Raises AcousticsError where no room is left for the chamber."""
    casing = steps(s)
    marks = [z for t in casing for z in (t.z0, t.z1)]
    for t in s.tubes:
        marks += [t.z0, t.z1, *(z for p in t.spans for z in (p.z0, p.z1))]
    marks += [z for p in (*s.plates, *s.packing) for z in (p.z0, p.z1)]
    places = _distinct(marks)
    slabs = tuple(_slab(s, casing, a, b) for a, b in zip(places, places[1:], strict=False))
    junctions = tuple(_junction(s, casing, slabs, i, z) for i, z in enumerate(places))
    return Cut(slabs, junctions)


def _distinct(marks: list[float]) -> list[float]:
    out: list[float] = []
    for z in sorted(marks):
        if not out or z - out[-1] > EPS:
            out.append(z)
    return out


def _tubes_at(s: Silencer, z: float) -> list[Tube]:
    return [t for t in s.tubes if t.z0 < z < t.z1]


def _step_at(casing: list[Step], z: float) -> Step | None:
    return next((c for c in casing if c.z0 < z < c.z1), None)


def _plate_at(s: Silencer, z: float) -> Plate | None:
    return next((p for p in s.plates if p.z0 < z < p.z1), None)


def _slab(s: Silencer, casing: list[Step], z0: float, z1: float) -> Slab:
    z = (z0 + z1) / 2
    tubes, step, plate = _tubes_at(s, z), _step_at(casing, z), _plate_at(s, z)
    ducts = [Duct(f"tube:{t.name}", math.pi * t.inner_radius**2) for t in tubes]
    walls: list[Wall] = []
    if plate is not None:
        ducts += [Duct(f"hole:{plate.name}:{i}", math.pi * h.radius**2) for i, h in enumerate(plate.holes)]
    elif step is not None:
        area = math.pi * step.radius**2 - math.fsum(math.pi * t.outer_radius**2 for t in tubes)
        if area <= 0:
            raise AcousticsError("body", f"no room is left beside the tubes at z {z:.4f} m")
        wool = next((p.wool for p in s.packing if p.z0 < z < p.z1), None)
        ducts.append(Duct(CHAMBER, area, wool))
        for i, t in enumerate(tubes):
            walls += [Wall(i, len(ducts) - 1, math.pi * (t.inner_radius + t.outer_radius), p)
                      for p in t.spans if p.z0 < z < p.z1]
    return Slab(z0, z1, tuple(ducts), tuple(walls))


def _junction(s: Silencer, casing: list[Step], slabs: tuple[Slab, ...], i: int, z: float) -> tuple[Aperture, ...]:
    left = slabs[i - 1] if i else None
    right = slabs[i] if i < len(slabs) else None
    out: list[Aperture] = []
    for t in s.tubes:
        a = left.index(f"tube:{t.name}") if left else None
        b = right.index(f"tube:{t.name}") if right else None
        area = math.pi * t.inner_radius**2
        if a is not None and b is not None:
            out.append(Aperture(a, b, area))
        elif a is not None or b is not None:
            state = t.end if a is not None else t.start
            beyond = right if a is not None else left
            mouth = beyond.index(CHAMBER) if beyond else None
            if state == "port":
                out.append(Aperture(a, b, area, t.name))
            elif state == "open" and mouth is not None:
                out.append(Aperture(a, mouth, area) if a is not None else Aperture(mouth, b, area))
    if left and right:
        out += _chamber(s, casing, left, right)
    return tuple(out)


def _chamber(s: Silencer, casing: list[Step], left: Slab, right: Slab) -> list[Aperture]:
    """Openings between the chambers of two slabs, or between a chamber and the holes of a plate."""
    a, b = left.index(CHAMBER), right.index(CHAMBER)
    if a is not None and b is not None:
        zl, zr = (left.z0 + left.z1) / 2, (right.z0 + right.z1) / 2
        radius = min(c.radius for z in (zl, zr) if (c := _step_at(casing, z)) is not None)
        blocked = {t.name: t.outer_radius for z in (zl, zr) for t in _tubes_at(s, z)}
        area = math.pi * (radius**2 - math.fsum(r * r for r in blocked.values()))
        return [Aperture(a, b, area)] if area > 0 else []
    out = []
    for slab, other, holes_left in ((left, b, True), (right, a, False)):
        if other is not None:
            out += [Aperture(i, other, d.area) if holes_left else Aperture(other, i, d.area)
                    for i, d in enumerate(slab.ducts) if d.name.startswith("hole:")]
    return out
