"""Thickness: the mid surface of a wall whose two end sections are given outside (facts/sheets.md 0), in mm.

Ends ground flat: h_mid = h - t/(2 cos al) at both ends, tan al = -Dh/H; then the mid surface is the exact parallel
surface and metal = t * area. Where a straight edge runs to a point of a smaller, rounder end (stadium or polygon to
round), that parallel surface folds over itself beside the point, by tenths of a millimetre. There both ends are the
plain parallel curves by the middle of the greatest and least t/(2 cos al); `error_mm` says how far they are off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.develop import Transition, concentric
from knalpot_cad.geometry.sections.base import Curve, Faults, Section, paired
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece, WallPiece, weighted


@dataclass(frozen=True)
class MidWall:
    """Mid-surface sections of both ends; exact, or off by at most error_mm square to the outline."""

    low: Section
    high: Section
    height_mm: float
    error_mm: float = 0.0
    wrong: tuple[tuple[str, dict[str, object]], ...] = ()

    def faults(self) -> Faults:
        """An outside corner must be rounder than the wall's half thickness square to the axis."""
        return list(self.wrong)

    def transition(self, seam_psi: float | None = None) -> Transition:
        """The wall to develop."""
        return Transition(self.low, self.high, self.height_mm, seam_psi)


def mid_wall(low: Section, high: Section, height_mm: float, thickness_mm: float) -> MidWall:
    """Mid surface of the wall between two outside sections; ask the answer for faults()."""
    ends: tuple[list[Piece], list[Piece]] = ([], [])
    for p, q in paired(low, high):
        for own, out in zip((p, q), ends, strict=True):
            out.append(_inside(own, p, q, height_mm, thickness_mm))
    first, second = Curve(tuple(ends[0])), Curve(tuple(ends[1]))
    if not first.faults() and not second.faults():
        return MidWall(first, second, height_mm)
    return _plain(low, high, height_mm, thickness_mm)


def _inside(own: Piece, p: Piece, q: Piece, height: float, thickness: float) -> Piece:
    if not concentric(p, q):
        return WallPiece(own.start, own.end, own, p, q, height, thickness)
    w = math.hypot(height, q.support(q.start)[0] - p.support(p.start)[0])
    inward = ArcPiece(own.start, own.end, 0.0, 0.0, -thickness * w / (2 * height))
    return weighted(own.start, own.end, ((1.0, own), (1.0, inward)))


def _plain(low: Section, high: Section, height: float, thickness: float) -> MidWall:
    """Parallel curves by the middle of the greatest and the least t/(2 cos al)."""
    steep = []
    for p, q in paired(low, high):
        for i in range(33):
            psi = p.start + (p.end - p.start) * i / 32
            steep.append(math.hypot(height, q.support(psi)[0] - p.support(psi)[0]) / height)
    d = thickness * (max(steep) + min(steep)) / 4
    error = thickness * (max(steep) - min(steep)) / 4
    wrong = (*low.offset_faults(-d), *high.offset_faults(-d))
    if wrong:
        return MidWall(low, high, height, error, wrong)
    return MidWall(low.offset(-d), high.offset(-d), height, error)
