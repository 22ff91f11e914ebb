"""What a person or a program sees: sentences, tables and faults, or JSON; nothing here needs a heavy library."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.fault import Fault
from knalpot_cad.words import LANGUAGES, choose_language, fault_words, render_fault, text

if TYPE_CHECKING:
    from rich.progress import Progress


WIDTH = 150      # of a table that goes into a file or a pipe


def steady_streams() -> None:
    """A console that can't show a sign shows another one instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="replace")


def windows_locale() -> str | None:
    """Windows has no LANG; its locale is called by the language's English name."""
    if os.name != "nt":
        return None
    import locale
    name = (locale.getlocale()[0] or "").lower()
    return {"indonesian": "id", "english": "en"}.get(name.split("_")[0], name)


@dataclass(frozen=True)
class Screen:
    """The language of the screen and whether a program reads it."""

    lang: str
    as_json: bool = False

    @staticmethod
    def of(args: Sequence[str]) -> Screen:
        """From the raw arguments, so that even --help and a wrong option answer in the right language."""
        before = list(args[:args.index("--")] if "--" in args else args)
        wanted = None
        for i, word in enumerate(before):
            after = before[i + 1] if word == "--lang" and before[i + 1:] else None
            given = word.removeprefix("--lang=") if word.startswith("--lang=") else after
            wanted = given if given in LANGUAGES else wanted
        return Screen(choose_language(wanted, os.environ, windows_locale()), "--json" in before)

    def words(self, key: str, **values: object) -> str:
        return text(key, self.lang, **values)

    def json(self, data: Any) -> None:
        click.echo(json.dumps(data, indent=2, ensure_ascii=True, allow_nan=False))

    def say(self, line: str = "") -> None:
        click.echo(line)

    def note(self, key: str, **values: object) -> None:
        """A sentence on stderr."""
        click.echo(self.words(key, **values), err=True)

    def faults(self, faults: Iterable[Fault]) -> None:
        if self.as_json:
            self.json({"faults": [fault_row(f, self.lang) for f in faults]})
        else:
            for fault in faults:
                click.echo(render_fault(fault, self.lang), err=True)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "", right: int = 99) -> None:
        """A table on stdout; columns from number right on are set to the right."""
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
        console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
        table = Table(box=box.SIMPLE, title=Text(title, style="bold") if title else None, title_justify="left",
                      show_header=any(header), pad_edge=False)
        for i, name in enumerate(header):
            table.add_column(Text(name), justify="right" if i >= right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(c)) for c in row))
        console.print(table)

    def progress(self) -> Progress:
        """A bar on stderr; silent where nobody watches."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        console = Console(stderr=True)
        return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                        console=console, disable=self.as_json or not console.is_terminal, transient=True)


def fault_row(fault: Fault, lang: str) -> dict[str, Any]:
    """One fault as a program reads it."""
    w = fault.where
    return {"code": fault.code, "file": w.file if w else None, "line": (w.line or None) if w else None,
            "column": (w.column or None) if w else None, **fault_words(fault, lang)}
