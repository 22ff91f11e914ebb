"""The starter design follows from the vehicle: its numbers by the rules, its file loads and builds."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from knalpot_cad import starter
from knalpot_cad.built import Built, build
from knalpot_cad.design import load
from knalpot_cad.fault import Faults
from knalpot_cad.library import Fitment, Library, Value

VEHICLES = ("honda_beat_110", "honda_vario_125", "yamaha_nmax_155")


def vehicle(name: str) -> Fitment:
    return Library.open().fitment(name)


def started(name: str, folder: Path, lang: str = "id") -> Built:
    library = Library.open()
    found = library.fitment(name)
    file = folder / f"{name}.yaml"
    file.write_text(starter.write(found, starter.size(found), lang), encoding="utf-8")
    return build(load(file, library), library)


@pytest.mark.parametrize("name", VEHICLES)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_file_builds_and_only_what_is_asked_is_withheld(name: str, lang: str, tmp_path: Path) -> None:
    built = started(name, tmp_path, lang)
    assert [w.name for w in built.withheld] == ["flens"]
    assert set(built.design.asked) == {"flens.bolt_spacing_mm", "braket.at_mm"}
    assert built.findings == ()
    assert built.design.language == lang
    assert len(built.parts) == 13


@pytest.mark.parametrize("name", VEHICLES)
def test_the_built_design_keeps_the_rules(name: str, tmp_path: Path) -> None:
    s, summary = starter.size(vehicle(name)), started(name, tmp_path).summary
    assert summary.volume_ratio is not None and 15 <= summary.volume_ratio <= 20             # rule 22
    assert summary.chamber_volume_l == pytest.approx(s.volume_l, rel=0.05)
    assert 9 <= s.expansion <= 20                                                            # rule 24
    assert s.pipe_bore_mm >= s.rule_bore_mm and s.mach <= starter.MACH_MOST                  # rules 11, 8
    assert 1.0 <= s.transfer_ratio <= 1.2 and 0.6 <= s.outlet_ratio <= 0.78                  # rule 36
    assert s.low_hz <= 100 and 120 <= s.tail_total_mm <= 200                                 # rule 26, section 13
    assert s.clr_mm >= 1.5 * s.pipe_od_mm and 500 <= s.header_mm <= 760                      # rule 21


@pytest.mark.parametrize(("bore", "stroke", "rpm", "wanted"), [(47, 63.1, 6000, 19.1), (58, 58.7, 6500, 23.7),
                                                               (62, 41.2, 10000, 26.3), (72.5, 80.5, 4200, 27.9)])
def test_rule_11_gives_the_worked_engines(bore: float, stroke: float, rpm: float, wanted: float) -> None:
    assert starter.gas_speed_bore(bore, stroke, rpm) == pytest.approx(wanted, abs=0.15)


def test_rules_7_and_16_give_the_worked_engines() -> None:
    assert starter.mach_at_inlet(6.6, 22) == pytest.approx(0.08, abs=0.003)
    assert starter.mach_at_inlet(11.3, 26) == pytest.approx(0.10, abs=0.006)
    assert starter.bell_length(6000) == pytest.approx(787, abs=1)
    assert starter.bell_length(6500) == pytest.approx(734, abs=15)      # there with the engine's own opening


def test_section_13_gives_its_own_example() -> None:
    s = starter.size(vehicle("yamaha_nmax_155"))
    assert s.body_od_mm == 105 and abs(s.body_length_mm - 330) <= 30


def test_a_bigger_engine_gets_a_bigger_exhaust() -> None:
    found = vehicle("honda_beat_110")
    values = dict(found.values)
    for key in ("displacement_cc", "max_power_kw"):
        values[key] = Value(2.0 * float(values[key].value or 0), values[key].unit)
    big, small = starter.size(replace(found, values=values)), starter.size(found)
    assert big.volume_l == pytest.approx(2 * small.volume_l, rel=0.05)
    assert big.pipe_od_mm > small.pipe_od_mm and big.body_od_mm > small.body_od_mm


@pytest.mark.parametrize(("key", "value", "code"), [
    ("bore_mm", None, "starter-missing"), ("cylinders", 2, "starter-engine"), ("stroke_cycle", 2, "starter-engine")])
def test_an_engine_the_rules_do_not_cover_is_refused(key: str, value: float | None, code: str) -> None:
    found = vehicle("honda_beat_110")
    with pytest.raises(Faults) as error:
        starter.size(replace(found, values={**found.values, key: Value(value)}))
    assert error.value.faults[0].code == code


def test_every_number_has_a_comment_with_rule_and_trust() -> None:
    found = vehicle("honda_beat_110")
    text = starter.write(found, starter.size(found), "en")
    comments = "".join(line.split("#", 1)[1] for line in text.splitlines() if "#" in line)
    assert "starter." not in text and "{" not in comments
    for line in text.split("parameters:")[1].split("stock:")[0].splitlines()[1:-2]:
        name = line.split(":")[0].strip()
        assert "#" in line or name in ("plate_2_mm", "room_2_mm"), line
    assert text.count("MEASURE FIRST:") == 3 and text.count("rule") > 15


def test_starter_is_pure() -> None:
    found = vehicle("honda_vario_125")
    assert starter.size(found) == starter.size(found)
    assert not any(math.isnan(v) for v in vars(starter.size(found)).values() if isinstance(v, float))
