"""Flange plate (flens): a hub with one ear a bolt, joined by tangents."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

from pydantic import Field

from knalpot_cad.fields import Length, Thickness
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.geometry.shape import Plate
from knalpot_cad.geometry.sheet import Dimension, Sheet
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import PLATE, Part, Shop
from knalpot_cad.parts.rows import Made, Quantity


class Flange(Part):
    """bolts on a circle of diameter bolt_spacing_mm (for two: their distance); facts/sheets.md 6, flange plate."""

    kind: ClassVar[str] = "flange"
    stock_group: ClassVar[str] = PLATE
    thickness_mm: Thickness
    bore_mm: Length
    bolts: Annotated[int, Field(ge=2, le=8)] = 2
    bolt_spacing_mm: Length
    bolt_hole_mm: Length
    ear_mm: Length | None = None
    hub_mm: Length | None = None

    @property
    def ear_radius_mm(self) -> float:
        return self.ear_mm / 2 if self.ear_mm else self.bolt_hole_mm / 2 + max(6.0, self.thickness_mm * 0.8)

    @property
    def hub_radius_mm(self) -> float:
        return self.hub_mm / 2 if self.hub_mm else self.bore_mm / 2 + 8.0

    def bolt_holes(self) -> list[Circle]:
        c = self.bolt_spacing_mm / 2
        return [Circle(c * math.cos(2 * math.pi * i / self.bolts), c * math.sin(2 * math.pi * i / self.bolts),
                       self.bolt_hole_mm / 2, f"b{i + 1}") for i in range(self.bolts)]

    def outline(self) -> Contour:
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
        if self.hub_radius_mm - self.bore_mm / 2 < 3.0:
            out.append(("holes-too-near-edge", {"part": self.name, "hole": "bore",
                                                "edge_mm": round(self.hub_radius_mm - self.bore_mm / 2, 2)}))
        if self.bolt_spacing_mm / 2 + self.ear_radius_mm <= self.hub_radius_mm:
            out.append(("holes-too-near-edge", {"part": self.name, "hole": "b1", "edge_mm": 0.0}))
        return out

    def make(self, shop: Shop) -> Made:
        outline = self.outline()
        holes = (Circle(0.0, 0.0, self.bore_mm / 2, "bore"), *self.bolt_holes())
        space = Space(outline, holes)
        texts = block(space, lines(shop, self.name, self.count, self.thickness_mm, self.material, "outside"))
        dims = (Dimension("bore", self.bore_mm), Dimension("bolt spacing", self.bolt_spacing_mm),
                Dimension("bolt hole", self.bolt_hole_mm))
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
