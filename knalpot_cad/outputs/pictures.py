"""assembly.png and section.png: the assembly from outside, and cut open along its axis; drawn without a display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.proven import standing

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAMES = ("assembly.png", "section.png")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not any(p.located and p.solid for p in built.baked):
        return []
    from knalpot_cad.solids.preview import preview_png

    placed = standing(built, options)
    for name, cut in zip(NAMES, (False, True), strict=True):
        preview_png(placed, folder / name, cut=cut)
    return list(NAMES)


OUTPUT = Output("pictures", write, needs_solids=True)
