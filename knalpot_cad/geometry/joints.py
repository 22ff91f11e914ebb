"""Weld joints of an assembly as plain data: which parts meet, how, where, over what length; from recipes alone (mm).

Found by what fits: a tube in a hole, a rim in a shell, two open ends face to face, an end on a plate, a foot on a wall,
a saddle on its main, mitres and collectors. Lengths are those of the bead's root on the outside of what is inserted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knalpot_cad.geometry.contacts import Contact, End, Face, Foot, Wall, contacts
from knalpot_cad.geometry.frame import Frame, Vec, add, dot
from knalpot_cad.geometry.shape import Placed

FIT_MM = 1.5            # widest gap on the diameter that is still a joint
TOUCH_MM = 0.1          # two faces this near touch
LEAST_MM = 0.05         # deep in one another
ALIKE = 1e-6            # directions
WELDS = ("fillet", "butt", "edge", "lap", "mitre", "saddle", "seam_butt", "seam_lap", "seam_spot")


@dataclass(frozen=True)
class Joint:
    """One joint between two parts, or within one (b empty); at is the centre of its line, in the assembly.

    kind: fillet (tube in a hole, pipe on a plate, foot), butt (end to end), edge (rim flush with a shell's edge), lap
    (rim inside a shell, to be plug or spot welded), mitre, saddle, seam_butt, seam_lap, seam_spot; seam_lock is folded.
    """

    a: str
    b: str
    kind: str
    length_mm: float
    at: Vec

    @property
    def welded(self) -> bool:
        return self.kind in WELDS


def joints(placed: Sequence[Placed], seams: Sequence[Joint] = ()) -> tuple[Joint, ...]:
    """All joints of the solid parts that stand, in the order of the parts, then the seams."""
    from knalpot_cad.geometry.joint_cuts import cut_joints

    parts = [p for p in placed if p.solid and p.located]
    offered = [contacts(p) for p in parts]
    found: list[Joint] = []
    for i, one in enumerate(offered):
        for other in offered[i + 1:]:
            here = distinct([*between(one, other), *between(other, one)])
            if not here:        # a pipe's end on a plate is looked for where nothing fits into anything
                here = distinct([*on_plates(one, other), *on_plates(other, one)])
            found += here
    return (*found, *cut_joints(parts), *seams)


def distinct(found: Iterable[Joint]) -> list[Joint]:
    """One joint a place."""
    out: list[Joint] = []
    for joint in found:
        if not any(math.dist(joint.at, j.at) < 0.5 for j in out):
            out.append(joint)
    return out


def between(one: Sequence[Contact], other: Sequence[Contact]) -> Iterator[Joint]:
    """Joints where something of `one` goes into, meets or stands on something of `other`."""
    for a in one:
        for b in other:
            joint = None
            if isinstance(a, Wall) and isinstance(b, Wall) and a.outward and not b.outward:
                joint = inserted(a, b)
            elif isinstance(a, End) and isinstance(b, End):
                joint = end_to_end(a, b)
            elif isinstance(a, Foot) and isinstance(b, Wall) and b.role == "tube":
                joint = standing(a, b)
            if joint:
                yield joint


def inserted(inner: Wall, outer: Wall) -> Joint | None:
    """A wall within another along the same axis, with no more than the fit between them."""
    turn = dot(inner.frame.z, outer.frame.z)
    aside, along = beside(outer.frame, inner.frame.origin)
    gaps = outer.ring.wide - inner.ring.wide, outer.ring.high - inner.ring.high
    fits = min(gaps) > -0.01 and max(gaps) < FIT_MM
    if abs(abs(turn) - 1) > ALIKE or not fits or aside > max(gaps) / 2 + TOUCH_MM:
        return None
    if not (inner.ring.even and outer.ring.even) and abs(abs(dot(inner.frame.x, outer.frame.x)) - 1) > ALIKE:
        return None
    start, end = sorted((along, along + math.copysign(inner.length, turn)))
    low, high = max(start, 0.0), min(end, outer.length)
    if high - low < LEAST_MM:
        return None
    kind, at = "fillet", (low + high) / 2
    if inner.role == "rim":
        ends = [e for e in (0.0, outer.length) if min(abs(start - e), abs(end - e)) < 0.5]
        kind, at = ("edge", ends[0]) if ends else ("lap", at)
    elif outer.role == "bore":
        at = low if low < TOUCH_MM else high            # at the mouth of the outer tube
    centre = add(add(inner.frame.origin, inner.frame.z, -dot_from(inner.frame.origin, outer.frame) * turn),
                 outer.frame.z, at)
    return Joint(inner.part, outer.part, kind, inner.ring.round_mm, centre)


def dot_from(point: Vec, frame: Frame) -> float:
    """z of a point in a frame."""
    return dot(add(point, frame.origin, -1.0), frame.z)


def beside(frame: Frame, point: Vec) -> tuple[float, float]:
    """Distance of a point from a frame's axis, and its z there."""
    v = add(point, frame.origin, -1.0)
    along = dot(v, frame.z)
    return math.sqrt(max(0.0, dot(v, v) - along * along)), along


def end_to_end(a: End, b: End) -> Joint | None:
    """Two open ends of about one size, face to face."""
    wall = 2 * max(a.wall_mm, b.wall_mm)
    alike = abs(a.outer.wide - b.outer.wide) < wall and abs(a.outer.high - b.outer.high) < wall
    if math.dist(a.frame.origin, b.frame.origin) > TOUCH_MM or dot(a.frame.z, b.frame.z) > ALIKE - 1 or not alike:
        return None
    small = min(a, b, key=lambda e: e.outer.round_mm)
    return Joint(a.part, b.part, "butt", small.outer.round_mm, a.frame.origin)


def on_plates(one: Sequence[Contact], other: Sequence[Contact]) -> Iterator[Joint]:
    """Open ends that stand on a plane face, their outside within it."""
    for a in one:
        for b in other:
            if isinstance(a, End) and isinstance(b, Face) and dot(a.frame.z, b.frame.z) < ALIKE - 1:
                v = add(a.frame.origin, b.frame.origin, -1.0)
                x, y, z = dot(v, b.frame.x), dot(v, b.frame.y), dot(v, b.frame.z)
                x0, y0, x1, y1 = b.box
                w, h = a.outer.wide / 2, a.outer.high / 2
                on = abs(z) < TOUCH_MM and x0 < x - w and x + w < x1 and y0 < y - h and y + h < y1
                if on and not over_hole(a, other):
                    yield Joint(a.part, b.part, "fillet", a.outer.round_mm, a.frame.origin)


def over_hole(end: End, other: Sequence[Contact]) -> bool:
    """Whether an end lies before a hole as wide as itself: there is nothing to stand on."""
    return any(isinstance(w, Wall) and w.role == "hole" and w.ring.wide > end.outer.wide - 0.01
               and beside(w.frame, end.frame.origin)[0] < FIT_MM for w in other)


def standing(foot: Foot, wall: Wall) -> Joint | None:
    """A flat foot along a wall: both of its sides that run with the wall's axis."""
    normal, axis = foot.frame.z, wall.frame.z
    middle = add(foot.frame.origin, foot.frame.x, foot.length / 2)
    _, along = beside(wall.frame, middle)
    if abs(dot(normal, axis)) > ALIKE or not 0 <= along <= wall.length:
        return None
    psi = math.atan2(dot(normal, wall.frame.y), dot(normal, wall.frame.x))
    if abs(dot(add(middle, wall.frame.origin, -1.0), normal) - wall.ring.support(psi)) > TOUCH_MM:
        return None
    side = foot.length if abs(dot(foot.frame.x, axis)) > 0.7 else foot.wide
    return Joint(foot.part, wall.part, "fillet", 2 * side, middle)
