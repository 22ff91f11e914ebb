"""Pieces on a stock sheet: none overlaps, none sticks out, and the counts are those that arithmetic gives."""

from __future__ import annotations

import itertools

import pytest

from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.nest import EDGE_MM, GAP_MM, Nest, nest


def sheet(part: str, wide: float, high: float, count: int = 1) -> Sheet:
    corners = ((0, 0), (wide, 0), (wide, high), (0, high))
    return Sheet(part, "plate", "spcc", 1.0, Contour(tuple(Vertex(x, y) for x, y in corners)), count=count)


def sound(found: Nest) -> None:
    boxes = [(p.x, p.y, p.x + p.wide, p.y + p.high) for p in found.laid]
    for x0, y0, x1, y1 in boxes:
        assert min(x0, y0) >= EDGE_MM - 1e-9
        assert x1 <= found.width_mm - EDGE_MM + 1e-9 and y1 <= found.length_mm - EDGE_MM + 1e-9
    for a, b in itertools.combinations(boxes, 2):
        apart = max(b[0] - a[2], a[0] - b[2], b[1] - a[3], a[1] - b[3])
        assert apart >= GAP_MM - 1e-9


def test_equal_squares_fill_a_grid() -> None:
    """1219 x 2438 less edges, gaps of 5: floor((1199 + 5) / 205) by floor((2418 + 5) / 205) squares of 200."""
    found = nest([sheet("a", 200, 200)], 1219, 2438)
    sound(found)
    assert found.fits == len(found.laid) == 5 * 11
    assert found.one_mm == pytest.approx(200 + 2 * EDGE_MM)
    assert found.used == pytest.approx(55 * 4e4 / (1219 * 2438))


def test_a_long_piece_is_turned_and_a_longer_one_not_laid() -> None:
    assert nest([sheet("a", 2300, 100)], 1219, 2438).laid[0].turned
    assert nest([sheet("a", 2430, 100)], 1219, 2438).fits == 0


def test_mixed_pieces_lie_apart() -> None:
    pieces = [sheet("badan", 330, 305), sheet("tutup", 120, 120, 3), sheet("pipa", 90, 140, 2),
              sheet("kerucut", 190, 95)]
    found = nest(pieces, 1219, 2438)
    sound(found)
    assert found.fits > 8 and len(found.laid) == 7 * found.fits
    assert 0.6 < found.used < 1.0
    assert found == nest(pieces, 1219, 2438)


def test_sheets_of_two_thicknesses_are_two_nests() -> None:
    with pytest.raises(ValueError, match="2 kinds"):
        nest([sheet("a", 10, 10), Sheet("b", "plate", "spcc", 2.0, sheet("b", 10, 10).outline)], 1219, 2438)
