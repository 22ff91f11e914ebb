"""Developments against reference values of independent second methods (facts R6 to R13, R24) and their invariants."""

import cmath
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.develop_cone import Cut, CutCone, Megaphone, Sector, mid_radius, tapered_elbow
from knalpot_cad.geometry.develop_oblique import ObliqueCone, ObliqueCylinder, Similar
from knalpot_cad.geometry.develop_seam import allowance
from knalpot_cad.geometry.develop_tilted import TiltedTransition
from knalpot_cad.geometry.develop_wall import mid_wall
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse
from knalpot_cad.geometry.sections.fit import distance
from knalpot_cad.parts.cone import Cone
from tests.unit.walls import SQUARE, WALLS

DEG = math.pi / 180
EACH = pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)


def close(value, rel=2e-12):
    return pytest.approx(value, rel=rel)


# reference values -------------------------------------------------------------------------------------------------

def test_r6_frustum():
    slope = math.atan2(30, 70)
    s = Sector.of(mid_radius(50, 1.2, slope, "square"), mid_radius(20, 1.2, slope, "square"), 70)
    assert (s.outer_mm, s.inner_mm) == (close(125.5295517644), close(49.37182070576))
    assert math.degrees(s.angle) == close(141.8109474885)
    assert s.area_mm2 == close(16484.06600565)
    published = Sector.of(4, 2.5, 4)                                   # facts/cad.md 6.2, E1
    assert (published.inner_mm, published.outer_mm) == (pytest.approx(7.12, abs=5e-3), pytest.approx(11.39, abs=5e-3))
    assert math.degrees(published.angle) == pytest.approx(126.4, abs=0.01)


def test_r7_oblique_cone():
    for it in (ObliqueCone(50, 20, 60, 15), Transition(Round(100), Round(40).moved(15, 0), 60)):
        area = it.area_mm2 if isinstance(it, ObliqueCone) else it.area
        assert math.degrees(it.opening) == close(156.2869185682)
        assert area == close(14899.60526179)
        rulings = [it.ruling(a) for a in (0.0, math.pi)]
        assert [getattr(r, "length_mm", r) for r in rulings] == close([61.84658438426, 75])
    assert ObliqueCone(50, 20, 60, 15).shortest_mm == close(61.84658438426)
    assert Transition(Round(100), Round(40).moved(15, 0), 60).seam == 0.0        # on the shortest ruling


def test_r8_oblique_cylinder():
    it, wall = ObliqueCylinder(30, 50, 20), WALLS["oblique"]
    assert it.width_mm == close(181.8171532322)
    assert it.area_mm2 == close(9791.153349195)
    assert wall.area == close(9791.153349195)
    assert wall.opening == pytest.approx(0, abs=1e-14)
    # every ruling stands upright on the blank; its lower edge is the closed form's, up to the start
    wall = Transition(Round(60), Round(60).moved(20, 0), 50, 0.0)
    lean = cmath.phase(complex(*wall.flat_at(0.0, 1.0)) - complex(*wall.flat_at(0.0)))
    for phi in (0.5, 2.0, 4.0):
        p = complex(*wall.flat_at(phi)) * cmath.rect(1, math.pi / 2 - lean)
        x, y = it.edge(phi)
        assert p.real == pytest.approx(x, abs=1e-10) and p.imag == pytest.approx(y - it.edge(0)[1], abs=1e-10)


def test_r9_cut_cone():
    cut = Cut(100, 20 * DEG)
    cone = CutCone(15 * DEG, Cut(30), cut)
    assert cone.edge_mm(cut) == close(175.0722976267)
    assert cone.area_to_apex_mm2(cut) == close(8840.650310934)
    assert [cone.ruling(cut, a) for a in (math.pi, 0)] == close([94.32820939380, 114.7152872702])
    outline = cone.blank(math.pi).outline()
    assert outline.area == pytest.approx(cone.area_mm2, abs=0.02 * 176)
    assert [abs(b - a) for a, b in cone.blank(1.0).seams()] == pytest.approx(
        [cone.ruling(cut, 1.0) - cone.ruling(cone.near, 1.0)] * 2, rel=1e-13)
    upright = CutCone(15 * DEG, Cut(30), Cut(100))
    s = Sector.of(100 * math.tan(15 * DEG), 30 * math.tan(15 * DEG), 70)
    assert upright.area_mm2 == close(s.area_mm2)
    assert upright.blank().outline().area == close(s.area_mm2)
    assert cone.faults() == []
    assert CutCone(15 * DEG, Cut(90), Cut(100, 60 * DEG)).faults()[0][1]["key"] == "length_mm"
    assert CutCone(15 * DEG, Cut(10), Cut(100, 80 * DEG)).faults()[0][1]["key"] == "far_tilt_deg"


