"""Shells, plates and transitions of any section: sizes against reference values and second ways to find them."""

import math

import pytest
from scipy.integrate import quad

from knalpot_cad.geometry.around import Around, Feature, free_seam, spot_at
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.sections import Ellipse, Stadium
from knalpot_cad.outputs.sheet_check import problems
from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.packing import Packing
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.transition import Transition

SHOP = Shop("CONTOH-001", "A", "", "id")
FORMS = {
    "round": {"round": {"od_mm": 120.0}}, "ellipse": {"ellipse": {"width_mm": 180.0, "height_mm": 110.0}},
    "stadium": {"stadium": {"width_mm": 180.0, "height_mm": 110.0}},
    "standing": {"stadium": {"width_mm": 90.0, "height_mm": 150.0}},
    "tri_oval": {"tri_oval": {"width_mm": 180.0, "height_mm": 150.0, "top_radius_mm": 25.0, "bottom_radius_mm": 35.0,
                              "side_radius_mm": 150.0, "base_radius_mm": 250.0}},
    "superellipse": {"superellipse": {"width_mm": 180.0, "height_mm": 110.0, "power": 2.5}},
    "trapezoid": {"trapezoid": {"bottom_mm": 160.0, "top_mm": 110.0, "height_mm": 90.0, "corner_mm": 18.0}},
    "hexagon": {"hexagon": {"height_mm": 100.0, "corner_mm": 12.0}},
}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def part(kind, **data):
    found = kind.model_validate({"name": "contoh", **data}, context={"names": {}}).stocked(Stock())
    assert found.faults() == []
    return found


def sheet(kind, **data):
    return part(kind, **data).make(SHOP).sheets[0]


def dims(found):
    return {d.name: d.value_mm for d in found.dimensions}


# shells -----------------------------------------------------------------------------------------------------------

def test_shell_lengths_are_the_reference_values():
    """R1 and R2 of the facts, less pi t for the mid surface."""
    ellipse = sheet(Shell, section=FORMS["ellipse"], length_mm=300, thickness_mm=1.2)
    assert dims(ellipse)["U0"] == pytest.approx(458.4208064152, rel=1e-12)
    stadium = sheet(Shell, section=FORMS["stadium"], length_mm=300, thickness_mm=1.2, seam="lock")
    assert dims(stadium)["U0"] == pytest.approx(485.5751918949 - math.pi * 1.2, rel=1e-12)
    assert dims(stadium)["U"] == pytest.approx(485.5751918949 - math.pi * 1.2 + 19.5, rel=1e-12)


def test_roll_lines_stand_where_a_stadium_turns_straight():
    found = dims(sheet(Shell, section=FORMS["stadium"], length_mm=300, thickness_mm=1.0))
    arc = math.pi * 54.5                                # half circles of the mid surface; the seam amid the lower flat
    wanted = [35, 35 + arc / 2, 35 + arc, 105 + arc, 105 + 1.5 * arc, 105 + 2 * arc]
    assert [v for k, v in found.items() if k.startswith("roll")] == pytest.approx(wanted, abs=1e-9)


def test_a_foot_lies_where_the_arc_length_says():
    """Arc length of the mid surface from below to the foot's direction, integrated over the polar angle."""
    mid = Ellipse(180, 110).offset(-0.6)

    def ds(a):
        h = 1e-5
        p, q = spot_at(mid, math.degrees(a - h)), spot_at(mid, math.degrees(a + h))
        return math.hypot(q.x - p.x, q.y - p.y) / (2 * h)
    foot = {"name": "braket", "angle_deg": 40.0, "at_mm": 20.0, "width_mm": 30.0, "length_mm": 40.0}
    found = sheet(Shell, section=FORMS["ellipse"], length_mm=300, thickness_mm=1.2, seam={"at_deg": -90.0}, feet=[foot])
    wanted = quad(ds, -math.pi / 2, math.radians(40), epsabs=1e-8)[0]
    assert dims(found)["braket U"] == pytest.approx(wanted, abs=1e-6)
    assert problems(found) == []
    drawn = [s for s in found.strokes if s.closed]
    assert [min(p[0] for p in drawn[0].points), max(p[1] for p in drawn[0].points)] == pytest.approx([wanted - 15, 60])


@EACH
def test_the_seam_lies_clear_of_every_foot(form):
    feet = [{"name": name, "angle_deg": a, "at_mm": 10.0, "width_mm": 30.0, "length_mm": 40.0}
            for name, a in (("atas", 90.0), ("bawah", -90.0), ("samping", 20.0))]
    shell = part(Shell, section=form, length_mm=300, thickness_mm=1.0, seam="lap", feet=feet)
    u = [shell.around.u(f["angle_deg"]) for f in feet]
    assert all(min(v, shell.developed_mm - v) >= 15 + 6 for v in u), (u, shell.seam_deg)


