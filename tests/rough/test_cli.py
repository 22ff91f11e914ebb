"""Wrong commands and bad days at the screen: words, exit code 2, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knalpot_cad.cli import run

ROOT = Path(__file__).resolve().parents[2]
DESIGN = str(ROOT / "examples" / "beat-standar" / "design.yaml")
pytestmark = pytest.mark.usefixtures("remembered")


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """The code of the first fault, as JSON; for a person it is said on stderr and nothing on stdout."""
    assert run([*args, "--json"]) == 2
    found = json.loads(capsys.readouterr().out)["faults"]
    assert all(set(f) == {"code", "file", "line", "column", "what", "why", "fix"} for f in found)
    for lang in ("id", "en"):
        assert run([*args, "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert not out and "Traceback" not in err and "fault." not in err and len(err.splitlines()) >= 3
    return str(found[0]["code"])


@pytest.mark.parametrize(("args", "code"), [
    (["biuld"], "usage-verb"), (["build"], "usage-missing"), (["build", "--nope"], "usage-option"),
    (["build", DESIGN, "--csv", "x"], "usage-value"), (["build", DESIGN, "extra"], "usage-extra"),
    (["build", DESIGN, "-p", "body"], "usage-parameter"), (["build", DESIGN, "-p", "=3"], "usage-parameter"),
    (["build", DESIGN, "-p", "bodi_od_mm=3"], "parameter-unknown"),
    (["build", DESIGN, "--outputs", "foo"], "wrong-choice"),
    (["pattern", DESIGN, "-p", "body_od_mm=import os"], "formula-syntax"),
    (["pattern", DESIGN, "-p", "body_od_mm=1e999"], "not-finite"),
    (["pattern", "no-such.yaml"], "cannot-read"), (["pattern", str(ROOT)], "cannot-read"),
    (["pattern", DESIGN, "--library", "no-such"], "cannot-read"),
    (["pattern", DESIGN, "--motor", "honda_bet"], "unknown-fitment"),
    (["new", "--fitment", "x"], "unknown-fitment"), (["batch", "no-such.csv", "-o", "x"], "cannot-read"),
    (["fitments", "serch", "a"], "usage-verb"), (["check", DESIGN, "--spec", "no-such.yaml"], "cannot-read")])
def test_a_wrong_command_is_refused_in_words(args: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = refused(capsys, *args)
    assert found == code or (code == "not-finite" and "finite" in found)


def test_another_command_s_folder_is_not_replaced(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    assert run(["build", DESIGN, "-o", out, "--outputs", "bom,bends"]) == 0
    capsys.readouterr()
    assert refused(capsys, "bend", DESIGN, "-o", out) == "output-of-another"
    assert run(["bend", DESIGN, "-o", out, "--force"]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "bends.csv", "bends.pdf", "manifest.json", "marking.pdf", "tubes.csv", "ybc"]


def test_an_edited_folder_is_kept_aside_with_force(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = ["build", DESIGN, "-o", str(out), "--outputs", "bom"]
    assert run(args) == 0
    (out / "note.txt").write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert refused(capsys, *args) == "output-edited"
    assert run([*args, "--force"]) == 0
    assert (tmp_path / "out.old-1" / "note.txt").read_text(encoding="utf-8") == "mine"


def test_a_fault_leaves_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", DESIGN, "-o", str(tmp_path / "out"), "-p", "body_length_mm=30"]) == 2
    assert not list(tmp_path.iterdir())


def test_an_error_inside_is_one_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from knalpot_cad import batch

    def broken(self: object) -> object:
        raise ZeroDivisionError("a\nb")
    monkeypatch.setattr(batch.Job, "built", broken)
    monkeypatch.delenv("KNALPOT_DEBUG", raising=False)
    assert refused(capsys, "pattern", DESIGN) == "unexpected"
    monkeypatch.setenv("KNALPOT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["pattern", DESIGN])


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-m", "knalpot_cad", "schema"], cwd=ROOT, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(60) == 0
    with process.stderr as stream:
        assert b"Traceback" not in stream.read()


def test_a_killed_build_leaves_the_old_result_or_the_new_one(tmp_path: Path) -> None:
    from knalpot_cad.publish import edited
    out = tmp_path / "out"
    command = [sys.executable, "-m", "knalpot_cad", "build", DESIGN, "-o", str(out), "--outputs", "bom,dxf,summary"]
    where = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    assert subprocess.run(command, **where, capture_output=True, check=False).returncode == 0
    for delay in (0.4, 0.7, 0.9):
        process = subprocess.Popen([*command, "-p", f"body_od_mm={100 + delay}"], **where, stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait(30)
        whole = [p for p in (out, *tmp_path.glob(".out.old-*")) if p.is_dir() and not edited(p)]
        assert whole
    assert subprocess.run(command, **where, capture_output=True, check=False).returncode == 0
    assert not edited(out) and {p.name for p in tmp_path.iterdir()} <= {"out", ".out.lock"}


def test_solids_that_crash_are_a_fault(tmp_path: Path) -> None:
    from knalpot_cad.batch import Job
    from knalpot_cad.batch.apart import Apart
    from knalpot_cad.fault import Faults
    with pytest.raises(Faults) as error, Apart(Job(Path(DESIGN)), tmp_path, ("step",)) as apart:
        apart.process.kill()
        apart.collect()
    assert error.value.faults[0].code == "solids-crashed"


def test_faults_of_the_other_process_come_back(tmp_path: Path) -> None:
    from knalpot_cad.batch import Job
    from knalpot_cad.batch.apart import Apart
    from knalpot_cad.fault import Faults
    job = Job(Path(DESIGN), (("body_length_mm", "30"),))
    with pytest.raises(Faults) as error, Apart(job, tmp_path, ("bom",)) as apart:
        apart.collect()
    assert {f.code for f in error.value.faults} >= {"plates-overlap"}
