"""The ENTITIES section of a DXF as text, in three profiles; coordinates in mm.

Seven kinds of entity need no library, and writing them straight is thirty times as fast as through one: a catalogue
has thousands of sheets, most of their entities strokes of engraved words. tests/unit/test_outputs_dxf.py reads every
profile with ezdxf. Group codes: DXF reference, AC1009 (r12), AC1015 (arcs), AC1024 (r2010).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from knalpot_cad.geometry.lettering import strokes
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, Vertex, arc_of, polygon
from knalpot_cad.geometry.sheet import CUT_INNER, CUT_OUTER, MARK, PUNCH, REF, Sheet, Stroke, Text

BAR_MM = 50.0
BAR_GAP_MM = 12.0
BAR_TICK_MM = 2.0


def reference_bar(x: float, y: float) -> tuple[list[Stroke], Text]:
    """A bar of 50 mm with its words, so that a wrong unit is seen at once."""
    lines = [Stroke(REF, ((x, y), (x + BAR_MM, y)))]
    lines += [Stroke(REF, ((end, y - BAR_TICK_MM), (end, y + BAR_TICK_MM))) for end in (x, x + BAR_MM)]
    return lines, Text(REF, x + BAR_MM / 2, y + 4.0, 4.0, "50 mm", centred=True)


@lru_cache(maxsize=1 << 14)
def number(value: float) -> str:
    """Without the noise of the last digits, and never minus zero. Remembered: letters share their columns and rows."""
    return repr(round(value, 9) + 0.0)


class Pen:
    """Draws a sheet into lines of text. first is the first free handle, owner the handle of the model space."""

    def __init__(self, profile: str, first: int, owner: str, marks: bool = True) -> None:
        self.profile, self.handle, self.owner, self.with_marks = profile, first, owner, marks
        self.lines: list[str] = []

    def sheet(self, sheet: Sheet) -> None:
        """Holes, then marks and the bar, then the outline."""
        x0, y0, _, _ = sheet.full_bounds()
        bar, bar_words = reference_bar(x0, y0 - BAR_GAP_MM)
        for hole in sheet.holes:
            self.outline(hole, CUT_INNER)
        for hole in sheet.punched:
            self.outline(hole, PUNCH)
        for stroke in sheet.strokes:
            self.stroke(stroke)
        for words in sheet.texts:
            self.words(words)
        for stroke in bar:
            self.stroke(stroke)
        self.words(bar_words)
        self.outline(sheet.outline, CUT_OUTER)

    def stroke(self, stroke: Stroke) -> None:
        if self.with_marks or stroke.layer != MARK:
            self.line(stroke.points, stroke.closed, stroke.layer)

    def words(self, text: Text) -> None:
        if self.with_marks or text.layer != MARK:
            for line in strokes(text.words, text.x, text.y, text.height, text.angle_deg, text.centred):
                self.line(line, False, text.layer)

    def line(self, points: Sequence[Point], closed: bool, layer: str) -> None:
        """Straight from point to point."""
        if self.profile != "r2010":
            self.outline(polygon(points, closed), layer)
            return
        self._begin("LWPOLYLINE", layer, "AcDbPolyline")
        self.lines.append(f" 90\n{len(points)}\n 70\n{int(closed)}\n")
        self.lines += [f" 10\n{number(x)}\n 20\n{number(y)}\n" for x, y in points]

    def outline(self, outline: Outline, layer: str) -> None:
        if isinstance(outline, Circle):
            self._begin("CIRCLE", layer, "AcDbCircle")
            self.lines += _point(outline.x, outline.y), _tag(40, number(outline.radius))
        elif self.profile == "arcs":
            self._edges(outline, layer)
        elif self.profile == "r2010":
            self._begin("LWPOLYLINE", layer, "AcDbPolyline")
            self.lines += _tag(90, str(len(outline.vertices))), _tag(70, str(int(outline.closed)))
            self.lines += [_flat(v) for v in outline.vertices]
        else:
            self._old_polyline(outline, layer)

    def _begin(self, kind: str, layer: str, sub_class: str) -> None:
        self.lines.append(f"  0\n{kind}\n  5\n{self.handle:X}\n")
        self.handle += 1
        if self.profile == "r12":
            self.lines.append(_tag(8, layer))
        else:
            self.lines.append(f"330\n{self.owner}\n100\nAcDbEntity\n  8\n{layer}\n100\n{sub_class}\n")

    def _edges(self, contour: Contour, layer: str) -> None:
        """Neighbours share their end coordinates to the last digit."""
        for a, b in contour.edges():
            if not a.bulge:
                self._begin("LINE", layer, "AcDbLine")
                self.lines += _point(a.x, a.y), _point(b.x, b.y, 11)
                continue
            arc = arc_of(a, b)
            start, end = math.degrees(arc.start), math.degrees(arc.start + arc.sweep)
            if arc.sweep < 0:
                start, end = end, start
            self._begin("ARC", layer, "AcDbCircle")
            self.lines += (_point(arc.cx, arc.cy), _tag(40, number(arc.radius)), _tag(100, "AcDbArc"),
                           _tag(50, number(start % 360)), _tag(51, number(end % 360)))

    def _old_polyline(self, contour: Contour, layer: str) -> None:
        self._begin("POLYLINE", layer, "")
        self.lines += _tag(66, "1"), _point(0.0, 0.0), _tag(70, str(int(contour.closed)))
        for v in contour.vertices:
            self._begin("VERTEX", layer, "")
            self.lines.append(_point(v.x, v.y))
            if v.bulge:
                self.lines.append(_tag(42, number(v.bulge)))
        self._begin("SEQEND", layer, "")


def _tag(code: int, value: str) -> str:
    return f"{code:3d}\n{value}\n"


def _point(x: float, y: float, code: int = 10) -> str:
    return f" {code}\n{number(x)}\n {code + 10}\n{number(y)}\n {code + 20}\n0.0\n"


def _flat(v: Vertex) -> str:
    bulge = f" 42\n{number(v.bulge)}\n" if v.bulge else ""
    return f" 10\n{number(v.x)}\n 20\n{number(v.y)}\n{bulge}"


def extent(sheet: Sheet) -> Sequence[float]:
    """x0, y0, x1, y1 of everything drawn, the bar too [mm]."""
    x0, y0, x1, y1 = sheet.full_bounds()
    return x0, y0 - BAR_GAP_MM - BAR_TICK_MM, max(x1, x0 + BAR_MM), y1
