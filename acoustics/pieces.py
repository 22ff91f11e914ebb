"""Pieces of closed convex curves: lines, arcs, parts of superellipses, and sums of two at equal normals. m, rad.

A piece is asked by u in 0 .. 1, counter-clockwise. Source: closed forms, docs/physics.md (outlines).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Real


@dataclass(frozen=True)
class Line:
    """A straight piece from (x0, y0) to (x1, y1) [m]. Source: definition."""

    x0: float
    y0: float
    x1: float
    y1: float

    def at(self, u: Real) -> Real:
        """Points [m] (n, 2) at u in 0 .. 1."""
        return np.column_stack([self.x0 + (self.x1 - self.x0) * u, self.y0 + (self.y1 - self.y0) * u])

    def slope(self, u: Real) -> Real:
        """d point / du [m] (n, 2)."""
        return np.tile([self.x1 - self.x0, self.y1 - self.y0], (len(u), 1))


@dataclass(frozen=True)
class Arc:
    """An arc about (x, y) [m] of a radius [m], from an angle over a sweep [rad], positive. Source: definition."""

    x: float
    y: float
    radius: float
    start: float
    sweep: float

    def at(self, u: Real) -> Real:
        """Points [m] (n, 2) at u in 0 .. 1."""
        a = self.start + self.sweep * u
        return np.column_stack([self.x + self.radius * np.cos(a), self.y + self.radius * np.sin(a)])

    def slope(self, u: Real) -> Real:
        """d point / du [m] (n, 2)."""
        a = self.start + self.sweep * u
        return self.radius * self.sweep * np.column_stack([-np.sin(a), np.cos(a)])


@dataclass(frozen=True)
class Bow:
    """A piece of |x/a|^n + |y/b|^n = 1 about the origin from a polar angle over a sweep [rad] within one quadrant.

    Half axes a, b [m], power n >= 2 (2: an ellipse). Source: facts of closed sections, polar form.
    """

    a: float
    b: float
    power: float
    start: float
    sweep: float

    def at(self, u: Real) -> Real:
        """Points [m] (n, 2) at u in 0 .. 1."""
        return self.turned(self.start + self.sweep * u)

    def slope(self, u: Real) -> Real:
        """d point / du [m] (n, 2)."""
        return self.sweep * self.turning(self.start + self.sweep * u)

    def turned(self, angle: Real) -> Real:
        """Points [m] (n, 2) at polar angles [rad]."""
        r = self._radius(angle)
        return np.column_stack([r * np.cos(angle), r * np.sin(angle)])

    def turning(self, angle: Real) -> Real:
        """d point / d angle [m] (n, 2)."""
        n = self.power
        cos, sin, r = np.cos(angle), np.sin(angle), self._radius(angle)
        c, s = np.abs(cos / self.a), np.abs(sin / self.b)
        turn = -np.sign(cos) * c ** (n - 1) * sin / self.a + np.sign(sin) * s ** (n - 1) * cos / self.b
        dr = -r / (c**n + s**n) * turn
        return np.column_stack([dr * cos - r * sin, dr * sin + r * cos])

    def _radius(self, angle: Real) -> Real:
        return np.asarray((np.abs(np.cos(angle) / self.a) ** self.power
                           + np.abs(np.sin(angle) / self.b) ** self.power) ** (-1 / self.power))


    def normal(self, angle: Real) -> Real:
        """Angle of the outward normal [rad] at polar angles [rad], in the same quadrant and turn."""
        n, ratio = self.power, self.b / self.a
        turned = np.arctan2(np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** (n - 1) / ratio**n,
                            np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (n - 1))
        return np.asarray(turned + 2 * math.pi * np.round((angle - turned) / (2 * math.pi)))

    def normal_turning(self, angle: Real) -> Real:
        """d normal / d angle [-] at polar angles [rad]."""
        n, ratio = self.power, self.b / self.a
        c, s = np.abs(np.cos(angle)), np.abs(np.sin(angle))
        top = (n - 1) * (s * c) ** (n - 2) / ratio**n
        return np.asarray(top / (s ** (2 * n - 2) / ratio ** (2 * n) + c ** (2 * n - 2)))

    def polar(self, normal: Real) -> Real:
        """The inverse of normal: polar angles [rad] of the points with a normal [rad]."""
        n, ratio = self.power, self.b / self.a
        turned = np.arctan2(np.sign(np.sin(normal)) * (ratio**n * np.abs(np.sin(normal))) ** (1 / (n - 1)),
                            np.sign(np.cos(normal)) * np.abs(np.cos(normal)) ** (1 / (n - 1)))
        return np.asarray(turned + 2 * math.pi * np.round((normal - turned) / (2 * math.pi)))


Bend = Arc | Bow            # what has one point for each normal


@dataclass(frozen=True)
class Mixed:
    """The sum of two round pieces, each times its share [-], of points with equal normals: from a normal over a
    sweep [rad], positive.

    Valid where at most one of both is a superellipse of a power above 2, whose polar angle then is the parameter: its
    points do not keep pace with its normals. Source: sum of sets (Minkowski), derived in docs/physics.md.
    """

    first: Bend
    second: Bend
    shares: tuple[float, float]
    start: float
    sweep: float

    def at(self, u: Real) -> Real:
        """Points [m] (n, 2) at u in 0 .. 1."""
        normal, polar = self._angles(u)[:2]
        return self.shares[0] * _point(self.first, normal, polar) + self.shares[1] * _point(self.second, normal, polar)

    def slope(self, u: Real) -> Real:
        """d point / du [m] (n, 2)."""
        normal, polar, turning = self._angles(u)
        return (self.shares[0] * _slope(self.first, normal, polar, turning)
                + self.shares[1] * _slope(self.second, normal, polar, turning))

    def _angles(self, u: Real) -> tuple[Real, Real, tuple[Real, float]]:
        """Normals and polar angles [rad] at u; d normal/du and d polar/du."""
        lead = next((p for p in (self.first, self.second) if _leads(p)), None)
        if not isinstance(lead, Bow):
            normal = self.start + self.sweep * u
            return normal, normal, (np.full(len(u), self.sweep), 0.0)
        first, last = lead.polar(np.array([self.start, self.start + self.sweep]))
        polar, sweep = first + (last - first) * u, float(last - first)
        return lead.normal(polar), polar, (lead.normal_turning(polar) * sweep, sweep)


def _leads(piece: Bend) -> bool:
    return isinstance(piece, Bow) and piece.power > 2


def _point(piece: Bend, normal: Real, polar: Real) -> Real:
    c, s = np.cos(normal), np.sin(normal)
    if isinstance(piece, Arc):
        return np.column_stack([piece.x + piece.radius * c, piece.y + piece.radius * s])
    if _leads(piece):
        return piece.turned(polar)
    h = np.hypot(piece.a * c, piece.b * s)
    return np.column_stack([piece.a**2 * c / h, piece.b**2 * s / h])


def _slope(piece: Bend, normal: Real, polar: Real, turning: tuple[Real, float]) -> Real:
    c, s = np.cos(normal), np.sin(normal)
    if _leads(piece):
        assert isinstance(piece, Bow)
        return turning[1] * piece.turning(polar)
    radius = np.full(len(normal), piece.radius) if isinstance(piece, Arc) \
        else (piece.a * piece.b) ** 2 / np.hypot(piece.a * c, piece.b * s) ** 3
    return np.asarray((radius * turning[0])[:, None] * np.column_stack([-s, c]))


def normals(piece: Bend) -> tuple[float, float]:
    """First and last normal [rad] of a piece. Source: definition."""
    if isinstance(piece, Arc):
        return piece.start, piece.start + piece.sweep
    first, last = piece.normal(np.array([piece.start, piece.start + piece.sweep]))
    return float(first), float(last)


Piece = Line | Arc | Bow | Mixed
