"""The only error a user meets, and the verdicts of checks; words.py turns both into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Where:
    """A place in a file; line and column count from 1, 0 when unknown."""

    file: str
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code of templates/words, its place, and the values its sentences name."""

    code: str
    where: Where | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class Faults(Exception):
    """Everything that is wrong at once, in the order of the file."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        found = [faults] if isinstance(faults, Fault) else list(faults)

        def place(f: Fault) -> tuple[str, int, int]:
            return (f.where.file, f.where.line, f.where.column) if f.where else ("", 0, 0)
        self.faults: tuple[Fault, ...] = tuple(sorted(found, key=place))
        super().__init__("; ".join(f"{f.where or '-'} {f.code} {dict(f.values)}" for f in self.faults))

    def __reduce__(self) -> tuple[type[Faults], tuple[tuple[Fault, ...]]]:
        return Faults, (self.faults,)       # as it is, an exception would be copied from its sentence alone


@dataclass(frozen=True)
class Finding:
    """A remark on a design that builds: verdict is pass, warn, fail, indicative or test."""

    code: str
    verdict: str
    values: Mapping[str, object] = field(default_factory=dict)
    part: str = ""
