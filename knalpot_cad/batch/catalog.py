"""The table that names the variants, and the table that says what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knalpot_cad.batch.job import Job
from knalpot_cad.fault import Fault, Faults, Finding, Where
from knalpot_cad.outputs.output import Options
from knalpot_cad.words import fault_words

MOST_ROWS = 10_000


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
    lost: tuple[Finding, ...] = ()          # solids, or pairs of them, that the kernel died of


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


def replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temp = path.with_name(f".{path.name}.tmp")
    temp.write_text(text, encoding="utf-8", newline="\n")
    temp.replace(path)


def record(result: Result, out: Path) -> None:
    """A failure has its file in .failed; a success has none. Raises Faults."""
    file = out / ".failed" / f"{result.name}.json"
    try:
        if result.status == "failed":
            replace_text(file, failure(result))
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise Faults(Fault("cannot-write", None, {"file": str(file), "reason": error.strerror or "?"})) from None


def failure(result: Result) -> str:
    """The record of a failed variant: both languages, so that no locale changes a byte."""
    rows = [{"code": f.code, "file": f.where.file if f.where else None, "line": f.where.line if f.where else None,
             "column": f.where.column if f.where else None, "id": fault_words(f, "id"), "en": fault_words(f, "en")}
            for f in result.faults]
    row = result.where.line if result.where else None
    data = {"name": result.name, "row": row, "faults": rows}
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


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
