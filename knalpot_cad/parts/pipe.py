"""Bent pipe (leher): straights and bends of one centre-line radius."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from knalpot_cad.fields import Angle, Length, Model, Offset, Thickness
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentTube
from knalpot_cad.parts.part import TUBE, Part, Shop
from knalpot_cad.parts.rows import BentPipe, Made, Quantity, StraightTube


class BendData(Model):
    """One LRA row: straight before, rotation of the bend plane, bend angle."""

    straight_mm: Offset
    rotation_deg: Angle
    angle_deg: Angle


def _row(value: Any) -> Any:
    """`[60, 0, 75]` is short for the three fields."""
    if isinstance(value, list | tuple) and len(value) == 3:
        return dict(zip(("straight_mm", "rotation_deg", "angle_deg"), value, strict=True))
    return value


class Pipe(Part):
    """Bent on a die of centre-line radius clr_mm; end_mm is the straight after the last bend."""

    kind: ClassVar[str] = "pipe"
    stock_group: ClassVar[str] = TUBE
    od_mm: Length
    wall_mm: Thickness | None = None
    clr_mm: Length | None = None
    bends: tuple[Annotated[BendData, BeforeValidator(_row)], ...] = ()
    end_mm: Offset = 0.0

    def route(self) -> Route:
        rows = tuple(Bend(b.straight_mm, b.rotation_deg, b.angle_deg) for b in self.bends)
        return Route(rows, self.end_mm, self.clr_mm or 0.0)

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        out: list[tuple[str, dict[str, object]]] = []
        if self.od_mm <= 2 * (self.wall_mm or 0.0):
            out.append(("out-of-range", {"key": "wall_mm", "value": self.wall_mm, "low": 0.2, "high": self.od_mm / 2}))
        if self.bends and self.clr_mm is None:
            out.append(("missing-key", {"key": "clr_mm"}))
            return out
        if self.bends and self.clr_mm is not None and self.clr_mm < self.od_mm / 2 + 0.5:
            out.append(("bend-radius-small", {"key": "clr_mm", "pipe": self.name, "clr_mm": self.clr_mm,
                                              "radius_mm": self.od_mm / 2}))
            return out
        for b in self.bends:
            if b.angle_deg <= 0 or b.angle_deg > 180:
                out.append(("out-of-range", {"key": "angle_deg", "value": b.angle_deg, "low": 0, "high": 180}))
        if out:
            return out
        if self.route().length_mm <= 0:
            out.append(("out-of-range", {"key": "end_mm", "value": self.end_mm, "low": 1, "high": 10_000}))
        elif self.bends and not math.isnan(self.route().length_mm):
            gap = self.route().clearance(self.od_mm)
            if gap < 0:
                out.append(("pipe-crosses-itself", {"pipe": self.name, "gap_mm": round(gap, 1)}))
        return out

    def make(self, shop: Shop) -> Made:
        route, wall = self.route(), self.wall_mm or 0.0
        shape = BentTube(route, self.od_mm, self.od_mm - 2 * wall)
        quantities = [Quantity("od_mm", self.od_mm, process="none"), Quantity("wall_mm", wall, process="none"),
                      Quantity("cut_length_mm", route.length_mm, process="linear", instrument="tape")]
        for i, b in enumerate(self.bends, 1):
            quantities.append(Quantity(f"bend_{i}.angle_deg", b.angle_deg, unit="deg", process="none",
                                       instrument="protractor", critical=True))
        if self.bends:
            quantities.append(Quantity("clr_mm", self.clr_mm or 0.0, process="none", instrument="template"))
            end = route.end().origin
            quantities += [Quantity(f"end.{axis}_mm", v, process="none", instrument="jig")
                           for axis, v in zip("xyz", end, strict=True)]
        pipe = BentPipe(route, self.od_mm, wall) if self.bends else None
        tube = None if self.bends else StraightTube(self.od_mm, wall, route.length_mm)
        return Made(self.name, self.kind, self.material, wall, self.count, shape, (), tuple(quantities), tube=tube,
                    pipe=pipe)
