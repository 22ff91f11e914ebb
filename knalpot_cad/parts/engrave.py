"""Where words fit on a sheet: engraving inside the metal, clear of holes and edges."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Circle, Outline, Point
from knalpot_cad.geometry.sheet import MARK, Text
from knalpot_cad.parts.part import Shop
from knalpot_cad.words import text

HEIGHTS = (6.0, 5.0, 4.0, 3.0, 2.5, 2.0)
LEAST = 1.6          # of a word that fits nowhere else
READABLE, LARGER = 2.5, 4.0      # of several blocks
MARGIN = 1.5
FEW = 40             # circles that no lattice is laid for
LATTICE = 100_000    # cells of one
PLACES = 40_000      # tried on a sheet, as many as on any of less than 25 to 1
FIRST = 24           # places tried at once, nearest first; then four times as many each time

KNOWN: dict[tuple[object, ...], tuple[float, Point] | None] = {}
BESIDE: dict[tuple[object, ...], tuple[float, Point] | None] = {}
MOST_KNOWN = 20_000

Line = tuple[Point, Point]
Array = Any          # of numpy, which is loaded when words are placed


def lines(shop: Shop, name: str, count: int, thickness_mm: float, material: str, view: str) -> list[str]:
    """Words engraved on every cut part: name, number and revision, vehicle, stock and count, view mark."""
    number = " ".join(w for w in (shop.part_number, f"REV {shop.revision}" if shop.revision else "") if w)
    stock = f"{material.upper()} T{thickness_mm:g} x{count}"
    vehicle = shop.fitment.replace("_", " ").upper()
    return [w for w in (name.upper(), number, vehicle, stock, text(f"ui.view_{view}", shop.language).upper()) if w]


class Space:
    """Free metal of a sheet; boxes taken by words are remembered."""

    def __init__(self, outline: Outline, holes: Sequence[Outline]) -> None:
        self.disc = outline if isinstance(outline, Circle) else None
        self.polygon = outline.polyline(0.5)
        self.bounds = outline.bounds()
        self.seen = array("d", self.bounds)         # all numbers that decide where words fit
        for point in self.polygon:
            self.seen.extend(point)
        self._round = array("d")        # of each circle to keep off: x, y, radius
        self._known: Array = None
        self._tree: Any = None
        self._lattice: tuple[float, Array] | None = None
        for h in holes:
            if isinstance(h, Circle):
                self.keep_off(h)
        self.boxes: list[tuple[float, float, float, float]] = []
        for h in holes:
            if not isinstance(h, Circle):
                self.take(*h.bounds())

    @property
    def mark(self) -> bytes:
        """The same for equal spaces, and for no others."""
        return hashlib.blake2b(self.seen.tobytes(), digest_size=16).digest()

    def keep_off(self, circle: Circle) -> None:
        """Leave a circle and its margin free of words."""
        self._round.extend((circle.x, circle.y, circle.radius))
        self.seen.extend((circle.x, circle.y, circle.radius))

    @property
    def circles(self) -> Array:
        """x, y and radius of each circle (n, 3)."""
        self._index()
        return self._known

    @property
    def tree(self) -> Any:
        """Index of the circles' boxes, margins included."""
        self._index()
        return self._tree

    def _index(self) -> None:
        """Both anew where circles have come."""
        import numpy as np
        import shapely
        if self._known is None or self._known.size != len(self._round):
            self._known = np.array(self._round).reshape(-1, 3)
            x, y, r = self._known.T + np.array([[0.0], [0.0], [MARGIN]])
            self._tree = shapely.STRtree(shapely.box(x - r, y - r, x + r, y + r))

    def free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a box keeps its distance from everything."""
        import numpy as np
        found = self._clear(np.array([x0]), np.array([y0]), x1 - x0, y1 - y0)
        return bool(found[0])

    def first(self, w: float, h: float, near: Point | None) -> Point | None:
        """Lower left corner of the free box nearest to `near` (else to the middle of the sheet), on a grid."""
        import numpy as np
        x0, y0, x1, y1 = self.bounds
        nx, ny = near or ((x0 + x1) / 2, (y0 + y1) / 2)
        step = max(1.0, min(x1 - x0, y1 - y0) / 40, math.sqrt((x1 - x0) * (y1 - y0) / PLACES))
        columns, rows = max(0, int((x1 - x0 - w) / step)) + 1, max(0, int((y1 - y0 - h) / step)) + 1
        x = np.repeat(x0 + np.arange(columns) * step, rows)
        y = np.tile(y0 + np.arange(rows) * step, columns)
        away = np.round(np.hypot(x + w / 2 - nx, y + h / 2 - ny), 6)
        order = np.lexsort((y, x, away))
        begin, many = 0, FIRST
        while begin < len(order):       # the first few are free on most sheets
            part = order[begin:begin + many]
            clear = part[self._clear(x[part], y[part], w, h)]
            if len(clear):
                return float(x[clear[0]]), float(y[clear[0]])
            begin, many = begin + many, 4 * many
        return None

    @property
    def lattice(self) -> tuple[float, Array]:
        """Side of a cell [mm], and how many circles have their centres left of and below each corner of the cells."""
        import numpy as np
        if self._lattice is None or self._lattice[1][-1, -1] != len(self.circles):
            x0, y0, x1, y1 = self.bounds
            cell = max(1.0, math.sqrt((x1 - x0) * (y1 - y0) / LATTICE))
            size = np.array((int((x1 - x0) // cell) + 2, int((y1 - y0) // cell) + 2))
            i, j = np.clip((self.circles[:, :2] - (x0, y0)) // cell, -1, size - 1).astype(int).T
            count = np.zeros(size + 2)
            np.add.at(count, (i + 2, j + 2), 1.0)
            self._lattice = cell, count.cumsum(axis=0).cumsum(axis=1)
        return self._lattice

    def _uncrowded(self, x: Array, y: Array, w: float, h: float) -> Array:
        """Which boxes no circle's centre lies in, by counts on a lattice: a few are left to be looked at closely."""
        import numpy as np
        x0, y0, _, _ = self.bounds
        cell, count = self.lattice

        def inside(low: Array, high: Array, most: int) -> tuple[Array, Array]:
            first = np.clip(np.ceil(low / cell).astype(int) + 1, 1, most)
            return first, np.maximum(first, np.clip(np.floor(high / cell).astype(int) + 1, 1, most))
        a, b = inside(x - x0, x + w - x0, count.shape[0] - 2)
        c, d = inside(y - MARGIN - y0, y + h + MARGIN - y0, count.shape[1] - 2)
        return count[b, d] - count[a, d] - count[b, c] + count[a, c] == 0

    def _off_circles(self, x: Array, y: Array, w: float, h: float) -> Array:
        """Which of the boxes w x h at corners (n,) keep off all circles."""
        import numpy as np
        import shapely
        good, (cx, cy, cr) = np.ones(len(x), dtype=bool), self.circles.T
        i, j = self.tree.query(shapely.box(x, y, x + w, y + h))
        dx = np.maximum(np.maximum(x[i] - cx[j], 0.0), cx[j] - x[i] - w)
        dy = np.maximum(np.maximum(y[i] - cy[j], 0.0), cy[j] - y[i] - h)
        good[i[np.hypot(dx, dy) < cr[j] + MARGIN]] = False
        return good

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
        """Boxes w x h at corners (n,) off all taken boxes and circles and inside the outline, all with the margin."""
        import numpy as np
        good = np.ones(len(x), dtype=bool)
        for a, b, c, d in self.boxes:
            good &= ~((x - MARGIN < c) & (x + w + MARGIN > a) & (y - MARGIN < d) & (y + h + MARGIN > b))
        if len(self.circles) > FEW:
            good &= self._uncrowded(x, y, w, h)
        left = np.flatnonzero(good)         # circles are cheaper than the outline, so before it
        good[left] = self._off_circles(x[left], y[left], w, h)
        for rim in _rim(w, h)[:1 if self.disc else 2]:
            left = np.flatnonzero(good)
            u, v = np.array(rim).T
            a, b = x[left, None] + u, y[left, None] + v
            good[left] = self._inside(a, b).all(axis=1)
        return good

    def _inside(self, x: Array, y: Array) -> Array:
        """Whether points lie inside the outline; of a disc, or by the edges that a level ray crosses."""
        import numpy as np
        if self.disc:
            return np.hypot(x - self.disc.x, y - self.disc.y) < self.disc.radius
        px, py, qy, slope = self.edges
        a, b = x[..., None], y[..., None]
        crossed = ((py > b) != (qy > b)) & (a < px + (b - py) * slope)
        return crossed.sum(axis=-1) % 2 == 1

    def take(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.boxes.append((x0, y0, x1, y1))
        self.seen.extend((x0, y0, x1, y1))

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
    """The lines as one block at the largest height that fits; as a few blocks, then line by line and word by word,
    where one has no room.
    """
    if placed := placed_at(space, words, near, heights):
        return placed
    if len(words) > 1:
        if placed := _grouped(space, words, near):
            return placed
        fit = [line for line in words if any(_flowed(space, [rows], near, LEAST) for rows in (
            [line], _two_rows(line.split(" ")), line.split(" ")))]          # a line that is too long keeps no other out
        placed = _grouped(space, fit, near) if len(fit) < len(words) else []
        return placed or [t for line in fit for t in block(space, [line], near, heights)]
    parts = words[0].split(" ")
    small = [*(h for h in heights if h <= 3.0), LEAST]
    two = _two_rows(parts)
    for rows in (two, parts):
        if placed := placed_at(space, rows, near, small):
            return placed
    return [t for row in two for t in block(space, [row], near, small)] if len(parts) > 1 else []


def _grouped(space: Space, words: Sequence[str], near: Point | None) -> list[Text]:
    """Neighbouring lines together in as few blocks as have room, all of one height: READABLE or the larger one; where
    there is no room for that, of LEAST, lines of several words in two rows, or one a word.
    """
    whole = [[line] for line in words]
    found = _flowed(space, whole, near, READABLE)
    if found:
        found = _flowed(space, whole, near, LARGER) or found
    else:
        broken = ([two(line.split(" ")) for line in words] for two in (_two_rows, list[str]))
        found = next((some for rows in (whole, *broken) if (some := _flowed(space, rows, near, LEAST))), [])
    for t in found:
        space.take(t.x, t.y, t.x + width(t.words, t.height), t.y + t.height)
    return found


def _flowed(space: Space, lines_: Sequence[Sequence[str]], near: Point | None, height: float) -> list[Text]:
    """The lines, each of one or more rows, in blocks of that height, each as long as has room, about `near` or from the
    upper left; nothing where a line has none. The space is left as it was.
    """
    boxes, seen = len(space.boxes), len(space.seen)
    for begin in (near, (space.bounds[0], space.bounds[3])):
        out: list[Text] = []
        first, placed = 0, True
        while placed and first < len(lines_):
            for last in range(len(lines_), first, -1):
                rows = [row for line in lines_[first:last] for row in line]
                if found := placed_at(space, rows, begin, (height,)):
                    out, first = [*out, *found], last
                    break
            else:
                placed = False
        del space.boxes[boxes:], space.seen[seen:]
        if placed:
            return out
    return []


def _two_rows(words: Sequence[str]) -> list[str]:
    """The words of one line in two rows of the least width; a single word alone."""
    ways = [[" ".join(words[:k]), " ".join(words[k:])] for k in range(1, len(words))]
    return min(ways, key=lambda rows: max(width(row, 1.0) for row in rows), default=list(words))


def placed_at(space: Space, words: Sequence[str], near: Point | None, heights: Sequence[float]) -> list[Text]:
    """The lines as one block at the largest height that fits; nothing where none does."""
    found = _largest(space, words, near, heights)
    if found is None:
        return []
    height, (x, y) = found
    w, h, pitch = size_of(words, height)
    space.take(x, y, x + w, y + h)
    return [Text(MARK, x, y + h - height - i * pitch, height, line) for i, line in enumerate(words)]


def size_of(words: Sequence[str], height: float) -> tuple[float, float, float]:
    """Width and height of a block of lines, and their pitch [mm]."""
    pitch = height * 1.7
    return max(width(line, height) for line in words), pitch * (len(words) - 1) + height, pitch


def _largest(space: Space, words: Sequence[str], near: Point | None,
             heights: Sequence[float]) -> tuple[float, Point] | None:
    """The largest of falling heights at which the block has a place, and its corner.

    A block fits where a larger one does, so the first, the last and then halves are tried. Remembered: the variants of
    a catalogue share most of their parts.
    """
    key = (space.mark, tuple(words), near, tuple(heights))
    return _known(KNOWN, key, lambda: _search(space, words, near, heights))


def _known(known: dict[tuple[object, ...], tuple[float, Point] | None], key: tuple[object, ...],
           find: Callable[[], tuple[float, Point] | None]) -> tuple[float, Point] | None:
    """What was found before for the same key, else what is found now."""
    if key not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[key] = find()
    return known[key]


def _search(space: Space, words: Sequence[str], near: Point | None,
            heights: Sequence[float]) -> tuple[float, Point] | None:
    """The largest height, looked for."""
    def at(i: int) -> Point | None:
        w, h, _ = size_of(words, heights[i])
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
    key = (space.mark, words, hole.x, hole.y, hole.radius)
    if found := _known(BESIDE, key, lambda: _beside(space, hole, words)):
        height, (x, y) = found
        space.take(x, y, x + width(words, height), y + height)
        return [Text(MARK, x, y, height, words)]
    return block(space, [words], (hole.x, hole.y), (3.0, 2.5, 2.0, 1.6))[:1]


def _beside(space: Space, hole: Circle, words: str) -> tuple[float, Point] | None:
    """The largest height at which the words are free below, above, right or left of the hole, and their corner."""
    for height in (4.0, 3.0, 2.5, 2.0):
        w, gap = width(words, height), hole.radius + MARGIN + 0.2
        spots = [(hole.x - w / 2, hole.y - gap - height), (hole.x - w / 2, hole.y + gap),
                 (hole.x + gap, hole.y - height / 2), (hole.x - gap - w, hole.y - height / 2)]
        for x, y in spots:
            if space.free(x, y, x + w, y + height):
                return height, (x, y)
    return None
