"""Least values over a convex outline's pieces, by sampling and refinement, deterministic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece

if TYPE_CHECKING:
    from knalpot_cad.geometry.sections.base import Section

Array = Any             # of numpy, which is loaded where it is used
SAMPLES = 24
AT_ONCE = 2000          # points
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


def deeper(section: Section, x: Array, y: Array, depth: float) -> Array:
    """Which of the points (n,) lie at least `depth` below a section's outline.

    A tangent of it bounds the depth from above, a polygon in it from below; the few between are looked at one by one.
    """
    import numpy as np

    psi, rim = [], []
    for p in section.pieces:
        for k in range(SAMPLES + 1):
            at = p.start + (p.end - p.start) * k / SAMPLES
            (h, h1), c, s = p.support(at), math.cos(at), math.sin(at)
            psi.append((c, s, h))
            rim.append(complex(h * c - h1 * s, h * s + h1 * c))
    normals = np.array(psi)
    edges = [(a, b - a) for a, b in zip(rim, [*rim[1:], rim[0]], strict=True) if abs(b - a) > 1e-9]
    chords = np.array([(e.imag, -e.real, -(e.conjugate() * a).imag) for a, e in edges])
    chords /= np.array([abs(e) for _, e in edges])[:, None]
    out = np.zeros(len(x), dtype=bool)
    for begin in range(0, len(x), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        points = np.stack((x[part], y[part]))
        most = (normals[:, 2:] - normals[:, :2] @ points).min(axis=0)
        sure = (chords[:, 2:] - chords[:, :2] @ points).min(axis=0) >= depth
        for i in np.flatnonzero(~sure & (most >= depth)).tolist():
            sure[i] = deepest(section.pieces, float(points[0, i]), float(points[1, i]))[0] >= depth
        out[part] = sure
    return out


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
