"""Collector (kolektor): equal pipes that merge into one, 2-1 to 6-1, or 4-2-1 as three 2-1 merges.

Every pipe is cut against its neighbours and the outlet; the outlet is a pipe that the merged ones just close, so it is
at most r / sin(pi / n) wide: what is wanted wider follows in a reducer. Source: facts/sheets.md 5 (R20).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.gas import GasBranch, GasCone, GasPipe, LineElement
from knalpot_cad.assemblies.written import only_one
from knalpot_cad.fields import Angle, Length, Model, Name, Offset, Thickness
from knalpot_cad.geometry.frame import Frame, Vec, add
from knalpot_cad.parts.collector_tube import CollectorTube
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.megaphone import frustum
from knalpot_cad.parts.merged_end import JoinData, OutletData
from knalpot_cad.parts.part import Part, Stock
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.shell import Shell

PipeCount = Annotated[int, Field(ge=2, le=6)]


class MergeData(Model):
    """How pipes run together: half_angle_deg between each axis and the collector's, or spread_mm, how far a pipe's
    centre stands off the collector's axis at its square end. length_mm from there to where the axes meet.
    """

    half_angle_deg: Angle | None = None
    spread_mm: Length | None = None
    length_mm: Length

    @model_validator(mode="after")
    def _one(self) -> MergeData:
        only_one(self, ("half_angle_deg", "spread_mm"))
        return self

    @property
    def angle_deg(self) -> float:
        """Half angle; a spread wider than the pipe is long gives 90 degrees, which is refused."""
        if self.half_angle_deg is not None:
            return self.half_angle_deg
        share = (self.spread_mm or 0.0) / self.length_mm
        return math.degrees(math.asin(share)) if share < 1 or math.isnan(share) else 90.0


class StepData(Model):
    """How a first merge becomes a wider pipe: mouth_mm of the merged pipes' own size from where their axes meet, which
    is all that two pipes can close, then a cone.
    """

    mouth_mm: Length
    length_mm: Length
    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()


class SecondData(MergeData):
    """The two pipes between both steps of a 4-2-1; length_mm runs between the points where axes meet. turn_deg turns
    the plane of the second merge against that of the first: 90 bundles the four pipes two by two. step: how they become
    wider than the first pipes.
    """

    od_mm: Length
    wall_mm: Thickness | None = None
    turn_deg: Angle = 90.0
    step: StepData | None = None


class OutletPipe(Model):
    """The outlet, length_mm from where the axes meet to its square end."""

    od_mm: Length
    wall_mm: Thickness | None = None
    length_mm: Length


class ReducerData(Model):
    """A cone behind the outlet, to end_od_mm."""

    end_od_mm: Length
    length_mm: Length
    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()


class CollectorData(MergeData):
    """What a collector is beyond its pipes; inside a header the pipes are the header's."""

    second: SecondData | None = None
    outlet: OutletPipe
    reducer: ReducerData | None = None
    tab_mm: Offset = 8.0


@dataclass
class Plan:
    """Parts in the frame of the last merge (z with the gas, 0 where its axes meet), and the pipes' square starts."""

    items: list[Item] = field(default_factory=list)
    entries: list[Frame] = field(default_factory=list)
    end: Frame = field(default_factory=Frame)


def tube_frame(merge: Frame, half_angle_deg: float, length_mm: float) -> Frame:
    """Start of the pipe on the +x side of a merge's frame; its x is the generator farthest from the axis."""
    ga = math.radians(half_angle_deg)
    c, s = math.cos(ga), math.sin(ga)
    zero: Vec = (0.0, 0.0, 0.0)
    z = add(add(zero, merge.z, c), merge.x, -s)
    x = add(add(zero, merge.x, c), merge.z, s)
    return Frame(add(merge.origin, z, -length_mm), x, z)


def cone_gas(cone: Cone | Shell) -> GasPipe | GasCone:
    """What the gas sees of a cone, or of the shell that it is where both ends are alike."""
    if isinstance(cone, Cone):
        return GasCone(cone.name, *cone.bore_radii_mm, cone.length_mm)
    return GasPipe(cone.name, (cone.od_mm or 0.0) / 2 - (cone.thickness_mm or 0.0), cone.length_mm)


def turned(e: GasPipe | GasCone) -> GasPipe | GasCone:
    """The same seen from its other end."""
    return GasCone(e.name, e.r1, e.r0, e.length) if isinstance(e, GasCone) else e


