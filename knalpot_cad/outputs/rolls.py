"""rolls.csv: every rolled part with its blank and what it is rolled to; lengths in mm, area in mm2."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell, write_csv
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.parts.rows import Made

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "rolls.csv"
HEADER = ("part", "kind", "material", "thickness_mm", "count", "blank_u_mm", "blank_v_mm", "outer_mm",
          "outer_end_mm", "mid_mm", "seam", "seam_extra_mm", "area_mm2")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    rows = [row for made in built.parts if (row := roll_row(made))]
    if not rows:
        return []
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


def roll_row(made: Made) -> list[Cell] | None:
    """One row, or None for a part that is not rolled. outer_end_mm is that of a cone; a cylinder ends as it begins."""
    roll = made.roll
    if roll is None:
        return None
    end = roll.outer_end_mm if roll.kind == "cone" else roll.outer_mm
    area = math.fsum(sheet.area_mm2 for sheet in made.sheets if not sheet.paper_only)
    return [made.name, roll.kind, made.material, made.thickness_mm, made.count, roll.blank_u_mm, roll.blank_v_mm,
            roll.outer_mm, end, roll.mid_mm, roll.seam, roll.seam_extra_mm, area]


OUTPUT = Output("rolls", write)
