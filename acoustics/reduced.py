"""The tail of a chain on its static shapes: summed once on the raw velocities to find the shapes, then only on these.

Source: docs/physics.md (static shapes), formulation b to d.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Mask, Real
from acoustics.blocks import LIVE_IN_WOOL, Mouths
from acoustics.chain import Chain, Junction, Link, Rimmed, Screened, Tail
from acoustics.parted import Parted
from acoustics.sections import Section
from acoustics.sheets import Sheet
from acoustics.slabs import Cut
from acoustics.static import spanned, static_shapes
from acoustics.tail import endless
from acoustics.waves import Waves
from acoustics.wool import Wool
from acoustics.wool_ends import WoolEnd

Ints = npt.NDArray[np.int64]
EMPTY = 1e-13               # of all pairs of velocities: what round-off leaves the gas where all lie in wool


@dataclass(frozen=True, eq=False)
class _Side:
    """One side of a junction: where its rows lie among the junction's, which of them reach the slab's other end (None
    for all), and the places of the velocities in each wool."""

    own: slice
    across: Mask | None
    wools: dict[Wool, Ints]

    def over(self, rows: Real) -> Real:
        """Of a junction's rows those of this side that reach the slab's other end."""
        return rows[self.own] if self.across is None else rows[self.own][self.across]


@dataclass(frozen=True, eq=False)
class _Rows:
    """What of a junction depends on no length, for its slabs' live counts. live: the live rows of the slab before and
    of the one after on the m raw velocities; felt: those that any velocity reaches, the ports' among them. tail (k, m):
    both slabs' tails, those near the cut weighted.
    """

    counts: tuple[tuple[int, ...], ...]
    live: tuple[Real, Real]
    felt: Real
    tail: Real


@dataclass(frozen=True, eq=False)
class _Meeting:
    """What meets at a junction. answers: S0 and S1 (2, k) of the tail's rows. ports: the places of the velocities of
    semi-infinite ducts and S0 and S1 of these. held: the fields of holes with their velocities.
    """

    mouths: Mouths
    known: _Rows
    answers: Real
    sides: tuple[_Side, _Side]
    ports: list[tuple[Ints, Real]]
    held: list[tuple[Sheet, Ints]]

    @property
    def rows(self) -> Real:
        """The tail's rows (k, m) of both slabs."""
        return self.known.tail


_ROWS: WeakKeyDictionary[Mouths, _Rows] = WeakKeyDictionary()


def reduced(slabs: list[Parted], mouths: list[Mouths], pieces: Cut, waves: Waves, top: float,
            ends_in_wool: list[tuple[WoolEnd, ...]]) -> tuple[Chain, list[Real]]:
    """The chain of parted slabs and the junctions' raw velocities, in static shapes (m, shapes) [-], and these.

    top [1/m]; ends_in_wool of each junction. Valid to the top of waves; no errors. Source: docs/physics.md (static
    shapes).
    """
    meetings = [_meeting(slabs, m, pieces, j) for j, m in enumerate(mouths)]
    felt = [np.concatenate([m.known.felt, np.eye(m.mouths.size)[[p for e in own for p in e.places]]]) if own
            else m.known.felt for m, own in zip(meetings, ends_in_wool, strict=True)]
    shapes = _shapes(slabs, meetings, felt, waves, top, [])
    heavy = [_heaviness(s, waves) for s in slabs]
    if any(any(h) for h in heavy):
        more = _shapes(slabs, meetings, felt, waves, top, heavy)
        shapes = [spanned(np.hstack([w, x])) if m.sides[0].wools or m.sides[1].wools else w
                  for m, w, x in zip(meetings, shapes, more, strict=True)]
    ends = [(m, w, m.rows @ w) for m, w in zip(meetings, shapes, strict=True)]
    junctions = tuple(Junction(m.known.live[0] @ w, m.known.live[1] @ w, m.mouths.signal @ w, _here(m, w, spread),
                               tuple(Screened(s, w[own].T @ w[own]) for s, own in m.held),
                               tuple(_rimmed(e, w, waves) for e in own_ends))
                      for (m, w, spread), own_ends in zip(ends, ends_in_wool, strict=True))
    links = tuple(Link(s.sections, _between(s, a, b)) for s, a, b in zip(slabs, ends[:-1], ends[1:], strict=True))
    return Chain(links, junctions, (pieces.ports[0].area, pieces.ports[1].area), max(sum(s.live) for s in slabs),
                 max(s.counted for s in slabs)), shapes


