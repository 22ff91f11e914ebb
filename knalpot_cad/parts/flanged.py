"""What baffles and end caps share: a plate of any section with a turned rim, holes and hole fields."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

from knalpot_cad.fields import Angle, Offset, Thickness, unknown
from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.drawn import area_blank, area_margin, meridian_blank
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.hem import rim_steps
from knalpot_cad.geometry.meridian import Meridian, Step
from knalpot_cad.geometry.plane import Circle, Outline
from knalpot_cad.geometry.sections import Round, Section
from knalpot_cad.geometry.shape import FlangedDisc, Plate, Shape
from knalpot_cad.geometry.sheet import BEND_DOWN, BEND_UP, MARK, Dimension, Sheet, Stroke
from knalpot_cad.geometry.slivers import without_slivers
from knalpot_cad.geometry.swept import SectionPlate
from knalpot_cad.parts.engrave import Space, block, label, lines
from knalpot_cad.parts.holes import MOST_HOLES, FieldData, HoleData, clashes
from knalpot_cad.parts.part import K_PRESS, Part, Shop
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.parts.section_data import Sized, parallel
from knalpot_cad.words import text


class FlangedPlate(Sized, Part):
    """Plate with its rim turned by 90 degrees, inside radius r (facts/sheets.md 6).

    od_mm is a round plate's; else section with inside_mm: the plate's outside is the parallel curve that far inside it.
    The blank's outline is a parallel curve of the flat's for ba, as far out as the rim is long; for drawn it is wider
    before straights than before corners (geometry/drawn_section.py, an approximation), its whole area being kept.
    blank ba keeps the meridian (bend allowance, pressed low rims); drawn keeps the area (spun or hand-flanged), and
    trim_percent of its diameter is added. rim: along the gas (+z) or against it (-z). The rim may end in a flat lip, a
    hem, or a curl round a wire. A collar's hole is punched by collar_blank, ba or area.
    """

    inside_mm: Offset = 0.0
    flange_mm: Offset = 8.0
    thickness_mm: Thickness | None = None
    bend_radius_mm: Offset = 1.0
    k_factor: Offset = K_PRESS
    blank: Literal["ba", "drawn"] = "ba"
    trim_percent: Offset = 0.0
    lip_mm: Offset = 0.0
    hem_mm: Offset = 0.0
    hem_radius_mm: Offset = 0.5
    hem_side: Literal["in", "out"] = "in"
    curl_wire_mm: Offset = 0.0
    curl_deg: Angle = 270.0
    collar_blank: Literal["ba", "drawn"] = "ba"
    rim: Literal["with_gas", "against_gas"] = "with_gas"
    holes: tuple[HoleData, ...] = ()
    field: FieldData | None = None
    web_mm: Offset = 2.0

    @property
    def outer(self) -> Section:
        """Outside of the finished plate."""
        if self.section is None:
            return Round((self.od_mm or 0.0) - 2 * self.inside_mm)
        return self.section.inside(self.inside_mm)

    @property
    def bend_mm(self) -> float:
        """From the plate's outside in to the flat face [mm]; nothing without a rim."""
        return (self.thickness_mm or 0.0) + self.bend_radius_mm if self.flange_mm else 0.0

    @property
    def flat(self) -> Section:
        """Outline of the flat face inside the bend; the whole plate when there is no rim."""
        return parallel(self.outer, -self.bend_mm)

    @property
    def mean_mm(self) -> float:
        """Outside diameter of a round plate, else that of equal girth [mm]."""
        outer = self.outer
        return outer.od_mm if isinstance(outer, Round) else outer.perimeter / math.pi

    @property
    def flat_radius_mm(self) -> float:
        """Radius of the flat face, of equal girth where it is not round [mm]."""
        return self.mean_mm / 2 - self.bend_mm

    @property
    def bend_allowance_mm(self) -> float:
        return math.pi / 2 * (self.bend_radius_mm + self.k_factor * (self.thickness_mm or 0.0))

    @property
    def blank_mm(self) -> float:
        """Diameter of the flat blank, of equal girth where it is not round [mm]."""
        if not self.flange_mm:
            return self.mean_mm
        if self.blank == "ba":
            return meridian_blank(self.flat_radius_mm, self.meridian, self.k_factor)
        if isinstance(self.outer, Round):
            return area_blank(self.flat_radius_mm, self.meridian) * (1 + self.trim_percent / 100)
        margin = area_margin(self.flat.perimeter, self.meridian)
        return 2 * (self.flat_radius_mm + margin) * (1 + self.trim_percent / 100)

    @property
    def blank_section(self) -> Section:
        """Outline of the flat blank, seen with the gas coming (not mirrored)."""
        if self.drawn_oval:
            return _drawn(self.flat, self.meridian, self.k_factor, self.trim_percent)
        return parallel(self.flat, self.blank_mm / 2 - self.flat_radius_mm)

    @property
    def drawn_oval(self) -> bool:
        """Whether the blank's width changes round its outline: drawn, and not round."""
        return bool(self.flange_mm) and self.blank == "drawn" and not isinstance(self.outer, Round)

    @property
    def meridian(self) -> Meridian:
        """The rim's walk from the edge of the flat."""
        t = self.thickness_mm or 0.0
        return Meridian(self.flat_radius_mm, self.rim_walk(), t, level_mm=t / 2)

    def rim_walk(self) -> tuple[Step, ...]:
        """Steps of the rim and its end; none without a rim."""
        if not self.flange_mm:
            return ()
        side = 1.0 if self.hem_side == "in" else -1.0
        end = None
        if self.hem_mm:
            end = Step(turn_deg=180.0 * side, inside_mm=self.hem_radius_mm)
        elif self.curl_wire_mm:
            end = Step(turn_deg=self.curl_deg * side, inside_mm=self.curl_wire_mm / 2)
        return rim_steps(self.flange_mm, self.bend_radius_mm, self.thickness_mm or 0.0, self.lip_mm, end, self.hem_mm)

    def collars(self) -> tuple[Collar, ...]:
        return tuple(h.collar(self.thickness_mm or 0.0) for h in self.holes if h.collar_mm)

    def punched(self, h: HoleData) -> float:
        """Diameter cut in the flat [mm]: the hole, or what is drawn out to its collar."""
        if not h.collar_mm:
            return h.diameter_mm
        collar = h.collar(self.thickness_mm or 0.0)
        return collar.hole_ba(self.k_factor) if self.collar_blank == "ba" else collar.hole_area()

    def named_holes(self) -> tuple[Circle, ...]:
        return tuple(h.circle() for h in self.holes)

    def taken(self) -> tuple[Circle, ...]:
        """What each named hole takes of the flat, collar feet included."""
        return tuple(h.taken(self.thickness_mm or 0.0) for h in self.holes)

    def field_holes(self) -> tuple[Circle, ...]:
        if self.field is None or self._field_faults():
            return ()
        return _field(self.field, self.flat, self.taken())

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        if wrong := self._size_faults():
            return wrong
        t = self.thickness_mm or 0.0
        out = clashes(self.name, self.taken(), self.flat, self.web_mm)
        out += self._rim_faults()
        for h in (h for h in self.holes if h.collar_mm):
            least = t + h.collar_radius_mm
            known = not math.isnan(h.collar_mm + h.diameter_mm + h.collar_radius_mm)
            if known and (h.collar_mm < least or not self.punched(h) >= max(1.0, t)):
                out.append(("out-of-range", {"key": "collar_mm", "value": h.collar_mm, "low": round(least, 2),
                                             "high": round(h.diameter_mm / 2, 2)}))
        if self.flange_mm and self.flange_mm < t + self.bend_radius_mm:
            out.append(("out-of-range", {"key": "flange_mm", "value": self.flange_mm,
                                         "low": t + self.bend_radius_mm, "high": self.mean_mm / 2}))
        if wrong := self._field_faults():
            return out + wrong
        if self.field and not unknown(self.field) and not 0 < len(self.field_holes()) <= MOST_HOLES:
            out.append(self._too_many() if self.field_holes() else ("field-empty", {"part": self.name}))
        return out

    def _field_faults(self) -> list[tuple[str, dict[str, object]]]:
        """A field that is refused before its holes are laid."""
        field = self.field
        if field and field.pitch_mm < field.hole_mm + 0.5:
            return [("out-of-range", {"key": "pitch_mm", "value": field.pitch_mm, "low": field.hole_mm + 0.5,
                                      "high": self.mean_mm})]
        if field and not unknown(field) and field.too_many(self.flat):
            return [self._too_many()]
        return []

    def _too_many(self) -> tuple[str, dict[str, object]]:
        return "too-large", {"what": f"{self.name}: field", "limit": MOST_HOLES}

    def _size_faults(self) -> list[tuple[str, dict[str, object]]]:
        """A section that is none, or has no room for the rim's bend."""
        if self.section is not None and self.section.kind != "round":
            return self.section.faults(self.inside_mm + self.bend_mm)
        if self.flat_radius_mm > 0:
            return []
        return [("out-of-range", {"key": "od_mm", "value": self.mean_mm, "low": 2 * (self.bend_mm + self.inside_mm),
                                  "high": 10_000})]

    def _rim_faults(self) -> list[tuple[str, dict[str, object]]]:
        """Ends of the rim that exclude each other, or have no room on it."""
        ends = {"lip_mm": self.lip_mm, "hem_mm": self.hem_mm, "curl_wire_mm": self.curl_wire_mm}
        given = [k for k, v in ends.items() if v]
        if len(given) > 1:
            return [("one-of", {"key": given[0], "names": ", ".join(ends), "got": ", ".join(given)})]
        if not given:
            return []
        t, r = self.thickness_mm or 0.0, self.bend_radius_mm
        fold = self.hem_radius_mm + t
        low = {"lip_mm": 2 * (t + r), "hem_mm": t + r + fold, "curl_wire_mm": t + r}[given[0]]
        if self.flange_mm < low:
            return [("out-of-range", {"key": "flange_mm", "value": self.flange_mm, "low": round(low, 2),
                                      "high": self.mean_mm / 2})]
        least = {"lip_mm": r, "hem_mm": fold, "curl_wire_mm": 0.0}[given[0]]
        if ends[given[0]] < least:
            return [("out-of-range", {"key": given[0], "value": ends[given[0]], "low": round(least, 2),
                                      "high": self.mean_mm / 2})]
        return self._inward_faults("hem_radius_mm" if self.hem_mm else given[0])

    def _inward_faults(self, key: str) -> list[tuple[str, dict[str, object]]]:
        """A rim that turns in past the centre of its tightest corner: there it would stand in itself."""
        reach, room = self.flat_radius_mm - self.meridian.extent()[0], self.flat.min_rho
        if not reach >= room:
            return []
        value = getattr(self, key)
        over = (reach - room) / (2 if self.hem_mm else 1)
        return [("out-of-range", {"key": key, "value": value, "low": 0.0, "high": round(max(0.0, value - over), 2)})]

    def bend_lines(self) -> list[tuple[float, bool]]:
        """How far outside the flat on a ba blank and whether it bends the rim's way, of each bend; curls are rolled."""
        out: list[tuple[float, bool]] = []
        at, k, t = 0.0, self.k_factor, self.thickness_mm or 0.0
        for step in self.rim_walk():
            long = math.radians(abs(step.turn_deg)) * (step.inside_mm + k * t) if step.turn_deg else step.length_mm
            if step.turn_deg and not (self.curl_wire_mm and out):
                out.append((at + long / 2, step.turn_deg > 0))
            at += long
        return out if self.blank == "ba" else out[:1]

    def sheet(self, shop: Shop) -> Sheet:
        """Seen from the inlet: x to the left, so the plane is mirrored once, here."""
        named = [Circle(h.x_mm, h.y_mm, self.punched(h) / 2, h.name).mirrored_x() for h in self.holes]
        small = [h.mirrored_x() for h in self.field_holes()]
        outline, flat = seen(self.blank_section), self.flat
        top = outline.bounds()[3]
        strokes = [Stroke(MARK, ((0.0, top - 5.0), (0.0, top - 0.5)))]
        for line, same in self.bend_lines():
            strokes.append(Stroke(BEND_UP if (self.rim == "against_gas") is same else BEND_DOWN,
                                  tuple(seen(parallel(flat, line)).polyline(0.05)), closed=True, dashed=True))
        strokes += [s for h in named for s in cross(h)]
        space = Space(seen(flat), (*named, *small))
        texts = [t for h in named for t in label(space, h)]
        texts += block(space, [up(shop)], (0.0, flat.bounds()[3] - 6.0))
        texts += block(space, lines(shop, self.name, self.count, self.thickness_mm or 0.0, self.material, "inlet"))
        x0, y0, x1, y1 = outline.bounds()
        dims = [Dimension("D", self.blank_mm)] if isinstance(flat, Round) else [Dimension("W", x1 - x0),
                                                                                Dimension("H", y1 - y0)]
        dims += [Dimension(f"{h.label} D", 2 * h.radius) for h in named]
        return Sheet(self.name, self.kind, self.material, self.thickness_mm or 0.0, outline,
                     holes=(*named, *small), strokes=tuple(strokes), texts=tuple(texts), dimensions=tuple(dims),
                     count=self.count, view="inlet",
                     note=self._says(shop.language))

    def _says(self, language: str) -> str:
        """How the blank was found, for the paper."""
        if not self.flange_mm:
            return ""
        about = f", {text('pattern.blank_about', language)}" if self.drawn_oval else ""
        return f"{text(f'pattern.blank_{self.blank}', language)}, K {self.k_factor:g}, R {self.bend_radius_mm:g}{about}"

    def make(self, shop: Shop) -> Made:
        t = self.thickness_mm or 0.0
        named = self.named_holes()
        collared = {h.name for h in self.holes if h.collar_mm}
        holes = (*(h for h in named if h.label not in collared), *self.field_holes())
        shape, sizes = self._shape(holes, bool(collared)), self._size_quantities()
        quantities = [*sizes,
                      Quantity("flange_mm", self.flange_mm, process="bend"),
                      Quantity("thickness_mm", t, process="none", instrument="micrometer"),
                      *self._blank_quantities()]
        quantities += self._formed_quantities()
        for h in named:
            quantities += [Quantity(f"hole.{h.label}.diameter_mm", 2 * h.radius, process="blank"),
                           Quantity(f"hole.{h.label}.x_mm", h.x, process="blank"),
                           Quantity(f"hole.{h.label}.y_mm", h.y, process="blank")]
        if self.field:
            holes = self.field_holes()
            quantities += [Quantity("field.count", float(len(holes)), unit="", process="none", instrument="count"),
                           Quantity("field.hole_mm", self.field.hole_mm, process="blank"),
                           Quantity("field.pitch_mm", self.field.pitch_mm, process="blank")]
        return Made(self.name, self.kind, self.material, t, self.count, shape, (self.sheet(shop),), tuple(quantities))

    def _shape(self, holes: tuple[Circle, ...], collared: bool) -> Shape:
        """The recipe; a round plate by its own simpler ones."""
        t, up, outer = self.thickness_mm or 0.0, self.rim == "with_gas", self.outer
        if not isinstance(outer, Round):
            return SectionPlate(self.flat, self.rim_walk(), t, holes, self.collars(), up=up)
        if collared or self.lip_mm or self.hem_mm or self.curl_wire_mm:
            flat = self.flat_radius_mm if self.flange_mm else outer.od_mm / 2
            return FormedDisc(flat, self.rim_walk(), t, holes, self.collars(), up=up)
        if self.flange_mm:
            return FlangedDisc(outer.od_mm, self.flange_mm, self.bend_radius_mm, t, holes, up=up)
        return Plate(Circle(0.0, 0.0, outer.od_mm / 2), holes, t)

    def _size_quantities(self) -> list[Quantity]:
        outer = self.outer
        if isinstance(outer, Round):
            return [Quantity("od_mm", outer.od_mm, process="bend", critical=True)]
        x0, y0, x1, y1 = outer.bounds()
        return [Quantity("width_mm", x1 - x0, process="bend", critical=True),
                Quantity("height_mm", y1 - y0, process="bend", critical=True),
                Quantity("girth_mm", outer.perimeter, process="bend", instrument="tape")]

    def _blank_quantities(self) -> list[Quantity]:
        if isinstance(self.outer, Round):
            return [Quantity("blank.diameter_mm", self.blank_mm, process="blank")]
        x0, y0, x1, y1 = self.blank_section.bounds()
        out = [Quantity("blank.width_mm", x1 - x0, process="blank"),
               Quantity("blank.height_mm", y1 - y0, process="blank")]
        if self.drawn_oval:
            out.append(Quantity("blank.area_mm2", self.blank_section.area, unit="mm2", process="none"))
        return out

    def _formed_quantities(self) -> list[Quantity]:
        """Dimensions of what is formed beyond a plain rim."""
        out = []
        if self.blank == "drawn" and self.flange_mm:
            out.append(Quantity("blank.draw_ratio", self.blank_mm / self.mean_mm, unit="", process="none"))
        ends = {"lip_mm": self.lip_mm, "hem_mm": self.hem_mm, "curl_wire_mm": self.curl_wire_mm}
        out += [Quantity(key, value, process="bend") for key, value in ends.items() if value]
        for h in self.holes:
            if h.collar_mm:
                d = self.punched(h)
                mean = h.collar(self.thickness_mm or 0.0).mean_mm
                out += [Quantity(f"hole.{h.name}.collar_mm", h.collar_mm, process="bend"),
                        Quantity(f"hole.{h.name}.punch_mm", d, process="blank"),
                        Quantity(f"hole.{h.name}.expansion", mean / d, unit="", process="none")]
        return out


