"""How far a placed recipe reaches in a direction, in closed form (support function), in mm."""

from __future__ import annotations

import math
from collections.abc import Iterable

from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.frame import Frame, Vec, dot
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.plane import Circle, Outline, arc_of
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, FlangedDisc, Placed, Plate, Shape, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell

Span = tuple[float, float]


def reach(shape: Shape, d: Vec) -> float:
    """Largest value of p . d over the points of a recipe in its own frame; d is a unit vector."""
    across, along = math.hypot(d[0], d[1]), d[2]
    if isinstance(shape, ConeShell):
        return max(shape.outer0_mm / 2 * across, shape.outer1_mm / 2 * across + shape.length_mm * along)
    if isinstance(shape, Plate):
        return _outline(shape.outline, d) + max(0.0, shape.thickness_mm * along)
    if isinstance(shape, FlangedDisc):
        return _flanged(shape, across, along)
    if isinstance(shape, BentTube):
        return _bent(shape, d)
    if isinstance(shape, Tube | RolledSheet | FormedDisc | CutTube | MitredTube | MergedTube | ConeChain | SectionShell
                  | SectionPlate | SectionSheet | RuledWall):
        return shape.reach(d)
    return _strip(shape, d)


def _outline(outline: Outline, d: Vec) -> float:
    if isinstance(outline, Circle):
        return outline.x * d[0] + outline.y * d[1] + outline.radius * math.hypot(d[0], d[1])
    best = max(v.x * d[0] + v.y * d[1] for v in outline.vertices)
    for a, b in outline.edges():
        if a.bulge:
            arc = arc_of(a, b)
            turn = math.atan2(d[1], d[0]) - arc.start
            if (turn if arc.sweep > 0 else -turn) % (2 * math.pi) <= abs(arc.sweep):
                best = max(best, arc.cx * d[0] + arc.cy * d[1] + arc.radius * math.hypot(d[0], d[1]))
    return best


def _flanged(s: FlangedDisc, across: float, along: float) -> float:
    """Edge of the rim, its start, and the rounded corner between flat and rim."""
    if not s.up:
        return _flanged(FlangedDisc(s.od_mm, s.height_mm, s.inside_radius_mm, s.thickness_mm), across, -along) \
            + s.thickness_mm * along
    outer, corner = s.od_mm / 2, s.inside_radius_mm + s.thickness_mm
    if s.height_mm <= s.thickness_mm:      # no rim: a plain disc
        return outer * across + max(0.0, s.thickness_mm * along)
    if along >= 0:
        return outer * across + s.height_mm * along
    return (outer - corner) * across + corner * along + corner


def _bent(s: BentTube, d: Vec) -> float:
    """Ends of every piece; on an arc the outermost generator where the direction lies within its sweep."""
    r, best = s.outer_mm / 2, -math.inf
    for piece in s.route.pieces():
        for f in (piece.frame, piece.end()):
            best = max(best, dot(f.origin, d) + r * math.sqrt(max(0.0, 1 - dot(f.z, d) ** 2)))
        if piece.angle_deg:
            f, c = piece.frame, piece.clr_mm
            # the arc's point at angle a is centre - c cos(a) x + c sin(a) z
            radial, travel = -dot(f.x, d), dot(f.z, d)
            turn = math.atan2(travel, radial) % (2 * math.pi)
            if turn <= math.radians(piece.angle_deg):
                best = max(best, dot(f.origin, d) + c * dot(f.x, d) + c * math.hypot(radial, travel) + r)
    return best


def _strip(s: BentStrip, d: Vec) -> float:
    return max(x * d[0] + z * d[2] for x, z in s.profile(180)) + s.width_mm / 2 * abs(d[1])


def extents(solids: Iterable[Placed], seen_from: Frame) -> tuple[Span, Span, Span]:
    """Least and most of x, y and z over placed solids, in the frame seen_from [mm]."""
    spans = [[math.inf, -math.inf] for _ in range(3)]
    for s in solids:
        for span, axis in zip(spans, (seen_from.x, seen_from.y, seen_from.z), strict=True):
            local = (dot(axis, s.frame.x), dot(axis, s.frame.y), dot(axis, s.frame.z))
            base = dot(axis, s.frame.origin) - dot(axis, seen_from.origin)
            span[0] = min(span[0], base - reach(s.shape, (-local[0], -local[1], -local[2])))
            span[1] = max(span[1], base + reach(s.shape, local))
    (x0, x1), (y0, y1), (z0, z1) = spans
    return (x0, x1), (y0, y1), (z0, z1)
