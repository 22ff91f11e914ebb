"""Modes of ducts that perforated walls join: real modes of K + s_inf B, enriched where wool backs a wall.

Hard-wall modes converge badly there (each has zero slope at the wall). Source: docs/physics.md, formulation e, f.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse

from acoustics.arrays import Mask, Real
from acoustics.eigen import Sparse, factored, lowest
from acoustics.modes import Elements
from acoustics.perforates import sullivan_crocker
from acoustics.silencer import Perforation

LEAST = 4.0                 # live modes reach at least this over the radius of a disc as large as the ducts
LIGHT = 0.1                 # weight on the wool of the enriching modes
REACH = 2.0                 # enriching modes up to this times the top wavenumber
PLANE_LIGHT = 1             # enriching modes of each kind that a plane wave drives
BETWEEN = 2                 # modes more of a plane wave where several walls feed one chamber
DROP = 1e-10                # Gram eigenvalues below this times the largest are dropped: 1e-6 cost 0.1 dB in wool
# an edge's mass over its two ends and mid node, order end, mid, end
EDGE = np.array([[4.0, 2.0, -1.0], [2.0, 16.0, 2.0], [-1.0, 2.0, 4.0]]) / 30


@dataclass(frozen=True, eq=False)
class Screen:
    """A perforated wall between two of the joined ducts, by place: the edges of its two sides (edges, 3), paired, the
    centre and radius of its mid surface [m] and its span. Source: formulation e."""

    tube: int
    rest: int
    inner: npt.NDArray[np.int64]
    outer: npt.NDArray[np.int64]
    centre: tuple[float, float]
    radius: float
    span: Perforation


@dataclass(frozen=True, eq=False)
class Group:
    """Modes of joined ducts, live ones first: what gas and wool hold of the live ones (mass [-], stiffness [1/m2]),
    the jumps of the walls [1/m], the tail's lambda [1/m2], and the fields (nodes of the mesh, modes) in each duct."""

    live: int
    gas: tuple[Real, Real]
    wool: tuple[Real, Real]
    jumps: tuple[Real, ...]
    tail_values: Real
    fields: tuple[Real, ...]


def group_modes(elements: Elements, regions: list[Mask], woolly: list[bool], screens: list[Screen], top: float,
                limit: float, live_to: float, plane: bool) -> Group:
    """Live and tail modes of ducts, one a region, that screens join; woolly says which hold wool.

    top [1/m]: live modes reach live_to [-] times it (plane: as many as ducts); limit [1/m2] of the tail. Raises
    AcousticsError as lowest(). Source: formulation e, f, derived in docs/physics.md.
    """
    parts = [elements.part(r) for r in regions]
    nodes = [p.nodes for p in parts]
    starts = np.concatenate([[0], np.cumsum([len(n) for n in nodes])]).astype(int)
    ks, ms = [p.stiffness for p in parts], [p.mass for p in parts]
    jumps = [_jump(elements, nodes, starts, w) for w in screens]
    stiff = [_limit_coupling(w.span, top) for w in screens]
    k, m = scipy.sparse.block_diag(ks, "csr"), scipy.sparse.block_diag(ms, "csr")
    full = k + sum(s * b for s, b in zip(stiff, jumps, strict=True))
    area = float(m.sum())
    guess = int(area * limit / (4 * np.pi) + 0.8 * np.sqrt(area * limit)) + 6
    values, vectors = lowest(full, m, limit, guess)
    uniform = scipy.linalg.block_diag(*[np.full((len(n), 1), 1.0) for n in nodes])
    count = len(regions)
    if plane:
        live = vectors[:, _nearest_uniform(vectors, uniform, m, count + BETWEEN * (len(screens) > 1))]
    else:
        reach = max(live_to * top, LEAST / math.sqrt(area / math.pi))
        live = vectors[:, :live_count(values, reach**2, count)]
    extra = [uniform, fed(k, m, uniform, _loads(elements, nodes, starts, screens))]
    if any(woolly):
        light = _light(ks, ms, jumps, stiff, woolly, top, m)
        if plane:
            light = [v[:, _nearest_uniform(v, uniform, m, min(PLANE_LIGHT, v.shape[1]))] for v in light]
        extra += light
    live = joined([live, *extra], m)
    tail_values, tail = complement(vectors, live, full, m)
    held = [_held(live, starts, ks, ms, woolly, of) for of in (False, True)]
    made = tuple(np.asarray(live.T @ (b @ live)) for b in jumps)
    return Group(live.shape[1], held[0], held[1], made, tail_values,
                 _fields(elements, nodes, starts, np.hstack([live, tail])))


def live_count(values: Real, limit: float, least: int = 1) -> int:
    """How many of rising eigenvalues [1/m2] lie below a limit, at least `least`; a pair is never split.

    Valid for rising values; no errors. Source: formulation b.
    """
    m = max(least, int(np.searchsorted(values, limit)))
    while m < len(values) and values[m] - values[m - 1] < 5e-3 * values[m]:
        m += 1
    return m


