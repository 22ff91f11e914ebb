"""The shortest route through hard points: start, end and points between that the centre line must pass; in mm.

One bend at each point between, one more where the start or end has a direction of its own. A taut string over pulleys
of radius clr that touch the points: moving a pulley changes the length by its two leg directions, so the length is
stationary where each point lies in the middle of its own arc, V = P + c (sec(A/2) - 1) w, w = unit(u_in - u_out); and
a bend after a given direction stands as near to the start as its least straight allows (moving it on costs 1 - cos
A). Where straights then fall below their least the vertices are moved under constraints (route_constrained.py), with
one more bend if need be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knalpot_cad.geometry.frame import Vec, add, cross, dot
from knalpot_cad.geometry.route import Route, vertex_problems

ROUNDS, STILL = 2000, 1e-11     # fixed-point steps; change of a vertex that ends them, as a share of the length
MOST_DEG = 165.0                # of one bend
SLACK_MM = 1e-6

Problems = list[tuple[str, dict[str, object]]]


@dataclass(frozen=True)
class Least:
    """Least straights: before the first bend, between two, after the last [mm]."""

    start_mm: float = 0.0
    between_mm: float = 0.0
    end_mm: float = 0.0


@dataclass(frozen=True)
class Hard:
    """What a route is asked to meet: start, points between, end [mm]; directions at both ends or None; bend radius."""

    points: tuple[Vec, ...]
    clr_mm: float
    leave: Vec | None = None
    arrive: Vec | None = None
    least: Least = Least()

    @property
    def between(self) -> tuple[Vec, ...]:
        return self.points[1:-1]


@dataclass(frozen=True)
class Found:
    """Intersection points of the route with both ends, or why there is none."""

    vertices: tuple[Vec, ...] = ()
    problems: tuple[tuple[str, dict[str, object]], ...] = ()

    def route(self, clr_mm: float) -> Route:
        return Route.from_vertices(self.vertices, clr_mm)


def shortest(hard: Hard) -> Found:
    """The shortest route of this kind, or the problems that leave none."""
    found = vertex_problems(hard.points)
    if found and found[0][0] != "points-back":
        return Found(problems=tuple(found))
    hard = Hard(hard.points, hard.clr_mm, unit(hard.leave), unit(hard.arrive), hard.least)
    vertices = pulleys(hard)
    if vertices is not None and not too_short(hard, vertices):
        return Found(tuple(vertices))
    from knalpot_cad.geometry.route_constrained import constrained

    better = constrained(hard)
    if better is not None:
        return Found(tuple(better))
    short = too_short(hard, vertices) if vertices is not None else []
    if not short:
        return Found(problems=(("route-none", {"clr_mm": hard.clr_mm}),))
    number, has, least = max(short, key=lambda s: s[2] - s[1])
    return Found(problems=(("route-short", {"straight": number, "has_mm": round(has, 1), "least_mm": least,
                                            "clr_mm": hard.clr_mm}),))


def unit(v: Vec | None) -> Vec | None:
    if v is None:
        return None
    n = math.sqrt(dot(v, v))
    return v[0] / n, v[1] / n, v[2] / n


def towards(p: Vec, q: Vec) -> Vec:
    d = add(q, p, -1.0)
    n = math.sqrt(dot(d, d)) or 1.0
    return d[0] / n, d[1] / n, d[2] / n


def turn(u: Vec, w: Vec) -> float:
    """Angle between two unit vectors [rad]."""
    n = cross(u, w)
    return math.atan2(math.sqrt(dot(n, n)), dot(u, w))


def pulleys(hard: Hard) -> list[Vec] | None:
    """Vertices of the taut string, start and end included; None where no such string settles."""
    first, *mid, last = hard.points
    c, least = hard.clr_mm, hard.least
    inner = [*([add(first, hard.leave, least.start_mm + c)] if hard.leave else []), *mid,
             *([add(last, hard.arrive, -least.end_mm - c)] if hard.arrive else [])]
    size = math.fsum(math.dist(a, b) for a, b in zip([first, *inner], [*inner, last], strict=True)) + c
    pull = 1.0
    before = math.inf
    for step in range(ROUNDS):
        chain = [first, *inner, last]
        new = []
        for i in range(1, len(chain) - 1):
            u, w = towards(chain[i - 1], chain[i]), towards(chain[i], chain[i + 1])
            if hard.leave and i == 1:
                w = towards(chain[i], chain[i + 1])
                a = turn(hard.leave, w)
                new.append(add(first, hard.leave, least.start_mm + c * math.tan(min(a, 3.0) / 2)))
            elif hard.arrive and i == len(chain) - 2:
                a = turn(u, hard.arrive)
                new.append(add(last, hard.arrive, -least.end_mm - c * math.tan(min(a, 3.0) / 2)))
            else:
                a = min(turn(u, w), 3.0)
                point = mid[i - 1 - bool(hard.leave)]
                out = add(u, w, -1.0)
                n = math.sqrt(dot(out, out))
                new.append(add(point, out, c * (1 / math.cos(a / 2) - 1) / n) if n > 1e-14 else point)
        change = max((math.dist(p, q) for p, q in zip(inner, new, strict=True)), default=0.0)
        inner = [add(p, add(q, p, -1.0), pull) for p, q in zip(inner, new, strict=True)]
        if change < STILL * size:
            return [first, *inner, last]
        if change > before and step > 5:
            pull = max(0.05, pull * 0.7)
        before = change
    return None


def too_short(hard: Hard, vertices: Sequence[Vec]) -> list[tuple[int, float, float]]:
    """(number, length, least) of every straight below its least; a bend beyond MOST_DEG counts as one."""
    units = [towards(a, b) for a, b in zip(vertices, vertices[1:], strict=False)]
    angles = [turn(u, w) for u, w in zip(units, units[1:], strict=False)]
    back = [0.0, *(hard.clr_mm * math.tan(min(a, 3.1) / 2) for a in angles), 0.0]
    out = []
    lasting = [i for i, a in enumerate(angles) if a > 1e-7]
    for i in range(len(units)):
        has = math.dist(vertices[i], vertices[i + 1]) - back[i] - back[i + 1]
        least = hard.least.start_mm if i == 0 else hard.least.end_mm if i == len(units) - 1 else hard.least.between_mm
        straight = (i > 0 and i - 1 not in lasting) or (i < len(angles) and i not in lasting)
        if has < (0.0 if straight else least) - SLACK_MM:
            out.append((i + 1, has, least))
    out += [(i + 1, -math.degrees(a), 0.0) for i, a in enumerate(angles) if math.degrees(a) > MOST_DEG]
    return out


__all__ = ["Found", "Hard", "Least", "pulleys", "shortest", "too_short", "turn", "unit"]
