"""welds.csv: every joint with its place, kind and length in mm; the last row is the length of all that is welded.

The place is the middle of the joint's line in the assembly's frame; a joint within one part (seam, mitre) has no b.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell, fmt, write_csv
from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "welds.csv"
HEADER = ("weld", "a", "b", "kind", "welded", "length_mm", "x_mm", "y_mm", "z_mm")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not built.joints:
        return []
    rows: list[list[Cell]] = [[i, j.a, j.b, j.kind, j.welded, fmt(j.length_mm, 1), *(fmt(v, 1) for v in j.at)]
                              for i, j in enumerate(built.joints, 1)]
    count = sum(j.welded for j in built.joints)
    rows.append(["TOTAL", None, None, None, count, fmt(weld_length(built), 1), None, None, None])
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


def weld_length(built: Built) -> float:
    """All welded joints together [mm]."""
    return math.fsum(j.length_mm for j in built.joints if j.welded)


OUTPUT = Output("welds", write)
