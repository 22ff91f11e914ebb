"""isir.csv: the dimensional report of a first sample, its nominals and tolerances filled in (facts/domain.md 2.2, 2.3).

The tolerance comes from the table of the process that makes the dimension; where there is none (a tube as bought,
a thickness) the columns stay empty, for the customer's drawing to fill.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell
from knalpot_cad.outputs.output import Options, Output, table
from knalpot_cad.parts.rows import Quantity
from knalpot_cad.tolerance import tolerance_mm

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.library import Library

NAME = "isir.csv"
HEADER = ("balloon_no", "part", "characteristic", "nominal", "tol_minus", "tol_plus", "unit", "class", "instrument",
          "sample1", "sample2", "sample3", "mean", "judgement", "remark")
TABLES = {"blank": ("jis_b_0408_blank", "C"), "bend": ("jis_b_0408_bend", "C"), "linear": ("jis_b_0405", "m")}


def write(built: Built, folder: Path, options: Options) -> list[str]:
    rows = [isir_row(i, quantity, built.library) for i, quantity in enumerate(built.quantities.values(), 1)]
    return table(folder / NAME, HEADER, rows, options)


def isir_row(balloon: int, quantity: Quantity, library: Library) -> list[Cell]:
    """One characteristic, named by its address below the part; samples and judgement are left to the inspector."""
    part, _, characteristic = quantity.address.partition(".")
    tolerance, remark = _tolerance(quantity, library)
    minus = None if tolerance is None else -tolerance
    nominal: Cell = quantity.value
    if not quantity.unit and quantity.value == int(quantity.value):
        nominal = int(quantity.value)                        # a count
    weight = "critical" if quantity.critical else "major"
    return [balloon, part, characteristic, nominal, minus, tolerance, quantity.unit, weight, quantity.instrument,
            None, None, None, None, None, remark]


def _tolerance(quantity: Quantity, library: Library) -> tuple[float | None, str]:
    """Plus-minus in mm and the table it is from."""
    if quantity.unit != "mm" or quantity.process not in TABLES:
        return None, ""
    table, grade = TABLES[quantity.process]
    value = tolerance_mm(table, grade, quantity.value, library)
    return value, f"{table} {grade}" if value is not None else ""


OUTPUT = Output("isir", write)
