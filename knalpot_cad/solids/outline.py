"""Plane figures of the recipes as wires and prisms of the kernel: lines and arcs stay exact."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from knalpot_cad.geometry.plane import Circle, Outline, Vertex, arc_of
from knalpot_cad.solids import brep


def wire(outline: Outline, counter_clockwise: bool) -> Any:
    """Closed wire of exact lines and arcs in the plane z 0, its sense as asked."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeWire
    from OCP.TopoDS import TopoDS

    builder = BRepBuilderAPI_MakeWire()
    if isinstance(outline, Circle):
        edge, _ = brep.circle_edge((outline.x, outline.y, 0.0), outline.radius)
        builder.Add(edge if counter_clockwise else TopoDS.Edge_s(edge.Reversed()))
    else:
        chain = outline if (outline.area > 0) is counter_clockwise else outline.reversed()
        corners = [brep.vertex((v.x, v.y, 0.0)) for v in chain.vertices]
        for i, (a, b) in enumerate(chain.edges()):
            builder.Add(contour_edge(a, b, corners[i], corners[(i + 1) % len(corners)]))
    return builder.Wire()


def contour_edge(a: Vertex, b: Vertex, at_a: Any, at_b: Any) -> Any:
    """The line or arc from a to b between the given vertices of the kernel."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle
    from OCP.gp import gp_Ax2, gp_Dir

    if not a.bulge:
        return brep.line_edge(at_a, at_b)[0]
    arc = arc_of(a, b)
    up = 1.0 if arc.sweep > 0 else -1.0
    frame = gp_Ax2(brep.point((arc.cx, arc.cy, 0.0)), gp_Dir(0, 0, up),
                   gp_Dir(math.cos(arc.start), math.sin(arc.start), 0.0))
    return BRepBuilderAPI_MakeEdge(Geom_Circle(frame, arc.radius), at_a, at_b, 0.0, abs(arc.sweep)).Edge()


def prism(outline: Outline, holes: Iterable[Outline], up: tuple[float, float, float]) -> Any:
    """Kernel shape of a plane figure in z 0 moved along up [mm]."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
    from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
    from OCP.gp import gp_Pln, gp_Vec

    builder = BRepBuilderAPI_MakeFace(gp_Pln(brep.axes()), wire(outline, True), True)
    for hole in holes:
        builder.Add(wire(hole, False))
    return BRepPrimAPI_MakePrism(builder.Face(), gp_Vec(*up)).Shape()
