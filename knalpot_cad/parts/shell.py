"""Shell of any section: a cylinder rolled from a rectangle."""

from __future__ import annotations

import math
from typing import ClassVar

from pydantic import model_validator

from knalpot_cad.fields import Angle, Length, Model, Name, Place, Thickness
from knalpot_cad.geometry.around import Around, Feature, clearance, free_seam, intervals
from knalpot_cad.geometry.develop_blank import Blank, Bow
from knalpot_cad.geometry.develop_seam import allowance, spots
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.sections import Round, Section
from knalpot_cad.geometry.shape import Shape, Tube
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.parts.engrave import HEIGHTS, Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import Part, Shop
from knalpot_cad.parts.rows import Made, Quantity, Roll
from knalpot_cad.parts.seam import PlacedSeam, WallSeam
from knalpot_cad.parts.section_data import SectionData, one_size, section_quantities
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


class Shell(Part):
    """Rolled on the mid surface (K 0.5): developed length P - pi t (round: pi (D - t)), seam edges on both sides.

    od_mm is short for a round section. u = 0 is the seam; it lies clear of all feet, or where seam.at_deg says.
    """

    kind: ClassVar[str] = "shell"
    od_mm: Length | None = None
    section: SectionData | None = None
    length_mm: Length
    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()
    feet: tuple[FootData, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Shell:
        one_size(self.od_mm, self.section)
        return self

    @property
    def t(self) -> float:
        return self.thickness_mm or 0.0

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
        return [*self.seam.faults(), *self._seam_faults(), *self._foot_faults()]

    def _seam_faults(self) -> Faults:
        """A seam over a foot: the place asked for, or no free arc wide enough."""
        seam, need = self.seam, self.seam.need_mm(self.t)
        if seam.at_deg is None:
            room = free_seam(self.mid, self._features(), need)[1]
            if room >= need:
                return []
            return [("seam-no-room", {"name": self.name, "free_mm": round(max(0.0, 2 * room), 1),
                                      "need_mm": round(2 * need, 1)})]
        s = Around(self.mid, 0.0).u(seam.at_deg)
        out: Faults = []
        for foot, taken in zip(self.feet, intervals(self.mid, self._features()), strict=True):
            room = clearance(s, taken, self.mid.perimeter)
            if room < need:
                out.append(("seam-over-foot", {"key": "seam", "name": self.name, "foot": foot.name,
                                               "at_deg": seam.at_deg, "room_mm": round(room, 1),
                                               "need_mm": round(need, 1)}))
        return out

    def _foot_faults(self) -> Faults:
        return [("mount-outside", {"name": f.name, "at_mm": f.at_mm}) for f in self.feet
                if f.at_mm < 0 or f.at_mm + f.length_mm > self.length_mm]

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
    def developed_mm(self) -> float:
        outside = self.outside
        if isinstance(outside, Round):
            return math.pi * (outside.od_mm - self.t)
        return outside.perimeter - math.pi * self.t

    # the sheet ----------------------------------------------------------------------------------------------------
    def sheet(self, shop: Shop) -> Sheet:
        u, e, z = self.developed_mm, self.seam.edge_mm, self.length_mm
        around = self.around
        outline = rectangle(-e, 0.0, u + e, z)
        rolls = around.roll_lines()
        strokes = [Stroke(ROLL, ((q, 0.0), (q, z)), dashed=True) for q in rolls]
        strokes += self._seam_strokes(u, z)
        tip = min(z, u) * 0.06
        ax, ay, half = u * 0.5, z * 0.12, u * 0.12
        strokes += [Stroke(MARK, ((ax - half, ay), (ax + half, ay))),
                    Stroke(MARK, ((ax + half - tip, ay + tip / 2), (ax + half, ay), (ax + half - tip, ay - tip / 2))),
                    Stroke(MARK, ((ax - half + tip, ay + tip / 2), (ax - half, ay), (ax - half + tip, ay - tip / 2)))]
        space = Space(rectangle(0.0, z * 0.2, u, z), ())
        for q in rolls:
            space.avoid_line((q, 0.0), (q, z))
        drawn, named = self._foot_marks(around, space)
        strokes += drawn
        words = lines(shop, self.name, self.count, self.t, self.material, "outside")
        texts = block(space, words, (u * 0.375, z * 0.6), (10.0, 8.0, *HEIGHTS))
        texts += [Text(MARK, u * 0.52, z - 9.0, 4.0, "Z+"), Text(MARK, ax - half, ay + 2.0, 3.0, "ROLL"), *named]
        dims = [Dimension("U", u + 2 * e), Dimension("V", z), Dimension("U0", u)]
        if not isinstance(self.outside, Round):
            top = around.u(90.0)
            strokes.append(Stroke(MARK, ((top, z - 6.0), (top, z - 0.5))))
            texts.append(Text(MARK, top + 1.0, z - 4.0, 2.5, text("ui.top", shop.language)))
            dims += [Dimension(f"roll {i}", q) for i, q in enumerate(rolls, 1)]
        dims += [Dimension(f"{f.name} U", around.u(f.angle_deg)) for f in self.feet]
        note = f"seam {self.seam.kind} {2 * e + 0.0:+.2f}"
        if self.feet or self.seam.at_deg is not None or not isinstance(self.outside, Round):
            note += f", {self.seam_deg + 0.0:.1f} deg"
        return Sheet(self.name, self.kind, self.material, self.t, outline, strokes=tuple(strokes),
                     texts=tuple(texts), dimensions=tuple(dims), count=self.count, view="outside", roll="u", note=note)

    def _seam_strokes(self, u: float, z: float) -> list[Stroke]:
        """Overlap or fold lines, and the spots of both plies."""
        blank = Blank((Bow(0j, complex(u, 0.0)),), (Bow(complex(0.0, z), complex(u, z)),))
        f = self.seam.fold_mm / 2
        if self.seam.kind == "lock":
            return [Stroke(BEND_UP, ((-f, 0.0), (-f, z)), dashed=True),
                    Stroke(BEND_DOWN, ((u + f, 0.0), (u + f, z)), dashed=True)]
        out = list(allowance(self.seam).strokes(blank))
        if self.seam.kind == "spot" and self.seam.pitch_mm and self.seam.end_mm is not None:
            for row in spots(blank, self.seam.pitch_mm, self.seam.end_mm):
                out += [s for x, y in row for s in cross(Circle(x, y, 1.0), 1.5)]
        return out

    def _foot_marks(self, around: Around, space: Space) -> tuple[list[Stroke], list[Text]]:
        """The rectangle that each foot covers, its name beside it."""
        strokes, texts = [], []
        for f in self.feet:
            u, w = around.u(f.angle_deg), f.width_mm / 2
            a, b, c, d = u - w, f.at_mm, u + w, f.at_mm + f.length_mm
            strokes.append(Stroke(MARK, ((a, b), (c, b), (c, d), (a, d)), closed=True))
            space.take(a - CLEAR, b - CLEAR, c + CLEAR, d + CLEAR)
            texts += block(space, [f.name.upper()], (u, d + 6.0), (4.0, 3.0, 2.5))
        return strokes, texts

    # all ----------------------------------------------------------------------------------------------------------
    def shape(self) -> Shape:
        outside = self.outside
        if isinstance(outside, Round):
            return Tube(outside.od_mm, outside.od_mm - 2 * self.t, self.length_mm)
        return SectionShell(self.outline.inside(self.t), self.t, self.length_mm)

    def make(self, shop: Shop) -> Made:
        t, e = self.t, self.seam.edge_mm
        sheet, outside = self.sheet(shop), self.outside
        girth = outside.perimeter / math.pi
        if isinstance(outside, Round):
            roll = Roll(self.developed_mm + 2 * e, self.length_mm, outside.od_mm, outside.od_mm - t, self.seam.kind,
                        2 * e)
            sizes = [Quantity("od_mm", outside.od_mm, process="bend", critical=True)]
        else:
            roll = Roll(self.developed_mm + 2 * e, self.length_mm, girth, girth - t, self.seam.kind, 2 * e,
                        kind=self.outline.kind)
            sizes = [*section_quantities("section", self.outline),
                     Quantity("girth_mm", outside.perimeter, process="bend", instrument="tape")]
        quantities = (
            *sizes,
            Quantity("length_mm", self.length_mm, process="blank"),
            Quantity("thickness_mm", t, process="none", instrument="micrometer"),
            Quantity("blank.u_mm", self.developed_mm + 2 * e, process="blank", instrument="tape"),
        )
        return Made(self.name, self.kind, self.material, t, self.count, self.shape(), (sheet,), quantities, roll=roll)
