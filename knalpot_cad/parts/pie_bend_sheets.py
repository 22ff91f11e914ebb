"""Templates of a pie-cut bend: one for each kind of piece, and the whole tube with all its cuts (facts/sheets.md 4)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

from knalpot_cad.geometry.mitre import Mitre
from knalpot_cad.geometry.quadrature import TURN
from knalpot_cad.geometry.sheet import MARK, Dimension, Sheet, Stroke
from knalpot_cad.geometry.wrap import mitre_edge, polyline, straight_edge
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.pie_bend import THROAT, PieBend
from knalpot_cad.parts.wrap_sheet import Drawing, Head, numbered, ordinates, wrap_sheet


@dataclass(frozen=True)
class PieBendSheets:
    """Wraps begin and end at the throat, where the paper is shortest; the heel lies in their middle."""

    part: PieBend

    def curve(self) -> Mitre:
        """One cut on the wrap, the heel in its middle."""
        return Mitre(self.part.pipe_od_mm / 2, self.part.wrap_radius_mm, self.part.plan().cut_deg, THROAT)

    def key_lengths(self) -> list[Dimension]:
        plan = self.part.plan()
        return [Dimension("U", TURN * self.part.wrap_radius_mm), Dimension("saw_deg", plan.cut_deg),
                Dimension("edge", self.curve().edge_mm), Dimension("outer", plan.outer_mm),
                Dimension("inner", plan.inner_mm), Dimension("centre", plan.centre_mm),
                Dimension("tab", self.part.tab_mm)]

    def piece(self, shop: Shop, whole: Head, length: float, number: int, square: bool) -> Sheet:
        """One kind of piece as it is cut, the gap taken off; an end piece is square at the bottom."""
        high = mitre_edge(self.curve(), length)
        low = straight_edge(0.0) if square else mitre_edge(self.curve(), 0.0, -1.0)
        dims = [*self.key_lengths(), Dimension("L", length), *ordinates("end", high)]
        head = replace(whole, count=whole.count * number)
        note = f"x{head.count}{self.says()}"
        return wrap_sheet(shop, head, low, high, self.part.wrap_radius_mm, self.part.tab_mm, dims, note=note)

    def says(self) -> str:
        """The rule, where it is not the first one: on the paper it must be seen."""
        p = self.part
        return "" if p.rule == "tan" else f", {p.rule}" + (f", Ø {p.pipe_od_mm:.2f}" if p.rule == "sin_corner" else "")

    def strip(self, shop: Shop, whole: Head) -> Sheet:
        """All cuts on the one straight tube, every second one leaning the other way: both sides of the kerf are marked,
        and each cut's place on the axis and saw angle are listed.
        """
        plan, w = self.part.plan(), self.part.wrap_radius_mm
        half = self.part.kerf_mm / math.cos(math.radians(plan.cut_deg)) / 2
        dims = [Dimension("U", TURN * w), Dimension("tube", plan.tube_mm), Dimension("saw_deg", plan.cut_deg)]
        marks: list[Stroke] = []
        for i, cut in enumerate(self.part.saw_cuts(), 1):
            edge = mitre_edge(Mitre(self.part.pipe_od_mm / 2, w, cut.saw_deg, cut.heel_deg), cut.at_mm)
            marks += [Stroke(MARK, polyline(edge.moved(off), w)) for off in ((-half, half) if half else (0.0,))]
            dims += [Dimension(f"cut {i}", cut.at_mm), Dimension(f"cut {i} heel_deg", cut.heel_deg)]
        return wrap_sheet(shop, whole, straight_edge(0.0), straight_edge(plan.tube_mm), w, self.part.tab_mm, dims,
                          tuple(marks))

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """A template for each kind of piece, then the whole tube."""
        kinds: dict[tuple[float, bool], int] = {}
        for length, (near, far) in zip(self.part.plan().axis_lengths(), self.part.plan().cut_ends(), strict=True):
            key = round(length, 9), not (near and far)
            kinds[key] = kinds.get(key, 0) + 1
        found: list[Drawing] = [partial(self.piece, shop, length=length, number=number, square=square)
                                for (length, square), number in kinds.items()]
        return numbered(self.part.head, [*found, partial(self.strip, shop)])
