"""Pie-cut bends (las cacing): how a bend is cut from straight pipe by planes (facts/sheets.md 4; lengths in mm).

The names that differ in the field are fields here:
`pieces` N counts a square-ended half piece at either end, N - 1 joints, cut angle A / (2 (N - 1));
`pies` N counts N equal wedges, N - 1 joints and both outer faces cut, A / (2 N).
`tan`: the pipe's axis is the polygon round the arc of radius CLR. `sin`: the joints lie on that arc.
`sin_corner`: what some calculators print; it fits a pipe of radius r cos(cut angle), so it is had by name only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from knalpot_cad.geometry.frame import Vec

if TYPE_CHECKING:
    from knalpot_cad.geometry.mitre import Mitre
    from knalpot_cad.geometry.quadrature import Array

By = Literal["pieces", "pies"]
Rule = Literal["tan", "sin", "sin_corner"]


@dataclass(frozen=True)
class Cut:
    """One saw cut on the straight tube: where its middle meets the axis, and the signed angle off square."""

    at_mm: float
    angle_deg: float


@dataclass(frozen=True)
class PieBendPlan:
    """A bend of angle_deg at centre-line radius clr_mm from count pieces or pies.

    kerf_mm is the blade's width, gap_mm the root gap left for the weld, start_mm and end_mm straights added to the two
    outer pieces (with `pieces` only). Valid for 0 < cut angle < 45 deg and a throat that is left (inner_mm > 0).
    """

    od_mm: float
    clr_mm: float
    angle_deg: float
    count: int
    by: By = "pieces"
    rule: Rule = "tan"
    kerf_mm: float = 0.0
    gap_mm: float = 0.0
    start_mm: float = 0.0
    end_mm: float = 0.0

    @property
    def joints(self) -> int:
        return self.count - 1

    @property
    def cut_deg(self) -> float:
        """Angle of each cut to the square section: the saw stands this far off square."""
        return self.angle_deg / (2 * (self.count - 1 if self.by == "pieces" else self.count))

    @property
    def _be(self) -> float:
        return math.radians(self.cut_deg)

    @property
    def corner_radius_mm(self) -> float:
        """Distance of the joints from the bend's centre."""
        return self.clr_mm / math.cos(self._be) if self.rule == "tan" else self.clr_mm

    @property
    def centre_mm(self) -> float:
        """Axis length of a full wedge before the gap."""
        return 2 * self.corner_radius_mm * math.sin(self._be)

    def _side(self, sign: float) -> float:
        r = self.od_mm / 2
        if self.rule == "sin_corner":
            return 2 * (self.clr_mm + sign * r) * math.sin(self._be)
        return self.centre_mm + sign * 2 * r * math.tan(self._be)

    @property
    def outer_mm(self) -> float:
        """Long side of a full wedge (heel) before the gap."""
        return self._side(1.0)

    @property
    def inner_mm(self) -> float:
        """Short side of a full wedge (throat) before the gap."""
        return self._side(-1.0)

    def joint_angles_deg(self) -> list[float]:
        """Turn of each joint plane about the bend's centre, from the start face."""
        first = self.cut_deg if self.by == "pieces" else 2 * self.cut_deg
        return [first + 2 * self.cut_deg * i for i in range(self.joints)]

    def axis_lengths(self) -> list[float]:
        """Axis length of every piece as cut: each welded face stands back gap / (2 cos be)."""
        back = self.gap_mm / (2 * math.cos(self._be))
        out = []
        for i in range(self.count):
            ends = (i == 0) + (i == self.count - 1)
            half = self.by == "pieces" and ends
            straight = (self.start_mm if i == 0 else 0.0) + (self.end_mm if i == self.count - 1 else 0.0)
            out.append(self.centre_mm / (2 if half else 1) + straight - back * (2 - ends))
        return out

    def cut_ends(self) -> list[tuple[bool, bool]]:
        """Whether each piece is mitred at its start and at its end; outer faces are square with `pieces` only."""
        last = self.count - 1
        outer = self.by == "pies"
        return [((i > 0) or outer, (i < last) or outer) for i in range(self.count)]

    def cuts(self) -> list[Cut]:
        """Saw cuts along one straight tube, its square end (or the first cut's middle) at 0; every second piece turned
        by 180 deg, so the cuts lean one way and the other. The tube is turned by 180 deg under a saw that stays.
        """
        wide = self.kerf_mm / math.cos(self._be)
        out: list[Cut] = []
        x, sign = 0.0, 1.0
        for length, (start, end) in zip(self.axis_lengths(), self.cut_ends(), strict=True):
            if start and not out:
                out.append(Cut(0.0, -sign * self.cut_deg))
                x = wide / 2
            x += length
            if end:
                out.append(Cut(x + wide / 2, sign * self.cut_deg))
                x += wide
                sign = -sign
        return out

    @property
    def tube_mm(self) -> float:
        """Straight tube that all pieces take: axis lengths, one kerf a cut, and half a range at each mitred outer
        end.
        """
        spill = self.od_mm / 2 * math.tan(self._be) * sum((self.cut_ends()[0][0], self.cut_ends()[-1][1]))
        return math.fsum(self.axis_lengths()) + len(self.cuts()) * self.kerf_mm / math.cos(self._be) + spill

    def vertices(self) -> tuple[Vec, ...]:
        """Axis polygon of the welded bend [mm]: the first pipe along +z, the bend towards +x, its centre at (c, 0, 0)
        with c the distance of the first axis; `pies` begin at the first wedge's face, tilted by the cut angle.
        """
        rho, be = self.corner_radius_mm, self._be
        turns = [math.radians(a) for a in self.joint_angles_deg()]
        if self.by == "pies":
            turns = [0.0, *turns, math.radians(self.angle_deg)]
            return self._shifted([(rho - rho * math.cos(t), 0.0, rho * math.sin(t)) for t in turns])
        c = rho * math.cos(be)
        corners = [(c - rho * math.cos(t), 0.0, rho * math.sin(t)) for t in turns]
        a = math.radians(self.angle_deg)
        end = (c - c * math.cos(a), 0.0, c * math.sin(a))
        first: Vec = (0.0, 0.0, -self.start_mm)
        last: Vec = (end[0] + self.end_mm * math.sin(a), 0.0, end[2] + self.end_mm * math.cos(a))
        return self._shifted([first, *corners, last])

    def _shifted(self, points: list[Vec]) -> tuple[Vec, ...]:
        x, y, z = points[0]
        return tuple((p[0] - x, p[1] - y, p[2] - z) for p in points)

    def template(self, ordinate_radius_mm: float, wrap_radius_mm: float) -> Mitre:
        """The curve of one cut on the wrap, heel at phi 0."""
        from knalpot_cad.geometry.mitre import Mitre

        return Mitre(ordinate_radius_mm, wrap_radius_mm, self.cut_deg)

    def nested(self, phi: Array, radius_mm: float) -> list[Array]:
        """Ordinates of every cut's middle over phi on the one strip that is the unrolled tube [mm] (n_cuts of (n,))."""
        import numpy as np

        return [c.at_mm + radius_mm * math.tan(math.radians(c.angle_deg)) * np.cos(phi) for c in self.cuts()]


def unequal_bend(clr_mm: float, half_turns_deg: Sequence[float], rule: Literal["tan", "sin"] = "tan") -> list[float]:
    """Axis length of every piece between unequal joints of 2 be_j, both end pieces included [mm].

    `tan`: ends CLR tan be, between CLR (tan be_j + tan be_j+1). `sin`: half_turns_deg are half the arcs delta_j of the
    pieces, each a chord 2 CLR sin(delta / 2); the joint between two turns by (delta_j + delta_j+1) / 2.
    """
    b = [math.radians(a) for a in half_turns_deg]
    if rule == "sin":
        return [2 * clr_mm * math.sin(a) for a in b]
    inner = [clr_mm * (math.tan(p) + math.tan(q)) for p, q in zip(b, b[1:], strict=False)]
    return [clr_mm * math.tan(b[0]), *inner, clr_mm * math.tan(b[-1])]
