"""The silencer cut at every z where something begins or ends: ducts in each slab, openings between slabs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from acoustics.errors import AcousticsError
from acoustics.refuse import NEAR, refuse
from acoustics.silencer import Body, Perforation, Silencer
from acoustics.wool import Wool

Key = tuple[str, int]                       # ("tube", 2), ("hole", 0), ("rest", 0)


@dataclass(frozen=True)
class Disc:
    """A round region of a slab: a tube or a plate's hole; centre and radii [m]. Source: definition."""

    key: Key
    x: float
    y: float
    inner: float
    outer: float


@dataclass(frozen=True)
class Duct:
    """One gas region of a slab: its key, area [m2] and medium (wool, or None for the gas). Source: definition."""

    key: Key
    area: float
    medium: Wool | None = None


@dataclass(frozen=True)
class Coupling:
    """A perforated wall between two ducts of a slab, by index; perimeter [m] of the wall's mid surface.

    One ds serves both sides: the surface that the porosity refers to. Source: docs/physics.md.
    """

    tube: int
    rest: int
    perimeter: float
    span: Perforation


@dataclass(frozen=True)
class Slab:
    """A piece of the silencer, z0 to z1 [m], in which nothing changes along z; casing radius [m], 0 outside it."""

    z0: float
    z1: float
    casing: float
    discs: tuple[Disc, ...]
    ducts: tuple[Duct, ...]
    couplings: tuple[Coupling, ...]

    @property
    def length(self) -> float:
        """Length [m]."""
        return self.z1 - self.z0


@dataclass(frozen=True)
class Opening:
    """Where a duct of one slab meets one of the next: indices and area [m2]. Source: definition."""

    left: int
    right: int
    area: float


@dataclass(frozen=True)
class Port:
    """A semi-infinite duct [area in m2] at a junction: the duct it continues, on which side it extends."""

    junction: int
    duct: int
    extends_left: bool
    area: float


@dataclass(frozen=True)
class Cut:
    """Slabs in order of z, openings[i] between slabs i and i + 1, ports (inlet, outlet). Source: definition."""

    slabs: tuple[Slab, ...]
    openings: tuple[tuple[Opening, ...], ...]
    ports: tuple[Port, Port]


def lens(r: float, s: float, distance: float) -> float:
    """Common area [m2] of two circles of radii r, s [m] whose centres lie `distance` [m] apart.

    Valid for r, s > 0, distance >= 0; no errors. Source: closed form.
    """
    if distance >= r + s:
        return 0.0
    if distance <= abs(r - s):
        return math.pi * min(r, s) ** 2
    a = (distance**2 + r**2 - s**2) / (2 * distance)
    h = math.sqrt(max(0.0, r**2 - a**2))
    return r**2 * math.atan2(h, a) + s**2 * math.atan2(h, distance - a) - distance * h


def cone_steps(piece: Body, steps: int) -> tuple[tuple[float, float, float], ...]:
    """A cone as steps (z0, z1, radius) [m] of one radius ratio, each with the cone's own volume; a cylinder is one.

    steps [-] at least 1, radii above 0; no errors. Source: derived, docs/physics.md.
    """
    a, b = piece.start.radius, piece.end.radius
    if abs(a - b) <= NEAR:
        return ((piece.z0, piece.z1, a),)
    edges = [piece.z0 + (piece.z1 - piece.z0) * (a * (b / a) ** (i / steps) - a) / (b - a) for i in range(steps + 1)]
    edges[0], edges[-1] = piece.z0, piece.z1
    return tuple((p, q, math.sqrt(piece.volume(p, q) / (math.pi * (q - p)))) for p, q in pairwise(edges))


