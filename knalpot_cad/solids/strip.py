"""Bent strip: its profile of lines and arcs over the width, and one cut for all holes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.shape import BentStrip
from knalpot_cad.solids import brep
from knalpot_cad.solids.outline import prism

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid


def profile(shape: BentStrip) -> Contour:
    """Closed outline of the strip's side in (x, z) [mm]: along the lower face, back along the upper one."""
    t = shape.thickness_mm
    lower: list[Vertex] = []
    upper: list[Vertex] = []
    for i, (x, z, heading) in enumerate(shape.legs()):
        c, s, length = math.cos(heading), math.sin(heading), shape.straights_mm[i]
        bulge = math.tan(math.radians(shape.turns_deg[i]) / 4) if i < len(shape.turns_deg) else 0.0
        lower += [Vertex(x, z), Vertex(x + length * c, z + length * s, bulge)]
        upper += [Vertex(x - t * s, z + t * c, -bulge_before(shape, i)),
                  Vertex(x + length * c - t * s, z + length * s + t * c)]
    return Contour(tuple(clean([*lower, *reversed(upper)])))


def bulge_before(shape: BentStrip, leg: int) -> float:
    return math.tan(math.radians(shape.turns_deg[leg - 1]) / 4) if leg else 0.0


def clean(chain: list[Vertex]) -> list[Vertex]:
    """Without edges of no length: an inside radius of 0, a leg between two bends that touch."""
    following = [*chain[1:], chain[0]]
    return [v for v, w in zip(chain, following, strict=True) if math.hypot(v.x - w.x, v.y - w.y) > 1e-9]


def tool(shape: BentStrip, leg: int, along: float, v: float, diameter: float) -> Any:
    """Cylinder square to a leg, a little longer than the strip is thick."""
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeCylinder
    from OCP.gp import gp_Ax2, gp_Dir

    x, z, heading = shape.legs()[leg]
    c, s, over = math.cos(heading), math.sin(heading), 0.2 * shape.thickness_mm
    start = (x + along * c + over * s, v, z + along * s - over * c)
    axes = gp_Ax2(brep.point(start), gp_Dir(-s, 0.0, c))
    return BRepPrimAPI_MakeCylinder(axes, diameter / 2, shape.thickness_mm + 2 * over).Shape()


def bent_strip(shape: BentStrip) -> TopoDS_Solid:
    """The strip in its own frame: begins at the origin along +x, lower face on z 0, width centred on y."""
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut
    from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
    from OCP.gp import gp_Ax1, gp_Dir, gp_Trsf, gp_Vec
    from OCP.TopTools import TopTools_ListOfShape

    flat = prism(profile(shape), (), (0.0, 0.0, shape.width_mm))
    stand, centre = gp_Trsf(), gp_Trsf()
    stand.SetRotation(gp_Ax1(brep.point((0, 0, 0)), gp_Dir(1, 0, 0)), math.pi / 2)     # (x, y, z) to (x, -z, y)
    centre.SetTranslation(gp_Vec(0.0, shape.width_mm / 2, 0.0))
    body = BRepBuilderAPI_Transform(flat, centre.Multiplied(stand), True).Shape()
    if shape.holes:
        arguments, tools = TopTools_ListOfShape(), TopTools_ListOfShape()
        arguments.Append(body)
        for hole in shape.holes:
            tools.Append(tool(shape, *hole))
        cut = BRepAlgoAPI_Cut()
        cut.SetArguments(arguments)
        cut.SetTools(tools)
        cut.SetRunParallel(False)
        cut.Build()
        body = cut.Shape()
    return brep.the_solid(body)
