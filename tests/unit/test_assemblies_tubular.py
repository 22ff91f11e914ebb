"""Collectors, headers and expansion chambers: where parts stand, what is refused, what is said, what the sound sees."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knalpot_cad.assemblies.assembly import Assembled
from knalpot_cad.assemblies.collector import Collector
from knalpot_cad.assemblies.expansion_chamber import ExpansionChamber
from knalpot_cad.assemblies.gas import GasBranch, GasCone, GasPipe
from knalpot_cad.assemblies.header import Header
from knalpot_cad.assemblies.line import joints
from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.fault import Faults
from knalpot_cad.fields import unknown
from knalpot_cad.geometry.frame import Frame, dot
from knalpot_cad.library import Library
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.sound import DeadLegs, hear
from tests.unit.changed import changed

ROOT = Path(__file__).parents[2]
AWAY = Frame((10.0, -20.0, 30.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0))


def made(kind: Any, data: dict[str, Any], start: Frame = AWAY, **changes: Any) -> Assembled:
    written = changed(data, **changes)
    out: Assembled = kind.model_validate(written, context={"names": {}}).assemble(Stock(), start)
    return out


def codes(out: Assembled) -> set[str]:
    return {p.code for p in (*out.faults, *out.warnings)} | {c for i in out.items for c, _ in i.part.faults()}


# collector ----------------------------------------------------------------------------------------------------------
FOUR = {"name": "kolektor", "pipes": 4, "od_mm": 38.1, "wall_mm": 1.5, "half_angle_deg": 10, "length_mm": 190,
        "outlet": {"od_mm": 50.8, "length_mm": 40}, "reducer": {"end_od_mm": 60.5, "length_mm": 50}}
TWICE = {"name": "kolektor", "pipes": 4, "od_mm": 38.1, "wall_mm": 1.5, "half_angle_deg": 10, "length_mm": 160,
         "second": {"half_angle_deg": 9, "od_mm": 38.1, "length_mm": 300}, "outlet": {"od_mm": 38.1, "length_mm": 60}}


def starts(out: Assembled) -> list[Frame]:
    return [i.frame for i in out.items if "_pipa_" in i.part.name]


@pytest.mark.parametrize("data", [FOUR, TWICE], ids=["4-1", "4-2-1"])
def test_axes_meet_and_the_first_pipe_begins_the_collector(data: dict[str, Any]) -> None:
    out = made(Collector, data)
    assert not out.faults and codes(out) == {"sound-one-way"}
    first = starts(out)[0]
    assert first.origin == pytest.approx(AWAY.origin) and first.z == pytest.approx(AWAY.z)
    outlet = next(i for i in out.items if i.part.name == "kolektor_keluar")
    names = {i.part.name: i for i in out.items}
    for i in out.items:
        joins = getattr(i.part, "joins", None)
        if joins is None:
            continue
        meet = i.frame.at(z=i.part.length_mm).origin
        other = outlet if "antara" in i.part.name or data is FOUR else names[
            f"kolektor_antara_{(int(i.part.name[-1]) + 1) // 2}"]
        assert meet == pytest.approx(other.frame.origin)
        assert math.degrees(math.acos(dot(i.frame.z, other.frame.z))) == pytest.approx(joins.half_angle_deg)
    assert out.end.z == pytest.approx(outlet.frame.z)


def test_a_spread_is_an_angle_written_otherwise() -> None:
    spread = {**{k: v for k, v in FOUR.items() if k != "half_angle_deg"},
              "spread_mm": 190 * math.sin(math.radians(10.0))}
    a, b = made(Collector, FOUR), made(Collector, spread)
    assert a.end.origin == pytest.approx(b.end.origin)
    assert dot(starts(a)[0].z, starts(a)[2].z) == pytest.approx(math.cos(math.radians(20.0)))


@pytest.mark.parametrize(("changes", "code"), [
    ({"outlet__od_mm": 60.0}, "collector-outlet"), ({"outlet__od_mm": 30.0}, "collector-outlet"),
    ({"length_mm": 120.0}, "collector-short"), ({"half_angle_deg": 1.0, "length_mm": 5000}, "out-of-range"),
    ({"pipes": 3, "second": TWICE["second"]}, "out-of-range")])
def test_what_a_collector_refuses(changes: dict[str, Any], code: str) -> None:
    assert code in codes(made(Collector, FOUR, **changes))


def test_pipes_that_just_fit_side_by_side_are_long_enough() -> None:
    """The least length said is the one at which neighbouring square ends touch."""
    out = made(Collector, FOUR, length_mm=120.0)
    least = next(f for f in out.faults if f.code == "collector-short").values["least_mm"]
    frames = starts(made(Collector, FOUR, length_mm=least))
    assert math.dist(frames[0].origin, frames[1].origin) == pytest.approx(38.1, abs=0.03)


# header -------------------------------------------------------------------------------------------------------------
LED = {"lead_mm": 75, "tail_mm": 80}
HEADER: dict[str, Any] = {
    "name": "header", "od_mm": 38.1, "wall_mm": 1.5, "clr_mm": 57, "spacing_mm": 84, "length_mm": 480,
    "equal_within_mm": 5,
    "flange": {"name": "flens", "thickness_mm": 10, "bore_mm": 35.1, "bolt_spacing_mm": 66, "bolt_hole_mm": 8.5},
    "primaries": [{"name": "leher_1", "led": {**LED, "sway_along_mm": [-0.2, 0.1, 1]}},
                  {"name": "leher_2", "led": {**LED, "sway_along_mm": [0, 0.3, 1]}},
                  {"name": "leher_3", "led": {**LED, "sway_along_mm": [0, 0.3, 1]}},
                  {"name": "leher_4", "led": {**LED, "sway_along_mm": [0.2, 0.1, 1]}}],
    "collector": {"name": "kolektor", "order": [3, 2, 1, 4], "length_mm": 180, "half_angle_deg": 10,
                  "at": {"x_mm": 126, "y_mm": -430, "z_mm": 150, "pitch_deg": 90, "rotate_deg": 45},
                  "outlet": {"od_mm": 50.8, "length_mm": 30}, "reducer": {"end_od_mm": 60.5, "length_mm": 50}},
}


def pipes(out: Assembled) -> dict[str, tuple[Pipe, Frame]]:
    return {i.part.name: (i.part, i.frame) for i in out.items if isinstance(i.part, Pipe)}


def test_primaries_have_the_asked_length_and_end_in_the_collector() -> None:
    out = made(Header, HEADER)
    assert codes(out) == {"sound-dead-legs"}
    entries = starts(out)
    for name, place in zip((1, 2, 3, 4), HEADER["collector"]["order"], strict=True):
        pipe, frame = pipes(out)[f"header_leher_{name}"]
        assert pipe.route().length_mm == pytest.approx(480.0, abs=1e-9)
        end = pipe.route().end(frame)
        assert end.origin == pytest.approx(entries[place - 1].origin, abs=1e-6)
        assert end.z == pytest.approx(entries[place - 1].z, abs=1e-9)
        assert frame.z == pytest.approx(AWAY.z)
        assert frame.origin == pytest.approx(AWAY.at(x=84.0 * (name - 1), z=10.0).origin)


def test_two_step_header() -> None:
    data = copy.deepcopy(HEADER)
    data["collector"].update(second=TWICE["second"], outlet=TWICE["outlet"], order=[2, 3, 4, 1], reducer=None)
    data["collector"]["at"].update(y_mm=-700, rotate_deg=90)        # 1 and 4 merge first, 2 and 3 (facts/rules.md 18)
    data["tuned"] = {"speed_rpm": 4200, "opening_deg": 60, "bore_mm": 72.5, "stroke_mm": 80.5}
    data["length_mm"] = 560
    out = made(Header, data)
    told = {str(w.values["what"]): w.values for w in out.warnings if w.code == "header-rule"}
    assert not out.faults and set(told) == {"length", "second", "bore", "collector"}
    assert told["length"]["rule_mm"] == 381.0 and told["second"]["rule_mm"] == pytest.approx(777.0, abs=0.5)
    outer = [g for g in out.gas if isinstance(g, GasBranch)]
    assert [len(b.legs) for b in outer] == [1, 1] and any(isinstance(e, GasBranch) for e in outer[1].legs[0])


def test_tuned_lengths_are_compared_with_and_never_used() -> None:
    tuned = {"speed_rpm": 6000, "opening_deg": 60, "bore_mm": 72.5, "stroke_mm": 80.5}
    plain, out = made(Header, HEADER), made(Header, HEADER, tuned=tuned)
    told = {str(w.values["what"]): w.values for w in out.warnings if w.code == "header-rule"}
    assert told["length"]["rule_mm"] == pytest.approx(787.4, abs=0.05)           # facts/rules.md, Avanza rated
    assert told["length"]["has_mm"] == 10 + 480 + 180 and told["bore"]["rule_mm"] == 33.3
    assert all(w["trust"] in "RS" and w["source"] for w in told.values())
    assert [i.part for i in plain.items] == [i.part for i in out.items]


@pytest.mark.parametrize(("changes", "code"), [
    ({"length_mm": 200.0}, "primary-not-led"), ({"equal_within_mm": None}, "missing-key"),
    ({"clr_mm": None}, "missing-key"), ({"collector__order": [1, 2, 3, 3]}, "wrong-choice"),
    ({"collector": None}, "missing-key"), ({"collector__length_mm": 100.0}, "collector-short"),
    ({"collector__order": [1, 3, 2, 4]}, "tube-through-tube"), ({"collector__at": None}, "missing-key")])
def test_what_a_header_refuses(changes: dict[str, Any], code: str) -> None:
    assert code in codes(made(Header, HEADER, **changes))


Y = {"name": "header", "od_mm": 38.1, "wall_mm": 1.5, "clr_mm": 57, "spacing_mm": 80, "equal_within_mm": 5,
     "collector": {"half_angle_deg": 12, "length_mm": 150, "outlet": {"od_mm": 38.1, "length_mm": 60}}}
TURN = {"bends": [[100, 180, 45], [100, 0, 30]], "end_mm": 60}


def test_written_bends_are_checked_against_the_collector() -> None:
    """The first primary places the collector; the second one misses its place there, and the lengths differ."""
    out = made(Header, {**Y, "primaries": [{"name": "a", **TURN}, {"name": "b", **TURN, "end_mm": 90}]})
    wrong = {f.code: f.values for f in (*out.faults, *out.warnings)}
    assert float(str(wrong["primary-misses"]["gap_mm"])) > 10 and wrong["header-unequal"]["spread_mm"] == 30.0
    assert wrong["header-unequal"]["limit_mm"] == 5


def test_one_pipe_is_a_header_too() -> None:
    out = made(Header, {"name": "header", "od_mm": 28.6, "clr_mm": 43, "primaries": [
        {"name": "leher", "bends": [[60, 0, 75]], "end_mm": 80}]})
    assert not codes(out) and len(out.items) == 1 and isinstance(out.gas[0], GasPipe)
    pipe, frame = pipes(out)["header_leher"]
    assert out.end.origin == pytest.approx(pipe.route().end(frame).origin)
    assert "header-collector-one" in codes(made(Header, {**Y, "primaries": [{"name": "a", **TURN}]}))


def test_an_open_size_withholds_the_primaries_it_reaches() -> None:
    out = made(Header, HEADER, collector__at={"x_mm": "ask", "y_mm": -430, "z_mm": 150})
    assert not out.faults and all(unknown(p) for p, _ in pipes(out).values()) and unknown(tuple(out.gas))
    assert not unknown(next(i.part for i in out.items if i.part.name == "kolektor_pipa_1"))


# expansion chamber --------------------------------------------------------------------------------------------------
ENGINE: dict[str, Any] = {"name": "ekspansi", "engine": {
    "method": "blair", "port": {"width_mm": 36, "height_mm": 20, "duration_deg": 180}, "speed_rpm": 9000,
    "power_kw": 13.6, "displacement_cc": 132.1, "port_length_mm": 30}}
WRITTEN: dict[str, Any] = {"name": "ekspansi", "dimensions": {
    "header": {"bore_mm": 34.1, "length_mm": 200}, "diffuser": [{"end_bore_mm": 55, "half_angle_deg": 3},
                                                              {"end_bore_mm": 80, "length_mm": 120}],
    "belly": {"length_mm": 100}, "baffle": {"half_angle_deg": 10}, "stinger": {"bore_mm": 22, "length_mm": 250}}}


def test_the_worked_engine_becomes_its_parts() -> None:
    """facts/rules.md 50: 249, 166, 83, 100, 217, 217 mm and 34.1, 43.5, 57.7, 68.1, 21.2 mm inside."""
    out = made(ExpansionChamber, ENGINE)
    assert not out.faults
    parts = {i.part.name.removeprefix("ekspansi_"): i.part for i in out.items}
    assert [round(parts[n].length_mm) for n in ("difuser_1", "difuser_2", "difuser_3", "perut", "balik")] == [
        249, 166, 83, 100, 217]
    assert round(parts["ekor"].end_mm) == 217 and parts["leher"].end_mm == pytest.approx(0.1 * 905.09 - 30, abs=0.01)
    assert [round(g.r0 * 2, 1) for g in out.gas if isinstance(g, GasCone)] == [34.1, 43.5, 57.7, 68.1]
    told = {str(w.values["rule"]): str(w.values["trust"]) for w in out.warnings if w.code == "chamber-rule"}
    assert told["44 Blair LT"] == "S" and not any(w.code == "chamber-range" for w in out.warnings)


def test_bores_and_joints_of_the_chamber_are_flush() -> None:
    out = made(ExpansionChamber, WRITTEN)
    cones = [i.part for i in out.items if i.part.kind == "cone"]
    for a, b in zip(cones, cones[1:2], strict=False):
        assert max(a.mid_radii()) == pytest.approx(min(b.mid_radii()), rel=1e-12)
    inside = cones[0].start_od_mm / 2 - cones[0].radial_mm
    assert 2 * inside == pytest.approx(34.1, abs=0.01) and not joints(out)
    lengths = {g.name.removeprefix("ekspansi_"): g.length for g in out.gas if isinstance(g, GasPipe | GasCone)}
    assert lengths["difuser_1"] == pytest.approx((55 - 34.1) / 2 / math.tan(math.radians(3)))
    assert lengths["balik"] == pytest.approx((80 - 22) / 2 / math.tan(math.radians(10)))


def test_seams_in_line_or_opposite() -> None:
    for seams, places in (("in_line", [30.0] * 4), ("opposite", [30.0, 210.0, 30.0, 210.0])):
        out = made(ExpansionChamber, WRITTEN, seams=seams, seam_deg=30)
        cones = [i for i in out.items if i.part.kind in ("cone", "shell")]
        assert [i.part.seam.at_deg for i in cones] == places
        assert all(i.frame.x == pytest.approx(AWAY.x) for i in cones)


def test_header_bends_keep_the_length() -> None:
    bends = {"clr_mm": 60, "bends": [[20, 0, 60]]}
    straight, bent = made(ExpansionChamber, WRITTEN), made(ExpansionChamber, WRITTEN, header_bends=bends)
    assert pipes(bent)["ekspansi_leher"][0].route().length_mm == pytest.approx(200.0)
    assert dot(straight.end.z, bent.end.z) == pytest.approx(0.5)
    long = made(ExpansionChamber, WRITTEN, header_bends={"clr_mm": 60, "bends": [[190, 0, 60]]})
    assert "header-bends-long" in codes(long)


@pytest.mark.parametrize(("data", "changes", "code"), [
    (ENGINE, {"engine__power_kw": None}, "missing-key"), (ENGINE, {"engine__port__duration_deg": 230}, "out-of-range"),
    (ENGINE, {"engine__gas_c": 900}, "out-of-range"), (ENGINE, {"engine__port_length_mm": 100}, "out-of-range"),
    (WRITTEN, {"dimensions__stinger__bore_mm": 80.0}, "out-of-range"), (WRITTEN, {"seam": "lock"}, "seam-not-here"),
    (WRITTEN, {"dimensions__baffle__half_angle_deg": 25}, "chamber-range"),
    (WRITTEN, {"outlet_mm": 50}, "chamber-range")])
def test_what_a_chamber_refuses_or_warns_of(data: dict[str, Any], changes: dict[str, Any], code: str) -> None:
    assert code in codes(made(ExpansionChamber, data, **changes))


@pytest.mark.parametrize("key", ["power_kw", "displacement_cc", "speed_rpm", "port_length_mm"])
def test_an_open_engine_figure_withholds_what_follows_from_it(key: str) -> None:
    out = made(ExpansionChamber, ENGINE, engine__gas_c=460, **{f"engine__{key}": "ask"})
    waiting = {i.part.name.removeprefix("ekspansi_") for i in out.items if unknown(i.part)}
    assert not out.faults and waiting >= {"leher"}
    assert waiting == {"leher"} or len(waiting) == 7


def test_jennings_too() -> None:
    out = made(ExpansionChamber, ENGINE, engine__method="jennings", engine__header_bore_mm=34.06)
    parts = {i.part.name.removeprefix("ekspansi_"): i.part for i in out.items}
    assert round(parts["difuser_1"].length_mm) == 365 and round(parts["balik"].length_mm) == 182
    assert any(w.values.get("rule") == "49 Jennings LT" for w in out.warnings)


# sound --------------------------------------------------------------------------------------------------------------
F = np.arange(20.0, 1500.0, 7.0)


def test_dead_legs_are_quarter_wave_stubs() -> None:
    """One leg is the acoustic core's own closed branch; two legs end to end are one of their length."""
    import acoustics as ac
    gas = ac.Gas.exhaust(800.0)
    branch = ac.Branch(0.017, 0.5, 0.017, gas)
    one = DeadLegs(0.017, ((ac.Pipe(0.017, 0.5, gas),),), gas)
    two = DeadLegs(0.017, ((ac.Pipe(0.017, 0.2, gas), ac.Pipe(0.017, 0.3, gas)),), gas)
    assert one.matrix(gas, F) == pytest.approx(branch.matrix(gas, F), rel=1e-12)
    assert two.matrix(gas, F) == pytest.approx(branch.matrix(gas, F), rel=1e-9)


