"""A section as quadratic triangles: points on every circle, graded rings beside them, a hexagonal filling, Delaunay.

Mid nodes of outline edges lie on the true circle, so that areas keep (straight edges lose 1 % of a 24-gon).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay, cKDTree

from acoustics.arrays import Real
from acoustics.errors import AcousticsError

Ints = npt.NDArray[np.int64]
LEAST_POINTS = 14
GROWTH = 1.6
CLOSE = 0.68              # a filling point nearer than this times its spacing to another is left out
TRIES = 4


@dataclass(frozen=True)
class Ring:
    """A circle of the section: centre and radius [m]. Valid for radius > 0. Source: definition."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, eq=False)
class Mesh:
    """Nodes (n, 2) [m], triangles (m, 6) corner and mid nodes, inside (m, rings) whether a triangle lies in each ring,
    and the outline edges of each ring (edges, 3): end, mid, end node, counter-clockwise. Source: docs/physics.md."""

    nodes: Real
    triangles: Ints
    inside: npt.NDArray[np.bool_]
    edges: tuple[Ints, ...]


def build(rings: tuple[Ring, ...], spacing: float) -> Mesh:
    """Mesh of the largest ring with all others as outlines; spacing [m] of the free filling.

    Rings may be nested or apart, never crossing. Raises AcousticsError "tubes" where they cross or an outline can't be
    kept. Source: derived, docs/physics.md.
    """
    _refuse_crossing(rings)
    for attempt in range(TRIES):
        fine = 0.7**attempt
        points, owners = _points(rings, spacing * fine)
        triangles = Delaunay(points).simplices.astype(np.int64)
        triangles = _turned(points, triangles)
        if _outlines_kept(owners, triangles):
            return _quadratic(rings, points, owners, triangles)
    raise AcousticsError("tubes", "stand too near to each other for a mesh of the section")


def _refuse_crossing(rings: tuple[Ring, ...]) -> None:
    for i, a in enumerate(rings):
        for b in rings[:i]:
            d = math.hypot(a.x - b.x, a.y - b.y)
            if abs(a.radius - b.radius) < d < a.radius + b.radius:
                raise AcousticsError("tubes", "outlines of tubes or holes cross where one begins and another ends")


def _gap(ring: Ring, others: tuple[Ring, ...]) -> float:
    """Least distance to another outline that is no wall of the same tube [m]."""
    out = math.inf
    for o in others:
        d = math.hypot(ring.x - o.x, ring.y - o.y)
        if o is ring or (d < 1e-9 and abs(o.radius - ring.radius) < 0.25 * ring.radius):
            continue
        apart = (d - ring.radius - o.radius, ring.radius - d - o.radius, o.radius - d - ring.radius)
        out = min(out, *map(abs, apart))
    return out


def _points(rings: tuple[Ring, ...], spacing: float) -> tuple[Real, list[Ints]]:
    """Outline points, graded rings beside each outline and the filling; which points belong to each ring."""
    placed: list[Real] = []
    owners: list[Ints] = []
    sizes: list[Real] = []
    count = 0
    steps = []
    for ring in rings:
        pair = [r for r in rings if abs(r.x - ring.x) + abs(r.y - ring.y) < 1e-9
                and abs(r.radius - ring.radius) < 0.25 * max(r.radius, ring.radius)]
        step = min(min(spacing, max(_gap(r, rings), spacing / 30)) for r in pair)
        big, wall = max(r.radius for r in pair), max(r.radius for r in pair) - min(r.radius for r in pair)
        n = max(LEAST_POINTS, math.ceil(2 * math.pi * big / step))
        if wall > 0:        # an arc must leave the diagonal of its ring cell: pi / n < wall / chord
            n = max(n, math.ceil(1.5 * math.pi * math.sqrt(2 * big / wall)))
        angle = 2 * math.pi * np.arange(n) / n
        placed.append(np.column_stack([ring.x + ring.radius * np.cos(angle), ring.y + ring.radius * np.sin(angle)]))
        owners.append(np.arange(count, count + n))
        steps.append(2 * math.pi * ring.radius / n)
        sizes.append(np.full(n, 0.0))
        count += n
    outline = np.vstack(placed)
    kept = _fill(rings, steps, spacing, outline)
    return np.vstack([outline, kept]), owners


