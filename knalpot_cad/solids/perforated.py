"""Perforated tube, face by face: holes are circles of the flat mid surface, rolled (facts/sheets.md 7, cad.md 5.3).

A hole is the ellipse phi = phi0 - (r/R_mid) sin t, z = z0 + r cos t on both cylinders, joined by radial rulings.
Where no angle is free of holes (staggered rows) the seam of the cylinder runs through holes, which then fall in two
halves. No boolean: linear in the number of holes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from knalpot_cad.geometry.shape import Tube
from knalpot_cad.solids import brep
from knalpot_cad.solids.rolled import CURVE_TOLERANCE, TAU, rolled, ruled_surface, spline_curve


@dataclass(frozen=True)
class Hole:
    """Centre u [rad] from the seam and z [mm], radius r [mm], half width a [rad] on the cylinder."""

    u: float
    z: float
    r: float
    a: float

    @property
    def over_seam(self) -> bool:
        return min(self.u, TAU - self.u) < self.a

    @property
    def offset(self) -> float:
        """Signed u from the seam [rad], for holes over it."""
        return self.u if self.u < math.pi else self.u - TAU


def seam_angle(centres: np.ndarray, halves: np.ndarray) -> float:
    """Middle of the widest angle without holes, else the angle farthest from touching any hole [rad]."""
    if not len(centres):
        return 0.0
    edges = np.unique(np.round(np.concatenate([centres - halves, centres + halves]) % TAU, 12))
    gaps = np.diff(np.append(edges, edges[0] + TAU))
    tries = edges + gaps / 2
    distance = np.abs((tries[:, None] - centres + math.pi) % TAU - math.pi)
    free = (distance > halves).all(axis=1)
    if (gaps[free] > 1e-3).any():
        return float(tries[np.argmax(np.where(free, gaps, 0.0))])
    return float(tries[np.argmax(np.abs(distance - halves).min(axis=1))])


class PerforatedTube:
    """Builds the faces; u is measured from the seam."""

    def __init__(self, tube: Tube) -> None:
        from OCP.Geom import Geom_CylindricalSurface

        self.tube = tube
        self.radii = tube.outer_mm / 2, tube.inner_mm / 2
        mid = (self.radii[0] + self.radii[1]) / 2
        angles = np.radians([h[0] for h in tube.holes])
        halves = np.array([h[2] / 2 / mid for h in tube.holes])
        self.seam = seam_angle(angles, halves)
        self.holes = [Hole(float((angle - self.seam) % TAU), z, d / 2, d / 2 / mid)
                      for angle, (_, z, d) in zip(angles, tube.holes, strict=True)]
        self.faces: list[Any] = []
        self.sides = [brep.FaceBuilder(Geom_CylindricalSurface(brep.axes(turn=self.seam), r), CURVE_TOLERANCE)
                      for r in self.radii]

    def on_cylinder(self, hole: Hole, side: int, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Poles of the hole's edge where it lies."""
        poles, t = rolled(self.radii[side], hole.r, hole.a, start, end)
        c, s = math.cos(hole.u + self.seam), math.sin(hole.u + self.seam)
        turn = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
        return poles @ turn + [0.0, 0.0, hole.z], t

    def edge(self, hole: Hole, u: float, side: int, span: tuple[float, float], ends: tuple[Any, Any]) -> Any:
        """The hole's edge on one cylinder, laid on it as an ellipse centred at u [rad]."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom2d import Geom2d_Ellipse
        from OCP.gp import gp_Ax22d, gp_Dir2d, gp_Pnt2d

        curve = spline_curve(*self.on_cylinder(hole, side, *span))
        edge = BRepBuilderAPI_MakeEdge(curve, *ends, *span).Edge()
        frame = gp_Ax22d(gp_Pnt2d(u, hole.z), gp_Dir2d(0, 1), gp_Dir2d(-1, 0))
        return self.wall_of(hole.z, side).lay(edge, Geom2d_Ellipse(frame, hole.r, hole.a))

    def wall_of(self, z: float, side: int) -> brep.FaceBuilder:
        """The face that a hole's edge lies on."""
        return self.sides[side]

    def wall(self, hole: Hole, span: tuple[float, float], edges: tuple[Any, Any], sides: tuple[Any, Any]) -> None:
        """Ruled wall between the outer and the inner edge; sides are the rulings at its start and end."""
        t0, t1 = span
        (outer, t), (inner, _) = (self.on_cylinder(hole, i, t0, t1) for i in (0, 1))
        face = brep.FaceBuilder(ruled_surface(outer, inner, t), CURVE_TOLERANCE)
        face.lay(edges[0], brep.line_on(0, 0, 1, 0))
        face.lay(edges[1], brep.line_on(0, 1, 1, 0))
        if sides[0] is sides[1]:
            face.lay(sides[0], brep.line_on(t1, 0, 0, 1), brep.line_on(t0, 0, 0, 1))
        else:
            face.lay(sides[0], brep.line_on(t0, 0, 0, 1))
            face.lay(sides[1], brep.line_on(t1, 0, 0, 1))
        face.wire([(edges[0], True), (sides[1], True), (edges[1], False), (sides[0], False)])
        self.faces.append(face.done())

    def ruling(self, hole: Hole, t: float) -> tuple[Any, tuple[Any, Any]]:
        """Radial edge through the wall at parameter t, from parameter 0 to 1, and its vertices outside, inside."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt

        angle, z = hole.u + self.seam - hole.a * math.sin(t), hole.z + hole.r * math.cos(t)
        places = [(r * math.cos(angle), r * math.sin(angle), z) for r in self.radii]
        ends = brep.vertex(places[0]), brep.vertex(places[1])
        poles = TColgp_Array1OfPnt(1, 2)
        for i, p in enumerate(places, 1):
            poles.SetValue(i, brep.point(p))
        return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), *ends, 0.0, 1.0).Edge(), ends

    def whole(self, hole: Hole) -> tuple[Any, Any]:
        """A hole clear of the seam: its two closed edges."""
        span = (0.0, TAU)
        side, ends = self.ruling(hole, 0.0)
        outer, inner = (self.edge(hole, hole.u, i, span, (ends[i], ends[i])) for i in (0, 1))
        self.wall(hole, span, (outer, inner), (side, side))
        return outer, inner

    def halved(self, hole: Hole) -> list[tuple[Any, Any, Any, Any]]:
        """A hole over the seam; for each cylinder its edge at u = 2 pi, at u = 0, lower and upper vertex."""
        at = math.asin(hole.offset / hole.a)
        (high, tops), (low, feet) = self.ruling(hole, at), self.ruling(hole, math.pi - at)
        left, right = (at, math.pi - at), (math.pi - at, TAU + at)
        first, second = (self.edge(hole, TAU + hole.offset, i, left, (tops[i], feet[i])) for i in (0, 1))
        third, fourth = (self.edge(hole, hole.offset, i, right, (feet[i], tops[i])) for i in (0, 1))
        before, after = (first, second), (third, fourth)
        self.wall(hole, left, before, (high, low))
        self.wall(hole, right, after, (low, high))
        return [(before[i], after[i], feet[i], tops[i]) for i in (0, 1)]

    def side(self, i: int, halved: list[Any], whole: list[Any], rims: list[tuple[Any, Any]],
             face: brep.FaceBuilder) -> None:
        """One cylinder: around its seam, interrupted by halved holes, and the closed edges of all others.

        Its rims are (circle, vertex), low and high; face is what the holes' edges are laid on.
        """
        (low, first), (high, last) = rims
        up, down, here, z = [], [], first, height(first)
        face.lay(low, brep.line_on(0, z, 1, 0))
        face.lay(high, brep.line_on(0, height(last), 1, 0))
        for before, after, foot, top in [*(h[i] for h in halved), (None, None, last, None)]:
            piece, _ = brep.line_edge(here, foot)
            face.lay(piece, brep.line_on(TAU, z, 0, 1), brep.line_on(0, z, 0, 1))
            up.append((piece, True))
            down.append((piece, False))
            if before is not None:
                up.append((before, False))
                down.append((after, False))
                here, z = top, height(top)
        face.wire([(low, True), *up, (high, False), *reversed(down)])
        for edges in whole:
            face.wire([(edges[i], False)])
        self.faces.append(face.done(i == 0))

    def solid(self) -> Any:
        halved = [self.halved(h) for h in sorted((h for h in self.holes if h.over_seam), key=lambda h: h.z)]
        whole = [self.whole(h) for h in self.holes if not h.over_seam]
        rims = [[brep.circle_edge((0.0, 0.0, z), r, self.seam) for z in (0.0, self.tube.length_mm)] for r in self.radii]
        for i in (0, 1):
            self.side(i, halved, whole, rims[i], self.sides[i])
        for k, z in enumerate((0.0, self.tube.length_mm)):
            self.faces.append(brep.plane_face(z, rims[0][k][0], [rims[1][k][0]], k == 1))
        return brep.closed_solid(self.faces)


def height(v: Any) -> float:
    """z of a vertex [mm]."""
    from OCP.BRep import BRep_Tool

    return float(BRep_Tool.Pnt_s(v).Z())
