"""drawing.pdf: the assembly in three views and two sections, with main dimensions, title block and numbered parts.

One sheet of A3, or three pages of A4 or F4, as the paper was asked for.

The kernel finds the visible lines; drafting.py puts them on paper, typst sets the page (drawing.typ) from JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, Shape, Tube
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.drafting import Pad, number
from knalpot_cad.outputs.drawing_sheets import FORMATS, FRAME, STRIP, Format
from knalpot_cad.outputs.drawing_views import Views, scale_words, shell_size
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.pattern_pdf import render
from knalpot_cad.outputs.proven import standing
from knalpot_cad.outputs.welds import weld_length
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "drawing.pdf"
WORDS = ("no", "name", "material", "size", "count", "mass", "part_number", "revision", "vehicle", "scale", "unit",
         "total", "date", "drawn", "checked", "sheet", "angle", "notes", "weld", "joint", "kind", "length")
PICTURE_WIDE = 900          # pixels
MOST_LINES = 34             # of parts and welds in the column beside the views
MOST_WELDS = 38             # beside the parts on a page of its own


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not any(p.located and p.solid for p in built.baked):
        return []
    (folder / NAME).write_bytes(render(document(built, options), "drawing.typ"))
    return [NAME]


def document(built: Built, options: Options) -> dict[str, Any]:
    """All that drawing.typ sets, as JSON values."""
    from knalpot_cad.solids.preview import preview

    design, language = built.design, built.design.language
    placed = standing(built, options)
    numbers = {row.part: i for i, row in enumerate(built.bom, 1)}
    paper = FORMATS[options.paper]
    pads = [Pad(), Pad()] if paper.split else [Pad()]
    views = Views(pads, paper, placed, numbers, language)
    views.draw()
    shapes = {m.name: m.shape for m in built.parts}
    rows = [[str(i), row.part, text(f"part.{row.kind}", language),
             text("drawing.bought", language) if row.thickness_mm is None else row.material,
             size(shapes[row.part], row.thickness_mm), str(row.count), fmt(row.total_kg, 3)]
            for i, row in enumerate(built.bom, 1)]
    return {
        "title": design.title or design.name, "name": design.name, "part_number": design.part_number,
        "revision": design.revision, "vehicle": design.fitment, "scale": scale_words(views.scale),
        "mass": f"{fmt(built.mass_kg, 3)} kg", "author": options.author, "date": options.date,
        "words": {key: text(f"drawing.{key}", language) for key in WORDS},
        "rows": rows, "notes": notes(built), "welds": welds(built, paper),
        "picture": list(preview(placed, (PICTURE_WIDE, None))),
        "format": {"name": paper.name, "width": paper.width, "height": paper.height, "split": paper.split,
                   "frame": FRAME, "strip": STRIP},
        "pages": [{"lines": pad.lines, "fills": pad.fills, "texts": pad.words}
                  for pad in [*pads, Pad()][:len(paper.pages)]]}


def notes(built: Built) -> list[str]:
    """What the views do not say."""
    language = built.design.language
    out = [text("drawing.note_tolerance", language)]
    if any(j.welded for j in built.joints):
        out.append(text("drawing.note_welds", language, count=sum(j.welded for j in built.joints),
                        length=fmt(weld_length(built) / 1000, 2)))
    out.append(text("drawing.note_bends" if any(m.pipe for m in built.parts) else "drawing.note_patterns", language))
    if built.withheld:
        names = ", ".join(w.name for w in built.withheld)
        out.append(text("drawing.note_withheld", language, names=names))
    return out


def welds(built: Built, paper: Format) -> list[list[str]]:
    """Number, parts, kind and length of every joint; none where they would not fit on the sheet."""
    if len(built.joints) > (MOST_WELDS if paper.split else MOST_LINES - len(built.bom)):
        return []
    return [[str(i), f"{j.a} – {j.b}" if j.b else j.a, text(f"drawing.{j.kind}", built.design.language),
             fmt(j.length_mm, 1)] for i, j in enumerate(built.joints, 1)]


def size(shape: Shape, thickness_mm: float | None) -> str:
    """The size of a part as a store keeper asks for it; a bought one has no thickness."""
    wall = "" if thickness_mm is None else f" × {number(thickness_mm)}"
    if isinstance(shape, Tube):
        return f"Ø{number(shape.outer_mm)}{wall} × {number(shape.length_mm)}"
    if isinstance(shape, BentTube):
        return f"Ø{number(shape.outer_mm)}{wall} × {number(shape.route.length_mm)}"
    if isinstance(shape, RolledSheet):
        _, z0, _, z1 = shape.outline.bounds()
        ring = f"Ø{number(2 * shape.radii[0])}{wall} × {number(z1 - z0)}"
        return ring if shape.closed else f"t{wall[2:]}"
    if isinstance(shape, ConeShell):
        return f"Ø{number(shape.outer0_mm)} → Ø{number(shape.outer1_mm)}{wall} × {number(shape.length_mm)}"
    if isinstance(shape, SectionShell):
        return f"{shell_size(shape)}{wall} × {number(shape.length_mm)}"
    x0, y0, z0, x1, y1, z1 = shape.box_mm
    if isinstance(shape, BentStrip):
        return f"{number(shape.width_mm)}{wall}"
    across = f"Ø{number(x1 - x0)}" if abs((x1 - x0) - (y1 - y0)) < 1e-6 else f"{number(x1 - x0)} × {number(y1 - y0)}"
    return f"{across} × {number(z1 - z0)}"


OUTPUT = Output("drawing", write, needs_solids=True)
