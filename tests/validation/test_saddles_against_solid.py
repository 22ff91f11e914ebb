"""Mitres, saddles and pie cuts against the solid kernel: volumes of cut pipes, boxes, and lengths of the edges it
finds.
"""

import math

import numpy as np
import pytest

from knalpot_cad.geometry.cut_ends import PlaneEnd, SaddleEnd, SquareEnd
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.merge import Merge
from knalpot_cad.geometry.mitre import Mitre, PolyRoute
from knalpot_cad.geometry.pie import PieBendPlan
from knalpot_cad.geometry.saddle import Saddle

ENDS = {
    "square": (SquareEnd(), SquareEnd()),
    "mitres": (PlaneEnd(12.0), PlaneEnd(35.0, 110.0)),
    "R17": (SquareEnd(), SaddleEnd(50.0, 60.0, 12.0, 30.0)),
    "R17 at the start": (SaddleEnd(50.0, 60.0, 12.0, 30.0), PlaneEnd(10.0, 200.0)),
    "to the axis": (SquareEnd(), SaddleEnd(50.0, 120.0, -12.0, 0.0, 0.0, "axis")),
    "equal": (SquareEnd(), SaddleEnd(19.05)),
    "equal, oblique": (SquareEnd(), SaddleEnd(19.05, 50.0, 0.0, 77.0)),
    "touching one side": (SquareEnd(), SaddleEnd(25.0, 90.0, 5.95)),
    "narrowing cone": (SquareEnd(), SaddleEnd(50.0, 70.0, 8.0, 20.0, 14.0)),
    "widening cone": (SaddleEnd(50.0, 110.0, 8.0, 20.0, -14.0), SquareEnd()),
}


def length(edge):
    """Length of an edge by points on its curve: the kernel's own figure is 1e-4 off (facts/sheets.md 11)."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    curve = BRepAdaptor_Curve(edge.wrapped)
    a, b = curve.FirstParameter(), curve.LastParameter()
    n = 4000
    p = np.array([(q.X(), q.Y(), q.Z()) for q in (curve.Value(a + (b - a) * i / n) for i in range(n + 1))])
    whole = float(np.linalg.norm(np.diff(p, axis=0), axis=1).sum())
    half = float(np.linalg.norm(np.diff(p[::2], axis=0), axis=1).sum())
    return (4 * whole - half) / 3


@pytest.mark.parametrize("name", ENDS)
def test_cut_pipes_are_their_recipes(name):
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check
    near, far = ENDS[name]
    shape = CutTube(38.1, 35.7, 200.0, near, far, ((30.0, 100.0, 6.0), (120.0, 90.0, 8.0)))
    assert check(bake(shape), shape) == []


@pytest.mark.parametrize("name", ENDS)
def test_extents_in_any_direction(name):
    """The recipe's reach against points of the solid's own edges."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve

    from knalpot_cad.checks.extent import reach
    from knalpot_cad.solids.bake import bake
    near, far = ENDS[name]
    shape = CutTube(38.1, 35.7, 120.0, near, far)
    p = []
    for edge in bake(shape).Edges():
        curve = BRepAdaptor_Curve(edge.wrapped)
        a, b = curve.FirstParameter(), curve.LastParameter()
        p += [(q.X(), q.Y(), q.Z()) for q in (curve.Value(a + (b - a) * i / 400) for i in range(401))]
    points = np.array(p)
    for d in ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 0.0, 1.0), (0.6, 0.0, 0.8), (-0.48, 0.6, -0.64),
              (0.36, -0.48, 0.8)):
        found = float((points @ np.array(d)).max())
        assert found - 1e-5 <= reach(shape, d) <= found + 5e-3, d


