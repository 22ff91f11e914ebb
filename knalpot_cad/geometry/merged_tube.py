"""Recipe of a pipe that ends in a collector: where it meets its neighbours and the outlet, or is that outlet (mm).

Every joint is a mitre: tube and outlet are cut on the surface whose outer rim is where both outsides meet and whose
inner rim is where both insides meet, straight across the wall. Nothing overlaps and the bore has no step; neighbouring
tubes meet in planes. Angles round the pipe are right-handed about its z. Plain data, numpy only when a figure is asked
for. Source: facts/sheets.md 5 (merge), R20.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knalpot_cad.geometry.cut_tube import highest
from knalpot_cad.geometry.frame import Vec

if TYPE_CHECKING:
    from knalpot_cad.geometry.merge import Merge
    from knalpot_cad.geometry.quadrature import Array

Box = tuple[float, float, float, float, float, float]
BOUND = 2 * math.pi


@dataclass(frozen=True)
class MergeEnd:
    """One of `pipes` equal ones that meet at half_angle_deg to the collector's axis; outer and inner radius are those
    of the outlet (None: the pipes meet each other alone). turn_deg is where the generator farthest from the collector's
    axis lies. The reference is the point where all axes meet.
    """

    pipes: int
    half_angle_deg: float
    outlet_mm: tuple[float, float] | None = None
    turn_deg: float = 0.0

    def merge(self, radius_mm: float, inner: bool) -> Merge:
        """The contact pair of the outer or the inner walls."""
        from knalpot_cad.geometry.merge import Merge

        outlet = None if self.outlet_mm is None else self.outlet_mm[1 if inner else 0]
        if outlet is not None:      # two pipes into one of their own size just touch beside it
            widest = radius_mm / math.sin(math.pi / self.pipes)
            outlet = widest * (1 - 1e-12) if abs(outlet / widest - 1) < 1e-9 else outlet
        return Merge(self.pipes, radius_mm, self.half_angle_deg, outlet)

    def breaks(self, radius_mm: float, inner: bool) -> tuple[float, ...]:
        """Corners of the rim [rad], in order round the pipe from the first."""
        turn = math.radians(self.turn_deg)
        return tuple(turn + b for b in self.merge(radius_mm, inner).breaks()[:-1])

    def rise(self, radius_mm: float, inner: bool, phi: Array) -> Array:
        """How far the wall reaches beyond the reference, with the gas [mm]; phi [rad]."""
        return -self.merge(radius_mm, inner).t(phi - math.radians(self.turn_deg))

    def rise_slope(self, radius_mm: float, inner: bool, phi: Array) -> Array:
        return -self.merge(radius_mm, inner).slope(phi - math.radians(self.turn_deg))


@dataclass(frozen=True)
class OutletEnd:
    """The end of a collector's outlet, met by `pipes` equal ones of an outer and an inner radius; turn_deg is where one
    of them lies. The reference is the point where all axes meet.
    """

    pipes: int
    half_angle_deg: float
    tube_mm: tuple[float, float]
    turn_deg: float = 0.0

    @property
    def nu(self) -> float:
        return math.pi / self.pipes

    def breaks(self, radius_mm: float, inner: bool) -> tuple[float, ...]:
        """The crests between neighbours [rad]."""
        turn = math.radians(self.turn_deg)
        return tuple(turn + self.nu * (2 * k - 1) for k in range(self.pipes))

    def _fold(self, phi: Array) -> Array:
        """Angle from the nearest pipe [rad], -nu .. nu."""
        turn, whole = math.radians(self.turn_deg), 2 * self.nu
        return (phi - turn + self.nu) % whole - self.nu

    def _root(self, radius_mm: float, inner: bool, around: Array) -> Array:
        import numpy as np

        r = self.tube_mm[1 if inner else 0]
        return np.asarray(np.sqrt(np.maximum(r * r - (radius_mm * np.sin(around)) ** 2, 0.0)))

    def rise(self, radius_mm: float, inner: bool, phi: Array) -> Array:
        """How far the outlet reaches beyond the reference, against the gas [mm]; phi [rad]."""
        import numpy as np

        around, ga = self._fold(np.asarray(phi, dtype=float)), math.radians(self.half_angle_deg)
        q = self._root(radius_mm, inner, around)
        return np.asarray((radius_mm * np.cos(around) * math.cos(ga) - q) / math.sin(ga))

    def rise_slope(self, radius_mm: float, inner: bool, phi: Array) -> Array:
        import numpy as np

        around, ga = self._fold(np.asarray(phi, dtype=float)), math.radians(self.half_angle_deg)
        q = np.maximum(self._root(radius_mm, inner, around), 1e-12)
        dq = -(radius_mm**2) * np.sin(around) * np.cos(around) / q
        return np.asarray((-radius_mm * np.sin(around) * math.cos(ga) - dq) / math.sin(ga))


MergedEnd = MergeEnd | OutletEnd


@dataclass(frozen=True)
class MergedTube:
    """Straight pipe along z, near the outlet of a merge (or square), far in a merge (or square).

    length_mm runs between the references of both ends on the axis.
    """

    outer_mm: float
    inner_mm: float
    length_mm: float
    near: OutletEnd | None = None
    far: MergeEnd | None = None

    @property
    def volume_mm3(self) -> float:
        a, b = self.outer_mm / 2, self.inner_mm / 2
        ends = math.fsum(end_volume(e, a, b) for e in (self.near, self.far) if e is not None)
        return math.pi * (a * a - b * b) * self.length_mm + ends

    def reach(self, d: Vec) -> float:
        """Largest p . d over the pipe; d is a unit vector. The farthest point lies on one of the four rims."""
        rims = [(r, inner, far) for r, inner in ((self.outer_mm / 2, False), (self.inner_mm / 2, True))
                for far in (False, True)]
        return max(self._rim(d, *rim) for rim in rims)

    def _rim(self, d: Vec, r: float, inner: bool, far: bool) -> float:
        import numpy as np

        end, base, side = (self.far, self.length_mm, 1.0) if far else (self.near, 0.0, -1.0)
        if end is None:
            return r * math.hypot(d[0], d[1]) + d[2] * base

        def value(phi: Array) -> Array:
            z = base + side * end.rise(r, inner, phi)
            return np.asarray(r * (d[0] * np.cos(phi) + d[1] * np.sin(phi)) + d[2] * z)

        def slope(phi: Array) -> Array:
            around = r * (d[1] * np.cos(phi) - d[0] * np.sin(phi))
            return np.asarray(around + d[2] * side * end.rise_slope(r, inner, phi))
        return highest(value, slope, end.breaks(r, inner))

    @property
    def box_mm(self) -> Box:
        units: list[Vec] = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
        low = [-self.reach((-u[0], -u[1], -u[2])) for u in units]
        high = [self.reach(u) for u in units]
        return low[0], low[1], low[2], high[0], high[1], high[2]

    def stock_mm(self) -> tuple[float, float]:
        """Least and most z of the outer wall: what must be sawn off a bar [mm]."""
        r = self.outer_mm / 2
        return -self._rim((0.0, 0.0, -1.0), r, False, False), self._rim((0.0, 0.0, 1.0), r, False, True)


def segments(end: MergedEnd, outer_mm: float, inner_mm: float) -> list[tuple[float, float, float, float]]:
    """Smooth pieces of both rims, matched: outer start and end, inner start and end [rad]."""
    out, inn = end.breaks(outer_mm, False), end.breaks(inner_mm, True)
    return list(zip(out, (*out[1:], out[0] + BOUND), inn, (*inn[1:], inn[0] + BOUND), strict=True))


def end_volume(end: MergedEnd, outer_mm: float, inner_mm: float) -> float:
    """Metal beyond the reference's square section [mm3]: straight chords across the wall between matched rim points.

    Volume under the ruled cut = integral of z (dP/ds x dP/dl)_z, cubic in l (Gauss of 4 is exact), converged in s.
    """
    import numpy as np

    from knalpot_cad.geometry.quadrature import graded_nodes

    s, ws = graded_nodes((), 0.0, 1.0)
    share, wl = np.polynomial.legendre.leggauss(4)
    total = 0.0
    for a, b, c, d in segments(end, outer_mm, inner_mm):
        rims = []
        for r, inner, low, high in ((outer_mm, False, a, b), (inner_mm, True, c, d)):
            phi, turn = low + (high - low) * s, high - low
            z = end.rise(r, inner, phi)
            point = np.stack((r * np.cos(phi), r * np.sin(phi), z))
            rims.append((point, np.stack((-r * np.sin(phi), r * np.cos(phi))) * turn))
        (p, dp), (q, dq) = rims
        across = p - q
        for x, w in zip((share + 1) / 2, wl / 2, strict=True):
            ds = dq + x * (dp - dq)
            # (across, ds) turns right-handed: radially outwards, then round
            element = across[0] * ds[1] - across[1] * ds[0]
            total += float(w) * float(np.dot(ws, (q[2] + x * across[2]) * element))
    return total
