"""Centre lines of bent tubes: LRA rows to space and back (facts/sheets.md 10), in mm and degrees.

A row is (straight before, rotation before, bend angle); a positive rotation turns the bend plane right-handed
about the direction of travel; the first rotation only turns the start plane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.frame import Frame, Vec, add, cross, dot, rotate


@dataclass(frozen=True)
class Bend:
    """One LRA row: straight before [mm], rotation before [deg], bend angle [deg]."""

    straight_mm: float
    rotation_deg: float
    angle_deg: float


@dataclass(frozen=True)
class Piece:
    """A straight (angle 0) or an arc of the centre line, from a frame whose z is the travel.

    An arc turns z towards +x: its centre lies at +clr along x, its bend axis is +y.
    """

    frame: Frame
    length_mm: float
    clr_mm: float = 0.0
    angle_deg: float = 0.0

    def end(self) -> Frame:
        """Frame at the end of the piece; an arc turns z towards +x."""
        if not self.angle_deg:
            return self.frame.at(z=self.length_mm)
        a, f, c = math.radians(self.angle_deg), self.frame, self.clr_mm
        origin = add(add(f.origin, f.z, c * math.sin(a)), f.x, c * (1 - math.cos(a)))
        return Frame(origin, rotate(f.x, f.y, a), rotate(f.z, f.y, a))


@dataclass(frozen=True)
class Route:
    """Straights and bends of one centre-line radius, from the frame's origin along its z.

    The first bend with rotation 0 turns z towards +x (bend axis +y).
    """

    bends: tuple[Bend, ...]
    end_mm: float
    clr_mm: float

    def pieces(self, start: Frame | None = None) -> list[Piece]:
        f = start or Frame()
        out = []
        for bend in self.bends:
            if bend.straight_mm > 0:
                out.append(Piece(f, bend.straight_mm))
                f = out[-1].end()
            f = f.turned(bend.rotation_deg)
            out.append(Piece(f, self.clr_mm * math.radians(bend.angle_deg), self.clr_mm, bend.angle_deg))
            f = out[-1].end()
        if self.end_mm > 0:
            out.append(Piece(f, self.end_mm))
        return out

    def end(self, start: Frame | None = None) -> Frame:
        pieces = self.pieces(start)
        return pieces[-1].end() if pieces else (start or Frame())

    @property
    def length_mm(self) -> float:
        """Length along the centre line: the cut length before stretch [mm]."""
        return math.fsum(b.straight_mm + self.clr_mm * math.radians(b.angle_deg) for b in self.bends) + self.end_mm

    def bend_starts(self) -> list[float]:
        """Distance along the straight tube at which each bend begins [mm]."""
        out, s = [], 0.0
        for b in self.bends:
            s += b.straight_mm
            out.append(s)
            s += self.clr_mm * math.radians(b.angle_deg)
        return out

    def vertices(self, start: Frame | None = None) -> list[Vec]:
        """Start, intersection points of the straights, end [mm]; needs every bend below 180 degrees."""
        f = start or Frame()
        points = [f.origin]
        for piece in self.pieces(f):
            if piece.angle_deg:
                setback = piece.clr_mm * math.tan(math.radians(piece.angle_deg) / 2)
                points.append(add(piece.frame.origin, piece.frame.z, setback))
        points.append(self.end(f).origin)
        return points

    @staticmethod
    def from_vertices(points: list[Vec], clr_mm: float) -> Route:
        """LRA of a polyline of intersection points; the inverse of vertices() up to the first rotation (0)."""
        legs = [add(b, a, -1.0) for a, b in zip(points, points[1:], strict=False)]
        lengths = [math.sqrt(dot(v, v)) for v in legs]
        units: list[Vec] = [(v[0] / n, v[1] / n, v[2] / n) for v, n in zip(legs, lengths, strict=True)]
        angles = [math.atan2(math.sqrt(dot(cross(u, w), cross(u, w))), dot(u, w))
                  for u, w in zip(units, units[1:], strict=False)]
        normals = [cross(u, w) for u, w in zip(units, units[1:], strict=False)]
        setbacks = [0.0, *(clr_mm * math.tan(a / 2) for a in angles), 0.0]
        bends = []
        for i, angle in enumerate(angles):
            rotation = 0.0
            if i:
                axis = units[i]
                rotation = math.atan2(dot(cross(normals[i - 1], normals[i]), axis),
                                      dot(normals[i - 1], normals[i]))
            bends.append(Bend(lengths[i] - setbacks[i] - setbacks[i + 1], math.degrees(rotation), math.degrees(angle)))
        return Route(tuple(bends), lengths[-1] - setbacks[-2], clr_mm)

    def clearance(self, od_mm: float) -> float:
        """Least distance between parts of the tube that are no neighbours, minus od [mm]; inf when none can touch.

        Neighbours within the path 2 clr asin(od / 2 clr) are excluded, and up to pi clr no two points can be
        nearer than od (Schur), facts/sheets.md 10.
        """
        points: list[tuple[float, Vec]] = []
        s = 0.0
        for piece in self.pieces():
            n = max(2, math.ceil(piece.length_mm / 2.0))
            for i in range(n):
                part = Piece(piece.frame, piece.length_mm * i / n, piece.clr_mm, piece.angle_deg * i / n)
                points.append((s + part.length_mm, part.end().origin if i else piece.frame.origin))
            s += piece.length_mm
        points.append((s, self.end().origin))
        near = 2 * math.pi * self.clr_mm - 2 * self.clr_mm * math.asin(min(1.0, od_mm / (2 * self.clr_mm)))
        best = math.inf
        for i, (si, p) in enumerate(points):
            for sj, q in points[i + 1:]:
                if sj - si > near:
                    d = add(p, q, -1.0)
                    best = min(best, math.sqrt(dot(d, d)) - od_mm)
        return best
