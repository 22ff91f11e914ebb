"""Saddles on a shell of any convex section: the branch is turned so that its axis stands square to y (facts/sheets.md
5).

A right side answers, for each y, how far the section reaches in x, its slope, and the arc length s from the section's
own start; the saddle's mathematics is then that of a round main (R18). Lengths in mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from knalpot_cad.geometry.plane import Arc, Contour, arc_of
from knalpot_cad.geometry.quadrature import Array, integral
from knalpot_cad.geometry.saddle import extremes


class RightSide(Protocol):
    """The side of a section that a branch coming from +x meets."""

    def span(self) -> tuple[float, float]:
        """Least and most y of the section [mm]."""

    def x(self, y: Array) -> Array:
        """Right-hand x at y [mm]."""

    def slope(self, y: Array) -> Array:
        """d x / d y."""

    def arc(self, y: Array) -> Array:
        """Arc length s of that point from the section's start, counter-clockwise [mm]."""

    def corners(self) -> tuple[float, ...]:
        """y where the curvature jumps [mm]."""


@dataclass(frozen=True)
class EllipseSide:
    """Ellipse of semi-axes a along x, b along y [mm], met from the azimuth [deg]; s runs from (a, 0)."""

    a_mm: float
    b_mm: float
    azimuth_deg: float = 0.0

    @cached_property
    def _turned(self) -> tuple[float, float, float, float]:
        az = math.radians(self.azimuth_deg)
        p, q = self.a_mm * math.sin(az), self.b_mm * math.cos(az)
        return math.hypot(p, q), math.atan2(p, q), math.cos(az), math.sin(az)

    def span(self) -> tuple[float, float]:
        return -self._turned[0], self._turned[0]

    def _parameter(self, y: Array) -> Array:
        m, p0, _, _ = self._turned
        return p0 + np.arcsin(np.clip(np.asarray(y, dtype=float) / m, -1.0, 1.0))

    def x(self, y: Array) -> Array:
        _, _, c, s = self._turned
        p = self._parameter(y)
        return self.a_mm * np.cos(p) * c + self.b_mm * np.sin(p) * s

    def slope(self, y: Array) -> Array:
        m, p0, c, s = self._turned
        p = self._parameter(y)
        return (-self.a_mm * np.sin(p) * c + self.b_mm * np.cos(p) * s) / (m * np.cos(p - p0))

    def arc(self, y: Array) -> Array:
        nodes, weights = np.polynomial.legendre.leggauss(64)
        p = np.asarray(self._parameter(y))[..., None]
        q = p / 2 * (1 + nodes)
        return np.asarray((np.hypot(self.a_mm * np.sin(q), self.b_mm * np.cos(q)) * weights).sum(-1) * p[..., 0] / 2)

    def corners(self) -> tuple[float, ...]:
        return ()


@dataclass(frozen=True)
class ContourSide:
    """Convex counter-clockwise chain of lines and arcs (stadium, tri-oval, rounded polygon), met from the azimuth
    [deg]; s runs from its first vertex.
    """

    outline: Contour
    azimuth_deg: float = 0.0

    @cached_property
    def _turned(self) -> Contour:
        """The outline, its azimuth along +x."""
        az = math.radians(self.azimuth_deg)
        c, s = math.cos(az), math.sin(az)
        return Contour(tuple(type(v)(v.x * c + v.y * s, -v.x * s + v.y * c, v.bulge) for v in self.outline.vertices))

    @cached_property
    def _edges(self) -> list[tuple[float, float, Arc | None, float, float, float]]:
        """Turned edges: start x, y, arc, end y, length before, length."""
        before, out = 0.0, []
        for (a, b), length in zip(self._turned.edges(), self._turned.edge_lengths(), strict=True):
            out.append((a.x, a.y, arc_of(a, b) if a.bulge else None, b.y, before, length))
            before += length
        return out

    def span(self) -> tuple[float, float]:
        _, y0, _, y1 = self._turned.bounds()
        return y0, y1

    def corners(self) -> tuple[float, ...]:
        return tuple(y for _, y, *_ in self._edges)

    def _all(self, y: Array) -> tuple[Array, Array, Array]:
        """x, slope, s of the right-hand point: the edge that reaches farthest at y."""
        y = np.asarray(y, dtype=float)
        best, slope, arc = np.full(y.shape, -np.inf), np.zeros(y.shape), np.zeros(y.shape)
        vertices = self._turned.vertices
        for i, (x0, y0, circle, y1, before, length) in enumerate(self._edges):
            if circle is None:
                x1 = vertices[(i + 1) % len(vertices)].x
                if abs(y1 - y0) < 1e-12:
                    continue
                f = (y - y0) / (y1 - y0)
                x, k, s = x0 + f * (x1 - x0), np.full(y.shape, (x1 - x0) / (y1 - y0)), before + f * length
                on = (f >= -1e-12) & (f <= 1 + 1e-12)
            else:
                q = (y - circle.cy) / circle.radius
                inside = np.abs(q) <= 1 + 1e-12
                turn = np.arcsin(np.clip(q, -1.0, 1.0))
                x = circle.cx + circle.radius * np.cos(turn)
                with np.errstate(divide="ignore"):
                    k = -np.tan(turn)
                from_start = (turn - circle.start + 1e-9) % (2 * math.pi) - 1e-9
                s, on = before + circle.radius * from_start, inside & (from_start <= abs(circle.sweep) + 1e-9)
            take = on & (x > best)
            best, slope, arc = np.where(take, x, best), np.where(take, k, slope), np.where(take, s, arc)
        return best, slope, arc

    def x(self, y: Array) -> Array:
        return self._all(y)[0]

    def slope(self, y: Array) -> Array:
        return self._all(y)[1]

    def arc(self, y: Array) -> Array:
        return self._all(y)[2]