def test_a_chamber_is_heard_as_its_cones() -> None:
    """A cone cut into many short pipes: the spherical wave of the core against steps of area."""
    cone = [GasPipe("a", 17.0, 200.0), GasCone("b", 17.0, 34.0, 400.0), GasPipe("c", 34.0, 100.0),
            GasCone("d", 34.0, 11.0, 200.0), GasPipe("e", 11.0, 200.0)]
    steps: list[Any] = [cone[0], *(GasPipe("b", 17.0 + 17.0 * (i + 0.5) / 400, 1.0) for i in range(400)), cone[2],
                        *(GasPipe("d", 34.0 - 23.0 * (i + 0.5) / 400, 0.5) for i in range(400)), cone[4]]
    a, b = (hear(g, 300.0, 460.0, {}, F).tl_line_db for g in (cone, steps))
    assert a == pytest.approx(b, abs=0.05) and float(a.max()) > 5.0


# files --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["kolektor-4-1", "ekspansi-2-tak"])
def test_examples_are_made_whole(name: str) -> None:
    library = Library.open()
    built = build(load(ROOT / "examples" / name / "design.yaml", library), library)
    assert not built.withheld and built.sound is not None and float(built.sound.tl_line_db.max()) > 5.0
    assert built.mass_kg > 1.0


