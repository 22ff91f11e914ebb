"""Closed sections against reference values of an independent second method (facts R1 to R5), and their own rules."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ellipeinc

from knalpot_cad.geometry.plane import Circle, arc_of, polygon
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse, TriOval
from knalpot_cad.geometry.sections.fit import distance, sampled
from knalpot_cad.geometry.sections.integral import Primitive, complete_e, integral
from knalpot_cad.geometry.sections.nearest import deeper

TRI = TriOval(180, 150, 25, 35, 150, 250)
FORMS = {
    "round": Round(100), "ellipse": Ellipse(180, 110), "thin": Ellipse(40, 200), "stadium": Stadium(180, 110),
    "standing": Stadium(90, 150), "tri-oval": TRI, "superellipse": Superellipse(180, 110, 2.5),
    "boxy": Superellipse(120, 160, 6), "trapezoid": RoundedPolygon.trapezoid(160, 110, 90, 18),
    "hexagon": RoundedPolygon.hexagon(100, 12), "sharp": RoundedPolygon.trapezoid(100, 100, 100, 0),
    "mid ellipse": Ellipse(180, 110).offset(-0.6), "moved": Superellipse(180, 110, 3).moved(7, -4),
    "between": Round(80).blend(Ellipse(120, 60).moved(10, 5), 0.3),
}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def close(value, rel=2e-12):
    return pytest.approx(value, rel=rel)


# reference values -------------------------------------------------------------------------------------------------

def test_r1_ellipse():
    outside = Ellipse(180, 110)
    mid = outside.offset(-0.6)
    assert outside.perimeter == close(462.1907175995)
    assert mid.perimeter == close(458.4208064152)
    assert mid.area == close(15274.70017807)
    psi = math.atan2(90 * math.sin(1.1), 55 * math.cos(1.1))
    assert mid.arc_length(psi) == close(73.37189770630)
    assert outside.area == close(math.pi * 90 * 55)
    assert outside.second_moments == pytest.approx((math.pi * 90 * 55**3 / 4, math.pi * 90**3 * 55 / 4), rel=1e-13)
    assert outside.min_rho == close(55**2 / 90)


def test_r2_stadium():
    s = Stadium(180, 110)
    assert s.perimeter == close(485.5751918949)
    assert s.area == close(17203.31777711)
    assert s.second_moments == (close(14951050.73561), close(37500948.34590))
    assert Stadium(110, 180).second_moments == (close(37500948.34590), close(14951050.73561))


def test_r3_tri_oval():
    assert TRI.faults() == []
    assert TRI.perimeter == close(517.4324776071)
    assert TRI.area == close(19835.22428048)
    assert TRI.centroid[1] + 75 == close(65.22639253538)      # the reference stands on y = 0, the section on its centre
    assert TRI.centroid[0] == pytest.approx(0, abs=1e-12)
    assert [math.degrees(p.start) for p in TRI.pieces[:3]] == pytest.approx(
        [-75.1781789379, 14.4673939014, 63.2032587621], abs=6e-11)


def test_r4_superellipse():
    s = Superellipse(180, 110, 2.5)
    assert s.perimeter == close(479.9146220532)
    assert s.area == close(16735.63004456)
    assert s.second_moments[1] == close(36556404.61758)
    gamma, n, a, b = math.gamma, 2.5, 90, 55
    assert s.area == pytest.approx(4 * a * b * gamma(1 + 1 / n) ** 2 / gamma(1 + 2 / n), rel=1e-13)
    assert s.second_moments[0] == pytest.approx(
        4 * a * b**3 * gamma(3 / n) * gamma(1 / n) / (n * n * gamma(1 + 4 / n)), rel=1e-13)


def test_r5_rounded_polygon():
    s = RoundedPolygon.trapezoid(160, 110, 90, 18)
    assert s.faults() == []
    assert s.perimeter == close(420.4604189138)
    assert s.area == close(11822.80501792)
    back = RoundedPolygon(((-55, 90), (55, 90), (80, 0), (-80, 0)), (18,) * 4)      # the other sense, another start
    assert (back.perimeter, back.area) == pytest.approx((s.perimeter, s.area), rel=1e-14)


def test_the_traps():
    """Facts 11: E of the parameter, not of the modulus; a parallel curve, not a smaller ellipse."""
    assert Ellipse(180, 110).perimeter == pytest.approx(462.19, abs=0.005)
    assert Ellipse(178.8, 108.8).perimeter == pytest.approx(458.477, abs=5e-4)
    assert Ellipse(180, 110).offset(-0.6).perimeter == pytest.approx(458.421, abs=5e-4)


# second ways ------------------------------------------------------------------------------------------------------

def test_quadrature():
    assert complete_e(0.3) == pytest.approx(ellipeinc(math.pi / 2, 0.3), rel=1e-15)
    assert complete_e(1.0) == 1.0 and complete_e(0.0) == pytest.approx(math.pi / 2, rel=1e-15)
    assert integral(lambda x: 1 / (1e-4 + x * x), -1, 1) == close(200 * math.atan(100), 1e-13)
    kink = Primitive(lambda x: x**0.3, 0, 2, rough_start=True)
    assert kink(0.7).real == close(0.7**1.3 / 1.3, 1e-14)


def test_arc_length_of_an_ellipse_is_the_elliptic_integral():
    e = Ellipse(180, 110)
    m = 1 - (55 / 90) ** 2
    for phi in (0.2, 0.8, 1.3):
        psi = math.atan2(90 * math.sin(phi), 55 * math.cos(phi))
        want = 90 * (ellipeinc(math.pi / 2, m) - ellipeinc(math.pi / 2 - phi, m))
        assert e.arc_length(psi) == close(want, 1e-13)
        assert e.arc_length(psi + math.pi) == close(want + e.perimeter / 2, 1e-13)


def test_superellipse_perimeter_by_polar_radius():
    a, b, n = 60, 80, 6

    def speed(q):
        c, s = math.cos(q), math.sin(q)
        f = (c / a) ** n + (s / b) ** n
        r = f ** (-1 / n)
        slope = -(r / f) * (-((c / a) ** (n - 1)) * s / a + (s / b) ** (n - 1) * c / b)
        return math.hypot(r, slope)
    corner = math.atan2(b, a)
    want = 4 * sum(quad(speed, *span, epsrel=1e-13)[0] for span in ((0, corner), (corner, math.pi / 2)))
    assert Superellipse(120, 160, 6).perimeter == close(want, 1e-11)


def test_constant_width():
    """Equal side and base about equal corners, centres an equilateral triangle: perimeter pi times the width."""
    r, big = 20.0, 100.0
    side = big - r                                            # distance of the corner centres
    low = big - math.sqrt(side**2 - (side / 2) ** 2)          # height of the lower centres over the base's foot
    height = low + side * math.sqrt(3) / 2 + r
    form = TriOval(side + 2 * r, height, r, r, big, big)
    assert form.faults() == []
    assert form.perimeter == close(math.pi * (big + r), 1e-9)


@EACH
def test_gauss_green_against_a_polygon(form):
    """Area, centroid and second moments of a fine polygon of points by arc length."""
    n = 1200
    spots = [form.at_length(form.perimeter * i / n) for i in range(n)]
    ring = [(p.x, p.y, q.x, q.y) for p, q in zip(spots, spots[1:] + spots[:1], strict=True)]
    cross = [a * d - c * b for a, b, c, d in ring]
    area = sum(cross) / 2
    assert form.area == pytest.approx(area, rel=3e-5)
    assert form.second_moments[0] == pytest.approx(
        sum(k * (b * b + b * d + d * d) for k, (_, b, _, d) in zip(cross, ring, strict=True)) / 12, rel=5e-5)
    assert form.second_moments[1] == pytest.approx(
        sum(k * (a * a + a * c + c * c) for k, (a, _, c, _) in zip(cross, ring, strict=True)) / 12, rel=5e-5)
    assert form.centroid[1] == pytest.approx(
        sum(k * (b + d) for k, (_, b, _, d) in zip(cross, ring, strict=True)) / 6 / area, abs=1e-3)
    assert sum(math.hypot(c - a, d - b) for a, b, c, d in ring) == pytest.approx(form.perimeter, rel=3e-5)


@EACH
def test_support_is_the_farthest_point(form):
    points = form.contour(0.001).polyline(0.001)
    for i in range(24):
        psi = 0.01 + i * math.pi / 12
        h, h1 = form.support(psi)
        assert h == pytest.approx(max(x * math.cos(psi) + y * math.sin(psi) for x, y in points), abs=0.004)
        step = 1e-5
        up, down = form.support(psi + step), form.support(psi - step)
        assert h1 == pytest.approx((up[0] - down[0]) / (2 * step), abs=1e-3)
        if form.rho(psi) < 1e4 and abs(form.rho(psi + step) - form.rho(psi - step)) < 0.1:
            assert form.rho(psi) == pytest.approx(h + (up[1] - down[1]) / (2 * step), rel=1e-3, abs=1e-2)


@EACH
def test_places_along_and_back(form):
    for i in range(40):
        s = form.perimeter * (i + 0.3) / 40
        spot = form.at_length(s, start=0.4)
        depth, near = form.nearest(spot.x, spot.y)
        assert depth == pytest.approx(0, abs=1e-9)
        assert math.dist((near.x, near.y), (spot.x, spot.y)) < 1e-9
        if not any(abs(math.remainder(spot.psi - a.psi, math.tau)) < 1e-9 for a in form.atoms):
            assert form.arc_length(spot.psi, start=0.4) == pytest.approx(s, abs=1e-7)
            assert math.dist(form.point(spot.psi), (spot.x, spot.y)) < 1e-7


@EACH
def test_depth_is_the_distance(form):
    points = form.contour(0.001).polyline(0.001)
    ring = list(zip(points, points[1:] + points[:1], strict=True))

    def away(x, y):
        best = math.inf
        for (ax, ay), (bx, by) in ring:
            size = (bx - ax) ** 2 + (by - ay) ** 2
            k = min(1, max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / size)) if size else 0
            best = min(best, math.hypot(ax + k * (bx - ax) - x, ay + k * (by - ay) - y))
        return best
    x0, y0, x1, y1 = form.bounds()
    for i in range(5):
        for j in range(5):
            x, y = x0 + (x1 - x0) * (0.07 + 0.21 * i), y0 + (y1 - y0) * (0.04 + 0.23 * j)
            depth = form.nearest(x, y)[0]
            assert abs(depth) == pytest.approx(away(x, y), abs=0.004)
            assert form.contains(x, y) is (depth >= 0)
            assert form.gap(x, y, 5) == depth - 5
            assert form.contains(x, y, 5) is (form.gap(x, y, 5) >= 0)
    assert form.nearest(x1 + 30, (y0 + y1) / 2)[0] < -29


# parallel curves --------------------------------------------------------------------------------------------------

@EACH
@pytest.mark.parametrize("d", [-0.6, 1.0, 15.0])
def test_parallel_curve(form, d):
    if d < -form.min_rho:
        assert form.offset_faults(d)[0][0] == "out-of-range"
        with pytest.raises(ValueError, match="radius of curvature"):
            form.offset(d)
        return
    out = form.offset(d)
    assert out.perimeter == pytest.approx(form.perimeter + 2 * math.pi * d, rel=1e-11)
    assert out.area == pytest.approx(form.area + form.perimeter * d + math.pi * d * d, rel=1e-11)
    for psi in (0.3, 2.0, 4.4):
        a, b = form.point(psi), out.point(psi)
        assert math.dist(a, b) == pytest.approx(abs(d), abs=1e-9)
        assert out.nearest(*a)[0] == pytest.approx(d, abs=1e-9)
        # parallel arc length: s + d (psi - psi_0)
        along = form.arc_length(psi, start=0.1) + d * (psi - 0.1)
        assert out.arc_length(psi, start=0.1) == pytest.approx(along, abs=1e-7)


def test_too_far_inwards_is_refused():
    assert Ellipse(180, 110).offset_faults(-33.7) and not Ellipse(180, 110).offset_faults(-33.5)
    assert RoundedPolygon.hexagon(100, 0).offset_faults(-1)
    code, values = Stadium(100, 40).offset_faults(-21)[0]
    assert (code, values["low"]) == ("out-of-range", -20)


# drawing ----------------------------------------------------------------------------------------------------------

@EACH
def test_contour_within_tolerance_and_without_kinks(form):
    contour = form.contour()
    assert contour.area > 0
    def on(p, t):
        x, y, psi = p.at(t)
        return complex(x, y), complex(-math.sin(psi), math.cos(psi))
    for p in form.pieces:
        for node, _ in sampled(partial(on, p), *p.reach, 0.006):
            assert distance(contour.vertices, node) <= 0.02
    kinks = []
    for (a, b), (_, c) in zip(list(contour.edges()), [*list(contour.edges())[1:], next(contour.edges())], strict=True):
        def heading(u, v, at_end):
            way = math.atan2(v.y - u.y, v.x - u.x)
            if not u.bulge:
                return way
            arc = arc_of(u, v)
            return way + (arc.sweep / 2 if at_end else -arc.sweep / 2)
        kinks.append(abs(math.remainder(heading(b, c, False) - heading(a, b, True), math.tau)))
    corners = sum(1 for p in form.pieces if getattr(p, "radius", 1) == 0)
    assert max([0.0, *sorted(kinks)[:len(kinks) - corners]]) < 2e-7
    # between the parallel curves 0.02 mm to either side
    assert abs(contour.length - form.perimeter) < 2 * math.pi * 0.02
    assert contour.bounds() == pytest.approx(form.bounds(), abs=0.02)


def test_exact_where_lines_and_arcs():
    for form in (Stadium(180, 110), TRI, RoundedPolygon.hexagon(100, 12), Round(90), TRI.offset(-1)):
        assert form.contour().length == pytest.approx(form.perimeter, rel=1e-13)
        assert form.contour().area == pytest.approx(form.area, rel=1e-13)
    assert len(Stadium(180, 110).contour().vertices) == 6 and len(TRI.contour().vertices) == 6
    assert Round(90).outline() == Circle(0, 0, 45)
    assert len(Ellipse(180, 110).contour().vertices) <= 40


def test_mirrored_quarters_get_mirrored_arcs():
    c = Ellipse(180, 110).contour()
    seen = {(round(v.x, 9), round(v.y, 9)) for v in c.vertices}
    assert seen == {(-x, y) for x, y in seen} == {(x, -y) for x, y in seen}


@EACH
def test_same_again(form):
    assert form.contour() == form.contour()


# centred, and what is refused -------------------------------------------------------------------------------------

@given(w=st.floats(20, 300), ratio=st.floats(0.2, 5), n=st.floats(2, 8), d=st.floats(0, 20))
@settings(deadline=None, max_examples=12, derandomize=True)
def test_any_size(w, ratio, n, d):
    h = w * ratio
    for form in (Ellipse(w, h), Stadium(w, h), Superellipse(w, h, n), RoundedPolygon.hexagon(h, 0.05 * min(w, h), w)):
        assert form.faults() == []
        assert form.bounds() == pytest.approx((-w / 2, -h / 2, w / 2, h / 2), rel=1e-12)
        assert 2 * math.hypot(w, h) < form.perimeter + 1e-9 <= 2 * (w + h) * (1 + 1e-12)
        assert form.offset(d).perimeter == pytest.approx(form.perimeter + 2 * math.pi * d, rel=1e-9)
        assert form.perimeter**2 >= 4 * math.pi * form.area * (1 - 1e-12)
        assert math.fsum(abs(x) for x in form.centroid) < 1e-9 * w


@given(w=st.floats(80, 300), ratio=st.floats(0.6, 1.2), top=st.floats(0.05, 0.3), low=st.floats(0.05, 0.3),
       side=st.floats(0.5, 4), base=st.floats(0.8, 4))
@settings(deadline=None, max_examples=50, derandomize=True)
def test_any_tri_oval_is_whole_or_refused(w, ratio, top, low, side, base):
    form = TriOval(w, w * ratio, top * w, low * w, side * w, base * w)
    if form.faults():
        assert all(code == "out-of-range" for code, _ in form.faults())
        return
    assert form.bounds() == pytest.approx((-w / 2, -w * ratio / 2, w / 2, w * ratio / 2), rel=1e-9)
    assert form.atoms == ()                                      # the arcs are tangent: nothing straight between them
    assert math.fsum(p.end - p.start for p in form.pieces) == pytest.approx(2 * math.pi, rel=1e-12)
    contour = form.contour()
    assert polygon(contour.polyline(0.01)).area == pytest.approx(form.area, rel=1e-3)


@pytest.mark.parametrize(("form", "keys"), [
    (Round(-1), {"od_mm"}), (Ellipse(0, float("nan")), {"width_mm", "height_mm"}), (Ellipse(100, 5), {"height_mm"}),
    (Stadium(1e5, -2), {"width_mm", "height_mm"}), (Superellipse(100, 60, 1.5), {"power"}),
    (TriOval(180, 150, 25, 35, 30, 20), {"side_radius_mm", "base_radius_mm"}),
    (TriOval(180, 150, 90, 35, 150, 250), {"top_radius_mm"}),
    (TriOval(180, 150, 25, 35, 60, 250), {"side_radius_mm"}),
    (RoundedPolygon.trapezoid(160, 110, 90, 60), {"radius_2_mm", "radius_4_mm"}),
    (RoundedPolygon(((0, 0), (10, 0)), (1, 1)), {"points_mm"}),
    (RoundedPolygon(((0, 0), (9, 0), (0, 9)), (1,)), {"radii_mm"}),
    (RoundedPolygon(((0, 0), (9, float("nan")), (0, 9)), (1,) * 3), {"points_mm"}),
    (RoundedPolygon(((0, 0), (90, 0), (45, 10), (45, 90)), (1,) * 4), {"corner_3_deg"}),
])
def test_refused(form, keys):
    faults = form.faults()
    assert {code for code, _ in faults} == {"out-of-range"}
    assert {str(v["key"]) for _, v in faults} == keys
    assert all({"key", "value", "low", "high"} == set(v) for _, v in faults)


def test_hexagon_sizes():
    assert RoundedPolygon.hexagon(100, 0).perimeter == pytest.approx(6 * 100 / math.sqrt(3), rel=1e-12)
    assert RoundedPolygon.hexagon(100, 12, 150).bounds() == pytest.approx((-75, -50, 75, 50), rel=1e-12)


@EACH
def test_many_points_at_once_as_each_by_itself(form):
    x0, y0, x1, y1 = form.bounds()
    x, y = (a.ravel() for a in np.mgrid[x0 - 3:x1 + 3:23j, y0 - 3:y1 + 3:23j])
    for depth in (-2.0, 0.0, 4.5):
        assert deeper(form, x, y, depth).tolist() == [form.nearest(a, b)[0] >= depth for a, b in zip(x, y, strict=True)]
