"""Least values over a convex outline's pieces, by sampling and refinement, deterministic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece

SAMPLES = 24
GOLD = (math.sqrt(5) - 1) / 2


def least(f: Callable[[float], float], a: float, b: float) -> float:
    """Smallest value of a smooth f on [a, b]: sampled, then golden section about the best sample."""
    ts = [a + (b - a) * i / SAMPLES for i in range(SAMPLES + 1)]
    values = [f(t) for t in ts]
    i = min(range(len(ts)), key=lambda k: values[k])
    low, high = ts[max(0, i - 1)], ts[min(SAMPLES, i + 1)]
    best = values[i]
    for _ in range(60):
        c, d = high - GOLD * (high - low), low + GOLD * (high - low)
        fc, fd = f(c), f(d)
        best = min(best, fc, fd)
        low, high = (low, d) if fc < fd else (c, high)
    return best


def deepest(pieces: Iterable[Piece], x: float, y: float) -> tuple[float, float]:
    """Least h - n.p over all normals and its psi, for p = (x, y): the signed depth below a convex outline."""
    best, at = math.inf, 0.0
    for p in pieces:
        for psi in _stationary(p, x, y):
            c, s = math.cos(psi), math.sin(psi)
            depth = p.support(psi)[0] - x * c - y * s
            if depth < best - 1e-13:
                best, at = depth, psi
    return best, at


def _stationary(p: Piece, x: float, y: float) -> list[float]:
    """Both ends, and where (x, y) lies on the normal of the piece and nearer than its neighbours see it."""
    out = [p.start, p.end]
    if isinstance(p, ArcPiece):
        turn = (math.atan2(y - p.cy, x - p.cx) - p.start) % (2 * math.pi)
        return [*out, p.start + turn] if turn < p.end - p.start else out

    def slope(t: float) -> float:
        px, py, psi = p.at(t)
        return math.cos(psi) * (py - y) - math.sin(psi) * (px - x)

    a, b = p.reach
    ts = [a + (b - a) * i / SAMPLES for i in range(SAMPLES + 1)]
    values = [slope(t) for t in ts]
    for low, high, v0, v1 in zip(ts, ts[1:], values, values[1:], strict=False):
        if v0 < 0 <= v1:
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if slope(middle) < 0 else (low, middle)
            out.append(p.psi_of((low + high) / 2))
    return out
