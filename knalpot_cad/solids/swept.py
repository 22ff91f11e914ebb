"""A profile swept round a section, face by face with shared edges: shells and flanged plates; no boolean.

Sections of lines and arcs give planes, cylinders, cones and tori; other curves give one spline face a piece, exact in
the profile and within about 1e-7 mm along the outline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from knalpot_cad.geometry.plane import Arc, Contour, Vertex, arc_of
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.solids import brep
from knalpot_cad.solids.span import Quintic, Span, curve_of, spans, surface_of, swept
from knalpot_cad.solids.turned import openings

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid

LEVEL = 1e-9            # mm


@dataclass(frozen=True)
class Meridian:
    """One edge of the profile at one joint; forward tells whether it runs the profile's way."""

    edge: Any
    forward: bool


@dataclass(frozen=True)
class Laid:
    """A surface, whether its own normal is the face's, and the curves on it of low, right, high, left (none: plane)."""

    surface: Any
    same: bool
    curves: tuple[Any, Any, Any, Any] | None = None


class Sweep:
    """Edges and faces of one profile (distance outside the section, z), its metal on the left, round one section."""

    def __init__(self, section: Section, profile: Contour) -> None:
        self.spans, self.profile = spans(section), profile
        self.exact = all(s.piece is None or s.arc for s in self.spans)
        self.splines: dict[int, Quintic] = {i: swept(s.piece) for i, s in enumerate(self.spans)
                                            if s.piece is not None and not s.arc}
        self.corners = [[brep.vertex(self.place(s, v)) for v in profile.vertices] for s in self.spans]
        self.walks = list(profile.edges())
        count = len(profile.vertices)
        self.meridians = [[self.meridian(i, a, b, k, (k + 1) % count) for k, (a, b) in enumerate(self.walks)]
                          for i in range(len(self.spans))]
        self.outlines = [[self.outline(i, j) for j in range(count)] for i in range(len(self.spans))]

    @staticmethod
    def place(s: Span, v: Vertex) -> tuple[float, float, float]:
        """The profile's corner at the beginning of a piece."""
        return s.start[0] + v.x * math.cos(s.psi0), s.start[1] + v.x * math.sin(s.psi0), v.y

    # edges --------------------------------------------------------------------------------------------------------
    def outline(self, i: int, j: int) -> Any:
        """The piece i at the profile's corner j, counter-clockwise."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_Circle

        s, v = self.spans[i], self.profile.vertices[j]
        a, b = self.corners[i][j], self.corners[(i + 1) % len(self.spans)][j]
        if s.piece is None:
            return brep.line_edge(a, b)[0]
        if s.arc:
            axes = brep.axes((s.arc.cx, s.arc.cy, v.y), s.psi0)
            curve = Geom_Circle(axes.Ax2(), s.arc.radius + v.x)
            return BRepBuilderAPI_MakeEdge(curve, a, b, 0.0, s.psi1 - s.psi0).Edge()
        q = self.splines[i]
        return BRepBuilderAPI_MakeEdge(curve_of(q, moved(q, v.x, v.y)), a, b, *q.ends).Edge()

    def meridian(self, i: int, a: Vertex, b: Vertex, j: int, k: int) -> Meridian:
        """The profile's edge from a to b where piece i begins."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt
        from OCP.TColStd import TColStd_Array1OfReal

        s, ends = self.spans[i], (self.corners[i][j], self.corners[i][k])
        if not a.bulge:
            return Meridian(brep.line_edge(*ends)[0], True)
        if not self.exact:
            points, weights = TColgp_Array1OfPnt(1, 3), TColStd_Array1OfReal(1, 3)
            for n, (r, z, w) in enumerate(bezier(a, b), 1):
                points.SetValue(n, brep.point(self.place(s, Vertex(r, z))))
                weights.SetValue(n, w)
            return Meridian(BRepBuilderAPI_MakeEdge(Geom_BezierCurve(points, weights), *ends, 0.0, 1.0).Edge(), True)
        return meridian_arc(s, a, b, ends)

    # faces --------------------------------------------------------------------------------------------------------
    def faces(self) -> list[Any]:
        return [self.face(i, k) for i in range(len(self.spans)) for k in range(len(self.walks))]

    def face(self, i: int, k: int) -> Any:
        """Piece i along the profile's edge k."""
        laid = self.laid(i, *self.walks[k])
        right, left = self.meridians[(i + 1) % len(self.spans)][k], self.meridians[i][k]
        low, high = self.outlines[i][k], self.outlines[i][(k + 1) % len(self.profile.vertices)]
        face = brep.FaceBuilder(laid.surface)
        if laid.curves:
            for edge, curve in zip((low, right.edge, high, left.edge), laid.curves, strict=True):
                face.lay(edge, curve)
        uses = [(low, True), (right.edge, right.forward), (high, False), (left.edge, not left.forward)]
        face.wire(uses if laid.same else [(e, not along) for e, along in reversed(uses)])
        return face.done(laid.same)

    def laid(self, i: int, a: Vertex, b: Vertex) -> Laid:
        """The surface that the profile's edge a to b makes along piece i."""
        s = self.spans[i]
        if abs(b.y - a.y) < LEVEL and not a.bulge:
            return level(a, b)
        if i in self.splines:
            return of_spline(self.splines[i], a, b)
        if s.arc:
            return round_arc(s, a, b) if a.bulge else round_line(s, a, b)
        return straight_arc(s, a, b) if a.bulge else straight_line(s, a, b)

    def flat(self, j: int, holes: list[Any], up: bool) -> Any:
        """Plane face within the outline at the profile's corner j, open at the holes (counter-clockwise edges)."""
        from OCP.Geom import Geom_Plane

        face = brep.FaceBuilder(Geom_Plane(brep.axes((0.0, 0.0, self.profile.vertices[j].y))))
        face.wire([(row[j], True) for row in self.outlines])
        for edge in holes:
            face.wire([(edge, False)])
        return face.done(up)


