"""Recipes of pipes that are sawn and coped: one straight pipe with two cut ends, and a chain of mitred pipes (mm)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knalpot_cad.geometry.cut_ends import End, SquareEnd
from knalpot_cad.geometry.frame import Vec, dot

if TYPE_CHECKING:
    from knalpot_cad.geometry.quadrature import Array

# the mathematics and numpy with it are loaded when a figure is asked for: recipes are read by rooms that start at once
Box = tuple[float, float, float, float, float, float]
STEPS = 1440


@dataclass(frozen=True)
class CutTube:
    """Straight pipe along z; each end cut by a plane or by the surface of what it meets, both walls with it.

    length_mm runs between the references of both ends on the axis. holes are drilled square to the axis through one
    wall: (angle [deg], z [mm from the near reference], diameter [mm]).
    """

    outer_mm: float
    inner_mm: float
    length_mm: float
    near: End = SquareEnd()
    far: End = SquareEnd()
    holes: tuple[tuple[float, float, float], ...] = ()

    @property
    def volume_mm3(self) -> float:
        """Section times axis length, and what the ends add or take; a plane through the axis point adds nothing."""
        from knalpot_cad.geometry.ends import drilled_volume, rise_volume

        a, b = self.outer_mm / 2, self.inner_mm / 2
        ends = rise_volume(self.near, a, b) + rise_volume(self.far, a, b)
        drilled = math.fsum(drilled_volume(a, b, d) for _, _, d in self.holes)
        return math.pi * (a * a - b * b) * self.length_mm + ends - drilled

    def reach(self, d: Vec) -> float:
        """Largest p . d over the pipe; d is a unit vector. The farthest point lies on one of the four rims."""
        radii = self.outer_mm / 2, self.inner_mm / 2
        return max(self._rim(d, radius, side) for radius in radii for side in (1.0, -1.0))

    def _rim(self, d: Vec, radius: float, side: float) -> float:
        import numpy as np

        from knalpot_cad.geometry.ends import corners, rise, rise_slope

        end, base = (self.far, self.length_mm) if side > 0 else (self.near, 0.0)
        stops = corners(end, side, radius)

        def value(phi: Array) -> Array:
            z = base + side * rise(end, radius, phi, side)
            return radius * (d[0] * np.cos(phi) + d[1] * np.sin(phi)) + d[2] * z

        def slope(phi: Array) -> Array:
            around = radius * (d[1] * np.cos(phi) - d[0] * np.sin(phi))
            return around + d[2] * side * rise_slope(end, radius, phi, side)
        return highest(value, slope, stops)

    @property
    def box_mm(self) -> Box:
        low = [-self.reach(_unit(i, -1.0)) for i in range(3)]
        high = [self.reach(_unit(i, 1.0)) for i in range(3)]
        return low[0], low[1], low[2], high[0], high[1], high[2]

    def stock_mm(self) -> tuple[float, float]:
        """Least and most z of the outer wall: what must be sawn off a bar [mm]."""
        from knalpot_cad.geometry.ends import rise_range

        r = self.outer_mm / 2
        return -rise_range(self.near, r, -1.0)[1], self.length_mm + rise_range(self.far, r, 1.0)[1]


def highest(value: Callable[[Array], Array], slope: Callable[[Array], Array], stops: tuple[float, ...] = ()) -> float:
    """Most of a function over the turn, refined by its slope; stops are where it may bend sharply [rad]."""
    import numpy as np

    phi = np.linspace(0.0, 2 * math.pi, STEPS + 1)
    values = value(phi)
    i, step = int(np.argmax(values)), 2 * math.pi / STEPS
    a, b = float(phi[i]) - step, float(phi[i]) + step
    for _ in range(50):
        m = (a + b) / 2
        here = float(slope(np.array([m]))[0])
        if not math.isfinite(here):
            break
        a, b = (m, b) if here > 0 else (a, m)
    return float(max(values[i], value(np.array([(a + b) / 2]))[0], *value(np.array([*stops, 0.0]))))


def _unit(axis: int, sign: float) -> Vec:
    v = [0.0, 0.0, 0.0]
    v[axis] = sign
    return v[0], v[1], v[2]


@dataclass(frozen=True)
class MitredTube:
    """Straight pipes from point to point of the axis, joined in mitres; both outer ends square, or cut by a plane of
    which the unit normal (along travel) is given: the faces of pies.
    """

    points: tuple[Vec, ...]
    outer_mm: float
    inner_mm: float
    start_normal: Vec | None = None
    end_normal: Vec | None = None

    @property
    def volume_mm3(self) -> float:
        """Section times polygon length: every cut passes through a point of the axis."""
        from knalpot_cad.geometry.mitre import PolyRoute

        length = math.fsum(n for _, n in PolyRoute(self.points).legs())
        return math.pi / 4 * (self.outer_mm**2 - self.inner_mm**2) * length

    def planes(self) -> list[tuple[Vec, Vec]]:
        """Point and unit normal of every cut, the outer faces included."""
        from knalpot_cad.geometry.mitre import PolyRoute

        route = PolyRoute(self.points)
        legs = route.legs()
        first, last = self.start_normal or legs[0][0], self.end_normal or legs[-1][0]
        return [(self.points[0], first), *((j.point, j.normal) for j in route.joints()), (self.points[-1], last)]

    def reach(self, d: Vec) -> float:
        """Largest p . d: every rim is an ellipse in its plane, cut from the cylinder of a pipe beside it."""
        from knalpot_cad.geometry.mitre import PolyRoute

        legs, r, best = PolyRoute(self.points).legs(), self.outer_mm / 2, -math.inf
        for i, (point, normal) in enumerate(self.planes()):
            axis = legs[min(i, len(legs) - 1)][0]
            # a rim point is P + q - axis (q.normal)/(axis.normal), q square to the axis, |q| = r
            k = dot(d, axis) / dot(normal, axis)
            w = [d[j] - k * normal[j] for j in range(3)]
            along = sum(w[j] * axis[j] for j in range(3))
            across = math.sqrt(max(0.0, sum(x * x for x in w) - along * along))
            best = max(best, dot(point, d) + r * across)
        return best

    @property
    def box_mm(self) -> Box:
        low = [-self.reach(_unit(i, -1.0)) for i in range(3)]
        high = [self.reach(_unit(i, 1.0)) for i in range(3)]
        return low[0], low[1], low[2], high[0], high[1], high[2]
