"""CSV tables and the summary: what a workshop reads out of them."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from knalpot_cad.outputs import bends, bom, chart, isir, rolls, sound_csv, step, summary, tubes, welds
from knalpot_cad.outputs.output import Options, Output
from tests.unit.test_outputs_sample import pipe, sample


def table(output: Output, folder: Path, style: Literal["comma", "semicolon"] = "comma") -> list[dict[str, str]]:
    (name,) = output.write(sample(), folder, Options(csv=style))
    text = (folder / name).read_text(encoding="utf-8-sig")
    delimiter = ";" if style == "semicolon" else ","
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def test_bends_hold_lra_and_xyz(tmp_path: Path) -> None:
    rows = table(bends.OUTPUT, tmp_path)
    made = pipe().pipe
    assert made is not None
    assert [r["step"] for r in rows] == ["0", "1", "2", "3", "4"]
    assert [r["note"] for r in rows] == ["start", "nominal", "nominal", "nominal", "end"]
    assert [float(r["straight_mm"]) for r in rows[1:]] == [60, 110, 55, 80]
    points = [(float(r["x_mm"]), float(r["y_mm"]), float(r["z_mm"])) for r in rows]
    again = made.route.from_vertices(points, made.route.clr_mm)
    assert [b.angle_deg for b in again.bends] == pytest.approx([75, 40, 30], abs=1e-2)
    assert [b.rotation_deg for b in again.bends[1:]] == pytest.approx([90, -45], abs=1e-2)
    assert again.length_mm == pytest.approx(float(rows[0]["cut_length_mm"]), abs=0.01)
    straights = sum(float(r["straight_mm"] or 0) for r in rows)
    arcs = sum(math.radians(float(r["angle_deg"])) * float(r["clr_mm"]) for r in rows[1:4])
    assert straights + arcs == pytest.approx(float(rows[0]["cut_length_mm"]), abs=2e-3)


def test_tubes(tmp_path: Path) -> None:
    straight, bent = table(tubes.OUTPUT, tmp_path)
    assert (straight["part"], straight["cut_length_mm"], straight["holes"], straight["template"]) == \
        ("masuk", "300.000", "96", "patterns.pdf")
    assert (bent["part"], bent["cut_length_mm"], bent["template"]) == ("leher", "413.821", "")


def test_rolls(tmp_path: Path) -> None:
    (only,) = table(rolls.OUTPUT, tmp_path)
    assert (only["part"], only["kind"]) == ("badan", "cylinder")
    assert (only["outer_mm"], only["outer_end_mm"]) == ("100.000", "100.000")
    assert float(only["area_mm2"]) == pytest.approx(float(only["blank_u_mm"]) * float(only["blank_v_mm"]), abs=0.5)


def test_bom_ends_with_the_whole(tmp_path: Path) -> None:
    *parts, weld, total = table(bom.OUTPUT, tmp_path)
    assert total["part"] == "TOTAL"
    assert (weld["part"], weld["count"], weld["length_mm"]) == ("WELD", "1", "307.9")
    assert sum(float(r["total_kg"]) for r in parts) == pytest.approx(float(total["total_kg"]), abs=5e-4)
    assert int(total["count"]) == sum(int(r["count"]) for r in parts) == 6


def test_isir_has_the_tolerance_of_the_process(tmp_path: Path) -> None:
    rows = {(r["part"], r["characteristic"]): r for r in table(isir.OUTPUT, tmp_path)}
    outside = rows["badan", "od_mm"]
    assert (outside["tol_minus"], outside["tol_plus"], outside["class"]) == ("-1.500", "1.500", "critical")
    hole = rows["sekat_1", "hole.t0.diameter_mm"]
    assert (hole["nominal"], hole["tol_minus"], hole["tol_plus"]) == ("12.000", "-0.500", "0.500")
    assert rows["masuk", "length_mm"]["tol_plus"] == "0.500"
    assert rows["sekat_1", "thickness_mm"]["tol_plus"] == ""
    assert [r["balloon_no"] for r in rows.values()] == [str(i + 1) for i in range(len(rows))]


def test_sound(tmp_path: Path) -> None:
    rows = table(sound_csv.OUTPUT, tmp_path)
    assert len(rows) == 300
    assert {r["valid"] for r in rows if float(r["f_hz"]) < 1800} == {"1"}
    assert {r["valid"] for r in rows if float(r["f_hz"]) >= 1800} == {"0"}


def test_semicolon(tmp_path: Path) -> None:
    rows = table(tubes.OUTPUT, tmp_path, "semicolon")
    assert rows[1]["cut_length_mm"] == "413,821"


def test_summary(tmp_path: Path) -> None:
    assert summary.OUTPUT.write(sample(), tmp_path, Options()) == ["summary.json"]
    data = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert data["design"]["name"] == "contoh"
    assert data["withheld"] == [{"name": "ujung", "kind": "pipe", "measure": ["ujung.od_mm"]}]
    assert data["summary"]["volume_ratio"] is None
    assert data["sound"]["bands"][1]["tl_silencer_db"] == 20.04


def test_a_design_without_such_things_gets_no_file(tmp_path: Path) -> None:
    nothing: Any = SimpleNamespace(parts=(), bend_plans=(), roll_plans=(), sheets=(), solids=(), baked=(),
                                   joints=(), bom=(), quantities={}, sound=None)
    for module in (bends, tubes, rolls, bom, isir, sound_csv, chart, step, welds):
        assert module.OUTPUT.write(nothing, tmp_path, Options()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_chart_is_a_picture_of_1600_by_900(language: str, tmp_path: Path) -> None:
    from PIL import Image

    assert chart.OUTPUT.write(sample(language), tmp_path, Options()) == ["sound.png"]
    with Image.open(tmp_path / "sound.png") as picture:
        assert picture.size == (1600, 900)
        assert "Software" not in picture.info