def cut(silencer: Silencer) -> Cut:
    """Slabs, openings and ports of a silencer [m]; what no opening or perforation joins to the ports drops out.

    Raises AcousticsError (geometry, or "outlet" where no way leads there from the inlet).
    Source: derived, docs/physics.md.
    """
    refuse(silencer)
    steps = [s for piece in silencer.body for s in cone_steps(piece, silencer.cone_steps)]
    places = _merged([*(z for s in steps for z in s[:2]), *_places(silencer)])
    slabs = tuple(_slab(silencer, a, b, steps) for a, b in pairwise(places))
    openings = tuple(tuple(_openings(silencer, a, b)) for a, b in pairwise(slabs))
    return _reached(Cut(slabs, openings, _ports(silencer, slabs)))


def _places(silencer: Silencer) -> list[float]:
    spans = [s for t in silencer.tubes for s in t.spans]
    rows = (silencer.tubes, silencer.plates, silencer.packing, spans)
    return [z for row in rows for part in row for z in (part.z0, part.z1)]


def _merged(values: list[float]) -> list[float]:
    out: list[float] = []
    for z in sorted(values):
        if not out or z - out[-1] > 2 * NEAR:
            out.append(z)
    return out


def _slab(silencer: Silencer, z0: float, z1: float, steps: list[tuple[float, float, float]]) -> Slab:
    middle = (z0 + z1) / 2
    casing = next((r for a, b, r in steps if a < middle < b), 0.0)
    plate = next((p for p in silencer.plates if p.z0 < middle < p.z1), None)
    discs = [Disc(("tube", i), t.x, t.y, t.inner_radius, t.outer_radius) for i, t in enumerate(silencer.tubes)
             if t.z0 < middle < t.z1]
    if plate:
        discs += [Disc(("hole", j), h.x, h.y, h.radius, h.radius) for j, h in enumerate(plate.holes)]
    ducts = [Duct(d.key, math.pi * d.inner**2) for d in discs]
    couplings = []
    if casing and not plate:
        area = math.pi * (casing**2 - math.fsum(d.outer**2 for d in discs))
        if area <= 0:
            raise AcousticsError("tubes", f"leave no chamber between {z0:g} and {z1:g} m")
        medium = next((w.wool for w in silencer.packing if w.z0 < middle < w.z1), None)
        ducts.append(Duct(("rest", 0), area, medium))
        for n, d in enumerate(discs):
            span = next((s for s in silencer.tubes[d.key[1]].spans if s.z0 < middle < s.z1), None)
            if span:
                couplings.append(Coupling(n, len(ducts) - 1, math.pi * (d.inner + d.outer), span))
    return Slab(z0, z1, casing, tuple(discs), tuple(ducts), tuple(couplings))


def _openings(silencer: Silencer, a: Slab, b: Slab) -> Iterator[Opening]:
    """Every pair of ducts that face each other; tube walls, closed ends and plates carry none."""
    smallest = 1e-9 * min(d.area for s in (a, b) for d in s.ducts) if a.ducts and b.ducts else 0.0
    discs_a, discs_b = {d.key: d for d in a.discs}, {d.key: d for d in b.discs}
    for m, left in enumerate(a.ducts):
        for n, right in enumerate(b.ducts):
            d, e = discs_a.get(left.key), discs_b.get(right.key)
            if d and e:
                area = _between(silencer, d, e)
            elif d:
                area = _face(silencer, d, b, left=True)
            elif e:
                area = _face(silencer, e, a, left=False)
            else:
                area = math.pi * min(a.casing, b.casing) ** 2 - _covered(a, b)
            if area > smallest:
                yield Opening(m, n, area)


def _open(silencer: Silencer, d: Disc, end: str) -> bool:
    return d.key[0] == "hole" or getattr(silencer.tubes[d.key[1]], end) == "open"


def _between(silencer: Silencer, d: Disc, e: Disc) -> float:
    if d.key == e.key and d.key[0] == "tube":
        return math.pi * d.inner**2
    if not (_open(silencer, d, "end") and _open(silencer, e, "start")):
        return 0.0
    return lens(d.inner, e.inner, math.hypot(d.x - e.x, d.y - e.y))


