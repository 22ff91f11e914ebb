"""The silencer owns the shared coordinates: holes from tubes, refusals that name both, the way of the gas."""

import copy
import math

import pytest

from knalpot_cad.assemblies.flow_path import links, reach
from knalpot_cad.assemblies.gas import GasPipe, GasSpace
from knalpot_cad.assemblies.line import assemble_line
from knalpot_cad.assemblies.silencer import Builder, Silencer
from knalpot_cad.fields import unknown
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.part import Fit, Stock
from knalpot_cad.parts.pipe import Pipe
from tests.unit.changed import changed

WRITTEN = {
    "name": "silincer", "section": {"round": {"od_mm": 100}}, "length_mm": 360, "seam": "lock",
    "front": {"cone": {"length_mm": 45}}, "back": {"flat": {"flange_mm": 8}},
    "baffles": [{"name": "sekat_1", "at_mm": 120}, {"name": "sekat_2", "at_mm": 240}],
    "tubes": [
        {"name": "masuk", "od_mm": 28.6, "from": "inlet", "to_mm": 300,
         "perforated": [{"from_mm": 30, "to_mm": 100, "hole_mm": 4, "open_area": 0.25}]},
        {"name": "balik_1", "od_mm": 25.4, "x_mm": -26.4, "y_mm": -15.25, "from_mm": 265, "to_mm": 190},
        {"name": "balik_2", "od_mm": 25.4, "x_mm": 26.4, "y_mm": -15.25, "from_mm": 265, "to_mm": 190},
        {"name": "keluar", "od_mm": 25.4, "y_mm": 30.5, "from_mm": 150, "to": "outlet"}],
    "packing": [{"between": ["front", "sekat_1"], "density_kg_m3": 100}],
    "mounts": [{"bracket": {"name": "braket", "at_mm": 200}}],
}


def silencer(**changes):
    return Silencer.model_validate(changed(WRITTEN, **changes), context={"names": {}})


def assembled(**changes):
    return silencer(**changes).assemble(Stock(), Frame())


def codes(**changes):
    return {f.code: f for f in assembled(**changes).faults}


def part(result, name):
    return next(i.part for i in result.items if i.part.name == name)


def test_the_example_has_no_fault_and_the_tubes_make_the_holes():
    out = assembled()
    assert out.faults == [] and out.warnings == []
    assert [h.name for h in part(out, "sekat_1").holes] == ["masuk"]
    assert {h.name: h.diameter_mm for h in part(out, "sekat_2").holes} == pytest.approx(
        {"masuk": 28.9, "balik_1": 25.7, "balik_2": 25.7, "keluar": 25.7})
    assert [h.name for h in part(out, "silincer_belakang").holes] == ["keluar"]
    assert part(out, "sekat_1").od_mm == pytest.approx(97.7)


def test_places_cone_meets_shell_and_inlet_sits_on_the_line():
    start = Frame((5.0, 6.0, 7.0))
    out = silencer(rotate_deg=30.0).assemble(Stock(), start)
    cone = part(out, "silincer_depan")
    assert cone.end_od_mm == 100 and cone.start_od_mm - 2 * cone.radial_mm == pytest.approx(28.9)
    inlet = next(i for i in out.items if i.part.name == "masuk")
    assert inlet.frame.origin == pytest.approx(start.origin)
    a = math.radians(30)     # outlet at y 30.5, turned with the silencer
    assert out.end.origin == pytest.approx((5 - 30.5 * math.sin(a), 6 + 30.5 * math.cos(a), 7 + 45 + 360))


def test_bracket_foot_touches_the_shell():
    out = assembled(mounts__0__bracket__angle_deg=90)
    frame = next(i.frame for i in out.items if i.part.name == "braket")
    assert frame.origin[:2] == pytest.approx((0, 50)) and frame.z == pytest.approx((0, 1, 0))


