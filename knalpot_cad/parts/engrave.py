"""Where words fit on a sheet: engraving inside the metal, clear of holes and edges."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Circle, Outline, Point
from knalpot_cad.geometry.sheet import MARK, Text
from knalpot_cad.parts.part import Shop
from knalpot_cad.words import text

HEIGHTS = (6.0, 5.0, 4.0, 3.0, 2.5, 2.0)
LEAST = 1.6          # of a word that fits nowhere else
MARGIN = 1.5
CELL = 12.0          # mm
FEW = 40             # circles that every box is compared with
MANY = 1000          # circles that boxes are compared with all at once, AT_ONCE pairs in one array
AT_ONCE = 40_000

KNOWN: dict[tuple[object, ...], tuple[float, Point] | None] = {}
MOST_KNOWN = 20_000

Array = Any          # of numpy, which is loaded when words are placed


def lines(shop: Shop, name: str, count: int, thickness_mm: float, material: str, view: str) -> list[str]:
    """Words engraved on every cut part: name, number and revision, stock and count, view mark."""
    number = " ".join(w for w in (shop.part_number, f"REV {shop.revision}" if shop.revision else "") if w)
    stock = f"{material.upper()} T{thickness_mm:g} x{count}"
    return [w for w in (name.upper(), number, stock, text(f"ui.view_{view}", shop.language).upper()) if w]


class Space:
    """Free metal of a sheet; boxes taken by words are remembered."""

    def __init__(self, outline: Outline, holes: Sequence[Outline]) -> None:
        self.seen = hashlib.blake2b(digest_size=16)         # of all that decides where words fit
        self.polygon = outline.polyline(0.5)
        self._see(*(v for point in self.polygon for v in point), *outline.bounds())
        self.bounds = outline.bounds()
        self.cells: dict[tuple[int, int], list[Circle]] = {}
        self.circles: list[Circle] = []
        for h in holes:
            if isinstance(h, Circle):
                self.keep_off(h)
        self.boxes: list[tuple[float, float, float, float]] = []
        for h in holes:
            if not isinstance(h, Circle):
                self.take(*h.bounds())

    def _see(self, *numbers: float) -> None:
        self.seen.update(struct.pack(f"{len(numbers)}d", *numbers))

    def keep_off(self, circle: Circle) -> None:
        """Enter a circle in every cell that its margin touches, so that a box looks at its own cells alone."""
        self.circles.append(circle)
        self._see(circle.x, circle.y, circle.radius)
        reach = circle.radius + MARGIN
        for i in range(int((circle.x - reach) // CELL), int((circle.x + reach) // CELL) + 1):
            for j in range(int((circle.y - reach) // CELL), int((circle.y + reach) // CELL) + 1):
                self.cells.setdefault((i, j), []).append(circle)

    def free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a box keeps its distance from everything."""
        import numpy as np
        found = self._clear(np.array([x0]), np.array([y0]), x1 - x0, y1 - y0)
        return bool(found[0]) and self._off_circles(x0, y0, x1, y1)

    def first(self, w: float, h: float, near: Point | None) -> Point | None:
        """Lower left corner of the free box nearest to `near` (else to the middle of the sheet), on a grid."""
        import numpy as np
        x0, y0, x1, y1 = self.bounds
        nx, ny = near or ((x0 + x1) / 2, (y0 + y1) / 2)
        step = max(1.0, min(x1 - x0, y1 - y0) / 40)
        columns, rows = max(0, int((x1 - x0 - w) / step)) + 1, max(0, int((y1 - y0 - h) / step)) + 1
        x = np.repeat(x0 + np.arange(columns) * step, rows)
        y = np.tile(y0 + np.arange(rows) * step, columns)
        away = np.round(np.hypot(x + w / 2 - nx, y + h / 2 - ny), 6)
        near_by = away <= np.partition(away, min(24, len(away) - 1))[min(24, len(away) - 1)]
        for part in (near_by, ~near_by):        # the first few are free on most sheets
            u, v, d = x[part], y[part], away[part]
            clear = np.flatnonzero(self._clear(u, v, w, h))
            clear = clear[np.lexsort((v[clear], u[clear], d[clear]))]
            at = self._first_off_circles(u[clear], v[clear], w, h)
            if at is not None:
                return float(u[clear[at]]), float(v[clear[at]])
        return None

    def _first_off_circles(self, x: Array, y: Array, w: float, h: float) -> int | None:
        """The first of the boxes w x h at corners (n,) that keeps off all circles."""
        import numpy as np
        if len(self.circles) > MANY:        # a box then looks at its own cells
            return next((i for i in range(len(x)) if self._off_circles(float(x[i]), float(y[i]), float(x[i] + w),
                                                                       float(y[i] + h))), None)
        cx, cy, cr = np.array([(c.x, c.y, c.radius + MARGIN) for c in self.circles]).reshape(-1, 3).T
        step = max(32, AT_ONCE // max(1, len(cx)))
        for begin in range(0, len(x), step):
            a, b = x[begin:begin + step, None], y[begin:begin + step, None]
            dx = np.maximum(np.maximum(a - cx, 0.0), cx - a - w)
            dy = np.maximum(np.maximum(b - cy, 0.0), cy - b - h)
            good = np.flatnonzero((np.hypot(dx, dy) >= cr).all(axis=1))
            if len(good):
                return begin + int(good[0])
        return None

    @cached_property
    def edges(self) -> tuple[Array, ...]:
        """Start x and y, end y and dx/dy of the outline's edges."""
        import numpy as np
        px, py = np.array(self.polygon).T
        qx, qy = np.append(px[1:], px[0]), np.append(py[1:], py[0])
        level = qy == py            # never crossed by a level ray: left out
        px, py, qx, qy = px[~level], py[~level], qx[~level], qy[~level]
        return px, py, qy, (qx - px) / (qy - py)

    def _clear(self, x: Array, y: Array, w: float, h: float) -> Array:
        """Boxes w x h at corners (n,) that are off all taken boxes and inside the outline, all with the margin."""
        import numpy as np
        good = np.ones(len(x), dtype=bool)
        for a, b, c, d in self.boxes:
            good &= ~((x - MARGIN < c) & (x + w + MARGIN > a) & (y - MARGIN < d) & (y + h + MARGIN > b))
        for hole in self.circles if len(self.circles) <= FEW else ():      # cheaper than the outline, so before it
            dx = np.maximum(np.maximum(x - hole.x, 0.0), hole.x - x - w)
            dy = np.maximum(np.maximum(y - hole.y, 0.0), hole.y - y - h)
            good &= np.hypot(dx, dy) >= hole.radius + MARGIN
        px, py, qy, slope = self.edges
        for rim in _rim(w, h):
            left = np.flatnonzero(good)
            u, v = np.array(rim).T
            a, b = x[left, None, None] + u[:, None], y[left, None, None] + v[:, None]
            crossed = ((py > b) != (qy > b)) & (a < px + (b - py) * slope)
            good[left] = (crossed.sum(axis=2) % 2 == 1).all(axis=1)
        return good

    def _off_circles(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        for i in range(int(x0 // CELL), int(x1 // CELL) + 1):
            for j in range(int(y0 // CELL), int(y1 // CELL) + 1):
                for hole in self.cells.get((i, j), ()):
                    dx, dy = max(x0 - hole.x, 0.0, hole.x - x1), max(y0 - hole.y, 0.0, hole.y - y1)
                    if math.hypot(dx, dy) < hole.radius + MARGIN:
                        return False
        return True

    def take(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.boxes.append((x0, y0, x1, y1))
        self._see(x0, y0, x1, y1)

    def avoid_line(self, a: Point, b: Point) -> None:
        """Keep words off a roll or bend line."""
        n = max(1, math.ceil(math.hypot(b[0] - a[0], b[1] - a[1]) / 4.0))
        for i in range(n + 1):
            x, y = a[0] + (b[0] - a[0]) * i / n, a[1] + (b[1] - a[1]) * i / n
            self.keep_off(Circle(x, y, 0.5))


def _rim(w: float, h: float) -> list[list[Point]]:
    """Points round a box and its margin, the corners first: they are the first to fall outside."""
    corners, rest = (0.0, 1.0), (0.5, 0.25, 0.75)
    return [[*((w * i, v) for i in parts for v in (-MARGIN, h + MARGIN)),
             *((u, h * i) for i in parts for u in (-MARGIN, w + MARGIN))] for parts in (corners, rest)]


def block(space: Space, words: Sequence[str], near: Point | None = None,
          heights: Sequence[float] = HEIGHTS) -> list[Text]:
    """The lines as one block at the largest height that fits; line by line, then word by word, where no block does."""
    if placed := _placed(space, words, near, heights):
        return placed
    if len(words) > 1:
        return [t for line in words for t in block(space, [line], near, heights)]
    parts = words[0].split(" ")
    small = [*(h for h in heights if h <= 3.0), LEAST]
    two = _two_rows(parts)
    for rows in (two, parts):
        if placed := _placed(space, rows, near, small):
            return placed
    return [t for row in two for t in block(space, [row], near, small)] if len(parts) > 1 else []


def _two_rows(words: Sequence[str]) -> list[str]:
    """The words of one line in two rows of the least width; a single word alone."""
    ways = [[" ".join(words[:k]), " ".join(words[k:])] for k in range(1, len(words))]
    return min(ways, key=lambda rows: max(width(row, 1.0) for row in rows), default=list(words))


def _placed(space: Space, words: Sequence[str], near: Point | None, heights: Sequence[float]) -> list[Text]:
    """The lines as one block at the largest height that fits; nothing where none does."""
    found = _largest(space, words, near, heights)
    if found is None:
        return []
    height, (x, y) = found
    w, h, pitch = _size(words, height)
    space.take(x, y, x + w, y + h)
    return [Text(MARK, x, y + h - height - i * pitch, height, line) for i, line in enumerate(words)]


def _size(words: Sequence[str], height: float) -> tuple[float, float, float]:
    """Width and height of a block of lines, and their pitch [mm]."""
    pitch = height * 1.7
    return max(width(line, height) for line in words), pitch * (len(words) - 1) + height, pitch


def _largest(space: Space, words: Sequence[str], near: Point | None,
             heights: Sequence[float]) -> tuple[float, Point] | None:
    """The largest of falling heights at which the block has a place, and its corner.

    A block fits where a larger one does, so the first, the last and then halves are tried. Remembered: the variants of
    a catalogue share most of their parts.
    """
    key = (space.seen.digest(), tuple(words), near, tuple(heights))
    if key not in KNOWN:
        if len(KNOWN) >= MOST_KNOWN:
            KNOWN.clear()
        KNOWN[key] = _search(space, words, near, heights)
    return KNOWN[key]


def _search(space: Space, words: Sequence[str], near: Point | None,
            heights: Sequence[float]) -> tuple[float, Point] | None:
    """The largest height, looked for."""
    def at(i: int) -> Point | None:
        w, h, _ = _size(words, heights[i])
        return space.first(w, h, near)
    if not heights:
        return None
    low, high = 0, len(heights) - 1
    spot = at(low)
    if spot or low == high:
        return (heights[low], spot) if spot else None
    best = at(high)
    while best and high - low > 1:
        middle = (low + high) // 2
        spot = at(middle)
        if spot:
            best, high = spot, middle
        else:
            low = middle
    return (heights[high], best) if best else None


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
