"""new/baru: a commented starter design whose numbers follow from the vehicle."""

from __future__ import annotations

from pathlib import Path

import click

from knalpot_cad.cli.schema import save
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

DESIGNS = ("standar-3-ruang",)


@verb("new", "new")
@option("--motor", "--fitment", "fitment", required=True, metavar="ID", word="opt_fitment_new")
@option("--design", type=click.Choice(DESIGNS), default=DESIGNS[0], word="opt_design")
@option("-o", "--out", type=click.Path(path_type=Path), default=Path("design.yaml"), metavar="FILE", word="opt_out_new")
@option("--force", is_flag=True, word="opt_overwrite")
@option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")
@click.pass_obj
def VERB(screen: Screen, fitment: str, design: str, out: Path, force: bool, library: Path | None) -> int:
    from dataclasses import asdict

    from knalpot_cad.library import Library
    from knalpot_cad.starter import size, write
    vehicle = Library.open(library).fitment(fitment)
    sizing = size(vehicle)
    text = write(vehicle, sizing, screen.lang)
    if str(out) == "-":
        click.echo(text, nl=False)
        return 0
    save(out, text, force)
    if screen.as_json:
        screen.json({"file": out.as_posix(), "design": design, "fitment": vehicle.id, "sizing": asdict(sizing)})
        return 0
    screen.say(screen.words("cli.new_written", file=str(out), vehicle=vehicle.title))
    screen.say(screen.words("cli.new_next", file=str(out)))
    return 0
