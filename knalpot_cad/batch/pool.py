"""Worker processes of a catalogue, none of which is waited for without an end.

pebble counts a job's time from when a worker has taken it. A worker that dies or hangs before, while it starts or takes
a job, leaves jobs that nobody makes, and the lock of the workers taken: then all are ended, and others started.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, wait
from typing import Any

START_S = 120.0         # longest time in which no worker takes a job, or is stopped that is out of time
END_S = 30.0            # longest time for workers to leave by themselves
TICK_S = 1.0


class PoolLost(Exception):
    """Workers died (died) or hang where no job is known to blame: jobs without a result will get none."""

    def __init__(self, died: bool) -> None:
        super().__init__(died)
        self.died = died


class Pool:
    """Processes that make jobs, each within its time."""

    def __init__(self, workers: int, initializer: Callable[[], None]) -> None:
        self.workers, self.initializer = workers, initializer
        self.start()

    def start(self) -> None:
        from pebble import ProcessPool
        self.pool: Any = ProcessPool(max_workers=self.workers, initializer=self.initializer,
                                     context=multiprocessing.get_context("spawn"))
        self.limits: dict[Future[Any], float] = {}
        self.lost: PoolLost | None = None

    def renew(self) -> None:
        """Other workers in the place of lost ones; futures of these are worth nothing then."""
        if self.lost:
            self.end(now=True)
            self.start()

    def schedule(self, function: Callable[..., Any], args: list[Any], timeout_s: float) -> Future[Any]:
        """The future of a job."""
        future: Future[Any] = Future()
        try:
            future = self.pool.schedule(function, args=args, timeout=timeout_s)
        except RuntimeError:        # it broke and takes no more: nobody will make this one
            self.lost = PoolLost(died=True)
        self.limits[future] = timeout_s
        return future

    def result(self, future: Future[Any]) -> Any:
        """What the job gave or raised. Raises TimeoutError, pebble's ProcessExpired, PoolLost."""
        seen, since = (-1, -1), time.monotonic()
        while not self.lost and not wait([future], TICK_S).done:
            moved = (sum(f.done() for f in self.limits), sum(f.running() for f in self.limits))
            if moved != seen:
                seen, since = moved, time.monotonic()
            elif time.monotonic() - since > START_S + self.longest():
                self.lost = PoolLost(died=False)
        if self.lost and not future.done():
            raise self.lost
        try:
            return future.result()
        except BrokenExecutor:
            self.lost = PoolLost(died=True)
            raise self.lost from None

    def longest(self) -> float:
        """The most time that one of the jobs that were taken has [s]."""
        return max((limit for f, limit in self.limits.items() if f.running()), default=0.0)

    def end(self, now: bool) -> None:
        """The workers leave, when their jobs are done or now; those that do not are killed."""
        if now or self.lost:
            self.pool.stop()
        else:
            self.pool.close()
        leaving = threading.Thread(target=self.pool.join, daemon=True)
        leaving.start()
        leaving.join(END_S)
        if leaving.is_alive():
            for process in multiprocessing.active_children():
                if process.name == "pebble_pool_worker":
                    process.kill()
            leaving.join(END_S)
