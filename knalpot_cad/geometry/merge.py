"""Merges: equal pipes that join symmetrically in a collector (2-1, 3-1, 4-1, and 4-2-1 as 2-1 thrice).

n pipes of radius r stand round the collector's axis z, each at the angle ga to it, their axes through one point. phi =
0 is the generator farthest from the axis, t runs from that point along the pipe against the gas; metal is kept at t
above the cut. Neighbours meet in planes through z, nu = pi/n to either side; a coaxial outlet of radius R_c takes the
front (facts/sheets.md 5, R20). Lengths in mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from knalpot_cad.geometry.quadrature import TURN, Array, integral


@dataclass(frozen=True)
class Merge:
    """pipes >= 2 equal ones, half_angle_deg between each axis and the collector's; without an outlet wedges alone.

    Valid for 0 < half angle < 90 deg. Where the outlet is so wide that neighbours do not meet outside it (not
    `wedged`), every pipe is a plain saddle on the outlet, of angle 180 deg - half angle.
    """

    pipes: int
    radius_mm: float
    half_angle_deg: float
    outlet_radius_mm: float | None = None

    @property
    def _ga(self) -> float:
        return math.radians(self.half_angle_deg)

    @property
    def nu(self) -> float:
        """Half of the sector that belongs to a pipe [rad]."""
        return math.pi / self.pipes

    @property
    def mitre_deg(self) -> float:
        """Angle of the plane between neighbours to the pipe's square section: cos be = sin ga sin nu."""
        return math.degrees(math.acos(math.sin(self._ga) * math.sin(self.nu)))

    @property
    def heel_deg(self) -> float:
        """phi* where each of the two mitres is deepest, to either side of phi = 0; 180 less atan(cot nu / cos ga)."""
        return 180.0 - math.degrees(math.atan2(math.cos(self.nu), math.sin(self.nu) * math.cos(self._ga)))

    @property
    def crotch_mm(self) -> float:
        """Most t of the wedge cut: where three or more edges end [mm]."""
        return self.radius_mm * math.tan(math.radians(self.mitre_deg))

    @property
    def pit_mm(self) -> float:
        """z of the inner end of the seam on the collector's axis [mm]."""
        return self.radius_mm / math.sin(self._ga)

    @property
    def wedged(self) -> bool:
        """Whether neighbours meet outside the outlet."""
        return self.outlet_radius_mm is None or self.outlet_radius_mm * math.sin(self.nu) < self.radius_mm

    @property
    def outlet_half_deg(self) -> float:
        """phi_c, up to which the outlet cuts instead of the neighbours; 0 without an outlet, 180 when not wedged."""
        if self.outlet_radius_mm is None:
            return 0.0
        if not self.wedged:
            return 180.0
        return math.degrees(math.asin(self.outlet_radius_mm * math.sin(self.nu) / self.radius_mm))

    def wedge(self, phi: Array) -> Array:
        """t of the planes between neighbours [mm] at phi in -pi .. pi."""
        p = _centred(phi)
        cot = math.cos(self.nu) / math.sin(self.nu)
        return self.radius_mm * (np.abs(np.sin(p)) * cot - np.cos(p) * math.cos(self._ga)) / math.sin(self._ga)

    def outlet(self, phi: Array) -> Array:
        """t of the outlet pipe [mm]; nan where the generator passes it."""
        if self.outlet_radius_mm is None:
            return np.full_like(np.asarray(phi, dtype=float), -np.inf)
        p, big = _centred(phi), self.outlet_radius_mm
        inside = big * big - (self.radius_mm * np.sin(p)) ** 2
        root = np.sqrt(np.where(inside < 0, np.nan, inside))
        return (root - self.radius_mm * np.cos(p) * math.cos(self._ga)) / math.sin(self._ga)

    def t(self, phi: Array) -> Array:
        """The whole cut: outlet up to phi_c to either side of the outer generator, wedge beyond [mm]."""
        p, limit = _centred(phi), math.radians(self.outlet_half_deg)
        with np.errstate(invalid="ignore"):
            front = self.outlet(np.clip(p, -limit, limit))
        return np.where(np.abs(p) < limit, front, self.wedge(p)) if self.wedged else front

    def slope(self, phi: Array) -> Array:
        """d t / d phi [mm/rad], at the breaks that of the side of larger |phi|."""
        p, limit = _centred(phi), math.radians(self.outlet_half_deg)
        s, c, r = math.sin(self._ga), math.cos(self._ga), self.radius_mm
        cot = math.cos(self.nu) / math.sin(self.nu)
        wedge = r * (np.sign(np.sin(p)) * np.cos(p) * cot + np.sin(p) * c) / s
        if self.outlet_radius_mm is None:
            return np.asarray(wedge)
        q = np.clip(p, -limit, limit)
        root = np.sqrt(np.maximum(self.outlet_radius_mm**2 - (r * np.sin(q)) ** 2, 1e-300))
        front = (-(r**2) * np.sin(q) * np.cos(q) / root + r * np.sin(q) * c) / s
        return np.where(np.abs(p) < limit, front, wedge) if self.wedged else front

    def breaks(self) -> tuple[float, ...]:
        """phi of the corners of the template [rad] in -pi .. pi: both ends of the outlet's part, and the outer and
        inner generator where the two wedge planes meet.
        """
        limit = math.radians(self.outlet_half_deg)
        if not self.wedged:
            return (-math.pi, math.pi)
        return (-math.pi, -limit, limit, math.pi) if limit else (-math.pi, 0.0, math.pi)

    def length_mm(self, low: float, high: float) -> float:
        """Length of the developed edge between two phi [rad] on the contact radius [mm]."""
        inner = tuple(b for b in (*self.breaks(), -math.pi / 2, math.pi / 2) if low < b < high)
        return integral(lambda p: np.hypot(self.radius_mm, self.slope(p)), inner, low, high)

    @property
    def outlet_edge_mm(self) -> float:
        """Edge of one pipe against the outlet [mm]."""
        limit = math.radians(self.outlet_half_deg)
        return self.length_mm(-limit, limit) if limit else 0.0

    @property
    def wedge_edge_mm(self) -> float:
        """Edge of one pipe against both neighbours, with the outlet's part left out [mm]."""
        limit = math.radians(self.outlet_half_deg)
        return 2 * self.length_mm(limit, math.pi) if self.wedged else 0.0

    def outlet_hole(self, phi: Array) -> tuple[Array, Array]:
        """u, z of the outlet's edge that one pipe leaves on its blank [mm], |phi| <= phi_c; |u| <= R_c nu.

        The n equal waves side by side close the outlet's end; its metal lies below (towards the outlet).
        """
        big = self.outlet_radius_mm or math.nan
        around = np.arcsin(np.clip(self.radius_mm * np.sin(phi) / big, -1.0, 1.0))
        z = self.outlet(phi) * math.cos(self._ga) - self.radius_mm * np.cos(phi) * math.sin(self._ga)
        return big * around, z


def _centred(phi: Array) -> Array:
    """phi in -pi .. pi, pi itself kept."""
    p = np.asarray(phi, dtype=float)
    return np.where(np.abs(p) <= math.pi, p, (p + math.pi) % TURN - math.pi)


@dataclass(frozen=True)
class TwoStep:
    """4-2-1: two equal 2-1 merges, whose outlets are the pipes of a third."""

    first: Merge
    second: Merge

    @staticmethod
    def of(primary_radius_mm: float, secondary_radius_mm: float, outlet_radius_mm: float, first_half_deg: float,
           second_half_deg: float) -> TwoStep:
        """Radii of the four primaries, the two secondaries and the outlet [mm], half angles of both merges [deg]."""
        return TwoStep(Merge(2, primary_radius_mm, first_half_deg, secondary_radius_mm),
                       Merge(2, secondary_radius_mm, second_half_deg, outlet_radius_mm))

    @property
    def merges(self) -> tuple[Merge, Merge, Merge]:
        return self.first, self.first, self.second
