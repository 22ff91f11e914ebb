"""What a named process can't cut is refused before anything is written, all at once; unnamed, nothing is asked."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.fault import Faults
from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.geometry.sheet import Sheet, Stroke
from knalpot_cad.library import Library
from knalpot_cad.outputs import OUTPUTS, Options
from knalpot_cad.outputs.process_check import Limit, Process, faults, fits, least_edge, least_web, process_for, smallest
from knalpot_cad.outputs.sheet_check import problems

PROCESSES = ("hand", "laser", "plasma", "punch")
SLOT = Contour((Vertex(20, 18), Vertex(40, 18, 1.0), Vertex(40, 22), Vertex(20, 22, 1.0)))
LIBRARY = Library.open(env={})
DXF = next(o for o in OUTPUTS if o.name == "dxf")


def sheet(*holes: Any, thickness: float = 1.0, material: str = "spcc", outline: Any = None) -> Sheet:
    return Sheet("x", "plate", material, thickness, outline or rectangle(0, 0, 100, 100), holes)


@pytest.mark.parametrize("name", PROCESSES)
def test_every_value_tells_its_trust(name: str) -> None:
    machine = LIBRARY.machine(name)
    assert machine.kind == name and {"id", "en"} <= set(machine.title)
    assert all(v.source and v.trust in ("secondary", "unverified") for v in machine.limits.values())
    assert machine.calibrate


def test_limits_grow_with_the_thickness_and_the_larger_one_holds() -> None:
    punch = process_for("punch", sheet(thickness=2.0), LIBRARY)
    assert punch.hole.size_mm == 2.0
    assert process_for("punch", sheet(thickness=0.6), LIBRARY).hole.size_mm == 1.0
    assert process_for("punch", sheet(thickness=2.0, material="sus304"), LIBRARY).hole.size_mm == 4.0
    assert process_for("plasma", sheet(thickness=1.0), LIBRARY).hole.size_mm == 6.0
    assert process_for("plasma", sheet(thickness=8.0), LIBRARY).hole.size_mm == 12.0
    assert "unverified" in process_for("hand", sheet(), LIBRARY).hole.source


PLASMA = Process("plasma", Limit(6.0, "a"), Limit(3.5, "b"), Limit(3.0, "c"), ((1219.0, 2438.0),))


@pytest.mark.parametrize(("holes", "codes"), [
    ((Circle(50, 50, 4),), []),
    ((Circle(50, 50, 2),), ["process-hole"]),
    ((Circle(50, 50, 4), Circle(60, 50, 4)), ["process-web"]),
    ((Circle(6, 50, 4),), ["process-edge"]),
    ((SLOT,), ["process-hole"]),
    ((Circle(5, 50, 2), Circle(10, 50, 2)), ["process-hole", "process-web"]),
    ((Circle(3.5, 50, 2), Circle(8, 50, 2)), ["process-hole", "process-web", "process-edge"]),
])
def test_all_reasons_of_a_sheet(holes: tuple[Any, ...], codes: list[str]) -> None:
    assert [f.code for f in faults(sheet(*holes), PLASMA)] == codes


def test_gaps_are_those_of_a_polygon_library() -> None:
    from shapely import Polygon
    holes = [Circle(30, 40, 5), Circle(43, 44, 6), SLOT, rectangle(60, 60, 70, 80)]
    shapes = [Polygon(h.polyline(1e-4)) for h in holes]
    gap = min(a.distance(b) for i, a in enumerate(shapes) for b in shapes[i + 1:])
    assert least_web(holes, 20.0) == pytest.approx(gap, abs=5e-3)
    assert least_web(holes, 1.0) > 1.0
    rim = Polygon(rectangle(0, 0, 100, 100).polyline())
    assert least_edge(rectangle(0, 0, 100, 100), holes) == pytest.approx(min(rim.exterior.distance(s) for s in shapes),
                                                                         abs=5e-3)
    disc = Circle(50, 50, 50)
    assert least_edge(disc, holes) == pytest.approx(
        min(Polygon(disc.polyline(1e-5)).exterior.distance(s) for s in shapes), abs=5e-3)
    assert smallest(holes) == pytest.approx(4.0, abs=0.01)


def test_a_rectangle_in_a_rectangle_turned() -> None:
    """Against turning it by small steps."""
    def turned(p: float, q: float, w: float, h: float) -> bool:
        steps = (math.radians(i / 20) for i in range(1801))
        return any(p * math.cos(a) + q * math.sin(a) <= h + 1e-9 and p * math.sin(a) + q * math.cos(a) <= w + 1e-9
                   for a in steps)
    for short, long in ((50, 1250), (100, 1240), (10, 1700), (900, 1100), (1219, 1219), (1220, 1300), (30, 2700)):
        for w, h in ((1219.0, 1219.0), (880.0, 1835.0), (1219.0, 2438.0)):
            assert fits(short, long, w, h) == turned(long, short, w, h), (short, long, w, h)


def test_too_large_a_blank_is_one_clear_fault() -> None:
    big = sheet(outline=rectangle(0, 0, 2500, 1300))
    assert [(f.code, f.values["stock"]) for f in faults(big, PLASMA)] == [("sheet-too-big", "1219 x 2438")]
    assert faults(sheet(outline=rectangle(0, 0, 2400, 1200)), PLASMA) == []


DESIGN = """design: 1
name: coba
{process}parts:
  - core: {{name: inti, od_mm: 51, length_mm: 150, thickness_mm: 1.0, perforation: {{hole_mm: 4, pitch_mm: 7}}}}
  - flange: {{name: flens, thickness_mm: 8, bore_mm: 26.2, bolt_spacing_mm: 58, bolt_hole_mm: 8.5}}
"""


def design(tmp_path: Path, process: str) -> Any:
    file = tmp_path / "coba.yaml"
    file.write_text(DESIGN.format(process=process), encoding="utf-8")
    return build(load(file, LIBRARY), LIBRARY)


@pytest.mark.parametrize("process", ["", "process: laser\n", "process: punch\n"])
def test_what_can_be_cut_is_written(process: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert len(DXF.write(design(tmp_path, process), tmp_path / "out", Options())) == 2


def test_a_perforated_core_is_no_plasma_job(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(Faults) as caught:
        DXF.write(design(tmp_path, "process: plasma\n"), tmp_path / "out", Options())
    codes = [(f.code, f.values["part"]) for f in caught.value.faults]
    assert ("process-hole", "inti") in codes and ("process-web", "inti") in codes
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(("written", "code"), [("laserr", "unknown-name"), ("brake_press", "wrong-choice")])
def test_an_unknown_process_is_refused_at_its_line(written: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        design(tmp_path, f"process: {written}\n")
    fault = caught.value.faults[0]
    assert fault.code == code and fault.where is not None and fault.where.line == 3


@pytest.mark.parametrize(("bad", "reason"), [
    (Sheet("x", "plate", "spcc", 1.0, rectangle(0, 0, 100, 100).reversed()), "clockwise"),
    (sheet(SLOT, SLOT), "hole-doubled"),
    (Sheet("x", "plate", "spcc", 1.0, rectangle(0, 0, 9, 9), strokes=(
        Stroke("ROLL", ((1, 0), (1, 9))), Stroke("ROLL", ((1, 9), (1, 0.004))))), "line-doubled"),
    (sheet(outline=Contour((Vertex(0, 0), Vertex(10, 0), Vertex(10, 0.009), Vertex(10, 10)))), "doubled-point"),
])
def test_reasons_any_process_has(bad: Sheet, reason: str) -> None:
    assert reason in problems(bad)
