"""What holds for every kind of requirement: it gives each verdict it can, with limit, margin and source."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from knalpot_cad.checks import CHECKS, FAIL, INDICATIVE, PASS, TEST, Report, check
from knalpot_cad.sound import Sound

if TYPE_CHECKING:
    from knalpot_cad.built import Built


@dataclass(frozen=True)
class Case:
    """A requirement and the verdicts of its rows; open is the design before its measurements."""

    entry: dict[str, Any]
    verdicts: tuple[str, ...]
    open: bool = False
    strict: bool = False
    without: tuple[str, ...] = field(default=())     # attributes of the built design that are not there


HOLE = {"address": "sekat_2.hole.keluar.diameter_mm", "nominal": 25.7}
BOLTS = {"address": "flens.bolt_spacing_mm", "nominal": 58}
BAND = {"low_hz": 300, "high_hz": 600}
CASES: dict[str, list[Case]] = {
    "dimension": [
        Case({**HOLE, "tol_minus": 0.2, "tol_plus": 0.2}, (PASS,)),
        Case({**HOLE, "tolerance": {"table": "jis_b_0408_blank", "grade": "C"}}, (PASS,)),
        Case({**HOLE, "nominal": 25.4, "tol_plus": 0.2}, (FAIL,)),
        Case({**BOLTS, "tol_minus": 0.2, "tol_plus": 0.2}, (TEST,), open=True),
    ],
    "thickness": [
        Case({"part": "silincer_badan", "thickness_mm": 1.0, "grade": "spcc"}, (PASS, PASS)),
        Case({"part": "silincer_badan", "thickness_mm": 1.2, "tol_minus": 0.1, "grade": "sus304"}, (FAIL, FAIL)),
        Case({"part": "flens", "thickness_mm": 8}, (TEST,), open=True),
    ],
    "material": [
        Case({"part": "leher", "grade": "stkm11a"}, (PASS,)),
        Case({"part": "leher", "grade": "sus304"}, (FAIL,)),
        Case({"part": "flens", "grade": "sphc"}, (TEST,), open=True),
    ],
    "mass": [
        Case({"max_kg": 20, "min_kg": 0.1}, (PASS,)),
        Case({"nominal_kg": 20, "tol_percent": 5}, (FAIL,)),
        Case({"part": "flens", "max_kg": 5}, (TEST,), open=True),
        Case({"max_kg": 20}, (TEST,), open=True),
        Case({"max_kg": 0.1}, (FAIL,), open=True),
    ],
    "envelope": [
        Case({"of": "silincer", "length_mm": 410, "width_mm": 101, "height_mm": 200}, (PASS, PASS, PASS)),
        Case({"length_mm": 10}, (FAIL,)),
        Case({"length_mm": 5000}, (TEST,), open=True),
        Case({"of": "flens", "length_mm": 50}, (TEST,), open=True),
    ],
    "hole_pattern": [
        Case({"part": "masuk", "span": 1, "diameter_mm": 4, "open_area": 0.25, "tol_open_area": 0.01}, (PASS, PASS)),
        Case({"part": "masuk", "count": 3, "pitch_mm": 50}, (FAIL, FAIL)),
        Case({"part": "flens", "count": 3}, (TEST,), open=True),
    ],
    "bending": [
        Case({"part": "leher", "straight_least_mm": 40, "angle_most_deg": 120}, (PASS, PASS, PASS)),
        Case({"straight_least_mm": 57, "angle_most_deg": 60, "stretch_most_percent": 30}, (FAIL, FAIL, FAIL)),
        Case({}, (TEST, TEST, PASS)),
        Case({"machine": "bender_mandrel", "straight_least_mm": 40}, (PASS, TEST, PASS, TEST, PASS, PASS, TEST)),
    ],
    "tl_min": [
        Case({**BAND, "least_db": 10}, (INDICATIVE,)),
        Case({**BAND, "least_db": 30, "of": "line"}, (INDICATIVE,)),
        Case({**BAND, "least_db": 10}, (INDICATIVE,), strict=True),
        Case({**BAND, "least_db": 30}, (FAIL,), strict=True),
        Case({**BAND, "least_db": 10}, (TEST,), without=("sound",)),
    ],
    "test_only": [Case({"what": "kebocoran", "limit": "menurut pelanggan"}, (TEST,))],
}
CAN = {"tl_min": {FAIL, INDICATIVE, TEST}, "test_only": {TEST}}
ALL = [pytest.param(kind, case, id=f"{kind}-{i}") for kind, cases in CASES.items() for i, case in enumerate(cases)]


def heard(level_db: float) -> Sound:
    """A transmission loss of one level, so that these tests do not wait for the acoustic core."""
    import numpy as np
    f = np.arange(10.0, 3001.0, 10.0)
    tl = np.full_like(f, level_db)
    return Sound(f, tl, tl, f < 2000, 2000.0, 4000.0, (), 350.0, 450.0, 500.0)


def judged(built: Built, folder: Path, kind: str, case: Case) -> Report:
    mine = copy.copy(built)
    mine.__dict__["sound"] = None if "sound" in case.without else heard(20.0)
    path = folder / "spec.yaml"
    entries = [{kind: {"id": "R1", **case.entry}}]
    data = {"spec": 1, "title": "Contoh", "source": "CONTOH A-001", "requirements": entries}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return check(mine, path, case.strict)


@pytest.mark.parametrize(("kind", "case"), ALL)
def test_verdicts(kind: str, case: Case, example: Built, open_example: Built, tmp_path: Path) -> None:
    report = judged(open_example if case.open else example, tmp_path, kind, case)
    assert tuple(r.verdict for r in report.rows) == case.verdicts
    assert report.exit_code == (1 if FAIL in case.verdicts else 3 if TEST in case.verdicts else 0)
    for row in report.rows:
        assert row.kind == kind and row.id.split(".")[0] == "R1" and row.source == "CONTOH A-001" and row.limit
        if isinstance(row.value, float):
            assert row.margin is not None and (row.margin >= 0 or row.verdict in (FAIL, INDICATIVE))
            assert row.verdict != FAIL or row.margin < 0
        else:
            assert row.verdict == TEST or isinstance(row.value, str)
    json.dumps(report.to_dict(), allow_nan=False)


@pytest.mark.parametrize("kind", [k.kind for k in CHECKS])
def test_every_kind_shows_every_verdict_it_can(kind: str) -> None:
    shown = {v for case in CASES[kind] for v in case.verdicts}
    assert shown == CAN.get(kind, {PASS, FAIL, TEST})


def test_every_kind_has_cases_and_a_name_of_its_own() -> None:
    kinds = [k.kind for k in CHECKS]
    assert len(set(kinds)) == len(kinds) and set(kinds) == set(CASES)
    assert all("id" in k.model_fields and "source" in k.model_fields and k.__doc__ for k in CHECKS)