def test_collector_under_parts(tmp_path: Path) -> None:
    path = tmp_path / "part.yaml"
    path.write_text("design: 1\nname: satu\nparts:\n  - collector: {name: kol, pipes: 3, od_mm: 42.4, wall_mm: 1.5, "
                    "half_angle_deg: 12, length_mm: 150, outlet: {od_mm: 48, length_mm: 60}}\n"
                    "  - megaphone: {name: mega, stations: [[0, 40], [100, 60], [150, 60]]}\n", encoding="utf-8")
    library = Library.open()
    built = build(load(path, library), library)
    assert [m.name for m in built.parts] == ["kol_pipa_1", "kol_pipa_2", "kol_pipa_3", "kol_keluar", "mega"]
    assert built.sound is None and not built.findings
    path.write_text(path.read_text(encoding="utf-8").replace("od_mm: 48", "od_mm: 60"), encoding="utf-8")
    with pytest.raises(Faults) as error:
        build(load(path, library), library)
    assert {f.code for f in error.value.faults} == {"collector-outlet"}
    assert all(f.where and f.where.line == 4 for f in error.value.faults)


def test_parts_can_be_made() -> None:
    for kind, data in ((Collector, FOUR), (Collector, TWICE), (Header, HEADER), (ExpansionChamber, WRITTEN)):
        out = made(kind, data)
        for i in out.items:
            piece = i.part.make(Shop())
            assert piece.shape.volume_mm3 > 0 and all(s.texts for s in piece.sheets)


