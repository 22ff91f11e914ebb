"""Primaries of a header: written as bend rows, or led from the port to a place at the collector; lengths in mm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.fields import Model, Name, Offset, Place
from knalpot_cad.geometry.frame import Frame, Vec, add, dot
from knalpot_cad.geometry.route import Route, vertex_problems
from knalpot_cad.parts.pipe import BendData, Pipe

STEP_MM, BISECTIONS = 2.0, 60
Point3 = tuple[Place, Place, Place]


def _row(value: Any) -> Any:
    """`[60, 0, 75]` is short for the three fields."""
    if isinstance(value, list | tuple) and len(value) == 3:
        return dict(zip(("straight_mm", "rotation_deg", "angle_deg"), value, strict=True))
    return value


Bends = tuple[Annotated[BendData, BeforeValidator(_row)], ...]


class LedData(Model):
    """Straight out of the port for lead_mm to the first bend's intersection point, over the points via_mm (in the
    port's frame), straight into the collector over the last tail_mm. What is not given is found from the length asked
    for; where neither is given, both are the same. With sway_along_mm (a direction in the port's frame) both are given,
    and a point amid the way is moved along it instead.
    """

    lead_mm: Offset | None = None
    via_mm: Annotated[tuple[Point3, ...], Field(max_length=10)] = ()
    tail_mm: Offset | None = None
    sway_along_mm: Point3 | None = None

    @model_validator(mode="after")
    def _sway(self) -> LedData:
        if self.sway_along_mm is not None:
            if self.via_mm:
                raise PydanticCustomError("one-of", "one of", {"names": "via_mm, sway_along_mm",
                                                               "got": "via_mm, sway_along_mm"})
            for key in ("lead_mm", "tail_mm"):
                if getattr(self, key) is None:
                    raise PydanticCustomError("missing-key", "missing", {"key": key})
        return self


class PrimaryData(Model):
    """Either `bends` with end_mm, or `led`."""

    name: Name
    bends: Bends = ()
    end_mm: Offset = 0.0
    led: LedData | None = None

    @model_validator(mode="after")
    def _one(self) -> PrimaryData:
        if self.led is not None and (self.bends or self.end_mm):
            raise PydanticCustomError("one-of", "one of", {"names": "bends, led", "got": "bends, led"})
        return self


@dataclass(frozen=True)
class Primary:
    """A pipe and the frame it starts from (in the header's)."""

    pipe: Pipe
    start: Frame

    @cached_property
    def route(self) -> Route:
        return self.pipe.route()

    @property
    def length_mm(self) -> float:
        return self.route.length_mm

    @cached_property
    def end(self) -> Frame:
        return self.route.end(self.start)

    def points(self) -> Iterator[Vec]:
        """The centre line, a point every STEP_MM."""
        for piece in self.route.pieces(self.start):
            n = max(1, math.ceil(piece.length_mm / STEP_MM))
            for i in range(n):
                part = type(piece)(piece.frame, piece.length_mm * i / n, piece.clr_mm, piece.angle_deg * i / n)
                yield part.end().origin
        yield self.end.origin


@dataclass(frozen=True)
class Led:
    """What a primary is asked: written data, its place at the collector in the port's frame, and the bend radius."""

    data: LedData
    place: Frame
    clr_mm: float

    def vertices(self, free: float) -> list[Vec]:
        """Intersection points with both ends, for what is free [mm]."""
        d = self.data
        lead, tail = (free if v is None else v for v in (d.lead_mm, d.tail_mm))
        first: Vec = (0.0, 0.0, lead)
        last = add(self.place.origin, self.place.z, -tail)
        via = list(d.via_mm)
        if d.sway_along_mm is not None:
            size = math.hypot(*d.sway_along_mm)
            amid = add(add((0.0, 0.0, 0.0), first, 0.5), last, 0.5)
            via = [add(amid, d.sway_along_mm, free / size if size else 0.0)]
        points: list[Vec] = [(0.0, 0.0, 0.0), first, *via, last, self.place.origin]
        return [p for i, p in enumerate(points) if i == 0 or math.dist(p, points[i - 1]) > 1e-9]

    def length(self, free: float) -> float:
        """Length on the centre line; nan where a straight would be negative."""
        points = self.vertices(free)
        if vertex_problems(points):
            return math.nan
        route = Route.from_vertices(points, self.clr_mm)
        straights = [*(b.straight_mm for b in route.bends), route.end_mm]
        return route.length_mm if min(straights) >= -1e-9 else math.nan

    @property
    def _free(self) -> bool:
        d = self.data
        return d.sway_along_mm is not None or d.lead_mm is None or d.tail_mm is None

    def _trials(self) -> list[tuple[float, float]]:
        """What is free and the length it gives, at steps, where a pipe can be bent."""
        far = 2 * math.dist(self.place.origin, (0.0, 0.0, 0.0)) + 20 * self.clr_mm
        n = min(2000, math.ceil(far / STEP_MM))
        rows = [(far * i / n, self.length(far * i / n)) for i in range(n + 1)]
        return [(s, length) for s, length in rows if not math.isnan(length)]

    def lengths(self) -> tuple[float, float]:
        """Shortest and longest that the free straight or sway allows; nan where none."""
        rows = [length for _, length in self._trials()] if self._free else [self.length(0.0)]
        return (min(rows), max(rows)) if rows else (math.nan, math.nan)

    def points(self, length_mm: float | None) -> list[Vec] | None:
        """Intersection points with both ends; None where no pipe of that length can be led so.

        The first place where the length is met is taken: the least lead, tail or sway.
        """
        if not self._free:
            return None if math.isnan(self.length(0.0)) else self.vertices(0.0)
        if length_mm is None:
            return None
        rows, step = self._trials(), 2 * STEP_MM
        for (a, la), (b, lb) in zip(rows, rows[1:], strict=False):
            if (la - length_mm) * (lb - length_mm) <= 0 and b - a < step:
                for _ in range(BISECTIONS):
                    m = (a + b) / 2
                    same = (self.length(m) - length_mm) * (la - length_mm) > 0
                    a, b = (m, b) if same else (a, m)
                return self.vertices((a + b) / 2)
        return None


def miss(end: Frame, place: Frame) -> tuple[float, float]:
    """How far an end is from its place [mm], and the angle between both directions [deg]."""
    return math.dist(end.origin, place.origin), math.degrees(math.acos(max(-1.0, min(1.0, dot(end.z, place.z)))))


def apart_mm(a: Primary, b: Primary) -> float:
    """Least distance of two centre lines [mm], by points every STEP_MM (at most half a step's sagitta too much)."""
    import numpy as np

    p, q = np.array(list(a.points())), np.array(list(b.points()))
    return float(np.sqrt(((p[:, None, :] - q[None, :, :]) ** 2).sum(axis=2)).min())