def meridian_arc(s: Span, a: Vertex, b: Vertex, ends: tuple[Any, Any]) -> Meridian:
    """The profile's arc from a to b where a piece begins, between the vertices there."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.Geom import Geom_Circle
    from OCP.gp import gp_Ax2, gp_Dir

    arc = arc_of(a, b)
    c, d = math.cos(s.psi0), math.sin(s.psi0)
    begin = begin_of(arc)
    out, up = math.cos(begin), math.sin(begin)
    frame = gp_Ax2(brep.point(Sweep.place(s, Vertex(arc.cx, arc.cy))), gp_Dir(d, -c, 0.0),
                   gp_Dir(out * c, out * d, up))
    first, last = ends if arc.sweep > 0 else ends[::-1]
    edge = BRepBuilderAPI_MakeEdge(Geom_Circle(frame, arc.radius), first, last, 0.0, abs(arc.sweep)).Edge()
    return Meridian(edge, arc.sweep > 0)


def moved(q: Quintic, r: float, z: float) -> np.ndarray:
    """Poles (n, 3) at the distance r outside and the height z."""
    return np.column_stack([q.poles[:, :2] + r * q.poles[:, 2:], np.full(len(q.poles), z)])


def begin_of(arc: Arc) -> float:
    """The angle of its counter-clockwise beginning, in 0 .. a turn [rad]."""
    return (arc.start + min(arc.sweep, 0.0)) % (2 * math.pi)


def bezier(a: Vertex, b: Vertex) -> list[tuple[float, float, float]]:
    """r, z, weight of the rational Bezier of an arc below half a turn, or of a line."""
    if not a.bulge:
        return [(a.x, a.y, 1.0), (b.x, b.y, 1.0)]
    arc = arc_of(a, b)
    w, middle = math.cos(arc.sweep / 2), arc.start + arc.sweep / 2
    tip = arc.radius / w
    return [(a.x, a.y, 1.0), (arc.cx + tip * math.cos(middle), arc.cy + tip * math.sin(middle), w), (b.x, b.y, 1.0)]


def level(a: Vertex, b: Vertex) -> Laid:
    """Plane square to z: the kernel meets it with others many times faster than a flat spline."""
    from OCP.Geom import Geom_Plane

    return Laid(Geom_Plane(brep.axes((0.0, 0.0, a.y))), b.x < a.x)


def of_spline(q: Quintic, a: Vertex, b: Vertex) -> Laid:
    rows = bezier(a, b)
    top = 1.0 if a.bulge else math.hypot(b.x - a.x, b.y - a.y)
    surface = surface_of(q, [moved(q, r, z) for r, z, _ in rows], [w for *_, w in rows], (0.0, top))
    t0, t1 = q.ends
    line = brep.line_on
    return Laid(surface, True, (line(0, 0, 1, 0), line(t1, 0, 0, 1), line(0, top, 1, 0), line(t0, 0, 0, 1)))


def round_line(s: Span, a: Vertex, b: Vertex) -> Laid:
    """Cylinder or cone about an arc's axis."""
    from OCP.Geom import Geom_ConicalSurface, Geom_CylindricalSurface

    assert s.arc is not None
    dr, dz, line, sweep = b.x - a.x, b.y - a.y, brep.line_on, s.psi1 - s.psi0
    up = dz > 0
    if abs(dr) < LEVEL:
        surface = Geom_CylindricalSurface(brep.axes((s.arc.cx, s.arc.cy, 0.0), s.psi0), s.arc.radius + a.x)
        v0, v1 = a.y, b.y
    else:
        foot = a if up else b
        lean = math.atan2(dr if up else -dr, abs(dz))
        surface = Geom_ConicalSurface(brep.axes((s.arc.cx, s.arc.cy, foot.y), s.psi0), lean, s.arc.radius + foot.x)
        length = math.hypot(dr, dz)
        v0, v1 = (0.0, length) if up else (length, 0.0)
    way = 1 if up else -1
    return Laid(surface, up, (line(0, v0, 1, 0), line(sweep, v0, 0, way), line(0, v1, 1, 0), line(0, v0, 0, way)))


