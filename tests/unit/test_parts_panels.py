"""A blank divided by further seams: panels add up, neighbours share their ruling, narrow ones are refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.built import build
from knalpot_cad.cli.pattern import sheet_row
from knalpot_cad.design import load
from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.develop_panel import panels
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Ellipse, Round, Stadium
from knalpot_cad.library import Library
from knalpot_cad.outputs.output import file_names
from knalpot_cad.outputs.process_check import processed
from knalpot_cad.parts import PARTS
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.seam_joint import seam_joints
from knalpot_cad.words import render_fault

LIBRARY = Library.open(env={})
KINDS = {k.kind: k for k in PARTS}
OVAL = {"ellipse": {"width_mm": 180.0, "height_mm": 110.0}}
FOOT = {"name": "kaki", "angle_deg": 90.0, "at_mm": 20.0, "width_mm": 50.0, "length_mm": 40.0}
WALLS: dict[str, dict[str, Any]] = {
    "shell": {"od_mm": 300.0, "length_mm": 360.0, "thickness_mm": 1.0, "feet": [FOOT]},
    "cone": {"start_od_mm": 300.0, "end_od_mm": 100.0, "length_mm": 200.0, "thickness_mm": 1.2},
    "eccentric_cone": {"start_od_mm": 300.0, "end_od_mm": 160.0, "length_mm": 150.0, "offset_mm": 25.0,
                       "thickness_mm": 1.2},
    "megaphone": {"stations": [[0, 120], [100, 200], [180, 200], [300, 320]], "thickness_mm": 1.0},
    "transition": {"start": OVAL, "end": {"round": {"od_mm": 100.0}}, "x_mm": 12.0, "length_mm": 90.0,
                   "thickness_mm": 1.0},
}


def wall(kind: str, /, **seam: Any) -> Part:
    data = {"name": "contoh", "material": "spcc", **WALLS[kind], "seam": {"kind": "butt", **seam}}
    return KINDS[kind].model_validate(data, context={"names": {}})


@pytest.mark.parametrize("kind", WALLS)
def test_panels_weigh_what_the_solid_weighs(kind: str) -> None:
    """The recipe's volume is the kernel's (contract tests): all flat metal times t must be it."""
    one, three = (wall(kind, at_deg=-40.0, split_deg=s).make(Shop()) for s in ((), (200.0, 100.0)))
    assert len(three.sheets) == 3 * len(one.sheets)
    metal = math.fsum(s.mass_volume_mm3 for s in three.sheets)
    assert metal == pytest.approx(one.shape.volume_mm3, rel=1e-4)       # free curves as arcs within 0.02 mm
    assert metal == pytest.approx(math.fsum(s.mass_volume_mm3 for s in one.sheets), rel=2e-5)
    assert three.shape == one.shape and (three.roll is None or len(three.roll.panels_u_mm) == 3)


def test_every_panel_has_the_seam_on_both_edges() -> None:
    plain, lapped = (wall("shell", kind=kind, width_mm=10.0, at_deg=0.0, split_deg=[180.0]) for kind in ("butt", "lap"))
    girth = math.pi * 299.0
    for made, gain in ((plain.make(Shop()), 0.0), (lapped.make(Shop()), 10.0)):
        boxes = [s.bounds() for s in made.sheets]
        assert [b[2] - b[0] for b in boxes] == pytest.approx([girth / 2 + gain] * 2, abs=1e-9)
        assert made.roll is not None and made.roll.panels_u_mm == pytest.approx([girth / 2 + gain] * 2)
    # the foot keeps its place on the blank, on the panel where it lies
    assert [any(d.name == "kaki U" for d in s.dimensions) for s in lapped.make(Shop()).sheets] == [True, False]


def test_a_cone_divided_gives_sectors_whose_angles_add_up() -> None:
    made = wall("cone", split_deg=[90.0]).make(Shop())
    r1, r2 = 150 - 1.2 / 2 * math.hypot(200, 100) / 200, 50 - 1.2 / 2 * math.hypot(200, 100) / 200
    whole = 360.0 * (r1 - r2) / math.hypot(200.0, r1 - r2)
    angles = [{d.name: d.value_mm for d in s.dimensions}["theta_deg"] for s in made.sheets]
    assert angles == pytest.approx([whole / 4, 3 * whole / 4], abs=1e-9)


@pytest.mark.parametrize(("low", "high", "height"), [
    (Round(100), Ellipse(120, 60).moved(10, 5), 80.0), (Stadium(180, 110), Round(60).moved(8, -6), 65.0),
    (Stadium(180, 110), Stadium(180, 110), 100.0), (Round(100), Round(60), 70.0)])
def test_panels_of_any_wall_share_their_rulings(low: Any, high: Any, height: float) -> None:
    whole = Transition(low, high, height)
    found = panels(whole, [0.3, math.pi / 2, 3.7])
    for i in (0, 1):
        assert math.fsum(p.edge_lengths[i] for p in found) == pytest.approx(whole.edge_lengths[i], abs=1e-8)
    assert math.fsum(p.blank.outline().area for p in found) == pytest.approx(whole.area, rel=3e-5)
    for p, q in zip(found, [*found[1:], found[0]], strict=True):
        (_, right), (left, _) = p.blank.seams(), q.blank.seams()
        lengths = abs(right[1] - right[0]), abs(left[1] - left[0])
        assert lengths[0] == pytest.approx(lengths[1], abs=1e-9)
        space = math.dist(whole.space_at(p.last, 0.0, 0), whole.space_at(p.last, 1.0, 0))
        assert lengths[0] == pytest.approx(space, abs=1e-9)
        # a straight run on the panel is the whole wall's
        a, b = (p.flat_at((p.first + p.middle) / 2, 0.2), p.flat_at(p.middle, 0.7))
        c, d = (whole.flat_at((p.first + p.middle) / 2, 0.2), whole.flat_at(p.middle, 0.7))
        assert math.dist(a, b) == pytest.approx(math.dist(c, d), abs=1e-9)


@pytest.mark.parametrize("kind", WALLS)
def test_a_narrow_panel_is_refused(kind: str) -> None:
    codes = {code for code, _ in wall(kind, kind="lap", at_deg=-40.0, split_deg=[-38.0]).faults()}
    assert codes == {"panel-narrow"}
    assert wall(kind, at_deg=-40.0, split_deg=[-40.0]).faults()[0][0] == "panel-narrow"


def test_a_further_seam_keeps_off_the_feet() -> None:
    assert [c for c, _ in wall("shell", at_deg=-90.0, split_deg=[95.0]).faults()] == ["seam-over-foot"]


def test_every_seam_is_a_joint() -> None:
    part = wall("shell", at_deg=-90.0, split_deg=[150.0, 30.0])
    found = seam_joints(part.make(Shop()), Frame(), part)
    assert len(found) == 3 and {j.length_mm for j in found} == {360.0}


BIG = """design: 1
name: coba
parts:
  - shell: {{name: badan, od_mm: 900, length_mm: 1000, seam: {{kind: lap, at_deg: -90, split_deg: [{split}]}}}}
