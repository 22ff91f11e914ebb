"""The tubes and holes of a junction that end in wool: which velocities meet there, and their edge (wool_rims.py)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from acoustics.basis import TAPER, UNSEEN, WIDEST
from acoustics.blocks import Face, Mouths, Walled
from acoustics.slabs import Cut, Opening, Slab
from acoustics.wool import Wool
from acoustics.wool_rims import Cuts, Edge, edge

WHOLE = 1e-6                # a mouth is open where all but this part of its area is
ZEROS = 3.8317, 7.0156      # of J1: the mouth's round velocities that are set right
SURE = 0.35                 # least weight of a velocity that is set right
IN_WOOL, FINER = 4.5, 4.5   # the tail's cut times the least radius in wool, and the mesh's steps a wave at that cut
THINNEST = 0.02             # ring beside a tube, of the chamber's radius, that is a ring


@dataclass(frozen=True, eq=False)
class WoolEnd:
    """A tube's end in wool: its edge, the media of tube, chamber and what lies beside it, and the places of the mean
    velocities of mouth and ring among a junction's. Source: docs/physics.md (rims in wool)."""

    edge: Edge
    media: tuple[Wool | None, Wool | None, Wool | None]
    places: tuple[int, ...]
    signs: tuple[float, ...]
    more: int


def wool_ends(pieces: Cut, j: int, mouths: Mouths, faces: tuple[Face, Face], cut: float,
              part: float) -> tuple[WoolEnd, ...]:
    """Ends in wool of junction j of a cut silencer [m]; faces are those of the slab before and after; the tail ends at
    cut [1/m], the velocities at a part [-] of it. Valid for straight slabs; no errors. Source: docs/physics.md."""
    if not 0 < j < len(pieces.slabs):
        return ()
    sides, found = pieces.slabs[j - 1:j + 1], pieces.openings[j - 1]
    if not _with_wool(sides):
        return ()
    ring = next((o for o in found if _rest(sides[0], o.left) and _rest(sides[1], o.right) and not o.sheet), None)
    out = []
    for o in found:
        for tube in (0, 1):
            end = _end(sides, o, ring, tube, mouths, faces, Cuts(cut, part, WIDEST, TAPER, UNSEEN))
            out += [end] if end else []
    return tuple(out)


def radii_in_wool(pieces: Cut) -> list[float]:
    """Radii [m] of the tubes and holes of a cut silencer that end in wool, cones left out. Valid for any; no errors.
    Source: definition."""
    out = []
    for (a, b), row in zip(pairwise(pieces.slabs), pieces.openings, strict=True):
        if _with_wool((a, b)):
            ends = [(a, o.left, b, o.right) for o in row] + [(b, o.right, a, o.left) for o in row]
            out += [d.inner for s, n, other, m in ends if _rest(other, m) for d in s.discs if d.key == s.ducts[n].key]
    return out


def _with_wool(sides: tuple[Slab, ...]) -> bool:
    """Whether wool lies on either side, and no cone, whose tail is a cavity's."""
    return any(d.medium for s in sides for d in s.ducts) and not any(s.cone for s in sides)


def _rest(slab: Slab, duct: int) -> bool:
    return slab.ducts[duct].key[0] == "rest"


def _end(sides: tuple[Slab, ...], o: Opening, ring: Opening | None, tube: int, mouths: Mouths,
         faces: tuple[Face, Face], cuts: Cuts) -> WoolEnd | None:
    """The end of a tube on side 0 or 1 of an opening, if it is one with wool beyond it or beside it."""
    ducts = (o.left, o.right)
    near, far = sides[tube], sides[1 - tube]
    inside, beyond = near.ducts[ducts[tube]], far.ducts[ducts[1 - tube]]
    if inside.key[0] == "rest" or beyond.key[0] != "rest":
        return None
    side = near.ducts[(ring.left, ring.right)[tube]] if ring else None
    media = (inside.medium, beyond.medium, side.medium if side else None)
    disc = next(d for d in near.discs if d.key == inside.key)
    chamber = math.sqrt(beyond.area / math.pi)
    if not any(media) or o.area < (1 - WHOLE) * inside.area or disc.outer > (1 - THINNEST) * chamber:
        return None
    full = (_full(faces[tube], ducts[tube], mouths, tube),
            bool(ring) and _full(faces[tube], (ring.left, ring.right)[tube], mouths, tube) if ring else True)
    places = _places(mouths, o, ring)
    if len(places) < 1 + (ring is not None):
        return None
    round_ones = _round(mouths, o, disc.inner, cuts)
    return WoolEnd(edge(disc.inner, disc.outer, chamber, ring is not None, full, cuts), media,
                   (*places, *round_ones), (*(1.0 for _ in places), *np.sign(mouths.bows[round_ones])), len(round_ones))


def _full(face: Face, duct: int, mouths: Mouths, side: int) -> bool:
    """Whether a velocity fills a duct of a face, whose tail then is kept whole."""
    fills = (mouths.fills_left, mouths.fills_right)[side]
    return any(f for b, f in zip(face, fills, strict=True) if not isinstance(b, Walled) and b.duct == duct)


def _round(mouths: Mouths, o: Opening, radius: float, cuts: Cuts) -> list[int]:
    """Places of the first ROUND velocities J0(x r/a) of a mouth after the uniform one, by their bows
    4 sqrt(pi) a^3/x^2."""
    at = np.flatnonzero((mouths.ducts[0] == o.left) & (mouths.ducts[1] == o.right))[1:]
    sure = [x for x in ZEROS if cuts.weights(np.array([0.0, x / radius]), radius, cuts.part)[1] > SURE]
    out: list[int] = []
    for i in at.tolist():
        if len(out) < len(sure) and abs(mouths.bows[i]) * sure[len(out)] ** 2 > 2 * math.sqrt(math.pi) * radius**3:
            out.append(i)
    return out


def _places(mouths: Mouths, *openings: Opening | None) -> list[int]:
    """The first, uniform velocity of each opening that has any."""
    at = [np.flatnonzero((mouths.ducts[0] == o.left) & (mouths.ducts[1] == o.right)) for o in openings if o]
    return [int(a[0]) for a in at if len(a)]
