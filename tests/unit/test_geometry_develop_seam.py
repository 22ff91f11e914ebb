"""Thickness and seams of developed walls: metal against volume, strips, lines, spots and the seam's place."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.develop_cone import Sector, mid_radius
from knalpot_cad.geometry.develop_seam import allowance, butt, lap, lock, spots, widest_free
from knalpot_cad.geometry.develop_wall import mid_wall
from knalpot_cad.geometry.plane import polygon, rectangle
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK
from knalpot_cad.parts.seam import SeamData
from tests.unit.walls import SQUARE, TRI, WALLS

EACH = pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)


def close(value, rel=2e-12):
    return pytest.approx(value, rel=rel)


# thickness --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("low", "high", "height", "t"), [
    (Round(100), Round(40), 70, 1.2), (Round(80), Ellipse(120, 60).moved(10, 5), 80, 1.2),
    (Stadium(60, 44).moved(2, 0), Round(100), 65, 1.0), (TRI, Round(60), 90, 1.0),
    (Stadium(110, 50), Stadium(90, 30), 65, 2.0),
    (RoundedPolygon.hexagon(100, 12), RoundedPolygon.hexagon(60, 8), 60, 1.5),
    (Superellipse(120, 80, 3), Superellipse(120, 80, 3), 60, 1.5), (Superellipse(60, 40, 3), Round(120), 60, 1.0),
])
def test_metal_is_thickness_times_mid_surface(low, high, height, t):
    """Ends ground flat: the volume between outer and inner wall is t times the blank, exactly (facts 0)."""
    mid, inner = mid_wall(low, high, height, t), mid_wall(low, high, height, 2 * t)
    assert mid.faults() == inner.faults() == [] and mid.error_mm == inner.error_mm == 0

    def volume(a, b):
        # areas of sections with supports (1-k) a + k b are quadratic in k: Simpson's rule is exact
        return height / 6 * (a.area + 4 * a.blend(b, 0.5).area + b.area)
    metal = volume(low, high) - volume(inner.low, inner.high)
    assert metal == pytest.approx(t * mid.transition().area, rel=1e-10)


@pytest.mark.parametrize(("low", "high", "height", "t", "most"), [
    (Stadium(110, 50), Round(44).moved(8, -6), 65, 2.0, 0.1), (Superellipse(120, 80, 3), Round(50), 60, 1.5, 0.1),
    (RoundedPolygon.hexagon(100, 12), Round(50), 60, 1.2, 0.05),
])
def test_where_the_parallel_surface_folds_over(low, high, height, t, most):
    mid = mid_wall(low, high, height, t)
    assert mid.faults() == [] and 0 < mid.error_mm < most
    off = []
    for i in range(720):
        psi = math.tau * i / 720
        (a, _), (b, _) = low.support(psi), high.support(psi)
        off += [abs(h - t / 2 * math.hypot(1, (b - a) / height) - s.support(psi)[0])
                for h, s in ((a, mid.low), (b, mid.high))]
    assert max(off) == pytest.approx(mid.error_mm, rel=0.02)


def test_thickness_of_cones_and_shells():
    al = math.atan2(30, 70)
    mid = mid_wall(Round(100), Round(40), 70, 1.2)
    assert mid.low.perimeter == close(2 * math.pi * mid_radius(50, 1.2, al, "ground"))
    assert mid.high.perimeter == close(2 * math.pi * mid_radius(20, 1.2, al, "ground"))
    both = mid_wall(Ellipse(180, 110), Ellipse(180, 110), 300, 1.2)
    assert both.low.perimeter == close(458.4208064152, 1e-11)             # R1
    # edges square to the sheet: the turned parallelogram's volume by Pappus is t times the mid surface too
    r1, r2 = (mid_radius(r, 1.2, al, "square") for r in (50, 20))
    corners = [(r1 + 0.6 * math.cos(al) * s, 0.6 * math.sin(al) * s) for s in (1, -1)]
    corners += [(r2 + 0.6 * math.cos(al) * s, 70 + 0.6 * math.sin(al) * s) for s in (-1, 1)]
    ring = list(zip(corners, corners[1:] + corners[:1], strict=True))
    volume = math.pi / 3 * abs(sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in ring))
    assert volume == close(1.2 * Sector.of(r1, r2, 70).area_mm2, 1e-11)


def test_sharp_outside_corner_is_refused():
    mid = mid_wall(SQUARE, Round(80), 70, 1.2)
    assert [(c, v["key"]) for c, v in mid.faults()] == [("out-of-range", "offset_mm")]


# seams ------------------------------------------------------------------------------------------------------------

def test_shell_is_the_rectangle():
    wall = Transition(Round(98.8), Round(98.8), 360)
    for seam, e in ((SeamData(), 0.0), (SeamData(kind="lap", width_mm=12), 6.0), (SeamData(kind="lock"), 9.75),
                    (SeamData(kind="butt", gap_mm=1), -0.5)):
        got, want = allowance(seam).outline(wall.blank), rectangle(-e, 0, math.pi * 98.8 + e, 360)
        assert seam.edge_mm == e
        assert len(got.vertices) == 4
        assert got.bounds() == pytest.approx(want.bounds(), abs=1e-9)
        assert got.area == pytest.approx(want.area, rel=1e-12)


def test_lines_of_seams():
    blank = Transition(Round(98.8), Round(98.8), 360).blank
    u = math.pi * 98.8

    def places(a):
        return sorted((s.layer, round(s.points[0][0], 6), round(s.points[1][0], 6)) for s in a.strokes(blank))
    r = round
    assert places(lap(12)) == [(MARK, 6.0, 6.0), (MARK, r(u - 6, 6), r(u - 6, 6))]
    assert places(lap(12, "right")) == [(MARK, 12.0, 12.0), (MARK, r(u, 6), r(u, 6))]
    assert (lap(12, "right").left_mm, lap(12, "right").right_mm) == (0, 12)
    assert places(lock(6, 1.5)) == [(BEND_DOWN, r(u + 3.75, 6), r(u + 3.75, 6)), (BEND_UP, -3.75, -3.75)]
    assert lock(6, 1.5).left_mm + lock(6, 1.5).right_mm == 3 * 6 + 1.5
    assert butt(1).strokes(blank) == ()


@EACH
def test_allowance_is_a_parallel_strip(wall):
    plain = wall.blank.outline()
    lapped = lap(8).outline(wall.blank)
    seam = wall.ruling(wall.seam, 0).length_mm
    assert lapped.area - plain.area == pytest.approx(8 * seam, rel=1e-9)     # two strips of w/2, never an angle
    gapped = butt(2).outline(wall.blank)
    assert plain.area - gapped.area == pytest.approx(2 * seam, rel=0.06)
    for a, b in (s.points for s in lap(8).strokes(wall.blank)):
        for p, q in wall.blank.seams():
            line = (q - p) / abs(q - p)
            off = [abs(((complex(*x) - p) * line.conjugate()).imag) for x in (a, b)]
            if abs(off[0] - 4) < 1:
                assert off == pytest.approx([4, 4], abs=1e-9)


def test_spots_match_on_both_plies():
    blank = WALLS["R10"].blank
    left, right = spots(blank, 20, 8)
    (a, b), (c, d) = blank.seams()
    assert [abs(complex(*p) - a) for p in left] == pytest.approx([abs(complex(*p) - c) for p in right])
    steps = [math.dist(p, q) for p, q in zip(left, left[1:], strict=False)]
    assert max(steps) <= 20 and steps == pytest.approx([steps[0]] * len(steps))
    assert abs(complex(*left[0]) - a) == pytest.approx(8) and abs(complex(*left[-1]) - b) == pytest.approx(8)
    assert len(spots(blank, 20, 60)[0]) == 1 and abs(d - c) < 120


@given(st.lists(st.tuples(st.floats(0, 99.99), st.floats(0.1, 40)), max_size=6))
@settings(deadline=None, max_examples=200, derandomize=True)
def test_seam_place_is_in_the_widest_free_arc(spans):
    taken = [(a, (a + w) % 100) for a, w in spans]
    middle, width = widest_free(taken, 100)

    def clear(u):
        """Distance of u from everything taken, by counting."""
        away = 50.0
        for a, w in spans:
            x = (u - a) % 100
            away = min(away, 0.0 if x <= w else min(x - w, 100 - x))
        return away
    best = max(clear(i * 0.05) for i in range(2000))
    if width > 0.2:
        assert clear(middle) == pytest.approx(width / 2, abs=1e-6) and best == pytest.approx(width / 2, abs=0.03)
    else:
        assume(spans)
        assert best <= 0.11


def test_outline_is_a_simple_ring():
    from shapely.geometry import Polygon
    for wall in WALLS.values():
        for a in (lap(8), lock(6, 1.5), butt(1)):
            ring = a.outline(wall.blank).polyline(0.01)
            assert Polygon(ring).is_valid is (a.faults(wall.blank) == [])
            assert polygon(ring).area > 0
    assert lock(6, 1.5).faults(WALLS["flat cone"].blank)[0][1]["key"] == "seam_mm"
