"""Routes: round trips, U bends, the other end, volume, and self-crossing, each against a second way of its own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from knalpot_cad.geometry.frame import Frame, add, dot
from knalpot_cad.geometry.route import Bend, Route, carried, vertex_problems
from knalpot_cad.geometry.route_clearance import TOLERANCE_MM, segment_distance, spans
from knalpot_cad.geometry.shape import BentTube

R26 = Route((Bend(80, 0, 60), Bend(60, 90, 45), Bend(50, -45, 30)), 80, 60)
# facts/cad.md 6.1, four decimals as printed there
XYZ26 = [(0, 0, 0), (0, 0, 114.641), (103.4847, 0, 174.3879), (159.1676, 64.2971, 206.5365),
         (206.3030, 147.1512, 194.5268)]
# facts/sheets.md 12, R16: mitre angles be are half the turns
R16 = [(0.0, 0.0, 0.0), (0.0, 0.0, 100.0), (40.0, 0.0, 190.0), (60.0, 60.0, 260.0), (150.0, 80.0, 300.0)]

rows = st.lists(st.builds(Bend, st.floats(1, 300), st.floats(-179, 179), st.floats(1, 170)), min_size=1, max_size=6)


def test_the_reference_polyline_has_the_reference_turns():
    route = Route.from_vertices(R16, 20.0)
    assert [b.angle_deg / 2 for b in route.bends] == pytest.approx(
        [11.981244487289, 20.084373311576, 26.142011827208], abs=1e-11)
    assert [b.rotation_deg for b in route.bends[1:]] == pytest.approx([99.604847204500, -120.627552036192], abs=1e-11)


def test_the_reference_route_has_the_reference_points():
    for p, q in zip(R26.vertices(), XYZ26, strict=True):
        assert p == pytest.approx(q, abs=5.1e-5)
    assert R26.length_mm == pytest.approx(411.3716694115, abs=5e-11)
    assert R26.bend_starts() == pytest.approx([80, 202.8318530718, 299.9557428756], abs=5e-11)


@given(rows, st.floats(1, 300), st.floats(20, 120))
def test_round_trip_with_the_first_rotation(bends, end_mm, clr):
    route = Route(tuple(bends), end_mm, clr)
    back = Route.from_vertices(route.vertices(), clr)
    for a, b in zip(route.bends, back.bends, strict=True):
        assert b.straight_mm == pytest.approx(a.straight_mm, abs=1e-6)
        assert b.angle_deg == pytest.approx(a.angle_deg, abs=1e-7)
        assert b.rotation_deg == pytest.approx(a.rotation_deg, abs=1e-6)
    assert back.end_mm == pytest.approx(end_mm, abs=1e-6)
    assert back.end().origin == pytest.approx(route.end().origin, abs=1e-5)


@pytest.mark.parametrize("angle", [171.0, 180.0])
def test_a_u_bend_goes_there_and_back_as_one(angle):
    route = Route((Bend(60, 30, 75), Bend(40, -70, angle)), 50, 43)
    assert len(route.vertices()) == 5 and len(route.split().bends) == 3
    back = Route.from_vertices(route.vertices(), 43)
    assert [(b.straight_mm, b.rotation_deg, b.angle_deg) for b in back.bends] == \
        [pytest.approx((b.straight_mm, b.rotation_deg, b.angle_deg), abs=1e-7) for b in route.bends]
    two = Route((Bend(60, 0, 40), Bend(0, 0, 50)), 50, 43)      # written as two and below a U: stays two
    assert len(Route.from_vertices(two.vertices(), 43).bends) == 2


@given(rows, st.floats(0, 300), st.floats(20, 120))
def test_the_other_end_is_the_same_tube(bends, end_mm, clr):
    """Every point of the reversed route stands where the route has it, in the frame of the route's end."""
    route = Route(tuple(bends), end_mm, clr)
    end = route.end()
    there = carried(Frame(end.origin, end.x, end.z), tuple(-v for v in end.z))
    # the first bend from there turns in the plane of the last one
    last = route.pieces()[-1 if not end_mm else -2]
    axis = tuple(-v for v in last.frame.y)
    from knalpot_cad.geometry.frame import cross
    there = Frame(end.origin, cross(axis, there.z), there.z)
    assert route.reversed().end(there).origin == pytest.approx((0, 0, 0), abs=1e-6 * (1 + route.length_mm))
    assert route.reversed().length_mm == pytest.approx(route.length_mm)
    twice = route.reversed().reversed()
    assert [b.angle_deg for b in twice.bends] == [b.angle_deg for b in route.bends]


def test_points_on_one_line_are_one_leg():
    plain = Route.from_vertices([(0, 0, 0), (0, 0, 100), (80, 0, 100)], 20)
    more = Route.from_vertices([(0, 0, 0), (0, 0, 30), (0, 0, 100), (50, 0, 100), (80, 0, 100)], 20)
    assert more.length_mm == pytest.approx(plain.length_mm) and len(more.bends) == 1
    assert vertex_problems([(0, 0, 0)]) == [("points-few", {"count": 1})]
    assert vertex_problems([(0, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 0)]) == [("points-same", {"a": 1, "b": 2}),
                                                                          ("points-same", {"a": 3, "b": 4})]
    assert vertex_problems([(0, 0, 0), (0, 0, 9), (0, 0, 2)]) == [("points-back", {"point": 2})]


