"""Mounting bracket (braket): a strip bent about lines square to it."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Annotated, ClassVar

from pydantic import Field

from knalpot_cad.fields import Angle, Hole, Length, Model, Offset, Place, Thickness
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.shape import BentStrip
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, Dimension, Sheet, Stroke
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import K_PRESS, PLATE, Part, Shop
from knalpot_cad.parts.rows import Made, Quantity

LEAST_WEB_MM = 1.5


class StripHole(Model):
    """A hole on one leg: from the leg's outside corner (or free end on the first leg) along it, and off the middle."""

    leg: Annotated[int, Field(ge=1, le=10)]
    along_mm: Length
    off_mm: Place = 0.0
    diameter_mm: Hole


class Bracket(Part):
    """Outside leg lengths, turn angles between them, inside radius (facts/sheets.md 6, R22)."""

    kind: ClassVar[str] = "bracket"
    stock_group: ClassVar[str] = PLATE
    thickness_mm: Thickness = 3.0
    width_mm: Length = 30.0
    legs_mm: tuple[Length, ...] = (40.0, 35.0)
    bends_deg: tuple[Angle, ...] = (90.0,)
    bend_radius_mm: Offset = 3.0
    k_factor: Offset = K_PRESS
    holes: tuple[StripHole, ...] = (StripHole(leg=2, along_mm=20.0, diameter_mm=8.5),)

    def setback(self, angle_deg: float) -> float:
        """From the tangent to where an outside leg is measured [mm]: r + t beyond 90 degrees."""
        a = math.radians(min(abs(angle_deg), 90.0))
        return (self.bend_radius_mm + self.thickness_mm) * math.tan(a / 2)

    def straights(self) -> tuple[float, ...]:
        backs = [0.0, *(self.setback(a) for a in self.bends_deg), 0.0]
        return tuple(leg - backs[i] - backs[i + 1] for i, leg in enumerate(self.legs_mm))

    def allowance(self, angle_deg: float) -> float:
        return math.radians(abs(angle_deg)) * (self.bend_radius_mm + self.k_factor * self.thickness_mm)

    @property
    def developed_mm(self) -> float:
        return math.fsum(self.straights()) + math.fsum(self.allowance(a) for a in self.bends_deg)

    def starts(self) -> list[float]:
        """Where each straight begins on the blank [mm]."""
        out, u = [], 0.0
        for i, s in enumerate(self.straights()):
            out.append(u)
            u += s + (self.allowance(self.bends_deg[i]) if i < len(self.bends_deg) else 0.0)
        return out

    def on_leg(self, hole: StripHole) -> float:
        """Distance of the hole from the start of its straight [mm]."""
        back = self.setback(self.bends_deg[hole.leg - 2]) if hole.leg > 1 else 0.0
        return hole.along_mm - back

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        out: list[tuple[str, dict[str, object]]] = []
        if len(self.bends_deg) != len(self.legs_mm) - 1:
            out.append(("bracket-bends", {"name": self.name, "legs": len(self.legs_mm), "bends": len(self.bends_deg)}))
            return out
        for i, s in enumerate(self.straights()):
            if s < self.thickness_mm:
                out.append(("out-of-range", {"key": f"legs_mm[{i}]", "value": self.legs_mm[i],
                                             "low": round(self.legs_mm[i] - s + self.thickness_mm, 2), "high": 1000}))
        for h in self.holes:
            if h.leg > len(self.legs_mm):
                out.append(("out-of-range", {"key": "leg", "value": h.leg, "low": 1, "high": len(self.legs_mm)}))
                continue
            a, r, s = self.on_leg(h), h.diameter_mm / 2, self.straights()[h.leg - 1]
            edge = min(a - r, s - a - r, self.width_mm / 2 - abs(h.off_mm) - r)
            if edge < LEAST_WEB_MM:
                out.append(("holes-too-near-edge", {"part": self.name, "hole": f"leg {h.leg}",
                                                    "edge_mm": round(edge, 2)}))
        for g, h in combinations(self.holes, 2):
            gap = math.hypot(g.along_mm - h.along_mm, g.off_mm - h.off_mm) - (g.diameter_mm + h.diameter_mm) / 2
            if g.leg == h.leg and gap < LEAST_WEB_MM:
                out.append(("holes-overlap", {"part": self.name, "a": f"leg {g.leg}", "b": f"leg {h.leg}",
                                              "gap_mm": round(gap, 2)}))
        return out

    def shape(self) -> BentStrip:
        holes = tuple((h.leg - 1, self.on_leg(h), h.off_mm, h.diameter_mm) for h in self.holes)
        return BentStrip(self.straights(), self.bends_deg, self.bend_radius_mm, self.thickness_mm, self.width_mm, holes)

    def make(self, shop: Shop) -> Made:
        length, half, starts = self.developed_mm, self.width_mm / 2, self.starts()
        outline = rectangle(0.0, -half, length, half)
        holes = tuple(Circle(starts[h.leg - 1] + self.on_leg(h), h.off_mm, h.diameter_mm / 2) for h in self.holes)
        strokes = []
        for i, angle in enumerate(self.bends_deg):
            u = starts[i] + self.straights()[i] + self.allowance(angle) / 2
            strokes.append(Stroke(BEND_UP if angle > 0 else BEND_DOWN, ((u, -half), (u, half)), dashed=True))
        strokes += [s for h in holes for s in cross(h)]
        space = Space(outline, holes)
        for s in strokes[:len(self.bends_deg)]:
            space.take(s.points[0][0] - 0.5, -half, s.points[0][0] + 0.5, half)
        texts = block(space, lines(shop, self.name, self.count, self.thickness_mm, self.material, "outside"))
        dims = (Dimension("L", length), Dimension("W", self.width_mm),
                *(Dimension(f"bend {i + 1}", s.points[0][0]) for i, s in enumerate(strokes[:len(self.bends_deg)])))
        sheet = Sheet(self.name, self.kind, self.material, self.thickness_mm, outline, holes=holes,
                      strokes=tuple(strokes), texts=tuple(texts), dimensions=dims, count=self.count, view="outside",
                      note=f"K {self.k_factor:g}, R {self.bend_radius_mm:g}")
        quantities = [Quantity("thickness_mm", self.thickness_mm, process="none"),
                      Quantity("width_mm", self.width_mm, process="blank"),
                      Quantity("blank.u_mm", length, process="blank")]
        quantities += [Quantity(f"leg_{i + 1}_mm", v, process="bend") for i, v in enumerate(self.legs_mm)]
        quantities += [Quantity(f"bend_{i + 1}.angle_deg", v, unit="deg", process="none", instrument="protractor")
                       for i, v in enumerate(self.bends_deg)]
        quantities += [Quantity(f"hole_{i + 1}.diameter_mm", h.diameter_mm, process="blank")
                       for i, h in enumerate(self.holes)]
        return Made(self.name, self.kind, self.material, self.thickness_mm, self.count, self.shape(), (sheet,),
                    tuple(quantities))
