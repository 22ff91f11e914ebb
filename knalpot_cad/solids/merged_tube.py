"""Pipes of a collector, face by face: analytic cylinders, and ruled cuts across the wall between both rims.

Both rims of a piece are one quintic spline over a parameter that slows down towards the corners, where a rim may be as
steep as a root; so a few dozen poles are within 2e-7 mm, and booleans with neighbours stay quick.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from knalpot_cad.geometry.merged_tube import MergedEnd, MergedTube, segments
from knalpot_cad.solids import brep
from knalpot_cad.solids.span import Quintic, arrays, curve_of, quintic, surface_of

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid

TURN = 2 * math.pi
PLANE_MM = 5e-6          # root of the summed squares of how far poles lie off a plane
Piece = tuple[float, float, float, float]


def merged_tube(shape: MergedTube) -> TopoDS_Solid:
    """One half an end that is not square, joined in a plane square to the axis."""
    a, b = shape.outer_mm / 2, shape.inner_mm / 2
    if shape.near is None or shape.far is None:
        if shape.far is not None:
            return half(shape.far, a, b, -shape.length_mm, (0.0, 0.0, shape.length_mm), False)
        if shape.near is not None:
            return half(shape.near, a, b, -shape.length_mm, (0.0, 0.0, 0.0), True)
        raise ValueError("both ends are square")
    middle = (_least(shape.near, a, b, -1.0) + shape.length_mm + _least(shape.far, a, b, 1.0)) / 2
    first = half(shape.near, a, b, -middle, (0.0, 0.0, 0.0), True)
    second = half(shape.far, a, b, middle - shape.length_mm, (0.0, 0.0, shape.length_mm), False)
    return _joined(first, second)


def _least(end: MergedEnd, outer: float, inner: float, side: float) -> float:
    """Where the shortest generator of an end lies, along z from its reference [mm]."""
    phi = np.linspace(0.0, TURN, 721)
    return side * float(min(end.rise(outer, False, phi).min(), end.rise(inner, True, phi).min()))


def half(end: MergedEnd, outer: float, inner: float, foot: float, at: tuple[float, float, float],
         near: bool) -> TopoDS_Solid:
    """The pipe from a square foot (z below the reference) to its cut; near: turned half round x, so that it opens
    towards -z.
    """
    from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
    from OCP.gp import gp_Ax1, gp_Dir, gp_Trsf, gp_Vec

    pieces = segments(end, outer, inner)
    if near:
        pieces = [(-b, -a, -d, -c) for a, b, c, d in reversed(pieces)]
    # the kernel takes a circle's parameter from 0 to 2 pi, so that every piece begins there
    pieces = [(a % TURN, a % TURN + b - a, c % TURN, c % TURN + d - c) for a, b, c, d in pieces]
    rims = [rim(end, outer, inner, near, p) for p in pieces]
    for q, after in zip(rims, [*rims[1:], rims[0]], strict=True):
        q.poles[-1, [0, 1, 2, 4, 5, 6]] = after.poles[0, [0, 1, 2, 4, 5, 6]]        # one corner, to the last bit
    out, inn = Wall(outer, foot, rims, 0), Wall(inner, foot, rims, 4)
    faces = [*out.faces(True), *inn.faces(False), *cuts(out, inn, rims), ring(out, inn, foot)]
    solid = brep.closed_solid(faces)
    move, turn = gp_Trsf(), gp_Trsf()
    move.SetTranslation(gp_Vec(*at))
    if near:
        turn.SetRotation(gp_Ax1(brep.point((0.0, 0.0, 0.0)), gp_Dir(1, 0, 0)), math.pi)
    # into the geometry itself: a kept solid has no place of its own
    return brep.the_solid(BRepBuilderAPI_Transform(solid, move.Multiplied(turn), True).Shape())


def rim(end: MergedEnd, outer: float, inner: float, near: bool, piece: Piece) -> Quintic:
    """x, y, z and angle of the outer rim, then of the inner one, over 0 to 1: poles (n, 8)."""
    a, b, c, d = piece

    def f(s: np.ndarray) -> np.ndarray:
        share = (1 - np.cos(math.pi * s)) / 2
        columns = []
        for r, is_inner, low, high in ((outer, False, a, b), (inner, True, c, d)):
            phi = low + (high - low) * share
            z = end.rise(r, is_inner, -phi if near else phi)
            columns += [r * np.cos(phi), r * np.sin(phi), z, phi]
        return np.stack(columns, axis=1)
    return quintic(f, 0.0, 1.0)


class Wall:
    """Edges of one cylindrical wall: arcs at the foot, generators at the corners, curves at the cut."""

    def __init__(self, radius: float, foot: float, rims: list[Quintic], first: int) -> None:
        self.radius, self.foot, self.rims, self.first = radius, foot, rims, first
        self.spans = [(float(q.poles[0, first + 3]), float(q.poles[-1, first + 3])) for q in rims]
        corners = [q.poles[0, first:first + 3].tolist() for q in rims]
        self.feet = [brep.vertex((p[0], p[1], foot)) for p in corners]
        self.tops = [brep.vertex(p) for p in corners]
        self.arcs = [self._arc(i) for i in range(len(rims))]
        self.lines = [brep.line_edge(f, t) for f, t in zip(self.feet, self.tops, strict=True)]
        self.curves = [self._curve(i) for i in range(len(rims))]

    def _arc(self, i: int) -> Any:
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_Circle

        circle = Geom_Circle(brep.axes((0.0, 0.0, self.foot)).Ax2(), self.radius)
        return BRepBuilderAPI_MakeEdge(circle, self.feet[i], self.feet[(i + 1) % len(self.feet)],
                                       *self.spans[i]).Edge()

    def _curve(self, i: int) -> Any:
        """The cut's edge, parameter 0 to 1."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge

        curve = curve_of(self.rims[i], self.rims[i].poles[:, self.first:self.first + 3])
        return BRepBuilderAPI_MakeEdge(curve, self.tops[i], self.tops[(i + 1) % len(self.tops)], 0.0, 1.0).Edge()

    def _flat_curve(self, i: int) -> Any:
        """The cut's edge as (angle, z) on the cylinder."""
        from OCP.Geom2d import Geom2d_BSplineCurve
        from OCP.gp import gp_Pnt2d
        from OCP.TColgp import TColgp_Array1OfPnt2d

        q, k = self.rims[i], self.first
        points = TColgp_Array1OfPnt2d(1, len(q.poles))
        for j, row in enumerate(q.poles.tolist(), 1):
            points.SetValue(j, gp_Pnt2d(row[k + 3], row[k + 2]))
        return Geom2d_BSplineCurve(points, *arrays(q), 5)

    def faces(self, outward: bool) -> list[Any]:
        """A patch of the cylinder for each piece of the cut."""
        from OCP.Geom import Geom_CylindricalSurface

        out, n = [], len(self.spans)
        for i, (a, b) in enumerate(self.spans):
            face = brep.FaceBuilder(Geom_CylindricalSurface(brep.axes(), self.radius))
            left, right = self.lines[i][0], self.lines[(i + 1) % n][0]
            face.lay(self.arcs[i], brep.line_on(0.0, self.foot, 1, 0))
            face.lay(left, brep.line_on(a, self.foot, 0, 1))
            face.lay(right, brep.line_on(b, self.foot, 0, 1))
            face.lay(self.curves[i], self._flat_curve(i))
            face.wire([(self.arcs[i], True), (right, True), (self.curves[i], False), (left, False)])
            out.append(face.done(outward))
        return out


