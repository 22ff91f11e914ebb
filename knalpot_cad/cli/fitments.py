"""fitments/motor: the vehicles of the library: list, search, one with the provenance of each value, and measuring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli import DONE, USAGE
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import SpokenGroup, VerbName, option, verb
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.library import Fitment, Library

SHOWN = ("displacement_cc", "max_power_kw", "max_torque_rpm")
SEVERAL = 8         # so many are named before the list is cut


def library_option(call: Any) -> Any:
    return option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")(call)


def listed(screen: Screen, found: list[Fitment], faults: list[Fault], near: list[Fitment]) -> int:
    """A table of vehicles; files that can't be read are told after it."""
    if screen.as_json:
        from knalpot_cad.cli.screen import fault_row
        data: dict[str, Any] = {"fitments": [
            {"id": f.id, "title": f.title, **{k: f.number(k) for k in SHOWN}, "state": f.state, "open": list(f.open)}
            for f in found]}
        if faults:
            data["faults"] = [fault_row(f, screen.lang) for f in faults]
        screen.json(data)
        return USAGE if faults else DONE
    if found:
        rows = [[f.id, f.title, *("" if (v := f.number(k)) is None else f"{v:g}" for k in SHOWN), len(f.open),
                 screen.words(f"cli.fitment_{f.state}")] for f in found]
        header = ["id", screen.words("cli.col_vehicle"), "cc", "kW", screen.words("cli.col_torque_rpm"),
                  screen.words("cli.col_open"), screen.words("cli.col_trust")]
        screen.table(header, rows, right=2)
        screen.say(screen.words("cli.fitments_hint"))
    else:
        screen.say(screen.words("cli.fitments_none"))
        if near:
            screen.say(screen.words("cli.fitments_near", names=", ".join(f.id for f in near)))
    if faults:
        screen.faults(faults)
    return USAGE if faults else DONE


def one(library: Library, words: tuple[str, ...]) -> Fitment:
    """The vehicle of an id, or the only one that a person's words fit. Raises Faults that name the likely ones."""
    text = " ".join(words)
    if text in library.names("fitments"):
        return library.fitment(text)
    good, faults = library.every("fitments")
    from knalpot_cad.library.search import near, only, search
    meant = only(good, text)
    if meant:
        return library.fitment(meant.id)
    found = search(good, text)
    if found:
        names = [f.id for f in found[:SEVERAL]] + (["..."] if len(found) > SEVERAL else [])
        raise Faults(Fault("fitment-several", None, {"name": text, "names": ", ".join(names)}))
    likely = [f.id for f in near(good, text)]
    raise Faults([Fault("unknown-fitment", None, {"name": text, "nearest": ", ".join(likely) or "-"}), *faults])


@verb("list", "fitments_list")
@library_option
@click.pass_obj
def LIST(screen: Screen, library: Path | None) -> int:
    from knalpot_cad.library import Library
    good, faults = Library.open(library).every("fitments")
    return listed(screen, good, faults, [])


@verb("search", "fitments_search")
@click.argument("words", nargs=-1, required=True)
@library_option
@click.pass_obj
def SEARCH(screen: Screen, words: tuple[str, ...], library: Path | None) -> int:
    from knalpot_cad.library import Library
    from knalpot_cad.library.search import near, search
    good, faults = Library.open(library).every("fitments")
    text = " ".join(words)
    found = search(good, text)
    return listed(screen, found, faults, [] if found else near(good, text))


@verb("show", "fitments_show")
@click.argument("id", nargs=-1, required=True)
@library_option
@click.pass_obj
def SHOW(screen: Screen, id: tuple[str, ...], library: Path | None) -> int:
    from dataclasses import asdict

    from knalpot_cad.library import Library
    f = one(Library.open(library), id)
    if screen.as_json:
        screen.json({"id": f.id, "title": f.title, "vehicle_class": f.vehicle_class, "fuel": f.fuel, "notes": f.notes,
                     "state": f.state, "open": list(f.open), "values": {k: asdict(v) for k, v in f.values.items()},
                     "measure": {k: dict(v) for k, v in f.measure.items()}})
        return DONE
    sources = list(dict.fromkeys(v.source for v in f.values.values() if v.source))
    number = {source: f"[{i}]" for i, source in enumerate(sources, 1)}
    rows = [[k, "" if v.value is None else f"{v.value:.7g}" if isinstance(v.value, float | int) else v.value, v.unit,
             screen.words(f"cli.trust_{v.trust}"), " ".join(w for w in (number.get(v.source), v.by, v.date) if w)]
            for k, v in f.values.items()]
    screen.table([screen.words(f"cli.col_{c}") for c in ("field", "value", "unit", "trust", "source")], rows,
                 title=f"{f.id}: {f.title}")
    for source, mark in number.items():
        screen.say(f"  {mark} {source}")
    if f.notes:
        screen.say(f"  {screen.words('cli.notes')}: {f.notes}")
    if f.open:
        screen.table([screen.words("cli.col_field"), screen.words("cli.col_how")],
                     [[k, f.measure[k].get(screen.lang) or f.measure[k].get("id", "")] for k in f.open],
                     title=screen.words("cli.measure_first"))
        screen.say(screen.words("cli.fitments_measure_hint", id=f.id))
    return DONE


def alone(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is None:
        result: int = ctx.invoke(LIST)
        return result
    return None


class Fitments(SpokenGroup):
    """Words that are no verb are searched for: `knalpot fitments vario 125`."""

    def resolve_command(self, ctx: click.Context,
                        args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None and not self._slip(args):
            return "search", self.get_command(ctx, "search"), args
        return super().resolve_command(ctx, args)

    def _slip(self, args: list[str]) -> bool:
        """Whether the first word is a misspelt verb: then the nearest verb is the answer."""
        import difflib
        known = [n for v in self.verbs for n in (v.name, v.alias)]
        return bool(difflib.get_close_matches(args[0].lower(), known, 1, 0.75))


VERB = Fitments("fitments", invoke_without_command=True, callback=click.pass_context(alone), verbs=(
    VerbName("list", "daftar", "fitments:LIST"), VerbName("search", "cari", "fitments:SEARCH"),
    VerbName("show", "lihat", "fitments:SHOW"), VerbName("measure", "ukur", "measure:VERB")))
VERB.words_key = "fitments"
