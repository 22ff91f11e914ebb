"""Pieces of casing that taper: as steps, as cones of their own, or where a tube in them is perforated as cylinders.

Source: docs/physics.md (slabs and openings, cones).
"""

from __future__ import annotations

import math
from dataclasses import fields, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from acoustics.blend import Blend, on_one_way
from acoustics.outline import Ellipse, Outline, Polygon, Round, Stadium
from acoustics.pieces import Arc
from acoustics.refuse import NEAR
from acoustics.silencer import Body, Silencer

FLAT = 2e-3                                 # cones whose ends' sizes differ by less are cylinders: 0.02 dB of volume
RADIANS = 6.5                               # of the top wavenumber over the longest conical slab
STEPS = 2.2                                 # cylinders a radian where a tube in a cone is perforated
FEWEST, MOST = 4, 16                        # of them
APART = 1e-4                                # m: sections of a cone nearer to each other than this are one
LEAST = 1.5e-3                              # m: what the size (twice the root of area over pi) changes from one to next

Step = tuple[float, float, Outline]


def cone_steps(piece: Body, steps: int) -> tuple[Step, ...]:
    """A cone as steps (z0, z1 [m], section) of one ratio of sizes, each with the cone's own volume; a cylinder is one.

    steps [-] at least 1; no errors. Source: derived, docs/physics.md.
    """
    if piece.start == piece.end:
        return ((piece.z0, piece.z1, piece.start),)
    a, b = math.sqrt(piece.start.area), math.sqrt(piece.end.area)
    if abs(a - b) <= NEAR:
        if isinstance(piece.start, Round) and isinstance(piece.end, Round):
            return ((piece.z0, piece.z1, piece.start),)
        parts = [i / steps for i in range(steps + 1)]
    else:
        parts = [(a * (b / a) ** (i / steps) - a) / (b - a) for i in range(steps + 1)]
    edges = [piece.z0, *(piece.z0 + (piece.z1 - piece.z0) * p for p in parts[1:-1]), piece.z1]
    return tuple((p, q, _of_volume(piece, p, q)) for p, q in pairwise(edges))


def _of_volume(piece: Body, z0: float, z1: float) -> Outline:
    """The section between z0 and z1 whose area is the volume over the length."""
    area, low, high = piece.volume(z0, z1) / (z1 - z0), z0, z1
    if (piece.section(z0).area - area) * (piece.section(z1).area - area) >= 0:
        return piece.section((z0 + z1) / 2)
    rising = piece.section(z1).area > area
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (piece.section(middle).area < area) == rising else (low, middle)
    return piece.section((low + high) / 2)


def plain(piece: Body) -> Body:
    """A piece that all but keeps its size as a cylinder: two outlines that near would need a mesh as fine.

    Valid for any piece [m]; no errors. Source: definition, FLAT."""
    least = FLAT * math.sqrt(piece.start.area)
    return replace(piece, end=piece.start) if _apart(piece.start, piece.end) < least else piece


@lru_cache(maxsize=1024)
def far(a: Outline, b: Outline) -> float:
    """How far one section's outline is from another's at most [m]. Valid for any; no errors. Source: samples."""
    return float(max(np.abs(a.curve.clearances(b.curve.samples[1])).max(),
                     np.abs(b.curve.clearances(a.curve.samples[1])).max()))


def _apart(a: Outline, b: Outline) -> float:
    """How far one section's outline is from another's at most [m], times 1.8: the change of the root of a circle's
    area."""
    if abs(math.sqrt(a.area) - math.sqrt(b.area)) > FLAT * math.sqrt(a.area):
        return math.inf
    return math.sqrt(math.pi) * far(a, b)


def tapered(silencer: Silencer, piece: Body, longest: float) -> list[Body] | None:
    """A cone [m] in parts that are taken as cones, and cylinders where a tube in it is perforated; None where the
    section of one end does not lie inside the other's. longest [m] is RADIANS over the top wavenumber.

    Valid for any piece; no errors. Source: docs/physics.md (cones).
    """
    if piece.start == piece.end:
        return None
    if not nested(piece):
        return None
    spans = [(max(s.z0, piece.z0), min(s.z1, piece.z1)) for t in silencer.tubes for s in t.spans
             if s.z0 < piece.z1 - NEAR and s.z1 > piece.z0 + NEAR]
    if not spans:
        return [piece]
    edges = [piece.z0]
    for z in sorted({z for span in spans for z in span} | {piece.z1}):
        if z - edges[-1] > 2 * NEAR:
            edges.append(z)
    edges[-1] = piece.z1
    out: list[Body] = []
    for a, b in pairwise(edges):
        part = Body(a, b, section(piece, a), section(piece, b))
        if any(p < (a + b) / 2 < q for p, q in spans):
            out += [Body(p, q, c, c) for p, q, c in cone_steps(part, _steps(part, longest))]
        else:
            out.append(part)
    return out


