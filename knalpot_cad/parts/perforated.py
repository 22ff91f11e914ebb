"""How a core is perforated, as a person writes it, and the pattern that comes of it (facts/sheets.md 7)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from knalpot_cad.fields import Hole, Length, Model, Offset, Ratio
from knalpot_cad.geometry.perforation import (
    ROOT3,
    Opening,
    Pattern,
    Stagger,
    nearest,
    on_blank,
    round_tube,
    throat_area,
)

MOST_OPENINGS = 20_000
STAGGERS: dict[str, Stagger] = {"stagger": "rows", "columns": "columns", "square": "none"}
Problems = list[tuple[str, dict[str, object]]]


class PerforationData(Model):
    """Round holes, obround slots or louvres in rows; pitch_mm or open_area is given, the other follows.

    stagger is 60 degrees for round holes (rows round the tube), columns the same turned by 90 degrees, square has no
    shift. pitch_mm runs along a row, row_pitch_mm from row to row (round holes: from the pattern). For an asked
    open_area slots get the same bridge both ways. Margins go to the edge of the openings.
    """

    shape: Literal["round", "slot", "louvre"] = "round"
    hole_mm: Hole
    long_mm: Length | None = None
    lie: Literal["around", "along"] = "along"
    rise_mm: Length | None = None
    throat: Literal["segment", "bridge", "half_ellipse"] = "segment"
    pattern: Literal["stagger", "columns", "square"] = "stagger"
    pitch_mm: Length | None = None
    row_pitch_mm: Length | None = None
    open_area: Ratio | None = None
    seam_margin_mm: Offset = 5.0
    plain_start_mm: Offset = 10.0
    plain_end_mm: Offset = 10.0
    through_seam: bool = False

    @property
    def stagger(self) -> Stagger:
        return STAGGERS[self.pattern]

    def opening(self) -> Opening:
        if self.shape == "round":
            return Opening(self.hole_mm, self.hole_mm)
        long = self.long_mm or self.hole_mm
        free = throat_area(self.throat, long, self.rise_mm) if self.shape == "louvre" and self.rise_mm else 0.0
        return Opening(self.hole_mm, long, "u" if self.lie == "around" else "v", free)

    def pitches(self, bridge: float | None = None) -> tuple[float, float]:
        """Along u and along v [mm]; with a bridge, those that leave it between neighbours."""
        eu, ev = self.opening().extent
        along = self.pattern != "columns"
        if bridge is not None:
            row, step = (eu + bridge, ev + bridge) if along else (ev + bridge, eu + bridge)
        else:
            row = self.pitch_mm or 0.0
            step = self.row_pitch_mm or row
        if self.shape == "round" and self.row_pitch_mm is None and self.pattern != "square":
            step = row * ROOT3 / 2
        return (row, step) if along else (step, row)

    def faults(self, part: str, girth: float, height: float) -> Problems:
        """What is missing or contradicts itself, before any layout is tried."""
        out: Problems = []
        if (self.pitch_mm is None) == (self.open_area is None):
            got = "-" if self.pitch_mm is None else "pitch_mm, open_area"
            out.append(("one-of", {"key": "perforation", "names": "pitch_mm, open_area", "got": got}))
        if self.shape != "round" and self.long_mm is None:
            out.append(("missing-key", {"key": "long_mm"}))
        elif self.long_mm is not None and self.long_mm < self.hole_mm:
            out.append(("out-of-range", {"key": "long_mm", "value": self.long_mm, "low": self.hole_mm, "high": girth}))
        if self.shape == "louvre" and self.rise_mm is None:
            out.append(("missing-key", {"key": "rise_mm"}))
        elif self.shape == "louvre" and self.rise_mm is not None and self.rise_mm > (self.long_mm or math.inf) / 2:
            out.append(("out-of-range", {"key": "rise_mm", "value": self.rise_mm, "low": 0.1,
                                         "high": (self.long_mm or 0.0) / 2}))
        if self.shape == "slot" and self.pitch_mm is not None and self.row_pitch_mm is None:
            out.append(("missing-key", {"key": "row_pitch_mm"}))
        if not out and self.pitch_mm is not None:
            u, v = self.pitches()
            cell = girth * height / (u * v)
            if cell > 4 * MOST_OPENINGS:
                out.append(("too-large", {"what": f"{part}: perforation", "limit": MOST_OPENINGS}))
        return out

    def lay(self, make: Callable[[float, float], Pattern], least_web: float) -> Pattern | None:
        """The pattern of make(pitch_u, pitch_v): as pitched, or the one whose realised open area is nearest."""
        if self.open_area is None:
            return make(*self.pitches())
        eu, ev = self.opening().extent
        ideal = self.opening().area_mm2 / self.open_area
        size = max(min(eu, ev), 0.02 * math.sqrt(ideal))
        return nearest(lambda b: make(*self.pitches(b)), self.open_area, size, least_web)

    def blank(self, girth: float, height: float, least_web: float) -> Pattern | None:
        """Rows on a rolled blank."""
        o, s = self.opening(), self.stagger
        if self.through_seam:
            return self.lay(lambda u, v: round_tube(girth, height, o, u, v, s, self.plain_start_mm, self.plain_end_mm,
                                                    self.seam_margin_mm), least_web)
        return self.lay(lambda u, v: on_blank(girth, height, o, u, v, s, self.seam_margin_mm, self.plain_start_mm,
                                              self.plain_end_mm), least_web)

    def drilled(self, girth: float, height: float, least_web: float) -> Pattern | None:
        """Rows that close round a tube without a seam."""
        o, s = self.opening(), self.stagger
        return self.lay(lambda u, v: round_tube(girth, height, o, u, v, s, self.plain_start_mm, self.plain_end_mm),
                        least_web)
