"""Flat parts as DXF, one file a part, in mm; the only file that imports ezdxf (0.25 to 0.5 s, inside the function).

Three profiles (facts/cad.md 3.1): r2010 closed LWPOLYLINE with bulges; arcs LINE, ARC and CIRCLE only, neighbours
sharing end coordinates (R2000); r12 POLYLINE with bulges for old controllers. R12 has no unit in its header, so file
name and a bar of 50 mm say it in every profile. Words are strokes, holes stay circles, nothing is ever a spline.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.geometry.lettering import strokes
from knalpot_cad.geometry.plane import Circle, Contour, Outline, arc_of, polygon
from knalpot_cad.geometry.sheet import (
    BEND_DOWN,
    BEND_UP,
    CUT_INNER,
    CUT_OUTER,
    MARK,
    PUNCH,
    REF,
    ROLL,
    Sheet,
    Stroke,
    Text,
)
from knalpot_cad.outputs.dxf_readback import metal_area
from knalpot_cad.outputs.output import Options, Output, file_names
from knalpot_cad.outputs.sheet_check import demand_sound
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

COLOURS = {CUT_OUTER: 7, CUT_INNER: 1, PUNCH: 6, ROLL: 3, BEND_UP: 5, BEND_DOWN: 4, MARK: 2, REF: 8}
VERSIONS = {"r2010": "R2010", "arcs": "R2000", "r12": "R12"}
BAR_MM = 50.0
BAR_GAP_MM = 12.0
BAR_TICK_MM = 2.0


def write(built: Built, folder: Path, options: Options) -> list[str]:
    """dxf/<part>_mm.dxf of every flat part that is cut."""
    sheets = [sheet for sheet in built.sheets if not sheet.paper_only]
    demand_sound(sheets, built.design.language)
    names = [f"dxf/{name}" for name in file_names(sheets, "_mm.dxf")]
    if names:
        (folder / "dxf").mkdir(parents=True, exist_ok=True)
    for name, sheet in zip(names, sheets, strict=True):
        (folder / name).write_bytes(sheet_dxf(sheet, options, built.design.language))
    return names


def sheet_dxf(sheet: Sheet, options: Options, language: str = "id") -> bytes:
    """The file of one sheet, read back once and its area compared before it is handed out."""
    import ezdxf

    with _fixed_metadata():
        doc = document(sheet, options)
        stream = io.StringIO()
        doc.write(stream)
    content = stream.getvalue()
    area = metal_area(ezdxf.read(io.StringIO(content)).modelspace())  # type: ignore[attr-defined]
    if abs(area - sheet.area_mm2) > 1e-6 * sheet.area_mm2 + 1e-3:
        raise Faults(Fault("sheet-invalid", None, {"part": sheet.part, "reason": text("sheet.read-back", language)}))
    return content.encode("ascii", "replace")


def document(sheet: Sheet, options: Options) -> Any:
    """A DXF document of the sheet: holes, then marks and the bar, then the outline."""
    from ezdxf.document import Drawing

    doc = Drawing.new(VERSIONS[options.dxf])
    if options.dxf != "r12":
        doc.units = 4
        doc.header["$MEASUREMENT"] = 1
        doc.classes.add_required_classes(doc.dxfversion)
        doc.classes.classes = dict(sorted(doc.classes.classes.items()))   # else in hash order, ezdxf 1.4
    for layer, colour in COLOURS.items():
        doc.layers.add(layer, color=colour)
    x0, y0, x1, y1 = sheet.full_bounds()
    pen = Pen(doc.modelspace(), options)
    pen.holes(sheet)
    pen.marks(sheet)
    pen.bar(x0, y0 - BAR_GAP_MM)
    pen.outline(sheet.outline, CUT_OUTER)
    low, right = y0 - BAR_GAP_MM - BAR_TICK_MM, max(x1, x0 + BAR_MM)
    doc.header["$EXTMIN"], doc.header["$EXTMAX"] = (_n(x0), _n(low), 0.0), (_n(right), _n(y1), 0.0)
    doc.set_modelspace_vport(height=_n(1.1 * max(y1 - low, right - x0)),
                             center=(_n((x0 + right) / 2), _n((low + y1) / 2)))
    return doc


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


def _n(value: float) -> float:
    """Without the noise of the last digits, and never minus zero."""
    return round(value, 9) + 0.0


class Pen:
    """Draws outlines, strokes and words into a modelspace in the chosen profile."""

    def __init__(self, space: Any, options: Options) -> None:
        self.space, self.options = space, options

    def holes(self, sheet: Sheet) -> None:
        for hole in sheet.holes:
            self.outline(hole, CUT_INNER)
        for circle in sheet.punched:
            self.outline(circle, PUNCH)

    def marks(self, sheet: Sheet) -> None:
        for stroke in sheet.strokes:
            self.stroke(stroke)
        for words in sheet.texts:
            self.words(words)

    def stroke(self, stroke: Stroke) -> None:
        if self.options.marks or stroke.layer != MARK:
            self.outline(polygon(stroke.points, stroke.closed), stroke.layer)

    def words(self, text: Text) -> None:
        if self.options.marks or text.layer != MARK:
            for line in strokes(text.words, text.x, text.y, text.height, text.angle_deg, text.centred):
                self.outline(polygon(line, closed=False), text.layer)

    def bar(self, x: float, y: float) -> None:
        """The reference bar: 50 mm, so that a wrong unit is seen at once."""
        self.stroke(Stroke(REF, ((x, y), (x + BAR_MM, y))))
        for end in (x, x + BAR_MM):
            self.stroke(Stroke(REF, ((end, y - BAR_TICK_MM), (end, y + BAR_TICK_MM))))
        self.words(Text(REF, x + BAR_MM / 2, y + 4.0, 4.0, "50 mm", centred=True))

    def outline(self, outline: Outline, layer: str) -> None:
        at = {"layer": layer}
        if isinstance(outline, Circle):
            self.space.add_circle((_n(outline.x), _n(outline.y)), _n(outline.radius), dxfattribs=at)
        elif self.options.dxf == "arcs":
            self._edges(outline, at)
        else:
            points = [(_n(v.x), _n(v.y), _n(v.bulge)) for v in outline.vertices]
            draw = self.space.add_lwpolyline if self.options.dxf == "r2010" else self.space.add_polyline2d
            draw(points, format="xyb", close=outline.closed, dxfattribs=at)

    def _edges(self, contour: Contour, at: dict[str, str]) -> None:
        for a, b in contour.edges():
            if not a.bulge:
                self.space.add_line((_n(a.x), _n(a.y)), (_n(b.x), _n(b.y)), dxfattribs=at)
                continue
            arc = arc_of(a, b)
            start, end = math.degrees(arc.start), math.degrees(arc.start + arc.sweep)
            if arc.sweep < 0:
                start, end = end, start
            self.space.add_arc((_n(arc.cx), _n(arc.cy)), _n(arc.radius), _n(start % 360), _n(end % 360), dxfattribs=at)


OUTPUT = Output("dxf", write)
