"""check/periksa: is the design what the customer asked for?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.options import job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Job

COLUMNS = ("id", "check", "address", "limit", "value", "margin", "unit", "verdict", "source")


@verb("check", "check")
@option("--spec", type=click.Path(path_type=Path), metavar="FILE", word="opt_spec")
@option("--strict", is_flag=True, word="opt_strict")
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, spec: Path | None, strict: bool) -> int:
    from knalpot_cad.checks import check
    from knalpot_cad.cli.told import tell, to_measure, warnings
    built = job.built()
    report = check(built, spec, strict)
    if screen.as_json:
        from knalpot_cad.cli.build import finite
        screen.json(finite({**report.to_dict(), "measure_first": to_measure(built, screen.lang),
                            "warnings": warnings(built, screen.lang)}))
        return report.exit_code
    if report.rows:
        screen.table([screen.words(f"cli.col_{c}") for c in COLUMNS], [row_cells(screen, r) for r in report.rows],
                     title=report.title or built.design.name)
    for note in dict.fromkeys(r.note for r in report.rows if r.note):
        sentence = screen.words(f"check.{note}")
        if not sentence.startswith("check."):
            screen.say(f"* {sentence}")
    tell(screen, built)
    screen.say("  ".join(f"{verdict} {count}" for verdict, count in report.counts().items()))
    return report.exit_code


def row_cells(screen: Screen, row: Any) -> list[str]:
    from knalpot_cad.numbers import fmt
    value = "" if row.value is None else fmt(row.value) if isinstance(row.value, float) else str(row.value)
    margin = "" if row.margin is None or abs(row.margin) == float("inf") else fmt(row.margin)
    return [row.id, screen.words(f"check.kind_{row.kind}"), row.subject, row.limit, value, margin, row.unit,
            row.verdict, row.source]
