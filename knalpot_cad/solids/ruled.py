"""Wall between two sections: ruled faces through points of equal normal angle, plane facets at straight edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.base import FLAT, SAME, TURN, paired
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece, over
from knalpot_cad.solids import brep
from knalpot_cad.solids.span import curve_of, quintic, surface_of

if TYPE_CHECKING:
    from OCP.TopoDS import TopoDS_Solid

BOW = 1e-7          # mm, a chord beside a flat point from its curve


def leading(p: Piece, q: Piece) -> Piece:
    """The piece whose parameter both rims are smooth in."""
    own = [*p.smooth, *q.smooth]
    rough = [r for r in own if any(r.rough)]
    curved = [r for r in own if not isinstance(r, ArcPiece)]
    return (rough or curved or own)[0]


def shortened(p: Piece, q: Piece) -> tuple[Piece, Piece]:
    """Both pieces without the last bit beside a point where one of them is flat: there the wall is a plane facet.

    Beside such a point, on an axis of its outline, chords are square to the axis. The bit is so short that its chord is
    within BOW of the curve; a spline through the point itself would stand still there.
    """
    lead = leading(p, q)
    ends = [p.start, p.end]
    for i, (psi, way) in enumerate(((p.start, 1.0), (p.end, -1.0))):
        if any(abs(r - psi) < SAME for r, is_rough in zip((lead.start, lead.end), lead.rough, strict=True) if is_rough):
            turn = 1e-3
            while turn > 1e-9 and turn * math.dist(point(lead, psi), point(lead, psi + way * turn)) > 2 * BOW:
                turn /= 2
            ends[i] = psi + way * turn
    return over(p, *ends), over(q, *ends)


def point(piece: Piece, psi: float) -> Point:
    h, h1 = piece.support(min(max(psi, piece.start), piece.end))
    c, s = math.cos(psi), math.sin(psi)
    return h * c - h1 * s, h * s + h1 * c


def next_start(pairs: list[tuple[Piece, Piece]], i: int) -> float:
    """Where the pair after i begins, counted on from i."""
    return pairs[i + 1][0].start if i + 1 < len(pairs) else pairs[0][0].start + TURN


@dataclass(frozen=True)
class Corner:
    """A point of a rim and its vertex."""

    place: Point
    vertex: Any


class Ring:
    """The faces of one side of the wall, and its rims as edges, counter-clockwise."""

    def __init__(self, low: Section, high: Section, height: float, outside: bool) -> None:
        self.height, self.outside = height, outside
        self.faces: list[Any] = []
        self.rims: tuple[list[Any], list[Any]] = ([], [])
        pairs = [shortened(p, q) for p, q in paired(low, high)]
        ends = [(self.corners(p, q, p.start), self.corners(p, q, p.end)) for p, q in pairs]
        for i in range(len(ends)):                  # neighbours share their corners where no straight edge lies between
            j = (i + 1) % len(ends)
            ends[j] = (tuple(a if math.dist(a.place, b.place) <= FLAT else b
                             for a, b in zip(ends[i][1], ends[j][0], strict=True)), ends[j][1])
        if len(ends) > 0:
            first = ends[0][0]
            ends[-1] = (ends[-1][0], tuple(b if math.dist(a.place, b.place) <= FLAT else a
                                           for a, b in zip(ends[-1][1], first, strict=True)))
        rulings = [(self.ruling(a), self.ruling(b)) for a, b in ends]
        for i in range(len(ends)):
            j = (i + 1) % len(ends)
            if all(a is b for a, b in zip(ends[i][1], ends[j][0], strict=True)):
                rulings[j] = (rulings[i][1], rulings[j][1])
        for i, pair in enumerate(pairs):
            j = (i + 1) % len(pairs)
            self.curved(pair, ends[i], rulings[i])
            self.facet((pair[0].end + next_start(pairs, i)) / 2, ends[i][1], ends[j][0], rulings[i][1], rulings[j][0])

    def corners(self, p: Piece, q: Piece, psi: float) -> tuple[Corner, ...]:
        out = []
        for piece, z in ((p, 0.0), (q, self.height)):
            x, y = point(piece, psi)
            out.append(Corner((x, y), brep.vertex((x, y, z))))
        return tuple(out)

    def ruling(self, ends: tuple[Corner, ...]) -> Any:
        """The straight edge up from the lower to the upper rim, parameter 0 to 1."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
        from OCP.Geom import Geom_BezierCurve
        from OCP.TColgp import TColgp_Array1OfPnt

        poles = TColgp_Array1OfPnt(1, 2)
        for i, (end, z) in enumerate(zip(ends, (0.0, self.height), strict=True), 1):
            poles.SetValue(i, brep.point((*end.place, z)))
        return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(poles), ends[0].vertex, ends[1].vertex, 0.0, 1.0).Edge()

    def curved(self, pair: tuple[Piece, Piece], ends: tuple[Any, Any], rulings: tuple[Any, Any]) -> None:
        """One ruled face over both pieces."""
        from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge

        p, q = pair
        lead = leading(p, q)

        def f(t: np.ndarray) -> np.ndarray:
            return np.array([(*point(p, psi), *point(q, psi)) for psi in map(lead.psi_of, t.tolist())])
        spline = quintic(f, lead.t_of(p.start), lead.t_of(p.end))
        rows = [np.column_stack([spline.poles[:, k:k + 2], np.full(len(spline.poles), z)])
                for k, z in ((0, 0.0), (2, self.height))]
        for row, which in zip(rows, (0, 1), strict=True):      # the corners to the last digit
            row[0, :2], row[-1, :2] = ends[0][which].place, ends[1][which].place
        t0, t1 = spline.ends
        low, high = (BRepBuilderAPI_MakeEdge(curve_of(spline, row), a.vertex, b.vertex, t0, t1).Edge()
                     for row, a, b in zip(rows, ends[0], ends[1], strict=True))
        face = brep.FaceBuilder(surface_of(spline, rows, [1.0, 1.0], (0.0, 1.0)))
        line = brep.line_on
        curves = (line(0, 0, 1, 0), line(t1, 0, 0, 1), line(0, 1, 1, 0), line(t0, 0, 0, 1))
        edges = (low, rulings[1], high, rulings[0])
        for edge, curve in zip(edges, curves, strict=True):
            face.lay(edge, curve)
        face.wire(zip(edges, (True, True, False, False), strict=True))
        self.faces.append(face.done(self.outside))
        self.rims[0].append(low)
        self.rims[1].append(high)

    def facet(self, psi: float, first: tuple[Any, ...], last: tuple[Any, ...], left: Any, right: Any) -> None:
        """The plane between two rulings where either end has a straight edge."""
        from OCP.Geom import Geom_Plane
        from OCP.gp import gp_Ax3, gp_Dir

        if all(a is b for a, b in zip(first, last, strict=True)):
            return
        edges = [None if a is b else brep.line_edge(a.vertex, b.vertex)[0] for a, b in zip(first, last, strict=True)]
        (x0, y0), (x1, y1), c, s = first[0].place, first[1].place, math.cos(psi), math.sin(psi)
        lean = ((x1 - x0) * c + (y1 - y0) * s) / self.height           # of the plane, out along its normal
        normal = gp_Dir(c, s, -lean)
        face = brep.FaceBuilder(Geom_Plane(gp_Ax3(brep.point((x0, y0, 0.0)), normal, gp_Dir(-s, c, 0.0))))
        uses = [(edges[0], True), (right, True), (edges[1], False), (left, False)]
        face.wire([(e, along) for e, along in uses if e is not None])
        self.faces.append(face.done(self.outside))
        for edge, rim in zip(edges, self.rims, strict=True):
            if edge is not None:
                rim.append(edge)


def ruled_wall(shape: RuledWall) -> TopoDS_Solid:
    """Outside and inside ruled faces and both ground ends."""
    from OCP.Geom import Geom_Plane

    h = shape.height_mm
    outer = Ring(shape.low, shape.high, h, True)
    inner = Ring(shape.low_inside, shape.high_inside, h, False)
    faces = [*outer.faces, *inner.faces]
    for which, z in enumerate((0.0, h)):
        face = brep.FaceBuilder(Geom_Plane(brep.axes((0.0, 0.0, z))))
        face.wire([(e, True) for e in outer.rims[which]])
        face.wire([(e, False) for e in reversed(inner.rims[which])])
        faces.append(face.done(which == 1))
    return brep.the_solid(brep.closed_solid(faces))