@pytest.mark.parametrize(("end", "radius", "wanted"), [
    (PlaneEnd(12.0), 19.05, Mitre(19.05, 19.05, 12.0).edge_mm),
    (SaddleEnd(50.0, 60.0, 12.0), 19.05, 133.0481804265), (SaddleEnd(50.0), 19.05, 120.8589225723),
    (SaddleEnd(50.0, 60.0, 12.0), 17.85, Saddle(17.85, 50.0, 60.0, 12.0).edge_mm),
    (SaddleEnd(60 - 55 / 4, 70.0, 8.0, 0.0, math.degrees(math.atan(0.25))), 15.0, 96.15107049817)])
def test_edges_of_the_solid_have_the_templates_lengths(end, radius, wanted):
    """The rim that the kernel cuts is as long as the developed edge (R14's formula, R17, R19)."""
    from knalpot_cad.solids.bake import bake
    outer = radius if radius != 17.85 else 19.05
    inner = 17.85 if outer == 19.05 else outer - 1.2
    solid = bake(CutTube(2 * outer, 2 * inner, 150.0, SquareEnd(), end))
    rims: dict[str, float] = {}
    for edge in solid.Edges():
        x = edge.startPoint()
        if edge.geomType() != "LINE" and x.z > 75.0:
            key = "outer" if math.hypot(x.x, x.y) > (outer + inner) / 2 else "inner"
            rims[key] = rims.get(key, 0.0) + length(edge)
    assert rims["outer" if radius == outer else "inner"] == pytest.approx(wanted, rel=2e-6)


def test_the_hole_in_the_main_is_as_long_as_the_branchs_edge():
    """Both walls are cut by one another: the kernel's common edge on the main, its area taken off the main's
    surface.
    """
    from cadquery import Solid, Vector
    d = Vector(math.sin(math.radians(60)), 0, math.cos(math.radians(60)))
    main = Solid.makeCylinder(50, 300, Vector(0, 0, -150), Vector(0, 0, 1))
    branch = Solid.makeCylinder(19.05, 150, Vector(0, 12, 0), d)
    cut = main.cut(branch)
    sides = [f for f in cut.Faces() if f.geomType() == "CYLINDER" and abs(f.normalAt(f.Center()).z) < 1e-9]
    s = Saddle(19.05, 50.0, 60.0, 12.0)
    outside = max(f.Area() for f in sides)
    assert 2 * math.pi * 50 * 300 - outside == pytest.approx(s.hole_area_mm2, rel=2e-5)


@pytest.mark.parametrize("by", ["pieces", "pies"])
@pytest.mark.parametrize("rule", ["tan", "sin"])
def test_pie_bends_are_their_recipes(by, rule):
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check, volume
    plan = PieBendPlan(50.8, 76.2, 90.0, 5, by, rule, start_mm=20.0 if by == "pieces" else 0.0)
    faces = {"start_normal": (0.0, 0.0, 1.0), "end_normal": (1.0, 0.0, 0.0)} if by == "pies" else {}
    shape = MitredTube(plan.vertices(), 50.8, 48.4, **faces)
    solid = bake(shape)
    assert check(solid, shape) == []
    # the metal of the pieces, cut from straight tube, is the metal of the bend
    metal = math.pi * (25.4**2 - 24.2**2) * math.fsum(plan.axis_lengths())
    assert volume(solid) == pytest.approx(metal, rel=1e-7)
    rims = sorted({round(length(e), 5) for e in solid.Edges() if e.geomType() == "ELLIPSE"})
    assert rims[-1] == pytest.approx(Mitre(25.4, 25.4, plan.cut_deg).edge_mm, rel=1e-6)


def test_a_route_in_space_is_its_recipe():
    """R16: unequal joints in turning planes, sewn to one solid; generators are straight edges of its faces."""
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check
    points = ((0.0, 0.0, 0.0), (0.0, 0.0, 100.0), (40.0, 0.0, 190.0), (60.0, 60.0, 260.0), (150.0, 80.0, 300.0))
    shape = MitredTube(points, 38.1, 35.7)
    solid = bake(shape)
    assert check(solid, shape) == []
    seams = sorted(e.Length() for e in solid.Edges() if e.geomType() == "LINE")
    assert len(seams) == 8
    joints = PolyRoute(points).joints()
    for leg in range(4):       # the kernel's seam lies on the marking line: x of the carried frame
        wanted = [float(PolyRoute(points).generator_mm(r, leg, np.zeros(1))[0]) for r in (19.05, 17.85)]
        assert all(min(abs(s - w) for s in seams) < 1e-6 for w in wanted)
    assert len(joints) == 3


