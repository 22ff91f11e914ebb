"""What plates of every kind share: rims and collars as faces of revolution, round holes as cylinders; no boolean."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.solids import brep
from knalpot_cad.solids.outline import contour_edge


def turned_faces(chain: Contour, x: float, y: float) -> list[Any]:
    """Faces of an open chain of (radius, z) turned about the axis through (x, y)."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeWire, BRepBuilderAPI_Transform
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir, gp_Trsf, gp_Vec

    corners = [brep.vertex((v.x, v.y, 0.0)) for v in chain.vertices]
    builder = BRepBuilderAPI_MakeWire()
    for i, (a, b) in enumerate(chain.edges()):
        builder.Add(contour_edge(a, b, corners[i], corners[i + 1]))
    stand, move = gp_Trsf(), gp_Trsf()
    stand.SetRotation(gp_Ax1(brep.point((0, 0, 0)), gp_Dir(1, 0, 0)), math.pi / 2)      # y of the chain becomes z
    move.SetTranslation(gp_Vec(x, y, 0.0))
    meridian = BRepBuilderAPI_Transform(builder.Wire(), move.Multiplied(stand)).Shape()
    axis = gp_Ax1(brep.point((x, y, 0)), gp_Dir(0, 0, 1))
    return brep.sub_shapes(BRepPrimAPI_MakeRevol(meridian, axis).Shape(), "face")


def standing(chain: Contour, thickness: float, up: bool) -> Contour:
    """The chain as it is, or mirrored to -z with the flat still between 0 and t."""
    if up:
        return chain
    return replace(chain, vertices=tuple(Vertex(v.x, thickness - v.y, -v.bulge) for v in chain.vertices)).reversed()


def openings(collars: Iterable[Collar], holes: Iterable[Circle],
             thickness: float) -> tuple[list[Any], dict[float, list[Any]]]:
    """Faces of the collars and holes of a plate, and the edges they leave in its planes z 0 and z thickness."""
    faces: list[Any] = []
    edges: dict[float, list[Any]] = {0.0: [], thickness: []}
    for c in collars:
        own = turned_faces(standing(c.meridian().skin(), thickness, c.up), c.x, c.y)
        for z, inner in edges.items():
            inner.append(first_circle(own, c.foot_mm, z))
        faces += own
    for hole in holes:
        ends = [(*brep.circle_edge((hole.x, hole.y, z), hole.radius), z) for z in (0.0, thickness)]
        faces.append(brep.hole_wall(hole.x, hole.y, hole.radius, ends[0], ends[1]))
        for edge, _, z in ends:
            edges[z].append(edge)
    return faces, edges


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
