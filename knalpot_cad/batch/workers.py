"""A catalogue made by worker processes: what is finished is kept, what is missing is made, what fails is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from knalpot_cad.batch.apart import leave_with_parent, write_apart
from knalpot_cad.batch.catalog import Result, Variant, record
from knalpot_cad.batch.job import kept, needs_solids, publish_job, unexpected, waiting, write_outputs
from knalpot_cad.batch.pool import START_S, Pool, PoolLost
from knalpot_cad.fault import Fault, Faults

WORKERS, TIMEOUT_S, BUSY_TRIES = 2, 300.0, 60
LOST = {"batch-crashed", "batch-timeout"}       # made again with the solids apart, where that may help
SILENT_SHARE = 0.5                              # of a variant's time limit, for one step of the solids apart


@dataclass(frozen=True)
class Plan:
    """How a catalogue is made."""

    out: Path
    names: tuple[str, ...]
    force: bool = False
    verify: bool = False
    workers: int = WORKERS
    timeout_s: float = TIMEOUT_S


def already(variant: Variant, plan: Plan) -> Result | None:
    """The result of a variant that stands finished in its folder; None where it must be made, or has faults."""
    if plan.force:
        return None
    try:
        design, library = variant.job.load()
        manifest = kept(plan.out / variant.name, design, library, variant.job.options, plan.names, plan.verify)
    except Faults:
        return None
    if manifest is None:
        return None
    return Result(variant.name, "kept", tuple((manifest.get("figures") or {}).get("withheld") or ()), (), variant.where)


def make_variant(variant: Variant, out: str, names: tuple[str, ...], force: bool, verify: bool,
                 silence_s: float | None = None) -> Result:
    """Keep or make one folder; faults come back as values. Runs in a worker process.

    silence_s: solids in a process of their own, which may say nothing for so long [s]; None: in this one.
    """
    folder = Path(out) / variant.name
    try:
        design, library = variant.job.load()
        manifest = None if force else kept(folder, design, library, variant.job.options, names, verify)
        if manifest is not None:
            return Result(variant.name, "kept", tuple((manifest.get("figures") or {}).get("withheld") or ()))
        from knalpot_cad.built import build
        built = build(design, library)

        def write(temp: Path) -> None:
            if silence_s is None:
                write_outputs(built, temp, variant.job.options, names)
            else:
                write_apart(built, variant.job, temp, names, silence_s=silence_s, lang=design.language)
        publish_job(built, folder, variant.job.options, names, write, force)
        return Result(variant.name, "made", waiting(built), lost=built.lost)
    except Faults as error:
        faults = tuple(f if f.where else Fault(f.code, variant.where, f.values) for f in error.faults)
        busy = any(f.code == "output-busy" for f in faults)
        return Result(variant.name, "busy" if busy else "failed", (), faults)
    except Exception as error:      # one variant's mishap is its own: the rest of the catalogue is made
        return Result(variant.name, "failed", (), (unexpected(error, variant.where),))


def start_worker() -> None:
    """Workers share the cores: one thread each in numpy's libraries, which are loaded after this."""
    import multiprocessing
    import os
    multiprocessing.current_process().daemon = False        # or it could not start a process for the solids
    leave_with_parent()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def run(variants: list[Variant], plan: Plan, done: Callable[[Result], None] = lambda result: None) -> list[Result]:
    """Make what is missing; done is told each result. Raises Faults when the disk is full.

    A variant whose worker died or hung is made a second time with its solids in a process of their own, in twice the
    time: a part that the kernel dies of is then lost, and all else is made.
    """
    prepare(variants, plan.out)
    results: dict[str, Result] = {}
    waiting = []

    def keep(result: Result) -> None:
        record(result, plan.out)
        results[result.name] = result
        done(result)
    for variant in variants:        # before any worker starts: a catalogue that is whole needs none
        found = already(variant, plan)
        if found is None:
            waiting.append(variant)
        else:
            keep(found)
    if not waiting:
        return [results[v.name] for v in variants]
    pool = Pool(min(plan.workers, len(waiting)), start_worker)
    whole = False
    try:
        for result in made(waiting, plan, pool):
            if any(f.code == "disk-full" for f in result.faults):
                raise Faults(Fault("batch-disk-full", None, {"done": len(results), "total": len(variants)}))
            keep(result)
        whole = True
    finally:                        # after Ctrl-C too: no worker may outlive the run
        pool.end(now=not whole)
    return [results[v.name] for v in variants]


