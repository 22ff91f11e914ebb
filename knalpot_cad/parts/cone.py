"""Right cone: a truncated cone rolled from a sector, its ends ground flat."""

from __future__ import annotations

import cmath
import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from knalpot_cad.fields import Length
from knalpot_cad.geometry.develop_blank import Blank, Bow
from knalpot_cad.geometry.develop_seam import allowance, spots
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.geometry.shape import ConeShell
from knalpot_cad.geometry.sheet import MARK, ROLL, Dimension, Sheet, Stroke
from knalpot_cad.parts import panels
from knalpot_cad.parts.engrave import Space, lines
from knalpot_cad.parts.engrave_gaps import between
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seam import WallSeam
from knalpot_cad.parts.seamed_wall import SeamedWall
from knalpot_cad.parts.tube import WallHole

LEAST_WEB_MM = 1.5
TURNS = (-0.5, -0.25, 0.0, 0.25, 0.5)       # of its opening: seam, roll lines, seam


class Cone(SeamedWall):
    """Diameters at both ends [mm] on the face that `of` says, the outside where it does not; ends ground flat, so that
    the mid radii lie t / (2 cos al) further in (facts/sheets.md 0, 2).

    Holes are round on the flat sheet (at_mm along the axis from the start, on the mid surface), drilled before rolling.
    """

    kind: ClassVar[str] = "cone"
    start_od_mm: Length
    end_od_mm: Length
    length_mm: Length
    of: Literal["outer", "mid", "inner"] = "outer"
    holes: Annotated[tuple[WallHole, ...], Field(max_length=200)] = ()

    @property
    def slope(self) -> float:
        """Angle of the wall to the axis [rad]."""
        return math.atan2(abs(self.end_od_mm - self.start_od_mm) / 2, self.length_mm)

    @property
    def radial_mm(self) -> float:
        """Wall measured square to the axis [mm]."""
        return (self.thickness_mm or 0.0) / math.cos(self.slope)

    @property
    def outside_mm(self) -> tuple[float, float]:
        """Outside diameters at start and end."""
        more = {"outer": 0, "mid": 1, "inner": 2}[self.of] * self.radial_mm
        return self.start_od_mm + more, self.end_od_mm + more

    @property
    def bore_radii_mm(self) -> tuple[float, float]:
        """Inside radii at start and end."""
        start, end = self.outside_mm
        return start / 2 - self.radial_mm, end / 2 - self.radial_mm

    def mid_radii(self) -> tuple[float, float]:
        """Mid-surface radii, larger first [mm]."""
        a, b = (d / 2 - self.radial_mm / 2 for d in self.outside_mm)
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
        girth = 2 * math.pi * small
        if wrong := self.seam.faults() or panels.faults(self.name, self.seam, [girth * q for q in self._split_turns()],
                                                        girth, t):
            return wrong
        return self._seam_faults() or self._hole_faults()

    def _seam_faults(self) -> list[tuple[str, dict[str, object]]]:
        """A seam wider than a panel's sector has room for."""
        return [(code, {**values, "key": "seam"}) for a, b in self.panels()
                for code, values in allowance(self.seam).faults(self._blank(b - a))]

    def _hole_faults(self) -> list[tuple[str, dict[str, object]]]:
        """Holes too near an end, a seam or each other, all measured on the blank."""
        big, small, theta = self.sector()
        t, out = self.thickness_mm or 0.0, []
        least, seams = max(LEAST_WEB_MM, t), [a for span in self.panels() for a in span]
        for i, h in enumerate(self.holes):
            rho, turned = self._polar(h)
            beside = min(rho * math.sin(min(abs(turned - a), math.pi / 2)) for a in seams) - self.seam.need_mm(t)
            edge = min(rho - small, big - rho, beside) - h.diameter_mm / 2
            if edge < least:
                out.append(("holes-too-near-edge", {"part": self.name, "hole": f"h{i + 1}",
                                                    "edge_mm": round(edge, 2)}))
            for j, other in enumerate(self.holes[i + 1:], i + 2):
                far, where = self._polar(other)
                apart = abs((turned - where + theta / 2) % theta - theta / 2)
                away = abs(rho - far * complex(math.cos(apart), math.sin(apart)))
                gap = away - (h.diameter_mm + other.diameter_mm) / 2
                if gap < least:
                    out.append(("holes-overlap", {"part": self.name, "a": f"h{i + 1}", "b": f"h{j}",
                                                  "gap_mm": round(gap, 2)}))
        return out

    def sector(self) -> tuple[float, float, float]:
        """Outer radius, inner radius [mm], opening [rad] of the blank."""
        r1, r2 = self.mid_radii()
        s = math.hypot(self.length_mm, r1 - r2)
        return r1 * s / (r1 - r2), r2 * s / (r1 - r2), 2 * math.pi * (r1 - r2) / s

    @property
    def widens(self) -> bool:
        """Whether the end is the larger circle: then the blank stands with z up, else upside down."""
        return self.end_od_mm > self.start_od_mm

    def panels(self) -> list[tuple[float, float]]:
        """From which to which angle of the sector [rad] each blank runs, counted from the seam with the angle."""
        theta = self.sector()[2]
        return panels.ends([theta * turn for turn in self._split_turns()], theta)

    def _split_turns(self) -> list[float]:
        """Places of the further seams as shares of a turn from the first one."""
        at = self.seam.at_deg or 0.0
        return [(d - at) % 360.0 / 360.0 for d in self.seam.split_deg]

    def outline(self, opening: float | None = None) -> Contour:
        """Sector with its bisector along +v, apex at the origin; seam edges are parallel strips beside the ruling."""
        big, small, theta = self.sector()
        theta = opening or theta
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

    def flat_holes(self, span: tuple[float, float] | None = None) -> tuple[Circle, ...]:
        """Holes on the blank of a panel, circles of the flat sheet; the whole sector without a span."""
        theta = self.sector()[2]
        first, last = span or (0.0, theta)
        out = []
        for i, h in enumerate(self.holes, 1):
            rho, turned = self._polar(h)
            if not first <= turned < last:
                continue
            off = (first + last) / 2 - turned
            a = math.pi / 2 + (off if self.widens else -off)
            out.append(Circle(rho * math.cos(a), rho * math.sin(a), h.diameter_mm / 2, f"h{i}"))
        return tuple(out)

    def _polar(self, h: WallHole) -> tuple[float, float]:
        """Where a hole lies on the sector: distance from its apex [mm], angle from the seam [rad]."""
        big, small, theta = self.sector()
        share = h.at_mm / self.length_mm
        return (small + (big - small) * (share if self.widens else 1 - share),
                ((h.angle_deg - (self.seam.at_deg or 0.0)) % 360.0) / 360.0 * theta)

    def seam_strokes(self, theta: float) -> tuple[Stroke, ...]:
        """Overlap lines and weld spots beside both rulings of a sector of that opening."""
        blank = self._blank(theta)
        out = allowance(self.seam).strokes(blank)
        if isinstance(self.seam, WallSeam) and self.seam.pitch_mm and self.seam.end_mm is not None:
            for row in spots(blank, self.seam.pitch_mm, self.seam.end_mm):
                out += tuple(s for x, y in row for s in cross(Circle(x, y, 1.0), 1.5))
        return out

    def _blank(self, theta: float) -> Blank:
        """The sector of that opening between its rulings, as drawn."""
        big, small, _ = self.sector()
        ends = [(cmath.rect(r, (math.pi + theta) / 2), cmath.rect(r, (math.pi - theta) / 2)) for r in (small, big)]
        return Blank((Bow(*ends[0], -theta),), (Bow(*ends[1], -theta),))

    def roll_mark(self, theta: float) -> tuple[Stroke, ...]:
        """Double arrow along the rolling direction, beside the large edge."""
        big, small, _ = self.sector()
        radius, half = big - 0.12 * (big - small), min(theta / 8, 0.25)
        tip = min(0.25 * half * radius, 6.0)

        def at(r: float, a: float) -> tuple[float, float]:
            return r * math.sin(a), r * math.cos(a)
        line = tuple(at(radius, half * (i / 8 - 1)) for i in range(17))
        heads = [(at(radius + tip / 2, s * (half - tip / radius)), at(radius, s * half),
                  at(radius - tip / 2, s * (half - tip / radius))) for s in (-1, 1)]
        return (Stroke(MARK, line), *(Stroke(MARK, h) for h in heads))

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One sector a panel."""
        found = self.panels()
        return tuple(self._sheet(shop, span, i, len(found)) for i, span in enumerate(found, 1))

    def _sheet(self, shop: Shop, span: tuple[float, float], number: int, count: int) -> Sheet:
        big, small, _ = self.sector()
        theta = span[1] - span[0]
        outline, flat = self.outline(theta), self.flat_holes(span)
        strokes = tuple(
            Stroke(ROLL, tuple((r * math.cos(a), r * math.sin(a)) for r in (small, big)), dashed=True)
            for a in (math.pi / 2 + theta * q for q in TURNS[1:-1]))
        arrow = self.roll_mark(theta)
        strokes += arrow if all(_clear(s, h) for s in arrow for h in flat) else ()
        strokes += self.seam_strokes(theta)
        space = Space(outline, flat)
        for s in strokes:
            for a, b in zip(s.points, s.points[1:], strict=False):
                space.avoid_line(a, b)
        words = lines(shop, panels.engraved(self.name, number, count), self.count, self.thickness_mm or 0.0,
                      self.material, "outside")
        ends = [[(r * math.cos(a), r * math.sin(a)) for r in (small, big)] for a in
                (math.pi / 2 + theta * q for q in TURNS)]
        gaps = [((ends[i][0], ends[i][1]), (ends[i + 1][0], ends[i + 1][1])) for i in (1, 2, 0, 3)]
        texts = between(space, gaps, words, ((big + small) / 2 * math.cos(math.pi / 2 + theta / 8),
                                             (big + small) / 2 * math.sin(math.pi / 2 + theta / 8)))
        dims = [Dimension("R", big), Dimension("r", small), Dimension("theta_deg", math.degrees(theta)),
                Dimension("L", big - small)]
        if count > 1:
            dims += [Dimension("from_deg", 360.0 * span[0] / self.sector()[2]),
                     Dimension("to_deg", 360.0 * span[1] / self.sector()[2])]
        return Sheet(self.name, self.kind, self.material, self.thickness_mm or 0.0, outline, holes=flat,
                     strokes=(*strokes, *(s for h in flat if isinstance(h, Circle) for s in cross(h))),
                     texts=tuple(texts), dimensions=tuple(dims), count=self.count, view="outside", roll="u",
                     note=panels.seam_note(shop.language, self.seam.kind, 2 * self.seam.edge_mm, self.seam.at_deg,
                                           count), piece=panels.piece(number, count))

    def make(self, shop: Shop) -> Made:
        t = self.thickness_mm or 0.0
        big, small, _ = self.sector()
        large, _ = self.mid_radii()
        girths = tuple(big * (b - a) for a, b in self.panels())
        start, end = self.outside_mm
        roll = Roll(max(girths), big - small, start, 2 * large, self.seam.kind, 2 * self.seam.edge_mm,
                    kind="cone", outer_end_mm=end, panels_u_mm=girths)
        quantities = (Quantity("start_od_mm", self.start_od_mm, process="bend"),
                      Quantity("end_od_mm", self.end_od_mm, process="bend"),
                      Quantity("length_mm", self.length_mm, process="bend"),
                      Quantity("thickness_mm", t, process="none", instrument="micrometer"),
                      *(Quantity(f"hole_{i}.diameter_mm", h.diameter_mm, process="blank")
                        for i, h in enumerate(self.holes, 1)))
        shape = ConeShell(start, end, self.radial_mm, self.length_mm,
                          tuple((h.angle_deg % 360.0, h.at_mm, h.diameter_mm) for h in self.holes))
        return Made(self.name, self.kind, self.material, t, self.count, shape, self.sheets(shop), quantities,
                    roll=roll)


def _clear(stroke: Stroke, hole: Circle) -> bool:
    """Whether a mark keeps off a hole."""
    return all(math.hypot(x - hole.x, y - hole.y) > hole.radius + 1.0 for x, y in stroke.points)
