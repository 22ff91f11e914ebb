"""sound/suara: transmission loss in bands and as a table; the curve and its figures in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from knalpot_cad.cli import UNTOLD
from knalpot_cad.cli.options import csv_option, folder_options, job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Job

EVERY = 10      # rows of the table on the screen: each tenth frequency


@verb("sound", "sound")
@folder_options
@csv_option
@option("--no-picture", is_flag=True, word="opt_no_picture")
@option("--model", type=click.Choice(["plane", "modes", "uniform"]), default="plane", word="opt_model")
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, out: Path | None, force: bool, no_picture: bool, model: str) -> int:
    from knalpot_cad.cli.told import exit_code, tell, to_measure, warnings
    built = job.built()
    built.sound_model = model
    heard = built.sound
    code = exit_code(built) if heard is not None else UNTOLD
    files: tuple[str, ...] = ()
    if out and heard is not None:
        from knalpot_cad.batch import publish_job, write_outputs
        names = ("sound",) if no_picture else ("sound", "chart")
        files = publish_job(built, out, job.options, names,
                            lambda temp: write_outputs(built, temp, job.options, names), force).files
    if screen.as_json:
        data: dict[str, object] = {"design": built.design.name, "sound": None}
        if heard is not None:
            data["sound"] = {
                "silencer_c": heard.silencer_c, "pipe_c": heard.pipe_c, "cut_on_hz": round(float(heard.cut_on_hz), 2),
                "model": heard.model,
                "sound_speed_m_s": round(float(heard.sound_speed_m_s), 3), "notes": list(heard.notes),
                "bands": [{"band": b[0], "low_hz": b[1], "high_hz": b[2], "tl_silencer_db": round(b[3], 3),
                           "tl_line_db": round(b[4], 3)} for b in heard.bands],
                "f_hz": [float(f) for f in heard.frequencies],
                "tl_silencer_db": [round(float(v), 3) for v in heard.tl_silencer_db],
                "tl_line_db": [round(float(v), 3) for v in heard.tl_line_db],
                "valid": [bool(v) for v in heard.valid]}
        screen.json({**data, "files": list(files), "measure_first": to_measure(built, screen.lang),
                     "warnings": warnings(built, screen.lang), "exit_code": code})
        return code
    if heard is not None:
        from knalpot_cad.cli.build import bands
        beyond = screen.words("cli.above_cut_on")
        curves = zip(heard.frequencies, heard.tl_silencer_db, heard.tl_line_db, heard.valid, strict=True)
        rows = [(f"{f:.0f}", f"{a:.1f}", f"{b:.1f}", "" if ok else beyond) for f, a, b, ok in curves][EVERY - 1::EVERY]
        screen.table(["Hz", screen.words("chart.silencer"), screen.words("chart.line"), ""], rows,
                     title=screen.words("chart.tl"), right=0)
        bands(screen, built)
        for note in heard.notes:
            screen.say(screen.words(f"chart.{note}"))
    else:
        screen.say(screen.words("cli.no_sound"))
    tell(screen, built)
    if files:
        screen.say(screen.words("cli.written_to", count=len(files), folder=str(out)))
    return code
