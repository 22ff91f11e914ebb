"""tubes.csv: every tube to saw, straight or to be bent; lengths in mm.

cut_length_mm is the drawn length along the centre line; saw_length_mm is what the bender needs: less its stretch,
with what it holds and is sawn off after bending. length says whether that is nominal or calibrated.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.bending import BendPlan
from knalpot_cad.geometry.shape import Tube
from knalpot_cad.numbers import Cell
from knalpot_cad.outputs import pattern_pdf
from knalpot_cad.outputs.output import Options, Output, table
from knalpot_cad.parts.rows import Made

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "tubes.csv"
HEADER = ("part", "count", "od_mm", "wall_mm", "cut_length_mm", "material", "holes", "template",
          "saw_length_mm", "length")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    plans = {p.part: p for p in built.bend_plans}
    rows = [row for made in built.parts if (row := tube_row(made, plans.get(made.name)))]
    return table(folder / NAME, HEADER, rows, options)


def tube_row(made: Made, plan: BendPlan | None = None) -> list[Cell] | None:
    """One row, or None for a part that is no tube; template names the file with its wrap template."""
    if made.tube:
        outer, wall, length = made.tube.outer_mm, made.tube.wall_mm, made.tube.length_mm
    elif made.pipe:
        outer, wall, length = made.pipe.outer_mm, made.pipe.wall_mm, made.pipe.route.length_mm
    else:
        return None
    holes = len(made.shape.holes) if isinstance(made.shape, Tube) else 0
    template = pattern_pdf.NAME if any(sheet.paper_only for sheet in made.sheets) else ""
    saw = plan.saw_mm if plan else length
    return [made.name, made.count, outer, wall, length, made.material, holes, template, saw, plan.state if plan else ""]


OUTPUT = Output("tubes", write)