def test_tapered_elbow_rims_coincide():
    """The part beyond, turned half round about the cut's normal, has the same rim: an ellipse is its own half turn."""
    cone = CutCone(10 * DEG, Cut(100), Cut(200, 12 * DEG))
    a, b, off = cone.ellipse(cone.far)
    # both ends of the long axis, from the rulings in the plane of the tilt
    long, short = cone.ruling(cone.far, 0), cone.ruling(cone.far, math.pi)
    assert math.hypot((long + short) * math.sin(10 * DEG), (long - short) * math.cos(10 * DEG)) == close(2 * a)
    assert (long - short) * math.sin(10 * DEG) / 2 == close(off)
    assert b < a
    bend, steps = tapered_elbow([cone, cone])
    assert bend == close(24 * DEG) and steps == (close(2 * off / math.cos(12 * DEG)),)


def test_r10_round_to_shifted_ellipse():
    wall = WALLS["R10 seam 0"]
    assert wall.area == close(21962.11134249)
    assert math.degrees(wall.opening) == close(-26.8355449017)
    assert math.degrees(wall.fold_total) == pytest.approx(367.859265618, rel=2e-11)
    assert wall.edge_lengths[1] == close(290.6534466164)
    assert wall.ruling(0).length_mm == close(85.58621384312)
    a, b = (lambda psi: wall.flat_at(psi * DEG)), (lambda psi: wall.flat_at(psi * DEG, 1.0))
    assert [math.dist(a(0), a(180)), math.dist(a(0), b(180)), math.dist(b(0), b(180)), math.dist(a(0), b(90))] == close(
        [125.2559430238, 151.8465499614, 145.1307887324, 100.1811700186])


def test_r11_square_to_round():
    wall = WALLS["R11"]
    assert wall.area == close(21719.06749872)
    assert wall.ruling(0).length_mm == close(83.36666000267)
    corner, one, two = wall.flat_at(0.0), wall.flat_at(0.0, 1.0), wall.flat_at(math.pi / 2, 1.0, -1)
    fan = cmath.phase((complex(*two) - complex(*corner)) / (complex(*one) - complex(*corner)))
    assert abs(math.degrees(fan)) == close(43.92273780925)


def test_r12_stadium_to_shifted_round():
    assert WALLS["R12"].area == close(14187.55331187)


def tilted(low, high):
    c, s = math.cos(20 * DEG), math.sin(20 * DEG)
    return TiltedTransition(low, high, Frame((10, 0, 80), (c, 0, -s), (s, 0, c)))


def test_r13_tilted_rounds():
    wall = tilted(Round(100), Round(60))
    assert wall.faults() == []
    assert wall.area == close(20755.95452284)
    assert math.degrees(wall.opening) == close(88.3406289058)
    outline = wall.blank.outline()
    assert outline.area == pytest.approx(wall.area, abs=0.02 * sum(wall.edge_lengths))
    assert outline.length == pytest.approx(sum(wall.edge_lengths) + 2 * wall.touch(wall.seam).length, abs=0.1)


def test_r24_megaphone():
    m = Megaphone(((0, 32), (180, 42), (300, 64), (360, 96), (440, 96), (560, 60), (640, 24)))
    assert m.volume_mm3 == close(2049135.224230)
    assert m.area_mm2 == close(121283.3333863)
    sectors = m.sectors()
    assert sectors[3] is None
    pieces = [s.area_mm2 if s else math.pi * 96 * 80 for s in sectors]
    assert math.fsum(pieces) == close(121283.3333863)
    for (s, t), d in zip(zip(sectors, sectors[1:], strict=False), (42, 64, 96, 96, 60), strict=True):
        rims = [r * x.angle for x in (s, t) if x for r in (x.outer_mm, x.inner_mm)]
        assert min(abs(r - math.pi * d) for r in rims) < 1e-9            # neighbours share their rim


