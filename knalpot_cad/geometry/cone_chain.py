"""Recipe of a megaphone: frusta that share the mid radius at every joint, each ground flat at both ends, in mm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.frame import Vec

Box = tuple[float, float, float, float, float, float]
STEP = 1e-6          # mm: a joint's step smaller than this is none


@dataclass(frozen=True)
class ConeChain:
    """Stations (z, mid radius), z rising from 0; walls of one thickness square to the sheet.

    A frustum's wall measured square to the axis is t / cos al, so neighbours differ at a joint by
    (t / 2) (1 / cos al1 - 1 / cos al2) of radius, some microns (facts/sheets.md 2, megaphone).
    """

    stations_mm: tuple[tuple[float, float], ...]
    thickness_mm: float

    def frusta(self) -> list[tuple[float, float, float, float, float]]:
        """z, mid radius at the start, z, mid radius at the end, half of the wall square to the axis."""
        out = []
        for (z0, r0), (z1, r1) in zip(self.stations_mm, self.stations_mm[1:], strict=False):
            out.append((z0, r0, z1, r1, self.thickness_mm / 2 * math.hypot(z1 - z0, r1 - r0) / (z1 - z0)))
        return out

    @property
    def volume_mm3(self) -> float:
        """Wall square to the axis 2 w, mid circle: pi (r0 + r1) 2 w dz, exact for a cone between parallel walls."""
        return math.fsum(math.pi * (r0 + r1) * 2 * w * (z1 - z0) for z0, r0, z1, r1, w in self.frusta())

    def profile(self) -> list[tuple[float, float]]:
        """Closed polygon of (radius, z), outer wall up, inner wall down."""
        outer: list[tuple[float, float]] = []
        inner: list[tuple[float, float]] = []
        for z0, r0, z1, r1, w in self.frusta():
            for side, rows in ((w, outer), (-w, inner)):
                for r, z in ((r0 + side, z0), (r1 + side, z1)):
                    if not rows or math.hypot(rows[-1][0] - r, rows[-1][1] - z) > STEP:
                        rows.append((r, z))
        return [*outer, *reversed(inner)]

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm]; d is a unit vector."""
        across = math.hypot(d[0], d[1])
        return max(r * across + z * d[2] for r, z in self.profile())

    @property
    def box_mm(self) -> Box:
        r = max(r for r, _ in self.profile())
        return -r, -r, self.stations_mm[0][0], r, r, self.stations_mm[-1][0]
