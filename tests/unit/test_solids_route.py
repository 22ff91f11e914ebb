"""Bent tubes in space: the reference routes R26 and R27 of the flat-pattern facts, and the solid's own ends."""

import math

import pytest

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentTube, Placed
from knalpot_cad.solids.bake import bake, standing
from knalpot_cad.solids.check import check

R26 = Route((Bend(80, 0, 60), Bend(60, 90, 45), Bend(50, -45, 30)), 80, 60)
R27 = Route((Bend(70, 0, 90), Bend(45, 120, 35), Bend(90, -75, 110)), 65, 45)
END26 = (206.3029678949, 147.1511683659, 194.5268389785)
END27 = (187.9299386226, 142.6845711199, 61.8957612800)


@pytest.mark.parametrize(("route", "end"), [(R26, END26), (R27, END27)], ids=["R26", "R27"])
def test_end_of_route(route, end):
    assert route.end().origin == pytest.approx(end, abs=1e-9)


def test_lengths_and_bend_starts():
    assert R26.length_mm == pytest.approx(411.3716694115, abs=1e-9)
    assert R26.bend_starts() == pytest.approx([80, 202.8318530718, 299.9557428756], abs=1e-9)


def test_vertices_and_back():
    points = R26.vertices()
    expected = [(0, 0, 0), (0, 0, 114.641), (103.4847, 0, 174.3879), (159.1676, 64.2971, 206.5365),
                (206.3030, 147.1512, 194.5268)]
    for p, q in zip(points, expected, strict=True):
        assert p == pytest.approx(q, abs=1e-4)
    back = Route.from_vertices(points, 60.0)
    for a, b in zip(back.bends, R26.bends, strict=True):
        assert (a.straight_mm, a.rotation_deg, a.angle_deg) == pytest.approx(
            (b.straight_mm, b.rotation_deg, b.angle_deg), abs=1e-9)


@pytest.mark.parametrize(("route", "end"), [(R26, END26), (R27, END27)], ids=["R26", "R27"])
def test_caps_of_the_solid_are_the_ends_of_the_route(route, end):
    shape = BentTube(route, 35.0, 32.6)
    solid = bake(shape)
    assert check(solid, shape) == []
    caps = [f for f in solid.Faces() if f.geomType() == "PLANE"]
    assert len(caps) == 2
    near, far = sorted(caps, key=lambda f: math.dist(f.Center().toTuple(), (0, 0, 0)))
    assert near.Center().toTuple() == pytest.approx((0, 0, 0), abs=1e-6)
    assert far.Center().toTuple() == pytest.approx(end, abs=1e-6)
    assert far.normalAt().toTuple() == pytest.approx(route.end().z, abs=1e-9)
    assert near.normalAt().toTuple() == pytest.approx((0, 0, -1), abs=1e-9)


def test_placed_solid_stands_in_its_frame():
    frame = Frame((10.0, -20.0, 5.0), (0.0, 0.6, 0.8), (1.0, 0.0, 0.0))
    placed = Placed("leher", BentTube(R26, 35.0, 32.6), frame, "", "stkm11a", (150, 150, 150), 7850.0)
    ends = [f.Center().toTuple() for f in standing(placed).Faces() if f.geomType() == "PLANE"]
    want = [frame.origin, R26.end(frame).origin]
    for p, q in zip(sorted(ends), sorted(want), strict=True):
        assert p == pytest.approx(q, abs=1e-6)
    assert R26.end(frame).origin == pytest.approx(frame.point(R26.end().origin), abs=1e-9)
