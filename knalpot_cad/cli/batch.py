"""batch/katalog: one folder a row of a table; started again it makes only what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli import DONE, UNTOLD, USAGE
from knalpot_cad.cli.options import chosen, csv_option, dxf_options, solid_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Result


@verb("batch", "batch")
@click.argument("catalog", type=click.Path(path_type=Path))
@option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", required=True, word="opt_out")
@option("--outputs", metavar="A,B", word="opt_outputs")
@option("--workers", type=click.IntRange(1, 64), default=2, metavar="N", word="opt_workers")
@option("--timeout", type=click.FloatRange(1, 86_400), default=300.0, metavar="S", word="opt_timeout")
@option("--limit", type=click.IntRange(1, 1_000_000), default=10_000, metavar="N", word="opt_limit")
@option("--verify", is_flag=True, word="opt_verify")
@option("--force", is_flag=True, word="opt_force_batch")
@option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")
@csv_option
@dxf_options
@solid_options
@click.pass_obj
def VERB(screen: Screen, /, catalog: Path, out: Path, outputs: str | None, workers: int, timeout: float, limit: int,
         verify: bool, force: bool, library: Path | None, csv: str, **files: Any) -> int:
    from knalpot_cad.batch import Plan, output_names, read_catalog, run, write_catalog
    variants = read_catalog(catalog, library, chosen(csv, **files), limit)
    plan = Plan(out, output_names(outputs.split(",") if outputs else None), force, verify, workers, timeout)
    with screen.progress() as bar:
        task = bar.add_task(screen.words("cli.working"), total=len(variants))

        def done(result: Result) -> None:
            bar.update(task, advance=1, description=result.name[:30])
        results = run(variants, plan, done)
    table = write_catalog(results, out, csv)
    return told(screen, results, table)


def told(screen: Screen, results: list[Result], table: Path) -> int:
    """The end of the night: counts, failures, exit code."""
    from knalpot_cad.cli.screen import fault_row
    from knalpot_cad.fault import Fault
    from knalpot_cad.words import fault_words
    counts = {s: sum(r.status == s for r in results) for s in ("made", "kept", "failed", "busy")}
    waiting = [r.name for r in results if r.withheld]
    code = USAGE if counts["failed"] or counts["busy"] else UNTOLD if waiting else DONE
    failed = [r for r in results if r.status == "failed"]
    if screen.as_json:
        lost = [{"name": r.name, **fault_words(Fault(f.code, None, f.values), screen.lang)} for r in results
                for f in r.lost]
        rows = [{"name": r.name, "row": r.where.line if r.where else None,
                 "faults": [fault_row(f, screen.lang) for f in r.faults]} for r in failed]
        screen.json({"counts": counts, "withheld": waiting, "failed": rows, "lost": lost, "catalog": table.as_posix(),
                     "exit_code": code})
        return code
    for r in failed:
        screen.note("cli.variant_failed", name=r.name, row=str(r.where or ""))
        screen.faults(r.faults)
    for r in results:
        for f in r.lost:
            words = fault_words(Fault(f.code, None, f.values), screen.lang)
            screen.say(f"{r.name}: {words['what']} {words['fix'][:1].upper()}{words['fix'][1:]}")
    screen.say(screen.words("cli.batch_done", **counts))
    if waiting:
        screen.say(screen.words("cli.batch_withheld", count=len(waiting)))
    screen.say(screen.words("cli.batch_table", file=str(table)))
    return code
