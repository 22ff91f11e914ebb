"""Wrap templates of a collector's pipes: outer rim of each cut end, ordinates, edges and what sets the saw (mm)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from knalpot_cad.geometry.merged_tube import MergedEnd, MergedTube, MergeEnd
from knalpot_cad.geometry.quadrature import TURN
from knalpot_cad.geometry.sheet import Dimension, Sheet
from knalpot_cad.geometry.wrap import Edge, straight_edge
from knalpot_cad.parts.collector_tube import CollectorTube
from knalpot_cad.parts.cut_pipe_sheets import HELD_MM, WHOLE_WRAP_MM
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.wrap_sheet import Drawing, numbered, ordinates, wrap_sheet


def rim_edge(end: MergedEnd, radius: float, inner: bool, base: float, side: float) -> Edge:
    """The rim of one wall as the template shows it; side +1 at the far end."""
    breaks = tuple(sorted(b % TURN for b in end.breaks(radius, inner)))
    return Edge(lambda p: base + side * end.rise(radius, inner, p), lambda p: side * end.rise_slope(radius, inner, p),
                breaks)


def rims(shape: MergedTube, inner: bool) -> tuple[Edge, Edge]:
    """Both ends of one wall, z from the near reference."""
    r = (shape.inner_mm if inner else shape.outer_mm) / 2
    low = rim_edge(shape.near, r, inner, 0.0, -1.0) if shape.near else straight_edge(0.0)
    high = rim_edge(shape.far, r, inner, shape.length_mm, 1.0) if shape.far else straight_edge(shape.length_mm)
    return low, high


def shortest_mm(shape: MergedTube) -> float:
    """Least length of a generator of either wall [mm]; corners of both rims are looked at too."""
    out = []
    for inner in (False, True):
        low, high = rims(shape, inner)
        phi = np.concatenate([np.linspace(0.0, TURN, 1441), np.array((*low.breaks, *high.breaks, 0.0))])
        out.append(float(np.min(high.value(phi) - low.value(phi))))
    return min(out)


@dataclass(frozen=True)
class CollectorTubeSheets:
    """Drawn on the outside, v = 0 at the start's reference."""

    part: CollectorTube

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One template of the whole pipe where it is short, else one an end that is cut."""
        p, shape = self.part, self.part.recipe()
        low, high = rims(shape, False)
        if high.range()[1] - low.range()[0] <= WHOLE_WRAP_MM:
            return numbered(self.part.head, [self._wrap(shop, low, high, self._dimensions(low, high, True, True))])
        out: list[Drawing] = []
        if shape.near is not None:
            datum = math.ceil((low.range()[1] + HELD_MM) / 10) * 10.0
            line = straight_edge(min(datum, p.length_mm))
            out.append(self._wrap(shop, low, line, [*self._dimensions(low, line, True, False),
                                                    Dimension("datum", datum)]))
        if shape.far is not None:
            datum = math.floor((high.range()[0] - HELD_MM) / 10) * 10.0
            line = straight_edge(max(datum, 0.0) if shape.near is None else datum)
            out.append(self._wrap(shop, line, high, [*self._dimensions(line, high, False, True),
                                                     Dimension("datum", datum)]))
        return numbered(self.part.head, out)

    def _wrap(self, shop: Shop, low: Edge, high: Edge, dims: list[Dimension]) -> Drawing:
        return partial(wrap_sheet, shop, low=low, high=high, radius=self.part.wrap_radius_mm,
                       tab_mm=self.part.tab_mm, dimensions=dims)

    def _dimensions(self, low: Edge, high: Edge, near: bool, far: bool) -> list[Dimension]:
        """Girth, length, edges and depth of each cut, the merge's own figures, then the ordinates."""
        p, w = self.part, self.part.wrap_radius_mm
        shape = p.recipe()
        dims = [Dimension("U", TURN * w), Dimension("L", p.length_mm)]
        cut = [(name, end, edge) for name, end, edge, wanted in (
            ("outlet", shape.near, low, near), ("merge", shape.far, high, far)) if wanted and end is not None]
        for name, end, edge in cut:
            dims += [Dimension(f"{name} edge", edge.length_mm(w)),
                     Dimension(f"{name} depth", edge.range()[1] - edge.range()[0])]
            if isinstance(end, MergeEnd):
                dims += merge_dimensions(end, p.od_mm / 2)
        dims.append(Dimension("tab", p.tab_mm))
        for name, _, edge in cut:
            dims += ordinates(name, edge)
        return dims


def merge_dimensions(end: MergeEnd, outer_mm: float) -> list[Dimension]:
    """Edge against the outlet and the neighbours on the contact radius, crotch and pit from the axes' point, the planes
    between neighbours as the saw sees them, and phi_c up to which the outlet cuts.
    """
    m = end.merge(outer_mm, False)
    dims = [Dimension("edge to outlet", m.outlet_edge_mm), Dimension("edge to neighbours", m.wedge_edge_mm),
            Dimension("crotch", m.crotch_mm), Dimension("pit", m.pit_mm), Dimension("mitre_deg", m.mitre_deg),
            Dimension("heel_deg", m.heel_deg)]
    return [*dims, Dimension("phi_c_deg", m.outlet_half_deg)] if m.outlet_radius_mm is not None else dims
