"""A section as quadratic triangles: points on every outline, graded layers beside them, a hexagonal filling, Delaunay.

Outlines may be nested, apart, crossing, touching or run together: they share their points there. An outline edge that
Delaunay drops is halved until it is kept. Mid nodes lie on the true curve, so that areas keep (straight edges lose 1 %
of a 24-gon).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay, cKDTree

from acoustics.arrays import Mask, Real
from acoustics.curve import TOUCH, Curve, crossings, inside_polygon
from acoustics.errors import AcousticsError
from acoustics.filling import filling
from acoustics.triangle import jacobian

Ints = npt.NDArray[np.int64]
LEAST_POINTS = 14
SMALLEST = 30             # no outline step below spacing over this
CROSSED = 6               # the same beside a crossing, where the gap goes to nothing
STEEPEST = 0.6            # growth of the step along an outline
SAME = 1e-8               # m: points nearer than this are one
TRIES = 9


@dataclass(frozen=True)
class Loop:
    """An outline of the section; loops of one twin number share their parameters (both sides of a tube's wall)."""

    curve: Curve
    twin: int


@dataclass(frozen=True, eq=False)
class Mesh:
    """Nodes (n, 2) [m], triangles (m, 6) corner and mid nodes, inside (m, loops) whether a triangle lies in each loop,
    and the edges of each loop (edges, 3): end, mid, end node, counter-clockwise. Source: docs/physics.md."""

    nodes: Real
    triangles: Ints
    inside: Mask
    edges: tuple[Ints, ...]


def build(loops: tuple[Loop, ...], spacing: float) -> Mesh:
    """Mesh of all that the loops enclose, every loop kept as edges; spacing [m] of the free filling.

    Raises AcousticsError "tubes" where an outline can't be kept. Source: derived, docs/physics.md.
    """
    marks = _marks(loops, spacing)
    outline, _ = _joined(loops, marks)
    placed = [c.curve.at(t) for c, t in zip(loops, marks, strict=True)]
    steps = [np.hypot(*(np.roll(p, -1, axis=0) - p).T) for p in placed]
    fill = filling([c.curve for c in loops], marks, steps, spacing, outline)
    for _ in range(TRIES):
        outline, owners = _joined(loops, marks)
        fill = _apart(fill, outline, owners)
        points = np.vstack([outline, fill])
        triangles = _turned(points, Delaunay(points).simplices.astype(np.int64))
        lost = _lost(owners, triangles, len(points))
        if not any(w.any() for w in lost):
            return _quadratic(loops, marks, points, owners, triangles)
        marks = _halved(loops, marks, lost)
    raise AcousticsError("tubes", "stand too near to each other or to the casing for a mesh of the section: move one "
                                  "by 0.1 mm, or take the model 'uniform'")


# points on the outlines -----------------------------------------------------------------------------------------------

def _marks(loops: tuple[Loop, ...], spacing: float) -> list[Real]:
    """Parameters of the points of each loop, rising, joints and crossings among them."""
    forced = [{float(i) for i in range(c.curve.size)} for c in loops]
    crossed: set[tuple[int, int]] = set()
    for i, a in enumerate(loops):
        for j in range(i):
            if a.twin == loops[j].twin:
                continue
            for t, s in crossings(a.curve, loops[j].curve):
                forced[i].add(t)
                forced[j].add(s)
                crossed |= {(i, j), (j, i)}
    _share(loops, forced)
    sizes = [_sizes(loops, i, spacing, crossed) for i in range(len(loops))]
    marks: list[Real] = []
    for i, loop in enumerate(loops):
        together = [sizes[j][1] for j, c in enumerate(loops) if c.twin == loop.twin]
        first = next(j for j, c in enumerate(loops) if c.twin == loop.twin)
        if first < i:
            marks.append(marks[first])
        else:
            marks.append(_placed(loop.curve, sizes[i][0], np.min(together, axis=0), _clean(forced[i], loop.curve)))
    return _run_together(loops, marks)


def _share(loops: tuple[Loop, ...], values: list[set[float]]) -> None:
    """Twins take each other's parameters."""
    for i, a in enumerate(loops):
        for j in range(i):
            if a.twin == loops[j].twin:
                values[i] |= values[j]
                values[j] |= values[i]


def _clean(values: set[float], curve: Curve) -> list[float]:
    """Sorted parameters without those nearer than SAME to the one before."""
    t = np.array(sorted(values))
    points = curve.at(t)
    apart = np.hypot(*(np.roll(points, -1, axis=0) - points).T) > SAME      # the last of each bunch stays
    return [float(v) for v in (t[apart] if apart.any() else t[:1])]


def _sizes(loops: tuple[Loop, ...], i: int, spacing: float, crossed: set[tuple[int, int]]) -> tuple[Real, Real]:
    """Parameters of the samples of a loop, and the step wanted there [m]: gaps, bends and walls make it small."""
    curve = loops[i].curve
    t, points = curve.samples
    radius = _bend(curve, t)
    size = np.minimum(spacing, 2 * math.pi / LEAST_POINTS * radius)
    for j, other in enumerate(loops):
        if j == i:
            continue
        gap = np.abs(_distance(other.curve, points))
        if other.twin == loops[i].twin:      # an arc must leave the diagonal of its wall's cell
            size = np.minimum(size, np.where(gap > SAME, 0.9 * np.sqrt(radius * np.maximum(gap, SAME)), spacing))
        else:
            least = spacing / (CROSSED if (i, j) in crossed else SMALLEST)
            size = np.minimum(size, np.maximum(np.maximum(gap, 0.5 * np.sqrt(radius * gap)), least))
    return t, _gentle(size, np.hypot(*(np.roll(points, -1, axis=0) - points).T))


def _gentle(size: Real, ds: Real) -> Real:
    """Steps that grow no faster than STEEPEST along the outline, ds to the next sample. Lists: faster than arrays."""
    out, more = size.tolist(), (STEEPEST * ds).tolist()
    for _ in range(2):
        for k in range(len(out)):
            out[k] = min(out[k], out[k - 1] + more[k - 1])
        for k in range(len(out) - 1, -1, -1):
            out[k - 1] = min(out[k - 1], out[k] + more[k - 1])
    return np.array(out)


def _bend(curve: Curve, t: Real) -> Real:
    """Radius of curvature [m] at parameters t."""
    if curve.ring:
        return np.full(len(t), curve.ring.radius)
    h = 1e-4
    a, b = curve.slope(t + h), curve.slope(t + 2 * h)
    turn = np.abs(np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], np.sum(a * b, axis=1)))
    way = np.hypot(*a.T) * h
    return np.asarray(way / np.maximum(turn, way / 1e3))


