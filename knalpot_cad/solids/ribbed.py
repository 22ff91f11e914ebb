"""Tube with beads and swages, face by face: its profile turned about z, one closed face an edge, joined at one seam.

Straight walls are cylinders, which may be perforated; beads and swages are tori. No boolean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knalpot_cad.geometry.bulge import level
from knalpot_cad.geometry.plane import Vertex
from knalpot_cad.geometry.sections.pieces import ArcPiece
from knalpot_cad.geometry.shape import Tube
from knalpot_cad.solids import brep
from knalpot_cad.solids.perforated import PerforatedTube, height
from knalpot_cad.solids.rolled import CURVE_TOLERANCE, TAU
from knalpot_cad.solids.span import Span
from knalpot_cad.solids.swept import LEVEL, meridian_arc, round_arc


@dataclass(frozen=True)
class Band:
    """One edge of the profile, from a to b (radius, z), its metal on the left, and its face where it is a cylinder."""

    a: Vertex
    b: Vertex
    face: brep.FaceBuilder | None

    def holds(self, z: float) -> bool:
        return min(self.a.y, self.b.y) < z < max(self.a.y, self.b.y)


class RibbedTube(PerforatedTube):
    """A perforated tube whose two cylinders are chains of faces: outside from z 0 up, inside from the top down."""

    def __init__(self, tube: Tube) -> None:
        super().__init__(tube)
        self.turn = Span(self.seam, self.seam + TAU, (0.0, 0.0), (0.0, 0.0),
                         ArcPiece(self.seam, self.seam + TAU, 0.0, 0.0, 0.0))
        vertices = tube.profile().vertices
        top = next(i for i, v in enumerate(vertices) if abs(v.y - tube.length_mm) < LEVEL) + 1
        self.chains = vertices[:top], vertices[top:]
        self.bands = [[Band(a, b, self.cylinder(a)) for a, b in zip(chain, chain[1:], strict=False)]
                      for chain in self.chains]

    def cylinder(self, a: Vertex) -> brep.FaceBuilder | None:
        from OCP.Geom import Geom_CylindricalSurface

        if a.bulge:
            return None
        return brep.FaceBuilder(Geom_CylindricalSurface(brep.axes(turn=self.seam), a.x), CURVE_TOLERANCE)

    def wall_of(self, z: float, side: int) -> brep.FaceBuilder:
        tube = self.tube
        face = next((b.face for b in self.bands[side] if b.holds(z)), None)
        if face is None or abs(level(tube.bulges, tube.length_mm, z)) > LEVEL:
            raise ValueError(f"a hole at {z:g} mm lies on a bead or swage, or beyond a swage")
        return face

    def bulged(self, band: Band, rims: tuple[Any, Any]) -> Any:
        """A torus between two circles (edge, vertex) at the band's ends, closed along the arc at the seam."""
        laid = round_arc(self.turn, band.a, band.b)
        (low, first), (high, last) = rims
        seam = meridian_arc(self.turn, band.a, band.b, (first, last))
        assert laid.curves is not None
        bottom, right, top, left = laid.curves
        face = brep.FaceBuilder(laid.surface)
        face.lay(low, bottom)
        face.lay(high, top)
        face.lay(seam.edge, *((right, left) if seam.forward is laid.same else (left, right)))
        uses = [(low, True), (seam.edge, seam.forward), (high, False), (seam.edge, not seam.forward)]
        face.wire(uses if laid.same else [(e, not along) for e, along in reversed(uses)])
        return face.done(laid.same)

    def solid(self) -> Any:
        halved = [self.halved(h) for h in sorted((h for h in self.holes if h.over_seam), key=lambda h: h.z)]
        whole = [(h.z, self.whole(h)) for h in self.holes if not h.over_seam]
        ends: list[list[Any]] = [[], []]
        for i, (chain, bands) in enumerate(zip(self.chains, self.bands, strict=True)):
            rims = [brep.circle_edge((0.0, 0.0, v.y), v.x, self.seam) for v in chain]
            for k, band in enumerate(bands):
                pair = rims[k], rims[k + 1]
                if band.face is None:
                    self.faces.append(self.bulged(band, pair))
                    continue
                own = [rows for rows in halved if band.holds(height(rows[i][2]))]
                others = [edges for z, edges in whole if band.holds(z)]
                self.side(i, own, others, list(pair if band.a.y < band.b.y else pair[::-1]), band.face)
            for z, rim in zip((0, 1) if i == 0 else (1, 0), (rims[0], rims[-1]), strict=True):
                ends[z].append(rim[0])
        for k, (outer, inner) in enumerate(ends):
            self.faces.append(brep.plane_face(self.tube.length_mm * k, outer, [inner], k == 1))
        return brep.closed_solid(self.faces)
