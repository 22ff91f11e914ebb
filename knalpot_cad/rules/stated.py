"""A number of a design rule with where it comes from.

Trust: R read in the source itself, S another text quotes it, M from memory (may size a draft, never a verdict), D exact
arithmetic that inherits the weakest of its inputs. Rule numbers and sources are those of facts/rules.md.
"""

from __future__ import annotations

from dataclasses import dataclass

READ, SECONDARY, MEMORY, DERIVED = "R", "S", "M", "D"


@dataclass(frozen=True)
class Stated:
    """A value, its unit, the rule that gives it, its trust (R, S, M or D) and its source."""

    value: float
    unit: str
    rule: str
    trust: str
    source: str

    @property
    def origin(self) -> str:
        """Rule, trust and source in one line."""
        return f"{self.rule} ({self.trust}; {self.source})"
