"""The drawing says what the design is: the paper asked for, true dimensions, every part numbered and pointed at."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.built import Built, build
from knalpot_cad.design import load
from knalpot_cad.library import Library
from knalpot_cad.outputs import Options, drawing
from knalpot_cad.outputs.drafting import Pad, Place, number, spread
from knalpot_cad.outputs.drawing_sheets import FORMATS, FRAME

MM = 72 / 25.4


def page_texts(path: Path) -> tuple[str, list[tuple[float, float]]]:
    """Words of all pages, and the size of each [mm]."""
    import pypdfium2

    words, sizes = "", []
    with pypdfium2.PdfDocument(str(path)) as document:
        for page in document:
            page_words = page.get_textpage()
            words += page_words.get_text_bounded() + "\n"
            sizes.append((page.get_width() / MM, page.get_height() / MM))
            page_words.close()
            page.close()
    return words, sizes


@pytest.fixture(scope="module")
def english(library: Library, tmp_path_factory: pytest.TempPathFactory, example_folder: Path) -> Built:
    """The example in English."""
    folder = tmp_path_factory.mktemp("english")
    for name in ("design.yaml", "ukuran.yaml"):
        text = (example_folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("design: 1\n", "design: 1\nlanguage: en\n"), encoding="utf-8")
    return build(load(folder / "design.yaml", library), library)


@pytest.mark.parametrize(("paper", "wide", "high", "pages"), [("a3", 420, 297, 1), ("a4", 297, 210, 3)])
def test_the_paper_asked_for_in_both_languages(paper: Any, wide: float, high: float, pages: int, example: Built,
                                               english: Built, tmp_path: Path) -> None:
    options = Options(author="Budi", date="2026-03-01", paper=paper)
    for built, heads in ((example, ("POTONGAN A–A", "DEPAN", "proyeksi kuadran III", "Catatan", "lipat kunci")),
                         (english, ("SECTION A–A", "FRONT", "third angle", "Notes", "lock seam"))):
        assert drawing.OUTPUT.write(built, tmp_path, options) == ["drawing.pdf"]
        words, sizes = page_texts(tmp_path / "drawing.pdf")
        assert len(sizes) == pages and all(s == pytest.approx((wide, high), abs=0.1) for s in sizes)
        for wanted in (*heads, "Budi", "2026-03-01", "CONTOH-001", "Knalpot standar tiga ruang", "Ø100", "360", "240",
                       "2.259 kg", f"1 / {pages}", *(row.part for row in built.bom)):
            assert wanted in words, wanted
    plain = drawing.document(english, Options())
    assert plain["author"] == "" and plain["date"] == ""


def all_of(data: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [item for page in data["pages"] for item in page[kind]]


@pytest.mark.parametrize("paper", ["a3", "a4", "f4"])
def test_every_part_has_one_balloon_in_its_place(paper: Any, example: Built) -> None:
    """As many circles as parts, each with its number; all ink within the room of the views."""
    data, room = drawing.document(example, Options(paper=paper)), FORMATS[paper]
    texts = all_of(data, "texts")
    numbers = sorted(int(t["words"]) for t in texts if t["bold"] and re.fullmatch(r"\d+", t["words"]))
    assert numbers == list(range(1, len(example.bom) + 1))
    places = [(t["x"], t["y"]) for t in texts] + [(x, y) for line in all_of(data, "lines") for x, y in line["d"]]
    assert all(FRAME < x < room.right + 2 and FRAME < y < room.bottom + 1 for x, y in places)


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_dimensions_are_true(paper: Any, example: Built) -> None:
    """Each horizontal dimension line is as long on paper as its number over the scale says."""
    data = drawing.document(example, Options(paper=paper))
    scales = {float(data["scale"].split(":")[1]),
              *(float(m[1]) for t in all_of(data, "texts") if (m := re.search(r"1 : ([\d.]+)", t["words"])))}
    checked = 0
    for page in data["pages"]:
        words = [(t["x"], t["y"], t["words"]) for t in page["texts"] if not t["turn"]]
        for line in page["lines"]:
            (x0, y0), (x1, y1) = line["d"][0], line["d"][-1]
            if line["style"] != "thin" or len(line["d"]) != 2 or abs(y0 - y1) > 1e-9 or abs(x1 - x0) < 10:
                continue
            value = [w for x, y, w in words if abs(x - (x0 + x1) / 2) < 0.01 and abs(y - y0 + 2.1) < 0.01]
            if value:
                assert any(abs(x1 - x0) == pytest.approx(float(value[0]) / s, abs=0.1) for s in scales), value
                checked += 1
    assert checked >= 6


def test_hatching_thin_metal_and_wool() -> None:
    """Hatch lines lie in the face and are its area over the spacing; thin metal is filled, holes stay open."""
    square, hole = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)], [(5.0, 5.0), (15.0, 5.0), (15.0, 15.0),
                                                                        (5.0, 15.0)]
    pad = Pad()
    pad.cut([square, hole], 45.0, False)
    length = math.fsum(math.dist(line["d"][0], line["d"][-1]) for line in pad.lines)
    assert length == pytest.approx(300 / 1.6, rel=0.05) and not pad.fills
    assert not [line for line in pad.lines
                if 5.01 < sum(p[0] for p in line["d"]) / 2 < 14.99 and 5.01 < sum(p[1] for p in line["d"]) / 2 < 14.99]
    thin = Pad()
    thin.cut([[(0, 0), (50, 0), (50, 0.5), (0, 0.5)]], 45.0, False)
    assert len(thin.fills) == 1 and not thin.lines
    wool = Pad()
    wool.cut([square], 45.0, True)
    assert {line["style"] for line in wool.lines} == {"faint"}


def test_small_things() -> None:
    assert [number(v) for v in (360.0, 15.25, 0.04, -0.0)] == ["360", "15.2", "0", "0"]
    assert spread([1.0, 1.5, 9.0], 3.0, 0.0, 20.0) == [1.0, 4.0, 9.0]
    assert spread([18.0, 19.0, 19.5], 3.0, 0.0, 20.0) == [14.0, 17.0, 20.0]
    assert Place(10.0, 20.0, 2.0).on((4.0, 6.0)) == (12.0, 17.0)
    pad: Any = Pad()
    pad.across((0, 0), (3, 0), 5.0, "12.5")         # too narrow: arrows from outside, words beside
    assert pad.words[0]["align"] == "left" and len(pad.fills) == 2
