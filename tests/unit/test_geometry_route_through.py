"""The shortest route through hard points: the taut string against a free minimisation, and what it must hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knalpot_cad.geometry.frame import add, dot
from knalpot_cad.geometry.route import Route
from knalpot_cad.geometry.route_clearance import segment_distance
from knalpot_cad.geometry.route_constrained import constrained
from knalpot_cad.geometry.route_through import Hard, Least, pulleys, shortest, too_short, unit

LEAST = Least(20.0, 30.0, 25.0)


def off_line(found, clr, point) -> float:
    """Distance of a point from the centre line, by chords of half a degree."""
    route = Route.from_vertices(found, clr)
    start = found[0]
    # lay the solved route where its vertices stand
    from knalpot_cad.geometry.frame import Frame
    from knalpot_cad.geometry.route import carried, legs
    frame = carried(Frame(tuple(start)), legs(found)[0][0])
    best = math.inf
    for piece in route.pieces(frame):
        n = max(1, math.ceil(piece.angle_deg / 0.5))
        from dataclasses import replace
        ps = [piece.frame.origin, *(replace(piece, length_mm=piece.length_mm * k / n, angle_deg=piece.angle_deg * k / n)
                                    .end().origin for k in range(1, n + 1))]
        best = min(best, *(segment_distance(a, b, point, point) for a, b in zip(ps, ps[1:], strict=False)))
    return best


side = st.floats(-120, 120)
step = st.tuples(side, side, st.floats(150, 300))
along = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.5, 1))


@given(st.lists(step, min_size=1, max_size=3), st.floats(30, 60), st.none() | along, st.none() | along)
@settings(max_examples=25)
def test_the_taut_string_is_the_minimum_of_a_free_search(steps, clr, leave, arrive):
    """SLSQP moves the vertices and lets each point lie anywhere on its arc: it finds the same length, never less."""
    points = [(0.0, 0.0, 0.0)]
    for s in steps:
        points.append((s[0], s[1], points[-1][2] + s[2]))
    hard = Hard(tuple(points), clr, unit(leave), unit(arrive), LEAST)
    found = pulleys(hard)
    assume(found is not None and not too_short(hard, found) and len(found) > 2)
    free = constrained(hard)
    assert free is not None
    mine, other = Route.from_vertices(found, clr).length_mm, Route.from_vertices(free, clr).length_mm
    assert mine == pytest.approx(other, abs=2e-4) and mine < other + 1e-4


@given(st.lists(step, min_size=2, max_size=4), st.floats(30, 60), st.none() | along, st.none() | along)
@settings(max_examples=40)
def test_it_meets_its_points_directions_and_least_straights(steps, clr, leave, arrive):
    points = [(0.0, 0.0, 0.0)]
    for s in steps:
        points.append((s[0], s[1], points[-1][2] + s[2]))
    hard = Hard(tuple(points), clr, leave, arrive, LEAST)
    found = shortest(hard)
    assume(not found.problems)
    v = found.vertices
    assert v[0] == pytest.approx(points[0]) and v[-1] == pytest.approx(points[-1])
    for point in points[1:-1]:
        assert off_line(v, clr, point) < 0.005        # half a degree's chord stands off by less
    for given_, a, b in ((leave, v[0], v[1]), (arrive, v[-2], v[-1])):
        if given_ is not None:
            d = add(b, a, -1.0)
            assert dot(d, unit(given_)) == pytest.approx(math.sqrt(dot(d, d)), rel=1e-12)
    route = Route.from_vertices(v, clr)
    assume(route.bends)
    assert route.bends[0].straight_mm >= 20 - 2e-5 and route.end_mm >= 25 - 2e-5
    assert all(b.straight_mm >= 30 - 2e-5 for b in route.bends[1:])
    assert shortest(hard) == found


def test_one_bend_to_a_point_is_the_tangent_from_it():
    """Straight on for the least straight, then an arc, then the tangent through the end: school geometry."""
    c, first, end = 40.0, 25.0, (150.0, 0.0, 220.0)
    found = shortest(Hard(((0.0, 0.0, 0.0), end), c, (0.0, 0.0, 1.0), None, Least(first, 0.0, 0.0)))
    route = found.route(c)
    dx, dz = end[0] - c, end[2] - first
    tangent = math.sqrt(dx * dx + dz * dz - c * c)
    turn = math.pi - math.atan2(dz, dx) - math.atan2(tangent, c)
    assert route.end_mm == pytest.approx(tangent, abs=1e-8)
    assert route.bends[0].angle_deg == pytest.approx(math.degrees(turn), abs=1e-8)
    assert route.bends[0].straight_mm == pytest.approx(first, abs=1e-9)


def test_a_point_between_lies_in_the_middle_of_its_arc():
    point, c = (90.0, 20.0, 160.0), 50.0
    found = shortest(Hard(((0.0, 0.0, 0.0), point, (10.0, -40.0, 300.0)), c))
    a, v, b = found.vertices
    route = Route.from_vertices(found.vertices, c)
    assert len(route.bends) == 1
    out = unit(add(unit(add(a, v, -1.0)), unit(add(b, v, -1.0))))      # from the corner towards the arc's centre
    away = c * (1 / math.cos(math.radians(route.bends[0].angle_deg) / 2) - 1)
    assert add(v, out, away) == pytest.approx(point, abs=1e-8)


def test_collinear_points_need_no_bend():
    found = shortest(Hard(((0.0, 0.0, 0.0), (0.0, 0.0, 90.0), (0.0, 0.0, 300.0)), 50.0, (0.0, 0.0, 1.0), None, LEAST))
    assert Route.from_vertices(found.vertices, 50.0).bends == ()


Z = (0.0, 0.0, 1.0)


def test_a_straight_that_the_string_leaves_too_short_is_lengthened():
    points = ((0.0, 0.0, 0.0), (67.5, 52.1, 84.5), (64.6, 5.5, 188.4))
    hard = Hard(points, 40.0, Z, None, Least(20.0, 40.0, 20.0))
    string = pulleys(hard)
    assert string is not None
    [(straight, has, least)] = too_short(hard, string)
    assert (straight, least) == (2, 40.0) and has == pytest.approx(25.1, abs=0.2)
    found = shortest(hard)
    route = found.route(40.0)
    assert route.bends[1].straight_mm == pytest.approx(40.0, abs=1e-4)
    assert route.length_mm > Route.from_vertices(string, 40.0).length_mm
    assert off_line(found.vertices, 40.0, points[1]) < 0.005


def test_a_turn_back_in_little_room_takes_a_third_bend():
    """80 mm apart and clr 40 leave no straight between two right angles; with the least of 20 a bulb goes round."""
    hard = Hard(((0.0, 0.0, 0.0), (80.0, 0.0, 0.0)), 40.0, Z, (0.0, 0.0, -1.0), Least(20.0, 20.0, 20.0))
    found = shortest(hard)
    assert not found.problems and too_short(hard, found.vertices) == []
    route = found.route(40.0)
    assert len(route.bends) == 3 and sum(b.angle_deg for b in route.bends) > 180
    assert route.length_mm > 40 * math.pi + 40


def test_what_only_winding_about_would_hold_is_refused():
    hard = Hard(((0.0, 0.0, 0.0), (60.0, 0.0, 100.0)), 40.0, Z, Z, Least(10.0, 60.0, 10.0))
    [(code, values)] = shortest(hard).problems
    assert code == "route-short" and values == {"straight": 2, "has_mm": -20.0, "least_mm": 60.0, "clr_mm": 40.0}


def test_points_that_are_none_are_told():
    assert shortest(Hard(((0.0, 0.0, 0.0),), 40.0)).problems[0][0] == "points-few"
    assert shortest(Hard(((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), 40.0)).problems[0][0] == "points-same"
