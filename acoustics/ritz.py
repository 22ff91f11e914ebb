"""First cut-on of a section of any outline: Rayleigh's quotient over polynomials, no mesh.

Source: Rayleigh-Ritz, closed quadrature; docs/physics.md (modes).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from acoustics.arrays import Real, positive
from acoustics.errors import AcousticsError
from acoustics.levels import cut_on
from acoustics.outline import Outline, Round
from acoustics.silencer import Silencer

DEGREE, POINTS = 12, 24
ON_AXIS = 1e-3          # of the mean square: below it a mode has a node on the axis


def section_cut_on(section: Outline, c: float) -> tuple[float, float]:
    """First cut-on frequencies [Hz] of a section [m]: of any mode, and of the first one with pressure on the axis.

    c [m/s]. Offset tubes excite the first, thin centred ones only the second. Valid for outlines that are
    star-shaped about the middle of their box, as all convex ones are; upper bounds, within 1e-4 where the longer side
    is at most 4 times the shorter. Raises AcousticsError "c", or what is wrong with the section. Source: closed form
    (`cut_on`) for a circle, else Rayleigh-Ritz.
    """
    if not isinstance(section, Outline):
        raise AcousticsError("section", f"must be one of the sections, is {section!r:.60}")
    wrong = list(section.problems())
    if wrong:
        raise AcousticsError(*wrong[0], problems=wrong)
    if isinstance(section, Round):
        return cut_on(section.radius, c)
    positive("c", c)
    first, axial = _wavenumbers(section)
    return float(first * c / (2 * np.pi)), float(axial * c / (2 * np.pi))


def silencer_cut_on(silencer: Silencer, c: float) -> tuple[float, float]:
    """As section_cut_on [Hz], the lowest over a silencer's casing [m] without what stands inside; c [m/s].

    Valid as section_cut_on. Raises AcousticsError (geometry, "c"). Source: definition.
    """
    if not silencer.body:
        raise AcousticsError("body", "has no piece: without a casing there is no section")
    each = [section_cut_on(s, c) for s in {s: None for b in silencer.body for s in (b.start, b.end)}]
    return min(e[0] for e in each), min(e[1] for e in each)


@lru_cache(maxsize=256)
def _wavenumbers(section: Outline) -> tuple[float, float]:
    """Wavenumbers [1/m] of the first mode above the uniform one, and of the first with pressure on the axis."""
    points, weights, middle, half = _quadrature(section)
    shape, dx, dy = _polynomials((points - middle) / half, half)
    mass = shape.T @ (weights[:, None] * shape)
    stiffness = dx.T @ (weights[:, None] * dx) + dy.T @ (weights[:, None] * dy)
    whiten = np.linalg.inv(np.linalg.cholesky(mass)).T
    values, vectors = np.linalg.eigh(whiten.T @ stiffness @ whiten)
    at_axis = _polynomials(-middle[None] / half, half)[0] @ whiten @ vectors
    loud = at_axis[0, 1:] ** 2 * weights.sum() > ON_AXIS
    return float(values[1] ** 0.5), float(values[1:][loud][0] ** 0.5)


def _quadrature(section: Outline) -> tuple[Real, Real, Real, Real]:
    """Points [m] (n, 2) and weights [m2] (n,) over a section; middle and half size [m] (2,) of its box."""
    curve = section.curve
    x, w = np.polynomial.legendre.leggauss(POINTS)
    t = (np.arange(curve.size)[:, None] + (x + 1) / 2).ravel()
    edge, slope, along = curve.at(t), curve.slope(t), np.tile(w / 2, curve.size)
    low, high = np.array(curve.box[:2]), np.array(curve.box[2:])
    middle = (low + high) / 2
    out = edge - middle
    sweep = (out[:, 0] * slope[:, 1] - out[:, 1] * slope[:, 0]) * along        # twice the area of each thin triangle
    part = (x + 1) / 2
    points = middle + part[:, None, None] * out
    return points.reshape(-1, 2), (part[:, None] * w[:, None] / 2 * sweep).ravel(), middle, (high - low) / 2


def _polynomials(at: Real, half: Real) -> tuple[Real, Real, Real]:
    """Products of Legendre polynomials up to DEGREE at points of the box -1 .. 1, and their slopes [1/m]."""
    legendre = np.polynomial.legendre
    eye = np.eye(DEGREE + 1)
    x, y = (legendre.legvander(at[:, i], DEGREE) for i in (0, 1))
    slopes = np.array([np.append(legendre.legder(row), 0.0) for row in eye])
    dx, dy = (legendre.legvander(at[:, i], DEGREE) @ slopes.T / half[i] for i in (0, 1))
    i, j = np.array([(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]).T
    return x[:, i] * y[:, j], dx[:, i] * y[:, j], x[:, i] * dy[:, j]
