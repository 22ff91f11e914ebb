"""A silencer of any section: ends, gas space, refusals, and what the sound makes of it."""

import math

import numpy as np
import pytest

from knalpot_cad.assemblies.gas import Casing
from knalpot_cad.assemblies.silencer import Silencer
from knalpot_cad.fields import unknown
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Round
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.part import Stock
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.transition import Transition
from knalpot_cad.sound import MM, core_body, core_section, core_silencer, facets
from tests.unit.changed import changed
from tests.unit.test_parts_sections import FORMS

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
WRITTEN = {
    "name": "peredam", "section": FORMS["ellipse"], "length_mm": 300, "seam": "lock",
    "front": {"cone": {"length_mm": 80}}, "back": {"cone": {"length_mm": 90}},
    "baffles": [{"name": "sekat_1", "at_mm": 100}, {"name": "sekat_2", "at_mm": 200}],
    "tubes": [
        {"name": "masuk", "od_mm": 25.4, "x_mm": -20, "from": "inlet", "to_mm": 250},
        {"name": "balik", "od_mm": 25.4, "y_mm": 25, "from_mm": 250, "to_mm": 40},
        {"name": "keluar", "od_mm": 25.4, "x_mm": 20, "y_mm": -8, "from_mm": 40, "to": "outlet"}],
    "packing": [{"between": ["sekat_1", "sekat_2"], "density_kg_m3": 100}],
    "mounts": [{"bracket": {"name": "braket", "at_mm": 120, "angle_deg": 40}}],
}


def written(**changes):
    return Silencer.model_validate(changed(WRITTEN, **changes), context={"names": {}}).assemble(Stock(), Frame())


def part(result, name):
    return next(i.part for i in result.items if i.part.name == name)


def place(result, name):
    return next(i.frame for i in result.items if i.part.name == name)


@EACH
def test_both_ends_and_all_parts_are_made(form):
    out = written(section=form)
    assert out.faults == []
    assert [f for i in out.items for f in i.part.faults()] == []
    front, back = part(out, "peredam_depan"), part(out, "peredam_belakang")
    assert isinstance(front, Transition) and isinstance(back, Transition)
    # the tube passes both mouths with half the fit, the same all round: the inside is a circle about it
    for mouth, centre in ((front.inside().low, (0.0, 0.0)), (back.inside().high, (20.0, -8.0))):
        gaps = [math.dist(mouth.point(i / 10), centre) - 12.7 for i in range(63)]
        assert gaps == pytest.approx([0.15] * 63, abs=1e-9)
    masuk, depan = place(out, "masuk"), place(out, "peredam_depan")
    assert masuk.origin == pytest.approx(depan.origin) and masuk.origin == pytest.approx((0, 0, 0), abs=1e-12)
    badan = place(out, "peredam_badan")
    assert depan.point((front.x_mm, front.y_mm, 80.0)) == pytest.approx(badan.origin)
    foot = place(out, "braket")
    outside = part(out, "peredam_badan").outside
    spot = (foot.origin[0] - badan.origin[0], foot.origin[1] - badan.origin[1])
    assert outside.nearest(*spot)[0] == pytest.approx(0, abs=1e-9)
    assert math.degrees(math.atan2(spot[1], spot[0])) == pytest.approx(40)


def test_a_round_body_about_its_port_keeps_its_cone_and_one_aside_is_a_transition():
    out = written(section=FORMS["round"], tubes__0__x_mm=0)
    assert isinstance(part(out, "peredam_depan"), Cone) and isinstance(part(out, "peredam_belakang"), Transition)


@EACH
def test_gas_volume_is_what_lies_between_the_slices(form):
    """Slices of the inside by polygons of many normals, in between by Simpson; tubes and plates by hand."""
    from shapely import Polygon
    gas = written(section=form).gas[0]
    psis = np.linspace(0, 2 * math.pi, 1441)[:-1] + 1e-4

    def area(section):
        return Polygon([section.point(p, s) for p in psis for s in (-1, 1)]).area
    total = 0.0
    for c in gas.casing:
        a, b, m = area(c.start), area(c.end), area(c.section((c.z0 + c.z1) / 2))
        total += (c.z1 - c.z0) / 6 * (a + 4 * m + b)
    ring = math.pi * (12.7**2 - 11.5**2)
    plates = 2 * (area(gas.casing[1].start) - 3 * math.pi * 12.7**2)
    # masuk and keluar run from a mouth to their ends, balik 210 mm; three tubes fill the holes of both plates
    metal = ring * ((80 + 250) + 210 + (260 + 90)) - 2 * 3 * ring
    assert gas.volume == pytest.approx(total - plates - metal - 2 * 3 * ring, rel=3e-4)


def test_a_tube_through_the_wall_names_tube_and_part():
    faults = written(tubes__1__y_mm=45).faults
    wrong = next(f for f in faults if f.code == "tube-outside-body")
    assert (wrong.values["tube"], wrong.values["part"]) == ("balik", "peredam_badan")
    # 110/2 - 1 below the top less tube and place
    assert wrong.values["margin_mm"] == pytest.approx(54 - 45 - 12.7, abs=0.01)


