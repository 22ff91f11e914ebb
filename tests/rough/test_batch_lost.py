"""In a catalogue, too, a kernel that dies or hangs over one part costs that part: fault injection in the workers."""

from __future__ import annotations

import json
import os
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.batch import Job, Plan, Variant, output_names, run
from knalpot_cad.design import Design
from knalpot_cad.fault import Where
from knalpot_cad.library import Library
from knalpot_cad.publish import read_manifest

DESIGN = """design: 1
name: contoh
parts:
  - tube: {name: satu, od_mm: 30, wall_mm: 1.2, to_mm: 60}
  - tube: {name: dua, od_mm: 38.1, wall_mm: 1.2, to_mm: 80}
"""


@dataclass(frozen=True)
class Trap(Job, ABC):
    """A job that makes the kernel of its process do something when it comes to the 38.1 mm tube.

    Never in the process of the tests, which loads the variants, too.
    """

    def load(self) -> tuple[Design, Library]:
        if _in_worker():
            self.set()
        return super().load()

    def set(self) -> None:
        from knalpot_cad.solids import proof

        problems = proof.problems
        # in a process of its own, where no fixture reaches; the module takes any function, mypy only its own
        proof.problems = lambda shape: self.spring(problems, shape)       # type: ignore[assignment]

    def spring(self, problems: Callable[[Any], Any], shape: Any) -> Any:
        if abs(getattr(shape, "outer_mm", 0.0) - 38.1) < 1e-9:
            self.happen()
        return problems(shape)

    @abstractmethod
    def happen(self) -> None:
        """What befalls the process."""


@dataclass(frozen=True)
class Killed(Trap):
    def happen(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Hung(Trap):
    def happen(self) -> None:
        time.sleep(600)


def catalogue(tmp_path: Path, kind: type[Job]) -> list[Variant]:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN, encoding="utf-8")
    return [Variant("baik", Job(file), Where("t.csv", 2, 1)), Variant("buruk", kind(file), Where("t.csv", 3, 1))]


@pytest.mark.parametrize(("kind", "how", "timeout"), [
    (Killed, "SIGKILL", 120.0), pytest.param(Hung, "15 detik", 30.0, marks=pytest.mark.slow)])
def test_a_part_is_lost_and_named_and_tried_again_next_time(kind: type[Job], how: str, timeout: float,
                                                            tmp_path: Path) -> None:
    from knalpot_cad.solids import proof
    plan, problems = Plan(tmp_path / "out", output_names(["bom", "step"]), timeout_s=timeout, workers=1), proof.problems
    good, bad = run(catalogue(tmp_path, kind), plan)
    assert proof.problems is problems       # or a later test of this process is killed or hangs
    assert (good.status, good.lost) == ("made", ()) and bad.status == "made" and bad.withheld == ("dua",)
    (lost,) = bad.lost
    assert (lost.code, lost.part) == ("solid-lost", "dua") and how in str(lost.values["how"])
    assert {p.stem for p in (plan.out / "baik" / "step").iterdir()} == {"satu", "dua"}
    assert {p.stem for p in (plan.out / "buruk" / "step").iterdir()} == {"satu"}
    assert (read_manifest(plan.out / "buruk") or {})["figures"]["lost"] == ["dua"]
    assert "dua" in (plan.out / "buruk" / "bom.csv").read_text(encoding="utf-8")
    assert not [p.name for p in plan.out.iterdir() if ".tmp-" in p.name]
    good, bad = run(catalogue(tmp_path, Job), plan)         # a kernel that is well again
    assert (good.status, bad.status, bad.lost) == ("kept", "made", ())
    assert {p.stem for p in (plan.out / "buruk" / "step").iterdir()} == {"satu", "dua"}


def test_a_worker_that_dies_without_solids_is_a_failed_variant(tmp_path: Path) -> None:
    """Nothing to be made apart: told at once."""
    plan = Plan(tmp_path / "out", output_names(["bom"]), workers=1)
    good, bad = run(catalogue(tmp_path, Died), plan)
    assert good.status == "made" and [f.code for f in bad.faults] == ["batch-crashed"]
    record = json.loads((plan.out / ".failed" / "buruk.json").read_text(encoding="utf-8"))
    assert record["row"] == 3 and record["faults"][0]["code"] == "batch-crashed"


@dataclass(frozen=True)
class Died(Job):
    def load(self) -> tuple[Design, Library]:
        if _in_worker():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().load()


def _in_worker() -> bool:
    """The parent looks at every variant, too, before it starts a worker."""
    import multiprocessing
    return multiprocessing.parent_process() is not None
