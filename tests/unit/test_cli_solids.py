"""What the command line says about solids: schema, perforation, author, date, and a part the kernel died of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knalpot_cad.cli import run
from knalpot_cad.fault import Finding

ROOT = Path(__file__).resolve().parents[2]
DESIGN = str(ROOT / "examples" / "beat-standar" / "design.yaml")


def test_options_reach_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    args = ["build", DESIGN, "-o", str(out), "--outputs", "step", "--perforation", "none", "--step-schema", "ap242",
            "--author", "Bengkel", "--date", "2026-03-09"]
    assert run(args) == 0
    text = (out / "assembly.step").read_text(encoding="ascii")
    assert "AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF" in text
    assert "'2026-03-09T00:00:00',('Bengkel')" in text and len(text) < 300_000        # 1.5 MB with holes
    options = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["options"]
    assert (options["perforation"], options["step_schema"]) == ("none", "ap242")
    capsys.readouterr()


@pytest.mark.parametrize("wrong", [["--date", "9 Maret"], ["--date", "2026-02-30"], ["--step-schema", "ap2"],
                                   ["--perforation", "some"]])
def test_wrong_values_are_refused(wrong: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", DESIGN, "-o", str(tmp_path / "out"), *wrong, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "usage-value"
    assert not (tmp_path / "out").exists()


def test_what_the_kernel_died_of_is_said_and_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    from knalpot_cad.batch import apart

    lost = (Finding("solid-lost", "warn", {"part": "sekat_1", "how": "mati (SIGSEGV)"}, "sekat_1"),
            Finding("overlap-unanswered", "warn", {"a": "masuk", "b": "sekat_2", "how": "mati (SIGSEGV)"}))
    monkeypatch.setattr(apart.Apart, "start", lambda self: setattr(self, "process", None))
    monkeypatch.setattr(apart.Apart, "collect", lambda self, lang="id": lost)
    args = ["build", DESIGN, "-o", str(tmp_path / "out"), "--outputs", "bom,step"]
    assert run([*args, "--lang", "id"]) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "Bentuk padat sekat_1 tidak bisa dibuat" in said and "SIGSEGV" in said and "masuk dan sekat_2" in said
    figures = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["figures"]
    assert figures["withheld"] == ["sekat_1"]
    assert run([*args, "--json", "--force"]) == 3
    assert {w["code"] for w in json.loads(capsys.readouterr().out)["warnings"]} >= {"solid-lost", "overlap-unanswered"}


def test_a_catalogue_takes_the_same_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong day is refused before anything is made; good ones reach every variant's files."""
    design = tmp_path / "design.yaml"
    design.write_text("design: 1\nname: satu\nparts:\n  - tube: {name: pipa, od_mm: 30, wall_mm: 1.2, to_mm: 60}\n",
                      encoding="utf-8")
    (tmp_path / "t.csv").write_text("name,design\nsatu,design.yaml\n", encoding="utf-8")
    args = ["batch", str(tmp_path / "t.csv"), "-o", str(tmp_path / "out"), "--outputs", "step", "--author", "Budi",
            "--step-schema", "ap242", "--perforation", "none", "--json"]
    assert run([*args, "--date", "2026-02-30"]) == 2
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "usage-value"
    assert run([*args, "--date", "2026-02-28"]) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == []
    text = (tmp_path / "out" / "satu" / "assembly.step").read_text(encoding="ascii")
    assert "AP242" in text and "Budi" in text and "2026-02-28" in text
