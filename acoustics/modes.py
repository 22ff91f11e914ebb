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

    Orthonormal: integral of psi_i psi_j is 1 where i = j, else 0. Source: docs/physics.md.
    """

    values: Real
    shapes: Real
    area: float


class Elements:
    """Element matrices of a mesh, summed over any set of its triangles. Source: isoparametric P2, closed quadrature."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self.count = len(mesh.nodes)
        self._stiffness, self._mass = _element_matrices(mesh)
        self._cache: dict[bytes, tuple[Sparse, Sparse]] = {}
        self._widths: dict[bytes, float] = {}

    def matrices(self, chosen: npt.NDArray[np.bool_]) -> tuple[Sparse, Sparse]:
        """Stiffness [-] and mass [m2] over the chosen triangles, on all nodes."""
        key = np.packbits(chosen).tobytes()
        if key not in self._cache:
            six = self.mesh.triangles[chosen]
            rows = np.repeat(six, 6, axis=1).ravel()
            columns = np.tile(six, (1, 6)).ravel()
            size = (self.count, self.count)
            self._cache[key] = (
                scipy.sparse.csr_matrix((self._stiffness[chosen].ravel(), (rows, columns)), shape=size),
                scipy.sparse.csr_matrix((self._mass[chosen].ravel(), (rows, columns)), shape=size))
        return self._cache[key]

    def width(self, chosen: npt.NDArray[np.bool_]) -> float:
        """2 area / perimeter [m] of the chosen triangles: the radius of a disc, the gap of an annulus."""
        key = np.packbits(chosen).tobytes()
        if key not in self._widths:
            self._widths[key] = self._width(chosen)
        return self._widths[key]

    def _width(self, chosen: npt.NDArray[np.bool_]) -> float:
        three = self.mesh.triangles[chosen][:, :3]
        pairs = np.sort(np.vstack([three[:, [0, 1]], three[:, [1, 2]], three[:, [2, 0]]]), axis=1)
        keys, times = np.unique(pairs[:, 0] * self.count + pairs[:, 1], return_counts=True)
        alone = keys[times == 1]
        ends = self.mesh.nodes[np.column_stack([alone // self.count, alone % self.count])]
        return float(2 * self.matrices(chosen)[1].sum() / np.hypot(*(ends[:, 0] - ends[:, 1]).T).sum())

    def nodes(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Numbers of the nodes of the chosen triangles, rising."""
        return np.unique(self.mesh.triangles[chosen])


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
    whole_k, whole_m = elements.matrices(chosen)
    nodes = elements.nodes(chosen)
    k, m = whole_k[nodes][:, nodes], whole_m[nodes][:, nodes]
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
