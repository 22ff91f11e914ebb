"""Flat parts as SVG at 1:1, one file a part: for programs of laser cutters and engravers, and for the eye.

The user unit is the millimetre (width and height carry it, viewBox is in mm), y runs down. One group an operation,
named as the layers of the DXF, inner cuts before the outline; arcs are arcs, circles are circles, words are strokes.
Below the part, in the group REF that nobody cuts: a bar of 50 mm and the QR code of the design.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from knalpot_cad.geometry.lettering import strokes
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, arc_of, polygon
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
    Text,
)
from knalpot_cad.outputs import qr
from knalpot_cad.outputs.dxf_entities import BAR_GAP_MM, BAR_MM, reference_bar
from knalpot_cad.outputs.output import Options, Output, file_names
from knalpot_cad.outputs.process_check import processed
from knalpot_cad.outputs.sheet_check import demand_sound

if TYPE_CHECKING:
    from knalpot_cad.built import Built

# readable on white, and apart for programs that map colours to operations
COLOURS = {CUT_INNER: "#e00000", PUNCH: "#c000c0", ROLL: "#008000", BEND_UP: "#0000e0", BEND_DOWN: "#008b8b",
           MARK: "#b87800", REF: "#808080", CUT_OUTER: "#000000"}
MARGIN_MM = 5.0
LINE_MM = 0.2
CODE_MM = 24.0
DECIMALS = 6


def write(built: Built, folder: Path, options: Options) -> list[str]:
    """svg/<part>_mm.svg of every flat part that is cut."""
    sheets = [sheet for sheet in built.sheets if not sheet.paper_only]
    demand_sound(sheets, built.design.language, processed(built))
    names = [f"svg/{name}" for name in file_names(sheets, "_mm.svg")]
    if names:
        (folder / "svg").mkdir(parents=True, exist_ok=True)
    for name, plain, sheet in zip(names, file_names(sheets, ""), sheets, strict=True):
        words = qr.payload(built.design.name, plain, built.design.sha256)
        (folder / name).write_text(sheet_svg(sheet, words, options.marks), encoding="utf-8", newline="\n")
    return names


def sheet_svg(sheet: Sheet, words: str = "", marks: bool = True, line_mm: float = LINE_MM) -> str:
    """The picture of one sheet in lines of line_mm; words is what its QR code says, none where it is empty."""
    x0, y0, x1, y1 = sheet.full_bounds()
    below = y0 - BAR_GAP_MM
    page = Page(x0 - MARGIN_MM, y1 + MARGIN_MM)
    wide = max(x1, x0 + BAR_MM + (CODE_MM + 4.0 if words else 0.0)) - x0 + 2 * MARGIN_MM
    high = y1 - below + (CODE_MM - 4.0 if words else 2.0) + 2 * MARGIN_MM
    groups = {layer: list(lines) for layer, lines in _groups(sheet, page, marks).items()}
    if words:
        groups[REF].append(_code(words, page.x(x0 + BAR_MM + 4.0), page.y(below + 4.0)))
    about = f"{sheet.material} t{sheet.thickness_mm:g} mm, {sheet.count} x{', ' + words if words else ''}"
    drawn = "".join(_group(layer, groups[layer], line_mm) for layer in COLOURS if groups[layer])
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(wide)}mm" height="{_n(high)}mm" '
            f'viewBox="0 0 {_n(wide)} {_n(high)}">\n<title>{escape(sheet.name)}</title>\n<desc>{escape(about)}</desc>\n'
            f"{drawn}</svg>\n")


class Page:
    """From the sheet's coordinates to the page's: y down, the upper left corner at (x0, y1) of the sheet."""

    def __init__(self, x0: float, y1: float) -> None:
        self.x0, self.y1 = x0, y1

    def x(self, value: float) -> str:
        return _n(value - self.x0)

    def y(self, value: float) -> str:
        return _n(self.y1 - value)

    def outline(self, outline: Outline) -> str:
        """An element of one contour or circle."""
        if isinstance(outline, Circle):
            return f'<circle cx="{self.x(outline.x)}" cy="{self.y(outline.y)}" r="{_n(outline.radius)}"/>'
        return f'<path d="{self.path(outline)}"/>'

    def path(self, contour: Contour) -> str:
        first = contour.vertices[0]
        pieces = [f"M{self.x(first.x)} {self.y(first.y)}"]
        for a, b in contour.edges():
            if a.bulge:
                arc = arc_of(a, b)
                flags = f"{int(abs(arc.sweep) > math.pi)} {int(arc.sweep < 0)}"
                pieces.append(f"A{_n(arc.radius)} {_n(arc.radius)} 0 {flags} {self.x(b.x)} {self.y(b.y)}")
            elif not contour.closed or b is not first:
                pieces.append(f"L{self.x(b.x)} {self.y(b.y)}")
        return "".join(pieces) + ("Z" if contour.closed else "")

    def dashed(self, points: Iterable[Point], closed: bool) -> str:
        return f'<path stroke-dasharray="4 2" d="{self.path(polygon(points, closed))}"/>'

    def words(self, text: Text) -> str:
        lines: list[list[Point]] = strokes(text.words, text.x, text.y, text.height, text.angle_deg, text.centred)
        return f'<path d="{"".join(self.path(polygon(line, closed=False)) for line in lines)}"/>' if lines else ""


def _groups(sheet: Sheet, page: Page, marks: bool) -> dict[str, list[str]]:
    """The elements of each layer in the order they are written."""
    out: dict[str, list[str]] = {layer: [] for layer in COLOURS}
    out[CUT_INNER] = [page.outline(hole) for hole in sheet.holes]
    out[PUNCH] = [page.outline(hole) for hole in sheet.punched]
    x0, y0, _, _ = sheet.full_bounds()
    bar, bar_words = reference_bar(x0, y0 - BAR_GAP_MM)
    for stroke in (*sheet.strokes, *bar):
        if marks or stroke.layer != MARK:
            out[stroke.layer].append(page.dashed(stroke.points, stroke.closed) if stroke.dashed
                                     else page.outline(polygon(stroke.points, stroke.closed)))
    for text in (*sheet.texts, bar_words):
        if marks or text.layer != MARK:
            out[text.layer].append(page.words(text))
    out[CUT_OUTER] = [page.outline(sheet.outline)]
    return out


def _group(layer: str, elements: list[str], line_mm: float) -> str:
    body = "\n".join(_drawn(elements))
    return f'<g id="{layer}" fill="none" stroke="{COLOURS[layer]}" stroke-width="{_n(line_mm)}">\n{body}\n</g>\n'


def _drawn(elements: list[str]) -> Iterator[str]:
    return (e for e in elements if e)


def _code(words: str, x: str, y: str) -> str:
    drawn, side = qr.path(words)
    return (f'<path id="QR" stroke="none" fill="#000000" transform="translate({x} {y}) scale({_n(CODE_MM / side)})" '
            f'd="{drawn}"/>')


def _n(value: float) -> str:
    """As short as can be, never minus zero."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


OUTPUT = Output("svg", write)
