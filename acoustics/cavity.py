"""A conical slab as one closed cavity: its modes in three dimensions and what they show at both ends.

Galerkin in functions of the wide end's section times Legendre polynomials along z, all cut off at the sloping wall:
a function of the larger cylinder need not know the cone, and its slope at the wall is free. What the walls lack is
natural to the weak form, so dp/dn = 0 holds on the slope. Source: derived, docs/physics.md (cones).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.linalg

from acoustics.arrays import Mask, Real
from acoustics.modes import Elements
from acoustics.silencer import Body
from acoustics.triangle import DR, DS, SHAPE, WEIGHTS, jacobian

DROP = 1e-9                 # Gram eigenvalues below this times the largest are dropped
LEVELS = 8                  # sections of a cone that stand for all between
HALVINGS = 45
REACH = 5.0                 # functions of the section up to this times the top wavenumber
DECAYS = 4.0                # and up to this over the length: what they lack has died away at the other end
ORDER, PER_RADIAN = 5, 0.35     # polynomials along z: at least, and for each radian of the fastest change


@dataclass(frozen=True, eq=False)
class Cavity:
    """Modes of a closed cavity of a length [m]: lambda (m,) [1/m2] rising from 0, and their pressure at the narrow and
    the wide end as coefficients (functions, m) [m^-1/2] of the functions they are made of; inside (functions,
    order + 1, m) holds those of Legendre's polynomials from the narrow end on.

    Orthonormal over the volume. Source: docs/physics.md (cones).
    """

    values: Real
    narrow: Real
    wide: Real
    inside: Real
    length: float

    def at(self, z: float) -> Real:
        """Coefficients (functions, m) [m^-1/2] at z [m] from the narrow end. Source: Legendre's polynomials."""
        along = _legendre(np.array([z]), self.length, self.inside.shape[1] - 1)[0][0]
        return np.asarray(np.einsum("a,nam->nm", along, self.inside))


def reach(top: float, length: float) -> float:
    """Up to which wavenumber [1/m] functions of the section are taken: top [1/m], length [m]. Source: definition."""
    return max(REACH * top, DECAYS / length)


def order_along(reach: float, length: float) -> int:
    """Highest order of the polynomials along z for functions up to reach [1/m] over a length [m]. Source: definition.
    """
    return ORDER + math.ceil(PER_RADIAN * reach * length)


def cavity(elements: Elements, narrow: Mask, wide: Mask, shapes: Real, heights: Real, length: float,
           order: int) -> Cavity:
    """Modes of the space over the wide region that lies above the sloping wall, z from 0 (narrow) to length [m].

    narrow within wide: triangles; shapes (nodes, functions) [-] over the wide region; heights (triangles of the zone
    between, 6) [m] of the wall at their nodes; order of the polynomials in z. No errors. Source: derived.
    """
    k, m = _full(elements, narrow, shapes)
    zone = _Zone(elements, wide & ~narrow, shapes, heights, length, order)
    mass_z, stiff_z = _along(np.zeros(1), length, order)
    n, p = shapes.shape[1], order + 1
    mass = _outer(m, mass_z[0]) + zone.summed(zone.mass, zone.mass_z)
    stiffness = _outer(k, mass_z[0]) + _outer(m, stiff_z[0]) + zone.summed(zone.stiffness, zone.mass_z) \
        + zone.summed(zone.mass, zone.stiff_z)
    values, vectors = _modes(mass.reshape(n * p, n * p), stiffness.reshape(n * p, n * p))
    by_function = vectors.reshape(n, p, -1)
    low, high = _legendre(np.array([0.0, length]), length, order)[0]
    return Cavity(values, np.einsum("a,nam->nm", low, by_function), np.einsum("a,nam->nm", high, by_function),
                  by_function, length)


