"""How much metal two pipes of a collector share, by counting small cells (mm, mm3).

The kernel takes ten seconds a pair here, since the joint's faces coincide; the cells take a tenth of one. The joint is
one surface for both pipes, so touching ones share nothing; real overlaps come out within some percent (tests compare
them with the kernel's).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.merged_tube import MergedEnd, MergedTube, OutletEnd

if TYPE_CHECKING:
    from knalpot_cad.geometry.quadrature import Array

ACROSS, ROUND, ALONG_MM = 6, 720, 0.25       # cells through the wall, round it, and their length


def reached(end: MergedEnd, outer: float, inner: float, r: Array, phi: Array) -> Array:
    """Rise of the joint at a radius within the wall and an angle: where both walls are the same share from outside."""
    share, ga, nu = (outer - r) / (outer - inner), np.radians(end.half_angle_deg), np.pi / end.pipes
    turned = (phi - np.radians(end.turn_deg) + np.pi) % (2 * np.pi) - np.pi
    if isinstance(end, OutletEnd):
        tube = end.tube_mm[0] - share * (end.tube_mm[0] - end.tube_mm[1])
        around = (turned + nu) % (2 * nu) - nu
        root = np.sqrt(np.maximum(tube * tube - (r * np.sin(around)) ** 2, 0.0))
        return np.asarray((r * np.cos(around) * np.cos(ga) - root) / np.sin(ga))
    wedge = (np.abs(np.sin(turned)) * r / np.tan(nu) - r * np.cos(turned) * np.cos(ga)) / np.sin(ga)
    if end.outlet_mm is None:
        return np.asarray(-wedge)
    big = end.outlet_mm[0] - share * (end.outlet_mm[0] - end.outlet_mm[1])
    front = np.abs(turned) < np.arcsin(np.minimum(big * np.sin(nu) / r, 1.0))
    root = np.sqrt(np.maximum(big * big - (r * np.sin(turned)) ** 2, 0.0))
    return np.asarray(-np.where(front, (root - r * np.cos(turned) * np.cos(ga)) / np.sin(ga), wedge))


def limits(shape: MergedTube, r: Array, phi: Array) -> tuple[Array, Array]:
    """Where the wall begins and ends along z at a radius and angle."""
    a, b = shape.inner_mm / 2, shape.outer_mm / 2
    low = -reached(shape.near, b, a, r, phi) if shape.near else np.zeros_like(r)
    high = reached(shape.far, b, a, r, phi) if shape.far else np.zeros_like(r)
    return low, high + shape.length_mm


def inside(shape: MergedTube, points: Array) -> Array:
    """Whether points (n, 3) of the pipe's frame lie in its metal."""
    r = np.hypot(points[:, 0], points[:, 1])
    found = (r > shape.inner_mm / 2) & (r < shape.outer_mm / 2)
    rows = np.flatnonzero(found)
    p = points[rows]
    low, high = limits(shape, r[rows], np.arctan2(p[:, 1], p[:, 0]))
    found[rows] = (p[:, 2] > low) & (p[:, 2] < high)
    return np.asarray(found)


def overlap_mm3(a: MergedTube, at_a: Frame, b: MergedTube, at_b: Frame) -> float:
    """Volume that two placed pipes share."""
    inner, outer = a.inner_mm / 2, a.outer_mm / 2
    r = inner + (outer - inner) * (np.arange(ACROSS) + 0.5) / ACROSS
    phi = 2 * np.pi * (np.arange(ROUND) + 0.5) / ROUND
    low, high = a.stock_mm()
    z = np.arange(low, high, ALONG_MM) + ALONG_MM / 2
    r, phi = (v.ravel() for v in np.meshgrid(r, phi, indexing="ij"))
    begin, end = limits(a, r, phi)
    turn = np.stack((at_b.x, at_b.y, at_b.z)) @ np.stack((at_a.x, at_a.y, at_a.z)).T
    move = np.array(at_b.local(at_a.origin))
    total = 0.0
    for height in z.tolist():
        here = (height > begin) & (height < end)
        points = np.stack((r[here] * np.cos(phi[here]), r[here] * np.sin(phi[here]), np.full(int(here.sum()), height)))
        met = inside(b, (turn @ points).T + move)
        total += float(r[here][met].sum())
    return total * (outer - inner) / ACROSS * 2 * np.pi / ROUND * ALONG_MM