def test_a_tube_that_fits_a_stadium_leaves_an_ellipse():
    corner = {"tubes__1__x_mm": 62, "tubes__1__y_mm": 30}
    assert written(section=FORMS["stadium"], **corner).faults == []
    assert "tube-outside-body" in [f.code for f in written(section=FORMS["ellipse"], **corner).faults]


def test_a_section_that_is_none_is_refused_before_anything_is_made():
    thin = {"ellipse": {"width_mm": 300, "height_mm": 20}}
    out = written(section=thin)
    assert [f.code for f in out.faults] == ["out-of-range"] and out.items == []
    tight = written(section={"hexagon": {"height_mm": 100, "corner_mm": 0.5}})
    assert [f.code for f in tight.faults] == ["section-tight"]


@EACH
def test_an_unmeasured_size_withholds_the_body_and_makes_the_tubes(form):
    kind = next(iter(form))
    for key in form[kind]:
        out = written(section={kind: {**form[kind], key: "ask"}})
        assert out.faults == []
        open_ones = {i.part.name for i in out.items if unknown(i.part)}
        assert {"peredam_badan", "peredam_depan", "peredam_belakang", "sekat_1", "peredam_wol_1"} <= open_ones
        assert not unknown(part(out, "balik")) and unknown(out.gas[0])


def test_feet_of_brackets_are_on_the_shells_sheet_and_the_seam_is_clear_of_them():
    out = written()
    shell = part(out, "peredam_badan")
    assert isinstance(shell, Shell) and [f.name for f in shell.feet] == ["braket"]
    assert abs(math.remainder(shell.seam_deg - 40, 360)) > 90
    refused = part(written(seam={"kind": "lap", "at_deg": 42.0}), "peredam_badan").faults()
    assert [(c, v["foot"]) for c, v in refused] == [("seam-over-foot", "braket")]


# sound ------------------------------------------------------------------------------------------------------------

@EACH
@pytest.mark.parametrize("t", [0.8, 1.5, 3.0])
def test_the_core_hears_a_section_of_the_same_kind_and_area(form, t):
    shell = Shell.model_validate({"name": "a", "section": form, "length_mm": 9}, context={"names": {}})
    inside = shell.outline.inside(t)
    heard = core_section(shell.outside, inside)
    assert list(heard.problems()) == []
    assert heard.area == pytest.approx(inside.area * MM**2, rel=1e-9)
    points = heard.curve.at(np.linspace(0, heard.curve.size, 400, endpoint=False)) / MM
    radii = np.hypot(*points.T)
    off = [abs(inside.nearest(x, y)[0]) / r for (x, y), r in zip(points.tolist(), radii.tolist(), strict=True)]
    assert max(off) < 0.005


@EACH
def test_a_transition_is_heard_as_polygons_that_are_its_wall(form):
    shell = Shell.model_validate({"name": "a", "section": form, "length_mm": 9}, context={"names": {}})
    inside, port = shell.outline.inside(1.0), Round(30.0).moved(15.0, -6.0)
    piece = Casing(0.0, 80.0, port, inside)
    a, b = facets(port, inside)
    assert list(a.problems()) == [] and list(b.problems()) == []
    for k in (0.0, 0.3, 0.7, 1.0):
        heard, true = a.between(b, k), piece.section(80.0 * k)
        assert heard.area == pytest.approx(true.area * MM**2, rel=0.006)
        points = heard.curve.at(np.linspace(0, heard.curve.size, 240, endpoint=False)) / MM
        assert max(abs(true.nearest(x, y)[0]) for x, y in points.tolist()) < 1.2
    assert core_body(piece).volume(0.0, 0.08) == pytest.approx(piece.volume * MM**3, rel=0.006)


@EACH
def test_the_core_takes_the_whole_silencer(form):
    import acoustics as ac
    from acoustics.refuse import refuse
    gas = written(section=form).gas[0]
    core = core_silencer(gas, {"glasswool@100": (20_000.0, "selamet")})
    refuse(core)
    assert ac.silencer_cut_on(core, 450.0)[0] > 500


def test_polygons_within_each_other_are_told_without_cutting_them():
    """The quick answer against the general common area of two curves."""
    from acoustics.cones import within
    from acoustics.curve import overlap
    inside = Shell.model_validate({"name": "a", "section": FORMS["ellipse"], "length_mm": 9},
                                  context={"names": {}}).outline.inside(1.0)
    a, b = facets(inside, Round(30.0).moved(15.0, -6.0))
    small, large = a.between(b, 0.4), a.between(b, 0.2)
    assert within(small, large) and not within(large, small)
    assert overlap(small.curve, large.curve) == pytest.approx(small.area, rel=1e-12)
    aside = type(small)(tuple((x + 0.04, y) for x, y in small.points), small.radius)
    assert not within(aside, large) and overlap(aside.curve, large.curve) < 0.98 * small.area