def _heaviness(slab: Parted, waves: Waves) -> list[float]:
    """Logarithm of the mean density over the gas's [-] in each of a slab's blocks, 0 where walls join gas and wool."""
    return [0.0 if isinstance(s, Section) or s.medium is None
            else float(np.mean(np.log(np.abs(waves.medium(s.medium)[0])))) for s in slab.sections]


def _shapes(slabs: list[Parted], meetings: list[_Meeting], felt: list[Real], waves: Waves, top: float,
            heavy: list[list[float]]) -> list[Real]:
    """Static shapes; with heavy the tail of each block of the slabs weighs exp of it. Source: docs/physics.md."""
    blocks: list[Real] = []
    between: list[Real] = []
    for j, at in enumerate(meetings):
        answers = at.answers
        if heavy:
            answers = answers.copy()
            for side, i in zip(at.sides, (j - 1, j), strict=True):
                if 0 <= i < len(slabs):
                    answers[:, side.own] *= np.exp(np.repeat(heavy[i], slabs[i].ends[int(i == j - 1)].counts))
        blocks.append(_still(at, answers))
        for sheet, own in at.held:
            blocks[j][own, own] += np.abs(waves.sheet(sheet)[np.argmax(waves.k.real)]) / top
        if j:
            last, start = meetings[j - 1], meetings[j - 1].sides[1]
            cross = slabs[j - 1].cross[0]
            if heavy:
                across = np.exp(np.repeat(heavy[j - 1], slabs[j - 1].ends[0].counts))
                cross = cross * (across if start.across is None else across[start.across])
            between.append((start.over(last.rows).T * cross) @ at.sides[0].over(at.rows))
    return static_shapes(blocks, between, felt, top)


def _rimmed(end: WoolEnd, shapes: Real, waves: Waves) -> Rimmed:
    """An end on static shapes; live modes of its wools reach LIVE_IN_WOOL times the shortest wave."""
    tube, beyond, beside = (LIVE_IN_WOOL * waves.shortest(m) if m else 0.0 for m in end.media)
    return Rimmed(end.edge, end.media, (tube, beyond, beside), end.more,
                  shapes[list(end.places)] * np.array(end.signs)[:, None])


def _meeting(slabs: list[Parted], m: Mouths, pieces: Cut, j: int) -> _Meeting:
    answers, sides = [np.zeros((2, 0))], []
    size = 0
    for side, i in ((0, j - 1), (1, j)):
        if not 0 <= i < len(slabs):
            sides.append(_Side(slice(size, size), None, {}))
            continue
        slab, rest = slabs[i], slabs[i].ends[1 - side]
        answers.append(rest.answers)
        wools = {w: np.flatnonzero(np.array([*(other == w for other in slab.media), False])[m.ducts[side]])
                 for w in dict.fromkeys(slab.media) if w is not None}            # duct -1, none: the last
        sides.append(_Side(slice(size, size + len(rest.bare)), rest.across, {w: p for w, p in wools.items() if len(p)}))
        size += len(rest.bare)
    found = pieces.openings[j - 1] if 0 < j < len(slabs) else ()
    return _Meeting(m, _rows(slabs, m, j), np.concatenate(answers, axis=1), (sides[0], sides[1]),
                    [(np.arange(at + 1, at + len(values)), endless(values[1:])) for at, values in m.ports],
                    [(o.sheet, np.flatnonzero((m.ducts[0] == o.left) & (m.ducts[1] == o.right)))
                     for o in found if o.sheet])


