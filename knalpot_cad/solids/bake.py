"""bake(recipe): one valid solid of positive volume, in the recipe's own frame, by the fast ways of facts/cad.md 5.

No boolean per hole: plates are prisms of a face with inner wires, discs and tubes are built face by face, bent
tubes are chains of cylinders and tori. Solids are kept per process by their recipe; treat them as read-only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, arc_of
from knalpot_cad.geometry.shape import BentTube, ConeShell, FlangedDisc, Placed, Plate, Shape, Tube
from knalpot_cad.solids import brep

if TYPE_CHECKING:
    from cadquery import Solid


@lru_cache(maxsize=4096)
def bake(shape: Shape) -> Solid:
    """The solid of a recipe [mm]."""
    if isinstance(shape, Tube):
        solid = tube(shape)
    elif isinstance(shape, ConeShell):
        a, b, w, h = shape.outer0_mm / 2, shape.outer1_mm / 2, shape.radial_mm, shape.length_mm
        solid = turned([(a, 0.0), (b, h), (b - w, h), (a - w, 0.0)])
    elif isinstance(shape, Plate):
        solid = plate(shape)
    elif isinstance(shape, FlangedDisc):
        solid = flanged_disc(shape)
    elif isinstance(shape, BentTube):
        solid = bent_tube(shape)
    else:
        from knalpot_cad.solids.strip import bent_strip
        solid = bent_strip(shape)
    return solid


def standing(placed: Placed) -> Solid:
    """The solid of a part where it stands in the assembly."""
    from cadquery import Location

    return bake(placed.shape).moved(Location(place(placed)))


def place(placed: Placed) -> Any:
    """The frame of a part as a transformation of the kernel."""
    from OCP.gp import gp_Ax3, gp_Dir, gp_Trsf

    f = placed.frame
    move = gp_Trsf()
    move.SetTransformation(gp_Ax3(brep.point(f.origin), gp_Dir(*f.z), gp_Dir(*f.x)), gp_Ax3())
    return move


def the_solid(shape: Any) -> Solid:
    """The only solid in a kernel shape, its volume made positive."""
    from cadquery import Shape as Any3D
    from cadquery import Solid

    solids = Any3D.cast(shape).Solids()
    if len(solids) != 1:
        raise ValueError(f"one solid expected, {len(solids)} made")
    solid = solids[0]
    return solid if solid.Volume() > 0 else Solid(solid.wrapped.Reversed())


def turned(profile: list[tuple[float, float]]) -> Solid:
    """Solid of revolution about z of a polygon of (radius, z) [mm]; corners on the axis are allowed."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir

    polygon = BRepBuilderAPI_MakePolygon()
    for r, z in profile:
        polygon.Add(brep.point((r, 0.0, z)))
    polygon.Close()
    face = BRepBuilderAPI_MakeFace(polygon.Wire(), True).Face()
    return the_solid(BRepPrimAPI_MakeRevol(face, gp_Ax1(brep.point((0, 0, 0)), gp_Dir(0, 0, 1))).Shape())


def tube(shape: Tube) -> Solid:
    if shape.holes:
        from knalpot_cad.solids.perforated import PerforatedTube
        return the_solid(PerforatedTube(shape).solid().wrapped)
    a, b, h = shape.outer_mm / 2, shape.inner_mm / 2, shape.length_mm
    return turned([(a, 0.0), (a, h), (b, h), (b, 0.0)])


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


def plate(shape: Plate) -> Solid:
    return the_solid(prism(shape.outline, shape.holes, (0.0, 0.0, shape.thickness_mm)))


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