def round_arc(s: Span, a: Vertex, b: Vertex) -> Laid:
    """Torus about an arc's axis; a surface of revolution where the tube is thicker than its way round."""
    from OCP.Geom import Geom_Circle, Geom_SurfaceOfRevolution, Geom_ToroidalSurface
    from OCP.gp import gp_Ax1, gp_Ax2, gp_Dir

    assert s.arc is not None
    arc, line, sweep = arc_of(a, b), brep.line_on, s.psi1 - s.psi0
    major = s.arc.radius + arc.cx
    if major > arc.radius + 1e-6:
        surface: Any = Geom_ToroidalSurface(brep.axes((s.arc.cx, s.arc.cy, arc.cy), s.psi0), major, arc.radius)
    else:
        c, n = math.cos(s.psi0), math.sin(s.psi0)
        frame = gp_Ax2(brep.point(Sweep.place(s, Vertex(arc.cx, arc.cy))), gp_Dir(n, -c, 0.0), gp_Dir(c, n, 0.0))
        surface = Geom_SurfaceOfRevolution(Geom_Circle(frame, arc.radius),
                                           gp_Ax1(brep.point((s.arc.cx, s.arc.cy, 0.0)), gp_Dir(0, 0, 1)))
    begin, long = begin_of(arc), abs(arc.sweep)
    v0, v1 = (begin, begin + long) if arc.sweep > 0 else (begin + long, begin)
    return Laid(surface, arc.sweep > 0,
                (line(0, v0, 1, 0), line(sweep, begin, 0, 1), line(0, v1, 1, 0), line(0, begin, 0, 1)))


def straight_line(s: Span, a: Vertex, b: Vertex) -> Laid:
    """Plane along a straight edge, its normal to the right of the profile."""
    from OCP.Geom import Geom_Plane
    from OCP.gp import gp_Ax3, gp_Dir

    c, n = math.cos(s.psi0), math.sin(s.psi0)
    dr, dz = b.x - a.x, b.y - a.y
    normal = gp_Dir(c * dz, n * dz, -dr)
    return Laid(Geom_Plane(gp_Ax3(brep.point(Sweep.place(s, a)), normal, gp_Dir(-n, c, 0.0))), True)


def straight_arc(s: Span, a: Vertex, b: Vertex) -> Laid:
    """Cylinder along a straight edge."""
    from OCP.Geom import Geom_CylindricalSurface
    from OCP.gp import gp_Ax3, gp_Dir

    arc, line, length = arc_of(a, b), brep.line_on, math.dist(s.start, s.end)
    c, n = math.cos(s.psi0), math.sin(s.psi0)
    frame = gp_Ax3(brep.point(Sweep.place(s, Vertex(arc.cx, arc.cy))), gp_Dir(n, -c, 0.0), gp_Dir(c, n, 0.0))
    begin, long = begin_of(arc), abs(arc.sweep)
    v0, v1 = (begin, begin + long) if arc.sweep > 0 else (begin + long, begin)
    return Laid(Geom_CylindricalSurface(frame, arc.radius), arc.sweep > 0,
                (line(v0, 0, 0, -1), line(begin, -length, 1, 0), line(v1, 0, 0, -1), line(begin, 0, 1, 0)))


def section_shell(shape: SectionShell) -> TopoDS_Solid:
    """The wall of a shell of any section."""
    return brep.the_solid(brep.closed_solid(Sweep(shape.inside, shape.profile()).faces()))


def section_plate(shape: SectionPlate) -> TopoDS_Solid:
    """Rim, two planes with inner wires, one cylinder a hole, collars turned about their own axes."""
    t = shape.thickness_mm
    sweep = Sweep(shape.flat, shape.skin)
    faces = sweep.faces()
    cut, inner = openings(shape.collars, shape.holes, t)
    faces += cut
    last = len(shape.skin.vertices) - 1
    faces += [sweep.flat(0, inner[0.0], False), sweep.flat(last, inner[t], True)]
    return brep.the_solid(brep.closed_solid(faces))