@pytest.mark.parametrize(("changes", "code", "names"), [
    ({"tubes__1__x_mm": -20.0, "tubes__1__y_mm": 0.0}, "tube-through-tube", {"masuk", "balik_1"}),
    ({"tubes__3__y_mm": 45.0}, "tube-outside-body", {"keluar"}),
    ({"tubes__0__perforated__0__to_mm": 121.0}, "perforation-over-plate", {"masuk", "sekat_1"}),
    ({"baffles__1__at_mm": 125.0}, "plates-overlap", {"sekat_1", "sekat_2"}),
    ({"baffles__1__at_mm": 400.0}, "plate-outside-shell", {"sekat_2"}),
    ({"tubes__3__from_mm": 240.5}, "tube-ends-in-plate", {"keluar", "sekat_2"}),
    ({"tubes__0__to_mm": 60.0}, "tube-opens-in-wool", {"masuk"}),
    ({"mounts__0__bracket__at_mm": 340.0}, "mount-outside", {"braket"}),
    ({"packing__0__between": ["front", "sekat_9"]}, "unknown-name", {"sekat_9"}),
    ({"packing__0__between": ["front", "sekat_2"]}, "packing-over-plate", {"sekat_1"}),
])
def test_refusals_name_what_collides(changes, code, names):
    found = codes(**changes)
    assert code in found
    assert names <= {str(v) for v in found[code].values.values()} | {found[code].part}


def test_no_way_through_and_dead_chamber():
    blocked = silencer(tubes__3__from_mm=245.0, tubes__0__to_mm=200.0, tubes__0__perforated=[],
                       tubes__1__to_mm=250.0, tubes__2__to_mm=250.0)
    out = blocked.assemble(Stock(), Frame())
    assert "no-way-through" in {f.code for f in out.faults}
    alone = silencer(tubes__0__perforated=[], packing=[]).assemble(Stock(), Frame())
    assert [(w.code, w.values["chamber"]) for w in alone.warnings] == [("chamber-dead", 1)]


def test_hole_field_opens_the_way():
    data = copy.deepcopy(WRITTEN)
    data["baffles"][1]["field"] = {"hole_mm": 5, "pitch_mm": 9}
    data["tubes"] = [t for t in data["tubes"] if "balik" not in t["name"]]
    out = Silencer.model_validate(data, context={"names": {}}).assemble(Stock(), Frame())
    space = out.gas[0]
    assert isinstance(space, GasSpace) and len(space.plates[1].holes) > 10
    assert "outlet" in reach(links(space), "inlet") and not out.faults


def test_unknown_tube_withholds_its_plates_and_nothing_else():
    out = assembled(tubes__3__od_mm="ask")
    open_parts = {i.part.name for i in out.items if unknown(i.part)}
    assert open_parts == {"keluar", "sekat_2", "silincer_belakang"}
    assert unknown(out.gas[0]) and out.faults == []


def test_gas_volume_is_the_can_less_the_metal():
    """Against the solids' closed forms: casing minus every part inside, clearances and rims off."""
    fit = Fit(tube_in_plate_mm=0, plate_in_shell_mm=0, bend_radius_mm=0)
    data = copy.deepcopy(WRITTEN)
    for b in data["baffles"]:
        b["flange_mm"] = 0
    data["front"], data["back"], data["packing"] = {"flat": {"flange_mm": 0}}, {"flat": {"flange_mm": 0}}, []
    builder = Builder(Silencer.model_validate(data, context={"names": {}}), Stock(fit=fit))
    from knalpot_cad.parts.part import Shop
    metal = sum(i.part.make(Shop()).shape.volume_mm3 for i in builder.assemble(Frame()).items
                if i.part.kind in ("baffle", "end_cap", "tube"))
    drilled = sum(math.pi * d * d / 4 * 1.2 for i in builder.assemble(Frame()).items if i.part.name == "masuk"
                  for *_, d in i.part.make(Shop()).shape.holes)
    can = math.pi * 49**2 * 360
    # the inlet and outlet tubes' bores pass the caps: counted in the solids' gap, not in the space between the caps
    bores = math.pi * (13.1**2 + 11.5**2) * 1.0
    assert builder.gas.volume == pytest.approx(can - metal - drilled - bores, rel=1e-9)