def flanged_disc(shape: FlangedDisc) -> Solid:
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
    faces = sub_shapes(BRepPrimAPI_MakeRevol(meridian, gp_Ax1(brep.point((0, 0, 0)), gp_Dir(0, 0, 1))).Shape(), "face")
    t = shape.thickness_mm
    outer = {z: first_circle(faces, v.x, z) for z, v in ((0.0, chain.vertices[0]), (t, chain.vertices[-1]))}
    inner: dict[float, list[Any]] = {0.0: [], t: []}
    for hole in shape.holes:
        ends = [(*brep.circle_edge((hole.x, hole.y, z), hole.radius), z) for z in (0.0, t)]
        faces.append(brep.hole_wall(hole.x, hole.y, hole.radius, ends[0], ends[1]))
        for edge, _, z in ends:
            inner[z].append(edge)
    faces += [brep.plane_face(z, outer[z], inner[z], z > 0) for z in (0.0, t)]
    return the_solid(brep.closed_solid(faces).wrapped)


def sub_shapes(shape: Any, kind: str) -> list[Any]:
    """Faces or edges of a kernel shape, in its order."""
    from OCP.TopAbs import TopAbs_ShapeEnum as Kind
    from OCP.TopExp import TopExp_Explorer
    from OCP.TopoDS import TopoDS

    wanted, cast = (Kind.TopAbs_FACE, TopoDS.Face_s) if kind == "face" else (Kind.TopAbs_EDGE, TopoDS.Edge_s)
    explorer, out = TopExp_Explorer(shape, wanted), []
    while explorer.More():
        out.append(cast(explorer.Current()))
        explorer.Next()
    return out


def first_circle(faces: list[Any], radius: float, z: float) -> Any:
    """The closed edge at this radius and height, counter-clockwise seen from +z."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from OCP.GeomAbs import GeomAbs_CurveType
    from OCP.TopAbs import TopAbs_FORWARD

    for face in faces:
        for edge in sub_shapes(face, "edge"):
            curve = BRepAdaptor_Curve(edge)
            if curve.GetType() == GeomAbs_CurveType.GeomAbs_Circle:
                circle = curve.Circle()
                flat = abs(circle.Axis().Direction().Z()) > 0.5
                if flat and abs(circle.Radius() - radius) < 1e-6 and abs(circle.Location().Z() - z) < 1e-6:
                    along = edge.Oriented(TopAbs_FORWARD)
                    return along if circle.Axis().Direction().Z() > 0 else along.Reversed()
    raise ValueError("the rim has no such edge")


def bent_tube(shape: BentTube) -> Solid:
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
    return the_solid(BRepBuilderAPI_MakeSolid(TopoDS.Shell_s(sewing.SewedShape())).Solid())


def ring(frame: Any, outer: float, inner: float) -> Any:
    """Plane ring square to the travel at a frame."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeWire
    from OCP.gp import gp_Pln
    from OCP.TopoDS import TopoDS

    edges = [hoop(frame, r) for r in (outer, inner) if r > 0]
    builder = BRepBuilderAPI_MakeFace(gp_Pln(frame_axes(frame)), BRepBuilderAPI_MakeWire(edges[0]).Wire(), True)
    if len(edges) == 2:
        builder.Add(TopoDS.Wire_s(BRepBuilderAPI_MakeWire(edges[1]).Wire().Reversed()))
    return builder.Face()


def frame_axes(frame: Any) -> Any:
    from OCP.gp import gp_Ax3, gp_Dir

    return gp_Ax3(brep.point(frame.origin), gp_Dir(*frame.z), gp_Dir(*frame.x))


def hoop(frame: Any, radius: float) -> Any:
    """Circle square to the travel at a frame."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle

    return BRepBuilderAPI_MakeEdge(Geom_Circle(frame_axes(frame).Ax2(), radius)).Edge()


def lateral(piece: Any, radius: float) -> Any:
    """Cylinder or torus face swept by the circle along one piece of the route."""
    from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir, gp_Vec

    f = piece.frame
    if not piece.angle_deg:
        return BRepPrimAPI_MakePrism(hoop(f, radius), gp_Vec(*(piece.length_mm * c for c in f.z))).Shape()
    axis = gp_Ax1(brep.point(f.point((piece.clr_mm, 0.0, 0.0))), gp_Dir(*f.y))
    return BRepPrimAPI_MakeRevol(hoop(f, radius), axis, math.radians(piece.angle_deg)).Shape()
