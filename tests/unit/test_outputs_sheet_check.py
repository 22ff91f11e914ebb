"""What a shop would suffer from is refused before anything is written."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, polygon, rectangle
from knalpot_cad.geometry.sheet import Sheet, Stroke
from knalpot_cad.outputs.sheet_check import demand_sound, problems
from tests.unit.test_outputs_sample import flange, plate, sample

SQUARE = rectangle(0, 0, 100, 100)


def sheet(outline: Outline, *holes: Outline) -> Sheet:
    return Sheet("x", "plate", "spcc", 1.0, outline, holes)


def test_sound_sheets_pass() -> None:
    demand_sound(sample().sheets, "id")


@pytest.mark.parametrize(("bad", "reason"), [
    (sheet(Circle(math.nan, 0, 5)), "not-finite"),
    (sheet(Circle(0, 0, math.inf)), "not-finite"),
    (sheet(Circle(0, 0, 0)), "no-area"),
    (sheet(Circle(0, 0, -2)), "no-area"),
    (sheet(polygon([(0, 0), (10, 0), (math.nan, 3)])), "not-finite"),
    (sheet(polygon([(0, 0), (10, 0), (10, 10)], closed=False)), "open"),
    (sheet(polygon([(0, 0), (10, 0)])), "no-area"),
    (sheet(polygon([(0, 0), (10, 0), (20, 0)])), "no-area"),
    (sheet(polygon([(0, 0), (10, 0), (10, 0), (10, 10)])), "doubled-point"),
    (sheet(polygon([(0, 0), (10, 10), (10, 0), (0, 12)])), "crossing"),
    (sheet(Contour((Vertex(0, 0, 0.9), Vertex(10, 0), Vertex(10, 1), Vertex(0, 1)))), ""),
    (sheet(Contour((Vertex(0, 0, -0.9), Vertex(10, 0), Vertex(10, 1), Vertex(0, 1)))), "crossing"),
    (sheet(SQUARE, Circle(120, 50, 5)), "hole-outside"),
    (sheet(SQUARE, Circle(98, 50, 5)), "hole-outside"),
    (sheet(Circle(0, 0, 50), Circle(46, 0, 5)), "hole-outside"),
    (sheet(SQUARE, rectangle(90, 90, 110, 95)), "hole-outside"),
    (sheet(SQUARE, Circle(50, 50, 5), Circle(50.004, 50, 5)), "hole-doubled"),
    (sheet(SQUARE, Circle(50, 50, 5), Circle(58, 50, 5)), "holes-overlap"),
    (sheet(SQUARE, Circle(50, 50, 20), Circle(50, 50, 5)), "holes-overlap"),
    (sheet(SQUARE, rectangle(10, 10, 30, 30), Circle(32, 20, 5)), "holes-overlap"),
    (sheet(SQUARE, rectangle(10, 10, 30, 30), Circle(20, 20, 2)), "holes-overlap"),
    (sheet(SQUARE, rectangle(10, 10, 30, 30), rectangle(20, 20, 40, 40)), "holes-overlap"),
    (sheet(SQUARE, Circle(50, 50, 5), Circle(60.01, 50, 5), rectangle(10, 10, 30, 30)), ""),
    (replace(sheet(SQUARE), strokes=(Stroke("CUT", ((0, 0), (1, 1))),)), "unknown-layer"),
    (replace(sheet(SQUARE), strokes=(Stroke("MARK", ((0, 0), (math.nan, 1))),)), "not-finite"),
])
def test_reasons(bad: Sheet, reason: str) -> None:
    assert problems(bad) == ([reason] if reason else [])


def test_all_parts_in_one_answer() -> None:
    bad = [replace(plate().sheets[0], part="a", outline=Circle(0, 0, 15)), flange().sheets[0],
           replace(plate().sheets[0], part="b", holes=(Circle(0, 0, 5), Circle(0, 0, 5)))]
    with pytest.raises(Faults) as caught:
        demand_sound(bad, "id")
    assert [(f.code, f.values["part"]) for f in caught.value.faults] == [("sheet-invalid", "a"), ("sheet-invalid", "b")]


def test_a_wrap_template_may_have_holes_on_its_seam() -> None:
    assert problems(replace(sheet(SQUARE, Circle(0, 50, 3)), paper_only=True)) == []
