"""A slab's blocks parted into live rows and tail, and what the tail answers over the slab's length (formulation b)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Mask, Real
from acoustics.blocks import LIVE_IN_WOOL, Effort, Face, Hard, Tapered, Walled
from acoustics.perforated import live_count
from acoustics.sections import AnySection, Closed, Section, Share, Straight, Wall
from acoustics.slabs import Slab
from acoustics.tail import closed, endless, straight
from acoustics.waves import Waves
from acoustics.wool import Wool

CLOSED = 2.5                        # live modes of a closed cone, in units of the top wavenumber: axial ones among them
Row = tuple[Real, Real, Mask]       # of one block at one end: answers, weights and across, as Rest


@dataclass(frozen=True, eq=False)
class Rest:
    """The tail of a slab at one of its ends, the blocks' rows one after the other: S0 [m] and S1 [m3] (2, rows),
    roots of the weights [-], how many rows each block has, and which of them reach the other end (None for all).
    Source: formulation b.
    """

    answers: Real
    bare: Real
    counts: tuple[int, ...]
    across: Mask | None


@dataclass(frozen=True, eq=False)
class Parted:
    """A slab's blocks parted into live rows and tail: sections, live counts, the tail at the start and at the end and
    what its rows answer from one to the other, the media of the ducts."""

    sections: tuple[AnySection, ...]
    live: tuple[int, ...]
    ends: tuple[Rest, Rest]
    cross: Real
    media: tuple[Wool | None, ...]

    @property
    def counted(self) -> int:
        """Number of modes in the tail."""
        return len(self.ends[0].bare)


def parted(slab: Slab, face: Face, waves: Waves, top: float, effort: Effort) -> Parted:
    """A slab's blocks parted for waves [1/m] up to top [1/m]. Valid without flow; no errors. Source: formulation b."""
    sections: list[AnySection] = []
    live: list[int] = []
    for block in face:
        row = sum(live)
        medium = None if isinstance(block, Walled) else slab.ducts[block.duct].medium
        if isinstance(block, Hard):
            n = 1 if effort.plane else live_count(block.values, (effort.live * top) ** 2)
            if medium is not None:      # waves in wool are short; a mode that the cut weighs stays in the tail
                short = int(np.searchsorted(block.values, (LIVE_IN_WOOL * waves.shortest(medium)) ** 2))
                n = max(n, min(short, int(np.count_nonzero(block.weights >= 1))))
            sections.append(Straight(tuple(range(row, row + n)), _length(slab, block), medium, block.values[:n]))
        elif isinstance(block, Tapered):
            n = max(1, int(np.searchsorted(block.values, (CLOSED * top) ** 2)))
            if medium is not None:
                n = max(n, int(np.searchsorted(block.values, (CLOSED * waves.shortest(medium)) ** 2)))
            sections.append(Closed(tuple(range(row, row + n)), medium, block.values[:n]))
        else:
            n = block.live
            sections.append(_walled(slab, block, row))
        live.append(n)
    return Parted(tuple(sections), tuple(live), *_tails(slab, face, live), tuple(d.medium for d in slab.ducts))


def _length(slab: Slab, block: Hard | Walled) -> float:
    return slab.length - (slab.ducts[block.duct].shorter if isinstance(block, Hard) else 0.0)


def _walled(slab: Slab, block: Walled, row: int) -> Section:
    media = [slab.ducts[i].medium for i in block.ducts]
    wool = next((m for m in media if m is not None), None)
    shares = [Share(None, *block.gas)] if None in media else []
    shares += [Share(wool, *block.wool)] if wool is not None else []
    walls = tuple(Wall(c.span, slab.ducts[c.rest].medium, b) for c, b in zip(slab.couplings, block.jumps, strict=True))
    return Section(tuple(range(row, row + block.live)), slab.length, tuple(shares), walls)


def _tails(slab: Slab, face: Face, live: list[int]) -> tuple[tuple[Rest, Rest], Real]:
    """The tail's rows at both ends of a slab, and what they answer across (2, rows)."""
    plain = [(b, n) for b, n in zip(face, live, strict=True) if not isinstance(b, Tapered)]
    values = [b.values[n:] if isinstance(b, Hard) else b.tail for b, n in plain]
    weights = [b.weights[n:] if isinstance(b, Hard) else b.weights for b, n in plain]
    counts = [len(v) for v in values]
    lengths = [_length(slab, b) for b, _ in plain]
    here, across = straight(np.concatenate([np.zeros(0), *values]), np.repeat(lengths, counts))
    if len(plain) == len(face):
        end = Rest(here, np.sqrt(np.concatenate([np.zeros(0), *weights])), tuple(counts), None)
        return (end, end), across
    cuts = np.cumsum(counts)[:-1]
    evens = iter(zip(np.split(here, cuts, 1), np.split(across, cuts, 1), weights, strict=True))
    starts: list[Row] = []
    ends: list[Row] = []
    cross: list[Real] = []
    for block, n in zip(face, live, strict=True):
        if isinstance(block, Tapered):
            s = closed(block.values[n:])
            starts.append(_row(s, *block.start))
            ends.append(_row(s, *block.end))
            cross.append(-s)
        else:
            s, over, w = next(evens)
            starts.append((s, w, np.ones(len(w), bool)))
            ends.append(starts[-1])
            cross.append(over)
    return (_strung(starts), _strung(ends)), np.hstack(cross)


def _row(cavity: Real, values: Real, weights: Real) -> Row:
    """A cavity's modes beyond the live ones, and what dies away before the other end."""
    n = cavity.shape[1]
    return (np.hstack([cavity, endless(values)]), np.concatenate([np.ones(n), weights]),
            np.arange(n + len(values)) < n)


def _strung(rows: list[Row]) -> Rest:
    """Blocks' rows one after the other."""
    answers, weights, across = zip(*rows, strict=True)
    return Rest(np.hstack(answers), np.sqrt(np.concatenate(weights)), tuple(map(len, weights)), np.concatenate(across))
