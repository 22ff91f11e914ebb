"""Does the tube fit round the machine while it is bent: a simple envelope, certain within it; in mm and degrees.

The free end is bent first. A bend is made in the level plane of the die: what is bent already swings with it, the
rest of the tube still lies straight behind. The bed is a plane bed_mm below the tube's axis, as far as bed_reach_mm
from the die's centre (everywhere where nobody measured that). Between bends the tube is turned about its axis, the
shorter way or the other; during a bend heights stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from knalpot_cad.geometry.frame import Frame, Vec, add, dot
from knalpot_cad.geometry.route import Bend, Route

STEP_DEG, POINT_MM = 5.0, 2.0


@dataclass(frozen=True)
class Touch:
    """What is met: bend number, angle reached [deg], missing room [mm]."""

    bend: int
    at_deg: float
    gap_mm: float


def behind(route: Route, number: int) -> float:
    """Centre line still straight behind the end of a bend (numbered from 1) [mm]."""
    starts = route.bend_starts()
    b = route.bends[number - 1]
    return route.length_mm - starts[number - 1] - route.clr_mm * math.radians(b.angle_deg)


def itself(route: Route, od_mm: float) -> Touch | None:
    """The first bend at which the bent end meets the tube still straight; every STEP_DEG of the swing."""
    for i, b in enumerate(route.bends, 1):
        steps = max(1, math.ceil(b.angle_deg / STEP_DEG))
        for k in range(1, steps + 1):
            a = b.angle_deg * k / steps
            rest = behind(route, i) + route.clr_mm * math.radians(b.angle_deg - a)
            so_far = Route((*route.bends[:i - 1], replace(b, angle_deg=a)), rest, route.clr_mm)
            gap = so_far.clearance(od_mm)
            if gap < 0:
                return Touch(i, a, gap)
    return None


def bent_points(route: Route, number: int) -> list[Vec]:
    """Points of what is bent before a bend, from where it begins: x to the die's centre, y its axis, z forward."""
    before = Route(route.bends[:number - 1], 0.0, route.clr_mm)
    b = route.bends[number - 1]
    here: Frame = before.end()
    here = Frame(add(here.origin, here.z, b.straight_mm), here.x, here.z).turned(b.rotation_deg)
    out = []
    for piece in before.pieces():
        n = max(1, math.ceil(piece.length_mm / POINT_MM))
        for k in range(n + 1):
            part = replace(piece, length_mm=piece.length_mm * k / n, angle_deg=piece.angle_deg * k / n)
            p = add(part.end().origin if k else piece.frame.origin, here.origin, -1.0)
            out.append((dot(p, here.x), dot(p, here.y), -dot(p, here.z)))
    return out


def bed(route: Route, od_mm: float, bed_mm: float, reach_mm: float | None = None, side: str = "right") -> Touch | None:
    """The first bend at which what is bent already meets the bed, in the plane of the bend or on the way into it.

    side is where the die stands, seen along the feed: a left-hand machine has the other face of the tube below.
    """
    up = 1.0 if side == "right" else -1.0
    for i in range(2, len(route.bends) + 1):
        points = [(x, up * y, z) for x, y, z in bent_points(route, i)]
        c = route.clr_mm
        over = [p for p in points if reach_mm is None or math.hypot(p[0] - c, p[2]) <= reach_mm]
        low = min((y for _, y, _ in over), default=math.inf) - od_mm / 2 + bed_mm
        if low < 0:
            return Touch(i, 0.0, low)
        ways = [_dip(points, c, up * turn, od_mm, bed_mm, reach_mm) for turn in _ways(route.bends[i - 1])]
        if min(ways) > 0:
            return Touch(i, 0.0, -min(ways))
    return None


def _ways(b: Bend) -> tuple[float, float]:
    """The two ways into the plane [deg]: the shorter one first."""
    short = (b.rotation_deg + 180.0) % 360.0 - 180.0
    return short, short - math.copysign(360.0, short)


def _dip(points: list[Vec], clr: float, turn_deg: float, od_mm: float, bed_mm: float, reach: float | None) -> float:
    """How deep what is bent dips below the bed while the tube turns by -turn into the plane [mm]; negative: clear."""
    worst = -math.inf
    for x, y, z in points:
        radius = math.hypot(x, y)
        if reach is not None and math.hypot(max(0.0, clr - radius), z) > reach:
            continue
        end = math.atan2(y, x)
        a, b = sorted((end, end + math.radians(turn_deg)))
        down = -math.pi / 2
        passes = math.ceil((a - down) / (2 * math.pi) - 1e-12) <= math.floor((b - down) / (2 * math.pi) + 1e-12)
        height = -radius if passes else radius * min(math.sin(a), math.sin(b))
        worst = max(worst, od_mm / 2 - bed_mm - height)
    return worst