@dataclass(frozen=True)
class ShellSaddle:
    """Branch on a shell of a section; conventions of Saddle, u of the hole is the section's own s (hole at its
    place).
    """

    branch_radius_mm: float
    side: RightSide
    angle_deg: float = 90.0
    offset_mm: float = 0.0

    @cached_property
    def _angle(self) -> tuple[float, float]:
        th = math.radians(self.angle_deg)
        return math.sin(th), 0.0 if self.angle_deg == 90.0 else math.cos(th)

    def _y(self, phi: Array) -> Array:
        return self.offset_mm + self.branch_radius_mm * np.sin(phi)

    def t(self, phi: Array) -> Array:
        """Where the generator phi [rad] meets the shell [mm along the branch]."""
        s, c = self._angle
        return (self.side.x(self._y(phi)) + self.branch_radius_mm * c * np.cos(phi)) / s

    def slope(self, phi: Array) -> Array:
        s, c = self._angle
        r = self.branch_radius_mm
        return (self.side.slope(self._y(phi)) * r * np.cos(phi) - r * c * np.sin(phi)) / s

    def hole(self, phi: Array) -> tuple[Array, Array]:
        """u = s of the section, v = z [mm] on the shell's blank."""
        s, c = self._angle
        y = self._y(phi)
        return self.side.arc(y), (self.side.x(y) * c + self.branch_radius_mm * np.cos(phi)) / s

    def hole_slope(self, phi: Array) -> tuple[Array, Array]:
        s, c = self._angle
        r, k = self.branch_radius_mm, self.side.slope(self._y(phi))
        dy = r * np.cos(phi)
        return np.hypot(1.0, k) * dy, (k * dy * c - r * np.sin(phi)) / s

    def breaks(self) -> tuple[float, ...]:
        """phi where the curve's curvature jumps [rad], with the sides."""
        out = {math.pi / 2, 1.5 * math.pi}
        for y in self.side.corners():
            q = (y - self.offset_mm) / self.branch_radius_mm
            if abs(q) < 1:
                out |= {math.asin(q) % (2 * math.pi), (math.pi - math.asin(q)) % (2 * math.pi)}
        return tuple(sorted(out))

    @property
    def edge_mm(self) -> float:
        return integral(lambda p: np.hypot(self.branch_radius_mm, self.slope(p)), self.breaks())

    @property
    def hole_edge_mm(self) -> float:
        return integral(lambda p: np.hypot(*self.hole_slope(p)), self.breaks())

    @property
    def depth_mm(self) -> float:
        low, high = extremes(self.t, self.slope)
        return high - low

    @property
    def reaches(self) -> bool:
        """Whether the whole branch meets the shell's right side."""
        low, high = self.side.span()
        r = self.branch_radius_mm
        return self._angle[0] > 0 and low <= self.offset_mm - r + 1e-12 and self.offset_mm + r <= high + 1e-12
