"""The bender a design names: is it one, what it can hold and reach, which die and which test bends are of a tube."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.library import Library, Machine, Value
from knalpot_cad.library.bender import Calibration
from knalpot_cad.parts.part import Stock
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.parts.rows import BentPipe

SAME_MM, SAME_CLR_MM = 0.06, 0.5      # diameters of one stock size; radii of one die


@dataclass(frozen=True)
class Tool:
    """A bender with the die and the test bends of one tube; die is None where the list has none for it."""

    machine: Machine
    die: Mapping[str, Value] | None
    calibration: Calibration | None

    def number(self, name: str) -> float | None:
        """A limit of the die, else of the machine; None where nobody measured it."""
        found = self.value(name)
        return found.number if found else None

    def value(self, name: str) -> Value | None:
        return (self.die or {}).get(name) or self.machine.limits.get(name)

    def text(self, name: str) -> str:
        found = self.value(name)
        return str(found.value) if found and isinstance(found.value, str) else ""

    @property
    def die_clr_mm(self) -> float | None:
        return self.die["clr_mm"].number if self.die else None


def tool_for(pipe: BentPipe, material: str, library: Library) -> Tool | None:
    """The tool of a pipe's machine; None where it names none. Raises Faults where there is no such bender."""
    if not pipe.machine:
        return None
    machine = library.machine(pipe.machine)
    found = next((c for c in machine.calibrations if c.material == material
                  and abs(c.od_mm - pipe.outer_mm) <= SAME_MM and abs(c.wall_mm - pipe.wall_mm) <= SAME_MM
                  and pipe.route.clr_mm and _clr(pipe.route.clr_mm, c.clr_mm, c.got_clr_mm)), None)
    dies = [d for d in machine.dies if abs((d["od_mm"].number or 0.0) - pipe.outer_mm) <= SAME_MM]
    die = next((d for d in dies if _clr(pipe.route.clr_mm, d["clr_mm"].number)
                or (found and _clr(found.clr_mm, d["clr_mm"].number))), None)
    return Tool(machine, die, found)


def _clr(wanted: float, *has: float | None) -> bool:
    return any(h is not None and abs(h - wanted) <= SAME_CLR_MM for h in has)


def machine_problems(parts: Sequence[Any], library: Library) -> list[tuple[str, Fault]]:
    """(part, fault) of every pipe whose machine is unknown, wrong, or no bender."""
    out: list[tuple[str, Fault]] = []
    for part in parts:
        name = getattr(part, "machine", "") if isinstance(part, Pipe) else ""
        if not name:
            continue
        try:
            kind = library.machine(name).kind
        except Faults as error:
            out += [(part.name, f) for f in error.faults]
            continue
        if kind != "bender":
            out.append((part.name, Fault("wrong-choice", None, {"key": "machine", "got": name, "expected": "bender"})))
    return out


def clamped(items: Sequence[Any], stock: Stock, library: Library) -> list[Any]:
    """The items with the least straights of pipes through hard points taken from the machine, where they give none."""
    return [_clamped(i, stock, library) if isinstance(i, Pipe) and i.through else i for i in items]


def _clamped(pipe: Pipe, stock: Stock, library: Library) -> Pipe:
    through, name = pipe.through, pipe.machine or stock.tube.machine
    if through is None or not name:
        return pipe
    try:
        machine = library.machine(name)
    except Faults:
        return pipe         # told by machine_problems
    die = next((d for d in machine.dies if abs((d["od_mm"].number or 0.0) - pipe.od_mm) <= SAME_MM), None)
    tool = Tool(machine, die, None)
    least = {field: tool.number(clamp) for field, clamp in
             (("start_mm", "start_clamp_mm"), ("between_mm", "mid_clamp_mm"), ("end_mm", "end_clamp_mm"))
             if getattr(through, field) is None and tool.number(clamp) is not None}
    return pipe.model_copy(update={"through": through.model_copy(update=least)}) if least else pipe
