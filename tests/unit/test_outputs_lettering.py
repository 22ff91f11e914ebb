"""Single-stroke words: sizes, turns and the characters that drawings need."""

from __future__ import annotations

import math

import pytest

from knalpot_cad.geometry.lettering import GLYPHS, UNKNOWN, strokes, width


def box(lines: list[list[tuple[float, float]]]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(p for line in lines for p in line), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_every_needed_character_has_a_glyph() -> None:
    needed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,/()+:=%×Ø°→↑<> "
    assert [c for c in needed if c not in GLYPHS] == []


def test_glyphs_stay_on_their_grid_and_differ() -> None:
    codes = [code for letter, code in GLYPHS.items() if letter not in "-–"]
    assert len(codes) == len(set(codes))
    for code in GLYPHS.values():
        for stroke in code.split():
            assert len(stroke) % 2 == 0 and len(stroke) >= 4
            assert all(int(y) <= 6 for y in stroke[1::2])


@pytest.mark.parametrize("height", [2.0, 5.0])
def test_size(height: float) -> None:
    x0, y0, x1, y1 = box(strokes("HEADER", 3.0, 4.0, height))
    assert (x0, y0) == pytest.approx((3.0, 4.0))
    assert y1 - y0 == pytest.approx(height)
    assert x1 - x0 == pytest.approx(width("HEADER", height))


def test_centred_and_turned() -> None:
    x0, y0, x1, y1 = box(strokes("HIH", 10.0, 20.0, 6.0, 90.0, centred=True))
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((10.0, 20.0))
    assert y1 - y0 == pytest.approx(width("HIH", 6.0))
    assert x1 - x0 == pytest.approx(6.0)


def test_lower_case_is_drawn_as_capitals_and_unknown_as_a_box() -> None:
    assert strokes("sekat ø", 0, 0, 6) == strokes("SEKAT Ø", 0, 0, 6)
    assert GLYPHS.get("?") is None
    assert strokes("?", 0, 0, 6) == [[(float(UNKNOWN[i]), float(UNKNOWN[i + 1])) for i in range(0, len(UNKNOWN), 2)]]


def test_nothing_written_is_nothing() -> None:
    assert strokes("", 0, 0, 6) == [] and width("", 6) == 0.0
    assert math.isclose(width(" ", 6), 2.0)
