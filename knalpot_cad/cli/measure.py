"""fitments measure/motor ukur: asks for what nobody published, one by one, and writes the workshop's own file."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knalpot_cad.cli import DONE, UNTOLD
from knalpot_cad.cli.fitments import library_option, one
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.library import Fitment, Guide
    from knalpot_cad.measure import Doubt, Entry

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
STOP, AGAIN = ("q", "selesai", "done"), ("?", "gambar", "sketch")


@dataclass
class Session:
    """What one sitting knows: the vehicle as measured so far, its file, who measures and on which day."""

    screen: Screen
    vehicle: Fitment
    guides: Mapping[str, Guide]
    file: Path
    by: str
    date: str
    saved: list[str] = field(default_factory=list)
    moved: Path | None = None

    def save(self, name: str, entry: Entry, sure: bool) -> None:
        """Keep one value at once: what was measured is not lost when the sitting is cut short."""
        from knalpot_cad.measure import keep, measured, written
        how = "measured on the vehicle" + ("; outside the usual range, confirmed" if sure else "")
        self.vehicle = measured(self.vehicle, name, entry, self.by, self.date, how)
        head = self.screen.words("measure.head", vehicle=self.vehicle.title)
        moved = keep(self.file, written(self.vehicle, self.guides, head), not self.saved)
        self.moved = self.moved or moved
        self.saved.append(name)

    def say(self, doubt: Doubt) -> None:
        self.screen.say("  ! " + doubt_words(self.screen, doubt))


def doubt_words(screen: Screen, doubt: Doubt) -> str:
    values = {k: f"{v:g}" if isinstance(v, float) else v for k, v in doubt.values.items()}
    return screen.words(f"measure.{doubt.code}", **values)


@verb("measure", "measure")
@click.argument("id", nargs=-1, required=True)
@option("--set", "given", multiple=True, metavar="NAME=VALUE", word="opt_set")
@option("--only", "only", multiple=True, metavar="NAME", word="opt_only")
@option("--by", metavar="NAME", word="opt_by")
@option("--date", metavar="YYYY-MM-DD", word="opt_date")
@option("--sure", is_flag=True, word="opt_sure")
@library_option
@click.pass_obj
def VERB(screen: Screen, id: tuple[str, ...], given: tuple[str, ...], only: tuple[str, ...], by: str | None,
         date: str | None, sure: bool, library: Path | None) -> int:
    from knalpot_cad.library import Library
    from knalpot_cad.measure import own_file, person
    folder = library or Path(os.environ.get("KNALPOT_LIBRARY") or "templates")
    shelf = Library.open(library if library and library.is_dir() else None)
    vehicle = one(shelf, id)
    wanted = chosen(vehicle, shelf.guides, only)
    if screen.as_json and not given:
        screen.json({"id": vehicle.id, "measure": [row(shelf.guides[n], screen.lang) for n in wanted]})
        return UNTOLD if vehicle.open else DONE
    day = date or datetime.date.today().isoformat()
    if not DAY.fullmatch(day):
        raise Faults(Fault("usage-value", None, {"name": "--date", "expected": "YYYY-MM-DD"}))
    session = Session(screen, vehicle, shelf.guides, own_file(folder, vehicle), person(by or ""), day)
    if given:
        set_values(session, given, sure)
    else:
        ask_all(session, wanted)
    return told(session, folder)


def chosen(vehicle: Fitment, guides: Mapping[str, Guide], only: tuple[str, ...]) -> tuple[str, ...]:
    """Names to ask for: those of the vehicle that have a guide, or the given ones. Raises Faults."""
    from knalpot_cad.library.form import nearest
    wrong = [Fault("unknown-key", None, {"key": n, "nearest": nearest(n, guides)}) for n in only if n not in guides]
    if wrong:
        raise Faults(wrong)
    return only or tuple(n for n in vehicle.measure if n in guides)


def row(guide: Guide, lang: str) -> dict[str, object]:
    """One guide as a program reads it."""
    return {"name": guide.name, "title": guide.title[lang], "how": guide.how[lang], "unit": guide.unit,
            "low": guide.low, "high": guide.high, "sketch": guide.sketch}


def set_values(session: Session, given: tuple[str, ...], sure: bool) -> None:
    """Values from the command line: all of them or none. Raises Faults with everything that is wrong or doubtful."""
    from knalpot_cad.library.form import nearest
    from knalpot_cad.measure import doubts, numbers, read_entry
    faults: list[Fault] = []
    entries: dict[str, Entry] = {}
    if not session.by:
        faults.append(Fault("usage-missing", None, {"name": "--by"}))
    for text in given:
        name, sign, value = (s.strip() for s in text.partition("="))
        if not sign or name not in session.guides:
            faults.append(Fault("unknown-key", None, {"key": name, "nearest": nearest(name, session.guides)}))
            continue
        try:
            entries[name] = read_entry(value)
        except Faults as error:
            faults += error.faults
    known = numbers(session.vehicle) | {n: e.value for n, e in entries.items()}
    doubtful = {n: found for n, e in entries.items() if (found := doubts(session.guides[n], e, known))}
    if not sure:
        faults += [Fault("measure-doubt", None, {"key": n, "reason": doubt_words(session.screen, d)})
                   for n, found in doubtful.items() for d in found]
    if faults:
        raise Faults(faults)
    for name, entry in entries.items():
        session.save(name, entry, name in doubtful)


# asking ---------------------------------------------------------------------------------------------------------------
def ask_all(session: Session, wanted: tuple[str, ...]) -> None:
    """One question after the other; what is not known is left out."""
    screen = session.screen
    screen.say(screen.words("measure.begin", vehicle=session.vehicle.title, count=len(wanted)))
    screen.say(screen.words("measure.keys"))
    while not session.by:
        from knalpot_cad.measure import person
        line = typed(screen, screen.words("measure.who"))
        if line is None or line.lower() in STOP:
            return
        session.by = person(line)
    for n, name in enumerate(wanted, 1):
        if not ask(session, session.guides[name], f"{n}/{len(wanted)}"):
            return


def ask(session: Session, guide: Guide, place: str) -> bool:
    """One value, asked until it is plausible or said twice; False ends the sitting."""
    from knalpot_cad.measure import doubts, numbers, read_entry
    screen = session.screen
    show(screen, guide, place)
    current = session.vehicle.number(guide.name)
    before: float | None = None
    while True:
        has = screen.words("measure.has", value=f"{current:g}") if current is not None else ""
        line = typed(screen, f"  {guide.title[screen.lang]} [{guide.unit}]{has}: ")
        if line is None or line.lower() in STOP:
            return False
        if not line:
            return True
        if line.lower() in AGAIN:
            show(screen, guide, place)
            continue
        try:
            entry = read_entry(line)
        except Faults:
            screen.say("  ! " + screen.words("measure.no_number"))
            continue
        others = {k: v for k, v in numbers(session.vehicle).items() if k != guide.name}
        found = doubts(guide, entry, others)
        if found and entry.value != before:
            for doubt in found:
                session.say(doubt)
            screen.say("    " + screen.words("measure.twice"))
            before = entry.value
            continue
        session.save(guide.name, entry, bool(found))
        screen.say("  " + screen.words("measure.kept", value=f"{entry.value:g}", unit=guide.unit))
        return True


def show(screen: Screen, guide: Guide, place: str) -> None:
    screen.say()
    screen.say(f"{place}  {guide.title[screen.lang]}  ({guide.name})")
    screen.say(f"  {guide.how[screen.lang]}")
    screen.say()
    for line in guide.sketch.splitlines():
        screen.say(f"  {line}")
    screen.say()


def typed(screen: Screen, question: str) -> str | None:
    """One line from the keyboard, None at its end."""
    click.echo(question, nl=False)
    line = sys.stdin.readline()
    if not line:
        screen.say()
        return None
    return line.strip()


def told(session: Session, folder: Path) -> int:
    """What was written, what is still open, and how a design uses it; 3 while something is open."""
    screen, vehicle = session.screen, session.vehicle
    code = UNTOLD if vehicle.open else DONE
    if screen.as_json:
        screen.json({"id": vehicle.id, "file": session.file.as_posix() if session.saved else None,
                     "saved": list(dict.fromkeys(session.saved)), "open": list(vehicle.open),
                     "moved_to": session.moved.name if session.moved else None, "exit_code": code})
        return code
    screen.say()
    if session.saved:
        if session.moved:
            screen.say(screen.words("measure.moved", file=session.moved.name))
        screen.say(screen.words("measure.saved", count=len(set(session.saved)), file=str(session.file)))
        screen.say(screen.words("measure.use", name=session.saved[0]))
        if folder != Path("templates"):
            screen.say(screen.words("measure.library", folder=str(folder)))
    else:
        screen.say(screen.words("measure.nothing"))
    if vehicle.open:
        screen.say(screen.words("measure.still", names=", ".join(vehicle.open)))
    return code
