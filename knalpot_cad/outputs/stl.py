"""assembly.stl: all solid parts as triangles in mm, for a look and for printing; fillings are left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.proven import standing

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "assembly.stl"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not any(p.located and p.solid for p in built.baked):
        return []
    from knalpot_cad.solids.mesh import stl

    placed = [p for p in standing(built, options) if p.solid]
    (folder / NAME).write_bytes(stl(placed, built.design.name))
    return [NAME]


OUTPUT = Output("stl", write, needs_solids=True)
