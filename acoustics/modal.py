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
import numpy.typing as npt

from acoustics import tail
from acoustics.arrays import Real
from acoustics.basis import MOST_LOOPS, NARROW, REACH, Sections, on_grid
from acoustics.blocks import LIVE, Effort, Face, Hard, Mouths, Tapered, Walled
from acoustics.chain import Chain, Junction, Link, Screened, Tail
from acoustics.curve import Curve, circle
from acoustics.errors import AcousticsError
from acoustics.gaps import smallest
from acoustics.mesh import Loop
from acoustics.outline import Outline
from acoustics.perforated import live_count
from acoustics.sections import AnySection, Closed, Section, Share, Straight, Wall
from acoustics.sheets import Sheet
from acoustics.silencer import Silencer
from acoustics.slabs import Cut, Slab, plain
from acoustics.static import static_shapes
from acoustics.store import Store
from acoustics.waves import Waves
from acoustics.wool import Wool

Ints = npt.NDArray[np.int64]
CACHE = "ACOUSTICS_CACHE"           # a folder for sections on disk; "" for none
CLOSED = 2.5                        # live modes of a closed cone, in units of the top wavenumber: axial ones among them
SLOT = 4.0                          # the tail goes to at least this over the gap before a tube's end
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


def _sections(pieces: Cut, silencer: Silencer, top: float, effort: Effort) -> Sections:
    """Sections of a silencer's outlines; the last few stay in memory with their mesh."""
    straight = {p.start for p in map(plain, silencer.body) if p.start == p.end}
    straight |= {c for s in pieces.slabs if s.cone for c in (s.casing, s.last) if c is not None}
    if not straight:                 # cones alone: the widest section carries the mesh
        straight = {max((s for p in silencer.body for s in (p.start, p.end)), key=lambda s: s.area)}
    casings = tuple(sorted(straight, key=lambda s: (s.area, repr(s))))
    tubes = [d.inner for s in pieces.slabs for d in s.discs if d.key[0] == "tube" and d.inner >= NARROW]
    end = max(effort.tail * top, REACH / min(tubes, default=math.inf), SLOT / smallest(silencer))
    key = (casings, loops := _loops(pieces, casings), top, end, effort, cache_folder())
    if key not in _SECTIONS:
        _SECTIONS[key] = Sections(casings, loops, top, end, effort, _store())
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
    sections = _sections(pieces, silencer, top, effort)
    slabs = [_slab(s, sections.face(s), waves, top, effort) for s in pieces.slabs]
    mouths = [sections.mouths(pieces, j) for j in range(len(slabs) + 1)]
    chain, shapes = _reduced(slabs, mouths, pieces, waves, top)
    return Made(chain, sections, tuple(slabs), tuple(mouths), tuple(shapes))


Ends = tuple[Real, Real, Real]       # S0 [m], S1 [m3] and weight [-] of each row of a tail at one end


@dataclass(frozen=True, eq=False)
class Rest:
    """The tail of a block, behind its live rows: at the start, at the end, and from one to the other (of the rows that
    both share). Source: formulation b."""

    start: Ends
    end: Ends
    cross: Ends


@dataclass(frozen=True, eq=False)
class Parted:
    """A slab's blocks parted into live rows and tail: sections, live counts, tails, media."""

    sections: tuple[AnySection, ...]
    live: tuple[int, ...]
    tails: tuple[Rest, ...]
    media: tuple[Wool | None, ...]

    @property
    def counted(self) -> int:
        """Number of modes in the tail."""
        return sum(len(t.start[0]) for t in self.tails)


