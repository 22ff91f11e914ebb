"""Modes of ducts that perforated walls join: real modes of K + s_inf B, enriched where wool backs a wall.

Hard-wall modes converge badly there (each has zero slope at the wall). Source: docs/physics.md, formulation e, f.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse

from acoustics.arrays import Real
from acoustics.modes import Elements, Sparse, lowest
from acoustics.sections import Share, Wall
from acoustics.slabs import Disc, Slab
from acoustics.waves import Waves

LIGHT = 0.1                 # weight on the wool of the enriching modes
REACH = 2.0                 # enriching modes up to this times the top wavenumber
PLANE_LIGHT = 3             # enriching modes of each kind that a plane wave drives
DROP = 1e-6                 # Gram eigenvalues below this times the largest are dropped
# an edge's mass over its two ends and mid node, order end, mid, end
EDGE = np.array([[4.0, 2.0, -1.0], [2.0, 16.0, 2.0], [-1.0, 2.0, 4.0]]) / 30


@dataclass(frozen=True, eq=False)
class Group:
    """Live modes as shares and walls of a Section, their fields and the tail's by duct (nodes of the mesh, modes)."""

    live: int
    shares: tuple[Share, ...]
    walls: tuple[Wall, ...]
    live_fields: tuple[Real, ...]
    tail_values: Real
    tail_fields: tuple[Real, ...]


def group_modes(elements: Elements, slab: Slab, joined: tuple[int, ...], regions: list[npt.NDArray[np.bool_]],
                walls: list[tuple[int, int, Disc]], waves: Waves, top: float, limit: float,
                live_count: Callable[[Real, int], int], plane: bool) -> Group:
    """Live and tail modes of coupled ducts; regions and walls (rings inside, outside) as the couplings of the slab.

    top [1/m], limit [1/m2]. Raises AcousticsError as lowest(). Source: formulation e, f, derived in docs/physics.md.
    """
    nodes = [elements.nodes(r) for r in regions]
    starts = np.concatenate([[0], np.cumsum([len(n) for n in nodes])]).astype(int)
    ks, ms = [], []
    for r, n in zip(regions, nodes, strict=True):
        k, m = elements.matrices(r)
        ks.append(k[n][:, n])
        ms.append(m[n][:, n])
    jumps = [_jump(elements, nodes, starts, joined.index(c.tube), joined.index(c.rest), w)
             for c, w in zip(slab.couplings, walls, strict=True)]
    stiff = [float(waves.coupling(c.span, None)[np.argmax(waves.k.real)].real) for c in slab.couplings]
    media = [slab.ducts[i].medium for i in joined]
    k, m = scipy.sparse.block_diag(ks, "csr"), scipy.sparse.block_diag(ms, "csr")
    full = k + sum(s * b for s, b in zip(stiff, jumps, strict=True))
    area = float(m.sum())
    guess = int(area * limit / (4 * np.pi) + 0.8 * np.sqrt(area * limit)) + 6
    values, vectors = lowest(full, m, limit, guess)
    uniform = scipy.linalg.block_diag(*[np.full((len(n), 1), 1.0) for n in nodes])
    if plane:
        live = vectors[:, _nearest_uniform(vectors, uniform, m, len(joined))]
    else:
        live = vectors[:, :live_count(values, len(joined))]
    extra = [uniform]
    if any(media):
        light = _light(ks, ms, jumps, stiff, [w is not None for w in media], top, m)
        if plane:
            light = [v[:, _nearest_uniform(v, uniform, m, min(PLANE_LIGHT, v.shape[1]))] for v in light]
        extra += light
    live = _joined([live, *extra], m)
    n_live = live.shape[1]
    tail_values, tail = _complement(vectors, live, full, m)
    shares = []
    for medium in dict.fromkeys(media):
        mass, stiffness = np.zeros((n_live, n_live)), np.zeros((n_live, n_live))
        for i, w in enumerate(media):
            if w == medium:
                part = live[starts[i]:starts[i + 1]]
                mass += part.T @ (ms[i] @ part)
                stiffness += part.T @ (ks[i] @ part)
        shares.append(Share(medium, mass, stiffness))
    made = tuple(Wall(c.span, slab.ducts[c.rest].medium, live.T @ (b @ live))
                 for c, b in zip(slab.couplings, jumps, strict=True))
    return Group(n_live, tuple(shares), made, _fields(elements, nodes, starts, live), tail_values,
                 _fields(elements, nodes, starts, tail))


