"""Three-dimensional finite elements of a silencer with tubes anywhere: the Helmholtz equation without slabs or modes.

Curved quadratic tetrahedra: an own triangulation of half the section (x >= 0; the silencer is its own mirror image),
drawn out along z in layers, every prism cut into three. No losses: stiffness, mass and two ports are real, so the
answer over all frequencies is one projection on solutions at a few of them (its residual is returned).
Shares nothing with acoustics/ but the plain geometry. Everything in metres, units rho c = 1, exp(+j w t).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, cKDTree
from skfem import Basis, BilinearForm, ElementTetP2, FacetBasis, LinearForm, MeshTet, MeshTet2
from skfem.helpers import dot, grad

from tests.validation.fem_axisymmetric import NEAR, Size, distinct, graded

# sizes in the section and along z [m]: free, at edges; growth away from edges
COARSE, FINE = Size(0.011, 0.0022, 1.6), Size(0.008, 0.0009, 1.7)
STEPS = 80                      # of the section's smoothing


@dataclass(frozen=True)
class Outline:
    """A closed curve of the section, mirrored in x = 0 or wholly at x > 0: half axes a (x), b (y), centre."""

    x: float
    y: float
    a: float
    b: float

    def point(self, angle):
        """Points at an angle from the y axis; 0 to pi is the half with x >= 0."""
        return np.column_stack([self.x + self.a * np.sin(angle), self.y + self.b * np.cos(angle)])

    def angles(self, spacing):
        """Of its points; ends on the mirror line where it is centred there."""
        whole = abs(self.x) > NEAR
        n = max(8 if whole else 5, math.ceil((2 if whole else 1) * math.pi * max(self.a, self.b) / spacing))
        return np.linspace(0, 2 * math.pi, n, endpoint=False) if whole else np.linspace(0, math.pi, n + 1)

    def reach(self, points):
        """How far out points lie, 1 on the curve."""
        return np.hypot((points[:, 0] - self.x) / self.a, (points[:, 1] - self.y) / self.b)


class Section:
    """Triangles of the half section that keep every outline; owner and angle of each outline's points."""

    def __init__(self, casing, outlines, size):
        self.outlines = [casing, *outlines]

        def wanted(p):
            out = np.full(len(p), size.free)
            for o in outlines:
                out = np.minimum(out, 2.2 * size.edge + (size.growth - 1) * np.abs(o.reach(p) - 1) * o.a)
            return out
        fixed, self.angle, self.owner = [], [], []
        for n, o in enumerate(self.outlines):
            fine = np.concatenate([wanted(o.point(np.linspace(0, math.pi, 90))), [size.free]]).min()
            if n:                              # both sides of a wall have the same count
                pair = [q for q in outlines if abs(q.x - o.x) + abs(q.y - o.y) < NEAR and abs(q.a - o.a) < 0.3 * o.a]
                big, wall = max(q.a for q in pair), max(q.a for q in pair) - min(q.a for q in pair)
                angle = Outline(o.x, o.y, big, big).angles(min(fine, 2 * wall) if wall > NEAR else fine)
            else:
                angle = o.angles(fine)
            fixed.append(o.point(angle))
            self.angle.append(angle)
            self.owner.append(np.full(len(angle), n))
        for points in fixed:
            points[np.abs(points[:, 0]) < NEAR, 0] = 0.0
        stops = distinct(np.concatenate([p[p[:, 0] == 0.0, 1] for p in fixed]))
        line = graded(stops, Size(size.free, 2.2 * size.edge, size.growth), set(stops[1:-1]))
        line = np.array([v for v in line if min(abs(v - s) for s in stops) > NEAR])
        fixed.append(np.column_stack([np.zeros(len(line)), line]))
        self.points = np.vstack([*fixed, self._filled(np.vstack(fixed), wanted)])
        t = Delaunay(self.points).simplices
        a, b, c = (self.points[t[:, i]] for i in range(3))
        area = np.cross(np.column_stack([b - a, np.zeros(len(t))]), np.column_stack([c - a, np.zeros(len(t))]))[:, 2]
        self.triangles = np.sort(t[np.abs(area) > 1e-6 * np.abs(area).max()], axis=1)
        self._arcs()

    def _free(self, p, fixed, wanted):
        """Which points stay: inside the casing, off the mirror line, off walls, not beside a fixed point."""
        h = wanted(p)
        keep = (p[:, 0] > 0.45 * h) & (self.outlines[0].reach(p) < 1)
        for o in self.outlines[1:]:
            for q in self.outlines[1:]:
                if o is not q and abs(o.x - q.x) + abs(o.y - q.y) < NEAR and 0 < q.a - o.a < 0.3 * q.a:
                    keep &= (o.reach(p) < 1) | (q.reach(p) > 1)
        return keep & (cKDTree(fixed).query(p)[0] > 0.6 * h)

    def _filled(self, fixed, wanted):
        """Free points in equilibrium of springs that only push, as long as the size asks (after distmesh)."""
        least = wanted(fixed).min()
        casing = self.outlines[0]
        x, y = np.meshgrid(np.arange(0, casing.a, least), np.arange(-casing.b, casing.b, least * 0.866))
        x = x + (np.arange(len(x)) % 2)[:, None] * least / 2
        p = np.column_stack([x.ravel(), y.ravel()])
        p = p[casing.reach(p) < 1]
        p = p[np.random.default_rng(1).random(len(p)) < (least / wanted(p)) ** 2]
        p = p[self._free(p, fixed, wanted)]
        for _ in range(STEPS):
            every = np.vstack([fixed, p])
            t = Delaunay(every).simplices
            bars = np.unique(np.sort(np.vstack([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]]), axis=1), axis=0)
            way = every[bars[:, 0]] - every[bars[:, 1]]
            length, h = np.linalg.norm(way, axis=1), wanted(every[bars].mean(axis=1))
            rest = 1.15 * h * math.sqrt(np.sum(length**2) / np.sum(h**2))
            push = (np.maximum(rest - length, 0) / length)[:, None] * way
            force = np.zeros_like(every)
            np.add.at(force, bars[:, 0], push)
            np.add.at(force, bars[:, 1], -push)
            p = p + 0.2 * force[len(fixed):]
            p = p[self._free(p, fixed, wanted)]
        return p

    def _arcs(self):
        """Outline edges as (a, b) -> point half way on the true curve; each must be an edge of a triangle."""
        t = self.triangles
        edges = {tuple(e) for e in np.vstack([t[:, [0, 1]], t[:, [1, 2]], t[:, [0, 2]]])}
        self.half, start = {}, 0
        for o, angle in zip(self.outlines, self.angle, strict=True):
            n = len(angle)
            closed = abs(o.x) > NEAR
            for i in range(n if closed else n - 1):
                a, b = start + i, start + (i + 1) % n
                turn = angle[i] + (angle[1] - angle[0]) / 2
                if (min(a, b), max(a, b)) not in edges:
                    raise ValueError("an outline is lost in the triangulation")
                self.half[min(a, b), max(a, b)] = o.point(np.array([turn]))[0]
            start += n

    def within(self, outline):
        """Triangles inside an outline."""
        reach = outline.reach(self.points)
        return np.all(reach[self.triangles] < 1 + 1e-7, axis=1)


