"""Wall between two smooth convex sections in planes that are not parallel: rulings are matched, not at equal psi.

A(s), B(t) by their own normal angles; one plane touches both rims where det(A', B', D) = 0, D = B - A. With g = |D|,
e = D/g, f the unit vector across e in that plane: the blank turns by -(qB - qA)/g ds and a' = (A'.e) E + qA F.
Only rims without straight edges or sharp corners. Source: facts/sheets.md 3 (tilted planes). mm and rad.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.develop_blank import Blank, Free, Rim
from knalpot_cad.geometry.frame import Frame, Vec, add, cross, dot
from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sections.base import TURN, Faults, Section, from_angle, out_of_range
from knalpot_cad.geometry.sections.fit import Node
from knalpot_cad.geometry.sections.integral import Primitive


@dataclass(frozen=True)
class Touch:
    """One matched ruling: normal angles s below and t above, dt/ds, and what the blank needs of it."""

    s: float
    t: float
    rate: float
    a: Vec
    b: Vec
    length: float
    low: complex        # unit tangent of the lower rim, along (e, f)
    high: complex       # of the upper rim


@dataclass(frozen=True)
class TiltedTransition:
    """low lies in the plane z = 0; high in the x, y plane of `place`. seam is a normal angle of low [rad]."""

    low: Section
    high: Section
    place: Frame
    seam: float = -math.pi / 2

    def faults(self) -> Faults:
        """Sections without straight edges and corners, rims that lie wholly on one side of every touching plane."""
        wrong = [*self.low.faults(), *self.high.faults()]
        for section in (self.low, self.high):
            if section.atoms:
                wrong.append(out_of_range("straight_edges", len(section.atoms), 0, 0))
            elif section.min_rho <= 0:
                wrong.append(out_of_range("rho_mm", section.min_rho, 0.0, 10_000.0))
        if not wrong and (deepest := self._worst_side()) > 1e-6:
            wrong.append(out_of_range("tilt_mm", deepest, 0.0, 0.0))
        return wrong

    def _worst_side(self) -> float:
        """How far any rim point lies outside a touching plane [mm]; 0 where both rims lie on their hull."""
        angles = [TURN * i / 72 for i in range(72)]
        points = [self._low(s)[0] for s in angles] + [self._high(t)[0] for t in angles]
        worst = 0.0
        for s in angles:
            touch = self.touch(s)
            normal = cross(self._low(s)[1], add(touch.b, touch.a, -1.0))
            size = math.sqrt(dot(normal, normal))
            worst = max(worst, *(dot(normal, add(p, touch.a, -1.0)) / size for p in points))
        return worst

    # space --------------------------------------------------------------------------------------------------------
    def _low(self, s: float) -> tuple[Vec, Vec, Vec]:
        """Point, unit tangent and outward normal in the rim's plane."""
        x, y = self.low.point(s)
        c, d = math.cos(s), math.sin(s)
        return (x, y, 0.0), (-d, c, 0.0), (c, d, 0.0)

    def _high(self, t: float) -> tuple[Vec, Vec, Vec]:
        (x, y), c, d, f = self.high.point(t), math.cos(t), math.sin(t), self.place

        def plane(u: float, v: float) -> Vec:
            return add(add((0.0, 0.0, 0.0), f.x, u), f.y, v)
        return add(f.origin, plane(x, y)), plane(-d, c), plane(c, d)

    def touch(self, s: float) -> Touch:
        """The ruling from the lower rim's point of normal s [rad] (Newton from equal angle)."""
        a, ta, na = self._low(s)
        t = s
        for _ in range(60):
            b, tb, nb = self._high(t)
            d = add(b, a, -1.0)
            step = dot(cross(ta, tb), d) / dot(cross(ta, nb), d)        # tangent turns as -n dt
            t += max(-0.3, min(0.3, step))
            if abs(step) < 1e-14:
                break
        b, tb, nb = self._high(t)
        d = add(b, a, -1.0)
        length = math.sqrt(dot(d, d))
        e = (d[0] / length, d[1] / length, d[2] / length)
        f = add(ta, e, -dot(ta, e))
        size = math.sqrt(dot(f, f))
        f = (f[0] / size, f[1] / size, f[2] / size)
        rate = -dot(cross(na, tb), d) / dot(cross(ta, nb), d)
        return Touch(s, t, rate, a, b, length, complex(dot(ta, e), dot(ta, f)), complex(dot(tb, e), dot(tb, f)))

    # blank --------------------------------------------------------------------------------------------------------
    @cached_property
    def _spans(self) -> list[tuple[float, float]]:
        return [(p.start, p.end) for p in from_angle(self.low, self.seam)]

    def _rates(self, s: float) -> tuple[Touch, float, float]:
        touch = self.touch(s)
        q = self.low.rho(s) * touch.low.imag, self.high.rho(touch.t) * touch.rate * touch.high.imag
        return touch, q[0], q[1]

    @cached_property
    def area(self) -> float:
        """Area of the blank without seam allowance [mm2]."""
        def f(s: float) -> float:
            touch, qa, qb = self._rates(s)
            return touch.length * (qa + qb) / 2
        return math.fsum(Primitive(f, a, b).total.real for a, b in self._spans)

    @cached_property
    def _turns(self) -> list[Primitive]:
        def f(s: float) -> float:
            touch, qa, qb = self._rates(s)
            return -(qb - qa) / touch.length
        return [Primitive(f, a, b) for a, b in self._spans]

    @cached_property
    def opening(self) -> float:
        """Turn between both seam rulings on the blank [rad]."""
        return math.fsum(p.total.real for p in self._turns)

    def _ray(self, i: int, s: float) -> complex:
        """Direction of the ruling on the blank; both seam rulings lean equally."""
        before = math.fsum(p.total.real for p in self._turns[:i])
        return 1j * cmath.rect(1.0, before + self._turns[i](s).real - self.opening / 2)

    @cached_property
    def _paths(self) -> list[Primitive]:
        def make(i: int) -> Callable[[float], complex]:
            def f(s: float) -> complex:
                low = self.touch(s).low
                return self.low.rho(s) * (low.real - 1j * low.imag) * self._ray(i, s)
            return f
        return [Primitive(make(i), a, b) for i, (a, b) in enumerate(self._spans)]

    def flat_at(self, s: float, k: float = 0.0) -> Point:
        """Blank point (u, v) [mm] at the share k of the ruling of lower normal s, seam <= s <= seam + 2 pi."""
        i = next((n for n, (_, end) in enumerate(self._spans) if s <= end), len(self._spans) - 1)
        p = self._flat(i, s, k)
        return p.real, p.imag

    def _flat(self, i: int, s: float, k: float) -> complex:
        base = sum((p.total for p in self._paths[:i]), 0j) + self._paths[i](s)
        return base + k * self.touch(s).length * self._ray(i, s) if k else base

    @property
    def edge_lengths(self) -> tuple[float, float]:
        return self.low.perimeter, self.high.perimeter

    @cached_property
    def blank(self) -> Blank:
        """Both rims as free curves."""
        def rim(k: int) -> Rim:
            def make(i: int) -> Callable[[float], Node]:
                def at(s: float) -> Node:
                    touch = self.touch(s)
                    tangent = touch.high if k else touch.low
                    return self._flat(i, s, k), (tangent.real - 1j * tangent.imag) * self._ray(i, s)
                return at
            return tuple(Free(make(i), a, b) for i, (a, b) in enumerate(self._spans))
        return Blank(rim(0), rim(1))
