"""Solids as recipes: plain data with volume and box in closed form, in mm; solids/ makes them real.

Every recipe is given in its own frame (z along the part, 0 at its upstream end) and placed by the assembly.
The closed forms are the oracle for the solid kernel: volumes agree to 1e-6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.bulge import Bulge, moment, wall
from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.frame import Frame, Vec, dot
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.plane import Circle, Contour, Outline
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.route import Route
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.geometry.swept import SectionPlate, SectionShell

Box = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Tube:
    """Straight tube; holes are punched in the flat mid surface and rolled: (angle [deg], z, diameter [mm]).

    bulges are beads and swages; the sizes are those of the straight wall between them, where all holes must lie.
    """

    outer_mm: float
    inner_mm: float
    length_mm: float
    holes: tuple[tuple[float, float, float], ...] = ()
    bulges: tuple[Bulge, ...] = ()

    @property
    def volume_mm3(self) -> float:
        """Wall volume [mm3]; a hole that is a geodesic circle of the mid surface removes its area times t."""
        t = (self.outer_mm - self.inner_mm) / 2
        removed = math.fsum(math.pi * d * d / 4 * t for _, _, d in self.holes)
        if self.bulges:
            return 2 * math.pi * moment(self.profile()) - removed
        return math.pi / 4 * (self.outer_mm**2 - self.inner_mm**2) * self.length_mm - removed

    def profile(self) -> Contour:
        """Its wall in (radius, z), metal on the left."""
        t = (self.outer_mm - self.inner_mm) / 2
        return wall(self.bulges, self.length_mm, t).moved(self.inner_mm / 2, 0.0)

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm], within 1e-4 mm where it bulges; d is a unit vector."""
        across = math.hypot(d[0], d[1])
        if not self.bulges:
            return self.outer_mm / 2 * across + max(0.0, self.length_mm * d[2])
        return max(r * across + z * d[2] for r, z in self.profile().polyline(1e-4))

    @property
    def box_mm(self) -> Box:
        r = self.profile().bounds()[2] if self.bulges else self.outer_mm / 2
        return -r, -r, 0.0, r, r, self.length_mm


@dataclass(frozen=True)
class ConeShell:
    """Right cone shell between two outer radii, ends ground flat; radial_mm is the wall measured square to the axis.

    Holes are circles of the flat mid surface, walls square to the sheet: (angle [deg], z on the mid surface, diameter).
    """

    outer0_mm: float
    outer1_mm: float
    radial_mm: float
    length_mm: float
    holes: tuple[tuple[float, float, float], ...] = ()

    @property
    def thickness_mm(self) -> float:
        return self.radial_mm * self.length_mm / math.hypot(self.length_mm, (self.outer1_mm - self.outer0_mm) / 2)

    @property
    def volume_mm3(self) -> float:
        """Difference of two frusta; a hole takes its flat area times t, exactly, as the surface is developable."""
        a, b, w, h = self.outer0_mm / 2, self.outer1_mm / 2, self.radial_mm, self.length_mm
        removed = math.fsum(math.pi * d * d / 4 for _, _, d in self.holes) * self.thickness_mm
        whole = math.pi * h / 3 * ((a * a + a * b + b * b) - ((a - w) ** 2 + (a - w) * (b - w) + (b - w) ** 2))
        return whole - removed

    @property
    def box_mm(self) -> Box:
        r = max(self.outer0_mm, self.outer1_mm) / 2
        return -r, -r, 0.0, r, r, self.length_mm


@dataclass(frozen=True)
class Plate:
    """Flat plate: an outline with holes, z from 0 to thickness."""

    outline: Outline
    holes: tuple[Outline, ...]
    thickness_mm: float

    @property
    def volume_mm3(self) -> float:
        return (abs(self.outline.area) - math.fsum(abs(h.area) for h in self.holes)) * self.thickness_mm

    @property
    def box_mm(self) -> Box:
        x0, y0, x1, y1 = self.outline.bounds()
        return x0, y0, 0.0, x1, y1, self.thickness_mm


@dataclass(frozen=True)
class FlangedDisc:
    """Round disc with a rim turned to +z: flat face at z 0 .. t, rim up to height, inside bend radius r.

    up False turns the rim to -z, the flat still between 0 and t.
    """

    od_mm: float
    height_mm: float
    inside_radius_mm: float
    thickness_mm: float
    holes: tuple[Circle, ...] = ()
    up: bool = True

    @property
    def volume_mm3(self) -> float:
        """Flat disc, quarter torus corner (Pappus) and cylindrical rim, less the holes [mm3]."""
        ro, r, t = self.od_mm / 2, self.inside_radius_mm, self.thickness_mm
        flat = ro - t - r
        corner_area = math.pi / 4 * ((r + t) ** 2 - r * r)
        # centroid of a quarter ring from its centre, along the radial axis
        offset = 4 / (3 * math.pi) * ((r + t) ** 3 - r**3) / ((r + t) ** 2 - r * r)
        corner = 2 * math.pi * (flat + offset) * corner_area
        rim = math.pi * (ro**2 - (ro - t) ** 2) * (self.height_mm - t - r)
        return math.pi * flat**2 * t + corner + rim - math.fsum(h.area for h in self.holes) * t

    @property
    def box_mm(self) -> Box:
        r = self.od_mm / 2
        z0, z1 = (0.0, self.height_mm) if self.up else (self.thickness_mm - self.height_mm, self.thickness_mm)
        return -r, -r, z0, r, r, z1