def _face(silencer: Silencer, d: Disc, other: Slab, left: bool) -> float:
    """Area of a tube's open end or of a hole that faces the chamber of the other slab."""
    if any(e.key == d.key and d.key[0] == "tube" for e in other.discs) \
            or not _open(silencer, d, "end" if left else "start"):
        return 0.0
    whole = lens(d.inner, other.casing, math.hypot(d.x, d.y))
    return whole - math.fsum(lens(d.inner, e.outer, math.hypot(d.x - e.x, d.y - e.y)) for e in other.discs)


def _covered(a: Slab, b: Slab) -> float:
    """Area of the union of all discs of two slabs; discs of one slab do not overlap, so pairs are all there is."""
    both = math.fsum(lens(d.outer, e.outer, math.hypot(d.x - e.x, d.y - e.y)) for d in a.discs for e in b.discs)
    narrow = min(a.casing, b.casing)
    return math.fsum(lens(d.outer, narrow, math.hypot(d.x, d.y)) for s in (a, b) for d in s.discs) - both


def _ports(silencer: Silencer, slabs: tuple[Slab, ...]) -> tuple[Port, Port]:
    out = []
    for field, name in (("inlet", silencer.inlet), ("outlet", silencer.outlet)):
        i, tube = next((i, t) for i, t in enumerate(silencer.tubes) if t.name == name)
        through = silencer.inlet == silencer.outlet
        left = field == "inlet" if through else tube.start == "port"
        held = [n for n, s in enumerate(slabs) if any(d.key == ("tube", i) for d in s.ducts)]
        slab = held[0] if left else held[-1]
        duct = next(n for n, d in enumerate(slabs[slab].ducts) if d.key == ("tube", i))
        out.append(Port(slab if left else slab + 1, duct, left, slabs[slab].ducts[duct].area))
    return out[0], out[1]


def _reached(whole: Cut) -> Cut:
    """Without the ducts that no way leads to from the inlet."""
    joins: dict[tuple[int, int], list[tuple[int, int]]] = {}
    pairs = [((i, o.left), (i + 1, o.right)) for i, row in enumerate(whole.openings) for o in row]
    pairs += [((i, c.tube), (i, c.rest)) for i, s in enumerate(whole.slabs) for c in s.couplings]
    for p, q in pairs:
        joins.setdefault(p, []).append(q)
        joins.setdefault(q, []).append(p)
    start, goal = ((p.junction - (not p.extends_left), p.duct) for p in whole.ports)
    seen, todo = {start}, [start]
    while todo:
        new = [q for q in joins.get(todo.pop(), []) if q not in seen]
        seen.update(new)
        todo += new
    if goal not in seen:
        raise AcousticsError("outlet", "no way leads there from the inlet")
    return _renumbered(whole, seen)


def _renumbered(whole: Cut, seen: set[tuple[int, int]]) -> Cut:
    first, last = min(i for i, _ in seen), max(i for i, _ in seen)
    new = {(i, n): rank for i, s in enumerate(whole.slabs)
           for rank, n in enumerate(n for n in range(len(s.ducts)) if (i, n) in seen)}
    slabs = tuple(Slab(s.z0, s.z1, s.casing, s.discs, tuple(d for n, d in enumerate(s.ducts) if (i, n) in seen),
                       tuple(Coupling(new[i, c.tube], new[i, c.rest], c.perimeter, c.span) for c in s.couplings
                             if (i, c.tube) in seen))
                  for i, s in enumerate(whole.slabs) if first <= i <= last)
    openings = tuple(tuple(Opening(new[i, o.left], new[i + 1, o.right], o.area) for o in row if (i, o.left) in seen)
                     for i, row in enumerate(whole.openings) if first <= i < last)
    ports = tuple(Port(p.junction - first, new[p.junction - (not p.extends_left), p.duct], p.extends_left, p.area)
                  for p in whole.ports)
    return Cut(slabs, openings, (ports[0], ports[1]))
