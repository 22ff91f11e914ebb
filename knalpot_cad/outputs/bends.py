"""bends.csv: every bent pipe as LRA and as XYZ, nominal and as its machine is set; in mm and degrees, facts/cad.md 4.1.

Row 0 is the start of the tube, the last row the end straight; x, y, z are the intersection points of the straights
in the pipe's own frame (z along the first straight); a bend beyond 170 degrees has two of them, the second in a row of
its own (`xyz`). A row says nominal, calibrated, or extrapolated beyond the test bends. Columns from `machine` on:
what the machine is set to, where the straight tube is marked, what the wall suffers, what to saw.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.bending import BendPlan, BendRow
from knalpot_cad.geometry.route import U_DEG
from knalpot_cad.numbers import Cell
from knalpot_cad.outputs.output import Options, Output, table

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "bends.csv"
HEADER = ("part", "step", "straight_mm", "rotation_deg", "angle_deg", "clr_mm", "x_mm", "y_mm", "z_mm",
          "bend_start_mm", "cut_length_mm", "od_mm", "wall_mm", "note", "machine", "set_straight_mm", "set_angle_deg",
          "elong_mm", "mark", "mark_mm", "side_mm", "seam_deg", "thinning_percent", "wall_out_mm", "strain_percent",
          "difficulty", "saw_length_mm", "excess_start_mm", "excess_end_mm", "remarks")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    return table(folder / NAME, HEADER, [row for plan in built.bend_plans for row in bend_rows(plan)], options)


def bend_rows(plan: BendPlan) -> list[list[Cell]]:
    """The rows of one pipe: start, bends, end."""
    route, part = plan.nominal, plan.part
    points = iter(route.vertices())
    tube = (plan.cut_mm, plan.od_mm, plan.pipe.wall_mm)
    machine = plan.tool.machine.name if plan.tool else ""
    whole = (plan.saw_mm, plan.excess("start"), plan.excess("end"), remarks(plan))
    none: tuple[Cell, ...] = (None,) * 11      # the cells of machine_cells
    rows: list[list[Cell]] = [[part, 0, None, None, None, None, *next(points), None, *tube, "start", machine, *none,
                               *whole]]
    for i, (bend, start, row) in enumerate(zip(route.bends, route.bend_starts(), plan.rows, strict=True), 1):
        rows.append([part, i, bend.straight_mm, bend.rotation_deg, bend.angle_deg, route.clr_mm, *next(points), start,
                     *tube, row.state, machine, *machine_cells(plan, row), *whole])
        if bend.angle_deg > U_DEG:
            rows.append([part, i, None, None, None, None, *next(points), None, *tube, "xyz", machine, *none, *whole])
    rows.append([part, len(route.bends) + 1, route.end_mm, None, None, None, *next(points), None, *tube, "end", machine,
                 plan.route.end_mm, *none[1:], *whole])
    return rows


def machine_cells(plan: BendPlan, row: BendRow) -> list[Cell]:
    """From set_straight_mm to difficulty."""
    return [row.straight_mm, row.set_deg, row.elong_mm, row.mark, row.mark_mm, row.side_mm, row.seam_deg,
            100 * plan.thinning, plan.pipe.wall_mm * (1 - plan.thinning), 100 * plan.strain, row.difficulty]


def remarks(plan: BendPlan) -> str:
    """Codes of all findings of a pipe; their sentences are in bends.pdf and on the screen."""
    return " ".join(dict.fromkeys(f.code for f in plan.findings))


OUTPUT = Output("bends", write)
