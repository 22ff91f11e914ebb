"""bend/tekuk: every bent pipe as LRA and XYZ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.options import csv_option, folder_options, job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Job

SHOWN = ("step", "straight_mm", "rotation_deg", "angle_deg", "x_mm", "y_mm", "z_mm", "bend_start_mm")


@verb("bend", "bend")
@folder_options
@csv_option
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, out: Path | None, force: bool) -> int:
    from knalpot_cad.cli.told import exit_code, tell, to_measure
    from knalpot_cad.outputs.bends import HEADER, bend_rows
    built = job.built()
    pipes = [(m, bend_rows(m.name, m.pipe)) for m in built.parts if m.pipe]
    files: tuple[str, ...] = ()
    if out and pipes:
        from knalpot_cad.batch import publish_job, write_outputs
        files = publish_job(built, out, job.options, ("bends",),
                            lambda temp: write_outputs(built, temp, job.options, ("bends",)), force).files
    if screen.as_json:
        rows = [dict(zip(HEADER, row, strict=True)) for _, table in pipes for row in table]
        screen.json({"design": built.design.name, "bends": rows, "files": list(files),
                     "measure_first": to_measure(built, screen.lang), "exit_code": exit_code(built)})
        return exit_code(built)
    for made, table in pipes:
        pipe = made.pipe
        assert pipe is not None
        title = screen.words("cli.bend_title", part=made.name, od=f"{pipe.outer_mm:g}", wall=f"{pipe.wall_mm:g}",
                             clr=f"{pipe.route.clr_mm:g}", length=f"{pipe.route.length_mm:.1f}")
        index = [HEADER.index(h) for h in SHOWN]
        screen.table([screen.words(f"cli.bend_{h}") for h in SHOWN], [[cell(row[i]) for i in index] for row in table],
                     title=title, right=0)
    screen.say(screen.words("cli.bend_note" if pipes else "cli.no_bends"))
    tell(screen, built)
    if files:
        screen.say(screen.words("cli.written_to", count=len(files), folder=str(out)))
    return exit_code(built)


def cell(value: Any) -> str:
    from knalpot_cad.numbers import fmt
    return "" if value is None else fmt(value, 1) if isinstance(value, float) else str(value)
