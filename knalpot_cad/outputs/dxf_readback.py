"""Contours out of the text of a DXF, so that a written file can be compared with its sheet; lengths in mm.

Reads what dxf_entities.py writes and nothing of how: group codes and values only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, Vertex
from knalpot_cad.geometry.sheet import CUT_INNER, CUT_OUTER, PUNCH

JOIN = 1e-5          # ends of neighbours in the profile of lines and arcs meet within this


@dataclass
class Entity:
    """One entity: its numbers by group code, and the vertices of a polyline."""

    kind: str
    layer: str = ""
    numbers: dict[int, float] = field(default_factory=dict)
    vertices: list[list[float]] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return bool(int(self.numbers.get(70, 0.0)) & 1)


def metal_area(content: str) -> float:
    """Area of the outlines less the holes [mm2]; NaN where a cut contour is open or of a kind we never write."""
    found = outlines(content, (CUT_OUTER, CUT_INNER, PUNCH))
    if not found or any(isinstance(o, Contour) and not o.closed for _, o in found):
        return math.nan
    return math.fsum(abs(o.area) if layer == CUT_OUTER else -abs(o.area) for layer, o in found)


def outlines(content: str, layers: Iterable[str]) -> list[tuple[str, Outline]]:
    """Layer and outline of every entity on the layers; lines and arcs are joined in the order they are written."""
    wanted = set(layers)
    out: list[tuple[str, Outline]] = []
    chain: list[Entity] = []
    for e in entities(content, wanted):
        if e.kind == "CIRCLE":
            out.append((e.layer, Circle(e.numbers[10], e.numbers[20], e.numbers[40])))
        elif e.kind in ("LWPOLYLINE", "POLYLINE"):
            out.append((e.layer, Contour(tuple(Vertex(x, y, bulge) for x, y, bulge in e.vertices), e.closed)))
        elif e.kind in ("LINE", "ARC"):
            chain.append(e)
        else:
            out.append((e.layer, Contour((), False)))
    return out + _joined(chain)


def entities(content: str, layers: Iterable[str]) -> Iterator[Entity]:
    """Entities of the section ENTITIES on these layers; the vertices of an old polyline belong to it."""
    section = content.split("\nENTITIES\n", 1)[1].split("\n  0\nENDSEC\n", 1)[0]
    wanted = set(layers)
    now: Entity | None = None
    for piece in f"\n{section}\n".split("\n  0\n")[1:]:
        layer = piece.partition("\n  8\n")[2].partition("\n")[0]
        if layer not in wanted:         # most are strokes of words
            continue
        lines = piece.split("\n")
        if lines[0] == "VERTEX" and now is not None:
            now.vertices.append([0.0, 0.0, 0.0])
        elif lines[0] != "SEQEND":
            if now is not None:
                yield now
            now = Entity(lines[0], layer)
        if now is not None:
            for code, value in zip(lines[1::2], lines[2::2], strict=False):
                _take(now, int(code), value)
    if now is not None:
        yield now


def _take(now: Entity, code: int, value: str) -> None:
    inside = now.kind == "LWPOLYLINE" or (now.kind == "POLYLINE" and bool(now.vertices))
    if inside and code in (10, 20, 42):
        if now.kind == "LWPOLYLINE" and code == 10:
            now.vertices.append([0.0, 0.0, 0.0])
        now.vertices[-1][{10: 0, 20: 1, 42: 2}[code]] = float(value)
    elif (10 <= code < 60 or code == 70) and code not in now.numbers:       # of a vertex: after those of its polyline
        now.numbers[code] = float(value)


def _joined(chain: list[Entity]) -> list[tuple[str, Outline]]:
    out: list[tuple[str, Outline]] = []
    vertices: list[Vertex] = []
    for i, entity in enumerate(chain):
        a, b, bulge = _ends(entity)
        flip = False
        if vertices:
            flip = _far(vertices[-1], a) > JOIN
        elif i + 1 < len(chain):       # the first of a contour runs towards the second
            c, d, _ = _ends(chain[i + 1])
            flip = min(math.dist(b, c), math.dist(b, d)) > JOIN
        if flip:
            a, b, bulge = b, a, -bulge
        if vertices and _far(vertices[-1], a) > JOIN:
            return [*out, (entity.layer, Contour(tuple(vertices), False))]
        start = vertices.pop() if vertices else Vertex(*a)
        vertices += [Vertex(start.x, start.y, bulge), Vertex(*b)]
        if _far(vertices[0], b) < JOIN:
            out.append((entity.layer, Contour(tuple(vertices[:-1]))))
            vertices = []
    return [*out, (chain[-1].layer, Contour(tuple(vertices), False))] if vertices else out


def _far(v: Vertex, point: Point) -> float:
    return math.hypot(v.x - point[0], v.y - point[1])


def _ends(entity: Entity) -> tuple[Point, Point, float]:
    n = entity.numbers
    if entity.kind == "LINE":
        return (n[10], n[20]), (n[11], n[21]), 0.0
    x, y, r = n[10], n[20], n[40]
    a0, a1 = math.radians(n[50]), math.radians(n[51])
    sweep = (a1 - a0) % (2 * math.pi)
    return ((x + r * math.cos(a0), y + r * math.sin(a0)), (x + r * math.cos(a1), y + r * math.sin(a1)),
            math.tan(sweep / 4))
