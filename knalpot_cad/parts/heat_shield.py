"""Heat shield (pelindung panas): a part of a wall over a pipe or body, with air under it, holes and vents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import ClassVar

from pydantic import model_validator

from knalpot_cad.fields import Angle, Hole, HoleOrNone, Length, Model, Offset, Thickness, unknown
from knalpot_cad.geometry.around import Around
from knalpot_cad.geometry.perforation import Pattern
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, rectangle
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.geometry.sections import Round, Section
from knalpot_cad.geometry.sheet import MARK, ROLL, Dimension, Sheet, Stroke
from knalpot_cad.parts import panels
from knalpot_cad.parts.bracket import Bracket, StripHole
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import K_PRESS, PLATE, Part, Shop
from knalpot_cad.parts.perforated import MOST_OPENINGS, PerforationData, Problems
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.section_data import SectionData, one_size, parallel, section_quantities
from knalpot_cad.words import text

LEAST_EDGE_MM = 2.0
QUARTER = math.tan(math.pi / 8)


class ShieldHole(Model):
    """A round hole of the flat sheet: angle about the axis from +x, distance from the upstream edge."""

    angle_deg: Angle
    along_mm: Length
    diameter_mm: Hole


class HeatShield(Part):
    """Interval from_deg .. to_deg of a surface gap_mm clear of what it shields, parallel to it; corners rounded.

    over_od_mm is short for a round section. Rolled on the mid surface: round u = R_mid (angle - from), else the arc
    length between the directions about the axis. Feet are shield_foot parts on its holes. Vents keep their margins to
    all four edges (plain_start, plain_end along, seam_margin to the free edges). seam.split_deg divides it into panels,
    each with that seam's edges there. facts/sheets.md 0, 1.
    """

    kind: ClassVar[str] = "heat_shield"
    over_od_mm: Length | None = None
    over: SectionData | None = None
    gap_mm: Offset
    from_deg: Angle
    to_deg: Angle
    length_mm: Length
    thickness_mm: Thickness | None = None
    corner_mm: Offset = 8.0
    holes: tuple[ShieldHole, ...] = ()
    vents: PerforationData | None = None
    seam: PlacedSeam = WallSeam()

    @model_validator(mode="after")
    def _one(self) -> HeatShield:
        one_size(self.over_od_mm, self.over, ("over_od_mm", "over"))
        return self

    @property
    def wall(self) -> float:
        return self.thickness_mm or 0.0

    @property
    def mid(self) -> Section:
        """Its mid section, a whole turn of it."""
        if self.over is None:
            return Round((self.over_od_mm or 0.0) + 2 * self.gap_mm + self.wall)
        return parallel(self.over.section(), self.gap_mm + self.wall / 2)

    @property
    def round(self) -> bool:
        return isinstance(self.mid, Round)

    @property
    def mid_radius_mm(self) -> float:
        """Of a round shield; else that of equal girth."""
        return self.mid.perimeter / (2 * math.pi)

    def place(self, angle_deg: float) -> float:
        """u of a direction about the axis [mm]; it grows with the angle past both edges."""
        if self.round:
            return self.mid_radius_mm * math.radians(angle_deg - self.from_deg)
        turns = math.floor((angle_deg - self.from_deg) / 360.0)
        return Around(self.mid, self.from_deg).u(angle_deg) + turns * self.mid.perimeter

    @property
    def girth_mm(self) -> float:
        """Developed width between both free edges [mm]."""
        return self.place(self.to_deg)

    @property
    def splits(self) -> list[float]:
        """u of the seams that divide it [mm]."""
        return sorted(self.place(at) for at in self.seam.split_deg)

    def outline(self, first: float = 0.0, last: float | None = None) -> Contour:
        """Rectangle from u to u (all of it): round corners where it is free, the seam's edge where it is not."""
        u, v, r = self.girth_mm, self.length_mm, self.corner_mm
        last = u if last is None else last
        a, left = (0.0, r) if first <= 0 else (first - self.seam.edge_mm, 0.0)
        b, right = (u, r) if last >= u else (last + self.seam.edge_mm, 0.0)
        if not left and not right:
            return rectangle(a, 0.0, b, v)
        out: list[Vertex] = []
        for x, y, size, turn in ((a, 0.0, left, 0), (b, 0.0, right, 1), (b, v, right, 2), (a, v, left, 3)):
            way = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
            (p, q), (m, n) = way[turn - 1], way[turn]           # into the corner, out of it
            out += [Vertex(x - size * p, y - size * q, QUARTER), Vertex(x + size * m, y + size * n)] if size else \
                [Vertex(x, y)]
        return Contour(tuple(out[1:] + out[:1]) if left else tuple(out))

    def bolt_holes(self) -> list[Circle]:
        return [Circle(self.place(h.angle_deg), h.along_mm, h.diameter_mm / 2, f"l{i}")
                for i, h in enumerate(self.holes, 1)]

    def pattern(self) -> Pattern | None:
        """The vents, without those that come too near a hole; None where an asked open area leaves no web."""
        assert self.vents is not None
        return self.vents.blank(self.girth_mm, self.length_mm, max(1.0, 0.8 * self.wall))

    def vent_outlines(self) -> tuple[Outline, ...]:
        if self.vents is None:
            return ()
        found = self.pattern()
        assert found is not None               # faults() refused it
        half, bolts = math.hypot(*found.opening.extent) / 2, self.bolt_holes()
        return tuple(found.opening.at(u, v) for u, v in found.centres
                     if all(math.hypot(u - h.x, v - h.y) > half + h.radius + LEAST_EDGE_MM for h in bolts))

    def faults(self) -> Problems:
        turn = self.to_deg - self.from_deg
        if not math.isnan(turn) and not 5.0 <= turn <= 350.0:
            return [("out-of-range", {"key": "to_deg", "value": self.to_deg, "low": self.from_deg + 5,
                                      "high": self.from_deg + 350})]
        if self.over is not None and (wrong := self.over.faults()):
            return [(code, {**values, "key": "over"}) for code, values in wrong]
        if math.isnan(turn + self.gap_mm + self.mid_radius_mm):
            return []
        out: Problems = [*self.seam.faults(), *self._split_faults()]
        if self.corner_mm > min(self.girth_mm, self.length_mm) / 2 - 0.1:
            out.append(("out-of-range", {"key": "corner_mm", "value": self.corner_mm, "low": 0,
                                         "high": round(min(self.girth_mm, self.length_mm) / 2 - 0.1, 1)}))
        out += self._hole_faults()
        if self.vents is not None:
            out += self.vents.faults(self.name, self.girth_mm, self.length_mm)
            if not out and not unknown(self):
                found = self.pattern()
                if found is None:
                    out.append(("span-no-web", {"tube": self.name, "open_area": self.vents.open_area,
                                                "hole_mm": self.vents.hole_mm}))
                elif found.count > MOST_OPENINGS:
                    out.append(("too-large", {"what": f"{self.name}: vents", "limit": MOST_OPENINGS}))
                elif found.web_mm < max(1.0, 0.8 * self.wall) - 1e-9:
                    out.append(("web-small", {"part": self.name, "web_mm": round(found.web_mm, 2),
                                              "least_mm": round(max(1.0, 0.8 * self.wall), 2)}))
                elif not self.vent_outlines():
                    out.append(("field-empty", {"part": self.name}))
        return out

    def _split_faults(self) -> Problems:
        """Seams off the sheet, panels too narrow, openings in the way of a seam."""
        if not self.splits:
            return []
        if self.seam.kind == "lock":
            return [("seam-not-here", {"name": self.name, "seam": "lock"})]
        if self.splits[0] <= 0 or self.splits[-1] >= self.girth_mm:
            said = ", ".join(f"{s:g}" for s in self.seam.split_deg)
            return [("out-of-range", {"key": "seam.split_deg", "value": said, "low": self.from_deg,
                                      "high": self.to_deg})]
        if narrow := panels.faults(self.name, self.seam, self.splits, self.girth_mm, self.wall):
            return narrow
        need = self.seam.need_mm(self.wall) + LEAST_EDGE_MM
        boxes = [h.bounds() for h in (*self.bolt_holes(), *self.vent_outlines())]
        return [("split-cuts-hole", {"name": self.name, "at_mm": round(s, 2)}) for s in self.splits
                if any(x0 - need < s < x1 + need for x0, _, x1, _ in boxes)]

    def _hole_faults(self) -> Problems:
        out: Problems = []
        holes = self.bolt_holes()
        for h in holes:
            edge = min(h.x, self.girth_mm - h.x, h.y, self.length_mm - h.y)
            # beside a round corner the nearest edge is its arc
            dx, dy = self.corner_mm - min(h.x, self.girth_mm - h.x), self.corner_mm - min(h.y, self.length_mm - h.y)
            if dx > 0 and dy > 0:
                edge = self.corner_mm - math.hypot(dx, dy)
            if edge - h.radius < LEAST_EDGE_MM:
                out.append(("holes-too-near-edge", {"part": self.name, "hole": h.label,
                                                    "edge_mm": round(edge - h.radius, 2)}))
        for a, b in combinations(holes, 2):
            gap = math.hypot(a.x - b.x, a.y - b.y) - a.radius - b.radius
            if gap < LEAST_EDGE_MM:
                out.append(("holes-overlap", {"part": self.name, "a": a.label, "b": b.label, "gap_mm": round(gap, 2)}))
        return out

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One blank a panel; everything keeps its u."""
        spans = panels.ends(self.splits, self.girth_mm)
        return tuple(self._sheet(shop, span, i, len(spans)) for i, span in enumerate(spans, 1))

    def _sheet(self, shop: Shop, span: tuple[float, float], number: int, count: int) -> Sheet:
        def mine(openings: Sequence[Outline]) -> tuple[Outline, ...]:
            return tuple(h for h in openings if span[0] <= sum(h.bounds()[::2]) / 2 < span[1])
        outline, holes, vents = self.outline(*span), mine(self.bolt_holes()), mine(self.vent_outlines())
        (a, b), v, e = span, self.length_mm, self.seam.edge_mm
        if self.round:
            rolls = [((a + (b - a) * q, 0.0), (a + (b - a) * q, min(6.0, v / 10))) for q in (0.25, 0.5, 0.75)]
        else:
            found = [u for u in Around(self.mid, self.from_deg).roll_lines() if a < u < b]
            rolls = [((u, 0.0), (u, v)) for u in found]
        strokes = [Stroke(ROLL, line, dashed=True) for line in rolls]
        strokes += [s for h in holes if isinstance(h, Circle) for s in cross(h)]
        if self.seam.kind in ("lap", "spot"):
            ends = ((a + e, a <= 0), (b - e, b >= self.girth_mm))
            strokes += [Stroke(MARK, ((u, 0.0), (u, v)), dashed=True) for u, free in ends if not free]
        space = Space(outline, (*holes, *vents))
        for line in rolls:
            space.avoid_line(*line)
        name = panels.engraved(self.name, number, count)
        texts = block(space, lines(shop, name, self.count, self.wall, self.material, "outside"))
        x0, _, x1, _ = outline.bounds()
        dims = [Dimension("U", x1 - x0), Dimension("V", v)]
        dims += [Dimension("R", self.mid_radius_mm)] if self.round else [Dimension(f"roll {i}", line[0][0])
                                                                         for i, line in enumerate(rolls, 1)]
        if count > 1:
            dims += [Dimension("from U", a), Dimension("to U", b)]
        size = f"R {self.mid_radius_mm:g}"
        if self.over is not None and not self.round:
            size = text(f"field.SectionData.{self.over.kind}", shop.language)
        note = f"{size}, {self.to_deg - self.from_deg:g}°"
        if count > 1:
            note += f", {panels.seam_note(shop.language, self.seam.kind, 2 * e, None, count)}"
        return Sheet(self.name, self.kind, self.material, self.wall, outline, holes=holes, punched=vents,
                     strokes=tuple(strokes), texts=tuple(texts), dimensions=tuple(dims), count=self.count,
                     view="outside", roll="u", note=note, piece=panels.piece(number, count))

    def shape(self) -> RolledSheet | SectionSheet:
        """Bent so that its angles are those written, from +x."""
        openings = (*self.bolt_holes(), *self.vent_outlines())
        if not self.round:
            return SectionSheet(self.mid, self.from_deg, self.outline(), openings, self.wall)
        start = self.mid_radius_mm * math.radians(self.from_deg)
        return RolledSheet(self.outline().moved(start, 0.0), tuple(h.moved(start, 0.0) for h in openings),
                           self.mid_radius_mm, self.wall)

    def make(self, shop: Shop) -> Made:
        outer = 2 * self.mid_radius_mm + self.wall
        over = [Quantity("over_od_mm", self.over_od_mm, process="none")] if self.over_od_mm is not None else \
            section_quantities("over", self.over) if self.over else []
        blanks = tuple(s.bounds()[2] - s.bounds()[0] for s in self.sheets(shop))
        quantities = [*over,
                      Quantity("gap_mm", self.gap_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="blank"),
                      Quantity("thickness_mm", self.wall, process="none", instrument="micrometer"),
                      Quantity("radius_mm", outer / 2, process="bend"),
                      Quantity("angle_deg", self.to_deg - self.from_deg, unit="deg", process="none",
                               instrument="protractor"),
                      *panels.quantities(blanks)]
        quantities += [Quantity(f"hole_{i}.diameter_mm", h.diameter_mm, process="blank")
                       for i, h in enumerate(self.holes, 1)]
        if self.vents is not None:
            quantities.append(Quantity("vents", float(len(self.vent_outlines())), unit="", process="none",
                                       instrument="count"))
        roll = Roll(max(blanks), self.length_mm, outer, 2 * self.mid_radius_mm, "none", 0.0,
                    kind="cylinder" if self.round or self.over is None else self.over.kind, panels_u_mm=blanks)
        return Made(self.name, self.kind, self.material, self.wall, self.count, self.shape(), self.sheets(shop),
                    tuple(quantities), roll=roll)


class ShieldFoot(Part):
    """Foot of a heat shield (kaki pelindung): a Z strip that holds it gap_mm off; a hole in both flats, or none."""

    kind: ClassVar[str] = "shield_foot"
    stock_group: ClassVar[str] = PLATE
    thickness_mm: Thickness = 2.0
    gap_mm: Length
    width_mm: Length = 20.0
    base_mm: Length = 20.0
    top_mm: Length = 20.0
    bend_radius_mm: Offset = 2.0
    k_factor: Offset = K_PRESS
    base_hole_mm: HoleOrNone = 0.0
    top_hole_mm: HoleOrNone = 6.5

    def strip(self) -> Bracket:
        """Legs by their outsides: the foot's upper face stands gap_mm over the face it stands on."""
        wanted = (1, self.base_mm / 2, self.base_hole_mm), (3, self.top_mm / 2, self.top_hole_mm)
        holes = [StripHole.model_construct(leg=leg, along_mm=at, off_mm=0.0, diameter_mm=d)
                 for leg, at, d in wanted if d]
        return Bracket.model_construct(
            name=self.name, count=self.count, material=self.material, thickness_mm=self.thickness_mm,
            width_mm=self.width_mm, legs_mm=(self.base_mm, self.gap_mm, self.top_mm), bends_deg=(90.0, -90.0),
            bend_radius_mm=self.bend_radius_mm, k_factor=self.k_factor, holes=tuple(holes))

    def faults(self) -> Problems:
        return self.strip().faults()

    def make(self, shop: Shop) -> Made:
        return self.strip().make(shop).under(self.kind, Quantity("gap_mm", self.gap_mm, process="bend"))