def test_the_seam_without_feet_lies_below_and_amid_the_longest_flat_with_them():
    assert free_seam(Stadium(180, 110).offset(-0.5), [], 6.0)[0] == -90.0
    on_top = free_seam(Stadium(180, 110).offset(-0.5), [Feature("a", 90.0, 30.0)], 6.0)
    assert on_top[0] == pytest.approx(-90.0)
    below = free_seam(Stadium(180, 110).offset(-0.5), [Feature("a", -90.0, 30.0)], 6.0)
    assert below[0] == pytest.approx(90.0)


@EACH
def test_places_round_a_section_by_direction(form):
    section = Shell.model_validate({"name": "a", "section": form, "length_mm": 9}, context={"names": {}}).outside
    for deg in range(-180, 180, 9):
        spot = spot_at(section, deg)
        assert math.remainder(math.degrees(math.atan2(spot.y, spot.x)) - deg, 360) == pytest.approx(0, abs=1e-9)
        assert section.nearest(spot.x, spot.y)[0] == pytest.approx(0, abs=1e-9)
    around = Around(section, 33.0)
    steps = [around.u(33.0 + a) for a in range(1, 360, 4)]
    assert steps == sorted(steps) and steps[0] > 0 and steps[-1] < section.perimeter


# plates -----------------------------------------------------------------------------------------------------------

def test_ba_blank_is_the_outline_and_what_the_rim_gains():
    """Outside legs less the bend deduction on every side (R22's rule), whatever the section."""
    t, r, k, h = 1.0, 1.0, 0.41, 8.0
    gain = h - (2 * (r + t) - math.pi / 2 * (r + k * t))
    for form in ("ellipse", "stadium", "tri_oval"):
        cap = part(EndCap, section=FORMS[form], inside_mm=1.15, thickness_mm=t)
        box, outer = cap.blank_section.bounds(), cap.outer.bounds()
        assert [abs(b - a) for a, b in zip(outer, box, strict=True)] == pytest.approx([gain] * 4, abs=1e-9)


@EACH
def test_drawn_blank_keeps_the_area_of_the_mid_surface(form):
    t, r, h = 1.0, 2.0, 12.0
    cap = part(EndCap, section=form, inside_mm=1.15, thickness_mm=t, flange_mm=h, bend_radius_mm=r, blank="drawn")
    c, flat = r + t / 2, cap.flat
    # rim: the quarter bend and a straight on parallel curves, perimeter P + 2 pi d
    bend = quad(lambda a: (flat.perimeter + 2 * math.pi * c * math.sin(a)) * c, 0, math.pi / 2)[0]
    rim = (flat.perimeter + 2 * math.pi * c) * (h - r - t)
    assert cap.blank_section.area == pytest.approx(flat.area + bend + rim, rel=1e-9)
    assert abs(cap.make(SHOP).sheets[0].area_mm2 / (flat.area + bend + rim) - 1) < 2e-4      # arcs within 0.02 mm


@EACH
def test_holes_keep_their_web_to_the_edge_and_each_other(form):
    baffle = part(Baffle, section=form, inside_mm=1.15, thickness_mm=1.0, web_mm=4.0,
                  holes=[{"name": "pipa", "x_mm": 10.0, "y_mm": -5.0, "diameter_mm": 30.0}],
                  field={"hole_mm": 5.0, "pitch_mm": 11.0, "web_mm": 4.0})
    small = baffle.field_holes()
    assert len(small) > 12
    from shapely import Point, Polygon
    edge = Polygon(baffle.flat.contour(0.001).polyline(0.0005)).exterior
    for h in small:
        assert edge.distance(Point(h.x, h.y)) > 2.5 + 4.0 - 2e-3
        assert math.hypot(h.x - 10, h.y + 5) >= 2.5 + 15 + 4 - 1e-9
    assert problems(baffle.make(SHOP).sheets[0]) == []
    near = Baffle.model_validate({"name": "a", "section": form, "inside_mm": 1.15, "thickness_mm": 1.0, "holes": [
        {"name": "pipa", "x_mm": 0.0, "y_mm": baffle.outer.bounds()[3] - 13, "diameter_mm": 20.0}]},
        context={"names": {}})
    assert [c for c, _ in near.faults()] == ["holes-too-near-edge"]


def test_a_plate_is_drawn_as_seen_from_the_inlet():
    found = sheet(Baffle, section=FORMS["trapezoid"], thickness_mm=1.0,
                  holes=[{"name": "pipa", "x_mm": 20.0, "diameter_mm": 20.0}])
    hole = next(h for h in found.holes if isinstance(h, Circle))
    assert hole.x == -20.0 and found.outline.area > 0


