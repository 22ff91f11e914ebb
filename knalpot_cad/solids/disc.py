"""Flanged disc: faces of revolution for the rim, two planes with inner wires, one cylinder a hole; no boolean."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.shape import FlangedDisc
from knalpot_cad.solids import brep
from knalpot_cad.solids.turned import first_circle, openings, standing, turned_faces

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


def rim(shape: FlangedDisc) -> Contour:
    """Meridian of the turned rim as an open chain of (radius, z), from the flat's face on z 0 to that on z t."""
    ro, r, t, h = shape.od_mm / 2, shape.inside_radius_mm, shape.thickness_mm, shape.height_mm
    quarter = math.tan(math.pi / 8)
    points = [Vertex(ro - t - r, 0.0, quarter), Vertex(ro, r + t), Vertex(ro, h), Vertex(ro - t, h),
              Vertex(ro - t, r + t, -quarter), Vertex(ro - t - r, t)]
    chain = [p for p, q in pairwise(points) if math.hypot(p.x - q.x, p.y - q.y) > 1e-9]
    return standing(Contour((*chain, points[-1]), closed=False), t, shape.up)


def flanged_disc(shape: FlangedDisc) -> TopoDS_Solid:
    """Rim faces of revolution, two plane faces with inner wires, one cylinder a hole; all share their edges."""
    chain, t = rim(shape), shape.thickness_mm
    faces = turned_faces(chain, 0.0, 0.0)
    outer = {z: first_circle(faces, v.x, z) for z, v in ((0.0, chain.vertices[0]), (t, chain.vertices[-1]))}
    cut, inner = openings((), shape.holes, t)
    faces += [*cut, *(brep.plane_face(z, outer[z], inner[z], z > 0) for z in (0.0, t))]
    return brep.the_solid(brep.closed_solid(faces))
