"""Bent tube: a chain of cylinders and tori along its route, sewn; no sweep (facts/cad.md 5.4)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.route import Piece
from knalpot_cad.geometry.shape import BentTube
from knalpot_cad.solids import brep

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


def bent_tube(shape: BentTube) -> TopoDS_Solid:
    """Cylinders and tori along the route, outside and inside, closed by two rings; sewn, no sweep."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
    from OCP.TopoDS import TopoDS

    pieces = [p for p in shape.route.pieces() if p.length_mm > 1e-9]
    sewing = BRepBuilderAPI_Sewing(1e-5)
    for radius in [d / 2 for d in (shape.outer_mm, shape.inner_mm) if d > 0]:
        for piece in pieces:
            sewing.Add(lateral(piece, radius))
    for frame in (pieces[0].frame, pieces[-1].end()):
        sewing.Add(ring(frame, shape.outer_mm / 2, shape.inner_mm / 2))
    sewing.Perform()
    return brep.the_solid(BRepBuilderAPI_MakeSolid(TopoDS.Shell_s(sewing.SewedShape())).Solid())


def ring(frame: Frame, outer: float, inner: float) -> Any:
    """Plane ring square to the travel at a frame."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeWire
    from OCP.gp import gp_Pln
    from OCP.TopoDS import TopoDS

    edges = [hoop(frame, r) for r in (outer, inner) if r > 0]
    builder = BRepBuilderAPI_MakeFace(gp_Pln(frame_axes(frame)), BRepBuilderAPI_MakeWire(edges[0]).Wire(), True)
    if len(edges) == 2:
        builder.Add(TopoDS.Wire_s(BRepBuilderAPI_MakeWire(edges[1]).Wire().Reversed()))
    return builder.Face()


def frame_axes(frame: Frame) -> Any:
    from OCP.gp import gp_Ax3, gp_Dir

    return gp_Ax3(brep.point(frame.origin), gp_Dir(*frame.z), gp_Dir(*frame.x))


def hoop(frame: Frame, radius: float) -> Any:
    """Circle square to the travel at a frame."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle

    return BRepBuilderAPI_MakeEdge(Geom_Circle(frame_axes(frame).Ax2(), radius)).Edge()


def lateral(piece: Piece, radius: float) -> Any:
    """Cylinder or torus face swept by the circle along one piece of the route."""
    from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir, gp_Vec

    f = piece.frame
    if not piece.angle_deg:
        return BRepPrimAPI_MakePrism(hoop(f, radius), gp_Vec(*(piece.length_mm * c for c in f.z))).Shape()
    axis = gp_Ax1(brep.point(f.point((piece.clr_mm, 0.0, 0.0))), gp_Dir(*f.y))
    return BRepPrimAPI_MakeRevol(hoop(f, radius), axis, math.radians(piece.angle_deg)).Shape()
