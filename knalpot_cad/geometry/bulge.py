"""Beads and swages as a wall: the profile of a tube or shell whose middle fibre bulges, exact in lines and arcs, in mm.

Both faces lie half a thickness beside the middle fibre, so the wall is as thick on a rib as beside it and the part as
long as asked: what the metal gives (it thins, or the ends come in) no recipe knows. A bead is one arc that meets the
straight wall in a corner; its outer face meets it farther out, its inner face nearer: half widths sqrt(w^2/4 +- d t).
A swage is two arcs of one turn, tangent to the walls and to each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knalpot_cad.geometry.plane import Contour, Vertex, arc_of

LEAST = 1e-6        # mm: edges shorter than this are left out


@dataclass(frozen=True)
class Bulge:
    """at_mm its middle along the part; rise_mm how far the middle fibre goes out (in: negative): on top of a bead,
    or, from a swage on, to the end that it leads to.
    """

    kind: Literal["bead", "swage"]
    at_mm: float
    width_mm: float
    rise_mm: float

    def half_mm(self, offset: float) -> float:
        """Half its width on the face that lies offset outside the middle fibre [mm]."""
        if self.kind == "swage":
            return self.width_mm / 2
        return math.sqrt(self.width_mm**2 / 4 + 2 * self.rise_mm * offset)

    def towards_end(self, length_mm: float) -> bool:
        """Whether the section beyond a swage is that of the far end: always the nearer one."""
        return self.at_mm > length_mm / 2


def deepest(kind: str, width_mm: float, thickness_mm: float) -> float:
    """The most that a bead or swage of a width may rise [mm]: a half circle on the inner face, a quarter turn."""
    if kind == "swage":
        return width_mm
    return (math.hypot(width_mm, thickness_mm) - thickness_mm) / 2


def level(bulges: Sequence[Bulge], length_mm: float, z: float) -> float:
    """How far the straight wall at z lies outside the nominal one [mm]: what the swages between it and their ends say.
    """
    return math.fsum(b.rise_mm for b in bulges if b.kind == "swage"
                     and (z > b.at_mm if b.towards_end(length_mm) else z < b.at_mm))


def straights(bulges: Sequence[Bulge], length_mm: float) -> list[tuple[float, float, float]]:
    """From z to z of the straight walls between beads and swages, and how far out each lies [mm]."""
    out, low = [], 0.0
    for b in sorted(bulges, key=lambda b: b.at_mm):
        if b.at_mm - b.width_mm / 2 > low + LEAST:
            out.append((low, b.at_mm - b.width_mm / 2, level(bulges, length_mm, low)))
        low = b.at_mm + b.width_mm / 2
    return [*out, (low, length_mm, level(bulges, length_mm, low))] if length_mm > low + LEAST else out


def face(bulges: Sequence[Bulge], length_mm: float, offset: float) -> list[Vertex]:
    """Open chain from z 0 to the length of the face that lies offset outside the middle fibre: x its distance from
    the nominal middle fibre, y along the part.
    """
    x = level(bulges, length_mm, -1.0) + offset
    out = [Vertex(x, 0.0)]
    for b in sorted(bulges, key=lambda b: b.at_mm):
        half = b.half_mm(offset)
        if b.kind == "bead":
            out += [Vertex(x, b.at_mm - half, b.rise_mm / half), Vertex(x, b.at_mm + half)]
            continue
        step = b.rise_mm if b.towards_end(length_mm) else -b.rise_mm
        turn = 2 * math.atan2(step, b.width_mm)
        bulge = math.tan(turn / 4)
        middle = Vertex(x + step / 2 - offset * (1 - math.cos(turn)), b.at_mm - offset * math.sin(turn), bulge)
        out += [Vertex(x, b.at_mm - half, -bulge), middle, Vertex(x + step, b.at_mm + half)]
        x += step
    out.append(Vertex(x, length_mm))
    kept = [v for v, w in zip(out, out[1:], strict=False) if math.hypot(v.x - w.x, v.y - w.y) > LEAST]
    return [*kept, out[-1]]


def wall(bulges: Sequence[Bulge], length_mm: float, thickness_mm: float) -> Contour:
    """The closed profile, x from the nominal inner face, metal on the left: up outside, down inside."""
    half = thickness_mm / 2
    out = [Vertex(v.x + half, v.y, v.bulge) for v in face(bulges, length_mm, half)]
    inner = Contour(tuple(Vertex(v.x + half, v.y, v.bulge) for v in face(bulges, length_mm, -half)), closed=False)
    return Contour((*out, *inner.reversed().vertices))


def moment(profile: Contour) -> float:
    """int x dA over a closed profile [mm3], positive counter-clockwise: the integral of x^2 / 2 dy round it."""
    terms = []
    for a, b in profile.edges():
        if not a.bulge:
            terms.append((b.y - a.y) * (a.x**2 + a.x * b.x + b.x**2) / 6)
            continue
        arc = arc_of(a, b)
        r, c = arc.radius, arc.cx
        ends = []
        for t in (arc.start, arc.start + arc.sweep):
            s = math.sin(t)
            ends.append(c * c * s + c * r * (t + s * math.cos(t)) + r * r * (s - s**3 / 3))
        terms.append(r / 2 * (ends[1] - ends[0]))
    return math.fsum(terms)
