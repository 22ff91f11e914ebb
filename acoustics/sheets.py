"""Plates with a field of small holes: where the plane of their impedance lies, and what it opens.

The jump p1 - p2 = zeta rho c u is taken in one plane of the plate; the chambers on both sides reach up to it, each
shorter by the metal, so that the gas volume is the holes' own. Source: derived, docs/physics.md (hole fields).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from acoustics.curve import lens
from acoustics.silencer import Perforation, Plate, Silencer
from acoustics.wool import Wool

NEAR = 2e-9                 # m: nearer than this is the same place
LEAST = 0.02                # part of its length that a slab within a plate keeps
FEWEST = 12                 # fewer holes than this are no field


@dataclass(frozen=True)
class Sheet:
    """A field of holes between two slabs: its wall, the media before and after it, the columns [m] of each that its
    chambers keep for the holes, and the circle (x, y, radius) [m] that it fills, None for all. Source: definition.
    """

    span: Perforation
    media: tuple[Wool | None, Wool | None] = (None, None)
    columns: tuple[float, float] = (0.0, 0.0)
    circle: tuple[float, float, float] | None = None


def wall(plate: Plate) -> Perforation:
    """The field of a plate [m] as a perforated wall, as thick as the plate. Source: definition."""
    f = plate.field
    assert f is not None
    return Perforation(plate.z0, plate.z1, f.hole, f.porosity, plate.z1 - plate.z0, f.model, f.grazing, f.bias)


def circle_of(plate: Plate) -> tuple[float, float, float] | None:
    """The circle (x, y, radius) [m] that a plate's field is kept to, None for the whole plate. Source: definition."""
    f = plate.field
    return (f.x, f.y, f.radius) if f and f.radius is not None else None


def plane(silencer: Silencer, plate: Plate) -> float:
    """z [m] of the plane that carries the impedance: a face where something else begins or ends there (no thin slab is
    made for it), or where the plate has open holes; else the middle. Source: definition.
    """
    spans = [s for t in silencer.tubes for s in t.spans]
    rows = (silencer.body, silencer.tubes, [p for p in silencer.plates if p is not plate], spans)
    others = [z for row in rows for part in row for z in (part.z0, part.z1)]
    if plate.holes or any(abs(z - plate.z0) < NEAR for z in others):
        return plate.z0
    return plate.z1 if any(abs(z - plate.z1) < NEAR for z in others) else (plate.z0 + plate.z1) / 2


def places(silencer: Silencer) -> list[float]:
    """z [m] of cuts that plates and wool need; wool that ends in a field's plate ends in its plane."""
    out, fields = [], [p for p in silencer.plates if p.field]
    for p in silencer.plates:
        out += [plane(silencer, p)] if p.field else []
        out += [p.z0, p.z1] if p.holes or not p.field else []
    return out + [z for w in silencer.packing for z in (w.z0, w.z1)
                  if not any(p.z0 - NEAR < z < p.z1 + NEAR for p in fields)]


def share(plate: Plate, area: float) -> float:
    """Open part [-] of a field over the whole free area [m2] of its plate."""
    f = plate.field
    assert f is not None
    return f.porosity * (min(1.0, math.pi * f.radius**2 / area) if f.radius else 1.0)


def column(silencer: Silencer, z0: float, z1: float, area: float) -> float:
    """Length [m] of gas that a chamber of an area [m2] has between z0 and z1 [m]: what fields' plates leave of it."""
    out = z1 - z0
    for p in silencer.plates:
        if p.field:
            inside = max(0.0, min(z1, p.z1) - max(z0, p.z0))
            out -= (1 - share(p, area)) * inside
    return max(out, LEAST * (z1 - z0))


def within(circle: tuple[float, float, float], discs: set[tuple[float, float, float]]) -> float:
    """Area [m2] of a field's circle less the discs (x, y, radius) [m] in it, which lie apart. Source: closed form."""
    x, y, radius = circle
    return math.pi * radius**2 - math.fsum(lens(radius, r, math.hypot(x - u, y - v)) for u, v, r in discs)


def pitch(plate: Plate) -> float:
    """Distance [m] of the field's holes in 60 degree stagger. Source: closed form."""
    f = plate.field
    assert f is not None
    return f.hole * math.sqrt(math.pi / (2 * math.sqrt(3) * f.porosity))


def holes(silencer: Silencer, plate: Plate) -> float:
    """How many holes the field of a plate stands for [-]: its area [m2] by its porosity. Source: definition."""
    f, circle = plate.field, circle_of(plate)
    assert f is not None
    tubes = {(t.x, t.y, t.outer_radius) for t in silencer.tubes if t.z0 < plate.z1 - NEAR and t.z1 > plate.z0 + NEAR}
    if circle:
        area = within(circle, tubes)
    else:
        middle = (plate.z0 + plate.z1) / 2
        casing = next(b for b in silencer.body if b.z0 - NEAR <= middle <= b.z1 + NEAR).section(middle)
        area = casing.area - math.pi * math.fsum(r * r for *_, r in [*tubes, *((h.radius,) for h in plate.holes)])
    return max(0.0, area) * f.porosity / (math.pi / 4 * f.hole**2)
