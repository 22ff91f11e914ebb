"""Names of dimensions on paper: every word in both languages; notes of sheets speak the design's language alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.library import Library
from knalpot_cad.outputs.dimension_words import called, unit_of
from knalpot_cad.words import table

ROOT = Path(__file__).parents[2]
LIBRARY = Library.open(env={})
ENGLISH = re.compile(r"\b(seam|butt|lap|lock|blank|open|round|stagger|hole|slot|deg|wall|edge|start|end|from|to)\b")
KINDS = ("shell", "cone", "end_cap", "core", "cut_pipe", "pie_bend", "heat_shield", "transition", "flange", "tube")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_on_a_pattern_is_english(kind: str) -> None:
    built = build(load(ROOT / "docs" / "gallery" / "designs" / f"{kind}.yaml", LIBRARY), LIBRARY)
    for sheet in built.sheets:
        assert not ENGLISH.search(sheet.note), sheet.note
        for d in sheet.dimensions:
            assert not ENGLISH.search(called(d.name, "id")), d.name


def test_words_are_the_same_in_both_languages() -> None:
    assert table("id")["dimension"].keys() == table("en")["dimension"].keys()


def test_a_name_is_told_word_by_word_or_whole() -> None:
    assert called("start saw_deg", "id") == "gergaji awal" and unit_of("start saw_deg") == "°"
    assert called("ruling 30", "en") == "ruling 30" and called("kaki U", "id") == "kaki U"
    assert called("hole U", "id") == "lubang U" and unit_of("hole U") == " mm"
