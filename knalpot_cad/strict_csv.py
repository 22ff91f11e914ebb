"""Strict CSV: comma or semicolon, every row complete, every fault at its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.strict import COMMA, clean_text, read_regular


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
    return parse_csv(read_regular(path, label, 10), label)


def parse_csv(data: str | bytes, label: str) -> list[Row]:
    """All rows of a text. Raises Faults with every fault that can be told at once."""
    text = clean_text(data, label)
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
            faults += [Fault("decimal-comma", Where(label, line, i), {"value": c, "better": c.replace(",", ".")})
                       for i, c in enumerate(clean, 1) if COMMA.fullmatch(c)]
            rows.append(Row(dict(zip(header, clean, strict=True)), label, line))
    except csv.Error as error:
        faults.append(Fault("csv-syntax", Where(label, max(1, reader.line_num), 1), {"reason": str(error)}))
    if not header:
        faults.append(Fault("empty-file", Where(label), {"file": label}))
    if faults:
        raise Faults(faults)
    return rows
