"""The pages of the designs are complete, and say what is built now: python docs/designs_gallery.py, docs/designs.py."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.library import Library

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "designs"
NAMES = tuple(Library.open().names("designs"))
SLACK_DB, SLACK = 1.0, 0.02         # a better sound model may move a figure so far before the page is written again
LINK = re.compile(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def gallery() -> Any:
    sys.path.insert(0, str(DOCS))
    try:
        return importlib.import_module("designs_gallery")
    finally:
        sys.path.remove(str(DOCS))


def test_a_page_of_every_design_and_nothing_left_over(gallery: Any) -> None:
    assert {p.stem for p in FOLDER.glob("*.md")} == {*NAMES, "README"}
    assert {p.stem.removesuffix("-tl") for p in FOLDER.glob("*.png")} == set(NAMES)
    library = gallery.table.ExampleLibrary(Library.open().folders)
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == gallery.index(library)
    for name in ("README.md", "docs/gallery/README.md", "docs/designs.md"):
        assert "designs/README.md" in (DOCS.parent / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("page", [*NAMES, "README"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    found = [a or b for a, b in LINK.findall(text)]
    assert found and all((FOLDER / link).is_file() for link in found), found
    assert all((FOLDER / link).stat().st_size < 60_000 for link in found if link.endswith(".png"))


def same(page: str, wanted: str) -> bool:
    """The same words; numbers within SLACK, those of the loss within SLACK_DB."""
    if NUMBER.sub("#", page) != NUMBER.sub("#", wanted):
        return False
    for old, new in zip(page.splitlines(), wanted.splitlines(), strict=True):
        for a, b in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
            more = SLACK_DB if "peredam / silencer" in new else SLACK * abs(float(b)) + 0.01
            if abs(float(a) - float(b)) > more + 1e-9:
                return False
    return True


def current(gallery: Any, name: str) -> None:
    library = gallery.table.ExampleLibrary(Library.open().folders)
    one = gallery.shown(library, library.design(name))
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert same(page, gallery.page(one, gallery.nested(library, one.built))), f"python docs/designs_gallery.py {name}"


@pytest.mark.parametrize("name", ["free-flow-bulat", "mobil-pipa-depan"])
def test_a_page_is_of_today(gallery: Any, name: str) -> None:
    current(gallery, name)


def test_the_cut_runs_through_the_tubes(gallery: Any) -> None:
    """Flat through tubes that stand abreast; a turn of the reader by a quarter four times over is none."""
    library = gallery.table.ExampleLibrary(Library.open().folders)
    for name, vehicle, turn in (("mobil-belakang-3-lintas", "toyota_avanza_13", -90.0),
                                ("standar-3-ruang", "yamaha_nmax_155", 0.0)):
        built, _ = gallery.table.made(library, library.design(name), library.fitment(vehicle))
        assert gallery.cut_deg(built) == turn
    from knalpot_cad.solids.preview import preview
    parts = [p for p in built.solids if p.name.endswith(("badan", "sekat_1"))]
    pictures = [preview(parts, (120, 80), True, turn) for turn in (0.0, 90.0, 360.0)]
    assert pictures[0] == pictures[2] != pictures[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_of_today(gallery: Any, name: str) -> None:
    current(gallery, name)


@pytest.mark.slow
def test_the_table_is_of_today(gallery: Any) -> None:
    """Row by row; a band by SLACK_DB."""
    table = gallery.table
    rows, vehicle = {}, ""
    for line in (DOCS / "designs.md").read_text(encoding="utf-8").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        vehicle = line.removeprefix("## ") if line.startswith("## ") else vehicle
        if line.startswith("| ") and cells[0] in NAMES:
            rows[vehicle, cells[0]] = cells
    library = table.ExampleLibrary(Library.open().folders)
    found = {(library.fitment(r.vehicle).title, r.design): r.cells() for r in table.rows(library, list(table.SHOWN))}
    assert set(rows) == set(found)
    for key, cells in found.items():
        for column, (a, b) in enumerate(zip(rows[key], cells, strict=True)):
            if column in range(1, 8) and b != "-":
                assert abs(float(a) - float(b)) <= SLACK_DB, (key, column)
            elif column in range(8, 12) and b != "-":
                assert float(a) == pytest.approx(float(b), rel=SLACK, abs=0.1), (key, column)
            else:
                assert a == b, (key, column)