@given(rows, st.floats(10, 300), st.floats(20, 120))
def test_volume_by_pappus_is_the_integral_over_the_bends(bends, end_mm, clr):
    """Metal of every arc integrated in its own coordinates: dV = (c - rho cos phi) rho drho dphi da, Gauss points."""
    shape = BentTube(Route(tuple(bends), end_mm, clr), 30.0, 27.0)
    x, w = np.polynomial.legendre.leggauss(8)
    rho = 13.5 + 0.75 * (x + 1)
    phi = np.arange(16) * 2 * np.pi / 16
    cut = float((0.75 * w[:, None] * (2 * np.pi / 16) * (clr - rho[:, None] * np.cos(phi)) * rho[:, None]).sum())
    arcs = sum(cut * math.radians(b.angle_deg) for b in bends)
    flat = math.pi * (15.0**2 - 13.5**2) * (sum(b.straight_mm for b in bends) + end_mm)
    assert shape.volume_mm3 == pytest.approx(arcs + flat, rel=1e-12)


# crossing -------------------------------------------------------------------------------------------------------------
def sampled(route: Route, od: float, step: float = 1.0) -> float:
    """Least gap of sampled points farther apart than neighbours: never below the true one."""
    points, path, base = [], [], 0.0
    for piece in route.pieces():
        n = max(2, math.ceil(piece.length_mm / step))
        for k in range(n + 1):
            s = piece.length_mm * k / n
            f, c = piece.frame, piece.clr_mm
            t = s / c if piece.angle_deg else 0.0
            p = add(add(f.origin, f.z, c * math.sin(t)), f.x, c * (1 - math.cos(t))) if t else add(f.origin, f.z, s)
            points.append(p if piece.angle_deg else add(f.origin, f.z, s))
            path.append(base + s)
        base += piece.length_mm
    p, s = np.array(points), np.array(path)
    near = 2 * route.clr_mm * (math.pi - math.asin(od / (2 * route.clr_mm)))
    far = (s[None] - s[:, None]) >= near
    return float(cdist(p, p)[far].min()) - od if far.any() else math.inf


@given(st.lists(st.builds(Bend, st.floats(0, 120), st.floats(-180, 180), st.floats(5, 180)), min_size=1, max_size=6),
       st.floats(0, 150), st.floats(20, 80))
@example([Bend(120, 0, 90), Bend(40, 0, 90), Bend(40, 0, 90), Bend(80, 0, 10)], 50, 45)
@example([Bend(40, 0, 180), Bend(0, 0, 180)], 40, 43)
@settings(max_examples=400)         # three in ten cross themselves
def test_no_self_crossing_is_accepted(bends, end_mm, clr):
    """What touches at sampled points is found, and what is found is no farther than the samples say."""
    route, od = Route(tuple(bends), end_mm, clr), 28.6
    gap, seen = route.clearance(od), sampled(route, od)
    assert gap <= seen + TOLERANCE_MM or seen > od - TOLERANCE_MM
    if gap < od - 1:
        assert gap >= seen - 1.0        # the samples stand 1 mm apart
    if seen < 0:
        assert gap < TOLERANCE_MM


def test_two_straight_tubes_side_by_side_have_the_gap_between_them():
    route = Route((Bend(200, 0, 180),), 200, 40)
    assert route.clearance(60.0) == pytest.approx(20.0, abs=TOLERANCE_MM)
    assert Route((), 100, 0).clearance(20.0) == math.inf
    # a square turned back on itself: two crossing axes
    ring = Route((Bend(100, 0, 90), Bend(50, 0, 90), Bend(50, 0, 90)), 150, 30)
    assert ring.clearance(20.0) == pytest.approx(-20.0, abs=TOLERANCE_MM)


@given(*[st.tuples(*[st.floats(-9, 9)] * 3)] * 4)
def test_distance_of_segments_is_the_least_on_a_grid(p, p1, q, q1):
    assume(math.dist(p, p1) > 0.1 and math.dist(q, q1) > 0.1)
    t = np.linspace(0, 1, 41)
    a = np.array(p) + t[:, None] * (np.array(p1) - p)
    b = np.array(q) + t[:, None] * (np.array(q1) - q)
    grid = float(np.linalg.norm(a[:, None] - b[None], axis=2).min())
    found = segment_distance(p, p1, q, q1)
    assert found <= grid + 1e-9 and found >= grid - (math.dist(p, p1) + math.dist(q, q1)) / 80 - 1e-9


def test_spans_cover_the_route_and_hold_its_arcs():
    parts = spans(R26)
    assert parts[0].a == 0 and parts[-1].b == pytest.approx(R26.length_mm)
    assert all(a.b == pytest.approx(b.a) for a, b in zip(parts, parts[1:], strict=False))
    arc = next(s for s in parts if s.piece.angle_deg)
    left, right = arc.halves()
    middle = left.q
    chord = add(arc.q, arc.p, -1.0)
    off = add(middle, arc.p, -1.0)
    along = dot(off, chord) / dot(chord, chord)
    assert math.dist(off, tuple(along * v for v in chord)) == pytest.approx(arc.sagitta, rel=1e-9)
    assert right.p == pytest.approx(left.q)
