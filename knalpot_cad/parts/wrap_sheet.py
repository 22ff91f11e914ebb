"""The paper that is wrapped round a pipe: outline, tab, angle marks, words (facts/sheets.md 4, 5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knalpot_cad.geometry.plane import Circle, Contour, Point, rectangle
from knalpot_cad.geometry.quadrature import TURN, Array
from knalpot_cad.geometry.sheet import MARK, Dimension, Sheet, Stroke, Text
from knalpot_cad.geometry.slivers import without_slivers
from knalpot_cad.geometry.wrap import Edge, wrap_contour
from knalpot_cad.parts import panels
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.part import Shop

TICK, LETTER = 5.0, 2.5       # mm
STEP_DEG = 30


@dataclass(frozen=True)
class Head:
    """What every sheet of one part says of it."""

    name: str
    kind: str
    material: str
    thickness_mm: float
    count: int
    which: tuple[int, int] = (1, 1)

    @property
    def engraved(self) -> str:
        return panels.engraved(self.name, *self.which)


Drawing = Callable[[Head], Sheet]


def numbered(head: Head, drawings: Sequence[Drawing]) -> tuple[Sheet, ...]:
    """All sheets of a part, each with its number where there are several."""
    many = len(drawings)
    return tuple(replace(draw(replace(head, which=(i, many))), piece=panels.piece(i, many))
                 for i, draw in enumerate(drawings, 1))


def angle_marks(low: Edge, high: Edge, radius: float) -> list[Stroke]:
    """A tick at both edges every 30 degrees, a whole dashed line at the quarters."""
    out = []
    for (deg, a), (_, b) in zip(low.every(STEP_DEG), high.every(STEP_DEG), strict=True):
        u = radius * math.radians(deg)
        if deg % 90 == 0:
            if deg:
                out.append(Stroke(MARK, ((u, a), (u, b)), dashed=True))
            continue
        t = min(TICK, (b - a) / 6)      # shorter on a thin piece: words want its middle
        out += [Stroke(MARK, ((u, a), (u, a + t))), Stroke(MARK, ((u, b - t), (u, b)))]
    return out


def angle_labels(low: Edge, high: Edge, radius: float) -> list[Text]:
    """The angle beside each tick of the lower edge, where there is room for it."""
    out = []
    for (deg, a), (_, b) in zip(low.every(STEP_DEG), high.every(STEP_DEG), strict=True):
        u = radius * math.radians(deg)
        after = float(low.value(_array(math.radians(deg) + 6.0 / radius)))
        v = max(a, after) + 1.2
        if v + LETTER + 1.0 < b:
            out.append(Text(MARK, u + 0.8, v, LETTER, f"{deg:g}"))
    return out


def _array(x: float) -> Array:
    return np.array(x)


def ordinates(prefix: str, edge: Edge) -> list[Dimension]:
    """v of an edge every 30 degrees."""
    return [Dimension(f"{prefix} {deg:g}", v) for deg, v in edge.every(STEP_DEG)]


def wrap_sheet(shop: Shop, head: Head, low: Edge, high: Edge, radius: float, tab_mm: float,
               dimensions: list[Dimension], marks: tuple[Stroke, ...] = (), holes: tuple[Circle, ...] = (),
               note: str = "") -> Sheet:
    """One wrap between two edges; marks and holes (as they lie on the paper) are drawn, not cut."""
    outline = without_slivers(wrap_contour(low, high, radius, tab_mm))
    girth = TURN * radius
    a, b = float(low.value(_array(TURN))), float(high.value(_array(TURN)))
    strokes = [Stroke(MARK, ((girth, a), (girth, b)), dashed=True)] if tab_mm > 0 else []
    strokes += [*angle_marks(low, high, radius), *marks]
    texts = angle_labels(low, high, radius)
    space = Space(outline, holes)
    for s in strokes:
        for p, q in zip(s.points, s.points[1:], strict=False):
            space.avoid_line(p, q)
    for t in texts:
        space.take(t.x, t.y, t.x + LETTER * len(t.words), t.y + t.height)
    words = lines(shop, head.engraved, head.count, head.thickness_mm, head.material, "template")
    texts += block(space, words, (girth / 8, (low.range()[1] + high.range()[0]) / 2))
    return Sheet(head.name, head.kind, head.material, head.thickness_mm, outline, strokes=tuple(strokes),
                 texts=tuple(texts), dimensions=tuple(dimensions), view="template", paper_only=True, note=note)


def hole_sheet(shop: Shop, head: Head, hole: Contour, dimensions: list[Dimension], note: str) -> Sheet:
    """The hole a branch needs in its main, in a frame of paper; the cross shows the generator facing the branch and the
    height where the axes are nearest. It is for the main's blank (or its outside), not a part.
    """
    hole = without_slivers(hole)
    x0, y0, x1, y1 = hole.bounds()
    x0, y0, x1, y1 = min(x0, 0.0), min(y0, 0.0), max(x1, 0.0), max(y1, 0.0)
    margin = 20.0
    outline = rectangle(x0 - margin, y0 - margin, x1 + margin, y1 + margin)
    cross: tuple[tuple[Point, Point], ...] = (((x0 - margin, 0.0), (x1 + margin, 0.0)),
                                              ((0.0, y0 - margin), (0.0, y1 + margin)))
    space = Space(outline, (hole,))
    for p, q in cross:
        space.avoid_line(p, q)
    words = lines(shop, head.engraved, head.count, head.thickness_mm, head.material, "template")
    texts = [Text(MARK, 1.0, y1 + margin - 4.0, LETTER, "Z+"), *block(space, words, (x0, y0 - margin / 2))]
    return Sheet(head.name, head.kind, head.material, head.thickness_mm, outline, holes=(hole,),
                 strokes=tuple(Stroke(MARK, c, dashed=True) for c in cross), texts=tuple(texts),
                 dimensions=tuple(dimensions), view="template", paper_only=True, note=note)
