"""Strict CSV: comma or semicolon, every row complete, every fault at its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.strict import COMMA, MAX_BYTES, _text


@dataclass(frozen=True)
class Row:
    """One row by column name; a number with decimal comma (only with `;`) is given with a point."""

    cells: Mapping[str, str]
    file: str
    line: int

    def where(self, column: str = "") -> Where:
        names = list(self.cells)
        return Where(self.file, self.line, names.index(column) + 1 if column in names else 1, column)


def read_csv(path: Path, label: str | None = None) -> list[Row]:
    """All rows. Raises Faults."""
    label = label or path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Faults(Fault("cannot-read", Where(label), {"file": str(path), "reason": error.strerror or "?"})) from None
    if len(data) > MAX_BYTES * 10:
        raise Faults(Fault("too-large", Where(label), {"what": label, "limit": "10 MB"}))
    text = _text(data, label)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Faults(Fault("control-character", Where(label, line, 1), {"code": "U+0000"}))
    return parse_csv(text, label)


def parse_csv(text: str, label: str) -> list[Row]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    header: list[str] = []
    rows: list[Row] = []
    try:
        for cells in reader:
            line = reader.line_num
            if not header:
                header = [c.strip() for c in cells]
                faults += [Fault("duplicate-key", Where(label, line, i + 1), {"key": c, "first": line})
                           for i, c in enumerate(header) if c in header[:i]]
                continue
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(header):
                faults.append(Fault("csv-columns", Where(label, line, len(cells)),
                                    {"got": len(cells), "expected": len(header)}))
                continue
            clean = [c.strip() for c in cells]
            if delimiter == ";":
                clean = [c.replace(",", ".") if COMMA.fullmatch(c) else c for c in clean]
            rows.append(Row(dict(zip(header, clean, strict=True)), label, line))
    except csv.Error as error:
        faults.append(Fault("csv-syntax", Where(label, max(1, reader.line_num), 1), {"reason": str(error)}))
    if not header:
        faults.append(Fault("empty-file", Where(label), {"file": label}))
    if faults:
        raise Faults(faults)
    return rows
