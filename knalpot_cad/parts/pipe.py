"""Bent pipe (leher): straights and bends of one centre-line radius, written as LRA rows, as XYZ or as hard points."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field

from knalpot_cad.fields import Angle, Length, Model, Offset, Place, Thickness
from knalpot_cad.geometry.frame import Vec, add
from knalpot_cad.geometry.route import Bend, Route, vertex_problems
from knalpot_cad.geometry.route_clearance import TOLERANCE_MM
from knalpot_cad.geometry.route_through import Found, Hard, Least, shortest
from knalpot_cad.geometry.shape import BentTube
from knalpot_cad.parts.part import TUBE, Part, Shop, Stock
from knalpot_cad.parts.rows import BentPipe, Made, Quantity, StraightTube

Problems = list[tuple[str, dict[str, object]]]
Point3 = tuple[Place, Place, Place]
Points = Annotated[tuple[Point3, ...], Field(max_length=60)]


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


class ThroughData(Model):
    """Hard points: the first is the start, the last the end, the centre line passes all between; the shortest such
    pipe.

    Directions count, not lengths: the start leaves along start_along_mm (the end of what comes before: +z) or `free`;
    the end arrives along end_along_mm, or freely. Least straights not given are the machine's clamp lengths, without a
    machine 0.
    """

    points_mm: Points
    start_along_mm: Point3 | Literal["free"] = (0.0, 0.0, 1.0)
    end_along_mm: Point3 | None = None
    start_mm: Offset | None = None
    between_mm: Offset | None = None
    end_mm: Offset | None = None

    def hard(self, clr_mm: float) -> Hard:
        leave = None if isinstance(self.start_along_mm, str) else self.start_along_mm
        return Hard(self.points_mm, clr_mm, leave, self.end_along_mm,
                    Least(self.start_mm or 0.0, self.between_mm or 0.0, self.end_mm or 0.0))


@lru_cache(maxsize=256)
def _solved(hard: Hard) -> Found:
    return shortest(hard)


class Pipe(Part):
    """Bent on a die of centre-line radius clr_mm: `bends` (LRA rows) with end_mm, the straight after the last one;
    or `points_mm`, the intersection points of the straights with both ends (XYZ); or `through`, hard points.

    Points stand in the pipe's own frame, z with the gas; their first leg is laid along z by the least turn.
    machine names the bender; without one the bend table is nominal.
    """

    kind: ClassVar[str] = "pipe"
    stock_group: ClassVar[str] = TUBE
    od_mm: Length
    wall_mm: Thickness | None = None
    clr_mm: Length | None = None
    bends: tuple[Annotated[BendData, BeforeValidator(_row)], ...] = ()
    end_mm: Offset = 0.0
    points_mm: Points = ()
    through: ThroughData | None = None
    machine: Annotated[str, Field(max_length=64)] = ""

    def stocked(self, stock: Stock) -> Self:
        part = super().stocked(stock)
        machine = part.machine or stock.tube.machine
        return part.model_copy(update={"machine": machine}) if machine != part.machine else part

    @property
    def written(self) -> list[str]:
        """Which of the three ways the bends are written in."""
        return [k for k in ("bends", "points_mm", "through") if getattr(self, k)]

    @property
    def bent(self) -> bool:
        return bool(self.route().bends)

    def route(self) -> Route:
        """The centre line from the origin along z; without bends where the points can't be one."""
        c = self.clr_mm or 0.0
        if not (self.points_mm or self.through):
            return Route(tuple(Bend(b.straight_mm, b.rotation_deg, b.angle_deg) for b in self.bends), self.end_mm, c)
        vertices: tuple[Vec, ...] = self.points_mm
        if self.through:
            hard = self.through.hard(c)
            if _broken(self.through) or not c:
                return Route((), 0.0, c)
            if math.isnan(c + math.fsum(v for p in hard.points for v in p)):
                return Route((), math.nan, c)
            vertices = _solved(hard).vertices
        if vertex_problems(vertices) or (len(vertices) > 2 and not c):
            return Route((), 0.0, c)
        return Route.from_vertices([add(p, vertices[0], -1.0) for p in vertices], c)

    def faults(self) -> Problems:
        out: Problems = []
        if self.od_mm <= 2 * (self.wall_mm or 0.0):
            out.append(("out-of-range", {"key": "wall_mm", "value": self.wall_mm, "low": 0.2, "high": self.od_mm / 2}))
        if len(self.written) > 1 or (self.end_mm and (self.points_mm or self.through)):
            got = ", ".join([*self.written, *(["end_mm"] if self.end_mm and not self.bends else [])])
            out.append(("one-of", {"key": self.written[-1], "names": "bends, points_mm, through", "got": got}))
            return out
        if self.written and self.clr_mm is None and len(self.points_mm) != 2:
            return [*out, ("missing-key", {"key": "clr_mm"})]
        if self.written and self.clr_mm is not None and self.clr_mm < self.od_mm / 2 + 0.5:
            return [*out, ("bend-radius-small", {"key": "clr_mm", "pipe": self.name, "clr_mm": self.clr_mm,
                                                 "radius_mm": self.od_mm / 2})]
        out += self._shape_faults()
        if out:
            return out
        route = self.route()
        if route.length_mm <= 0:
            out.append(("out-of-range", {"key": "end_mm", "value": self.end_mm, "low": 1, "high": 10_000}))
        elif route.bends and not math.isnan(route.length_mm):
            gap = route.clearance(self.od_mm)
            if gap < TOLERANCE_MM:
                out.append(("pipe-crosses-itself", {"pipe": self.name, "gap_mm": round(gap, 1)}))
        return out

    def _shape_faults(self) -> Problems:
        """What is wrong with the rows or points themselves."""
        if self.through:
            found = _broken(self.through) or list(_solved(self.through.hard(self.clr_mm or 0.0)).problems)
            return [(code, {"key": "through", "pipe": self.name, **values}) for code, values in found]
        if self.points_mm:
            bad = vertex_problems(self.points_mm)
            if bad:
                return [(code, {"key": "points_mm", "pipe": self.name, **values}) for code, values in bad]
            route = self.route()
            straights = [*(b.straight_mm for b in route.bends), route.end_mm]
            return [("route-short", {"key": "points_mm", "pipe": self.name, "straight": i, "has_mm": round(s, 2),
                                     "least_mm": 0, "clr_mm": self.clr_mm})
                    for i, s in enumerate(straights, 1) if s < -1e-6]
        return [("out-of-range", {"key": "angle_deg", "value": b.angle_deg, "low": 0, "high": 180})
                for b in self.bends if b.angle_deg <= 0 or b.angle_deg > 180]

    def make(self, shop: Shop) -> Made:
        route, wall = self.route(), self.wall_mm or 0.0
        shape = BentTube(route, self.od_mm, self.od_mm - 2 * wall)
        quantities = [Quantity("od_mm", self.od_mm, process="none"), Quantity("wall_mm", wall, process="none"),
                      Quantity("cut_length_mm", route.length_mm, process="linear", instrument="tape")]
        for i, b in enumerate(route.bends, 1):
            quantities.append(Quantity(f"bend_{i}.angle_deg", b.angle_deg, unit="deg", process="none",
                                       instrument="protractor", critical=True))
        if route.bends:
            quantities.append(Quantity("clr_mm", self.clr_mm or 0.0, process="none", instrument="template"))
            end = route.end().origin
            quantities += [Quantity(f"end.{axis}_mm", v, process="none", instrument="jig")
                           for axis, v in zip("xyz", end, strict=True)]
        pipe = BentPipe(route, self.od_mm, wall, self.machine) if route.bends else None
        tube = None if route.bends else StraightTube(self.od_mm, wall, route.length_mm)
        return Made(self.name, self.kind, self.material, wall, self.count, shape, (), tuple(quantities), tube=tube,
                    pipe=pipe)


def _broken(through: ThroughData) -> Problems:
    """Points or directions that no route can meet."""
    out = [p for p in vertex_problems(through.points_mm) if p[0] != "points-back"]
    for key in ("start_along_mm", "end_along_mm"):
        along = getattr(through, key)
        if isinstance(along, tuple) and not any(along):
            out.append(("out-of-range", {"key": key, "value": 0.0, "low": 1e-6, "high": 10_000}))
    return out


__all__ = ["BendData", "Pipe", "ThroughData"]
