"""Two-stroke expansion chamber (knalpot ekspansi): header, diffuser of 1 to 3 stages, belly, baffle cone, stinger.

Dimensions are written, or come from engine data by Blair's or Jennings' rules, with the rule's name, trust and source
said in the output (facts/rules.md 8). Bores are inside; lengths along the axis. Every cone is a blank of its own;
neighbours share the mid radius at their joint.
"""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.gas import GasCone, GasPipe, LineElement
from knalpot_cad.assemblies.primary import Bends
from knalpot_cad.assemblies.tuned import EngineData, chamber_of
from knalpot_cad.assemblies.written import only_one
from knalpot_cad.fields import Angle, Length, Model, Name, Thickness, unknown
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.megaphone import SAME_MM, frustum, mid_radius
from knalpot_cad.parts.part import Stock
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.shell import Shell
from knalpot_cad.rules.two_stroke import Chamber, ranges


class PipeLeg(Model):
    """A pipe by its bore and length."""

    bore_mm: Length
    length_mm: Length


class ConeLeg(Model):
    """A cone to end_bore_mm, by its length or its half angle."""

    end_bore_mm: Length
    length_mm: Length | None = None
    half_angle_deg: Angle | None = None

    @model_validator(mode="after")
    def _one(self) -> ConeLeg:
        only_one(self, ("length_mm", "half_angle_deg"))
        return self

    def long_mm(self, bore_mm: float) -> float:
        if self.length_mm is not None:
            return self.length_mm
        slope = math.tan(math.radians(self.half_angle_deg or 0.0))
        return abs(self.end_bore_mm - bore_mm) / 2 / slope if slope else math.inf


class BellyLeg(Model):
    length_mm: Length


class BaffleLeg(Model):
    """The closing cone down to the stinger's bore."""

    length_mm: Length | None = None
    half_angle_deg: Angle | None = None

    @model_validator(mode="after")
    def _one(self) -> BaffleLeg:
        only_one(self, ("length_mm", "half_angle_deg"))
        return self


class Dimensions(Model):
    """A chamber as written; the header's length begins at the flange."""

    header: PipeLeg
    diffuser: Annotated[tuple[ConeLeg, ...], Field(min_length=1, max_length=3)]
    belly: BellyLeg
    baffle: BaffleLeg
    stinger: PipeLeg

    def chamber(self) -> Chamber:
        bore, stages = self.header.bore_mm, []
        for leg in self.diffuser:
            stages.append((leg.long_mm(bore), leg.end_bore_mm))
            bore = leg.end_bore_mm
        baffle = ConeLeg.model_construct(end_bore_mm=self.stinger.bore_mm, length_mm=self.baffle.length_mm,
                                         half_angle_deg=self.baffle.half_angle_deg).long_mm(bore)
        return Chamber(self.header.length_mm, self.header.bore_mm, tuple(stages), self.belly.length_mm, baffle,
                       self.stinger.length_mm, self.stinger.bore_mm)


class HeaderBends(Model):
    """Bends of the header pipe; the straight behind the last one follows from the header's length."""

    clr_mm: Length
    bends: Bends


class ExpansionChamber(Assembly):
    """`dimensions` or `engine`. seams: all in line, or each half a turn from the last; seam_deg is where the first one
    lies, about the axis from x. outlet_mm is the port's equal diameter, which rule 48 compares with where no engine is
    given.
    """

    kind: ClassVar[str] = "expansion_chamber"
    name: Name
    dimensions: Dimensions | None = None
    engine: EngineData | None = None
    header_bends: HeaderBends | None = None
    tube_wall_mm: Thickness | None = None
    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()
    seams: Literal["in_line", "opposite"] = "in_line"
    seam_deg: Angle = 0.0
    outlet_mm: Length | None = None

    @model_validator(mode="after")
    def _one(self) -> ExpansionChamber:
        only_one(self, ("dimensions", "engine"))
        return self

    def assemble(self, stock: Stock, start: Frame) -> Assembled:
        return Builder(self, stock).assemble(start)