def cuts(outer: Wall, inner: Wall, rims: list[Quintic]) -> list[Any]:
    """Faces across the wall between matched pieces of both rims: plane where both lie in one plane (neighbours always
    do; a kernel compares planes a hundred times quicker), else ruled.
    """
    bridges, out, n = [_bridge(a, b) for a, b in zip(outer.tops, inner.tops, strict=True)], [], len(rims)
    for i, q in enumerate(rims):
        first, last = bridges[i], bridges[(i + 1) % n]
        level = plane_of(q)
        if level is not None:
            face = brep.FaceBuilder(level)
            face.wire([(outer.curves[i], True), (last, True), (inner.curves[i], False), (first, False)])
            out.append(face.done(True))
            continue
        face = brep.FaceBuilder(surface_of(q, [q.poles[:, 0:3], q.poles[:, 4:7]], [1.0, 1.0], (0.0, 1.0)))
        face.lay(outer.curves[i], brep.line_on(0, 0, 1, 0))
        face.lay(inner.curves[i], brep.line_on(0, 1, 1, 0))
        face.lay(first, brep.line_on(0, 0, 0, 1))
        face.lay(last, brep.line_on(1, 0, 0, 1))
        face.wire([(outer.curves[i], True), (last, True), (inner.curves[i], False), (first, False)])
        out.append(face.done(True))
    return out


def plane_of(q: Quintic) -> Any:
    """The plane that both rims lie in, its normal out of the metal (z up along the pipe); None where they do not."""
    from OCP.Geom import Geom_Plane
    from OCP.gp import gp_Dir

    points = np.concatenate([q.poles[:, 0:3], q.poles[:, 4:7]])
    middle = points.mean(axis=0)
    _, size, axes = np.linalg.svd(points - middle)
    if size[2] > PLANE_MM:
        return None
    normal = axes[2] if axes[2][2] > 0 else -axes[2]
    return Geom_Plane(brep.point(middle.tolist()), gp_Dir(*normal.tolist()))


def _bridge(a: Any, b: Any) -> Any:
    """Straight edge with parameter 0 to 1."""
    from OCP.BRep import BRep_Tool
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_BezierCurve
    from OCP.TColgp import TColgp_Array1OfPnt

    poles = TColgp_Array1OfPnt(1, 2)
    poles.SetValue(1, BRep_Tool.Pnt_s(a))
    poles.SetValue(2, BRep_Tool.Pnt_s(b))
    return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), a, b, 0.0, 1.0).Edge()


def ring(outer: Wall, inner: Wall, foot: float) -> Any:
    """The square foot, facing -z."""
    from OCP.Geom import Geom_Plane

    face = brep.FaceBuilder(Geom_Plane(brep.axes((0.0, 0.0, foot))))
    face.wire([(arc, True) for arc in outer.arcs])
    face.wire([(arc, False) for arc in reversed(inner.arcs)])
    return face.done(False)


def _joined(a: TopoDS_Solid, b: TopoDS_Solid) -> TopoDS_Solid:
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Fuse
    from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain

    fused = BRepAlgoAPI_Fuse(a, b)
    unify = ShapeUpgrade_UnifySameDomain(fused.Shape(), True, True, False)
    unify.Build()
    return brep.the_solid(unify.Shape())
