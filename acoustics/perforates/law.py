"""What a perforate's law is: its formula, the flow it knows, where it was fitted, and how far its source was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from acoustics.arrays import Complex, is_number, not_negative, positive
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.silencer import Perforation

Formula = Callable[[Any, Gas, Perforation, Any], Complex]
Problems = Iterator[tuple[str, str]]
UNITS = {"hole": ("mm", 1e3), "thickness": ("mm", 1e3), "porosity": ("", 1.0), "grazing": ("Mach", 1.0),
         "bias": ("Mach", 1.0)}


@dataclass(frozen=True)
class Law:
    """A law of a perforated wall: name in JSON, zeta(k [1/m] (n,), gas, span, ratio [-] (n,)) [-], whether it knows
    grazing and bias flow, the ranges (field -> least, most; SI) of its fit, and its status, READ or UNVERIFIED.

    ratio is the effective density of what backs the wall over that of the gas, (Zw kw)/(Z0 k0), 1 for gas.
    Outside its ranges a law still answers and `doubts` says so; what is meaningless is refused by `problems`.
    Source: definition.
    """

    name: str
    formula: Formula
    ranges: tuple[tuple[str, float, float], ...]
    grazing: bool = False
    bias: bool = False
    status: str = "READ"

    def problems(self, span: Perforation) -> Problems:
        """Flow that the law does not know, as (field, message). Source: definition."""
        for field, known in (("grazing", self.grazing), ("bias", self.bias)):
            value = getattr(span, field)
            if not is_number(value):
                yield field, f"must be a finite number, is {value!r}"
            elif not 0 <= value < 1:
                yield field, f"must be a Mach number from 0 to below 1, is {value:g}"
            elif value and not known:
                yield field, f"the model {self.name} knows no {field} flow"

    def doubts(self, span: Perforation) -> Problems:
        """Fields [SI] outside the range of the fit, as (field, message); the physics goes on. Source: definition."""
        if self.status != "READ":
            yield "model", f"{self.name} is {self.status}: its constants were not read in a source"
        for field, least, most in self.ranges:
            value = getattr(span, field)
            if not least * (1 - 1e-9) <= value <= most * (1 + 1e-9):
                unit, scale = UNITS[field]
                yield field, (f"{value * scale:g} {unit}".rstrip() + f" lies outside {least * scale:g} to "
                              f"{most * scale:g}, where {self.name} was fitted")


def check(thickness: float, hole: float, porosity: float) -> None:
    """Refuse a wall that is none: thickness [m] at least 0, hole [m] above 0, porosity [-] above 0 to 1.

    Raises AcousticsError naming the argument. Source: definition.
    """
    not_negative("thickness", thickness)
    positive("hole", hole)
    positive("porosity", porosity)
    if porosity > 1:
        raise AcousticsError("porosity", f"must be at most 1, is {porosity!r}")


def check_mach(field: str, mach: float) -> None:
    """Refuse a Mach number [-] that is negative or not below 1. Raises AcousticsError. Source: definition."""
    not_negative(field, mach)
    if mach >= 1:
        raise AcousticsError(field, f"must be below 1, is {mach!r}")
