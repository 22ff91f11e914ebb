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
from acoustics.basis import LIVE, MOST_LOOPS, NARROW, REACH, Effort, Face, Hard, Mouths, Sections, Walled, on_grid
from acoustics.chain import Chain, Junction, Link, Tail
from acoustics.curve import Curve, circle
from acoustics.errors import AcousticsError
from acoustics.mesh import Loop
from acoustics.outline import Outline
from acoustics.perforated import live_count
from acoustics.sections import Section, Share, Straight, Wall
from acoustics.silencer import Silencer
from acoustics.slabs import Cut, Slab
from acoustics.static import static_shapes
from acoustics.store import Store
from acoustics.waves import Waves
from acoustics.wool import Wool

Ints = npt.NDArray[np.int64]
CACHE = "ACOUSTICS_CACHE"           # a folder for sections on disk; "" for none
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
        _STORES[folder] = Store(folder, (Hard, Walled, Mouths))
    return _STORES[folder]


def _sections(pieces: Cut, silencer: Silencer, top: float, effort: Effort) -> Sections:
    """Sections of a silencer's outlines; the last few stay in memory with their mesh."""
    straight = {p.start for p in silencer.body if p.start == p.end}
    if not straight:                 # cones alone: the widest section carries the mesh
        straight = {max((s for p in silencer.body for s in (p.start, p.end)), key=lambda s: s.area)}
    casings = tuple(sorted(straight, key=lambda s: (s.area, repr(s))))
    tubes = [d.inner for s in pieces.slabs for d in s.discs if d.key[0] == "tube" and d.inner >= NARROW]
    end = max(effort.tail * top, REACH / min(tubes, default=math.inf))
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
    for d in (d for slab in pieces.slabs for d in slab.discs):
        own = []
        for r in (d.inner, d.outer):
            place = _place(d.x, d.y, r)
            if place not in seen:
                seen[place] = len(curves)
                curves.append(circle(d.x, d.y, r))
                twins.append(len(twins))
            own.append(seen[place])
        low, high = sorted(twins[i] for i in own)
        twins = [low if t == high else t for t in twins]
    if len(curves) > MOST_LOOPS:
        raise AcousticsError("plates", f"more than {MOST_LOOPS} outlines: use model 'uniform'")
    return tuple(Loop(c, t) for c, t in zip(curves, twins, strict=True))


def _place(x: float, y: float, radius: float) -> tuple[float, float, float]:
    return round(x, 9) + 0.0, round(y, 9) + 0.0, round(radius, 9)


def modal(silencer: Silencer, pieces: Cut, waves: Waves, effort: Effort) -> Chain:
    """Chain of a cut silencer [m] for the wavenumbers of waves [1/m] and below, in static shapes.

    Valid to the top of waves, without flow. Raises AcousticsError where the section can't be meshed.
    Source: docs/physics.md.
    """
    top = on_grid(float(np.max(waves.k.real)))
    sections = _sections(pieces, silencer, top, effort)
    slabs = [_slab(s, sections.face(s), waves, top, effort) for s in pieces.slabs]
    mouths = [sections.mouths(pieces, j) for j in range(len(slabs) + 1)]
    return _reduced(slabs, mouths, pieces, top)


@dataclass(frozen=True, eq=False)
class Parted:
    """A slab's blocks parted into live rows and tail: sections, live counts, tail lambda and weights, media, length."""

    sections: tuple[Section | Straight, ...]
    live: tuple[int, ...]
    tails: tuple[Real, ...]
    weights: tuple[Real, ...]
    media: tuple[Wool | None, ...]
    length: float


