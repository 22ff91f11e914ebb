"""Contours out of a DXF modelspace, so that a written file can be compared with its sheet; lengths in mm."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex
from knalpot_cad.geometry.sheet import CUT_INNER, CUT_OUTER, PUNCH

JOIN = 1e-5          # ends of neighbours in the profile of lines and arcs meet within this


def metal_area(space: Iterable[Any]) -> float:
    """Area of the outlines less the holes [mm2]; NaN where a cut contour is open or of a kind we never write."""
    found = outlines(space, (CUT_OUTER, CUT_INNER, PUNCH))
    if any(isinstance(o, Contour) and not o.closed for _, o in found):
        return math.nan
    return math.fsum(abs(o.area) if layer == CUT_OUTER else -abs(o.area) for layer, o in found)


def outlines(space: Iterable[Any], layers: Iterable[str]) -> list[tuple[str, Outline]]:
    """Layer and outline of every entity on the layers; lines and arcs are joined in the order they are written."""
    wanted = set(layers)
    out: list[tuple[str, Outline]] = []
    chain: list[tuple[str, Any]] = []
    for entity in space:
        layer, kind = entity.dxf.layer, entity.dxftype()
        if layer not in wanted:
            continue
        if kind == "CIRCLE":
            out.append((layer, Circle(entity.dxf.center.x, entity.dxf.center.y, entity.dxf.radius)))
        elif kind == "LWPOLYLINE":
            vertices = tuple(Vertex(*point) for point in entity.get_points("xyb"))
            out.append((layer, Contour(vertices, bool(entity.closed))))
        elif kind == "POLYLINE":
            vertices = tuple(Vertex(v.dxf.location.x, v.dxf.location.y, v.dxf.bulge) for v in entity.vertices)
            out.append((layer, Contour(vertices, bool(entity.is_closed))))
        elif kind in ("LINE", "ARC"):
            chain.append((layer, entity))
        else:
            out.append((layer, Contour((), False)))
    return out + _joined(chain)


def _joined(chain: list[tuple[str, Any]]) -> list[tuple[str, Outline]]:
    out: list[tuple[str, Outline]] = []
    vertices: list[Vertex] = []
    for i, (layer, entity) in enumerate(chain):
        a, b, bulge = _ends(entity)
        flip = False
        if vertices:
            flip = _far(vertices[-1], a) > JOIN
        elif i + 1 < len(chain):       # the first of a contour runs towards the second
            c, d, _ = _ends(chain[i + 1][1])
            flip = min(math.dist(b, c), math.dist(b, d)) > JOIN
        if flip:
            a, b, bulge = b, a, -bulge
        if vertices and _far(vertices[-1], a) > JOIN:
            return [*out, (layer, Contour(tuple(vertices), False))]
        start = vertices.pop() if vertices else Vertex(*a)
        vertices += [Vertex(start.x, start.y, bulge), Vertex(*b)]
        if _far(vertices[0], b) < JOIN:
            out.append((layer, Contour(tuple(vertices[:-1]))))
            vertices = []
    return [*out, (chain[-1][0], Contour(tuple(vertices), False))] if vertices else out


def _far(v: Vertex, point: tuple[float, float]) -> float:
    return math.hypot(v.x - point[0], v.y - point[1])


def _ends(entity: Any) -> tuple[tuple[float, float], tuple[float, float], float]:
    if entity.dxftype() == "LINE":
        a, b = entity.dxf.start, entity.dxf.end
        return (a.x, a.y), (b.x, b.y), 0.0
    c, r = entity.dxf.center, entity.dxf.radius
    a0, a1 = math.radians(entity.dxf.start_angle), math.radians(entity.dxf.end_angle)
    sweep = (a1 - a0) % (2 * math.pi)
    return ((c.x + r * math.cos(a0), c.y + r * math.sin(a0)), (c.x + r * math.cos(a1), c.y + r * math.sin(a1)),
            math.tan(sweep / 4))
