"""marking.pdf: for every bent pipe the strip that is wrapped round the straight tube, 1:1, in pages to glue together.

Each mark says its distance from the tube's end, the angle and how far the tube is turned since the bend before; the
pages are those of patterns.pdf, with the same square to measure first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.bending.strip import strip
from knalpot_cad.outputs import pattern_pdf
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.tiles import PAPERS

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "marking.pdf"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not built.bend_plans:
        return []
    sheets = [strip(plan, built.design.language) for plan in built.bend_plans]
    (folder / NAME).write_bytes(pattern_pdf.render(pattern_pdf.document(built, sheets, PAPERS[options.paper])))
    return [NAME]


OUTPUT = Output("marking", write)