class Maker:
    """The parts of one collector of given pipes."""

    def __init__(self, name: str, pipes: int, od_mm: float, wall_mm: float, data: CollectorData, stock: Stock) -> None:
        self.name, self.pipes, self.od, self.data, self.stock = name, pipes, od_mm, data, stock
        self.wall = wall_mm
        self.two_step = data.second is not None
        self.material = stock.tube.material

    def _wall(self, wall: float | None) -> float:
        """A wall that is not given is that of the pipes."""
        return self.wall if wall is None else wall

    @property
    def outlet_wall(self) -> float:
        return self._wall(self.data.outlet.wall_mm)

    def tube(self, name: str, od: float, wall: float, length: float, joins: JoinData | None,
             outlet_of: OutletData | None) -> CollectorTube:
        return CollectorTube.model_construct(name=f"{self.name}_{name}", od_mm=od, wall_mm=wall, length_mm=length,
                                             joins=joins, outlet_of=outlet_of, material=self.material,
                                             tab_mm=self.data.tab_mm)

    def merge(self, at: Frame, data: MergeData, count: int, first: int) -> tuple[list[Item], list[Frame]]:
        """The first pipes of a merge, numbered from `first`."""
        outlet = self.data.second or self.data.outlet
        od, wall = outlet.od_mm, self._wall(outlet.wall_mm)
        if self.data.second is not None and self.data.second.step is not None:
            od, wall = self.od, self.wall
        joins = JoinData.model_construct(pipes=count, half_angle_deg=data.angle_deg, outlet_od_mm=od,
                                         outlet_wall_mm=wall, turn_deg=0.0)
        items, frames = [], []
        for k in range(count):
            frame = tube_frame(at.turned(360.0 * k / count), data.angle_deg, data.length_mm)
            part = self.tube(f"pipa_{first + k}", self.od, self.wall, data.length_mm, joins, None)
            items.append(Item(part, frame, self.name))
            frames.append(frame)
        return items, frames

    def plan(self) -> Plan:
        out, d = Plan(), self.data
        last: MergeData = d
        of = OutletData.model_construct(pipes=self.pipes, half_angle_deg=d.angle_deg, od_mm=self.od, wall_mm=self.wall,
                                        turn_deg=0.0)
        if d.second is None:
            out.items, out.entries = self.merge(Frame(), d, self.pipes, 1)
        else:
            last = d.second
            self._two(out, d.second)
            of = OutletData.model_construct(pipes=2, half_angle_deg=last.angle_deg, od_mm=d.second.od_mm,
                                            wall_mm=self._wall(d.second.wall_mm), turn_deg=0.0)
        outlet = self.tube("keluar", d.outlet.od_mm, self.outlet_wall, d.outlet.length_mm, None, of)
        out.items.append(Item(outlet, Frame(), self.name))
        out.end = Frame().at(z=d.outlet.length_mm)
        cone = self.reducer()
        if cone is not None:
            out.items.append(Item(cone, out.end, self.name))
            out.end = out.end.at(z=cone.length_mm)
        return out

    def _two(self, out: Plan, second: SecondData) -> None:
        """Both pipes between the steps, and the four first ones: 1 and 2 run into the first, 3 and 4 into the other."""
        d = self.data
        joins = JoinData.model_construct(pipes=2, half_angle_deg=second.angle_deg, outlet_od_mm=d.outlet.od_mm,
                                         outlet_wall_mm=self.outlet_wall, turn_deg=0.0)
        of = OutletData.model_construct(pipes=2, half_angle_deg=d.angle_deg, od_mm=self.od, wall_mm=self.wall,
                                        turn_deg=-second.turn_deg)
        for k in range(2):
            frame = tube_frame(Frame().turned(180.0 * k), second.angle_deg, second.length_mm)
            items, frames = self.merge(frame.turned(-second.turn_deg), d, 2, 2 * k + 1)
            out.items += [*items, *(Item(part, frame.at(z=z), self.name)
                                    for part, z in self.between(k + 1, second, joins, of))]
            out.entries += frames

    def between(self, k: int, second: SecondData, joins: JoinData, of: OutletData) -> list[tuple[Part, float]]:
        """The pipe from a first merge to the last one, and where each of its pieces begins on it [mm]."""
        wall, step, name = self._wall(second.wall_mm), second.step, f"antara_{k}"
        if step is None:
            return [(self.tube(name, second.od_mm, wall, second.length_mm, joins, of), 0.0)]
        at = step.mouth_mm + step.length_mm
        return [(self.tube(f"{name}_mulut", self.od, self.wall, step.mouth_mm, None, of), 0.0),
                (self.step_cone(k, second, step), step.mouth_mm),
                (self.tube(name, second.od_mm, wall, second.length_mm - at, joins, None), at)]

    def step_cone(self, k: int, second: SecondData, step: StepData) -> Cone | Shell:
        t = self.stock.shell.thickness_mm if step.thickness_mm is None else step.thickness_mm
        ends = (0.0, self.od / 2 - self.wall / 2), (step.length_mm, second.od_mm / 2 - self._wall(second.wall_mm) / 2)
        return frustum(f"{self.name}_antara_{k}_corong", *ends, t, self.stock.shell.material, step.seam)

    def reducer(self) -> Cone | Shell | None:
        r = self.data.reducer
        if r is None:
            return None
        t = self.stock.shell.thickness_mm if r.thickness_mm is None else r.thickness_mm
        start = self.data.outlet.od_mm / 2 - self.outlet_wall / 2
        return frustum(f"{self.name}_corong", (0.0, start), (r.length_mm, r.end_od_mm / 2 - t / 2), t,
                       self.stock.shell.material, r.seam)

    # gas --------------------------------------------------------------------------------------------------------------
    def gas(self, legs: list[tuple[LineElement, ...]] | None) -> list[LineElement]:
        """The way of the first pipe. legs: what stands before each other pipe, from its square start to its shut end;
        None leaves the other pipes out.
        """
        d, bore = self.data, self.od / 2 - self.wall
        tubes = [GasPipe(f"{self.name}_pipa_{i}", bore, d.length_mm) for i in range(1, self.pipes + 1)]
        ways = [] if legs is None else [(tubes[i], *leg) for i, leg in enumerate(legs, 1)]
        out: list[LineElement] = [tubes[0]]
        if d.second is None:
            out.append(GasBranch(f"{self.name}_cabang", bore, tuple(ways)))
        else:
            wide = d.second.od_mm / 2 - self._wall(d.second.wall_mm)
            first, other = self.way_between(1, d.second), self.way_between(2, d.second)[::-1]
            mouth = bore if d.second.step else wide
            pair = GasBranch(f"{self.name}_cabang_2", mouth, tuple(ways[2:]))
            leg: tuple[LineElement, ...] = (*(turned(e) for e in other), pair, *(ways[1] if ways else ()))
            out += [GasBranch(f"{self.name}_cabang_1", bore, tuple(ways[:1])), *first,
                    GasBranch(f"{self.name}_cabang", wide, (leg,) if ways else ())]
        out.append(GasPipe(f"{self.name}_keluar", d.outlet.od_mm / 2 - self.outlet_wall, d.outlet.length_mm))
        cone = self.reducer()
        return out if cone is None else [*out, cone_gas(cone)]

    def way_between(self, k: int, second: SecondData) -> list[GasPipe | GasCone]:
        """The gas from a first merge to the last one."""
        name, step, wide = f"{self.name}_antara_{k}", second.step, second.od_mm / 2 - self._wall(second.wall_mm)
        if step is None:
            return [GasPipe(name, wide, second.length_mm)]
        return [GasPipe(f"{name}_mulut", self.od / 2 - self.wall, step.mouth_mm),
                cone_gas(self.step_cone(k, second, step)),
                GasPipe(name, wide, second.length_mm - step.mouth_mm - step.length_mm)]

    def faults(self) -> list[Problem]:
        """What the parts themselves can't see: their number, and square ends that stand in one another."""
        d, out = self.data, []
        if d.second is not None and self.pipes != 4:
            out.append(Problem("out-of-range", self.name, {"key": "pipes", "value": self.pipes, "low": 4, "high": 4}))
        step = d.second.step if d.second is not None else None
        if d.second is not None and step is not None and step.mouth_mm + step.length_mm >= d.second.length_mm:
            out.append(Problem("out-of-range", self.name, {
                "key": "second.step.length_mm", "value": step.length_mm, "low": 1.0,
                "high": round(d.second.length_mm - step.mouth_mm, 1)}))
        count = 2 if d.second is not None else self.pipes
        # neighbouring square ends stand beside each other from here on
        share = 2 * math.sin(math.radians(d.angle_deg)) * math.sin(math.pi / count)
        if d.length_mm * share < self.od:
            out.append(Problem("collector-short", self.name, {
                "name": self.name, "key": "length_mm", "length_mm": d.length_mm,
                "least_mm": math.ceil(10 * self.od / max(share, 1e-3)) / 10}))
        return out


class Collector(Assembly, CollectorData):
    """On the line it begins where its first pipe does; rotate_deg turns it about that pipe. Under `parts:` alone."""

    kind: ClassVar[str] = "collector"
    name: Name
    pipes: PipeCount
    od_mm: Length
    wall_mm: Thickness | None = None
    rotate_deg: Angle = 0.0

    def assemble(self, stock: Stock, start: Frame) -> Assembled:
        maker = Maker(self.name, self.pipes, self.od_mm, stock.tube.wall_mm if self.wall_mm is None else self.wall_mm,
                      self, stock)
        out = Assembled(faults=maker.faults())
        if out.faults:
            return out
        plan = maker.plan()
        place = start.turned(self.rotate_deg).then(plan.entries[0].inverse())
        out.items = [Item(i.part, place.then(i.frame), i.group) for i in plan.items]
        out.gas = maker.gas(None)
        out.end = place.then(plan.end)
        out.warnings = [Problem("sound-one-way", self.name, {"name": self.name, "count": self.pipes - 1})]
        return out

