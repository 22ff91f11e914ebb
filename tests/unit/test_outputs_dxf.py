"""DXF files read back: layers, entities, areas, units, order and bytes, in every profile."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from knalpot_cad.geometry.plane import Circle, Contour
from knalpot_cad.geometry.sheet import CUT_INNER, CUT_OUTER, LAYERS, MARK, PUNCH, REF, Sheet
from knalpot_cad.outputs.dxf import COLOURS, OUTPUT, sheet_dxf
from knalpot_cad.outputs.dxf_readback import metal_area, outlines
from knalpot_cad.outputs.output import Options
from tests.unit.test_outputs_sample import flange, plate, sample, shell

PROFILES = {"r2010": {"LWPOLYLINE", "CIRCLE"}, "arcs": {"LINE", "ARC", "CIRCLE"}, "r12": {"POLYLINE", "CIRCLE"}}
SHEETS = [shell().sheets[0], plate().sheets[0], flange().sheets[0]]


def read(sheet: Sheet, **options: Any) -> Any:
    return ezdxf.read(io.StringIO(sheet_dxf(sheet, Options(**options)).decode("ascii")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.part)
def test_profile(sheet: Sheet, profile: str) -> None:
    doc = read(sheet, dxf=profile)
    space = doc.modelspace()
    assert not doc.audit().errors
    assert {e.dxftype() for e in space} <= PROFILES[profile]
    assert {e.dxf.layer for e in space} <= set(LAYERS)
    assert metal_area(space) == pytest.approx(sheet.area_mm2, rel=1e-9)
    assert {name: doc.layers.get(name).color for name in LAYERS} == COLOURS
    if profile != "r12":
        assert doc.header["$INSUNITS"] == 4 and doc.header["$MEASUREMENT"] == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_holes_come_first_and_the_outline_last(profile: str) -> None:
    layers = [e.dxf.layer for e in read(flange().sheets[0], dxf=profile).modelspace()]
    order = [CUT_INNER, PUNCH, "BEND_UP", REF, CUT_OUTER]
    assert list(dict.fromkeys(layers)) == order
    assert layers == sorted(layers, key=order.index)


def test_holes_stay_circles() -> None:
    sheet = flange().sheets[0]
    found = outlines(read(sheet).modelspace(), (PUNCH,))
    assert [(o.x, o.y, o.radius) for _, o in found if isinstance(o, Circle)] == [(-42.5, 0, 4.25), (42.5, 0, 4.25)]


def test_lines_share_their_ends_exactly_and_arcs_to_1e_8() -> None:
    space = [e for e in read(flange().sheets[0], dxf="arcs").modelspace() if e.dxf.layer == CUT_OUTER]
    ends = []
    for e in space:
        a, b = (e.dxf.start, e.dxf.end) if e.dxftype() == "LINE" else (e.start_point, e.end_point)
        ends += [a, b]
    for p in ends:
        assert sum(p.distance(q) < 1e-8 for q in ends) == 2


@pytest.mark.parametrize("profile", PROFILES)
def test_bar_of_50_mm_below_the_part(profile: str) -> None:
    sheet = shell().sheets[0]
    found = [o for _, o in outlines(read(sheet, dxf="r12" if profile == "r12" else "r2010").modelspace(), (REF,))]
    bars = [o for o in found if isinstance(o, Contour) and abs(o.length - 50.0) < 1e-9]
    assert len(bars) == 1
    assert all(o.bounds()[3] < sheet.bounds()[1] for o in found)
    assert len(found) > 6                       # with its words


def test_marks_can_be_left_out() -> None:
    with_marks = {e.dxf.layer for e in read(shell().sheets[0]).modelspace()}
    without = {e.dxf.layer for e in read(shell().sheets[0], marks=False).modelspace()}
    assert with_marks - without == {MARK}


def test_an_open_or_strange_contour_has_no_area() -> None:
    doc = ezdxf.new()  # type: ignore[attr-defined]
    space = doc.modelspace()
    space.add_line((0, 0), (1, 0), dxfattribs={"layer": CUT_OUTER})
    space.add_line((1, 0), (1, 1), dxfattribs={"layer": CUT_OUTER})
    assert metal_area(space) != metal_area(space)
    space.add_spline([(0, 0), (1, 1), (2, 0)], dxfattribs={"layer": CUT_OUTER})
    assert metal_area(space) != metal_area(space)


def test_files_paper_templates_get_none(tmp_path: Path) -> None:
    names = OUTPUT.write(sample(), tmp_path, Options())
    assert names == ["dxf/badan_mm.dxf", "dxf/sekat_1_mm.dxf", "dxf/flens_mm.dxf", "dxf/flens_2_mm.dxf"]
    assert sorted(f"dxf/{p.name}" for p in (tmp_path / "dxf").iterdir()) == sorted(names)
    assert all(b"\r" not in (tmp_path / n).read_bytes() for n in names)
