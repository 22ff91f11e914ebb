"""Templates of a cut pipe, and what is wrong with its cuts and holes once both ends are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from knalpot_cad.geometry.cut_ends import PlaneEnd, SaddleEnd, SquareEnd
from knalpot_cad.geometry.plane import Circle, Point, union_bounds
from knalpot_cad.geometry.quadrature import TURN, Array
from knalpot_cad.geometry.sheet import MARK, Dimension, Sheet, Stroke
from knalpot_cad.geometry.wrap import Edge, Pair, end_edge, hole_contour, hole_union, polyline, shortest, straight_edge
from knalpot_cad.parts.cut_pipe import CutPipe, DrillData
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.pipe_end import Problems
from knalpot_cad.parts.wrap_sheet import STEP_DEG, Drawing, hole_sheet, numbered, ordinates, wrap_sheet
from knalpot_cad.words import text

WHOLE_WRAP_MM = 160.0      # a longer pipe gets a template for each end
HELD_MM = 40.0             # straight paper behind a cut, to set the template square
LEAST_LEFT_MM = 1.0
LEAST_WEB_MM = 1.5


@dataclass(frozen=True)
class CutPipeSheets:
    """Drawn on the outside, v = 0 at the start's reference."""

    part: CutPipe

    @cached_property
    def edges(self) -> tuple[Edge, Edge]:
        """Both ends as the template shows them."""
        p = self.part
        r, inner = p.od_mm / 2, p.od_mm / 2 - p.wall
        return end_edge(p.start.end(), r, inner, 0.0, -1.0), end_edge(p.end.end(), r, inner, p.length_mm, 1.0)

    def faults(self) -> Problems:
        low, high = self.edges
        left = shortest(low, high)
        out: Problems = []
        if left < LEAST_LEFT_MM:
            out.append(("ends-meet", {"part": self.part.name, "left_mm": round(left, 2)}))
        return out + self._hole_faults(low, high)

    def _hole_faults(self, low: Edge, high: Edge) -> Problems:
        out: Problems = []
        r, least = self.part.od_mm / 2, max(LEAST_WEB_MM, self.part.wall)
        rims = [np.array(polyline(e, r, 721)) for e in (low, high)]
        flats = [np.array(self.flat_hole(h, r)) for h in self.part.holes]
        for i, (h, flat) in enumerate(zip(self.part.holes, flats, strict=True)):
            middle = np.array([flat[:, 0].mean() / r])
            inside = low.value(middle)[0] < flat[:, 1].mean() < high.value(middle)[0]
            edge = min(_gap(flat, rim, TURN * r) for rim in rims) if inside else 0.0
            if edge < least:
                out.append(("holes-too-near-edge", {"part": self.part.name, "hole": f"h{i + 1}",
                                                    "edge_mm": round(edge, 2)}))
            for j in range(i + 1, len(flats)):
                gap = min(_gap(flat, flats[j], TURN * r), self._apart(h, self.part.holes[j]))
                if gap < least:
                    out.append(("holes-overlap", {"part": self.part.name, "a": f"h{i + 1}", "b": f"h{j + 1}",
                                                  "gap_mm": round(gap, 2)}))
        return out

    def _apart(self, a: DrillData, b: DrillData) -> float:
        """Distance of two centres on the outside less both radii [mm]: below 0 also for a hole inside another."""
        turn = math.radians((a.angle_deg - b.angle_deg + 180) % 360 - 180)
        return math.hypot(self.part.od_mm / 2 * turn, a.at_mm - b.at_mm) - (a.diameter_mm + b.diameter_mm) / 2

    def flat_hole(self, hole: DrillData, radius: float) -> list[Point]:
        """The drilled hole on the outside, unrolled on a radius: R asin(a sin / R) by a cos."""
        a, r = hole.diameter_mm / 2, self.part.od_mm / 2
        u = radius * math.radians(hole.angle_deg % 360.0)
        return [(u + radius * math.asin(a * math.sin(t) / r), hole.at_mm + a * math.cos(t))
                for t in (TURN * i / 96 for i in range(96))]

    def hole_marks(self) -> tuple[tuple[Stroke, ...], tuple[Circle, ...]]:
        """Crosses and outlines of the holes on the wrap, and circles that keep words away."""
        strokes, circles = [], []
        radius, girth = self.part.wrap_radius_mm, TURN * self.part.wrap_radius_mm
        for h in self.part.holes:
            u, v = radius * math.radians(h.angle_deg % 360.0), h.at_mm
            strokes += [Stroke(MARK, ((u - 1.5, v), (u + 1.5, v))), Stroke(MARK, ((u, v - 1.5), (u, v + 1.5)))]
            flat = self.flat_hole(h, radius)
            if min(p[0] for p in flat) > 0 and max(p[0] for p in flat) < girth:
                strokes.append(Stroke(MARK, tuple(flat), closed=True))
            circles.append(Circle(u, v, h.diameter_mm / 2 + 1.0))
        return tuple(strokes), tuple(circles)

    def wraps(self, shop: Shop) -> list[Drawing]:
        """One template of the whole pipe where it is short or drilled, else one an end that is not square."""
        low, high = self.edges
        if not self.part.holes and all(isinstance(e.end(), SquareEnd) for e in (self.part.start, self.part.end)):
            return []
        if self.part.holes or high.range()[1] - low.range()[0] <= WHOLE_WRAP_MM:
            marks, holes = self.hole_marks()
            return [self._wrap(shop, low, high, self.dimensions(low, high), marks=marks, holes=holes)]
        out: list[Drawing] = []
        if not isinstance(self.part.start.end(), SquareEnd):
            datum = math.ceil((low.range()[1] + HELD_MM) / 10) * 10.0
            line = straight_edge(datum)
            out.append(self._wrap(shop, low, line, [*self.dimensions(low, line, far=False),
                                                    Dimension("datum", datum)]))
        if not isinstance(self.part.end.end(), SquareEnd):
            datum = math.floor((high.range()[0] - HELD_MM) / 10) * 10.0
            line = straight_edge(datum)
            out.append(self._wrap(shop, line, high, [*self.dimensions(line, high, near=False),
                                                     Dimension("datum", datum)]))
        return out

    def _wrap(self, shop: Shop, low: Edge, high: Edge, dimensions: list[Dimension], **marks: Any) -> Drawing:
        return partial(wrap_sheet, shop, low=low, high=high, radius=self.part.wrap_radius_mm,
                       tab_mm=self.part.tab_mm, dimensions=dimensions, **marks)

    def dimensions(self, low: Edge, high: Edge, near: bool = True, far: bool = True) -> list[Dimension]:
        """Developed length, edges, area, what the saw is set to, then the ordinates of each cut edge."""
        w = self.part.wrap_radius_mm
        dims = [Dimension("U", TURN * w), Dimension("L", self.part.length_mm)]
        sides = [("start", self.part.start.end(), low, near), ("end", self.part.end.end(), high, far)]
        cut = [(name, end, edge) for name, end, edge, wanted in sides if wanted and not isinstance(end, SquareEnd)]
        for name, end, edge in cut:
            dims.append(Dimension(f"{name} edge", edge.length_mm(w)))
            dims.append(Dimension(f"{name} depth", edge.range()[1] - edge.range()[0]))
            if isinstance(end, PlaneEnd):
                dims.append(Dimension(f"{name} saw_deg", end.angle_deg))
        dims.append(Dimension("tab", self.part.tab_mm))
        for name, _, edge in cut:
            dims += ordinates(name, edge)
        for name, end, edge in cut:
            if isinstance(end, SaddleEnd):      # what each wall alone would touch, as books without thickness have it
                outward, base = (1.0, self.part.length_mm) if edge is high else (-1.0, 0.0)
                for wall, r in (("outer", self.part.od_mm / 2), ("inner", self.part.od_mm / 2 - self.part.wall)):
                    dims += ordinates(f"{name} {wall}", end_edge(end, r, r, base, outward))
        return dims

    def main_holes(self, shop: Shop) -> list[Drawing]:
        """For each fish-mouth the hole in what it meets: round its outside, or on its flat blank."""
        r, inner = self.part.od_mm / 2, self.part.od_mm / 2 - self.part.wall
        out: list[Drawing] = []
        for name, data in (("start", self.part.start), ("end", self.part.end)):
            main = data.meets
            if main is None:
                continue
            pairs, drawn = main.holes(r, inner), main.drawn_on_mm
            hole = hole_contour(pairs[0], drawn) if len(pairs) == 1 else hole_union(pairs[0], pairs[1], drawn)
            x0, y0, x1, y1 = union_bounds(p.hole_bounds(drawn) for p in pairs)
            edge = pairs[0].drawn_edge_mm(drawn) if len(pairs) == 1 else hole.length
            branch, contact = pairs[0], main.end().saddle(inner)
            dims = [Dimension("hole U", x1 - x0), Dimension("hole V", y1 - y0), Dimension("hole edge", edge),
                    Dimension("pair edge", branch.hole_edge_mm), Dimension("pair branch edge", branch.edge_mm),
                    Dimension("contact edge", contact.edge_mm), Dimension("u0", x0), Dimension("v0", y0)]
            if len(pairs) == 1:
                dims += hole_points(pairs[0], drawn)
            kind = "pipe" if data.pipe else "shell" if data.shell else "cone"
            note = (f"{text(f'pattern.end_{name}', shop.language)}: "
                    f"{text(f'pattern.main_{kind}', shop.language)}, R {drawn:.2f}")
            out.append(partial(hole_sheet, shop, hole=hole, dimensions=dims, note=note))
        return out

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        return numbered(self.part.head, [*self.wraps(shop), *self.main_holes(shop)])


def hole_points(pair: Pair, drawn_mm: float | None) -> list[Dimension]:
    """u and v of the hole's edge every 30 degrees round the branch."""
    turns = np.arange(0, 360, STEP_DEG)
    found = zip(turns.tolist(), *(w.tolist() for w in pair.hole(np.radians(turns), drawn_mm)), strict=True)
    return [Dimension(f"{axis} {deg}", value) for deg, u, v in found for axis, value in (("u", u), ("v", v))]


def _gap(a: Array, b: Array, girth: float) -> float:
    """Least distance between two sets of points on the unrolled pipe, round the seam too [mm]."""
    du = np.abs(a[:, None, 0] - b[None, :, 0]) % girth
    du = np.minimum(du, girth - du)
    return float(np.hypot(du, a[:, None, 1] - b[None, :, 1]).min())

