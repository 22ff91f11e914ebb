"""Header (leher bercabang): one primary a port, of equal length, into a collector: 1-1, 2-1, 3-1, 4-1 and 4-2-1.

The ports stand along x of the header's frame, spacing_mm apart, and blow along z. The primaries are written as bend
rows or led from the port to their place at the collector; a length asked for is met by sliding the bends. Engine data
add a comparison with the tuning rules (facts/rules.md 2, 3), never a size.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import Field

from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.collector import CollectorData, Maker, Plan
from knalpot_cad.assemblies.gas import GasPipe, LineElement
from knalpot_cad.assemblies.primary import Led, Primary, PrimaryData, apart_mm, miss
from knalpot_cad.fields import Angle, Length, Model, Name, Place, Speed, Thickness, unknown
from knalpot_cad.geometry.frame import Frame, rotate
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.part import Stock
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.rules.header import bell_length, collector_bore, duration_deg, gas_speed_bore, split_length
from knalpot_cad.rules.stated import Stated

MISS_MM, MISS_DEG = 0.5, 0.5         # how far a primary may end from its place at the collector


class CollectorPlace(Model):
    """Where the axes of the last merge meet, in the header's frame, and which way its gas goes: z turned by pitch_deg
    about x, then by yaw_deg about y; rotate_deg turns the collector about its own axis.
    """

    x_mm: Place
    y_mm: Place
    z_mm: Place
    pitch_deg: Angle = 0.0
    yaw_deg: Angle = 0.0
    rotate_deg: Angle = 0.0

    def frame(self) -> Frame:
        f = Frame((self.x_mm, self.y_mm, self.z_mm))
        for axis, angle in ((f.x, self.pitch_deg), (f.y, self.yaw_deg)):
            a = math.radians(angle)
            f = Frame(f.origin, rotate(f.x, axis, a), rotate(f.z, axis, a))
        return f.turned(self.rotate_deg)


class HeaderCollector(CollectorData):
    """The collector of a header; its parts carry its name, or the header's and kolektor.

    at: its place; without it the first primary decides. order: the place of each primary at the collector, counted
    round it (of a 4-2-1: 1 and 2 merge first, 3 and 4).
    """

    name: Name | None = None
    at: CollectorPlace | None = None
    order: tuple[Annotated[int, Field(ge=1, le=6)], ...] = ()


class TunedData(Model):
    """Engine data for the comparison: peak-torque speed (or rated, for racing), exhaust opening before bottom dead
    centre, bore and stroke.
    """

    speed_rpm: Speed
    opening_deg: Angle
    bore_mm: Length
    stroke_mm: Length


class Header(Assembly):
    """equal_within_mm: how much the primaries' lengths may differ before it is warned of; asked of two or more.

    The flange stands at every port, turned by flange_deg; length_mm is the pipe from there to the collector's pipe.
    """

    kind: ClassVar[str] = "header"
    name: Name
    od_mm: Length
    wall_mm: Thickness | None = None
    clr_mm: Length | None = None
    spacing_mm: Length | None = None
    flange: Flange | None = None
    flange_deg: Angle = 0.0
    primaries: Annotated[tuple[PrimaryData, ...], Field(min_length=1, max_length=6)]
    length_mm: Length | None = None
    equal_within_mm: Length | None = None
    collector: HeaderCollector | None = None
    tuned: TunedData | None = None

    def assemble(self, stock: Stock, start: Frame) -> Assembled:
        return Builder(self, stock).assemble(start)


class Builder:
    """A header with the stock's material; everything is laid out in the header's frame, then placed."""

    def __init__(self, data: Header, stock: Stock) -> None:
        self.data, self.stock = data, stock
        self.wall = stock.tube.wall_mm if data.wall_mm is None else data.wall_mm
        self.count = len(data.primaries)
        self.base = data.flange.thickness_mm if data.flange else 0.0

    def faults(self) -> list[Problem]:
        d, out = self.data, []

        def missing(key: str) -> None:
            out.append(Problem("missing-key", d.name, {"key": key}))
        if self.count > 1:
            for key in ("spacing_mm", "equal_within_mm", "collector"):
                if getattr(d, key) is None:
                    missing(key)
        if d.collector is not None:
            if self.count == 1:
                out.append(Problem("header-collector-one", d.name, {"name": d.name}))
            order = d.collector.order
            if order and sorted(order) != list(range(1, self.count + 1)):
                out.append(Problem("wrong-choice", d.name, {"key": "order", "got": ", ".join(map(str, order)),
                                                            "expected": f"1 .. {self.count}"}))
            elif self.count > 1:
                out += self.maker(d.collector).faults()
        led = [p for p in d.primaries if p.led is not None]
        if led and (d.collector is None or d.collector.at is None):
            missing("collector.at")
        if led and d.clr_mm is None:
            missing("clr_mm")
        return out

    def maker(self, collector: HeaderCollector) -> Maker:
        name = collector.name or f"{self.data.name}_kolektor"
        return Maker(name, self.count, self.data.od_mm, self.wall, collector, self.stock)

    def port(self, i: int) -> Frame:
        return Frame().at(x=i * (self.data.spacing_mm or 0.0), z=self.base)

    # primaries --------------------------------------------------------------------------------------------------------
    def pipe(self, data: PrimaryData, **more: Any) -> Pipe:
        d = self.data
        part = Pipe.model_construct(name=f"{d.name}_{data.name}", od_mm=d.od_mm, wall_mm=self.wall, clr_mm=d.clr_mm,
                                    material=self.stock.tube.material, **more)
        return part.stocked(self.stock)

    def primary(self, i: int, place: Frame | None, faults: list[Problem]) -> Primary | None:
        """One primary in its port's frame; a fault where it can't be led."""
        d, data = self.data, self.data.primaries[i]
        port = self.port(i)
        if data.led is None:
            return Primary(self.pipe(data, bends=data.bends, end_mm=data.end_mm), port)
        assert place is not None and d.clr_mm is not None
        if unknown((data.led, place, port, d.clr_mm, d.length_mm)):
            return Primary(self.pipe(data, points_mm=((math.nan,) * 3,) * 2), port)
        led = Led(data.led, port.inverse().then(place), d.clr_mm)
        points = led.points(d.length_mm)
        if points is None:
            low, high = ("-" if math.isnan(v) else round(v) for v in led.lengths())     # - where none can be led
            faults.append(Problem("primary-not-led", data.name, {
                "name": data.name, "key": "length_mm", "length_mm": d.length_mm or 0.0, "low_mm": low,
                "high_mm": high}))
            return None
        return Primary(self.pipe(data, points_mm=tuple(points)), port)

    def laid(self, faults: list[Problem]) -> tuple[list[Primary], Plan, Frame]:
        """Primaries, the collector's parts, and the frame of its last merge."""
        c = self.data.collector
        if c is None:
            one = self.primary(0, None, faults)
            return ([one] if one else []), Plan(end=one.end if one else Frame()), Frame()
        plan = self.maker(c).plan()
        order = c.order or tuple(range(1, self.count + 1))
        if c.at is not None:
            merge = c.at.frame()
        else:
            first = self.primary(0, None, faults)
            merge = first.end.then(plan.entries[order[0] - 1].inverse()) if first else Frame()
        found = [self.primary(i, merge.then(plan.entries[k - 1]), faults) for i, k in enumerate(order)]
        return [p for p in found if p], plan, merge

    # all --------------------------------------------------------------------------------------------------------------
    def assemble(self, start: Frame) -> Assembled:
        out = Assembled(faults=self.faults())
        if out.faults:
            return out
        primaries, plan, merge = self.laid(out.faults)
        group = self.data.name
        out.items = [Item(p.pipe, start.then(p.start), group) for p in primaries]
        if self.data.flange:
            flange = self.data.flange.stocked(self.stock)
            names = [flange.name] if self.count == 1 else [f"{flange.name}_{i}" for i in range(1, self.count + 1)]
            for i, n in enumerate(names):
                face = start.then(self.port(i)).at(z=-self.base).turned(self.data.flange_deg)
                out.items.append(Item(flange.model_copy(update={"name": n}), face, group))
        out.items += [Item(i.part, start.then(merge.then(i.frame)), i.group) for i in plan.items]
        out.end = start.then(merge.then(plan.end)) if self.data.collector else start.then(plan.end)
        if out.faults or any(not unknown(p.pipe) and p.pipe.faults() for p in primaries):
            return out
        if unknown(tuple(p.pipe for p in primaries)) or unknown(merge):      # a part waits for a measurement
            out.gas = [GasPipe(self.data.name, math.nan, math.nan)]
            return out
        out.faults += self._meeting(primaries, plan, merge)
        out.warnings += self._lengths(primaries) + self._tuned(primaries)
        out.gas = self.gas(primaries, out.warnings)
        return out

    def gas(self, primaries: list[Primary], warnings: list[Problem]) -> list[LineElement]:
        """The way of the first port; the other primaries are dead legs, shut at their ports."""
        bore, d = self.data.od_mm / 2 - self.wall, self.data
        ways: list[list[LineElement]] = []
        for i, p in enumerate(primaries):
            face: list[LineElement] = [GasPipe(f"{d.flange.name}_{i + 1}", d.flange.bore_mm / 2, self.base)] \
                if d.flange else []
            ways.append([*face, GasPipe(p.pipe.name, bore, p.length_mm)])
        if d.collector is None:
            return ways[0]
        order = d.collector.order or tuple(range(1, self.count + 1))
        by_place = {k: ways[i] for i, k in enumerate(order)}
        warnings.append(Problem("sound-dead-legs", d.name, {"name": d.name, "count": self.count - 1}))
        legs: list[tuple[LineElement, ...]] = [tuple(reversed(by_place[k])) for k in range(2, self.count + 1)]
        return [*by_place[1], *self.maker(d.collector).gas(legs)]

    def _meeting(self, primaries: list[Primary], plan: Plan, merge: Frame) -> list[Problem]:
        """Primaries that end beside their place at the collector, or pass through one another."""
        out: list[Problem] = []
        c = self.data.collector
        order = (c.order or tuple(range(1, self.count + 1))) if c else ()
        for p, k in zip(primaries, order, strict=False):
            gap, angle = miss(p.end, merge.then(plan.entries[k - 1]))
            if gap > MISS_MM or angle > MISS_DEG:
                out.append(Problem("primary-misses", p.pipe.name, {"name": p.pipe.name, "gap_mm": round(gap, 1),
                                                                   "angle_deg": round(angle, 1)}))
        for i, a in enumerate(primaries):
            for b in primaries[i + 1:]:
                gap = apart_mm(a, b) - self.data.od_mm
                if gap < 0:
                    out.append(Problem("tube-through-tube", b.pipe.name, {"a": a.pipe.name, "b": b.pipe.name,
                                                                          "gap_mm": round(gap, 1)}))
        return out

    def whole_mm(self, p: Primary) -> float:
        """From the port's face to where the axes of the first merge meet [mm]."""
        return self.base + p.length_mm + (self.data.collector.length_mm if self.data.collector else 0.0)

    def _lengths(self, primaries: list[Primary]) -> list[Problem]:
        limit = self.data.equal_within_mm
        lengths = [p.length_mm for p in primaries]
        spread = max(lengths) - min(lengths)
        if limit is None or spread <= limit + 1e-6:
            return []
        return [Problem("header-unequal", self.data.name, {
            "name": self.data.name, "low_mm": round(min(lengths), 1), "high_mm": round(max(lengths), 1),
            "spread_mm": round(spread, 1), "limit_mm": limit})]

    def _tuned(self, primaries: list[Primary]) -> list[Problem]:
        """The rules' figures beside the header's own, each with its trust and source."""
        t, d = self.data.tuned, self.data
        if t is None:
            return []
        tuned = bell_length(duration_deg(t.opening_deg), t.speed_rpm)
        has = math.fsum(self.whole_mm(p) for p in primaries) / len(primaries)
        rows: list[tuple[str, float, Stated]] = [("length", has, tuned)]
        c, bore = d.collector, d.od_mm - 2 * self.wall
        if c is not None and c.second is not None:
            first, second = split_length(tuned)
            rows = [("length", has, first), ("second", c.second.length_mm, second)]
        rows.append(("bore", bore, gas_speed_bore(t.bore_mm, t.stroke_mm, t.speed_rpm)))
        if c is not None:
            wide = c.reducer.end_od_mm if c.reducer else c.outlet.od_mm
            wall = self.stock.shell.thickness_mm if c.reducer else self.stock.tube.wall_mm
            rows.append(("collector", wide - 2 * wall, collector_bore(bore, self.count)))
        return [Problem("header-rule", d.name, {
            "name": d.name, "what": what, "has_mm": round(value, 1), "rule_mm": round(s.value, 1), "rule": s.rule,
            "trust": s.trust, "source": s.source}) for what, value, s in rows]

