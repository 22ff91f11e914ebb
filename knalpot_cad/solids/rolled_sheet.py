"""Rolled sheet: two cylinders with the outline's and the openings' rolled edges, radial walls between; no boolean.

A straight of the flat sheet becomes a helix, an arc a rolled circle; both are quintics within about 1e-6 mm, laid on
the cylinders as exact lines and ellipses of their (angle, z) plane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, Vertex, arc_of
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.solids import brep
from knalpot_cad.solids.rolled import CURVE_TOLERANCE, TAU, rolled, ruled_surface, spline_curve, through

COARSE = 0.08           # rad of the roll between breaks of a helix


@dataclass(frozen=True)
class Corner:
    """The ruling through the wall at a point of the flat sheet: its edge, and its vertices outside and inside."""

    edge: Any
    ends: tuple[Any, Any]


@dataclass(frozen=True)
class Side:
    """A rolled edge on both cylinders; forward tells whether it runs the way the contour does."""

    edges: tuple[Any, Any]
    poles: tuple[np.ndarray, np.ndarray]
    breaks: np.ndarray
    forward: bool


def helix(radius: float, start: float, turn: float, rise: float) -> tuple[np.ndarray, np.ndarray]:
    """Poles and breaks of (angle, z) going straight by (turn [rad], rise [mm]) from angle start and z 0.

    The parameter is the length in that plane, so that a line of it is its curve on the cylinder.
    """
    length = math.hypot(turn, rise)
    t = np.linspace(0.0, length, max(4, math.ceil(abs(turn) / COARSE)) + 1)
    da, dz = turn / length, rise / length
    c, s = radius * np.cos(start + da * t), radius * np.sin(start + da * t)
    places = np.stack([c, s, dz * t], -1)
    first = np.stack([-s * da, c * da, np.full_like(t, dz)], -1)
    second = np.stack([-c * da * da, -s * da * da, np.zeros_like(t)], -1)
    return through(places, first[[0, -1]], second[[0, -1]], t[1]), t


class Roller:
    """Builds the faces of one rolled sheet; angles are counted from the seam's foot of a ring, else from +x."""

    def __init__(self, shape: RolledSheet) -> None:
        from OCP.Geom import Geom_CylindricalSurface

        self.shape, self.mid = shape, shape.mid_radius_mm
        self.foot = shape.seam[0][0] / self.mid if shape.closed else 0.0
        self.sides = [brep.FaceBuilder(Geom_CylindricalSurface(brep.axes(turn=self.foot), r), CURVE_TOLERANCE)
                      for r in shape.radii]
        self.faces: list[Any] = []

    def place(self, x: float, y: float) -> Point:
        """(angle from the foot [rad], z) of a point of the flat sheet."""
        return x / self.mid - self.foot, y

    def corner(self, x: float, y: float) -> Corner:
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt

        angle = x / self.mid
        spots = [(r * math.cos(angle), r * math.sin(angle), y) for r in self.shape.radii]
        ends = brep.vertex(spots[0]), brep.vertex(spots[1])
        poles = TColgp_Array1OfPnt(1, 2)
        for i, p in enumerate(spots, 1):
            poles.SetValue(i, brep.point(p))
        return Corner(BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), *ends, 0.0, 1.0).Edge(), ends)

    def straight(self, a: Point, b: Point, corners: tuple[Corner, Corner], seam: bool = False) -> Side:
        """Helix from a to b; a seam lies on the cylinder twice."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge

        (u0, z0), (u1, z1) = self.place(*a), self.place(*b)
        du, dz = u1 - u0, z1 - z0
        length = math.hypot(du, dz)
        edges, poles = [], []
        for i, r in enumerate(self.shape.radii):
            points, t = helix(r, u0 + self.foot, du, dz)
            points = np.add(points, (0.0, 0.0, z0))
            edge = BRepBuilderAPI_MakeEdge(spline_curve(points, t), corners[0].ends[i], corners[1].ends[i], 0.0,
                                           length).Edge()
            shifts = (TAU, 0.0) if seam else (0.0,)
            lines = [brep.line_on(u0 + shift, z0, du / length, dz / length) for shift in shifts]
            edges.append(self.sides[i].lay(edge, *lines))
            poles.append(points)
        return Side((edges[0], edges[1]), (poles[0], poles[1]), t, True)

    def curved(self, a: Vertex, b: Vertex, corners: tuple[Corner, Corner]) -> Side:
        """Rolled circle of an arc; one that runs clockwise is made the other way round and used against it."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom2d import Geom2d_Ellipse
        from OCP.gp import gp_Ax22d, gp_Dir2d, gp_Pnt2d

        arc = arc_of(a, b)
        forward = arc.sweep > 0
        begin = arc.start if forward else arc.start + arc.sweep
        start = (begin - math.pi / 2) % TAU
        end = start + abs(arc.sweep)
        first, last = corners if forward else (corners[1], corners[0])
        u, z = self.place(arc.cx, arc.cy)
        half = arc.radius / self.mid
        c, s = math.cos(u + self.foot), math.sin(u + self.foot)
        turn = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
        frame = gp_Ax22d(gp_Pnt2d(u, z), gp_Dir2d(0, 1), gp_Dir2d(-1, 0))
        edges, poles = [], []
        for i, r in enumerate(self.shape.radii):
            flat, t = rolled(r, arc.radius, half, start, end)
            points = flat @ turn + [0.0, 0.0, z]
            edge = BRepBuilderAPI_MakeEdge(spline_curve(points, t), first.ends[i], last.ends[i], start, end).Edge()
            edges.append(self.sides[i].lay(edge, Geom2d_Ellipse(frame, arc.radius, half)))
            poles.append(points)
        return Side((edges[0], edges[1]), (poles[0], poles[1]), t, forward)

    def wall(self, side: Side, corners: tuple[Corner, Corner]) -> None:
        """Radial wall under one edge of a contour that keeps its metal on the left."""
        first, last = corners if side.forward else (corners[1], corners[0])
        outer, inner = side.poles
        t = side.breaks
        face = brep.FaceBuilder(ruled_surface(outer, inner, t), CURVE_TOLERANCE)
        face.lay(side.edges[0], brep.line_on(0, 0, 1, 0))
        face.lay(side.edges[1], brep.line_on(0, 1, 1, 0))
        if first is last:
            face.lay(first.edge, brep.line_on(t[-1], 0, 0, 1), brep.line_on(t[0], 0, 0, 1))
        else:
            face.lay(first.edge, brep.line_on(t[0], 0, 0, 1))
            face.lay(last.edge, brep.line_on(t[-1], 0, 0, 1))
        face.wire([(side.edges[0], True), (last.edge, True), (side.edges[1], False), (first.edge, False)])
        self.faces.append(face.done(not side.forward))

    def contour(self, outline: Outline, counter_clockwise: bool) -> list[Side]:
        """Edges and walls of a closed contour, in its sense as asked."""
        chain = two_arcs(outline) if isinstance(outline, Circle) else outline
        chain = chain if (chain.area > 0) is counter_clockwise else chain.reversed()
        corners = [self.corner(v.x, v.y) for v in chain.vertices]
        out = []
        for i, (a, b) in enumerate(chain.edges()):
            pair = corners[i], corners[(i + 1) % len(corners)]
            side = self.curved(a, b, pair) if a.bulge else self.straight((a.x, a.y), (b.x, b.y), pair)
            self.wall(side, pair)
            out.append(side)
        return out

    def beside_seam(self, hole: Outline) -> Outline:
        """On a ring, the opening moved by whole turns to where the unrolled cylinder lies, right of its seam."""
        if not self.shape.closed:
            return hole
        x0, y0, x1, y1 = hole.bounds()
        middle = (y0 + y1) / 2
        at = self.shape.seam[-1][0]
        for (ua, va), (ub, vb) in pairwise(self.shape.seam):
            if va <= middle <= vb:
                at = ua + (ub - ua) * (middle - va) / (vb - va)
                break
        girth = TAU * self.mid
        return hole.moved(-girth * math.floor(((x0 + x1) / 2 - at) / girth), 0.0)

    def uses(self, sides: list[Side], i: int) -> list[tuple[Any, bool]]:
        return [(s.edges[i], s.forward) for s in sides]

    def ring(self) -> None:
        """Both cylinders round the seam, and the two rims."""
        chain, height = self.shape.seam, self.shape.outline.bounds()[3]
        corners = [self.corner(*p) for p in chain]
        pieces = [self.straight(a, b, (corners[i], corners[i + 1]), seam=True)
                  for i, (a, b) in enumerate(pairwise(chain))]
        top = chain[-1][0] / self.mid - self.foot
        rims: list[list[Any]] = [[], []]
        for i, r in enumerate(self.shape.radii):
            face = self.sides[i]
            low = rim(0.0, r, self.foot, corners[0].ends[i])
            high = rim(height, r, self.foot + top, corners[-1].ends[i])
            face.lay(low, brep.line_on(0, 0, 1, 0))
            face.lay(high, brep.line_on(top, height, 1, 0))
            up = [(p.edges[i], True) for p in pieces]
            face.wire([(low, True), *up, (high, False), *((e, False) for e, _ in reversed(up))])
            rims[0].append(low)
            rims[1].append(high)
        for k, z in enumerate((0.0, height)):
            self.faces.append(brep.plane_face(z, rims[k][0], [rims[k][1]], k == 1))

    def solid(self) -> Any:
        if self.shape.closed:
            self.ring()
        else:
            sides = self.contour(self.shape.outline, True)
            for i in (0, 1):
                self.sides[i].wire(self.uses(sides, i))
        for hole in self.shape.holes:
            sides = self.contour(self.beside_seam(hole), False)
            for i in (0, 1):
                self.sides[i].wire(self.uses(sides, i))
        self.faces += [self.sides[0].done(True), self.sides[1].done(False)]
        return brep.closed_solid(self.faces)


def rim(z: float, radius: float, turn: float, at: Any) -> Any:
    """Full circle that begins and ends at a vertex, counter-clockwise seen from +z."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle

    return BRepBuilderAPI_MakeEdge(Geom_Circle(brep.axes((0.0, 0.0, z), turn).Ax2(), radius), at, at, 0.0, TAU).Edge()


def two_arcs(c: Circle) -> Contour:
    return Contour((Vertex(c.x - c.radius, c.y, 1.0), Vertex(c.x + c.radius, c.y, 1.0)))


def rolled_sheet(shape: RolledSheet) -> Any:
    """The solid in its own frame: angle 0 along +x, z as v of the flat sheet."""
    return brep.the_solid(Roller(shape).solid())
