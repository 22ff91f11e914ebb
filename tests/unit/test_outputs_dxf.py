"""DXF files read back: layers, entities, areas, units, order and bytes, in every profile."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path
from typing import Any

import pytest
from ezdxf import filemanagement

from knalpot_cad.geometry.plane import Circle, Contour
from knalpot_cad.geometry.sheet import CUT_INNER, CUT_OUTER, LAYERS, MARK, PUNCH, REF, Sheet
from knalpot_cad.outputs.dxf import COLOURS, OUTPUT, sheet_dxf
from knalpot_cad.outputs.dxf_readback import metal_area, outlines
from knalpot_cad.outputs.output import Options
from tests.unit.test_outputs_sample import flange, plate, sample, shell

PROFILES = {"r2010": {"LWPOLYLINE", "CIRCLE"}, "arcs": {"LINE", "ARC", "CIRCLE"}, "r12": {"POLYLINE", "CIRCLE"}}
SHEETS = [shell().sheets[0], plate().sheets[0], flange().sheets[0]]


def content(sheet: Sheet, **options: Any) -> str:
    return sheet_dxf(sheet, Options(**options)).decode("ascii")


def read(sheet: Sheet, **options: Any) -> Any:
    return filemanagement.read(io.StringIO(content(sheet, **options)))


def written(doc: Any) -> str:
    stream = io.StringIO()
    doc.write(stream)
    return stream.getvalue()


def area_by_ezdxf(space: Any, layer: str) -> float:
    """Area inside the outlines of a layer as ezdxf and shapely see them: flattened, and lines and arcs joined."""
    from ezdxf.path import make_path
    from shapely import Polygon, set_precision, union_all
    from shapely.geometry import LineString
    from shapely.ops import polygonize

    total, loose = 0.0, []
    for e in space:
        if e.dxf.layer == layer and e.dxftype() == "CIRCLE":
            total += math.pi * e.dxf.radius**2
        elif e.dxf.layer == layer:
            points = [(p.x, p.y) for p in make_path(e).flattening(1e-4)]
            if e.dxftype() in ("LINE", "ARC"):
                loose.append(LineString(points))
            else:
                total += Polygon(points).area
    return total + sum(p.area for p in polygonize(set_precision(union_all(loose), 1e-6))) if loose else total


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.part)
def test_profile(sheet: Sheet, profile: str) -> None:
    doc = read(sheet, dxf=profile)
    space = doc.modelspace()
    assert not doc.audit().errors
    assert {e.dxftype() for e in space} <= PROFILES[profile]
    assert {e.dxf.layer for e in space} <= set(LAYERS)
    assert metal_area(content(sheet, dxf=profile)) == pytest.approx(sheet.area_mm2, rel=1e-9)
    metal = area_by_ezdxf(space, CUT_OUTER) - area_by_ezdxf(space, CUT_INNER) - area_by_ezdxf(space, PUNCH)
    assert metal == pytest.approx(sheet.area_mm2, rel=2e-4)      # ezdxf makes cubics of arcs, 3e-4 of the radius off
    assert {name: doc.layers.get(name).color for name in LAYERS} == COLOURS
    if profile != "r12":
        assert doc.header["$INSUNITS"] == 4 and doc.header["$MEASUREMENT"] == 1


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.part)
def test_handles_are_unique_and_the_extent_is_that_of_the_drawing(sheet: Sheet, profile: str) -> None:
    from ezdxf import bbox

    raw = content(sheet, dxf=profile)
    handles = re.findall(r"^  5\n([0-9A-F]+)$", raw, re.M)
    seed, rest = int(handles[0], 16), handles[1:]           # the header's own is the next free one
    assert len(set(rest)) == len(rest) and max(int(h, 16) for h in rest) < seed
    doc = read(sheet, dxf=profile)
    box = bbox.extents(doc.modelspace())
    for key, corner in (("$EXTMIN", box.extmin), ("$EXTMAX", box.extmax)):
        assert tuple(doc.header[key])[:2] == pytest.approx((corner.x, corner.y), abs=1e-6)
    assert not re.search(r"7000\d\.5", raw)


@pytest.mark.parametrize("profile", PROFILES)
def test_holes_come_first_and_the_outline_last(profile: str) -> None:
    layers = [e.dxf.layer for e in read(flange().sheets[0], dxf=profile).modelspace()]
    order = [CUT_INNER, PUNCH, "BEND_UP", REF, CUT_OUTER]
    assert list(dict.fromkeys(layers)) == order
    assert layers == sorted(layers, key=order.index)


def test_holes_stay_circles() -> None:
    sheet = flange().sheets[0]
    found = outlines(content(sheet), (PUNCH,))
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
    found = [o for _, o in outlines(content(sheet, dxf="r12" if profile == "r12" else "r2010"), (REF,))]
    bars = [o for o in found if isinstance(o, Contour) and abs(o.length - 50.0) < 1e-9]
    assert len(bars) == 1
    assert all(o.bounds()[3] < sheet.bounds()[1] for o in found)
    assert len(found) > 6                       # with its words


def test_marks_can_be_left_out() -> None:
    with_marks = {e.dxf.layer for e in read(shell().sheets[0]).modelspace()}
    without = {e.dxf.layer for e in read(shell().sheets[0], marks=False).modelspace()}
    assert with_marks - without == {MARK}


def test_an_open_or_strange_contour_has_no_area() -> None:
    doc = filemanagement.new()
    space = doc.modelspace()
    space.add_line((0, 0), (1, 0), dxfattribs={"layer": CUT_OUTER})
    space.add_line((1, 0), (1, 1), dxfattribs={"layer": CUT_OUTER})
    assert math.isnan(metal_area(written(doc)))
    space.add_spline([(0, 0), (1, 1), (2, 0)], dxfattribs={"layer": CUT_OUTER})
    assert math.isnan(metal_area(written(doc)))


def test_a_file_without_area_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from knalpot_cad.fault import Faults
    from knalpot_cad.outputs import dxf

    monkeypatch.setattr(dxf, "metal_area", lambda content: math.nan)
    monkeypatch.setattr(dxf, "drawn", dxf.drawn.__wrapped__)        # nothing remembered
    with pytest.raises(Faults):
        sheet_dxf(plate().sheets[0], Options())


def test_files_paper_templates_get_none(tmp_path: Path) -> None:
    names = OUTPUT.write(sample(), tmp_path, Options())
    assert names == ["dxf/badan_mm.dxf", "dxf/sekat_1_mm.dxf", "dxf/flens_mm.dxf", "dxf/flens_2_mm.dxf"]
    assert sorted(f"dxf/{p.name}" for p in (tmp_path / "dxf").iterdir()) == sorted(names)
    assert all(b"\r" not in (tmp_path / n).read_bytes() for n in names)