STEPPED = {**TWICE, "second": {"half_angle_deg": 5, "od_mm": 45.0, "length_mm": 500,
                               "step": {"mouth_mm": 30, "length_mm": 60}}, "outlet": {"od_mm": 45.0, "length_mm": 60}}


def test_pipes_between_two_merges_may_be_wider() -> None:
    """Two pipes close only their own size: a mouth of it, a cone, then the wider pipe; ends meet, no bore steps."""
    out = made(Collector, STEPPED)
    assert codes(out) == {"sound-one-way"}
    items = {i.part.name: i for i in out.items}
    mouth, cone, pipe = (items[f"kolektor_antara_1{n}"] for n in ("_mulut", "_corong", ""))
    assert mouth.frame.at(z=30).origin == pytest.approx(cone.frame.origin)
    assert cone.frame.at(z=60).origin == pytest.approx(pipe.frame.origin)
    # the whole is as long as the plain one, so the last merge stands where it would
    plain = made(Collector, {**STEPPED, "second": {**STEPPED["second"], "od_mm": 38.1, "step": None},
                             "outlet": {"od_mm": 38.1, "length_mm": 60}})
    assert out.end.origin == pytest.approx(plain.end.origin)
    assert pipe.part.length_mm == 410 and mouth.part.od_mm == 38.1 and mouth.part.joins is None
    way = [g for g in out.gas if not isinstance(g, GasBranch)]
    assert [type(g) for g in way] == [GasPipe, GasPipe, GasCone, GasPipe, GasPipe] and not joints(out)
    assert math.fsum(g.length for g in way[1:4]) == 500


