"""Contours without edges too short to be cut, in mm."""

from __future__ import annotations

import math

from knalpot_cad.geometry.plane import Contour, Vertex

SLIVER = 0.015          # mm: shorter than the drawing's own tolerance


def without_slivers(contour: Contour) -> Contour:
    """The contour without edges shorter than SLIVER, such as a straight that a wall's thickness all but eats up.

    A vertex goes, and the next edge begins that little before.
    """
    kept: list[Vertex] = []
    for v in contour.vertices:
        if kept and math.hypot(v.x - kept[-1].x, v.y - kept[-1].y) < SLIVER:
            kept[-1] = Vertex(kept[-1].x, kept[-1].y, v.bulge)
        else:
            kept.append(v)
    if math.hypot(kept[0].x - kept[-1].x, kept[0].y - kept[-1].y) < SLIVER:
        kept.pop()
    return Contour(tuple(kept))
