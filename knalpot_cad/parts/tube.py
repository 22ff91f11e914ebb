"""Straight tube inside a silencer, with perforated spans; a drilled one gets a wrap template."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from knalpot_cad.fields import Angle, Hole, Length, Model, Place, Ratio, Thickness
from knalpot_cad.geometry.plane import Circle, rectangle
from knalpot_cad.geometry.shape import Tube as TubeShape
from knalpot_cad.geometry.sheet import MARK, Dimension, Sheet, Stroke
from knalpot_cad.parts import ribs
from knalpot_cad.parts.engrave import Space, block, lines
from knalpot_cad.parts.part import TUBE, Part, Shop
from knalpot_cad.parts.ribs import BeadData, SwageData
from knalpot_cad.parts.rows import Made, Quantity, Rib, StraightTube

MIN_WEB_MM = 1.0
MAX_HOLES = 5000


class SpanData(Model):
    """A perforated span along the tube: where, what hole, how open; from and to in the tube's own z."""

    from_mm: Place
    to_mm: Place
    hole_mm: Hole
    open_area: Ratio
    make: Literal["drilled", "punched"] = "drilled"


class WallHole(Model):
    """A single hole in the wall: at_mm in the tube's own z, its angle from +x, its diameter on the mid surface."""

    at_mm: Place
    angle_deg: Angle = 0.0
    diameter_mm: Hole


@dataclass(frozen=True)
class Realised:
    """A span as it is drilled: rows of k holes, every second row shifted by half a pitch; z from the tube's start."""

    from_mm: float
    to_mm: float
    hole_mm: float
    around: int
    rows: int
    row_pitch_mm: float
    web_mm: float
    open_area: float

    def holes(self) -> list[tuple[float, float, float]]:
        """Angle [deg], z [mm], diameter [mm] of each hole."""
        z0 = (self.from_mm + self.to_mm - (self.rows - 1) * self.row_pitch_mm) / 2
        step = 360.0 / self.around
        return [(step * (i + 0.5 * (j % 2) + 0.25), z0 + j * self.row_pitch_mm, self.hole_mm)
                for j in range(self.rows) for i in range(self.around)]


@lru_cache(maxsize=1024)        # asked for by faults, sheets, solid and sound of the same tube
def realise(span: SpanData, start_mm: float, od_mm: float, wall_mm: float) -> Realised | None:
    """Counts whose realised open area is nearest the asked one, the stagger as near to 60 degrees as that allows.

    The area refers to the mid surface over the declared length, margins included (facts/sheets.md 7). None when
    no layout leaves a web of at least the wall and 1 mm.
    """
    length, d = span.to_mm - span.from_mm, span.hole_mm
    girth = math.pi * (od_mm - wall_mm)
    room = length - d - 2 * MIN_WEB_MM
    best: tuple[float, Realised] | None = None
    pitch = d * math.sqrt(math.pi / (2 * math.sqrt(3) * span.open_area))
    for k in range(max(3, round(girth / pitch * 0.75)), round(girth / pitch * 1.35) + 2):
        p = girth / k
        wanted = span.open_area * girth * length / (k * math.pi * d * d / 4)
        for n in {max(1, math.floor(wanted)), math.ceil(wanted)}:
            pz = room / (n - 1) if n > 1 else 0.0
            pz = min(pz, p * math.sqrt(3) / 2 * 1.6)
            web = min(p, math.hypot(p / 2, pz) if n > 1 else p, 2 * pz if n > 2 else p) - d
            if room < 0 or web < max(MIN_WEB_MM, 0.8 * wall_mm) - 1e-9 or k * n > MAX_HOLES:
                continue
            sigma = n * k * math.pi * d * d / 4 / (girth * length)
            ideal = p * math.sqrt(3) / 2
            cost = abs(sigma / span.open_area - 1) + (0.02 * abs(math.log(pz / ideal)) if n > 1 else 0.02)
            if best is None or cost < best[0] - 1e-12:
                best = cost, Realised(span.from_mm - start_mm, span.to_mm - start_mm, d, k, n, pz, web, sigma)
    return best[1] if best else None


