"""Shell of any section: a cylinder rolled from a rectangle."""

from __future__ import annotations

import math
from typing import ClassVar

from knalpot_cad.fields import Angle, Length, Model, Name, Place
from knalpot_cad.geometry.around import Around, Feature, clearance, free_seam, intervals
from knalpot_cad.geometry.develop_blank import Blank, Bow
from knalpot_cad.geometry.develop_seam import WIDEST, allowance, spots
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.sections import Round, Section
from knalpot_cad.geometry.shape import Shape, Tube
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.parts import panels, ribs
from knalpot_cad.parts.engrave import HEIGHTS, Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.ribs import BeadData, SwageData
from knalpot_cad.parts.rows import Made, Quantity, Rib, Roll
from knalpot_cad.parts.seamed_wall import SeamedWall
from knalpot_cad.parts.section_data import RADIUS_LEAST, SectionData, Sized, section_quantities
from knalpot_cad.words import text

Faults = list[tuple[str, dict[str, object]]]
CLEAR = 2.0         # mm between words and the outline of a foot


class FootData(Model):
    """Where something is welded to the outside: drawn on the blank, and the seam keeps off it.

    angle_deg about the axis from x towards y is its middle; at_mm where it begins; width round, length along.
    """

    name: Name
    angle_deg: Angle
    at_mm: Place
    width_mm: Length
    length_mm: Length


