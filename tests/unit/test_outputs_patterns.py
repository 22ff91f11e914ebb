"""Paper patterns, measured on the rendered page: the square, edges rejoined over pages, marks that match."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.outputs.ink import CURVE, LINE, MOVE, extent, ink, inks
from knalpot_cad.outputs.pattern_pdf import document, render
from knalpot_cad.outputs.tiles import OVERLAP, WINDOW_H, WINDOW_W, plan, turned_box
from tests.unit.test_outputs_sample import SHELL_U, SHELL_V, sample

DPI = 300
PX = 25.4 / DPI


@pytest.fixture(scope="module")
def built() -> Any:
    return sample()


@pytest.fixture(scope="module")
def data(built: Any) -> dict[str, Any]:
    return document(built, built.sheets)


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


def test_page_count_and_size(data: dict[str, Any], pages: list[np.ndarray]) -> None:
    assert len(pages) == data["total"] == 1 + 4 + 1 + 1 + 1 + 2
    assert all(abs(p.shape[1] * PX - 210) < 0.2 and abs(p.shape[0] * PX - 297) < 0.2 for p in pages)


def test_square_of_50_mm_on_every_page(pages: list[np.ndarray]) -> None:
    for page in pages:
        across, down = row(page, 240, 5, 63), column(page, 15, 231, 287)
        assert across[-1] - across[0] == pytest.approx(50.0, abs=0.2)
        assert down[-1] - down[0] == pytest.approx(50.0, abs=0.2)


def test_edges_rejoined_over_pages_are_true(pages: list[np.ndarray]) -> None:
    """Left edge on the left pages, right edge on the right ones, laid together with the overlap."""
    left = row(pages[1], 120, 12, 198)[0]
    right = row(pages[2], 120, 12, 198)[-1]
    assert right + (WINDOW_W - OVERLAP) - left == pytest.approx(SHELL_U, abs=0.5)
    top = column(pages[1], 120, 12, 225)[0]
    bottom = column(pages[3], 120, 12, 225)[-1]
    assert bottom + (WINDOW_H - OVERLAP) - top == pytest.approx(SHELL_V, abs=0.5)


def test_crosses_match_on_neighbours(data: dict[str, Any]) -> None:
    first, second, third, fourth = data["pages"][:4]
    marks = [{label: (x, y) for x, y, label in page["crosses"]} for page in (first, second, third, fourth)]
    shared = sorted(set(marks[0]) & set(marks[1]))
    assert len(shared) == 2
    for label in shared:
        assert marks[0][label][0] - marks[1][label][0] == pytest.approx(WINDOW_W - OVERLAP)
        assert marks[0][label][1] == pytest.approx(marks[1][label][1])
    for label in sorted(set(marks[0]) & set(marks[2])):
        assert marks[0][label][1] - marks[2][label][1] == pytest.approx(WINDOW_H - OVERLAP)
    everywhere = [label for m in marks for label in m]
    assert all(everywhere.count(label) == 2 for label in everywhere)


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


def test_words_of_a_user_are_never_source(built: Any, data: dict[str, Any]) -> None:
    """A note full of markup is printed as it is."""
    import pypdfium2

    page = pypdfium2.PdfDocument(render(data))[1]
    assert "#let x = *1* $y$" in page.get_textpage().get_text_bounded()
    assert "CONTOH-001" in page.get_textpage().get_text_bounded()
