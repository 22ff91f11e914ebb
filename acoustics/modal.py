"""The chain of a cut silencer with section modes: live modes, a static tail, apertures in static shapes.

Same types and same elimination as the plane wave of one uniform function (chain.py, sweep.py); only the sections are
richer. Source: docs/physics.md (modes, tail, static shapes), formulation b to f.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.linalg

from acoustics import tail
from acoustics.arrays import Real
from acoustics.chain import Chain, Junction, Link
from acoustics.errors import AcousticsError
from acoustics.mesh import Ring, build
from acoustics.modes import Elements, Modes, hard_modes
from acoustics.perforated import Group, group_modes
from acoustics.sections import Section, Share
from acoustics.silencer import Silencer
from acoustics.slabs import Cut, Disc, Slab
from acoustics.waves import Waves

Chosen = npt.NDArray[np.bool_]
# duct left, duct right, region, port, and sqrt(area) where only a uniform velocity is kept (beside a cone)
Mouth = tuple[int | None, int | None, Chosen, int | None, float]
LIVE, TAIL, APERTURE, SHAPES = 1.5, 9.0, 0.9, 0.005
MOST_RINGS = 60


@dataclass(frozen=True)
class Effort:
    """How much is kept, in units of the top wavenumber: live, tail and aperture modes (of the tail's cut).

    plane True keeps one live mode a duct: the tail then is the end correction. Source: docs/physics.md.
    """

    live: float = LIVE
    tail: float = TAIL
    aperture: float = APERTURE
    plane: bool = False


@dataclass(frozen=True, eq=False)
class Face:
    """The modes of one slab: live rows as sections, tail as plain numbers; fields (nodes, modes) of each duct."""

    sections: tuple[Section, ...]
    live: tuple[tuple[int, int, Real], ...]     # (first row, duct, fields) of the live modes
    rows: int
    tails: tuple[tuple[Real, tuple[tuple[int, Real], ...]], ...]   # (lambda, fields by duct)


@dataclass(eq=False)
class Builder:
    """Mesh, mode cache and slabs of one silencer at one top wavenumber [1/m]."""

    pieces: Cut
    waves: Waves
    top: float
    effort: Effort
    casings: tuple[float, ...]              # radii of the cylinders; a slab of another radius is a step of a cone
    rings: tuple[Ring, ...] = ()
    elements: Elements | None = None
    modes: dict[bytes, Modes] = field(default_factory=dict)
    groups: dict[tuple[bytes, ...], Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rings = _rings(self.pieces, self.casings)
        spacing = min(2 * math.pi / (self.effort.tail * self.top) / 3.0, self.rings[0].radius / 4)
        self.elements = Elements(build(self.rings, spacing))

    @property
    def el(self) -> Elements:
        """The elements of the mesh."""
        assert self.elements is not None
        return self.elements

    # regions ------------------------------------------------------------------------------------------------------
    def within(self, x: float, y: float, radius: float) -> Chosen:
        """Triangles inside a circle of the mesh."""
        for i, r in enumerate(self.rings):
            if math.hypot(r.x - x, r.y - y) < 1e-9 and abs(r.radius - radius) < 1e-9:
                return self.el.mesh.inside[:, i]
        raise AcousticsError("body", "an outline is missing in the mesh")

    def region(self, slab: Slab, duct: int) -> Chosen:
        """Triangles of a duct of a slab."""
        key = slab.ducts[duct].key
        if key[0] == "rest":
            out = self.within(0.0, 0.0, self.casings[-1] if self.in_cone(slab) else slab.casing).copy()
            for d in slab.discs:
                out &= ~self.within(d.x, d.y, d.outer)
            return out
        disc = next(d for d in slab.discs if d.key == key)
        return self.within(disc.x, disc.y, disc.inner)

    def in_cone(self, slab: Slab) -> bool:
        """Whether a slab is a step of a cone: its chamber then carries one uniform function, meshed as the cylinder."""
        return bool(slab.casing) and all(abs(slab.casing - r) > 1e-9 for r in self.casings)

    def of(self, chosen: Chosen, limit: float) -> Modes:
        """Hard-wall modes of a region, cached."""
        key = np.packbits(chosen).tobytes() + repr(round(limit, 3)).encode()
        if key not in self.modes:
            self.modes[key] = hard_modes(self.el, chosen, limit)
        return self.modes[key]

    # slabs --------------------------------------------------------------------------------------------------------
    @property
    def tail_limit(self) -> float:
        """Largest lambda kept [1/m2]."""
        return (self.effort.tail * self.top) ** 2

    def live_count(self, values: Real, least: int = 1) -> int:
        """How many of rising eigenvalues are live; a pair is never split."""
        m = least if self.effort.plane else max(least, int(np.searchsorted(values, (self.effort.live * self.top) ** 2)))
        while not self.effort.plane and m < len(values) and values[m] - values[m - 1] < 5e-3 * values[m]:
            m += 1
        return m

    def face(self, slab: Slab) -> Face:
        """Live sections and tail of a slab."""
        joined = sorted({i for c in slab.couplings for i in (c.tube, c.rest)})
        sections: list[Section] = []
        live: list[tuple[int, int, Real]] = []
        tails: list[tuple[Real, tuple[tuple[int, Real], ...]]] = []
        row = 0
        for i, duct in enumerate(slab.ducts):
            if i in joined:
                continue
            m = self.of(self.region(slab, i), self.tail_limit)
            if self.in_cone(slab) and duct.key[0] == "rest":
                m = Modes(m.values[:1], m.shapes[:, :1], m.area)
            n = self.live_count(m.values)
            if duct.medium is not None:      # waves in wool are short, and the tail has the gas's density
                reach = (LIVE * float(np.max(np.abs(self.waves.medium(duct.medium)[1])))) ** 2
                n = max(n, int(np.searchsorted(m.values, reach)))
            for j in range(n):
                share = Share(duct.medium, np.ones((1, 1)), np.full((1, 1), m.values[j]))
                sections.append(Section((row + j,), slab.length, (share,)))
            live.append((row, i, m.shapes[:, :n]))
            tails.append((m.values[n:], ((i, m.shapes[:, n:]),)))
            row += n
        if joined and self.in_cone(slab):
            raise AcousticsError("tubes", "a perforation inside a cone needs model 'uniform'")
        if joined:
            g = self.group(slab, tuple(joined))
            sections.append(Section(tuple(range(row, row + g.live)), slab.length, g.shares, g.walls))
            live += [(row, d, f) for d, f in zip(joined, g.live_fields, strict=True)]
            tails.append((g.tail_values, tuple(zip(joined, g.tail_fields, strict=True))))
            row += g.live
        return Face(tuple(sections), tuple(live), row, tuple(tails))

    def group(self, slab: Slab, joined: tuple[int, ...]) -> Group:
        """Modes of ducts that perforated walls join, cached by regions and walls."""
        regions = [self.region(slab, i) for i in joined]
        key = (*(np.packbits(r).tobytes() for r in regions), repr(slab.couplings).encode(),
               repr([slab.ducts[i].medium for i in joined]).encode())
        if key not in self.groups:
            walls = [self.wall(slab, c.tube) for c in slab.couplings]
            self.groups[key] = group_modes(self.el, slab, joined, regions, walls, self.waves, self.top,
                                           self.tail_limit, self.live_count, self.effort.plane)
        return self.groups[key]

    def wall(self, slab: Slab, tube: int) -> tuple[int, int, Disc]:
        """Rings of the inside and outside of a tube's wall."""
        disc = next(d for d in slab.discs if d.key == slab.ducts[tube].key)
        inner = next(i for i, r in enumerate(self.rings) if math.hypot(r.x - disc.x, r.y - disc.y) < 1e-9
                     and abs(r.radius - disc.inner) < 1e-9)
        outer = next(i for i, r in enumerate(self.rings) if math.hypot(r.x - disc.x, r.y - disc.y) < 1e-9
                     and abs(r.radius - disc.outer) < 1e-9)
        return inner, outer, disc

    # junctions ----------------------------------------------------------------------------------------------------
    def openings(self, j: int) -> list[Mouth]:
        """Apertures of junction j: duct left, duct right, region, port row."""
        slabs = self.pieces.slabs
        out: list[Mouth] = []
        if 0 < j < len(slabs):
            for o in self.pieces.openings[j - 1]:
                both = self.region(slabs[j - 1], o.left) & self.region(slabs[j], o.right)
                uniform = any(self.in_cone(s) for s in slabs[j - 1:j + 1]) and "rest" in (
                    slabs[j - 1].ducts[o.left].key[0], slabs[j].ducts[o.right].key[0])
                if both.any():
                    out.append((o.left, o.right, both, None, math.sqrt(o.area) if uniform else 0.0))
        for row, p in enumerate(self.pieces.ports):
            if p.junction == j:
                slab = slabs[j] if p.extends_left else slabs[j - 1]
                region = self.region(slab, p.duct)
                ends = (None, p.duct) if p.extends_left else (p.duct, None)
                out.append((*ends, region, row, 0.0))
        return out


def _rings(pieces: Cut, casings: tuple[float, ...]) -> tuple[Ring, ...]:
    """Every circle of the silencer once, the casing first; steps of cones have none."""
    found = {(0.0, 0.0, round(r, 10)): Ring(0.0, 0.0, r) for r in casings}
    for slab in pieces.slabs:
        for d in slab.discs:
            for r in (d.inner, d.outer):
                found.setdefault((round(d.x, 10), round(d.y, 10), round(r, 10)), Ring(d.x, d.y, r))
    if len(found) > MOST_RINGS:
        raise AcousticsError("plates", f"more than {MOST_RINGS} outlines: use model 'uniform'")
    return tuple(sorted(found.values(), key=lambda r: -r.radius))


def modal(silencer: Silencer, pieces: Cut, waves: Waves, effort: Effort) -> Chain:
    """Chain of a cut silencer [m] for the wavenumbers of waves [1/m] and below, in static shapes.

    Valid to the top of waves, without flow. Raises AcousticsError where the section can't be meshed.
    Source: docs/physics.md.
    """
    top = float(np.max(waves.k.real))
    casings = sorted({p.start.radius for p in silencer.body if abs(p.start.radius - p.end.radius) < 1e-9})
    if not casings:
        raise AcousticsError("body", "a casing of cones alone needs model 'uniform'")
    b = Builder(pieces, waves, top, effort, tuple(casings))
    faces = [b.face(s) for s in pieces.slabs]
    raw = [_raw(b, faces, j) for j in range(len(pieces.slabs) + 1)]
    blocks = [tail.junction(b, faces, raw, j) for j in range(len(raw))]
    between = [tail.between(b, faces, raw, i) for i in range(len(pieces.slabs))]
    shapes = _static_shapes(raw, blocks, between, top)
    return _reduced(pieces, faces, raw, blocks, between, shapes)


@dataclass(frozen=True, eq=False)
class Raw:
    """Raw aperture velocities of a junction: live projections, ports' signal; fields for the tail."""

    left: Real
    right: Real
    signal: Real
    fields: tuple[tuple[int | None, int | None, Real, int | None], ...]   # left, right, M phi (nodes, m), port
    port_values: tuple[Real, ...]
    starts: tuple[int, ...]
    size: int


def _raw(b: Builder, faces: list[Face], j: int) -> Raw:
    limit = b.tail_limit * b.effort.aperture**2
    fields, values, starts, size = [], [], [], 0
    for left, right, region, port, single in b.openings(j):
        m = b.of(region, limit)
        if single:
            m = Modes(m.values[:1], m.shapes[:, :1], m.area)
        mass = b.el.matrices(region)[1]
        fields.append((left, right, np.asarray(mass @ m.shapes), port))
        values.append(m.values)
        starts.append(size)
        size += len(m.values)
    left_rows = faces[j - 1].rows if j else 0
    right_rows = faces[j].rows if j < len(faces) else 0
    q_left, q_right, signal = np.zeros((left_rows, size)), np.zeros((right_rows, size)), np.zeros((2, size))
    for (left, right, weighted, port), at in zip(fields, starts, strict=True):
        span = slice(at, at + weighted.shape[1])
        if left is not None:
            _project(faces[j - 1], left, weighted, q_left[:, span])
        if right is not None:
            _project(faces[j], right, weighted, q_right[:, span])
        if port is not None:
            signal[port, at] = 1.0 if left is None else -1.0
    return Raw(q_left, q_right, signal, tuple(fields), tuple(values), tuple(starts), size)


def _project(face: Face, duct: int, weighted: Real, into: Real) -> None:
    for row, d, shapes in face.live:
        if d == duct:
            into[row:row + shapes.shape[1]] += shapes.T @ weighted


def _static_shapes(raw: list[Raw], blocks: list[tuple[Real, Real]], between: list[tuple[Real, Real]],
                   top: float) -> list[Real]:
    """Span of (S + R'R/k)^-1 R', cut junction by junction. Source: formulation d."""
    sizes = [r.size for r in raw]
    at = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    s = np.zeros((at[-1], at[-1]))
    rows: list[Real] = []
    for j, r in enumerate(raw):
        here = slice(at[j], at[j + 1])
        s[here, here] += blocks[j][0]
        for q in (r.left, r.right, r.signal):
            for line in q:
                if np.any(line):
                    whole = np.zeros(at[-1])
                    whole[here] = line
                    rows.append(whole)
        if j + 1 < len(raw):
            after = slice(at[j + 1], at[j + 2])
            s[here, after] += between[j][0]
            s[after, here] += between[j][0].T
    live = np.array(rows)
    system = s + live.T @ live / top
    system[np.diag_indices_from(system)] += 1e-12 * np.trace(system) / max(1, len(system))
    x = scipy.linalg.solve(system, live.T, assume_a="pos")
    out = []
    for j in range(len(raw)):
        block = x[at[j]:at[j + 1]]
        if block.shape[0] == 0:
            out.append(np.zeros((0, 0)))
            continue
        u, sizes_, _ = np.linalg.svd(block, full_matrices=False)
        out.append(u[:, sizes_ > SHAPES * sizes_[0]])
    return out


def _reduced(pieces: Cut, faces: list[Face], raw: list[Raw], blocks: list[tuple[Real, Real]],
             between: list[tuple[Real, Real]], shapes: list[Real]) -> Chain:
    junctions = []
    for r, (s0, s1), w in zip(raw, blocks, shapes, strict=True):
        junctions.append(Junction(r.left @ w, r.right @ w, r.signal @ w, w.T @ s0 @ w, w.T @ s1 @ w))
    links = []
    for i, (f, (s0, s1)) in enumerate(zip(faces, between, strict=True)):
        a, c = shapes[i], shapes[i + 1]
        links.append(Link(f.sections, a.T @ s0 @ c, a.T @ s1 @ c))
    return Chain(tuple(links), tuple(junctions), (pieces.ports[0].area, pieces.ports[1].area))
