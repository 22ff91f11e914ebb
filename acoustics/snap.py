"""Tubes and holes whose outlines, seen along z, all but touch or all but coincide: no mesh can tell them apart.

Outlines that are exactly one, or touch exactly from outside, are told; a place between is moved by hundredths of a
millimetre. Source: derived, docs/physics.md (mesh).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from acoustics.outline import Outline, Round
from acoustics.silencer import Hole, Silencer, Tube

TANGENT = 1e-5          # m: circles that touch from inside nearer than this are moved apart
TOUCHING = 1e-6         # m: the same from outside, where they are not neighbours in one slab
ALIKE = 2e-6, 3.5e-4    # m: radii that are one, and how far apart such circles are put on one centre
AMOUNTS, TURNS = (1.3e-5, 2.6e-5, 3.9e-5, 6e-5), 12
SAME = 1e-9
FOIL = 2e-5             # m: a wall of less is none, for no mesh is that fine
Moving = TypeVar("Moving", Tube, Hole)


@dataclass(frozen=True)
class Ring:
    """Circles of one thing about x, y [m]: radii, its z-range, and the name it moves by."""

    x: float
    y: float
    radii: tuple[float, ...]
    z0: float
    z1: float
    key: tuple[str, int, int]

    def beside(self, z0: float, z1: float) -> bool:
        """Whether both have some z in common."""
        return min(self.z1, z1) - max(self.z0, z0) > SAME


Casing = tuple[Outline, float, float]


def settled(silencer: Silencer, casings: Iterable[Casing]) -> Silencer:
    """The silencer [m] with tubes and holes moved by less than 0.06 mm (0.35 mm onto the axis of an equal one) where
    their outlines all but touch others, and walls that are foil without thickness; the same object where none are.
    casings: section, z0, z1 [m] of every slab.

    Valid for a silencer that refuse() accepts: what lies clear stays clear. No errors: what can't be moved is left.
    Source: definition.
    """
    silencer = _without_foil(silencer)
    rings = list(_rings(silencer))
    sections: dict[Outline, list[tuple[float, float]]] = {}
    for outline, z0, z1 in casings:
        sections.setdefault(outline, []).append((z0, z1))
    moved: dict[tuple[str, int, int], tuple[float, float]] = {}
    for n, ring in enumerate(rings):
        others = rings[:n]
        if not _wrong(ring, others, sections):
            continue
        place = next((p for p in _places(ring, others) if _clear(replace(ring, x=p[0], y=p[1]), ring, rings, sections)
                      and not _wrong(replace(ring, x=p[0], y=p[1]), others, sections)), None)
        if place:
            rings[n] = replace(ring, x=place[0], y=place[1])
            moved[ring.key] = place
    return _put(silencer, moved) if moved else silencer


def _without_foil(silencer: Silencer) -> Silencer:
    """The silencer with thin walls where they are hardly any; the same object where none is."""
    thin = [SAME < t.outer_radius - t.inner_radius < FOIL for t in silencer.tubes]
    return replace(silencer, tubes=tuple(replace(t, outer_radius=t.inner_radius) if foil else t for t, foil
                                         in zip(silencer.tubes, thin, strict=True))) if any(thin) else silencer


def _rings(silencer: Silencer) -> Iterator[Ring]:
    for i, t in enumerate(silencer.tubes):
        yield Ring(t.x, t.y, tuple({t.inner_radius, t.outer_radius}), t.z0, t.z1, ("tube", i, 0))
    for i, p in enumerate(silencer.plates):
        for j, h in enumerate(p.holes):
            yield Ring(h.x, h.y, (h.radius,), p.z0, p.z1, ("hole", i, j))


def _places(ring: Ring, others: list[Ring]) -> Iterator[tuple[float, float]]:
    """Where a thing may go: the axis of another nearby, else a little to any side."""
    axes = [(0.0, 0.0), *((o.x, o.y) for o in others)]
    yield from (p for p in axes if math.dist(p, (ring.x, ring.y)) < ALIKE[1])
    for far in AMOUNTS:
        for i in range(TURNS):
            yield ring.x + far * math.cos(2 * math.pi * i / TURNS), ring.y + far * math.sin(2 * math.pi * i / TURNS)


def _wrong(ring: Ring, others: list[Ring], sections: dict[Outline, list[tuple[float, float]]]) -> bool:
    """Whether an outline of a thing all but touches one of the others, or of a casing that it is not in."""
    for o in others:
        apart = math.hypot(ring.x - o.x, ring.y - o.y)
        if any(_near(apart, r, q, ring.beside(o.z0, o.z1)) for r in ring.radii for q in o.radii):
            return True
    for section, spans in sections.items():
        if isinstance(section, Round):
            apart = math.hypot(ring.x, ring.y)
            if any(_near(apart, r, section.radius, any(ring.beside(*s) for s in spans)) for r in ring.radii):
                return True
        elif not any(ring.beside(*s) for s in spans):
            room = section.clearance(ring.x, ring.y)
            if any(abs(room - r) < TANGENT or abs(room + r) < TANGENT for r in ring.radii):
                return True
    return False


def _near(apart: float, r: float, q: float, beside: bool) -> bool:
    """Whether two circles all but touch; what lies beside another in a slab may touch it."""
    if apart == 0.0 or beside:
        return False
    if apart < SAME:                # on one axis but for the last digits: only equal circles are told apart by these
        return abs(r - q) < ALIKE[0]
    if SAME < abs(apart - r - q) < TOUCHING:
        return True
    return apart < ALIKE[1] if abs(r - q) < ALIKE[0] else abs(apart - abs(r - q)) < TANGENT


def _clear(new: Ring, old: Ring, rings: list[Ring], sections: dict[Outline, list[tuple[float, float]]]) -> bool:
    """Whether a thing still clears its neighbours and the casings it is in, or no less than before."""
    size = max(new.radii)
    for o in rings:
        if o.key != new.key and new.beside(o.z0, o.z1):
            gap, before = (math.hypot(p.x - o.x, p.y - o.y) - size - max(o.radii) for p in (new, old))
            if gap < min(before, 0.0):
                return False
    for section, spans in sections.items():
        if any(new.beside(*s) for s in spans):
            gap, before = (section.clearance(p.x, p.y) - size for p in (new, old))
            if gap < min(before, 0.0):
                return False
    return True


def _put(silencer: Silencer, moved: dict[tuple[str, int, int], tuple[float, float]]) -> Silencer:
    def at(key: tuple[str, int, int], thing: Moving) -> Moving:
        x, y = moved.get(key, (thing.x, thing.y))
        return replace(thing, x=x, y=y)
    tubes = tuple(at(("tube", i, 0), t) for i, t in enumerate(silencer.tubes))
    plates = tuple(replace(p, holes=tuple(at(("hole", i, j), h) for j, h in enumerate(p.holes)))
                   for i, p in enumerate(silencer.plates))
    return replace(silencer, tubes=tubes, plates=plates)
