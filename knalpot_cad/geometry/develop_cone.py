"""Closed forms of right cones: sectors, megaphones, and cones cut by tilted planes (facts/sheets.md 2, 8); mm and rad.

Radii are those of the mid surface: see mid_radius for what an outside radius gives.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from knalpot_cad.geometry.develop_blank import Blank, Bow, Free, Rim, joined
from knalpot_cad.geometry.sections.fit import Node
from knalpot_cad.geometry.sections.integral import complete_e


def mid_radius(outer_mm: float, thickness_mm: float, slope: float, edges: Literal["ground", "square"]) -> float:
    """Mid radius [mm] under an outside radius; slope is the wall's angle to the axis [rad].

    edges ground flat (height unchanged): r - t/(2 cos al); square to the sheet: r - (t/2) cos al.
    """
    half = thickness_mm / 2
    return outer_mm - (half / math.cos(slope) if edges == "ground" else half * math.cos(slope))


@dataclass(frozen=True)
class Sector:
    """Blank of a right frustum: outer and inner radius [mm], opening [rad], bisector along +v."""

    outer_mm: float
    inner_mm: float
    angle: float

    @classmethod
    def of(cls, r1_mm: float, r2_mm: float, height_mm: float) -> Sector:
        """Sector of the frustum between two different mid radii."""
        big, small = max(r1_mm, r2_mm), min(r1_mm, r2_mm)
        s = math.hypot(height_mm, big - small)
        return cls(big * s / (big - small), small * s / (big - small), 2 * math.pi * (big - small) / s)

    @property
    def area_mm2(self) -> float:
        return self.angle / 2 * (self.outer_mm**2 - self.inner_mm**2)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of its box."""
        half = self.angle / 2
        if self.angle <= math.pi:
            return 2 * self.outer_mm * math.sin(half), self.outer_mm - self.inner_mm * math.cos(half)
        return 2 * self.outer_mm, self.outer_mm * (1 - math.cos(half))

    @property
    def pitch_mm(self) -> float:
        """Step of equal sectors nested along the bisector; openings below half a turn only (else the box)."""
        half = self.angle / 2
        if self.angle >= math.pi:
            return self.size_mm[1]
        return math.sqrt(self.outer_mm**2 - (self.inner_mm * math.sin(half)) ** 2) - self.inner_mm * math.cos(half)


@dataclass(frozen=True)
class Megaphone:
    """Chain of frusta through stations (z, diameter) [mm], z rising; neighbours share the radius at their joint."""

    stations_mm: tuple[tuple[float, float], ...]

    def _steps(self) -> Iterable[tuple[float, float, float]]:
        for (z0, d0), (z1, d1) in zip(self.stations_mm, self.stations_mm[1:], strict=False):
            yield z1 - z0, d0, d1

    def sectors(self) -> tuple[Sector | None, ...]:
        """A sector per frustum; None where the diameter stays (a rectangle pi d x dz)."""
        return tuple(Sector.of(a / 2, b / 2, dz) if a != b else None for dz, a, b in self._steps())

    @property
    def volume_mm3(self) -> float:
        return math.fsum(math.pi * dz / 12 * (a * a + a * b + b * b) for dz, a, b in self._steps())

    @property
    def area_mm2(self) -> float:
        return math.fsum(math.pi / 2 * (a + b) * math.hypot(dz, (b - a) / 2) for dz, a, b in self._steps())

    @property
    def slopes(self) -> tuple[float, ...]:
        """Half angle of each frustum [rad], positive where it widens."""
        return tuple(math.atan2((b - a) / 2, dz) for dz, a, b in self._steps())


@dataclass(frozen=True)
class Cut:
    """A plane across a cone: its distance from the apex along the axis [mm], its tilt [rad], the azimuth [rad] of it.

    With tilt > 0 the longest ruling from the apex lies at `azimuth`, the shortest opposite.
    """

    apex_mm: float
    tilt: float = 0.0
    azimuth: float = 0.0


