"""Saddles on a shell of any section: the contact pair of a round branch and one parallel curve of the shell (mm).

The section is turned so that the branch comes from +x; for each y its right side gives x, the normal and the arc length
by splines through each smooth piece in its own parameter (within 1e-9 mm), inverted by bisection. All else is R18's
mathematics (facts/sheets.md 5). A hole is drawn on the mid surface: a parallel at the distance d has the arc length
s + d (psi - psi_ref), exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from knalpot_cad.geometry.quadrature import Array, integral
from knalpot_cad.geometry.saddle import SIDES, extremes
from knalpot_cad.geometry.saddle_shell import ShellSaddle
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.pieces import Piece
from knalpot_cad.geometry.sections.runs import Run

NODES = 120         # of a piece's splines
HALVINGS = 50
NEWTON, CLOSE = 4, 1e-11


@dataclass(frozen=True)
class Stretch:
    """A smooth piece of the right side, or a straight (no splines): y, x, s and normal over 0 .. 1."""

    y: tuple[float, float]
    curves: Any                 # spline of (x, y, s, psi), or None
    ends: tuple[tuple[float, float, float, float], tuple[float, float, float, float]]

    @cached_property
    def height(self) -> tuple[Any, Any, Array, Array]:
        """y and its derivative as splines, and a table of both."""
        from scipy.interpolate import BSpline

        y = BSpline(self.curves.t, self.curves.c[:, 1], self.curves.k)
        shares = np.linspace(0.0, 1.0, 4 * NODES + 1)
        return y, y.derivative(), shares, np.maximum.accumulate(y(shares))

    def at(self, y: Array) -> Array:
        """Rows (x, y, s, psi) at values of y on it."""
        a, b = (np.array(e) for e in self.ends)
        if self.curves is None:
            share = (y - a[1]) / (b[1] - a[1])
            return np.asarray(a + share[..., None] * (b - a))
        height, slope, shares, heights = self.height
        q = np.interp(y, heights, shares)
        for _ in range(NEWTON):
            with np.errstate(divide="ignore", invalid="ignore"):
                q = np.clip(np.nan_to_num(q - (height(q) - y) / slope(q), nan=0.5), 0.0, 1.0)
        far = np.abs(height(q) - y) > CLOSE
        if far.any():               # beside the section's own side, where it stands square to y
            low, high = np.zeros(far.sum()), np.ones(far.sum())
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                below = height(middle) < y[far]
                low, high = np.where(below, middle, low), np.where(below, high, middle)
            q[far] = (low + high) / 2
        return np.asarray(self.curves(q))


@dataclass(frozen=True)
class SectionSide:
    """The side of a section met from the azimuth [deg]; s is 0 where its outline passes direction azimuth (y = 0)."""

    section: Section
    azimuth_deg: float = 0.0

    @cached_property
    def _stretches(self) -> list[Stretch]:
        """Right-hand pieces and straights, y rising."""
        from scipy.interpolate import make_interp_spline

        az = math.radians(self.azimuth_deg)
        c, s = math.cos(az), math.sin(az)
        out: list[Stretch] = []
        before = 0.0
        edges = {round(a.psi, 9): a for a in self.section.atoms}

        def turned(x: float, y: float) -> tuple[float, float]:
            return x * c + y * s, y * c - x * s
        for piece in cut_at(self.section, (az - math.pi / 2, az + math.pi / 2)):
            run = Run(piece)
            t0, t1 = piece.reach
            middle = (piece.start + piece.end) / 2 - az
            if math.cos(middle) > 0 and run.total > 1e-12:
                share = (1 - np.cos(np.linspace(0.0, math.pi, NODES + 1))) / 2
                rows = []
                for q in share:
                    t = t0 + (t1 - t0) * float(q)
                    x, y, psi = piece.at(t)
                    rows.append((*turned(x, y), before + run(t), math.remainder(psi - az, 2 * math.pi)))
                table = np.array(rows)
                out.append(Stretch((rows[0][1], rows[-1][1]), make_interp_spline(share, table, k=5),
                                   (rows[0], rows[-1])))
            before += run.total
            atom = edges.get(round(piece.end, 9)) or edges.get(round(piece.end - 2 * math.pi, 9))
            if atom:
                psi = math.remainder(atom.psi - az, 2 * math.pi)
                (x0, y0), (x1, y1) = turned(*atom.first), turned(*atom.last)
                if math.cos(psi) > 1e-9:
                    ends = (x0, y0, before, psi), (x1, y1, before + atom.length, psi)
                    out.append(Stretch((y0, y1), None, ends))
                before += atom.length
        out.sort(key=lambda q: q.y)
        return out

    @cached_property
    def _starts(self) -> Array:
        return np.array([q.y[0] for q in self._stretches])

    def rows(self, y: Array) -> Array:
        """x, y, s (not yet from the reference), normal about the azimuth [rad] of the right-hand points."""
        y = np.asarray(y, dtype=float)
        flat = np.clip(y.ravel(), *self.span())
        which = np.clip(np.searchsorted(self._starts, flat, side="right") - 1, 0, None)
        out = np.zeros((len(flat), 4))
        for i in np.unique(which):
            out[which == i] = self._stretches[i].at(flat[which == i])
        # s runs on over the section's own start
        girth = self.section.perimeter
        first = self._stretches[0].ends[0][2]
        out[:, 2] = first + (out[:, 2] - first + 1e-9) % girth - 1e-9
        return out.reshape((*y.shape, 4))

    @cached_property
    def reference(self) -> tuple[float, float]:
        """s and the normal where y is 0."""
        row = self.rows(np.array([0.0]))[0]
        return float(row[2]), float(row[3])

    def span(self) -> tuple[float, float]:
        return self._stretches[0].y[0], self._stretches[-1].y[1]

    def x(self, y: Array) -> Array:
        return np.asarray(self.rows(y)[..., 0])

    def slope(self, y: Array) -> Array:
        return -np.tan(self.rows(y)[..., 3])

    def arc(self, y: Array) -> Array:
        return np.asarray(self.rows(y)[..., 2] - self.reference[0])

    def normal(self, y: Array) -> Array:
        """Angle of the outward normal from the azimuth [rad]."""
        return np.asarray(self.rows(y)[..., 3])

    def corners(self) -> tuple[float, ...]:
        return tuple(q.y[0] for q in self._stretches[1:])


def cut_at(section: Section, normals: tuple[float, ...]) -> list[Piece]:
    """The section's pieces, cut where their normal is one of these [rad]."""
    from dataclasses import replace

    out: list[Piece] = []
    for p in section.pieces:
        stops = sorted({p.start + (n - p.start) % (2 * math.pi) for n in normals})
        stops = [s for s in stops if p.start + 1e-9 < s < p.end - 1e-9]
        ends = [p.start, *stops, p.end]
        out += [p if not stops else replace(p, start=a, end=b) for a, b in zip(ends, ends[1:], strict=False)]
    return out


