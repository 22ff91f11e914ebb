"""All answers of one check, and the exit code they end with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knalpot_cad.checks.check import FAIL, INDICATIVE, PASS, TEST, Row

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.fault import Finding

VERDICTS = (PASS, FAIL, INDICATIVE, TEST)
DONE, FAILED, UNTOLD = 0, 1, 3


@dataclass(frozen=True)
class Report:
    """Rows in the order of the specification, and the design's own warnings beside them."""

    title: str
    source: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """1 with any GAGAL, else 3 with any BUTUH UJI, else 0."""
        verdicts = {r.verdict for r in self.rows}
        return FAILED if FAIL in verdicts else UNTOLD if TEST in verdicts else DONE

    def counts(self) -> dict[str, int]:
        return {v: sum(r.verdict == v for r in self.rows) for v in VERDICTS}

    def to_dict(self) -> dict[str, Any]:
        """Plain data for --json."""
        return {"title": self.title, "source": self.source, "exit_code": self.exit_code, "counts": self.counts(),
                "rows": [r.to_dict() for r in self.rows],
                "findings": [{"code": f.code, "verdict": f.verdict, "part": f.part, "values": dict(f.values)}
                             for f in self.findings]}


OWN = {"fail": FAIL, "test": TEST}      # a finding of any other verdict is a warning


def own_rows(built: Built) -> tuple[Row, ...]:
    """The design's own checks: its warnings, and what waits for a measurement."""
    rows = [Row(f"{f.code}.{i}", "design", f.part, OWN.get(f.verdict, INDICATIVE), note=f.code)
            for i, f in enumerate(built.findings, 1)]
    rows += [Row(f"withheld.{i}", "design", w.name, TEST, expected=", ".join(w.fields), note="not_measured")
             for i, w in enumerate(built.withheld, 1)]
    return tuple(rows)
