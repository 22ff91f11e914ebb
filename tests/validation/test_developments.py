"""Blanks against the solid kernel: a ruled surface through points of equal normal angle has their area and edges."""

import math

import numpy as np
import pytest

from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.develop_cone import Cut, CutCone
from knalpot_cad.geometry.develop_tilted import TiltedTransition
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse, TriOval

SQUARE = RoundedPolygon(((-45, -45), (45, -45), (45, 45), (-45, 45)), (0,) * 4)
WALLS = {
    "R10": Transition(Round(80), Ellipse(120, 60).moved(10, 5), 80),
    "R11": Transition(SQUARE, Round(80), 70),
    "R12": Transition(Stadium(110, 50), Round(44).moved(8, -6), 65),
    "tri-oval": Transition(TriOval(180, 150, 25, 35, 150, 250), Round(60).moved(0, 20), 90),
    "superellipse": Transition(Superellipse(180, 110, 3), Round(60), 80),
}


def curve(points, knots):
    """Interpolating spline of the kernel through points [mm] at the given parameters."""
    from OCP.GeomAPI import GeomAPI_Interpolate
    from OCP.gp import gp_Pnt
    from OCP.TColgp import TColgp_HArray1OfPnt
    from OCP.TColStd import TColStd_HArray1OfReal

    n = len(points)
    array, times = TColgp_HArray1OfPnt(1, n), TColStd_HArray1OfReal(1, n)
    for i, (p, t) in enumerate(zip(points, knots, strict=True), 1):
        array.SetValue(i, gp_Pnt(*p))
        times.SetValue(i, float(t))
    maker = GeomAPI_Interpolate(array, times, False, 1e-9)
    maker.Perform()
    return maker.Curve()


def ruled(low, high, knots):
    """Area of the kernel's ruled surface between two point rows and the lengths of its rims [mm2, mm]."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.BRepFill import BRepFill
    from OCP.BRepGProp import BRepGProp
    from OCP.GCPnts import GCPnts_AbscissaPoint
    from OCP.GProp import GProp_GProps

    edges = [BRepBuilderAPI_MakeEdge(curve(p, knots)).Edge() for p in (low, high)]
    props = GProp_GProps()
    BRepGProp.SurfaceProperties_s(BRepFill.Face_s(*edges), props, 1e-10)
    return props.Mass(), [GCPnts_AbscissaPoint.Length_s(BRepAdaptor_Curve(e), 1e-10) for e in edges]


def facet(*corners):
    """Area of a plane facet of the kernel [mm2]; doubled corners are left out."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
    from OCP.BRepGProp import BRepGProp
    from OCP.gp import gp_Pnt
    from OCP.GProp import GProp_GProps

    maker = BRepBuilderAPI_MakePolygon()
    kept = [p for i, p in enumerate(corners) if math.dist(p, corners[i - 1]) > 1e-7]
    for p in kept:
        maker.Add(gp_Pnt(*p))
    maker.Close()
    face = BRepBuilderAPI_MakeFace(maker.Wire(), True)      # fails unless the corners lie in one plane
    assert face.IsDone()
    props = GProp_GProps()
    BRepGProp.SurfaceProperties_s(face.Face(), props)
    return props.Mass()


def kernel(wall):
    """Area and rims of the wall as the kernel makes it, stretch by stretch between joints, points at equal psi."""
    sections = wall.low, wall.high
    joints = sorted({round(p.start % math.tau, 12) for s in sections for p in s.pieces})
    area, rims = 0.0, [0.0, 0.0]
    for a, b in zip(joints, [*joints[1:], joints[0] + math.tau], strict=True):
        # denser towards both ends, where a superellipse runs fast; a cone of one point is flat geometry to the kernel
        x = np.linspace(0, 1, 90)
        psi = a + (b - a) * (np.sin(np.pi * (x - 0.5)) + 1) / 2 if wall is not WALLS["superellipse"] else (
            a + (b - a) * np.where(x < 0.5, 4 * x**3, 1 - 4 * (1 - x) ** 3))
        sides = [1, *[0] * (len(psi) - 2), -1]
        rows = [[(*s.point(q, side), z) for q, side in zip(psi, sides, strict=True)]
                for s, z in zip(sections, (0.0, wall.height_mm), strict=True)]
        apex = [math.dist(r[0], r[-1]) < 1e-9 for r in rows]
        if any(apex):
            area += cone(rows[apex.index(True)][0], rows[apex.index(False)], x)
            rims[apex.index(False)] += rim(rows[apex.index(False)], x)
        else:
            got, lengths = ruled(*rows, x)
            area += got
            rims = [r + v for r, v in zip(rims, lengths, strict=True)]
        quad = [(*wall.low.point(a, -1), 0.0), (*wall.low.point(a, 1), 0.0), (*wall.high.point(a, 1), wall.height_mm),
                (*wall.high.point(a, -1), wall.height_mm)]
        rims = [rims[0] + math.dist(quad[0], quad[1]), rims[1] + math.dist(quad[2], quad[3])]
        if max(math.dist(quad[0], quad[1]), math.dist(quad[2], quad[3])) > 1e-7:
            area += facet(*quad)
    return area, rims


