"""Axisymmetric finite elements of a silencer whose tubes all lie on the axis: the Helmholtz equation itself.

Quadratic triangles in (z, r), weight r, exp(+j w t), straight edges, so that the geometry is exact (cones too).
Shares nothing with acoustics/ but the plain geometry and two inputs: the value of a perforate's impedance and the
bulk properties of a wool. No slabs, no modes, no end corrections. Everything in metres.

Weak form, units rho c = 1, r_d and k_d the density ratio and wavenumber of a medium:
    sum_d int (grad p . grad q - k_d^2 p q)/r_d + int_wall (jk/zeta) [p][q] + jk int_ports p q = 2 jk int_inlet q
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from scipy.sparse.csgraph import connected_components
from skfem import Basis, BilinearForm, ElementLineP2, ElementTriP2, FacetBasis, LinearForm, MeshLine, MeshTri
from skfem.helpers import dot, grad

from acoustics import wool_backed

NEAR = 1e-9


@dataclass(frozen=True)
class Size:
    """Element sizes [m]: free, at edges, and how much larger each next element from an edge may be [-]."""

    free: float
    edge: float
    growth: float = 2.0


COARSE, FINE = Size(0.008, 1e-4), Size(0.005, 1e-5, 1.7)


def graded(stops, size, singular):
    """Grid points through all stops, small beside the singular ones."""
    points = [stops[0]]
    for a, b in pairwise(stops):
        ends = [x for x in (a, b) if x in singular]
        def wanted(x, ends=ends):
            return min([size.free, *(size.edge + (size.growth - 1) * abs(x - e) for e in ends)])
        # positions of equal "count" int dx / h(x)
        fine = np.unique(np.concatenate([[a, b], *[e + s * np.geomspace(1e-7, b - a, 600) for e in ends
                                                   for s in (-1, 1)], np.linspace(a, b, 200)]))
        fine = fine[(fine >= a) & (fine <= b)]
        density = np.array([1 / wanted(x) for x in fine])
        count = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(fine))])
        n = max(1, math.ceil(count[-1]))
        points += [*np.interp(np.arange(1, n) * count[-1] / n, count, fine), b]
    return np.array(points)


def distinct(values):
    out = []
    for v in sorted(values):
        if not out or v - out[-1] > NEAR:
            out.append(v)
    return out


class Model:
    """Mesh and frequency-free matrices of a silencer; `loss` and `scattering` solve at each frequency."""

    element, degree = ElementTriP2(), 5                 # and the degree that is integrated exactly

    def __init__(self, silencer, size=COARSE):
        if any(abs(t.x) + abs(t.y) > NEAR for t in silencer.tubes):
            raise ValueError("tubes must lie on the axis")
        self.silencer = silencer
        self.inlet = next(t for t in silencer.tubes if t.name == silencer.inlet)
        self.outlet = next(t for t in silencer.tubes if t.name == silencer.outlet)
        # ports long enough for the first radial mode to die: exp(-2 * 3.8 * 2.5) there and back
        self.ends = (min(self.inlet.z0, silencer.z0 - 2.5 * self.inlet.inner_radius),
                     max(self.outlet.z1, silencer.z1 + 2.5 * self.outlet.inner_radius))
        self._triangles(size)
        self._matrices()

    # mesh -----------------------------------------------------------------------------------------------------------
    def casing(self, z):
        """Inside radius of the casing at z; bodies are continuous."""
        for b in self.silencer.body:
            if b.z0 - NEAR <= z <= b.z1 + NEAR:
                return b.start.radius + (b.end.radius - b.start.radius) * (z - b.z0) / (b.z1 - b.z0)
        return self.silencer.body[0 if z < self.silencer.z0 else -1].start.radius

    def span(self, tube):
        """A tube's z0 and z1, its port end where the model ends."""
        return (self.ends[0] if tube.start == "port" else tube.z0, self.ends[1] if tube.end == "port" else tube.z1)

    def gas_at(self, z, r):
        """Whether there is gas (or wool) at a point: not in the metal, not outside."""
        s = self.silencer
        for t in s.tubes:
            a, b = self.span(t)
            if a < z < b and r < t.inner_radius:
                return True
            if a < z < b and r < t.outer_radius:
                return False
        if not s.z0 < z < s.z1:
            return False
        return not any(p.z0 < z < p.z1 and not any(r < h.radius for h in p.holes) for p in s.plates)

    def _triangles(self, size):
        s = self.silencer
        inner = {v for p in (*s.body, *s.plates, *s.packing) for v in (p.z0, p.z1)}
        inner |= {v for t in s.tubes for v in self.span(t)}
        inner |= {v for t in s.tubes for p in t.spans for v in (p.z0, p.z1)}
        stops = distinct(inner)
        z = graded(stops, size, set(stops) - {stops[0], stops[-1]})
        radii = distinct([0.0, *(v for t in s.tubes for v in (t.inner_radius, t.outer_radius)),
                          *(h.radius for p in s.plates for h in p.holes)])
        widest = max(r for b in s.body for r in (b.start.radius, b.end.radius))
        r = graded([*radii, widest], size, set(radii[1:]))
        free = np.searchsorted(r, radii[-1] - NEAR)              # the last fixed line; above it lines follow the casing
        zz, rr = np.meshgrid(z, r, indexing="ij")
        share = np.clip((rr - r[free]) / (widest - r[free]), 0, 1)
        here = np.array([self.casing(v) for v in z])[:, None]
        rr = np.where(share > 0, r[free] + share * (here - r[free]), rr)
        n = len(r)
        i, j = (a.ravel() for a in np.meshgrid(np.arange(len(z) - 1), np.arange(n - 1), indexing="ij"))
        a, b, c, d = i * n + j, (i + 1) * n + j, (i + 1) * n + j + 1, i * n + j + 1
        points = np.column_stack([zz.ravel(), rr.ravel()])
        centre = points[np.column_stack([a, b, c, d])].mean(axis=1)
        keep = np.array([self.gas_at(*p) for p in centre])
        a, b, c, d = (v[keep] for v in (a, b, c, d))
        flip = ((i + j)[keep] % 2 == 0)[:, None]
        one = np.where(flip, np.column_stack([a, b, c]), np.column_stack([a, b, d]))
        two = np.where(flip, np.column_stack([a, c, d]), np.column_stack([b, c, d]))
        cells = np.vstack([one, two])
        self.mesh = MeshTri(*self._slit(points, cells))

    def _slit(self, points, cells):
        """Every vertex once for each set of cells around it that no thin wall parts."""
        edges = np.sort(np.vstack([cells[:, [0, 1]], cells[:, [1, 2]], cells[:, [2, 0]]]), axis=1)
        m = len(cells)
        corner = {}
        for v in range(3):
            corner[v] = np.arange(m) * 3 + v
        first = np.concatenate([corner[0], corner[1], corner[2]])
        second = np.concatenate([corner[1], corner[2], corner[0]])
        swap = np.concatenate([cells[:, 0] > cells[:, 1], cells[:, 1] > cells[:, 2], cells[:, 2] > cells[:, 0]])
        first, second = np.where(swap, second, first), np.where(swap, first, second)
        order = np.lexsort(edges.T)
        same = np.all(edges[order][1:] == edges[order][:-1], axis=1)
        left, right = order[:-1][same], order[1:][same]
        mid, across = points[edges].mean(axis=1), points[edges]
        wall = np.zeros(len(edges), bool)
        for t in self.silencer.tubes:
            if t.outer_radius - t.inner_radius < NEAR:
                a, b = self.span(t)
                on = np.all(np.abs(across[:, :, 1] - t.inner_radius) < NEAR, axis=1)
                wall |= on & (mid[:, 0] > a) & (mid[:, 0] < b)
        open_ = ~wall[left]
        rows = np.concatenate([first[left[open_]], second[left[open_]]])
        columns = np.concatenate([first[right[open_]], second[right[open_]]])
        graph = scipy.sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(3 * m, 3 * m))
        count, label = connected_components(graph, directed=False)
        where = np.zeros((2, count))
        where[:, label] = points[cells.ravel()].T
        return where, np.ascontiguousarray(label.reshape(m, 3).T)

    # matrices -------------------------------------------------------------------------------------------------------
    def _matrices(self):
        mesh, element = self.mesh, self.element
        centre = mesh.p[:, mesh.t].mean(axis=1)
        stiffness = BilinearForm(lambda u, v, w: w.x[1] * dot(grad(u), grad(v)))
        mass = BilinearForm(lambda u, v, w: w.x[1] * u * v)
        medium = np.zeros(mesh.nelements, int)
        outside = np.ones(mesh.nelements, bool)
        for t in self.silencer.tubes:
            a, b = self.span(t)
            outside &= ~((centre[0] > a) & (centre[0] < b) & (centre[1] < t.inner_radius))
        for n, p in enumerate(self.silencer.packing, 1):
            medium[outside & (centre[0] > p.z0) & (centre[0] < p.z1)] = n
        self.media = []
        for n, wool in enumerate([None, *(p.wool for p in self.silencer.packing)]):
            where = np.flatnonzero(medium == n)
            if len(where):
                basis = Basis(mesh, element, elements=where, intorder=self.degree)
                self.media.append((wool, stiffness.assemble(basis), mass.assemble(basis)))
        self.basis = Basis(mesh, element, intorder=self.degree)
        self.size = self.basis.N
        flat = BilinearForm(lambda u, v, w: w.x[1] * u * v)
        line = LinearForm(lambda v, w: w.x[1] * v)
        self.ports = []
        for z in self.ends:
            facets = mesh.facets_satisfying(lambda x, z=z: np.abs(x[0] - z) < NEAR, boundaries_only=True)
            face = FacetBasis(mesh, element, facets=facets, intorder=self.degree)
            self.ports.append((flat.assemble(face), line.assemble(face)))
        self.walls = [(p, self._backing(p), self._jump(t, p)) for t in self.silencer.tubes for p in t.spans]

    def _backing(self, span):
        found = [p.wool for p in self.silencer.packing if p.z0 - NEAR <= span.z0 and span.z1 <= p.z1 + NEAR]
        return found[0] if found else None

    def _jump(self, tube, span):
        """int [p][q] r dz over a perforated span with r of the mid surface: dofs paired by z."""
        mesh = self.mesh
        centre = mesh.p[:, mesh.t].mean(axis=1)
        sides = []
        for radius, sign in ((tube.inner_radius, -1), (tube.outer_radius, 1)):
            ends = mesh.p[:, mesh.facets]
            on = np.all(np.abs(ends[1] - radius) < NEAR, axis=0)
            on &= (ends[0].mean(axis=0) > span.z0) & (ends[0].mean(axis=0) < span.z1) & (mesh.f2t[1] < 0)
            on &= sign * (centre[1, mesh.f2t[0]] - radius) > 0
            dofs = self.basis.get_dofs(np.flatnonzero(on)).all()
            sides.append(dofs[np.argsort(self.basis.doflocs[0, dofs])])
        a, b = sides
        at = self.basis.doflocs[0, a]
        if len(a) != len(b) or np.abs(at - self.basis.doflocs[0, b]).max() > NEAR:
            raise ValueError("the two sides of a perforated wall do not match")
        basis = Basis(MeshLine(at[::2]), ElementLineP2(), intorder=5)
        small = BilinearForm(lambda u, v, w: u * v).assemble(basis)
        order = np.argsort(basis.doflocs[0])
        small = small[order][:, order] * (tube.inner_radius + tube.outer_radius) / 2
        n = len(a)
        sign, where = np.repeat([1.0, -1.0], n), (np.concatenate([a, b]), np.tile(np.arange(n), 2))
        put = scipy.sparse.coo_matrix((sign, where), shape=(self.size, n)).tocsr()
        return put @ small @ put.T

    # answers --------------------------------------------------------------------------------------------------------
    def system(self, f, gas):
        """The matrix at one frequency [Hz]."""
        k = 2 * math.pi * f / gas.c
        fluid = {None: (1.0, k)}
        for wool, _, _ in self.media:
            if wool is not None:
                z, kw = (complex(v[0]) for v in wool.zk(np.array([f]), gas))
                fluid[wool] = z * kw / (gas.z * k), kw
        out = scipy.sparse.csr_matrix((self.size, self.size), dtype=complex)
        for wool, stiffness, mass in self.media:
            density, kd = fluid[wool]
            out = out + (stiffness - kd**2 * mass) / density
        for span, wool, jump in self.walls:
            zeta = complex(wool_backed(k, span.thickness, span.hole, span.porosity, fluid[wool][0]))
            out = out + 1j * k / zeta * jump
        for flat, _ in self.ports:
            out = out + 1j * k * flat
        return out.tocsc()

    def scattering(self, frequencies, gas):
        """S21 and S11 (n, 2) [-] in power waves, driven at the inlet."""
        area = [line.sum() for _, line in self.ports]
        out = []
        for f in frequencies:
            k = 2 * math.pi * f / gas.c
            factors = scipy.sparse.linalg.splu(self.system(f, gas), permc_spec="MMD_AT_PLUS_A")
            p = factors.solve(2j * k * self.ports[0][1].astype(complex))
            mean = [line @ p / a for (_, line), a in zip(self.ports, area, strict=True)]
            out.append((mean[1] * math.sqrt(area[1] / area[0]), mean[0] - 1))
        return np.array(out)

    def loss(self, frequencies, gas):
        """Transmission loss [dB] at frequencies [Hz]."""
        return -20 * np.log10(np.abs(self.scattering(frequencies, gas)[:, 0]))
