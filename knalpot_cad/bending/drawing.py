"""A bent pipe seen from two sides, as lines for paper: the exact silhouette of a tube is its projected centre line
drawn as wide as the tube; farther pieces come first so that nearer ones lie over them. Paper mm, y down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knalpot_cad.geometry.frame import Vec, add, dot
from knalpot_cad.geometry.route import Piece, Route

SCALES = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 50.0)
STEP_DEG, END_STEPS = 3.0, 36
Point = tuple[float, float]


@dataclass(frozen=True)
class View:
    """right and down are the paper's axes in the pipe's own frame; the reader looks along `into`."""

    name: str
    right: Vec
    down: Vec
    into: Vec
    axes: tuple[str, str]       # names of what runs right and up


SIDE = View("side", (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0), ("z", "y"))
ABOVE = View("above", (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), ("z", "x"))


@dataclass(frozen=True)
class Drawn:
    """One view at 1 : scale in a box; tube pieces far to near, centre line, ends, intersection points with numbers."""

    name: str
    axes: tuple[str, str]
    width: float
    height: float
    tube: float
    pieces: tuple[tuple[Point, ...], ...]
    ends: tuple[tuple[Point, ...], ...]
    axis: tuple[Point, ...]
    points: tuple[Point, ...]


def extents(route: Route, od_mm: float, view: View) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a view with its intersection points, in mm of the pipe."""
    flat = [_flat(p, view) for p in [*(q for piece in route.pieces() for q in _along(piece)), *route.vertices()]]
    r = od_mm / 2
    return (min(x for x, _ in flat) - r, min(y for _, y in flat) - r,
            max(x for x, _ in flat) + r, max(y for _, y in flat) + r)


def scale_for(route: Route, od_mm: float, boxes: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """The least of the usual scales 1 : n at which both views fit into one of the boxes (width, height), and which."""
    spans = [extents(route, od_mm, view) for view in (SIDE, ABOVE)]
    ways = []
    for i, (width, height) in enumerate(boxes):
        need = max(max((x1 - x0) / width, (y1 - y0) / height) for x0, y0, x1, y1 in spans)
        ways.append((next((s for s in SCALES if s >= need), need), i))
    return min(ways)


def drawn(route: Route, od_mm: float, view: View, scale: float) -> Drawn:
    """One view at 1 : scale, its upper left corner at the origin."""
    x0, y0, x1, y1 = extents(route, od_mm, view)

    def on(p: Vec) -> Point:
        x, y = _flat(p, view)
        return round((x - x0) / scale, 4), round((y - y0) / scale, 4)
    pieces = sorted(route.pieces(), key=lambda piece: -_depth(piece, view))
    axis = [p for i, piece in enumerate(route.pieces()) for p in _along(piece)[(1 if i else 0):]]
    ends = []
    for frame in (route.pieces()[0].frame, route.end()):
        ring = [add(add(frame.origin, frame.x, od_mm / 2 * math.cos(t)), frame.y, od_mm / 2 * math.sin(t))
                for t in (2 * math.pi * k / END_STEPS for k in range(END_STEPS))]
        ends.append(tuple(on(p) for p in ring))
    return Drawn(view.name, view.axes, (x1 - x0) / scale, (y1 - y0) / scale, od_mm / scale,
                 tuple(tuple(on(p) for p in _along(piece)) for piece in pieces), tuple(ends),
                 tuple(on(p) for p in axis), tuple(on(p) for p in route.vertices()))


def _along(piece: Piece) -> list[Vec]:
    """Points of the centre line of a piece, chords of at most STEP_DEG."""
    n = max(1, math.ceil(piece.angle_deg / STEP_DEG))
    inner = [replace(piece, length_mm=piece.length_mm * k / n, angle_deg=piece.angle_deg * k / n).end().origin
             for k in range(1, n + 1)]
    return [piece.frame.origin, *inner]


def _flat(p: Vec, view: View) -> Point:
    return dot(p, view.right), dot(p, view.down)


def _depth(piece: Piece, view: View) -> float:
    """How far a piece lies from the reader, its middle."""
    points: Sequence[Vec] = _along(piece)
    return math.fsum(dot(p, view.into) for p in points) / len(points)
