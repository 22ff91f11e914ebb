"""Rolled circles as splines, and the straight rulings between two of them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from knalpot_cad.solids.brep import point

TAU = 2 * math.pi
CURVE_TOLERANCE = 2e-6      # mm, spline against the exact rolled circle


@lru_cache(maxsize=256)
def rolled(radius: float, r: float, a: float, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
    """Spline poles (n, 3) and breaks of a rolled circle on the cylinder, its centre at angle 0 and z 0.

    t runs from start to end [rad]; quintic through as many points as keep it within about 1e-6 mm (measured).
    """
    n = max(4, math.ceil((end - start) / TAU * (r * (10 + 150 * a) / 1e-6) ** (1 / 6)))
    t = np.linspace(start, end, n + 1)

    def derivatives(t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        phi, d, dd = -a * np.sin(t), -a * np.cos(t), a * np.sin(t)
        c, s = radius * np.cos(phi), radius * np.sin(phi)
        return (np.stack([c, s, r * np.cos(t)], -1), np.stack([-s * d, c * d, -r * np.sin(t)], -1),
                np.stack([-c * d * d - s * dd, -s * d * d + c * dd, -r * np.cos(t)], -1))

    places, first, second = derivatives(t)
    poles = through(places, first[[0, -1]], second[[0, -1]], (end - start) / n)
    if end - start >= TAU - 1e-9:
        poles[-1] = poles[0]
    return poles, t


def through(places: np.ndarray, first: np.ndarray, second: np.ndarray, step: float) -> np.ndarray:
    """Poles (n + 5, k) of the clamped quintic through places (n + 1, k) at equal steps, n >= 4, with the first and
    second derivatives (2, k) at both ends; its inner knots are simple and lie on the steps.

    The ends fix three poles each, the places the others. (scipy has the same; it takes half a second to load.)
    """
    low, high = end_poles(places[0], first[0], second[0], step), end_poles(places[-1], first[1], second[1], -step)[::-1]
    inverse, share = solved(len(places) - 1)
    inner = inverse @ (places[1:-1] - share @ np.concatenate([low, high]))
    return np.concatenate([low, inner, high])


def end_poles(place: np.ndarray, first: np.ndarray, second: np.ndarray, step: float) -> np.ndarray:
    """The three poles at an end, inwards; step is negative at the far one."""
    one = place + step * first / 5
    return np.stack([place, one, one + (step * first + step**2 * second / 4) * 2 / 5])


@lru_cache(maxsize=64)
def solved(n: int) -> tuple[np.ndarray, np.ndarray]:
    """From the values at 1 .. n - 1 to the inner poles; and what the three poles at each end give to these values."""
    knots = np.concatenate([np.zeros(5), np.arange(n + 1), np.full(5, n)]).astype(float)
    x = np.arange(1, n, dtype=float)[:, None]
    b = ((knots[:-1] <= x) & (x < knots[1:])).astype(float)
    for k in range(1, 6):           # de Boor's recursion; a knot that counts more than once gives no width to divide by
        wide = knots[k:] - knots[:-k]
        part = np.divide(1.0, wide, out=np.zeros_like(wide), where=wide > 0)
        b = (x - knots[:-k - 1]) * part[:-1] * b[:, :-1] + (knots[k + 1:] - x) * part[1:] * b[:, 1:]
    return np.linalg.inv(b[:, 3:-3]), np.concatenate([b[:, :3], b[:, -3:]], axis=1)


def spline(poles: np.ndarray, breaks: np.ndarray) -> tuple[Any, Any, Any]:
    """Poles, knots and multiplicities of a clamped quintic with simple inner knots, as the kernel wants them."""
    from OCP.TColgp import TColgp_Array1OfPnt
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

    n = len(breaks)
    points, knots, times = TColgp_Array1OfPnt(1, len(poles)), TColStd_Array1OfReal(1, n), TColStd_Array1OfInteger(1, n)
    for i, p in enumerate(poles.tolist(), 1):
        points.SetValue(i, point(p))
    for i, t in enumerate(breaks.tolist(), 1):
        knots.SetValue(i, t)
        times.SetValue(i, 6 if i in (1, n) else 1)
    return points, knots, times


def spline_curve(poles: np.ndarray, breaks: np.ndarray) -> Any:
    from OCP.Geom import Geom_BSplineCurve

    return Geom_BSplineCurve(*spline(poles, breaks), 5)


def ruled_surface(first: np.ndarray, second: np.ndarray, breaks: np.ndarray) -> Any:
    """Straight rulings between two splines with the same knots; the second parameter runs from 0 to 1."""
    from OCP.Geom import Geom_BSplineSurface
    from OCP.TColgp import TColgp_Array2OfPnt
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

    _, knots, times = spline(first, breaks)
    points = TColgp_Array2OfPnt(1, len(first), 1, 2)
    for j, poles in enumerate((first, second), 1):
        for i, p in enumerate(poles.tolist(), 1):
            points.SetValue(i, j, point(p))
    ends, twice = TColStd_Array1OfReal(1, 2), TColStd_Array1OfInteger(1, 2)
    for i in (1, 2):
        ends.SetValue(i, float(i - 1))
        twice.SetValue(i, 2)
    return Geom_BSplineSurface(points, knots, ends, times, twice, 5, 1)
