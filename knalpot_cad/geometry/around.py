"""Places round a section: by the angle about its axis, by the length along it, and free arcs for a seam; in mm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.develop_seam import widest_free
from knalpot_cad.geometry.sections import Round, Section, Spot
from knalpot_cad.geometry.sections.base import FLAT, TURN
from knalpot_cad.geometry.sections.base import SAME as ONE_NORMAL
from knalpot_cad.geometry.sections.pieces import ArcPiece

BOTTOM_DEG = -90.0
SAME = 0.01         # mm: two lines nearer than this are one


def spot_at(section: Section, angle_deg: float) -> Spot:
    """The outline's point in the direction angle_deg from the axis, which lies inside the section."""
    a = math.radians(angle_deg)
    if isinstance(section, Round):
        r = section.od_mm / 2
        return Spot(a, r * math.cos(a), r * math.sin(a))
    towards = complex(math.cos(a), -math.sin(a))

    def turned(psi: float) -> complex:
        return complex(*section.point(psi)) * towards
    # a point's normal is within a quarter turn of its direction, and both turn the same way
    low, high = a - math.pi / 2, a + math.pi / 2
    while low < (psi := (low + high) / 2) < high:
        p = turned(psi)
        before = p.imag < 0 if p.real > 0 else psi < a      # else on the far side of the section
        low, high = (psi, high) if before else (low, psi)
    p, q = turned(low), turned(high)        # apart on a straight edge, which has one normal
    share = min(1.0, max(0.0, -p.imag / (q.imag - p.imag))) if q.imag - p.imag > FLAT else 0.5
    p += share * (q - p)
    off = next((off for e in section.atoms if abs(off := math.remainder(psi - e.psi, TURN)) < 2 * ONE_NORMAL), 0.0)
    spot = p / towards
    return Spot(psi - off, spot.real, spot.imag)


@dataclass(frozen=True)
class Feature:
    """Something on the outside of a wall: a name, its middle [deg about the axis] and width round [mm]."""

    name: str
    angle_deg: float
    width_mm: float


@dataclass(frozen=True)
class Around:
    """A wall's mid section with its seam at a direction about the axis [deg]; u runs counter-clockwise from there."""

    mid: Section
    seam_deg: float

    def at(self, spot: Spot) -> float:
        """Length [mm] from the normal 0 to a point of the mid section, straight edges point by point."""
        first = self.mid.point(spot.psi, -1)
        return self.mid.arc_length(spot.psi, 0.0, -1) + math.hypot(spot.x - first[0], spot.y - first[1])

    @cached_property
    def _seam(self) -> float:
        return self.at(spot_at(self.mid, self.seam_deg))

    def u(self, angle_deg: float) -> float:
        """Place on the blank [mm] of a direction about the axis."""
        return (self.at(spot_at(self.mid, angle_deg)) - self._seam) % self.mid.perimeter

    def of_spot(self, spot: Spot) -> float:
        """Place on the blank [mm] of a point of the mid section."""
        return (self.at(spot) - self._seam) % self.mid.perimeter

    def roll_lines(self) -> list[float]:
        """u where the curvature changes: ends of straights and arcs; on a smooth curve and a circle every quarter."""
        p = self.mid.perimeter
        if isinstance(self.mid, Round):
            return [p * q for q in (0.25, 0.5, 0.75)]
        ends = [Spot(a.psi, *point) for a in self.mid.atoms for point in (a.first, a.last)]
        pieces = self.mid.pieces
        arcs = all(isinstance(q, ArcPiece) for q in pieces)
        ends += [Spot(q.start, *self.mid.point(q.start)) for q in pieces
                 if not self._on_atom(q.start) and (arcs or abs(math.sin(2 * q.start)) < 1e-9)]
        us = sorted(self.of_spot(s) for s in ends)
        out: list[float] = []
        for u in us:
            if SAME < u < p - SAME and (not out or u - out[-1] > SAME):
                out.append(u)
        return out

    def _on_atom(self, psi: float) -> bool:
        return any(abs((psi - a.psi + math.pi) % (2 * math.pi) - math.pi) < 1e-9 for a in self.mid.atoms)


def intervals(mid: Section, features: Sequence[Feature]) -> list[tuple[float, float]]:
    """What each feature takes of the outline [mm], counted from the normal 0."""
    base = Around(mid, 0.0)
    out = []
    for f in features:
        s = base.at(spot_at(mid, f.angle_deg))
        out.append((s - f.width_mm / 2, s + f.width_mm / 2))
    return out


def clearance(s: float, taken: tuple[float, float], length: float) -> float:
    """Distance [mm] from a place to an interval on the closed outline; negative inside it."""
    a, b = taken
    half = (b - a) / 2
    away = abs((s - (a + b) / 2 + length / 2) % length - length / 2)
    return away - half


def direction(spot: Spot) -> float:
    """Its direction about the axis [deg], -180 .. 180."""
    return math.degrees(math.atan2(spot.y, spot.x))


def free_seam(mid: Section, features: Sequence[Feature], need_mm: float) -> tuple[float, float]:
    """Direction [deg] of a seam that no feature covers, and the room it has on each side [mm].

    With nothing in the way it lies below. Else amid the longest straight edge that has the room, lowest first; without
    one amid the widest free arc.
    """
    taken, length = intervals(mid, features), mid.perimeter
    if not taken:
        return (0.0 if isinstance(mid, Round) else BOTTOM_DEG), length / 2
    base = Around(mid, 0.0)
    flats = []
    for a in mid.atoms:
        spot = Spot(a.psi, (a.first[0] + a.last[0]) / 2, (a.first[1] + a.last[1]) / 2)
        room = min(clearance(base.at(spot), t, length) for t in taken)
        if room >= need_mm and a.length >= 2 * need_mm:
            flats.append((-round(a.length, 6), round(spot.y, 6), room, spot))
    if flats:
        _, _, room, spot = min(flats, key=lambda f: f[:2])
        return direction(spot), room
    middle, width = widest_free(taken, length)
    return direction(mid.at_length(middle, 0.0)), width / 2