@lru_cache(maxsize=64)
def side_of(section: Section, azimuth_deg: float) -> SectionSide:
    return SectionSide(section, azimuth_deg)


@dataclass(frozen=True)
class SectionSaddle(ShellSaddle):
    """Contact pair with a parallel curve of a shell, that lies off_mm outside its mid surface `mid`."""

    mid: SectionSide | None = None
    off_mm: float = 0.0

    def extremes(self) -> tuple[float, float]:
        """Least and most t [mm]."""
        low, high = extremes(self.t, self.slope)
        at = self.t(np.array(self.breaks()))
        return min(low, float(at.min())), max(high, float(at.max()))

    @property
    def axis_t_mm(self) -> float:
        """Where the branch's own axis pierces the surface [mm along it]."""
        return float(self.side.x(np.array(self.offset_mm))) / self._angle[0]

    def hole(self, phi: Array, draw_radius_mm: float | None = None) -> tuple[Array, Array]:
        """u, v [mm]; u is 0 on the generator that faces the branch. Any draw radius stands for the mid surface."""
        u, v = super().hole(phi)
        assert isinstance(self.side, SectionSide)
        if self.mid is None:
            return u, v
        psi_ref = self.mid.reference[1]
        start = self.side.arc(np.array(self.off_mm * math.sin(psi_ref)))      # the same ruling through the wall
        away = self.off_mm * (self.side.normal(self._y(phi)) - psi_ref) if draw_radius_mm else 0.0
        return u - start - away, v

    def hole_slope(self, phi: Array, draw_radius_mm: float | None = None) -> tuple[Array, Array]:
        du, dv = super().hole_slope(phi)
        if not draw_radius_mm or self.mid is None:
            return du, dv
        tiny = 1e-6
        assert isinstance(self.side, SectionSide)
        turn = (self.side.normal(self._y(phi + tiny)) - self.side.normal(self._y(phi - tiny))) / (2 * tiny)
        return du - self.off_mm * turn, dv

    def z_range(self) -> tuple[float, float]:
        """Least and most z of the contact curve on the main [mm]."""
        _, low, _, high = self.hole_bounds()
        return low, high

    def drawn_edge_mm(self, draw_radius_mm: float | None = None) -> float:
        """Length of the hole's edge as drawn [mm]."""
        return integral(lambda p: np.hypot(*self.hole_slope(p, draw_radius_mm)), self.breaks())

    def hole_bounds(self, draw_radius_mm: float | None = None) -> tuple[float, float, float, float]:
        """u0, v0, u1, v1 of the hole as drawn [mm]."""
        def one(curve: Callable[[Array, float | None], tuple[Array, Array]], i: int) -> Callable[[Array], Array]:
            return lambda p: curve(p, draw_radius_mm)[i]
        out = []
        stops = np.array([*self.breaks(), *SIDES])
        for i in (0, 1):
            low, high = extremes(one(self.hole, i), one(self.hole_slope, i))
            at = self.hole(stops, draw_radius_mm)[i]
            out.append((min(low, float(at.min())), max(high, float(at.max()))))
        return out[0][0], out[1][0], out[0][1], out[1][1]
