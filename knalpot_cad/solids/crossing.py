"""Solids that cross themselves: the kernel's own look, and a look at holes in the flat (30 ms each in the kernel).

A valid solid may cross itself (a bend tighter than its tube), and the kernel's isValid() says yes to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from knalpot_cad.geometry.plane import Outline
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections.pieces import ArcPiece
from knalpot_cad.geometry.shape import FlangedDisc, Plate, Shape, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.solids.bake import baked

MANY_HOLES = 12         # from here on holes are looked at as plane figures
LEAST_WEB_MM = 1e-4
LEAST_WALL_MM = 0.05    # between two of so many directions a wall is nowhere thinner by more than that
DIRECTIONS = 720


def crossings(shape: Shape) -> list[str]:
    """What of a recipe's solid crosses or touches itself; empty when nothing does."""
    found: list[str] = []
    plain: Shape = shape
    if isinstance(shape, Tube) and len(shape.holes) > MANY_HOLES:
        found, plain = tube_holes(shape), replace(shape, holes=())
    elif isinstance(shape, Plate | FlangedDisc | RolledSheet) and len(shape.holes) > MANY_HOLES:
        found, plain = plane_holes(shape), without_holes(shape)
    elif isinstance(shape, SectionShell) and (shape.bulges or not all(
            isinstance(piece, ArcPiece) for piece in shape.inside.pieces)):
        return swept_walls(shape)
    elif isinstance(shape, SectionPlate) and not shape.collars:
        return swept_plate(shape)
    elif isinstance(shape, RuledWall) and walls_apart(shape):
        return []
    if not simple(plain):
        found.append("it crosses itself")
    return found


def swept_walls(shape: SectionShell) -> list[str]:
    """A wall swept round a section is one to one where its profile is simple and no parallel curve of the (convex)
    section turns back on itself. (The kernel takes ten seconds for the splines of a superellipse, thirty with beads.)
    """
    import shapely

    profile, found = shape.profile(), []
    if not shapely.Polygon(profile.polyline(0.002)).is_valid:
        found.append("its profile crosses itself")
    if shape.inside.min_rho + profile.bounds()[0] < LEAST_WEB_MM:
        found.append("it goes deeper than the section's tightest corner")
    return found


def swept_plate(shape: SectionPlate) -> list[str]:
    """A plate with a rim is one to one where the rim's profile and the flat it stands on are simple, no parallel curve
    of the section turns back on itself, and the holes lie apart within the flat. (Four seconds in the kernel.)
    """
    import shapely

    t, skin = shape.thickness_mm, shape.skin
    low, _, high, _ = skin.bounds()
    far = -max(high - low, t) - 1.0         # somewhere on the flat: the face that the rim's skin bounds, cut off there
    found = []
    if not shapely.Polygon([(far, 0.0), *skin.polyline(0.002), (far, t)]).is_valid:
        found.append("its profile crosses itself")
    if shape.flat.min_rho + min(low, 0.0) < LEAST_WEB_MM and low < 0.0:
        found.append("its rim goes deeper than the section's tightest corner")
    return found + holes_apart(shape.holes, shapely.Polygon(outline_points(shape.flat.outline(1e-4))))


def walls_apart(shape: RuledWall) -> bool:
    """Whether its two faces are one to one and apart: at every height both are convex outlines whose supports are those
    of the ends in equal shares, so the inner one lies within the outer where it does so at both ends. (Five seconds in
    the kernel, which is asked where this does not say yes.)
    """
    angles = [2 * math.pi * k / DIRECTIONS for k in range(DIRECTIONS)]
    return all(outer.support(psi)[0] - inner.support(psi)[0] > LEAST_WALL_MM for psi in angles
               for outer, inner in ((shape.low, shape.low_inside), (shape.high, shape.high_inside)))


def holes_apart(holes: Sequence[Outline], edge: Any) -> list[str]:
    """Holes that meet one another or leave a polygon."""
    import shapely

    polygons = [shapely.Polygon(h.polyline(0.005)) for h in holes]
    found = ["a hole meets the edge" for p in polygons if not edge.contains(p)]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    return found + ["two holes meet" for a, b in zip(first, second, strict=True) if a < b]


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

    if isinstance(shape, FlangedDisc):
        flat = shape.od_mm / 2 - shape.thickness_mm - shape.inside_radius_mm
        return holes_apart(shape.holes, shapely.Point(0, 0).buffer(flat, 256))
    return holes_apart(shape.holes, shapely.Polygon(outline_points(shape.outline)))


def outline_points(outline: Outline) -> Sequence[tuple[float, float]]:
    """Corners of the edge [mm], a little outside rather than inside on arcs."""
    points = outline.polyline(0.002)
    return [p for p, q in pairwise([*points, points[0]]) if p != q]
