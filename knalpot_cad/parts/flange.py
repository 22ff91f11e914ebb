"""Flange plate (flens): a hub with one ear a bolt, joined by tangents."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from knalpot_cad.fields import Hole, Length, Thickness
from knalpot_cad.geometry.plane import Circle, Contour, Outline, Vertex
from knalpot_cad.geometry.shape import Plate
from knalpot_cad.geometry.sheet import Dimension, Sheet
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import PLATE, Part, Shop
from knalpot_cad.parts.rows import Made, Quantity


class Flange(Part):
    """bolts on a circle of diameter bolt_spacing_mm (for two: their distance); facts/sheets.md 6, flange plate.

    sides: line joins ears and hub by their tangents; waist by concave arcs of side_radius_mm that touch both; oval
    joins the ears by convex arcs of side_radius_mm that touch both, the hub lying inside; round is a disc of hub_mm.
    """

    kind: ClassVar[str] = "flange"
    stock_group: ClassVar[str] = PLATE
    thickness_mm: Thickness
    bore_mm: Length
    bolts: Annotated[int, Field(ge=2, le=8)] = 2
    bolt_spacing_mm: Length
    bolt_hole_mm: Hole
    ear_mm: Length | None = None
    hub_mm: Length | None = None
    sides: Literal["line", "waist", "oval", "round"] = "line"
    side_radius_mm: Length | None = None

    @property
    def ear_radius_mm(self) -> float:
        return self.ear_mm / 2 if self.ear_mm else self.bolt_hole_mm / 2 + max(6.0, self.thickness_mm * 0.8)

    @property
    def hub_radius_mm(self) -> float:
        if self.sides == "round" and not self.hub_mm:
            return self.bolt_spacing_mm / 2 + self.ear_radius_mm
        return self.hub_mm / 2 if self.hub_mm else self.bore_mm / 2 + 8.0

    def bolt_holes(self) -> list[Circle]:
        c = self.bolt_spacing_mm / 2
        return [Circle(c * math.cos(2 * math.pi * i / self.bolts), c * math.sin(2 * math.pi * i / self.bolts),
                       self.bolt_hole_mm / 2, f"b{i + 1}") for i in range(self.bolts)]

    def outline(self) -> Outline:
        """What is cut round the outside; counter-clockwise."""
        if self.sides == "round":
            return Circle(0.0, 0.0, self.hub_radius_mm)
        if self.sides == "waist":
            return self._waisted()
        return self._oval() if self.sides == "oval" else self._tangents()

    def half_angle(self) -> float:
        """Half of the hub's angle from an ear to where its side arc's centre stands, for a waist [rad]; NaN where the
        arc does not reach: the triangle of hub, ear and side centre has the sides c, r_hub + R, r_ear + R.
        """
        c, s = self.bolt_spacing_mm / 2, self.side_radius_mm or 0.0
        hub, ear = self.hub_radius_mm + s, self.ear_radius_mm + s
        cosine = (c * c + hub * hub - ear * ear) / (2 * c * hub)
        return math.acos(cosine) if abs(cosine) <= 1 else math.nan

    def _waisted(self) -> Contour:
        """Ear arc, concave arc, hub arc, concave arc: every joint is on the line of two centres, so tangents agree."""
        c, s = self.bolt_spacing_mm / 2, self.side_radius_mm or 0.0
        re, rh, step, w = self.ear_radius_mm, self.hub_radius_mm, 2 * math.pi / self.bolts, self.half_angle()
        out = []
        for i in range(self.bolts):
            g = i * step
            sx, sy = (rh + s) * math.cos(w) - c, (rh + s) * math.sin(w)         # side centre seen from the ear
            ta = math.atan2(sy, sx)
            around = ta - w      # angle of the triangle at the side centre
            ex, ey = c * math.cos(g), c * math.sin(g)
            out += [Vertex(ex + re * math.cos(g - ta), ey + re * math.sin(g - ta), math.tan(ta / 2)),
                    Vertex(ex + re * math.cos(g + ta), ey + re * math.sin(g + ta), -math.tan(around / 4)),
                    Vertex(rh * math.cos(g + w), rh * math.sin(g + w), math.tan((step - 2 * w) / 4)),
                    Vertex(rh * math.cos(g + step - w), rh * math.sin(g + step - w), -math.tan(around / 4))]
        return Contour(tuple(out))

    def bow(self) -> float:
        """Distance of an oval side's centre from the axis, away from its side [mm]: it touches both ears inside."""
        c, turn = self.bolt_spacing_mm / 2, math.pi / self.bolts
        reach = (self.side_radius_mm or 0.0) - self.ear_radius_mm
        rest = reach * reach - (c * math.sin(turn)) ** 2
        return math.sqrt(rest) - c * math.cos(turn) if rest >= 0 else math.nan

    def _oval(self) -> Contour:
        """Ear arcs and convex side arcs, touching inside."""
        c, re, step = self.bolt_spacing_mm / 2, self.ear_radius_mm, 2 * math.pi / self.bolts
        away, half = self.bow(), step / 2
        side = math.atan2(c * math.sin(half), away + c * math.cos(half))       # half sweep of a side arc
        out = []
        for i in range(self.bolts):
            g = i * step
            ex, ey, turn = c * math.cos(g), c * math.sin(g), half - side
            out += [Vertex(ex + re * math.cos(g - turn), ey + re * math.sin(g - turn), math.tan(turn / 2)),
                    Vertex(ex + re * math.cos(g + turn), ey + re * math.sin(g + turn), math.tan(side / 2))]
        return Contour(tuple(out))

    def hub_room_mm(self) -> float:
        """Metal between bore and the outline at its nearest [mm]."""
        if self.sides == "oval":
            return (self.side_radius_mm or 0.0) - self.bow() - self.bore_mm / 2
        return self.hub_radius_mm - self.bore_mm / 2

    def _tangents(self) -> Contour:
        """Ears and hub joined by outer tangents; the hub shows only where the tangents leave it free."""
        c, re, rh, n = self.bolt_spacing_mm / 2, self.ear_radius_mm, self.hub_radius_mm, self.bolts
        ta = math.acos(max(-1.0, min(1.0, (rh - re) / c)))     # direction of the tangent's normal from the ear's axis
        step = 2 * math.pi / n
        out = []
        for i in range(n):
            g = i * step
            ex, ey = c * math.cos(g), c * math.sin(g)
            hull = ta >= step / 2
            turn = step / 2 if hull else ta
            out.append(Vertex(ex + re * math.cos(g - turn), ey + re * math.sin(g - turn), math.tan(turn / 2)))
            out.append(Vertex(ex + re * math.cos(g + turn), ey + re * math.sin(g + turn)))
            if not hull:
                out.append(Vertex(rh * math.cos(g + ta), rh * math.sin(g + ta), math.tan((step - 2 * ta) / 4)))
                out.append(Vertex(rh * math.cos(g + step - ta), rh * math.sin(g + step - ta)))
        return Contour(tuple(out))

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        out: list[tuple[str, dict[str, object]]] = []
        web = self.bolt_spacing_mm / 2 - self.bore_mm / 2 - self.bolt_hole_mm / 2
        if web < 3.0:
            out.append(("holes-overlap", {"part": self.name, "a": "bore", "b": "b1", "gap_mm": round(web, 2)}))
        if self.ear_radius_mm - self.bolt_hole_mm / 2 < 3.0:
            out.append(("holes-too-near-edge", {"part": self.name, "hole": "b1",
                                                "edge_mm": round(self.ear_radius_mm - self.bolt_hole_mm / 2, 2)}))
        out += self._side_faults()
        if self.hub_room_mm() < 3.0:
            out.append(("holes-too-near-edge", {"part": self.name, "hole": "bore",
                                                "edge_mm": round(self.hub_room_mm(), 2)}))
        neighbours = self.bolt_spacing_mm * math.sin(math.pi / self.bolts) - self.bolt_hole_mm
        if neighbours < 3.0:
            out.append(("holes-overlap", {"part": self.name, "a": "b1", "b": "b2", "gap_mm": round(neighbours, 2)}))
        if self.sides == "round":
            edge = self.hub_radius_mm - self.bolt_spacing_mm / 2 - self.bolt_hole_mm / 2
            if edge < 3.0:
                out.append(("holes-too-near-edge", {"part": self.name, "hole": "b1", "edge_mm": round(edge, 2)}))
        elif self.bolt_spacing_mm / 2 + self.ear_radius_mm <= self.hub_radius_mm and self.sides != "oval":
            out.append(("holes-too-near-edge", {"part": self.name, "hole": "b1", "edge_mm": 0.0}))
        return out

    def _side_faults(self) -> list[tuple[str, dict[str, object]]]:
        """A side arc that is missing, or touches nothing."""
        if self.sides not in ("waist", "oval"):
            return []
        if self.side_radius_mm is None:
            return [("missing-key", {"key": "side_radius_mm"})]
        c, turn = self.bolt_spacing_mm / 2, math.pi / self.bolts
        if math.isnan(c + self.side_radius_mm + self.bolt_hole_mm + self.bore_mm):
            return []
        if self.sides == "oval":
            low = self.ear_radius_mm + c / math.sin(turn) * math.sin(turn) ** 2
            if not self.side_radius_mm > low or not self.bow() > 0:
                straight = self.ear_radius_mm + c
                return [("out-of-range", {"key": "side_radius_mm", "value": self.side_radius_mm,
                                          "low": round(max(low, straight), 2), "high": 10_000})]
        elif math.isnan(self.half_angle()) or not 0 < self.half_angle() < turn:
            return [("flange-no-waist", {"name": self.name, "radius_mm": self.side_radius_mm})]
        return []

    def make(self, shop: Shop) -> Made:
        outline = self.outline()
        holes = (Circle(0.0, 0.0, self.bore_mm / 2, "bore"), *self.bolt_holes())
        space = Space(outline, holes)
        texts = block(space, lines(shop, self.name, self.count, self.thickness_mm, self.material, "outside"))
        x0, y0, x1, y1 = outline.bounds()
        dims = (Dimension("bore", self.bore_mm), Dimension("bolt spacing", self.bolt_spacing_mm),
                Dimension("bolt hole", self.bolt_hole_mm), Dimension("W", x1 - x0), Dimension("H", y1 - y0))
        strokes = tuple(s for h in holes for s in cross(h))
        sheet = Sheet(self.name, self.kind, self.material, self.thickness_mm, outline, holes=holes, strokes=strokes,
                      texts=tuple(texts), dimensions=dims, count=self.count, view="outside")
        quantities = (Quantity("thickness_mm", self.thickness_mm, process="none"),
                      Quantity("bore_mm", self.bore_mm, process="blank"),
                      Quantity("bolt_spacing_mm", self.bolt_spacing_mm, process="blank", critical=True),
                      Quantity("bolt_hole_mm", self.bolt_hole_mm, process="blank"),
                      Quantity("bolts", float(self.bolts), unit="", process="none", instrument="count"))
        return Made(self.name, self.kind, self.material, self.thickness_mm, self.count,
                    Plate(outline, holes, self.thickness_mm), (sheet,), quantities)
