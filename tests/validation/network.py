"""An independent solution of the plane-wave network: 1-D finite elements of degree 5, one sparse solve a frequency.

Written from the differential equations, not from transfer matrices: in each duct
(S/r p')' + (S/r) kd^2 p - sum P s (p - q) = 0, r = rho_d/rho, s = jk/zeta, P the perimeter, q behind the wall; pressure
is one where ducts meet. It shares only the geometry's types with the package: cuts, areas, wool and
walls are worked out anew.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from acoustics import Gas, Silencer

DEGREE = 5
LONGEST = 0.012          # m


def lobatto(n):
    """Gauss-Lobatto nodes of degree n on [-1, 1]."""
    inner = np.polynomial.legendre.Legendre.basis(n).deriv().roots()
    return np.concatenate([[-1.0], np.sort(inner.real), [1.0]])


def shapes(n, x):
    """Values and slopes of the n + 1 Lagrange shapes at x."""
    nodes = lobatto(n)
    values, slopes = [], []
    for i in range(n + 1):
        others = np.delete(nodes, i)
        p = np.polynomial.Polynomial.fromroots(others) / np.prod(nodes[i] - others)
        values.append(p(x))
        slopes.append(p.deriv()(x))
    return np.array(values), np.array(slopes)


X, WEIGHT = np.polynomial.legendre.leggauss(DEGREE + 3)
VALUE, SLOPE = shapes(DEGREE, X)


def wool(f, resistivity, gas):
    """Delany and Bazley (1970): density over the gas's, wavenumber."""
    x = gas.rho * f / resistivity
    z = 1 + 0.0571 * x**-0.754 - 0.087j * x**-0.732
    k = 1 + 0.0978 * x**-0.700 - 0.189j * x**-0.595
    return z * k, k * 2 * math.pi * f / gas.c


