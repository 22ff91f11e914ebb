"""What a sizing rule may ask of a vehicle: its engine data, and the sizes that somebody measured on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from knalpot_cad.fault import Fault, Faults


class Vehicle(Protocol):
    """A vehicle of the library, as far as the rules know it."""

    @property
    def id(self) -> str: ...

    @property
    def fuel(self) -> str: ...

    def number(self, name: str) -> float | None:
        """A value by name (unit in the name); None where it is not known."""


def numbers(vehicle: Vehicle, names: Iterable[str]) -> dict[str, float]:
    """Values by name. Raises Faults that names every one that the vehicle lacks."""
    found = {name: vehicle.number(name) for name in names}
    missing = [name for name, value in found.items() if value is None]
    if missing:
        raise Faults(Fault("sizing-missing", None, {"fitment": vehicle.id, "fields": ", ".join(missing)}))
    return {name: value for name, value in found.items() if value is not None}


def within(vehicle: Vehicle, name: str, wanted_mm: float, least_mm: float, beside_mm: float = 0.0) -> float:
    """A size with what stands beside it in the same free size: as wanted, or as much as was measured, to 5 mm.

    Raises Faults where not even the least fits.
    """
    room(vehicle, name, least_mm + beside_mm)
    free = vehicle.number(name)
    return wanted_mm if free is None else min(wanted_mm, max(least_mm, 5.0 * math.floor((free - beside_mm + 1e-9) / 5)))


def room(vehicle: Vehicle, name: str, least_mm: float) -> None:
    """Raises Faults where a free size was measured and what the rules need does not fit into it."""
    free = vehicle.number(name)
    if free is not None and free < least_mm - 1e-9:
        raise Faults(Fault("sizing-room", None, {"fitment": vehicle.id, "name": name, "free_mm": free,
                                                 "least_mm": round(least_mm, 1)}))
