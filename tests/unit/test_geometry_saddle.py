"""Saddles: facts/sheets.md R17, R17b, R18, R19, closed forms, and the surfaces themselves."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.saddle import Saddle
from knalpot_cad.geometry.saddle_section import SectionSaddle, SectionSide
from knalpot_cad.geometry.saddle_shell import ContourSide, EllipseSide, ShellSaddle
from knalpot_cad.geometry.sections import Ellipse, Round, Stadium, Superellipse, TriOval

PHI = np.linspace(0, 2 * math.pi, 181)
R17 = Saddle(19.05, 50.0, 60.0, 12.0)
R19 = Saddle(15.0, 60.0 - 55.0 / 4, 70.0, 8.0, math.degrees(math.atan(0.25)))
R18 = ShellSaddle(19.05, EllipseSide(90.0, 55.0, 25.0), 60.0, 10.0)


def test_r17():
    assert R17.edge_mm == pytest.approx(133.0481804265, rel=1e-12)
    assert R17.hole_edge_mm == pytest.approx(133.0481804265, rel=1e-12)
    assert R17.depth_mm == pytest.approx(25.96612824937, rel=1e-12)
    assert R17.hole_area_mm2 == pytest.approx(1389.854910686, rel=1e-12)
    assert Saddle(19.05, 50.0).edge_mm == pytest.approx(120.8589225723, rel=1e-12)
    assert Saddle(19.05, 50.0).depth_mm == pytest.approx(50.0 - math.sqrt(50.0**2 - 19.05**2), rel=1e-13)
    assert Saddle(19.05, 50.0).depth_mm == pytest.approx(3.771248, abs=6e-7)


def test_r17b():
    wanted = [67.046121, 61.636091, 52.938715, 45.253324, 41.940192, 42.586091, 45.049076, 48.139251, 52.001694,
              57.158231, 63.000217, 67.189251]
    assert R17.t(np.radians(np.arange(0, 360, 30))) == pytest.approx(wanted, abs=5.1e-7)
    u, z = R17.hole(np.zeros(1))
    assert (float(u[0]), float(z[0])) == pytest.approx((12.118293, 50.020845), abs=5.1e-7)


def test_r18():
    assert R18.edge_mm == pytest.approx(146.5390901877, rel=1e-12)
    assert R18.hole_edge_mm == pytest.approx(146.5390901877, rel=1e-12)


def test_r19():
    assert R19.edge_mm == pytest.approx(96.15107049817, rel=1e-12)
    assert R19.hole_edge_mm == pytest.approx(96.15107049817, rel=1e-12)


def test_equal_pipes():
    """facts/cad.md 6.1: the edge is 4 sqrt2 E(1/2) R; the hole spans half the girth and 4 R^2."""
    s = Saddle(50.0, 50.0)
    assert s.edge_mm / 50 == pytest.approx(7.640395578055, rel=1e-13)
    assert s.hole_edge_mm / 50 == pytest.approx(7.640395578055, rel=1e-13)
    assert s.hole_area_mm2 == pytest.approx(4 * 50.0**2, rel=1e-12) and s.reaches
    # two planes: between equal pipes with meeting axes the cut is a pair of mitres
    oblique = Saddle(30.0, 30.0, 50.0)
    low, high = math.tan(math.radians(65.0)), math.tan(math.radians(25.0))
    planes = np.where(np.cos(PHI) > 0, low, high) * np.abs(np.cos(PHI)) * 30
    assert oblique.t(PHI) == pytest.approx(planes, abs=1e-6)


@pytest.mark.parametrize("s", [R17, R19, Saddle(10.0, 40.0, 135.0, -7.0), Saddle(12.0, 30.0, 100.0, 3.0, -20.0)])
def test_points_lie_on_both_surfaces(s):
    """On the main's surface, and at the branch's radius from its axis, by vectors alone."""
    g, th = s.curve(PHI), math.radians(s.angle_deg)
    radius = s.main_radius_mm - math.tan(math.radians(s.taper_deg)) * g.z
    assert np.hypot(g.x, g.y) == pytest.approx(radius, rel=1e-12)
    d = np.array([math.sin(th), 0.0, math.cos(th)])
    rel = np.stack([g.x, g.y - s.offset_mm, g.z], axis=1)
    assert np.linalg.norm(np.cross(rel, d), axis=1) == pytest.approx(np.full(len(PHI), s.branch_radius_mm), rel=1e-11)
    assert rel @ d == pytest.approx(s.t(PHI), rel=1e-12, abs=1e-10)
    assert s.reaches


@pytest.mark.parametrize("s", [R17, R19, R18, Saddle(12.0, 30.0, 100.0, 3.0, -20.0)],
                         ids=["pipe", "cone", "ellipse", "wide"])
def test_slopes_are_derivatives(s):
    h = 1e-6
    assert s.slope(PHI) == pytest.approx((s.t(PHI + h) - s.t(PHI - h)) / (2 * h), abs=2e-6)
    for got, (a, b) in zip(s.hole_slope(PHI), zip(s.hole(PHI + h), s.hole(PHI - h), strict=True), strict=True):
        assert got == pytest.approx((a - b) / (2 * h), abs=2e-6)


def test_hole_area_by_strips():
    """facts/sheets.md 5: strips across y, another integral than the contour's."""
    r, big, e, s = 19.05, 50.0, 12.0, math.sin(math.radians(60.0))
    area = quad(lambda q: 2 * (r * math.cos(q)) ** 2 * big / (s * math.sqrt(big**2 - (e + r * math.sin(q)) ** 2)),
                -math.pi / 2, math.pi / 2, epsabs=0, epsrel=1e-13)[0]
    assert R17.hole_area_mm2 == pytest.approx(area, rel=1e-12)
    closed, contour = Saddle(19.05, 50.0), Saddle(19.05, 50.0, 90.0, 1e-300)
    assert closed.hole_area_mm2 == pytest.approx(contour.hole_area_mm2, rel=1e-12)