# one development, many ways ---------------------------------------------------------------------------------------

def test_right_cone_is_the_sector():
    wall, s = WALLS["cone"], Sector.of(50, 20, 70)
    outline = wall.blank.outline()
    assert wall.opening == close(s.angle) and wall.area == close(s.area_mm2)
    assert len(outline.vertices) == 4
    assert outline.area == close(s.area_mm2)
    x0, y0, x1, y1 = outline.bounds()
    assert (x1 - x0, y1 - y0) == pytest.approx(s.size_mm, rel=1e-12)
    old = Cone.model_validate({"name": "c", "material": "spcc", "start_od_mm": 100, "end_od_mm": 40, "length_mm": 70,
                               "thickness_mm": 1.2, "seam": {"kind": "lap", "width_mm": 10}}, context={"names": {}})
    new = allowance(old.seam).outline(mid_wall(Round(100), Round(40), 70, 1.2).transition().blank)
    assert new.area == close(old.outline().area) and new.length == close(old.outline().length)
    assert sorted(new.edge_lengths()) == pytest.approx(sorted(old.outline().edge_lengths()), rel=1e-11)


def test_nested_sectors_do_not_overlap():
    s = Sector.of(50, 20, 70)
    half = s.angle / 2
    # upper sector's inner corner lies on the lower sector's outer arc, moved by the pitch
    corner = complex(s.inner_mm * math.sin(half), s.inner_mm * math.cos(half) + s.pitch_mm)
    assert abs(corner) == close(s.outer_mm)


def test_similar_sections():
    for form, small in ((RoundedPolygon.hexagon(120, 12), RoundedPolygon.hexagon(60, 6)),
                        (Ellipse(120, 70), Ellipse(60, 35)), (Superellipse(120, 70, 3), Superellipse(60, 35, 3))):
        wall, closed = Transition(form, small, 80), Similar(form, 0.5, 80)
        assert wall.area == close(closed.area_mm2, 1e-11) and wall.opening == close(closed.opening, 1e-11)


def test_square_pyramid_is_four_trapezoids():
    low, high = RoundedPolygon.trapezoid(80, 80, 80, 0), RoundedPolygon.trapezoid(40, 40, 40, 0)
    wall = Transition(low, high, 60)
    slant = math.hypot(60, 20)
    assert wall.area == close(4 * (80 + 40) / 2 * slant)
    outline = wall.blank.outline()
    assert outline.area == close(wall.area)
    want = sorted([20, 20, 40, 40, 40, 40, 40, 80, 80, 80, slant, slant])
    assert sorted(outline.edge_lengths()) == pytest.approx(want)
    # dihedral angle of the facets: normals (cos al n, sin al)
    al = math.atan2(20, 60)
    assert wall.fold_total == close(4 * math.acos(math.sin(al) ** 2))


def test_tilted_by_nothing_is_the_transition():
    wall = TiltedTransition(Round(80), Ellipse(120, 60), Frame((10, 5, 80)), 0.0)
    assert wall.area == close(21962.11134249) and math.degrees(wall.opening) == close(-26.8355449017)
    for s, k in ((0.4, 0.0), (2.0, 1.0), (5.5, 0.5)):
        assert wall.flat_at(s, k) == pytest.approx(WALLS["R10 seam 0"].flat_at(s, k), abs=1e-10)


def test_tilted_refusals():
    assert tilted(Round(100), Stadium(60, 40)).faults()[0][1]["key"] == "straight_edges"
    assert tilted(SQUARE, Round(60)).faults()
    crossing = TiltedTransition(Round(100), Round(100), Frame((0, 0, 10), (0.8, 0, -0.6), (0.6, 0, 0.8)))
    assert crossing.faults()[0][1]["key"] == "tilt_mm"


def triangle(p, q, r):
    u, v = [b - a for a, b in zip(p, q, strict=True)], [b - a for a, b in zip(p, r, strict=True)]
    return math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2


