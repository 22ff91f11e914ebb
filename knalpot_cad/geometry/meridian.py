"""Meridians of formed sheet: a middle line of straights and arcs in the (r, z) half plane, walked step by step, in mm.

Rims, lips, hems, curls and collars are all such walks. Lengths, moments and areas are closed forms (Pappus); facts:
facts/sheets.md 6.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from knalpot_cad.geometry.plane import Contour, Vertex


@dataclass(frozen=True)
class Step:
    """A straight of length_mm, or an arc that turns by turn_deg (outwards to +z is +) with this inside radius."""

    length_mm: float = 0.0
    turn_deg: float = 0.0
    inside_mm: float = 0.0


@dataclass(frozen=True)
class Piece:
    """One piece as it lies: start (r, z), heading [rad], length; an arc also middle radius and signed turn [rad]."""

    r: float
    z: float
    heading: float
    length: float
    radius: float = 0.0
    turn: float = 0.0

    def end(self) -> tuple[float, float, float]:
        """(r, z, heading) where it ends."""
        if not self.turn:
            return (self.r + self.length * math.cos(self.heading), self.z + self.length * math.sin(self.heading),
                    self.heading)
        side = math.copysign(1.0, self.turn)
        cr, cz = self.centre()
        h = self.heading + self.turn
        return cr + side * self.radius * math.sin(h), cz - side * self.radius * math.cos(h), h

    def centre(self) -> tuple[float, float]:
        side = math.copysign(1.0, self.turn)
        return (self.r - side * self.radius * math.sin(self.heading),
                self.z + side * self.radius * math.cos(self.heading))

    def moment(self, thickness: float = 0.0) -> float:
        """int r ds over the middle line [mm2]; with a thickness, int r dA / t of the metal [mm2]."""
        r1, _, h1 = self.end()
        if not self.turn:
            return self.length * (self.r + r1) / 2
        c = self.radius
        swing = math.cos(self.heading) - math.cos(h1)
        return self.centre()[0] * abs(self.turn) * c + swing * (c * c + thickness * thickness / 12)


@dataclass(frozen=True)
class Meridian:
    """A walk from (start_mm, level_mm) with a heading [deg], 0 outwards; thickness of the metal round it."""

    start_mm: float
    steps: tuple[Step, ...]
    thickness_mm: float
    heading_deg: float = 0.0
    level_mm: float = 0.0

    def pieces(self) -> Iterator[Piece]:
        r, z, h = self.start_mm, self.level_mm, math.radians(self.heading_deg)
        for s in self.steps:
            if s.turn_deg:
                middle = s.inside_mm + self.thickness_mm / 2
                turn = math.radians(s.turn_deg)
                piece = Piece(r, z, h, middle * abs(turn), middle, turn)
            else:
                piece = Piece(r, z, h, s.length_mm)
            yield piece
            r, z, h = piece.end()

    @property
    def moment_mm2(self) -> float:
        """int r ds of the middle line: 2 pi times it is the mid surface's area."""
        return math.fsum(p.moment() for p in self.pieces())

    @property
    def metal_mm3(self) -> float:
        """Volume of the metal turned about the axis (Pappus), exact for straights and arcs."""
        return 2 * math.pi * self.thickness_mm * math.fsum(p.moment(self.thickness_mm) for p in self.pieces())

    def developed_mm(self, k_factor: float) -> float:
        """Straights and bend allowances A (r + K t) [mm]."""
        return math.fsum(math.radians(abs(s.turn_deg)) * (s.inside_mm + k_factor * self.thickness_mm) if s.turn_deg
                         else s.length_mm for s in self.steps)

    def side(self, offset: float) -> list[Vertex]:
        """The line beside the middle one, offset to the left of the walk [mm], as vertices with bulges."""
        out: list[Vertex] = []
        for p in self.pieces():
            bulge = math.tan(p.turn / 4) if p.turn else 0.0
            out.append(Vertex(p.r - offset * math.sin(p.heading), p.z + offset * math.cos(p.heading), bulge))
            r, z, h = p.end()
        out.append(Vertex(r - offset * math.sin(h), z + offset * math.cos(h)))
        return out

    def skin(self) -> Contour:
        """Open chain round the metal: out along the right side, over the end, back along the left side."""
        half = self.thickness_mm / 2
        right, left = self.side(-half), self.side(half)
        back = [Vertex(left[i].x, left[i].y, -left[i - 1].bulge if i else 0.0) for i in range(len(left) - 1, -1, -1)]
        return Contour(tuple(no_doubles([*right, *back])), closed=False)

    def extent(self) -> tuple[float, float, float, float]:
        """Least and most r, least and most z of the metal [mm]."""
        return self.skin().bounds()


def no_doubles(chain: list[Vertex]) -> list[Vertex]:
    """Without edges of no length, such as an inside radius of 0."""
    out = [v for v, w in zip(chain, chain[1:], strict=False) if math.hypot(v.x - w.x, v.y - w.y) > 1e-9]
    return [*out, chain[-1]]
