"""The seam of outputs: a name, whether solids are needed, and a function that writes files of one built design."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from knalpot_cad.numbers import Cell, write_csv

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.geometry.sheet import Sheet


@dataclass(frozen=True)
class Options:
    """What a workshop chooses about its files: CSV separators, DXF profile, paper, whether marks are engraved."""

    csv: Literal["comma", "semicolon"] = "comma"
    dxf: Literal["r2010", "arcs", "r12"] = "r2010"
    marks: bool = True
    paper: Literal["a4", "f4", "a3"] = "a4"
    perforation: Literal["full", "none"] = "full"           # holes of perforated tubes in STEP, STL, GLB
    step_schema: Literal["ap214", "ap242", "ap203"] = "ap214"
    author: str = ""                                        # in STEP headers and the drawing, only when given
    date: str = ""                                          # YYYY-MM-DD, likewise


@dataclass(frozen=True)
class Output:
    """One kind of file. write(built, folder, options) returns the names of its files, relative, with forward slashes.

    Nothing is written, and an empty list returned, where the design has nothing of that kind. The folder exists and
    is empty of these files; the bytes depend on the design and the options only.
    """

    name: str
    write: Callable[[Built, Path, Options], list[str]]
    needs_solids: bool = False


def table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], options: Options) -> list[str]:
    """A CSV file of these rows and its name; none where there are no rows."""
    rows = list(rows)
    if not rows:
        return []
    write_csv(path, header, rows, options.csv)
    return [path.name]


def file_names(sheets: Sequence[Sheet], ending: str) -> list[str]:
    """One name for each sheet: its own, and a number from the second sheet of that name on."""
    seen: dict[str, int] = {}
    out = []
    for sheet in sheets:
        seen[sheet.name] = seen.get(sheet.name, 0) + 1
        number = f"_{seen[sheet.name]}" if seen[sheet.name] > 1 else ""
        out.append(f"{sheet.name}{number}{ending}")
    return out
