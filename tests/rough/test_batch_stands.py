"""No wait without an end: workers that die or hang before they begin, and a kernel's process that does not leave."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.batch import Job, Plan, Result, Variant, apart, output_names, pool, run
from knalpot_cad.batch.apart import Apart, Task
from knalpot_cad.fault import Faults, Where
from tests.rough.test_batch_lost import DESIGN

ENOUGH_S = 90.0


class Arrives(Job):
    """A job that makes its process do something while it is taken, before the time limit of pebble begins."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.happen()

    def happen(self) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Dies(Arrives):
    def happen(self) -> None:
        os._exit(7)


@dataclass(frozen=True)
class Hangs(Arrives):
    def happen(self) -> None:
        time.sleep(600)


def within(seconds: float, what: Callable[[], Any]) -> Any:
    """What it gives, or a failure where it stands."""
    found: list[Any] = []

    def call() -> None:
        try:
            found.append(what())
        except BaseException as error:      # handed on to the test
            found.append(error)
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        pytest.fail(f"it stands after {seconds:g} s")
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def made(tmp_path: Path, kinds: list[type[Job]], workers: int) -> list[Result]:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN, encoding="utf-8")
    variants = [Variant(f"v{i}", kind(file), Where("t.csv", i + 2, 1)) for i, kind in enumerate(kinds)]
    plan = Plan(tmp_path / "out", output_names(["bom"]), timeout_s=20.0, workers=workers)
    results: list[Result] = within(ENOUGH_S, lambda: run(variants, plan))
    return results


@pytest.mark.parametrize(("kind", "code", "workers"), [
    (Dies, "batch-crashed", 1), pytest.param(Dies, "batch-crashed", 2, marks=pytest.mark.slow),
    pytest.param(Hangs, "batch-timeout", 2, marks=pytest.mark.slow)])
def test_a_worker_lost_while_it_takes_a_variant_costs_it(kind: type[Job], code: str, workers: int,
                                                         tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves with the lock of the workers: what another made in that time is whole, and found so afterwards."""
    monkeypatch.setattr(pool, "START_S", 8.0)
    results = made(tmp_path, [Job, kind, Job, Job], workers)
    assert [r.status.replace("kept", "made") for r in results] == ["made", "failed", "made", "made"]
    assert [f.code for f in results[1].faults] == [code]


def test_the_quick_half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is taken, and where what was taken is not ended at its time."""
    monkeypatch.setattr(pool, "START_S", 0.1)
    monkeypatch.setattr(pool, "TICK_S", 0.05)
    workers = pool.Pool(1, time.time)
    for taken in (False, True):
        future: Future[None] = Future()
        if taken:
            future.set_running_or_notify_cancel()
        workers.limits, workers.lost = {future: 0.3}, None
        begun = time.monotonic()
        with pytest.raises(pool.PoolLost) as error:
            within(ENOUGH_S, lambda: workers.result(future))        # noqa: B023
        assert not error.value.died and time.monotonic() - begun > (0.4 if taken else 0.1)
    workers.end(now=True)


def stays(answer: Connection, task: Task) -> None:
    """Says no more, and does not leave."""
    answer.close()
    time.sleep(600)


def test_a_process_that_closes_its_mouth_and_stays_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LEAVE_S", 1.0)
    with pytest.raises(Faults) as error, Apart(Job(tmp_path / "d.yaml"), tmp_path, ("step",), 300.0, stays) as other:
        within(ENOUGH_S, lambda: other.collect("en"))
    assert [f.code for f in error.value.faults] == ["solids-crashed"]
    assert "gave no answer in 1 s" in str(error.value.faults[0].values["how"])
    assert not other.process.is_alive()
