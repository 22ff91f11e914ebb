"""Paper patterns, measured on the rendered page: the square, edges rejoined over pages, marks that match."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.outputs.edge_labels import Label, labels, points, width
from knalpot_cad.outputs.ink import CURVE, LINE, MOVE, extent, ink, inks
from knalpot_cad.outputs.pattern_pdf import document, render
from knalpot_cad.outputs.tiles import PAPERS, plan, turned_box
from tests.unit.test_outputs_sample import SHELL_U, SHELL_V, flange, plate, sample, shell, tube

DPI = 300
PX = 25.4 / DPI


@pytest.fixture(scope="module")
def built() -> Any:
    return sample()


@pytest.fixture(scope="module", params=PAPERS)
def paper(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def data(built: Any, paper: str) -> dict[str, Any]:
    return document(built, built.sheets, PAPERS[paper])


@pytest.fixture(scope="module")
def pages(data: dict[str, Any]) -> list[np.ndarray]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(render(data))
    return [np.asarray(page.render(scale=DPI / 72).to_numpy()).min(axis=2) for page in pdf]


def runs(dark: np.ndarray) -> list[float]:
    """Middles [mm] of the dark runs along a line of pixels."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dark.astype(int), [0]))))
    return [(a + b) / 2 * PX for a, b in zip(edges[::2], edges[1::2], strict=True)]


def row(page: np.ndarray, y: float, x0: float, x1: float) -> list[float]:
    a, b = int(x0 / PX), int(x1 / PX)
    return [x + a * PX for x in runs(page[int(y / PX), a:b] < 140)]


def column(page: np.ndarray, x: float, y0: float, y1: float) -> list[float]:
    a, b = int(y0 / PX), int(y1 / PX)
    return [y + a * PX for y in runs(page[a:b, int(x / PX)] < 140)]


SIZES = {"a4": (210, 297), "f4": (215, 330), "a3": (297, 420)}       # ISO 216, and folio as it is sold in Indonesia
SHELL_PAGES = {"a4": 4, "f4": 4, "a3": 2}
FOOT = {paper: high - 62.0 for paper, (_, high) in SIZES.items()}     # where the square begins


def test_page_count_and_size(data: dict[str, Any], pages: list[np.ndarray], paper: str) -> None:
    assert len(pages) == data["total"] == 1 + SHELL_PAGES[paper] + 1 + 1 + 1 + {"a4": 2, "f4": 2, "a3": 1}[paper]
    wide, high = SIZES[paper]
    assert all(abs(p.shape[1] * PX - wide) < 0.2 and abs(p.shape[0] * PX - high) < 0.2 for p in pages)


def test_square_of_50_mm_on_every_page(pages: list[np.ndarray], paper: str) -> None:
    for page in pages:
        across, down = row(page, FOOT[paper] + 3, 5, 63), column(page, 15, FOOT[paper] - 4, FOOT[paper] + 52)
        assert across[-1] - across[0] == pytest.approx(50.0, abs=0.1)
        assert down[-1] - down[0] == pytest.approx(50.0, abs=0.1)


def test_edges_rejoined_over_pages_are_true(pages: list[np.ndarray], paper: str) -> None:
    """Left edge on the left pages, right edge on the right ones, laid together with the overlap."""
    wide, high = SIZES[paper][0] - 20.0, SIZES[paper][1] - 80.0
    left = row(pages[1], 120, 12, wide + 8)[0]
    right = row(pages[2], 120, 12, wide + 8)[-1]
    if paper == "a3":                                   # turned a quarter on two pages, whole in height
        assert right + (wide - 10) - left == pytest.approx(SHELL_V, abs=0.15)
        edges = column(pages[1], 200, 12, high + 8)
        assert edges[-1] - edges[0] == pytest.approx(SHELL_U, abs=0.15)
        return
    assert right + (wide - 10) - left == pytest.approx(SHELL_U, abs=0.15)
    top = column(pages[1], 140, 12, high + 8)[0]
    bottom = column(pages[3], 140, 12, high + 8)[-1]
    assert bottom + (high - 10) - top == pytest.approx(SHELL_V, abs=0.15)


