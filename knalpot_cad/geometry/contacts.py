"""What a recipe offers to a weld: walls along an axis, open ends, plane faces and feet, in its own frame (mm)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from knalpot_cad.geometry.bulge import straights
from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_ends import SquareEnd
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.plane import Circle, Outline
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections import Section
from knalpot_cad.geometry.sections.base import FLAT
from knalpot_cad.geometry.sections.pieces import ArcPiece
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, FlangedDisc, Placed, Plate, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell


@dataclass(frozen=True)
class Ring:
    """A closed curve square to the axis: width along x, height along y, length round [mm]; section None: a circle."""

    wide: float
    high: float
    round_mm: float
    section: Section | None = None

    @property
    def even(self) -> bool:
        """Whether it is a circle, so that turning about its middle changes nothing."""
        rho = [p.radius if isinstance(p, ArcPiece) else math.nan for p in self.section.pieces] if self.section else []
        return abs(self.wide - self.high) < FLAT and all(abs(r - self.wide / 2) < FLAT for r in rho)

    def support(self, psi: float) -> float:
        """Distance of its tangent with the outward normal psi [rad] from the axis [mm]."""
        return self.section.support(psi)[0] if self.section else self.wide / 2


@dataclass(frozen=True)
class Wall:
    """A surface along z of its frame, from 0 to length; outward: metal lies inside of it."""

    part: str
    frame: Frame
    length: float
    ring: Ring
    outward: bool
    role: str           # tube, bore, hole or rim


@dataclass(frozen=True)
class End:
    """An open end of a wall, z of its frame out of the metal."""

    part: str
    frame: Frame
    outer: Ring
    wall_mm: float


@dataclass(frozen=True)
class Face:
    """A plane face of a plate, z of its frame out of the metal, within a box x0, y0, x1, y1."""

    part: str
    frame: Frame
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Foot:
    """A flat foot from its frame's origin along x, as wide in y; z points away from what it stands on."""

    part: str
    frame: Frame
    length: float
    wide: float


Contact = Wall | End | Face | Foot


def circle(diameter: float) -> Ring:
    return Ring(diameter, diameter, math.pi * diameter)


def middle(frame: Frame, ring: Ring) -> Frame:
    """The frame moved to the middle of the ring's box, which for a section may lie off the axis."""
    section = ring.section
    if section is None:
        return frame
    x0, y0, x1, y1 = section.bounds()
    return frame.at((x0 + x1) / 2, (y0 + y1) / 2)


def of_section(section: Section) -> Ring:
    x0, y0, x1, y1 = section.bounds()
    return Ring(x1 - x0, y1 - y0, section.perimeter, section)


def of_outline(outline: Outline) -> Ring:
    x0, y0, x1, y1 = outline.bounds()
    return Ring(x1 - x0, y1 - y0, outline.length)


def back(frame: Frame) -> Frame:
    """The same place, z turned round (x kept)."""
    return Frame(frame.origin, frame.x, (-frame.z[0], -frame.z[1], -frame.z[2]))


def pipe(name: str, start: Frame, length: float, outer: Ring, inner: Ring, ends: tuple[bool, bool] = (True, True),
         at_end: tuple[Ring, Ring] | None = None) -> list[Contact]:
    """Both walls and the open ends of a tube; at_end: other rings at its far end: a cone's walls are its two mouths,
    as deep as the wall is thick.
    """
    out: list[Contact] = []
    if at_end is None:
        out = [Wall(name, start, length, outer, True, "tube")]
        if inner.wide > 0:
            out.append(Wall(name, start, length, inner, False, "bore"))
    else:
        deep = min((outer.wide - inner.wide) / 2, length / 2)
        out = [Wall(name, turned(middle(f, ring)), deep, ring, out_, role)
               for f, turned, (o, i) in ((start, Frame.at, (outer, inner)), (start.at(z=length), back, at_end))
               for ring, out_, role in ((o, True, "tube"), (i, False, "bore"))]
    last = at_end or (outer, inner)
    if inner.wide > 0:
        if ends[0]:
            out.append(End(name, back(middle(start, outer)), outer, (outer.wide - inner.wide) / 2))
        if ends[1]:
            out.append(End(name, middle(start.at(z=length), last[0]), last[0], (last[0].wide - last[1].wide) / 2))
    return out


