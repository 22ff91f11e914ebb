"""SVG patterns read back by the rules of SVG itself: size, layers, order, areas, and the code that a scanner reads."""

from __future__ import annotations

import io
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from knalpot_cad.geometry.sheet import LAYERS, Sheet
from knalpot_cad.outputs import qr
from knalpot_cad.outputs.output import Options
from knalpot_cad.outputs.pattern_svg import COLOURS, OUTPUT, sheet_svg
from tests.unit.test_outputs_sample import flange, plate, sample, shell

NS = "{http://www.w3.org/2000/svg}"
SHEETS = [shell().sheets[0], plate().sheets[0], flange().sheets[0]]
STEP = re.compile(r"([MLAZ])([^MLAZ]*)")


def area(element: ET.Element) -> float:
    """Signed area of a circle or path, arcs by the endpoint parametrization of SVG 1.1, F.6.5."""
    if element.tag == f"{NS}circle":
        return math.pi * float(element.get("r", "0")) ** 2
    total, x, y, start = 0.0, 0.0, 0.0, (0.0, 0.0)
    for letter, numbers in STEP.findall(element.get("d", "")):
        c = [float(v) for v in numbers.split()]
        if letter == "M":
            x, y = start = c[0], c[1]
            continue
        u, v = start if letter == "Z" else (c[-2], c[-1])
        total += (x * v - u * y) / 2
        if letter == "A":
            r, large, sweep = c[0], bool(c[3]), bool(c[4])
            half = math.asin(min(1.0, math.hypot(u - x, v - y) / 2 / r))
            turn = 2 * math.pi - 2 * half if large else 2 * half
            total += (1 if sweep else -1) * r * r * (turn - math.sin(turn)) / 2
        x, y = u, v
    return total


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.part)
def test_areas_and_order(sheet: Sheet) -> None:
    root = ET.fromstring(sheet_svg(sheet))
    groups = [g.get("id") for g in root.findall(f"{NS}g")]
    assert set(groups) <= set(LAYERS) and groups == [layer for layer in COLOURS if layer in groups]
    assert groups[-1] == "CUT_OUTER"
    found = {g.get("id"): [abs(area(e)) for e in g] for g in root.findall(f"{NS}g")}
    metal = sum(found["CUT_OUTER"]) - sum(found.get("CUT_INNER", [])) - sum(found.get("PUNCH", []))
    assert metal == pytest.approx(sheet.area_mm2, rel=1e-7)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.part)
def test_one_user_unit_is_one_millimetre(sheet: Sheet) -> None:
    root = ET.fromstring(sheet_svg(sheet))
    wide, high = (float(root.get(k, "").removesuffix("mm")) for k in ("width", "height"))
    assert root.get("viewBox") == f"0 0 {root.get('width', '')[:-2]} {root.get('height', '')[:-2]}"
    x0, y0, x1, y1 = sheet.bounds()
    assert wide >= x1 - x0 and high > y1 - y0
    ref = next(g for g in root.findall(f"{NS}g") if g.get("id") == "REF")
    numbers = [float(v) for v in re.findall(r"[\d.]+", ref[0].get("d", ""))]
    assert numbers[2] - numbers[0] == pytest.approx(50.0) and numbers[1] == numbers[3]


def test_circles_stay_circles_and_marks_can_be_left_out() -> None:
    root = ET.fromstring(sheet_svg(flange().sheets[0], marks=False))
    punch = next(g for g in root.findall(f"{NS}g") if g.get("id") == "PUNCH")
    assert [e.get("r") for e in punch] == ["4.25", "4.25"]
    assert "MARK" in sheet_svg(shell().sheets[0]) and "MARK" not in sheet_svg(shell().sheets[0], marks=False)


def test_upper_left_is_upper_left() -> None:
    """v points up on the sheet, y down on the page: the leaning arc is not mirrored."""
    sheet = flange().sheets[0]
    root = ET.fromstring(sheet_svg(sheet))
    slot = next(g for g in root.findall(f"{NS}g") if g.get("id") == "CUT_INNER")[1]
    assert area(slot) < 0 < sheet.holes[1].area          # counter-clockwise there is clockwise in y down


def test_a_scanner_reads_the_code() -> None:
    zxing = pytest.importorskip("zxingcpp")
    from PIL import Image

    words = qr.payload("contoh", "badan", "0" * 64)
    drawn = Image.open(io.BytesIO(picture(sheet_svg(plate().sheets[0], words))))
    (found,) = zxing.read_barcodes(np.asarray(drawn.convert("L")))
    assert found.text == words


def picture(svg: str) -> bytes:
    import typst

    source = "#set page(width: auto, height: auto, margin: 0mm)\n#image(bytes(sys.inputs.svg), format: \"svg\")"
    return bytes(typst.compile(source.encode(), sys_inputs={"svg": svg}, format="png", ppi=200))


def test_the_code_says_design_part_and_hash() -> None:
    assert qr.payload("a b", "sekat_1", "ff") == "knalpot:a%20b/sekat_1?sha256=ff"
    rows = qr.modules("knalpot:x/y?sha256=" + "0" * 64)
    assert len(rows) == len(rows[0]) and (len(rows) - 17) % 4 == 0
    drawn, side = qr.path("knalpot:x/y?sha256=" + "0" * 64)
    dark = sum(int(n) for n in re.findall(r"h(\d+)v1", drawn))
    assert side == len(rows) + 8 and dark == sum(map(sum, rows))


def test_files(tmp_path: Path) -> None:
    names = OUTPUT.write(sample(), tmp_path, Options())
    assert names == ["svg/badan_mm.svg", "svg/sekat_1_mm.svg", "svg/flens_mm.svg", "svg/flens_2_mm.svg"]
    assert "knalpot:contoh/flens_2?sha256=" in (tmp_path / names[3]).read_text(encoding="utf-8")