def crosses(page: np.ndarray, x: float, y: float) -> tuple[float, float]:
    """Middle of the registration mark near x, y [mm on the page]: its arms seen left of and above its letter."""
    down, across = column(page, x - 3, y - 2, y + 2), row(page, y - 3, x - 2, x + 0.8)
    assert len(down) == len(across) == 1
    return across[0], down[0]


def test_marks_on_the_page_lie_together_when_joined(data: dict[str, Any], pages: list[np.ndarray], paper: str) -> None:
    """The same letter on two neighbours, measured in pixels: one pitch of the windows apart."""
    wide = SIZES[paper][0] - 20.0
    first, second = data["pages"][:2]
    shared = [(x, y, u, v) for x, y, letter in first["crosses"] for u, v, other in second["crosses"] if letter == other]
    assert len(shared) == 2
    for x, y, u, v in shared:
        a, b = crosses(pages[1], x + 10, y + 10), crosses(pages[2], u + 10, v + 10)
        assert a[0] - b[0] == pytest.approx(wide - 10.0, abs=0.15)
        assert a[1] == pytest.approx(b[1], abs=0.15)


def test_overlap_is_drawn_and_the_next_page_named(data: dict[str, Any], pages: list[np.ndarray], paper: str) -> None:
    wide = SIZES[paper][0] - 20.0
    strip = pages[1][int(20 / PX):int(100 / PX), :]
    inked = np.flatnonzero((strip < 200).mean(axis=0) > 0.15) * PX
    assert np.min(np.abs(inked - wide)) < 0.15          # 10 mm of rim and 10 mm of overlap cancel
    assert data["pages"][0]["next"]["right"].endswith(" 3")
    assert set(data["pages"][0]["next"]) == ({"right"} if paper == "a3" else {"right", "down"})


def test_crosses_match_on_neighbours(data: dict[str, Any]) -> None:
    shell = [page for page in data["pages"] if page["part"] == "badan"]
    everywhere = [label for page in shell for _, _, label in page["crosses"]]
    assert everywhere and all(everywhere.count(label) == 2 for label in everywhere)


def test_a_scanner_reads_the_design_from_the_page(built: Any, data: dict[str, Any], pages: list[np.ndarray]) -> None:
    """Another program decodes the code on the rendered page, on every page."""
    zxing = pytest.importorskip("zxingcpp")
    for page, entry in zip(pages, [{"part": ""}, *data["pages"]], strict=True):
        (found,) = zxing.read_barcodes(np.ascontiguousarray(page))
        assert found.text == f"knalpot:contoh/{entry['part']}?sha256={built.design.sha256}"


@pytest.mark.parametrize(("box", "columns", "rows", "turned"), [
    ((0, 0, 100, 100), 1, 1, False), ((0, 0, 188, 215), 1, 1, False), ((0, 0, 189, 100), 1, 1, True),
    ((0, 0, 215, 188), 1, 1, True), ((0, 0, 322, 400), 2, 2, False), ((-5, -700, 20, 100), 1, 4, False),
    ((0, 0, 800, 60), 1, 4, True),
])
def test_grid(box: Any, columns: int, rows: int, turned: bool) -> None:
    grid = plan(box)
    assert (grid.columns, grid.rows, grid.turned) == (columns, rows, turned)
    x0, y0, x1, y1 = turned_box(box) if turned else box
    wide, high = grid.size
    assert grid.x0 < x0 and grid.y0 < y0 and grid.x0 + wide > x1 and grid.y0 + high > y1
    assert grid.window(0, rows - 1)[:2] == pytest.approx((grid.x0, grid.y0))
    assert grid.window(columns - 1, 0)[2:] == pytest.approx((grid.x0 + wide, grid.y0 + high))


