"""Lips of slots: mouths close before a wall or another mouth, or nearly in one plane with another.

The field there is as fine as the slot, finer than a section's modes: rims.py adds what these lack. Source:
docs/physics.md (slots).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from acoustics.silencer import Silencer
from acoustics.slabs import Disc

NEAREST = 6e-3              # m: without rims, gaps below this are answered as well as a tail for this one can
SLOT = 8e-3                 # m: gaps below this have rims, and with them all ends nearer than half of it along z
BESIDE = 2e-3               # m: ends nearer than this along z to another have rims without a gap too
MOST = 5                    # rims; more are not worth their price
MOVED = 4e-4                # m: more than a circle that all but touches another is moved by
SAME = 1e-6                 # m: ends nearer than this lie in one plane


@dataclass(frozen=True)
class Rim:
    """The lips round one centre [m]: their radii, rising, and the narrowest gap [m] before one of them.

    Source: docs/physics.md (slots).
    """

    x: float
    y: float
    radii: tuple[float, ...]
    gap: float


@dataclass(frozen=True)
class End:
    """An open end of a tube or of a plate's hole: its field, centre and radii [m], z [m], and the gap before it: to the
    end of a tube in whose way it stands, or twice as far as a plate or the casing's end, which mirror it (infinite for
    nothing); faced is that one's z [m]. Source: definition.
    """

    field: str
    x: float
    y: float
    radii: tuple[float, float]
    z: float
    gap: float
    faced: float


@dataclass(frozen=True)
class Lips:
    """The rims of a silencer's slots, the z [m] of the planes where they end or are faced, the ends that they serve,
    and those of a slot that no rim serves. Source: docs/physics.md (slots).
    """

    rims: tuple[Rim, ...]
    planes: tuple[float, ...]
    served: tuple[End, ...]
    left: tuple[End, ...]

    def at(self, z: float) -> bool:
        """Whether a junction at z [m] is one of the planes. Source: definition."""
        return any(abs(z - p) < SAME for p in self.planes)


def ends(silencer: Silencer) -> Iterator[End]:
    """All open ends of tubes and of plates' holes [m]. Valid for any; no errors. Source: definition."""
    for i, t in enumerate(silencer.tubes):
        for name, sign, z in (("z0", -1.0, t.z0), ("z1", 1.0, t.z1)):
            if (t.start if sign < 0 else t.end) == "open":
                yield _end(silencer, f"tubes[{i}].{name}", (t.x, t.y, t.inner_radius, t.outer_radius), sign, z)
    for i, p in enumerate(silencer.plates):
        for j, h in enumerate(p.holes):
            for sign, z in ((-1.0, p.z0), (1.0, p.z1)):
                yield _end(silencer, f"plates[{i}].holes[{j}]", (h.x, h.y, h.radius, h.radius), sign, z)


def _end(silencer: Silencer, field: str, ring: tuple[float, float, float, float], sign: float, z: float) -> End:
    x, y, inner, outer = ring
    ahead = [(sign * (at - z), at) for t in silencer.tubes for at in (t.z0 if sign > 0 else t.z1,)
             if math.hypot(t.x - x, t.y - y) < t.outer_radius + outer]
    walls = [p.z0 if sign > 0 else p.z1 for p in silencer.plates] + [silencer.z1 if sign > 0 else silencer.z0]
    ahead += [(2 * sign * (w - z), w) for w in walls]
    return End(field, x, y, (inner, outer), z, *min((a for a in ahead if a[0] > SAME), default=(math.inf, z)))