def test_drilled_hole():
    """R23: a hole of 10 drilled square into R 25 has 320.8543125846 on the blank."""
    assert Saddle(10.0, 25.0).hole_area_mm2 == pytest.approx(320.8543125846, rel=1e-12)


def test_a_cone_of_no_taper_is_a_pipe():
    flat = Saddle(15.0, 46.25, 70.0, 8.0, 1e-7)
    pipe = Saddle(15.0, 46.25, 70.0, 8.0)
    assert flat.t(PHI) == pytest.approx(pipe.t(PHI), abs=1e-6)
    for a, b in zip(flat.hole(PHI), pipe.hole(PHI), strict=True):
        assert a == pytest.approx(b, abs=1e-6)


def test_cone_blank_keeps_distances():
    """A geodesic on the cone: the law of cosines in the blank about the apex."""
    k = math.tan(math.radians(R19.taper_deg))
    g, (u, v) = R19.curve(PHI[:2]), R19.hole(PHI[:2])
    apex_z = R19.main_radius_mm / k
    slant = [math.hypot(math.hypot(x, y), apex_z - z) for x, y, z in zip(g.x, g.y, g.z, strict=True)]
    turn = (math.atan2(g.y[1], g.x[1]) - math.atan2(g.y[0], g.x[0])) * math.sin(math.radians(R19.taper_deg))
    wanted = math.sqrt(slant[0]**2 + slant[1]**2 - 2 * slant[0] * slant[1] * math.cos(turn))
    assert math.hypot(u[1] - u[0], v[1] - v[0]) == pytest.approx(wanted, rel=1e-9)


def test_round_sections_agree_with_the_pipe():
    circle = Contour((Vertex(50.0, 0.0, 1.0), Vertex(-50.0, 0.0, 1.0)))
    for side in (EllipseSide(50.0, 50.0, 33.0), ContourSide(circle, 33.0)):
        s = ShellSaddle(19.05, side, 60.0, 12.0)
        assert s.t(PHI) == pytest.approx(R17.t(PHI), rel=1e-12)
        assert (s.edge_mm, s.hole_edge_mm) == pytest.approx((R17.edge_mm, R17.edge_mm), rel=1e-11)
        start = 50.0 * math.radians(33.0)
        assert s.hole(PHI)[0] == pytest.approx(R17.hole(PHI)[0] + start, rel=1e-11)


