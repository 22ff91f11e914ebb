"""Curves given over the angle round a pipe, as tangent arcs within the tolerance of sections/fit.py (facts/sheets.md
9).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from knalpot_cad.geometry.plane import Vertex
from knalpot_cad.geometry.quadrature import Array
from knalpot_cad.geometry.sections.fit import DENSE, TOLERANCE, fitted

NUDGE = 1e-9        # rad: the tangent at a corner is taken this far inside the run
Curve = Callable[[Array], tuple[Array, Array]]


def nodes(point: Curve, slope: Curve, low: float, high: float, tolerance: float) -> list[tuple[complex, complex]]:
    """Points and unit tangents of one smooth run, so dense that chords stay within tolerance / DENSE [mm] of it."""
    for n in (64, 128, 256, 512, 1024, 2048, 4096):
        phi = np.linspace(low, high, n + 1)
        x, y = point(phi)
        chord = np.hypot(x[2:] - x[:-2], y[2:] - y[:-2])
        off = np.abs((x[2:] - x[:-2]) * (y[1:-1] - y[:-2]) - (y[2:] - y[:-2]) * (x[1:-1] - x[:-2]))
        # a sample is a quarter as far off the chord of its half as off that of its neighbours
        if float(np.max(off / np.maximum(chord, 1e-12))) / 4 <= tolerance / DENSE:
            break
    du, dv = slope(np.clip(phi, low + NUDGE, high - NUDGE))
    size = np.hypot(du, dv)
    return [(complex(a, b), complex(c, d)) for a, b, c, d in
            zip(x.tolist(), y.tolist(), (du / size).tolist(), (dv / size).tolist(), strict=True)]


def traced(point: Curve, slope: Curve, low: float, high: float, breaks: Sequence[float] = (),
           tolerance: float = TOLERANCE) -> list[Vertex]:
    """Open chain of arcs from low to high [rad]; corners only at the breaks. The last vertex has bulge 0."""
    stops = [low, *sorted(b for b in breaks if low + 1e-7 < b < high - 1e-7), high]
    out: list[Vertex] = []
    for a, b in zip(stops, stops[1:], strict=False):
        chain = fitted(nodes(point, slope, a, b, tolerance), tolerance)
        out = [*out[:-1], *chain]
    return out


def turned_round(chain: Sequence[Vertex]) -> list[Vertex]:
    """An open chain run the other way."""
    n = len(chain)
    return [Vertex(chain[i].x, chain[i].y, -chain[i - 1].bulge if i else 0.0) for i in range(n - 1, -1, -1)]


def closed_turn(point: Curve, slope: Curve, breaks: Sequence[float] = (), start: float = 0.0,
                tolerance: float = TOLERANCE) -> list[Vertex]:
    """A closed curve over one turn: the last vertex is left out, the first one takes its place by index."""
    return traced(point, slope, start, start + 2 * math.pi, breaks, tolerance)[:-1]
