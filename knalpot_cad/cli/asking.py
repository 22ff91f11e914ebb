"""baru without arguments: asks step by step for the motorcycle, the kind and what was measured, shows what it gives.

Every question says its range and has an answer for Enter; nothing is written before the last one.
"""

from __future__ import annotations

import datetime
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knalpot_cad.cli import DONE, UNTOLD
from knalpot_cad.cli.fitments import one
from knalpot_cad.cli.measure import STOP, Session, ask, typed
from knalpot_cad.cli.schema import save
from knalpot_cad.cli.screen import Screen
from knalpot_cad.fault import Faults

if TYPE_CHECKING:
    from knalpot_cad.library import DesignTemplate, Fitment, Library

EXAMPLE = "honda_beat_110"
ASKED = re.compile(r"\{\{ *(?:ask|how)\.([a-z0-9_]+)")         # `how`: the free room, which bounds the body


def ask_design(screen: Screen, library: Path | None, fitment: str | None, design: str | None, out: Path,
               force: bool) -> int:
    """The whole talk; what is given is not asked. 3 where it was ended before a file was written."""
    from knalpot_cad.library import Library
    shelf = Library.open(library)
    screen.say(screen.words("baru.begin"))
    vehicle = ask_vehicle(screen, shelf, fitment)
    while vehicle is not None:
        template = ask_kind(screen, shelf, vehicle, design)
        if template is None:
            break
        try:
            if not ask_measured(screen, library, shelf, vehicle, template):
                break
            shelf = Library.open(library)                   # with what was just measured
            vehicle = shelf.fitment(vehicle.id)
            text = template.write(vehicle, screen.lang, shelf.guides)
        except Faults as error:                             # it does not fit into the room that was measured
            screen.faults(error.faults)
            design = None
            continue
        return ask_file(screen, text, out, force) if preview(screen, shelf, text) else ended(screen)
    return ended(screen)


def ended(screen: Screen) -> int:
    screen.say(screen.words("baru.nothing"))
    return UNTOLD


def stopped(line: str | None) -> bool:
    return line is None or line.lower() in STOP


def ask_vehicle(screen: Screen, shelf: Library, given: str | None) -> Fitment | None:
    """A vehicle by any words that mean one; asked again until they do, None ends the talk."""
    line = given
    while True:
        if line is None:
            line = typed(screen, screen.words("baru.vehicle", count=len(shelf.names("fitments")), usual=EXAMPLE))
            if line is None or stopped(line):
                return None
        try:
            found = one(shelf, tuple((line or EXAMPLE).split()))
        except Faults as error:
            screen.faults(error.faults)
            line = None
            continue
        screen.say("  " + found.title)
        return found


def ask_kind(screen: Screen, shelf: Library, vehicle: Fitment, given: str | None) -> DesignTemplate | None:
    """One of the designs for the vehicle by number or name; Enter takes the first, the standard one where it fits."""
    found, faults = shelf.designs_for(vehicle)
    screen.faults(faults)
    if not found:
        screen.say(screen.words("baru.no_design", vehicle=vehicle.title))
        return None
    found = sorted(found, key=lambda d: not d.id.startswith("standar-3"))
    by_name = {d.id: d for d in found} | {str(n): d for n, d in enumerate(found, 1)}
    if given in by_name:
        return by_name[given]
    screen.table(["", "id", screen.words("cli.col_design"), screen.words("cli.col_about")],
                 [[n, d.id, d.title[screen.lang], d.about.get(screen.lang, "")] for n, d in enumerate(found, 1)])
    while True:
        line = typed(screen, screen.words("baru.kind", count=len(found)))
        if line is None or stopped(line):
            return None
        if (line or "1") in by_name:
            return by_name[line or "1"]
        screen.say("  ! " + screen.words("baru.kind_again", count=len(found)))


def ask_measured(screen: Screen, library: Path | None, shelf: Library, vehicle: Fitment,
                 template: DesignTemplate) -> bool:
    """The sizes of the design that nobody published, where they were measured; False ends the talk."""
    from knalpot_cad.measure import own_file, person
    sizing = template.size(vehicle)
    lines = [x.text for x in template.lines if x.when is None or sizing.value(x.when[0]) in x.when[1]]
    asked = dict.fromkeys(name for line in lines for name in ASKED.findall(line))
    wanted = [n for n in asked if n in shelf.guides and vehicle.number(n) is None]
    if not wanted:
        return True
    screen.say(screen.words("baru.open", names=", ".join(shelf.guides[n].title[screen.lang] for n in wanted)))
    line = typed(screen, screen.words("baru.measured"))
    if stopped(line):
        return False
    if (line or "").lower() not in ("y", "ya", "yes"):
        screen.say("  " + screen.words("baru.later"))
        return True
    by = typed(screen, screen.words("measure.who"))
    if by is None or stopped(by):
        return False
    folder = library or Path(os.environ.get("KNALPOT_LIBRARY") or "templates")
    session = Session(screen, vehicle, shelf.guides, own_file(folder, vehicle), person(by or "-"),
                      datetime.date.today().isoformat())
    screen.say(screen.words("measure.keys"))
    for n, name in enumerate(wanted, 1):
        guide = shelf.guides[name]
        screen.say("  " + screen.words("baru.range", low=f"{guide.low:g}", high=f"{guide.high:g}", unit=guide.unit))
        if not ask(session, guide, f"{n}/{len(wanted)}"):
            break
    return True


def preview(screen: Screen, shelf: Library, text: str) -> bool:
    """What the design gives, from the geometry that would be cut: mass, volume, transmission loss, what is withheld."""
    from knalpot_cad.built import build
    from knalpot_cad.cli.build import bands
    from knalpot_cad.cli.told import tell
    from knalpot_cad.design import load
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "design.yaml"
        file.write_text(text, encoding="utf-8", newline="\n")
        try:
            built = build(load(file, shelf), shelf)
            screen.say()
            bands(screen, built)
            screen.say(screen.words("baru.mass", mass=f"{built.mass_kg:.2f}", parts=len(built.parts)))
            tell(screen, built)
        except Faults as error:
            screen.faults(error.faults)
            return False
    return True


def ask_file(screen: Screen, text: str, out: Path, force: bool) -> int:
    """Where to write; a name that is taken is asked again."""
    while True:
        line = typed(screen, screen.words("baru.file", usual=str(out)))
        if line is None or stopped(line):
            return ended(screen)
        target = Path(line) if line else out
        try:
            save(target if target.suffix else target.with_suffix(".yaml"), text, force)
        except Faults as error:
            screen.faults(error.faults)
            continue
        click.echo(screen.words("cli.new_next", file=str(target if target.suffix else target.with_suffix(".yaml"))))
        return DONE