def holes(name: str, circles: tuple[Any, ...], thickness: float) -> list[Contact]:
    return [Wall(name, Frame((h.x, h.y, 0.0)), thickness, circle(2 * h.radius), False, "hole")
            for h in circles if isinstance(h, Circle)]


def faces(name: str, box: tuple[float, float, float, float], thickness: float) -> list[Contact]:
    return [Face(name, back(Frame()), box), Face(name, Frame((0.0, 0.0, thickness)), box)]


def tube(p: str, s: Tube) -> list[Contact]:
    out: list[Contact] = []
    for z0, z1, rise in straights(s.bulges, s.length_mm):
        out += pipe(p, Frame((0.0, 0.0, z0)), z1 - z0, circle(s.outer_mm + 2 * rise), circle(s.inner_mm + 2 * rise),
                    (z0 < FLAT, z1 > s.length_mm - FLAT))
    return out


def cone(p: str, s: ConeShell) -> list[Contact]:
    inner = circle(s.outer0_mm - 2 * s.radial_mm), circle(s.outer1_mm - 2 * s.radial_mm)
    return pipe(p, Frame(), s.length_mm, circle(s.outer0_mm), inner[0], at_end=(circle(s.outer1_mm), inner[1]))


def chain(p: str, s: ConeChain) -> list[Contact]:
    rows = s.frusta()
    (_, r0, _, _, w0), (_, _, z1, r1, w1) = rows[0], rows[-1]
    rings = [(circle(2 * (r + w)), circle(2 * (r - w))) for r, w in ((r0, w0), (r1, w1))]
    return pipe(p, Frame(), z1, *rings[0], at_end=rings[1])


def ruled(p: str, s: RuledWall) -> list[Contact]:
    return pipe(p, Frame(), s.height_mm, of_section(s.low), of_section(s.low_inside),
                at_end=(of_section(s.high), of_section(s.high_inside)))


def shell(p: str, s: SectionShell) -> list[Contact]:
    out: list[Contact] = []
    for z0, z1, rise in straights(s.bulges, s.length_mm):
        outer, inner = s.inside.offset(s.thickness_mm + rise), s.inside.offset(rise) if rise else s.inside
        out += pipe(p, Frame((0.0, 0.0, z0)), z1 - z0, of_section(outer), of_section(inner),
                    (z0 < FLAT, z1 > s.length_mm - FLAT))
    return out


def bent(p: str, s: BentTube) -> list[Contact]:
    out: list[Contact] = []
    pieces = s.route.pieces()
    outer, inner = circle(s.outer_mm), circle(s.inner_mm)
    for i, piece in enumerate(pieces):
        first, last = i == 0, i == len(pieces) - 1
        if not piece.angle_deg:
            out += pipe(p, piece.frame, piece.length_mm, outer, inner, (first, last))
        else:
            wall = (s.outer_mm - s.inner_mm) / 2
            out += [End(p, back(piece.frame), outer, wall)] if first else []
            out += [End(p, piece.end(), outer, wall)] if last else []
    return out


def cut(p: str, s: CutTube) -> list[Contact]:
    ends = isinstance(s.near, SquareEnd), isinstance(s.far, SquareEnd)
    return pipe(p, Frame(), s.length_mm, circle(s.outer_mm), circle(s.inner_mm), ends)


def merged(p: str, s: MergedTube) -> list[Contact]:
    return pipe(p, Frame(), s.length_mm, circle(s.outer_mm), circle(s.inner_mm), (s.near is None, s.far is None))


