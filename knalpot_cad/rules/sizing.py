"""The numbers that a design starts from; each says which rule gives it and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Rule:
    """A rule of facts/rules.md by number ("11", "7, 8", or "§13" for a section) and its trust: R, S, M or D."""

    number: str
    trust: str


@dataclass(frozen=True)
class Sizing:
    """Base of every sizing: fields are numbers with their unit in the name, Annotated[float, Rule("11", "R")].

    An Annotated[int, ...] is a count; a field without a Rule is none of the trade (a choice of form).
    """

    @classmethod
    def origins(cls) -> Mapping[str, Rule]:
        """field -> rule and trust, of those that have one."""
        return _origins(cls)    # type: ignore[arg-type]    # a class can be hashed; dataclasses hide it

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls))

    def value(self, name: str) -> float:
        found: float = getattr(self, name)
        return found


@lru_cache
def _origins(kind: type[Sizing]) -> dict[str, Rule]:
    hints: dict[str, Any] = get_type_hints(kind, include_extras=True)
    out: dict[str, Rule] = {}
    for name in kind.names():
        if get_origin(hints[name]) is Annotated:
            rules = [a for a in get_args(hints[name])[1:] if isinstance(a, Rule)]
            if rules:
                out[name] = rules[0]
    return out


def result_of(function: Any) -> type[Sizing]:
    """The kind of sizing that a function gives, by its annotation."""
    kind: type[Sizing] = get_type_hints(function)["return"]
    return kind
