"""Bricks for solids that are built face by face: edges, faces with their curves on the surface, closed solids.

All lengths in mm, angles in rad. A face keeps its material to the left of its edges, seen against its normal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid

TOLERANCE = 1e-7


@lru_cache(maxsize=1)
def hush() -> None:
    """The kernel prints statistics of every file it writes; from here on it speaks of failures only."""
    from OCP.Message import Message, Message_Gravity

    for printer in Message.DefaultMessenger_s().Printers():
        printer.SetTraceLevel(Message_Gravity.Message_Fail)


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


def closed_solid(faces: Iterable[Any]) -> TopoDS_Solid:
    """A solid of faces that share their edges."""
    from OCP.BRep import BRep_Builder
    from OCP.TopoDS import TopoDS_Shell, TopoDS_Solid

    builder, shell, solid = BRep_Builder(), TopoDS_Shell(), TopoDS_Solid()
    builder.MakeShell(shell)
    for face in faces:
        builder.Add(shell, face)
    shell.Closed(True)
    builder.MakeSolid(solid)
    builder.Add(solid, shell)
    return solid


def the_solid(shape: Any) -> TopoDS_Solid:
    """The only solid in a kernel shape, its volume made positive."""
    from OCP.TopoDS import TopoDS

    solids = sub_shapes(shape, "solid")
    if len(solids) != 1:
        raise ValueError(f"one solid expected, {len(solids)} made")
    solid: TopoDS_Solid = solids[0]
    return solid if rough_volume(solid) > 0 else TopoDS.Solid_s(solid.Reversed())


def rough_volume(solid: Any) -> float:
    """Volume [mm3], negative of a solid turned inside out; 1e-6 off for a tube of many holes."""
    from OCP.BRepGProp import BRepGProp
    from OCP.GProp import GProp_GProps

    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(solid, properties)
    return float(properties.Mass())


def mass(body: Any) -> tuple[float, Any]:
    """Volume [mm3] and its centre by adaptive integration: the kernel's default is 1e-6 off for a tube of many holes.

    On a surface of revolution (a shallow bead: its arc is wider than the tube) the adaptive one is 1e-4 off, for all
    that it is asked; there the volume is Gauss and Kronrod's (slow on splines, and for centres), the centre the
    default's.
    """
    from OCP.BRepAdaptor import BRepAdaptor_Surface
    from OCP.BRepGProp import BRepGProp
    from OCP.GeomAbs import GeomAbs_SurfaceType
    from OCP.GProp import GProp_GProps

    found, turned = GProp_GProps(), GeomAbs_SurfaceType.GeomAbs_SurfaceOfRevolution
    if not any(BRepAdaptor_Surface(face, False).GetType() == turned for face in sub_shapes(body, "face")):
        BRepGProp.VolumeProperties_s(body, found, 1e-3)
        return float(found.Mass()), found.CentreOfMass()
    BRepGProp.VolumeProperties_s(body, found)
    centre, found = found.CentreOfMass(), GProp_GProps()
    BRepGProp.VolumePropertiesGK_s(body, found, 1e-6, False, True, False, False, False)
    return float(found.Mass()), centre


def sub_shapes(shape: Any, kind: str) -> list[Any]:
    """Solids, shells, faces or edges of a kernel shape, in its order."""
    from OCP.TopAbs import TopAbs_ShapeEnum as Kind
    from OCP.TopExp import TopExp_Explorer
    from OCP.TopoDS import TopoDS

    wanted, cast = {"solid": (Kind.TopAbs_SOLID, TopoDS.Solid_s), "shell": (Kind.TopAbs_SHELL, TopoDS.Shell_s),
                    "face": (Kind.TopAbs_FACE, TopoDS.Face_s), "edge": (Kind.TopAbs_EDGE, TopoDS.Edge_s)}[kind]
    explorer, out = TopExp_Explorer(shape, wanted), []
    while explorer.More():
        out.append(cast(explorer.Current()))
        explorer.Next()
    return out