def facets(wall, n):
    """Area of plane triangles between n rulings at equal normal angle, and of those on straight edges."""
    area, before = 0.0, None
    for i in range(n + 1):
        psi = wall.seam + math.tau * i / n
        for side in (-1, 1):
            now = wall.space_at(psi, 0.0, side), wall.space_at(psi, 1.0, side)
            if before:
                area += triangle(before[0], now[0], now[1]) + triangle(before[0], now[1], before[1])
            before = now if i or side == 1 else None
    return area


def test_plain_triangulation_tends_elsewhere():
    """Equal-parameter rulings of R10 do not converge to the development (facts 3): 21955.79 against 21962.11."""
    n = 720
    low = [(40 * math.cos(q), 40 * math.sin(q), 0.0) for q in (2 * math.pi * i / n for i in range(n + 1))]
    high = [(10 + 60 * math.cos(q), 5 + 30 * math.sin(q), 80.0) for q in (2 * math.pi * i / n for i in range(n + 1))]

    plain = sum(triangle(low[i], low[i + 1], high[i]) + triangle(low[i + 1], high[i + 1], high[i]) for i in range(n))
    assert plain == pytest.approx(21955.79, abs=0.1) and plain < WALLS["R10"].area - 5


# invariants -------------------------------------------------------------------------------------------------------

@EACH
def test_outline_keeps_area_edges_and_seams(wall):
    assert wall.faults() == []
    outline, blank = wall.blank.outline(), wall.blank
    assert outline.area > 0
    assert outline.area == pytest.approx(wall.area, abs=0.02 * sum(wall.edge_lengths))
    (a, b), (c, d) = blank.seams()
    seam = wall.ruling(wall.seam, 0).length_mm
    assert abs(b - a) == close(seam) and abs(d - c) == close(seam)
    assert cmath.phase((d - c) / (b - a)) == pytest.approx(math.remainder(wall.opening, math.tau), abs=1e-12)
    assert a == pytest.approx(0, abs=1e-12)
    if not any(abs(math.remainder(wall.seam - x.psi, math.tau)) < 1e-9 for x in (*wall.low.atoms, *wall.high.atoms)):
        assert (b - a).imag == pytest.approx((d - c).imag, abs=1e-9)         # both seams lean equally
    assert outline.length == pytest.approx(sum(wall.edge_lengths) + 2 * seam, abs=0.02 * 16)


@EACH
def test_arcs_stay_within_tolerance(wall):
    chain = wall.blank.outline().vertices
    for i in range(97):
        psi = wall.seam + math.tau * (i + 0.37) / 97
        for k in (0.0, 1.0):
            assert distance(chain, complex(*wall.flat_at(psi, k))) <= 0.02


@EACH
def test_straight_on_the_blank_is_as_long_in_space(wall):
    """Geodesics: the image of a straight blank segment, walked ruling by ruling, has the same length."""
    n = 1500
    first, last = wall.seam + 0.3, wall.seam + 1.7
    p, q = complex(*wall.flat_at(first, 0.3)), complex(*wall.flat_at(last, 0.7))
    way = []
    for i in range(n + 1):
        psi = first + (last - first) * i / n
        for side in (-1, 1):
            a, b = complex(*wall.flat_at(psi, 0.0, side)), complex(*wall.flat_at(psi, 1.0, side))
            r, line = b - a, q - p
            way.append(wall.space_at(psi, ((p - a).conjugate() * line).imag / (r.conjugate() * line).imag, side))
    length = sum(math.dist(u, v) for u, v in zip(way, way[1:], strict=False))
    assert length == pytest.approx(abs(q - p), rel=2e-6)


@EACH
def test_small_distances_are_kept(wall):
    for psi in (0.35, 2.2, 4.0, 5.6):
        for k in (0.0, 0.4, 1.0):
            near = min(1.0, k + 1e-6)
            p, q = wall.space_at(psi, k), wall.space_at(psi + 1e-5, near)
            u, v = wall.flat_at(psi, k), wall.flat_at(psi + 1e-5, near)
            assert math.dist(p, q) == pytest.approx(math.dist(u, v), rel=1e-5, abs=1e-11)