class Tube(Part):
    """Straight tube from from_mm to to_mm along z; both ends cut square."""

    kind: ClassVar[str] = "tube"
    stock_group: ClassVar[str] = TUBE
    od_mm: Length
    wall_mm: Thickness | None = None
    from_mm: Place = 0.0
    to_mm: Place
    perforated: tuple[SpanData, ...] = ()
    holes: tuple[WallHole, ...] = ()
    beads: tuple[BeadData, ...] = ()
    swages: tuple[SwageData, ...] = ()

    @property
    def length_mm(self) -> float:
        return abs(self.to_mm - self.from_mm)

    @property
    def start_mm(self) -> float:
        """Upstream end in z, whichever way the gas runs inside [mm]."""
        return min(self.from_mm, self.to_mm)

    def spans(self) -> list[Realised]:
        """The spans as drilled; those of unknown size are left out."""
        found = [realise(s, self.start_mm, self.od_mm, self.wall_mm or 0.0) for s in self.perforated
                 if not math.isnan(s.from_mm + s.to_mm + s.hole_mm + s.open_area + self.od_mm)]
        return [s for s in found if s]

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        out: list[tuple[str, dict[str, object]]] = []
        if self.od_mm <= 2 * (self.wall_mm or 0.0):
            out.append(("out-of-range", {"key": "wall_mm", "value": self.wall_mm, "low": 0.2, "high": self.od_mm / 2}))
            return out
        if self.length_mm < 1.0:
            out.append(("out-of-range", {"key": "to_mm", "value": self.to_mm, "low": self.from_mm + 1, "high": 10_000}))
        low, high = self.start_mm, self.start_mm + self.length_mm
        for i, s in enumerate(self.perforated):
            if s.from_mm < low - 1e-9 or s.to_mm > high + 1e-9 or s.from_mm >= s.to_mm:
                out.append(("span-outside-tube", {"tube": self.name, "from_mm": s.from_mm, "to_mm": s.to_mm,
                                                  "low": low, "high": high}))
            elif not math.isnan(self.od_mm + s.open_area) and realise(s, low, self.od_mm, self.wall_mm or 0.0) is None:
                out.append(("span-no-web", {"tube": self.name, "open_area": s.open_area, "hole_mm": s.hole_mm}))
            for o in self.perforated[:i]:
                if min(s.to_mm, o.to_mm) > max(s.from_mm, o.from_mm) + 1e-9:
                    out.append(("spans-overlap", {"tube": self.name}))
        return out or [*self._hole_faults(), *self._rib_faults()]

    def single_holes(self) -> list[tuple[float, float, float]]:
        """Angle [deg], z from the tube's start [mm], diameter [mm] of each hole outside the spans."""
        return [(h.angle_deg % 360.0, h.at_mm - self.start_mm, h.diameter_mm) for h in self.holes]

    def _hole_faults(self) -> list[tuple[str, dict[str, object]]]:
        """Single holes too near an end, each other, or a perforation; distances along the mid surface."""
        out: list[tuple[str, dict[str, object]]] = []
        girth = math.pi * (self.od_mm - (self.wall_mm or 0.0))
        singles = self.single_holes()
        others = [(f"hole {i}", *h) for i, h in enumerate(singles, 1)]
        others += [("perforated", *h) for s in self.spans() for h in s.holes()]
        for i, (angle, z, d) in enumerate(singles):
            edge = min(z, self.length_mm - z) - d / 2
            if edge < 2 * MIN_WEB_MM:
                out.append(("holes-too-near-edge", {"part": self.name, "hole": f"hole {i + 1}",
                                                    "edge_mm": round(edge, 2)}))
            if d > girth / 4:
                out.append(("out-of-range", {"key": "diameter_mm", "value": d, "low": 0, "high": round(girth / 4, 1)}))
            gaps = [(math.hypot(((angle - a + 180.0) % 360.0 - 180.0) / 360.0 * girth, z - y) - (d + e) / 2, name)
                    for name, a, y, e in others[i + 1:]]
            near = min(gaps, default=(math.inf, ""))
            if near[0] < MIN_WEB_MM:
                out.append(("holes-overlap", {"part": self.name, "a": f"hole {i + 1}", "b": near[1],
                                              "gap_mm": round(near[0], 2)}))
        return out

    def _rib_faults(self) -> list[tuple[str, dict[str, object]]]:
        taken = [ribs.Taken("perforated", s.from_mm, s.to_mm) for s in self.perforated]
        taken += [ribs.Taken(f"hole {i}", h.at_mm - h.diameter_mm / 2, h.at_mm + h.diameter_mm / 2)
                  for i, h in enumerate(self.holes, 1)]
        return ribs.problems(self.name, self.beads, self.swages, (self.start_mm, self.start_mm + self.length_mm),
                             self.od_mm - (self.wall_mm or 0.0), self.wall_mm or 0.0, taken)

    @property
    def ribs(self) -> tuple[Rib, ...]:
        return ribs.ribs(self.beads, self.swages, self.start_mm, self.length_mm, self.od_mm - (self.wall_mm or 0.0))

    def template(self, shop: Shop) -> Sheet:
        """Paper wrapped on the outside: u = OD/2 times the angle, a cross at each hole centre; the ends cut square.

        Beads and swages are lines round it.
        """
        girth, length = math.pi * self.od_mm, self.length_mm
        outline = rectangle(0.0, 0.0, girth, length)
        marks, strokes = [], [Stroke(MARK, ((0.0, y), (girth, y)), dashed=True)
                              for s in self.spans() for y in (s.from_mm, s.to_mm)]
        for angle, z, d in [h for s in self.spans() for h in s.holes()] + self.single_holes():
            u = angle % 360.0 / 360.0 * girth
            marks.append(Circle(u, z, d / 2))
            strokes += [Stroke(MARK, ((u - 1.5, z), (u + 1.5, z))), Stroke(MARK, ((u, z - 1.5), (u, z + 1.5)))]
        space = Space(outline, marks)
        drawn, names, rib_dims = ribs.marks(self.ribs, 0.0, girth, space, shop.language)
        strokes += drawn
        texts = block(space, lines(shop, self.name, self.count, self.wall_mm or 0.0, self.material, "template"),
                      (girth / 2, length * 0.75))
        inside = [c for c in marks if c.x - c.radius > 0 and c.x + c.radius < girth]
        strokes += [Stroke(MARK, tuple(c.polyline(0.05)), closed=True) for c in inside]
        texts += names
        pitches = [Dimension(f"span {i} pitch {axis}", q) for i, s in enumerate(self.spans(), 1)
                   for axis, q in (("u", girth / s.around), ("v", s.row_pitch_mm))]
        dims = (Dimension("U", girth), Dimension("L", length), *pitches, *rib_dims)
        return Sheet(self.name, self.kind, self.material, self.wall_mm or 0.0, outline, strokes=tuple(strokes),
                     texts=tuple(texts), dimensions=dims, count=1, view="template", paper_only=True,
                     note=ribs.note(self.ribs, shop.language))

    def make(self, shop: Shop) -> Made:
        wall = self.wall_mm or 0.0
        holes = (*(h for s in self.spans() for h in s.holes()), *self.single_holes())
        shape = TubeShape(self.od_mm, self.od_mm - 2 * wall, self.length_mm, holes,
                          ribs.bulges(self.beads, self.swages, self.start_mm))
        quantities = [Quantity("od_mm", self.od_mm, process="none"), Quantity("wall_mm", wall, process="none"),
                      Quantity("length_mm", self.length_mm, process="linear", critical=True)]
        for i, s in enumerate(self.spans(), 1):
            quantities += [Quantity(f"span_{i}.holes", float(s.around * s.rows), unit="", process="none",
                                    instrument="count"),
                           Quantity(f"span_{i}.hole_mm", s.hole_mm, process="blank"),
                           Quantity(f"span_{i}.row_pitch_mm", s.row_pitch_mm, process="blank"),
                           Quantity(f"span_{i}.open_area", s.open_area, unit="", process="none", instrument="count")]
        quantities += [Quantity(f"hole_{i}.diameter_mm", h.diameter_mm, process="blank")
                       for i, h in enumerate(self.holes, 1)]
        quantities += ribs.quantities(self.ribs)
        sheets = (self.template(shop),) if holes or self.ribs else ()
        return Made(self.name, self.kind, self.material, wall, self.count, shape, sheets, tuple(quantities),
                    tube=StraightTube(self.od_mm, wall, self.length_mm), ribs=self.ribs)


__all__ = ["Realised", "SpanData", "Tube", "WallHole", "realise"]
