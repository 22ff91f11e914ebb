"""A value with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

TRUST = ("verified", "secondary", "unverified", "measured", "example")
DOUBTED = ("unverified", "example")     # may size a draft, never pass in silence into a cut


@dataclass(frozen=True)
class Value:
    """A value with where it comes from; trust is one of TRUST."""

    value: float | str | None
    unit: str = ""
    trust: str = "unverified"
    source: str = ""
    by: str = ""
    date: str = ""
    at: float | None = None     # the condition it holds at, such as a packing density

    @property
    def number(self) -> float | None:
        return float(self.value) if isinstance(self.value, int | float) else None

    @property
    def doubted(self) -> bool:
        """Whether a person must be told before it is relied on."""
        return self.trust in DOUBTED