def mitred(p: str, s: MitredTube) -> list[Contact]:
    out: list[Contact] = []
    ends = (s.start_normal is None, s.end_normal is None)
    for i, (a, b) in enumerate(zip(s.points, s.points[1:], strict=False)):
        along = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
        length = math.hypot(*along)
        z = (along[0] / length, along[1] / length, along[2] / length)
        open_ends = ends[0] and i == 0, ends[1] and i == len(s.points) - 2
        out += pipe(p, Frame(a, square_to(z), z), length, circle(s.outer_mm), circle(s.inner_mm), open_ends)
    return out


def square_to(z: tuple[float, float, float]) -> tuple[float, float, float]:
    """Some unit vector square to z."""
    i = min(range(3), key=lambda k: abs(z[k]))
    v = [-z[i] * c for c in z]
    v[i] += 1.0
    n = math.hypot(*v)
    return v[0] / n, v[1] / n, v[2] / n


def plate(p: str, s: Plate) -> list[Contact]:
    rim = Wall(p, Frame(), s.thickness_mm, of_outline(s.outline), True, "rim")
    return [rim, *holes(p, s.holes, s.thickness_mm), *faces(p, s.outline.bounds(), s.thickness_mm)]


def disc(p: str, s: FlangedDisc) -> list[Contact]:
    box, r = s.box_mm, s.od_mm / 2 - s.thickness_mm - s.inside_radius_mm
    rim = Wall(p, Frame((0.0, 0.0, box[2])), box[5] - box[2], circle(s.od_mm), True, "rim")
    return [rim, *holes(p, s.holes, s.thickness_mm), *faces(p, (-r, -r, r, r), s.thickness_mm)]


def formed(p: str, s: FormedDisc | SectionPlate) -> list[Contact]:
    if isinstance(s, FormedDisc):
        rim, flat = circle(2 * max(s.flat_radius_mm, s.box_mm[3])), circle(2 * s.flat_radius_mm)
        bounds = (-flat.wide / 2, -flat.wide / 2, flat.wide / 2, flat.wide / 2)
        low, high = s.box_mm[2], s.box_mm[5]
        if s.rim:
            _, z0, _, z1 = s.meridian.extent()
            low, high = (z0, z1) if s.up else (s.thickness_mm - z1, s.thickness_mm - z0)
    else:
        _, low, out, high = s.skin.bounds()
        rim, bounds = of_section(s.flat.offset(max(out, 0.0)) if out > 1e-9 else s.flat), s.flat.bounds()
    collars: list[Contact] = [
        Wall(p, Frame((c.x, c.y, 0.0 if c.up else s.thickness_mm - c.height_mm)), c.height_mm, circle(c.bore_mm), False,
             "hole") for c in s.collars]
    return [Wall(p, Frame((0.0, 0.0, low)), high - low, rim, True, "rim"), *collars,
            *holes(p, s.holes, s.thickness_mm), *faces(p, bounds, s.thickness_mm)]


def rolled(p: str, s: RolledSheet) -> list[Contact]:
    if not s.closed:
        return []
    outer, inner = s.radii
    _, z0, _, z1 = s.outline.bounds()
    return pipe(p, Frame((0.0, 0.0, z0)), z1 - z0, circle(2 * outer), circle(2 * inner))


def strip(p: str, s: BentStrip) -> list[Contact]:
    """The first leg stands with its lower face on what it is welded to."""
    return [Foot(p, Frame(), s.straights_mm[0], s.width_mm)]


KINDS: tuple[tuple[Any, Callable[[str, Any], list[Contact]]], ...] = (
    (Tube, tube), (ConeShell, cone), (ConeChain, chain), (RuledWall, ruled), (SectionShell, shell), (BentTube, bent),
    (CutTube, cut), (MergedTube, merged), (MitredTube, mitred), (Plate, plate), (FlangedDisc, disc),
    (FormedDisc | SectionPlate, formed), (RolledSheet, rolled), (BentStrip, strip))


def contacts(placed: Placed) -> list[Contact]:
    """Everything of a part that another may be welded to, where it stands."""
    for kind, make in KINDS:
        if isinstance(placed.shape, kind):
            return [replace(c, frame=placed.frame.then(c.frame)) for c in make(placed.name, placed.shape)]
    return []
