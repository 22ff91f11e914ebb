"""beads.csv: beads and swages of shells and tubes, by their place along the part; lengths in mm.

length_run_mm is the middle fibre across it, shortens_most_mm what the part loses when all of it is drawn in from the
ends; strain_percent is of the girth at its top (a swage: beyond it). The blank is not made longer for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import Cell, write_csv
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.parts.rows import Made, Rib

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "beads.csv"
HEADER = ("part", "kind", "number", "at_mm", "from_mm", "to_mm", "width_mm", "depth_mm", "side", "outer_mm",
          "length_run_mm", "shortens_most_mm", "strain_percent", "material", "thickness_mm")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    rows = [rib_row(made, rib) for made in built.parts for rib in made.ribs]
    if not rows:
        return []
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


def rib_row(made: Made, rib: Rib) -> list[Cell]:
    """outer_mm: outside diameter (girth / pi where it is not round) at the top of a bead, beyond a swage."""
    return [made.name, rib.kind, rib.number, rib.at_mm, rib.low_mm, rib.high_mm, rib.width_mm, rib.depth_mm, rib.side,
            rib.mid_mm + made.thickness_mm, rib.width_mm + rib.shortens_mm, rib.shortens_mm, rib.strain_percent,
            made.material, made.thickness_mm]


OUTPUT = Output("beads", write)