def _fill(rings: tuple[Ring, ...], steps: list[float], spacing: float, outline: Real) -> Real:
    body = max(rings, key=lambda r: r.radius)
    candidates: list[tuple[float, float, float]] = []
    for ring, first in zip(rings, steps, strict=True):
        for side in (-1.0, 1.0):
            away, step = 0.0, first
            while True:
                away += 0.87 * step
                r = ring.radius + side * away
                if (step >= spacing and away > 0.9 * spacing) or r < 0.3 * step or r > body.radius * 2:
                    break
                n = max(3, round(2 * math.pi * r / step))
                shift = 0.5 if round(away / max(step, 1e-12)) % 2 else 0.0
                candidates += [(ring.x + r * math.cos(2 * math.pi * (i + shift) / n),
                                ring.y + r * math.sin(2 * math.pi * (i + shift) / n), step) for i in range(n)]
                step = min(step * GROWTH, spacing)
                if away > 40 * spacing:
                    break
    rows = int(body.radius / (spacing * math.sqrt(3) / 2)) + 1
    columns = int(body.radius / spacing) + 1
    hexagon = [(body.x + (i + 0.5 * (j % 2)) * spacing, body.y + j * spacing * math.sqrt(3) / 2, spacing)
               for j in range(-rows, rows + 1) for i in range(-columns - 1, columns + 1)]
    candidates = sorted(candidates, key=lambda c: c[2]) + hexagon
    return _accepted(candidates, outline, body)


def _accepted(candidates: list[tuple[float, float, float]], outline: Real, body: Ring) -> Real:
    """Greedy: a point is kept when nothing kept before is nearer than CLOSE times its spacing."""
    tree = cKDTree(outline)
    out: list[tuple[float, float]] = []
    grid: dict[tuple[int, int], list[tuple[float, float]]] = {}
    array = np.array(candidates)
    near, _ = tree.query(array[:, :2])
    inside = np.hypot(array[:, 0] - body.x, array[:, 1] - body.y) < body.radius
    cell = max(c[2] for c in candidates)
    for (x, y, step), distance, good in zip(candidates, near, inside, strict=True):
        if not good or distance < CLOSE * step:
            continue
        i, j = int(x // cell), int(y // cell)
        least = (CLOSE * step) ** 2
        if all((x - u) ** 2 + (y - v) ** 2 >= least for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1)
               for u, v in grid.get((a, b), ())):
            out.append((x, y))
            grid.setdefault((i, j), []).append((x, y))
    return np.array(out).reshape(-1, 2)


def _turned(points: Real, triangles: Ints) -> Ints:
    """Counter-clockwise, without the slivers that Delaunay leaves on the hull."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    longest = np.max([np.sum((b - a) ** 2, 1), np.sum((c - b) ** 2, 1), np.sum((a - c) ** 2, 1)], axis=0)
    good = np.abs(area) > 1e-9 * longest
    triangles, area = triangles[good], area[good]
    return np.where((area > 0)[:, None], triangles, triangles[:, [0, 2, 1]])


def _outlines_kept(owners: list[Ints], triangles: Ints) -> bool:
    pairs = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    have = set(map(tuple, pairs.tolist()))
    return all(tuple(sorted((int(p), int(q)))) in have for o in owners for p, q in zip(o, np.roll(o, -1), strict=True))


def _quadratic(rings: tuple[Ring, ...], points: Real, owners: list[Ints], triangles: Ints) -> Mesh:
    pairs = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    unique, back = np.unique(pairs, axis=0, return_inverse=True)
    mids = points[unique].mean(axis=1)
    number = {(int(a), int(b)): i for i, (a, b) in enumerate(unique)}
    edges = []
    for ring, own in zip(rings, owners, strict=True):
        rows = []
        for p, q in zip(own, np.roll(own, -1), strict=True):
            i = number[(int(min(p, q)), int(max(p, q)))]
            away = mids[i] - (ring.x, ring.y)
            mids[i] = np.array([ring.x, ring.y]) + away * ring.radius / math.hypot(*away)
            rows.append((p, len(points) + i, q))
        edges.append(np.array(rows, dtype=np.int64))
    m = len(triangles)
    six = np.hstack([triangles, len(points) + back.reshape(3, m).T])
    centre = points[triangles].mean(axis=1)
    inside = np.column_stack([np.hypot(centre[:, 0] - r.x, centre[:, 1] - r.y) < r.radius for r in rings])
    return Mesh(np.vstack([points, mids]), six, inside, tuple(edges))
