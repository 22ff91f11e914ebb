"""Is the design what the customer asked for? One file a kind of requirement, one line here.

check() reads a built design and nothing else; a contract test runs over the tuple.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.checks.bending import Bending
from knalpot_cad.checks.check import FAIL, INDICATIVE, PASS, TEST, Requirement, Row
from knalpot_cad.checks.dimension import Dimension
from knalpot_cad.checks.envelope import Envelope
from knalpot_cad.checks.hole_pattern import HolePattern
from knalpot_cad.checks.mass import Mass
from knalpot_cad.checks.material import Material
from knalpot_cad.checks.report import Report, own_rows
from knalpot_cad.checks.spec import read_spec
from knalpot_cad.checks.tested import TestOnly
from knalpot_cad.checks.thickness import ThicknessRequirement
from knalpot_cad.checks.tl_min import LeastTl

if TYPE_CHECKING:
    from knalpot_cad.built import Built

CHECKS: tuple[type[Requirement], ...] = (
    Dimension,
    ThicknessRequirement,
    Material,
    Mass,
    Envelope,
    HolePattern,
    Bending,
    LeastTl,
    TestOnly,
)


def check(built: Built, spec: Path | None = None, strict: bool = False) -> Report:
    """Verdicts on a built design against a specification, or on its own warnings without one.

    strict counts what a model shows below its limit as GAGAL. Raises Faults with everything wrong in the file.
    """
    if spec is None:
        return Report(built.design.name, "", own_rows(built), built.findings)
    read = read_spec(spec, built, CHECKS)
    rows = tuple(row for r in read.requirements for row in r.judge(built, strict))
    return Report(read.title, read.source, rows, built.findings)


__all__ = ["CHECKS", "FAIL", "INDICATIVE", "PASS", "TEST", "Report", "Requirement", "Row", "check"]