def lips(silencer: Silencer) -> Lips:
    """The lips of a silencer's slots [m], and those near them along z. Valid for any; no errors.

    Source: docs/physics.md (slots).
    """
    every = list(ends(silencer))
    fit = [e for e in every if _plain(silencer, e.z, e.z)]
    planes: set[float] = set()
    chosen: dict[End, float] = {}
    for e in fit:
        beside = 2 * _beside(silencer, e, every)
        if e.gap < SLOT and _plain(silencer, e.z, e.faced):
            planes |= {e.z, e.faced}
            chosen[e] = min(e.gap, beside)
        elif beside < math.inf:
            planes.add(e.z)
            chosen[e] = beside
    for e in [*fit, *fit]:                                  # twice: what is added brings its own neighbours
        both = any((o.x, o.y, o.radii) == (e.x, e.y, e.radii) and abs(e.z - o.z) < SLOT / 2 for o in chosen)
        if e not in chosen and (both or any(abs(e.z - p) < SLOT / 2 and _joined(silencer, e.z, p) for p in planes)):
            planes.add(e.z)
            chosen[e] = SLOT
    rims = _rims(chosen)
    if len(rims) > MOST:
        rims, planes, chosen = (), set(), {}
    left = [e for e in every if e not in chosen and (e.gap < SLOT or _beside(silencer, e, every) < BESIDE)]
    return Lips(rims, tuple(sorted(planes)), tuple(chosen), tuple(left))


def _beside(silencer: Silencer, end: End, every: list[End]) -> float:
    """How far along z the nearest other end lies, if nearer than BESIDE in the same chamber; else infinite."""
    near = (abs(end.z - o.z) for o in every)
    return min((d for d, o in zip(near, every, strict=True) if SAME < d < BESIDE - SAME
                and _joined(silencer, end.z, o.z)), default=math.inf)


def _rims(chosen: dict[End, float]) -> tuple[Rim, ...]:
    """One rim a centre."""
    found: dict[tuple[float, float], tuple[set[float], float]] = {}
    for e, gap in chosen.items():
        radii, least = found.get((e.x, e.y), (set(), math.inf))
        found[e.x, e.y] = radii | set(e.radii), min(least, gap)
    # steps of an octave: a slot that is moved a little keeps its functions
    return tuple(Rim(*c, tuple(sorted(radii)), SLOT * 2.0 ** math.floor(math.log2(gap / SLOT) + SAME))
                 for c, (radii, gap) in sorted(found.items()))


def placed(rims: tuple[Rim, ...], discs: list[Disc]) -> tuple[Rim, ...]:
    """The rims [m] about the centres that a cut silencer's discs have, which may lie up to 0.35 mm away.

    Valid for the discs of the same silencer; no errors. Source: definition.
    """
    out = []
    for r in rims:
        near = [(math.hypot(d.x - r.x, d.y - r.y), d.x, d.y) for d in discs
                if min(abs(d.inner - a) for a in r.radii) < 1e-5]
        away, x, y = min(near, default=(math.inf, r.x, r.y))
        out.append(replace(r, x=x, y=y) if 0 < away < MOVED else r)
    return tuple(out)


def _joined(silencer: Silencer, a: float, b: float) -> bool:
    """Whether no plate stands between two z."""
    low, high = min(a, b), max(a, b)
    return not any(p.z0 >= low - SAME and p.z1 <= high + SAME for p in silencer.plates)


def _plain(silencer: Silencer, a: float, b: float) -> bool:
    """Whether only straight casing and whole walls lie between two z and near: rims stand beside modes of one duct."""
    low, high = min(a, b) - SLOT / 2, max(a, b) + SLOT / 2
    spans = any(s.z0 < high and s.z1 > low for t in silencer.tubes for s in t.spans)
    return not spans and not any(p.z0 < high and p.z1 > low and p.start != p.end for p in silencer.body)


def smallest(silencer: Silencer, edges: Lips) -> float:
    """Smallest gap [m] that the tail is made for, NEAREST or more: of tubes' ends without a rim; infinite for none.

    edges are the silencer's lips. Source: definition.
    """
    return max(NEAREST, min((e.gap for e in ends(silencer) if e.field.startswith("tubes")
                             and e not in edges.served), default=math.inf))
