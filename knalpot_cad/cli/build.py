"""build/buat: everything a workshop needs of one design, in one folder that appears whole or not at all."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.options import csv_option, dxf_options, folder_options, job_options, solid_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Job
    from knalpot_cad.built import Built
    from knalpot_cad.publish import Published


@verb("build", "build")
@folder_options
@csv_option
@dxf_options
@solid_options
@option("--outputs", metavar="A,B", word="opt_outputs")
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, out: Path | None, force: bool, outputs: str | None) -> int:
    from knalpot_cad.batch import output_names
    from knalpot_cad.cli.told import making_code
    begun = time.perf_counter()
    built = job.built()
    names = output_names(outputs.split(",") if outputs else None)
    folder = out or Path("out") / built.design.name
    published = make(screen, job, built, folder, names, force)
    report(screen, built, published, folder, time.perf_counter() - begun)
    return making_code(built)


def make(screen: Screen, job: Job, built: Built, folder: Path, names: tuple[str, ...], force: bool) -> Published:
    """Write the outputs, solids beside the others. Raises Faults."""
    from knalpot_cad.batch import publish_job, write_apart

    def write(temp: Path) -> None:
        with screen.progress() as bar:
            task = bar.add_task(screen.words("cli.working"), total=len(names) + 1)

            def seen(name: str) -> None:
                bar.update(task, description=screen.words("cli.writing", name=name), advance=1)
            write_apart(built, job, temp, names, seen, lang=screen.lang)
    return publish_job(built, folder, job.options, names, write, force)


def report(screen: Screen, built: Built, published: Published, folder: Path, seconds: float) -> None:
    from knalpot_cad.cli.told import making_code, tell, to_measure, warnings
    if screen.as_json:
        from knalpot_cad.outputs.summary import summary
        data = summary(built)
        screen.json({**finite(data), "folder": folder.as_posix(), "files": list(published.files),
                     "moved_to": published.moved_to.name if published.moved_to else None,
                     "measure_first": to_measure(built, screen.lang), "warnings": warnings(built, screen.lang),
                     "exit_code": making_code(built)})
        return
    title = f"{built.design.name}  {built.design.part_number}".strip()
    screen.table(("", ""), summary_rows(screen, built), title=title)
    bands(screen, built)
    tell(screen, built)
    if published.moved_to:
        screen.say(screen.words("cli.moved", folder=published.moved_to.name))
    screen.say(screen.words("cli.written", count=len(published.files), folder=str(folder), seconds=f"{seconds:.1f}"))


def finite(value: Any) -> Any:
    """NaN and infinity have no JSON."""
    if isinstance(value, float):
        return round(value, 6) if abs(value) < float("inf") else None
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    return [finite(v) for v in value] if isinstance(value, list | tuple) else value


def summary_rows(screen: Screen, built: Built) -> list[tuple[str, str]]:
    s = built.summary
    rows = [
        (screen.words("cli.mass"), f"{s.mass_kg:.3f} kg"),
        (screen.words("cli.sheet_area"), f"{s.sheet_area_m2:.4f} m2")]
    if s.chamber_volume_l is not None:
        times = screen.words("cli.times", ratio=f"{s.volume_ratio:.1f}") if s.volume_ratio is not None else ""
        rows.append((screen.words("cli.volume"), f"{s.chamber_volume_l:.3f} L{times}"))
    if s.narrowest_area_mm2 is not None and s.inlet_area_mm2:
        share = screen.words("cli.share", place=s.narrowest_place,
                             percent=f"{100 * s.narrowest_area_mm2 / s.inlet_area_mm2:.0f}")
        rows.append((screen.words("cli.narrowest"), f"{s.narrowest_area_mm2:.0f} mm2{share}"))
    rows.append((screen.words("cli.parts"), f"{s.parts} {screen.words('cli.withheld', count=s.withheld)}"))
    return rows


def bands(screen: Screen, built: Built) -> None:
    """TL in octave bands, silencer and line."""
    from knalpot_cad.cli.told import silent
    sound = built.sound
    if sound is None:
        screen.say(screen.words(silent(built)))
        return
    screen.table([screen.words("cli.band"), *(b[0] for b in sound.bands)],
                 [[screen.words("chart.silencer"), *(f"{b[3]:z.1f}" for b in sound.bands)],
                  [screen.words("chart.line"), *(f"{b[4]:z.1f}" for b in sound.bands)]],
                 title=screen.words("cli.bands", cut=f"{sound.cut_on_hz:.0f}", gas=f"{sound.silencer_c:g}"), right=1)
