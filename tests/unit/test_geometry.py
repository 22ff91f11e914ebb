"""Plane and route against reference values of an independent second method (facts: R25, R26, R27)."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knalpot_cad.geometry.frame import Frame, dot
from knalpot_cad.geometry.plane import Circle, Contour, Vertex, polygon, rectangle
from knalpot_cad.geometry.route import Bend, Route


def test_bulged_area_reference():
    c = Contour((Vertex(0, 0, 0.5), Vertex(60, 0), Vertex(60, 40, -0.25), Vertex(0, 40, 1)))
    assert c.area == pytest.approx(3353.610234805, rel=1e-11)


def test_bulge_one_is_half_circle():
    c = Contour((Vertex(1, 0, 1.0), Vertex(-1, 0, 1.0)))
    assert c.area == pytest.approx(math.pi) and c.length == pytest.approx(2 * math.pi)
    assert c.bounds() == pytest.approx((-1, -1, 1, 1))


def test_polyline_area_converges_and_mirror_turns_orientation():
    c = Contour((Vertex(0, 0, 0.5), Vertex(60, 0), Vertex(60, 40, -0.25), Vertex(0, 40, 1)))
    assert polygon(c.polyline(1e-4)).area == pytest.approx(c.area, rel=1e-5)
    assert c.mirrored_x().area == pytest.approx(-c.area)
    assert c.reversed().area == pytest.approx(-c.area) and c.reversed().length == pytest.approx(c.length)
    assert rectangle(0, 0, 3, 2).area == 6 and Circle(0, 0, 2).area == pytest.approx(4 * math.pi)


@pytest.mark.parametrize(("clr", "rows", "end_mm", "end", "cut", "starts"), [
    (60, [(80, 0, 60), (60, 90, 45), (50, -45, 30)], 80, (206.3029678949, 147.1511683659, 194.5268389785),
     411.3716694115, (80, 202.8318530718, 299.9557428756)),
    (45, [(70, 0, 90), (45, 120, 35), (90, -75, 110)], 65, (187.9299386226, 142.6845711199, 61.8957612800), None, None),
])
def test_route_reference(clr, rows, end_mm, end, cut, starts):
    route = Route(tuple(Bend(*r) for r in rows), end_mm, clr)
    assert route.end().origin == pytest.approx(end, abs=1e-9)
    if cut:
        assert route.length_mm == pytest.approx(cut, abs=1e-9)
        assert route.bend_starts() == pytest.approx(starts, abs=1e-9)


bend = st.builds(Bend, st.floats(1, 300), st.floats(-179, 179), st.floats(1, 170))


@given(st.lists(bend, min_size=1, max_size=6), st.floats(1, 300), st.floats(20, 120))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_round_trip_lra_xyz(bends, end_mm, clr):
    route = Route(tuple(bends), end_mm, clr)
    back = Route.from_vertices(route.vertices(), clr)
    for i, (a, b) in enumerate(zip(route.bends, back.bends, strict=True)):
        assert b.straight_mm == pytest.approx(a.straight_mm, abs=1e-5)
        assert b.angle_deg == pytest.approx(a.angle_deg, abs=1e-6)
        if i:
            assert b.rotation_deg == pytest.approx(a.rotation_deg, abs=1e-5)
    assert back.end_mm == pytest.approx(end_mm, abs=1e-5)


def test_frames_stay_right_handed():
    f = Route((Bend(10, 30, 75), Bend(20, 90, 40)), 5, 43).end(Frame((1, 2, 3)))
    assert dot(f.x, f.z) == pytest.approx(0, abs=1e-12) and dot(f.x, f.x) == pytest.approx(1)


def test_clearance_finds_a_pipe_that_returns_into_itself():
    hit = Route((Bend(120, 0, 90), Bend(40, 0, 90), Bend(40, 0, 90), Bend(80, 0, 10)), 50, 45)
    assert hit.clearance(28.6) < 0
    assert Route((Bend(60, 0, 75), Bend(110, 90, 40), Bend(55, -45, 30)), 80, 43).clearance(28.6) > 0
