"""Perforations: openings, how they stand on a flat blank or round a tube, and how open that makes the wall, in mm.

u runs round the tube (along the blank), v along its axis. Counts and areas are those of facts/sheets.md 7; an open
area is always the realised one: openings times their area over the whole mid surface, margins included.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from knalpot_cad.geometry.plane import Circle, Contour, Outline, Point, Vertex

Stagger = Literal["rows", "columns", "none"]
ROOT3 = math.sqrt(3.0)
ALMOST = 1e-9            # a floor of 47.9999999 is 48


# open area of an endless pattern ----------------------------------------------------------------------------------
def staggered_area(hole_mm: float, pitch_mm: float) -> float:
    """Open area [-] of round holes in 60 degree stagger: pi d^2 / (2 sqrt3 p^2)."""
    return math.pi * hole_mm**2 / (2 * ROOT3 * pitch_mm**2)


def square_area(hole_mm: float, pitch_mm: float) -> float:
    """Open area [-] of round holes on a square: pi d^2 / (4 p^2)."""
    return math.pi * hole_mm**2 / (4 * pitch_mm**2)


def staggered_pitch(hole_mm: float, open_area: float) -> float:
    """Pitch [mm] at which 60 degree stagger is that open: d sqrt(pi / (2 sqrt3 sigma))."""
    return hole_mm * math.sqrt(math.pi / (2 * ROOT3 * open_area))


def square_pitch(hole_mm: float, open_area: float) -> float:
    """Pitch [mm] at which a square pattern is that open."""
    return hole_mm / 2 * math.sqrt(math.pi / open_area)


def throat_area(form: Literal["segment", "bridge", "half_ellipse"], chord_mm: float, rise_mm: float) -> float:
    """Area [mm2] a louvre opens: circular segment, straight bridge or half ellipse of a chord and a rise <= chord / 2.

    The segment has the radius (l^2/4 + h^2) / (2 h). Source: facts/sheets.md 7, derived.
    """
    c, h = chord_mm, rise_mm
    if form == "bridge":
        return c * h
    if form == "half_ellipse":
        return math.pi * c * h / 4
    r = (c * c / 4 + h * h) / (2 * h)
    return r * r * math.acos(1 - h / r) - (r - h) * math.sqrt(2 * r * h - h * h)


# openings ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Opening:
    """A hole (length = width), an obround slot, or a louvre whose throat is free; lies along u or v.

    area_mm2 is what the gas passes. A louvre takes no metal away, so it has no cut outline.
    """

    width_mm: float
    length_mm: float
    along: Literal["u", "v"] = "u"
    louvre_mm2: float = 0.0

    @property
    def area_mm2(self) -> float:
        if self.louvre_mm2:
            return self.louvre_mm2
        w = self.width_mm
        return w * (self.length_mm - w) + math.pi * w * w / 4

    @property
    def extent(self) -> Point:
        """Size along u and v [mm]."""
        return (self.length_mm, self.width_mm) if self.along == "u" else (self.width_mm, self.length_mm)

    def at(self, x: float, y: float) -> Outline:
        """Its outline round (x, y): a circle, or two straights and two half circles."""
        w, half = self.width_mm / 2, (self.length_mm - self.width_mm) / 2
        if half <= 0:
            return Circle(x, y, w)
        if self.along == "u":
            return Contour((Vertex(x - half, y - w), Vertex(x + half, y - w, 1.0), Vertex(x + half, y + w),
                            Vertex(x - half, y + w, 1.0)))
        return Contour((Vertex(x + w, y - half), Vertex(x + w, y + half, 1.0), Vertex(x - w, y + half),
                        Vertex(x - w, y - half, 1.0)))

    def gap(self, du: float, dv: float) -> float:
        """Metal between two of them that stand (du, dv) apart [mm]; negative where they cut into each other."""
        along, across = (abs(du), abs(dv)) if self.along == "u" else (abs(dv), abs(du))
        return math.hypot(max(0.0, along - (self.length_mm - self.width_mm)), across) - self.width_mm


# patterns ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pattern:
    """Openings on a developed mid surface of girth x height; pitch_u and pitch_v are those of its own rows."""

    opening: Opening
    pitch_u_mm: float
    pitch_v_mm: float
    stagger: Stagger
    girth_mm: float
    height_mm: float
    centres: tuple[Point, ...]

    @property
    def count(self) -> int:
        return len(self.centres)

    @property
    def open_area(self) -> float:
        """Realised: openings times their area over the whole developed surface [-]."""
        return self.count * self.opening.area_mm2 / (self.girth_mm * self.height_mm)

    @property
    def web_mm(self) -> float:
        """Least metal between two neighbours of the lattice [mm]."""
        return lattice_web(self.opening, self.pitch_u_mm, self.pitch_v_mm, self.stagger)


def lattice_web(opening: Opening, pitch_u: float, pitch_v: float, stagger: Stagger) -> float:
    """Least metal between neighbours [mm]; for columns pitch_u is the distance of the columns."""
    near = {"none": ((1, 0), (0, 1), (1, 1)), "rows": ((1, 0), (0.5, 1), (1.5, 1), (0, 2)),
            "columns": ((0, 1), (1, 0.5), (1, 1.5), (2, 0))}[stagger]
    return min(opening.gap(i * pitch_u, j * pitch_v) for i, j in near)


def runs(along: float, pitch: float, shifted: bool) -> tuple[int, int]:
    """How many fit on a length between the first and the last centre, in even and in odd (shifted) rows."""
    even = math.floor(along / pitch + ALMOST) + 1 if along >= -ALMOST else 0
    if not shifted:
        return even, even
    odd = math.floor((along - pitch / 2) / pitch + ALMOST) + 1 if along >= pitch / 2 - ALMOST else 0
    return even, odd


def lattice(along: float, across: float, pitch: float, step: float, shifted: bool) -> list[Point]:
    """Centres (along, across) of rows in a free rectangle, the lattice centred in it; odd rows half a pitch on."""
    even, odd = runs(along, pitch, shifted)
    if even == 0 or across < -ALMOST:
        return []
    rows = math.floor(across / step + ALMOST) + 1
    last = (even - 1) * pitch
    if shifted and rows > 1 and odd:
        last = max(last, pitch / 2 + (odd - 1) * pitch)
    a0, b0 = (along - last) / 2, (across - (rows - 1) * step) / 2
    return [(a0 + (pitch / 2 if shifted and j % 2 else 0.0) + i * pitch, b0 + j * step)
            for j in range(rows) for i in range(odd if j % 2 else even)]


def on_blank(girth: float, height: float, opening: Opening, pitch_u: float, pitch_v: float, stagger: Stagger,
             seam_mm: float, start_mm: float, end_mm: float) -> Pattern:
    """Rows on a flat blank, margins to the openings' edges: seam_mm at both seam edges, start and end plain."""
    eu, ev = opening.extent
    free_u, free_v = girth - 2 * seam_mm - eu, height - start_mm - end_mm - ev
    u0, v0 = seam_mm + eu / 2, start_mm + ev / 2
    if stagger == "columns":
        flat = [(u, v) for v, u in lattice(free_v, free_u, pitch_v, pitch_u, True)]
    else:
        flat = lattice(free_u, free_v, pitch_u, pitch_v, stagger == "rows")
    return Pattern(opening, pitch_u, pitch_v, stagger, girth, height, tuple((u0 + u, v0 + v) for u, v in flat))


