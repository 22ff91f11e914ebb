"""How a flat part is cut into pages at 1:1: paper, the grid of windows and the crosses that join them, all in mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

BORDER = 10.0          # no printer of an office prints nearer to the edge of its paper
FOOT = 70.0            # below the window: check square, words, map of the pages
OVERLAP = 10.0
EDGE = 1.0             # kept free round the part, so that no line lies on the rim of a window


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, upright, and the window of it that shows the part."""

    width: float
    height: float

    @property
    def window_w(self) -> float:
        return self.width - 2 * BORDER

    @property
    def window_h(self) -> float:
        return self.height - BORDER - FOOT


PAPERS = {"a4": Paper(210.0, 297.0), "f4": Paper(215.0, 330.0), "a3": Paper(297.0, 420.0)}      # F4: folio in Indonesia


@dataclass(frozen=True)
class Cross:
    """A registration mark in an overlap, drawn on both pages with the same letter."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Grid:
    """columns x rows windows of a paper from the lower left corner (x0, y0), in the coordinates of the part.

    turned: the part is turned a quarter left, (x, y) -> (-y, x), because that needs fewer pages.
    """

    columns: int
    rows: int
    x0: float
    y0: float
    turned: bool = False
    paper: Paper = PAPERS["a4"]

    @property
    def size(self) -> tuple[float, float]:
        return _span(self.columns, self.paper.window_w), _span(self.rows, self.paper.window_h)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Column and row of every page, in the order of the pages."""
        return [(column, row) for row in range(self.rows) for column in range(self.columns)]

    def window(self, column: int, row: int) -> Box:
        """The window of a page; row 0 is the uppermost."""
        wide, high = self.paper.window_w, self.paper.window_h
        x = self.x0 + column * (wide - OVERLAP)
        y = self.y0 + (self.rows - 1 - row) * (high - OVERLAP)
        return x, y, x + wide, y + high

    def neighbours(self, column: int, row: int) -> dict[str, int]:
        """Sides of a page where the part goes on, and the place of that page in the order of the pages."""
        there = {"left": (column - 1, row), "right": (column + 1, row),
                 "up": (column, row - 1), "down": (column, row + 1)}
        return {side: r * self.columns + c for side, (c, r) in there.items()
                if 0 <= c < self.columns and 0 <= r < self.rows}

    def crosses(self, taken: Sequence[Box] = (), half: float = 5.0) -> list[Cross]:
        """Two marks on each seam between neighbours, lettered A, B, C ... from the upper left; half is what a mark
        takes to each side. Each lies at a quarter of the seam, or as near to it as no lettering is `taken`.
        """
        places = []

        def clear(at: Callable[[float], tuple[float, float]]) -> None:
            for q in (0.25, 0.75):
                tried = [at(q + 0.02 * way * k) for k in range(11) for way in ((1, -1) if k else (1,))]
                places.append(next((p for p in tried if not any(
                    a - half < p[0] < c + half and b - half < p[1] < d + half for a, b, c, d in taken)), tried[0]))

        def beside(x: float, y: float) -> Callable[[float], tuple[float, float]]:
            return lambda q: (x - OVERLAP / 2, y - self.paper.window_h * q)

        def below(x: float, y: float) -> Callable[[float], tuple[float, float]]:
            return lambda q: (x + self.paper.window_w * q, y + OVERLAP / 2)
        for column, row in self.places:
            x0, y0, x1, y1 = self.window(column, row)
            if column + 1 < self.columns:
                clear(beside(x1, y1))
            if row + 1 < self.rows:
                clear(below(x0, y0))
        return [Cross(x, y, _letters(i)) for i, (x, y) in enumerate(places)]


def _span(count: int, window: float) -> float:
    return count * (window - OVERLAP) + OVERLAP


def _needed(length: float, window: float) -> int:
    return max(1, math.ceil((length + 2 * EDGE - OVERLAP) / (window - OVERLAP) - 1e-9))


def _letters(index: int) -> str:
    return chr(65 + index) if index < 26 else _letters(index // 26 - 1) + chr(65 + index % 26)


def turned_box(box: Box) -> Box:
    """The box after a quarter turn left."""
    x0, y0, x1, y1 = box
    return -y1, x0, -y0, x1


def plan(box: Box, paper: Paper = PAPERS["a4"]) -> Grid:
    """The grid with the fewest pages, the part in its middle; unturned where both ways need as many."""
    ways = []
    for turned in (False, True):
        x0, y0, x1, y1 = turned_box(box) if turned else box
        columns, rows = _needed(x1 - x0, paper.window_w), _needed(y1 - y0, paper.window_h)
        left = (x0 + x1 - _span(columns, paper.window_w)) / 2
        low = (y0 + y1 - _span(rows, paper.window_h)) / 2
        ways.append(Grid(columns, rows, left, low, turned, paper))
    return min(ways, key=lambda g: g.columns * g.rows)