def test_line_runs_end_to_end_and_warns_of_a_step():
    flange = Flange(name="flens", thickness_mm=8, bore_mm=26.2, bolt_spacing_mm=58, bolt_hole_mm=8.5)
    pipe = Pipe.model_validate({"name": "leher", "od_mm": 28.6, "clr_mm": 43, "bends": [[60, 0, 75]], "end_mm": 80},
                               context={"names": {}})
    out = assemble_line([flange, pipe, silencer()], Stock())
    assert [type(g) for g in out.gas] == [GasPipe, GasPipe, GasSpace]
    assert out.gas[1].length == pytest.approx(140 + 43 * math.radians(75))
    assert out.items[1].frame.origin == pytest.approx((0, 0, 8)) and out.warnings == []
    wide = Flange(name="flens", thickness_mm=8, bore_mm=33, bolt_spacing_mm=68, bolt_hole_mm=8.5)
    assert [w.code for w in assemble_line([wide, pipe], Stock()).warnings] == ["bore-step"]


DRAIN = {"name": "air", "y_mm": -42, "diameter_mm": 4}


def drained(*holes, plates=(DRAIN,)):
    tubes = [{**WRITTEN["tubes"][0], "holes": list(holes)}, *WRITTEN["tubes"][1:]]
    return assembled(tubes=tubes, baffles=[{"name": "sekat_1", "at_mm": 120, "holes": list(plates)},
                                           {"name": "sekat_2", "at_mm": 240}])


def space(result):
    return next(g for g in result.gas if isinstance(g, GasSpace))


def test_drains_are_cut_and_let_the_sound_through():
    out, plain = drained({"at_mm": 20, "angle_deg": 270, "diameter_mm": 4}), assembled()
    assert out.faults == [] and out.warnings == []
    assert {h.name: h.diameter_mm for h in part(out, "sekat_1").holes} == pytest.approx({"masuk": 28.9, "air": 4.0})
    assert part(out, "masuk").single_holes() == [(270.0, 65.0, 4.0)]
    assert space(out).plates[0].singles == ((0.0, -42.0, 2.0),)
    assert space(out).volume - space(plain).volume == pytest.approx(math.pi * 2**2)
    drain, span = space(out).tubes[0].spans
    # the perforation begins at 30 mm: 10 mm to either side
    assert (drain.z0, drain.z1, drain.single, span.single) == (10.0, 30.0, True, False)
    assert drain.open_area * math.pi * 27.4 * 20 == pytest.approx(math.pi * 4)


def test_a_hole_in_a_perforation_adds_to_it_and_holes_side_by_side_are_one_span():
    inside, = space(drained({"at_mm": 36.2, "angle_deg": 200, "diameter_mm": 2})).tubes[0].spans
    plain, = space(assembled()).tubes[0].spans
    assert (inside.open_area - plain.open_area) * math.pi * 27.4 * 70 == pytest.approx(math.pi)
    both = space(drained({"at_mm": 200, "diameter_mm": 4}, {"at_mm": 201, "angle_deg": 180, "diameter_mm": 4}))
    pair = both.tubes[0].spans[-1]
    assert pair.open_area * math.pi * 27.4 * (pair.z1 - pair.z0) == pytest.approx(2 * math.pi * 4)
    assert both.tubes[0].spans[-1].z1 <= 240.0 and both.tubes[0].spans[-1].z0 >= 121.0


def test_a_drain_is_no_way_for_the_gas_but_a_wide_hole_is():
    """The second plate without its tubes: a drain leaves no way through, a hole of the inlet's size does."""
    def ways(diameter):
        hole = {"name": "air", "y_mm": -33, "diameter_mm": diameter}
        return {f.code for f in assembled(
            tubes=[{**WRITTEN["tubes"][0], "to_mm": 100, "perforated": []}, {**WRITTEN["tubes"][3], "from_mm": 200}],
            packing=[], baffles=[{"name": "sekat_1", "at_mm": 120, "holes": [hole]}]).faults}
    assert "no-way-through" in ways(4) and "no-way-through" not in ways(20)


def test_a_drain_in_a_tubes_hole_or_the_bend_is_refused():
    def said(name, out):
        return [code for code, _ in part(out, name).faults()]
    assert said("sekat_1", drained(plates=({**DRAIN, "y_mm": -15},))) == ["holes-overlap"]
    assert said("sekat_1", drained(plates=({**DRAIN, "y_mm": -46},))) == ["holes-too-near-edge"]
    assert said("masuk", drained({"at_mm": 299, "diameter_mm": 4})) == ["holes-too-near-edge"]