def _rows(slabs: list[Parted], m: Mouths, j: int) -> _Rows:
    """The rows of junction j, kept as long as its velocities: other lengths, gas and mostly wool have the same."""
    beside = [slabs[i] if 0 <= i < len(slabs) else None for i in (j - 1, j)]
    counts = tuple(s.live if s else () for s in beside)
    if m not in _ROWS or _ROWS[m].counts != counts:
        none = np.zeros((0, m.size))
        live, rows, weak = [none, none], [none], [np.zeros(0)]
        for side, (slab, parts, fills) in enumerate(zip(beside, (m.left, m.right), (m.fills_left, m.fills_right),
                                                        strict=True)):
            if slab:
                live[side] = np.concatenate([none, *(p[:n] for p, n in zip(parts, slab.live, strict=True))])
                rows += [p[n:] for p, n in zip(parts, slab.live, strict=True)]
                # either end bears its part of a weight, unless a velocity fills the duct there
                rest = slab.ends[1 - side]
                weak.append(np.where(np.repeat(fills, rest.counts), 1.0, rest.bare))
        felt = np.concatenate([*live, m.signal])
        tail = np.concatenate(rows) * np.concatenate(weak)[:, None]
        _ROWS[m] = _Rows(counts, (live[0], live[1]), felt[felt.any(axis=1)], tail)
    return _ROWS[m]


def _still(m: _Meeting, answers: Real) -> Real:
    """S0 [m] of a junction on its raw velocities, of answers (2, k) of its rows. Source: formulation b, c."""
    root = np.sqrt(answers[0])[:, None] * m.rows
    out = np.asarray(root.T @ root)
    out.flat[::m.mouths.size + 1] += m.mouths.stiffness
    for place, answer in m.ports:
        out[place, place] += answer[0]
    return out


def _here(m: _Meeting, shapes: Real, spread: Real) -> tuple[Tail, ...]:
    """S0 [m], S1 [m3] of a junction on its shapes: both slabs' ends and ports; spread (k, shapes) its rows on these.

    A pair of velocities in one wool is the wool's, any other the gas's. Source: formulation b, c.
    """
    stiffness = m.mouths.stiffness
    whole = _pair(spread, spread, m.answers)
    whole[0] += (shapes.T * stiffness) @ shapes
    for place, answer in m.ports:
        whole += _pair(shapes[place], shapes[place], answer)
    parts = []
    for side in m.sides:
        for wool, p in side.wools.items():
            rows = m.rows[side.own][:, p] @ shapes[p]
            part = _pair(rows, rows, m.answers[:, side.own])
            part[0] += (shapes[p].T * (stiffness[p] / 2)) @ shapes[p]       # either side answers half of it
            parts.append((wool, part))
    return _by_medium(whole, parts)


def _between(slab: Parted, before: tuple[_Meeting, Real, Real], after: tuple[_Meeting, Real, Real]) -> tuple[Tail, ...]:
    """S0 [m], S1 [m3] from the shapes before a slab to those after, through its tail. Source: formulation b, c."""
    (a, first, ahead), (b, last, behind) = before, after
    start, end = a.sides[1], b.sides[0]
    parts = [(w, _pair(start.over(a.rows)[:, p] @ first[p], end.over(b.rows)[:, end.wools[w]] @ last[end.wools[w]],
                       slab.cross)) for w, p in start.wools.items() if w in end.wools]
    return _by_medium(_pair(start.over(ahead), end.over(behind), slab.cross), parts)


def _by_medium(whole: Real, parts: list[tuple[Wool, Real]]) -> tuple[Tail, ...]:
    """S0 and S1 (2, m, n) of all pairs of velocities, and of those in one wool: what is left is the gas's."""
    wools: dict[Wool, Real] = {}
    for wool, part in parts:
        wools[wool] = wools[wool] + part if wool in wools else part
    gas = whole - sum(wools.values()) if wools else whole
    tails = [Tail(None, *gas)] if np.abs(gas[0]).max(initial=0.0) > EMPTY * np.abs(whole[0]).max(initial=0.0) else []
    return (*tails, *(Tail(w, *part) for w, part in wools.items() if part[0].any()))


def _pair(first: Real, last: Real, answers: Real) -> Real:
    """S0 and S1 (2, m, n) of rows that answer (2, k), between velocities (k, m) and (k, n)."""
    m, n = first.shape[1], last.shape[1]
    weighed = (answers[:, None, :] * first.T).reshape(2 * m, len(first))
    return np.asarray((weighed @ last).reshape(2, m, n))