@EACH
def test_points_of_the_wall_are_found_on_the_blank(wall):
    for i in range(20):
        psi, k = wall.seam + 0.05 + 0.31 * i, (i * 0.37) % 1
        assert math.dist(wall.flat(*wall.space_at(psi, k)), wall.flat_at(psi, k)) < 1e-7
    for atom in (*wall.low.atoms, *wall.high.atoms):
        first, last = wall.space_at(atom.psi, 0.4, -1), wall.space_at(atom.psi, 0.4, 1)
        for share in (0.2, 0.9):
            p = [a + share * (b - a) for a, b in zip(first, last, strict=True)]
            if abs(math.remainder(atom.psi - wall.seam, math.tau)) > 1e-9:
                u, v = complex(*wall.flat_at(atom.psi, 0.4, -1)), complex(*wall.flat_at(atom.psi, 0.4, 1))
                assert complex(*wall.flat(*p)) == pytest.approx(u + share * (v - u), abs=1e-7)
            else:                                                    # the seam's own facet is cut at its middle
                left, right = complex(*wall.flat_at(atom.psi, 0.4, 1)), complex(*wall.flat_at(atom.psi, 0.4, -1))
                away = abs(complex(*wall.flat(*p)) - (left if share > 0.5 else right))
                assert away == pytest.approx(min(share, 1 - share) * math.dist(first, last), abs=1e-7)


@EACH
def test_bend_lines_share_the_folding(wall):
    lines = wall.bend_lines(24)
    assert math.fsum(r.fold for r in lines) == close(wall.fold_total)
    for r in lines:
        assert r.fold > 0 and r.length_mm == pytest.approx(math.dist(r.flat_low, r.flat_high), rel=1e-11)
    psis = [r.psi for r in lines]
    assert psis == sorted(psis) and wall.seam <= psis[0] and psis[-1] <= wall.seam + math.tau
    assert wall.fold_at(lines[3].psi) == pytest.approx(3.5 * wall.fold_total / 24, abs=1e-9)


@EACH
def test_fold_is_the_turn_of_the_normal(wall):
    """Facts 0: normals (n cos al, sin al), tan al = -Dh/H, summed along a full turn."""
    n, total, before = 20000, 0.0, None
    for i in range(n + 1):
        psi = wall.seam + math.tau * i / n
        al = math.atan2(wall.low.support(psi)[0] - wall.high.support(psi)[0], wall.height_mm)
        normal = (math.cos(psi) * math.cos(al), math.sin(psi) * math.cos(al), math.sin(al))
        total += math.dist(before, normal) if before else 0.0
        before = normal
        if i > 4000 and n == 20000 and wall is not WALLS["R10"]:
            break                                                    # a part is enough beside one whole turn
    want = wall.fold_total if i == n else wall.fold_at(wall.seam + math.tau * i / n)
    assert total == pytest.approx(want, rel=2e-5)      # chords cut the kinks where arcs join


@given(w=st.floats(40, 200), ratio=st.floats(0.3, 3), d=st.floats(20, 150), x=st.floats(-40, 40), y=st.floats(-40, 40),
       height=st.floats(20, 200), kind=st.sampled_from(["ellipse", "stadium", "hexagon", "superellipse"]))
@settings(deadline=None, max_examples=15, derandomize=True)
def test_any_transition(w, ratio, d, x, y, height, kind):
    h = w * ratio
    low = {"ellipse": Ellipse(w, h), "stadium": Stadium(w, h), "superellipse": Superellipse(w, h, 3),
           "hexagon": RoundedPolygon.hexagon(h, 0.08 * min(w, h), w)}[kind]
    wall = Transition(low, Round(d).moved(x, y), height)
    assert wall.faults() == []
    outline = wall.blank.outline()
    assert outline.area == pytest.approx(wall.area, abs=0.02 * sum(wall.edge_lengths))
    assert wall.area == pytest.approx(facets(wall, 600), rel=2e-4)
    a, b = wall.space_at(wall.seam + 0.8, 0.0), wall.space_at(wall.seam + 0.8, 1.0)
    assert math.dist(a, b) == close(math.dist(wall.flat_at(wall.seam + 0.8), wall.flat_at(wall.seam + 0.8, 1.0)), 1e-10)
    others = min(wall.ruling(wall.seam + 0.3 * i, 0).length_mm for i in range(21))
    assert wall.ruling(wall.seam, 0).length_mm <= others + 1e-6 or wall.low.atoms
