"""From a job to a folder, and a catalogue of them overnight: what is finished is kept, what is missing is made.

A variant's folder appears whole or not at all (publish.py). Its manifest holds a key over everything that decides its
bytes, so that the same command started again after a kill makes only the rest and ends with the same tree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from knalpot_cad import __version__
from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.library import Library
from knalpot_cad.outputs.output import Options
from knalpot_cad.places import templates_root
from knalpot_cad.words import fault_words

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.design import Design

WORKERS, TIMEOUT_S, MOST_ROWS, BUSY_TRIES = 2, 300.0, 10_000, 60
HEARD = {"sound", "chart", "summary"}        # outputs that need the sound anyway


@dataclass(frozen=True)
class Job:
    """One design with everything the caller chose."""

    design: Path
    overrides: tuple[tuple[str, str], ...] = ()
    measurements: Path | Literal["none"] | None = None
    fitment: str | None = None
    library: Path | None = None
    options: Options = Options()

    def load(self) -> tuple[Design, Library]:
        """The design read. Raises Faults."""
        from knalpot_cad.design import load
        library = Library.open(self.library)
        return load(self.design, library, dict(self.overrides), self.measurements, self.fitment), library

    def built(self) -> Built:
        from knalpot_cad.built import build
        return build(*self.load())


def output_names(wanted: Iterable[str] | None = None) -> tuple[str, ...]:
    """All outputs, or those wanted, in the order of OUTPUTS. Raises Faults."""
    from knalpot_cad.outputs import OUTPUTS
    known = [o.name for o in OUTPUTS]
    chosen = known if wanted is None else [w.strip() for w in wanted]
    wrong = [w for w in chosen if w not in known]
    if wrong:
        raise Faults([Fault("wrong-choice", None, {"key": "--outputs", "got": w, "expected": ", ".join(known)})
                      for w in wrong])
    return tuple(n for n in known if n in chosen)


def write_outputs(built: Built, folder: Path, options: Options, names: Iterable[str],
                  seen: Callable[[str], None] = lambda name: None) -> None:
    """Write the outputs of these names; seen is told each before it begins. Raises Faults."""
    from knalpot_cad.outputs import OUTPUTS
    wanted = set(names)
    for output in OUTPUTS:
        if output.name in wanted:
            seen(output.name)
            output.write(built, folder, options)


def write_apart(job: Job, folder: str, names: tuple[str, ...]) -> tuple[Fault, ...]:
    """The same in a process of its own, which builds anew; faults come back as values."""
    try:
        write_outputs(job.built(), Path(folder), job.options, names)
    except Faults as error:
        return error.faults
    return ()


# the manifest ---------------------------------------------------------------------------------------------------------
def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def key_of(design: Design, options: Options, names: tuple[str, ...]) -> str:
    """Everything but the templates, which the manifest lists one by one."""
    data = json.dumps([__version__, design.sha256, asdict(options), names], sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def waiting(built: Built) -> tuple[str, ...]:
    """Parts that are withheld, and fields still open that withhold none."""
    named = {f for w in built.withheld for f in w.fields}
    return (*(w.name for w in built.withheld), *(a for a in built.design.asked if a not in named))


def figures(built: Built, names: Iterable[str]) -> dict[str, Any]:
    """What the catalogue says of a variant; bands only where the sound was made anyway."""
    s = built.summary
    sound = built.sound if HEARD & set(names) else None

    def r(x: float | None) -> float | None:
        return None if x is None else round(x, 6)
    return {"mass_kg": r(s.mass_kg), "sheet_area_m2": r(s.sheet_area_m2), "volume_l": r(s.chamber_volume_l),
            "volume_ratio": r(s.volume_ratio), "withheld": list(waiting(built)),
            "tl_silencer_db": {b[0]: round(float(b[3]), 3) for b in sound.bands} if sound else {}}


def about(built: Built, options: Options, names: tuple[str, ...]) -> dict[str, Any]:
    """The manifest beside its files. Call it after the outputs were written: they decide which templates were used."""
    d = built.design
    words = f"words/{d.language}.toml"
    return {"version": __version__, "key": key_of(d, options, names),
            "outputs": list(names), "options": asdict(options),
            "design": {"name": d.name, "sha256": d.sha256, "fitment": d.fitment, "language": d.language},
            "figures": figures(built, names),
            "templates": {**dict(built.library.used), words: file_hash(templates_root() / words)}}


def same_templates(library: Library, used: Mapping[str, str]) -> bool:
    """Whether every template a manifest lists is still what it was."""
    for key, digest in used.items():
        kind, _, name = key.partition("/")
        file = templates_root() / key if kind == "words" else library.names(kind).get(name.removesuffix(".yaml"))
        if file is None or not file.is_file() or file_hash(file) != digest:
            return False
    return True


def kept(folder: Path, design: Design, library: Library, options: Options, names: tuple[str, ...],
         verify: bool = False) -> dict[str, Any] | None:
    """The manifest of a finished folder of exactly this job, else None; verify reads every file again."""
    from knalpot_cad.publish import edited, read_manifest
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("key") != key_of(design, options, names):
        return None
    if not same_templates(library, manifest.get("templates") or {}):
        return None
    whole = not edited(folder) if verify else all((folder / f).is_file() for f in manifest["files"])
    return manifest if whole else None


def publish_job(built: Built, folder: Path, options: Options, names: tuple[str, ...],
                write: Callable[[Path], None], force: bool = False) -> Any:
    """publish() with the manifest's content; a folder of another command's files is not replaced. Raises Faults."""
    from knalpot_cad.publish import publish, read_manifest
    before = read_manifest(folder)
    if before is not None and not force:
        others = [o for o in before.get("outputs") or [] if o not in names]
        if others or "outputs" not in before:
            raise Faults(Fault("output-of-another", None, {"file": str(folder), "outputs": ", ".join(others) or "-"}))
    content: dict[str, Any] = {}

    def fill(temp: Path) -> None:
        write(temp)
        content.update(about(built, options, names))
    return publish(folder, fill, content, force)


# one variant, in a worker ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Variant:
    """One row of a catalogue."""

    name: str
    job: Job
    where: Where


@dataclass(frozen=True)
class Result:
    """What became of a variant: made, kept, failed, or busy in another run."""

    name: str
    status: Literal["made", "kept", "failed", "busy"]
    withheld: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    where: Where | None = None


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
    except MemoryError:
        return Result(variant.name, "failed", (), (Fault("unexpected", variant.where, {"error": "MemoryError"}),))
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Result(variant.name, "failed", (), (Fault("unexpected", variant.where, {"error": reason}),))


def failure(result: Result) -> str:
    """The record of a failed variant: both languages, so that no locale changes a byte."""
    rows = [{"code": f.code, "file": f.where.file if f.where else None, "line": f.where.line if f.where else None,
             "column": f.where.column if f.where else None, "id": fault_words(f, "id"), "en": fault_words(f, "en")}
            for f in result.faults]
    row = result.where.line if result.where else None
    data = {"name": result.name, "row": row, "faults": rows}
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


# a whole catalogue ----------------------------------------------------------------------------------------------------
def read_catalog(path: Path, library: Path | None = None, options: Options | None = None,
                 limit: int = MOST_ROWS) -> list[Variant]:
    """Rows of a catalogue: name, design (beside the table), fitment, then parameters; empty cells change nothing.

    Raises Faults with everything wrong in the table.
    """
    from knalpot_cad.publish import safe_name
    from knalpot_cad.strict_csv import read_csv
    rows = read_csv(path)
    if len(rows) > limit:
        raise Faults(Fault("batch-too-many", Where(path.name), {"rows": len(rows), "limit": limit}))
    if not rows:
        raise Faults(Fault("empty-file", Where(path.name), {"file": path.name}))
    faults = [Fault("missing-key", Where(path.name, 1, 1), {"key": k}) for k in ("name", "design")
              if k not in rows[0].cells]
    faults += [Fault("unknown-key", Where(path.name, 1, i), {"key": k, "nearest": "name, design, fitment"})
               for i, k in enumerate(rows[0].cells, 1) if not k.isidentifier() or k != k.lower()]
    if faults:
        raise Faults(faults)
    out: dict[str, Variant] = {}
    for row in rows:
        name, design = row.cells["name"], row.cells["design"]
        if not safe_name(name):
            faults.append(Fault("name-not-safe", row.where("name"), {"name": name[:80]}))
        elif name in out:
            faults.append(Fault("name-twice", row.where("name"), {"name": name}))
        if not design:
            faults.append(Fault("missing-key", row.where("design"), {"key": "design"}))
        values = tuple((k, v) for k, v in row.cells.items() if k not in ("name", "design", "fitment") and v)
        job = Job(path.parent / design, values, None, row.cells.get("fitment") or None, library, options or Options())
        out[name] = Variant(name, job, row.where())
    if faults:
        raise Faults(faults)
    return list(out.values())


@dataclass(frozen=True)
class Plan:
    """How a catalogue is made."""

    out: Path
    names: tuple[str, ...]
    force: bool = False
    verify: bool = False
    workers: int = WORKERS
    timeout_s: float = TIMEOUT_S


def calm() -> None:
    """Workers share the cores: one thread each in numpy's libraries, which are loaded after this."""
    import os
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def run(variants: list[Variant], plan: Plan, done: Callable[[Result], None] = lambda result: None) -> list[Result]:
    """Make what is missing; done is told each result. Raises Faults when the disk is full."""
    import multiprocessing
    import time

    from pebble import ProcessPool
    prepare(variants, plan.out)
    results: dict[str, Result] = {}
    waiting = variants
    pool = ProcessPool(max_workers=plan.workers, initializer=calm, context=multiprocessing.get_context("spawn"))
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
    except BaseException:
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


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temp = path.with_name(f".{path.name}.tmp")
    temp.write_text(text, encoding="utf-8", newline="\n")
    temp.replace(path)