class Shell(Sized, SeamedWall):
    """Rolled on the mid surface (K 0.5): developed length P - pi t (round: pi (D - t)), seam edges on both sides.

    od_mm is short for a round section. u = 0 is the seam; it lies clear of all feet, or where seam.at_deg says.
    """

    kind: ClassVar[str] = "shell"
    length_mm: Length
    feet: tuple[FootData, ...] = ()
    beads: tuple[BeadData, ...] = ()
    swages: tuple[SwageData, ...] = ()

    @property
    def outline(self) -> SectionData:
        """The outside section."""
        return self.section or SectionData.of_round(self.od_mm or 0.0)

    @property
    def outside(self) -> Section:
        return self.outline.section()

    def faults(self) -> Faults:
        outside = self.outside
        if isinstance(outside, Round):
            if outside.od_mm <= 4 * self.t:
                return [("out-of-range", {"key": "od_mm", "value": outside.od_mm, "low": 4 * self.t, "high": 10_000})]
        elif wrong := self.outline.faults(self.t):
            return wrong
        return [*self.seam.faults(), *self._seam_faults(), *self._foot_faults(), *self._rib_faults()]

    def _seam_faults(self) -> Faults:
        """A seam over a foot: a place asked for, or no free arc wide enough; panels too narrow."""
        seam, need = self.seam, self.seam.need_mm(self.t)
        out: Faults = []
        if seam.at_deg is None:
            room = free_seam(self.mid, self._features(), need)[1]
            if room < need:
                out.append(("seam-no-room", {"name": self.name, "free_mm": round(max(0.0, 2 * room), 1),
                                             "need_mm": round(2 * need, 1)}))
        for at in (*(() if seam.at_deg is None else (seam.at_deg,)), *seam.split_deg):
            out += self._covered(at, need)
        return out or panels.faults(self.name, seam, self.splits, self.mid.perimeter, self.t) or self._gap_faults()

    def _gap_faults(self) -> Faults:
        """A root gap that eats up a panel."""
        most = WIDEST * min(b - a for a, b in self.panels())
        gap = -2 * self.seam.edge_mm
        fault = ("out-of-range", {"key": "seam", "value": gap, "low": 0.0, "high": round(most, 2)})
        return [fault] if gap > most else []

    def _covered(self, at_deg: float, need: float) -> Faults:
        """Feet that come too near to a seam at at_deg."""
        s = Around(self.mid, 0.0).u(at_deg)
        out: Faults = []
        for foot, taken in zip(self.feet, intervals(self.mid, self._features()), strict=True):
            room = clearance(s, taken, self.mid.perimeter)
            if room < need:
                out.append(("seam-over-foot", {"key": "seam", "name": self.name, "foot": foot.name,
                                               "at_deg": at_deg, "room_mm": round(room, 1),
                                               "need_mm": round(need, 1)}))
        return out

    def _foot_faults(self) -> Faults:
        return [("mount-outside", {"name": f.name, "at_mm": f.at_mm}) for f in self.feet
                if f.at_mm < 0 or f.at_mm + f.length_mm > self.length_mm]

    def _rib_faults(self) -> Faults:
        feet = [ribs.Taken(f.name, f.at_mm, f.at_mm + f.length_mm) for f in self.feet]
        corner = self.outside.min_rho - self.t - RADIUS_LEAST
        return ribs.problems(self.name, self.beads, self.swages, (0.0, self.length_mm),
                              self.developed_mm / math.pi, self.t, feet, corner)

    @property
    def ribs(self) -> tuple[Rib, ...]:
        return ribs.ribs(self.beads, self.swages, 0.0, self.length_mm, self.developed_mm / math.pi)

    # places -------------------------------------------------------------------------------------------------------
    @property
    def mid(self) -> Section:
        return self.outline.inside(self.t / 2)

    def _features(self) -> list[Feature]:
        return [Feature(f.name, f.angle_deg, f.width_mm) for f in self.feet]

    @property
    def seam_deg(self) -> float:
        """Where the seam lies, about the axis from x towards y."""
        if self.seam.at_deg is not None:
            return self.seam.at_deg
        return free_seam(self.mid, self._features(), self.seam.need_mm(self.t))[0]

    @property
    def around(self) -> Around:
        return Around(self.mid, self.seam_deg)

    @property
    def splits(self) -> list[float]:
        """u of the further seams [mm]."""
        return sorted(self.around.u(at) for at in self.seam.split_deg) if self.seam.split_deg else []

    def panels(self) -> list[tuple[float, float]]:
        """From which u to which each blank runs."""
        return panels.ends(self.splits, self.developed_mm)

    @property
    def developed_mm(self) -> float:
        outside = self.outside
        if isinstance(outside, Round):
            return math.pi * (outside.od_mm - self.t)
        return outside.perimeter - math.pi * self.t

    # the sheets ---------------------------------------------------------------------------------------------------
    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One blank a panel; everything keeps its u."""
        found = self.panels()
        return tuple(self._sheet(shop, a, b, i, len(found)) for i, (a, b) in enumerate(found, 1))

    def _sheet(self, shop: Shop, a: float, b: float, number: int, count: int) -> Sheet:
        """The blank from u = a to u = b."""
        u, e, z = b - a, self.seam.edge_mm, self.length_mm
        around = self.around
        outline = rectangle(a - e, 0.0, b + e, z)
        rolls = [q for q in around.roll_lines() if a < q < b]
        strokes = [Stroke(ROLL, ((q, 0.0), (q, z)), dashed=True) for q in rolls]
        strokes += self._seam_strokes(a, b, z)
        tip = min(z, u) * 0.06
        ax, ay, half = a + u * 0.5, z * self._clear_share(), u * 0.12
        strokes += [Stroke(MARK, ((ax - half, ay), (ax + half, ay))),
                    Stroke(MARK, ((ax + half - tip, ay + tip / 2), (ax + half, ay), (ax + half - tip, ay - tip / 2))),
                    Stroke(MARK, ((ax - half + tip, ay + tip / 2), (ax - half, ay), (ax - half + tip, ay - tip / 2)))]
        space = Space(rectangle(a, z * 0.2, b, z), ())
        for q in rolls:
            space.avoid_line((q, 0.0), (q, z))
        drawn, rib_names, rib_dims = ribs.marks(self.ribs, a, b, space, shop.language)
        strokes += drawn
        feet = [f for f in self.feet if a <= around.u(f.angle_deg) < b]
        drawn, names = self._foot_marks(around, space, feet)
        strokes += drawn
        words = lines(shop, panels.engraved(self.name, number, count), self.count, self.t, self.material, "outside")
        texts = block(space, words, (a + u * 0.375, z * 0.6), (10.0, 8.0, *HEIGHTS))
        texts += [Text(MARK, a + u * 0.52, z - 9.0, 4.0, "Z+"),
                  Text(MARK, ax - half, ay + tip / 2 + 1.0, 3.0, "ROLL"), *names,
                  *rib_names]
        dims = [Dimension("U", u + 2 * e), Dimension("V", z), Dimension("U0", u)]
        if count > 1:
            dims += [Dimension("from U", a), Dimension("to U", b)]
        if not isinstance(self.outside, Round):
            top = around.u(90.0)
            if a <= top < b:
                strokes.append(Stroke(MARK, ((top, z - 6.0), (top, z - 0.5))))
                texts.append(Text(MARK, top + 1.0, z - 4.0, 2.5, text("ui.top", shop.language)))
            dims += [Dimension(f"roll {i}", q) for i, q in enumerate(rolls, 1)]
        dims += [*(Dimension(f"{f.name} U", around.u(f.angle_deg)) for f in feet), *rib_dims]
        placed = count > 1 or self.feet or self.seam.at_deg is not None or not isinstance(self.outside, Round)
        note = panels.seam_note(shop.language, self.seam.kind, 2 * e, self.seam_deg if placed else None, count)
        note = " ".join(n for n in (note, ribs.note(self.ribs, shop.language)) if n)
        return Sheet(self.name, self.kind, self.material, self.t, outline, strokes=tuple(strokes),
                     texts=tuple(texts), dimensions=tuple(dims), count=self.count, view="outside", roll="u", note=note,
                     piece=panels.piece(number, count))

    def _clear_share(self) -> float:
        """How high up the rolling arrow stands, as a share of the length: off beads and swages where there is room."""
        free = (s for s in (0.12, 0.06, 0.17, 0.03) if not any(r.low_mm - 6.0 < s * self.length_mm < r.high_mm + 3.0
                                                               for r in self.ribs))
        return next(free, 0.12)

    def _seam_strokes(self, a: float, b: float, z: float) -> list[Stroke]:
        """Overlap or fold lines, and the spots of both plies, of the blank from u = a to u = b."""
        blank = Blank((Bow(complex(a, 0.0), complex(b, 0.0)),), (Bow(complex(a, z), complex(b, z)),))
        f = self.seam.fold_mm / 2
        if self.seam.kind == "lock":
            return [Stroke(BEND_UP, ((a - f, 0.0), (a - f, z)), dashed=True),
                    Stroke(BEND_DOWN, ((b + f, 0.0), (b + f, z)), dashed=True)]
        out = list(allowance(self.seam).strokes(blank))
        if self.seam.kind == "spot" and self.seam.pitch_mm and self.seam.end_mm is not None:
            for row in spots(blank, self.seam.pitch_mm, self.seam.end_mm):
                out += [s for x, y in row for s in cross(Circle(x, y, 1.0), 1.5)]
        return out

    def _foot_marks(self, around: Around, space: Space, feet: list[FootData]) -> tuple[list[Stroke], list[Text]]:
        """The rectangle that each foot covers, its name beside it."""
        strokes, texts = [], []
        for f in feet:
            u, w = around.u(f.angle_deg), f.width_mm / 2
            a, b, c, d = u - w, f.at_mm, u + w, f.at_mm + f.length_mm
            strokes.append(Stroke(MARK, ((a, b), (c, b), (c, d), (a, d)), closed=True))
            space.take(a - CLEAR, b - CLEAR, c + CLEAR, d + CLEAR)
            texts += block(space, [f.name.upper()], (u, d + 6.0), (4.0, 3.0, 2.5))
        return strokes, texts

    # all ----------------------------------------------------------------------------------------------------------
    def shape(self) -> Shape:
        outside, bulges = self.outside, ribs.bulges(self.beads, self.swages, 0.0)
        if isinstance(outside, Round):
            return Tube(outside.od_mm, outside.od_mm - 2 * self.t, self.length_mm, (), bulges)
        return SectionShell(self.outline.inside(self.t), self.t, self.length_mm, bulges)

    def make(self, shop: Shop) -> Made:
        t, e = self.t, self.seam.edge_mm
        sheets, outside = self.sheets(shop), self.outside
        girth = outside.perimeter / math.pi
        blanks = panels.widths(self.panels(), e)
        if isinstance(outside, Round):
            roll = Roll(max(blanks), self.length_mm, outside.od_mm, outside.od_mm - t, self.seam.kind, 2 * e,
                        panels_u_mm=blanks)
            sizes = [Quantity("od_mm", outside.od_mm, process="bend", critical=True)]
        else:
            roll = Roll(max(blanks), self.length_mm, girth, girth - t, self.seam.kind, 2 * e,
                        kind=self.outline.kind, panels_u_mm=blanks)
            sizes = [*section_quantities("section", self.outline),
                     Quantity("girth_mm", outside.perimeter, process="bend", instrument="tape")]
        quantities = (
            *sizes,
            Quantity("length_mm", self.length_mm, process="blank"),
            Quantity("thickness_mm", t, process="none", instrument="micrometer"),
            *panels.quantities(blanks), *ribs.quantities(self.ribs),
        )
        return Made(self.name, self.kind, self.material, t, self.count, self.shape(), sheets, quantities, roll=roll,
                    ribs=self.ribs)