def nested(piece: Body) -> bool:
    """Whether the section of one end of a piece lies inside the other's. Valid for any [m]; no errors.

    Source: definition."""
    small, large = sorted((piece.start, piece.end), key=lambda c: c.area)
    return within(small, large) or _inside(small, large)


@lru_cache(maxsize=1024)
def _inside(small: Outline, large: Outline) -> bool:
    return bool(np.all(large.curve.clearances(small.curve.samples[1]) > -NEAR))


def _steps(part: Body, longest: float) -> int:
    """How many cylinders stand for a perforated part: enough for the wave, far enough apart for a mesh."""
    change = 2 * abs(math.sqrt(part.end.area) - math.sqrt(part.start.area)) / math.sqrt(math.pi)
    wanted = math.ceil(STEPS * RADIANS * (part.z1 - part.z0) / longest)
    return max(1, min(max(FEWEST, wanted), MOST, int(change / LEAST)))


def divided(places: list[float], piece: Body, longest: float) -> list[float]:
    """Places [m] with more of them within a cone, so that no slab of it is longer than longest [m].

    Valid for rising places; no errors. Source: definition.
    """
    out = places[:1]
    for a, b in pairwise(places):
        inside = a > piece.z0 - NEAR and b < piece.z1 + NEAR
        n = math.ceil((b - a) / longest - 1e-9) if inside else 1
        out += [a + (b - a) * i / n for i in range(1, n)] + [b]
    return out


def section(piece: Body, z: float) -> Outline:
    """Section of a piece at z [m], the very ones at its ends. Valid within the piece; no errors. Source: definition."""
    if z <= piece.z0 + 2 * NEAR:
        return piece.start
    return piece.end if z >= piece.z1 - 2 * NEAR else piece.section(z)


def shared(places: list[float], piece: Body) -> dict[float, Outline]:
    """Sections of a cone at the places [m] in it; those that follow each other too near for a mesh share one.

    Valid for rising places; no errors. Source: definition, APART.
    """
    inside = [z for z in places if piece.z0 - NEAR < z < piece.z1 + NEAR]
    least = (piece.z1 - piece.z0) * min(1.0, APART / max(far(piece.start, piece.end), APART))
    out, last = {}, -math.inf
    for z in inside:
        at = piece.z1 if piece.z1 - z < least else z
        last = at if at - last >= least or at == piece.z1 else last
        out[z] = section(piece, piece.z0 if last - piece.z0 < least else last)
    return out


def within(small: Outline, large: Outline) -> bool:
    """Whether one section certainly lies inside another: the same kind with no larger size [m], or nearer to the
    smaller end of one cone.

    Valid for any two sections; False is no proof; no errors. Source: definition.
    """
    if small == large:
        return True
    if isinstance(small, Polygon) and isinstance(large, Polygon) and small.radius <= large.radius:
        return _hull_within(small, large)
    if isinstance(small, Blend) or isinstance(large, Blend):
        return _blend_within(small, large)
    sizes = [[getattr(s, f.name) for f in fields(s)] for s in (small, large)]
    return type(small) is type(large) and isinstance(small, Round | Ellipse | Stadium) \
        and all(p <= q for p, q in zip(*sizes, strict=True))


def _blend_within(small: Outline, large: Outline) -> bool:
    """Whether both lie on one way that only grows, the smaller first."""
    way = next(s for s in (small, large) if isinstance(s, Blend))
    if not on_one_way(small, large):
        return False
    parts = [s.part if isinstance(s, Blend) else float(s == way.end) for s in (small, large)]
    return _inside(way.start, way.end) if parts[0] < parts[1] else _inside(way.end, way.start)


def _hull_within(small: Polygon, large: Polygon) -> bool:
    """Whether every corner's centre lies within the hull of the other's: enough where the other's radius is no less.

    A rounded polygon is the hull of its corners' circles.
    """
    own, hull = ([(p.x, p.y) for p in s.pieces() if isinstance(p, Arc)] for s in (small, large))
    return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
               for (ax, ay), (bx, by) in pairwise([*hull, hull[0]]) for x, y in own)
