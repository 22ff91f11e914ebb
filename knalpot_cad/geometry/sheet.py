"""A flat piece as it is cut: outline, holes, and what is rolled, bent, marked or engraved on it, in mm.

u runs right, v up, the outside face to the reader (facts/sheets.md 0); a plate is drawn as seen from the inlet.
Layers carry the operation (facts/cad.md 3.1); a sheet knows nothing of DXF or PDF.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, union_bounds

CUT_OUTER, CUT_INNER, PUNCH = "CUT_OUTER", "CUT_INNER", "PUNCH"
ROLL, BEND_UP, BEND_DOWN, MARK, REF = "ROLL", "BEND_UP", "BEND_DOWN", "MARK", "REF"
LAYERS = (CUT_OUTER, CUT_INNER, PUNCH, ROLL, BEND_UP, BEND_DOWN, MARK, REF)


@dataclass(frozen=True)
class Stroke:
    """An open or closed line that is marked, not cut."""

    layer: str
    points: tuple[Point, ...]
    closed: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Text:
    """Words engraved in single strokes: lower left corner x, y [mm], cap height [mm], turned by angle_deg."""

    layer: str
    x: float
    y: float
    height: float
    words: str
    angle_deg: float = 0.0
    centred: bool = False


@dataclass(frozen=True)
class Dimension:
    """A true dimension of the flat piece for the paper pattern: a name and its value in mm."""

    name: str
    value_mm: float


@dataclass(frozen=True)
class Sheet:
    """One flat piece. holes are cut through, punched ones (PUNCH) listed apart; count is how many to cut."""

    part: str
    kind: str
    material: str
    thickness_mm: float
    outline: Outline
    holes: tuple[Outline, ...] = ()
    punched: tuple[Outline, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    texts: tuple[Text, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    count: int = 1
    view: str = "outside"          # outside | inlet | template
    roll: str = ""                 # direction of rolling along the blank: u, v or ""
    paper_only: bool = False       # a wrap template: paper, never a cut part
    note: str = ""
    piece: str = ""                # tells the sheets of one part apart

    @property
    def name(self) -> str:
        """Its own name: no other sheet of the part has it."""
        return f"{self.part}-{self.piece}" if self.piece else self.part

    @property
    def area_mm2(self) -> float:
        """Area of metal [mm2]."""
        return abs(self.outline.area) - math.fsum(abs(h.area) for h in (*self.holes, *self.punched))

    @property
    def mass_volume_mm3(self) -> float:
        return self.area_mm2 * self.thickness_mm

    def bounds(self) -> tuple[float, float, float, float]:
        """Extent of the metal with its holes [mm]."""
        return self.outline.bounds()

    def full_bounds(self) -> tuple[float, float, float, float]:
        """Extent with strokes that stand outside the metal (reference bar, arrows) [mm]."""
        boxes = [self.outline.bounds()]
        for stroke in self.strokes:
            xs, ys = zip(*stroke.points, strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
        return union_bounds(boxes)


__all__ = ["BEND_DOWN", "BEND_UP", "CUT_INNER", "CUT_OUTER", "LAYERS", "MARK", "PUNCH", "REF", "ROLL",
           "Circle", "Contour", "Dimension", "Sheet", "Stroke", "Text"]