def _slab(slab: Slab, face: Face, waves: Waves, top: float, effort: Effort) -> Parted:
    sections: list[AnySection] = []
    live: list[int] = []
    tails: list[Rest] = []
    for block in face:
        row = sum(live)
        medium = None if isinstance(block, Walled) else slab.ducts[block.duct].medium
        if isinstance(block, Hard):
            n = 1 if effort.plane else live_count(block.values, (effort.live * top) ** 2)
            if medium is not None:      # waves in wool are short, and the tail has the gas's density
                n = max(n, int(np.searchsorted(block.values, (LIVE * waves.shortest(medium)) ** 2)))
            length = slab.length - slab.ducts[block.duct].shorter
            sections.append(Straight(tuple(range(row, row + n)), length, medium, block.values[:n]))
            tails.append(_straight(block.values[n:], block.weights[n:], length))
        elif isinstance(block, Tapered):
            n = max(1, int(np.searchsorted(block.values, (CLOSED * top) ** 2)))
            if medium is not None:
                n = max(n, int(np.searchsorted(block.values, (CLOSED * waves.shortest(medium)) ** 2)))
            sections.append(Closed(tuple(range(row, row + n)), medium, block.values[:n]))
            tails.append(_tapered(block, n))
        else:
            n = block.live
            sections.append(_walled(slab, block, row))
            tails.append(_straight(block.tail, block.weights, slab.length))
        live.append(n)
    return Parted(tuple(sections), tuple(live), tuple(tails), tuple(d.medium for d in slab.ducts))


def _walled(slab: Slab, block: Walled, row: int) -> Section:
    media = [slab.ducts[i].medium for i in block.ducts]
    wool = next((m for m in media if m is not None), None)
    shares = [Share(None, *block.gas)] if None in media else []
    shares += [Share(wool, *block.wool)] if wool is not None else []
    walls = tuple(Wall(c.span, slab.ducts[c.rest].medium, b) for c, b in zip(slab.couplings, block.jumps, strict=True))
    return Section(tuple(range(row, row + block.live)), slab.length, tuple(shares), walls)


def _straight(values: Real, weights: Real, length: float) -> Rest:
    ends = (*tail.ends(values, length), weights)
    return Rest(ends, ends, (*tail.cross(values, length), weights))


def _tapered(block: Tapered, live: int) -> Rest:
    """A cavity's modes beyond the live ones, and at each end what dies away before the other."""
    s0, s1 = tail.closed(block.values[live:])
    ones = np.ones(len(s0))
    start, end = ((np.concatenate([s0, a]), np.concatenate([s1, b]), np.concatenate([ones, w]))
                  for (a, b), w in ((tail.endless(v), w) for v, w in (block.start, block.end)))
    return Rest(start, end, (-s0, -s1, ones))


def _rows(parts: tuple[Real, ...], live: tuple[int, ...], size: int) -> Real:
    return np.vstack([np.zeros((0, size)), *(p[:n] for p, n in zip(parts, live, strict=True))])


def _reduced(slabs: list[Parted], mouths: list[Mouths], pieces: Cut, waves: Waves,
             top: float) -> tuple[Chain, list[Real]]:
    count = len(slabs)
    left = [_rows(m.left, slabs[j - 1].live if j else (), m.size) for j, m in enumerate(mouths)]
    right = [_rows(m.right, slabs[j].live if j < count else (), m.size) for j, m in enumerate(mouths)]
    blocks = [_here(slabs, mouths[j], j) for j in range(count + 1)]
    between = [_between(slabs[i], mouths[i], mouths[i + 1]) for i in range(count)]
    rows = [_live_rows(a, b, m.signal) for a, b, m in zip(left, right, mouths, strict=True)]
    # any medium's weight only chooses a basis: the gas's
    still = [[np.asarray(sum(t.s0 for t in b)) for b in row] for row in (blocks, between)]
    held = [_held(pieces, m, j) for j, m in enumerate(mouths)]
    for j, fields in enumerate(held):
        for sheet, own in fields:
            still[0][j][own, own] += np.abs(waves.sheet(sheet)[np.argmax(waves.k.real)]) / top
    shapes = static_shapes(still[0], still[1], rows, top)
    junctions = tuple(Junction(left[j] @ w, right[j] @ w, m.signal @ w, _in_shapes(blocks[j], w, w),
                               tuple(Screened(s, w[own].T @ w[own]) for s, own in held[j]))
                      for j, (m, w) in enumerate(zip(mouths, shapes, strict=True)))
    links = tuple(Link(s.sections, _in_shapes(between[i], shapes[i], shapes[i + 1])) for i, s in enumerate(slabs))
    return Chain(links, junctions, (pieces.ports[0].area, pieces.ports[1].area), max(sum(s.live) for s in slabs),
                 max(s.counted for s in slabs)), shapes


