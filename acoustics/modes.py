"""Hard-wall modes of a part of the section: quadratic finite elements, one sparse eigenproblem.

Mesh and matrices do not depend on frequency, gas or lengths. Source: docs/physics.md (modes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse

from acoustics.arrays import Real
from acoustics.eigen import Sparse, lowest
from acoustics.errors import AcousticsError
from acoustics.mesh import Mesh
from acoustics.triangle import DR, DS, SHAPE, WEIGHTS, jacobian


@dataclass(frozen=True, eq=False)
class Modes:
    """Eigenvalues (m,) [1/m2] rising from exactly 0, shapes (nodes of the mesh, m) [1/m], zero off the part; area [m2].

    Orthonormal: integral of psi_i psi_j is 1 where i = j, else 0. The last ones, local in number, are what the rims of
    slots have beside the modes: no eigenvalues, and with their functions' coefficients below the nodes (rims.py).
    Source: docs/physics.md.
    """

    values: Real
    shapes: Real
    area: float
    local: int = 0


@dataclass(frozen=True, eq=False)
class Part:
    """Some triangles: the numbers of their nodes, rising, stiffness [-] and mass [m2] on these. Source: see Elements.
    """

    nodes: npt.NDArray[np.int64]
    stiffness: Sparse
    mass: Sparse


class Elements:
    """Element matrices of a mesh, summed over any set of its triangles. Source: isoparametric P2, closed quadrature."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self.count = len(mesh.nodes)
        stiffness, mass = _element_matrices(mesh)
        self._entries = stiffness.reshape(-1, 36), mass.reshape(-1, 36)
        rows, columns = np.repeat(mesh.triangles, 6, axis=1), np.tile(mesh.triangles, (1, 6))
        keys, slots = np.unique(rows * self.count + columns, return_inverse=True)
        self._places = keys // self.count, keys % self.count        # rows and columns of all entries
        self._slots = slots.reshape(rows.shape)                      # entry of each element's, triangle by triangle
        self._cache: dict[bytes, Part] = {}
        self._widths: dict[bytes, float] = {}

    def part(self, chosen: npt.NDArray[np.bool_]) -> Part:
        """Nodes, stiffness and mass of the chosen triangles, cached."""
        key = np.packbits(chosen).tobytes()
        if key not in self._cache:
            slots = self._slots[chosen].ravel()
            used = np.flatnonzero(np.bincount(slots, minlength=len(self._places[0])))
            rows, columns = (p[used] for p in self._places)
            nodes = np.flatnonzero(np.bincount(rows, minlength=self.count))
            local = np.zeros(self.count, np.int64)
            local[nodes] = np.arange(len(nodes))
            starts = np.searchsorted(rows, np.append(nodes, self.count))
            k, m = (scipy.sparse.csr_matrix((np.bincount(slots, e[chosen].ravel())[used], local[columns], starts),
                                            shape=(len(nodes), len(nodes))) for e in self._entries)
            self._cache[key] = Part(nodes, k, m)
        return self._cache[key]

    def matrices(self, chosen: npt.NDArray[np.bool_]) -> tuple[Sparse, Sparse]:
        """Stiffness [-] and mass [m2] over the chosen triangles, on all nodes."""
        part, size = self.part(chosen), (self.count, self.count)
        starts = np.searchsorted(part.nodes, np.arange(self.count + 1))
        k, m = (scipy.sparse.csr_matrix((a.data, part.nodes[a.indices], a.indptr[starts]), shape=size)
                for a in (part.stiffness, part.mass))
        return k, m

    def width(self, chosen: npt.NDArray[np.bool_]) -> float:
        """2 area / perimeter [m] of the chosen triangles: the radius of a disc, the gap of an annulus."""
        key = np.packbits(chosen).tobytes()
        if key not in self._widths:
            six, nodes = self.mesh.triangles[chosen], self.mesh.nodes
            times = np.bincount(six[:, 3:].ravel())          # an edge is known by its mid node
            perimeter = 0.0
            for a, b, mid in ((0, 1, 3), (1, 2, 4), (2, 0, 5)):
                alone = six[times[six[:, mid]] == 1]
                perimeter += float(np.hypot(*(nodes[alone[:, a]] - nodes[alone[:, b]]).T).sum())
            self._widths[key] = 2 * float(self._entries[1][chosen].sum()) / perimeter
        return self._widths[key]

    def bow(self, chosen: npt.NDArray[np.bool_], shapes: Real) -> Real:
        """int phi |x - centre|^2 of shapes (nodes, m) [1/m] over the chosen triangles, (m,) [m3]."""
        part = self.part(chosen)
        share, place = part.mass.sum(axis=0), self.mesh.nodes[part.nodes]
        away = place - np.asarray(share @ place) / float(share.sum())
        return np.asarray((part.mass @ np.sum(away**2, axis=1)) @ shapes[part.nodes])

    def nodes(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Numbers of the nodes of the chosen triangles, rising."""
        return self.part(chosen).nodes


def _element_matrices(mesh: Mesh) -> tuple[Real, Real]:
    xy = mesh.nodes[mesh.triangles]                              # (m, 6, 2)
    xr, xs, det = jacobian(xy)
    if np.any(det <= 0):
        raise AcousticsError("tubes", "stand too near to each other for curved elements")
    gx = (DR[None] * xs[..., 1, None] - DS[None] * xr[..., 1, None]) / det[..., None]
    gy = (DS[None] * xr[..., 0, None] - DR[None] * xs[..., 0, None]) / det[..., None]
    w = det * WEIGHTS
    stiffness = np.einsum("mq,mqa,mqb->mab", w, gx, gx) + np.einsum("mq,mqa,mqb->mab", w, gy, gy)
    mass = np.einsum("mq,qa,qb->mab", w, SHAPE, SHAPE)
    return stiffness, mass


def hard_modes(elements: Elements, chosen: npt.NDArray[np.bool_], limit: float) -> Modes:
    """Modes of the chosen triangles, which are one connected region, below limit [1/m2].

    lambda_0 = 0 and psi_0 = 1/sqrt(S) are set exactly. Raises AcousticsError as lowest(). Source: docs/physics.md.
    """
    part = elements.part(chosen)
    nodes, k, m = part.nodes, part.stiffness, part.mass
    area = float(m.sum())
    guess = int(area * limit / (4 * np.pi) + 0.6 * np.sqrt(area * limit)) + 4
    values, vectors = lowest(k, m, limit, guess)
    uniform = np.full(len(nodes), area**-0.5)
    if len(values) == 0:
        values, vectors = np.zeros(1), uniform[:, None]
    values[0], vectors[:, 0] = 0.0, uniform
    shapes = np.zeros((elements.count, len(values)))
    shapes[nodes] = vectors
    return Modes(values, shapes, area)
