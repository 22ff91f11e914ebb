"""A specification file: the example has a row of each kind, and everything wrong is told at once, at its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knalpot_cad.checks import CHECKS, INDICATIVE, PASS, TEST, check
from knalpot_cad.fault import Faults

if TYPE_CHECKING:
    from knalpot_cad.built import Built

HEAD = "spec: 1\nsource: CONTOH\nrequirements:\n"


def faults(built: Built, folder: Path, text: str) -> list[tuple[str, int]]:
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        check(built, path)
    assert all(f.where and f.where.file == "spec.yaml" and f.where.column for f in caught.value.faults)
    return [(f.code, f.where.line) for f in caught.value.faults if f.where]


def test_the_example_has_a_row_of_each_kind(example: Built, example_folder: Path) -> None:
    report = check(example, example_folder / "spesifikasi.yaml")
    assert {r.kind for r in report.rows} == {k.kind for k in CHECKS}
    assert {r.verdict for r in report.rows} == {PASS, INDICATIVE, TEST}, report.counts()
    assert report.exit_code == 3 and all(r.source for r in report.rows)


def test_everything_wrong_is_told_at_once(example: Built, tmp_path: Path) -> None:
    text = HEAD + (     # the first entry stands on line 4
        "  - dimension: {id: D1, address: sekat_2.hole.kelur.diameter_mm, nominal: 25.7, tol_plus: 0.2}\n"
        "  - dimension: {id: D1, address: leher.cut_length_mm, nominal: 400, tol_plus: 0.2, tol_pls: 1}\n"
        "  - thickness: {id: T1, part: silincer_bdan, thickness_mm: 1.0}\n"
        "  - mass: {id: M1}\n"
        "  - mas: {id: M2, max_kg: 3}\n"
        "  - tl_min: {id: S1, low_hz: 600, high_hz: 300, least_db: 10}\n"
        "  - material: {id: T1, part: leher, grade: spcc}\n"
        "  - dimension: {id: D4, address: leher.cut_length_mm, nominal: ask, tol_plus: 0.2}\n"
        "  - dimension: {id: D5, address: leher.cut_length_mm, nominal: 4, tolerance: {table: jis_x, grade: m}}\n")
    found = faults(example, tmp_path, text)
    assert {("spec-unknown-address", 4), ("unknown-key", 5), ("unknown-name", 6), ("one-of", 7), ("unknown-key", 8),
            ("out-of-range", 9), ("spec-id-twice", 10), ("wrong-kind", 11), ("tolerance-unknown", 12)} <= set(found)


def test_the_nearest_address_is_named(example: Built, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    row = "  - dimension: {id: D1, address: sekat_2.hole.kelur.diameter_mm, nominal: 1, tol_plus: 1}\n"
    path.write_text(HEAD + row, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        check(example, path)
    assert caught.value.faults[0].values["nearest"] == "sekat_2.hole.keluar.diameter_mm"


@pytest.mark.parametrize("text", ["[]\n", "spec: 2\nrequirements: []\n", "spec: 1\n", "spec: 1\nrequirements: 3\n",
                                  "spec: 1\nrequirements: [3]\n", HEAD + "  - {}\n", "\x00", "requirements: ["])
def test_a_broken_file_is_a_fault_and_nothing_else(text: str, example: Built, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faults):
        check(example, path)


def test_without_a_specification_the_design_answers_for_itself(example: Built, open_example: Built) -> None:
    assert check(example).exit_code == 0
    report = check(open_example)
    assert report.exit_code == 3 and [r.subject for r in report.rows if r.verdict == TEST] == ["flens"]