"""


@pytest.mark.parametrize(("split", "codes"), [("", ["sheet-too-big-unverified"]), ("90", [])])
def test_what_no_stock_sheet_holds_is_refused_without_a_process_too(split: str, codes: list[str],
                                                                    tmp_path: Path) -> None:
    file = tmp_path / "coba.yaml"
    file.write_text(BIG.format(split=split), encoding="utf-8")
    found = processed(build(load(file, LIBRARY), LIBRARY))
    assert [f.code for f in found] == codes
    for fault in found:         # the sizes of the trade are from memory, and the refusal says so
        assert "belum terbukti" in render_fault(fault, "id") and "unverified" in render_fault(fault, "en")


def test_a_size_that_somebody_measured_is_no_longer_unverified(tmp_path: Path) -> None:
    own = tmp_path / "materials"
    own.mkdir()
    written = (Path(LIBRARY.folders[0]) / "materials" / "spcc.yaml").read_text(encoding="utf-8")
    head, stock = written.split("stock:\n")
    row = "  - {form: sheet, width_mm: 1200, length_mm: 2400, trust: measured, by: bengkel, date: '2026-01-05'}\n"
    (own / "spcc.yaml").write_text(head + "stock:\n" + row + stock[stock.index("corrosion"):], encoding="utf-8")
    file = tmp_path / "coba.yaml"
    file.write_text(BIG.format(split=""), encoding="utf-8")
    library = Library.open(extra=tmp_path, env={})
    assert [f.code for f in processed(build(load(file, library), library))] == ["sheet-too-big"]


SPLIT: dict[str, dict[str, Any]] = {
    **{kind: {**data, "seam": {"kind": "butt", "at_deg": -40.0, "split_deg": [200.0]}} for kind, data in WALLS.items()},
    "heat_shield": {"over_od_mm": 200.0, "gap_mm": 12.0, "from_deg": -60.0, "to_deg": 60.0, "length_mm": 200.0,
                    "thickness_mm": 0.8, "seam": {"kind": "butt", "split_deg": [0.0]}},
    "core": {"od_mm": 120.0, "length_mm": 150.0, "thickness_mm": 1.0, "split_mm": [150.0],
             "perforation": {"hole_mm": 4.0, "pitch_mm": 24.0, "pattern": "square"}},
}
FILE = "design: 1\nname: coba\nparts:\n  - {kind}: {data}\n"


@pytest.mark.parametrize("kind", SPLIT)
def test_every_panel_has_a_name_of_its_own_everywhere(kind: str, tmp_path: Path) -> None:
    """On the sheet, engraved, in the table and the JSON of `pattern`, and as a file."""
    file = tmp_path / "coba.yaml"
    file.write_text(FILE.format(kind=kind, data=json.dumps({"name": "badan", **SPLIT[kind]})), encoding="utf-8")
    sheets = build(load(file, LIBRARY), LIBRARY).sheets
    many = 6 if kind == "megaphone" else 2
    numbers = [f"{i}-{k}" for i in (1, 2, 3) for k in (1, 2)] if kind == "megaphone" else ["1", "2"]
    assert [s.name for s in sheets] == [f"badan-{n}" for n in numbers] and len(sheets) == many
    for sheet in sheets:
        said = " ".join(t.words for t in sheet.texts)
        assert f"{sheet.name}/2".upper() in said
    rows = [sheet_row(s) for s in sheets]
    assert [r["part"] for r in rows] == [s.name for s in sheets] and {r["of"] for r in rows} == {"badan"}
    assert file_names(sheets, "_mm.dxf") == [f"{s.name}_mm.dxf" for s in sheets]