def heights(piece: Body, points: Real) -> Real:
    """z [m] at which the wall of a cone passes over points [m] (n, 2) that lie between its two ends' sections.

    The sections' distance to a point is a polynomial through LEVELS of them. Source: bisection.
    """
    nodes = np.cos(np.pi * (np.arange(LEVELS) + 0.5) / LEVELS)
    inside = np.array([piece.section(piece.z0 + (piece.z1 - piece.z0) * (t + 1) / 2).curve.clearances(points)
                       for t in nodes])
    fit = np.linalg.solve(np.polynomial.chebyshev.chebvander(nodes, LEVELS - 1), inside)
    rises = piece.end.area > piece.start.area
    low, high = np.full(len(points), -1.0), np.full(len(points), 1.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        within = np.sum(np.polynomial.chebyshev.chebvander(middle, LEVELS - 1) * fit.T, axis=1) > 0
        up = within != rises
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    return np.asarray(piece.z0 + (piece.z1 - piece.z0) * ((low + high) / 2 + 1) / 2)


def _full(elements: Elements, region: Mask, shapes: Real) -> tuple[Real, Real]:
    k, m = elements.matrices(region)
    return np.asarray(shapes.T @ (k @ shapes)), np.asarray(shapes.T @ (m @ shapes))


def _outer(a: Real, b: Real) -> Real:
    return np.asarray(a[:, None, :, None] * b[None, :, None, :])


def _legendre(z: Real, length: float, order: int) -> tuple[Real, Real]:
    """Orthonormal Legendre polynomials over 0 .. length at z, (len(z), order + 1), and their slopes."""
    scale: Real = np.sqrt((2 * np.arange(order + 1) + 1) / length)
    x = 2 * z / length - 1
    value = np.asarray(np.polynomial.legendre.legvander(x, order), np.float64)
    slope = np.zeros_like(value)
    for n in range(1, order + 1):                       # P_n' = (2n - 1) P_{n-1} + P_{n-2}'
        slope[:, n] = (2 * n - 1) * value[:, n - 1] + (slope[:, n - 2] if n > 1 else 0.0)
    return value * scale, slope * scale * 2 / length


def _along(low: Real, length: float, order: int) -> tuple[Real, Real]:
    """int f_a f_b dz and int f_a' f_b' dz from each low to length, (len(low), order + 1, order + 1)."""
    x, w = np.polynomial.legendre.leggauss(order + 1)
    half = (length - low)[:, None] / 2
    z = (low + length)[:, None] / 2 + half * x
    shape = len(low), -1, order + 1
    value, slope = (f.reshape(shape) for f in _legendre(z.ravel(), length, order))
    weighted = (half * w)[:, :, None]
    mass: Real = (value * weighted).swapaxes(1, 2) @ value
    stiffness: Real = (slope * weighted).swapaxes(1, 2) @ slope
    return mass, stiffness


class _Zone:
    """Integrals over the zone under the slope: what lies above a point is a polynomial of the wall's height there, so
    it is taken at a few heights and the section's integrals are weighted by Lagrange's polynomials of them."""

    def __init__(self, elements: Elements, zone: Mask, shapes: Real, heights: Real, length: float, order: int) -> None:
        six = elements.mesh.triangles[zone]
        xr, xs, det = jacobian(elements.mesh.nodes[six])
        at = shapes[six]                                            # (triangles, 6, functions)
        value = np.einsum("qa,man->mqn", SHAPE, at)
        by_r, by_s = (np.einsum("qa,man->mqn", d, at) for d in (DR, DS))
        slopes = [(by_r * xs[..., c, None] - by_s * xr[..., c, None]) * sign / det[..., None]
                  for c, sign in ((1, 1.0), (0, -1.0))]
        weights = (det * WEIGHTS).reshape(-1, 1) * _lagrange((heights @ SHAPE.T).ravel(), length, 2 * order + 2)
        n = shapes.shape[1]
        flat = [f.reshape(-1, n) for f in (value, *slopes)]
        self.mass = np.array([(flat[0] * w[:, None]).T @ flat[0] for w in weights.T])
        self.stiffness = np.array([sum(((f * w[:, None]).T @ f for f in flat[1:]), np.zeros((n, n)))
                                   for w in weights.T])
        self.mass_z, self.stiff_z = _along(_nodes(length, 2 * order + 2), length, order)

    def summed(self, section: Real, along: Real) -> Real:
        """Sum over the heights of section (heights, n, n) times along (heights, p, p), (n, p, n, p)."""
        n, p = section.shape[1], along.shape[1]
        flat = section.reshape(len(section), n * n).T @ along.reshape(len(along), p * p)
        return np.asarray(flat.reshape(n, n, p, p).transpose(0, 2, 1, 3))


def _nodes(length: float, count: int) -> Real:
    return np.asarray(length * (np.polynomial.legendre.leggauss(count)[0] + 1) / 2)


def _lagrange(z: Real, length: float, count: int) -> Real:
    """Lagrange's polynomials of the nodes at z, (len(z), count)."""
    here, there = (np.polynomial.legendre.legvander(2 * v / length - 1, count - 1) for v in (_nodes(length, count), z))
    return np.asarray(np.linalg.solve(here.T, there.T).T)


def _modes(mass: Real, stiffness: Real) -> tuple[Real, Real]:
    """Modes of a pencil whose mass is near to singular; the first is the constant."""
    scale = 1 / np.sqrt(np.diagonal(mass))
    held, turn = scipy.linalg.eigh(mass * scale[:, None] * scale, overwrite_a=True, check_finite=False)
    keep = held > DROP * held[-1]
    basis = scale[:, None] * turn[:, keep] / np.sqrt(held[keep])
    values, vectors = scipy.linalg.eigh(basis.T @ stiffness @ basis, overwrite_a=True, check_finite=False)
    out = basis @ vectors
    constant = np.zeros(len(mass))
    constant[0] = 1.0
    out[:, 0] = constant / np.sqrt(mass[0, 0])
    return np.concatenate([np.zeros(1), np.maximum(values[1:], 0.0)]), out
