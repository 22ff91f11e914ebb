"""A catalogue made by worker processes: what is finished is kept, what is missing is made, what fails is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from knalpot_cad.batch.catalog import Result, Variant, record
from knalpot_cad.batch.job import kept, publish_job, unexpected, waiting, write_outputs
from knalpot_cad.fault import Fault, Faults

WORKERS, TIMEOUT_S, BUSY_TRIES = 2, 300.0, 60


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


def make_variant(variant: Variant, out: str, names: tuple[str, ...], force: bool, verify: bool) -> Result:
    """Keep or make one folder; faults come back as values. Runs in a worker process."""
    folder = Path(out) / variant.name
    try:
        design, library = variant.job.load()
        manifest = None if force else kept(folder, design, library, variant.job.options, names, verify)
        if manifest is not None:
            return Result(variant.name, "kept", tuple((manifest.get("figures") or {}).get("withheld") or ()))
        from knalpot_cad.built import build
        built = build(design, library)
        publish_job(built, folder, variant.job.options, names,
                    lambda temp: write_outputs(built, temp, variant.job.options, names), force)
        return Result(variant.name, "made", waiting(built))
    except Faults as error:
        faults = tuple(f if f.where else Fault(f.code, variant.where, f.values) for f in error.faults)
        busy = any(f.code == "output-busy" for f in faults)
        return Result(variant.name, "busy" if busy else "failed", (), faults)
    except Exception as error:      # one variant's mishap is its own: the rest of the catalogue is made
        return Result(variant.name, "failed", (), (unexpected(error, variant.where),))


def leave_with_parent() -> None:
    """A worker ends when the process that started it is gone, killed or not; Ctrl-C is the parent's to answer."""
    import multiprocessing
    import os
    import signal
    import threading
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def leave() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)
    threading.Thread(target=leave, daemon=True).start()


def start_worker() -> None:
    """Workers share the cores: one thread each in numpy's libraries, which are loaded after this."""
    import os
    leave_with_parent()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def run(variants: list[Variant], plan: Plan, done: Callable[[Result], None] = lambda result: None) -> list[Result]:
    """Make what is missing; done is told each result. Raises Faults when the disk is full."""
    import multiprocessing
    import time

    from pebble import ProcessPool
    prepare(variants, plan.out)
    results: dict[str, Result] = {}
    waiting = []
    for variant in variants:        # before any worker starts: a catalogue that is whole needs none
        found = already(variant, plan)
        if found is None:
            waiting.append(variant)
        else:
            record(found, plan.out)
            results[variant.name] = found
            done(found)
    if not waiting:
        return [results[v.name] for v in variants]
    pool = ProcessPool(max_workers=min(plan.workers, len(waiting)), initializer=start_worker,
                       context=multiprocessing.get_context("spawn"))
    try:
        for attempt in range(BUSY_TRIES):
            todo = [(v, pool.schedule(make_variant, args=[v, str(plan.out), plan.names, plan.force, plan.verify],
                                      timeout=plan.timeout_s)) for v in waiting]
            waiting = []
            for variant, future in todo:
                result = outcome(variant, future, plan)
                if any(f.code == "disk-full" for f in result.faults):
                    raise Faults(Fault("batch-disk-full", None, {"done": len(results), "total": len(variants)}))
                if result.status == "busy" and attempt < BUSY_TRIES - 1:
                    waiting.append(variant)
                    continue
                result = replace(result, where=variant.where)
                record(result, plan.out)
                results[variant.name] = result
                done(result)
            if not waiting:
                break
            time.sleep(1.0)     # a run that was killed may leave a worker at its last variant
        pool.close()
    except BaseException:           # Ctrl-C too: no worker may outlive the run
        pool.stop()
        raise
    finally:
        pool.join()
    return [results[v.name] for v in variants]


def outcome(variant: Variant, future: Any, plan: Plan) -> Result:
    """The result of a worker, also of one that hung or died."""
    from pebble import ProcessExpired
    try:
        result: Result = future.result()
        return result
    except TimeoutError:
        fault = Fault("batch-timeout", variant.where, {"seconds": plan.timeout_s})
    except ProcessExpired as error:
        fault = Fault("batch-crashed", variant.where, {"exitcode": str(getattr(error, "exitcode", "?"))})
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
