"""Silencer (silincer): shell, ends, baffles, tubes, packing and mounts about one axis.

Its frame: z with the gas, 0 at the shell's front edge; a front cone lies at negative z; flat caps lie inside the
shell; at_mm is a plate's upstream face. The tubes make the holes in every plate they pass: nobody types them twice.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from knalpot_cad.assemblies import collide, flow_path
from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.drains import in_plate, with_singles
from knalpot_cad.assemblies.gas import Casing, GasPacking, GasPlate, GasSpace, GasSpan, GasTube
from knalpot_cad.assemblies.written import BaffleEntry, EndData, FlatEnd, Mount, PackingEntry, TubeEntry
from knalpot_cad.fields import Angle, Length, unknown
from knalpot_cad.geometry.around import spot_at
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Round, Section
from knalpot_cad.parts import ribs
from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.bracket import Bracket
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.flanged import FlangedPlate
from knalpot_cad.parts.holes import HoleData
from knalpot_cad.parts.packing import Packing
from knalpot_cad.parts.part import Stock
from knalpot_cad.parts.ribs import BeadData, SwageData
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.section_data import SectionData
from knalpot_cad.parts.shell import FootData, Shell
from knalpot_cad.parts.transition import Transition, moved
from knalpot_cad.parts.tube import Tube


class Silencer(Assembly):
    """As written on the line; see docs and examples for the meaning of each field."""

    kind: ClassVar[str] = "silencer"
    section: SectionData
    length_mm: Length
    seam: PlacedSeam = WallSeam()
    front: EndData
    back: EndData
    baffles: Annotated[tuple[BaffleEntry, ...], Field(max_length=12)] = ()
    tubes: Annotated[tuple[TubeEntry, ...], Field(max_length=12)]
    packing: tuple[PackingEntry, ...] = ()
    mounts: tuple[Mount, ...] = ()
    rotate_deg: Angle = 0.0
    beads: tuple[BeadData, ...] = ()
    swages: tuple[SwageData, ...] = ()

    def assemble(self, stock: Stock, start: Frame) -> Assembled:
        return Builder(self, stock).assemble(start)


class Builder:
    """One silencer being put together: shared coordinates first, then parts, then gas, then refusals."""

    def __init__(self, data: Silencer, stock: Stock) -> None:
        self.data, self.stock = data, stock
        self.t = stock.shell.thickness_mm
        self.round = data.section.round is not None
        self.od = data.section.round.od_mm if data.section.round else math.nan
        self.known = not unknown(data.section)
        self.tubes = [self._tube(entry) for entry in data.tubes]
        self.front = f"{data.name}_depan" if not self._end_name("front") else str(self._end_name("front"))
        self.back = f"{data.name}_belakang" if not self._end_name("back") else str(self._end_name("back"))
        self.walls = [*self._cap_walls(), *(self._wall(b) for b in data.baffles)]

    def _end_name(self, side: str) -> str | None:
        end = getattr(self.data, side)
        return (end.cone or end.flat).name

    @property
    def inside(self) -> Section:
        """The shell's inside; one of unknown size where the section is not measured yet."""
        return self.data.section.inside(self.t) if self.known else Round(math.nan)

    def _size(self, inside_mm: float) -> dict[str, Any]:
        """How a part within the shell is told its outside, that far inside the shell's."""
        if self.round:
            return {"od_mm": self.od - 2 * inside_mm}
        return {"section": self.data.section, "inside_mm": inside_mm}

    # shared coordinates -------------------------------------------------------------------------------------------
    def z_front(self) -> float:
        """Where the inlet tube begins: the cone's small end, or the flat cap's outer face."""
        return -self.data.front.cone.length_mm if self.data.front.cone else 0.0

    def z_back(self) -> float:
        back = self.data.back.cone
        return self.data.length_mm + (back.length_mm if back else 0.0)

    def _tube(self, e: TubeEntry) -> Tube:
        a = e.from_mm if e.from_mm is not None else self.z_front()
        b = e.to_mm if e.to_mm is not None else self.z_back()
        return Tube(name=e.name, od_mm=e.od_mm, wall_mm=e.wall_mm, from_mm=a, to_mm=b,
                    perforated=e.perforated, holes=e.holes, beads=e.beads, swages=e.swages).stocked(self.stock)

    def _plate_t(self, entry: BaffleEntry | FlatEnd) -> float:
        return entry.thickness_mm or self.t

    def _wall(self, b: BaffleEntry) -> GasPlate:
        return GasPlate(b.name, b.at_mm, b.at_mm + self._plate_t(b))

    def _cap_walls(self) -> list[GasPlate]:
        out = []
        if self.data.front.flat:
            out.append(GasPlate(self.front, 0.0, self._plate_t(self.data.front.flat)))
        if self.data.back.flat:
            length = self.data.length_mm
            out.append(GasPlate(self.back, length - self._plate_t(self.data.back.flat), length))
        return out

    def _port(self, side: str) -> tuple[TubeEntry, Tube] | None:
        for e, t in zip(self.data.tubes, self.tubes, strict=True):
            if (e.from_ if side == "inlet" else e.to) == side:
                return e, t
        return None

    # parts --------------------------------------------------------------------------------------------------------
    def _holes(self, wall: GasPlate) -> tuple[HoleData, ...]:
        """A hole for every tube that passes the plate, wider by the fit."""
        fit, out = self.stock.fit.tube_in_plate_mm, []
        for e, g in zip(self.data.tubes, self.gas_tubes, strict=True):
            if collide.passes(g, wall) or math.isnan(g.z0 + g.z1):
                size = e.od_mm + fit if not math.isnan(g.z0 + g.z1) else math.nan
                out.append(HoleData.model_construct(name=e.name, x_mm=e.x_mm, y_mm=e.y_mm, diameter_mm=size))
        return tuple(out)

    def _plate(self, kind: type[Baffle] | type[EndCap], name: str, entry: BaffleEntry | FlatEnd, wall: GasPlate,
               rim: Literal["with_gas", "against_gas"]) -> FlangedPlate:
        fit = self.stock.fit
        return kind.model_construct(
            name=name, **self._size(self.t + fit.plate_in_shell_mm / 2), flange_mm=entry.flange_mm,
            thickness_mm=self._plate_t(entry), bend_radius_mm=fit.bend_radius_mm, k_factor=fit.k_factor,
            blank=entry.blank, rim=rim, holes=(*self._holes(wall), *in_plate(entry)),
            field=getattr(entry, "field", None),
            material=self.stock.shell.material)

    def cone(self, side: str) -> Cone | Transition | None:
        """The cone between body and port tube: its inside clears the tube by the fit, its wall meets the shell's.

        A right cone where both are round about one axis, else a transition.
        """
        end = getattr(self.data, side).cone
        port = self._port("inlet" if side == "front" else "outlet")
        if end is None or port is None:
            return None
        bore = port[1].od_mm + self.stock.fit.tube_in_plate_mm
        if not self.round or math.hypot(port[0].x_mm, port[0].y_mm) > 1e-9:
            return self._transition(side, port[0], bore)
        radial = self.t
        for _ in range(30):
            al = math.atan2((self.od - bore - 2 * radial) / 2, end.length_mm)
            radial = self.t / math.cos(al)
        sizes = (bore + 2 * radial, self.od) if side == "front" else (self.od, bore + 2 * radial)
        return Cone.model_construct(
            name=self.front if side == "front" else self.back, start_od_mm=sizes[0], end_od_mm=sizes[1],
            length_mm=end.length_mm, thickness_mm=self.t, seam=end.seam, material=self.stock.shell.material)

    def _transition(self, side: str, port: TubeEntry, bore: float) -> Transition:
        """From the shell's outside to a round inside that clears the port tube by the same gap all round."""
        end, body, front = getattr(self.data, side).cone, self.data.section, side == "front"
        tube = SectionData.of_round(bore)
        start, stop, sign = (tube, body, -1.0) if front else (body, tube, 1.0)
        return Transition.model_construct(
            name=self.front if front else self.back, start=start, end=stop, start_of="inner" if front else "outer",
            end_of="outer" if front else "inner", x_mm=sign * port.x_mm + 0.0, y_mm=sign * port.y_mm + 0.0,
            length_mm=end.length_mm, thickness_mm=self.t, seam=end.seam, bends=end.bends,
            material=self.stock.shell.material)

    def _caps(self, frame: Frame) -> list[Item]:
        items, group, length = [], self.data.name, self.data.length_mm
        cone = self.cone("front")
        if cone:
            dx, dy = (-cone.x_mm, -cone.y_mm) if isinstance(cone, Transition) else (0.0, 0.0)
            items.append(Item(cone, frame.at(dx, dy, self.z_front()), group))
        if self.data.front.flat:
            wall = self._cap_walls()[0]
            items.append(Item(self._plate(EndCap, self.front, self.data.front.flat, wall, "with_gas"), frame, group))
        cone = self.cone("back")
        if cone:
            items.append(Item(cone, frame.at(z=length), group))
        if self.data.back.flat:
            wall = self._cap_walls()[-1]
            part = self._plate(EndCap, self.back, self.data.back.flat, wall, "against_gas")
            items.append(Item(part, frame.at(z=wall.z0), group))
        return items

    def _packs(self, frame: Frame) -> list[Item]:
        items = []
        for i, (e, (z0, z1)) in enumerate(zip(self.data.packing, self.pack_intervals(), strict=True), 1):
            holes = tuple(HoleData.model_construct(name=t.name, x_mm=t.x, y_mm=t.y, diameter_mm=2 * t.outer)
                          for t in self.gas_tubes if t.z0 <= z0 + 1e-9 and t.z1 >= z1 - 1e-9)
            part = Packing.model_construct(
                name=e.name or f"{self.data.name}_wol_{i}", **self._size(self.t), length_mm=z1 - z0,
                density_kg_m3=e.density_kg_m3, holes=holes, material=e.material)
            items.append(Item(part, frame.at(z=z0), self.data.name))
        return items

    def _brackets(self, frame: Frame) -> list[Item]:
        items = []
        for m in self.data.mounts:
            b = m.bracket
            if self.known and not math.isnan(b.angle_deg):
                spot = spot_at(self.data.section.section(), b.angle_deg)
                place = Frame((spot.x, spot.y, b.at_mm), (0.0, 0.0, 1.0), (math.cos(spot.psi), math.sin(spot.psi), 0.0))
            else:
                place = Frame((math.nan, math.nan, math.nan))
            fields = {n: getattr(b, n) for n in Bracket.model_fields}
            items.append(Item(Bracket.model_construct(**fields).stocked(self.stock), frame.then(place), self.data.name))
        return items

    def _feet(self) -> tuple[FootData, ...]:
        """Where brackets stand on the shell, those whose place is known and lies on it."""
        out = []
        for m in self.data.mounts:
            b = m.bracket
            if not unknown((b.angle_deg, b.at_mm, b.width_mm, b.legs_mm)) \
                    and 0 <= b.at_mm <= self.data.length_mm - b.legs_mm[0]:
                out.append(FootData.model_construct(name=b.name, angle_deg=b.angle_deg, at_mm=b.at_mm,
                                                    width_mm=b.width_mm, length_mm=b.legs_mm[0]))
        return tuple(out)

    def pack_intervals(self) -> list[tuple[float, float]]:
        """z of each packing: from the downstream face of the first plate to the upstream face of the second."""
        walls = {w.name: w for w in self.walls}
        flat_front, flat_back = self.data.front.flat, self.data.back.flat
        faces = {"front": self._plate_t(flat_front) if flat_front else 0.0,
                 "back": self.data.length_mm - (self._plate_t(flat_back) if flat_back else 0.0)}
        out = []
        for e in self.data.packing:
            a, b = e.between
            z0 = faces["front"] if a == "front" else walls[a].z1 if a in walls else math.nan
            z1 = faces["back"] if b == "back" else walls[b].z0 if b in walls else math.nan
            out.append((z0, z1))
        return out

    # gas ----------------------------------------------------------------------------------------------------------
    @cached_property
    def gas_tubes(self) -> list[GasTube]:
        out = []
        for e, t in zip(self.data.tubes, self.tubes, strict=True):
            wall, forward = t.wall_mm or 0.0, not t.to_mm < t.from_mm
            ends = ["port" if e.from_ else "closed" if "from" in e.plugged else "open",
                    "port" if e.to else "closed" if "to" in e.plugged else "open"]
            start, end = ends if forward else ends[::-1]
            spans = () if unknown(t) else tuple(
                GasSpan(t.start_mm + s.from_mm, t.start_mm + s.to_mm, s.hole_mm, s.open_area, wall) for s in t.spans())
            if e.holes and not unknown(t):
                stops = (t.start_mm, t.start_mm + t.length_mm, *(z for w in self.walls for z in (w.z0, w.z1)))
                spans = with_singles(spans, [(h.at_mm, h.diameter_mm) for h in e.holes], t.od_mm - wall, wall, stops)
            out.append(GasTube(e.name, e.x_mm, e.y_mm, t.od_mm / 2 - wall, t.od_mm / 2, min(t.from_mm, t.to_mm),
                               max(t.from_mm, t.to_mm), start, end, spans))
        return out

    @cached_property
    def gas(self) -> GasSpace:
        flat_front, flat_back, length = self.data.front.flat, self.data.back.flat, self.data.length_mm
        inside, shell = self.inside, f"{self.data.name}_badan"
        casing = [Casing(self._plate_t(flat_front) if flat_front else 0.0,
                         length - (self._plate_t(flat_back) if flat_back else 0.0), inside, inside,
                         self.data.section.section() if self.known else None, shell)]
        front, back = self.cone("front"), self.cone("back")
        if front:
            casing.insert(0, Casing(self.z_front(), 0.0, self._mouth(front, True), inside, part=self.front))
        if back:
            casing.append(Casing(length, self.z_back(), inside, self._mouth(back, False), part=self.back))
        plates = []
        for b in self.data.baffles:
            wall = self._wall(b)
            part = self._plate(Baffle, b.name, b, wall, b.rim)
            holes = () if unknown(part) else tuple((h.x, h.y, h.radius) for h in part.field_holes())
            f = b.field
            circle = (f.x_mm, f.y_mm, f.radius_mm) if f and f.radius_mm and holes else None
            singles = () if unknown(part) else tuple((h.x_mm, h.y_mm, h.diameter_mm / 2) for h in b.holes)
            plates.append(GasPlate(b.name, wall.z0, wall.z1, holes, circle, singles))
        packs = tuple(GasPacking(a, b, e.material, e.density_kg_m3)
                      for e, (a, b) in zip(self.data.packing, self.pack_intervals(), strict=True))
        inlet, outlet = self._port("inlet"), self._port("outlet")
        return GasSpace(tuple(casing), tuple(plates), tuple(self.gas_tubes), packs,
                        inlet[0].name if inlet else "", outlet[0].name if outlet else "")

    def _mouth(self, cone: Cone | Transition, front: bool) -> Section:
        """Inside of a cone at its port end, in the silencer's frame."""
        if isinstance(cone, Cone):
            return Round(2 * cone.bore_radii_mm[0 if front else 1])
        if unknown(cone):
            return Round(math.nan)
        inside = cone.inside()
        return moved(inside.low, -cone.x_mm, -cone.y_mm) if front else inside.high

    # all ----------------------------------------------------------------------------------------------------------
    def faults(self) -> list[Problem]:
        name = self.data.name
        out = [Problem(code, name, values) for code, values in self.data.section.faults(self.t)]
        for side, attribute in (("inlet", "from_"), ("outlet", "to")):
            ports = [e for e in self.data.tubes if getattr(e, attribute) == side]
            if len(ports) != 1:
                out.append(Problem("port-count", name, {"side": side, "count": len(ports)}))
        if out:
            return out
        known = {"front", "back", *(b.name for b in self.data.baffles)}
        for e in self.data.packing:
            out += [Problem("unknown-name", name, {"name": n, "nearest": ", ".join(sorted(known))})
                    for n in e.between if n not in known]
        extents = [(w.name, min(w.z0, self._rim(w)[0]), max(w.z1, self._rim(w)[1])) for w in self.walls]
        gas = self.gas
        out += collide.plates(self.data.length_mm, extents)
        out += collide.tubes(gas)
        out += collide.spans(gas, self.walls)
        out += collide.ends_in_plates(gas, self.walls)
        out += self._mount_faults() + self._pack_faults() + self._rib_faults(extents)
        return out

    def _rim(self, wall: GasPlate) -> tuple[float, float]:
        """z extent of the plate's rim."""
        if wall.name == self.front and self.data.front.flat:
            return 0.0, self.data.front.flat.flange_mm
        if wall.name == self.back and self.data.back.flat:
            return wall.z1 - self.data.back.flat.flange_mm, wall.z1
        b = next(b for b in self.data.baffles if b.name == wall.name)
        return (wall.z0, wall.z0 + b.flange_mm) if b.rim == "with_gas" else (wall.z1 - b.flange_mm, wall.z1)

    def _mount_faults(self) -> list[Problem]:
        return [Problem("mount-outside", m.bracket.name, {"name": m.bracket.name, "at_mm": m.bracket.at_mm})
                for m in self.data.mounts
                if m.bracket.at_mm < 0 or m.bracket.at_mm + m.bracket.legs_mm[0] > self.data.length_mm]

    def _rib_faults(self, extents: list[tuple[str, float, float]]) -> list[Problem]:
        """Beads and swages of the body at a plate's rim or a cone; those of a tube where it passes a plate or a mouth.
        """
        d, found = self.data, ribs.ribs(self.data.beads, self.data.swages, 0.0, self.data.length_mm, 1.0)
        sides = ((d.front.cone, self.front, 0.0, self.z_front()), (d.back.cone, self.back, d.length_mm, self.z_back()))
        cones = [(name, z, z) for cone, name, z, _ in sides if cone]
        out = collide.ribs(d.name, found, 0.0, d.length_mm, [*extents, *cones])
        plates = [(w.name, w.z0, w.z1) for w in self.walls] + [(name, z, z) for cone, name, _, z in sides if cone]
        for t in self.tubes:
            passed = [p for p in plates if t.start_mm - 1e-9 <= p[1] <= t.start_mm + t.length_mm + 1e-9]
            out += collide.ribs(t.name, t.ribs, t.start_mm, t.length_mm, passed) if t.beads or t.swages else []
        return out

    def _pack_faults(self) -> list[Problem]:
        out = []
        for e, (z0, z1) in zip(self.data.packing, self.pack_intervals(), strict=True):
            if z1 - z0 <= 0:
                out.append(Problem("packing-empty", self.data.name, {"between": " - ".join(e.between)}))
            out += [Problem("packing-over-plate", self.data.name, {"between": " - ".join(e.between), "plate": w.name})
                    for w in self.walls if z0 + 1e-9 < w.z0 and w.z1 < z1 - 1e-9]
            for t in self.gas_tubes:
                ends = [z for z in (t.z0, t.z1) if z0 + 1e-9 < z < z1 - 1e-9]
                out += [Problem("tube-opens-in-wool", t.name, {"tube": t.name, "place": round(z, 2)}) for z in ends]
        return out

    def assemble(self, start: Frame) -> Assembled:
        faults = self.faults()
        out = Assembled(faults=faults)
        if any(f.code in ("port-count", "unknown-name") for f in faults) or self.data.section.faults(self.t):
            return out
        inlet, outlet = self._port("inlet"), self._port("outlet")
        assert inlet is not None and outlet is not None
        turned = start.turned(self.data.rotate_deg)
        frame = turned.at(-inlet[0].x_mm, -inlet[0].y_mm, -inlet[1].from_mm)
        group = self.data.name
        shell = Shell.model_construct(
            name=f"{self.data.name}_badan", **self._size(0.0), length_mm=self.data.length_mm, thickness_mm=self.t,
            seam=self.data.seam, feet=self._feet(), beads=self.data.beads, swages=self.data.swages,
            material=self.stock.shell.material)
        out.items = [Item(shell, frame, group), *self._caps(frame)]
        out.items += [Item(self._plate(Baffle, b.name, b, self._wall(b), b.rim), frame.at(z=b.at_mm), group)
                      for b in self.data.baffles]
        out.items += [Item(t, frame.at(e.x_mm, e.y_mm, t.start_mm), group)
                      for e, t in zip(self.data.tubes, self.tubes, strict=True)]
        out.items += [*self._packs(frame), *self._brackets(frame)]
        gas = self.gas
        out.gas = [gas]
        if not unknown(gas) and not faults:
            path_faults, warnings = flow_path.examine(gas, self.data.name)
            ribbed = [t.name for t in self.tubes if t.beads or t.swages]
            ribbed += [shell.name] if self.data.beads or self.data.swages else []
            heard = [Problem("sound-ribs", n, {"part": n}) for n in ribbed]
            out.faults, out.warnings = out.faults + path_faults, warnings + heard
        out.end = frame.at(outlet[0].x_mm, outlet[0].y_mm, outlet[1].to_mm)
        return out
