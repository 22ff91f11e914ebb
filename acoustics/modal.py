"""The chain of a cut silencer with section modes: live modes, a static tail, apertures in static shapes.

Same types and same elimination as the plane wave of one uniform function (chain.py, sweep.py); only the sections are
richer. Source: docs/physics.md (modes, tail, static shapes), formulation b to f.
"""

from __future__ import annotations

import math
import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acoustics.affordable import afford
from acoustics.arrays import Real
from acoustics.basis import MOST_LOOPS, NARROW, PER_WAVE, REACH, Sections, on_grid
from acoustics.blocks import Effort, Face, Hard, Mouths, Tapered, Walled
from acoustics.chain import Chain
from acoustics.curve import Curve, circle
from acoustics.errors import AcousticsError
from acoustics.gaps import Lips, lips, placed, smallest
from acoustics.mesh import Loop
from acoustics.outline import Outline
from acoustics.parted import Parted, parted
from acoustics.reduced import reduced
from acoustics.silencer import Silencer
from acoustics.slabs import Cut, plain
from acoustics.store import Store
from acoustics.waves import Waves
from acoustics.wool_ends import FINER, IN_WOOL, WoolEnd, radii_in_wool, wool_ends

CACHE = "ACOUSTICS_CACHE"           # a folder for sections on disk; "" for none
SLOT = 4.0                          # the tail goes to at least this over the gap before a tube's end
RIM = 6.5                           # and to at least this over the radius of a slot's rim
LEAST_RIM = 0.010                   # m: of a smaller one as if it were so wide
LONGEST = 6.5                       # length of a conical slab times the top wavenumber
MOST_SECTIONS = 3                   # sets of outlines whose mesh and fields stay in memory


def cache_folder() -> Path | None:
    """Where sections are kept on disk: ACOUSTICS_CACHE, or the user's cache folder; None for nowhere.

    Source: definition (the XDG base directory convention).
    """
    named = os.environ.get(CACHE)
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base) / "knalpot-acoustics" if base else Path.home() / ".cache" / "knalpot-acoustics"
    except RuntimeError:            # no home
        return None


_STORES: dict[Path | None, Store] = {}
_SECTIONS: OrderedDict[tuple[object, ...], Sections] = OrderedDict()


def _store() -> Store:
    folder = cache_folder()
    if folder not in _STORES:
        _STORES[folder] = Store(folder, (Hard, Walled, Tapered, Mouths))
    return _STORES[folder]


def _sections(pieces: Cut, silencer: Silencer, edges: Lips, top: float, effort: Effort) -> Sections:
    """Sections of a silencer's outlines; the last few stay in memory with their mesh."""
    straight = {p.start for p in map(plain, silencer.body) if p.start == p.end}
    straight |= {c for s in pieces.slabs if s.cone for c in (s.casing, s.last) if c is not None}
    if not straight:                 # cones alone: the widest section carries the mesh
        straight = {max((s for p in silencer.body for s in (p.start, p.end)), key=lambda s: s.area)}
    casings = tuple(sorted(straight, key=lambda s: (s.area, repr(s))))
    tubes = [d.inner for s in pieces.slabs for d in s.discs if d.key[0] == "tube" and d.inner >= NARROW]
    rims = placed(edges.rims, [d for s in pieces.slabs for d in s.discs])
    woolly = [r for r in radii_in_wool(pieces) if r >= NARROW]
    end = max(effort.tail * top, REACH / min(tubes, default=math.inf), IN_WOOL / min(woolly, default=math.inf),
              SLOT / smallest(silencer, edges),
              RIM / max(LEAST_RIM, min((r.radii[-1] for r in rims), default=math.inf)))
    afford(pieces, casings, end, top)
    fine = FINER if woolly else PER_WAVE
    key = (casings, loops := _loops(pieces, casings), top, end, effort, fine, cache_folder(), rims)
    if key not in _SECTIONS:
        _SECTIONS[key] = Sections(casings, loops, top, end, effort, _store(), rims, fine)
        while len(_SECTIONS) > MOST_SECTIONS:
            _SECTIONS.popitem(last=False)
    _SECTIONS.move_to_end(key)
    return _SECTIONS[key]


