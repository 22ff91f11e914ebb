"""patterns.pdf: every flat part and wrap template at 1:1 on A4, F4 or A3, to glue together and to cut round by hand.

typst sets the pages (patterns.typ); it gets words and coordinates as JSON, never as source. The first page shows
every part with its pages; each page bears a square of 50 mm with a QR code of the design, its place among the pages of
the part, the pages that join it, and the true lengths of the edges.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.lettering import strokes
from knalpot_cad.geometry.sheet import Sheet, Text
from knalpot_cad.numbers import fmt
from knalpot_cad.outputs import qr
from knalpot_cad.outputs.dimension_words import called, unit_of
from knalpot_cad.outputs.edge_labels import Label, labels
from knalpot_cad.outputs.ink import Ink, extent, inks
from knalpot_cad.outputs.output import Options, Output, file_names
from knalpot_cad.outputs.process_check import processed
from knalpot_cad.outputs.sheet_check import demand_sound
from knalpot_cad.outputs.tiles import BORDER, OVERLAP, PAPERS, Box, Grid, Paper, plan, turned_box
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "patterns.pdf"
INDEX_TOP = 42.0                 # below the title of an index page
CELL_GAP, CELL_LABEL = 4.0, 12.5
MOST_CELLS = 4                   # overviews a side on an index page
DIMENSION_ROWS, DIMENSION_W = 14, 46.0
OVERVIEW_HOLES = 80              # the largest ones; a perforated blank would only be a black patch
CROSS_MM = 5.0                   # half the room that a registration mark and its letter take
MAP_W, MAP_H = 26.0, 40.0
WORDS = ("print_note", "measure_first", "join_note", "withheld", "template", "dimensions")
LEGEND = ("CUT_OUTER", "PUNCH", "ROLL", "BEND_UP", "BEND_DOWN", "MARK")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    sheets = list(built.sheets)
    if not sheets:
        return []
    demand_sound(sheets, built.design.language, processed(built))
    (folder / NAME).write_bytes(render(document(built, sheets, PAPERS[options.paper])))
    return [NAME]


def render(data: dict[str, Any], template: str = "patterns.typ") -> bytes:
    """The PDF of the pages in data as the template sets them; no clock, no fonts of this computer."""
    import typst

    source = Path(__file__).with_name(template).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=True, allow_nan=False)}
    setter: Any = typst.compile
    return bytes(setter(source, sys_inputs=inputs, font_paths=[str(p) for p in _fonts()], ignore_system_fonts=True))


def _fonts() -> list[Path]:
    """Folder of the sans serif that matplotlib brings along, found without importing it; typst has others else."""
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else None
    return [folder] if folder and folder.is_dir() else []


def document(built: Built, sheets: Sequence[Sheet], paper: Paper = PAPERS["a4"]) -> dict[str, Any]:
    """All that patterns.typ draws, as JSON values."""
    language, design = built.design.language, built.design
    drawn = [Drawn(name, sheet, paper, text("pattern.around", language))
             for name, sheet in zip(file_names(sheets, ""), sheets, strict=True)]
    across = min(MOST_CELLS, max(2, math.ceil(math.sqrt(len(drawn)))))
    number = index_pages = -(-len(drawn) // across**2)
    for item in drawn:
        item.first = number + 1
        item.code = qr.payload(design.name, item.name, design.sha256)
        number += len(item.grid.places)
    subtitle = [design.part_number, f"rev {design.revision}" if design.revision else "", design.fitment]
    starts = range(0, index_pages * across**2, across**2)
    return {
        "title": design.name,
        "subtitle": " · ".join(s for s in subtitle if s),
        "sha256": design.sha256[:12],
        "code": qr.svg(qr.payload(design.name, "", design.sha256)),
        "paper": {"width": paper.width, "height": paper.height, "window_w": paper.window_w,
                  "window_h": paper.window_h, "border": BORDER, "overlap": OVERLAP},
        "total": number,
        "words": {key: text(f"pattern.{key}", language) for key in WORDS},
        "legend": [[layer, text(f"pattern.{layer.lower()}", language)] for layer in LEGEND],
        "withheld": [f"{w.name}: {', '.join(w.fields)}" for w in built.withheld][:12],
        "index": [[item.cell(i, across, language) for i, item in enumerate(drawn[start:start + across**2])]
                  for start in starts],
        "pages": [page for item in drawn for page in item.pages(language)],
    }


class Drawn:
    """One sheet with its lines as they lie on paper, its grid and the number of its first page."""

    def __init__(self, name: str, sheet: Sheet, paper: Paper, around: str) -> None:
        lines = inks(sheet)
        self.name, self.sheet, self.first, self.code, self.paper = name, sheet, 1, "", paper
        self.grid: Grid = plan(extent(lines), paper)
        self.lines: list[Ink] = [line.turned() for line in lines] if self.grid.turned else lines
        cuts = [line for line in self.lines if line.style in ("CUT_OUTER", "CUT_INNER", "PUNCH")]
        self.cuts = [*sorted(cuts[:-1], key=_size, reverse=True)[:OVERVIEW_HOLES], cuts[-1]]
        words = [turned_box(box) if self.grid.turned else box for box in map(words_box, sheet.texts)]
        self.crosses = self.grid.crosses(words, CROSS_MM)
        marks = [(c.x - CROSS_MM, c.y - CROSS_MM, c.x + CROSS_MM, c.y + CROSS_MM) for c in self.crosses]
        self.labels, self.unplaced = labels(sheet, self.grid.turned, self.lines,
                                            [self.grid.window(*place) for place in self.grid.places], marks, around)

    def overview(self, width: float, height: float, here: tuple[int, int] | None, numbers: bool) -> dict[str, Any]:
        """The part with its windows, scaled into width x height mm; the window `here` is shaded."""
        wide, high = self.grid.size
        scale = min(width / wide, height / high)
        left, top = self.grid.x0 - (width / scale - wide) / 2, self.grid.y0 + high + (height / scale - high) / 2
        windows = []
        for i, place in enumerate(self.grid.places):
            x0, _, _, y1 = self.grid.window(*place)
            windows.append([_mm((x0 - left) * scale), _mm((top - y1) * scale), _mm(self.paper.window_w * scale),
                            _mm(self.paper.window_h * scale), place == here, str(self.first + i) if numbers else ""])
        lines = [{"style": "thin", "d": line.placed(left, top, scale)} for line in self.cuts]
        return {"windows": windows, "lines": lines}

    def cell(self, place: int, across: int, language: str) -> dict[str, Any]:
        """The overview on the index page, `across` of them a row."""
        wide = (self.paper.window_w + CELL_GAP) / across - CELL_GAP
        high = (self.paper.window_h + BORDER - INDEX_TOP) / across - CELL_LABEL
        x0, y0, x1, y1 = self.sheet.bounds()
        count = len(self.grid.places)
        pages = str(self.first) if count == 1 else f"{self.first}–{self.first + count - 1}"
        return {
            "x": _mm(BORDER + place % across * (wide + CELL_GAP)),
            "y": _mm(INDEX_TOP + place // across * (high + CELL_LABEL)),
            "width": _mm(wide), "height": _mm(high), "name": self.name,
            "size": f"{fmt(x1 - x0, 1)} × {fmt(y1 - y0, 1)} mm",
            "pages": text("pattern.pages", language, pages=pages),
            **self.overview(wide, high, None, numbers=True),
        }

    def pages(self, language: str) -> list[dict[str, Any]]:
        shared = {"part": self.name, "template": self.sheet.paper_only, "facts": self._facts(language),
                  "dimensions": self._dimensions(language), "code": qr.svg(self.code)}
        few = max(self.grid.columns * 1.4, self.grid.rows) <= 5      # else the numbers would not be readable
        return [{**shared, "number": self.first + i, "place": self._place(column, row, language),
                 "lines": self._lines(self.grid.window(column, row)),
                 "crosses": self._crosses(self.grid.window(column, row)),
                 "labels": self._labels(self.grid.window(column, row)),
                 "next": {side: text("pattern.goes_on", language, page=self.first + place)
                          for side, place in self.grid.neighbours(column, row).items()},
                 "map": self.overview(MAP_W, MAP_H, (column, row), numbers=few)}
                for i, (column, row) in enumerate(self.grid.places)]

    def _labels(self, window: Box) -> list[list[Any]]:
        """Labels that lie whole in the window: middle, angle clockwise, words, leader or nothing."""
        x0, _, _, y1 = window
        return [[_mm(lab.x - x0), _mm(y1 - lab.y), -_mm(lab.angle_deg), lab.words,
                 [_mm(v) for x, y in lab.leader for v in (x - x0, y1 - y)] if lab.leader else None]
                for lab in self.labels if _within(lab, window)]

    def _lines(self, window: Box) -> list[dict[str, Any]]:
        """Lines that touch the window, those of one style and neighbours in order as one path."""
        x0, y0, x1, y1 = window
        out: list[dict[str, Any]] = []
        for line in self.lines:
            a, b, c, d = line.box
            if a > x1 or c < x0 or b > y1 or d < y0:
                continue
            if not out or out[-1]["style"] != line.style:
                out.append({"style": line.style, "d": []})
            out[-1]["d"] += line.placed(x0, y1)
        return out

    def _crosses(self, window: Box) -> list[list[Any]]:
        x0, y0, x1, y1 = window
        return [[_mm(c.x - x0), _mm(y1 - c.y), c.label] for c in self.crosses
                if x0 < c.x < x1 and y0 < c.y < y1]

    def _place(self, column: int, row: int, language: str) -> list[str]:
        if len(self.grid.places) == 1:
            return [text("pattern.whole", language)]
        return [text("pattern.row", language, n=row + 1, of=self.grid.rows),
                text("pattern.column", language, n=column + 1, of=self.grid.columns)]

    def _facts(self, language: str) -> list[list[str]]:
        sheet, single = self.sheet, len(self.grid.places) == 1
        rows = [("material", f"{sheet.material} t {sheet.thickness_mm:g} mm" if not sheet.paper_only else ""),
                ("count", f"{sheet.count} ×"), ("view", text(f"ui.view_{sheet.view}", language)),
                ("note", sheet.note), ("scale", "1 : 1"), ("overlap", "" if single else f"{OVERLAP:g} mm")]
        return [[text(f"pattern.{key}", language), value] for key, value in rows if value]

    def _dimensions(self, language: str) -> list[list[list[str]]]:
        """Rows of the table, as many columns as the paper has room for."""
        rows = [[called(d.name, language), fmt(d.value_mm + 0.0, 2) + unit_of(d.name)]
                for d in self.sheet.dimensions] + [["—", words] for words in self.unplaced]
        columns = max(1, int((self.paper.width - 4 * BORDER - 121.0) / DIMENSION_W))
        more = len(rows) - columns * DIMENSION_ROWS
        if more > 0:
            rows = [*rows[:columns * DIMENSION_ROWS - 1], [f"+ {more + 1}", "…"]]
        return [rows[i:i + DIMENSION_ROWS] for i in range(0, len(rows), DIMENSION_ROWS)]


def words_box(t: Text) -> Box:
    """What engraved words take of the sheet."""
    x, y = zip(*(p for line in strokes(t.words, t.x, t.y, t.height, t.angle_deg, t.centred) for p in line), strict=True)
    return min(x), min(y), max(x), max(y)


def _within(label: Label, window: Box) -> bool:
    a, b, c, d = label.box()
    return window[0] < a and window[1] < b and c < window[2] and d < window[3]


def _size(line: Ink) -> float:
    return line.box[2] - line.box[0]


def _mm(value: float) -> float:
    return round(value, 4) + 0.0


OUTPUT = Output("patterns", write)
