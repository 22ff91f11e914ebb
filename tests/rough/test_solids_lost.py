"""A kernel that dies or hangs over one part costs that part, over two their comparison; a wrong solid costs all."""

from __future__ import annotations

import importlib
import os
import signal
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from knalpot_cad.batch import Job
from knalpot_cad.batch.apart import Apart, Stage, Task, work
from knalpot_cad.fault import Faults
from knalpot_cad.outputs import Options

DESIGN = Path(__file__).resolve().parents[2] / "examples" / "beat-standar" / "design.yaml"
JOB = Job(DESIGN, options=Options(perforation="none"))      # holes in the files say nothing here and cost most


def module(name: str) -> Any:
    """One of solids/, to be changed in the other process."""
    return importlib.import_module(f"knalpot_cad.solids.{name}")


def sabotage(name: str, what: Any) -> None:
    """In the other process: the kernel does this when it comes to a part of this name."""
    proof = module("proof")
    shapes: dict[Any, str] = {}
    real = proof.prove

    def prove(placed: Any, *more: Any, **others: Any) -> Any:
        shapes.update({p.shape: p.name for p in placed})
        return real(placed, *more, **others)
    problems = proof.problems

    def trap(shape: Any) -> Any:
        if shapes.get(shape) == name:
            what()
        return problems(shape)
    proof.prove, proof.problems = prove, trap


def dying(answer: Connection, task: Task) -> None:
    sabotage("sekat_1", lambda: os.kill(os.getpid(), signal.SIGSEGV))
    work(answer, task)


def hanging(answer: Connection, task: Task) -> None:
    sabotage("sekat_1", lambda: time.sleep(600))
    work(answer, task)


def comparing(answer: Connection, task: Task) -> None:
    """Dies over one pair."""
    proof = module("proof")
    real = proof.shared

    def shared(a: Any, b: Any) -> float:
        if (a.name, b.name) == ("sekat_1", "masuk"):
            os._exit(3)
        return float(real(a, b))
    proof.shared = shared
    work(answer, task)


def files(folder: Path) -> set[str]:
    return {p.stem for p in folder.rglob("*.step")}


@pytest.mark.parametrize(("target", "how", "silence"), [
    (dying, "SIGSEGV", 300.0), pytest.param(hanging, "20 s", 20.0, marks=pytest.mark.slow)])
def test_a_part_is_lost_and_named(target: Any, how: str, silence: float, tmp_path: Path) -> None:
    with Apart(JOB, tmp_path, ("step",), silence, target) as apart:
        (lost,) = apart.collect("en")
    assert (lost.code, lost.part, lost.verdict) == ("solid-lost", "sekat_1", "warn")
    assert how in str(lost.values["how"])
    made = files(tmp_path)
    assert "sekat_1" not in made and {"assembly", "sekat_2", "masuk", "braket"} <= made
    assert b"'sekat_1'" not in (tmp_path / "assembly.step").read_bytes()


class Mute(Apart):
    """Where the other process is, and no more: it hangs over a part, then over two, then ends."""

    killed: ClassVar[list[Stage]] = []

    def start(self) -> None:
        stage: Stage = (("part", "sekat_1"), ("pair", "masuk", "sekat_2"), ())[len(self.task.lost)]
        self.receiver, self.sender = Pipe(duplex=False)
        self.sender.send(stage)
        self.process = SimpleNamespace(is_alive=lambda: bool(stage), join=lambda seconds: None,
                                       kill=lambda: self.killed.append(stage))


def test_silence_is_a_hang_which_is_ended_and_named(tmp_path: Path) -> None:
    """The quick half of hanging above."""
    with Mute(JOB, tmp_path, ("step",), 0.2) as apart:
        part, pair = apart.collect("en")
    assert (part.code, part.part, part.verdict) == ("solid-lost", "sekat_1", "warn")
    assert "0.2 s" in str(part.values["how"])
    assert pair.code == "overlap-unanswered" and (pair.values["a"], pair.values["b"]) == ("masuk", "sekat_2")
    assert Mute.killed == [("part", "sekat_1"), ("pair", "masuk", "sekat_2")]


def test_two_parts_that_can_not_be_compared_are_named(tmp_path: Path) -> None:
    with Apart(JOB, tmp_path, ("step",), 300.0, comparing) as apart:
        (lost,) = apart.collect("en")
    assert lost.code == "overlap-unanswered" and not lost.part
    assert (lost.values["a"], lost.values["b"], lost.values["how"]) == ("sekat_1", "masuk", "died (exit 3)")
    assert {"assembly", "sekat_1", "masuk"} <= files(tmp_path)


def swollen(answer: Connection, task: Task) -> None:
    """A kernel that makes two parts wrong."""
    check = module("check")
    real = check.volume
    check.volume = lambda solid: real(solid) * (1.0 + 1e-5 * (real(solid) > 60_000))
    work(answer, task)


def test_wrong_solids_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(Faults) as error, Apart(JOB, tmp_path, ("step",), 300.0, swollen) as apart:
        apart.collect()
    assert {f.code for f in error.value.faults} == {"solid-invalid"}
    assert {"silincer_badan"} <= {f.values["part"] for f in error.value.faults} < {f"{n}" for n in (
        "silincer_badan", "silincer_wol_1", "flens", "leher", "braket", "masuk", "silincer_belakang")}
    assert not list(tmp_path.iterdir())
