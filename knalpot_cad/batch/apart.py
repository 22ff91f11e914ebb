"""Solids are made in a process of their own: their library takes seconds to load, and may die or hang on a hard shape.

That process says what it looks at before it looks. When it dies or falls silent over a part, it is started again
without that part; over two parts, without comparing these two. All the rest is made.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from knalpot_cad.batch.job import Job, needs_solids, unexpected, write_outputs
from knalpot_cad.fault import Fault, Faults, Finding
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

SILENCE_S = 600.0               # longest time over one step; a tube of 5000 holes takes some minutes
LEAVE_S = 10.0                  # longest time on the way out

Stage = tuple[str, ...]


def _silent(name: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Task:
    """What the other process is asked for."""

    job: Job
    folder: str
    names: tuple[str, ...]
    lost: tuple[Finding, ...] = ()


def leave_with_parent() -> None:
    """A worker ends when the process that started it is gone, killed or not; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def leave() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)
    threading.Thread(target=leave, daemon=True).start()


def work(answer: Connection, task: Task) -> None:
    """In the other process: build anew, prove, write, and hand stages and faults back as values."""
    leave_with_parent()
    faults: tuple[Fault, ...] = ()
    try:
        make(task, answer.send)
    except Faults as error:
        faults = error.faults
    except Exception as error:      # must cross to the parent process, as words
        faults = (unexpected(error),)
    answer.send(faults)
    answer.close()


def make(task: Task, seen: Callable[[Stage], None]) -> None:
    """All outputs of the task; seen is told each step before it is taken. Raises Faults."""
    from knalpot_cad.outputs.proven import unanswered
    from knalpot_cad.solids.proof import prove

    built = task.job.built()
    built.lost = task.lost
    faults = prove(built.baked, seen, unanswered(built))
    if faults:
        raise Faults(faults)
    write_outputs(built, Path(task.folder), task.job.options, task.names, lambda name: seen(("file", name)))


def write_apart(built: Built, job: Job, folder: Path, names: tuple[str, ...], seen: Callable[[str], None] = _silent,
                silence_s: float = SILENCE_S, lang: str = "id") -> None:
    """write_outputs(), solids in another process beside the others; built.lost is what the kernel died of.

    Raises Faults.
    """
    solid = needs_solids(names)
    with Apart(job, folder, solid, silence_s) as apart:
        write_outputs(built, folder, job.options, [n for n in names if n not in solid], seen)
        for name in solid:
            seen(name)
        built.lost = apart.collect(lang)


class Apart:
    """Outputs written beside the main process; it ends by itself, and is stopped when the main one fails."""

    def __init__(self, job: Job, folder: Path, names: tuple[str, ...], silence_s: float = SILENCE_S,
                 target: Callable[[Connection, Task], None] = work) -> None:
        self.task, self.silence_s, self.target = Task(job, str(folder), names), silence_s, target
        self.process: Any = None
        if names:
            self.start()

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=self.target, args=(sender, self.task), daemon=True)
        self.process.start()
        sender.close()

    def stop(self) -> None:
        self.receiver.close()
        self.leave(0.0)

    def leave(self, seconds: float) -> bool:
        """Wait so long for its end, then end it: a process may hang on its way out, too. Whether it left by itself."""
        self.process.join(seconds)
        if not self.process.is_alive():
            return True
        self.process.kill()
        self.process.join(LEAVE_S)
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self.process is not None:
            self.stop()

    def collect(self, lang: str = "id") -> tuple[Finding, ...]:
        """Wait for the end; what was lost on the way. Raises Faults."""
        if self.process is None:
            return ()
        while True:
            faults, stage, how = self.listen(lang)
            if faults is not None:
                if faults:
                    raise Faults(faults)
                return self.task.lost
            if stage[:1] not in (("part",), ("pair",)):
                raise Faults(Fault("solids-crashed", None, {"how": how}))
            self.stop()
            lost = (*self.task.lost, gone(stage, how))
            self.task = Task(self.task.job, self.task.folder, self.task.names, lost)
            self.start()

    def listen(self, lang: str) -> tuple[tuple[Fault, ...] | None, Stage, str]:
        """Faults at the end; else None, the last stage, and how it ended there."""
        stage: Stage = ()
        while True:
            try:
                if not self.receiver.poll(self.silence_s):
                    return None, stage, text("cli.kernel_hung", lang, seconds=f"{self.silence_s:g}")
                said = self.receiver.recv()
            except (EOFError, OSError):
                if not self.leave(LEAVE_S):
                    return None, stage, text("cli.kernel_hung", lang, seconds=f"{LEAVE_S:g}")
                return None, stage, text("cli.kernel_died", lang, reason=reason(self.process.exitcode))
            if not said or isinstance(said[0], Fault):
                return said, stage, ""
            stage = said


def gone(stage: Stage, how: str) -> Finding:
    """The warning about a part, or about two that could not be compared."""
    if stage[0] == "part":
        return Finding("solid-lost", "warn", {"part": stage[1], "how": how}, stage[1])
    return Finding("overlap-unanswered", "warn", {"a": stage[1], "b": stage[2], "how": how})


def reason(code: int | None) -> str:
    """The signal's name of a process that was killed, else its exit code."""
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit {code}"
