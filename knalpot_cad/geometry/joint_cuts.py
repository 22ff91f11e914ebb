"""Joints whose line is no section square to an axis: mitres within a part, saddles on a main, pipes of a collector."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.contacts import Wall, contacts
from knalpot_cad.geometry.cut_ends import PlaneEnd, SaddleEnd, SectionEnd
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.frame import Frame, Vec, add, cross, dot
from knalpot_cad.geometry.joints import FIT_MM, TOUCH_MM, Joint, beside
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.mitre import Mitre, PolyRoute
from knalpot_cad.geometry.shape import Placed


def cut_joints(parts: Sequence[Placed]) -> Iterator[Joint]:
    """All of them, in the order of the parts."""
    planes: list[tuple[Placed, Vec, float, float]] = []
    for p in parts:
        if isinstance(p.shape, MitredTube):
            yield from mitres(p, p.shape)
        elif isinstance(p.shape, ConeChain):
            for z, r, _, _, w in p.shape.frusta()[1:]:
                yield Joint(p.name, "", "butt", 2 * math.pi * (r + w), p.frame.point((0.0, 0.0, z)))
        elif isinstance(p.shape, CutTube):
            for end, z in ((p.shape.near, 0.0), (p.shape.far, p.shape.length_mm)):
                if isinstance(end, SaddleEnd):
                    yield saddle(p, p.shape, end, z, parts)
                elif isinstance(end, PlaneEnd):
                    planes.append((p, p.frame.point((0.0, 0.0, z)), p.shape.outer_mm, end.angle_deg))
    for i, (a, at, outer, angle) in enumerate(planes):
        for b, other, size, turn in planes[i + 1:]:
            if math.dist(at, other) < TOUCH_MM and abs(outer - size) < FIT_MM and abs(abs(angle) - abs(turn)) < 0.01:
                yield Joint(a.name, b.name, "mitre", edge(outer, angle), at)
    yield from collectors(parts)


def edge(outer_mm: float, angle_deg: float) -> float:
    """Outer edge of a plane cut through a round pipe [mm]."""
    return Mitre(outer_mm / 2, outer_mm / 2, abs(angle_deg)).edge_mm


def mitres(placed: Placed, shape: MitredTube) -> Iterator[Joint]:
    for joint in PolyRoute(shape.points).joints():
        yield Joint(placed.name, "", "mitre", edge(shape.outer_mm, joint.angle_deg), placed.frame.point(joint.point))


def saddle(placed: Placed, shape: CutTube, end: SaddleEnd, z: float, parts: Sequence[Placed]) -> Joint:
    """The branch's edge on the main that lies where the cut says; without such a part the joint has one name."""
    at = placed.frame.point((0.0, 0.0, z))
    main = next((p.name for p in parts if p is not placed and meets(end, placed.frame, at, p)), "")
    return Joint(placed.name, main, "saddle", end.saddle(shape.outer_mm / 2).edge_mm, at)


def meets(end: SaddleEnd, branch: Frame, at: Vec, main: Placed) -> bool:
    """Whether a part has a round wall of the cut's radius at the cut's angle and offset (a tapered main: any there)."""
    for wall in contacts(main):
        if not isinstance(wall, Wall) or not wall.outward or wall.role != "tube":
            continue
        if wall.ring.section and not isinstance(end, SectionEnd):
            continue
        aside, along = beside(wall.frame, at)
        square = cross(branch.z, wall.frame.z)
        size = math.sqrt(dot(square, square))
        if size < 1e-9 or not -1.0 < along < wall.length + 1.0:
            continue
        offset = abs(dot(add(at, wall.frame.origin, -1.0), square)) / size
        angle = math.degrees(math.asin(min(1.0, size)))
        size_mm = 2 * end.main_radius_mm
        if isinstance(end, SectionEnd) and end.section is not None:       # by its girth
            size_mm = end.section.perimeter / math.pi + wall.ring.wide - wall.ring.round_mm / math.pi
        fits = abs(size_mm - wall.ring.wide) < FIT_MM and abs(offset - abs(end.offset_mm)) < TOUCH_MM
        if (end.taper_deg or fits) and abs(angle - min(end.angle_deg, 180 - end.angle_deg)) < 0.1 \
                and aside < wall.ring.wide / 2 + TOUCH_MM:
            return True
    return False


def collectors(parts: Sequence[Placed]) -> Iterator[Joint]:
    """Pipes whose axes meet in one point: each with the outlet, and each with its neighbours round the axis."""
    pipes = [(p, p.shape, p.frame.point((0.0, 0.0, p.shape.length_mm))) for p in parts
             if isinstance(p.shape, MergedTube) and p.shape.far]
    outlets = [(p, p.frame.origin) for p in parts if isinstance(p.shape, MergedTube) and p.shape.near]
    for i, (p, shape, at) in enumerate(pipes):
        assert shape.far is not None
        merge = shape.far.merge(shape.outer_mm / 2, False)
        if merge.outlet_edge_mm:
            outlet = next((o.name for o, where in outlets if math.dist(where, at) < TOUCH_MM), "")
            yield Joint(p.name, outlet, "saddle", merge.outlet_edge_mm, at)
        if not merge.wedge_edge_mm:
            continue
        near = [(dot(p.frame.z, q.frame.z), q) for q, _, where in pipes[i + 1:] if math.dist(where, at) < TOUCH_MM]
        # neighbours are the nearest in direction: for two pipes both sides are one neighbour's
        turn = math.cos(math.radians(2 * shape.far.half_angle_deg))
        least = between_neighbours(shape.far.pipes, shape.far.half_angle_deg)
        share = 1.0 if shape.far.pipes == 2 else 0.5
        for towards, q in near:
            if abs(towards - (turn if shape.far.pipes == 2 else least)) < 1e-6:
                yield Joint(p.name, q.name, "mitre", share * merge.wedge_edge_mm, at)


def between_neighbours(pipes: int, half_angle_deg: float) -> float:
    """Cosine between the axes of two neighbouring pipes."""
    ga = math.radians(half_angle_deg)
    return math.cos(ga) ** 2 + math.sin(ga) ** 2 * math.cos(2 * math.pi / pipes)
