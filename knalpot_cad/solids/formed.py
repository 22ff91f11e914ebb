"""Formed disc: rim and collars as faces of revolution, two planes with inner wires, one cylinder a hole; no boolean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.solids import brep
from knalpot_cad.solids.turned import first_circle, openings, standing, turned_faces

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


def formed_disc(shape: FormedDisc) -> TopoDS_Solid:
    """One solid of shared edges, in its own frame."""
    t, r = shape.thickness_mm, shape.flat_radius_mm
    chain = shape.meridian.skin() if shape.rim else Contour((Vertex(r, 0.0), Vertex(r, t)), closed=False)
    faces = turned_faces(standing(chain, t, shape.up or not shape.rim), 0.0, 0.0)
    outer = {z: first_circle(faces, r, z) for z in (0.0, t)}
    cut, inner = openings(shape.collars, shape.holes, t)
    faces += [*cut, *(brep.plane_face(z, outer[z], inner[z], z > 0) for z in (0.0, t))]
    return brep.the_solid(brep.closed_solid(faces))