def test_round_sections_and_od_mm_say_the_same():
    for kind, size in ((Shell, {"length_mm": 100.0}), (Baffle, {}), (Packing, {"length_mm": 50, "density_kg_m3": 100})):
        a, b = (part(kind, **size, **given).make(SHOP)
                for given in ({"od_mm": 120.0}, {"section": FORMS["round"]}))
        assert (a.shape, a.sheets) == (b.shape, b.sheets)


@EACH
def test_packing_fills_the_bore(form):
    wool = part(Packing, section=form, inside_mm=1.0, length_mm=50, density_kg_m3=100,
                holes=[{"name": "pipa", "diameter_mm": 30.0}])
    bore = wool.section.inside(1.0)
    assert wool.shape().volume_mm3 == pytest.approx(50 * (bore.area - math.pi * 225), rel=1e-12)


# transitions ------------------------------------------------------------------------------------------------------

def test_two_circles_in_line_are_the_cone():
    size = {"length_mm": 90.0, "thickness_mm": 1.2}
    cone = part(Cone, start_od_mm=50.8, end_od_mm=110.0, **size).make(SHOP)
    wall = part(Transition, start={"round": {"od_mm": 50.8}}, end={"round": {"od_mm": 110.0}}, **size)
    made = wall.make(SHOP)
    assert made.sheets[0].area_mm2 == pytest.approx(cone.sheets[0].area_mm2, rel=1e-12)
    assert sorted(made.sheets[0].outline.edge_lengths()) == pytest.approx(
        sorted(cone.sheets[0].outline.edge_lengths()), rel=1e-9)
    assert made.shape.volume_mm3 == pytest.approx(cone.shape.volume_mm3, rel=1e-12)
    slope = math.atan2((110 - 50.8) / 2, 90.0)
    assert wall.wall().fold_total == pytest.approx(2 * math.pi * math.cos(slope), rel=1e-9)


@EACH
@pytest.mark.parametrize("centre", [(0.0, 0.0), (12.0, -8.0)], ids=["in line", "aside"])
def test_every_section_goes_to_a_round_tube(form, centre):
    wall = part(Transition, start=form, end={"round": {"od_mm": 46.0}}, x_mm=centre[0], y_mm=centre[1], length_mm=60.0,
                thickness_mm=1.0)
    made = wall.make(SHOP)
    found = made.sheets[0]
    assert problems(found) == [] and wall.error_mm < 0.2
    assert dims(found)["wall error"] == wall.error_mm and f"{wall.error_mm:.2f}" in found.note
    # metal: exact where the mid surface is, else as far off as the error says
    flat = wall.wall().area * wall.t
    assert flat == pytest.approx(made.shape.volume_mm3, rel=1e-11 if wall.error_mm == 0 else 2 * wall.error_mm)
    assert found.area_mm2 == pytest.approx(wall.wall().area, rel=2e-4)
    lines = [s for s in found.strokes if s.layer == "ROLL"]
    assert len(lines) == 24
    assert [q.value for q in made.quantities if q.address == "bend.angle_deg"] == pytest.approx([wall.bend_deg])


def test_the_error_of_a_wall_is_said_and_too_much_is_refused():
    size = {"start": FORMS["stadium"], "end": {"round": {"od_mm": 40.0}}, "thickness_mm": 1.5}
    errors = []
    for length in (120.0, 60.0, 25.0, 12.0):
        wall = Transition.model_validate({"name": "a", **size, "length_mm": length}, context={"names": {}})
        errors.append(wall.error_mm)
        refused = [(c, v["error_mm"]) for c, v in wall.faults()]
        assert refused == ([("wall-not-even", round(wall.error_mm, 2))] if wall.error_mm > 0.5 else [])
    assert errors == sorted(errors) and errors[0] < 0.5 < errors[-1]
    # its own meaning: half the spread of t/(2 cos) round the wall
    steep = [math.hypot(1, v / 12.0) for v in (55 - 20, 90 - 20)]
    assert errors[-1] == pytest.approx(1.5 / 4 * (steep[1] - steep[0]), rel=1e-9)


def test_the_seam_of_a_transition_is_where_it_is_asked():
    wall = part(Transition, start=FORMS["ellipse"], end={"round": {"od_mm": 46.0}}, length_mm=60.0, thickness_mm=1.0,
                seam={"kind": "lap", "at_deg": 180.0})
    assert math.remainder(wall.wall().seam - math.pi, 2 * math.pi) == pytest.approx(0, abs=1e-9)