def _held(pieces: Cut, m: Mouths, j: int) -> list[tuple[Sheet, Ints]]:
    """The fields of holes of junction j with the places of the velocities through each."""
    found = pieces.openings[j - 1] if 0 < j < len(pieces.slabs) else ()
    return [(o.sheet, np.flatnonzero((m.ducts[0] == o.left) & (m.ducts[1] == o.right))) for o in found if o.sheet]


def _in_shapes(tails: list[Tail], left: Real, right: Real) -> tuple[Tail, ...]:
    return tuple(Tail(t.medium, left.T @ t.s0 @ right, left.T @ t.s1 @ right) for t in tails if t.s0.any())


class _Sums:
    """S0 and S1 by medium, over pairs of velocities: a pair in one wool is the wool's, any other the gas's."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.tails: dict[Wool | None, Tail] = {None: Tail(None, np.zeros(self.shape), np.zeros(self.shape))}

    def add(self, medium: Wool | None, s0: Real, s1: Real) -> None:
        """Sum up; s0 and s1 are changed no more."""
        if medium not in self.tails:
            self.tails[medium] = Tail(medium, np.zeros(self.shape), np.zeros(self.shape))
        self.tails[medium].s0[...] += s0
        self.tails[medium].s1[...] += s1

    def parted(self, slab: Parted, first: Ints, second: Ints, s0: Real, s1: Real) -> None:
        """Sum up by the media of the ducts of a slab that the velocities (rows, columns) lie in."""
        media = [m for m in dict.fromkeys(slab.media) if m is not None]
        rest = np.ones(self.shape, bool)
        for m in media:
            ducts = [i for i, other in enumerate(slab.media) if other == m]
            pair = np.isin(first, ducts)[:, None] & np.isin(second, ducts)[None]
            self.add(m, np.where(pair, s0, 0.0), np.where(pair, s1, 0.0))
            rest &= ~pair
        self.add(None, *((s0, s1) if not media else (np.where(rest, s0, 0.0), np.where(rest, s1, 0.0))))


def _live_rows(left: Real, right: Real, signal: Real) -> Real:
    rows = np.vstack([left, right, signal])
    return rows[np.any(rows != 0, axis=1)]


def _here(slabs: list[Parted], m: Mouths, j: int) -> list[Tail]:
    """S0 [m], S1 [m3] of junction j on its raw velocities: both slabs' ends and ports. Source: formulation b, c."""
    out = _Sums(m.size, m.size)
    nothing = np.zeros((m.size, m.size))
    for side, i in ((0, j - 1), (1, j)):            # either side answers half of it, in its own medium
        half = np.diag(m.stiffness / 2)
        if 0 <= i < len(slabs):
            out.parted(slabs[i], m.ducts[side], m.ducts[side], half, nothing)
        else:
            out.add(None, half, nothing)
    for side, i, parts, fills in ((0, j - 1, m.left, m.fills_left), (1, j, m.right, m.fills_right)):
        if not 0 <= i < len(slabs):
            continue
        for b, (rest, n, part) in enumerate(zip(slabs[i].tails, slabs[i].live, parts, strict=True)):
            q = part[n:]
            if q.size:
                a, c, weights = rest.start if side else rest.end
                if not fills[b]:
                    a, c = a * weights, c * weights
                out.parted(slabs[i], m.ducts[side], m.ducts[side], (q.T * a) @ q, (q.T * c) @ q)
    for at, values in m.ports:
        a, c = tail.endless(values[1:])
        place = np.arange(at + 1, at + len(values))
        out.tails[None].s0[place, place] += a
        out.tails[None].s1[place, place] += c
    return list(out.tails.values())


def _between(slab: Parted, before: Mouths, after: Mouths) -> list[Tail]:
    """S0 [m], S1 [m3] from the junction before a slab to the one after, through its tail. Source: formulation b, c."""
    out = _Sums(before.size, after.size)
    for b, (rest, n, p, q) in enumerate(zip(slab.tails, slab.live, before.right, after.left, strict=True)):
        a, c, weights = rest.cross
        if len(a) and p.size and q.size:
            full = (not before.fills_right[b]) / 2 + (not after.fills_left[b]) / 2
            a, c, last = a * weights**full, c * weights**full, n + len(a)
            out.parted(slab, before.ducts[1], after.ducts[0], (p[n:last].T * a) @ q[n:last],
                       (p[n:last].T * c) @ q[n:last])
    return list(out.tails.values())
