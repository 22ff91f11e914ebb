"""Formed disc: rim and collars as faces of revolution, two planes with inner wires, one cylinder a hole; no boolean."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.solids import brep
from knalpot_cad.solids.disc import first_circle
from knalpot_cad.solids.outline import contour_edge

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


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


def formed_disc(shape: FormedDisc) -> TopoDS_Solid:
    """One solid of shared edges, in its own frame."""
    t, r = shape.thickness_mm, shape.flat_radius_mm
    chain = shape.meridian.skin() if shape.rim else Contour((Vertex(r, 0.0), Vertex(r, t)), closed=False)
    faces = turned_faces(standing(chain, t, shape.up or not shape.rim), 0.0, 0.0)
    outer = {z: first_circle(faces, r, z) for z in (0.0, t)}
    inner: dict[float, list[Any]] = {0.0: [], t: []}
    for c in shape.collars:
        own = turned_faces(standing(c.meridian().skin(), t, c.up), c.x, c.y)
        for z, edges in inner.items():
            edges.append(first_circle(own, c.foot_mm, z))
        faces += own
    for hole in shape.holes:
        ends = [(*brep.circle_edge((hole.x, hole.y, z), hole.radius), z) for z in (0.0, t)]
        faces.append(brep.hole_wall(hole.x, hole.y, hole.radius, ends[0], ends[1]))
        for edge, _, z in ends:
            inner[z].append(edge)
    faces += [brep.plane_face(z, outer[z], inner[z], z > 0) for z in (0.0, t)]
    return brep.the_solid(brep.closed_solid(faces))