def round_tube(girth: float, height: float, opening: Opening, pitch_u: float, pitch_v: float, stagger: Stagger,
               start_mm: float, end_mm: float, seam_mm: float | None = None) -> Pattern:
    """Rows that close round the tube: k = round(girth / pitch), even for columns; the seam at u = 0 runs through.

    pitch_v keeps its ratio to the closed pitch. With seam_mm, openings nearer to the seam than that are left out.
    """
    k = max(3, round(girth / pitch_u))
    if stagger == "columns":
        k = max(4, 2 * round(girth / pitch_u / 2))
    pu = girth / k
    pv = pitch_v * pu / pitch_u
    eu, ev = opening.extent
    free = height - start_mm - end_mm - ev
    out: list[Point] = []
    if stagger == "columns":
        column = lattice(free, (k - 1) * pu, pv, pu, True)
        out = [(u + pu / 4, v) for v, u in column]
    elif free >= -ALMOST:
        rows = math.floor(free / pv + ALMOST) + 1
        v0 = (free - (rows - 1) * pv) / 2
        shift = 0.5 if stagger == "rows" else 0.0
        out = [((i + 0.25 + shift * (j % 2)) * pu, v0 + j * pv) for j in range(rows) for i in range(k)]
    placed = [(u % girth, start_mm + ev / 2 + v) for u, v in out]
    if seam_mm is not None:
        reach = seam_mm + eu / 2 - ALMOST
        placed = [(u, v) for u, v in placed if reach <= u <= girth - reach]
    return Pattern(opening, pu, pv, stagger, girth, height, tuple(placed))