def _loops(pieces: Cut, casings: tuple[Outline, ...]) -> tuple[Loop, ...]:
    """Every outline once, casings first; circles of one tube's wall are twins. Steps of cones have none."""
    curves: list[Curve] = [c.curve for c in reversed(casings)]
    twins = list(range(len(curves)))
    seen: dict[tuple[float, float, float], int] = {}
    for i, c in enumerate(curves):
        if c.ring:
            seen[_place(c.ring.x, c.ring.y, c.ring.radius)] = i
    fields = [o.sheet.circle for row in pieces.openings for o in row if o.sheet and o.sheet.circle]
    for x, y, *radii in [*((d.x, d.y, d.inner, d.outer) for slab in pieces.slabs for d in slab.discs), *fields]:
        own = []
        for r in radii:
            place = _place(x, y, r)
            if place not in seen:
                seen[place] = len(curves)
                curves.append(circle(x, y, r))
                twins.append(len(twins))
            own.append(seen[place])
        low, high = min(twins[i] for i in own), max(twins[i] for i in own)
        twins = [low if t == high else t for t in twins]
    if len(curves) > MOST_LOOPS:
        raise AcousticsError("plates", f"more than {MOST_LOOPS} outlines: give small holes as a field of the "
                              "plate, or use model 'uniform'")
    return tuple(Loop(c, t) for c, t in zip(curves, twins, strict=True))


def _place(x: float, y: float, radius: float) -> tuple[float, float, float]:
    return round(x, 9) + 0.0, round(y, 9) + 0.0, round(radius, 9)


def longest_cone(waves: Waves) -> float:
    """Longest slab of a cone [m] to the top of waves [1/m]: more is cut in parts. Source: docs/physics.md (cones)."""
    return LONGEST / on_grid(float(np.max(waves.k.real)))


def modal(silencer: Silencer, pieces: Cut, waves: Waves, effort: Effort) -> Chain:
    """Chain of a cut silencer [m] (cones to longest_cone) for the wavenumbers of waves [1/m] and below, static shapes.

    Valid to the top of waves, without flow. Raises AcousticsError where the section can't be meshed.
    Source: docs/physics.md.
    """
    return made(silencer, pieces, waves, effort).chain


@dataclass(frozen=True, eq=False)
class Made:
    """A chain and what it was made of: its sections, each slab's blocks parted, and each junction's raw velocities with
    the static shapes (m, shapes) [-] that stand for them."""

    chain: Chain
    sections: Sections
    slabs: tuple[Parted, ...]
    mouths: tuple[Mouths, ...]
    shapes: tuple[Real, ...]


def made(silencer: Silencer, pieces: Cut, waves: Waves, effort: Effort) -> Made:
    """As modal(), with what the chain was made of. Source: docs/physics.md."""
    top = on_grid(float(np.max(waves.k.real)))
    edges = lips(silencer)
    sections = _sections(pieces, silencer, edges, top, effort)
    faces: list[Face] = [sections.face(s) for s in pieces.slabs]
    slabs = [parted(s, face, waves, top, effort) for s, face in zip(pieces.slabs, faces, strict=True)]
    places = [pieces.slabs[0].z0, *(s.z1 for s in pieces.slabs)]
    slots = [edges.at(z) for z in places]
    mouths = [sections.mouths(pieces, j, slot) for j, slot in enumerate(slots)]
    ends: list[tuple[WoolEnd, ...]] = [()] * len(mouths)
    for j in range(1, len(faces)):
        if not slots[j]:                # the rims of a slot are right as they are
            ends[j] = wool_ends(pieces, j, mouths[j], (faces[j - 1], faces[j]), sections.cut, effort.aperture)
    chain, shapes = reduced(slabs, mouths, pieces, waves, top, ends)
    return Made(chain, sections, tuple(slabs), tuple(mouths), tuple(shapes))
