"""Slabs as sections and junctions: the projections Q between section modes and aperture velocities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acoustics.arrays import Mask, Real
from acoustics.sections import AnySection, Section, Share, Straight, Wall
from acoustics.sheets import Sheet
from acoustics.slabs import Cut, Slab
from acoustics.wool import Wool

if TYPE_CHECKING:
    from acoustics.wool_rims import Edge

RANK = 1e-9                     # singular values below this (relative) are no velocity of their own


@dataclass(frozen=True, eq=False)
class Tail:
    """What the modes that are not live answer in one medium: jk (rho_d/rho) (S0 + k_d^2 S1), s0 [m], s1 [m3] (m, m).

    Source: formulation b, f, docs/physics.md.
    """

    medium: Wool | None
    s0: Real
    s1: Real


@dataclass(frozen=True, eq=False)
class Screened:
    """A field of holes in a junction: int phi phi over it, gram (m, m) [-], of the m velocities. Source: formulation c.
    """

    sheet: Sheet
    gram: Real


@dataclass(frozen=True, eq=False)
class Rimmed:
    """A tube's end in wool: its edge, media of tube, chamber and what lies beside it, to where modes of each are live
    [1/m] (0 for gas), and rows (k, m) [-] of the m velocities: the means of mouth and ring, then `more` of the mouth.
    Source: docs/physics.md (rims in wool)."""

    edge: Edge
    media: tuple[Wool | None, Wool | None, Wool | None]
    live: tuple[float, float, float]
    more: int
    rows: Real


@dataclass(frozen=True, eq=False)
class Junction:
    """The m aperture velocities between two slabs, and what they project on.

    left (modes of the slab before, m) and right (of the slab after, m): Q [-]; signal (2, m): +Q_0 of a port that
    extends left, -Q_0 of one that extends right, zero rows for no port; tails: the static answers of the tail by
    medium, none for the plane wave; screens: fields of holes; rims: tube ends in wool. Source: formulation c, h,
    docs/physics.md.
    """

    left: Real
    right: Real
    signal: Real
    tails: tuple[Tail, ...] = ()
    screens: tuple[Screened, ...] = ()
    rims: tuple[Rimmed, ...] = ()


@dataclass(frozen=True, eq=False)
class Link:
    """A slab between two junctions: its sections, and the tail's terms between."""

    sections: tuple[AnySection, ...]
    tails: tuple[Tail, ...] = ()


@dataclass(frozen=True, eq=False)
class Chain:
    """Links in order of z with a junction before each and one after the last; port areas [m2] (inlet, outlet).

    live and tail are the largest counts of modes of a slab, 1 a duct and 0 for uniform functions.
    """

    links: tuple[Link, ...]
    junctions: tuple[Junction, ...]
    areas: tuple[float, float]
    live: int = 0
    tail: int = 0


def plane_wave(pieces: Cut) -> Chain:
    """The chain of a cut silencer [m] with one uniform function a duct, 1/sqrt(area), and one velocity an aperture.

    Valid for any Cut, below the first cut-on of its ducts; no errors. Source: derived, docs/physics.md.
    """
    links = tuple(Link(tuple(_sections(s))) for s in pieces.slabs)
    junctions = tuple(_junction(pieces, i) for i in range(len(pieces.slabs) + 1))
    return Chain(links, junctions, (pieces.ports[0].area, pieces.ports[1].area))


def _sections(slab: Slab) -> list[Section | Straight]:
    """One section for each set of ducts that perforated walls join (all walls of a slab meet in its one chamber)."""
    joined = sorted({i for c in slab.couplings for i in (c.tube, c.rest)})
    groups = [[i] for i in range(len(slab.ducts)) if i not in joined] + ([joined] if joined else [])
    return [_section(slab, tuple(g)) if len(g) > 1 else
            Straight((g[0],), slab.length - slab.ducts[g[0]].shorter, slab.ducts[g[0]].medium, np.zeros(1))
            for g in groups]


def _section(slab: Slab, rows: tuple[int, ...]) -> Section:
    m = len(rows)
    media = list(dict.fromkeys(slab.ducts[i].medium for i in rows))
    shares = tuple(Share(w, np.diag([float(slab.ducts[i].medium == w) for i in rows]), np.zeros((m, m)))
                   for w in media)
    walls = []
    for c in slab.couplings:
        jump = np.zeros(m)
        jump[rows.index(c.tube)] = 1 / np.sqrt(slab.ducts[c.tube].area)
        jump[rows.index(c.rest)] = -1 / np.sqrt(slab.ducts[c.rest].area)
        walls.append(Wall(c.span, slab.ducts[c.rest].medium, c.perimeter * np.outer(jump, jump)))
    return Section(rows, slab.length, shares, tuple(walls))


def _junction(pieces: Cut, i: int) -> Junction:
    before = pieces.slabs[i - 1].ducts if i > 0 else ()
    after = pieces.slabs[i].ducts if i < len(pieces.slabs) else ()
    openings = pieces.openings[i - 1] if 0 < i < len(pieces.slabs) else ()
    here = [(row, p) for row, p in enumerate(pieces.ports) if p.junction == i]
    m = len(openings) + len(here)
    left, right, signal = np.zeros((len(before), m)), np.zeros((len(after), m)), np.zeros((2, m))
    for n, o in enumerate(openings):
        left[o.left, n] = np.sqrt(o.area / before[o.left].area)
        right[o.right, n] = np.sqrt(o.area / after[o.right].area)
    for n, (row, p) in enumerate(here, len(openings)):
        (right if p.extends_left else left)[p.duct, n] = 1.0
        signal[row, n] = 1.0 if p.extends_left else -1.0
    held = [(o.sheet, np.arange(m) == n) for n, o in enumerate(openings) if o.sheet]
    return _independent(left, right, signal, held)


def _independent(left: Real, right: Real, signal: Real, held: list[tuple[Sheet, Mask]]) -> Junction:
    """Without velocities that no mode and no field of holes feels (a flow around a closed ring of openings)."""
    m = signal.shape[1]
    stacked = np.vstack([left, right, signal, *(h[None] for _, h in held)])
    keep = np.eye(m)
    if m > 1:
        _, sizes, rows = np.linalg.svd(stacked, full_matrices=False)
        keep = rows[sizes > RANK * sizes[0]]
        if len(keep) < m:
            left, right, signal = left @ keep.T, right @ keep.T, signal @ keep.T
        else:
            keep = np.eye(m)
    return Junction(left, right, signal, (), tuple(Screened(s, keep[:, h] @ keep[:, h].T) for s, h in held))
