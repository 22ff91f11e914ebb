"""Line drawings of placed parts: visible edges of a view, and a section with its cut faces, as polylines in mm.

The kernel's own hidden-line removal on the solids without their perforations (0.1 s a view); the holes of perforated
tubes are laid into the section by their formula.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.shape import Placed, Tube
from knalpot_cad.solids import brep
from knalpot_cad.solids.check import bounds, located, plain

SAG_MM = 0.05               # polyline against its curve
JOIN_MM = 1e-4              # ends of cut edges that are one corner
EDGES = ("VCompound", "OutLineVCompound")       # sharp edges and outlines; no lines where faces run on smoothly
HOLE_POINTS = 17
SIGHT = 500                 # pixels of the picture that tells which parts are in sight at all

Line = np.ndarray           # (n, 2)


@dataclass(frozen=True)
class View:
    """Where the picture's right, up and towards the reader point; it shows what lies on the reader's side too."""

    right: tuple[float, float, float]
    up: tuple[float, float, float]

    @property
    def towards(self) -> tuple[float, float, float]:
        t = np.cross(self.right, self.up)
        return float(t[0]), float(t[1]), float(t[2])

    def flat(self, points: np.ndarray, origin: Sequence[float]) -> np.ndarray:
        """Points (..., 3) in the picture, from the picture of origin."""
        return (np.asarray(points) - np.asarray(origin)) @ np.array([self.right, self.up]).T


@dataclass(frozen=True)
class Cut:
    """The cut face of one part: closed lines, outer ones counter-clockwise, holes clockwise."""

    part: str
    loops: tuple[Line, ...]
    filling: bool


@dataclass(frozen=True)
class Section:
    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...]


def visible(placed: Sequence[Placed], view: View, origin: Sequence[float]) -> list[Line]:
    """What a reader sees of the parts, as polylines from the picture of origin."""
    return seen([located(plain(p)) for p in in_sight(placed, view)], view, origin)


def in_sight(placed: Sequence[Placed], view: View) -> list[Placed]:
    """The parts of which a coarse picture shows anything: a hidden plate with ruled faces costs the kernel seconds."""
    from knalpot_cad.solids.preview import draw, frame_matrix, reference

    bare = [plain(p) for p in placed]
    axes = np.array([view.right, view.up, view.towards]) @ frame_matrix(reference(bare))
    shown = set(draw(bare, (SIGHT, None), False, axes).part.ravel().tolist())
    return [p for i, p in enumerate(placed) if i in shown]


def seen(shapes: Sequence[Any], view: View, origin: Sequence[float]) -> list[Line]:
    """Visible edges and outlines of kernel shapes."""
    from OCP.BRepLib import BRepLib
    from OCP.gp import gp_Ax2, gp_Dir
    from OCP.HLRAlgo import HLRAlgo_Projector
    from OCP.HLRBRep import HLRBRep_Algo, HLRBRep_HLRToShape

    algorithm = HLRBRep_Algo()
    for shape in shapes:
        algorithm.Add(shape, 0)
    algorithm.Projector(HLRAlgo_Projector(gp_Ax2(brep.point(origin), gp_Dir(*view.towards), gp_Dir(*view.right))))
    algorithm.Update()
    algorithm.Hide()
    found = HLRBRep_HLRToShape(algorithm)
    lines = []
    for kind in EDGES:
        compound = getattr(found, kind)()
        if compound is not None and not compound.IsNull():
            BRepLib.BuildCurves3d_s(compound)
            lines += [polyline(edge)[:, :2] for edge in brep.sub_shapes(compound, "edge")]
    return sorted((line for line in lines if len(line) > 1), key=lambda line: line.round(6).tolist())


def polyline(edge: Any) -> np.ndarray:
    """Points (n, 3) along an edge within SAG_MM; two of a straight one."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from OCP.GCPnts import GCPnts_QuasiUniformDeflection
    from OCP.GeomAbs import GeomAbs_CurveType

    curve = BRepAdaptor_Curve(edge)
    if curve.GetType() == GeomAbs_CurveType.GeomAbs_Line:
        points = [curve.Value(curve.FirstParameter()), curve.Value(curve.LastParameter())]
    else:
        steps = GCPnts_QuasiUniformDeflection(curve, SAG_MM)
        points = [steps.Value(i) for i in range(1, steps.NbPoints() + 1)] if steps.IsDone() else []
    return np.array([(p.X(), p.Y(), p.Z()) for p in points]).reshape(-1, 3)


def section(placed: Sequence[Placed], frame: Frame) -> Section:
    """The parts cut along the plane x = 0 of a frame, seen from -x: right is the frame's z, up its y.

    Fillings are cut too. Where nothing of a part lies beyond the plane it is left out.
    """
    view = View(frame.z, frame.y)
    halves = [(p, half(p, frame)) for p in placed]
    kept = [(p, shape) for p, shape in halves if shape is not None]
    lines = seen([shape for _, shape in kept], view, frame.origin)
    cuts = []
    for part, shape in kept:
        loops = cut_loops(shape, frame, view)
        if loops:
            cuts.append(Cut(part.name, tuple(loops), not part.solid))
    lines += [line for p in placed for line in holes(p, frame, view)]
    return Section(tuple(lines), tuple(cuts))


