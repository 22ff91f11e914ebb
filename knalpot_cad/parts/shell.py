"""Round shell: a cylinder rolled from a rectangle."""

from __future__ import annotations

import math
from typing import ClassVar

from knalpot_cad.fields import Length, Thickness
from knalpot_cad.geometry.plane import rectangle
from knalpot_cad.geometry.shape import Tube
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.parts.engrave import HEIGHTS, Space, block, lines
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seam import Seam, SeamData


class Shell(Part):
    """Rolled on the mid surface (K 0.5): developed length pi (D - t), seam edges added on both sides."""

    kind: ClassVar[str] = "shell"
    od_mm: Length
    length_mm: Length
    thickness_mm: Thickness | None = None
    seam: Seam = SeamData()

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        if self.od_mm <= 4 * (self.thickness_mm or 0):
            return [("out-of-range", {"key": "od_mm", "value": self.od_mm, "low": 4 * (self.thickness_mm or 0),
                                      "high": 10_000})]
        return []

    @property
    def developed_mm(self) -> float:
        return math.pi * (self.od_mm - (self.thickness_mm or 0.0))

    def sheet(self, shop: Shop) -> Sheet:
        u, e, z = self.developed_mm, self.seam.edge_mm, self.length_mm
        outline = rectangle(-e, 0.0, u + e, z)
        strokes = [Stroke(ROLL, ((u * q, 0.0), (u * q, z)), dashed=True) for q in (0.25, 0.5, 0.75)]
        strokes += self._seam_strokes(u, z)
        tip = min(z, u) * 0.06
        ax, ay, half = u * 0.5, z * 0.12, u * 0.12
        strokes += [Stroke(MARK, ((ax - half, ay), (ax + half, ay))),
                    Stroke(MARK, ((ax + half - tip, ay + tip / 2), (ax + half, ay), (ax + half - tip, ay - tip / 2))),
                    Stroke(MARK, ((ax - half + tip, ay + tip / 2), (ax - half, ay), (ax - half + tip, ay - tip / 2)))]
        space = Space(rectangle(0.0, z * 0.2, u, z), ())
        for q in (0.25, 0.5, 0.75):
            space.avoid_line((u * q, 0.0), (u * q, z))
        words = lines(shop, self.name, self.count, self.thickness_mm or 0.0, self.material, "outside")
        texts = block(space, words, (u * 0.375, z * 0.6), (10.0, 8.0, *HEIGHTS))
        texts += [Text(MARK, u * 0.52, z - 9.0, 4.0, "Z+"), Text(MARK, ax - half, ay + 2.0, 3.0, "ROLL")]
        dims = (Dimension("U", u + 2 * e), Dimension("V", z), Dimension("U0", u))
        return Sheet(self.name, self.kind, self.material, self.thickness_mm or 0.0, outline, strokes=tuple(strokes),
                     texts=tuple(texts), dimensions=dims, count=self.count, view="outside", roll="u",
                     note=f"seam {self.seam.kind} {2 * e + 0.0:+.2f}")

    def _seam_strokes(self, u: float, z: float) -> list[Stroke]:
        s = self.seam
        if s.kind == "lap":
            return [Stroke(MARK, ((s.width_mm / 2, 0.0), (s.width_mm / 2, z)), dashed=True),
                    Stroke(MARK, ((u - s.width_mm / 2, 0.0), (u - s.width_mm / 2, z)), dashed=True)]
        if s.kind == "lock":
            return [Stroke(BEND_UP, ((-s.fold_mm / 2, 0.0), (-s.fold_mm / 2, z)), dashed=True),
                    Stroke(BEND_DOWN, ((u + s.fold_mm / 2, 0.0), (u + s.fold_mm / 2, z)), dashed=True)]
        return []

    def make(self, shop: Shop) -> Made:
        t, e = self.thickness_mm or 0.0, self.seam.edge_mm
        sheet = self.sheet(shop)
        roll = Roll(self.developed_mm + 2 * e, self.length_mm, self.od_mm, self.od_mm - t, self.seam.kind, 2 * e)
        quantities = (
            Quantity("od_mm", self.od_mm, process="bend", critical=True),
            Quantity("length_mm", self.length_mm, process="blank"),
            Quantity("thickness_mm", t, process="none", instrument="micrometer"),
            Quantity("blank.u_mm", self.developed_mm + 2 * e, process="blank", instrument="tape"),
        )
        shape = Tube(self.od_mm, self.od_mm - 2 * t, self.length_mm)
        return Made(self.name, self.kind, self.material, t, self.count, shape, (sheet,), quantities, roll=roll)
