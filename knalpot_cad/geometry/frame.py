"""Placement of a part: a right-handed frame in space, in mm."""

from __future__ import annotations

import math
from dataclasses import dataclass

Vec = tuple[float, float, float]


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def add(a: Vec, b: Vec, scale: float = 1.0) -> Vec:
    """a + scale * b."""
    return a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]


def rotate(v: Vec, axis: Vec, angle: float) -> Vec:
    """v turned right-handed about the unit axis by angle [rad] (Rodrigues)."""
    c, s, d = math.cos(angle), math.sin(angle), dot(axis, v)
    w = cross(axis, v)
    x, y, z = (v[i] * c + w[i] * s + axis[i] * d * (1 - c) for i in range(3))
    return x, y, z


@dataclass(frozen=True)
class Frame:
    """Origin [mm] and unit axes x and z; y = z cross x. z runs with the gas."""

    origin: Vec = (0.0, 0.0, 0.0)
    x: Vec = (1.0, 0.0, 0.0)
    z: Vec = (0.0, 0.0, 1.0)

    @property
    def y(self) -> Vec:
        return cross(self.z, self.x)

    def point(self, p: Vec) -> Vec:
        """Local point p in the frame of the parent."""
        return add(add(add(self.origin, self.x, p[0]), self.y, p[1]), self.z, p[2])

    def direction(self, d: Vec) -> Vec:
        zero: Vec = (0.0, 0.0, 0.0)
        return add(add(add(zero, self.x, d[0]), self.y, d[1]), self.z, d[2])

    def then(self, inner: Frame) -> Frame:
        """The frame inner, given in this frame, in the parent's."""
        return Frame(self.point(inner.origin), self.direction(inner.x), self.direction(inner.z))

    def at(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Frame:
        return self.then(Frame((x, y, z)))

    def turned(self, angle_deg: float) -> Frame:
        """Turned right-handed about its own z."""
        return Frame(self.origin, rotate(self.x, self.z, math.radians(angle_deg)), self.z)

    def inverse(self) -> Frame:
        """The frame that brings this one back: self.then(self.inverse()) is the parent's own."""
        y = self.y
        turned = Frame((0.0, 0.0, 0.0), (self.x[0], y[0], self.z[0]), (self.x[2], y[2], self.z[2]))
        back = turned.direction(self.origin)
        return Frame((-back[0], -back[1], -back[2]), turned.x, turned.z)

    def local(self, p: Vec) -> Vec:
        """A point of the parent in this frame."""
        d = add(p, self.origin, -1.0)
        return dot(d, self.x), dot(d, self.y), dot(d, self.z)
