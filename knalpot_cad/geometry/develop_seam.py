"""What a seam adds to a blank: strips beside both seam rulings and the lines that show them (facts/sheets.md 1).

| seam | left, right edge gains | marks |
|---|---|---|
| butt | -gap/2 each | none |
| lap w | w/2 each: the weld line lies on the seam; or 0, w (`bias`) | where the other ply ends, on both plies |
| spot | as lap | lap lines; spot centres on the seam ruling, both plies |
| lock, fold f | 1.5 f + x/2 each: four layers, 3 f + x | folds f from each edge, left one UP, right one DOWN |

Features keep their place on the blank whatever the seam adds. `allowance` reads any object with the fields of a seam
(kind, gap_mm, width_mm, fold_mm, extra_mm); pitch and end distance of spots are the workshop's and have no default.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from knalpot_cad.geometry.develop_blank import Blank, rim_chain, strip
from knalpot_cad.geometry.plane import Contour, Point
from knalpot_cad.geometry.sections.fit import TOLERANCE
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, Stroke

WIDEST = 0.25       # root gap as a share of the shorter rim


class SeamLike(Protocol):
    """The written seam."""

    @property
    def kind(self) -> str: ...
    @property
    def gap_mm(self) -> float: ...
    @property
    def width_mm(self) -> float: ...
    @property
    def fold_mm(self) -> float: ...
    @property
    def extra_mm(self) -> float: ...


@dataclass(frozen=True)
class Line:
    """A line parallel to a seam ruling: layer, which side, distance outwards of the ruling [mm]."""

    layer: str
    right: bool
    distance_mm: float


@dataclass(frozen=True)
class Allowance:
    """What the left and the right seam edge gain [mm], and the lines to draw."""

    left_mm: float = 0.0
    right_mm: float = 0.0
    lines: tuple[Line, ...] = ()

    def outline(self, blank: Blank, tolerance: float = TOLERANCE) -> Contour:
        """Contour of the blank with this seam."""
        return blank.outline(self.left_mm, self.right_mm, tolerance)

    def faults(self, blank: Blank) -> list[tuple[str, dict[str, object]]]:
        """Strips that meet in the mouth of a nearly closed blank, which is then made of two panels; a gap that eats up
        a short rim.
        """
        if self.left_mm + self.right_mm < 0:
            rim = min(Contour(tuple(rim_chain(r)), False).length for r in (blank.lower, blank.upper))
            gap, most = -self.left_mm - self.right_mm, WIDEST * rim
            return [("out-of-range", {"key": "gap_mm", "value": gap, "low": 0.0, "high": round(most, 2)})] \
                if gap > most else []
        (a, b), (c, d) = blank.seams()
        left = [a, *(strip(a, b, self.left_mm, -1) if self.left_mm > 0 else ()), b]
        right = [c, *(strip(c, d, self.right_mm, 1) if self.right_mm > 0 else ()), d]
        met = any(crossed(p, q, r, s) for p, q in zip(left, left[1:], strict=False)
                  for r, s in zip(right, right[1:], strict=False))
        room = min(abs(a - c), abs(b - d))
        return [("out-of-range", {"key": "seam_mm", "value": self.left_mm + self.right_mm, "low": 0.0,
                                  "high": room})] if met else []

    def strokes(self, blank: Blank, tolerance: float = TOLERANCE) -> tuple[Stroke, ...]:
        """The seam's lines on the blank, dashed."""
        return tuple(Stroke(line.layer, blank.parallel(line.right, line.distance_mm, tolerance), dashed=True)
                     for line in self.lines)


def crossed(p: complex, q: complex, r: complex, s: complex) -> bool:
    """Whether the segments p-q and r-s cross."""
    def side(a: complex, b: complex, c: complex) -> float:
        return ((b - a).conjugate() * (c - a)).imag
    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def butt(gap_mm: float) -> Allowance:
    """Edge to edge with a root gap [mm]."""
    return Allowance(-gap_mm / 2 + 0.0, -gap_mm / 2 + 0.0)


def lap(width_mm: float, bias: Literal["both", "right"] = "both") -> Allowance:
    """Overlap of a width [mm], half on each edge, or all on the right one."""
    left, right = (width_mm / 2, width_mm / 2) if bias == "both" else (0.0, width_mm)
    # a ply covers the other one as far as that one reaches: its line lies that far inside its own ruling
    return Allowance(left, right, (Line(MARK, False, -right), Line(MARK, True, -left)) if left else
                     (Line(MARK, False, -right), Line(MARK, True, 0.0)))


def lock(fold_mm: float, extra_mm: float) -> Allowance:
    """Grooved seam of four layers: 3 folds and an extra that a test piece must calibrate [mm]."""
    edge = 1.5 * fold_mm + extra_mm / 2
    return Allowance(edge, edge, (Line(BEND_UP, False, edge - fold_mm), Line(BEND_DOWN, True, edge - fold_mm)))


def allowance(seam: SeamLike) -> Allowance:
    """The allowance of a written seam; spot welds are a lap with `spots` on it."""
    if seam.kind == "butt":
        return butt(seam.gap_mm)
    return lock(seam.fold_mm, seam.extra_mm) if seam.kind == "lock" else lap(seam.width_mm)


def spots(blank: Blank, pitch_mm: float, end_mm: float) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Centres of spot welds on the left and on the right seam ruling, the same distances from the lower rim.

    The first and last stand end_mm from the rims, the others at equal steps of at most pitch_mm between them.
    """
    (a, b), (c, d) = blank.seams()
    length = abs(b - a)
    room = length - 2 * end_mm
    if room <= 0:
        at = [length / 2]
    else:
        n = max(1, math.ceil(room / pitch_mm - 1e-9))
        at = [end_mm + room * i / n for i in range(n + 1)]

    def along(p: complex, q: complex) -> tuple[Point, ...]:
        step = (q - p) / abs(q - p)
        return tuple(((p + s * step).real, (p + s * step).imag) for s in at)
    return along(a, b), along(c, d)


def widest_free(taken: Iterable[tuple[float, float]], length: float) -> tuple[float, float]:
    """Middle and width [mm] of the widest arc free of the intervals (from, to) on a closed outline of that length.

    Intervals run counter-clockwise and may pass the zero; to <= from means that it does. Nothing free: width <= 0.
    """
    spans = sorted((a % length, (b - a) % length or (length if b != a else 0.0)) for a, b in taken)
    if not spans:
        return 0.0, length
    best = (0.0, -math.inf)
    reach = max((a + w - length for a, w in spans), default=0.0)
    reach = max(reach, 0.0)
    for i, (a, w) in enumerate(spans):
        reach = max(reach, a + w)
        following = spans[i + 1][0] if i + 1 < len(spans) else spans[0][0] + length
        if following - reach > best[1]:
            best = (((reach + following) / 2) % length, following - reach)
    return best
