"""Collector tube (pipa kolektor): a straight pipe of a merge, or the outlet that the merged pipes run into."""

from __future__ import annotations

import math
from typing import ClassVar

from knalpot_cad.fields import Length
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.parts.merged_end import JoinData, OutletData
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.pipe_end import Problems, out_of_range
from knalpot_cad.parts.rows import Made, Quantity, StraightTube
from knalpot_cad.parts.wrapped_tube import WrappedTube

LEAST_LEFT_MM = 1.0


class CollectorTube(WrappedTube):
    """length_mm runs on the axis between the references: a square end's plane, or the point where all axes meet.

    `outlet_of` shapes the start as the outlet of a merge, `joins` the end as one pipe of a merge; one of them at least.
    Templates lie on the outside (radius + paper_mm) and show the outer rim; the joint is a mitre across the wall, the
    inner rim follows (geometry/merged_tube.py). Source: facts/sheets.md 5.
    """

    kind: ClassVar[str] = "collector_tube"
    length_mm: Length
    outlet_of: OutletData | None = None
    joins: JoinData | None = None

    def recipe(self) -> MergedTube:
        return MergedTube(self.od_mm, self.od_mm - 2 * self.wall, self.length_mm,
                          self.outlet_of.end(self.wall) if self.outlet_of else None,
                          self.joins.end(self.wall) if self.joins else None)

    def faults(self) -> Problems:
        r, inner = self.od_mm / 2, self.od_mm / 2 - self.wall
        if self.outlet_of is None and self.joins is None:
            return [("one-of", {"names": "outlet_of, joins", "got": "-"})]
        if inner <= 0:
            return [out_of_range("wall_mm", self.wall, 0.2, r)]
        out = [f for end in (self.outlet_of, self.joins) if end for f in end.faults(self.name, r, inner)]
        if out or any(math.isnan(v) for v in (self.length_mm, r, inner)):
            return out
        from knalpot_cad.parts.collector_tube_sheets import shortest_mm  # numpy only when it is asked for

        left = shortest_mm(self.recipe())
        if left < LEAST_LEFT_MM:
            out.append(("ends-meet", {"part": self.name, "left_mm": round(left, 2)}))
        return out

    def make(self, shop: Shop) -> Made:
        from knalpot_cad.parts.collector_tube_sheets import CollectorTubeSheets

        shape = self.recipe()
        low, high = shape.stock_mm()
        quantities = [Quantity("od_mm", self.od_mm, process="none"), Quantity("wall_mm", self.wall, process="none"),
                      Quantity("length_mm", self.length_mm, process="linear", critical=True, instrument="tape"),
                      Quantity("cut_length_mm", high - low, process="linear", instrument="tape")]
        for name, data in (("outlet_of", self.outlet_of), ("joins", self.joins)):
            if data is not None:
                quantities += [Quantity(f"{name}.pipes", float(data.pipes), unit="", process="none",
                                        instrument="count"),
                               Quantity(f"{name}.half_angle_deg", data.half_angle_deg, unit="deg", process="none",
                                        instrument="protractor")]
        return Made(self.name, self.kind, self.material, self.wall, self.count, shape,
                    CollectorTubeSheets(self).sheets(shop), tuple(quantities),
                    tube=StraightTube(self.od_mm, self.wall, high - low))
