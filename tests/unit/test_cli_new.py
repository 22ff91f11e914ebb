"""knalpot new / baru: which designs fit, a choice that is missing or wrong, what lies outside its band."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.said import say as run


def test_the_list_holds_what_fits(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "baru", "--motor", "yamaha_nmax_155", "--list", "--json")
    assert code == 0
    found = {d["id"]: d["title"] for d in json.loads(out)}
    assert found["free-flow-bulat"] == "Free-flow bulat" and len(found) >= 8
    code, out, _ = run(capsys, "new", "--lang", "en", "--fitment", "yamaha_nmax_155", "--list")
    assert code == 0 and "Free-flow, round" in out and "standar-3-ruang" in out


@pytest.mark.parametrize(("vehicle", "design", "code"), [
    ("yamaha_nmax_155", "bulat", "design-unknown"), ("toyota_avanza_13", "", "design-choose"),
    ("yamaha_rx_king", "underbelly", "design-not-for")])
def test_a_wrong_or_missing_choice_names_those_that_fit(
        capsys: pytest.CaptureFixture[str], tmp_path: Path, vehicle: str, design: str, code: str) -> None:
    more = ["--design", design] if design else []
    status, out, _ = run(capsys, "new", "--fitment", vehicle, *more, "-o", str(tmp_path / "d.yaml"), "--json")
    [fault] = json.loads(out)["faults"]
    assert status == 2 and fault["code"] == code and not (tmp_path / "d.yaml").exists()
    assert ("free-flow-bulat" in fault["fix"]) == (vehicle == "yamaha_nmax_155")


def test_what_lies_outside_its_band_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(tmp_path / "d.yaml")
    code, out, _ = run(capsys, "new", "--lang", "en", "--fitment", "yamaha_vixion", "-o", file)
    assert code == 0 and "transfer_ratio = 1.22, usually 1 to 1.2 (rule 36, M)" in out
    code, out, _ = run(capsys, "new", "--fitment", "yamaha_vixion", "-o", file, "--force", "--json")
    data = json.loads(out)
    assert data["outside"] == ["transfer_ratio"] and data["rules"]["mach"] == {"rule": "7", "trust": "D"}
