"""saws.csv: every plane cut of a straight tube in order: place, saw angle, how the tube is turned; in mm, degrees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell
from knalpot_cad.outputs.output import Options, Output, table
from knalpot_cad.parts.rows import Made

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "saws.csv"
HEADER = ("part", "count", "od_mm", "wall_mm", "tube_mm", "cut", "at_mm", "saw_deg", "heel_deg")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    return table(folder / NAME, HEADER, [row for made in built.parts for row in saw_rows(made)], options)


def saw_rows(made: Made) -> list[list[Cell]]:
    """One row a cut; saw_deg is how far the saw stands off square, at_mm lies on the axis in the cut's middle."""
    if made.tube is None:
        return []
    tube = made.tube
    head: list[Cell] = [made.name, made.count, tube.outer_mm, tube.wall_mm, tube.length_mm]
    return [[*head, i, cut.at_mm, cut.saw_deg, cut.heel_deg] for i, cut in enumerate(made.saw, 1)]


OUTPUT = Output("saws", write)
