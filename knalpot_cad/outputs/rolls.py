"""rolls.csv: every rolled part, a row a panel, with its blank and what it is rolled to; lengths in mm, area in mm2.

roll_set_mm is the outside diameter to roll to so that the sheet springs back to outer_mm, empty where the material's
file has no yield strength and modulus (then nominal). press_lines.csv: where a cone, an oval or a transition is
pressed, and how far each line turns the sheet; u and v as on the blank.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.bending.rolling import RollPlan
from knalpot_cad.numbers import Cell, write_csv
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.parts.panels import named

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME, LINES = "rolls.csv", "press_lines.csv"
HEADER = ("part", "kind", "material", "thickness_mm", "count", "blank_u_mm", "blank_v_mm", "outer_mm",
          "outer_end_mm", "mid_mm", "seam", "seam_extra_mm", "area_mm2", "roll_set_mm", "roll_set_end_mm", "set",
          "press_lines")
LINE_HEADER = ("part", "line", "u0_mm", "v0_mm", "u1_mm", "v1_mm", "turn_deg")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    plans = built.roll_plans
    if not plans:
        return []
    write_csv(folder / NAME, HEADER, [row for p in plans for row in roll_rows(p)], options.csv)
    lines = [row for p in plans for row in line_rows(p)]
    if not lines:
        return [NAME]
    write_csv(folder / LINES, LINE_HEADER, lines, options.csv)
    return [NAME, LINES]


def roll_rows(plan: RollPlan) -> list[list[Cell]]:
    """A rolled part, a row a panel. outer_end_mm is that of a cone or transition; a cylinder ends as it begins."""
    made, roll = plan.made, plan.roll
    end = roll.outer_end_mm if roll.kind in ("cone", "transition") else roll.outer_mm
    areas = [sheet.area_mm2 for sheet in made.sheets if not sheet.paper_only]
    widths = roll.panels_u_mm if len(roll.panels_u_mm) == len(areas) else (roll.blank_u_mm,)
    rows = list(zip(widths, areas, strict=True)) if len(widths) > 1 else [(widths[0], math.fsum(areas))]
    return [[named(made.name, i, len(rows)), roll.kind, made.material, made.thickness_mm, made.count, u,
             roll.blank_v_mm, roll.outer_mm, end, roll.mid_mm, roll.seam, roll.seam_extra_mm, area, plan.set_mm,
             plan.set_end_mm, plan.trust or "nominal", sum(p.panel == i for p in plan.presses)]
            for i, (u, area) in enumerate(rows, 1)]


def line_rows(plan: RollPlan) -> list[list[Cell]]:
    count = max(1, len(plan.roll.panels_u_mm))
    return [[named(plan.made.name, p.panel, count), i, p.u0, p.v0, p.u1, p.v1, p.turn_deg]
            for i, p in enumerate(plan.presses, 1)]


OUTPUT = Output("rolls", write)
