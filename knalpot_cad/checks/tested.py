"""What no drawing can show: leak, back pressure, noise, salt spray, vibration, heat. Always BUTUH UJI."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from knalpot_cad.checks.check import Line, Requirement, Row

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class TestOnly(Requirement):
    """what is tested, the customer's own limit and method in words; no number is shipped with the program."""

    __test__: ClassVar[bool] = False       # not a test of pytest
    kind: ClassVar[str] = "test_only"
    what: Line
    limit: Line = ""
    method: Line = ""

    def judge(self, built: Built, strict: bool) -> list[Row]:
        expected = ", ".join(w for w in (self.limit, self.method) if w)
        return [self.untold(self.what, "needs_test", expected=expected)]
