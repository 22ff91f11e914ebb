"""Whether the named cutting process can make a sheet: least hole, web and edge distance, and the largest stock sheet.

The limits are those of templates/machines/<process>.yaml, each a number of mm (`hole_least_mm`) or of thicknesses
(`hole_least_t`, and `hole_least_t_stainless` for stainless); the larger one holds. A process is never assumed: without
`process:` in the design only the stock sheet is asked for (facts/cad.md 3.1: the other values are a shop's).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from knalpot_cad.fault import Fault
from knalpot_cad.geometry.plane import Circle, Contour, Outline
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.library import Library, Material
from knalpot_cad.library.value import DOUBTED
from knalpot_cad.outputs.sheet_check import polygon_of

if TYPE_CHECKING:
    from knalpot_cad.built import Built

STAINLESS = ("sus", "sa1d")
LARGE_MM = 1000.0     # below it a piece of any material is found
FINE = 0.002         # polyline tolerance of the contours compared here
SLACK = 1e-6


@dataclass(frozen=True)
class Limit:
    """A least size [mm] and where it is from."""

    size_mm: float
    source: str


NONE = Limit(0.0, "")


@dataclass(frozen=True)
class Process:
    """Least hole, web and edge of one process for one sheet, and the largest stock sheets (width, length) [mm]."""

    name: str
    hole: Limit
    web: Limit
    edge: Limit
    stock: tuple[tuple[float, float], ...] = ()
    doubted: bool = False       # nobody but memory gives those sizes


def processed(built: Built) -> list[Fault]:
    """Everything the design's process can't make, all sheets; where it names none, only what no stock sheet holds."""
    name = built.design.process
    return [f for sheet in built.sheets if not sheet.paper_only
            for f in faults(sheet, process_for(name, sheet, built.library) if name else
                            Process("", NONE, NONE, NONE, *stock_sizes(sheet, built.library)))]


def process_for(name: str, sheet: Sheet, library: Library) -> Process:
    """The limits of a process for a sheet's thickness and material."""
    limits = library.machine(name).limits
    stainless = sheet.material.startswith(STAINLESS)

    def least(what: str) -> Limit:
        keys = [f"{what}_least_mm", f"{what}_least_t"]
        if stainless:
            keys.append(f"{what}_least_t_stainless")
        best = Limit(0.0, "")
        for key in keys:
            found = limits.get(key)
            if found is None or found.number is None:
                continue
            size = found.number * (1.0 if key.endswith("_mm") else sheet.thickness_mm)
            if size > best.size_mm:
                best = Limit(size, f"{key} {found.number:g}, {found.trust}")
        return best
    return Process(name, least("hole"), least("web"), least("edge"), *stock_sizes(sheet, library))


def stock_sizes(sheet: Sheet, library: Library) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Sizes in which the sheet's material is sold (short, long) [mm], and whether one of them is unverified.

    Where its file tells none, a large piece is held against the sheets of all materials.
    """
    own = _sizes(library.material(sheet.material))
    x0, y0, x1, y1 = sheet.bounds()
    if not own and max(x1 - x0, y1 - y0) >= LARGE_MM:
        own = _every_size(library)
    return tuple(sorted(own)), any(own.values())


@lru_cache(maxsize=4)       # reads every material's file
def _every_size(library: Library) -> dict[tuple[float, float], bool]:
    return {size: doubted for m in library.every("materials")[0] for size, doubted in _sizes(m).items()}


def _sizes(material: Material) -> dict[tuple[float, float], bool]:
    """Each size and whether it is unverified."""
    return {(min(s.width_mm, s.length_mm), max(s.width_mm, s.length_mm)): s.trust in DOUBTED for s in material.stock
            if s.form in ("sheet", "drum") and s.width_mm and s.length_mm}


def faults(sheet: Sheet, process: Process) -> list[Fault]:
    """What the process can't make of one sheet."""
    out: list[Fault] = []
    holes = (*sheet.holes, *sheet.punched)
    values: dict[str, object] = {"part": sheet.name, "process": process.name}
    found = {"hole": smallest(holes), "web": least_web(holes, process.web.size_mm),
             "edge": least_edge(sheet.outline, holes)}
    codes = {"hole": "process-hole", "web": "process-web", "edge": "process-edge"}
    for what, limit in (("hole", process.hole), ("web", process.web), ("edge", process.edge)):
        if found[what] < limit.size_mm - SLACK:
            out.append(Fault(codes[what], None, {**values, "size_mm": round(found[what], 2),
                                                 "least_mm": round(limit.size_mm, 2), "source": limit.source}))
    x0, y0, x1, y1 = sheet.bounds()
    short, long = sorted((x1 - x0, y1 - y0))
    if process.stock and not any(fits(short, long, *s) for s in process.stock):
        stock = ", ".join(f"{a:g} x {b:g}" for a, b in process.stock)
        code = "sheet-too-big-unverified" if process.doubted else "sheet-too-big"
        out.append(Fault(code, None, {"part": sheet.name, "u_mm": round(x1 - x0, 1), "v_mm": round(y1 - y0, 1),
                                      "stock": stock, "material": sheet.material}))
    return out


