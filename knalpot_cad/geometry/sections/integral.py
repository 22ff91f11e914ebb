"""Running integrals of smooth functions to rounding, in plain arithmetic.

An interval is halved until a Legendre series of degree 19 holds the function to about 1e-14 of its greatest value;
the series is then integrated term by term (facts/sheets.md 0, numerics: Gauss panels between breakpoints).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Any

NODES, DEPTH = 20, 16
ROUNDING = 5e-16        # of the greatest value
WARP = 6        # power of the change of variable beside an end where the function is not smooth


@cache
def legendre(n: int) -> tuple[tuple[float, float], ...]:
    """Nodes and weights of Gauss-Legendre quadrature on [-1, 1] (Newton on P_n, to rounding)."""
    out = []
    for i in range(n):
        x = math.cos(math.pi * (i + 0.75) / (n + 0.5))
        for _ in range(100):
            p, before = 1.0, 0.0
            for k in range(n):
                p, before = ((2 * k + 1) * x * p - k * before) / (k + 1), p
            slope = n * (x * p - before) / (x * x - 1)
            step = p / slope
            x -= step
            if abs(step) < 1e-16:
                break
        out.append((x, 2 / ((1 - x * x) * slope * slope)))
    return tuple(reversed(out))


@cache
def _projection() -> Any:
    """Array (k, node): what each node's value gives to Legendre coefficient k."""
    import numpy as np

    rows = []
    for k in range(NODES):
        row = []
        for x, weight in legendre(NODES):
            p, before = 1.0, 0.0
            for j in range(k):
                p, before = ((2 * j + 1) * x * p - j * before) / (j + 1), p
            row.append((2 * k + 1) / 2 * weight * p)
        rows.append(row)
    return np.array(rows)


# of the recurrence (k + 1) P_k+1 = (2 k + 1) z P_k - k P_k-1
STEPS = tuple(((2 * k + 1) / (k + 1), k / (k + 1)) for k in range(1, NODES + 1))


def _integrated(c: list[complex]) -> list[complex]:
    """Coefficients of the series' integral from -1."""
    d = [0j] * (len(c) + 1)
    d[0], d[1] = c[0], c[0]
    for k in range(1, len(c)):
        d[k + 1] += c[k] / (2 * k + 1)
        d[k - 1] -= c[k] / (2 * k + 1)
    return d


class Primitive:
    """F(x) = integral of f from a to x, for a <= x <= b; f real or complex.

    rough_start, rough_end: f has an algebraic kink at that end (a slope that runs away); the variable is warped there.
    """

    def __init__(self, f: Callable[[float], complex], a: float, b: float, rough_start: bool = False,
                 rough_end: bool = False) -> None:
        self.a, self.b = a, b
        self._f, self._ends = f, (rough_start, rough_end)
        self._starts: list[float] = []
        self._panels: list[tuple[float, float, list[complex], complex]] = []
        cuts = [0.0, 0.5, 1.0] if rough_start and rough_end else [0.0, 1.0]
        self._top = 1e-300
        if b > a:
            for x0, x1 in zip(cuts, cuts[1:], strict=False):
                self._split(x0, x1, 0)
        total = 0j
        for i, (x0, x1, d, _) in enumerate(self._panels):
            self._panels[i] = (x0, x1, d, total)
            total += sum(d)
        self.total = total

    def _place(self, x: float) -> tuple[float, float]:
        """Argument of f at the warped variable x of [0, 1], and its derivative."""
        a, width, (start, end) = self.a, self.b - self.a, self._ends
        if start and (x <= 0.5 or not end):
            span = width / 2 if end else width
            y = 2 * x if end else x
            return a + span * y**WARP, (2 if end else 1) * span * WARP * y ** (WARP - 1)
        if end:
            span = width / 2 if start else width
            y = 2 * (1 - x) if start else 1 - x
            return self.b - span * y**WARP, (2 if start else 1) * span * WARP * y ** (WARP - 1)
        return a + width * x, width

    def _warped(self, at: float) -> float:
        """Inverse of _place."""
        a, width, (start, end) = self.a, self.b - self.a, self._ends
        share = min(1.0, max(0.0, (at - a) / width))
        if start and (share <= 0.5 or not end):
            return math.pow(2 * share, 1 / WARP) / 2 if end else math.pow(share, 1 / WARP)
        if end:
            rest = max(0.0, (self.b - at) / width)
            return 1 - (math.pow(2 * rest, 1 / WARP) / 2 if start else math.pow(rest, 1 / WARP))
        return share

    def _split(self, x0: float, x1: float, depth: int) -> None:
        half, values = (x1 - x0) / 2, []
        for node, _ in legendre(NODES):
            at, slope = self._place(x0 + half * (1 + node))
            values.append(complex(self._f(at)) * slope * half)
        self._top = max(self._top, *(abs(v) / half for v in values))
        c = (_projection() @ values).tolist()
        if depth < DEPTH and max(abs(c[-1]), abs(c[-2]), abs(c[-3])) > 2e-15 * self._top:
            middle = (x0 + x1) / 2
            self._split(x0, middle, depth + 1)
            self._split(middle, x1, depth + 1)
            return
        while len(c) > 1 and abs(c[-1]) < ROUNDING * self._top:     # nothing but noise
            c.pop()
        self._starts.append(x0)
        self._panels.append((x0, x1, _integrated(c), 0j))

    def __call__(self, at: float) -> complex:
        if not self._panels:
            return 0j
        x = self._warped(at)
        x0, x1, d, base = self._panels[max(0, bisect_right(self._starts, x) - 1)]
        z = 2 * (x - x0) / (x1 - x0) - 1
        p, before, out = z, 1.0, base + d[0] + d[1] * z
        for (up, down), share in zip(STEPS, d[2:], strict=False):
            p, before = up * z * p - down * before, p
            out += share * p
        return out


def integral(f: Callable[[float], complex], a: float, b: float, rough_start: bool = False,
             rough_end: bool = False) -> complex:
    """Integral of a smooth f from a to b; rough ends as for Primitive."""
    return Primitive(f, a, b, rough_start, rough_end).total


def complete_e(m: float) -> float:
    """Complete elliptic integral E of the parameter m = k^2, 0 <= m <= 1, by the AGM (facts/sheets.md 0)."""
    if m >= 1:
        return 1.0
    a, b, c = 1.0, math.sqrt(1 - m), math.sqrt(m)
    s, power = c * c / 2, 1.0
    while c > 1e-9 * a:
        a, b, c = (a + b) / 2, math.sqrt(a * b), (a - b) / 2
        s += power * c * c
        power *= 2
    return math.pi / (2 * a) * (1 - s)
