"""The way of the gas through a silencer: which chambers and tubes are joined, and what nothing reaches."""

from __future__ import annotations

import math
from collections import defaultdict

from knalpot_cad.assemblies.assembly import Problem
from knalpot_cad.assemblies.gas import GasSpace, GasTube

TOUCH = 0.05     # mm: an end nearer than this to a wall is shut by it
WAY = 0.1        # of the inlet's bore: single holes of less are no way for the gas


def _mouth(space: GasSpace, z: float, direction: int) -> int | None:
    """Chamber in front of an end at z looking in direction: an end flush with a plate's far face opens beyond it."""
    for i, (a, b) in enumerate(space.chambers()):
        if direction < 0 and a + TOUCH < z <= b + TOUCH:
            return i
        if direction > 0 and a - TOUCH <= z < b - TOUCH:
            return i
    return None


def links(space: GasSpace) -> dict[str, set[str]]:
    """Graph of the gas: chamber:i, tube:name, inlet and outlet, joined by ends, perforations and holed plates."""
    graph: dict[str, set[str]] = defaultdict(set)

    def join(a: str, b: str) -> None:
        graph[a].add(b)
        graph[b].add(a)
    for i in range(len(space.chambers())):
        graph[f"chamber:{i}"]
    for t in space.tubes:
        node = f"tube:{t.name}"
        graph[node]
        for state, z, way in ((t.start, t.z0, -1), (t.end, t.z1, 1)):
            if state == "port":
                join(node, "inlet" if t.name == space.inlet and way == -1 else "outlet")
            elif state == "open" and (mouth := _mouth(space, z, way)) is not None:
                join(node, f"chamber:{mouth}")
        for k, (a, b) in enumerate(space.chambers()):
            if any(min(s.z1, b) > max(s.z0, a) for s in t.spans
                   if wide(space, math.pi * (t.inner + t.outer) * (s.z1 - s.z0) * s.open_area, s.single)):
                join(node, f"chamber:{k}")
    for p in space.plates:
        if p.holes or wide(space, math.pi * math.fsum(r * r for *_, r in p.singles), True):
            i = sum(1 for q in space.plates if q.z0 < p.z0)
            join(f"chamber:{i}", f"chamber:{i + 1}")
    return graph


def wide(space: GasSpace, area: float, single: bool) -> bool:
    """Whether gas has its way through an open area [mm2]: single holes that are drains let sound and water through."""
    inlet = next((t for t in space.tubes if t.name == space.inlet), None)
    return not single or (inlet is not None and area >= WAY * math.pi * inlet.inner**2)


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for n in graph.get(todo.pop(), ()):
            if n not in seen:
                seen.add(n)
                todo.append(n)
    return seen


def examine(space: GasSpace, name: str) -> tuple[list[Problem], list[Problem]]:
    """Faults (no way through) and warnings (dead chambers, blind tubes) of one silencer."""
    graph = links(space)
    reached = reach(graph, "inlet")
    faults, warnings = [], []
    if "outlet" not in reached:
        stop = [n.split(":")[1] for n in sorted(reached) if n.startswith("tube:")]
        faults.append(Problem("no-way-through", name, {"place": ", ".join(stop) or space.inlet}))
    for i in range(len(space.chambers())):
        if f"chamber:{i}" not in reached:
            warnings.append(Problem("chamber-dead", name, {"chamber": i + 1}))
    for t in space.tubes:
        if len(graph[f"tube:{t.name}"]) == 0 or f"tube:{t.name}" not in reached:
            warnings.append(Problem("tube-leads-nowhere", t.name, {"tube": t.name}))
        warnings += _ends(space, t)
    return faults, warnings


def _ends(space: GasSpace, t: GasTube) -> list[Problem]:
    out = []
    for state, z, way in ((t.start, t.z0, -1), (t.end, t.z1, 1)):
        if state != "open":
            continue
        chamber = _mouth(space, z, way)
        if chamber is None:
            out.append(Problem("tube-end-shut", t.name, {"tube": t.name, "z_mm": round(z, 2)}))
            continue
        a, b = space.chambers()[chamber]
        gap = z - a if way < 0 else b - z
        if gap < t.inner:
            out.append(Problem("tube-end-near-wall", t.name, {"tube": t.name, "gap_mm": round(gap, 1),
                                                              "least_mm": round(t.inner, 1)}))
    return out