@lru_cache(maxsize=256)
def _field(data: FieldData, flat: Section, taken: tuple[Circle, ...]) -> tuple[Circle, ...]:
    """The holes of a field, worked out once for all that ask."""
    return tuple(data.circles(flat, taken))


@lru_cache(maxsize=256)
def _drawn(flat: Section, rim: Meridian, k_factor: float, trim_percent: float) -> Section:
    """The blank of a drawn cup that is not round, worked out once for all that ask."""
    from knalpot_cad.geometry.drawn_section import DrawnBlank  # numpy only when it is asked for

    return DrawnBlank(flat, rim, k_factor).outline(trim_percent)


@lru_cache(maxsize=256)
def seen(section: Section) -> Outline:
    """The section as a plate's outline seen from the inlet: mirrored once, counter-clockwise again."""
    outline = section.outline()
    return outline if isinstance(outline, Circle) else without_slivers(outline.mirrored_x().reversed())


def up(shop: Shop) -> str:
    """The mark of the plate's top."""
    return text("ui.top", shop.language)


def cross(h: Circle, arm: float = 2.0) -> list[Stroke]:
    """Centre mark of a hole, for the punch."""
    return [Stroke(MARK, ((h.x - arm, h.y), (h.x + arm, h.y))), Stroke(MARK, ((h.x, h.y - arm), (h.x, h.y + arm)))]
