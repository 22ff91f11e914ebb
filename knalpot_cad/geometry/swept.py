"""Recipes of what follows a closed section: a shell's wall, and a plate with a turned rim, in mm.

Both are a profile swept round parallel curves of one section. With P the perimeter where r is 0, metal at the distance
r outside has volume P dA + 2 pi r dA (Steiner), so every volume is a closed form of the section's P and area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from knalpot_cad.geometry.bulge import Bulge, moment, wall
from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.meridian import Meridian, Step
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.geometry.sections import Section

Box = tuple[float, float, float, float, float, float]
Vec = tuple[float, float, float]


@dataclass(frozen=True)
class SectionShell:
    """Wall of even thickness outside the section `inside`, z from 0 to its length.

    bulges are beads and swages: the section there is the parallel one, as far out as they rise.
    """

    inside: Section
    thickness_mm: float
    length_mm: float
    bulges: tuple[Bulge, ...] = ()

    @property
    def volume_mm3(self) -> float:
        """Mid perimeter P + pi t, times t, times the length; with bulges P A + 2 pi int r dA of the profile."""
        t = self.thickness_mm
        if self.bulges:
            profile = self.profile()
            return self.inside.perimeter * profile.area + 2 * math.pi * moment(profile)
        return (self.inside.perimeter + math.pi * t) * t * self.length_mm

    @property
    def box_mm(self) -> Box:
        x0, y0, x1, y1 = self.inside.bounds()
        t = self.profile().bounds()[2] if self.bulges else self.thickness_mm
        return x0 - t, y0 - t, 0.0, x1 + t, y1 + t, self.length_mm

    def profile(self) -> Contour:
        """Its wall in (distance outside the section, z), metal on the left; arcs at most 90 degrees."""
        return quartered(wall(self.bulges, self.length_mm, self.thickness_mm))

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm], within 1e-4 mm where it bulges; d is a unit vector."""
        h, across = self.inside.support(math.atan2(d[1], d[0]))[0], math.hypot(d[0], d[1])
        if not self.bulges:
            return (h + self.thickness_mm) * across + max(0.0, self.length_mm * d[2])
        return max((h + r) * across + z * d[2] for r, z in self.profile().polyline(1e-4))


@dataclass(frozen=True)
class SectionPlate:
    """Flat face within the section `flat` at z 0 .. t, a rim from its edge (towards +z; up False: towards -z).

    Without a rim it is a plain plate, as long as its thickness.
    """

    flat: Section
    rim: tuple[Step, ...]
    thickness_mm: float
    holes: tuple[Circle, ...] = ()
    collars: tuple[Collar, ...] = ()
    up: bool = True

    @property
    def meridian(self) -> Meridian:
        """The rim's walk, r counted from the edge of the flat."""
        return Meridian(0.0, self.rim, self.thickness_mm, level_mm=self.thickness_mm / 2)

    @property
    def volume_mm3(self) -> float:
        """Flat, rim and collars [mm3]."""
        t = self.thickness_mm
        flat = self.flat.area - math.fsum(h.area for h in self.holes)
        feet = math.fsum(math.pi * c.foot_mm**2 for c in self.collars)
        walk = self.meridian
        rim = self.flat.perimeter * t * math.fsum(p.length for p in walk.pieces()) + walk.metal_mm3
        return (flat - feet) * t + rim + math.fsum(c.metal_mm3 for c in self.collars)

    @cached_property
    def skin(self) -> Contour:
        """Open chain of (r, z) round the metal of the rim, from z 0 to z t, metal on the left; arcs at most 90 degrees.

        Without a rim the edge of the plate itself.
        """
        t = self.thickness_mm
        if not self.rim:
            return Contour((Vertex(0.0, 0.0), Vertex(0.0, t)), closed=False)
        chain = self.meridian.skin()
        if not self.up:
            chain = Contour(tuple(Vertex(v.x, t - v.y, -v.bulge) for v in chain.vertices), closed=False).reversed()
        return quartered(chain)

    @property
    def box_mm(self) -> Box:
        x0, y0, x1, y1 = self.flat.bounds()
        _, z0, r, z1 = self.skin.bounds()
        r = max(r, 0.0)
        for c in self.collars:
            _, low, _, high = c.meridian().extent()
            t = self.thickness_mm
            z0, z1 = min(z0, low if c.up else t - high), max(z1, high if c.up else t - low)
        return x0 - r, y0 - r, min(z0, 0.0), x1 + r, y1 + r, max(z1, self.thickness_mm)

    def reach(self, d: Vec) -> float:
        """Largest p . d over its points [mm], within 1e-4 mm; d is a unit vector."""
        h, across = self.flat.support(math.atan2(d[1], d[0]))[0], math.hypot(d[0], d[1])
        best = max((h + r) * across + z * d[2] for r, z in self.skin.polyline(1e-4))
        for c in self.collars:
            for r, z in c.meridian().skin().polyline(1e-4):
                best = max(best, c.x * d[0] + c.y * d[1] + r * across
                           + (z if c.up else self.thickness_mm - z) * d[2])
        return best


def quartered(chain: Contour) -> Contour:
    """The chain with no arc of more than a quarter turn, so that each is one rational curve."""
    out: list[Vertex] = []
    for a, b in chain.edges():
        turn = 4 * math.atan(a.bulge)
        n = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
        if n == 1:
            out.append(a)
            continue
        middle, chord = complex(a.x + b.x, a.y + b.y) / 2, complex(b.x - a.x, b.y - a.y)
        centre = middle + 1j * chord / 2 / math.tan(turn / 2)
        arm, bulge = complex(a.x, a.y) - centre, math.tan(turn / 4 / n)
        for i in range(n):
            p = centre + arm * complex(math.cos(turn * i / n), math.sin(turn * i / n))
            out.append(Vertex(p.real, p.imag, bulge) if i else Vertex(a.x, a.y, bulge))
    return Contour(tuple(out) if chain.closed else (*out, chain.vertices[-1]), chain.closed)
