"""Right cone: a truncated cone rolled from a sector, its ends ground flat."""

from __future__ import annotations

import cmath
import math
from typing import ClassVar

from knalpot_cad.fields import Length, Thickness
from knalpot_cad.geometry.develop_blank import Blank, Bow
from knalpot_cad.geometry.develop_seam import allowance, spots
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.geometry.shape import ConeShell
from knalpot_cad.geometry.sheet import MARK, ROLL, Dimension, Sheet, Stroke
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seam import PlacedSeam, WallSeam


class Cone(Part):
    """Outside diameters at both ends [mm]; mid radii r - t / (2 cos al), ends ground flat (facts/sheets.md 0, 2)."""

    kind: ClassVar[str] = "cone"
    start_od_mm: Length
    end_od_mm: Length
    length_mm: Length
    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()

    @property
    def slope(self) -> float:
        """Angle of the wall to the axis [rad]."""
        return math.atan2(abs(self.end_od_mm - self.start_od_mm) / 2, self.length_mm)

    @property
    def radial_mm(self) -> float:
        """Wall measured square to the axis [mm]."""
        return (self.thickness_mm or 0.0) / math.cos(self.slope)

    def mid_radii(self) -> tuple[float, float]:
        """Mid-surface radii, larger first [mm]."""
        a, b = (d / 2 - self.radial_mm / 2 for d in (self.start_od_mm, self.end_od_mm))
        return max(a, b), min(a, b)

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        t = self.thickness_mm or 0.0
        large, small = self.mid_radii()
        if abs(self.start_od_mm - self.end_od_mm) < 0.5:
            return [("cone-is-cylinder", {"name": self.name})]
        if small - self.radial_mm / 2 <= t:
            return [("out-of-range", {"key": "start_od_mm", "value": 2 * small, "low": 4 * t, "high": 2 * large})]
        if self.seam.kind == "lock":
            return [("seam-not-here", {"name": self.name, "seam": "lock"})]
        return self.seam.faults()

    def sector(self) -> tuple[float, float, float]:
        """Outer radius, inner radius [mm], opening [rad] of the blank."""
        r1, r2 = self.mid_radii()
        s = math.hypot(self.length_mm, r1 - r2)
        return r1 * s / (r1 - r2), r2 * s / (r1 - r2), 2 * math.pi * (r1 - r2) / s

    def outline(self) -> Contour:
        """Sector with its bisector along +v, apex at the origin; seam edges are parallel strips beside the ruling."""
        big, small, theta = self.sector()
        e = self.seam.edge_mm
        a0, a1 = math.pi / 2 + theta / 2, math.pi / 2 - theta / 2          # left and right ruling
        bulge = math.tan(theta / 4)

        def at(r: float, a: float) -> tuple[float, float]:
            return r * math.cos(a), r * math.sin(a)
        # outward normals of the two rulings
        left, right = (-math.sin(a0), math.cos(a0)), (math.sin(a1), -math.cos(a1))
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at(big, a1), at(big, a0), at(small, a0), at(small, a1)
        if abs(e) < 1e-12:
            return Contour((Vertex(x0, y0, bulge), Vertex(x1, y1), Vertex(x2, y2, -bulge), Vertex(x3, y3)))
        if e < 0:   # root gap: the arcs end where the strip line meets them
            d1, d2 = math.asin(-e / big), math.asin(-e / small)
            p = [at(big, a1 + d1), at(big, a0 - d1), at(small, a0 - d2), at(small, a1 + d2)]
            return Contour((Vertex(*p[0], math.tan((theta - 2 * d1) / 4)), Vertex(*p[1]),
                            Vertex(*p[2], -math.tan((theta - 2 * d2) / 4)), Vertex(*p[3])))
        return Contour((
            Vertex(x0, y0, bulge), Vertex(x1, y1), Vertex(x1 + e * left[0], y1 + e * left[1]),
            Vertex(x2 + e * left[0], y2 + e * left[1]), Vertex(x2, y2, -bulge), Vertex(x3, y3),
            Vertex(x3 + e * right[0], y3 + e * right[1]), Vertex(x0 + e * right[0], y0 + e * right[1])))

    def seam_strokes(self) -> tuple[Stroke, ...]:
        """Overlap lines and weld spots beside both rulings."""
        big, small, theta = self.sector()
        ends = [(cmath.rect(r, (math.pi + theta) / 2), cmath.rect(r, (math.pi - theta) / 2)) for r in (small, big)]
        blank = Blank((Bow(*ends[0], -theta),), (Bow(*ends[1], -theta),))
        out = allowance(self.seam).strokes(blank)
        if isinstance(self.seam, WallSeam) and self.seam.pitch_mm and self.seam.end_mm is not None:
            for row in spots(blank, self.seam.pitch_mm, self.seam.end_mm):
                out += tuple(s for x, y in row for s in cross(Circle(x, y, 1.0), 1.5))
        return out

    def roll_mark(self) -> tuple[Stroke, ...]:
        """Double arrow along the rolling direction, beside the large edge."""
        big, small, theta = self.sector()
        radius, half = big - 0.12 * (big - small), min(theta / 8, 0.25)
        tip = min(0.25 * half * radius, 6.0)

        def at(r: float, a: float) -> tuple[float, float]:
            return r * math.sin(a), r * math.cos(a)
        line = tuple(at(radius, half * (i / 8 - 1)) for i in range(17))
        heads = [(at(radius + tip / 2, s * (half - tip / radius)), at(radius, s * half),
                  at(radius - tip / 2, s * (half - tip / radius))) for s in (-1, 1)]
        return (Stroke(MARK, line), *(Stroke(MARK, h) for h in heads))

    def sheet(self, shop: Shop) -> Sheet:
        big, small, theta = self.sector()
        outline = self.outline()
        strokes = tuple(
            Stroke(ROLL, tuple((r * math.cos(a), r * math.sin(a)) for r in (small, big)), dashed=True)
            for a in (math.pi / 2 + theta * q for q in (-0.25, 0.0, 0.25)))
        strokes += self.roll_mark() + self.seam_strokes()
        space = Space(outline, ())
        for s in strokes:
            for a, b in zip(s.points, s.points[1:], strict=False):
                space.avoid_line(a, b)
        words = lines(shop, self.name, self.count, self.thickness_mm or 0.0, self.material, "outside")
        texts = block(space, words, ((big + small) / 2 * math.cos(math.pi / 2 + theta / 8),
                                     (big + small) / 2 * math.sin(math.pi / 2 + theta / 8)))
        dims = (Dimension("R", big), Dimension("r", small), Dimension("theta_deg", math.degrees(theta)),
                Dimension("L", big - small))
        return Sheet(self.name, self.kind, self.material, self.thickness_mm or 0.0, outline, strokes=strokes,
                     texts=tuple(texts), dimensions=dims, count=self.count, view="outside", roll="u",
                     note=f"seam {self.seam.kind} {2 * self.seam.edge_mm + 0.0:+.2f}"
                     + (f", {self.seam.at_deg:.1f} deg" if self.seam.at_deg is not None else ""))

    def make(self, shop: Shop) -> Made:
        t = self.thickness_mm or 0.0
        big, small, theta = self.sector()
        large, _ = self.mid_radii()
        roll = Roll(big * theta, big - small, self.start_od_mm, 2 * large, self.seam.kind, 2 * self.seam.edge_mm,
                    kind="cone", outer_end_mm=self.end_od_mm)
        quantities = (Quantity("start_od_mm", self.start_od_mm, process="bend"),
                      Quantity("end_od_mm", self.end_od_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="bend"),
                      Quantity("thickness_mm", t, process="none", instrument="micrometer"))
        shape = ConeShell(self.start_od_mm, self.end_od_mm, self.radial_mm, self.length_mm)
        return Made(self.name, self.kind, self.material, t, self.count, shape, (self.sheet(shop),), quantities,
                    roll=roll)
