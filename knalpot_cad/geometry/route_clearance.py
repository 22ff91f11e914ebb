"""Does a bent tube touch itself: certain bounds, never a sample that may fall between (facts/sheets.md 10); in mm.

Points within the path s0 = 2 c asin(D / 2c) are neighbours; from s0 to 2 pi c - s0 the distance is D or more by itself
(Schur); only longer paths are searched. Branch and bound: an arc lies within its sagitta c (1 - cos(step / 2)) of its
chord, so a chord distance less both sagittas is a lower bound; pairs whose bound says nothing are halved.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knalpot_cad.geometry.frame import Vec, add, dot

if TYPE_CHECKING:
    from knalpot_cad.geometry.route import Piece, Route

TOLERANCE_MM = 0.005     # of the distance found
SHORT_MM = 0.25          # a span is not halved below this: the rule of neighbours is then as good as met


@dataclass(frozen=True)
class Span:
    """Part of one piece of the route, from path a to b [mm] counted from the tube's start."""

    piece: Piece
    base: float
    a: float
    b: float
    p: Vec
    q: Vec
    sagitta: float

    @staticmethod
    def of(piece: Piece, base: float, a: float, b: float) -> Span:
        half = (b - a) / (2 * piece.clr_mm) if piece.angle_deg else 0.0
        return Span(piece, base, a, b, _point(piece, a - base), _point(piece, b - base),
                    piece.clr_mm * (1 - math.cos(min(half, math.pi))) if piece.angle_deg else 0.0)

    def halves(self) -> tuple[Span, Span]:
        m = (self.a + self.b) / 2
        return Span.of(self.piece, self.base, self.a, m), Span.of(self.piece, self.base, m, self.b)


def _point(piece: Piece, s: float) -> Vec:
    """Point of the centre line at path s of its piece."""
    f = piece.frame
    if not piece.angle_deg:
        return add(f.origin, f.z, s)
    t, c = s / piece.clr_mm, piece.clr_mm
    return add(add(f.origin, f.z, c * math.sin(t)), f.x, c * (1 - math.cos(t)))


def segment_distance(p: Vec, p1: Vec, q: Vec, q1: Vec) -> float:
    """Least distance of two segments p p1 and q q1 [mm]. Closed form, facts/sheets.md 10."""
    d, e, w = add(p1, p, -1.0), add(q1, q, -1.0), add(p, q, -1.0)
    a, b = math.sqrt(dot(d, d)), math.sqrt(dot(e, e))
    u: Vec = (d[0] / a, d[1] / a, d[2] / a) if a > 0 else (0.0, 0.0, 0.0)
    v: Vec = (e[0] / b, e[1] / b, e[2] / b) if b > 0 else (0.0, 0.0, 0.0)
    along, uw, vw = dot(u, v), dot(u, w), dot(v, w)
    slant = 1 - along * along
    s = min(max((along * vw - uw) / slant, 0.0), a) if slant > 1e-15 else 0.0
    t = along * s + vw
    if not 0.0 <= t <= b:
        t = min(max(t, 0.0), b)
        s = min(max(along * t - uw, 0.0), a)
    gap = add(add(w, u, s), v, -t)
    return math.sqrt(dot(gap, gap))


def spans(route: Route) -> list[Span]:
    """The pieces as spans, arcs of at most 30 degrees each."""
    out: list[Span] = []
    base = 0.0
    for piece in route.pieces():
        n = max(1, math.ceil(piece.angle_deg / 30.0 - 1e-9))
        cuts = [base + piece.length_mm * i / n for i in range(n + 1)]
        out += [Span.of(piece, base, a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
        base += piece.length_mm
    return out


def clearance(route: Route, od_mm: float) -> float:
    """Least distance of two points of the centre line farther apart than neighbours along it, less od [mm].

    Within TOLERANCE_MM; inf where it is od or more. Valid for 2 clr >= od; a tighter bend meets itself anyway.
    """
    c = route.clr_mm
    near = math.pi * c if od_mm >= 2 * c else 2 * c * (math.pi - math.asin(od_mm / (2 * c)))
    if not route.bends or math.isnan(route.length_mm + od_mm):
        return math.inf
    best, order = 2 * od_mm, 0
    heap: list[tuple[float, int, Span, Span]] = []

    def push(i: Span, j: Span) -> None:
        nonlocal best, order
        if j.b - i.a <= near:
            return
        low = segment_distance(i.p, i.q, j.p, j.q) - i.sagitta - j.sagitta
        if low >= best - TOLERANCE_MM:
            return
        for s, p in ((i.a, i.p), (i.b, i.q)):
            for t, q in ((j.a, j.p), (j.b, j.q)):
                if t - s >= near:
                    best = min(best, math.dist(p, q))
        order += 1
        heapq.heappush(heap, (low, order, i, j))

    parts = spans(route)
    for k, i in enumerate(parts):
        for j in parts[k:]:
            push(i, j)
    while heap:
        low, _, i, j = heapq.heappop(heap)
        if low >= best - TOLERANCE_MM:
            break
        longer = max(i.b - i.a, j.b - j.a)
        if longer < SHORT_MM:
            best = min(best, low + i.sagitta + j.sagitta)
            continue
        for a in i.halves() if i.b - i.a >= longer / 2 else (i,):
            for b in j.halves() if j.b - j.a >= longer / 2 else (j,):
                if b.a >= a.a - 1e-12:
                    push(a, b)
    return best - od_mm if best < 2 * od_mm else math.inf
