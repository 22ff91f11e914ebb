"""Points in a mesh: which triangle each lies in, and the field there from the nodes."""

from __future__ import annotations

import numpy as np
import scipy.sparse
from scipy.spatial import cKDTree

from acoustics.arrays import Mask, Real
from acoustics.eigen import Sparse
from acoustics.mesh import Ints, Mesh

NEAREST = 12                # triangles around a point that are tried first
LOST = -0.05                # a point this far out of all of those is looked for in every triangle
STEPS = 4                   # of Newton's method; straight triangles need one


def interpolation(mesh: Mesh, chosen: Mask, points: Real) -> Sparse:
    """Matrix (points, nodes) that takes nodal values to points [m] (p, 2) of the chosen triangles.

    Valid inside of them; a point just outside (between a chord and its arc) takes the nearest one's continuation, no
    further than its edge by a twentieth. No errors. Source: isoparametric P2, inverted by Newton's method.
    """
    return located(mesh, chosen, points)[0]


def located(mesh: Mesh, chosen: Mask, points: Real) -> tuple[Sparse, Ints, Real]:
    """As interpolation(), which of the chosen triangles (p,) each point [m] (p, 2) lies in, and how deep (p,) [-] in
    it: negative outside of all.

    Valid and errors as interpolation(). Source: as interpolation().
    """
    six = mesh.triangles[chosen]
    corners = mesh.nodes[six[:, :3]]
    found = cKDTree(corners.mean(axis=1)).query(points, min(NEAREST, len(six)))[1]
    near = found.reshape(len(points), -1).astype(np.int64)
    best, place = _best(mesh, six, near, points)
    lost = np.flatnonzero(_depth(place) < LOST)
    for at in np.array_split(lost, max(1, len(lost) * len(six) // 1_000_000)):
        if len(at):
            flat = _straight(corners[None], points[at, None])
            few = np.argsort(-_depth(flat), axis=1)[:, :NEAREST].astype(np.int64)
            best[at], place[at] = _best(mesh, six, few, points[at])
    deep, place = _depth(place), np.clip(place, LOST, 1 - LOST)
    rows = np.repeat(np.arange(len(points)), 6)
    return scipy.sparse.csr_matrix((_shapes(place).ravel(), (rows, six[best].ravel())),
                                   shape=(len(points), len(mesh.nodes))), best, deep


def _best(mesh: Mesh, six: Ints, near: Ints, points: Real) -> tuple[Ints, Real]:
    """Of some triangles of each point the one it lies deepest in, and its place (r, s) there."""
    nodes = mesh.nodes[six[near]]                                       # (points, tried, 6, 2)
    place = _straight(nodes[:, :, :3], points[:, None])
    for _ in range(STEPS):
        off = points[:, None] - np.einsum("pta,ptac->ptc", _shapes(place), nodes)
        by_r, by_s = (np.einsum("pta,ptac->ptc", d, nodes) for d in _slopes(place))
        det = by_r[..., 0] * by_s[..., 1] - by_r[..., 1] * by_s[..., 0]
        det = np.where(np.abs(det) < 1e-30, 1e-30, det)
        step = np.stack([off[..., 0] * by_s[..., 1] - off[..., 1] * by_s[..., 0],
                         by_r[..., 0] * off[..., 1] - by_r[..., 1] * off[..., 0]], axis=-1) / det[..., None]
        place = np.clip(place + step, -1.0, 2.0)
    chosen = np.argmax(_depth(place), axis=1)
    rows = np.arange(len(points))
    return near[rows, chosen], place[rows, chosen]


def _depth(place: Real) -> Real:
    """How deep a place (..., 2) lies in its triangle, negative outside."""
    return np.asarray(np.minimum(np.minimum(place[..., 0], place[..., 1]), 1 - place[..., 0] - place[..., 1]))


def _straight(corners: Real, points: Real) -> Real:
    """Place (..., 2) of points in triangles with straight edges."""
    a, b, c = (corners[..., i, :] for i in range(3))
    u, v, w = b - a, c - a, points - a
    det = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    return np.stack([w[..., 0] * v[..., 1] - w[..., 1] * v[..., 0], u[..., 0] * w[..., 1] - u[..., 1] * w[..., 0]],
                    axis=-1) / det[..., None]


def _shapes(place: Real) -> Real:
    r, s = place[..., 0], place[..., 1]
    t = 1 - r - s
    return np.stack([t * (2 * t - 1), r * (2 * r - 1), s * (2 * s - 1), 4 * t * r, 4 * r * s, 4 * s * t], axis=-1)


def _slopes(place: Real) -> tuple[Real, Real]:
    r, s = place[..., 0], place[..., 1]
    t, zero = 1 - r - s, np.zeros_like(r)
    return (np.stack([1 - 4 * t, 4 * r - 1, zero, 4 * (t - r), 4 * s, -4 * s], axis=-1),
            np.stack([1 - 4 * t, zero, 4 * s - 1, -4 * r, 4 * r, 4 * (t - s)], axis=-1))
