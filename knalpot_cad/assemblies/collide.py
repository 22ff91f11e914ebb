"""Refusals of a silencer whose parts would meet: each names both. An unknown (NaN) size refuses nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from knalpot_cad.assemblies.assembly import Problem
from knalpot_cad.assemblies.gas import GasPlate, GasSpace, GasTube
from knalpot_cad.parts.rows import Rib

LEAST_GAP = 0.5      # mm of gas between two tubes, or a tube and the shell


def tubes(space: GasSpace) -> list[Problem]:
    """Tube through tube, and tube outside the body."""
    out = []
    for i, a in enumerate(space.tubes):
        for b in space.tubes[i + 1:]:
            gap = math.hypot(a.x - b.x, a.y - b.y) - a.outer - b.outer
            if min(a.z1, b.z1) > max(a.z0, b.z0) and gap < LEAST_GAP:
                out.append(Problem("tube-through-tube", a.name, {"a": a.name, "b": b.name, "gap_mm": round(gap, 2)}))
        out += outside(space, a)
        low, high = space.casing[0].z0, space.casing[-1].z1
        if (a.start != "port" and a.z0 < low - 1e-9) or (a.end != "port" and a.z1 > high + 1e-9):
            out.append(Problem("tube-outside-body", a.name, {
                "tube": a.name, "part": space.casing[0 if a.z0 < low else -1].part,
                "margin_mm": round(min(a.z0 - low, high - a.z1), 2)}))
    return out


def outside(space: GasSpace, t: GasTube) -> list[Problem]:
    """The tube too near to the casing, or through it. In a cone that narrows to its port it may touch there.

    The gap is the least over psi of supports that are straight in z, so it is least at an end of each piece.
    """
    worst: tuple[float, str] | None = None
    for c in space.casing:
        if not (t.z0 < c.z1 and t.z1 > c.z0):
            continue
        ported = (t.start == "port" and t.z0 <= c.z0 + 1e-9) or (t.end == "port" and t.z1 >= c.z1 - 1e-9)
        gap = min(c.section(z).gap(t.x, t.y, t.outer) for z in (max(t.z0, c.z0), min(t.z1, c.z1)))
        if gap < (-1e-6 if ported and not c.even else LEAST_GAP) and (worst is None or gap < worst[0]):
            worst = gap, c.part
    if worst is None:
        return []
    return [Problem("tube-outside-body", t.name, {"tube": t.name, "part": worst[1], "margin_mm": round(worst[0], 2)})]


def spans(space: GasSpace, walls: list[GasPlate]) -> list[Problem]:
    """Perforation over a plate, or outside the casing."""
    out = []
    for t in space.tubes:
        for s in t.spans:
            out += [Problem("perforation-over-plate", t.name, {"tube": t.name, "plate": p.name}) for p in walls
                    if min(s.z1, p.z1) > max(s.z0, p.z0) + 1e-9]
            if s.z0 < space.casing[0].z0 - 1e-9 or s.z1 > space.casing[-1].z1 + 1e-9:
                out.append(Problem("perforation-outside", t.name, {"tube": t.name}))
    return out


def ends_in_plates(space: GasSpace, walls: list[GasPlate]) -> list[Problem]:
    """A tube that stops half way through a plate."""
    out = []
    for t in space.tubes:
        for p in walls:
            covers = t.z0 <= p.z0 + 1e-9 and t.z1 >= p.z1 - 1e-9
            if min(t.z1, p.z1) > max(t.z0, p.z0) + 1e-9 and not covers:
                out.append(Problem("tube-ends-in-plate", t.name, {"tube": t.name, "plate": p.name}))
    return out


def plates(length: float, extents: list[tuple[str, float, float]]) -> list[Problem]:
    """Plates (with their rims) outside the shell or over each other."""
    out = []
    ordered = sorted(extents, key=lambda e: e[1])
    for name, a, b in ordered:
        if a < -1e-9 or b > length + 1e-9:
            out.append(Problem("plate-outside-shell", name, {"plate": name}))
    for (n1, _, b1), (n2, a2, _) in zip(ordered, ordered[1:], strict=False):
        if a2 < b1 - 1e-9:
            out.append(Problem("plates-overlap", n2, {"a": n1, "b": n2}))
    return out


def ribs(part: str, found: Sequence[Rib], start: float, length: float,
         taken: Sequence[tuple[str, float, float]]) -> list[Problem]:
    """Beads and swages of a shell or tube where a plate or cone is welded to it, in the silencer's z.

    Beyond a swage, to its end, there is another section than the plates were cut for.
    """
    out = []
    for r in found:
        low, high = start + r.low_mm, start + r.high_mm
        if r.kind == "swage":
            low, high = (low, math.inf) if r.at_mm > length / 2 else (-math.inf, high)
        out += [Problem("rib-over", part, {"key": f"{r.kind}s", "part": part, "at_mm": start + r.at_mm, "other": name})
                for name, a, b in taken if low < b + 1e-9 and high > a - 1e-9]
    return out


def passes(t: GasTube, p: GasPlate) -> bool:
    """True when the tube goes through the plate, so that the plate has its hole."""
    return t.z0 <= p.z0 + 1e-9 and t.z1 >= p.z1 - 1e-9