class Model:
    """Mesh and real matrices of half a silencer with round tubes; casing round or an ellipse, the same all along."""

    def __init__(self, silencer, size=COARSE):
        self.silencer = silencer
        if any(t.spans for t in silencer.tubes) or silencer.packing:
            raise ValueError("perforations and wool are not in this model")
        start = silencer.body[0].start
        a, b = (start.radius, start.radius) if hasattr(start, "radius") else (start.width / 2, start.height / 2)
        self.tubes = [t for t in silencer.tubes if t.x > -NEAR]
        circles = {(round(t.x, 9), round(t.y, 9), round(r, 9)) for t in self.tubes
                   for r in (t.inner_radius, t.outer_radius)}
        circles |= {(round(h.x, 9), round(h.y, 9), round(h.radius, 9)) for p in silencer.plates for h in p.holes
                    if h.x > -NEAR}
        self.section = Section(Outline(0.0, 0.0, a, b), [Outline(x, y, r, r) for x, y, r in sorted(circles)], size)
        self.port_z = []
        for name, first in ((silencer.inlet, True), (silencer.outlet, False)):
            t = next(t for t in silencer.tubes if t.name == name)
            at_start = t.start == "port" and (first or t.end != "port")
            z = min(t.z0, silencer.z0 - 2.5 * t.inner_radius) if at_start else \
                max(t.z1, silencer.z1 + 2.5 * t.inner_radius)
            self.port_z.append((t, z))
        self._solid(size)
        self._matrices()

    def span(self, tube):
        """A tube's z0 and z1, its port ends where the model ends."""
        z0, z1 = tube.z0, tube.z1
        for t, z in self.port_z:
            if t is tube:
                z0, z1 = min(z0, z), max(z1, z)
        return z0, z1

    def _gas(self, z):
        """Triangles of the section that hold gas at z."""
        s, section = self.silencer, self.section
        out = np.full(len(section.triangles), s.z0 < z < s.z1)
        for p in s.plates:
            if p.z0 < z < p.z1:
                out[:] = False
                for h in p.holes:
                    if h.x > -NEAR:
                        out |= section.within(Outline(h.x, h.y, h.radius, h.radius))
        for t in self.tubes:
            a, b = self.span(t)
            if a < z < b:
                out &= ~section.within(Outline(t.x, t.y, t.outer_radius, t.outer_radius))
                out |= section.within(Outline(t.x, t.y, t.inner_radius, t.inner_radius))
        return out

    def _solid(self, size):
        s = self.silencer
        stops = {s.z0, s.z1} | {v for t in self.tubes for v in self.span(t)}
        stops = distinct(stops | {v for p in s.plates for v in (p.z0, p.z1)})
        ends = {z for _, z in self.port_z}
        z = graded(stops, size, {v for v in stops if min(abs(v - e) for e in ends) > NEAR})
        n, cells = len(self.section.points), []
        for i in range(len(z) - 1):
            t = self.section.triangles[self._gas((z[i] + z[i + 1]) / 2)]
            low, high = t + i * n, t + (i + 1) * n
            for c in ((low[:, 0], low[:, 1], low[:, 2], high[:, 2]), (low[:, 0], low[:, 1], high[:, 1], high[:, 2]),
                      (low[:, 0], high[:, 0], high[:, 1], high[:, 2])):
                cells.append(np.column_stack(c))
        cells = np.vstack(cells)
        flat = np.arange(len(z) * n) % n
        points = np.column_stack([self.section.points[flat], np.repeat(z, n)])
        cells, place = self._slit(points, cells)
        mesh = MeshTet2.from_mesh(MeshTet(np.ascontiguousarray(points[place].T), np.ascontiguousarray(cells.T)))
        where = mesh.doflocs.copy()
        pairs = np.sort(flat[place[mesh.edges]], axis=0)
        for i, (a, b) in enumerate(pairs.T):
            half = self.section.half.get((a, b))
            if half is not None:
                where[:2, len(place) + i] = half
        self.mesh = MeshTet2(where, mesh.t)

    def _slit(self, points, cells):
        """Cells on vertices of their own, and the point of each; a vertex is there once for each side of thin walls."""
        m = len(cells)
        sides = ([1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2])
        faces = np.vstack([cells[:, c] for c in sides])
        corners = np.vstack([np.arange(m)[:, None] * 4 + np.array(c) for c in sides])
        turn = np.argsort(faces, axis=1)
        faces, corners = np.take_along_axis(faces, turn, 1), np.take_along_axis(corners, turn, 1)
        order = np.lexsort(faces.T)
        same = np.all(faces[order][1:] == faces[order][:-1], axis=1)
        left, right = order[:-1][same], order[1:][same]
        wall = np.zeros(len(left), bool)
        xyz = points[faces[left]]
        for t in self.tubes:
            if t.outer_radius - t.inner_radius < NEAR:
                a, b = self.span(t)
                on = np.abs(np.hypot(xyz[..., 0] - t.x, xyz[..., 1] - t.y) - t.inner_radius).max(axis=1) < NEAR
                middle = xyz[..., 2].mean(axis=1)
                wall |= on & (middle > a) & (middle < b)
        rows, columns = corners[left[~wall]].ravel(), corners[right[~wall]].ravel()
        graph = scipy.sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(4 * m, 4 * m))
        count, label = connected_components(graph, directed=False)
        place = np.zeros(count, int)
        place[label] = cells.ravel()
        return label.reshape(m, 4), place

    def _matrices(self):
        element = ElementTetP2()
        basis = Basis(self.mesh, element, intorder=4)
        self.size = basis.N
        self.stiffness = BilinearForm(lambda u, v, w: dot(grad(u), grad(v))).assemble(basis)
        self.mass = BilinearForm(lambda u, v, w: u * v).assemble(basis)
        self.volume = 2 * self.mass.sum()
        ports = []
        for t, z in self.port_z:
            facets = self.mesh.facets_satisfying(
                lambda x, t=t, z=z: (np.abs(x[2] - z) < NEAR) & (np.hypot(x[0] - t.x, x[1] - t.y) < t.outer_radius),
                boundaries_only=True)
            ports.append(LinearForm(lambda v, w: v).assemble(FacetBasis(self.mesh, element, facets=facets, intorder=4)))
        self.ports = np.column_stack(ports)
        self.areas = self.ports.sum(axis=0)
        pattern = abs(self.mass) + abs(self.stiffness)
        self.order = _dissected(basis.doflocs, pattern)

    # answers --------------------------------------------------------------------------------------------------------
    def _factor(self, shift):
        order = self.order
        a = (self.stiffness - shift * self.mass).tocsc()[order][:, order]
        lu = scipy.sparse.linalg.splu(a, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

        def solve(b):
            out = np.empty_like(b)
            out[order] = lu.solve(b[order])
            return out
        return solve

    def reduce(self, top, points=4, moments=10):
        """Real basis of solutions near a few wavenumbers [1/m] and their derivatives; the small matrices."""
        parts = []
        for i in range(points):
            solve = self._factor((top * (i + 0.37) / points) ** 2)
            x = self.ports
            for _ in range(moments):
                x = solve(np.ascontiguousarray(x))
                for _ in range(2):
                    for q in parts:
                        x = x - q @ (q.T @ x)
                x = np.linalg.qr(x)[0]
                parts.append(x)
                x = self.mass @ x
        v = np.hstack(parts)
        self.small = v.T @ (self.stiffness @ v), v.T @ (self.mass @ v), v.T @ self.ports, v

    def scattering(self, frequencies, gas):
        """S21 and S11 (n, 2) [-] in power waves, driven at the inlet; the largest relative residual is kept."""
        k_all = 2 * math.pi * np.asarray(frequencies) / gas.c
        self.reduce(float(k_all.max()))
        k_, m_, b_, v = self.small
        out, self.residual = [], 0.0
        load = b_ / self.areas
        for i, k in enumerate(k_all):
            a = k_ - k * k * m_ + 1j * k * (load @ b_.T)
            y = np.linalg.solve(a, 2j * k * b_[:, 0])
            mean = (b_.T @ y) / self.areas
            out.append((mean[1] * math.sqrt(self.areas[1] / self.areas[0]), mean[0] - 1))
            if i % 10 == 0:
                p = v @ y
                left = self.stiffness @ p - k * k * (self.mass @ p) + 1j * k * (
                    self.ports @ ((self.ports.T @ p) / self.areas)) - 2j * k * self.ports[:, 0]
                self.residual = max(self.residual, np.linalg.norm(left) / np.linalg.norm(2 * k * self.ports[:, 0]))
        if self.residual > 1e-4:
            raise ArithmeticError(f"the projection leaves {self.residual:.1e}")
        return np.array(out)

    def loss(self, frequencies, gas):
        """Transmission loss [dB] at frequencies [Hz]."""
        return -20 * np.log10(np.abs(self.scattering(frequencies, gas)[:, 0]))


def _dissected(where, pattern, leaf=200):
    """An elimination order: both halves of the body first, the layer that parts them last, again and again."""
    mark = np.zeros(where.shape[1])

    def split(nodes):
        if len(nodes) <= leaf:
            return [nodes]
        p = where[:, nodes]
        order = nodes[np.argsort(p[np.argmax(p.max(axis=1) - p.min(axis=1))], kind="stable")]
        one, two = order[:len(order) // 2], order[len(order) // 2:]
        mark[one] = 1.0
        beside = pattern[two] @ mark > 0
        mark[one] = 0.0
        return [*split(one), *split(two[~beside]), two[beside]]
    return np.concatenate(split(np.arange(where.shape[1])))
