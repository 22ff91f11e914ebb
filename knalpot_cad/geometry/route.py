"""Centre lines of bent tubes: LRA rows to space and back (facts/sheets.md 10), in mm and degrees.

A row is (straight before, rotation before, bend angle); a positive rotation turns the bend plane right-handed
about the direction of travel; the first rotation only turns the start plane. A bend beyond U_DEG has its intersection
point far away or nowhere: in XYZ it is two half bends with no straight between, and reads back as one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knalpot_cad.geometry.frame import Frame, Vec, add, cross, dot, rotate

U_DEG = 170.0            # beyond it a bend is written as two in XYZ
STRAIGHT_RAD = 1e-7      # legs that turn by less are one leg


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

    def reversed(self) -> Route:
        """The same tube from its other end: a reversed pair of planes turns the same way about the reversed travel."""
        straights = [*(b.straight_mm for b in self.bends), self.end_mm][::-1]
        turns = [0.0, *[b.rotation_deg for b in self.bends[1:]][::-1]] if self.bends else []
        angles = [b.angle_deg for b in self.bends][::-1]
        return Route(tuple(map(Bend, straights, turns, angles)), straights[-1], self.clr_mm)

    def plane_turns(self) -> list[float]:
        """Turn of each bend plane from the first one's, as the rotations add up along the straight tube [deg]."""
        out, turn = [], 0.0
        for i, b in enumerate(self.bends):
            turn += b.rotation_deg if i else 0.0
            out.append(turn)
        return out

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

    def split(self) -> Route:
        """The same centre line with every bend beyond U_DEG as two halves, for a table of intersection points."""
        rows: list[Bend] = []
        for b in self.bends:
            half = b.angle_deg / 2
            rows += [b] if b.angle_deg <= U_DEG else [replace(b, angle_deg=half), Bend(0.0, 0.0, half)]
        return Route(tuple(rows), self.end_mm, self.clr_mm)

    def vertices(self, start: Frame | None = None) -> list[Vec]:
        """Start, intersection points of the straights (two of a bend beyond U_DEG), end [mm]."""
        f = start or Frame()
        points = [f.origin]
        for piece in self.split().pieces(f):
            if piece.angle_deg:
                setback = piece.clr_mm * math.tan(math.radians(piece.angle_deg) / 2)
                points.append(add(piece.frame.origin, piece.frame.z, setback))
        points.append(self.end(f).origin)
        return points

    @staticmethod
    def from_vertices(points: Sequence[Vec], clr_mm: float, start: Frame | None = None) -> Route:
        """LRA of a polyline of intersection points [mm]; the inverse of vertices().

        Points on one line are dropped. The first rotation is seen from the start frame, carried to the first leg by the
        least turn where its z is another. Valid without vertex_problems(); too near points give negative straights.
        """
        units, lengths = legs(points)
        angles, normals = turns(units)
        back = [0.0, *(clr_mm * math.tan(a / 2) for a in angles), 0.0]
        rows: list[Bend] = []
        before = carried((start or Frame()), units[0]).y
        for i, angle in enumerate(angles):
            turn = math.atan2(dot(cross(before, normals[i]), units[i]), dot(before, normals[i]))
            before = normals[i]
            row = Bend(lengths[i] - back[i] - back[i + 1], math.degrees(turn), math.degrees(angle))
            near = 1e-9 * (lengths[i] + clr_mm)
            if rows and abs(row.straight_mm) < near and abs(turn) < 1e-7 and rows[-1].angle_deg + row.angle_deg > U_DEG:
                rows[-1] = replace(rows[-1], angle_deg=rows[-1].angle_deg + row.angle_deg)
            else:
                rows.append(row)
        return Route(tuple(rows), lengths[-1] - back[-2], clr_mm)

    def clearance(self, od_mm: float) -> float:
        """Least gap between parts of the tube that are no neighbours [mm]; inf where none are nearer than od apart."""
        from knalpot_cad.geometry.route_clearance import clearance

        return clearance(self, od_mm)


def legs(points: Sequence[Vec]) -> tuple[list[Vec], list[float]]:
    """Unit directions and lengths [mm] of the legs between points, neighbours on one line as one leg."""
    units: list[Vec] = []
    lengths: list[float] = []
    start = points[0]
    for p in points[1:]:
        v = add(p, start, -1.0)
        n = math.sqrt(dot(v, v))
        u: Vec = (v[0] / n, v[1] / n, v[2] / n)
        if units:
            w = cross(units[-1], u)
            if dot(units[-1], u) > 0 and math.sqrt(dot(w, w)) < STRAIGHT_RAD:
                lengths[-1] += n
                start = p
                continue
        units.append(u)
        lengths.append(n)
        start = p
    return units, lengths


def turns(units: Sequence[Vec]) -> tuple[list[float], list[Vec]]:
    """Angle between consecutive legs [rad] and the unit axis of each bend."""
    angles: list[float] = []
    axes: list[Vec] = []
    for u, w in zip(units, units[1:], strict=False):
        n = cross(u, w)
        size = math.sqrt(dot(n, n))
        angles.append(math.atan2(size, dot(u, w)))
        axes.append((n[0] / size, n[1] / size, n[2] / size))
    return angles, axes


def carried(frame: Frame, z: Vec) -> Frame:
    """The frame turned by the least angle so that it travels along the unit vector z; opposite: about its own x."""
    n = cross(frame.z, z)
    size = math.sqrt(dot(n, n))
    if size < 1e-12:
        return frame if dot(frame.z, z) > 0 else Frame(frame.origin, frame.x, z)
    axis: Vec = (n[0] / size, n[1] / size, n[2] / size)
    return Frame(frame.origin, rotate(frame.x, axis, math.atan2(size, dot(frame.z, z))), z)


def vertex_problems(points: Sequence[Vec]) -> list[tuple[str, dict[str, object]]]:
    """Why points can't be a route: too few, two in one place, or a leg that turns straight back."""
    out: list[tuple[str, dict[str, object]]] = []
    if len(points) < 2:
        return [("points-few", {"count": len(points)})]
    for i, (p, q) in enumerate(zip(points, points[1:], strict=False), 1):
        if math.dist(p, q) < 1e-6:
            out.append(("points-same", {"a": i, "b": i + 1}))
    if out:
        return out
    for i, (p, q, r) in enumerate(zip(points, points[1:], points[2:], strict=False), 2):
        u, w = add(q, p, -1.0), add(r, q, -1.0)
        n = cross(u, w)
        if dot(u, w) < 0 and math.sqrt(dot(n, n)) < STRAIGHT_RAD * math.dist(p, q) * math.dist(q, r):
            out.append(("points-back", {"point": i}))
    return out
