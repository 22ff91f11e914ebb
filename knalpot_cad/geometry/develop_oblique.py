"""Closed forms beside the general development: oblique cone and cylinder, and a section and its like.

They are what `develop.Transition` gives too, by another way: fast figures, and its tests. mm and rad; mid surface.
Source: facts/sheets.md 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.sections.base import Section
from knalpot_cad.geometry.sections.integral import Primitive, complete_e, integral


@dataclass(frozen=True)
class ObliqueCone:
    """Circles of radius r1 at z 0 and r2 at (step, 0, height); r1 > r2. Two parallel circles always share one cone."""

    r1_mm: float
    r2_mm: float
    height_mm: float
    step_mm: float

    @property
    def _apex(self) -> tuple[float, float]:
        k = self.r1_mm / (self.r1_mm - self.r2_mm)
        return self.step_mm * k, self.height_mm * k

    def to_apex(self, phi: float) -> float:
        """Length of the ruling from the large circle to the apex [mm]."""
        (x, z), r = self._apex, self.r1_mm
        return math.sqrt(x * x + z * z + r * r - 2 * x * r * math.cos(phi))

    def ruling(self, phi: float) -> float:
        """True length between both circles [mm]."""
        return self.to_apex(phi) * (1 - self.r2_mm / self.r1_mm)

    def _turn(self, phi: float) -> float:
        length = self.to_apex(phi)
        slope = self._apex[0] * self.r1_mm * math.sin(phi) / length
        return math.sqrt(self.r1_mm**2 - slope * slope) / length

    @property
    def opening(self) -> float:
        return integral(self._turn, 0.0, 2 * math.pi).real

    @property
    def area_mm2(self) -> float:
        whole = integral(lambda phi: self._turn(phi) * self.to_apex(phi) ** 2, 0.0, 2 * math.pi).real
        return (1 - (self.r2_mm / self.r1_mm) ** 2) * whole / 2

    @property
    def shortest_mm(self) -> float:
        return math.hypot(self.height_mm, self.r1_mm - self.r2_mm - abs(self.step_mm))


@dataclass(frozen=True)
class ObliqueCylinder:
    """Two circles of one radius, the upper one moved by (step, 0, height)."""

    radius_mm: float
    height_mm: float
    step_mm: float

    @property
    def ruling_mm(self) -> float:
        return math.hypot(self.height_mm, self.step_mm)

    @property
    def width_mm(self) -> float:
        """Blank's extent square to its rulings."""
        return 4 * self.radius_mm * complete_e((self.step_mm / self.ruling_mm) ** 2)

    @property
    def area_mm2(self) -> float:
        return self.width_mm * self.ruling_mm

    def edge(self, phi: float) -> tuple[float, float]:
        """Place across the rulings and ordinate along them of the lower edge at azimuth phi [mm]."""
        r, e = self.radius_mm, self.step_mm / self.ruling_mm
        across = Primitive(lambda p: r * math.sqrt(1 - (e * math.sin(p)) ** 2), 0.0, 2 * math.pi)(phi).real
        return across, r * e * math.cos(phi)


@dataclass(frozen=True)
class Similar:
    """A section at z 0 and the same one times ratio < 1 at the height, about one axis: a cone or a pyramid."""

    section: Section
    ratio: float
    height_mm: float

    @property
    def _apex(self) -> float:
        return self.height_mm / (1 - self.ratio)

    @property
    def area_mm2(self) -> float:
        """Half the outline's integral of the tangent plane line's distance from the apex, less what lies above."""
        z = self._apex
        whole = self.section.around(lambda x, y, h: math.hypot(z, h) / 2)
        return (1 - self.ratio**2) * whole

    @property
    def opening(self) -> float:
        """Angle of the blank at the apex [rad]: integral of distance over length squared."""
        z = self._apex
        return self.section.around(lambda x, y, h: math.hypot(z, h) / (z * z + x * x + y * y))