def test_a_step_longer_than_its_pipe_is_refused() -> None:
    assert "out-of-range" in codes(made(Collector, STEPPED, second__step__length_mm=480))


def test_a_stepped_header_hears_all_its_legs() -> None:
    """The dead legs hold the same gas as the way itself: two equal halves beyond the last merge."""
    data = copy.deepcopy(HEADER)
    data["collector"].update(second=STEPPED["second"], outlet=STEPPED["outlet"], order=[2, 3, 4, 1], reducer=None)
    data["collector"]["at"].update(y_mm=-900, rotate_deg=90)
    data["length_mm"] = 560
    out = made(Header, data)
    assert not out.faults
    last = next(g for g in reversed(out.gas) if isinstance(g, GasBranch))
    [leg] = last.legs
    cones = [e for e in leg if isinstance(e, GasCone)]
    own = next(g for g in out.gas if isinstance(g, GasCone))
    assert [(c.r0, c.r1) for c in cones] == [(own.r1, own.r0)]


def test_a_cone_and_a_flexible_coupling_stand_on_the_line(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text("""
design: 1
name: jalur
gas: {silencer_c: 400, pipe_c: 500}
stock: {shell: {material: spcc, thickness_mm: 1.5}, tube: {material: stkm11a, wall_mm: 1.5}}
line:
  - pipe: {name: a, od_mm: 42.7, end_mm: 100}
  - cone: {name: naik, start_od_mm: 42.7, end_od_mm: 54.0, length_mm: 60}
  - flex: {name: flexibel, bore_mm: 51, od_mm: 70, length_mm: 150, mass_kg: 0.6}
  - pipe: {name: b, od_mm: 54, end_mm: 100}
""", encoding="utf-8")
    b = build(load(file, Library.open()), Library.open())
    assert not b.findings and b.assembled.end.origin == pytest.approx((0.0, 0.0, 410.0))
    first, cone, flex, _ = b.gas
    assert isinstance(cone, GasCone) and isinstance(first, GasPipe) and isinstance(flex, GasPipe)
    assert (cone.r0, cone.r1) == (pytest.approx(first.radius, abs=0.02), pytest.approx(25.5, abs=0.02))
    row = next(r for r in b.bom if r.part == "flexibel")
    assert row.mass_kg == pytest.approx(0.6, rel=1e-12)
    assert (row.material, row.thickness_mm) == ("bought", None)         # no stock tube of 9.5 mm wall
