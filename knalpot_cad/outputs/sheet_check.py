"""What must hold of a sheet before it is written, in mm: what a shop would suffer from, and what no DXF reader reports.

ezdxf's audit() finds nothing wrong with open, crossing, doubled or missing contours (facts/models.md, Bad days).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.geometry.plane import Circle, Contour, Outline
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, LAYERS, ROLL, Sheet
from knalpot_cad.words import text

SAME = 0.01          # two features nearer than this are one, drawn twice
SHORT = 0.001        # below this there is no radius and no area
FINE = 0.002         # polyline tolerance of the contours compared here


def demand_sound(sheets: Iterable[Sheet], language: str, more: Iterable[Fault] = ()) -> None:
    """Raise Faults that name every part whose sheet must not be cut, with all reasons at once.

    more are faults found elsewhere, such as those of the cutting process.
    """
    faults = [Fault("sheet-invalid", None, {"part": sheet.name, "reason": text(f"sheet.{reason}", language)})
              for sheet in sheets for reason in problems(sheet)]
    faults += more
    if faults:
        raise Faults(faults)


def problems(sheet: Sheet) -> list[str]:
    """Reasons why the sheet must not be cut, as keys of the words in [sheet]; empty for a sound one."""
    return list(_problems(sheet))


@lru_cache(maxsize=64)      # the variants of a catalogue share most of their sheets
def _problems(sheet: Sheet) -> tuple[str, ...]:
    cuts = (sheet.outline, *sheet.holes, *sheet.punched)
    found = sorted({reason for outline in cuts for reason in _outline_problems(outline)})
    if any(stroke.layer not in LAYERS for stroke in sheet.strokes) or any(t.layer not in LAYERS for t in sheet.texts):
        found.append("unknown-layer")
    if isinstance(sheet.outline, Contour) and sheet.outline.closed and sheet.outline.area < 0 and not found:
        found.append("clockwise")
    if not found and _bends_doubled(sheet):
        found.append("line-doubled")
    numbers = [c for stroke in sheet.strokes for point in stroke.points for c in point]
    numbers += [c for t in sheet.texts for c in (t.x, t.y, t.height, t.angle_deg)]
    if not all(map(math.isfinite, numbers)) and "not-finite" not in found:
        found.append("not-finite")
    if found or sheet.paper_only:      # on a wrap template a hole may lie on the seam, half on each side
        return tuple(found)
    return tuple(_hole_problems(sheet))


def _outline_problems(outline: Outline) -> list[str]:
    if isinstance(outline, Circle):
        if not all(map(math.isfinite, (outline.x, outline.y, outline.radius))):
            return ["not-finite"]
        return [] if outline.radius > SHORT else ["no-area"]
    if not all(math.isfinite(c) for v in outline.vertices for c in (v.x, v.y, v.bulge)):
        return ["not-finite"]
    if not outline.closed:
        return ["open"]
    if len(outline.vertices) < (2 if any(v.bulge for v in outline.vertices) else 3):
        return ["no-area"]
    if any(math.hypot(b.x - a.x, b.y - a.y) < SAME for a, b in outline.edges()):
        return ["doubled-point"]
    if abs(outline.area) < SHORT:
        return ["no-area"]
    return [] if polygon_of(outline).is_valid else ["crossing"]


def _bends_doubled(sheet: Sheet) -> bool:
    """A bend or roll line drawn twice, in either direction."""
    lines = [tuple(sorted((round(x / SAME), round(y / SAME)) for x, y in s.points)) for s in sheet.strokes
             if s.layer in (BEND_UP, BEND_DOWN, ROLL) and all(math.isfinite(c) for p in s.points for c in p)]
    return len(set(lines)) < len(lines)


@lru_cache(maxsize=64)      # each check of a sheet asks for its outline
def polygon_of(outline: Outline) -> Any:
    """The outline as a polygon of shapely, within FINE."""
    import shapely

    return shapely.Polygon(outline.polyline(FINE))


def _hole_problems(sheet: Sheet) -> list[str]:
    holes = (*sheet.holes, *sheet.punched)
    circles = [h for h in holes if isinstance(h, Circle)]
    contours = [h for h in holes if isinstance(h, Contour)]
    found = set()
    if not all(_inside(sheet.outline, contours)) or not all(_circles_inside(sheet.outline, circles)):
        found.add("hole-outside")
    found |= _circle_pairs(circles)
    if _contours_doubled(contours):
        found.add("hole-doubled")
    if _contours_meet(contours, circles):
        found.add("holes-overlap")
    return sorted(found)


def _inside(outline: Outline, contours: Sequence[Contour]) -> list[bool]:
    if not contours:
        return []
    metal = polygon_of(outline)
    return [bool(metal.contains_properly(polygon_of(c))) for c in contours]


def _circles_inside(outline: Outline, circles: Sequence[Circle]) -> list[bool]:
    if isinstance(outline, Circle):
        return [math.hypot(c.x - outline.x, c.y - outline.y) + c.radius < outline.radius for c in circles]
    if not circles:
        return []
    import shapely

    metal = polygon_of(outline)
    centres = shapely.points([(c.x, c.y) for c in circles])
    room = shapely.distance(metal.exterior, centres)
    within = shapely.contains(metal, centres)
    return [bool(w) and c.radius < d + FINE for c, d, w in zip(circles, room, within, strict=True)]


def _circle_pairs(circles: Sequence[Circle]) -> set[str]:
    """Circles drawn twice, or cutting into each other; pairs come from their boxes, so thousands stay cheap."""
    if len(circles) < 2:
        return set()
    import numpy as np
    import shapely

    x, y, r = (np.array(values) for values in zip(*((c.x, c.y, c.radius) for c in circles), strict=True))
    boxes = shapely.box(x - r, y - r, x + r, y + r)
    i, j = shapely.STRtree(boxes).query(boxes)
    i, j = i[i < j], j[i < j]
    distance = np.hypot(x[i] - x[j], y[i] - y[j])
    found = set()
    twice = (distance < SAME) & (abs(r[i] - r[j]) < SAME)
    if twice.any():
        found.add("hole-doubled")
    if (~twice & (distance < r[i] + r[j])).any():
        found.add("holes-overlap")
    return found


def _contours_doubled(contours: Sequence[Contour]) -> bool:
    """The same opening twice: equal boxes and equal areas."""
    keys = [(*(round(v / SAME) for v in c.bounds()), round(abs(c.area) / SAME)) for c in contours]
    return len(set(keys)) < len(keys)


def _contours_meet(contours: Sequence[Contour], circles: Sequence[Circle]) -> bool:
    if not contours or len(contours) + len(circles) < 2:
        return False
    import shapely

    shapes = [polygon_of(c) for c in contours]
    tree = shapely.STRtree(shapes)
    i, j = tree.query(shapes, predicate="intersects")
    if (i < j).any():
        return True
    if not circles:
        return False
    centres = shapely.points([(c.x, c.y) for c in circles])
    i, j = tree.query(centres, predicate="dwithin", distance=[c.radius - FINE for c in circles])
    return bool(len(i))
