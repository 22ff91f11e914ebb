"""Formed disc as a recipe: a flat round plate whose rim is a meridian walk, with holes and extruded collars, in mm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.meridian import Meridian, Step
from knalpot_cad.geometry.plane import Circle


@dataclass(frozen=True)
class FormedDisc:
    """Flat face of flat_radius_mm at z 0 .. t, the rim from its edge (towards +z; up False: towards -z)."""

    flat_radius_mm: float
    rim: tuple[Step, ...]
    thickness_mm: float
    holes: tuple[Circle, ...] = ()
    collars: tuple[Collar, ...] = ()
    up: bool = True

    @property
    def meridian(self) -> Meridian:
        return Meridian(self.flat_radius_mm, self.rim, self.thickness_mm, level_mm=self.thickness_mm / 2)

    @property
    def volume_mm3(self) -> float:
        """Flat, rim (Pappus) and collars, each with a closed form [mm3]."""
        t = self.thickness_mm
        flat = math.pi * self.flat_radius_mm**2 - math.fsum(h.area for h in self.holes)
        feet = math.fsum(math.pi * c.foot_mm**2 for c in self.collars)
        rim = self.meridian.metal_mm3 if self.rim else 0.0
        return (flat - feet) * t + rim + math.fsum(c.metal_mm3 for c in self.collars)

    def rings(self) -> list[tuple[float, float, float, float]]:
        """Axis (x, y), height z and radius of circles whose hull is the part's; meridian arcs in small steps."""
        t, out = self.thickness_mm, []
        chains = [(0.0, 0.0, self.meridian.skin(), self.up)] if self.rim else []
        chains += [(c.x, c.y, c.meridian().skin(), c.up) for c in self.collars]
        for x, y, skin, up in chains:
            out += [(x, y, z if up else t - z, r) for r, z in skin.polyline(1e-4)]
        return [*out, (0.0, 0.0, 0.0, self.flat_radius_mm), (0.0, 0.0, t, self.flat_radius_mm)]

    @property
    def box_mm(self) -> tuple[float, float, float, float, float, float]:
        t = self.thickness_mm
        low, high, r = 0.0, t, self.flat_radius_mm
        walks = [(self.meridian, self.up)] if self.rim else []
        for walk, up in [*walks, *((c.meridian(), c.up) for c in self.collars)]:
            _, z0, _, z1 = walk.extent()
            low, high = min(low, z0 if up else t - z1), max(high, z1 if up else t - z0)
        if self.rim:
            r = max(r, self.meridian.extent()[2])
        return -r, -r, low, r, r, high

    def reach(self, d: tuple[float, float, float]) -> float:
        """Largest p . d over its points [mm], within 1e-4 mm; d is a unit vector."""
        across = math.hypot(d[0], d[1])
        return max(x * d[0] + y * d[1] + r * across + z * d[2] for x, y, z, r in self.rings())
