"""What depends on the sections alone: modes of every slab and their projections on the apertures between slabs.

Neither lengths nor gas nor wool enter, only outlines, walls and the top wavenumber, so one basis serves all variants of
a silencer; store.py keeps its pieces. Source: docs/physics.md (sections, apertures), formulation c to f.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from acoustics.arrays import Mask, Real
from acoustics.blocks import Block, Effort, Face, Hard, Mouths, Tapered, Walled, uniform_walled
from acoustics.curve import Curve, circle
from acoustics.eigen import first_below
from acoustics.errors import AcousticsError
from acoustics.gaps import Rim
from acoustics.mesh import Loop, build
from acoustics.modes import Elements, Modes, hard_modes
from acoustics.outline import Outline
from acoustics.perforated import Group, Screen, group_modes
from acoustics.rims import Rims
from acoustics.slabs import Cut, Slab
from acoustics.store import Store
from acoustics.tapered import Taper, taper

MOST_LOOPS = 150
PER_WAVE = 3.0              # steps of the mesh a wave at the cut
REACH = 2.5                 # the tail goes to at least this over the narrowest tube's radius
NARROW = 8e-3               # m: tubes narrower than this are served by UNSEEN alone
WIDEST = 0.7                # a smooth cut is at most this part of itself wide
TAPER = 2.0                 # both sides of an aperture answer a velocity
# x, and the end correction over a that a mouth of radius a misses in a tail that ends at x/a: of a step to 3, beyond it
# half of that, since the end of a thin tube misses none (docs/physics.md, smooth cuts)
UNSEEN = ((0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0,
           10.0, 12.0),
          (0.711, 0.577, 0.464, 0.362, 0.2715, 0.194, 0.133, 0.085, 0.0495, 0.0245, 0.008, 0.0, 0.0024, 0.006, 0.007,
           0.0053, 0.001, 0.0017, 0.0021, 0.0006, 0.0))
MOST_KEYS = 500             # slabs and pieces of a set of outlines at hand
GRID = 8                    # steps of the top wavenumber an octave: neighbouring tops share a basis
T = TypeVar("T")


def on_grid(top: float) -> float:
    """The next wavenumber [1/m] from top [1/m] > 0 up, on a grid of GRID an octave. Source: definition."""
    return float(2.0 ** (math.ceil(GRID * math.log2(top) - 1e-9) / GRID))


@dataclass(eq=False)
class Sections:
    """Mesh and modes of all sections of one set of outlines, made when first asked for; top [1/m] is on the grid."""

    casings: tuple[Outline, ...]            # of the cylinders; a slab of another one is a step of a cone
    loops: tuple[Loop, ...]
    top: float
    cut: float                              # where the tail ends [1/m]
    effort: Effort
    store: Store
    rims: tuple[Rim, ...] = ()
    per_wave: float = PER_WAVE
    _elements: Elements | None = None
    _modes: dict[bytes, Modes] = field(default_factory=dict)
    _groups: dict[str, Group] = field(default_factory=dict)
    _tapers: dict[str, Taper] = field(default_factory=dict)
    _keys: dict[int, tuple[Slab, str]] = field(default_factory=dict)
    _regions: dict[tuple[str, int, bool], Mask] = field(default_factory=dict)
    _kept: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _last: tuple[Modes, Real] | None = None

    @property
    def el(self) -> Elements:
        """The elements of the mesh."""
        if self._elements is None:
            spacing = min(2 * math.pi / self.cut / self.per_wave, self.loops[0].curve.perimeter / 25)
            self._elements = Elements(build(self.loops, spacing))
        return self._elements

    @cached_property
    def local(self) -> Rims:
        """Functions beside the lips of slots."""
        return Rims(self.el, self.rims, self.cut)

    def ramp(self, regions: list[Mask], part: float = 1.0) -> float:
        """Width of the smooth cut [1/m] at a part of the tail's: the spacing pi/r across, r = 2 area/perimeter.

        Source: docs/physics.md (smooth cuts).
        """
        return min(math.pi / max(self.el.width(r) for r in regions), WIDEST * part * self.cut)

    def limit(self, regions: list[Mask], part: float = 1.0) -> float:
        """Largest lambda [1/m2] of the modes of regions: weight nothing beyond."""
        return (part * self.cut + self.ramp(regions, part) / 2) ** 2

    def weights(self, values: Real, regions: list[Mask], part: float = 1.0) -> Real:
        """Weights [-] of modes: 1, falling through 1/2 at the cut to 0."""
        return np.clip((part * self.cut - np.sqrt(values)) / self.ramp(regions, part) + 0.5, 0.0, 1.0)

    # regions ------------------------------------------------------------------------------------------------------
    def within(self, curve: Curve) -> Mask:
        """Triangles inside a loop of the mesh."""
        return self.el.mesh.inside[:, self._loop(curve)]

    def _loop(self, curve: Curve) -> int:
        for i, loop in enumerate(self.loops):
            if loop.curve == curve or _same_ring(loop.curve, curve):
                return i
        raise AcousticsError("body", "an outline is missing in the mesh")

    def region(self, slab: Slab, duct: int, last: bool = False) -> Mask:
        """Triangles of a duct of a slab, at its start or its end; cached, not to be changed."""
        name = self.slab_key(slab), duct, last
        if name not in self._regions:
            if len(self._regions) >= MOST_KEYS:
                self._regions.clear()
            self._regions[name] = self._region(slab, duct, last)
        return self._regions[name]

    def _region(self, slab: Slab, duct: int, last: bool) -> Mask:
        key = slab.ducts[duct].key
        if key[0] == "rest":
            casing = slab.last if last else slab.casing
            assert casing is not None
            out = self.within((self.casings[-1] if self.in_cone(slab) else casing).curve).copy()
            for d in slab.discs:
                out &= ~self.within(circle(d.x, d.y, d.outer))
            return out
        disc = next(d for d in slab.discs if d.key == key)
        return self.within(circle(disc.x, disc.y, disc.inner))

    def in_cone(self, slab: Slab) -> bool:
        """Whether a slab is a step of a cone: its chamber then carries one uniform function."""
        return slab.casing is not None and slab.casing not in self.casings

    def of(self, chosen: Mask, part: float = 1.0) -> Modes:
        """Hard-wall modes of a region to a part of the tail's cut: solved once, as far as a duct's tail goes."""
        key = np.packbits(chosen).tobytes()
        if key not in self._modes:
            self._modes[key] = hard_modes(self.el, chosen, self.limit([chosen]))
        whole = self._modes[key]
        if part == 1.0:
            return whole
        return Modes(*first_below(whole.values, whole.shapes, self.limit([chosen], part)), whole.area)

    def whole(self, chosen: Mask) -> Modes:
        """Hard-wall modes of a region and what the rims of slots have beside them."""
        hard = self.of(chosen)
        return self.local.joined(hard, chosen, self.limit([chosen])) if self.rims else hard

    # slabs --------------------------------------------------------------------------------------------------------
    def face(self, slab: Slab) -> Face:
        """Blocks of modes of a slab."""
        return self._stored(("face", self.slab_key(slab)), lambda: self._face(slab))

    def _face(self, slab: Slab) -> Face:
        joined = _joined(slab)
        out: list[Block] = []
        for i, duct in enumerate(slab.ducts):
            if i not in joined:
                if self.in_cone(slab) and duct.key[0] == "rest":
                    out.append(Hard(i, np.zeros(1), np.ones(1)))
                    continue
                if slab.end and slab.cone and duct.key[0] == "rest":
                    out.append(self._tapered(slab, i))
                    continue
                region = self.region(slab, i)
                m = self.whole(region)
                weights = self.weights(m.values, [region])
                weights[len(weights) - m.local:] = 1.0
                out.append(Hard(i, m.values, weights))
        if joined and self.in_cone(slab):
            out.append(uniform_walled(slab, joined))
        elif joined:
            g = self.group(slab, joined)
            regions = [self.region(slab, i) for i in joined]
            out.append(Walled(joined, g.live, g.gas, g.wool, g.jumps, g.tail_values,
                              self.weights(g.tail_values, regions)))
        return tuple(out)

    def _tapered(self, slab: Slab, duct: int) -> Tapered:
        made = self.taper(slab, duct)
        start, end = ((part[0], self.weights(part[0], [self.region(slab, duct, last)]))
                      for last, part in ((False, made.start), (True, made.end)))
        return Tapered(duct, made.values, start, end)

    def taper(self, slab: Slab, duct: int) -> Taper:
        """The cavity of a conical slab with its functions, cached."""
        key = self.slab_key(slab)
        if key not in self._tapers:
            regions = [self.region(slab, duct, last) for last in (False, True)]
            casings = (slab.casing, slab.last)
            assert slab.cone and casings[0] and casings[1]
            wide = casings[0].area < casings[1].area
            modes = [self.of(r) for r in regions]
            rim = self.el.mesh.edges[self._loop((casings[1] if wide else casings[0]).curve)]
            self._tapers[key] = taper(self.el, (slab.cone, slab.z0, slab.z1), (regions[0], regions[1]),
                                      (modes[0], modes[1]), rim, self.top)
        return self._tapers[key]

    def slab_key(self, slab: Slab) -> str:
        """All that the modes of a slab depend on; of the last slabs asked it is kept."""
        known = self._keys.get(id(slab))
        if known is None or known[0] is not slab:
            if len(self._keys) >= MOST_KEYS:
                self._keys.clear()
            known = self._keys[id(slab)] = slab, self._slab_key(slab)
        return known[1]

    def _slab_key(self, slab: Slab) -> str:
        casing = slab.casing if slab.cone or slab.casing not in self.casings else self.casings.index(slab.casing)
        discs = [(d.key[0], round(d.x, 10), round(d.y, 10), round(d.inner, 10), round(d.outer, 10)) for d in slab.discs]
        numbers = {d.key: n for n, d in enumerate(slab.discs)}
        ducts = [(numbers.get(d.key, -1), d.medium is not None) for d in slab.ducts]
        areas = [d.area for d in slab.ducts] if self.in_cone(slab) else []
        walls = [(c.tube, c.rest, c.perimeter, c.span.hole, c.span.porosity, c.span.thickness) for c in slab.couplings]
        cone = (slab.last, round(slab.length, 12)) if slab.cone else ()
        return repr((casing, discs, ducts, areas, walls, cone))

    def group(self, slab: Slab, joined: tuple[int, ...]) -> Group:
        """Modes of ducts that perforated walls join, cached."""
        key = self.slab_key(slab)
        if key not in self._groups:
            regions = [self.region(slab, i) for i in joined]
            walls = [self._wall(slab, joined, n) for n in range(len(slab.couplings))]
            woolly = [slab.ducts[i].medium is not None for i in joined]
            self._groups[key] = group_modes(self.el, regions, woolly, walls, self.top, self.limit(regions),
                                            self.effort.live, self.effort.plane)
        return self._groups[key]

    def _wall(self, slab: Slab, joined: tuple[int, ...], n: int) -> Screen:
        c = slab.couplings[n]
        disc = next(d for d in slab.discs if d.key == slab.ducts[c.tube].key)
        inner, outer = (self.el.mesh.edges[self._loop(circle(disc.x, disc.y, r))] for r in (disc.inner, disc.outer))
        return Screen(joined.index(c.tube), joined.index(c.rest), inner, outer, (disc.x, disc.y),
                     (disc.inner + disc.outer) / 2, c.span)

    def fields(self, slab: Slab, block: Hard | Walled) -> list[tuple[int, Real]]:
        """Fields (nodes of the mesh, modes) of a block, by duct."""
        if isinstance(block, Hard):
            region = self.region(slab, block.duct)
            return [(block.duct, self.whole(region).shapes)]
        g = self.group(slab, block.ducts)
        return list(zip(block.ducts, g.fields, strict=True))

    # junctions ----------------------------------------------------------------------------------------------------
    def mouths(self, pieces: Cut, j: int, fine: bool = False) -> Mouths:
        """Raw velocities of junction j of a cut silencer and their projections."""
        slabs = pieces.slabs
        key = [self.slab_key(slabs[i]) if 0 <= i < len(slabs) else "" for i in (j - 1, j)]
        joins = [(o.left, o.right, o.area if self._beside_cone(pieces, j) else 0.0,
                  *((o.sheet.circle,) if o.sheet and o.sheet.circle else ())) for o in _openings(pieces, j)]
        ends = [(row, p.duct, p.extends_left) for row, p in enumerate(pieces.ports) if p.junction == j]
        return self._stored(("mouths", *key, repr(joins), repr(ends), repr(fine)),
                            lambda: self._mouths(pieces, j, fine))

    def _beside_cone(self, pieces: Cut, j: int) -> bool:
        return any(self.in_cone(s) for s in pieces.slabs[max(0, j - 1):j + 1])

    def _mouths(self, pieces: Cut, j: int, fine: bool) -> Mouths:
        sides = [pieces.slabs[i] if 0 <= i < len(pieces.slabs) else None for i in (j - 1, j)]
        faces = [self.face(s) if s else () for s in sides]
        columns: list[list[list[Real]]] = [[[] for _ in f] for f in faces]
        signal, stiffness, numbers, bows = ([np.zeros(shape)] for shape in ((2, 0), 0, (2, 0), 0))
        fills: list[list[bool]] = [[False for _ in f] for f in faces]
        ports: list[tuple[int, Real]] = []
        size = 0
        for ducts, region, uniform, port in self._apertures(pieces, j):
            slot = fine and not uniform and self.local.near(region)
            m = self.whole(region) if slot else self.of(region, self.effort.aperture)
            count = 1 if uniform else len(m.values)
            filled = [duct is not None and slab is not None
                      and bool(np.array_equal(region, self.region(slab, duct, last)))
                      for slab, duct, last in zip(sides, ducts, (True, False), strict=True)]
            for last, slab, face, duct in zip((True, False), sides, faces, ducts, strict=True):
                for b, block in enumerate(face):
                    assert slab is not None
                    fills[not last][b] |= (not isinstance(block, Walled) and block.duct == duct and not uniform
                                           and (filled[not last] or slot))
                    if uniform:
                        columns[not last][b].append(self._evenly(slab, block, duct, uniform, region, last))
                    elif isinstance(block, Hard) and block.duct == duct and filled[not last]:
                        columns[not last][b].append(np.eye(block.rows(last), count))       # the duct's own modes
                    elif duct in (block.ducts if isinstance(block, Walled) else (block.duct,)):
                        columns[not last][b].append(
                            self._projected(slab, block, duct, self._weighted_modes(m, region), last))
                    else:
                        columns[not last][b].append(np.zeros((block.rows(last), count)))
            numbers.append(np.tile([[-1 if d is None else d] for d in ducts], (1, count)))
            bows.append(np.zeros(1) if uniform else self.el.bow(region, m.shapes)[:count])
            mark = np.zeros((2, count))
            if port is not None:
                mark[port, 0] = 1.0 if ducts[0] is None else -1.0
                ports.append((size, m.values[:count]))
            signal.append(mark)
            stiffness.append(np.zeros(count) if uniform or slot else self._taper(m, region))
            if not uniform and not slot:
                open_to = [duct is not None and not full for duct, full in zip(ducts, filled, strict=True)]
                stiffness[-1][0] = sum(open_to) * self._unseen(region)
            size += count
        left, right = (tuple(np.hstack(c) if c else np.zeros((b.rows(last), 0))
                             for c, b in zip(side, face, strict=True))
                       for side, face, last in zip(columns, faces, (True, False), strict=True))
        return Mouths(left, right, np.hstack(signal), tuple(ports),
                      np.concatenate(stiffness), tuple(fills[0]), tuple(fills[1]),
                      np.hstack(numbers).astype(np.int64), np.concatenate(bows))

    def _taper(self, m: Modes, region: Mask) -> Real:
        """What stiffens the velocities near their cut [m]: none at weight 1, without bound at 0."""
        w = np.maximum(self.weights(m.values, [region], self.effort.aperture), 1e-9)
        w[0] = 1.0
        return np.asarray(TAPER * (1 / w - 1) / np.sqrt(np.maximum(m.values, 1e-9)))

    def _unseen(self, region: Mask) -> float:
        """End correction [m] of one side of a mouth that is too small for the tail: as a disc's of the same width."""
        a = self.el.width(region)
        return a * float(np.interp(self.cut * a, *UNSEEN))

    def _projected(self, slab: Slab, block: Block, duct: int, weighted: Real, last: bool) -> Real:
        if isinstance(block, Tapered):
            return self.taper(slab, duct).projected(weighted[:self.el.count], last)
        shapes = dict(self.fields(slab, block))[duct]
        return np.asarray(shapes.T @ weighted[:len(shapes)])

    def _weighted(self, shapes: Real, region: Mask) -> Real:
        part, out = self.el.part(region), np.zeros((self.el.count, shapes.shape[1]))
        out[part.nodes] = part.mass @ shapes[part.nodes]
        return self.local.weighted(out, shapes, region) if self.rims else out

    def _weighted_modes(self, m: Modes, region: Mask) -> Real:
        """Mass times the modes of an aperture; of the last one it is kept, for its other side."""
        if self._last is None or self._last[0] is not m:
            self._last = m, self._weighted(m.shapes, region)
        return self._last[1]

    def _evenly(self, slab: Slab, block: Block, duct: int | None, area: float, region: Mask, last: bool) -> Real:
        """Projection of a uniform velocity over an area [m2] beside a step of a cone, region in the mesh: on the
        uniform function of its duct, or on a cavity's functions."""
        out = np.zeros((block.rows(last), 1))
        if duct is None:
            return out
        if (isinstance(block, Tapered) and block.duct == duct) or (
                isinstance(block, Walled) and duct in block.ducts and not self.in_cone(slab)):
            even = self._weighted(np.ones((self.el.count, 1)), region)
            return self._projected(slab, block, duct, even, last) * math.sqrt(area) / float(even.sum())
        if isinstance(block, Hard) and block.duct == duct:
            out[0] = math.sqrt(area / slab.ducts[duct].area)
        elif isinstance(block, Walled) and duct in block.ducts:
            out[block.ducts.index(duct)] = math.sqrt(area / slab.ducts[duct].area)
        return out

    def _apertures(self, pieces: Cut, j: int) -> list[tuple[tuple[int | None, int | None], Mask, float, int | None]]:
        """Apertures of junction j: ducts, region, area where only a uniform velocity is kept (beside a cone), port."""
        slabs = pieces.slabs
        out: list[tuple[tuple[int | None, int | None], Mask, float, int | None]] = []
        for o in _openings(pieces, j):
            a, b = slabs[j - 1], slabs[j]
            both = self.region(a, o.left, True) & self.region(b, o.right)
            if o.sheet and o.sheet.circle:
                both &= self.within(circle(*o.sheet.circle))
            cone = any(self.in_cone(s) and (s.ducts[d].key[0] == "rest" or d in _joined(s))
                       for s, d in ((a, o.left), (b, o.right)))
            if both.any():
                out.append(((o.left, o.right), both, o.area if cone else 0.0, None))
        for row, p in enumerate(pieces.ports):
            if p.junction == j:
                slab = slabs[j] if p.extends_left else slabs[j - 1]
                out.append(((None, p.duct) if p.extends_left else (p.duct, None),
                            self.region(slab, p.duct, not p.extends_left), 0.0, row))
        return out

    @cached_property
    def _name(self) -> str:
        return "\n".join(map(repr, (self.loops, self.casings, self.top, self.cut, self.effort, self.rims,
                                    self.per_wave)))

    def _stored(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        if key not in self._kept:
            if len(self._kept) >= MOST_KEYS:
                self._kept.clear()
            self._kept[key] = self.store.kept((self._name, *key), make)
        known: T = self._kept[key]
        return known


def _same_ring(a: Curve, b: Curve) -> bool:
    p, q = a.ring, b.ring
    return p is not None and q is not None and max(abs(p.radius - q.radius), math.hypot(p.x - q.x, p.y - q.y)) < 1e-9


def _joined(slab: Slab) -> tuple[int, ...]:
    return tuple(sorted({i for c in slab.couplings for i in (c.tube, c.rest)}))


def _openings(pieces: Cut, j: int) -> tuple[Any, ...]:
    return pieces.openings[j - 1] if 0 < j < len(pieces.slabs) else ()