def half(placed: Placed, frame: Frame) -> Any:
    """What of a part lies at x > 0 of the frame; None when nothing does."""
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeHalfSpace
    from OCP.TopTools import TopTools_ListOfShape

    b = bounds(placed)
    corners = np.array([(b[i], b[j], b[k]) for i in (0, 3) for j in (1, 4) for k in (2, 5)]) - frame.origin
    x = corners @ np.array(frame.x)
    shape = located(plain(placed))
    if x.min() > 1e-9:
        return shape
    if x.max() < 1e-9:
        return None
    operation = BRepAlgoAPI_Common()
    for put, what in ((operation.SetArguments, shape), (operation.SetTools, BRepPrimAPI_MakeHalfSpace(
            plane_face(frame), brep.point(frame.point((1.0, 0.0, 0.0)))).Solid())):
        listed = TopTools_ListOfShape()
        listed.Append(what)
        put(listed)
    operation.SetNonDestructive(True)
    operation.Build()
    return operation.Shape() if operation.IsDone() and brep.sub_shapes(operation.Shape(), "face") else None


def plane_face(frame: Frame) -> Any:
    """The plane x = 0 of a frame as an endless face."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace
    from OCP.gp import gp_Dir, gp_Pln

    return BRepBuilderAPI_MakeFace(gp_Pln(brep.point(frame.origin), gp_Dir(*frame.x))).Face()


def cut_loops(shape: Any, frame: Frame, view: View) -> list[Line]:
    """Closed outlines of the faces of a half that lie in the plane of the cut."""
    from OCP.BRepAdaptor import BRepAdaptor_Surface
    from OCP.BRepTools import BRepTools_WireExplorer
    from OCP.GeomAbs import GeomAbs_SurfaceType
    from OCP.TopAbs import TopAbs_ShapeEnum
    from OCP.TopExp import TopExp_Explorer
    from OCP.TopoDS import TopoDS

    loops = []
    for face in brep.sub_shapes(shape, "face"):
        surface = BRepAdaptor_Surface(face)
        if surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Plane:
            continue
        plane = surface.Plane()
        d, p = plane.Axis().Direction(), plane.Location()
        across = abs(d.X() * frame.x[0] + d.Y() * frame.x[1] + d.Z() * frame.x[2])
        off = sum((c - o) * x for c, o, x in zip((p.X(), p.Y(), p.Z()), frame.origin, frame.x, strict=True))
        if across < 1 - 1e-9 or abs(off) > 1e-6:
            continue
        wires = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_WIRE)
        while wires.More():
            walk, points = BRepTools_WireExplorer(TopoDS.Wire_s(wires.Current()), face), []
            while walk.More():
                points.append(view.flat(polyline(walk.Current()), frame.origin))
                walk.Next()
            loops.append(chained(points))
            wires.Next()
    return loops


def chained(pieces: list[np.ndarray]) -> Line:
    """Pieces in order as one closed line, each turned so that it begins where the one before ends."""
    if len(pieces) == 1:
        return pieces[0]
    first = pieces[0]
    ends = (pieces[1][0], pieces[1][-1])
    if min(np.linalg.norm(first[0] - e) for e in ends) < min(np.linalg.norm(first[-1] - e) for e in ends):
        first = first[::-1]
    out = [first]
    for piece in pieces[1:]:
        last = out[-1][-1]
        out.append(piece[::-1] if np.linalg.norm(piece[-1] - last) < np.linalg.norm(piece[0] - last) else piece)
    return np.concatenate([piece[:-1] for piece in out])


def holes(placed: Placed, frame: Frame, view: View) -> list[Line]:
    """Edges of a perforated tube's holes where its cut half shows them: on the inside, beyond the plane."""
    shape = placed.shape
    if isinstance(shape, Tube) and shape.holes:
        inner, mid = shape.inner_mm / 2, (shape.outer_mm + shape.inner_mm) / 4
        rims = [(np.radians(a) + d / 2 / mid * np.cos(TURN), z + d / 2 * np.sin(TURN)) for a, z, d in shape.holes]
    elif isinstance(shape, RolledSheet) and shape.closed and shape.holes:
        inner, mid = shape.radii[1], shape.mid_radius_mm
        loops = [np.array([*h.polyline(0.05), h.polyline(0.05)[0]]) for h in shape.holes]
        rims = [(loop[:, 0] / mid, loop[:, 1]) for loop in loops]
    else:
        return []
    f = placed.frame
    aside = sum((c - o) * x for c, o, x in zip(f.origin, frame.origin, frame.x, strict=True))
    if abs(aside) >= inner or abs(sum(a * b for a, b in zip(f.z, frame.x, strict=True))) > 1e-6:
        return []               # not cut: its holes are on its outside, and small
    out = []
    for angle, z in rims:
        local = np.stack([inner * np.cos(angle), inner * np.sin(angle), z], axis=-1)
        space = local @ np.stack([f.x, f.y, f.z]) + np.array(f.origin)
        if ((space - np.array(frame.origin)) @ np.array(frame.x) > 0).all():
            out.append(view.flat(space, frame.origin))
    return out


TURN = np.linspace(0.0, 2 * math.pi, HOLE_POINTS)
