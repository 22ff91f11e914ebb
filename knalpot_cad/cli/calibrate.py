"""bend calibrate/tekuk kalibrasi: test bends and limits of a bender, into the workshop's own machine file."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knalpot_cad.cli import DONE
from knalpot_cad.cli.fitments import library_option
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.bending.calibrate import Piece, Tube
    from knalpot_cad.library import Library, Machine
    from knalpot_cad.library.bender import Calibration

SIZES = ("od", "wall", "die")


@verb("calibrate", "calibrate")
@click.argument("machine")
@option("--material", metavar="NAME", word="opt_material")
@option("--od", metavar="MM", word="opt_od")
@option("--wall", metavar="MM", word="opt_wall")
@option("--die", metavar="MM", word="opt_die")
@option("--test", "tests", multiple=True, metavar="SET:GOT[:...]", word="opt_test")
@option("--model", type=click.Choice(("linear", "table")), default="table", word="opt_bend_model")
@option("--limit", "limits", multiple=True, metavar="NAME=VALUE", word="opt_machine_limit")
@option("--by", metavar="NAME", word="opt_by")
@option("--date", metavar="YYYY-MM-DD", word="opt_date")
@library_option
@click.pass_obj
def VERB(screen: Screen, machine: str, material: str | None, od: str | None, wall: str | None, die: str | None,
         tests: tuple[str, ...], model: str, limits: tuple[str, ...], by: str | None, date: str | None,
         library: Path | None) -> int:
    from knalpot_cad.bending.calibrate import calibrated, limited, written
    from knalpot_cad.library import Library
    from knalpot_cad.measure import keep, own_path, person
    folder = library or Path(os.environ.get("KNALPOT_LIBRARY") or "templates")
    shelf = Library.open(library if library and library.is_dir() else None)
    found = bender(shelf, machine)
    who, day = person(by or ""), date or datetime.date.today().isoformat()
    faults = asked(who, day, tests, limits)
    new: Calibration | None = None
    try:
        found = limited(found, dict(split_limits(limits)), who, day)
    except Faults as error:
        faults += error.faults
    try:
        new = calibration_of(shelf, found, material, {"od": od, "wall": wall, "die": die}, tests, model, who, day) \
            if tests else None
    except Faults as error:
        faults += error.faults
    if faults:
        raise Faults(faults)
    found = calibrated(found, new) if new else found
    file = own_path(folder, "machines", found.name)
    moved = keep(file, written(found, screen.words("cli.calibrate_head", machine=found.name)), True)
    return told(screen, found, new, file, moved)


def bender(shelf: Library, name: str) -> Machine:
    """The bender of that name. Raises Faults that name the benders there are."""
    found = shelf.machine(name)
    if found.kind != "bender":
        good, _ = shelf.every("machines")
        names = ", ".join(m.name for m in good if m.kind == "bender")
        raise Faults(Fault("calibrate-machine", None, {"machine": name, "kind": found.kind, "names": names}))
    return found


def asked(who: str, day: str, tests: Sequence[str], limits: Sequence[str]) -> list[Fault]:
    """What every call needs: somebody, a day, and something measured."""
    from knalpot_cad.cli.measure import DAY
    out = [] if who else [Fault("usage-missing", None, {"name": "--by"})]
    if not DAY.fullmatch(day):
        out.append(Fault("usage-value", None, {"name": "--date", "expected": "YYYY-MM-DD"}))
    if not tests and not limits:
        out.append(Fault("usage-missing", None, {"name": "--test"}))
    return out


def split_limits(limits: Sequence[str]) -> list[tuple[str, str]]:
    """name=value, each once. Raises Faults."""
    out = []
    for text in limits:
        name, sign, value = (s.strip() for s in text.partition("="))
        if not sign or not name or not value:
            raise Faults(Fault("usage-parameter", None, {"given": text}))
        out.append((name, value))
    return out


def calibration_of(shelf: Library, machine: Machine, material: str | None, sizes: dict[str, str | None],
                   tests: Sequence[str], model: str, who: str, day: str) -> Calibration:
    """The calibration of one tube from what was typed. Raises Faults with everything that is wrong."""
    from knalpot_cad.bending.calibrate import Tube, before, calibration
    from knalpot_cad.measure import read_entry
    faults = [Fault("usage-missing", None, {"name": f"--{k}"}) for k in SIZES if not sizes[k]]
    if not material:
        faults.append(Fault("usage-missing", None, {"name": "--material"}))
    else:
        try:
            shelf.material(material)
        except Faults as error:
            faults += error.faults
    numbers: dict[str, float] = {}
    for key, text in sizes.items():
        try:
            numbers[key] = read_entry(text).value if text else 0.0
        except Faults as error:
            faults += error.faults
    pieces: list[Piece] = []
    for text in tests:
        try:
            pieces.append(piece(text))
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    tube: Tube = Tube(material or "", numbers["od"], numbers["wall"], numbers["die"])
    return calibration(tube, pieces, model, who, day, before(machine, tube))


def piece(text: str) -> Piece:
    """set:got or set:got:length:mark:leg1:leg2, decimal point or comma. Raises Faults."""
    from knalpot_cad.bending.calibrate import Piece
    parts = [p.strip().replace(",", ".") for p in text.split(":")]
    try:
        values = [float(p) for p in parts]
    except ValueError:
        values = []
    if len(values) not in (2, 6) or not all(0 <= v < 1e5 for v in values):
        raise Faults(Fault("calibrate-piece", None, {"got": text[:60]}))
    return Piece(*values)


def told(screen: Screen, machine: Machine, new: Calibration | None, file: Path, moved: Path | None) -> int:
    if screen.as_json:
        screen.json({"machine": machine.name, "file": file.as_posix(), "moved_to": moved.name if moved else None,
                     "calibration": asdict(new) if new else None, "exit_code": DONE})
        return DONE
    if new:
        title = screen.words("cli.calibrate_title", machine=machine.name, material=new.material, od=f"{new.od_mm:g}",
                             wall=f"{new.wall_mm:g}", clr=f"{new.clr_mm:g}",
                             got=f"{new.got_clr_mm:g}" if new.got_clr_mm else "-")
        screen.table([screen.words(f"cli.calibrate_{c}") for c in ("set", "got", "spring", "grown")],
                     [[f"{t.set_deg:g}", f"{t.got_deg:g}", f"{t.set_deg - t.got_deg:.2f}",
                       "" if t.elong_mm is None else f"{t.elong_mm:.2f}"] for t in new.tests], title=title, right=0)
        if new.model == "linear":
            screen.say(screen.words("cli.calibrate_linear", low=f"{new.springback_20_deg:.2f}",
                                    high=f"{new.springback_120_deg:.2f}"))
    if moved:
        screen.say(screen.words("measure.moved", file=moved.name))
    screen.say(screen.words("cli.written_to", count=1, folder=str(file)))
    screen.say(screen.words("cli.calibrate_use", machine=machine.name))
    return DONE
