"""bom.csv: the parts list with masses in kg, then the welds (count and length); the last row is the whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell, fmt, write_csv
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.welds import weld_length

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "bom.csv"
HEADER = ("part", "kind", "material", "thickness_mm", "count", "mass_kg", "total_kg", "length_mm")
MASS_DECIMALS = 4            # a submission asks for four (facts/domain.md 2.2)


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not built.bom:
        return []
    rows: list[list[Cell]] = [
        [row.part, row.kind, row.material, row.thickness_mm, row.count, fmt(row.mass_kg, MASS_DECIMALS),
         fmt(row.total_kg, MASS_DECIMALS), None] for row in built.bom]
    if welds := sum(j.welded for j in built.joints):
        rows.append(["WELD", "weld", None, None, welds, None, None, fmt(weld_length(built), 1)])
    count = sum(row.count for row in built.bom)
    rows.append(["TOTAL", None, None, None, count, None, fmt(built.mass_kg, MASS_DECIMALS), None])
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


OUTPUT = Output("bom", write)