def _distance(curve: Curve, points: Real) -> Real:
    if curve.ring:
        return np.asarray(np.hypot(points[:, 0] - curve.ring.x, points[:, 1] - curve.ring.y) - curve.ring.radius)
    return np.asarray(cKDTree(curve.samples[1]).query(points)[0])


def _placed(curve: Curve, t: Real, size: Real, forced: list[float]) -> Real:
    """Points so that each step is about its size, between the forced ones."""
    turns = curve.size
    points = curve.at(t)
    ds = np.hypot(*(np.roll(points, -1, axis=0) - points).T)
    sum_ = np.concatenate([[0.0], np.cumsum(ds * 2 / (size + np.roll(size, -1)))])
    whole = np.append(t, turns)

    def count_at(u: Real) -> Any:
        return np.interp(u % turns, whole, sum_) + sum_[-1] * np.floor(u / turns)
    out: list[Real] = []
    for a, b in zip(forced, [*forced[1:], forced[0] + turns], strict=True):
        low, high = count_at(np.array([a, b]))
        n = max(1, math.ceil(high - low - 1e-6))
        if len(forced) == 1:
            n = max(n, LEAST_POINTS)
        k = low + (high - low) * np.arange(n) / n
        lap = np.floor(k / sum_[-1])
        inner = np.interp(k - lap * sum_[-1], sum_, whole) + lap * turns
        inner[0] = a
        out.append(inner % turns)
    return np.sort(np.concatenate(out))


def _run_together(loops: tuple[Loop, ...], marks: list[Real]) -> list[Real]:
    """Where a point of one loop lies on another (sides that run together), both have it."""
    extra = [{float(v) for v in m} for m in marks]
    for i, a in enumerate(loops):
        for j, b in enumerate(loops):
            if a.twin == b.twin or (a.curve.ring and b.curve.ring):
                continue
            points = b.curve.at(marks[j])
            near = np.abs(_distance(a.curve, points)) < (TOUCH if a.curve.ring else a.curve.perimeter / 100)
            if near.any():
                t = a.curve.nearest(points[near])
                on = np.hypot(*(a.curve.at(t) - points[near]).T) < SAME
                extra[i] |= {float(v) for v in t[on]}
    _share(loops, extra)
    return [np.array(_clean(e, c.curve)) for e, c in zip(extra, loops, strict=True)]


