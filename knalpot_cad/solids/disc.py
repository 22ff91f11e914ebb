"""Flanged disc: faces of revolution for the rim, two planes with inner wires, one cylinder a hole; no boolean."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.shape import FlangedDisc
from knalpot_cad.solids import brep
from knalpot_cad.solids.outline import contour_edge

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


def rim(shape: FlangedDisc) -> Contour:
    """Meridian of the turned rim as an open chain of (radius, z), from the flat's face on z 0 to that on z t."""
    ro, r, t, h = shape.od_mm / 2, shape.inside_radius_mm, shape.thickness_mm, shape.height_mm
    quarter = math.tan(math.pi / 8)
    points = [Vertex(ro - t - r, 0.0, quarter), Vertex(ro, r + t), Vertex(ro, h), Vertex(ro - t, h),
              Vertex(ro - t, r + t, -quarter), Vertex(ro - t - r, t)]
    chain = [p for p, q in pairwise(points) if math.hypot(p.x - q.x, p.y - q.y) > 1e-9]
    up = Contour((*chain, points[-1]), closed=False)
    if shape.up:
        return up
    return replace(up, vertices=tuple(Vertex(v.x, t - v.y, -v.bulge) for v in up.vertices)).reversed()


def flanged_disc(shape: FlangedDisc) -> TopoDS_Solid:
    """Rim faces of revolution, two plane faces with inner wires, one cylinder a hole; all share their edges."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeWire, BRepBuilderAPI_Transform
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir, gp_Trsf

    chain = rim(shape)
    corners = [brep.vertex((v.x, v.y, 0.0)) for v in chain.vertices]
    builder = BRepBuilderAPI_MakeWire()
    for i, (a, b) in enumerate(chain.edges()):
        builder.Add(contour_edge(a, b, corners[i], corners[i + 1]))
    stand = gp_Trsf()
    stand.SetRotation(gp_Ax1(brep.point((0, 0, 0)), gp_Dir(1, 0, 0)), math.pi / 2)      # y of the chain becomes z
    meridian = BRepBuilderAPI_Transform(builder.Wire(), stand).Shape()
    axis = gp_Ax1(brep.point((0, 0, 0)), gp_Dir(0, 0, 1))
    faces = brep.sub_shapes(BRepPrimAPI_MakeRevol(meridian, axis).Shape(), "face")
    t = shape.thickness_mm
    outer = {z: first_circle(faces, v.x, z) for z, v in ((0.0, chain.vertices[0]), (t, chain.vertices[-1]))}
    inner: dict[float, list[Any]] = {0.0: [], t: []}
    for hole in shape.holes:
        ends = [(*brep.circle_edge((hole.x, hole.y, z), hole.radius), z) for z in (0.0, t)]
        faces.append(brep.hole_wall(hole.x, hole.y, hole.radius, ends[0], ends[1]))
        for edge, _, z in ends:
            inner[z].append(edge)
    faces += [brep.plane_face(z, outer[z], inner[z], z > 0) for z in (0.0, t)]
    return brep.the_solid(brep.closed_solid(faces))


def first_circle(faces: list[Any], radius: float, z: float) -> Any:
    """The closed edge at this radius and height, counter-clockwise seen from +z."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from OCP.GeomAbs import GeomAbs_CurveType
    from OCP.TopAbs import TopAbs_FORWARD

    for face in faces:
        for edge in brep.sub_shapes(face, "edge"):
            curve = BRepAdaptor_Curve(edge)
            if curve.GetType() == GeomAbs_CurveType.GeomAbs_Circle:
                circle = curve.Circle()
                flat = abs(circle.Axis().Direction().Z()) > 0.5
                if flat and abs(circle.Radius() - radius) < 1e-6 and abs(circle.Location().Z() - z) < 1e-6:
                    along = edge.Oriented(TopAbs_FORWARD)
                    return along if circle.Axis().Direction().Z() > 0 else along.Reversed()
    raise ValueError("the rim has no such edge")
