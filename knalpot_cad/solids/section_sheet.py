"""A sheet bent along a section: two bent faces with the outline's and the openings' edges, walls between.

The flat sheet's lines and arcs are laid on both faces as they are, in (u, z); in space they are quintics through exact
points, broken where the section's curvature jumps, within about 1e-6 mm. No boolean.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, arc_of
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.solids import brep
from knalpot_cad.solids.rolled import CURVE_TOLERANCE, ruled_surface, spline_curve
from knalpot_cad.solids.rolled_sheet import two_arcs

NODE_MM, NODE_RAD = 1.5, 0.08     # between points of a quintic
LEAST_NODES = 12
SAME = 1e-7             # mm

Place = Callable[[float], tuple[float, float]]
Array = Any


def quintic(points: Array, t: Array) -> tuple[Array, Array]:
    """Poles (n, k) and distinct knots of the quintic through points."""
    from scipy.interpolate import make_interp_spline

    curve = make_interp_spline(t, points, k=5)
    poles = np.array(curve.c)
    poles[0], poles[-1] = points[0], points[-1]
    return poles, np.unique(curve.t)


def graded(a: float, b: float, n: int) -> Array:
    """Places from a to b, dense at both ends: a superellipse's curvature starts like a root there."""
    t = a + (b - a) * (1 - np.cos(np.linspace(0.0, math.pi, 2 * n))) / 2
    t[0], t[-1] = a, b
    return t


