"""bends.csv: every bent pipe as LRA and as XYZ, in mm and degrees; names in facts/cad.md 4.1.

Row 0 is the start of the tube, the last row the end straight; x, y, z are the intersection points of the straights
in the pipe's own frame (z along the first straight). Nominal: springback and stretch belong to the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell, write_csv
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.parts.rows import BentPipe

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "bends.csv"
HEADER = ("part", "step", "straight_mm", "rotation_deg", "angle_deg", "clr_mm", "x_mm", "y_mm", "z_mm",
          "bend_start_mm", "cut_length_mm", "od_mm", "wall_mm", "note")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    rows = [row for made in built.parts if made.pipe for row in bend_rows(made.name, made.pipe)]
    if not rows:
        return []
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


def bend_rows(part: str, pipe: BentPipe) -> list[list[Cell]]:
    """The rows of one pipe: start, bends, end."""
    route = pipe.route
    points = route.vertices()
    tube = (route.length_mm, pipe.outer_mm, pipe.wall_mm)
    rows: list[list[Cell]] = [[part, 0, None, None, None, None, *points[0], None, *tube, "start"]]
    for i, (bend, start) in enumerate(zip(route.bends, route.bend_starts(), strict=True), 1):
        rows.append([part, i, bend.straight_mm, bend.rotation_deg, bend.angle_deg, route.clr_mm, *points[i], start,
                     *tube, "nominal"])
    rows.append([part, len(route.bends) + 1, route.end_mm, None, None, None, *points[-1], None, *tube, "end"])
    return rows


OUTPUT = Output("bends", write)