def test_stadium_is_exact_across_its_joints():
    """180 x 110: on the flat the branch is cut square, on the round end as by a pipe of R 55; one contact, equal
    edges.
    """
    b = math.tan(math.pi / 4)
    stadium = Contour((Vertex(35.0, -55.0, b), Vertex(35.0, 55.0), Vertex(-35.0, 55.0, b), Vertex(-35.0, -55.0)))
    flat = ShellSaddle(19.05, ContourSide(stadium, 90.0), 70.0, 0.0)
    assert flat.edge_mm == pytest.approx(flat.hole_edge_mm, rel=1e-11)
    assert np.ptp(ShellSaddle(19.05, ContourSide(stadium, 90.0)).t(PHI)) < 1e-12
    end = ShellSaddle(19.05, ContourSide(stadium, 0.0), 60.0, 12.0)
    assert end.t(PHI) == pytest.approx(Saddle(19.05, 55.0, 60.0, 12.0).t(PHI) + 35.0 / math.sin(math.pi / 3), rel=1e-12)
    half = ShellSaddle(19.05, ContourSide(stadium, 90.0), 60.0, 30.0)          # half on the flat, half round the corner
    assert half.edge_mm == pytest.approx(half.hole_edge_mm, rel=1e-10) and half.reaches
    assert not ShellSaddle(19.05, ContourSide(stadium, 90.0), 60.0, 75.0).reaches


def test_what_would_leave_the_main_is_refused():
    assert not Saddle(20.0, 50.0, 90.0, 30.1).reaches and Saddle(20.0, 50.0, 90.0, 30.0).reaches
    assert not Saddle(20.0, 50.0, 0.0).reaches and not Saddle(20.0, 19.0).reaches
    assert not Saddle(15.0, 40.0, 12.0, 0.0, 14.0).reaches          # flatter than the cone's own wall
    assert not Saddle(19.05, 55.0, 90.0, 0.0, 88.0).reaches
    assert not ShellSaddle(19.05, EllipseSide(90.0, 55.0), 90.0, 40.0).reaches


def test_axis_and_range():
    assert R17.axis_t_mm == pytest.approx(math.sqrt(50.0**2 - 12.0**2) / math.sin(math.radians(60.0)), rel=1e-8)
    low, high = R17.z_range()
    z = R17.curve(np.linspace(0, 2 * math.pi, 20001)).z
    assert low <= z.min() and high >= z.max() and (low, high) == pytest.approx((z.min(), z.max()), abs=1e-5)


SECTIONS = {"ellipse": Ellipse(180, 110), "stadium": Stadium(180, 110), "superellipse": Superellipse(180, 110, 2.5),
            "tri_oval": TriOval(180, 150, 25, 35, 150, 250), "parallel": Ellipse(180, 110).offset(-1.2)}


def test_r18_by_the_general_section():
    s = SectionSaddle(19.05, SectionSide(Ellipse(180, 110), 25.0), 60.0, 10.0)
    assert (s.edge_mm, s.hole_edge_mm) == pytest.approx((146.5390901877, 146.5390901877), rel=1e-11)
    assert s.t(PHI) == pytest.approx(R18.t(PHI), rel=1e-12)


@pytest.mark.parametrize("azimuth", [0.0, 25.0, 90.0, 200.0])
@pytest.mark.parametrize("name", SECTIONS)
def test_both_halves_of_a_saddle_on_any_section_are_equal(name, azimuth):
    """Branch and hole by two integrals; the points lie on the section, at the branch's radius."""
    section = SECTIONS[name]
    s = SectionSaddle(15.0, SectionSide(section, azimuth), 70.0, 5.0)
    assert s.reaches and s.edge_mm == pytest.approx(s.hole_edge_mm, rel=1e-10)
    az, th = math.radians(azimuth), math.radians(70.0)
    y, t = 5.0 + 15.0 * np.sin(PHI), s.t(PHI)
    x = t * math.sin(th) - 15.0 * math.cos(th) * np.cos(PHI)
    for a, b in zip(x, y, strict=True):
        depth, _ = section.nearest(a * math.cos(az) - b * math.sin(az), a * math.sin(az) + b * math.cos(az))
        assert depth == pytest.approx(0.0, abs=1e-8)


def test_a_round_section_gives_the_pipes_hole_on_its_mid_surface():
    """Passing through: inner and outer pair drawn on the mid surface by arc length, against u = R Theta."""
    mid = SectionSide(Round(98.8), 33.0)
    for radius, off in ((50.0, 0.6), (48.8, -0.6)):
        s = SectionSaddle(19.35, SectionSide(Round(2 * radius), 33.0), 60.0, 12.0, mid, off)
        wanted = Saddle(19.35, radius, 60.0, 12.0)
        for a, b in zip(s.hole(PHI, 49.4), wanted.hole(PHI, 49.4), strict=True):
            assert a == pytest.approx(b, abs=1e-9)
        for a, b in zip(s.hole_slope(PHI, 49.4), wanted.hole_slope(PHI, 49.4), strict=True):
            assert a == pytest.approx(b, abs=1e-6)