def test_a_collectors_pipe_cut_by_its_neighbours():
    """One pipe of a 3-1 merge cut by the kernel with the two half-spaces and the outlet: edges as computed (R20)."""
    from cadquery import Plane, Solid, Vector, Workplane
    m = Merge(3, 21.2, 12.0, 24.0)
    ga, nu = math.radians(12.0), math.pi / 3
    d = Vector(math.sin(ga), 0, -math.cos(ga))
    pipe = Solid.makeCylinder(21.2, 400, d * -200, d)
    for sign in (1, -1):
        # keep |angle| <= nu: take away what lies beyond the plane through z at +-nu
        plane = Plane((0, 0, 0), xDir=(0, 0, 1), normal=(-math.sin(nu), sign * math.cos(nu), 0))
        block = Workplane(plane).rect(2000, 2000).extrude(500).val()
        pipe = pipe.cut(block)
    cut = pipe.cut(Solid.makeCylinder(24, 400, Vector(0, 0, -200), Vector(0, 0, 1)))
    outer = Vector(math.cos(ga), 0, math.sin(ga))

    def rim(solid, wanted):
        found = {}
        for edge in solid.Edges():
            p = edge.positionAt(0.37)
            rel = p - d * p.dot(d)
            if edge.geomType() not in ("LINE", "CIRCLE") and abs(rel.Length - 21.2) < 1e-4 and wanted(p, rel):
                found[tuple(round(v, 4) for v in edge.Center().toTuple())] = length(edge)
        return math.fsum(found.values())
    planes = rim(pipe, lambda p, rel: abs(abs(math.atan2(p.y, p.x)) - nu) < 1e-6)
    assert planes == pytest.approx(Merge(3, 21.2, 12.0).wedge_edge_mm, rel=1e-6)
    # the kernel's outlet has no end: of the curve it cuts, only the front belongs to the collector
    front = rim(cut, lambda p, rel: abs(math.hypot(p.x, p.y) - 24.0) < 1e-4 and p.x > 0
                and abs(math.atan2(rel.y, rel.dot(outer))) < math.radians(m.outlet_half_deg))
    assert front == pytest.approx(m.outlet_edge_mm, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ellipse", "superellipse"])
def test_pipes_cut_to_a_section_are_their_recipes(name):
    _cut_to_section(name)


def test_a_pipe_cut_to_a_stadium_is_its_recipe():
    _cut_to_section("stadium")


def _cut_to_section(name):
    """Volume of the kernel against rings of the developed curve, and the rim against the template's length."""
    from knalpot_cad.geometry.cut_ends import SectionEnd
    from knalpot_cad.geometry.sections import Ellipse, Stadium, Superellipse
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check

    section = {"ellipse": Ellipse(180, 110), "superellipse": Superellipse(180, 110, 2.5),
               "stadium": Stadium(180, 110)}[name]
    end = SectionEnd(50.0, 60.0, 10.0, 30.0, 0.0, "surface", section, 90.0)
    shape = CutTube(38.1, 35.7, 120.0, SquareEnd(), end)
    solid = bake(shape)
    assert check(solid, shape) == []

    def on_a_wall(edge):        # and not across the cut, where the section's own pieces meet
        radii = [math.hypot(v.X, v.Y) for v in edge.Vertices()]
        return all(v.Z > 60.0 for v in edge.Vertices()) and max(radii) - min(radii) < 1e-3
    rim = math.fsum(length(e) for e in solid.Edges() if on_a_wall(e))
    assert rim == pytest.approx(end.saddle(19.05).edge_mm + end.saddle(17.85).edge_mm, rel=1e-6)
