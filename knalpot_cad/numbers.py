"""How numbers and tables are written: one function for every float of every file, CSV in two styles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = str | float | int | bool | None
NUMERIC = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\n")


def fmt(value: float, decimals: int = 3) -> str:
    """Fixed decimals, never -0."""
    text = f"{value:.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def _cell(value: Cell, semicolon: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = fmt(value)
        return text.replace(".", ",") if semicolon else text
    value = value.replace("\r\n", "\n").replace("\r", "\n")      # csv leaves a lone CR unquoted, which breaks the row
    return "'" + value if value.startswith(STARTS_FORMULA) and not _numeric(value) else _comma(value, semicolon)


def _numeric(text: str) -> bool:
    return bool(NUMERIC.fullmatch(text))


def _comma(text: str, semicolon: bool) -> str:
    """A number already formatted gets its decimal comma too."""
    return text.replace(".", ",") if semicolon and _numeric(text) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], style: str = "comma") -> None:
    """Write a table with LF ends; style semicolon is what Excel in Indonesia opens: `;` and decimal comma."""
    semicolon = style == "semicolon"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if semicolon else ",", lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(c, semicolon) for c in row] for row in rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
