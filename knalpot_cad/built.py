"""Everything known about one design, computed when first asked for; needs neither cadquery nor ezdxf."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.gas import GasCone, GasPipe, GasSpace, LineElement
from knalpot_cad.assemblies.line import assemble_line
from knalpot_cad.bending import BendPlan, RollPlan, clamped, machine_problems, plans, roll_plans
from knalpot_cad.design import Design
from knalpot_cad.fault import Fault, Faults, Finding
from knalpot_cad.fields import unknown
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.joints import Joint, joints
from knalpot_cad.geometry.shape import Placed
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.library import Library
from knalpot_cad.measure import unverified_cuts
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity, Withheld
from knalpot_cad.parts.seam_joint import seam_joints
from knalpot_cad.sound import (
    F_HIGH,
    F_LOW,
    F_STEP,
    Sound,
    SoundField,
    WoolData,
    frequencies,
    hear,
    hear_field,
    wool_key,
)

BOUGHT = "bought"       # stands for a material in the parts list


@dataclass(frozen=True)
class BomRow:
    """One line of the parts list; masses in kg. A bought part is of no stock: material BOUGHT, no thickness."""

    part: str
    kind: str
    material: str
    thickness_mm: float | None
    count: int
    mass_kg: float

    @property
    def total_kg(self) -> float:
        return self.mass_kg * self.count


@dataclass(frozen=True)
class Summary:
    """The figures a maker looks at first; None where a measurement or the fitment is missing."""

    mass_kg: float
    sheet_area_m2: float
    chamber_volume_l: float | None
    volume_ratio: float | None
    narrowest_area_mm2: float | None
    narrowest_place: str
    inlet_area_mm2: float | None
    parts: int
    withheld: int


@dataclass(frozen=True)
class Order:
    """A part to be made in a shop; equal where both are written alike to the last digit (0.0 is not -0.0)."""

    written: str
    part: Part = field(compare=False)
    shop: Shop = field(compare=False)


@lru_cache(maxsize=64)      # the variants of a catalogue share most of their parts
def made(order: Order) -> Made:
    return order.part.make(order.shop)


class Built:
    """build() makes it; every attribute is worked out once, lazily."""

    def __init__(self, design: Design, library: Library) -> None:
        self.design, self.library = design, library
        self.sound_model, self.sound_range = "auto", (F_LOW, F_HIGH, F_STEP)
        self.field_hz: tuple[float, ...] = ()       # where pictures of the pressure are wanted, and on which plane
        self.field_deg: float | None = None
        self.lost: tuple[Finding, ...] = ()     # solids and pairs that the kernel died of: set by who makes the solids
        self._check()

    # assembly and refusals ----------------------------------------------------------------------------------------
    @cached_property
    def assembled(self) -> Assembled:
        d = self.design
        if d.line:
            return assemble_line(clamped(d.line, d.stock, self.library), d.stock)
        out = Assembled()
        for p in clamped(d.parts, d.stock, self.library):
            if isinstance(p, Assembly):     # its parts alone: there is no line, so no gas and no sound
                found = p.assemble(d.stock, Frame())
                out.items, out.faults = out.items + found.items, out.faults + found.faults
                out.warnings += [w for w in found.warnings if not w.code.startswith("sound-")]
            else:
                out.items.append(Item(p.stocked(d.stock), Frame()))
        return out

    def _check(self) -> None:
        """All faults of parts and assemblies in one answer."""
        found = list(self.assembled.faults)
        names: dict[str, int] = {}
        for item in self.assembled.items:
            p = item.part
            names[p.name] = names.get(p.name, 0) + 1
            if names[p.name] == 2:
                found.append(Problem("name-twice", p.name, {"name": p.name}))
            if not unknown(p):
                found += [Problem(code, p.name, values) for code, values in p.faults()]
        faults = [Fault(p.code, self.design.where(p.part, str(p.values.get("key", ""))), p.values) for p in found]
        parts = [i.part for i in self.assembled.items]
        faults += self.design.material_faults(self.library, parts)
        faults += [replace(f, where=f.where or self.design.where(name, "machine"))
                   for name, f in machine_problems(parts, self.library)]
        if faults:
            raise Faults(faults)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        out = [Finding(p.code, "warn", p.values, p.part) for p in self.assembled.warnings]
        vehicle = self.library.fitment(self.design.fitment) if self.design.fitment else None
        return (*self.design.findings, *unverified_cuts(self.design, vehicle), *out,
                *(f for p in self.bend_plans for f in p.findings))

    # parts --------------------------------------------------------------------------------------------------------
    @cached_property
    def shop(self) -> Shop:
        d = self.design
        return Shop(d.part_number, d.revision, d.fitment, d.language, d.stock.fit)

    @cached_property
    def _made(self) -> tuple[tuple[Made, Item], ...]:
        return tuple((self._make(i.part), i) for i in self.assembled.items if not unknown(i.part))

    def _make(self, part: Part) -> Made:
        return made(Order(repr((part, self.shop)), part, self.shop))

    @cached_property
    def parts(self) -> tuple[Made, ...]:
        return tuple(m for m, _ in self._made)

    @cached_property
    def withheld(self) -> tuple[Withheld, ...]:
        """Parts on unmeasured values: their own `ask` fields (flens_2 has those of flens), else every open one that
        could reach them: those of no other part.
        """
        out, asked = [], self.design.asked
        names = {n for i in self.assembled.items for n in (i.part.name, numbered(i.part.name))}
        for i in self.assembled.items:
            if unknown(i.part):
                own = tuple(a for a in asked if a.split(".")[0] in (i.part.name, numbered(i.part.name)))
                free = tuple(a for a in asked if a.split(".")[0] not in names)
                out.append(Withheld(i.part.name, i.part.kind, own or free or asked))
        return tuple(out)

    @cached_property
    def bend_plans(self) -> tuple[BendPlan, ...]:
        """Every bent pipe as its machine makes it; no other part is made for it."""
        bent = (i.part for i in self.assembled.items if not unknown(i.part) and i.part.bent)
        return plans([self._make(p) for p in bent], self.library)

    @cached_property
    def roll_plans(self) -> tuple[RollPlan, ...]:
        """Every rolled part: what the rolls are set to, where it is pressed."""
        return roll_plans([(m, i.part) for m, i in self._made], self.library)

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(s for m in self.parts for s in m.sheets)

    @cached_property
    def solids(self) -> tuple[Placed, ...]:
        """Every part that is made, placed on the line; one whose place is not measured is not located, nor loose ones.
        """
        out, loose = [], not self.design.line and len(self._made) > 1
        for m, i in self._made:
            frame = Frame() if unknown(i.frame) else i.frame
            material = self.library.material(m.material)
            out.append(Placed(m.name, m.shape, frame, i.group, m.material, material.colour,
                              m.density_kg_m3 or material.density_kg_m3, solid=m.kind not in ("packing", "blanket"),
                              located=not (loose or unknown(i.frame))))
        return tuple(out)

    @property
    def baked(self) -> tuple[Placed, ...]:
        """The solids that can be made: all but those that were lost."""
        gone = {f.part for f in self.lost}
        return tuple(s for s in self.solids if s.name not in gone)

    @cached_property
    def joints(self) -> tuple[Joint, ...]:
        """Every weld joint, by what fits; seams last."""
        seams = [s for m, i in self._made if not unknown(i.frame) for s in seam_joints(m, i.frame, i.part)]
        return joints(self.solids, seams)

    @cached_property
    def bom(self) -> tuple[BomRow, ...]:
        mass = {s.name: s.mass_kg for s in self.solids}
        return tuple(BomRow(m.name, m.kind, BOUGHT if m.bought else m.material, None if m.bought else m.thickness_mm,
                            m.count, mass[m.name]) for m in self.parts)

    @cached_property
    def mass_kg(self) -> float:
        return math.fsum(r.total_kg for r in self.bom)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Every dimension by its full address, such as sekat_2.hole.keluar.diameter_mm."""
        out = {}
        for m in self.parts:
            for q in m.quantities:
                address = f"{m.name}.{q.address}"
                out[address] = replace(q, address=address)
        return out

    # gas and sound ------------------------------------------------------------------------------------------------
    @cached_property
    def gas(self) -> tuple[LineElement, ...]:
        return tuple(self.assembled.gas)

    @cached_property
    def sound(self) -> Sound | None:
        """None for single parts, without gas temperatures, or where a bore or length is not measured."""
        d = self.design
        if d.gas is None or not self.gas or unknown(self.gas):
            return None
        wool, notes = self._wool()
        return hear(self.gas, d.gas.silencer_c, d.gas.pipe_c, wool, frequencies(*self.sound_range), notes,
                    self.sound_model)

    @cached_property
    def sound_fields(self) -> tuple[SoundField, ...]:
        """Pressure in the silencers at field_hz; nothing where sound is None. Raises Faults."""
        d = self.design
        if d.gas is None or not self.gas or unknown(self.gas) or not self.field_hz:
            return ()
        return hear_field(self.gas, d.gas.silencer_c, self._wool()[0], self.field_hz, self.field_deg,
                          self.sound_model)

    def _wool(self) -> tuple[dict[str, WoolData], tuple[str, ...]]:
        """Resistivity and model of every packing, and what is to be said of them."""
        wool: dict[str, WoolData] = {}
        notes: list[str] = []
        for g in self.gas:
            for p in g.packing if isinstance(g, GasSpace) else ():
                material = self.library.material(p.material)
                value = material.resistivity(p.density)
                wool[wool_key(p.material, p.density)] = float(value.value or 0.0), material.wool_model
                if value.trust == "unverified":
                    notes.append("wool-unverified")
        return wool, tuple(dict.fromkeys(notes))

    @cached_property
    def summary(self) -> Summary:
        area = math.fsum(s.area_mm2 * s.count for s in self.sheets if not s.paper_only) * 1e-6
        spaces = [g for g in self.gas if isinstance(g, GasSpace)]
        volume = math.fsum(g.volume for g in spaces) * 1e-6 if spaces else math.nan
        cc = self.design.displacement_cc
        ratio = volume * 1000 / cc if cc else math.nan
        narrow, place, inlet = self._narrowest()

        def known(x: float) -> float | None:
            return None if math.isnan(x) else x
        return Summary(self.mass_kg, area, known(volume), known(ratio), known(narrow), place, known(inlet),
                       len(self.parts), len(self.withheld))

    def _narrowest(self) -> tuple[float, str, float]:
        """Smallest gas area on the way, where, and the inlet's own [mm2]; parallel tubes between two chambers add."""
        sections: list[tuple[float, str]] = []
        for g in self.gas:
            if isinstance(g, GasPipe):
                sections.append((math.pi * g.radius**2, g.name))
            elif isinstance(g, GasCone):
                sections.append((math.pi * min(g.r0, g.r1) ** 2, g.name))
            elif isinstance(g, GasSpace) and not unknown(g):
                sections += tube_groups(g)
        if not sections:
            return math.nan, "", math.nan
        least = min(sections)
        spaces = [g for g in self.gas if isinstance(g, GasSpace) and not unknown(g)]
        inlet = math.pi * spaces[0].tube(spaces[0].inlet).inner ** 2 if spaces else sections[0][0]
        return least[0], least[1], inlet


def numbered(name: str) -> str:
    """The name of a part that is made several times: flens of flens_2."""
    stem, _, number = name.rpartition("_")
    return stem if stem and number.isdigit() else name


def tube_groups(space: GasSpace) -> list[tuple[float, str]]:
    """Areas of the ways between chambers: tubes that join the same two places count together [mm2]."""
    from knalpot_cad.assemblies.flow_path import links
    graph = links(space)
    groups: dict[tuple[str, ...], list[str]] = {}
    for t in space.tubes:
        ends = tuple(sorted(n for n in graph[f"tube:{t.name}"]))
        if len(ends) >= 2:
            groups.setdefault(ends, []).append(t.name)
    return [(math.fsum(math.pi * space.tube(n).inner ** 2 for n in names), " + ".join(names))
            for names in groups.values()]


def build(design: Design, library: Library) -> Built:
    """The built design. Raises Faults with everything that can't be made."""
    return Built(design, library)