def rim(points, x):
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
    from OCP.GCPnts import GCPnts_AbscissaPoint

    return GCPnts_AbscissaPoint.Length_s(BRepAdaptor_Curve(BRepBuilderAPI_MakeEdge(curve(points, x)).Edge()), 1e-10)


def cone(apex, points, x):
    """Area of the cone from a point to a rim: that of its half towards the rim, times 4/3."""
    middle = [tuple((a + b) / 2 for a, b in zip(apex, p, strict=True)) for p in points]
    return ruled(points, middle, x)[0] * 4 / 3


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_blank_is_the_ruled_surface(wall):
    area, rims = kernel(wall)
    rel = 1e-6 if wall is WALLS["superellipse"] else 5e-9
    assert wall.area == pytest.approx(area, rel=rel)
    assert wall.edge_lengths == pytest.approx(rims, rel=rel)
    outline = wall.blank.outline()
    assert outline.area == pytest.approx(area, abs=0.02 * sum(rims))
    assert outline.length == pytest.approx(sum(rims) + 2 * wall.ruling(wall.seam, 0).length_mm, abs=0.3)


def test_tilted_wall_is_the_ruled_surface():
    c, s = math.cos(math.radians(20)), math.sin(math.radians(20))
    wall = TiltedTransition(Round(100), Round(60), Frame((10, 0, 80), (c, 0, -s), (s, 0, c)))
    x = np.linspace(0, 1, 181)
    touches = [wall.touch(q) for q in math.tau * x]
    area, rims = ruled([t.a for t in touches], [t.b for t in touches], x)
    assert wall.area == pytest.approx(area, rel=1e-7)
    assert wall.edge_lengths == pytest.approx(rims, rel=1e-7)


def test_tilted_wall_is_the_convex_hull():
    """Facts R13: lateral area of the hull of 8000 points a rim 20755.9528; here 2000 and its own rate."""
    from scipy.spatial import ConvexHull

    c, s = math.cos(math.radians(20)), math.sin(math.radians(20))
    wall = TiltedTransition(Round(100), Round(60), Frame((10, 0, 80), (c, 0, -s), (s, 0, c)))
    areas = []
    for n in (1000, 2000):
        q = 2 * np.pi * np.arange(n) / n
        low = np.c_[50 * np.cos(q), 50 * np.sin(q), 0 * q]
        high = np.c_[10 + 30 * np.cos(q) * c, 30 * np.sin(q), 80 - 30 * np.cos(q) * s]
        lids = n / 2 * np.sin(2 * np.pi / n) * (50**2 + 30**2)
        areas.append(ConvexHull(np.vstack([low, high])).area - lids)
    assert wall.area == pytest.approx((4 * areas[1] - areas[0]) / 3, rel=1e-7)


def test_cut_cone_against_a_boolean():
    """A cone solid cut by two half spaces: the conical face's area, the cut edge's length (facts 2, R9)."""
    from cadquery import Plane, Solid, Vector, Workplane

    al, be = math.radians(15), math.radians(20)
    cone = CutCone(al, Cut(40), Cut(100, be))
    # apex at the origin, the axis along -z; the tilted plane is nearest to the apex opposite of +x
    big = Solid.makeCone(200 * math.tan(al), 0.0, 200, Vector(0, 0, -200), Vector(0, 0, 1))
    keep = Workplane(Plane((0, 0, -100), normal=(math.sin(be), 0, math.cos(be)))).rect(600, 600).extrude(300)
    lower = Workplane("XY", origin=(0, 0, -40)).rect(600, 600).extrude(-300)
    solid = Workplane(big).intersect(keep).intersect(lower).val()
    sides = [f for f in solid.Faces() if f.geomType() == "CONE"]
    assert sum(f.Area() for f in sides) == pytest.approx(cone.area_mm2, rel=1e-6)
    assert cone.blank().outline().area == pytest.approx(cone.area_mm2, abs=0.02 * 200)
    rims = [e for f in sides for e in f.Edges() if e.geomType() != "LINE" and e.Center().z < -60]
    points = [p.toTuple() for e in rims for p in e.positions([i / 50 for i in range(51)])]
    for p in points:
        assert math.hypot(*p) == pytest.approx(cone.ruling(cone.far, math.atan2(p[1], p[0])), abs=1e-3)
    farthest = max(points, key=lambda p: math.hypot(*p))
    assert farthest[0] > 0 and math.hypot(*farthest) == pytest.approx(cone.ruling(cone.far, 0.0), abs=1e-3)