class Network:
    def __init__(self, s: Silencer):
        self.s = s
        self.names: dict = {}
        self.parent: list[int] = []
        self.blocks: dict = {}
        self.mesh = self._mesh()
        self._ducts()
        self._joints()
        self.n = len(self.parent)

    def _mesh(self):
        s, z = self.s, set()
        for row in (s.body, s.tubes, s.plates, s.packing, [p for t in s.tubes for p in t.spans]):
            z |= {round(v, 9) for p in row for v in (p.z0, p.z1)}
        points = sorted(z)
        out = [points[0]]
        for a, b in pairwise(points):
            n = math.ceil((b - a) / LONGEST)
            out += [a + (b - a) * (i + 1) / n for i in range(n)]
        return out

    def node(self, *name):
        if name not in self.names:
            self.names[name] = len(self.parent)
            self.parent.append(len(self.parent))
        return self.names[name]

    def root(self, i):
        while self.parent[i] != i:
            i = self.parent[i]
        return i

    def merge(self, a, b):
        self.parent[self.root(a)] = self.root(b)

    def plate(self, z):
        return next((p for p in self.s.plates if p.z0 < z < p.z1), None)

    def has_rest(self, e):
        if not 0 <= e < len(self.mesh) - 1:
            return False
        z = (self.mesh[e] + self.mesh[e + 1]) / 2
        return self.s.body[0].z0 < z < self.s.body[-1].z1 and self.plate(z) is None

    def casing_area(self, z):
        b = next(b for b in self.s.body if b.z0 < z < b.z1)
        return math.pi * (b.start.radius + (b.end.radius - b.start.radius) * (z - b.z0) / (b.z1 - b.z0)) ** 2

    def local(self, key, e):
        return [self.node(key, e), *(self.node(key, e, i) for i in range(1, DEGREE)), self.node(key, e + 1)]

    def add(self, block, rows, cols, values):
        self.blocks.setdefault(block, []).append((np.repeat(rows, len(cols)), np.tile(cols, len(rows)), values.ravel()))

    def element(self, key, e, area, medium):
        a, b = self.mesh[e], self.mesh[e + 1]
        h = (b - a) / 2
        s = np.array([area(a + h * (x + 1)) for x in X]) * WEIGHT
        nodes = self.local(key, e)
        self.add(("K", medium), nodes, nodes, (SLOPE * s) @ SLOPE.T / h)
        self.add(("M", medium), nodes, nodes, (VALUE * s) @ VALUE.T * h)
        return nodes

    def _ducts(self):
        s = self.s
        for e, (a, b) in enumerate(pairwise(self.mesh)):
            z = (a + b) / 2
            here = [(i, t) for i, t in enumerate(s.tubes) if t.z0 < z < t.z1]
            inside = {i: self.element(("tube", i), e, lambda _, r=t.inner_radius: math.pi * r * r, None)
                      for i, t in here}
            plate = self.plate(z)
            for j, hole in enumerate(plate.holes if plate else ()):
                self.element(("hole", plate.name, j), e, lambda _, r=hole.radius: math.pi * r * r, None)
            if not self.has_rest(e):
                continue
            metal = sum(math.pi * t.outer_radius**2 for _, t in here)
            w = next((p.wool for p in s.packing if p.z0 < z < p.z1), None)
            rest = self.element("rest", e, lambda x, m=metal: self.casing_area(x) - m, w)
            for i, t in here:
                for p in t.spans:
                    if p.z0 < z < p.z1:
                        self._wall(inside[i], rest, math.pi * (t.inner_radius + t.outer_radius), (b - a) / 2, (p, w))

    def _wall(self, tube, rest, perimeter, h, block):
        m = perimeter * (VALUE * WEIGHT) @ VALUE.T * h
        for rows, cols, sign in ((tube, tube, 1), (rest, rest, 1), (tube, rest, -1), (rest, tube, -1)):
            self.add(("B", *block), rows, cols, sign * m)

    def _at(self, z):
        return int(np.argmin(np.abs(np.array(self.mesh) - z)))

    def _joints(self):
        for i, t in enumerate(self.s.tubes):
            for end, z, beyond in ((t.start, t.z0, -1), (t.end, t.z1, 0)):
                at = self._at(z)
                if end == "open" and self.has_rest(at + beyond):
                    self.merge(self.node(("tube", i), at), self.node("rest", at))
        for p in self.s.plates:
            for j, _ in enumerate(p.holes):
                for z, beyond in ((p.z0, -1), (p.z1, 0)):
                    at = self._at(z)
                    if self.has_rest(at + beyond):
                        self.merge(self.node(("hole", p.name, j), at), self.node("rest", at))

    def port(self, name, first):
        i, t = next((i, t) for i, t in enumerate(self.s.tubes) if t.name == name)
        through = self.s.inlet == self.s.outlet
        z = t.z0 if (t.start == "port" and (first or not through)) else t.z1
        return self.root(self.node(("tube", i), self._at(z))), math.pi * t.inner_radius**2

    def transmission_loss(self, gas: Gas, frequencies):
        roots = np.array([self.root(i) for i in range(self.n)])
        kept, number = np.unique(roots, return_inverse=True)
        matrices = {}
        for block, pieces in self.blocks.items():
            r, c, v = (np.concatenate(x) for x in zip(*pieces, strict=True))
            matrices[block] = coo_matrix((v, (number[r], number[c])), shape=(len(kept),) * 2).tocsc()
        (i, s_in), (o, s_out) = self.port(self.s.inlet, True), self.port(self.s.outlet, False)
        i, o = np.searchsorted(kept, i), np.searchsorted(kept, o)
        out = []
        for f in np.atleast_1d(frequencies):
            k = 2 * math.pi * f / gas.c
            total = coo_matrix((len(kept),) * 2, dtype=complex).tocsc()
            for block, m in matrices.items():
                total = total + self._weight(block, f, k, gas) * m
            total = total + coo_matrix(([1j * k * s_in, 1j * k * s_out], ([i, o], [i, o])), shape=total.shape).tocsc()
            right = np.zeros(len(kept), complex)
            right[i] = 2j * k * s_in
            p = spsolve(total, right)
            out.append(-20 * math.log10(abs(p[o])) + 10 * math.log10(s_in / s_out))
        return np.array(out)

    def _weight(self, block, f, k, gas):
        kind, *about = block
        if kind == "B":
            p, w = about
            ratio = wool(f, w.resistivity, gas)[0] if w else 1.0
            return 1j * k * p.porosity / (0.006 + 1j * k * (p.thickness + 0.375 * p.hole * (1 + ratio)))
        density, kd = wool(f, about[0].resistivity, gas) if about[0] else (1.0, k)
        return 1 / density if kind == "K" else -(kd**2) / density
