"""Where words fit on a sheet: engraving inside the metal, clear of holes and edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Circle, Outline, Point
from knalpot_cad.geometry.sheet import MARK, Text
from knalpot_cad.parts.part import Shop
from knalpot_cad.words import text

HEIGHTS = (6.0, 5.0, 4.0, 3.0, 2.5, 2.0)
MARGIN = 1.5
CELL = 12.0          # mm


def lines(shop: Shop, name: str, count: int, thickness_mm: float, material: str, view: str) -> list[str]:
    """Words engraved on every cut part: name, number and revision, stock and count, view mark."""
    number = " ".join(w for w in (shop.part_number, f"REV {shop.revision}" if shop.revision else "") if w)
    stock = f"{material.upper()} T{thickness_mm:g} x{count}"
    return [w for w in (name.upper(), number, stock, text(f"ui.view_{view}", shop.language).upper()) if w]


def _inside(polygon: Sequence[Point], x: float, y: float) -> bool:
    odd = False
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            odd = not odd
    return odd


class Space:
    """Free metal of a sheet; boxes taken by words are remembered."""

    def __init__(self, outline: Outline, holes: Sequence[Outline]) -> None:
        self.polygon = outline.polyline(0.5)
        self.bounds = outline.bounds()
        self.cells: dict[tuple[int, int], list[Circle]] = {}
        for h in holes:
            if isinstance(h, Circle):
                self.keep_off(h)
        self.boxes = [h.bounds() for h in holes if not isinstance(h, Circle)]

    def keep_off(self, circle: Circle) -> None:
        """Enter a circle in every cell that its margin touches, so that a box looks at its own cells alone."""
        reach = circle.radius + MARGIN
        for i in range(int((circle.x - reach) // CELL), int((circle.x + reach) // CELL) + 1):
            for j in range(int((circle.y - reach) // CELL), int((circle.y + reach) // CELL) + 1):
                self.cells.setdefault((i, j), []).append(circle)

    def free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        for a, b, c, d in self.boxes:
            if x0 - MARGIN < c and x1 + MARGIN > a and y0 - MARGIN < d and y1 + MARGIN > b:
                return False
        for i in range(int(x0 // CELL), int(x1 // CELL) + 1):
            for j in range(int(y0 // CELL), int(y1 // CELL) + 1):
                for hole in self.cells.get((i, j), ()):
                    dx, dy = max(x0 - hole.x, 0.0, hole.x - x1), max(y0 - hole.y, 0.0, hole.y - y1)
                    if math.hypot(dx, dy) < hole.radius + MARGIN:
                        return False
        n = 4
        rim = [(x0 + (x1 - x0) * i / n, y) for i in range(n + 1) for y in (y0 - MARGIN, y1 + MARGIN)]
        rim += [(x, y0 + (y1 - y0) * i / n) for i in range(n + 1) for x in (x0 - MARGIN, x1 + MARGIN)]
        return all(_inside(self.polygon, x, y) for x, y in rim)

    def take(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.boxes.append((x0, y0, x1, y1))

    def avoid_line(self, a: Point, b: Point) -> None:
        """Keep words off a roll or bend line."""
        n = max(1, math.ceil(math.hypot(b[0] - a[0], b[1] - a[1]) / 4.0))
        for i in range(n + 1):
            x, y = a[0] + (b[0] - a[0]) * i / n, a[1] + (b[1] - a[1]) * i / n
            self.keep_off(Circle(x, y, 0.5))

    def candidates(self, w: float, h: float, near: Point | None) -> list[Point]:
        """Lower left corners to try, nearest to `near` first (else to the middle of the sheet)."""
        x0, y0, x1, y1 = self.bounds
        nx, ny = near or ((x0 + x1) / 2, (y0 + y1) / 2)
        step = max(1.0, min(x1 - x0, y1 - y0) / 40)
        cols, rows = int((x1 - x0 - w) / step), int((y1 - y0 - h) / step)
        cells = [(x0 + i * step, y0 + j * step) for i in range(max(0, cols) + 1) for j in range(max(0, rows) + 1)]
        return sorted(cells, key=lambda p: (round(math.hypot(p[0] + w / 2 - nx, p[1] + h / 2 - ny), 6), p))


def block(space: Space, words: Sequence[str], near: Point | None = None,
          heights: Sequence[float] = HEIGHTS) -> list[Text]:
    """The lines as one block at the largest height that fits; line by line, then word by word, where no block does."""
    for height in heights:
        w, pitch = max(width(line, height) for line in words), height * 1.7
        h = pitch * (len(words) - 1) + height
        for x, y in space.candidates(w, h, near):
            if space.free(x, y, x + w, y + h):
                space.take(x, y, x + w, y + h)
                return [Text(MARK, x, y + h - height - i * pitch, height, line) for i, line in enumerate(words)]
    if len(words) > 1:
        return [t for line in words for t in block(space, [line], near, heights)]
    parts = words[0].split(" ")
    small = [h for h in heights if h <= 3.0]
    return [t for word in parts for t in block(space, [word], near, small)] if len(parts) > 1 else []


def label(space: Space, hole: Circle) -> list[Text]:
    """The hole's label beside it, as near as it fits."""
    if not hole.label:
        return []
    words = hole.label.upper()
    for height in (4.0, 3.0, 2.5, 2.0):
        w, gap = width(words, height), hole.radius + MARGIN + 0.2
        spots = [(hole.x - w / 2, hole.y - gap - height), (hole.x - w / 2, hole.y + gap),
                 (hole.x + gap, hole.y - height / 2), (hole.x - gap - w, hole.y - height / 2)]
        for x, y in spots:
            if space.free(x, y, x + w, y + height):
                space.take(x, y, x + w, y + height)
                return [Text(MARK, x, y, height, words)]
    return block(space, [words], (hole.x, hole.y), (3.0, 2.5, 2.0, 1.6))[:1]
