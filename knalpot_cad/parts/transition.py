"""Transition (corong): the wall between two sections in parallel planes, such as an oval body and a round tube."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from knalpot_cad.fields import Length, Place
from knalpot_cad.geometry import develop_panel
from knalpot_cad.geometry.around import spot_at
from knalpot_cad.geometry.develop import Transition as Wall
from knalpot_cad.geometry.develop_panel import Panel
from knalpot_cad.geometry.develop_seam import allowance, spots
from knalpot_cad.geometry.develop_wall import Faces, MidWall, faces
from knalpot_cad.geometry.plane import Circle, Point
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sheet import MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.geometry.slivers import without_slivers
from knalpot_cad.parts import panels
from knalpot_cad.parts.engrave import Line, Space, block, lines
from knalpot_cad.parts.engrave_gaps import between
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seamed_wall import SeamedWall
from knalpot_cad.parts.section_data import RADIUS_LEAST, SectionData, section_quantities
from knalpot_cad.words import text

Faults = list[tuple[str, dict[str, object]]]
MOST_ERROR = 0.5        # mm that the outside may be off where the exact parallel surface folds over itself
TICK, TOP_MM = 4.0, 2.5  # mm
SAME = 1e-3             # mm
FINE_MM = 0.005         # arcs against the true rims: the blank's area to 2e-5

Face = Literal["outer", "mid", "inner"]
DEPTH = {"outer": 0.0, "mid": 0.5, "inner": 1.0}        # share of the wall from the outside


class Transition(SeamedWall):
    """Sections start (z 0) and end (z length), the end's centre moved by x, y; ends ground flat.

    start_of and end_of say on which face of the wall a section lies; a tube in an end given by its inside has the same
    gap all round.
    The blank is the developable through points of equal normal (facts/sheets.md 3). It is pressed along `bends` lines,
    each the same angle, all down from outside. The mid surface is exact, or off by an error that the sheet says; above
    0.5 mm it is refused. The seam lies on the shortest ruling (amid a flat), or at seam.at_deg about the start's axis.
    """

    kind: ClassVar[str] = "transition"
    start: SectionData
    end: SectionData
    start_of: Face = "outer"
    end_of: Face = "outer"
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    length_mm: Length
    bends: Annotated[int, Field(ge=4, le=180)] = 24

    @property
    def depths(self) -> tuple[float, float]:
        """How deep in the wall start and end are given, as shares of its thickness from the outside."""
        return DEPTH[self.start_of], DEPTH[self.end_of]

    def given(self) -> tuple[Section, Section]:
        """The sections as they are given, in the start's frame."""
        return self.start.section(), moved(self.end.section(), self.x_mm, self.y_mm)

    def faces(self) -> Faces:
        """Outside, mid surface and inside."""
        return _faces(*self.given(), self.length_mm, self.t, self.depths)

    def outside(self) -> tuple[Section, Section]:
        """Outside sections in the start's frame."""
        outer = self.faces().outer
        return outer.low, outer.high

    def middle(self) -> MidWall:
        """The mid surface."""
        return self.faces().mid

    def inside(self) -> MidWall:
        """The inner face."""
        return self.faces().inner

    @property
    def error_mm(self) -> float:
        """How far either face may be off its true parallel to the mid surface."""
        return self.faces().error_mm

    def wall(self) -> Wall:
        """The mid surface to be developed."""
        return _developed(self.middle(), None if self.seam.at_deg is None else self._normal(self.seam.at_deg))

    def _normal(self, at_deg: float) -> float:
        """Normal of the start's outside in a direction about its axis [rad]."""
        return spot_at(self.start.section(), at_deg).psi

    def panels(self) -> list[Panel]:
        """The blanks: one, or one between each two seams."""
        return develop_panel.panels(self.wall(), [self._normal(at) for at in self.seam.split_deg])

    # refusals -----------------------------------------------------------------------------------------------------
    def faults(self) -> Faults:
        out: Faults = []
        for key, data, depth in zip(("start", "end"), (self.start, self.end), self.depths, strict=True):
            out += [(code, {**values, "key": key}) for code, values in data.faults(self.t * (1 - depth))]
        if self.length_mm < 2 * self.t:
            out.append(("out-of-range", {"key": "length_mm", "value": self.length_mm, "low": 2 * self.t,
                                         "high": 10_000.0}))
        if self.seam.kind == "lock":
            out.append(("seam-not-here", {"name": self.name, "seam": "lock"}))
        out += self.seam.faults()
        if not out and self._even():
            out.append(("cone-is-cylinder", {"name": self.name}))
        return out or self._wall_faults()

    def _even(self) -> bool:
        """Whether both ends are the same curve in line, whatever their forms are called."""
        low, high = self.given() if self.start_of == self.end_of else self.outside()
        turns = (2 * math.pi * i / 48 for i in range(48))
        return all(abs(low.support(a)[0] - high.support(a)[0]) < SAME for a in turns)

    def _wall_faults(self) -> Faults:
        inside = self.inside()
        faulty = [f for face in (self.faces().outer, self.middle(), inside) for f in face.faults()]
        for key, section in (("start", inside.low), ("end", inside.high)):
            if faulty or section.min_rho < RADIUS_LEAST:
                tight = min(s.min_rho for s in self.outside())
                return [("section-tight", {"key": key, "radius_mm": round(tight, 2),
                                           "least_mm": round(tight + RADIUS_LEAST - min(0.0, section.min_rho), 2)})]
        if self.error_mm > MOST_ERROR:
            return [("wall-not-even", {"key": "length_mm", "name": self.name, "error_mm": round(self.error_mm, 2),
                                       "most_mm": MOST_ERROR})]
        found = self.panels()
        if len(found) > 1:
            stops = [sum(p.edge_lengths[i] for p in found[:k]) for i in (0, 1) for k in range(1, len(found))]
            half = len(stops) // 2
            for places, girth in zip((stops[:half], stops[half:]), self.wall().edge_lengths, strict=True):
                if narrow := panels.faults(self.name, self.seam, places, girth, self.t):
                    return narrow
        return [(code, {**values, "key": "seam"}) for p in found for code, values in
                allowance(self.seam).faults(p.blank)]

    # the sheets ---------------------------------------------------------------------------------------------------
    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One blank a panel."""
        found = self.panels()
        return tuple(self._sheet(shop, p, i, len(found)) for i, p in enumerate(found, 1))

    def _sheet(self, shop: Shop, panel: Panel, number: int, count: int) -> Sheet:
        wall, blank, seam = self.wall(), panel.blank, allowance(self.seam)
        outline = without_slivers(seam.outline(blank, FINE_MM))
        bent = [(r.flat_low, r.flat_high) for r in panel.rulings(wall.bend_lines(self.bends))]
        strokes = [Stroke(ROLL, line, dashed=True) for line in bent]
        strokes += seam.strokes(blank)
        if self.seam.kind == "spot" and self.seam.pitch_mm and self.seam.end_mm is not None:
            for row in spots(blank, self.seam.pitch_mm, self.seam.end_mm):
                strokes += [s for x, y in row for s in cross(Circle(x, y, 1.0), 1.5)]
        ticks, labels = quarters(panel, text("ui.top", shop.language), bent)
        strokes += ticks
        space = Space(outline, ())
        for s in strokes:
            space.avoid_line(s.points[0], s.points[-1])
        for t in labels:
            far = t.height * len(t.words)
            x, y = t.x + far * math.cos(math.radians(t.angle_deg)), t.y + far * math.sin(math.radians(t.angle_deg))
            space.take(min(x, t.x) - TOP_MM, min(y, t.y) - TOP_MM, max(x, t.x) + TOP_MM, max(y, t.y) + TOP_MM)
        words = lines(shop, panels.engraved(self.name, number, count), self.count, self.t, self.material, "outside")
        x0, y0, x1, y1 = outline.bounds()
        gaps = sorted(pairwise(bent), key=lambda g: -math.dist(g[0][0], g[1][0]) - math.dist(g[0][1], g[1][1]))
        texts = [*labels, *block(space, ["Z+"], panel.flat_at(panel.middle, 0.9)), *between(space, gaps, words)]
        low, high = panel.edge_lengths
        dims = (Dimension("U", x1 - x0), Dimension("V", y1 - y0), Dimension("edge start", low),
                Dimension("edge end", high), Dimension("seam", wall.ruling(panel.first, 0).length_mm),
                *([Dimension("seam end", wall.ruling(panel.last, 0).length_mm)] if count > 1 else []),
                Dimension("bend_deg", self.bend_deg), Dimension("wall error", self.error_mm), *_rulings(panel))
        note = (f"{panels.seam_note(shop.language, self.seam.kind, 2 * self.seam.edge_mm, None, count)}, "
                f"{self.bends} x {self.bend_deg:.2f}°, {text('pattern.wall', shop.language)} ±{self.error_mm:.2f}")
        return Sheet(self.name, self.kind, self.material, self.t, outline, strokes=tuple(strokes), texts=tuple(texts),
                     dimensions=dims, count=self.count, view="outside", roll="u", note=note,
                     piece=panels.piece(number, count))

    @property
    def bend_deg(self) -> float:
        """What each bend line is bent."""
        return math.degrees(self.wall().fold_total) / self.bends

    # all ----------------------------------------------------------------------------------------------------------
    def shape(self) -> RuledWall:
        inside = self.inside()
        return RuledWall(*self.outside(), inside.low, inside.high, self.length_mm)

    def make(self, shop: Shop) -> Made:
        sheets = self.sheets(shop)
        low, high = (s.perimeter / math.pi for s in self.outside())
        boxes = [s.bounds() for s in sheets]
        roll = Roll(max(b[2] - b[0] for b in boxes), max(b[3] - b[1] for b in boxes), low,
                    self.middle().low.perimeter / math.pi, self.seam.kind, 2 * self.seam.edge_mm, kind="transition",
                    outer_end_mm=high, panels_u_mm=tuple(b[2] - b[0] for b in boxes))
        first, last = (key if of == "outer" else f"{key}_{of}" for key, of in (("start", self.start_of),
                                                                               ("end", self.end_of)))
        quantities = [*section_quantities(first, self.start), *section_quantities(last, self.end),
                      Quantity("x_mm", self.x_mm, process="bend"), Quantity("y_mm", self.y_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="bend"),
                      Quantity("thickness_mm", self.t, process="none", instrument="micrometer"),
                      Quantity("bend.count", float(self.bends), unit="", process="none", instrument="count"),
                      Quantity("bend.angle_deg", self.bend_deg, unit="deg", process="none", instrument="protractor"),
                      Quantity("wall.error_mm", self.error_mm, process="none")]
        return Made(self.name, self.kind, self.material, self.t, self.count, self.shape(), sheets, tuple(quantities),
                    roll=roll)


@lru_cache(maxsize=256)
def moved(section: Section, x_mm: float, y_mm: float) -> Section:
    """The section about another centre; equal calls share one object."""
    return section.moved(x_mm, y_mm) if x_mm or y_mm else section


@lru_cache(maxsize=256)
def _faces(low: Section, high: Section, height_mm: float, thickness_mm: float, depths: tuple[float, float]) -> Faces:
    return faces(low, high, height_mm, thickness_mm, depths)


@lru_cache(maxsize=256)
def _developed(middle: MidWall, psi: float | None) -> Wall:
    return middle.transition(psi)


def quarters(panel: Panel, top: str, bent: list[Line]) -> tuple[list[Stroke], list[Text]]:
    """Ticks at both rims where the wall faces right, up, left and down, and the word at the top."""
    strokes, texts = [], []
    for k in range(4):
        psi = k * math.pi / 2
        if not panel.holds(psi):
            continue
        (ax, ay), (bx, by) = panel.flat_at(psi, 0.0, 0), panel.flat_at(psi, 1.0, 0)
        long = math.hypot(bx - ax, by - ay)
        ux, uy, tick = (bx - ax) / long, (by - ay) / long, min(TICK, long / 4)
        strokes += [Stroke(MARK, ((ax, ay), (ax + tick * ux, ay + tick * uy))),
                    Stroke(MARK, ((bx - tick * ux, by - tick * uy), (bx, by)))]
        if k == 1:
            texts.append(along_tick((ax + (tick + 1.0) * ux, ay + (tick + 1.0) * uy), (ux, uy), top, bent))
    return strokes, texts


def _rulings(panel: Panel) -> list[Dimension]:
    """True length of the ruling where the wall faces each 30 degrees, and both its ends on the blank."""
    out = []
    for deg in range(0, 360, 30):
        psi = math.radians(deg)
        if panel.holds(psi):
            low, high = panel.flat_at(psi, 0.0), panel.flat_at(psi, 1.0)
            out += [Dimension(f"ruling {deg}", panel.wall.ruling(psi).length_mm)]
            out += [Dimension(f"{name} {axis}{deg}", q) for name, p in (("start", low), ("end", high))
                    for axis, q in zip("uv", p, strict=True)]
    return out


def along_tick(at: Point, way: Point, word: str, bent: list[Line]) -> Text:
    """A word that runs on from a tick, on the side of it where no bend line is near."""
    away = min((((at[0] - a) * way[1] - (at[1] - b) * way[0] for (a, b), _ in bent)), key=abs, default=math.inf)
    side = 0.0 if abs(away) > TOP_MM else math.copysign(TOP_MM, away) - away
    x, y = at[0] + way[1] * (side + TOP_MM / 2), at[1] - way[0] * (side + TOP_MM / 2)
    return Text(MARK, x, y, TOP_MM, word, math.degrees(math.atan2(way[1], way[0])))
