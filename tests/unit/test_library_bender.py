"""A bender's file: fields by their names, calibrations with who and when, every slip told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.library import Library, Machine

HEAD = "kind: bender\ntitle: {id: a, en: b}\n"
OWN = 'trust: measured, by: Budi, date: "2026-01-31"'
CAL = f"calibrations:\n  - {{material: stkm11a, od_mm: 28.6, wall_mm: 1.2, clr_mm: 43, {OWN}, "


def machine(folder: Path, text: str) -> Machine:
    file = folder / "machines" / "ours.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(HEAD + text, encoding="utf-8")
    return Library.open(folder, {}, folder).machine("ours")


def test_dies_and_calibrations_are_read(tmp_path):
    m = machine(tmp_path, f"limits: {{mid_clamp_mm: {{value: 45, unit: mm, {OWN}}}}}\n"
                f"dies:\n  - {{od_mm: {{value: 28.6, {OWN}}}, clr_mm: {{value: 43, {OWN}}}}}\n"
                + CAL + "model: table, tests: [{set_deg: 20, got_deg: 18.6}, "
                "{set_deg: 90, got_deg: 87, elong_mm: 1}]}\n")
    assert m.limit("mid_clamp_mm") == 45 and m.dies[0]["clr_mm"].number == 43
    [c] = m.calibrations
    assert (c.model, c.by, c.tests[1].elong_mm, c.tests[0].elong_mm) == ("table", "Budi", 1.0, None)


@pytest.mark.parametrize(("text", "keys"), [
    ("limits: {mid_clamp: {value: 45}}\n", {"mid_clamp"}), ("dies: [{od_mm: {value: 28.6}}]\n", {"clr_mm"}),
    ("dies: [{od_mm: {value: 5}, clr_mm: {value: 5}, radius: {value: 3}}]\n", {"radius"}),
    ("limits: {mark: {value: middle}}\n", {"value"}), ("limits: {die_side: {value: up}}\n", {"value"}),
    (CAL + "model: linear}\n", {"springback_20_deg", "springback_120_deg"}), (CAL + "model: table}\n", {"tests"}),
    (CAL + "model: guess}\n", {"model"}),
    (CAL + "model: table, tests: [{set_deg: 90, got_deg: 87}, {set_deg: 20, got_deg: 18}]}\n", {"tests"}),
    (CAL + "model: table, tests: [{set_deg: 20, got_deg: 25, bend: 3}]}\n", {"got_deg", "bend"}),
    (CAL.replace("by: Budi, ", "") + "model: table, tests: [{set_deg: 20, got_deg: 18}]}\n", {"by"})])
def test_a_slip_is_told(tmp_path, text, keys):
    with pytest.raises(Faults) as caught:
        machine(tmp_path, text)
    assert {f.values["key"] for f in caught.value.faults} == keys
    assert all(f.where and f.where.line > 2 for f in caught.value.faults)


def test_only_benders_are_calibrated_so(tmp_path):
    with pytest.raises(Faults) as caught:
        file = tmp_path / "machines" / "ours.yaml"
        file.parent.mkdir()
        file.write_text("kind: roll\ntitle: {id: a, en: b}\ncalibrations: []\n", encoding="utf-8")
        Library.open(tmp_path, {}, tmp_path).machine("ours")
    assert [f.values["key"] for f in caught.value.faults] == ["calibrations"]
