"""Flat parts as DXF, one file a part, in mm; the only file that imports ezdxf (0.25 to 0.5 s, inside the function).

Three profiles (facts/cad.md 3.1): r2010 closed LWPOLYLINE with bulges; arcs LINE, ARC and CIRCLE only, neighbours
sharing end coordinates (R2000); r12 POLYLINE with bulges for old controllers. R12 has no unit in its header, so file
name and a bar of 50 mm say it in every profile. Words are strokes, holes stay circles, nothing is ever a spline.

ezdxf makes the drawing round the entities once a profile (header, layers, tables); dxf_entities.py writes what a sheet
adds, and dxf_readback.py reads it back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, CUT_INNER, CUT_OUTER, MARK, PUNCH, REF, ROLL, Sheet
from knalpot_cad.outputs.dxf_entities import Pen, extent, number
from knalpot_cad.outputs.dxf_readback import metal_area
from knalpot_cad.outputs.output import Options, Output, file_names
from knalpot_cad.outputs.process_check import processed
from knalpot_cad.outputs.sheet_check import demand_sound
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

COLOURS = {CUT_OUTER: 7, CUT_INNER: 1, PUNCH: 6, ROLL: 3, BEND_UP: 5, BEND_DOWN: 4, MARK: 2, REF: 8}
VERSIONS = {"r2010": "R2010", "arcs": "R2000", "r12": "R12"}
# numbers that stand in the empty drawing where those of a sheet belong: extent, then middle and height of the view
PLACES = (-70001.5, -70002.5, 70003.5, 70004.5, 70005.5, 70006.5, 70007.5)
EMPTY = "ENTITIES\n  0\nENDSEC\n"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    """dxf/<part>_mm.dxf of every flat part that is cut."""
    sheets = [sheet for sheet in built.sheets if not sheet.paper_only]
    demand_sound(sheets, built.design.language, processed(built))
    names = [f"dxf/{name}" for name in file_names(sheets, "_mm.dxf")]
    if names:
        (folder / "dxf").mkdir(parents=True, exist_ok=True)
    for name, sheet in zip(names, sheets, strict=True):
        (folder / name).write_bytes(sheet_dxf(sheet, options, built.design.language))
    return names


def sheet_dxf(sheet: Sheet, options: Options, language: str = "id") -> bytes:
    """The file of one sheet, read back once and its area compared before it is handed out."""
    content = drawn(sheet, options.dxf, options.marks)
    if content is None:
        raise Faults(Fault("sheet-invalid", None, {"part": sheet.name, "reason": text("sheet.read-back", language)}))
    return content


@lru_cache(maxsize=64)      # the variants of a catalogue share most of their sheets
def drawn(sheet: Sheet, profile: str, marks: bool) -> bytes | None:
    """The file of one sheet; None where what is read back has another area."""
    around, owner, first = drawing(profile)
    pen = Pen(profile, first, owner, marks)
    pen.sheet(sheet)
    x0, y0, x1, y1 = extent(sheet)
    view = (x0, y0, x1, y1, (x0 + x1) / 2, (y0 + y1) / 2, 1.1 * max(y1 - y0, x1 - x0))
    put = {f"\n{place!r}\n": f"\n{number(value)}\n" for place, value in zip(PLACES, view, strict=True)}
    put[seed(first)] = seed(pen.handle)
    put[EMPTY] = f"ENTITIES\n{''.join(pen.lines)}  0\nENDSEC\n"
    content = "".join([put.get(piece, piece) for piece in around])
    area = metal_area(content)
    if not abs(area - sheet.area_mm2) <= 1e-6 * sheet.area_mm2 + 1e-3:      # nor where it is NaN
        return None
    return content.encode("ascii", "replace")


def seed(handle: int) -> str:
    """The header's line of the next free handle."""
    return f"$HANDSEED\n  5\n{handle:X}\n"


@lru_cache
def drawing(profile: str) -> tuple[tuple[str, ...], str, int]:
    """A drawing without entities, the handle of its model space, and the first free handle.

    It is divided so that what differs from sheet to sheet is a piece of its own.
    """
    from ezdxf.document import Drawing

    x0, y0, x1, y1, x, y, height = PLACES
    with _fixed_metadata():
        doc = Drawing.new(VERSIONS[profile])
        if profile != "r12":
            doc.units = 4
            doc.header["$MEASUREMENT"] = 1
            doc.classes.add_required_classes(doc.dxfversion)
            doc.classes.classes = dict(sorted(doc.classes.classes.items()))   # else in hash order, ezdxf 1.4
        for layer, colour in COLOURS.items():
            doc.layers.add(layer, color=colour)
        space = doc.modelspace()
        space.reset_extents((x0, y0, 0.0), (x1, y1, 0.0))       # the header takes them from here
        doc.set_modelspace_vport(height=height, center=(x, y))
        stream = io.StringIO()
        doc.write(stream)
    around = stream.getvalue()
    first = int(around.split("$HANDSEED\n  5\n", 1)[1].split("\n", 1)[0], 16)
    own = "|".join(map(re.escape, (*(f"\n{place!r}\n" for place in PLACES), seed(first), EMPTY)))
    return tuple(re.split(f"({own})", around)), str(space.layout_key), first


@contextmanager
def _fixed_metadata() -> Iterator[None]:
    """No clock and no random ids in the file."""
    import ezdxf

    # ezdxf sets options and read at import, without types
    options = ezdxf.options  # type: ignore[attr-defined]
    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


OUTPUT = Output("dxf", write)
