"""The silencer cut at every z where something begins or ends: ducts in each slab, openings between slabs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from acoustics.cones import RADIANS, Step, cone_steps, divided, plain, shared, tapered, within
from acoustics.curve import Curve, circle, lens, overlap
from acoustics.errors import AcousticsError
from acoustics.outline import Outline
from acoustics.refuse import NEAR, refuse
from acoustics.sheets import Sheet, circle_of, column, places, plane, wall
from acoustics.sheets import within as left_of
from acoustics.silencer import Body, Perforation, Plate, Silencer
from acoustics.snap import settled
from acoustics.wool import Wool

__all__ = ["Coupling", "Cut", "Disc", "Duct", "Opening", "Port", "Slab", "cone_steps", "cut", "lens", "plain"]

LEAST_TAIL, MOST_MODES = 3.0, 4000          # said before a mesh of millions of points is made
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
    """One gas region of a slab: its key, area [m2], medium (wool, or None for the gas), and by how much it is shorter
    [m] than its slab, for the metal of a plate with a field of holes. Source: definition."""

    key: Key
    area: float
    medium: Wool | None = None
    shorter: float = 0.0


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
    """A piece of the silencer, z0 to z1 [m], in which nothing changes along z; casing section, None outside it, and
    end, that at z1 where it is another.

    cone is the piece of casing that tapers here, from the section at z0 to that at z1, or the cylinder that stands for
    a part of one; None elsewhere.
    """

    z0: float
    z1: float
    casing: Outline | None
    discs: tuple[Disc, ...]
    ducts: tuple[Duct, ...]
    couplings: tuple[Coupling, ...]
    cone: Body | None = None
    end: Outline | None = None

    @property
    def length(self) -> float:
        """Length [m]."""
        return self.z1 - self.z0

    @property
    def last(self) -> Outline | None:
        """Casing section at z1."""
        return self.end or self.casing


@dataclass(frozen=True)
class Opening:
    """Where a duct of one slab meets one of the next: indices, area [m2], the field of holes in it.

    Source: definition.
    """

    left: int
    right: int
    area: float
    sheet: Sheet | None = None


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


def cut(silencer: Silencer, longest: float = 0.0) -> Cut:
    """Slabs, openings and ports of a silencer [m]; what no opening or perforation joins to the ports drops out.

    Cones are steps, or with longest > 0 [m], 6.5 over the top wavenumber, cones in slabs no longer than that (cylinders
    where a tube in them is perforated), where their ends' sections lie inside each other; then tubes that all but touch
    are moved as snap.py says. Raises AcousticsError (geometry, or "outlet" where no way leads there from the inlet).
    Source: derived, docs/physics.md.
    """
    refuse(silencer)
    body = [plain(p) for p in silencer.body] if longest > 0 else list(silencer.body)
    cones: list[Body] = []
    steps: list[Step] = []
    for piece in body:
        parts = tapered(silencer, piece, longest) if longest > 0 else None
        cones += parts or []
        steps += [] if parts else cone_steps(piece, silencer.cone_steps)
    at = _merged([*(z for s in steps for z in s[:2]), *(z for p in cones for z in (p.z0, p.z1)), *_places(silencer)])
    for p in cones:
        at = divided(at, p, longest) if p.start != p.end else at
    tapers = [(p, shared(at, p)) for p in cones]
    slabs = tuple(_slab(silencer, a, b, steps, tapers) for a, b in pairwise(at))
    if longest > 0:
        widest = max(d.area for s in slabs for d in s.ducts)
        if widest * (LEAST_TAIL * RADIANS / longest) ** 2 / (4 * math.pi) > MOST_MODES:
            raise AcousticsError("frequencies", "reach too high for this section: more modes than memory allows. Lower "
                                                "the highest frequency, or take the model 'uniform'")
        apart = settled(silencer, ((c, s.z0, s.z1) for s in slabs for c in (s.casing, s.last) if c is not None))
        if apart is not silencer:
            silencer = apart
            slabs = tuple(_slab(silencer, a, b, steps, tapers) for a, b in pairwise(at))
    openings = tuple(tuple(_openings(silencer, a, b)) for a, b in pairwise(slabs))
    return _reached(Cut(slabs, openings, _ports(silencer, slabs)))


def _places(silencer: Silencer) -> list[float]:
    spans = [s for t in silencer.tubes for s in t.spans]
    return [*(z for row in (silencer.tubes, spans) for part in row for z in (part.z0, part.z1)), *places(silencer)]


def _merged(values: list[float]) -> list[float]:
    out: list[float] = []
    for z in sorted(values):
        if not out or z - out[-1] > 2 * NEAR:
            out.append(z)
    return out


def _slab(silencer: Silencer, z0: float, z1: float, steps: list[Step],
          tapers: list[tuple[Body, dict[float, Outline]]]) -> Slab:
    middle = (z0 + z1) / 2
    cone, sections = next(((p, s) for p, s in tapers if p.z0 < middle < p.z1), (None, {}))
    casing = sections[z0] if cone else next((r for a, b, r in steps if a < middle < b), None)
    end = sections[z1] if cone and sections[z1] != casing else None
    plate = next((p for p in silencer.plates if p.z0 < middle < p.z1), None)
    discs = [Disc(("tube", i), t.x, t.y, t.inner_radius, t.outer_radius) for i, t in enumerate(silencer.tubes)
             if t.z0 < middle < t.z1]
    if plate:
        discs += [Disc(("hole", j), h.x, h.y, h.radius, h.radius) for j, h in enumerate(plate.holes)]
    ducts = [Duct(d.key, math.pi * d.inner**2) for d in discs]
    couplings = []
    if casing and not (plate and not plate.field):
        whole = cone.volume(z0, z1) / (z1 - z0) if cone else casing.area
        area = whole - math.pi * math.fsum(d.outer**2 for d in discs)
        if area <= 0:
            raise AcousticsError("tubes", f"leave no chamber between z {z0:g} and {z1:g}: the body must be wider, or "
                                          "fewer tubes stand there")
        medium = next((w.wool for w in silencer.packing if w.z0 < middle < w.z1), None)
        ducts.append(Duct(("rest", 0), area, medium, z1 - z0 - column(silencer, z0, z1, area)))
        for n, d in enumerate(discs):
            span = next((s for s in silencer.tubes[d.key[1]].spans if s.z0 < middle < s.z1), None)
            if span:
                couplings.append(Coupling(n, len(ducts) - 1, math.pi * (d.inner + d.outer), span))
    held = cone if ducts and ducts[-1].key[0] == "rest" else None
    return Slab(z0, z1, casing, tuple(discs), tuple(ducts), tuple(couplings), held, end)


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
                area = _covered(a, b)
            plate = None if d or e else _field_at(silencer, a.z1)
            sheet = _sheet(silencer, plate, (a, b), (left, right)) if plate else None
            if sheet and sheet.circle:
                area = left_of(sheet.circle, {(x.x, x.y, x.outer) for s in (a, b) for x in s.discs})
            if area > smallest:
                yield Opening(m, n, area, sheet)


def _field_at(silencer: Silencer, z: float) -> Plate | None:
    """The plate with a field of holes whose plane lies at z."""
    return next((p for p in silencer.plates if p.field and abs(plane(silencer, p) - z) < 3 * NEAR), None)


def _sheet(silencer: Silencer, plate: Plate, slabs: tuple[Slab, Slab], rests: tuple[Duct, Duct]) -> Sheet:
    lost = [s.length - column(silencer, s.z0, s.z1, d.area) for s, d in zip(slabs, rests, strict=True)]
    inside = [max(0.0, min(s.z1, plate.z1) - max(s.z0, plate.z0)) for s in slabs]
    return Sheet(wall(plate), (rests[0].medium, rests[1].medium), (inside[0] - lost[0], inside[1] - lost[1]),
                 circle_of(plate))


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
    casing = other.casing if left else other.last
    if casing is None:
        return 0.0
    return _in_casing(d.x, d.y, d.inner, casing) - math.fsum(
        lens(d.inner, e.outer, math.hypot(d.x - e.x, d.y - e.y)) for e in other.discs)


def _in_casing(x: float, y: float, radius: float, casing: Outline) -> float:
    """Area of a disc within a casing; most lie inside of it."""
    if casing.clearance(x, y) >= radius - NEAR:
        return math.pi * radius**2
    return _common(circle(x, y, radius), casing.curve)


@lru_cache(maxsize=1024)
def _common(a: Curve, b: Curve) -> float:
    return overlap(a, b)


def _covered(a: Slab, b: Slab) -> float:
    """Area where both chambers meet: the casings' common area less the union of all discs of both slabs.

    Discs of one slab do not overlap, so pairs are all there is.
    """
    if a.last is None or b.casing is None:
        return 0.0
    small, large = sorted((a.last, b.casing), key=lambda c: c.area)
    common = small.area if within(small, large) else _common(small.curve, large.curve)
    both = math.fsum(lens(d.outer, e.outer, math.hypot(d.x - e.x, d.y - e.y)) for d in a.discs for e in b.discs)
    taken = math.fsum(min(_in_casing(d.x, d.y, d.outer, c) for c in (small, large)) for s in (a, b) for d in s.discs)
    return common - taken + both


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
        raise AcousticsError("outlet", "no way leads there from the inlet: open an end, a hole or a span between them")
    return _renumbered(whole, seen)


def _renumbered(whole: Cut, seen: set[tuple[int, int]]) -> Cut:
    first, last = min(i for i, _ in seen), max(i for i, _ in seen)
    new = {(i, n): rank for i, s in enumerate(whole.slabs)
           for rank, n in enumerate(n for n in range(len(s.ducts)) if (i, n) in seen)}
    slabs = tuple(Slab(s.z0, s.z1, s.casing, s.discs, tuple(d for n, d in enumerate(s.ducts) if (i, n) in seen),
                       tuple(Coupling(new[i, c.tube], new[i, c.rest], c.perimeter, c.span) for c in s.couplings
                             if (i, c.tube) in seen), s.cone, s.end)
                  for i, s in enumerate(whole.slabs) if first <= i <= last)
    openings = tuple(tuple(replace(o, left=new[i, o.left], right=new[i + 1, o.right])
                           for o in row if (i, o.left) in seen)
                     for i, row in enumerate(whole.openings) if first <= i < last)
    ports = tuple(Port(p.junction - first, new[p.junction - (not p.extends_left), p.duct], p.extends_left, p.area)
                  for p in whole.ports)
    return Cut(slabs, openings, (ports[0], ports[1]))