def test_arcs_become_cubics_on_the_arc() -> None:
    outline = Contour((Vertex(0, 0), Vertex(40, 0, 0.7), Vertex(40, 30), Vertex(0, 30, -0.4)))
    drawn = ink("CUT_OUTER", outline)
    last = (0.0, 0.0)
    lengths = []
    for kind, *c in drawn.commands:
        if kind == CURVE:
            t = np.linspace(0, 1, 200)[:, None]
            p0, p1, p2, p3 = (np.array(p) for p in (last, c[0:2], c[2:4], c[4:6]))
            curve = (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t**2 * p2 + t**3 * p3
            lengths.append(np.hypot(*np.diff(curve, axis=0).T).sum())
        elif kind == LINE:
            lengths.append(np.hypot(c[0] - last[0], c[1] - last[1]))
        if kind in (MOVE, LINE, CURVE):
            last = (c[-2], c[-1])
    assert sum(lengths) == pytest.approx(outline.length, rel=1e-4)


def test_turning_keeps_boxes_and_circles() -> None:
    lines = [ink("CUT_INNER", Circle(10, 5, 2)), ink("CUT_OUTER", rectangle(0, 0, 30, 20))]
    assert extent([line.turned() for line in lines]) == pytest.approx(turned_box(extent(lines)))


def test_every_style_is_known_to_the_page(built: Any) -> None:
    from pathlib import Path

    from knalpot_cad.outputs import pattern_pdf

    source = Path(pattern_pdf.__file__).with_name("patterns.typ").read_text(encoding="utf-8")
    styles = {line.style for sheet in built.sheets for line in inks(sheet)}
    assert "dashed ROLL" in styles
    assert all(f'"{style}":' in source for style in styles)


def test_words_of_a_user_are_never_source(data: dict[str, Any]) -> None:
    """A note full of markup is printed as it is."""
    import pypdfium2

    page = pypdfium2.PdfDocument(render(data))[1]
    assert "#let x = *1* $y$" in page.get_textpage().get_text_bounded()
    assert "CONTOH-001" in page.get_textpage().get_text_bounded()


# true lengths on the page ---------------------------------------------------------------------------------------------
def labelled(part: Any, **options: Any) -> tuple[list[Label], list[str], list[Any]]:
    sheet = part.sheets[0]
    lines = inks(sheet)
    grid = plan(extent(lines), PAPERS["a4"])
    lines = [line.turned() for line in lines] if grid.turned else lines
    placed, left = labels(sheet, grid.turned, lines, [grid.window(*p) for p in grid.places], [], **options)
    return placed, left, lines


@pytest.mark.parametrize(("part", "words"), [
    (shell(), ["311.02", "311.02", "360.00", "360.00"]),
    (plate(), ["3 × Ø12.00", "Ø98.00"]),
    # two straight sides of 85 tangent to half circles of radius 20: one line without a corner
    (flange(), ["2 × Ø8.50", "round 295.66", "round 33.13", "Ø26.20"]),
])
def test_every_edge_has_its_length(part: Any, words: list[str]) -> None:
    placed, left, _ = labelled(part, around="round")
    assert sorted([*(label.words for label in placed), *left]) == sorted(words)
    assert not left


@pytest.mark.parametrize("part", [shell(), plate(), flange(), tube()], ids=lambda p: p.name)
def test_labels_hit_nothing_and_each_other(part: Any) -> None:
    from shapely import LineString, Polygon
    placed, _, lines = labelled(part)
    boxes = [Polygon(label.corners()) for label in placed]
    assert placed and not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1:])
    drawn = [LineString(points(line)) for line in lines if line.style != "centre"]
    assert not any(box.intersects(line) for box in boxes for line in drawn)


def test_words_are_as_wide_as_they_are_set(data: dict[str, Any]) -> None:
    """The room a label is given, against the width of the letters on the page."""
    import pypdfium2

    page = pypdfium2.PdfDocument(render(data))[1]
    found = page.get_textpage()
    searcher = found.search("311.02")
    index, count = searcher.get_next()
    boxes = [found.get_charbox(i, loose=True) for i in range(index, index + count)]
    set_width = (max(b[2] for b in boxes) - min(b[0] for b in boxes)) * 25.4 / 72
    assert set_width <= width("311.02") + 0.05
