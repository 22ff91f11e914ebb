"""Perforated core (sarangan): a rolled blank, a drilled tube with its wrap template, or a wound strip."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, Literal

from knalpot_cad.fields import Length, Offset, Thickness, unknown
from knalpot_cad.geometry.perforation import Pattern, Spiral
from knalpot_cad.geometry.plane import Circle, Contour, Point, rectangle
from knalpot_cad.geometry.rolled import RolledSheet, free_chain
from knalpot_cad.geometry.shape import Shape, Tube
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke
from knalpot_cad.parts import panels
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.flanged import cross
from knalpot_cad.parts.part import SHEET, TUBE, Part, Shop
from knalpot_cad.parts.perforated import MOST_OPENINGS, PerforationData, Problems
from knalpot_cad.parts.rows import Made, Quantity, Roll, StraightTube
from knalpot_cad.parts.seam import Seam, SeamData
from knalpot_cad.words import text

LEAST_WEB_MM = 1.0


class Core(Part):
    """Outside diameter and length; thickness from the sheet stock (rolled, spiral) or the tube stock (drilled).

    rolled: developed pi (D - t), openings on layer PUNCH clear of the seam. drilled: rows close round the tube. spiral:
    strip of strip_mm effective width and lap_mm overlap, sin al = w / (pi D_mid). split_mm: places u along a rolled
    blank where it is divided, each cut with a seam of its own. Source: facts/sheets.md 1, 7.
    """

    kind: ClassVar[str] = "core"
    od_mm: Length
    length_mm: Length
    thickness_mm: Thickness | None = None
    make_by: Literal["rolled", "drilled", "spiral"] = "rolled"
    perforation: PerforationData
    seam: Seam = SeamData()
    split_mm: tuple[Length, ...] = ()
    strip_mm: Length | None = None
    lap_mm: Offset = 0.0

    @property
    def stocked_from(self) -> str:
        """A drilled core is tube, the others are sheet."""
        return TUBE if self.make_by == "drilled" else SHEET

    @property
    def wall(self) -> float:
        return self.thickness_mm or 0.0

    @property
    def girth_mm(self) -> float:
        """Developed mid surface [mm]."""
        return math.pi * (self.od_mm - self.wall)

    @property
    def least_web_mm(self) -> float:
        return max(LEAST_WEB_MM, 0.8 * self.wall)

    @property
    def spiral(self) -> Spiral:
        return Spiral(self.od_mm - self.wall, self.strip_mm or 0.0, self.length_mm, self.lap_mm)

    def pattern(self) -> Pattern | None:
        """The openings on the developed mid surface; None where an asked open area leaves no web."""
        return _pattern(self)

    def faults(self) -> Problems:
        if self.od_mm <= 4 * self.wall:
            return [("out-of-range", {"key": "od_mm", "value": self.od_mm, "low": 4 * self.wall, "high": 10_000})]
        out = self.perforation.faults(self.name, self.girth_mm, self.length_mm)
        least = {"butt": self.seam.gap_mm / 2 + LEAST_WEB_MM, "lap": self.seam.width_mm / 2,
                 "lock": self.seam.fold_mm}[self.seam.kind]
        if self.make_by == "rolled" and self.perforation.seam_margin_mm < least:
            out.append(("seam-margin-small", {"name": self.name, "margin_mm": self.perforation.seam_margin_mm,
                                              "least_mm": least}))
        if any(a >= b for a, b in self.panels()) or (self.split_mm and self.make_by != "rolled"):
            out.append(("out-of-range", {"key": "split_mm", "value": ", ".join(f"{s:g}" for s in self.split_mm),
                                         "low": 0, "high": round(self.girth_mm, 1)}))
        if self.make_by == "spiral":
            if self.strip_mm is None:
                out.append(("missing-key", {"key": "strip_mm"}))
            elif self.strip_mm >= 0.95 * self.girth_mm:
                out.append(("out-of-range", {"key": "strip_mm", "value": self.strip_mm, "low": 1.0,
                                             "high": round(0.95 * self.girth_mm, 1)}))
        if out or unknown(self):
            return out
        found = self.pattern()
        if found is not None and found.web_mm < self.least_web_mm - 1e-9:
            return [("web-small", {"part": self.name, "web_mm": round(found.web_mm, 2),
                                   "least_mm": round(self.least_web_mm, 2)})]
        if found is None:
            return [("span-no-web", {"tube": self.name, "open_area": self.perforation.open_area,
                                     "hole_mm": self.perforation.hole_mm})]
        if not found.count:
            return [("field-empty", {"part": self.name})]
        if found.count > MOST_OPENINGS:
            return [("too-large", {"what": f"{self.name}: perforation", "limit": MOST_OPENINGS})]
        reach = found.opening.extent[0] / 2 + self.perforation.seam_margin_mm - 1e-9
        near = [s for s in self.split_mm if any(abs(u - s) < reach for u, _ in found.centres)]
        if near:
            return [("split-cuts-hole", {"name": self.name, "at_mm": round(s, 2)}) for s in near]
        if self.perforation.shape == "slot" and self.chain(found) is None:
            return [("slots-interlock", {"part": self.name})]
        return []

    # solid -----------------------------------------------------------------------------------------------------
    def on_tube(self, found: Pattern) -> list[tuple[float, float]]:
        """Centres on the tube's developed mid surface (u, v) [mm]."""
        if self.make_by != "spiral":
            return list(found.centres)
        return [self.spiral.on_tube(x, y) for x, y in found.centres]

    def shape(self, found: Pattern) -> Shape:
        """A louvre is pushed out of the wall and takes no metal away, so its tube is plain."""
        inner = self.od_mm - 2 * self.wall
        if found.opening.louvre_mm2:
            return Tube(self.od_mm, inner, self.length_mm)
        if self.perforation.shape == "round":
            holes = tuple((360.0 * u / self.girth_mm, v, self.perforation.hole_mm) for u, v in self.on_tube(found))
            return Tube(self.od_mm, inner, self.length_mm, holes)
        chain = self.chain(found)
        assert chain is not None                  # faults() refused it
        return RolledSheet.ring(self.girth_mm, self.length_mm, self._outlines(found), self.wall, chain)

    def _outlines(self, found: Pattern) -> tuple[Contour, ...]:
        flat = [found.opening.at(u, v) for u, v in self.on_tube(found)]
        return tuple(o for o in flat if isinstance(o, Contour))

    def chain(self, found: Pattern) -> tuple[Point, ...] | None:
        """Where the solid of a slotted tube can be joined; a rolled blank has its own seam."""
        if self.make_by == "rolled":
            return (0.0, 0.0), (0.0, self.length_mm)
        return free_chain(self.on_tube(found), found.opening, self.girth_mm, self.length_mm)

    # flat ------------------------------------------------------------------------------------------------------
    def words(self, shop: Shop, view: str, which: tuple[int, int] = (1, 1)) -> list[str]:
        return lines(shop, panels.engraved(self.name, *which), self.count, self.wall, self.material, view)

    def panels(self) -> list[tuple[float, float]]:
        """From which u to which each blank runs: one, or more where split_mm says."""
        ends = [0.0, *self.split_mm, self.girth_mm]
        return list(pairwise(ends))

    def blanks(self, shop: Shop, found: Pattern) -> tuple[Sheet, ...]:
        """Rolled blanks; each has the seam's edges beyond both its ends, openings keep their u."""
        out, spans = [], self.panels()
        for i, (a, b) in enumerate(spans, 1):
            mine = [c for c in found.centres if a <= c[0] < b]
            out.append(self.blank(shop, replace(found, centres=tuple(mine)), found, (a, b), (i, len(spans))))
        return tuple(out)

    def blank(self, shop: Shop, mine: Pattern, found: Pattern, span: tuple[float, float], which: tuple[int, int]
              ) -> Sheet:
        """The blank over that span of u, the first number of so many."""
        a, b = span
        z, e, p = self.length_mm, self.seam.edge_mm, self.perforation
        outline = rectangle(a - e, 0.0, b + e, z)
        flat = tuple(found.opening.at(*c) for c in mine.centres)
        strokes = [Stroke(ROLL, ((u, 0.0), (u, 0.6 * p.plain_start_mm)), dashed=True)
                   for u in (a + q * (b - a) for q in (0.25, 0.5, 0.75)) if p.plain_start_mm > 0]
        if self.seam.kind == "lap":
            w = self.seam.width_mm / 2
            strokes += [Stroke(MARK, ((q, 0.0), (q, z)), dashed=True) for q in (a + w, b - w)]
        if self.seam.kind == "lock":
            f = self.seam.fold_mm / 2
            strokes += [Stroke(BEND_UP, ((a - f, 0.0), (a - f, z)), dashed=True),
                        Stroke(BEND_DOWN, ((b + f, 0.0), (b + f, z)), dashed=True)]
        strokes += self._louvres(mine)
        words = " - ".join(self.words(shop, "outside", which))
        texts = block(Space(rectangle(a, z - p.plain_end_mm, b, z), ()), [words])
        dims = (Dimension("U", b - a + 2 * e), Dimension("V", z), Dimension("U0", b - a), *self._pitches(found))
        return Sheet(self.name, self.kind, self.material, self.wall, outline,
                     punched=() if found.opening.louvre_mm2 else flat, strokes=tuple(strokes), texts=tuple(texts),
                     dimensions=dims, count=self.count, view="outside", roll="u",
                     note=f"{self._says(shop, found)}, "
                     f"{panels.seam_note(shop.language, self.seam.kind, 2 * e, None, which[1])}",
                     piece=panels.piece(*which))

    def strip(self, shop: Shop, found: Pattern) -> Sheet:
        """The strip before it is wound: x along it, both ends cut so that the tube ends square."""
        s = self.spiral
        outline = s.outline()
        flat = tuple(found.opening.at(*c) for c in found.centres)
        texts = block(Space(outline, [c for c in flat if isinstance(c, Circle)]), self.words(shop, "outside"))
        angle = math.degrees(s.angle)
        dims = (Dimension("W", s.width_mm + s.lap_mm), Dimension("L", s.strip_mm), Dimension("lead", s.lead_mm),
                *self._pitches(found))
        return Sheet(self.name, self.kind, self.material, self.wall, outline,
                     punched=() if found.opening.louvre_mm2 else flat, strokes=tuple(self._louvres(found)),
                     texts=tuple(texts), dimensions=dims, count=self.count, view="outside", roll="u",
                     note=f"{self._says(shop, found)}, spiral {angle:.2f}°, "
                     f"{text('pattern.overlap', shop.language)} {s.lap_mm:g}")

    def template(self, shop: Shop, found: Pattern) -> Sheet:
        """Paper round the outside of a tube to drill: u = OD / 2 times the angle, a cross at each centre."""
        girth, z = math.pi * self.od_mm, self.length_mm
        places = [(u / self.girth_mm * girth, v) for u, v in found.centres]
        strokes = [s for x, y in places for s in cross(Circle(x, y, 1.0), 1.5)]
        reach = found.opening.extent[0] / 2
        strokes += [Stroke(MARK, tuple(found.opening.at(x, y).polyline(0.05)), closed=True) for x, y in places
                    if reach < x < girth - reach]
        top = z - self.perforation.plain_end_mm
        texts = block(Space(rectangle(0.0, top, girth, z), ()), [" - ".join(self.words(shop, "template"))])
        if not texts:
            around = Space(rectangle(0.0, 0.0, girth, z), [Circle(x, y, reach) for x, y in places])
            texts = block(around, self.words(shop, "template"))
        return Sheet(self.name, self.kind, self.material, self.wall, rectangle(0.0, 0.0, girth, z),
                     strokes=tuple(strokes), texts=tuple(texts),
                     dimensions=(Dimension("U", girth), Dimension("L", z), *self._pitches(found)), count=1,
                     view="template", paper_only=True, note=self._says(shop, found))

    def _louvres(self, found: Pattern) -> list[Stroke]:
        """Where a louvre tool strikes: its chord, and which way it opens is the tool's."""
        if not found.opening.louvre_mm2:
            return []
        eu, ev = found.opening.extent
        du, dv = (eu / 2, 0.0) if found.opening.along == "u" else (0.0, ev / 2)
        return [s for x, y in found.centres
                for s in (Stroke(MARK, ((x - du, y - dv), (x + du, y + dv))), *cross(Circle(x, y, 1.0), 0.8))]

    def _pitches(self, found: Pattern) -> tuple[Dimension, ...]:
        return Dimension("pitch u", found.pitch_u_mm), Dimension("pitch v", found.pitch_v_mm)

    def _says(self, shop: Shop, found: Pattern) -> str:
        p, language = self.perforation, shop.language
        return (f"{found.count} × {text(f'pattern.shape_{p.shape}', language)} {p.hole_mm:g}, "
                f"{text(f'pattern.stagger_{p.pattern}', language)}, "
                f"{text('pattern.open', language)} {100 * found.open_area:.1f} %")

    def make(self, shop: Shop) -> Made:
        found = self.pattern()
        assert found is not None                  # faults() refused it
        e, t = self.seam.edge_mm, self.wall
        quantities = [Quantity("od_mm", self.od_mm, process="none" if self.make_by == "drilled" else "bend"),
                      Quantity("length_mm", self.length_mm, process="linear", critical=True),
                      Quantity("thickness_mm", t, process="none", instrument="micrometer"),
                      Quantity("holes", float(found.count), unit="", process="none", instrument="count"),
                      Quantity("hole_mm", self.perforation.hole_mm, process="blank"),
                      Quantity("pitch_u_mm", found.pitch_u_mm, process="blank"),
                      Quantity("pitch_v_mm", found.pitch_v_mm, process="blank"),
                      Quantity("web_mm", found.web_mm, process="blank"),
                      Quantity("open_area", found.open_area, unit="", process="none", instrument="count")]
        roll = tube = None
        sheets: tuple[Sheet, ...]
        if self.make_by == "drilled":
            sheets, tube = (self.template(shop, found),), StraightTube(self.od_mm, t, self.length_mm)
        elif self.make_by == "spiral":
            sheets = (self.strip(shop, found),)
            quantities += [Quantity("strip.width_mm", self.spiral.width_mm + self.lap_mm, process="blank"),
                           Quantity("strip.length_mm", self.spiral.strip_mm, process="blank", instrument="tape"),
                           Quantity("strip.angle_deg", math.degrees(self.spiral.angle), unit="deg", process="none",
                                    instrument="protractor")]
        else:
            sheets = self.blanks(shop, found)
            quantities.append(Quantity("blank.u_mm", self.girth_mm + 2 * e, process="blank", instrument="tape"))
            roll = Roll(self.girth_mm + 2 * e, self.length_mm, self.od_mm, self.od_mm - t, self.seam.kind, 2 * e)
        return Made(self.name, self.kind, self.material, t, self.count, self.shape(found), sheets,
                    tuple(quantities), roll=roll, tube=tube)


@lru_cache(maxsize=64)
def _pattern(core: Core) -> Pattern | None:
    """The layout of one core; kept, since faults(), shape and sheet ask for it."""
    p, girth, z = core.perforation, core.girth_mm, core.length_mm
    if core.make_by == "drilled":
        return p.drilled(girth, z, core.least_web_mm)
    if core.make_by == "rolled":
        return p.blank(girth, z, core.least_web_mm)
    s = core.spiral

    def wound(u: float, v: float) -> Pattern:
        centres = s.holes(p.opening(), u, v, p.stagger, p.seam_margin_mm, p.plain_start_mm, p.plain_end_mm)
        return Pattern(p.opening(), u, v, p.stagger, girth, z, tuple(centres))
    return p.lay(wound, core.least_web_mm)
