"""Eccentric cone (corong miring): between two parallel circles whose centres are out of line."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from knalpot_cad.fields import Length, Place, unknown
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seamed_wall import SeamedWall

if TYPE_CHECKING:
    from knalpot_cad.geometry.develop import Transition
    from knalpot_cad.geometry.develop_panel import Panel
    from knalpot_cad.geometry.ruled import RuledWall
    from knalpot_cad.geometry.sheet import Sheet

STEEPEST_DEG = 75.0
STEP_DEG = 30
FINE_MM = 0.002          # arcs against the true curve: few suffice here, and the blank's area has seven digits


class EccentricCone(SeamedWall):
    """Circle of start_od_mm at z 0, of end_od_mm at z length_mm with its centre offset_mm along x; ends ground flat.

    `of` says on which face the circles are: outside, or the mid surface. The other faces are the parallel surfaces at
    half the thickness, no cones of circles (facts/sheets.md 0, 2). The seam lies on the shortest ruling, or where
    seam.at_deg puts its start. Equal diameters are an oblique cylinder.
    """

    kind: ClassVar[str] = "eccentric_cone"
    start_od_mm: Length
    end_od_mm: Length
    length_mm: Length
    offset_mm: Place
    of: Literal["outer", "mid"] = "outer"

    def steepest_deg(self) -> float:
        """Largest angle of a ruling's wall to the axis: both circles' supports differ by |dr| + |offset| at most."""
        change = abs(self.start_od_mm - self.end_od_mm) / 2 + abs(self.offset_mm)
        return math.degrees(math.atan2(change, self.length_mm))

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        low, steep = min(self.start_od_mm, self.end_od_mm), self.steepest_deg()
        if self.seam.kind == "lock":
            return [("seam-not-here", {"name": self.name, "seam": "lock"})]
        if wrong := self.seam.faults():
            return wrong
        if steep > STEEPEST_DEG:
            return [("out-of-range", {"key": "offset_mm", "value": self.offset_mm, "low": 0.0, "high": round(
                max(0.0, self.length_mm * math.tan(math.radians(STEEPEST_DEG))
                    - abs(self.start_od_mm - self.end_od_mm) / 2), 1)})]
        least = 4 * self.t / math.cos(math.radians(steep))
        if low <= least:
            key = "end_od_mm" if self.end_od_mm < self.start_od_mm else "start_od_mm"
            return [("out-of-range", {"key": key, "value": low, "low": round(least, 2), "high": 10_000.0})]
        return [] if unknown(self) else walls(self).split_faults() or walls(self).seam_faults()

    def make(self, shop: Shop) -> Made:
        found = walls(self)
        sheets = found.sheets(shop)
        boxes = [s.bounds() for s in sheets]
        rim, _ = found.transition.edge_lengths
        roll = Roll(max(b[2] - b[0] for b in boxes), max(b[3] - b[1] for b in boxes), self.start_od_mm, rim / math.pi,
                    self.seam.kind, 2 * self.seam.edge_mm, kind="cone", outer_end_mm=self.end_od_mm,
                    panels_u_mm=tuple(b[2] - b[0] for b in boxes))
        quantities = (Quantity("start_od_mm", self.start_od_mm, process="bend"),
                      Quantity("end_od_mm", self.end_od_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="bend"),
                      Quantity("offset_mm", self.offset_mm, process="bend", instrument="jig"),
                      Quantity("thickness_mm", self.t, process="none", instrument="micrometer"))
        return Made(self.name, self.kind, self.material, self.t, self.count, found.recipe, sheets, quantities,
                    roll=roll)


@lru_cache(maxsize=32)      # asked for by faults and by make
def walls(part: EccentricCone) -> Walls:
    return Walls(part)


class Walls:
    """Development and recipe of one eccentric cone; numpy and the sections are loaded here."""

    def __init__(self, part: EccentricCone) -> None:
        self.part = part

    @cached_property
    def _faces(self) -> tuple[RuledWall, Transition]:
        from knalpot_cad.geometry.develop_wall import faces
        from knalpot_cad.geometry.ruled import RuledWall
        from knalpot_cad.geometry.sections import Round

        p = self.part
        seam = None if p.seam.at_deg is None else math.radians(p.seam.at_deg)
        low, high = Round(p.start_od_mm), Round(p.end_od_mm).moved(p.offset_mm, 0.0)
        found = faces(low, high, p.length_mm, p.t, (0.5, 0.5) if p.of == "mid" else (0.0, 0.0))
        wall = RuledWall(found.outer.low, found.outer.high, found.inner.low, found.inner.high, p.length_mm)
        return wall, found.mid.transition(seam)

    @property
    def recipe(self) -> RuledWall:
        return self._faces[0]

    @property
    def transition(self) -> Transition:
        """The mid surface's wall."""
        return self._faces[1]

    @cached_property
    def panels(self) -> list[Panel]:
        """The blanks: one, or one between each two seams."""
        from knalpot_cad.geometry.develop_panel import panels

        return panels(self.transition, [math.radians(at) for at in self.part.seam.split_deg])

    def split_faults(self) -> list[tuple[str, dict[str, object]]]:
        """Panels too narrow at either end."""
        from knalpot_cad.parts import panels

        p = self.part
        for i, girth in enumerate(self.transition.edge_lengths):
            widths = [panel.edge_lengths[i] for panel in self.panels]
            places = [math.fsum(widths[:k]) for k in range(1, len(widths))]
            if narrow := panels.faults(p.name, p.seam, places, girth, p.t):
                return narrow
        return []

    def seam_faults(self) -> list[tuple[str, dict[str, object]]]:
        """A seam wider than a panel has room for."""
        from knalpot_cad.geometry.develop_seam import allowance

        return [(code, {**values, "key": "seam"}) for panel in self.panels
                for code, values in allowance(self.part.seam).faults(panel.blank)]

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One blank a panel."""
        return tuple(self._sheet(shop, panel, i) for i, panel in enumerate(self.panels, 1))

    def _sheet(self, shop: Shop, panel: Panel, number: int) -> Sheet:
        from knalpot_cad.geometry.develop_panel import angle
        from knalpot_cad.geometry.develop_seam import allowance, spots
        from knalpot_cad.geometry.plane import Circle
        from knalpot_cad.geometry.sheet import ROLL, Dimension, Sheet, Stroke
        from knalpot_cad.geometry.slivers import without_slivers
        from knalpot_cad.parts import panels
        from knalpot_cad.parts.engrave import Space, lines
        from knalpot_cad.parts.engrave_gaps import between
        from knalpot_cad.parts.flanged import cross

        p, t, count = self.part, self.transition, len(self.panels)
        seam = allowance(p.seam)
        outline = without_slivers(seam.outline(panel.blank, FINE_MM))
        every = [(d, t.ruling(t.seam + math.radians(d))) for d in range(0, 360, STEP_DEG)]
        mine = [(d, panel.rulings([r])[0]) for d, r in every if panel.holds(r.psi)]
        strokes = tuple(Stroke(ROLL, (r.flat_low, r.flat_high), dashed=True) for d, r in mine
                        if d and abs(r.psi - panel.first) > 1e-9)
        strokes += seam.strokes(panel.blank)
        if p.seam.pitch_mm and p.seam.end_mm is not None:
            strokes += tuple(s for row in spots(panel.blank, p.seam.pitch_mm, p.seam.end_mm) for x, y in row
                             for s in cross(Circle(x, y, 1.0), 1.5))
        space = Space(outline, ())
        for s in strokes:
            space.avoid_line(*s.points)
        words = lines(shop, panels.engraved(p.name, number, count), p.count, p.t, p.material, "outside")
        gaps = sorted(pairwise([(r.flat_low, r.flat_high) for _, r in mine]),
                      key=lambda g: -math.dist(g[0][0], g[1][0]) - math.dist(g[0][1], g[1][1]))
        texts = between(space, gaps, words, panel.flat_at(panel.middle, 0.5))
        dims = [Dimension("start edge", panel.edge_lengths[0]), Dimension("end edge", panel.edge_lengths[1]),
                Dimension("theta_deg", abs(math.degrees(t.opening if panel.whole else angle(panel)))),
                Dimension("seam_deg", math.degrees(panel.first) % 360.0)]
        dims += [Dimension(f"ruling {d}", r.length_mm) for d, r in mine]
        dims += [Dimension(f"{name} {axis}{d}", q) for d, r in mine
                 for name, flat in (("start", r.flat_low), ("end", r.flat_high))
                 for axis, q in zip("uv", flat, strict=True)]
        return Sheet(p.name, p.kind, p.material, p.t, outline, strokes=strokes, texts=tuple(texts),
                     dimensions=tuple(dims), count=p.count, view="outside", roll="u",
                     note=panels.seam_note(shop.language, p.seam.kind, 2 * p.seam.edge_mm, None, count),
                     piece=panels.piece(number, count))
