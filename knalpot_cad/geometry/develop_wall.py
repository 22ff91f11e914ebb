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
from knalpot_cad.geometry.sections.pieces import ArcPiece, MouthPiece, Piece, WallPiece, weighted


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
    d, error = _leans(low, high, height, thickness)
    wrong = (*low.offset_faults(-d), *high.offset_faults(-d))
    if wrong:
        return MidWall(low, high, height, error, wrong)
    return MidWall(low.offset(-d), high.offset(-d), height, error)


def _leans(low: Section, high: Section, height: float, thickness: float) -> tuple[float, float]:
    """Middle of the greatest and the least t/(2 cos al) round the wall, and half of what lies between them [mm]."""
    steep = []
    for p, q in paired(low, high):
        for i in range(33):
            psi = p.start + (p.end - p.start) * i / 32
            steep.append(math.hypot(height, q.support(psi)[0] - p.support(psi)[0]) / height)
    return thickness * (max(steep) + min(steep)) / 4, thickness * (max(steep) - min(steep)) / 4


@dataclass(frozen=True)
class Faces:
    """Outside, mid surface and inside of a wall; error_mm is how far a face may be off its parallel to the mid one."""

    outer: MidWall
    mid: MidWall
    inner: MidWall
    error_mm: float = 0.0


def faces(low: Section, high: Section, height_mm: float, thickness_mm: float, depths: tuple[float, float] = (0.0, 0.0)
          ) -> Faces:
    """All faces of a wall whose ends are given at depths (shares of its thickness from the outside), thinner than high.

    Where only one end is given by its inside, its outside is the curve whose parallel surface meets that inside all
    round: a tube in it has the same gap everywhere, which no round outside has on a wall that is steeper on one side.
    """
    base, error, ends = min(depths), 0.0, (low, high)
    if depths[0] != depths[1]:
        deep = int(depths[1] > depths[0])
        end, error = _mouth(ends[deep], ends[1 - deep], height_mm, thickness_mm * abs(depths[1] - depths[0]))
        ends = (low, end) if deep else (end, high)

    def face(depth: float) -> MidWall:
        found = mid_wall(*ends, height_mm, 2 * thickness_mm * (depth - base)) if depth != base else \
            MidWall(*ends, height_mm)
        if found.error_mm or found.wrong or error:
            return found
        return MidWall(low if depths[0] == depth else found.low, high if depths[1] == depth else found.high, height_mm)
    outer, mid, inner = (face(depth) for depth in (0.0, 0.5, 1.0))
    return Faces(outer, mid, inner, error + max(abs(f.error_mm - mid.error_mm) for f in (outer, inner)))


def _mouth(given: Section, far: Section, height: float, thickness: float) -> tuple[Section, float]:
    """The curve that thickness further out at one end, and how far it is off; far is that face's other end."""
    outside: Section = Curve(tuple(_further_out(p, q, height, thickness) for p, q in paired(given, far)))
    if not outside.faults():
        return outside, 0.0
    middle, error = _leans(given, far, height, 2 * thickness)
    return given.offset(middle), error


def _further_out(own: Piece, far: Piece, height: float, thickness: float) -> Piece:
    piece = MouthPiece(own.start, own.end, own, far, own, height, thickness)
    if not concentric(own, far):
        return piece
    out = ArcPiece(own.start, own.end, 0.0, 0.0, piece.support(own.start)[0] - own.support(own.start)[0])
    return weighted(own.start, own.end, ((1.0, own), (1.0, out)))