@dataclass(frozen=True)
class BentTube:
    """Round tube along a route of straights and circular bends."""

    route: Route
    outer_mm: float
    inner_mm: float

    @property
    def volume_mm3(self) -> float:
        """Section times centre length (Pappus), exact for any chain of straights and arcs [mm3]."""
        return math.pi / 4 * (self.outer_mm**2 - self.inner_mm**2) * self.route.length_mm

    def reach(self, d: Vec) -> float:
        """Largest p . d, exact: ends of every piece; on an arc its farthest point, where it is bent that far."""
        r, best = self.outer_mm / 2, -math.inf
        for piece in self.route.pieces():
            for f in (piece.frame, piece.end()):
                best = max(best, dot(f.origin, d) + r * math.sqrt(max(0.0, 1 - dot(f.z, d) ** 2)))
            if piece.angle_deg:
                f, c = piece.frame, piece.clr_mm
                # the arc's point at angle a is centre - c cos(a) x + c sin(a) z
                radial, travel = -dot(f.x, d), dot(f.z, d)
                plane = math.hypot(radial, travel)
                if math.atan2(travel, radial) % (2 * math.pi) <= math.radians(piece.angle_deg):
                    best = max(best, dot(f.origin, d) + c * dot(f.x, d) + c * plane + r)
        return best

    @property
    def box_mm(self) -> Box:
        axes: tuple[Vec, Vec, Vec] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
        low = [-self.reach((-a[0], -a[1], -a[2])) for a in axes]
        high = [self.reach(a) for a in axes]
        return low[0], low[1], low[2], high[0], high[1], high[2]


@dataclass(frozen=True)
class BentStrip:
    """Strip of one width bent about lines square to it: legs between tangents and turns of one inside radius.

    It begins at the origin along +x, its lower face on z = 0, width centred on y; a positive turn [deg] bends
    towards +z. holes are circles in the flat blank, u along the strip from its start, v from its middle line;
    they must lie on the straights.
    """

    straights_mm: tuple[float, ...]
    turns_deg: tuple[float, ...]
    inside_radius_mm: float
    thickness_mm: float
    width_mm: float
    holes: tuple[tuple[int, float, float, float], ...] = ()   # leg, along the leg, v, diameter

    @property
    def volume_mm3(self) -> float:
        r, t = self.inside_radius_mm, self.thickness_mm
        legs = math.fsum(self.straights_mm) * t
        turns = math.fsum(math.radians(abs(a)) / 2 * ((r + t) ** 2 - r * r) for a in self.turns_deg)
        return (legs + turns) * self.width_mm - math.fsum(math.pi * d * d / 4 * t for *_, d in self.holes)

    @property
    def box_mm(self) -> Box:
        pts = self.profile(64)
        xs, zs = [p[0] for p in pts], [p[1] for p in pts]
        return min(xs), -self.width_mm / 2, min(zs), max(xs), self.width_mm / 2, max(zs)

    def legs(self) -> list[tuple[float, float, float]]:
        """Start (x, z) of the lower face and heading [rad] of each straight."""
        x = z = heading = 0.0
        out = []
        r, t = self.inside_radius_mm, self.thickness_mm
        for i, leg in enumerate(self.straights_mm):
            out.append((x, z, heading))
            x, z = x + leg * math.cos(heading), z + leg * math.sin(heading)
            if i < len(self.turns_deg):
                a = math.radians(self.turns_deg[i])
                sign = 1.0 if a > 0 else -1.0
                # lower face lies outside of an upward turn (radius r + t), inside of a downward one (radius r)
                radius = r + t if a > 0 else r
                cx, cz = x - sign * radius * math.sin(heading), z + sign * radius * math.cos(heading)
                heading += a
                x, z = cx + sign * radius * math.sin(heading), cz - sign * radius * math.cos(heading)
        return out

    def profile(self, steps: int) -> list[tuple[float, float]]:
        """Points on both faces for the box [mm]."""
        pts = []
        legs, t, r = self.legs(), self.thickness_mm, self.inside_radius_mm
        for i, (x, z, h) in enumerate(legs):
            ex, ez = x + self.straights_mm[i] * math.cos(h), z + self.straights_mm[i] * math.sin(h)
            for px, pz in ((x, z), (ex, ez)):
                pts += [(px, pz), (px - t * math.sin(h), pz + t * math.cos(h))]
            if i < len(self.turns_deg):
                a = math.radians(self.turns_deg[i])
                sign = 1.0 if a > 0 else -1.0
                low = r + t if a > 0 else r
                cx, cz = ex - sign * low * math.sin(h), ez + sign * low * math.cos(h)
                for k in range(steps + 1):
                    g = h + a * k / steps
                    pts += [(cx + sign * q * math.sin(g), cz - sign * q * math.cos(g)) for q in (r, r + t)]
        return pts


Shape = (Tube | ConeShell | Plate | FlangedDisc | BentTube | BentStrip | RolledSheet | FormedDisc | CutTube | MitredTube
         | MergedTube | ConeChain | SectionShell | SectionPlate | SectionSheet | RuledWall)


@dataclass(frozen=True)
class Placed:
    """One solid of the assembly: a recipe, where it stands, and what a receiver of the STEP file sees of it."""

    name: str
    shape: Shape
    frame: Frame
    group: str                              # assembly node: silincer, or "" for the line itself
    material: str
    colour: tuple[int, int, int]
    density_kg_m3: float
    solid: bool = True                      # False: a filling (wool), left out of collision tests
    located: bool = True                    # False: its place waits for a measurement, so it is in no assembly

    @property
    def mass_kg(self) -> float:
        return self.shape.volume_mm3 * 1e-9 * self.density_kg_m3
