"""Pie cuts: facts/sheets.md R15, published elbows, and the closed bend in space."""

import math

import numpy as np
import pytest

from knalpot_cad.geometry.frame import add, dot
from knalpot_cad.geometry.mitre import PolyRoute, polygon_length
from knalpot_cad.geometry.pie import PieBendPlan, unequal_bend

R15 = PieBendPlan(50.8, 76.2, 90.0, 6, "pies")


def bend(**changes):
    return PieBendPlan(**{"od_mm": 50.8, "clr_mm": 76.2, "angle_deg": 90.0, "count": 6, "by": "pies", **changes})


def test_r15():
    assert (R15.outer_mm, R15.inner_mm) == pytest.approx((26.75178750976, 13.37589375488), rel=1e-12)
    sine = bend(rule="sin")
    assert (sine.outer_mm, sine.inner_mm) == pytest.approx((26.58013857178, 13.20424481690), rel=1e-12)
    assert bend(rule="sin_corner").outer_mm == pytest.approx(26.52292225911, rel=1e-12)


def test_pie_of_the_kernel():
    """facts/cad.md 6.1: centre length and lateral area of one wedge, 2 pi r times its centre length."""
    assert R15.centre_mm == pytest.approx(20.0638, abs=5e-5)
    assert 2 * math.pi * 25.4 * R15.centre_mm == pytest.approx(3202.0466, abs=5e-5)
    assert math.fsum(R15.axis_lengths()) == pytest.approx(2 * 76.2 * math.tan(math.pi / 24) * 6, rel=1e-14)


def test_e7_published_calculator():
    """3 inch, CLR 4.5 inch, 90 deg, 5 pies: long side 1.90, short side 0.95 inch."""
    plan = PieBendPlan(3.0, 4.5, 90.0, 5, "pies")
    assert (round(plan.outer_mm, 2), round(plan.inner_mm, 2)) == (1.90, 0.95)


def test_e8_published_elbows():
    """A 5-piece elbow of 90 deg cuts at 11 1/4, its planes rise 11 1/4, 33 3/4, 56 1/4, 78 3/4; 13D-13J all cut at
    6.
    """
    plan = PieBendPlan(50.0, 80.0, 90.0, 5, "pieces")
    assert plan.cut_deg == 11.25 and plan.joint_angles_deg() == [11.25, 33.75, 56.25, 78.75]
    for count, angle in zip(range(2, 9), range(12, 96, 12), strict=True):
        assert PieBendPlan(50.0, 80.0, float(angle), count, "pieces").cut_deg == pytest.approx(6.0)


def test_pies_are_not_pieces():
    assert bend(count=5).cut_deg == 9.0 and bend(count=5, by="pieces").cut_deg == 11.25


@pytest.mark.parametrize("rule", ["tan", "sin"])
@pytest.mark.parametrize("by", ["pies", "pieces"])
@pytest.mark.parametrize(("angle", "count"), [(90.0, 6), (45.0, 3), (180.0, 9)])
def test_the_pieces_close_to_the_bend(rule, by, angle, count):
    """Axis lengths are the polygon's, every joint turns by twice the cut, joints lie on the circle that the rule
    names.
    """
    straights = {"start_mm": 20.0, "end_mm": 35.0} if by == "pieces" else {}
    plan = bend(rule=rule, by=by, angle_deg=angle, count=count, **straights)
    route = PolyRoute(plan.vertices())
    assert [n for _, n in route.legs()] == pytest.approx(plan.axis_lengths(), rel=1e-12)
    assert [j.angle_deg for j in route.joints()] == pytest.approx([plan.cut_deg] * plan.joints, rel=1e-12)
    assert all(abs(t) < 1e-9 for t in route.rotations_deg())
    first, last = route.legs()[0][0], route.legs()[-1][0]
    turn = math.degrees(math.acos(max(-1.0, dot(first, last))))
    assert turn == pytest.approx(angle - (2 * plan.cut_deg if by == "pies" else 0.0), abs=1e-6)
    inside = plan.vertices()[1:-1] if by == "pieces" else plan.vertices()
    centre = _circle_centre(inside[0], inside[1], inside[-1]) if len(inside) > 2 else None
    if centre:
        radius = plan.clr_mm / math.cos(math.radians(plan.cut_deg)) if rule == "tan" else plan.clr_mm
        assert math.dist(centre, inside[0]) == pytest.approx(radius, rel=1e-9)


def _circle_centre(a, b, c):
    (ax, _, az), (bx, _, bz), (cx, _, cz) = a, b, c
    m = np.array([[bx - ax, bz - az], [cx - ax, cz - az]])
    v = np.array([bx**2 - ax**2 + bz**2 - az**2, cx**2 - ax**2 + cz**2 - az**2]) / 2
    x, z = np.linalg.solve(m, v)
    return (float(x), 0.0, float(z))


