"""The curve on a terminal: TL as an area of block signs over log frequency, the line's own where it differs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knalpot_cad.sound import Sound

LOWEST_HZ, STEP_DB, TOP_DB = 40.0, 10.0, 100.0
ROW_DB, MOST_ROWS = (1.0, 2.0, 2.5, 5.0, 10.0), 16      # a row's dB: the least that needs no more rows
NARROWEST, WIDEST, LEFT = 40, 110, 7                    # signs


@dataclass(frozen=True)
class Signs:
    """What the picture is made of: an eighth to a full block, what is less sure, cut-on, the line, the frame."""

    parts: str
    unsure: str
    cut: str
    line: str
    side: str
    floor: str
    corner: str
    tick: str


BLOCKS = Signs("▁▂▃▄▅▆▇█", "▒", "┊", "○", "│", "─", "└", "┴")
PLAIN = Signs("#", "%", ":", "o", "|", "-", "+", "+")


def signs_of(encoding: str | None) -> Signs:
    """Blocks where the screen's encoding has them, else letters that every screen has."""
    try:
        "".join((BLOCKS.parts, BLOCKS.unsure, BLOCKS.line, BLOCKS.tick)).encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return PLAIN
    return BLOCKS


def plot(sound: Sound, width: int, signs: Signs, cut_words: str) -> list[str]:
    """Rows of text of a curve, `width` signs wide at most; cut_words stands at the cut-on where that is in range."""
    columns = max(NARROWEST, min(width, WIDEST)) - LEFT
    f = [float(v) for v in sound.frequencies]
    low = LOWEST_HZ if f[0] < LOWEST_HZ < f[-1] / 2 else f[0]
    edges = [low * (f[-1] / low) ** (i / columns) for i in range(columns + 1)]
    alone = binned(f, sound.tl_silencer_db, edges)
    line = binned(f, sound.tl_line_db, edges)
    top = min(TOP_DB, STEP_DB * max(1, math.ceil(max(*alone, *line) / STEP_DB)))
    row_db = next((v for v in ROW_DB if top / v <= MOST_ROWS), top / MOST_ROWS)
    height = round(top / row_db)
    sure = max((v for v, ok in zip(f, sound.valid, strict=True) if ok), default=0.0)
    cut = _column(sound.cut_on_hz, low, f[-1], columns)
    grid = [[" "] * columns for _ in range(height)]
    for x in range(columns):
        _fill(grid, x, alone[x] / row_db, signs, edges[x] <= sure)
        if abs(line[x] - alone[x]) >= row_db:
            grid[min(height - 1, max(0, int(line[x] / row_db)))][x] = signs.line
    if cut is not None:
        for row in grid:
            row[cut] = signs.cut if row[cut] == " " else row[cut]
        _write(grid[-1], cut - len(cut_words) - 1 if cut > columns // 2 else cut + 2, cut_words)
    rows = [f"{_level((y + 1) * row_db):>{LEFT - 2}} {signs.side}{''.join(grid[y])}".rstrip()
            for y in reversed(range(height))]
    return [*rows, *_foot(sound, low, f[-1], columns, signs)]


def binned(f: Sequence[float], tl: Sequence[float], edges: Sequence[float]) -> list[float]:
    """Mean by transmitted power between neighbouring edges [Hz]; the curve's own value where no sample lies between."""
    out = []
    for a, b in zip(edges, edges[1:], strict=False):
        inside = [float(v) for g, v in zip(f, tl, strict=True) if a <= g < b]
        if not inside:
            middle = (a * b) ** 0.5
            i = min(max(1, next((i for i, g in enumerate(f) if g >= middle), len(f) - 1)), len(f) - 1)
            part = (middle - f[i - 1]) / (f[i] - f[i - 1])
            inside = [float(tl[i - 1]) + part * float(tl[i] - tl[i - 1])]
        out.append(-10 * math.log10(math.fsum(10 ** (-v / 10) for v in inside) / len(inside)))
    return out


def _fill(grid: list[list[str]], x: int, rows: float, signs: Signs, sure: bool) -> None:
    """One column from the floor up over a number of rows."""
    parts = len(signs.parts)
    eighths = round(rows * parts)
    for y in range(len(grid)):
        here = min(parts, eighths - y * parts)
        if here > 0:
            grid[y][x] = signs.parts[here - 1] if sure else signs.unsure


def _column(frequency: float, low: float, high: float, columns: int) -> int | None:
    if not low < frequency < high:
        return None
    return min(columns - 1, int(math.log(frequency / low) / math.log(high / low) * columns))


def _level(value: float) -> str:
    """dB of a row's upper edge, at each step."""
    return f"{value:.0f}" if value % STEP_DB == 0 else ""


def _foot(sound: Sound, low: float, high: float, columns: int, signs: Signs) -> list[str]:
    """The floor with a tick at each octave's middle, and its name below."""
    floor, names = [signs.floor] * columns, [" "] * columns
    for label, a, b, *_ in sound.bands:
        at = _column((a * b) ** 0.5, low, high, columns)
        if at is not None:
            floor[at] = signs.tick
            _write(names, at - len(label) // 2, label)
    _write(names, columns - 2, "Hz")
    return [f"{'dB':>{LEFT - 2}} {signs.corner}{''.join(floor)}", (" " * LEFT + "".join(names)).rstrip()]


def _write(row: list[str], at: int, words: str) -> None:
    """Words over the signs from `at` on, what does not fit left out."""
    for i, sign in enumerate(words):
        if 0 <= at + i < len(row):
            row[at + i] = sign