def _slab(slab: Slab, face: Face, waves: Waves, top: float, effort: Effort) -> Parted:
    sections: list[Section | Straight] = []
    live: list[int] = []
    tails: list[Real] = []
    weights: list[Real] = []
    for block in face:
        row = sum(live)
        if isinstance(block, Hard):
            medium = slab.ducts[block.duct].medium
            n = 1 if effort.plane else live_count(block.values, (effort.live * top) ** 2)
            if medium is not None:      # waves in wool are short, and the tail has the gas's density
                n = max(n, int(np.searchsorted(block.values, (LIVE * waves.shortest(medium)) ** 2)))
            sections.append(Straight(tuple(range(row, row + n)), slab.length, medium, block.values[:n]))
            tails.append(block.values[n:])
            weights.append(block.weights[n:])
        else:
            n = block.live
            media = [slab.ducts[i].medium for i in block.ducts]
            wool = next((m for m in media if m is not None), None)
            shares = [Share(None, *block.gas)] if None in media else []
            shares += [Share(wool, *block.wool)] if wool is not None else []
            walls = tuple(Wall(c.span, slab.ducts[c.rest].medium, b)
                          for c, b in zip(slab.couplings, block.jumps, strict=True))
            sections.append(Section(tuple(range(row, row + n)), slab.length, tuple(shares), walls))
            tails.append(block.tail)
            weights.append(block.weights)
        live.append(n)
    return Parted(tuple(sections), tuple(live), tuple(tails), tuple(weights),
                  tuple(d.medium for d in slab.ducts), slab.length)


def _rows(parts: tuple[Real, ...], live: tuple[int, ...], size: int) -> Real:
    return np.vstack([np.zeros((0, size)), *(p[:n] for p, n in zip(parts, live, strict=True))])


def _reduced(slabs: list[Parted], mouths: list[Mouths], pieces: Cut, top: float) -> Chain:
    count = len(slabs)
    left = [_rows(m.left, slabs[j - 1].live if j else (), m.size) for j, m in enumerate(mouths)]
    right = [_rows(m.right, slabs[j].live if j < count else (), m.size) for j, m in enumerate(mouths)]
    blocks = [_here(slabs, mouths[j], j) for j in range(count + 1)]
    between = [_between(slabs[i], mouths[i], mouths[i + 1]) for i in range(count)]
    rows = [_live_rows(a, b, m.signal) for a, b, m in zip(left, right, mouths, strict=True)]
    # any medium's weight only chooses a basis: the gas's
    still = [[np.asarray(sum(t.s0 for t in b)) for b in row] for row in (blocks, between)]
    shapes = static_shapes(still[0], still[1], rows, top)
    junctions = tuple(Junction(left[j] @ w, right[j] @ w, m.signal @ w, _in_shapes(blocks[j], w, w))
                      for j, (m, w) in enumerate(zip(mouths, shapes, strict=True)))
    links = tuple(Link(s.sections, _in_shapes(between[i], shapes[i], shapes[i + 1])) for i, s in enumerate(slabs))
    return Chain(links, junctions, (pieces.ports[0].area, pieces.ports[1].area), max(sum(s.live) for s in slabs),
                 max(sum(map(len, s.tails)) for s in slabs))


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
    out.add(None, np.diag(m.stiffness), np.zeros((m.size, m.size)))
    for side, i, parts, fills in ((0, j - 1, m.left, m.fills_left), (1, j, m.right, m.fills_right)):
        if not 0 <= i < len(slabs):
            continue
        for b, (values, n, part) in enumerate(zip(slabs[i].tails, slabs[i].live, parts, strict=True)):
            q = part[n:]
            if q.size:
                a, c = tail.ends(values, slabs[i].length)
                if not fills[b]:
                    a, c = a * slabs[i].weights[b], c * slabs[i].weights[b]
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
    for b, (values, n, p, q) in enumerate(zip(slab.tails, slab.live, before.right, after.left, strict=True)):
        if len(values) and p.size and q.size:
            a, c = tail.cross(values, slab.length)
            full = (not before.fills_right[b]) / 2 + (not after.fills_left[b]) / 2
            a, c = a * slab.weights[b]**full, c * slab.weights[b]**full
            out.parted(slab, before.ducts[1], after.ducts[0], (p[n:].T * a) @ q[n:], (p[n:].T * c) @ q[n:])
    return list(out.tails.values())
