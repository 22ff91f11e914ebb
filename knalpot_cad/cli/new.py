"""new/baru: a commented design by rules whose numbers follow from the vehicle; --list tells which designs fit it.
Without a vehicle it asks step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from knalpot_cad.cli import DONE, USAGE
from knalpot_cad.cli.schema import save
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.library import DesignTemplate, Fitment, Library
    from knalpot_cad.rules import Sizing

STANDARD = "standar-3-ruang"        # what is meant where no design is named and it fits


@verb("new", "new")
@option("--motor", "--fitment", "fitment", metavar="ID", word="opt_fitment_new")
@option("--design", metavar="ID", word="opt_design")
@option("--list", "listing", is_flag=True, word="opt_designs")
@option("-o", "--out", type=click.Path(path_type=Path), default=Path("design.yaml"), metavar="FILE", word="opt_out_new")
@option("--force", is_flag=True, word="opt_overwrite")
@option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")
@click.pass_obj
def VERB(screen: Screen, fitment: str | None, design: str | None, listing: bool, out: Path, force: bool,
         library: Path | None) -> int:
    if fitment is None and not screen.as_json:
        from knalpot_cad.cli.asking import ask_design
        return ask_design(screen, library, None, design, out, force)
    from knalpot_cad.library import Library
    if fitment is None:
        raise Faults(Fault("usage-missing", None, {"name": "--fitment"}))
    shelf = Library.open(library)
    vehicle = shelf.fitment(fitment)
    if listing:
        return listed(screen, shelf, vehicle)
    template = chosen(shelf, vehicle, design)
    sizing = template.size(vehicle)
    text = template.write(vehicle, screen.lang, shelf.guides, sizing)
    if str(out) == "-":
        click.echo(text, nl=False)
        return 0
    save(out, text, force)
    told(screen, out, vehicle, template, sizing)
    return 0


def chosen(shelf: Library, vehicle: Fitment, name: str | None) -> DesignTemplate:
    """The design that is named, or the standard one. Raises Faults that name those that fit the vehicle."""
    known = shelf.names("designs")
    asked = name or STANDARD
    if asked in known:
        found = shelf.design(asked)
        if found.suits.fits(vehicle):
            return found
    fits = ", ".join(d.id for d in shelf.designs_for(vehicle)[0]) or "-"
    code = "design-choose" if name is None else "design-not-for" if name in known else "design-unknown"
    raise Faults(Fault(code, None, {"design": asked, "fitment": vehicle.id, "fits": fits}))


def listed(screen: Screen, shelf: Library, vehicle: Fitment) -> int:
    """Every design that fits the vehicle."""
    found, faults = shelf.designs_for(vehicle)
    if screen.as_json:
        screen.json([{"id": d.id, "title": d.title[screen.lang], "about": d.about.get(screen.lang, ""),
                      "rules": d.rules} for d in found])
    else:
        screen.table(["id", screen.words("cli.col_design"), screen.words("cli.col_about")],
                     [[d.id, d.title[screen.lang], d.about.get(screen.lang, "")] for d in found])
    if faults:
        screen.faults(faults)
    return USAGE if faults else DONE


def told(screen: Screen, out: Path, vehicle: Fitment, template: DesignTemplate, sizing: Sizing) -> None:
    """What was written, and what does not lie where it should."""
    outside = template.outside(sizing)
    if screen.as_json:
        screen.json({"file": out.as_posix(), "design": template.id, "fitment": vehicle.id,
                     "sizing": {k: sizing.value(k) for k in sizing.names()},
                     "rules": {k: {"rule": r.number, "trust": r.trust} for k, r in sizing.origins().items()},
                     "outside": [b.name for b in outside]})
        return
    title = template.title[screen.lang]
    screen.say(screen.words("cli.new_written", file=str(out), vehicle=vehicle.title, design=title))
    for band in outside:
        screen.say(screen.words("cli.new_outside", name=band.name, value=f"{sizing.value(band.name):.3g}",
                                low=f"{band.low:g}", high=f"{band.high:g}", rule=band.rule or "-", trust=band.trust))
    screen.say(screen.words("cli.new_next", file=str(out)))
