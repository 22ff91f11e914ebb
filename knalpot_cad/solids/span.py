"""Pieces of a section as curves of the kernel: lines and arcs are exact, other curves quintics to about 1e-7 mm."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from knalpot_cad.geometry.plane import Point
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.base import FLAT
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece
from knalpot_cad.solids import brep

CLOSE = 2e-7            # mm, a quintic against its curve
FEW, MANY = 12, 768     # steps of a quintic


@dataclass(frozen=True)
class Span:
    """One piece (None: a straight edge) from point start to end [mm], normal angles psi0 to psi1 [rad]."""

    psi0: float
    psi1: float
    start: Point
    end: Point
    piece: Piece | None = None

    @property
    def arc(self) -> ArcPiece | None:
        return self.piece if isinstance(self.piece, ArcPiece) else None


def spans(section: Section) -> tuple[Span, ...]:
    """The outline counter-clockwise, pieces and straight edges in turn; a sharp corner is none."""
    out = []
    ring = section.pieces
    for p, q in zip(ring, (*ring[1:], ring[0]), strict=True):
        (x0, y0, _), (x1, y1, _), (x2, y2, _) = p.at(p.reach[0]), p.at(p.reach[1]), q.at(q.reach[0])
        if not (isinstance(p, ArcPiece) and p.radius < FLAT):
            out.append(Span(p.start, p.end, (x0, y0), (x1, y1), p))
        if math.hypot(x2 - x1, y2 - y1) > FLAT:
            out.append(Span(p.end, p.end, (x1, y1), (x2, y2)))
    return tuple(out)


@dataclass(frozen=True, eq=False)
class Quintic:
    """A clamped spline of degree 5: poles (n, k), knots and how often each counts."""

    poles: np.ndarray
    knots: np.ndarray
    times: np.ndarray

    @property
    def ends(self) -> tuple[float, float]:
        return float(self.knots[0]), float(self.knots[-1])


def quintic(f: Callable[[np.ndarray], np.ndarray], t0: float, t1: float) -> Quintic:
    """Spline through f(t) (n, k), as fine as CLOSE asks; its end poles are f's own values."""
    from scipy.interpolate import make_interp_spline

    n = FEW
    while True:
        t = np.linspace(t0, t1, n + 1)
        values = f(t)
        spline = make_interp_spline(t, values, k=5)
        between = (t[1:] + t[:-1]) / 2
        if n >= MANY or np.abs(spline(between) - f(between)).max() < CLOSE:
            break
        n *= 2
    poles = np.array(spline.c)
    poles[0], poles[-1] = values[0], values[-1]
    knots, times = np.unique(spline.t, return_counts=True)
    return Quintic(poles, knots, times)


def swept(piece: Piece) -> Quintic:
    """x, y and the outward normal of a piece over its own parameter: poles (n, 4)."""
    def f(t: np.ndarray) -> np.ndarray:
        rows = []
        for v in t.tolist():
            x, y, psi = piece.at(v)
            rows.append((x, y, math.cos(psi), math.sin(psi)))
        return np.array(rows)
    return quintic(f, *piece.reach)


def arrays(q: Quintic) -> tuple[Any, Any]:
    """Knots and multiplicities for the kernel."""
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

    knots, times = TColStd_Array1OfReal(1, len(q.knots)), TColStd_Array1OfInteger(1, len(q.knots))
    for i, (k, m) in enumerate(zip(q.knots.tolist(), q.times.tolist(), strict=True), 1):
        knots.SetValue(i, k)
        times.SetValue(i, m)
    return knots, times


def curve_of(q: Quintic, poles: np.ndarray) -> Any:
    """Space curve of poles (n, 3) on the knots of q."""
    from OCP.Geom import Geom_BSplineCurve
    from OCP.TColgp import TColgp_Array1OfPnt

    points = TColgp_Array1OfPnt(1, len(poles))
    for i, p in enumerate(poles.tolist(), 1):
        points.SetValue(i, brep.point(p))
    return Geom_BSplineCurve(points, *arrays(q), 5)


def surface_of(q: Quintic, rows: list[np.ndarray], weights: list[float], ends: tuple[float, float]) -> Any:
    """Surface of poles rows[j] (n, 3): one Bezier of degree len(rows) - 1 with weights, from ends[0] to ends[1]."""
    from OCP.Geom import Geom_BSplineSurface
    from OCP.TColgp import TColgp_Array2OfPnt
    from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal, TColStd_Array2OfReal

    degree = len(rows) - 1
    points = TColgp_Array2OfPnt(1, len(rows[0]), 1, len(rows))
    heavy = TColStd_Array2OfReal(1, len(rows[0]), 1, len(rows))
    for j, (row, w) in enumerate(zip(rows, weights, strict=True), 1):
        for i, p in enumerate(row.tolist(), 1):
            points.SetValue(i, j, brep.point(p))
            heavy.SetValue(i, j, w)
    across, times = TColStd_Array1OfReal(1, 2), TColStd_Array1OfInteger(1, 2)
    for i, v in enumerate(ends, 1):
        across.SetValue(i, v)
        times.SetValue(i, degree + 1)
    knots, counts = arrays(q)
    return Geom_BSplineSurface(points, heavy, knots, across, counts, times, 5, degree)
