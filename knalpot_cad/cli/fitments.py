"""fitments/motor: the vehicles of the library: list, search, and one with the provenance of each value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import SpokenGroup, VerbName, option, verb

if TYPE_CHECKING:
    from knalpot_cad.library import Fitment

SHOWN = ("displacement_cc", "max_power_kw", "max_torque_rpm")


def library_option(call: Any) -> Any:
    return option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")(call)


def listed(screen: Screen, found: list[Fitment]) -> int:
    """A table of vehicles."""
    if screen.as_json:
        screen.json({"fitments": [{"id": f.id, "title": f.title, **{k: f.number(k) for k in SHOWN}} for f in found]})
    elif found:
        rows = [[f.id, f.title, *("" if (v := f.number(k)) is None else f"{v:g}" for k in SHOWN)] for f in found]
        header = ["id", screen.words("cli.col_vehicle"), "cc", "kW", screen.words("cli.col_torque_rpm")]
        screen.table(header, rows, right=2)
        screen.say(screen.words("cli.fitments_hint"))
    else:
        screen.say(screen.words("cli.fitments_none"))
    return 0


@verb("list", "fitments_list")
@library_option
@click.pass_obj
def LIST(screen: Screen, library: Path | None) -> int:
    from knalpot_cad.library import Library
    return listed(screen, list(Library.open(library).fitments))


@verb("search", "fitments_search")
@click.argument("words", nargs=-1, required=True)
@library_option
@click.pass_obj
def SEARCH(screen: Screen, words: tuple[str, ...], library: Path | None) -> int:
    from knalpot_cad.library import Library
    return listed(screen, Library.open(library).search_fitments(" ".join(words)))


@verb("show", "fitments_show")
@click.argument("id")
@library_option
@click.pass_obj
def SHOW(screen: Screen, id: str, library: Path | None) -> int:
    from dataclasses import asdict

    from knalpot_cad.library import Library
    f = Library.open(library).fitment(id)
    if screen.as_json:
        screen.json({"id": f.id, "title": f.title, "values": {k: asdict(v) for k, v in f.values.items()},
                     "measure": {k: dict(v) for k, v in f.measure.items()}})
        return 0
    rows = [[k, "" if v.value is None else f"{v.value:g}" if isinstance(v.value, float | int) else v.value, v.unit,
             screen.words(f"cli.trust_{v.trust}"), v.source] for k, v in f.values.items()]
    screen.table([screen.words(f"cli.col_{c}") for c in ("field", "value", "unit", "trust", "source")], rows,
                 title=f"{f.id}: {f.title}")
    if f.measure:
        screen.table([screen.words("cli.col_field"), screen.words("cli.col_how")],
                     [[k, v.get(screen.lang) or v.get("id", "")] for k, v in f.measure.items()],
                     title=screen.words("cli.measure_first"))
    return 0


def alone(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is None:
        result: int = ctx.invoke(LIST)
        return result
    return None


VERB = SpokenGroup("fitments", invoke_without_command=True, callback=click.pass_context(alone), verbs=(
    VerbName("list", "daftar", "fitments:LIST"), VerbName("search", "cari", "fitments:SEARCH"),
    VerbName("show", "lihat", "fitments:SHOW")))
VERB.words_key = "fitments"
