"""What the cut ends of a straight pipe look like: how far each generator reaches, what metal the cut takes (mm).

Every end has a rise: how far the generator at phi reaches beyond the reference, outwards. outward is +1 at the far end
(z = length), -1 at the near one (z = 0): a generator runs from -rise(near) to length + rise(far). Source:
facts/sheets.md 4, 5.
"""

from __future__ import annotations

import math

import numpy as np

from knalpot_cad.geometry.cut_ends import End, PlaneEnd, SaddleEnd
from knalpot_cad.geometry.quadrature import TURN, Array, graded_nodes, integral
from knalpot_cad.geometry.saddle import SIDES


def rise(end: End, radius_mm: float, phi: Array, outward: float = 1.0) -> Array:
    """How far the wall at a radius reaches beyond the reference at phi [rad] round the pipe, outwards [mm]."""
    phi = np.asarray(phi, dtype=float)
    if isinstance(end, PlaneEnd):
        return radius_mm * math.tan(math.radians(end.angle_deg)) * np.cos(phi - math.radians(end.heel_deg))
    if isinstance(end, SaddleEnd):
        return end.reference_t_mm - end.saddle(radius_mm).t(outward * (phi - math.radians(end.turn_deg)))
    return np.zeros_like(phi)


def rise_slope(end: End, radius_mm: float, phi: Array, outward: float = 1.0) -> Array:
    """d rise / d phi [mm/rad]."""
    phi = np.asarray(phi, dtype=float)
    if isinstance(end, PlaneEnd):
        return -radius_mm * math.tan(math.radians(end.angle_deg)) * np.sin(phi - math.radians(end.heel_deg))
    if isinstance(end, SaddleEnd):
        return -outward * end.saddle(radius_mm).slope(outward * (phi - math.radians(end.turn_deg)))
    return np.zeros_like(phi)


def corners(end: End, outward: float = 1.0, radius_mm: float = 0.0) -> tuple[float, ...]:
    """phi where a saddle of a wall's radius may bend sharply [rad], within one turn."""
    if not isinstance(end, SaddleEnd):
        return ()
    stops: tuple[float, ...] = SIDES
    if radius_mm and not end.even:
        stops = end.saddle(radius_mm).breaks()
    return tuple(sorted((math.radians(end.turn_deg) + outward * s) % TURN for s in stops))


def rise_range(end: End, radius_mm: float, outward: float = 1.0) -> tuple[float, float]:
    """Least and most rise of the wall at a radius [mm]."""
    if isinstance(end, PlaneEnd):
        a = abs(radius_mm * math.tan(math.radians(end.angle_deg)))
        return -a, a
    if isinstance(end, SaddleEnd):
        low, high = end.saddle(radius_mm).extremes()
        return end.reference_t_mm - high, end.reference_t_mm - low
    return 0.0, 0.0


def rise_volume(end: End, outer_mm: float, inner_mm: float) -> float:
    """Integral of the rise over the wall's section between two radii [mm3].

    0 for planes; a pipe's saddle by one integral (the oblique part vanishes), a cone's by two.
    """
    if not isinstance(end, SaddleEnd):
        return 0.0
    area = math.pi * (outer_mm**2 - inner_mm**2)
    if not end.even:
        r, w = graded_nodes(_touching(end, inner_mm, outer_mm), inner_mm, outer_mm, levels=0, order=16)
        pairs = [end.saddle(float(x)) for x in r]
        rings = [float(x) * integral(p.t, p.breaks()) for x, p in zip(r, pairs, strict=True)]
        return end.reference_t_mm * area - float(np.dot(w, rings))
    sine = math.sin(math.radians(end.angle_deg))
    return end.reference_t_mm * area - (_swept(outer_mm, end) - _swept(inner_mm, end)) / sine


def _touching(end: SaddleEnd, inner_mm: float, outer_mm: float) -> tuple[float, ...]:
    """Radii between two at which a branch just touches a joint of the main's outline [mm]."""
    side = getattr(end.saddle(outer_mm), "side", None)
    reach = {abs(y - end.offset_mm) for y in side.corners()} if side else set()
    return tuple(sorted(r for r in reach if inner_mm + 1e-6 < r < outer_mm - 1e-6))


def _swept(r: float, end: SaddleEnd) -> float:
    """Integral of X = sqrt(R^2 - y^2) over the disc of radius r round (0, e) [mm3]; y = e + r sin q."""
    big, e = end.main_radius_mm, end.offset_mm

    def slice_(q: Array) -> Array:
        right = big - e - r + 2 * r * np.sin(math.pi / 4 - q / 2) ** 2
        left = big + e - r + 2 * r * np.sin(math.pi / 4 + q / 2) ** 2
        return 2 * (r * np.cos(q)) ** 2 * np.sqrt(np.maximum(right * left, 0.0))
    return integral(slice_, (), -math.pi / 2, math.pi / 2)


def drilled_volume(outer_mm: float, inner_mm: float, diameter_mm: float) -> float:
    """Metal that a drill square to the axis takes from one wall of a pipe of two radii [mm3]."""
    r = diameter_mm / 2
    return _swept(r, SaddleEnd(outer_mm)) - _swept(r, SaddleEnd(inner_mm))
