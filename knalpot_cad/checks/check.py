"""The seam of checks: a requirement as a customer writes it, and the rows that say how the design answers it.

Verdicts are the trade's own words in every language (facts/domain.md 6): LULUS shown by the design's numbers,
GAGAL outside its limit, INDIKATIF shown by a model only, BUTUH UJI answered by a measurement or a test alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from knalpot_cad.fields import Model, number
from knalpot_cad.numbers import fmt
from knalpot_cad.sound import F_HIGH, F_LOW

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.parts.rows import Quantity

PASS, FAIL, INDICATIVE, TEST = "LULUS", "GAGAL", "INDIKATIF", "BUTUH UJI"
SLACK = 1e-9                           # rounding of the machine, no tolerance of the shop
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Line = Annotated[str, Field(max_length=200)]
Amount = number(0.0, 1e9)              # a limit in the unit of what it limits
Value = number(-1e6, 1e6)
Frequency = number(F_LOW, F_HIGH)      # Hz
Decibel = number(0.0, 200.0)           # dB
Missing = tuple[str, str, dict[str, object]]     # key of the requirement, fault code, values


@dataclass(frozen=True)
class Row:
    """One answer. low and high are the limits in unit, expected a limit in words; note is a key of words `check`."""

    id: str
    kind: str
    subject: str
    verdict: str
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    expected: str = ""
    margin: float | None = None
    unit: str = ""
    source: str = ""
    note: str = ""

    @property
    def limit(self) -> str:
        """The limit as it is read."""
        if self.low is not None and self.high is not None:
            return f"{fmt(self.low)} .. {fmt(self.high)}"
        if self.high is not None:
            return f"<= {fmt(self.high)}"
        return f">= {fmt(self.low)}" if self.low is not None else self.expected

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "limit": self.limit}


class Requirement(Model):
    """One row of a specification. Subclasses set kind, name what they refer to, and judge a built design."""

    kind: ClassVar[str]
    id: Id
    source: Line = ""

    def missing(self, built: Built) -> list[Missing]:
        """What the requirement refers to and the design does not have."""
        return []

    def judge(self, built: Built, strict: bool) -> list[Row]:
        """The answers of a design that has everything the requirement refers to."""
        raise TypeError(f"{type(self).__name__} has no judge()")

    def within(self, subject: str, value: float, unit: str, low: float | None = None, high: float | None = None,
               suffix: str = "", note: str = "") -> Row:
        """LULUS or GAGAL of a number that the design fixes."""
        margin = margin_of(value, low, high)
        return Row(self.row_id(suffix), self.kind, subject, PASS if margin >= -SLACK else FAIL, value, low, high,
                   margin=margin, unit=unit, source=self.source, note=note)

    def equal(self, subject: str, value: str, expected: str, suffix: str = "") -> Row:
        """LULUS or GAGAL of a name that the design fixes."""
        verdict = PASS if value == expected else FAIL
        return Row(self.row_id(suffix), self.kind, subject, verdict, value, expected=expected, source=self.source)

    def untold(self, subject: str, note: str, unit: str = "", low: float | None = None, high: float | None = None,
               expected: str = "", suffix: str = "") -> Row:
        """BUTUH UJI: nothing in the design can answer."""
        return Row(self.row_id(suffix), self.kind, subject, TEST, None, low, high, expected, unit=unit,
                   source=self.source, note=note)

    def row_id(self, suffix: str) -> str:
        return f"{self.id}.{suffix}" if suffix else self.id


def margin_of(value: float, low: float | None, high: float | None) -> float:
    """Distance to the nearer limit, negative outside; inf without a limit."""
    below = value - low if low is not None else float("inf")
    above = high - value if high is not None else float("inf")
    return min(below, above)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like the one written, else the first few."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1, 0.5)
    return near[0] if near else ", ".join(names[:5])


def withheld(built: Built, part: str) -> bool:
    """True when the part waits for a measurement."""
    return any(w.name == part for w in built.withheld)


def missing_part(built: Built, part: str, key: str = "part") -> list[Missing]:
    known = {m.name for m in built.parts} | {w.name for w in built.withheld}
    return [] if part in known else [(key, "unknown-name", {"name": part, "nearest": nearest(part, known)})]


def missing_quantity(built: Built, address: str, key: str) -> list[Missing]:
    """An address no quantity has; below a withheld part every address is open."""
    if address in built.quantities or withheld(built, address.split(".")[0]):
        return []
    return [(key, "spec-unknown-address", {"address": address, "nearest": nearest(address, built.quantities)})]


def quantity(built: Built, address: str) -> Quantity | None:
    return built.quantities.get(address)
