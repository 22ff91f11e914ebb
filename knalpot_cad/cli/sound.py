"""sound/suara: transmission loss as a curve and in bands; the curve, its figures and pictures in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli import UNTOLD
from knalpot_cad.cli.options import csv_option, folder_options, job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.batch import Job
    from knalpot_cad.sound import Sound

TABLE, PICTURES, FIELD = ("sound",), ("chart", "chart_svg"), ("sound_field",)      # outputs
MODELS = ("auto", "modes", "plane", "uniform")
EACH_LINE = 6      # domes or notches on a line


@verb("sound", "sound")
@folder_options
@csv_option
@option("--no-picture", is_flag=True, word="opt_no_picture")
@option("--model", type=click.Choice(MODELS), default="auto", word="opt_model")
@option("--from", "low", type=float, metavar="HZ", word="opt_from")
@option("--to", "high", type=float, metavar="HZ", word="opt_to")
@option("--step", type=float, metavar="HZ", word="opt_step")
@option("--field", type=float, multiple=True, metavar="HZ", word="opt_field")
@option("--field-angle", type=float, metavar="DEG", word="opt_field_angle")
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, out: Path | None, force: bool, no_picture: bool, model: str, low: float | None,
         high: float | None, step: float | None, field: tuple[float, ...], field_angle: float | None) -> int:
    from knalpot_cad.cli.told import exit_code, silent, tell, to_measure, warnings
    built = job.built()
    first, last, each = built.sound_range
    if field and not out:
        raise Faults(Fault("usage-missing", None, {"name": "-o"}))
    built.sound_model, built.field_hz, built.field_deg = model, tuple(dict.fromkeys(field)), field_angle
    built.sound_range = (first if low is None else low, last if high is None else high, each if step is None else step)
    heard = built.sound
    code = exit_code(built) if heard is not None else UNTOLD
    files: tuple[str, ...] = ()
    if out and heard is not None:
        from knalpot_cad.batch import publish_job, write_outputs
        names = TABLE + (() if no_picture else PICTURES) + (FIELD if field else ())
        files = publish_job(built, out, job.options, names,
                            lambda temp: write_outputs(built, temp, job.options, names), force).files
    if screen.as_json:
        screen.json({"design": built.design.name, "sound": None if heard is None else as_json(heard),
                     "why_silent": screen.words(silent(built)) if heard is None else "",
                     "files": list(files), "measure_first": to_measure(built, screen.lang),
                     "warnings": warnings(built, screen.lang), "exit_code": code})
        return code
    if heard is None:
        screen.say(screen.words(silent(built)))
    else:
        from knalpot_cad.cli.build import bands
        curve(screen, heard)
        bands(screen, built)
        turns(screen, heard)
        for note in heard.notes:
            screen.say(screen.words(f"chart.{note}"))
    tell(screen, built)
    if files:
        screen.say(screen.words("cli.written_to", count=len(files), folder=str(out)))
    return code


def as_json(heard: Sound) -> dict[str, Any]:
    """What a program reads of a sound; levels to 0.001 dB, places to 0.01 Hz."""
    def rounded(values: Any) -> list[float]:
        return [round(float(v), 3) for v in values]

    def places(found: tuple[tuple[float, float], ...]) -> list[list[float]]:
        return [[round(f, 2), round(level, 3)] for f, level in found]
    return {"silencer_c": heard.silencer_c, "pipe_c": heard.pipe_c, "cut_on_hz": round(float(heard.cut_on_hz), 2),
            "model": heard.model, "sound_speed_m_s": round(float(heard.sound_speed_m_s), 3), "notes": list(heard.notes),
            "bands": [{"band": b[0], "low_hz": b[1], "high_hz": b[2], "tl_silencer_db": round(b[3], 3),
                       "tl_line_db": round(b[4], 3)} for b in heard.bands],
            "domes": places(heard.domes), "notches": places(heard.notches),
            "f_hz": [float(f) for f in heard.frequencies], "tl_silencer_db": rounded(heard.tl_silencer_db),
            "tl_line_db": rounded(heard.tl_line_db), "valid": [bool(v) for v in heard.valid]}


def curve(screen: Screen, heard: Sound) -> None:
    """The text plot with what its signs mean."""
    import shutil

    from knalpot_cad.cli.plot import plot, signs_of
    from knalpot_cad.numbers import fmt
    signs = signs_of(sys.stdout.encoding)
    cut = screen.words("chart.cut_on", f=fmt(heard.cut_on_hz, 0))
    rows = plot(heard, shutil.get_terminal_size((100, 24)).columns - 1, signs, cut)
    screen.say(screen.words("cli.plot"))
    screen.say(screen.words(
        "chart.gas", silencer=fmt(heard.silencer_c, 0), pipe=fmt(heard.pipe_c, 0), speed=fmt(heard.sound_speed_m_s, 0),
        model=screen.words(f"chart.{heard.model}")))
    screen.say()
    for row in rows:
        screen.say(row)
    everything = "".join(rows)
    for sign, key in ((signs.line, "plot_line"), (signs.unsure, "plot_unsure")):
        if sign in everything:
            screen.say("  " + screen.words(f"cli.{key}", sign=sign))


def turns(screen: Screen, heard: Sound) -> None:
    """Where the silencer attenuates most and least."""
    for key, found in (("domes", heard.domes), ("notches", heard.notches)):
        each = [f"{f:.0f} Hz {level:.1f} dB" for f, level in found]
        for i in range(0, len(each), EACH_LINE):
            head = screen.words(f"cli.{key}") + ":" if i == 0 else ""
            screen.say(f"{head:20}" + ", ".join(each[i:i + EACH_LINE]))