def fits(short: float, long: float, width: float, length: float) -> bool:
    """Whether a rectangle lies in another one (both as short x long), straight or turned (Carver 1957)."""
    if short <= width + SLACK and long <= length + SLACK:
        return True
    if long <= length or short > width:
        return False
    diagonal = long * long + short * short
    room = (2 * long * short * length + (long * long - short * short) * math.sqrt(max(0.0, diagonal - length * length)))
    return width >= room / diagonal - SLACK


def smallest(holes: Sequence[Outline]) -> float:
    """Least width of any opening [mm]."""
    return min((2 * h.radius if isinstance(h, Circle) else narrow(h) for h in holes), default=math.inf)


def narrow(hole: Contour) -> float:
    """Least width of an opening [mm]: the short side of its least turned box."""
    import shapely

    xs, ys = shapely.Polygon(hole.polyline(FINE)).minimum_rotated_rectangle.exterior.coords.xy
    sides = [math.hypot(xs[i + 1] - xs[i], ys[i + 1] - ys[i]) for i in range(2)]
    return float(min(sides))


def least_web(holes: Sequence[Outline], asked: float) -> float:
    """Least metal between two openings, where it is below the asked one [mm]; else infinite. Linear in their number."""
    if len(holes) < 2 or asked <= 0:
        return math.inf
    import numpy as np
    import shapely

    best = math.inf
    circles = [h for h in holes if isinstance(h, Circle)]
    if len(circles) > 1:
        x, y, r = (np.array(v) for v in zip(*((c.x, c.y, c.radius) for c in circles), strict=True))
        grown = r + asked / 2
        boxes = shapely.box(x - grown, y - grown, x + grown, y + grown)
        i, j = shapely.STRtree(boxes).query(boxes)
        i, j = i[i < j], j[i < j]
        if len(i):
            best = float((np.hypot(x[i] - x[j], y[i] - y[j]) - r[i] - r[j]).min())
    contours = [polygon_of(h) for h in holes if isinstance(h, Contour)]
    if contours:
        others = [*contours, *(polygon_of(c) for c in circles)]
        i, j = shapely.STRtree(others).query(contours, predicate="dwithin", distance=asked)
        pairs = i != j
        if pairs.any():
            a, b = np.array(contours)[i[pairs]], np.array(others)[j[pairs]]
            best = min(best, float(shapely.distance(a, b).min()))
    return best


def least_edge(outline: Outline, holes: Sequence[Outline]) -> float:
    """Least metal between an opening and the outline [mm]."""
    if not holes:
        return math.inf
    if isinstance(outline, Circle):
        circles = [outline.radius - math.hypot(h.x - outline.x, h.y - outline.y) - h.radius for h in holes
                   if isinstance(h, Circle)]
        rest = [outline.radius - math.hypot(x - outline.x, y - outline.y) for h in holes if isinstance(h, Contour)
                for x, y in h.polyline(FINE)]
        return min([*circles, *rest])
    import shapely

    rim = polygon_of(outline).exterior
    best = math.inf
    round_ones = [h for h in holes if isinstance(h, Circle)]
    if round_ones:
        away = shapely.distance(rim, shapely.points([(c.x, c.y) for c in round_ones]))
        best = float(min(d - c.radius for d, c in zip(away, round_ones, strict=True)))
    return min([best, *(float(rim.distance(polygon_of(h))) for h in holes if isinstance(h, Contour))])