def _joined(loops: tuple[Loop, ...], marks: list[Real]) -> tuple[Real, list[Ints]]:
    """All outline points once, and which of them each loop runs through."""
    placed = [c.curve.at(t) for c, t in zip(loops, marks, strict=True)]
    points = np.vstack(placed)
    number = np.arange(len(points))
    for i, j in sorted(cKDTree(points).query_pairs(SAME)):
        number[j] = min(number[j], number[i])
    kept, back = np.unique(number, return_inverse=True)
    bounds = np.cumsum([0, *(len(p) for p in placed)])
    return points[kept], [back[a:b].astype(np.int64) for a, b in zip(bounds[:-1], bounds[1:], strict=True)]


def _apart(fill: Real, outline: Real, owners: list[Ints]) -> Real:
    """The filling without points in the circle over an outline edge, which would take the edge away."""
    if not len(fill):
        return fill
    a = np.vstack([outline[o] for o in owners])
    b = np.vstack([outline[np.roll(o, -1)] for o in owners])
    tree = cKDTree(fill)
    drop = set()
    for near in tree.query_ball_point((a + b) / 2, np.hypot(*(b - a).T) / 2 * 1.02):
        drop.update(near)
    return np.delete(fill, sorted(drop), axis=0)


def _lost(owners: list[Ints], triangles: Ints, count: int) -> list[Mask]:
    """Which edges of each loop are no edges of the triangles."""
    a, b = triangles.T, triangles[:, [1, 2, 0]].T
    kept = np.unique(np.minimum(a, b) * count + np.maximum(a, b))
    after = [np.roll(own, -1) for own in owners]
    wanted = [np.minimum(own, next_) * count + np.maximum(own, next_) for own, next_ in zip(owners, after, strict=True)]
    return [kept[np.minimum(np.searchsorted(kept, w), len(kept) - 1)] != w for w in wanted]


def _halved(loops: tuple[Loop, ...], marks: list[Real], lost: list[Mask]) -> list[Real]:
    values = []
    for loop, t, gone in zip(loops, marks, lost, strict=True):
        after = np.append(t[1:], t[0] + loop.curve.size)
        values.append({float(v) for v in np.concatenate([t, ((t + after) / 2)[gone] % loop.curve.size])})
    _share(loops, values)
    return _run_together(loops, [np.array(sorted(v)) for v in values])


# triangles ------------------------------------------------------------------------------------------------------------

def _turned(points: Real, triangles: Ints) -> Ints:
    """Counter-clockwise, without the slivers that Delaunay leaves on the hull."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    longest = np.max([np.sum((b - a) ** 2, 1), np.sum((c - b) ** 2, 1), np.sum((a - c) ** 2, 1)], axis=0)
    good = np.abs(area) > 1e-9 * longest
    triangles, area = triangles[good], area[good]
    return np.where((area > 0)[:, None], triangles, triangles[:, [0, 2, 1]])


def _quadratic(loops: tuple[Loop, ...], marks: list[Real], points: Real, owners: list[Ints], triangles: Ints) -> Mesh:
    centre = points[triangles].mean(axis=1)
    inside = np.column_stack([inside_polygon(points[own], centre) for own in owners])
    triangles, inside = triangles[inside.any(axis=1)], inside[inside.any(axis=1)]
    m, count = len(triangles), len(points)
    pairs = np.sort(np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    keys, back = np.unique(pairs[:, 0] * count + pairs[:, 1], return_inverse=True)
    mids = (points[keys // count] + points[keys % count]) / 2
    edges = []
    for loop, t, own in zip(loops, marks, owners, strict=True):
        after = np.roll(own, -1)
        place = np.searchsorted(keys, np.minimum(own, after) * count + np.maximum(own, after))
        mids[place] = loop.curve.at((t + np.append(t[1:], t[0] + loop.curve.size)) / 2)
        edges.append(np.column_stack([own, count + place, after]))
    six = np.hstack([triangles, count + back.reshape(3, m).T])
    return Mesh(_unfolded(np.vstack([points, mids]), six), six, inside, tuple(edges))


def _unfolded(nodes: Real, six: Ints) -> Real:
    """Nodes with straight edges where curved ones would fold a triangle over, as between outlines that nearly touch."""
    for _ in range(TRIES):
        bad = six[np.any(jacobian(nodes[six])[2] <= 0, axis=1)]
        if not len(bad):
            break
        for a, b, mid in ((0, 1, 3), (1, 2, 4), (2, 0, 5)):
            nodes[bad[:, mid]] = (nodes[bad[:, a]] + nodes[bad[:, b]]) / 2
    return nodes