def test_long_and_short_side_are_generators_of_the_bend():
    plan = bend()
    for phi, wanted in ((0.0, plan.outer_mm), (math.pi, plan.inner_mm)):
        assert PolyRoute(plan.vertices()).generator_mm(25.4, 2, np.array([phi]))[0] == pytest.approx(wanted, rel=1e-12)


def test_gap_and_kerf_are_measured_square_to_the_cut():
    plan, tight = bend(gap_mm=1.5, kerf_mm=2.0), bend()
    c = math.cos(math.radians(7.5))
    assert plan.axis_lengths()[2] == pytest.approx(tight.axis_lengths()[2] - 1.5 / c, rel=1e-13)
    assert plan.axis_lengths()[0] == pytest.approx(tight.axis_lengths()[0] - 0.75 / c, rel=1e-13)
    # metal plus gaps along the axis is the polygon
    assert math.fsum(plan.axis_lengths()) + 5 * 1.5 / c == pytest.approx(polygon_length(plan.vertices()), rel=1e-13)
    assert len(plan.cuts()) == 7
    steps = np.diff([k.at_mm for k in plan.cuts()])
    assert steps == pytest.approx([n + 2.0 / c for n in plan.axis_lengths()], rel=1e-13)
    assert [math.copysign(1, k.angle_deg) for k in plan.cuts()] == [-1, 1, -1, 1, -1, 1, -1]


def test_nested_pieces_are_the_wedges():
    """Between neighbouring cuts on the strip, long and short sides come out right, alternating by half a turn."""
    phi = np.array([0.0, math.pi])
    lines = bend().nested(phi, 25.4)
    sides = [tuple(b - a) for a, b in zip(lines, lines[1:], strict=False)]
    for i, (at_0, at_180) in enumerate(sides):
        long_side, short_side = (at_0, at_180) if i % 2 == 0 else (at_180, at_0)
        assert (long_side, short_side) == pytest.approx((26.75178750976, 13.37589375488), rel=1e-12)


def test_tube_needed():
    plan = PieBendPlan(50.8, 76.2, 90.0, 5, "pieces", kerf_mm=2.0, start_mm=10.0, end_mm=10.0)
    c = math.cos(math.radians(11.25))
    assert len(plan.cuts()) == 4
    assert plan.tube_mm == pytest.approx(math.fsum(plan.axis_lengths()) + 4 * 2.0 / c)
    assert plan.cuts()[-1].at_mm + 1.0 / c + plan.axis_lengths()[-1] == pytest.approx(plan.tube_mm)


def test_unequal_joints():
    equal = [11.25] * 4
    wanted = PieBendPlan(50.8, 76.2, 90.0, 5, "pieces").axis_lengths()
    assert unequal_bend(76.2, equal) == pytest.approx(wanted, rel=1e-13)
    # polygon round the arc with joints of 20, 40 and 30 deg
    be = [10.0, 20.0, 15.0]
    at, points = 0.0, [(0.0, 0.0, 0.0)]
    for b in be:
        at += b
        rho, t = 76.2 / math.cos(math.radians(b)), math.radians(at)
        points.append((76.2 - rho * math.cos(t), 0.0, rho * math.sin(t)))
        at += b
    t = math.radians(at)
    points.append((76.2 - 76.2 * math.cos(t), 0.0, 76.2 * math.sin(t)))
    lengths = [math.sqrt(dot(add(q, p, -1.0), add(q, p, -1.0))) for p, q in zip(points, points[1:], strict=False)]
    assert unequal_bend(76.2, be) == pytest.approx(lengths, rel=1e-12)
    chords = [2 * 76.2 * math.sin(math.radians(a)) for a in (10, 20)]
    assert unequal_bend(76.2, [10.0, 20.0], "sin") == pytest.approx(chords)


def test_sin_corner_is_a_bend_of_a_thinner_pipe() -> None:
    """Sides 2 (CLR +- r) sin be are those of `sin` for a pipe of radius r cos be: the part makes that pipe (R15)."""
    from knalpot_cad.parts.pie_bend import PieBend

    part = PieBend.model_validate({"name": "x", "material": "stkm11a", "od_mm": 50.8, "wall_mm": 1.2, "clr_mm": 76.2,
                                   "angle_deg": 90, "pies": 6, "rule": "sin_corner"}, context={"names": {}})
    plan = part.plan()
    assert not part.faults()
    assert plan.outer_mm == pytest.approx(26.52292225911, rel=1e-12)
    assert plan.inner_mm == pytest.approx(bend(rule="sin_corner").inner_mm, rel=1e-12)
    assert part.recipe().outer_mm == pytest.approx(50.8 * math.cos(math.radians(7.5)), rel=1e-14)
