"""Pipes cut by planes: the mitre's curve on the unrolled pipe, and marking lines through a polygonal route.

Formulas: facts/sheets.md 4. phi is the angle round the pipe [rad], right-handed about its travel; the heel is the long
side. Lengths in mm. The angle of a mitre is between the cut and the pipe's square section: the saw stands that far off
square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knalpot_cad.geometry.frame import Frame, Vec, add, cross, dot, rotate
from knalpot_cad.geometry.quadrature import Array, elliptic


@dataclass(frozen=True)
class Mitre:
    """One plane cut on the unrolled pipe: y = ordinate radius * tan(angle) * cos(phi - heel) over x = wrap radius *
    phi.

    The two radii differ on purpose: ordinates belong to the wall that touches, the stretch to where the template lies
    (its own radius plus half the paper, or the neutral radius of a plate elbow). Valid for |angle_deg| < 90.
    """

    ordinate_radius_mm: float
    wrap_radius_mm: float
    angle_deg: float
    heel_deg: float = 0.0

    @property
    def amplitude_mm(self) -> float:
        return self.ordinate_radius_mm * math.tan(math.radians(self.angle_deg))

    @property
    def range_mm(self) -> float:
        """Long side less short side [mm]."""
        return 2 * abs(self.amplitude_mm)

    @property
    def edge_mm(self) -> float:
        """Length of the developed edge over a full turn [mm], closed form: 4 sqrt(w^2 + A^2) E(A^2 / (w^2 + A^2))."""
        w2, a2 = self.wrap_radius_mm**2, self.amplitude_mm**2
        return 4 * math.sqrt(w2 + a2) * elliptic(a2 / (w2 + a2))[1]

    def x(self, phi: Array) -> Array:
        return self.wrap_radius_mm * np.asarray(phi)

    def rise(self, phi: Array) -> Array:
        """Ordinate above the cut's centre [mm] at phi [rad]."""
        return self.amplitude_mm * np.cos(np.asarray(phi) - math.radians(self.heel_deg))

    def rise_slope(self, phi: Array) -> Array:
        """d rise / d phi [mm/rad]."""
        return -self.amplitude_mm * np.sin(np.asarray(phi) - math.radians(self.heel_deg))

    def ordinates(self, count: int, base_mm: float = 0.0) -> list[float]:
        """base + rise at `count` equal divisions from the heel [mm]: heel first, throat at half way."""
        return [base_mm + self.amplitude_mm * math.cos(2 * math.pi * i / count) for i in range(count)]


def square_edge_rise(outer_mm: float, inner_mm: float, angle_deg: float, phi_from_heel: Array) -> Array:
    """Ordinate of an edge cut square to the sheet that leaves no overlap [mm]: the inner wall touches at the heel, the
    outer at the throat (radii in mm). A saw cut needs none of this: both walls lie in its plane.
    """
    c = np.cos(np.asarray(phi_from_heel))
    return math.tan(math.radians(angle_deg)) * np.where(c > 0, inner_mm, outer_mm) * c


@dataclass(frozen=True)
class Joint:
    """Where two straight pipes of a route meet: the plane, its angle to either square section, and where the heel lies.

    heel_deg is the same on both pipes, measured from their carried frames, so one marking line runs through all.
    """

    point: Vec
    normal: Vec
    angle_deg: float
    heel_deg: float


@dataclass(frozen=True)
class PolyRoute:
    """Straight pipes between points, cut at the joints by the planes that halve the turn."""

    points: tuple[Vec, ...]

    def legs(self) -> list[tuple[Vec, float]]:
        """Unit direction and length of each pipe."""
        out = []
        for a, b in zip(self.points, self.points[1:], strict=False):
            v = add(b, a, -1.0)
            n = math.sqrt(dot(v, v))
            out.append(((v[0] / n, v[1] / n, v[2] / n), n))
        return out

    def frames(self, start_x: Vec | None = None) -> list[Frame]:
        """Frame of each pipe at its first point: z along the pipe, x the marking line, carried over every joint by the
        rotation about d_before x d_after. start_x is any vector off the first pipe; without it phi 0 is the first heel.
        """
        legs = self.legs()
        d = legs[0][0]
        x = _across(start_x, d) if start_x else self._first_heel()
        out = [Frame(self.points[0], x, d)]
        for point, (d0, _), (d1, _) in zip(self.points[1:], legs, legs[1:], strict=False):
            x = carried(x, d0, d1)
            out.append(Frame(point, x, d1))
        return out

    def _first_heel(self) -> Vec:
        legs = self.legs()
        for (d0, _), (d1, _) in zip(legs, legs[1:], strict=False):
            b = cross(d0, d1)
            if dot(b, b) > 1e-20:
                return _across(cross(legs[0][0], b), legs[0][0])
        d = legs[0][0]
        return _across((1.0, 0.0, 0.0) if abs(d[0]) < 0.9 else (0.0, 1.0, 0.0), d)

    def joints(self, start_x: Vec | None = None) -> list[Joint]:
        """Every joint: angle and heel on the carried marking line."""
        legs, frames, out = self.legs(), self.frames(start_x), []
        for i in range(1, len(legs)):
            d0, d1, frame = legs[i - 1][0], legs[i][0], frames[i - 1]
            total = add(d0, d1)
            size = math.sqrt(dot(total, total))
            b = cross(d0, d1)
            sine = math.sqrt(dot(b, b))
            heel = 0.0
            if sine > 1e-12:
                b = (b[0] / sine, b[1] / sine, b[2] / sine)
                heel = math.atan2(dot(cross(d0, b), frame.y), dot(cross(d0, b), frame.x))
            normal = (total[0] / size, total[1] / size, total[2] / size)
            half = math.atan2(sine, dot(d0, d1)) / 2
            out.append(Joint(self.points[i], normal, math.degrees(half), math.degrees(heel)))
        return out

    def rotations_deg(self) -> list[float]:
        """Turn of the bend plane from joint to joint, right-handed about travel, -180 .. 180."""
        heels = [j.heel_deg for j in self.joints()]
        return [(b - a + 180.0) % 360.0 - 180.0 for a, b in zip(heels, heels[1:], strict=False)]

    def generator_mm(self, radius_mm: float, leg: int, phi: Array, start_x: Vec | None = None) -> Array:
        """Length of the line phi on pipe number `leg` between its two cuts [mm]; outer ends are square."""
        joints, (_, length) = self.joints(start_x), self.legs()[leg]
        total = np.full_like(np.asarray(phi, dtype=float), length)
        for j in (leg - 1, leg):
            if 0 <= j < len(joints):
                total = total + Mitre(radius_mm, radius_mm, joints[j].angle_deg, joints[j].heel_deg).rise(phi)
        return total


def _across(v: Vec, d: Vec) -> Vec:
    """Unit part of v square to the unit vector d."""
    w = add(v, d, -dot(v, d))
    n = math.sqrt(dot(w, w))
    return w[0] / n, w[1] / n, w[2] / n


def carried(x: Vec, d0: Vec, d1: Vec) -> Vec:
    """x, square to d0, carried over a joint: turned with d0 into d1 about d0 x d1."""
    b = cross(d0, d1)
    sine = math.sqrt(dot(b, b))
    if sine < 1e-14:
        return x
    return rotate(x, (b[0] / sine, b[1] / sine, b[2] / sine), math.atan2(sine, dot(d0, d1)))


def polygon_length(points: Sequence[Vec]) -> float:
    """Length of a chain of points [mm]."""
    return math.fsum(n for _, n in PolyRoute(tuple(points)).legs())
