"""Every verb answers in both languages, by either name, for a person and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knalpot_cad import __version__
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.verbs import VERBS
from tests.unit.said import say, told

ROOT = Path(__file__).resolve().parents[2]
DESIGN = str(ROOT / "examples" / "beat-standar" / "design.yaml")
SPEC = str(ROOT / "examples" / "beat-standar" / "spesifikasi.yaml")
LOOSE = str(ROOT / "examples" / "bagian-lepas" / "design.yaml")


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda v: v.name)
def test_every_verb_helps_by_both_names(verb: Any, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for name in (verb.name, verb.alias):
        code, out, err = say(capsys, name, "--help", "--lang", lang)
        assert code == 0 and not err
        assert "cli." not in out and "--lang" in out
        texts.append(out)
    assert texts[0] == texts[1].replace(f"knalpot {verb.alias}", f"knalpot {verb.name}", 1)


def test_help_shows_both_names_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, bahasa, _ = say(capsys, "--help")
    _, english, _ = say(capsys, "--help", "--lang", "en")
    assert "build, buat" in bahasa and "build, buat" in english
    assert bahasa.startswith("Pemakaian") and english.startswith("Usage")


def test_version_works_always(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert say(capsys, "--version") == (0, f"knalpot {__version__}\n", "")


@pytest.mark.parametrize(("args", "env", "lang"), [
    (["--lang", "en"], {}, "en"), (["build", "x", "--lang=en"], {"KNALPOT_LANG": "id"}, "en"),
    ([], {"KNALPOT_LANG": "en"}, "en"),
    ([], {"LANG": "en_GB.UTF-8"}, "en"), ([], {"LANG": "de_DE.UTF-8"}, "id"), ([], {"LC_ALL": "C"}, "id"),
    (["--", "--lang", "en"], {}, "id")])
def test_the_screen_language(args: list[str], env: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert Screen.of(args).lang == lang


def test_pattern_gives_the_sheets(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "pola", DESIGN)
    shell = next(s for s in found["sheets"] if s["kind"] == "shell")
    assert code == 0 and len(shell["edges"]) == 4
    assert shell["edges"][0] == pytest.approx(shell["dimensions"]["U"], abs=1e-3)
    assert shell["area_mm2"] == pytest.approx(shell["dimensions"]["U"] * shell["dimensions"]["V"], rel=1e-6)
    disc = next(s for s in found["sheets"] if s["kind"] == "baffle")
    assert disc["edges"] == [pytest.approx(3.14159265 * disc["dimensions"]["D"], rel=1e-6)]


def test_pattern_of_single_pieces_writes_its_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, found = told(capsys, "pattern", LOOSE, "-o", str(tmp_path / "pola"))
    assert code == 0 and "dxf/corong_mm.dxf" in found["files"] and "manifest.json" in found["files"]
    cone = next(s for s in found["sheets"] if s["part"] == "corong")
    assert {"R", "r", "theta_deg"} <= set(cone["dimensions"])
    arc = cone["dimensions"]["R"] * cone["dimensions"]["theta_deg"] * 3.14159265 / 180
    assert cone["edges"][0] == pytest.approx(arc, rel=1e-6)


def test_bend_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = say(capsys, "tekuk", DESIGN)
    assert code == 0 and "leher" in out and "413.8" in out
    _, found = told(capsys, "bend", DESIGN)
    assert [r["angle_deg"] for r in found["bends"]] == [None, 75.0, 40.0, 30.0, None]


def test_sound_gives_bands_and_curve(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, found = told(capsys, "suara", DESIGN, "--no-picture", "-o", str(tmp_path / "s"))
    assert code == 0 and found["files"] == ["manifest.json", "sound.csv"]
    assert len(found["sound"]["f_hz"]) == len(found["sound"]["tl_line_db"]) == 300
    code, out, _ = say(capsys, "sound", DESIGN)
    assert "Transmission loss" in out


def test_check_ends_with_the_report_s_code(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "periksa", DESIGN, "--spec", SPEC)
    assert code == found["exit_code"] == 3 and found["counts"]["GAGAL"] == 0
    code, out, _ = say(capsys, "check", DESIGN, "--spec", SPEC, "-p", "body_od_mm=110")
    assert code == 1 and "GAGAL" in out


def test_what_is_not_measured_ends_with_3_and_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "pola", DESIGN, "--ukuran", "none")
    [row] = found["measure_first"]
    assert code == 3 and row["field"] == "flens.bolt_spacing_mm" and "baut tanam" in row["how"]
    code, out, _ = say(capsys, "pattern", DESIGN, "--measurements", "none", "--lang", "en")
    assert code == 3 and "measure first" in out and "exhaust studs" in out


def test_fitments_are_listed_searched_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "motor")[1]["fitments"]) >= 3
    assert told(capsys, "motor", "cari", "vairo")[1]["fitments"][0]["id"] == "honda_vario_125"
    assert told(capsys, "fitments", "search", "beat", "honda", "110")[1]["fitments"][0]["id"] == "honda_beat_110"
    code, out, _ = say(capsys, "fitments", "show", "honda_beat_110")
    assert code == 0 and "salinan" in out and "UKUR DULU" in out


def test_schema_is_a_schema(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert told(capsys, "skema")[1]["$schema"].startswith("https://json-schema.org")
    assert say(capsys, "schema", "-o", str(tmp_path / "s.json"))[0] == 0
    assert say(capsys, "schema", "-o", str(tmp_path / "s.json"))[0] == 2


def test_doctor_looks_at_everything(capsys: pytest.CaptureFixture[str], tmp_path: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, found = told(capsys, "cek-alat")
    states = {row["name"]: row["state"] for row in found["looks"]}
    assert {"numpy", "acoustics", "fitments", "materials", "Python"} <= set(states)
    assert states["materials"] == states["Python"] == "ok" and not list(tmp_path.iterdir())


def test_new_writes_once_and_the_design_works(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    code, found = told(capsys, "baru", "--motor", "honda_beat_110", "-o", str(file))
    assert code == 0 and found["sizing"]["pipe_od_mm"] == 25.4
    assert say(capsys, "new", "--fitment", "honda_beat_110", "-o", str(file))[0] == 2
    assert say(capsys, "new", "--fitment", "yamaha_nmax_155", "-o", str(file), "--force")[0] == 0
    assert "NMAX" in file.read_text(encoding="utf-8")
    assert told(capsys, "pola", str(file))[0] == 3


def test_build_writes_its_folder_and_the_summary(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, found = told(capsys, "buat", DESIGN, "-o", str(out), "--outputs", "bom,isir,summary")
    assert code == 0 and found["files"] == ["bom.csv", "isir.csv", "manifest.json", "summary.json"]
    first = {p.name: p.read_bytes() for p in out.iterdir()}
    code, text, _ = say(capsys, "build", DESIGN, "-o", str(out), "--outputs", "summary,bom,isir", "--lang", "en")
    assert code == 0 and "displacement" in text and "MEASURE" not in text
    assert {p.name: p.read_bytes() for p in out.iterdir()} == first      # the screen's language changes no byte


def test_build_with_semicolons(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    say(capsys, "build", DESIGN, "-o", str(tmp_path / "o"), "--outputs", "bom", "--csv", "semicolon")
    assert (tmp_path / "o" / "bom.csv").read_text(encoding="utf-8").splitlines()[1].count(";") > 3
