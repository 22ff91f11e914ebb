"""What an axial plane cuts of a silencer's metal, to be drawn over its pressure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Real
from acoustics.field import AxialPlane
from acoustics.outline import Outline
from acoustics.silencer import Plate, Silencer, Tube

LEVELS = 24                 # sections of a cone along z
FINE = 64                   # sides of a polygon a piece of an outline
NEAR = 1e-9

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Metal:
    """A piece of metal in a plane: kind casing, end, tube, perforated, plate or holes; points (n, 2): z, across [m].

    Casings and ends are lines; all others closed outlines, of no height where the wall has none. Source: definition.
    """

    kind: str
    points: Real


def metal(silencer: Silencer, plane: AxialPlane) -> tuple[Metal, ...]:
    """All metal of a silencer [m] that an axial plane cuts. Valid for a geometry that refuse() accepts; no errors.

    Source: chords, closed form for circles.
    """
    out = [*_casing(silencer, plane), *_ends(silencer, plane)]
    for p in silencer.plates:
        out += _plate(silencer, plane, p)
    for t in silencer.tubes:
        out += _tube(plane, t)
    return tuple(out)


def _chord(plane: AxialPlane, x: float, y: float, radius: float) -> Range | None:
    """Where a circle is cut, across the plane."""
    c, s = math.cos(plane.angle), math.sin(plane.angle)
    off, middle = -x * s + y * c - plane.offset, x * c + y * s
    if abs(off) >= radius:
        return None
    half = math.sqrt(radius**2 - off**2)
    return middle - half, middle + half


def _across(section: Outline, plane: AxialPlane) -> Range | None:
    """Where a convex section is cut, by the sides of a fine polygon in it."""
    c, s = math.cos(plane.angle), math.sin(plane.angle)
    p = section.curve.at(np.arange(section.curve.size * FINE) / FINE)
    off, along = p @ np.array([-s, c]) - plane.offset, p @ np.array([c, s])
    after, then = np.roll(off, -1), np.roll(along, -1)
    cut = (off > 0) != (after > 0)
    if not cut.any():
        return None
    places = along[cut] + (then - along)[cut] * off[cut] / (off - after)[cut]
    return float(places.min()), float(places.max())


def _casing(silencer: Silencer, plane: AxialPlane) -> list[Metal]:
    out = []
    for b in silencer.body:
        zs = np.linspace(b.z0, b.z1, 2 if b.start == b.end else LEVELS)
        ends = [(float(z), _across(b.section(float(z)), plane)) for z in zs]
        for side in (0, 1):
            line = [(z, r[side]) for z, r in ends if r]
            if len(line) > 1:
                out.append(Metal("casing", np.array(line)))
    return out


def _ends(silencer: Silencer, plane: AxialPlane) -> list[Metal]:
    """Walls across: the casing's two ends, and steps between its pieces; tubes pass."""
    out = []
    pieces: list[tuple[float, Outline | None, Outline | None]] = [(silencer.z0, None, silencer.body[0].start)]
    pieces += [(b.z0, a.end, b.start) for a, b in zip(silencer.body, silencer.body[1:], strict=False)]
    pieces.append((silencer.z1, silencer.body[-1].end, None))
    for z, before, after in pieces:
        both = [_across(s, plane) if s else None for s in (before, after)]
        whole = [r for r in both if r]
        if not whole or before == after:
            continue
        free = [whole[0]] if len(whole) == 1 else _less([max(whole, key=_size)], [min(whole, key=_size)])
        holes = [r for t in silencer.tubes if t.z0 <= z + NEAR and t.z1 >= z - NEAR
                 and (r := _chord(plane, t.x, t.y, t.outer_radius))]
        out += [Metal("end", np.array([(z, a), (z, b)])) for a, b in _less(free, holes)]
    return out


def _plate(silencer: Silencer, plane: AxialPlane, p: Plate) -> list[Metal]:
    piece = next((b for b in silencer.body if b.z0 - NEAR <= (p.z0 + p.z1) / 2 <= b.z1 + NEAR), silencer.body[0])
    whole = _across(piece.section((p.z0 + p.z1) / 2), plane)
    if not whole:
        return []
    open_ = [(t.x, t.y, t.outer_radius) for t in silencer.tubes if t.z0 <= p.z0 + NEAR and t.z1 >= p.z1 - NEAR]
    open_ += [(h.x, h.y, h.radius) for h in p.holes]
    free = _less([whole], [r for x, y, radius in open_ if (r := _chord(plane, x, y, radius))])
    field: list[Range] = []
    if p.field:
        circle = whole if p.field.radius is None else _chord(plane, p.field.x, p.field.y, p.field.radius)
        field = [(max(a, circle[0]), min(b, circle[1])) for a, b in free
                 if circle and min(b, circle[1]) > max(a, circle[0])]
        free = _less(free, field)
    return [Metal(kind, _box(p.z0, p.z1, *r)) for kind, row in (("plate", free), ("holes", field)) for r in row]


def _tube(plane: AxialPlane, t: Tube) -> list[Metal]:
    outer, inner = _chord(plane, t.x, t.y, t.outer_radius), _chord(plane, t.x, t.y, t.inner_radius)
    if not outer:
        return []
    cuts = sorted({t.z0, t.z1, *(z for s in t.spans for z in (s.z0, s.z1))})
    sides = [outer] if not inner else [(outer[0], inner[0]), (inner[1], outer[1])]
    out = []
    for a, b in zip(cuts, cuts[1:], strict=False):
        kind = "perforated" if any(s.z0 - NEAR <= a and b <= s.z1 + NEAR for s in t.spans) else "tube"
        out += [Metal(kind, _box(a, b, *side)) for side in sides]
    if inner:
        out += [Metal("tube", _box(z, z, *inner)) for z, end in ((t.z0, t.start), (t.z1, t.end)) if end == "closed"]
    return out


def _box(z0: float, z1: float, low: float, high: float) -> Real:
    return np.array([(z0, low), (z1, low), (z1, high), (z0, high)])


def _size(r: Range) -> float:
    return r[1] - r[0]


def _less(ranges: list[Range], holes: list[Range]) -> list[Range]:
    """Ranges without the holes in them."""
    for low, high in holes:
        parts = [(a, b) for r in ranges for a, b in ((r[0], min(r[1], low)), (max(r[0], high), r[1]))]
        ranges = [(a, b) for a, b in parts if b - a > NEAR]
    return ranges