class Builder:
    """A chamber in the stock's material."""

    def __init__(self, data: ExpansionChamber, stock: Stock) -> None:
        self.data, self.stock = data, stock
        self.t = stock.shell.thickness_mm if data.thickness_mm is None else data.thickness_mm
        self.wall = stock.tube.wall_mm if data.tube_wall_mm is None else data.tube_wall_mm

    def chamber(self, faults: list[Problem]) -> Chamber | None:
        """Its dimensions from the flange on, or faults."""
        d = self.data
        if d.dimensions is not None:
            found: Chamber | None = d.dimensions.chamber()
        else:
            assert d.engine is not None
            found = chamber_of(d.engine, d.name, faults)
        if found is None or faults:
            return None
        for key in ("header_mm", "belly_mm", "baffle_mm"):
            value = getattr(found, key)
            if value <= 0 or math.isinf(value):
                faults.append(Problem("out-of-range", d.name, {"key": key, "value": round(value, 1), "low": 1.0,
                                                               "high": 10_000.0}))
        bores = [found.header_bore_mm, *(b for _, b in found.diffuser)]
        for i, (a, b) in enumerate(zip(bores, bores[1:], strict=False), 1):
            if b < a + SAME_MM:
                faults.append(Problem("out-of-range", d.name, {
                    "key": f"diffuser[{i}].end_bore_mm", "value": round(b, 2), "low": round(a + SAME_MM, 2),
                    "high": 10_000.0}))
        if found.stinger_bore_mm > bores[-1] - SAME_MM:
            faults.append(Problem("out-of-range", d.name, {"key": "stinger.bore_mm", "low": 1.0,
                                                           "value": round(found.stinger_bore_mm, 2),
                                                           "high": round(bores[-1] - SAME_MM, 2)}))
        return None if faults else found

    def pipe(self, name: str, bore: float, length: float, bends: HeaderBends | None, faults: list[Problem]) -> Pipe:
        part = Pipe.model_construct(
            name=f"{self.data.name}_{name}", od_mm=bore + 2 * self.wall, wall_mm=self.wall, end_mm=length,
            material=self.stock.tube.material, clr_mm=bends.clr_mm if bends else None,
            bends=bends.bends if bends else ()).stocked(self.stock)
        if bends is None:
            return part
        bent = part.model_copy(update={"end_mm": 0.0}).route().length_mm
        if bent > length:
            faults.append(Problem("header-bends-long", self.data.name, {
                "name": self.data.name, "key": "header_bends", "bent_mm": round(bent, 1),
                "length_mm": round(length, 1)}))
        return part.model_copy(update={"end_mm": max(0.0, length - bent) if length == length else math.nan})

    def cones(self, chamber: Chamber) -> list[tuple[Cone | Shell, float, float]]:
        """Diffuser stages, belly and baffle with their bores at both ends; mid radii are shared at the joints."""
        d, out, bore = self.data, [], chamber.header_bore_mm
        rows = [(f"difuser_{i}", length, end) for i, (length, end) in enumerate(chamber.diffuser, 1)]
        rows += [("perut", chamber.belly_mm, chamber.belly_bore_mm), ("balik", chamber.baffle_mm,
                                                                     chamber.stinger_bore_mm)]
        for i, (name, length, end) in enumerate(rows):
            at = (d.seam_deg + (180.0 * i if d.seams == "opposite" else 0.0)) % 360.0
            part = frustum(f"{d.name}_{name}", (0.0, mid_radius(bore, self.t, "bore")),
                           (length, mid_radius(end, self.t, "bore")), self.t, self.stock.shell.material,
                           d.seam.model_copy(update={"at_deg": at}))
            out.append((part, bore, end))
            bore = end
        return out

    def assemble(self, start: Frame) -> Assembled:
        out, d = Assembled(), self.data
        chamber = self.chamber(out.faults)
        if chamber is None:
            return out
        header = self.pipe("leher", chamber.header_bore_mm, chamber.header_mm, d.header_bends, out.faults)
        out.items.append(Item(header, start, d.name))
        out.gas.append(GasPipe(header.name, chamber.header_bore_mm / 2, chamber.header_mm))
        frame = header.route().end(start)
        for part, a, b in self.cones(chamber):
            out.items.append(Item(part, frame, d.name))
            gas: LineElement = GasPipe(part.name, a / 2, part.length_mm) if isinstance(part, Shell) else GasCone(
                part.name, a / 2, b / 2, part.length_mm)
            out.gas.append(gas)
            frame = frame.at(z=part.length_mm)
        stinger = self.pipe("ekor", chamber.stinger_bore_mm, chamber.stinger_mm, None, out.faults)
        out.items.append(Item(stinger, frame, d.name))
        out.gas.append(GasPipe(stinger.name, chamber.stinger_bore_mm / 2, chamber.stinger_mm))
        out.end = frame.at(z=chamber.stinger_mm)
        if not unknown(chamber):
            out.warnings += self.told(chamber)
        return out

    def told(self, chamber: Chamber) -> list[Problem]:
        """Where the figures come from, and which of the rules' ranges do not hold."""
        d, name = self.data, self.data.name
        out = [Problem("chamber-rule", name, {
            "name": name, "rule": s.rule, "value": f"{s.value:.6g} {s.unit}".strip(), "trust": s.trust,
            "source": s.source}) for s in chamber.stated]
        outlet = d.engine.exhaust().equal_mm if d.engine else d.outlet_mm
        out += [Problem("chamber-range", name, {
            "name": name, "what": r.what, "value": round(r.value, 2), "low": r.low, "high": r.high, "source": r.source})
            for r in ranges(chamber, outlet) if not r.holds]
        return out
