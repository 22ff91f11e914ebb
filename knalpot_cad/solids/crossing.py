"""Solids that cross themselves: the kernel's own look, and a look at holes in the flat (30 ms each in the kernel).

A valid solid may cross itself (a bend tighter than its tube), and the kernel's isValid() says yes to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knalpot_cad.geometry.plane import Outline
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.shape import FlangedDisc, Plate, Shape, Tube
from knalpot_cad.solids.bake import baked

MANY_HOLES = 12         # from here on holes are looked at as plane figures
LEAST_WEB_MM = 1e-4


def crossings(shape: Shape) -> list[str]:
    """What of a recipe's solid crosses or touches itself; empty when nothing does."""
    found: list[str] = []
    plain: Shape = shape
    if isinstance(shape, Tube) and len(shape.holes) > MANY_HOLES:
        found, plain = tube_holes(shape), replace(shape, holes=())
    elif isinstance(shape, Plate | FlangedDisc | RolledSheet) and len(shape.holes) > MANY_HOLES:
        found, plain = plane_holes(shape), without_holes(shape)
    if not simple(plain):
        found.append("it crosses itself")
    return found


def without_holes(shape: Plate | FlangedDisc | RolledSheet) -> Shape:
    """The same recipe without holes, kind by kind for the sake of types."""
    if isinstance(shape, Plate):
        return replace(shape, holes=())
    if isinstance(shape, FlangedDisc):
        return replace(shape, holes=())
    return replace(shape, holes=())


def simple(shape: Shape) -> bool:
    """Whether no face or edge of the solid meets another but where they are joined; not from the kernel's cache."""
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Check

    return bool(BRepAlgoAPI_Check(baked(shape)).IsValid())


def tube_holes(shape: Tube) -> list[str]:
    """Holes of a rolled tube that meet one another or an end: on the mid surface they are circles.

    On every other radius all of them are scaled alike around the tube, so that they meet there or nowhere.
    """
    girth = math.pi * (shape.outer_mm + shape.inner_mm) / 2
    places = [(angle / 360 * girth % girth, z, d / 2) for angle, z, d in shape.holes]
    found = [f"hole at {a:g} deg, {z:g} mm leaves the tube" for a, z, d in shape.holes
             if z - d / 2 < LEAST_WEB_MM or z + d / 2 > shape.length_mm - LEAST_WEB_MM]
    largest = max(r for *_, r in places)
    over = [(u + girth, z, r) for u, z, r in places if u < 2 * largest + LEAST_WEB_MM]     # round the tube once more
    ordered = sorted([*places, *over], key=lambda p: p[1])
    for i, (u, z, r) in enumerate(ordered):
        for v, w, s in ordered[i + 1:]:
            if w - z > r + largest + LEAST_WEB_MM:
                break
            if math.hypot(u - v, z - w) < r + s + LEAST_WEB_MM and math.hypot((u - v) % girth, z - w) > 1e-9:
                found.append(f"holes meet at {z:g} mm")
    return found


def plane_holes(shape: Plate | FlangedDisc | RolledSheet) -> list[str]:
    """Holes of a plate, disc or rolled sheet that meet one another or its edge, in the flat."""
    import shapely

    polygons = [shapely.Polygon(h.polyline(0.005)) for h in shape.holes]
    found = []
    if isinstance(shape, FlangedDisc):
        flat = shape.od_mm / 2 - shape.thickness_mm - shape.inside_radius_mm
        edge = shapely.Point(0, 0).buffer(flat, 256)
    else:
        edge = shapely.Polygon(outline_points(shape.outline))
    found += ["a hole meets the edge" for p in polygons if not edge.contains(p)]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    found += ["two holes meet" for a, b in zip(first, second, strict=True) if a < b]
    return found


def outline_points(outline: Outline) -> Sequence[tuple[float, float]]:
    """Corners of the edge [mm], a little outside rather than inside on arcs."""
    points = outline.polyline(0.002)
    return [p for p, q in pairwise([*points, points[0]]) if p != q]
