"""How a flat part is cut into A4 pages at 1:1: the grid of windows and the crosses that join them, all in mm."""

from __future__ import annotations

import math
from dataclasses import dataclass

Box = tuple[float, float, float, float]

WINDOW_W, WINDOW_H = 190.0, 217.0      # what one A4 page shows of the part
OVERLAP = 10.0
EDGE = 1.0                             # kept free round the part, so that no line lies on the rim of a window


@dataclass(frozen=True)
class Cross:
    """A registration mark in an overlap, drawn on both pages with the same letter."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Grid:
    """columns x rows windows from the lower left corner (x0, y0), in the coordinates of the part.

    turned: the part is turned a quarter left, (x, y) -> (-y, x), because that needs fewer pages.
    """

    columns: int
    rows: int
    x0: float
    y0: float
    turned: bool = False

    @property
    def size(self) -> tuple[float, float]:
        return _span(self.columns, WINDOW_W), _span(self.rows, WINDOW_H)

    def window(self, column: int, row: int) -> Box:
        """The window of a page; row 0 is the uppermost."""
        x = self.x0 + column * (WINDOW_W - OVERLAP)
        y = self.y0 + (self.rows - 1 - row) * (WINDOW_H - OVERLAP)
        return x, y, x + WINDOW_W, y + WINDOW_H

    def crosses(self) -> list[Cross]:
        """Two marks on each seam between neighbours, lettered A, B, C ... from the upper left."""
        places = []
        for row in range(self.rows):
            for column in range(self.columns):
                x0, y0, x1, y1 = self.window(column, row)
                if column + 1 < self.columns:
                    places += [(x1 - OVERLAP / 2, y1 - WINDOW_H * q) for q in (0.25, 0.75)]
                if row + 1 < self.rows:
                    places += [(x0 + WINDOW_W * q, y0 + OVERLAP / 2) for q in (0.25, 0.75)]
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


def plan(box: Box) -> Grid:
    """The grid with the fewest pages, the part in its middle; unturned where both ways need as many."""
    ways = []
    for turned in (False, True):
        x0, y0, x1, y1 = turned_box(box) if turned else box
        columns, rows = _needed(x1 - x0, WINDOW_W), _needed(y1 - y0, WINDOW_H)
        left = (x0 + x1 - _span(columns, WINDOW_W)) / 2
        low = (y0 + y1 - _span(rows, WINDOW_H)) / 2
        ways.append(Grid(columns, rows, left, low, turned))
    return min(ways, key=lambda g: g.columns * g.rows)
