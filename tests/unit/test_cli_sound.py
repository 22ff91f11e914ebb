"""knalpot sound: the curve on a terminal, the model that is chosen, the range asked for, and a clash of packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knalpot_cad.cli import run
from knalpot_cad.cli.plot import BLOCKS, PLAIN, binned, plot, signs_of
from tests.unit.said import say
from tests.unit.test_outputs_sample import sound

ROOT = Path(__file__).resolve().parents[2]
DESIGN = str(ROOT / "examples" / "beat-standar" / "design.yaml")


def answer(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    return say(capsys, "sound", DESIGN, "--lang", "en", *args)


def data(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    code, out, _ = answer(capsys, *args, "--json")
    assert code == 0
    return json.loads(out)["sound"]


# what has no sound ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("lang", "words"), [("id", "bagian lepas"), ("en", "single parts")])
def test_single_parts_have_no_line_to_hear(lang: str, words: str, tmp_path: Path,
                                           capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keping.yaml"
    file.write_text("design: 1\nname: keping\nparts:\n  - shell: {name: badan, od_mm: 100, length_mm: 200}\n",
                    encoding="utf-8")
    code, out, _ = say(capsys, "sound", str(file), "--lang", lang)
    assert code == 3 and words in out
    assert words in json.loads(say(capsys, "sound", str(file), "--lang", lang, "--json")[1])["why_silent"]


# the plot ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("signs", [BLOCKS, PLAIN])
@pytest.mark.parametrize("width", [20, 60, 80, 300])
def test_the_plot_keeps_its_width(signs: Any, width: int) -> None:
    rows = plot(sound(), width, signs, "cut-on 1800 Hz")
    assert all(len(row) <= min(max(width, 40), 110) for row in rows)
    assert any("cut-on 1800 Hz" in row for row in rows)
    assert all(label in rows[-1] for label in ("125", "1000"))
    signs.line.join(rows).encode("ascii" if signs is PLAIN else "utf-8")


def test_columns_are_as_high_as_the_curve() -> None:
    f = np.arange(50.0, 1601.0, 5.0)
    tl = np.where(f < 283.0, 10.0, 35.0)                   # in the middle of 50 to 1600 on a log axis
    flat: Any = SimpleNamespace(frequencies=f, tl_silencer_db=tl, tl_line_db=tl, valid=f > 0, cut_on_hz=9e9, bands=())
    rows = [row[7:] for row in plot(flat, 107, BLOCKS, "")[:-2]]
    assert len(rows) == 16                                 # to 40 dB in steps of 2.5
    heights = [sum(row[x:x + 1] == "█" for row in rows) for x in range(100)]
    assert set(heights[:50]) == {4} and set(heights[51:]) == {14}


def test_what_is_not_sure_looks_other_than_the_rest() -> None:
    rows = plot(sound(), 100, BLOCKS, "")
    bottom = rows[-3][7:]
    share = sum(c == BLOCKS.unsure for c in bottom) / 93
    assert share == pytest.approx(np.log(3000 / 1800) / np.log(3000 / 40), abs=0.02)


def test_a_column_is_the_mean_of_the_power_in_it() -> None:
    f, tl = [100.0, 110.0, 120.0, 200.0], [10.0, 20.0, 20.0, 40.0]
    assert binned(f, tl, [100.0, 115.0, 125.0]) == pytest.approx([-10 * np.log10((0.1 + 0.01) / 2), 20.0])
    assert binned(f, tl, [150.0, 160.0]) == pytest.approx([20 + 20 * ((150 * 160) ** 0.5 - 120) / 80])


def test_a_poor_terminal_gets_plain_signs() -> None:
    assert signs_of("utf-8") is BLOCKS
    for encoding in ("ascii", "cp1252", None, "no-such-code"):
        assert signs_of(encoding) is PLAIN


# the verb ---------------------------------------------------------------------------------------------------------
def test_the_screen_shows_curve_bands_cut_on_and_turns(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answer(capsys)
    assert code == 0
    for part in ("cut-on", "octave Hz", "whole line", "domes, silencer", "notches, silencer", "with section modes",
                 "350 °C", "█"):
        assert part in out
    bahasa = run(("suara", DESIGN, "--lang", "id")), capsys.readouterr().out
    assert bahasa[0] == 0 and "puncak silincer" in bahasa[1] and "dengan mode penampang" in bahasa[1]


def test_auto_takes_modes_only_where_the_range_passes_cut_on(capsys: pytest.CaptureFixture[str]) -> None:
    whole = data(capsys, "--step", "50")
    cut = whole["cut_on_hz"]
    assert whole["model"] == "modes" and 2000 < cut < 3000 and all(whole["valid"])
    below = data(capsys, "--to", str(cut - 1), "--step", "50")
    # a cross mode answers before it carries: the last of the range is not sure, the first half is
    count = len(below["valid"])
    assert below["model"] == "plane" and all(below["valid"][:count // 2]) and not below["valid"][-1]
    asked = data(capsys, "--model", "plane", "--step", "50")
    assert asked["model"] == "plane"
    sure = [f for f, ok in zip(asked["f_hz"], asked["valid"], strict=True) if ok]
    assert 0.4 * cut < sure[-1] < cut and sure == [f for f in asked["f_hz"] if f <= sure[-1]]


def test_the_range_is_the_one_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "--from", "200", "--to", "1000", "--step", "2.5", "--model", "uniform")
    assert found["f_hz"][:2] == [200.0, 202.5] and found["f_hz"][-1] == 1000.0 and len(found["f_hz"]) == 321
    assert [b["band"] for b in found["bands"]] == ["500"]
    assert found["domes"] and all(200 < f < 1000 and level > 0 for f, level in found["domes"] + found["notches"])


@pytest.mark.parametrize("wrong", [
    ("--from", "0"), ("--from", "3000"), ("--to", "20000"), ("--step", "0"), ("--step", "-1"), ("--step", "5000"),
    ("--step", "0.001"), ("--from", "nan"), ("--to", "inf")])
def test_a_range_that_can_t_be_heard_is_one_fault(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, *wrong)
    assert code == 2 and not out and "--step" in err and "Traceback" not in err


def test_a_folder_holds_table_and_both_pictures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, _ = answer(capsys, "-o", str(tmp_path / "s"), "--to", "1000", "--model", "uniform")
    assert code == 0
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == [
        "manifest.json", "sound.csv", "sound.png", "sound.svg"]


def test_a_picture_of_the_pressure_is_written_where_it_is_asked_for(capsys: pytest.CaptureFixture[str],
                                                                    tmp_path: Path) -> None:
    code, _, _ = answer(capsys, "-o", str(tmp_path / "s"), "--to", "1000", "--model", "uniform", "--field", "300",
                        "--field", "812.5", "--field", "300", "--field-angle", "30", "--no-picture")
    assert code == 0
    pictures = [f"sound_field_{f}hz.{kind}" for f in ("300", "812_5") for kind in ("png", "svg")]
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["manifest.json", "sound.csv", *pictures]
    assert "30°" in (tmp_path / "s" / "sound_field_300hz.svg").read_text(encoding="utf-8")


def test_a_picture_needs_a_folder_and_a_frequency_in_range(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = answer(capsys, "--field", "300")
    assert code == 2 and not out and "-o" in err
    for wrong in ("0", "-5", "nan", "20000"):
        code, out, err = answer(capsys, "-o", str(tmp_path / "s"), "--model", "uniform", "--field", wrong)
        assert code == 2 and not out and "--field" in err and "Traceback" not in err
    assert not (tmp_path / "s").exists()


# another package of the same name ---------------------------------------------------------------------------------
FAKES = {"silent": "", "broken": "from scipy.special import no_such_name\n", "angry": "raise RuntimeError('no')\n"}


@pytest.fixture(params=sorted(FAKES))
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """Where another distribution's `acoustics` lies before this project's."""
    package, about = tmp_path / "acoustics", tmp_path / "acoustics-0.2.6.dist-info"
    package.mkdir()
    about.mkdir()
    (package / "__init__.py").write_text(FAKES[request.param], encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acoustics\nVersion: 0.2.6\n", encoding="utf-8")
    (about / "top_level.txt").write_text("acoustics\n", encoding="utf-8")
    (about / "RECORD").write_text("acoustics/__init__.py,,\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    return {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}}


def knalpot(*args: str, **where: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "knalpot_cad", *args], capture_output=True, text=True,
                          encoding="utf-8", check=False, **where)


def test_another_acoustics_is_told_by_name_with_what_to_do(elsewhere: dict[str, Any]) -> None:
    done = knalpot("sound", DESIGN, "--lang", "en", **elsewhere)
    assert done.returncode == 2 and not done.stdout
    assert "'acoustics'" in done.stderr and "pip uninstall acoustics" in done.stderr
    assert "Traceback" not in done.stderr
    machine = json.loads(knalpot("sound", DESIGN, "--json", **elsewhere).stdout)
    assert [f["code"] for f in machine["faults"]] == ["acoustics-clash"]


def test_doctor_sees_the_other_distribution(elsewhere: dict[str, Any]) -> None:
    found = json.loads(knalpot("doctor", "--json", **elsewhere).stdout)
    [look] = [x for x in found["looks"] if x["name"] == "acoustics"]
    assert look["state"] == "bad" and look["value"] == "acoustics" and "pip uninstall acoustics" in look["advice"]


def test_a_fault_of_our_own_package_is_not_called_a_clash(tmp_path: Path) -> None:
    package = tmp_path / "acoustics"
    package.mkdir()
    (package / "__init__.py").write_text('DISTRIBUTION = "knalpot-cad"\nimport no_such_module\n', encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = knalpot("sound", DESIGN, "--lang", "en", cwd=tmp_path, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 2 and "no_such_module" in done.stderr and "pip uninstall" not in done.stderr
