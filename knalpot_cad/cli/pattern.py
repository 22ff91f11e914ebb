"""pattern/pola: flat patterns alone, on the screen or in a folder; needs no solids."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knalpot_cad.cli.options import csv_option, dxf_options, folder_options, job_options
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb

if TYPE_CHECKING:
    from knalpot_cad.batch import Job
    from knalpot_cad.geometry.sheet import Sheet

SHOWN = 12           # dimensions in the table of a person; --json has them all
COLUMNS = ("part", "kind", "count", "thickness", "size", "area", "lengths")


@verb("pattern", "pattern")
@folder_options
@csv_option
@dxf_options
@option("--pdf", is_flag=True, word="opt_pdf")
@option("--svg", is_flag=True, word="opt_svg")
@job_options
@click.pass_obj
def VERB(screen: Screen, job: Job, out: Path | None, force: bool, pdf: bool, svg: bool) -> int:
    from knalpot_cad.cli.told import exit_code, tell, to_measure, warnings
    built = job.built()
    files: tuple[str, ...] = ()
    if out:
        from knalpot_cad.batch import output_names, publish_job, write_outputs
        more = [*(["patterns"] if pdf else []), *(["svg"] if svg else [])]
        names = output_names(["dxf", "rolls", "beads", "saws", *more])
        files = publish_job(built, out, job.options, names,
                            lambda temp: write_outputs(built, temp, job.options, names), force).files
    if screen.as_json:
        screen.json({"design": built.design.name, "sha256": built.design.sha256,
                     "sheets": [sheet_row(s) for s in built.sheets],
                     "files": list(files), "measure_first": to_measure(built, screen.lang),
                     "warnings": warnings(built, screen.lang), "exit_code": exit_code(built)})
        return exit_code(built)
    screen.table([screen.words(f"cli.col_{c}") for c in COLUMNS],
                 [table_row(screen, s) for s in built.sheets], title=built.design.name)
    tell(screen, built)
    if out:
        screen.say(screen.words("cli.written_to", count=len(files), folder=str(out)))
    return exit_code(built)


def sheet_row(s: Sheet) -> dict[str, Any]:
    """One sheet as a program reads it: `part` is its own name, `of` the part's that it is a piece of; edges in order
    around the outline, a circle is one edge.

    sides_mm are the edges between corners: a curve drawn as many tangent arcs counts once. holes_mm are the lengths
    round cut-outs that are no circles.
    """
    from knalpot_cad.outputs.sides import edge_lengths, side_lengths
    return {"part": s.name, "of": s.part, "kind": s.kind, "material": s.material, "thickness_mm": s.thickness_mm,
            "count": s.count, "area_mm2": round(s.area_mm2, 3), "edges": [round(e, 4) for e in edge_lengths(s.outline)],
            "sides_mm": [round(e, 4) for e in side_lengths(s.outline)],
            "holes_mm": [round(h.length, 4) for h in (*s.holes, *s.punched) if hasattr(h, "vertices")],
            "bounds": [round(v, 4) for v in s.bounds()], "holes": len(s.holes) + len(s.punched),
            "dimensions": {d.name: round(d.value_mm, 4) + 0.0 for d in s.dimensions}, "roll": s.roll, "view": s.view,
            "paper_only": s.paper_only, "note": s.note}


def table_row(screen: Screen, s: Sheet) -> list[str]:
    from knalpot_cad.outputs.dimension_words import called
    x0, y0, x1, y1 = s.bounds()
    kind = screen.words("pattern.template") if s.paper_only else screen.words(f"part.{s.kind}")
    return [s.name, kind, str(s.count), f"{s.thickness_mm:g}", f"{x1 - x0:.2f} x {y1 - y0:.2f}", f"{s.area_mm2:.0f}",
            "  ".join([*(f"{called(d.name, screen.lang)} {d.value_mm + 0.0:.2f}" for d in s.dimensions[:SHOWN]),
                       *([f"+{len(s.dimensions) - SHOWN}"] if len(s.dimensions) > SHOWN else [])])]
