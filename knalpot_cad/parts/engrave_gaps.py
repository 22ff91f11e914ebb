"""Words on a blank full of roll or bend lines: turned along the gaps between them where they have more room there."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence

from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sheet import MARK, Text
from knalpot_cad.parts.engrave import HEIGHTS, LEAST, MARGIN, Line, Space, block, placed_at, size_of

Gap = tuple[Line, Line]
Spot = tuple[float, float, float]       # lower left corner [mm], angle [deg]
TIERS = (4.0, 2.5)                      # mm: words of the first height are sought both ways before the second


def between(space: Space, gaps: Sequence[Gap], words: Sequence[str], near: Point | None = None,
            heights: Sequence[float] = HEIGHTS) -> list[Text]:
    """A block clear of all lines, else one turned along a gap, else each line of words along a gap of its own.

    gaps are pairs of neighbouring lines in order of preference; words that fit in none are left to `block`.
    """
    for tier in TIERS:
        large = [h for h in heights if h >= tier]
        if placed := placed_at(space, words, near, large) or _turned(space, gaps, words, large):
            return placed
        found = _each_its_gap(space, gaps, words, large)
        if all(found):
            return [t for t in found if t]
    found = _each_its_gap(space, gaps, words, (*heights, LEAST))
    return [t for line, own in zip(words, found, strict=True) for t in ([own] if own else block(space, [line], near))]


def _each_its_gap(space: Space, gaps: Sequence[Gap], words: Sequence[str], heights: Sequence[float]
                  ) -> list[Text | None]:
    """Each line along the first gap that has room for it, at the largest height."""
    free, out = list(gaps), list[Text | None]()
    for line in words:
        own = next(((g, h, spot) for h in heights for g in free if (spot := _in_gap(g, width(line, h), h))
                    and _clear(space, spot, width(line, h), h)), None)
        if own:
            gap, h, (x, y, angle) = own
            free.remove(gap)
            out.append(Text(MARK, x, y, h, line, angle))
        else:
            out.append(None)
    return out


def _turned(space: Space, gaps: Sequence[Gap], words: Sequence[str], heights: Sequence[float]) -> list[Text]:
    """All lines as one block along a gap, at the largest height that has room in one."""
    for height in heights:
        w, h, pitch = size_of(words, height)
        for gap in gaps:
            spot = _in_gap(gap, w, h)
            if spot and _clear(space, spot, w, h):
                x, y, angle = spot
                up = cmath.rect(1.0, math.radians(angle + 90.0))
                corners = [complex(x, y) + up * (h - height - i * pitch) for i in range(len(words))]
                return [Text(MARK, c.real, c.imag, height, line, angle) for c, line in zip(corners, words, strict=True)]
    return []


def _clear(space: Space, spot: Spot, w: float, h: float) -> bool:
    """Whether words turned so come upon nothing that is taken."""
    x, y, angle = spot
    along, start = cmath.rect(1.0, math.radians(angle)), complex(x, y)
    inside = [start + along * complex(w * i / 12, h * j / 4) for i in range(13) for j in range(5)]
    near = MARGIN / 2
    if any(a - near < m.real < c + near and b - near < m.imag < d + near for m in inside for a, b, c, d in space.boxes):
        return False
    for cx, cy, r in space.circles.tolist():
        p = (complex(cx, cy) - start) / along
        away = math.hypot(max(-p.real, 0.0, p.real - w), max(-p.imag, 0.0, p.imag - h))
        if away < r + MARGIN / 4:
            return False
    return True


def _in_gap(gap: tuple[Line, Line], w: float, h: float) -> tuple[float, float, float] | None:
    """Lower left corner and angle [deg] of words w x h in the middle between two lines, towards the gap's wider end."""
    (a, b), (c, d) = ([complex(*p) for p in line] for line in gap)
    low, high = (a + c) / 2, (b + d) / 2
    length = abs(high - low)
    clear = 2 * MARGIN + h           # the rims may lean
    if length < w + clear:
        return None
    along = (high - low) / length
    half = [min(abs(((p - low) / along).imag) for p in pair) for pair in ((a, c), (b, d))]
    room, step = length - w - clear, 0.0
    if half[1] != half[0]:
        step = math.copysign(room / 2 * 0.7, half[1] - half[0])
    middle = length / 2 + step
    narrow = min(half[0] + (half[1] - half[0]) * s / length for s in (middle - w / 2, middle + w / 2))
    if narrow < h / 2 + MARGIN / 2:
        return None
    angle = math.degrees(cmath.phase(along))
    turn = 1.0 if -90.0 < angle <= 90.0 else -1.0         # read from below or from the right
    corner = low + along * middle - turn * along * (w / 2) - 1j * turn * along * (h / 2)
    return corner.real, corner.imag, angle if turn > 0 else angle - math.copysign(180.0, angle)