def record(result: Result, out: Path) -> None:
    """A failure has its file in .failed; a success has none."""
    file = out / ".failed" / f"{result.name}.json"
    if result.status == "failed":
        replace_text(file, failure(result))
    else:
        file.unlink(missing_ok=True)


def write_catalog(results: list[Result], out: Path, style: str = "comma") -> Path:
    """catalog.csv, built anew from the folders' manifests in the order of the catalogue. Raises Faults."""
    from knalpot_cad.numbers import write_csv
    from knalpot_cad.publish import read_manifest
    rows: list[tuple[str, str, dict[str, Any]]] = []
    for result in results:
        data = {} if result.status == "failed" else (read_manifest(out / result.name) or {}).get("figures") or {}
        good = "withheld" if data.get("withheld") else "complete"
        rows.append((result.name, good if result.status in ("made", "kept") else result.status, data))
    bands = sorted({b for *_, data in rows for b in data.get("tl_silencer_db") or {}}, key=float)
    figures_of = ("mass_kg", "sheet_area_m2", "volume_l", "volume_ratio")
    header = ["name", "status", *figures_of, *(f"tl_{b}_db" for b in bands)]
    table: list[list[Any]] = []
    for name, status, data in rows:
        heard = data.get("tl_silencer_db") or {}
        table.append([name, status, *(data.get(k) for k in figures_of), *(heard.get(b) for b in bands)])
    path, temp = out / "catalog.csv", out / ".catalog.csv.tmp"
    try:
        write_csv(temp, header, table, style)
        temp.replace(path)
    except OSError as error:
        raise Faults(Fault("cannot-write", None, {"file": str(path), "reason": error.strerror or "?"})) from None
    return path
