"""`knalpot baru` without arguments: a talk that ends in a design which builds, or in nothing at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from knalpot_cad.built import build
from knalpot_cad.cli import UNTOLD
from knalpot_cad.design import load
from knalpot_cad.library import Library
from tests.unit.said import say

Talk = Callable[..., tuple[int, str, str]]


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Types lines at the questions, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KNALPOT_LIBRARY", raising=False)

    def typing(*answers: str, lang: str = "id") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{a}\n" for a in answers)))
        return say(capsys, "baru", "--lang", lang)
    return typing


def test_enter_all_the_way_gives_a_design_that_builds(talk: Talk) -> None:
    code, out, err = talk("", "", "", "")
    assert code == 0 and not err and "oktaf" in out
    shelf = Library.open()
    made = build(load(Path("design.yaml"), shelf), shelf)
    assert made.design.fitment == "honda_beat_110" and made.sheets
    assert f"Massa {made.mass_kg:.2f} kg" in out


def test_a_wrong_name_or_number_is_asked_again_and_a_taken_file_too(talk: Talk) -> None:
    Path("ada.yaml").write_text("punya orang", encoding="utf-8")
    code, out, err = talk("xyzzy", "nmax", "99", "free-flow-bulat", "t", "ada.yaml", "baru.yaml")
    assert code == 0 and "free-flow-bulat" in Path("baru.yaml").read_text(encoding="utf-8")
    assert Path("ada.yaml").read_text(encoding="utf-8") == "punya orang"
    assert out.count("Jenis yang mana?") == 2 and out.count("Ketik namanya") == 2
    assert "xyzzy" in err and "ada.yaml" in err


def test_what_was_measured_is_kept_and_used(talk: Talk) -> None:
    code, _, _ = talk("honda_beat_110", "1", "y", "Budi", "66.4", "", "", "210", "selesai.yaml")
    assert code == 0 and "Budi" in Path("templates/fitments/honda_beat_110.yaml").read_text(encoding="utf-8")
    shelf = Library.open()
    assert not build(load(Path("selesai.yaml"), shelf), shelf).withheld


def test_a_body_that_does_not_fit_the_measured_room_asks_for_another_kind(talk: Talk) -> None:
    code, out, err = talk("nmax", "1", "y", "Budi", "", "", "95", "", "free-flow-bulat", "t", "kecil.yaml")
    assert code == 0 and "95 mm" in err and out.count("Jenis yang mana?") == 2
    assert "body_od_mm: 95" in Path("kecil.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("answers", [("q",), ("beat", "q"), ("beat", "1", "q"), ("beat", "1", "t", "q"), ()])
def test_ended_early_nothing_is_written(talk: Talk, answers: tuple[str, ...]) -> None:
    code, out, _ = talk(*answers, lang="en")
    assert code == UNTOLD and "Nothing was written." in out
    assert not list(Path().glob("*.yaml"))
