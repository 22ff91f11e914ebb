"""Integrals over a turn: complete elliptic integrals, and Gauss panels graded towards the places where a curve bends
sharply (facts/sheets.md 0).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TURN = 2 * math.pi


def elliptic(m: float) -> tuple[float, float]:
    """K(m) and E(m), complete, of the parameter m = k^2, 0 <= m < 1; E(1) = 1 with K infinite. By AGM, 1e-15."""
    if m >= 1.0:
        return math.inf, 1.0
    a, b, c = 1.0, math.sqrt(1 - m), math.sqrt(m)
    total, power = c * c / 2, 1.0
    while abs(c) > 1e-17:
        a, b, c = (a + b) / 2, math.sqrt(a * b), (a - b) / 2
        total += power * c * c
        power *= 2
        if abs(c) <= 1e-16 * a:
            break
    k = math.pi / (2 * a)
    return k, k * (1 - total)


@lru_cache(maxsize=64)
def graded_nodes(breaks: tuple[float, ...], low: float, high: float, levels: int = 24,
                 order: int = 16) -> tuple[Array, Array]:
    """Nodes and weights on low .. high [rad]; panels halve towards each break, so that a corner or a near-corner at a
    break costs no digits (a root singularity keeps about 1e-8 of its last panel).
    """
    x, w = np.polynomial.legendre.leggauss(order)
    stops = sorted({low, high, *(b for b in breaks if low < b < high)})
    nodes, weights = [], []
    for a, b in zip(stops, stops[1:], strict=False):
        half = (b - a) / 2
        steps = [0.0, *(half * 2.0**-k for k in range(levels, -1, -1))]
        edges = [*(a + s for s in steps), *(b - s for s in reversed(steps[:-1]))]
        for p, q in zip(edges, edges[1:], strict=False):
            nodes.append((p + q) / 2 + (q - p) / 2 * x)
            weights.append((q - p) / 2 * w)
    return np.concatenate(nodes), np.concatenate(weights)


def integral(f: Callable[[Array], Array], breaks: tuple[float, ...] = (), low: float = 0.0,
             high: float = TURN) -> float:
    """Integral of f over low .. high [rad], smooth between the breaks."""
    x, w = graded_nodes(breaks, low, high)
    return float(np.dot(w, f(x)))


def bisect(f: Callable[[float], float], a: float, b: float) -> float:
    """A root of f between a and b, where its signs differ; to the last bit that halving gives."""
    fa = f(a)
    for _ in range(200):
        m = (a + b) / 2
        if m in (a, b):
            break
        fm = f(m)
        if (fm > 0) == (fa > 0):
            a, fa = m, fm
        else:
            b = m
    return (a + b) / 2
