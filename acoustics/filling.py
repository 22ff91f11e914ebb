"""Free points of a section's mesh: graded layers beside every outline, then a hexagonal grid, thinned in one pass."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from acoustics.arrays import Mask, Real
from acoustics.curve import Curve

GROWTH = 1.6
CLOSE = 0.68              # a point nearer than this times its spacing to another is left out
MOST_LAYERS = 30
MOST_PAIRS = 4_000_000      # of points that are looked at, each way

Ints = npt.NDArray[np.int64]


def filling(curves: list[Curve], marks: list[Real], steps: list[Real], spacing: float, outline: Real) -> Real:
    """Points [m] (n, 2) between the outlines: steps [m] of each curve's edges at its marks, free spacing [m].

    Valid for any curves; no errors. Source: derived, docs/physics.md.
    """
    rows = [_layers(c, t, s, spacing) for c, t, s in zip(curves, marks, steps, strict=True)]
    rows.append(_hexagons(curves, spacing))
    points, size = np.vstack([r[0] for r in rows]), np.concatenate([r[1] for r in rows])
    near = cKDTree(outline).query(points)[0]
    keep = (near >= CLOSE * size) & _enclosed(curves, points)
    points, size = points[keep], size[keep]
    order = np.argsort(size[:len(points)], kind="stable")
    return _thinned(points[order], size[order])


def _enclosed(curves: list[Curve], points: Real) -> Mask:
    """Whether points lie inside one of the curves; the widest are asked first."""
    out = np.zeros(len(points), bool)
    for c in sorted(curves, key=lambda c: -c.perimeter):
        left = np.flatnonzero(~out)
        if not len(left):
            break
        out[left] = c.contains(points[left])
    return out


def _layers(curve: Curve, t: Real, step: Real, spacing: float) -> tuple[Real, Real]:
    """Points beside a curve on both sides, further apart layer by layer until the free spacing."""
    middle = (t + np.append(t[1:], t[0] + curve.size)) / 2
    points, sizes = [np.zeros((0, 2))], [np.zeros(0)]
    size, away = step.copy(), np.zeros(len(step))
    radius = curve.ring.radius if curve.ring else math.inf
    live = np.ones(len(step), bool)
    for layer in range(MOST_LAYERS):
        away = away + 0.87 * size
        live &= ~((size >= spacing) & (away > 0.9 * spacing))
        if not live.any():
            break
        at = middle if layer % 2 == 0 else t
        base, slope = curve.at(at), curve.slope(at)
        normal = np.column_stack([slope[:, 1], -slope[:, 0]]) / np.hypot(*slope.T)[:, None]
        for side in (-1.0, 1.0):
            good = live & ((side > 0) | (away < radius - 0.3 * size))
            points.append((base + side * away[:, None] * normal)[good])
            sizes.append(size[good])
        size = np.minimum(size * GROWTH, spacing)
    return np.vstack(points), np.concatenate(sizes)


def _hexagons(curves: list[Curve], spacing: float) -> tuple[Real, Real]:
    boxes = np.array([c.box for c in curves])
    x0, y0, x1, y1 = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    rows = int((y1 - y0) / 2 / (spacing * math.sqrt(3) / 2)) + 1
    columns = int((x1 - x0) / 2 / spacing) + 2
    j, i = np.meshgrid(np.arange(-rows, rows + 1), np.arange(-columns, columns + 1), indexing="ij")
    across, up = x + (i + 0.5 * (j % 2)) * spacing, y + j * spacing * math.sqrt(3) / 2
    points = np.column_stack([across.ravel(), up.ravel()])
    return points, np.full(len(points), spacing)


def _thinned(points: Real, size: Real) -> Real:
    """In order: a point is kept when nothing kept before is nearer than CLOSE times its spacing."""
    if not len(points):
        return points
    reach = CLOSE * size
    kept = np.ones(len(points), bool)
    first, second = _pairs(points, reach)
    close = np.hypot(*(points[first] - points[second]).T) < reach[second]
    order = np.lexsort((first[close], second[close]))
    for p, q in zip(first[close][order].tolist(), second[close][order].tolist(), strict=True):
        if kept[p]:
            kept[q] = False
    return points[kept]


def _pairs(points: Real, reach: Real) -> tuple[Ints, Ints]:
    """Numbers (first < second) of points nearer to each other than the reach of the second, and maybe of more.

    Beside a thin wall points are so dense that all within the largest reach are too many: then each looks round itself.
    """
    tree, far = cKDTree(points), float(reach.max())
    if tree.count_neighbors(tree, far) <= MOST_PAIRS:
        both = tree.query_pairs(far, output_type="ndarray")
        return both.min(axis=1, initial=len(points)), both.max(axis=1, initial=0)
    near = tree.query_ball_point(points, reach)
    second = np.repeat(np.arange(len(points)), [len(n) for n in near])
    first = np.concatenate([np.asarray(n, np.int64) for n in near])
    return first[first < second], second[first < second]
