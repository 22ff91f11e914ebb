"""Heat shield (pelindung panas): a part of a cylinder over a pipe or body, with air under it, holes and vents."""

from __future__ import annotations

import math
from itertools import combinations
from typing import ClassVar

from knalpot_cad.fields import Angle, Length, Model, Offset, Thickness, unknown
from knalpot_cad.geometry.perforation import Pattern
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex, rectangle
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.sheet import ROLL, Dimension, Sheet, Stroke
from knalpot_cad.parts.bracket import Bracket, StripHole
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import PLATE, Part, Shop
from knalpot_cad.parts.perforated import MOST_OPENINGS, PerforationData, Problems
from knalpot_cad.parts.rows import Made, Quantity, Roll

LEAST_EDGE_MM = 2.0
QUARTER = math.tan(math.pi / 8)


class ShieldHole(Model):
    """A round hole of the flat sheet: angle about the axis from +x, distance from the upstream edge."""

    angle_deg: Angle
    along_mm: Length
    diameter_mm: Length


class HeatShield(Part):
    """Interval from_deg .. to_deg of a cylinder gap_mm clear of what it shields; corners rounded by corner_mm.

    Rolled on the mid surface: u = R_mid (angle - from). Feet are shield_foot parts on its holes. Vents keep their
    margins to all four edges (plain_start, plain_end along, seam_margin to the free edges). facts/sheets.md 1.
    """

    kind: ClassVar[str] = "heat_shield"
    over_od_mm: Length
    gap_mm: Offset
    from_deg: Angle
    to_deg: Angle
    length_mm: Length
    thickness_mm: Thickness | None = None
    corner_mm: Offset = 8.0
    holes: tuple[ShieldHole, ...] = ()
    vents: PerforationData | None = None

    @property
    def wall(self) -> float:
        return self.thickness_mm or 0.0

    @property
    def mid_radius_mm(self) -> float:
        return self.over_od_mm / 2 + self.gap_mm + self.wall / 2

    @property
    def girth_mm(self) -> float:
        """Developed width between both free edges [mm]."""
        return self.mid_radius_mm * math.radians(self.to_deg - self.from_deg)

    def outline(self) -> Contour:
        """Rectangle with round corners, from u = 0, v = 0."""
        u, v, r = self.girth_mm, self.length_mm, self.corner_mm
        if r <= 0:
            return rectangle(0.0, 0.0, u, v)
        return Contour((Vertex(r, 0.0), Vertex(u - r, 0.0, QUARTER), Vertex(u, r), Vertex(u, v - r, QUARTER),
                        Vertex(u - r, v), Vertex(r, v, QUARTER), Vertex(0.0, v - r), Vertex(0.0, r, QUARTER)))

    def bolt_holes(self) -> list[Circle]:
        return [Circle(self.mid_radius_mm * math.radians(h.angle_deg - self.from_deg), h.along_mm, h.diameter_mm / 2,
                       f"l{i}") for i, h in enumerate(self.holes, 1)]

    def pattern(self) -> Pattern | None:
        """The vents, without those that come too near a hole; None where an asked open area leaves no web."""
        assert self.vents is not None
        return self.vents.blank(self.girth_mm, self.length_mm, max(1.0, 0.8 * self.wall))

    def vent_outlines(self) -> tuple[Outline, ...]:
        if self.vents is None:
            return ()
        found = self.pattern()
        assert found is not None               # faults() refused it
        half = math.hypot(*found.opening.extent) / 2
        return tuple(found.opening.at(u, v) for u, v in found.centres
                     if all(math.hypot(u - h.x, v - h.y) > half + h.radius + LEAST_EDGE_MM for h in self.bolt_holes()))

    def faults(self) -> Problems:
        turn = self.to_deg - self.from_deg
        if not math.isnan(turn) and not 5.0 <= turn <= 350.0:
            return [("out-of-range", {"key": "to_deg", "value": self.to_deg, "low": self.from_deg + 5,
                                      "high": self.from_deg + 350})]
        out: Problems = []
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

    def sheet(self, shop: Shop) -> Sheet:
        outline, holes, vents = self.outline(), tuple(self.bolt_holes()), self.vent_outlines()
        u, v = self.girth_mm, self.length_mm
        strokes = [Stroke(ROLL, ((u * q, 0.0), (u * q, min(6.0, v / 10))), dashed=True) for q in (0.25, 0.5, 0.75)]
        strokes += [s for h in holes for s in cross(h)]
        space = Space(outline, (*holes, *vents))
        texts = block(space, lines(shop, self.name, self.count, self.wall, self.material, "outside"))
        note = f"R {self.mid_radius_mm:g}, {self.to_deg - self.from_deg:g} deg"
        return Sheet(self.name, self.kind, self.material, self.wall, outline, holes=holes,
                     punched=vents, strokes=tuple(strokes), texts=tuple(texts),
                     dimensions=(Dimension("U", u), Dimension("V", v), Dimension("R", self.mid_radius_mm)),
                     count=self.count, view="outside", roll="u", note=note)

    def shape(self) -> RolledSheet:
        """Rolled so that its angles are those written, from +x."""
        start = self.mid_radius_mm * math.radians(self.from_deg)
        cuts = tuple(h.moved(start, 0.0) for h in (*self.bolt_holes(), *self.vent_outlines()))
        return RolledSheet(self.outline().moved(start, 0.0), cuts, self.mid_radius_mm, self.wall)

    def make(self, shop: Shop) -> Made:
        u, outer = self.girth_mm, 2 * self.mid_radius_mm + self.wall
        quantities = [Quantity("over_od_mm", self.over_od_mm, process="none"),
                      Quantity("gap_mm", self.gap_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="blank"),
                      Quantity("thickness_mm", self.wall, process="none", instrument="micrometer"),
                      Quantity("radius_mm", outer / 2, process="bend"),
                      Quantity("angle_deg", self.to_deg - self.from_deg, unit="deg", process="none",
                               instrument="protractor"),
                      Quantity("blank.u_mm", u, process="blank", instrument="tape")]
        quantities += [Quantity(f"hole_{i}.diameter_mm", h.diameter_mm, process="blank")
                       for i, h in enumerate(self.holes, 1)]
        if self.vents is not None:
            quantities.append(Quantity("vents", float(len(self.vent_outlines())), unit="", process="none",
                                       instrument="count"))
        roll = Roll(u, self.length_mm, outer, 2 * self.mid_radius_mm, "none", 0.0)
        return Made(self.name, self.kind, self.material, self.wall, self.count, self.shape(), (self.sheet(shop),),
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
    k_factor: Offset = 0.41
    base_hole_mm: Offset = 0.0
    top_hole_mm: Offset = 6.5

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
