"""How much of a stock sheet the flat parts take: their boxes laid side by side, and how many exhausts a sheet gives.

Boxes as drawn, upright or turned by a quarter, on a skyline: a shop that cuts shapes into each other's hollows needs
less, never more. All in mm. Same sheets, same answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knalpot_cad.geometry.sheet import Sheet

GAP_MM, EDGE_MM = 5.0, 10.0         # between two pieces, and to the sheet's edge: room for a plasma torch or shears (M)
MOST = 500                          # pieces of one exhaust on one sheet: more is no exhaust
Box = tuple[float, float]
ORDERS: tuple[Callable[[Box], float], ...] = (max, lambda b: b[0] * b[1], min, sum)


@dataclass(frozen=True)
class Laid:
    """One piece: lower left corner of its box, size as it lies, and whether it was turned."""

    part: str
    x: float
    y: float
    wide: float
    high: float
    turned: bool


@dataclass(frozen=True)
class Nest:
    """Pieces of one material and thickness on one sheet, width across and length along; metal is their own area.

    one_mm: length of sheet that one exhaust takes across the whole width; fits: exhausts that one sheet gives, whose
    pieces are laid. 0 where one alone does not fit: then nothing is laid.
    """

    material: str
    thickness_mm: float
    width_mm: float
    length_mm: float
    metal_mm2: float
    one_mm: float
    fits: int
    laid: tuple[Laid, ...]

    @property
    def used(self) -> float:
        """Share of the sheet that becomes parts."""
        return self.fits * self.metal_mm2 / (self.width_mm * self.length_mm)


def nest(sheets: Iterable[Sheet], width_mm: float, length_mm: float) -> Nest:
    """The cut pieces of one exhaust, all of one material and thickness, on a sheet of that size."""
    cut = [s for s in sheets if not s.paper_only for _ in range(s.count)]
    kinds = {(s.material, s.thickness_mm) for s in cut}
    if len(kinds) != 1 or len(cut) > MOST:
        raise ValueError(f"{len(cut)} pieces of {len(kinds)} kinds of sheet")
    pieces = [(s.name, size(s)) for s in cut]
    one, laid = best(pieces, width_mm, length_mm)
    boxes = math.fsum((w + GAP_MM) * (h + GAP_MM) for _, (w, h) in pieces)
    fits = 1 if laid else 0
    too_many = 1 + math.floor((width_mm + GAP_MM) * (length_mm + GAP_MM) / boxes) if laid else 1
    while too_many - fits > 1:          # halved: more pieces never fit where fewer do not
        middle = (fits + too_many) // 2
        _, more = best(pieces * middle, width_mm, length_mm)
        fits, laid, too_many = (middle, more, too_many) if more else (fits, laid, middle)
    return Nest(*kinds.pop(), width_mm, length_mm, math.fsum(s.area_mm2 for s in cut), one if laid else math.nan, fits,
                laid)


def size(sheet: Sheet) -> Box:
    x0, y0, x1, y1 = sheet.bounds()
    return x1 - x0, y1 - y0


def best(pieces: Sequence[tuple[str, Box]], width: float, length: float) -> tuple[float, tuple[Laid, ...]]:
    """The shortest of several orders, and its length with the far edge; nothing laid where none fits."""
    found: list[tuple[float, tuple[Laid, ...]]] = []
    for key in ORDERS:
        order = sorted(pieces, key=lambda p: (-key(p[1]), p[0]))
        laid = skyline(order, width - 2 * EDGE_MM + GAP_MM, length - 2 * EDGE_MM + GAP_MM)
        if laid:
            found.append((max(p.y + p.high for p in laid) + EDGE_MM, laid))
    return min(found, key=lambda f: f[0]) if found else (math.inf, ())


def skyline(pieces: Sequence[tuple[str, Box]], width: float, length: float) -> tuple[Laid, ...]:
    """One piece after the other, each where its far side lies lowest; nothing where one does not fit."""
    tops: list[tuple[float, float, float]] = [(0.0, width, 0.0)]        # x, width, height of the pieces below
    out = []
    for part, (a, b) in pieces:
        places = []
        for turned, (w, h) in ((False, (a, b)), (True, (b, a))):
            w, h = w + GAP_MM, h + GAP_MM
            places += [(y + h, x, turned, w, h) for x, y in stands(tops, w, width) if y + h <= length + 1e-9]
        if not places:
            return ()
        top, x, turned, w, h = min(places)
        out.append(Laid(part, x + EDGE_MM, top - h + EDGE_MM, w - GAP_MM, h - GAP_MM, turned))
        tops = raised(tops, x, w, top)
    return tuple(out)


def stands(tops: Sequence[tuple[float, float, float]], wide: float, width: float) -> list[tuple[float, float]]:
    """Where a piece can stand against a step: x, and the height it then stands at."""
    out = []
    for x, _, _ in tops:
        if x + wide <= width + 1e-9:
            out.append((x, max(y for x0, w, y in tops if x0 < x + wide - 1e-9 and x0 + w > x + 1e-9)))
    return out


def raised(tops: Sequence[tuple[float, float, float]], x: float, wide: float,
           top: float) -> list[tuple[float, float, float]]:
    """The skyline with a piece on it."""
    out = [(x, wide, top)]
    for x0, w, y in tops:
        if x0 < x:
            out.append((x0, min(w, x - x0), y))
        if x0 + w > x + wide:
            start = max(x0, x + wide)
            out.append((start, x0 + w - start, y))
    return sorted(p for p in out if p[1] > 1e-9)
