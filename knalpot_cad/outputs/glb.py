"""assembly.glb: all parts as named, coloured triangles, for viewers and web pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.proven import standing

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "assembly.glb"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not any(p.located for p in built.baked):
        return []
    from knalpot_cad.solids.mesh import glb

    placed = standing(built, options)
    (folder / NAME).write_bytes(glb(placed, built.design.name))
    return [NAME]


OUTPUT = Output("glb", write, needs_solids=True)
