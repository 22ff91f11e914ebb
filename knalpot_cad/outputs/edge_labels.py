"""True lengths written beside the edges of a paper pattern: where they stand so that they hit nothing, in mm.

A label lies along its edge, outside the metal where there is room, else inside; a short edge gets a leader. It must lie
whole in the window of one page. What finds no place is handed back, for the table of dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.ink import Ink
from knalpot_cad.outputs.sides import Side, sides
from knalpot_cad.outputs.tiles import Box

SIZE_MM = 2.65                   # 7.5 pt
HIGH_MM = 2.2                    # capitals with a little air
ADVANCE = {".": 0.32, " ": 0.32, "Ø": 0.79, "×": 0.84, "°": 0.5}      # of DejaVu Sans, in sizes; digits 0.64
NEAR_MM = (2.2, 3.2, 4.6)        # from the edge to the middle of the words
FAR_MM = (6.0, 9.0, 13.0, 18.0, 24.0, 32.0)
TURNS_DEG = (0.0, 35.0, -35.0, 65.0, -65.0)
SMALL_MM = 12.0                  # an opening below this is as good as its box


@dataclass(frozen=True)
class Label:
    """Words with their middle at x, y, turned by angle_deg; leader runs from the edge to the words."""

    x: float
    y: float
    angle_deg: float
    words: str
    leader: tuple[Point, Point] | None = None

    def box(self) -> Box:
        """Extent of the words [mm]."""
        a, w, h = math.radians(self.angle_deg), width(self.words) / 2, HIGH_MM / 2
        dx, dy = abs(w * math.cos(a)) + abs(h * math.sin(a)), abs(w * math.sin(a)) + abs(h * math.cos(a))
        return self.x - dx, self.y - dy, self.x + dx, self.y + dy

    def corners(self, grow: float = 0.0) -> list[Point]:
        a, w, h = math.radians(self.angle_deg), width(self.words) / 2 + grow, HIGH_MM / 2 + grow
        c, s = math.cos(a), math.sin(a)
        return [(self.x + u * c - v * s, self.y + u * s + v * c) for u, v in ((-w, -h), (w, -h), (w, h), (-w, h))]


def width(words: str) -> float:
    """Width of words as set [mm]."""
    return SIZE_MM * sum(ADVANCE.get(c, 0.64) for c in words)


def labels(sheet: Sheet, turned: bool, lines: Sequence[Ink], windows: Sequence[Box], taken: Sequence[Box],
           around: str = "") -> tuple[list[Label], list[str]]:
    """Labels of all edges and openings, and the words of those that found no place.

    lines is what is drawn, taken are boxes that must stay free (registration marks), both as they lie on paper; around
    stands before the length round something that has no corners.
    """
    room = Room(lines, windows, taken)
    rows: list[tuple[str, Iterator[Label]]] = []
    outline = _turned(sheet.outline) if turned else sheet.outline
    if isinstance(outline, Circle):
        words = f"Ø{fmt(2 * outline.radius, 2)}"
        rows.append((words, _on_circle(outline, words, 1.0)))
    else:
        found = sorted(sides(outline), key=lambda s: s.length)
        for side in found:
            words = fmt(side.length, 2) if len(found) > 1 else f"{around} {fmt(side.length, 2)}".strip()
            rows.append((words, _on_side(side, words)))
    openings = [_turned(h) if turned else h for h in (*sheet.holes, *sheet.punched)]
    rows += [(words, _on_openings(same, words)) for words, same in groups(openings, around)]
    placed, left = [], []
    for words, candidates in rows:
        chosen = next((c for c in candidates if room.free(c)), None)
        if chosen is None:
            left.append(words)
        else:
            room.take(chosen)
            placed.append(chosen)
    return placed, left


def groups(openings: Sequence[Outline], around: str = "") -> list[tuple[str, list[Outline]]]:
    """Openings of one size together, with their words: `12 × Ø4.00`."""
    out: dict[str, list[Outline]] = {}
    for hole in openings:
        size = f"Ø{fmt(2 * hole.radius, 2)}" if isinstance(hole, Circle) else f"{around} {fmt(hole.length, 2)}".strip()
        out.setdefault(size, []).append(hole)
    return [(f"{len(same)} × {size}" if len(same) > 1 else size, same) for size, same in out.items()]


class Room:
    """What is drawn on the paper, to be asked whether a label is free of it."""

    def __init__(self, lines: Sequence[Ink], windows: Sequence[Box], taken: Sequence[Box]) -> None:
        import shapely

        self.shapely, self.windows = shapely, windows
        drawn = [shapely.box(*line.box) if _small(line) else shapely.linestrings(points(line)) for line in lines
                 if line.style != "centre"]
        self.tree = shapely.STRtree([*drawn, *(shapely.box(*box) for box in taken)])
        self.labels: list[Any] = []

    def free(self, label: Label) -> bool:
        x0, y0, x1, y1 = label.box()
        if not any(a < x0 - 1 and b < y0 - 1 and x1 + 1 < c and y1 + 1 < d for a, b, c, d in self.windows):
            return False
        shapes = [self.shapely.Polygon(label.corners(0.8))]
        if label.leader:
            shapes.append(self.shapely.LineString(label.leader))
        return not any(len(self.tree.query(s, predicate="intersects")) or any(s.intersects(o) for o in self.labels)
                       for s in shapes)

    def take(self, label: Label) -> None:
        self.labels.append(self.shapely.Polygon(label.corners(0.6)))
        if label.leader:
            self.labels.append(self.shapely.LineString(label.leader))


def _small(line: Ink) -> bool:
    return line.style in ("CUT_INNER", "PUNCH") and line.box[2] - line.box[0] < SMALL_MM


def points(line: Ink) -> list[Point]:
    """Points on the line, each cubic in six pieces."""
    out: list[Point] = []
    for _, *c in line.commands:
        if len(c) == 6:
            (x0, y0), steps = out[-1], [k / 6 for k in range(1, 7)]
            weights = [((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3) for t in steps]
            out += [(w[0] * x0 + w[1] * c[0] + w[2] * c[2] + w[3] * c[4],
                     w[0] * y0 + w[1] * c[1] + w[2] * c[3] + w[3] * c[5]) for w in weights]
        elif c:
            out.append((c[0], c[1]))
        else:
            out.append(out[0])
    return out


def _turned(outline: Outline) -> Outline:
    """After a quarter turn left."""
    if isinstance(outline, Circle):
        return Circle(-outline.y, outline.x, outline.radius)
    return Contour(tuple(type(v)(-v.y, v.x, v.bulge) for v in outline.vertices), outline.closed)


def _on_side(side: Side, words: str) -> Iterator[Label]:
    """The metal lies left of a side; places along it from its middle outwards."""
    steps = max(4, min(40, int(side.length / 8)))
    parts = sorted((k / steps for k in range(1, steps)), key=lambda p: (abs(p - 0.5), p))
    at = [side.at(p) for p in parts]
    if side.length > 0.8 * width(words):
        for sign in (-1.0, 1.0):        # outside, then inside
            for near in NEAR_MM:
                for (x, y), (u, v) in at:
                    angle = _readable(math.degrees(math.atan2(v, u)))
                    yield Label(x - sign * v * near, y + sign * u * near, angle, words)
    for sign in (-1.0, 1.0):
        for (x, y), (u, v) in at[:3]:
            yield from _led((x, y), math.atan2(sign * u, -sign * v), words)


def _on_circle(circle: Circle, words: str, sign: float) -> Iterator[Label]:
    for turn in (45, 135, -45, -135, 20, 160, -20, -160, 70, 110, -70, -110):
        a = math.radians(turn)
        rim = circle.x + circle.radius * math.cos(a), circle.y + circle.radius * math.sin(a)
        yield from _led(rim, a if sign > 0 else a + math.pi, words)


def _on_openings(same: Sequence[Outline], words: str) -> Iterator[Label]:
    """In the opening where it is large enough, else led out of it; any one of the same size may bear the words."""
    for hole in same[:40]:
        if isinstance(hole, Circle):
            for part in (-0.4, 0.4, -0.6, 0.6):
                if width(words) / 2 + 0.6 < math.sqrt(1 - (abs(part) + HIGH_MM / 2 / hole.radius) ** 2) * hole.radius \
                        if abs(part) + HIGH_MM / 2 / hole.radius < 1 else False:
                    yield Label(hole.x, hole.y + part * hole.radius, 0.0, words)
            yield from _on_circle(hole, words, 1.0)
        else:
            x0, y0, x1, y1 = hole.bounds()
            if x1 - x0 > width(words) + 4:
                yield Label((x0 + x1) / 2, (y0 + y1) / 2, 0.0, words)
            for side in sides(hole):
                for part in (0.1, 0.35, 0.6, 0.85):
                    (x, y), (u, v) = side.at(part)
                    yield from _led((x, y), math.atan2(-u, v) if hole.area > 0 else math.atan2(u, -v), words)


def _led(start: Point, direction: float, words: str) -> Iterator[Label]:
    """Upright words at the end of a leader from start, near ones first."""
    for far in FAR_MM:
        for turn in TURNS_DEG:
            a = direction + math.radians(turn)
            c, s = math.cos(a), math.sin(a)
            tip = start[0] + far * c, start[1] + far * s
            out = width(words) / 2 + 0.8
            x = tip[0] + (out if c >= 0 else -out)
            leader = ((start[0] + 0.3 * c, start[1] + 0.3 * s), tip)
            yield Label(x, tip[1], 0.0, words, leader)


def _readable(angle: float) -> float:
    """The angle of words that read from below or from the right, in (-90, 90]."""
    turned = math.remainder(angle, 360.0)
    return turned - 180.0 if turned > 90.001 else turned + 180.0 if turned <= -89.999 else turned


__all__ = ["Label", "labels", "width"]
