"""Bricks for solids that are built face by face: edges, faces with their curves on the surface, closed solids.

All lengths in mm, angles in rad. A face keeps its material to the left of its edges, seen against its normal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

TOLERANCE = 1e-7


def point(p: Sequence[float]) -> Any:
    from OCP.gp import gp_Pnt

    return gp_Pnt(float(p[0]), float(p[1]), float(p[2]))


def vertex(p: Sequence[float]) -> Any:
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex

    return BRepBuilderAPI_MakeVertex(point(p)).Vertex()


def axes(origin: Sequence[float] = (0.0, 0.0, 0.0), turn: float = 0.0) -> Any:
    """Right-handed axes along +z at origin, x turned by turn [rad]."""
    from OCP.gp import gp_Ax3, gp_Dir

    return gp_Ax3(point(origin), gp_Dir(0, 0, 1), gp_Dir(math.cos(turn), math.sin(turn), 0))


def circle_edge(origin: Sequence[float], radius: float, turn: float = 0.0) -> tuple[Any, Any]:
    """A full circle square to z, counter-clockwise seen from +z, and its vertex at angle turn [rad]."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle

    x, y, z = origin
    v = vertex((x + radius * math.cos(turn), y + radius * math.sin(turn), z))
    curve = Geom_Circle(axes(origin, turn).Ax2(), radius)
    return BRepBuilderAPI_MakeEdge(curve, v, v, 0.0, 2 * math.pi).Edge(), v


def line_edge(a: Any, b: Any) -> tuple[Any, float]:
    """Straight edge between two vertices, from parameter 0 to its length [mm]."""
    from OCP.BRep import BRep_Tool
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Line
    from OCP.gp import gp_Dir, gp_Vec

    p, q = BRep_Tool.Pnt_s(a), BRep_Tool.Pnt_s(b)
    length = p.Distance(q)
    return BRepBuilderAPI_MakeEdge(Geom_Line(p, gp_Dir(gp_Vec(p, q))), a, b, 0.0, length).Edge(), length


def line_on(u: float, v: float, du: float, dv: float) -> Any:
    """The straight curve (u, v) + s (du, dv) on a surface; (du, dv) has length 1."""
    from OCP.Geom2d import Geom2d_Line
    from OCP.gp import gp_Dir2d, gp_Pnt2d

    return Geom2d_Line(gp_Pnt2d(u, v), gp_Dir2d(du, dv))


class FaceBuilder:
    """A face of one surface; edges are added wire by wire, each with its curves on the surface."""

    def __init__(self, surface: Any, tolerance: float = TOLERANCE) -> None:
        from OCP.BRep import BRep_Builder
        from OCP.TopoDS import TopoDS_Face

        self.builder, self.face, self.tolerance = BRep_Builder(), TopoDS_Face(), tolerance
        self.builder.MakeFace(self.face, surface, tolerance)

    def lay(self, edge: Any, *curves: Any) -> Any:
        """Gives the edge its curve on this surface; two for a seam (where used forward, where reversed)."""
        self.builder.UpdateEdge(edge, *curves, self.face, self.tolerance)
        return edge

    def wire(self, uses: Iterable[tuple[Any, bool]]) -> None:
        """One closed wire of edges, each used along (True) or against (False) its direction."""
        from OCP.TopoDS import TopoDS_Wire

        wire = TopoDS_Wire()
        self.builder.MakeWire(wire)
        for edge, along in uses:
            self.builder.Add(wire, edge if along else edge.Reversed())
        wire.Closed(True)
        self.builder.Add(self.face, wire)

    def done(self, outward: bool = True) -> Any:
        return self.face if outward else self.face.Reversed()


def plane_face(z: float, outer: Any, inner: Iterable[Any], outward: bool) -> Any:
    """Plane square to z bounded by counter-clockwise closed edges; outward where +z leaves the material."""
    from OCP.Geom import Geom_Plane

    face = FaceBuilder(Geom_Plane(axes((0.0, 0.0, z))))
    face.wire([(outer, True)])
    for edge in inner:
        face.wire([(edge, False)])
    return face.done(outward)


def hole_wall(x: float, y: float, radius: float, low: tuple[Any, Any, float], high: tuple[Any, Any, float]) -> Any:
    """Cylindrical wall of a round hole between two circles (edge, vertex, z), its normal into the hole."""
    from OCP.Geom import Geom_CylindricalSurface

    (e0, v0, z0), (e1, v1, z1) = low, high
    face = FaceBuilder(Geom_CylindricalSurface(axes((x, y, z0)), radius))
    seam, _ = line_edge(v0, v1)
    face.lay(e0, line_on(0, 0, 1, 0))
    face.lay(e1, line_on(0, z1 - z0, 1, 0))
    face.lay(seam, line_on(2 * math.pi, 0, 0, 1), line_on(0, 0, 0, 1))
    face.wire([(e0, True), (seam, True), (e1, False), (seam, False)])
    return face.done(False)


def closed_solid(faces: Iterable[Any]) -> Any:
    """A cadquery Solid of faces that share their edges."""
    from cadquery import Solid
    from OCP.BRep import BRep_Builder
    from OCP.TopoDS import TopoDS_Shell, TopoDS_Solid

    builder, shell, solid = BRep_Builder(), TopoDS_Shell(), TopoDS_Solid()
    builder.MakeShell(shell)
    for face in faces:
        builder.Add(shell, face)
    shell.Closed(True)
    builder.MakeSolid(solid)
    builder.Add(solid, shell)
    return Solid(solid)


def spline(poles: np.ndarray, breaks: np.ndarray) -> tuple[Any, Any, Any]:
    """Poles, knots and multiplicities of a clamped quintic with simple inner knots, as the kernel wants them."""
    from OCP.TColgp import TColgp_Array1OfPnt
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

    n = len(breaks)
    points, knots, times = TColgp_Array1OfPnt(1, len(poles)), TColStd_Array1OfReal(1, n), TColStd_Array1OfInteger(1, n)
    for i, p in enumerate(poles.tolist(), 1):
        points.SetValue(i, point(p))
    for i, t in enumerate(breaks.tolist(), 1):
        knots.SetValue(i, t)
        times.SetValue(i, 6 if i in (1, n) else 1)
    return points, knots, times


def spline_curve(poles: np.ndarray, breaks: np.ndarray) -> Any:
    from OCP.Geom import Geom_BSplineCurve

    return Geom_BSplineCurve(*spline(poles, breaks), 5)


def ruled_surface(first: np.ndarray, second: np.ndarray, breaks: np.ndarray) -> Any:
    """Straight rulings between two splines with the same knots; the second parameter runs from 0 to 1."""
    from OCP.Geom import Geom_BSplineSurface
    from OCP.TColgp import TColgp_Array2OfPnt
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

    _, knots, times = spline(first, breaks)
    points = TColgp_Array2OfPnt(1, len(first), 1, 2)
    for j, poles in enumerate((first, second), 1):
        for i, p in enumerate(poles.tolist(), 1):
            points.SetValue(i, j, point(p))
    ends, twice = TColStd_Array1OfReal(1, 2), TColStd_Array1OfInteger(1, 2)
    for i in (1, 2):
        ends.SetValue(i, float(i - 1))
        twice.SetValue(i, 2)
    return Geom_BSplineSurface(points, knots, ends, times, twice, 5, 1)