def made(waiting: list[Variant], plan: Plan, pool: Pool) -> Iterator[Result]:
    """The last result of each variant, made again where that may help.

    When workers are lost and no variant is known to blame, the rest is made one at a time.
    """
    hard: set[str] = set()
    alone = False
    for attempt in range(BUSY_TRIES):
        pool.renew()
        futures = {} if alone else {v.name: schedule(pool, v, plan, v.name in hard) for v in waiting}
        again = []
        for variant in waiting:
            if alone:
                pool.renew()
                futures[variant.name] = schedule(pool, variant, plan, variant.name in hard)
            result = outcome(variant, pool, futures[variant.name], plan, alone)
            if result is None or (result.status == "busy" and attempt < BUSY_TRIES - 1):
                again.append(variant)
            elif variant.name not in hard and needs_solids(plan.names) and LOST & {f.code for f in result.faults}:
                hard.add(variant.name)
                again.append(variant)
            else:
                yield replace(result, where=variant.where)
        waiting, alone = again, alone or pool.lost is not None
        if not waiting:
            break
        if not hard and not alone:
            time.sleep(1.0)         # a run that was killed may leave a worker at its last variant


def schedule(pool: Pool, variant: Variant, plan: Plan, hard: bool) -> Future[Any]:
    """The future of a variant; hard: with its solids apart."""
    silence = SILENT_SHARE * plan.timeout_s if hard else None
    return pool.schedule(make_variant, [variant, str(plan.out), plan.names, plan.force, plan.verify, silence],
                         plan.timeout_s * (2 if hard else 1))


def outcome(variant: Variant, pool: Pool, future: Future[Any], plan: Plan, alone: bool) -> Result | None:
    """The result of a worker, also of one that hung or died; None where others than this variant may be to blame."""
    from pebble import ProcessExpired
    try:
        result: Result = pool.result(future)
        return result
    except TimeoutError:
        fault = Fault("batch-timeout", variant.where, {"seconds": plan.timeout_s})
    except ProcessExpired as error:
        fault = Fault("batch-crashed", variant.where, {"exitcode": str(getattr(error, "exitcode", "?"))})
    except PoolLost as error:
        if not alone:
            return None
        fault = Fault("batch-crashed", variant.where, {"exitcode": "?"})
        if not error.died:
            fault = Fault("batch-timeout", variant.where, {"seconds": START_S})
    sweep_after(plan.out / variant.name)
    return Result(variant.name, "failed", (), (fault,))


def sweep_after(folder: Path) -> None:
    """Remove what a dead worker left beside a folder, unless another run is at it."""
    from filelock import FileLock, Timeout

    from knalpot_cad.publish import sweep
    try:
        with FileLock(folder.parent / f".{folder.name}.lock", timeout=0):
            sweep(folder)
    except Timeout:
        pass


def prepare(variants: list[Variant], out: Path) -> None:
    """The folder, without records of failures that the catalogue no longer names, and without old temporary folders."""
    names = {v.name for v in variants}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for record_file in (out / ".failed").glob("*.json"):
            if record_file.stem not in names:
                record_file.unlink()
        left = {p.name[1:].rsplit(".", 1)[0] for p in out.glob(".*.*-????????") if p.is_dir()}
    except OSError as error:
        raise Faults(Fault("cannot-write", None, {"file": str(out), "reason": error.strerror or "?"})) from None
    for name in sorted(left & names):
        sweep_after(out / name)
