"""Mitres and polygonal routes: facts/sheets.md R14, R16, published tables, and independent integrations."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from knalpot_cad.geometry.frame import add, dot
from knalpot_cad.geometry.mitre import Mitre, PolyRoute, polygon_length, square_edge_rise
from knalpot_cad.geometry.quadrature import bisect, elliptic, graded_nodes, integral

PHI = np.linspace(0, 2 * math.pi, 97)
R16 = ((0.0, 0, 0), (0.0, 0, 100), (40.0, 0, 190), (60.0, 60, 260), (150.0, 80, 300))


@pytest.mark.parametrize("m", [0.0, 1e-9, 0.2, 0.5, 0.9, 0.999999])
def test_elliptic_integrals_against_their_integrands(m):
    k, e = elliptic(m)
    assert k == pytest.approx(quad(lambda x: 1 / math.sqrt(1 - m * math.sin(x) ** 2), 0, math.pi / 2,
                                   epsabs=0, epsrel=1e-12, limit=400)[0], rel=1e-10)
    assert e == pytest.approx(quad(lambda x: math.sqrt(1 - m * math.sin(x) ** 2), 0, math.pi / 2,
                                   epsabs=0, epsrel=1e-12, limit=400)[0], rel=1e-10)


def test_elliptic_at_one():
    assert elliptic(1.0) == (math.inf, 1.0)


def test_graded_panels_integrate_a_corner_and_a_root():
    assert integral(lambda x: np.abs(np.cos(x)), (math.pi / 2, 1.5 * math.pi)) == pytest.approx(4.0, rel=1e-14)
    assert integral(lambda x: np.sqrt(np.abs(x - 1.0)), (1.0,), 0.0, 2.0) == pytest.approx(4 / 3, rel=1e-12)
    assert graded_nodes((), 0.0, 1.0)[1].sum() == pytest.approx(1.0, rel=1e-14)
    assert bisect(lambda x: x * x - 2, 0.0, 2.0) == pytest.approx(math.sqrt(2), rel=1e-15)


def test_r14():
    m = Mitre(38.1, 38.1, 12.0)
    assert m.edge_mm == pytest.approx(242.0707956074, rel=1e-12)
    assert m.range_mm == pytest.approx(16.19680999926, rel=1e-12)


@pytest.mark.parametrize(("angle", "edge", "difference"), [(9.0, 240.883680, 12.068894), (12.0, 242.070796, 16.196810)])
def test_mitre_of_the_kernel(angle, edge, difference):
    """Edge of an ellipse cut from a cylinder by the solid kernel, printed to 1e-6 (facts/cad.md 6.1)."""
    m = Mitre(38.1, 38.1, angle)
    assert m.edge_mm == pytest.approx(edge, abs=6e-7) and m.range_mm == pytest.approx(difference, abs=6e-7)


@pytest.mark.parametrize(("ordinate", "wrap", "angle"), [(38.1, 38.1, 30.0), (38.1, 37.0, 12.0), (20.0, 25.0, 60.0)])
def test_edge_on_any_wrap_by_adaptive_integration(ordinate, wrap, angle):
    m = Mitre(ordinate, wrap, angle, 77.0)
    wanted = quad(lambda x: math.hypot(wrap, float(m.rise_slope(np.array(x)))), 0, 2 * math.pi, epsabs=0,
                  epsrel=1e-13)[0]
    assert m.edge_mm == pytest.approx(wanted, rel=1e-12)


def test_e5_plate_elbow():
    """Published table: R 6300, plate 12 on mean radius 1050, 4.625 deg: ordinates from the outer radius 1056."""
    m = Mitre(1056.0, 1050.0, 4.625)
    base = 6300.0 * math.tan(math.radians(4.625))
    wanted = [595.08, 583.64, 552.37, 509.65, 466.94, 435.67, 424.23]
    assert m.ordinates(12, base)[:7] == pytest.approx(wanted, abs=0.006)
    middle = [2 * m.ordinates(12, base)[i] for i in (0, 6)]
    assert middle == pytest.approx([1190.16, 848.45], abs=0.011)
    assert m.x(np.array([2 * math.pi]))[0] == pytest.approx(2 * math.pi * 1050.0)


def test_rise_is_the_plane():
    """Points of the rim lie in one plane through the axis point, whose normal leans by the angle away from the heel."""
    m = Mitre(20.0, 20.0, 25.0, 40.0)
    y, heel, be = m.rise(PHI), math.radians(40.0), math.radians(25.0)
    rim = np.stack([20 * np.cos(PHI), 20 * np.sin(PHI), y], axis=1)
    normal = np.array([-math.sin(be) * math.cos(heel), -math.sin(be) * math.sin(heel), math.cos(be)])
    assert np.abs(rim @ normal).max() < 1e-12
    assert float(y[np.argmax(y)]) == pytest.approx(m.amplitude_mm, rel=1e-2)


def test_square_edge_touches_and_never_overlaps():
    outer, inner, be = 30.0, 28.8, 15.0
    rise = square_edge_rise(outer, inner, be, PHI)
    walls = [r * math.tan(math.radians(be)) * np.cos(PHI) for r in (outer, inner)]
    assert np.all(rise <= np.minimum(*walls) + 1e-12) and np.any(np.isclose(rise, walls[0]))
    mean = 29.4 * math.tan(math.radians(be)) * np.cos(PHI)
    # the mean radius overlaps by (t/2) tan be
    assert float((mean - rise).max()) == pytest.approx(0.6 * math.tan(math.radians(be)))


def test_r16():
    route = PolyRoute(R16)
    assert [j.angle_deg for j in route.joints()] == pytest.approx([11.981244487289, 20.084373311576, 26.142011827208],
                                                                  rel=1e-13)
    assert route.rotations_deg() == pytest.approx([99.604847204500, -120.627552036192], rel=1e-13)
    assert polygon_length(R16) == pytest.approx(route.generator_mm(1e-9, 0, np.zeros(1))[0] + sum(
        route.generator_mm(1e-9, i, np.zeros(1))[0] for i in (1, 2, 3)))


@pytest.mark.parametrize("start_x", [None, (1.0, 0.3, 0.2)])
def test_a_marking_line_runs_through_every_joint(start_x):
    """The line phi of one pipe and of the next meet in one point of the joint's plane, for every phi."""
    route = PolyRoute(R16)
    frames, joints, legs = route.frames(start_x), route.joints(start_x), route.legs()
    for i, joint in enumerate(joints):
        m = Mitre(19.05, 19.05, joint.angle_deg, joint.heel_deg)
        for phi in np.linspace(0, 2 * math.pi, 13):
            rise = float(m.rise(np.array(phi)))
            x, y = 19.05 * math.cos(phi), 19.05 * math.sin(phi)
            before = frames[i].point((x, y, legs[i][1] + rise))
            after = frames[i + 1].point((x, y, -rise))
            assert before == pytest.approx(after, abs=1e-12)
            assert dot(add(before, joint.point, -1.0), joint.normal) == pytest.approx(0.0, abs=1e-12)


def test_generator_lengths_are_distances_between_the_rims():
    route = PolyRoute(R16)
    lengths = route.generator_mm(19.05, 1, PHI)
    frames, joints = route.frames(), route.joints()
    for phi, length in zip(PHI[::8], lengths[::8], strict=True):
        ends = [frames[1].point((19.05 * math.cos(phi), 19.05 * math.sin(phi), z)) for z in (
            -float(Mitre(19.05, 1, joints[0].angle_deg, joints[0].heel_deg).rise(phi)),
            route.legs()[1][1] + float(Mitre(19.05, 1, joints[1].angle_deg, joints[1].heel_deg).rise(phi)))]
        d = add(ends[1], ends[0], -1.0)
        assert length == pytest.approx(math.sqrt(dot(d, d)), rel=1e-13)


def test_a_straight_route_has_no_mitre():
    route = PolyRoute(((0.0, 0, 0), (0.0, 0, 50), (0.0, 0, 120)))
    assert route.joints()[0].angle_deg == 0.0 and route.rotations_deg() == []
    assert route.frames()[1].x == route.frames()[0].x