@dataclass(frozen=True)
class CutCone:
    """Right cone of half angle `slope` [rad] between two planes, `near` the nearer one to the apex.

    Valid while slope + |tilt| < 90 degrees for both, and the planes do not cross inside the cone (see faults).
    """

    slope: float
    near: Cut
    far: Cut

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        wrong: list[tuple[str, dict[str, object]]] = []
        for name, cut in (("near", self.near), ("far", self.far)):
            room = 90 - math.degrees(self.slope)
            if not abs(math.degrees(cut.tilt)) < room:
                wrong.append(("out-of-range", {"key": f"{name}_tilt_deg", "value": math.degrees(cut.tilt),
                                               "low": -room, "high": room}))
        if not wrong:
            least = min(self.ruling(self.far, p) - self.ruling(self.near, p)
                        for p in (2 * math.pi * i / 720 for i in range(720)))
            if least <= 0:
                wrong.append(("out-of-range", {"key": "length_mm", "value": least, "low": 0.0, "high": 10_000.0}))
        return wrong

    def ruling(self, cut: Cut, phi: float) -> float:
        """Length from the apex to the cut along the ruling at azimuth phi [mm]."""
        q = math.sin(self.slope) * math.tan(cut.tilt) * math.cos(phi - cut.azimuth)
        return cut.apex_mm / (math.cos(self.slope) - q)

    def ellipse(self, cut: Cut) -> tuple[float, float, float]:
        """Semi-axes along and across the tilt, and how far its centre lies off the axis, square to it [mm]."""
        q, side = math.tan(self.slope) * math.tan(cut.tilt), cut.apex_mm * math.tan(self.slope)
        return side / (math.cos(cut.tilt) * (1 - q * q)), side / math.sqrt(1 - q * q), side * q / (1 - q * q)

    def edge_mm(self, cut: Cut) -> float:
        """Length of the cut edge."""
        a, b, _ = self.ellipse(cut)
        return 4 * a * complete_e(1 - (b / a) ** 2)

    def area_to_apex_mm2(self, cut: Cut) -> float:
        a, b, _ = self.ellipse(cut)
        return math.pi * a * b * math.cos(cut.tilt) / math.sin(self.slope)

    @property
    def area_mm2(self) -> float:
        return self.area_to_apex_mm2(self.far) - self.area_to_apex_mm2(self.near)

    def blank(self, seam: float = 0.0) -> Blank:
        """Blank with the seam at an azimuth [rad]: the far rim below, the apex above, bisector along +v.

        The cone's own z points to its apex and azimuths turn from x towards y, so that seen from outside u grows.
        """
        return Blank(self._rim(self.far, seam), self._rim(self.near, seam))

    def flat(self, phi: float, length: float, seam: float = 0.0) -> complex:
        """Blank point of the ruling phi = seam .. seam + 2 pi at a length from the apex [mm]; the apex is at 0."""
        return -1j * cmath.rect(length, (phi - seam - math.pi) * math.sin(self.slope))

    def _rim(self, cut: Cut, seam: float) -> Rim:
        turn, whole = math.sin(self.slope), 2 * math.pi

        def at(phi: float) -> Node:
            r = self.ruling(cut, phi)
            # dr/dphi of c/(cos al - q cos x)
            dr = -r * r / cut.apex_mm * math.sin(self.slope) * math.tan(cut.tilt) * math.sin(phi - cut.azimuth)
            ray = -1j * cmath.rect(1.0, (phi - seam - math.pi) * turn)
            step = ray * (dr + 1j * turn * r)
            return r * ray, step / abs(step)
        if cut.tilt == 0:
            return joined([Bow(at(seam)[0], at(seam + whole)[0], whole * turn)])
        return tuple(Free(at, seam + whole * i / 4, seam + whole * (i + 1) / 4) for i in range(4))


def tapered_elbow(parts: Sequence[CutCone]) -> tuple[float, tuple[float, ...]]:
    """Bend [rad] and sideways steps of the axis [mm]: a cone cut at its inner planes, every second part turned."""
    cuts = [p.far for p in parts[:-1]]
    return (math.fsum(2 * c.tilt for c in cuts),
            tuple(2 * p.ellipse(c)[2] / math.cos(c.tilt) for p, c in zip(parts, cuts, strict=False)))