def nearest(make: Callable[[float], Pattern], open_area: float, size_mm: float, least_web_mm: float) -> Pattern | None:
    """The pattern, among bridges b between openings, whose realised open area is nearest the asked one.

    make(b) lays the pattern out. None where even the least web leaves it more than a tenth too closed.
    """
    def best(bridges: list[float], so_far: tuple[float, float] | None) -> tuple[float, float] | None:
        for b in bridges:
            p = make(b)
            if not p.count or p.web_mm < least_web_mm - ALMOST:
                continue
            key = (round(abs(p.open_area / open_area - 1), 9), -b)
            if so_far is None or key < so_far:
                so_far = key
        return so_far
    low = max(least_web_mm, 0.02 * size_mm)
    coarse = [low * 1.02**i for i in range(250)]
    found = best(coarse, None)
    if found is None:
        return None
    found = best([-found[1] * (1 + 0.0004 * i) for i in range(-50, 51)], found)
    if found is None or found[0] > 0.1:
        return None
    return make(-found[1])


# spiral tubes -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Spiral:
    """Strip wound to a tube: mid diameter, effective width w < pi D (without the lap), tube length, lap [mm].

    Strip axes: x along, y across, 0 .. w effective. sin al = w / (pi D), al from the circumference.
    """

    mid_mm: float
    width_mm: float
    length_mm: float
    lap_mm: float = 0.0

    @property
    def girth_mm(self) -> float:
        return math.pi * self.mid_mm

    @property
    def angle(self) -> float:
        """Angle of the strip to the circumference [rad]."""
        return math.asin(self.width_mm / self.girth_mm)

    @property
    def lead_mm(self) -> float:
        return self.width_mm / math.cos(self.angle)

    @property
    def strip_mm(self) -> float:
        """Length of the strip along itself, both ends cut to the tube's ends."""
        return self.length_mm / math.sin(self.angle)

    def on_tube(self, x: float, y: float) -> Point:
        """A point of the strip on the tube's blank: u modulo the girth, z."""
        c, s = math.cos(self.angle), math.sin(self.angle)
        return (x * c - y * s) % self.girth_mm, x * s + y * c

    def outline(self) -> Contour:
        """The strip as bought, lap / 2 beyond both effective edges, its ends where the tube is cut off."""
        cot = 1 / math.tan(self.angle)
        y0, y1 = -self.lap_mm / 2, self.width_mm + self.lap_mm / 2
        long = self.strip_mm
        return Contour((Vertex(-y0 * cot, y0), Vertex(long - y0 * cot, y0), Vertex(long - y1 * cot, y1),
                        Vertex(-y1 * cot, y1)))

    def holes(self, opening: Opening, pitch_x: float, pitch_y: float, stagger: Stagger, edge_mm: float,
              start_mm: float, end_mm: float) -> list[Point]:
        """Strip centres (x, y): kept off both bought edges by the lap and edge_mm, off the tube's ends as said."""
        x0, y0, x1, _ = self.outline().bounds()
        laid = on_blank(x1 - x0, self.width_mm + self.lap_mm, opening, pitch_x, pitch_y, stagger, 0.0,
                        self.lap_mm + edge_mm, self.lap_mm + edge_mm)
        c, s = math.cos(self.angle), math.sin(self.angle)
        eu, ev = opening.extent
        half, w = (opening.length_mm - opening.width_mm) / 2, opening.width_mm / 2
        reach = half * (s if eu >= ev else c) + w
        low, high = start_mm + reach - ALMOST, self.length_mm - end_mm - reach + ALMOST
        return [(x + x0, y + y0) for x, y in laid.centres if low <= (x + x0) * s + (y + y0) * c <= high]
