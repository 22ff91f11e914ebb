"""patterns.pdf: every flat part and wrap template at 1:1 on A4, to glue together and to cut round by hand.

typst sets the pages (patterns.typ); it gets words and coordinates as JSON, never as source. The first page shows
every part with its pages; each page bears a square of 50 mm, its place, and the true dimensions of the part.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.ink import Ink, extent, inks
from knalpot_cad.outputs.output import Options, Output, file_names
from knalpot_cad.outputs.sheet_check import demand_sound
from knalpot_cad.outputs.tiles import OVERLAP, WINDOW_H, WINDOW_W, Box, Grid, plan
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "patterns.pdf"
CELLS = (4, 4)                   # overviews on an index page
CELL_W, CELL_H, CELL_LABEL = 44.0, 35.0, 11.0
MAX_DIMENSIONS = 14
OVERVIEW_HOLES = 80              # the largest ones; a perforated blank would only be a black patch
WORDS = ("print_note", "measure_first", "join_note", "withheld", "template", "dimensions")
LEGEND = ("CUT_OUTER", "PUNCH", "ROLL", "BEND_UP", "BEND_DOWN", "MARK")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    sheets = list(built.sheets)
    if not sheets:
        return []
    demand_sound(sheets, built.design.language)
    (folder / NAME).write_bytes(render(document(built, sheets)))
    return [NAME]


def render(data: dict[str, Any]) -> bytes:
    """The PDF of the pages in data; no clock, no fonts of this computer."""
    import typst

    source = Path(__file__).with_name("patterns.typ").read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=True, allow_nan=False)}
    setter: Any = typst.compile
    return bytes(setter(source, sys_inputs=inputs, font_paths=[str(p) for p in _fonts()], ignore_system_fonts=True))


def _fonts() -> list[Path]:
    """Folder of the sans serif that matplotlib brings along, found without importing it; typst has others else."""
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else None
    return [folder] if folder and folder.is_dir() else []


def document(built: Built, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """All that patterns.typ draws, as JSON values."""
    language, design = built.design.language, built.design
    drawn = [Drawn(name, sheet) for name, sheet in zip(file_names(sheets, ""), sheets, strict=True)]
    per_index = CELLS[0] * CELLS[1]
    index_pages = -(-len(drawn) // per_index)
    number = index_pages
    for item in drawn:
        item.first = number + 1
        number += item.grid.columns * item.grid.rows
    subtitle = [design.part_number, f"rev {design.revision}" if design.revision else "", design.fitment]
    return {
        "title": design.name,
        "subtitle": " · ".join(s for s in subtitle if s),
        "total": number,
        "words": {key: text(f"pattern.{key}", language) for key in WORDS},
        "legend": [[layer, text(f"pattern.{layer.lower()}", language)] for layer in LEGEND],
        "withheld": [f"{w.name}: {', '.join(w.fields)}" for w in built.withheld][:12],
        "index": [[item.cell(i, language) for i, item in enumerate(drawn[start:start + per_index])]
                  for start in range(0, len(drawn), per_index)],
        "pages": [page for item in drawn for page in item.pages(language)],
    }


class Drawn:
    """One sheet with its lines as they lie on paper, its grid and the number of its first page."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        lines = inks(sheet)
        self.name, self.sheet, self.first = name, sheet, 1
        self.grid: Grid = plan(extent(lines))
        self.lines: list[Ink] = [line.turned() for line in lines] if self.grid.turned else lines
        cuts = [line for line in self.lines if line.style in ("CUT_OUTER", "CUT_INNER", "PUNCH")]
        self.cuts = [*sorted(cuts[:-1], key=_size, reverse=True)[:OVERVIEW_HOLES], cuts[-1]]

    def overview(self, width: float, height: float, here: tuple[int, int] | None, numbers: bool) -> dict[str, Any]:
        """The part with its windows, scaled into width x height mm; the window `here` is shaded."""
        wide, high = self.grid.size
        scale = min(width / wide, height / high)
        left, top = self.grid.x0 - (width / scale - wide) / 2, self.grid.y0 + high + (height / scale - high) / 2
        windows = []
        for row in range(self.grid.rows):
            for column in range(self.grid.columns):
                x0, _, _, y1 = self.grid.window(column, row)
                page = str(self.first + row * self.grid.columns + column) if numbers else ""
                windows.append([_mm((x0 - left) * scale), _mm((top - y1) * scale), _mm(WINDOW_W * scale),
                                _mm(WINDOW_H * scale), (column, row) == here, page])
        lines = [{"style": "thin", "d": line.placed(left, top, scale)} for line in self.cuts]
        return {"windows": windows, "lines": lines}

    def cell(self, place: int, language: str) -> dict[str, Any]:
        column, row = place % CELLS[0], place // CELLS[0]
        x0, y0, x1, y1 = self.sheet.bounds()
        count = self.grid.columns * self.grid.rows
        pages = str(self.first) if count == 1 else f"{self.first}–{self.first + count - 1}"
        return {
            "x": 10 + column * (190 - CELL_W) / (CELLS[0] - 1), "y": 42 + row * (CELL_H + CELL_LABEL + 1.5),
            "width": CELL_W, "height": CELL_H, "name": self.name,
            "size": f"{fmt(x1 - x0, 1)} × {fmt(y1 - y0, 1)} mm",
            "pages": text("pattern.pages", language, pages=pages),
            **self.overview(CELL_W, CELL_H, None, numbers=True),
        }

    def pages(self, language: str) -> list[dict[str, Any]]:
        places = [(column, row) for row in range(self.grid.rows) for column in range(self.grid.columns)]
        shared = {"part": self.name, "template": self.sheet.paper_only, "facts": self._facts(language),
                  "dimensions": self._dimensions()}
        return [{**shared, "number": self.first + i, "place": self._place(column, row, language),
                 "lines": self._lines(self.grid.window(column, row)),
                 "crosses": self._crosses(self.grid.window(column, row)),
                 "map": self.overview(26, 40, (column, row), numbers=False)}
                for i, (column, row) in enumerate(places)]

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
        return [[_mm(c.x - x0), _mm(y1 - c.y), c.label] for c in self.grid.crosses()
                if x0 < c.x < x1 and y0 < c.y < y1]

    def _place(self, column: int, row: int, language: str) -> list[str]:
        if self.grid.columns * self.grid.rows == 1:
            return [text("pattern.whole", language)]
        return [text("pattern.row", language, n=row + 1, of=self.grid.rows),
                text("pattern.column", language, n=column + 1, of=self.grid.columns)]

    def _facts(self, language: str) -> list[list[str]]:
        sheet, single = self.sheet, self.grid.columns * self.grid.rows == 1
        rows = [("material", f"{sheet.material} t {sheet.thickness_mm:g} mm" if not sheet.paper_only else ""),
                ("count", f"{sheet.count} ×"), ("view", text(f"ui.view_{sheet.view}", language)),
                ("note", sheet.note), ("scale", "1 : 1"), ("overlap", "" if single else f"{OVERLAP:g} mm")]
        return [[text(f"pattern.{key}", language), value] for key, value in rows if value]

    def _dimensions(self) -> list[list[str]]:
        rows = [[d.name.removesuffix("_deg"), fmt(d.value_mm, 2) + ("°" if d.name.endswith("_deg") else " mm")]
                for d in self.sheet.dimensions]
        more = len(rows) - MAX_DIMENSIONS
        return rows if more <= 0 else [*rows[:MAX_DIMENSIONS - 1], [f"+ {more + 1}", "…"]]


def _size(line: Ink) -> float:
    return line.box[2] - line.box[0]


def _mm(value: float) -> float:
    return round(value, 4) + 0.0


OUTPUT = Output("patterns", write)
