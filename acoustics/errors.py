"""The one error of the acoustic core."""

from __future__ import annotations

from collections.abc import Iterable


class AcousticsError(ValueError):
    """Bad input. `field` is a path such as "tubes[2].z1"; `problems` holds every (field, message) found at once.

    Lengths in messages are in [m]. Source: definition of this package.
    """

    def __init__(self, field: str, message: str, problems: Iterable[tuple[str, str]] = ()) -> None:
        self.problems = tuple(problems) or ((field, message),)
        self.field = field
        super().__init__("; ".join(f"{f}: {m}" for f, m in self.problems))
        self._first = message

    def __reduce__(self) -> tuple[type[AcousticsError], tuple[str, str, tuple[tuple[str, str], ...]]]:
        return type(self), (self.field, self._first, self.problems)      # so that it crosses processes
