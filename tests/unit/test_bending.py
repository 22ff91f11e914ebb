"""Springback, stretch, wall, weld, collisions and limits of bends, against figures of the trade and worked geometry."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knalpot_cad.bending import BendPlan, plan, swing, wall
from knalpot_cad.bending.calibrate import Piece, Tube, calibrated, calibration, limited, worked_out
from knalpot_cad.bending.limits import offers
from knalpot_cad.bending.springback import setting
from knalpot_cad.bending.strip import place, strip
from knalpot_cad.fault import Faults
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.library import Library, Machine
from knalpot_cad.library.bender import Calibration, TestBend
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.pipe import Pipe

TUBE = Tube("stkm11a", 28.6, 1.2, 43.0)
ROWS = [[60, 0, 75], [110, 90, 40], [55, -45, 30]]


def piece(set_deg: float, spring: float, clr: float, grown: float) -> Piece:
    """A test piece as it is measured: legs from the ends to where the backs cross (worked forwards)."""
    a, cut, mark = math.radians(set_deg - spring), 400.0, 150.0
    after = cut + grown - mark - clr * a
    corner = (clr + 14.3) * math.tan(a / 2)
    return Piece(set_deg, set_deg - spring, cut, mark, mark + corner, after + corner)


# trade figures: facts/cad.md 4.1 -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("times", "thin", "stretch"), [(1, 33, 50), (1.5, 25, 33), (2, 20, 25), (3, 14, 17)])
def test_thinning_and_stretch(times, thin, stretch):
    assert round(100 * wall.thinning(38.1, 38.1 * times)) == thin
    assert round(100 * wall.strain(38.1, 38.1 * times)) == stretch


@pytest.mark.parametrize(("od", "t", "times", "fb"), [(38.1, 1.2, 1.5, 7.2), (38.1, 1.2, 2, 5.4), (50.8, 1.5, 1.5, 7.5),
                                                     (25.4, 1.2, 1.5, 5.8), (25.4, 1.2, 1, 8.7)])
def test_difficulty_of_a_right_angle(od, t, times, fb):
    assert wall.difficulty(od, t, od * times, 90) == pytest.approx(fb, abs=0.05)


@given(st.lists(st.floats(-360, 360), min_size=1, max_size=6))
def test_the_weld_is_as_far_from_the_bend_planes_as_can_be(turns):
    angle, away = wall.seam_place(turns)

    def least(a: float) -> float:
        return min(abs((a - t + 90) % 180 - 90) for t in turns)
    assert least(angle) == pytest.approx(away, abs=1e-6)
    assert all(least(a / 2) <= away + 0.25 + 1e-6 for a in range(360))
    assert max(-math.cos(math.radians(angle - t)) for t in turns) \
        <= max(-math.cos(math.radians(angle + 180 - t)) for t in turns) + 1e-6


def test_a_flat_pipe_has_its_weld_on_the_neutral_line():
    assert wall.seam_place([0.0, 180.0, 0.0]) == (90.0, 90.0) and wall.seam_place([]) == (0.0, 0.0)


# springback -----------------------------------------------------------------------------------------------------------
@given(st.floats(0, 5), st.floats(0, 8), st.floats(15, 130))
def test_what_is_set_springs_back_to_what_is_wanted(low, high, wanted):
    c = Calibration("x", 28.6, 1.2, 43, "linear", springback_20_deg=low, springback_120_deg=high, elong_const_mm=0.5,
                    elong_prop_mm_deg=0.02)
    s = setting(c, wanted)
    assert s.set_deg - (low + (high - low) * (s.set_deg - 20) / 100) == pytest.approx(wanted, abs=1e-9)
    assert s.elong_mm == pytest.approx(0.5 + 0.02 * wanted) and s.sure == (19.5 <= s.set_deg <= 120.5)


def test_a_table_answers_at_its_tests_and_says_where_it_guesses():
    tests = (TestBend(30, 28.5, 0.6), TestBend(90, 87), TestBend(120, 116.4, 2))
    c = Calibration("x", 28.6, 1.2, 43, "table", tests=tests)
    assert [setting(c, a).set_deg for a in (28.5, 87, 116.4)] == pytest.approx([30, 90, 120])
    assert setting(c, 57.75).set_deg == pytest.approx(60)
    assert setting(c, 14.25) == setting(c, 14.25) and setting(c, 14.25).set_deg == pytest.approx(15)
    assert [setting(c, a).sure for a in (14, 28.2, 116.8, 130)] == [False, True, True, False]
    assert setting(c, (28.5 + 116.4) / 2).elong_mm == pytest.approx(1.3)


def test_the_test_piece_gives_back_its_radius_and_stretch():
    bend, clr = worked_out(piece(90, 2.6, 44.7, 1.4), TUBE)
    assert clr == pytest.approx(44.7, abs=1e-3) and bend.elong_mm == pytest.approx(1.4, abs=1e-3)
    assert (bend.set_deg, bend.got_deg) == (90, pytest.approx(87.4))


def test_many_tests_are_one_line_and_a_new_one_replaces_the_old():
    pieces = [piece(a, 1 + 0.02 * a, 44.2, 0.4 + 0.01 * a) for a in (20, 60, 120)]
    c = calibration(TUBE, pieces, "linear", "Budi", "2026-01-31")
    assert (c.springback_20_deg, c.springback_120_deg) == pytest.approx((1.4, 3.4), abs=1e-6)
    assert c.got_clr_mm == pytest.approx(44.2, abs=1e-3)
    again = calibration(TUBE, [Piece(60, 57.0)], "table", "Budi", "2026-02-01", c)
    assert [t.got_deg for t in again.tests] == pytest.approx([18.6, 57.0, 116.6]) and again.got_clr_mm == c.got_clr_mm


@pytest.mark.parametrize(("pieces", "model", "codes"), [
    ([Piece(90, 95), Piece(90, 40), Piece(60, 58, 400)], "table", {"calibrate-angles", "calibrate-legs"}),
    ([replace(piece(90, 2, 44, 1), leg1_mm=150)], "table", {"calibrate-radius"}),
    ([replace(piece(90, 2, 44, 1), leg2_mm=150)], "table", {"calibrate-stretch"}),
    ([Piece(300, 290)], "table", {"measure-number"}), ([Piece(90, 87)], "linear", {"calibrate-two"}),
    ([Piece(60, 58), Piece(62, 57)], "table", {"calibrate-falls"})])
def test_a_slip_of_the_pen_is_told(pieces, model, codes):
    with pytest.raises(Faults) as caught:
        calibration(TUBE, pieces, model, "Budi", "2026-01-31")
    assert {f.code for f in caught.value.faults} == codes


# plans ----------------------------------------------------------------------------------------------------------------
class Shelf(Library):
    """The library with one bender of a test."""

    def __init__(self, machine: Machine, real: Library) -> None:
        super().__init__(real.folders)
        self._mine = machine

    def machine(self, name: str) -> Machine:
        return self._mine if name == "bender_manual" else super().machine(name)


def bender(library: Library, limits: dict[str, str] | None = None, *cals: Calibration) -> Machine:
    m = limited(library.machine("bender_manual"), limits or {}, "Budi", "2026-01-31")
    for c in cals:
        m = calibrated(m, c)
    return m


def planned(library: Library, bends_on: Machine, **changes: Any) -> BendPlan:
    data = {"name": "leher", "od_mm": 28.6, "wall_mm": 1.2, "clr_mm": 43, "bends": ROWS, "end_mm": 80,
            "machine": "bender_manual", **changes}
    part = Pipe.model_validate(data, context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    found = plan(part.make(Shop()), Shelf(bends_on, library))
    assert found is not None
    return found


def codes(p: BendPlan, verdict: str = "fail") -> list[str]:
    return [f.code for f in p.findings if f.verdict == verdict]


CAL = calibration(TUBE, [piece(a, 1 + 0.02 * a, 44.2, 0.4 + 0.01 * a) for a in (20, 60, 120)], "linear", "Budi",
                  "2026-01-31")


def test_without_a_machine_all_is_nominal(library):
    p = planned(library, bender(library), machine="")
    assert p.state == "nominal" and p.tool is None and p.saw_mm == p.cut_mm == pytest.approx(413.82127886, abs=1e-8)
    assert [r.mark_mm for r in p.rows] == pytest.approx(p.nominal.bend_starts())
    assert p.findings == () and offers(p) == ()


def test_a_calibrated_machine_keeps_the_intersection_points(library):
    p = planned(library, bender(library, {"mark": "centre"}, CAL))
    assert p.state == "calibrated" and p.clr_mm == pytest.approx(44.2, abs=1e-3)
    for a, b in zip(p.route.vertices(), p.nominal.vertices(), strict=True):
        assert a == pytest.approx(b, abs=1e-9)
    for row, wanted in zip(p.rows, (75, 40, 30), strict=True):
        assert row.set_deg - (1 + 0.02 * row.set_deg) == pytest.approx(wanted, abs=1e-3)
        assert row.elong_mm == pytest.approx(0.4 + 0.01 * (wanted + 1 + 0.02 * row.set_deg), abs=2e-2)
    # bent again from the marks: centre marks lie in the middle of what becomes each arc
    grown = 0.0
    for row, start in zip(p.rows, p.route.bend_starts(), strict=True):
        arc = p.clr_mm * math.radians(row.angle_deg) - row.elong_mm
        assert row.mark_mm == pytest.approx(start - grown + arc / 2, abs=1e-9)
        grown += row.elong_mm
    assert p.saw_mm == pytest.approx(p.route.length_mm - grown, abs=1e-9)
    assert "bend-clr-differs" in codes(p, "warn")


def test_a_back_mark_is_only_for_right_angles(library):
    limits = {"mark": "back", "take_up_mm": "30"}
    p = planned(library, bender(library, limits), bends=[[60, 0, 90], [110, 90, 40]])
    assert [r.mark for r in p.rows] == ["back", "start"]
    assert p.rows[0].mark_mm == pytest.approx(60 + 43 + 14.3 - 30)


@pytest.mark.parametrize(("limits", "code"), [
    ({"mid_clamp_mm": "60"}, "bend-straight"), ({"max_angle_deg": "70"}, "bend-angle"),
    ({"max_bends": "2"}, "bend-many"), ({"min_angle_deg": "35"}, "bend-angle"), ({"max_len_mm": "400"}, "bend-length"),
    ({"od_most_mm": "25"}, "bend-od"), ({"bed_mm": "60", "die_side": "right"}, "bend-meets-bed")])
def test_what_the_machine_cannot_do_fails(library, limits, code):
    assert code in codes(planned(library, bender(library, limits)))


def test_a_die_that_is_not_there_fails_and_pie_cuts_are_offered(library):
    p = planned(library, bender(library, {}, CAL), clr_mm=60)
    assert codes(p) == ["bend-no-die"]
    pies = offers(p)
    assert [o.bend for o in pies] == [1, 2, 3]
    for o, bend in zip(pies, p.nominal.bends, strict=True):
        assert o.plan.cut_deg <= 11.25 + 1e-9 and o.plan.inner_mm > 1
        # the welded axis begins and ends as the bend does
        points = o.plan.vertices()
        inside = Route((Bend(o.start_mm, 0, bend.angle_deg),), o.end_mm, 60.0)
        assert points[-1] == pytest.approx(inside.end().origin, abs=1e-9)
    only = planned(library, bender(library, {"mid_clamp_mm": "60"}))
    assert [o.bend for o in offers(only)] == [3]


def test_short_ends_are_lengthened_and_sawn_off(library):
    p = planned(library, bender(library, {"start_clamp_mm": "75", "end_clamp_mm": "100"}))
    assert {"bend-excess-start", "bend-excess-end"} <= set(codes(p, "warn")) and codes(p) == []
    assert (p.excess("start"), p.excess("end")) == (15.0, 20.0)
    assert p.saw_mm == pytest.approx(p.cut_mm + 35) and p.rows[0].mark_mm == pytest.approx(75)


def test_a_tight_bend_tears_the_material(library):
    assert codes(planned(library, bender(library), clr_mm=28.6, bends=[[60, 0, 75]])) == ["bend-tears"]
    assert "bend-tears" not in codes(planned(library, bender(library), clr_mm=43))
    loose = planned(library, bender(library), clr_mm=28.6, machine="", bends=[[60, 0, 75]])
    assert [f.verdict for f in loose.findings] == ["warn"]


# in the way while bending ---------------------------------------------------------------------------------------------
def test_the_bent_end_meets_the_straight_tube(library):
    """Clear when finished, because the last bend turns the tube away; before that bend the long leg swings into it."""
    assert swing.itself(Route((Bend(60, 0, 90),), 60, 40), 28.6) is None
    rows = [[300, 0, 120], [60, 0, 120], [20, 90, 90]]
    route = Route(tuple(Bend(*r) for r in rows), 300, 40)
    assert route.clearance(28.6) == math.inf
    touch = swing.itself(route, 28.6)
    assert touch is not None and touch.bend == 2
    # flat so far: the leg's free end crosses the straight tube, seen in the plane as two crossing segments
    def crossed(angle: float) -> bool:
        flat = Route((Bend(300, 0, 120), Bend(60, 0, angle)), 600, 40)
        (x0, _, z0), (x1, _, z1) = flat.vertices()[:2]
        end, tail = flat.end(), flat.pieces()[-1].frame
        sides = [(x - tail.origin[0]) * end.z[2] - (z - tail.origin[2]) * end.z[0] for x, z in ((x0, z0), (x1, z1))]
        return min(abs(v) for v in sides) < 28.6 or sides[0] * sides[1] < 0
    assert crossed(touch.at_deg) and not crossed(touch.at_deg - 2 * swing.STEP_DEG)
    assert swing.itself(route.reversed(), 28.6) is None
    p = planned(library, bender(library), bends=rows, clr_mm=40, end_mm=300)
    assert "bend-other-end" in codes(p, "warn") and "bend-meets-tube" not in codes(p)


def test_the_bed_is_met_by_what_hangs_below_it():
    """A 300 mm leg bent 90, then the plane turned 90: the leg points straight up or down before the second bend."""
    for turn, below in ((90.0, "right"), (-90.0, "left")):
        route = Route((Bend(300, 0, 90), Bend(80, turn, 60)), 100, 43)
        points = swing.bent_points(route, 2)
        heights = [y for _, y, _ in points]
        reach = 43 + 300
        assert max(map(abs, heights)) == pytest.approx(reach, abs=1e-9)
        hangs = min(heights) < -100
        side = "right" if hangs else "left"
        assert side == below
        assert swing.bed(route, 28.6, 200.0, None, side) is not None
        assert swing.bed(route, 28.6, reach + 14.4, None, side) is None
        other = "left" if hangs else "right"
        assert swing.bed(route, 28.6, 200.0, None, other) is None       # it stands up, and turns there the shorter way
        assert swing.bed(route, 28.6, 200.0, 20.0, side) is None        # the bed is smaller than that


# the strip ------------------------------------------------------------------------------------------------------------
def test_the_strip_has_every_mark_where_the_table_says(library):
    p = planned(library, bender(library, {"mark": "centre", "start_clamp_mm": "75"}, CAL))
    for language in ("id", "en"):
        sheet = strip(p, language)
        x0, y0, x1, y1 = sheet.bounds()
        assert (x0, y0) == (0, 0) and x1 == pytest.approx(math.pi * 28.6) and y1 == pytest.approx(p.saw_mm)
        across = {round(s.points[0][1], 6) for s in sheet.strokes if not s.dashed and len(s.points) == 2
                  and s.points[0][0] == 0 and s.points[1][0] == pytest.approx(x1)}
        assert {round(r.mark_mm, 6) for r in p.rows} <= across
        from knalpot_cad.geometry.lettering import width
        for text in sheet.texts:
            assert text.angle_deg or text.x + width(text.words, text.height) < x1
    assert place(p, 0) == pytest.approx(math.pi * 14.3) and sheet.paper_only
    # the side of bend 2 lies a quarter of the girth on from bend 1
    assert (place(p, p.route.plane_turns()[1]) - place(p, 0)) % x1 == pytest.approx(x1 / 4)
