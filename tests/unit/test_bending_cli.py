"""knalpot bend and its calibrate: pipes by XYZ and hard points, the workshop's file, tables that follow it, slips."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from knalpot_cad.cli import run
from knalpot_cad.library import Library

DESIGN = """design: 1
name: contoh
language: {language}
stock: {{tube: {{machine: bender_manual}}}}
parts:
  - pipe: {{name: leher, od_mm: 28.6, clr_mm: 43, bends: [[60, 0, 75], [110, 90, 40], [55, -45, 30]], end_mm: 80}}
  - pipe: {{name: titik, od_mm: 28.6, clr_mm: 60,
           points_mm: [[0, 0, 0], [0, 0, 114.641], [103.4847, 0, 174.3879], [159.1676, 64.2971, 206.5365],
                       [206.3030, 147.1512, 194.5268]]}}
  - pipe:
      name: lewat
      od_mm: 28.6
      clr_mm: 43
      through: {{points_mm: [[0, 0, 0], [60, 20, 150], [0, 120, 280]], start_mm: 40}}
"""


def knalpot(capsys, *args: object) -> tuple[int, str, str]:
    code = run([str(a) for a in args])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def design(tmp_path: Path) -> Path:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN.format(language="id"), encoding="utf-8")
    (tmp_path / "own").mkdir()
    return file


def calibrate(capsys, folder: Path, *more: object) -> tuple[int, str, str]:
    return knalpot(capsys, "bend", "calibrate", "bender_manual", "--material", "stkm11a", "--od", "28.6", "--wall",
                   "1.2", "--die", "43", "--by", "Budi", "--date", "2026-01-31", "--library", folder, *more)


def test_xyz_and_hard_points_become_lra(design, capsys):
    code, out, _ = knalpot(capsys, "bend", design, "--json")
    data = json.loads(out)
    assert code == 0 and data["exit_code"] == 0
    rows = {p: [r for r in data["bends"] if r["part"] == p] for p in ("leher", "titik", "lewat")}
    # the reference route R26 written as its intersection points, four decimals
    lra = [(r["straight_mm"], r["rotation_deg"], r["angle_deg"]) for r in rows["titik"][1:4]]
    for got, wanted in zip(lra, [(80, 0, 60), (60, 90, 45), (50, -45, 30)], strict=True):
        assert got == pytest.approx(wanted, abs=2e-3)
    assert rows["titik"][0]["cut_length_mm"] == pytest.approx(411.3717, abs=1e-3)
    assert rows["lewat"][1]["straight_mm"] == pytest.approx(40)
    assert [rows["lewat"][-1][k] for k in ("x_mm", "y_mm", "z_mm")] == pytest.approx([0, 120, 280])
    assert all(p["state"] == "nominal" and p["can_be_bent"] for p in data["pipes"])
    assert {"bend-nominal", "bend-dies-unknown"} <= {w["code"] for w in data["warnings"]}


def test_test_bends_go_into_the_workshop_s_file_and_into_the_table(design, capsys):
    own = design.parent / "own"
    code, out, _ = calibrate(capsys, own, "--test", "20:18.6", "--test", "120:116,6", "--model", "linear",
                             "--limit", "mid_clamp_mm=50", "--json")
    data = json.loads(out)
    assert code == 0 and data["calibration"]["springback_20_deg"] == pytest.approx(1.4)
    machine = Library.open(own).machine("bender_manual")
    assert machine.limit("mid_clamp_mm") == 50 and machine.limits["mid_clamp_mm"].by == "Budi"
    assert [(d["od_mm"].number, d["clr_mm"].number) for d in machine.dies] == [(28.6, 43.0)]
    again = calibrate(capsys, own, "--test", "90:87.2")
    assert again[0] == 0 and "old-1" in again[1]
    assert [t.set_deg for t in Library.open(own).machine("bender_manual").calibrations[0].tests] == [20, 90, 120]
    folder = design.parent / "out"
    code, out, _ = knalpot(capsys, "bend", design, "--library", own, "-o", folder, "--json")
    assert code == 1        # the only die has CLR 43, and titik asks for 60
    assert {(w["part"], w["code"]) for w in json.loads(out)["warnings"] if w["verdict"] == "fail"} == {
        ("titik", "bend-no-die")}
    with (folder / "bends.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["part"] == "leher"]
    assert [r["note"] for r in rows] == ["start", "calibrated", "calibrated", "calibrated", "end"]
    assert float(rows[1]["set_angle_deg"]) > 75 and rows[1]["machine"] == "bender_manual"
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"bends.csv", "bends.pdf", "marking.pdf", "ybc/leher.csv", "ybc/titik.csv", "tubes.csv"} <= names
    ybc = (folder / "ybc" / "leher.csv").read_text(encoding="utf-8").splitlines()
    assert ybc[0].startswith("step,Y_mm,B_deg,C_deg") and ybc[2].split(",")[1:3] == ["110.000", "90.000"]
    with (folder / "tubes.csv").open(encoding="utf-8") as file:
        assert {r["part"]: r["length"] for r in csv.DictReader(file)}["titik"] == "nominal"


@pytest.mark.parametrize(("more", "codes"), [
    (["--test", "20:38"], {"calibrate-angles"}),
    (["--test", "a:b", "--limit", "foo=3"], {"calibrate-piece", "unknown-key"}),
    (["--limit", "mark=middle", "--limit", "bed_mm=x"], {"wrong-choice", "measure-number"}), ([], {"usage-missing"}),
    (["--limit", "bed"], {"usage-parameter"}), (["--test", "90:87", "--model", "linear"], {"calibrate-two"})])
def test_everything_wrong_is_told_and_nothing_is_written(design, capsys, more, codes):
    own = design.parent / "own"
    code, out, _ = calibrate(capsys, own, *more, "--json")
    assert code == 2 and {f["code"] for f in json.loads(out)["faults"]} == codes
    assert list(own.iterdir()) == []


def test_the_installation_and_other_machines_are_left_alone(capsys, tmp_path):
    from knalpot_cad.places import templates_root
    code, out, _ = knalpot(capsys, "bend", "calibrate", "roll_3", "--limit", "bed_mm=4", "--by", "Budi", "--json")
    assert code == 2 and json.loads(out)["faults"][0]["code"] == "calibrate-machine"
    before = sorted(p.name for p in (templates_root() / "machines").iterdir())
    code, out, _ = calibrate(capsys, templates_root(), "--test", "90:87", "--json")
    assert code == 2 and json.loads(out)["faults"][0]["code"] == "measure-inside"
    assert sorted(p.name for p in (templates_root() / "machines").iterdir()) == before


@pytest.mark.parametrize(("old", "new", "codes"), [
    ("machine: bender_manual", "machine: roll_3", {"wrong-choice"}),
    ("machine: bender_manual", "machine: bendr_manual", {"unknown-name"}),
    ("clr_mm: 60,", "clr_mm: 60, bends: [[1, 0, 3]],", {"one-of"}),
    ("[0, 0, 114.641]", "[0, 0, 0]", {"points-same"}), ("[103.4847, 0, 174.3879]", "[0, 0, 10]", {"points-back"}),
    ("[103.4847, 0, 174.3879]", "[3, 0, 120]", {"route-short"}),
    ("[[0, 0, 0], [60, 20, 150], [0, 120, 280]]", "[[0, 0, 0], [9, 0, 5], [0, 0, 9]]", {"route-none", "route-short"}),
    ("start_mm: 40", "start_mm: 40, end_along_mm: [0, 0, 0]", {"out-of-range"})])
def test_what_is_wrong_in_a_design_is_told_at_its_place(design, capsys, old, new, codes):
    text = DESIGN.format(language="id")
    assert old in text
    design.write_text(text.replace(old, new), encoding="utf-8")
    code, out, _ = knalpot(capsys, "bend", design, "--json")
    faults = json.loads(out)["faults"]
    assert code == 2 and {f["code"] for f in faults} & codes == {f["code"] for f in faults}
    assert all(f["line"] for f in faults)


def test_open_points_withhold_the_pipe(design, capsys):
    text = DESIGN.format(language="en")
    design.write_text(text.replace("[60, 20, 150]", "[ask, 20, 150]"), encoding="utf-8")
    code, out, _ = knalpot(capsys, "bend", design, "--json")
    data = json.loads(out)
    assert code == 3 and {r["part"] for r in data["bends"]} == {"leher", "titik"}


def test_a_machine_s_clamps_are_the_least_straights_of_hard_points(design, capsys):
    own = design.parent / "own"
    design.write_text(DESIGN.format(language="id").replace(", start_mm: 40", ""), encoding="utf-8")
    assert calibrate(capsys, own, "--limit", "start_clamp_mm=66")[0] == 0
    _, out, _ = knalpot(capsys, "bend", design, "--library", own, "--json")
    rows = [r for r in json.loads(out)["bends"] if r["part"] == "lewat"]
    assert rows[1]["straight_mm"] == pytest.approx(66)


def test_the_sheets_exist_in_both_languages_and_are_the_same_twice(design, tmp_path, capsys):
    pdfium = pytest.importorskip("pypdfium2")
    seen = {}
    for language, word in (("id", "titik potong"), ("en", "intersection points")):
        design.write_text(DESIGN.format(language=language), encoding="utf-8")
        for n in (1, 2):
            out = tmp_path / f"{language}{n}"
            assert knalpot(capsys, "bend", design, "-o", out)[0] == 0
            seen[language, n] = [(out / f).read_bytes() for f in ("bends.pdf", "marking.pdf", "bends.csv")]
        document = pdfium.PdfDocument(seen[language, 1][0])
        assert len(document) == 3
        assert word in document[0].get_textpage().get_text_range()
        assert seen[language, 1] == seen[language, 2]


def test_help_names_both_verbs():
    from knalpot_cad.cli.bend import VERB
    from knalpot_cad.cli.screen import Screen
    text = CliRunner().invoke(VERB, ["--help"], obj=Screen("en")).output
    assert "calibrate" in text and "table" in text


TIGHT = """design: 1
name: rapat
language: en
parts:
  - pipe: {name: leher, od_mm: 38.1, wall_mm: 1.2, clr_mm: 30, bends: [[60, 0, 75], [50, 90, 40]], end_mm: 80,
           material: stkm11a, machine: bender_mandrel}
