"""Hard-wall modes of a part of the section: quadratic finite elements, one sparse eigenproblem.

Mesh and matrices do not depend on frequency, gas or lengths. Source: docs/physics.md (modes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg

from acoustics.arrays import Real
from acoustics.errors import AcousticsError
from acoustics.mesh import Mesh

Sparse: TypeAlias = Any              # scipy.sparse.csr_matrix, which has no types
SMALL = 500                       # dense below as many nodes
MOST_MODES = 1500
# 7-point rule of degree 5 on the triangle (Radon 1948): barycentric coordinates and weights
_A, _B = (6 - 15**0.5) / 21, (6 + 15**0.5) / 21
_POINTS = np.array([[1 / 3, 1 / 3], [_A, _A], [1 - 2 * _A, _A], [_A, 1 - 2 * _A], [_B, _B], [1 - 2 * _B, _B],
                    [_B, 1 - 2 * _B]])
_WEIGHTS = np.array([9 / 40, *[(155 - 15**0.5) / 1200] * 3, *[(155 + 15**0.5) / 1200] * 3]) / 2


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

    def nodes(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Numbers of the nodes of the chosen triangles, rising."""
        return np.unique(self.mesh.triangles[chosen])


def _element_matrices(mesh: Mesh) -> tuple[Real, Real]:
    r, s = _POINTS[:, 0], _POINTS[:, 1]
    t = 1 - r - s
    shape = np.column_stack([t * (2 * t - 1), r * (2 * r - 1), s * (2 * s - 1), 4 * t * r, 4 * r * s, 4 * s * t])
    zero = np.zeros_like(r)
    dr = np.column_stack([1 - 4 * t, 4 * r - 1, zero, 4 * (t - r), 4 * s, -4 * s])
    ds = np.column_stack([1 - 4 * t, zero, 4 * s - 1, -4 * r, 4 * r, 4 * (t - s)])
    xy = mesh.nodes[mesh.triangles]                              # (m, 6, 2)
    xr, xs = np.einsum("qa,mac->mqc", dr, xy), np.einsum("qa,mac->mqc", ds, xy)
    det = xr[..., 0] * xs[..., 1] - xr[..., 1] * xs[..., 0]
    if np.any(det <= 0):
        raise AcousticsError("tubes", "stand too near to each other for curved elements")
    gx = (dr[None] * xs[..., 1, None] - ds[None] * xr[..., 1, None]) / det[..., None]
    gy = (ds[None] * xr[..., 0, None] - dr[None] * xs[..., 0, None]) / det[..., None]
    w = det * _WEIGHTS
    stiffness = np.einsum("mq,mqa,mqb->mab", w, gx, gx) + np.einsum("mq,mqa,mqb->mab", w, gy, gy)
    mass = np.einsum("mq,qa,qb->mab", w, shape, shape)
    return stiffness, mass


def lowest(stiffness: Sparse, mass: Sparse, limit: float, guess: int) -> tuple[Real, Real]:
    """Eigenpairs of (K, M) with lambda < limit [1/m2], M-orthonormal vectors in columns, and no pair split at the end.

    guess is how many to expect. Raises AcousticsError "frequencies" beyond MOST_MODES. Source: shift-invert Lanczos.
    """
    n = stiffness.shape[0]
    if n <= SMALL:
        values, vectors = scipy.linalg.eigh(stiffness.toarray(), mass.toarray())
        return _cut(values, vectors, limit)
    count = min(guess + 8, n - 2)
    start = np.cos(np.arange(n) * 0.7) + 1.5                    # the same vector each time: the same bytes
    while True:
        if count > MOST_MODES:
            raise AcousticsError("frequencies", "reach too high for this section: more modes than memory allows")
        values, vectors = scipy.sparse.linalg.eigsh(stiffness.tocsc(), count, mass.tocsc(), sigma=-0.05 * limit,
                                                    which="LM", v0=start, tol=1e-10)
        order = np.argsort(values)
        values, vectors = values[order], vectors[:, order]
        if values[-1] > limit or count >= n - 2:
            return _cut(values, vectors, limit)
        count = min(n - 2, int(count * 1.4) + 8)


def _cut(values: Real, vectors: Real, limit: float) -> tuple[Real, Real]:
    m = int(np.searchsorted(values, limit))
    while 0 < m < len(values) and values[m] - values[m - 1] < 1e-3 * values[m]:
        m += 1
    return values[:m], vectors[:, :m]


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
