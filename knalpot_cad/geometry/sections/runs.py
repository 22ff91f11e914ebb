"""Arc length along one piece from its start, as a function of its parameter."""

from __future__ import annotations

from knalpot_cad.geometry.sections.integral import Primitive
from knalpot_cad.geometry.sections.pieces import ArcPiece, Piece


class Run:
    """Length [mm] from the piece's start to the parameter t; total is the whole piece.

    Where the speed runs away in the piece's own parameter, arc length is taken as h' + integral of h dpsi instead; on a
    circular arc it is the radius times the angle.
    """

    def __init__(self, piece: Piece) -> None:
        self._piece, self._by_angle = piece, any(rough_in_t(piece))
        self._radius = piece.radius if isinstance(piece, ArcPiece) else None
        if self._radius is not None:
            self.total = self._radius * (piece.end - piece.start)
        elif self._by_angle:
            self._first = piece.support(piece.start)[1]
            self._sum = Primitive(lambda psi: piece.support(psi)[0], piece.start, piece.end, *piece.rough)
            self.total = self._sum.total.real + piece.support(piece.end)[1] - self._first
        else:
            self._sum = Primitive(piece.speed, *piece.reach)
            self.total = self._sum.total.real

    def __call__(self, t: float) -> float:
        if self._radius is not None:
            return self._radius * (t - self._piece.start)
        own = self._piece.support(t)[1] - self._first if self._by_angle else 0.0
        return self._sum(t).real + own


def rough_in_t(piece: Piece) -> tuple[bool, bool]:
    """Whether the speed runs away at an end of the piece's own parameter: only where that is psi itself."""
    return piece.rough if piece.reach == (piece.start, piece.end) else (False, False)