def _fields(elements: Elements, nodes: list[npt.NDArray[np.int64]], starts: npt.NDArray[np.int64],
            vectors: Real) -> tuple[Real, ...]:
    out = []
    for i, n in enumerate(nodes):
        f = np.zeros((elements.count, vectors.shape[1]))
        f[n] = vectors[starts[i]:starts[i + 1]]
        out.append(f)
    return tuple(out)


def _jump(elements: Elements, nodes: list[npt.NDArray[np.int64]], starts: npt.NDArray[np.int64], tube: int, rest: int,
          wall: tuple[int, int, Disc]) -> Sparse:
    """B = int [q][p] ds of the jump from a tube's inside to its outside, ds of the mid surface, paired nodes."""
    inner, outer, disc = wall
    a = elements.mesh.edges[inner]
    b = elements.mesh.edges[outer]
    size = int(starts[-1])
    i = starts[tube] + np.searchsorted(nodes[tube], a)
    o = starts[rest] + np.searchsorted(nodes[rest], b)
    length = np.pi * (disc.inner + disc.outer) / len(a)
    both, sign = np.hstack([i, o]), np.array([1.0, 1.0, 1.0, -1.0, -1.0, -1.0])
    small = np.tile(EDGE, (2, 2)) * np.outer(sign, sign) * length
    rows, columns = np.repeat(both, 6, axis=1).ravel(), np.tile(both, (1, 6)).ravel()
    return scipy.sparse.csr_matrix((np.tile(small.ravel(), len(a)), (rows, columns)), shape=(size, size))


def _nearest_uniform(vectors: Real, uniform: Real, mass: Sparse, count: int) -> npt.NDArray[np.int64]:
    """The modes that hold most of the functions uniform in each duct; a plane wave drives no others."""
    basis = uniform / np.sqrt(np.sum(uniform * (mass @ uniform), axis=0))
    share = np.sum((basis.T @ (mass @ vectors)) ** 2, axis=0)
    return np.sort(np.argsort(-share, kind="stable")[:count])


def _light(ks: list[Sparse], ms: list[Sparse], jumps: list[Sparse], stiff: list[float], woolly: list[bool],
           top: float, mass: Sparse) -> list[Real]:
    """Modes of the same section with light wool, at s_inf and 8 s_inf: their slope at the wall is the wool's."""
    weights = [LIGHT if w else 1.0 for w in woolly]
    k = scipy.sparse.block_diag([w * x for w, x in zip(weights, ks, strict=True)], "csr")
    m = scipy.sparse.block_diag([w * x for w, x in zip(weights, ms, strict=True)], "csr")
    out = []
    for factor in (1.0, 8.0):
        full = k + sum(factor * s * b for s, b in zip(stiff, jumps, strict=True))
        guess = int(float(mass.sum()) * (REACH * top) ** 2 / (4 * np.pi)) + 10
        out.append(lowest(full, m, (REACH * top) ** 2, guess)[1])
    return out


def _joined(parts: list[Real], mass: Sparse) -> Real:
    """M-orthonormal basis of the span of several sets of functions."""
    whole = np.hstack([p / np.sqrt(np.sum(p * (mass @ p), axis=0)) for p in parts])
    values, turn = np.linalg.eigh(whole.T @ (mass @ whole))
    keep = values > DROP * values[-1]
    return np.asarray(whole @ (turn[:, keep] / np.sqrt(values[keep])))


def _complement(vectors: Real, live: Real, full: Sparse, mass: Sparse) -> tuple[Real, Real]:
    """Tail in the M-orthogonal complement of the live space, else it would be counted twice."""
    rest = vectors - live @ (live.T @ (mass @ vectors))
    rest -= live @ (live.T @ (mass @ rest))
    gram, turn = np.linalg.eigh(rest.T @ (mass @ rest))
    keep = gram > 1e-4
    basis = rest @ (turn[:, keep] / np.sqrt(gram[keep]))
    values, turn = scipy.linalg.eigh(basis.T @ (full @ basis))
    return values, np.asarray(basis @ turn)
