"""Blank of a cup drawn on a section that is not round: an approximation whose whole area is exact; in mm.

Where the outline bends with radius a the rim takes its metal from the sector in front of it (equal area, the round
cup's formula with a as its flat radius): d(a) = sqrt(a^2 + 2 m) - a, m = int r ds along the rim. A straight edge is
folded: d = its bend allowance. Both are blended by the outward normal: delta(psi) is the mean of d over the outline,
weighted by length and by cos^4 of the turn, up to 45 degrees away (more where the blank would not stay convex). The
blank has the support h + delta: straights stay straight, no kinks. What K and the blend leave over of the mid surface's
area is a parallel strip all round. Metal that flows from a corner into the sides is not modelled: draw a test piece.
Source: facts/sheets.md 6 (drawn form with the local radius on arcs, BA on straights, blend), 0 (support function).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from knalpot_cad.geometry.meridian import Meridian
from knalpot_cad.geometry.sections import Curve, Section
from knalpot_cad.geometry.sections.pieces import Piece, weighted

REACH_DEG = (45.0, 60.0, 90.0, 180.0)       # of the blend
LEAST_RHO = 1.0         # mm, of the blank
COUNT = 256             # places of delta round the turn
HARMONICS = 40
STEPS = 96              # of a piece


@dataclass(frozen=True)
class Wave(Piece):
    """Support that is a Fourier series of the normal angle: (cosine, sine) of 0, 1, 2, ... turns [mm]."""

    terms: tuple[tuple[float, float], ...]

    def support(self, psi: float) -> tuple[float, float]:
        h = h1 = 0.0
        for k, (a, b) in enumerate(self.terms):
            c, s = math.cos(k * psi), math.sin(k * psi)
            h += a * c + b * s
            h1 += k * (b * c - a * s)
        return h, h1

    def rho(self, psi: float) -> float:
        return math.fsum((1 - k * k) * (a * math.cos(k * psi) + b * math.sin(k * psi))
                         for k, (a, b) in enumerate(self.terms))


@dataclass(frozen=True)
class DrawnBlank:
    """Flat face `flat`, the rim's walk from its edge, K of the straights' bends."""

    flat: Section
    rim: Meridian
    k_factor: float

    @cached_property
    def _rim(self) -> tuple[float, float, float]:
        """Length of the rim's mid line, int (r - flat edge) ds, and its bend allowance length."""
        length = math.fsum(p.length for p in self.rim.pieces())
        return length, self.rim.moment_mm2 - self.rim.start_mm * length, self.rim.developed_mm(self.k_factor)

    def width(self, rho: float) -> float:
        """How wide the blank stands before an edge of that radius [mm]; infinite: a straight one."""
        length, moment, straight = self._rim
        if math.isinf(rho):
            return straight
        metal = 2 * (moment + rho * length)
        return metal / (math.sqrt(rho * rho + metal) + rho)

    @property
    def target_mm2(self) -> float:
        """Area of flat and rim on the drawn part's mid surface (Steiner)."""
        length, moment, _ = self._rim
        return self.flat.area + self.flat.perimeter * length + 2 * math.pi * moment

    @cached_property
    def _places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Normal angle, length and width of small parts of the outline."""
        rows = [(a.psi, a.length, self.width(math.inf)) for a in self.flat.atoms]
        for p in self.flat.pieces:
            t0, t1 = p.reach
            step = (t1 - t0) / STEPS
            for k in range(STEPS):
                t = t0 + step * (k + 0.5)
                psi = p.psi_of(t)
                rows.append((psi, p.speed(t) * step, self.width(min(p.rho(psi), 1e9))))
        psi, length, width = np.array(rows).T
        return psi, length, width

    def wave(self, reach_deg: float) -> tuple[tuple[float, float], ...]:
        """The blended width as a Fourier series."""
        psi, length, width = self._places
        at = 2 * math.pi * np.arange(COUNT) / COUNT
        away = (at[:, None] - psi + math.pi) % (2 * math.pi) - math.pi
        reach = math.radians(reach_deg)
        weight = np.where(np.abs(away) < reach, np.cos(away * math.pi / 2 / reach) ** 4, 0.0) * length
        spectrum = np.fft.rfft((weight @ width) / weight.sum(axis=1)) / COUNT
        return tuple((float(c.real) * (2 if k else 1), -2 * float(c.imag) if k else 0.0)
                     for k, c in enumerate(spectrum[:HARMONICS]))

    @cached_property
    def blended(self) -> Section:
        """The outline before its area is made up."""
        found: Section = self.flat
        for reach in REACH_DEG:
            terms = self.wave(reach)
            found = Curve.of(weighted(p.start, p.end, ((1.0, p), (1.0, Wave(p.start, p.end, terms))))
                             for p in self.flat.pieces)
            if found.min_rho > LEAST_RHO:
                break
        return found

    @property
    def strip_mm(self) -> float:
        """Width of the parallel strip that makes up the area; negative where it is taken off."""
        short, p = self.target_mm2 - self.blended.area, self.blended.perimeter
        return 2 * short / (p + math.sqrt(p * p + 4 * math.pi * short))

    def outline(self, trim_percent: float = 0.0) -> Section:
        """The blank: the drawn part's area, and a share of the radius of equal area all round as trim."""
        return self.blended.offset(self.strip_mm + math.sqrt(self.target_mm2 / math.pi) * trim_percent / 100)