class Bent:
    """Faces of one sheet; an edge of the flat contour is an edge on both faces and a wall."""

    def __init__(self, shape: SectionSheet) -> None:
        self.shape, self.half = shape, shape.thickness_mm / 2
        self.joints = shape.joints
        self.offs = self.half, -self.half
        self.sides = [brep.FaceBuilder(self.surface(off), CURVE_TOLERANCE) for off in self.offs]
        self.faces: list[Any] = []

    def surface(self, off: float) -> Any:
        """The section's parallel curve over u, along z: quintics joined where the curvature jumps."""
        from OCP.Geom import Geom_BSplineSurface
        from OCP.TColgp import TColgp_Array2OfPnt
        from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

        x0, z0, x1, z1 = self.shape.outline.bounds()
        poles: list[Any] = []
        knots: list[tuple[float, int]] = []
        for a, b in pairwise([x0, *self.joints, x1]):
            t = graded(a, b, max(LEAST_NODES, math.ceil((b - a) / NODE_MM)))
            found, breaks = quintic(np.array([self.shape.point(float(u), 0.0, off) for u in t]), t)
            poles += list(found if not poles else found[1:])
            knots += [(float(k), 1) for k in breaks[1:]]
            knots[-1] = (knots[-1][0], 5)
        knots = [(x0, 6), *knots[:-1], (x1, 6)]
        points = TColgp_Array2OfPnt(1, len(poles), 1, 2)
        values, times = TColStd_Array1OfReal(1, len(knots)), TColStd_Array1OfInteger(1, len(knots))
        for i, (x, y, _) in enumerate(poles, 1):
            for j, z in enumerate((z0, z1), 1):
                points.SetValue(i, j, brep.point((x, y, z)))
        for i, (k, m) in enumerate(knots, 1):
            values.SetValue(i, k)
            times.SetValue(i, m)
        ends, twice = TColStd_Array1OfReal(1, 2), TColStd_Array1OfInteger(1, 2)
        for i, z in enumerate((z0, z1), 1):
            ends.SetValue(i, z)
            twice.SetValue(i, 2)
        return Geom_BSplineSurface(points, values, ends, times, twice, 5, 1)

    def corner(self, u: float, v: float) -> tuple[Any, tuple[Any, Any]]:
        """The ruling through the wall and its vertices outside and inside."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt

        spots = [self.shape.point(u, v, off) for off in self.offs]
        ends = brep.vertex(spots[0]), brep.vertex(spots[1])
        poles = TColgp_Array1OfPnt(1, 2)
        for i, p in enumerate(spots, 1):
            poles.SetValue(i, brep.point(p))
        return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), *ends, 0.0, 1.0).Edge(), ends

    def stops(self, a: Vertex, b: Vertex) -> list[float]:
        """The parameter (length, or angle of an arc) at both ends and where the edge crosses a joint."""
        if not a.bulge:
            length = math.hypot(b.x - a.x, b.y - a.y)
            cuts = [(u - a.x) / (b.x - a.x) * length for u in self.joints if min(a.x, b.x) < u < max(a.x, b.x)] \
                if abs(b.x - a.x) > SAME else []
            return [0.0, *sorted(c for c in cuts if SAME < c < length - SAME), length]
        arc = arc_of(a, b)
        ends = sorted((arc.start, arc.start + arc.sweep))
        found = set()
        for u in self.joints:
            q = (u - arc.cx) / arc.radius
            if abs(q) < 1:
                for turn in (math.acos(q), -math.acos(q)):
                    at = ends[0] + (turn - ends[0]) % (2 * math.pi)
                    if ends[0] + 1e-6 < at < ends[1] - 1e-6:
                        found.add(round(at, 12))
        out = [ends[0], *sorted(found), ends[1]]
        return out if arc.sweep > 0 else out[::-1]

    def edge(self, a: Vertex, b: Vertex) -> tuple[Place, Any]:
        """Flat point at a parameter, and the curve on either face."""
        from OCP.Geom2d import Geom2d_Circle
        from OCP.gp import gp_Ax22d, gp_Dir2d, gp_Pnt2d

        if not a.bulge:
            length = math.hypot(b.x - a.x, b.y - a.y)
            du, dv = (b.x - a.x) / length, (b.y - a.y) / length
            return lambda t: (a.x + t * du, a.y + t * dv), brep.line_on(a.x, a.y, du, dv)
        arc = arc_of(a, b)
        circle = Geom2d_Circle(gp_Ax22d(gp_Pnt2d(arc.cx, arc.cy), gp_Dir2d(1, 0), gp_Dir2d(0, 1)), arc.radius)
        return lambda t: (arc.cx + arc.radius * math.cos(t), arc.cy + arc.radius * math.sin(t)), circle

    def run(self, at: Place, curve: Any, span: tuple[float, float], dense: float,
            corners: tuple[Any, Any]) -> tuple[list[Any], bool]:
        """One smooth part of an edge on both faces, and its wall; whether it runs the contour's way. dense: nodes over
        one unit of its parameter.
        """
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge

        forward = span[1] > span[0]
        low, high = (span if forward else span[::-1])
        first, last = corners if forward else corners[::-1]
        t = graded(low, high, max(LEAST_NODES, math.ceil((high - low) * dense)))
        edges, both = [], []
        for i, off in enumerate(self.offs):
            poles, breaks = quintic(np.array([self.shape.point(*at(float(x)), off) for x in t]), t)
            edge = BRepBuilderAPI_MakeEdge(spline_curve(poles, breaks), first[1][i], last[1][i], low, high).Edge()
            edges.append(self.sides[i].lay(edge, curve))
            both.append(poles)
        face = brep.FaceBuilder(ruled_surface(both[0], both[1], breaks), CURVE_TOLERANCE)
        face.lay(edges[0], brep.line_on(0, 0, 1, 0))
        face.lay(edges[1], brep.line_on(0, 1, 1, 0))
        face.lay(first[0], brep.line_on(low, 0, 0, 1))
        face.lay(last[0], brep.line_on(high, 0, 0, 1))
        face.wire([(edges[0], True), (last[0], True), (edges[1], False), (first[0], False)])
        self.faces.append(face.done(not forward))
        return edges, forward

    def contour(self, outline: Outline, counter_clockwise: bool) -> None:
        """Edges and walls of a closed contour, in its sense as asked, and its wire on both faces."""
        chain: Contour = two_arcs(outline) if isinstance(outline, Circle) else outline
        chain = chain if (chain.area > 0) is counter_clockwise else chain.reversed()
        parts: list[tuple[Place, Any, tuple[float, float], float]] = []
        for a, b in chain.edges():
            at, curve = self.edge(a, b)
            dense = max(1 / NODE_RAD, arc_of(a, b).radius / NODE_MM) if a.bulge else 1 / NODE_MM
            parts += [(at, curve, span, dense) for span in pairwise(self.stops(a, b))]
        corners = [self.corner(*at(span[0])) for at, _, span, _ in parts]
        runs = [self.run(at, curve, span, dense, (corners[i], corners[(i + 1) % len(corners)]))
                for i, (at, curve, span, dense) in enumerate(parts)]
        for i, side in enumerate(self.sides):
            side.wire([(edges[i], forward) for edges, forward in runs])

    def solid(self) -> Any:
        self.contour(self.shape.outline, True)
        for hole in self.shape.holes:
            self.contour(hole, False)
        self.faces += [self.sides[0].done(True), self.sides[1].done(False)]
        return brep.closed_solid(self.faces)


def section_sheet(shape: SectionSheet) -> Any:
    """The solid in the section's own frame."""
    return brep.the_solid(Bent(shape).solid())
