"""Options that several verbs share, and what they are turned into."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from knalpot_cad.cli.speaking import option
from knalpot_cad.fault import Fault, Faults

if TYPE_CHECKING:
    from knalpot_cad.outputs.output import Options

CSV, DXF, PAPER = ("comma", "semicolon"), ("r2010", "arcs", "r12"), ("a4", "f4", "a3")
SCHEMA, PERFORATION = ("ap214", "ap242", "ap203"), ("full", "none")


def parameters(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """name=value, each once, the last winning. Raises Faults."""
    out: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise Faults(Fault("usage-parameter", None, {"given": text}))
        out[name.strip()] = value.strip()
    return tuple(out.items())


def job_options(call: Callable[..., Any]) -> Callable[..., Any]:
    """DESIGN and everything that says what is built; the verb is handed one Job."""
    @click.argument("design", type=click.Path(path_type=Path))
    @option("-p", "params", multiple=True, metavar="NAME=VALUE", word="opt_param")
    @option("--ukuran", "--measurements", "measurements", metavar="FILE|none", word="opt_measurements")
    @option("--motor", "--fitment", "fitment", metavar="ID", word="opt_fitment")
    @option("--library", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")
    @functools.wraps(call)
    def with_job(*args: Any, design: Path, params: tuple[str, ...], measurements: str | None, fitment: str | None,
                 library: Path | None, csv: str = "comma", dxf: str = "r2010", no_mark: bool = False,
                 paper: str = "a4", perforation: str = "full", step_schema: str = "ap214", author: str = "",
                 date: str = "", **more: Any) -> Any:
        from knalpot_cad.batch import Job
        measured: Path | Literal["none"] | None = (
            "none" if measurements == "none" else Path(measurements) if measurements else None)
        options = chosen(csv, dxf, no_mark, paper, perforation, step_schema, author, date)
        return call(*args, job=Job(design, parameters(params), measured, fitment, library, options), **more)
    return with_job


def chosen(csv: str = "comma", dxf: str = "r2010", no_mark: bool = False, paper: str = "a4", perforation: str = "full",
           step_schema: str = "ap214", author: str = "", date: str = "") -> Options:
    """What the outputs are told. Raises Faults."""
    from knalpot_cad.outputs.output import Options
    if date and not real_day(date):
        raise Faults(Fault("usage-value", None, {"name": "--date", "expected": "YYYY-MM-DD"}))
    # click.Choice has checked all choices, which mypy can't see
    return Options(csv, dxf, not no_mark, paper, perforation, step_schema, author, date)  # type: ignore[arg-type]


def folder_options(call: Callable[..., Any]) -> Callable[..., Any]:
    """-o and --force."""
    call = option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", word="opt_out")(call)
    return option("--force", is_flag=True, word="opt_force")(call)


def csv_option(call: Callable[..., Any]) -> Callable[..., Any]:
    return option("--csv", type=click.Choice(CSV), default="comma", word="opt_csv")(call)


def dxf_options(call: Callable[..., Any]) -> Callable[..., Any]:
    """Everything about flat patterns: DXF profile, marks, paper."""
    call = option("--dxf", type=click.Choice(DXF), default="r2010", word="opt_dxf")(call)
    call = option("--paper", type=click.Choice(PAPER), default="a4", word="opt_paper")(call)
    return option("--no-mark", is_flag=True, word="opt_no_mark")(call)


def solid_options(call: Callable[..., Any]) -> Callable[..., Any]:
    """Everything about solids: holes of perforated tubes, STEP schema, author and date of the header."""
    call = option("--date", default="", metavar="YYYY-MM-DD", word="opt_step_date")(call)
    call = option("--author", default="", metavar="NAME", word="opt_author")(call)
    call = option("--step-schema", type=click.Choice(SCHEMA), default="ap214", word="opt_step_schema")(call)
    return option("--perforation", type=click.Choice(PERFORATION), default="full", word="opt_perforation")(call)


def real_day(text: str) -> bool:
    """Whether this is a day of the calendar, written YYYY-MM-DD."""
    import datetime
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
