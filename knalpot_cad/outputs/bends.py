"""bends.csv: every bent pipe as LRA and as XYZ, in mm and degrees; names in facts/cad.md 4.1.

Row 0 is the start of the tube, the last row the end straight; x, y, z are the intersection points of the straights
in the pipe's own frame (z along the first straight). Nominal: springback and stretch belong to the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import fmt, write_csv
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


def bend_rows(part: str, pipe: BentPipe) -> list[list[str]]:
    """The rows of one pipe: start, bends, end."""
    route = pipe.route
    points = [[fmt(c) for c in point] for point in route.vertices()]
    tube = [fmt(route.length_mm), fmt(pipe.outer_mm), fmt(pipe.wall_mm)]
    rows = [[part, "0", "", "", "", "", *points[0], "", *tube, "start"]]
    for i, (bend, start) in enumerate(zip(route.bends, route.bend_starts(), strict=True), 1):
        rows.append([part, str(i), fmt(bend.straight_mm), fmt(bend.rotation_deg), fmt(bend.angle_deg),
                     fmt(route.clr_mm), *points[i], fmt(start), *tube, "nominal"])
    rows.append([part, str(len(route.bends) + 1), fmt(route.end_mm), "", "", "", *points[-1], "", *tube, "end"])
    return rows


OUTPUT = Output("bends", write)
