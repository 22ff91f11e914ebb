"""ybc/<part>.csv: one bent pipe for a controlled bender: Y feed, B turn of the bend plane, C bend angle.

Y and C are what the machine is set to where it was calibrated, else nominal (state); B turns the plane right-handed
about the travel, so that a machine which turns the tube turns it by tube_turn_deg = -B. Y of the first row holds what
is sawn off after bending; the last row is the straight that is left. The first B is where the tube is clamped: 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.bending import BendPlan
from knalpot_cad.numbers import Cell, write_csv
from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

FOLDER = "ybc"
HEADER = ("step", "Y_mm", "B_deg", "C_deg", "CLR_mm", "tube_turn_deg", "state")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    plans = built.bend_plans
    if plans:
        (folder / FOLDER).mkdir()
    for plan in plans:
        write_csv(folder / FOLDER / f"{plan.part}.csv", HEADER, ybc_rows(plan), options.csv)
    return [f"{FOLDER}/{plan.part}.csv" for plan in plans]


def ybc_rows(plan: BendPlan) -> list[list[Cell]]:
    tool = plan.tool
    die = tool.die_clr_mm if tool and tool.die_clr_mm else plan.nominal.clr_mm
    rows: list[list[Cell]] = []
    for i, r in enumerate(plan.rows, 1):
        turn = short(r.rotation_deg)
        rows.append([i, r.straight_mm + (plan.excess("start") if i == 1 else 0.0), turn,
                     r.angle_deg if r.set_deg is None else r.set_deg, die, short(-turn), r.state])
    rows.append([len(plan.rows) + 1, plan.route.end_mm + plan.excess("end"), None, None, None, None, "end"])
    return rows


def short(angle_deg: float) -> float:
    """The same turn above -180 and at most 180 degrees."""
    return -((180.0 - angle_deg) % 360.0 - 180.0)


OUTPUT = Output("ybc", write)
