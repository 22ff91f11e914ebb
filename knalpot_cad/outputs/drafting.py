"""A drawing as strokes, fills and words on paper (mm, y down), which drawing.typ sets; with dimensions and balloons.

Line widths and arrows follow ISO 128 and ISO 129 in the sizes of an A3 sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from knalpot_cad.numbers import fmt

ARROW, ARROW_HALF = 2.6, 0.45
TEXT, SMALL = 3.2, 2.6           # height of letters on paper
GAP, OVER = 1.0, 1.6             # extension line: off the part, beyond the dimension line
BALLOON = 3.4                    # radius
HATCH = 1.6                      # between hatch lines
THIN = 1.3                       # cut metal thinner than this on paper is filled

Point = tuple[float, float]


def _mm(value: float) -> float:
    return round(float(value), 3) + 0.0


@dataclass(frozen=True)
class Place:
    """Where a view lies: paper of its origin, and model mm a paper mm; view y runs up, paper y down."""

    x: float
    y: float
    scale: float

    def on(self, p: Sequence[float]) -> Point:
        return self.x + p[0] / self.scale, self.y - p[1] / self.scale


@dataclass
class Pad:
    """Everything drawn so far."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    fills: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)

    def line(self, style: str, points: Iterable[Sequence[float]], closed: bool = False) -> None:
        self.lines.append({"style": style, "closed": closed, "d": [[_mm(x), _mm(y)] for x, y in points]})

    def fill(self, style: str, loops: Sequence[Sequence[Sequence[float]]]) -> None:
        self.fills.append({"style": style, "loops": [[[_mm(x), _mm(y)] for x, y in loop] for loop in loops]})

    def text(self, x: float, y: float, words: str, size: float = TEXT, align: str = "center", turn: float = 0.0,
             bold: bool = False) -> None:
        """Words with their middle (or left, right edge) at x and their middle height at y; turn in degrees."""
        self.words.append({"x": _mm(x), "y": _mm(y), "words": words, "size": size, "align": align, "turn": turn,
                           "bold": bold})

    def arrow(self, tip: Point, towards: Point) -> None:
        """An arrow head at tip, pointing away from `towards`."""
        dx, dy = tip[0] - towards[0], tip[1] - towards[1]
        n = math.hypot(dx, dy) or 1.0
        dx, dy = dx / n, dy / n
        back = tip[0] - ARROW * dx, tip[1] - ARROW * dy
        self.fill("ink", [[tip, (back[0] - ARROW_HALF * dy, back[1] + ARROW_HALF * dx),
                           (back[0] + ARROW_HALF * dy, back[1] - ARROW_HALF * dx)]])

    # dimensions ---------------------------------------------------------------------------------------------------
    def across(self, a: Point, b: Point, y: float, value: str) -> None:
        """Horizontal dimension between two paper points, its line at height y."""
        for x, from_y in (a, b):
            sign = 1.0 if y > from_y else -1.0
            if abs(y - from_y) > GAP:
                self.line("thin", [(x, from_y + sign * GAP), (x, y + sign * OVER)])
        x0, x1 = sorted((a[0], b[0]))
        wide = text_width(value, SMALL)
        if x1 - x0 >= 2 * ARROW + 1.0:
            self.line("thin", [(x0, y), (x1, y)])
            self.arrow((x0, y), (x1, y))
            self.arrow((x1, y), (x0, y))
        else:                   # too narrow: arrows from outside
            self.line("thin", [(x0 - 2 * ARROW, y), (x1 + 2 * ARROW, y)])
            self.arrow((x0, y), (x0 - 1, y))
            self.arrow((x1, y), (x1 + 1, y))
        if wide < x1 - x0 - 1.0:
            self.text((x0 + x1) / 2, y - 2.1, value, SMALL)
        else:
            self.text(x1 + 2 * ARROW + 0.6, y - 2.1 if x1 - x0 >= 2 * ARROW + 1.0 else y, value, SMALL, "left")

    def upright(self, a: Point, b: Point, x: float, value: str) -> None:
        """Vertical dimension between two paper points, its line at x, words read from the right."""
        for from_x, y in (a, b):
            sign = 1.0 if x > from_x else -1.0
            if abs(x - from_x) > GAP:
                self.line("thin", [(from_x + sign * GAP, y), (x + sign * OVER, y)])
        y0, y1 = sorted((a[1], b[1]))
        if y1 - y0 >= 2 * ARROW + 1.0:
            self.line("thin", [(x, y0), (x, y1)])
            self.arrow((x, y0), (x, y1))
            self.arrow((x, y1), (x, y0))
        else:
            self.line("thin", [(x, y0 - 2 * ARROW), (x, y1 + 2 * ARROW)])
            self.arrow((x, y0), (x, y0 - 1))
            self.arrow((x, y1), (x, y1 + 1))
        if text_width(value, SMALL) < y1 - y0 - 1.0:
            self.text(x - 2.1, (y0 + y1) / 2, value, SMALL, turn=-90.0)
        else:
            outside = 2 * ARROW if y1 - y0 < 2 * ARROW + 1.0 else 1.0
            self.text(x - 2.1, y0 - outside - text_width(value, SMALL) / 2, value, SMALL, turn=-90.0)

    def balloon(self, at: Point, number: int, target: Point) -> None:
        """A numbered circle with a leader that ends in a dot on the part."""
        dx, dy = target[0] - at[0], target[1] - at[1]
        n = math.hypot(dx, dy) or 1.0
        self.line("thin", [(at[0] + dx / n * BALLOON, at[1] + dy / n * BALLOON), target])
        self.line("thin", [(at[0] + BALLOON * math.cos(t), at[1] + BALLOON * math.sin(t))
                           for t in (2 * math.pi * i / 48 for i in range(48))], closed=True)
        self.fill("ink", [[(target[0] + 0.55 * math.cos(t), target[1] + 0.55 * math.sin(t))
                           for t in (2 * math.pi * i / 16 for i in range(16))]])
        self.text(at[0], at[1], str(number), SMALL, bold=True)

    # cut faces ----------------------------------------------------------------------------------------------------
    def cut(self, loops: Sequence[Sequence[Point]], angle_deg: float, filling: bool) -> None:
        """Cut faces on paper: thin metal filled, thick metal hatched, wool with wide crossed hatching."""
        import shapely

        whole = shapely.Polygon()
        for loop in loops:      # holes lie in what is there already
            whole = whole.symmetric_difference(shapely.make_valid(shapely.Polygon(loop)))
        if filling:
            for angle in (45.0, 135.0):
                self.hatch(whole, angle, 2.6 * HATCH, "faint")
            return
        for part in getattr(whole, "geoms", [whole]):
            if part.is_empty or part.geom_type != "Polygon":
                continue
            if 2 * part.area / max(part.length, 1e-9) < THIN:
                self.fill("metal", [list(ring.coords)[:-1] for ring in (part.exterior, *part.interiors)])
            else:
                self.hatch(part, angle_deg, HATCH, "hatch")

    def hatch(self, polygon: Any, angle_deg: float, step: float, style: str) -> None:
        """Parallel lines within a polygon, at the same places for all polygons."""
        import shapely
        from shapely import affinity

        if polygon.is_empty:
            return
        turned = affinity.rotate(polygon, -angle_deg, origin=(0, 0))
        x0, y0, x1, y1 = turned.bounds
        rows = [shapely.LineString([(x0 - 1, k * step), (x1 + 1, k * step)])
                for k in range(math.ceil(y0 / step), math.floor(y1 / step) + 1)]
        for row in rows:
            found = affinity.rotate(turned.intersection(row), angle_deg, origin=(0, 0))
            for piece in getattr(found, "geoms", [found]):
                if piece.geom_type == "LineString" and not piece.is_empty:
                    self.line(style, list(piece.coords))


def text_width(words: str, size: float) -> float:
    """About how wide words are set [mm]."""
    return 0.64 * size * len(words)


def number(value: float) -> str:
    """A dimension as a drawing has it: no needless zeros."""
    return fmt(value, 1).removesuffix(".0")


def spread(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones (rising), no two nearer than least, within low .. high where they fit."""
    out: list[float] = []
    for w in wanted:
        out.append(max(w, low) if not out else max(w, out[-1] + least))
    edge = high
    for i in range(len(out) - 1, -1, -1):
        out[i] = min(out[i], edge)
        edge = out[i] - least
    return out