"""


def test_a_pipe_that_cannot_be_bent_ends_with_1_and_offers_pie_cuts_that_can_be_made(capsys, tmp_path):
    """STKM11A stands 35 %, the back of this bend stretches 38.1 / 60 = 63.5 %."""
    file = tmp_path / "design.yaml"
    file.write_text(TIGHT, encoding="utf-8")
    code, out, _ = knalpot(capsys, "bend", file, "--json")
    data = json.loads(out)
    assert code == data["exit_code"] == 1 and not data["pipes"][0]["can_be_bent"]
    assert [w["code"] for w in data["warnings"] if w["verdict"] == "fail"] == ["bend-tears"]
    code, out, _ = knalpot(capsys, "bend", file, "--lang", "en")
    offered = [line.strip() for line in out.splitlines() if line.strip().startswith("- pie_bend:")]
    assert code == 1 and "CANNOT be bent on bender_mandrel" in out and "CANNOT BE MADE: leher" in out
    assert [f"leher_pai_{i}" in line for i, line in enumerate(offered, 1)] == [True, True]
    head = TIGHT[:TIGHT.index("  - pipe:")]
    file.write_text(head + "".join(f"  {line}\n" for line in offered), encoding="utf-8")
    code, out, _ = knalpot(capsys, "build", file, "-o", tmp_path / "out", "--outputs", "bom,dxf,patterns,rolls,summary",
                           "--json")
    assert code == 0 and {"bom.csv", "patterns.pdf"} <= set(json.loads(out)["files"])


def test_no_pie_cuts_where_their_throat_would_vanish(capsys, tmp_path):
    file = tmp_path / "design.yaml"
    file.write_text(TIGHT.replace("clr_mm: 30", "clr_mm: 20"), encoding="utf-8")
    code, out, _ = knalpot(capsys, "bend", file, "--lang", "en")
    assert code == 1 and "Nor can it be pie cuts" in out and "pie_bend" not in out
