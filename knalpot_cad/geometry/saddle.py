"""Saddles: a round branch that meets a round pipe or a right cone (facts/sheets.md 5; lengths in mm).

The main's axis is z. The branch runs along d = (sin th, 0, cos th), its axis through (0, e, 0), where both axes are
nearest. phi = 0 on the +z side (the acute one below 90 deg), 90 deg on +y: right-handed about the way *into* the main.
t is measured from (0, e, 0) along d; the branch's metal lies at larger t. A cone narrows towards +z by its taper, the
half angle; its radius is the one at z = 0. One contact pair (branch radius, main radius) develops to equal edges on
both blanks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from knalpot_cad.geometry.quadrature import Array, elliptic, integral

SIDES = (math.pi / 2, 1.5 * math.pi)          # where a branch as wide as the main gets its corners


@dataclass(frozen=True)
class Space3:
    """Points of the contact curve and their derivative by phi [mm, mm/rad]."""

    x: Array
    y: Array
    z: Array
    dx: Array
    dy: Array
    dz: Array


@dataclass(frozen=True)
class Saddle:
    """One contact pair. Valid where `reaches`: |e| + r <= R for a pipe; the branch on the cone's near nappe."""

    branch_radius_mm: float
    main_radius_mm: float
    angle_deg: float = 90.0
    offset_mm: float = 0.0
    taper_deg: float = 0.0

    @cached_property
    def _angle(self) -> tuple[float, float, float]:
        """sin th, cos th (exact at 90 deg), tan taper."""
        th = math.radians(self.angle_deg)
        return math.sin(th), 0.0 if self.angle_deg == 90.0 else math.cos(th), math.tan(math.radians(self.taper_deg))

    def _solve(self, phi: Array) -> tuple[Array, Array]:
        """Discriminant and t (nan where the branch passes by)."""
        s, c, k = self._angle
        r, phi = self.branch_radius_mm, np.asarray(phi, dtype=float)
        x0, y, z0 = -r * c * np.cos(phi), self.offset_mm + r * np.sin(phi), r * s * np.cos(phi)
        w = self.main_radius_mm - k * z0
        a = s * s - k * k * c * c
        # R - y and R + y without cancelling: a branch as wide as the main touches its sides
        right = self._room(1.0) + 2 * r * np.sin(math.pi / 4 - phi / 2) ** 2 - k * z0
        left = self._room(-1.0) + 2 * r * np.sin(math.pi / 4 + phi / 2) ** 2 - k * z0
        disc = s * s * right * left + k * k * c * c * y * y + k * c * x0 * (k * c * x0 + 2 * s * w)
        root = np.sqrt(np.where(disc < 0, np.nan, disc))
        return disc, (root - (x0 * s + w * k * c)) / a

    def _room(self, side: float) -> float:
        """Main radius less the branch's reach to +y or -y [mm]; rounding below 0 is 0."""
        room = self.main_radius_mm - side * self.offset_mm - self.branch_radius_mm
        return 0.0 if abs(room) < 1e-12 * self.main_radius_mm else room

    def t(self, phi: Array) -> Array:
        """Where the generator phi [rad] meets the main [mm along d]; nan where it passes by."""
        return self._solve(phi)[1]

    def curve(self, phi: Array) -> Space3:
        """The contact curve in the main's axes."""
        s, c, k = self._angle
        r, phi = self.branch_radius_mm, np.asarray(phi, dtype=float)
        co, si, t = np.cos(phi), np.sin(phi), self.t(phi)
        x, y, z = -r * c * co + t * s, self.offset_mm + r * si, r * s * co + t * c
        w = self.main_radius_mm - k * z
        px, py, pz = r * c * si, r * co, -r * s * si                # derivative with t held
        with np.errstate(divide="ignore", invalid="ignore"):        # nan at the corners of a branch as wide as the main
            dt = -(x * px + y * py + w * k * pz) / (x * s + w * k * c)
            return Space3(x, y, z, px + s * dt, py, pz + c * dt)

    def slope(self, phi: Array) -> Array:
        """d t / d phi [mm/rad]."""
        s, c, _ = self._angle
        r, g = self.branch_radius_mm, self.curve(phi)
        return (g.dx - r * c * np.sin(phi)) * s + (g.dz + r * s * np.sin(phi)) * c

    def hole(self, phi: Array, draw_radius_mm: float | None = None) -> tuple[Array, Array]:
        """u, v on the main's blank [mm], seen from outside; the generator facing the branch is u = 0, z = 0 is v = 0.

        It may be drawn on another surface than that of contact (mid surface, outside for a wrap), named by its radius
        at z = 0: a cylinder's u stretches, a point of a cone goes along the normal.
        """
        g, k = self.curve(phi), math.sin(math.radians(self.taper_deg))
        around = np.arctan2(g.y, g.x)
        if not k:
            return (draw_radius_mm or self.main_radius_mm) * around, g.z
        w, z = self._on_cone(g.z, draw_radius_mm)
        # polar about the apex, w/k away; written so that a small taper keeps its digits
        v = z / math.cos(math.radians(self.taper_deg)) + 2 * w * np.sin(around * k / 2) ** 2 / k
        return w * np.sin(around * k) / k, v

    def _on_cone(self, z: Array, draw_radius_mm: float | None) -> tuple[Array, Array]:
        """Radius and height [mm] of points of the contact cone at z, moved along the normal to the cone drawn."""
        al = math.radians(self.taper_deg)
        off = (self.main_radius_mm - draw_radius_mm) * math.cos(al) if draw_radius_mm else 0.0
        return self.main_radius_mm - self._angle[2] * z - off * math.cos(al), z - off * math.sin(al)

    def hole_slope(self, phi: Array, draw_radius_mm: float | None = None) -> tuple[Array, Array]:
        """d u / d phi, d v / d phi [mm/rad]."""
        g, k = self.curve(phi), math.sin(math.radians(self.taper_deg))
        around = np.arctan2(g.y, g.x)
        turn = (g.x * g.dy - g.y * g.dx) / (g.x**2 + g.y**2)
        if not k:
            return (draw_radius_mm or self.main_radius_mm) * turn, g.dz
        w, dw = self._on_cone(g.z, draw_radius_mm)[0], -self._angle[2] * g.dz
        co, si = np.cos(around * k), np.sin(around * k)
        return dw * si / k + w * co * turn, -dw * co / k + w * si * turn

    @property
    def edge_mm(self) -> float:
        """Length of the branch's edge, developed on its contact radius [mm]."""
        return integral(lambda p: np.hypot(self.branch_radius_mm, self.slope(p)), SIDES)

    @property
    def hole_edge_mm(self) -> float:
        """Length of the hole's edge, developed on the main's contact surface [mm]: the same by another way."""
        return self.drawn_edge_mm()

    def drawn_edge_mm(self, draw_radius_mm: float | None = None) -> float:
        """Length of the hole's edge as it is drawn [mm]; equal to the branch's edge on the contact surface alone."""
        return integral(lambda p: np.hypot(*self.hole_slope(p, draw_radius_mm)), SIDES)

    def hole_bounds(self, draw_radius_mm: float | None = None) -> tuple[float, float, float, float]:
        """Least u and v, most u and v of the hole as it is drawn [mm], exact."""
        u0, u1 = extremes(lambda p: self.hole(p, draw_radius_mm)[0], lambda p: self.hole_slope(p, draw_radius_mm)[0])
        v0, v1 = extremes(lambda p: self.hole(p, draw_radius_mm)[1], lambda p: self.hole_slope(p, draw_radius_mm)[1])
        return u0, v0, u1, v1

    @property
    def hole_area_mm2(self) -> float:
        """Area of the hole on the developed contact surface [mm2]."""
        if not self.taper_deg and self.angle_deg == 90.0 and not self.offset_mm:
            big, r = self.main_radius_mm, self.branch_radius_mm
            k, e = elliptic((r / big) ** 2)
            return 4 * (big * big * e - ((big * big - r * r) * k if r < big else 0.0))

        def swept(p: Array) -> Array:
            (u, v), (du, dv) = self.hole(p), self.hole_slope(p)
            return (u * dv - v * du) / 2
        return abs(integral(swept, SIDES))

    def breaks(self) -> tuple[float, ...]:
        """phi where the curve may bend sharply [rad]."""
        return SIDES

    def extremes(self) -> tuple[float, float]:
        """Least and most t [mm], to 1e-9 of the radius."""
        return extremes(self.t, self.slope)

    @property
    def depth_mm(self) -> float:
        low, high = self.extremes()
        return high - low

    @property
    def axis_t_mm(self) -> float:
        """Where the branch's own axis pierces the main [mm along d]; nan where it passes by."""
        return float(replace(self, branch_radius_mm=1e-9 * self.main_radius_mm).t(np.zeros(1))[0])

    def z_range(self) -> tuple[float, float]:
        """Least and most z of the contact curve on the main [mm]."""
        return extremes(lambda p: self.curve(p).z, lambda p: self.curve(p).dz)

    @property
    def reaches(self) -> bool:
        """Whether every generator meets the main on the side the branch comes from; never a curve clipped silently."""
        s, c, k = self._angle
        if s <= 0 or s * s - k * k * c * c <= 1e-12 or not self.branch_radius_mm > 0:
            return False
        if not k:
            return abs(self.offset_mm) + self.branch_radius_mm <= self.main_radius_mm * (1 + 1e-12)
        phi = np.linspace(0, 2 * math.pi, 721)
        disc, t = self._solve(phi)
        if not np.all(np.isfinite(t)) or float(disc.min()) <= 0:
            return False
        g = self.curve(phi)
        return bool(np.all(g.x > 0) and np.all(self.main_radius_mm - k * g.z > 0))


def extremes(f: Callable[[Array], Array], df: Callable[[Array], Array], count: int = 721) -> tuple[float, float]:
    """Least and most value of a function over the turn; f and df take and give (n,) arrays of [rad]."""
    phi = np.linspace(0.0, 2 * math.pi, count)
    values = f(phi)
    out = []
    for sign in (1.0, -1.0):
        i = int(np.argmin(sign * values))
        a, b = phi[i] - 2 * math.pi / (count - 1), phi[i] + 2 * math.pi / (count - 1)
        for _ in range(60):
            m = (a + b) / 2
            slope = float(df(np.array([m]))[0])
            if not math.isfinite(slope):
                break
            a, b = (m, b) if sign * slope < 0 else (a, m)
        best = float(f(np.array([(a + b) / 2]))[0])
        out.append(min(best, float(values[i])) if sign > 0 else max(best, float(values[i])))
    return out[0], out[1]