def _loads(elements: Elements, nodes: list[npt.NDArray[np.int64]], starts: npt.NDArray[np.int64],
           screens: list[Screen]) -> Real:
    """int psi ds over each side of each wall, (nodes, 2 walls) [m]: what an even flow through it feeds."""
    out = np.zeros((int(starts[-1]), 2 * len(screens)))
    for n, w in enumerate(screens):
        place = elements.mesh.nodes[w.inner[:, ::2]] - np.array(w.centre)
        length = (np.diff(np.arctan2(place[..., 1], place[..., 0]), axis=1)[:, 0] % (2 * np.pi)) * w.radius
        for side, (duct, edges) in enumerate(((w.tube, w.inner), (w.rest, w.outer))):
            at = starts[duct] + np.searchsorted(nodes[duct], edges)
            for corner, share in enumerate(EDGE.sum(axis=0)):
                np.add.at(out[:, 2 * n + side], at[:, corner], share * length)
    return out


def fed(stiffness: Sparse, mass: Sparse, uniform: Real, loads: Real) -> Real:
    """Static pressure over each section while a wall feeds it evenly: what a plane wave behind a wall looks like.

    stiffness, mass (nodes, nodes); uniform (nodes, ducts) is 1 in each duct; loads (nodes, m) [m] = int psi g ds, whose
    mean is taken off. Source: derived, docs/physics.md.
    """
    even = uniform / np.sum(uniform * (mass @ uniform), axis=0)
    loads = loads - (mass @ even) @ (uniform.T @ loads)
    small = 1e-9 * float(stiffness.diagonal().sum()) / float(mass.diagonal().sum())
    return np.asarray(factored(stiffness + small * mass).solve(loads))


def _limit_coupling(span: Perforation, top: float) -> float:
    """s_inf [1/m] = Re(j k/zeta) at the top wavenumber [1/m], of the wall without flow: any value is only a basis."""
    z = sullivan_crocker(np.array([top]), span.thickness, span.hole, span.porosity)
    return float((1j * top / z)[0].real)


def _held(live: Real, starts: npt.NDArray[np.int64], ks: list[Sparse], ms: list[Sparse], woolly: list[bool],
          of: bool) -> tuple[Real, Real]:
    """Mass and stiffness of the live modes over the ducts that hold wool, or over the others."""
    n = live.shape[1]
    mass, stiffness = np.zeros((n, n)), np.zeros((n, n))
    for i, w in enumerate(woolly):
        if w == of:
            part = live[starts[i]:starts[i + 1]]
            mass += part.T @ (ms[i] @ part)
            stiffness += part.T @ (ks[i] @ part)
    return mass, stiffness


def _fields(elements: Elements, nodes: list[npt.NDArray[np.int64]], starts: npt.NDArray[np.int64],
            vectors: Real) -> tuple[Real, ...]:
    out = []
    for i, n in enumerate(nodes):
        f = np.zeros((elements.count, vectors.shape[1]))
        f[n] = vectors[starts[i]:starts[i + 1]]
        out.append(f)
    return tuple(out)


def _jump(elements: Elements, nodes: list[npt.NDArray[np.int64]], starts: npt.NDArray[np.int64],
          screen: Screen) -> Sparse:
    """B = int [q][p] ds of the jump from a tube's inside to its outside, ds of the mid surface, paired nodes."""
    size = int(starts[-1])
    i = starts[screen.tube] + np.searchsorted(nodes[screen.tube], screen.inner)
    o = starts[screen.rest] + np.searchsorted(nodes[screen.rest], screen.outer)
    place = elements.mesh.nodes[screen.inner[:, ::2]] - np.array(screen.centre)
    angle = np.diff(np.arctan2(place[..., 1], place[..., 0]), axis=1)[:, 0] % (2 * np.pi)
    both, sign = np.hstack([i, o]), np.array([1.0, 1.0, 1.0, -1.0, -1.0, -1.0])
    small = (np.tile(EDGE, (2, 2)) * np.outer(sign, sign)).ravel()
    rows, columns = np.repeat(both, 6, axis=1).ravel(), np.tile(both, (1, 6)).ravel()
    entries = ((angle * screen.radius)[:, None] * small).ravel()
    return scipy.sparse.csr_matrix((entries, (rows, columns)), shape=(size, size))


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


def joined(parts: list[Real], mass: Sparse, drop: float = DROP) -> Real:
    """M-orthonormal basis of the span of several sets of functions (nodes, m), without Gram eigenvalues below drop [-]
    of the largest. Source: Gram.
    """
    out = np.hstack([p / np.sqrt(np.sum(p * (mass @ p), axis=0)) for p in parts])
    for _ in range(2):                                  # the second takes off the first one's round-off
        values, turn = np.linalg.eigh(out.T @ (mass @ out))
        keep = values > drop * values[-1]
        out = out @ (turn[:, keep] / np.sqrt(values[keep]))
    return np.asarray(out)


def complement(vectors: Real, live: Real, full: Sparse, mass: Sparse) -> tuple[Real, Real]:
    """Values [1/m2] and shapes of vectors in the M-orthogonal complement of the live space, else they would be counted
    twice. full, mass (nodes, nodes); live M-orthonormal. Source: docs/physics.md.
    """
    rest = vectors - live @ (live.T @ (mass @ vectors))
    rest -= live @ (live.T @ (mass @ rest))
    gram, turn = np.linalg.eigh(rest.T @ (mass @ rest))
    keep = gram > 1e-4
    basis = rest @ (turn[:, keep] / np.sqrt(gram[keep]))
    values, turn = scipy.linalg.eigh(basis.T @ (full @ basis))
    return values, np.asarray(basis @ turn)
