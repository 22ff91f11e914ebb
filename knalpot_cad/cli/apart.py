"""Solids are made in a process of their own: their library takes seconds to load, and may die on a hard shape."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from knalpot_cad.batch import Job, leave_with_parent, unexpected, write_outputs
from knalpot_cad.fault import Fault, Faults


def work(answer: Connection, job: Job, folder: str, names: tuple[str, ...]) -> None:
    """In the other process: build anew, write, and hand the faults back as values."""
    leave_with_parent()
    faults: tuple[Fault, ...] = ()
    try:
        write_outputs(job.built(), Path(folder), job.options, names)
    except Faults as error:
        faults = error.faults
    except Exception as error:      # must cross to the parent process, as words
        faults = (unexpected(error),)
    answer.send(faults)
    answer.close()


class Apart:
    """Outputs written beside the main process; it ends by itself, and is stopped when the main one fails."""

    def __init__(self, job: Job, folder: Path, names: tuple[str, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=work, args=(sender, job, str(folder), names), daemon=True)
        self.names = names
        if names:
            self.process.start()
        sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.receiver.close()
        if self.names:
            if kind is not None:
                self.process.terminate()
            self.process.join()

    def collect(self) -> None:
        """Wait for the end. Raises Faults."""
        if not self.names:
            return
        try:
            faults = self.receiver.recv()
        except (EOFError, OSError):
            raise Faults(Fault("solids-crashed", None, {})) from None
        if faults:
            raise Faults(faults)
