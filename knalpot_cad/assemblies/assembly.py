"""What every assembly hands on: its parts with their places, the gas inside, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from knalpot_cad.assemblies.gas import LineElement
from knalpot_cad.fields import Model, Name
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.parts.part import Part, Stock


@dataclass(frozen=True)
class Problem:
    """A fault or warning before it has a place in the file: the part it belongs to gives the place."""

    code: str
    part: str
    values: dict[str, object]


@dataclass(frozen=True)
class Item:
    """One part of an assembly, placed; group is the assembly's name in the STEP tree."""

    part: Part
    frame: Frame
    group: str = ""


@dataclass
class Assembled:
    """Parts, gas path and problems of an assembly that begins at a frame on the line."""

    items: list[Item] = field(default_factory=list)
    gas: list[LineElement] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    end: Frame = field(default_factory=Frame)

    def extend(self, other: Assembled) -> None:
        self.items += other.items
        self.gas += other.gas
        self.faults += other.faults
        self.warnings += other.warnings
        self.end = other.end


class Assembly(Model):
    """An assembly as written on the line."""

    kind: ClassVar[str]
    name: Name

    def assemble(self, stock: Stock, start: Frame) -> Assembled:
        """Place the parts from the frame start on (z with the gas)."""
        raise TypeError(f"{type(self).__name__} has no assemble()")
