"""Megaphone (corong bertingkat): frusta and cylinders welded end to end, one blank each."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from knalpot_cad.fields import Length, Model, Place
from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.part import Shop
from knalpot_cad.parts.rows import Made, Quantity
from knalpot_cad.parts.seam import WallSeam
from knalpot_cad.parts.seamed_wall import SeamedWall
from knalpot_cad.parts.shell import Shell

SAME_MM = 0.5        # diameters nearer than this are a cylinder, not a cone that can be rolled
STEEPEST_DEG = 75.0


class StationData(Model):
    """Diameter at a place on the axis."""

    z_mm: Place
    diameter_mm: Length


def _row(value: Any) -> Any:
    """`[0, 32]` is short for the two fields."""
    if isinstance(value, list | tuple) and len(value) == 2:
        return dict(zip(("z_mm", "diameter_mm"), value, strict=True))
    return value


Station = Annotated[StationData, BeforeValidator(_row)]


def mid_radius(diameter_mm: float, thickness_mm: float, of: str) -> float:
    """Radius that both neighbours of a joint share, from a diameter inside, amid or outside the wall [mm].

    Half the thickness is taken square to the axis: the slope's share, (t / 2)(1 / cos al - 1), stays below 0.03 mm
    where t is 1 mm and the wall leans by less than 20 degrees.
    """
    return diameter_mm / 2 + {"bore": 1, "mid": 0, "outer": -1}[of] * thickness_mm / 2


def frustum(name: str, start: tuple[float, float], end: tuple[float, float], thickness_mm: float, material: str,
            seam: WallSeam) -> Cone | Shell:
    """The part between two stations (z, mid radius): a cone ground flat at both ends, or a shell."""
    (z0, r0), (z1, r1) = start, end
    length = z1 - z0
    if r0 == r1:
        return Shell.model_construct(name=name, od_mm=2 * r0 + thickness_mm, length_mm=length,
                                     thickness_mm=thickness_mm, seam=seam, material=material)
    half = thickness_mm / 2 * math.hypot(length, r1 - r0) / length
    return Cone.model_construct(name=name, start_od_mm=2 * (r0 + half), end_od_mm=2 * (r1 + half), length_mm=length,
                                thickness_mm=thickness_mm, seam=seam, material=material)


class Megaphone(SeamedWall):
    """Stations along the axis, z rising; `of` says which face their diameters are on. Neighbours share the mid radius.

    Source: facts/sheets.md 2, 8 (R24).
    """

    kind: ClassVar[str] = "megaphone"
    stations: Annotated[tuple[Station, ...], Field(min_length=2, max_length=24)]
    of: Literal["bore", "mid", "outer"] = "bore"

    def chain(self) -> ConeChain:
        """Stations from z 0 with their mid radii."""
        first = self.stations[0].z_mm
        return ConeChain(tuple((s.z_mm - first, mid_radius(s.diameter_mm, self.t, self.of)) for s in self.stations),
                         self.t)

    def pieces(self) -> list[Cone | Shell]:
        rows = self.chain().stations_mm
        return [frustum(f"{self.name}-{i}", a, b, self.t, self.material, self.seam)
                for i, (a, b) in enumerate(zip(rows, rows[1:], strict=False), 1)]

    def faults(self) -> list[tuple[str, dict[str, object]]]:
        out: list[tuple[str, dict[str, object]]] = []
        if self.seam.kind == "lock":
            out.append(("seam-not-here", {"name": self.name, "seam": "lock"}))
        out += self.seam.faults()
        for i, (a, b) in enumerate(zip(self.stations, self.stations[1:], strict=False), 1):
            step, change = b.z_mm - a.z_mm, abs(b.diameter_mm - a.diameter_mm)
            if step <= 0 or change / 2 > step * math.tan(math.radians(STEEPEST_DEG)):
                least = change / 2 / math.tan(math.radians(STEEPEST_DEG))
                out.append(("out-of-range", {"key": f"stations[{i}]", "value": b.z_mm,
                                             "low": round(a.z_mm + max(least, 0.1), 2), "high": 10_000.0}))
            elif 0 < change < SAME_MM:
                out.append(("cone-is-cylinder", {"name": f"{self.name}-{i}"}))
        if out:
            return out
        for piece in self.pieces():
            if isinstance(piece, Shell) or piece.radial_mm == piece.radial_mm:
                out += piece.faults()
        return out

    def sheets(self, shop: Shop) -> tuple[Sheet, ...]:
        """One blank a frustum, or one a panel of it, in order."""
        out: list[Sheet] = []
        for i, piece in enumerate(self.pieces(), 1):
            found = piece.model_copy(update={"count": self.count}).sheets(shop)
            out += [replace(sheet, kind=self.kind, part=self.name, piece="-".join(filter(None, (str(i), sheet.piece))))
                    for sheet in found]
        return tuple(out)

    def make(self, shop: Shop) -> Made:
        shape = self.chain()
        quantities = [Quantity("length_mm", shape.stations_mm[-1][0], process="bend", instrument="tape"),
                      Quantity("thickness_mm", self.t, process="none", instrument="micrometer")]
        for i, s in enumerate(self.stations, 1):
            quantities += [Quantity(f"station_{i}.z_mm", s.z_mm, process="bend", instrument="tape"),
                           Quantity(f"station_{i}.diameter_mm", s.diameter_mm, process="bend")]
        for i, piece in enumerate(self.pieces(), 1):
            if isinstance(piece, Cone):
                big, small, theta = piece.sector()
                quantities += [Quantity(f"cone_{i}.outer_mm", big, process="blank", instrument="tape"),
                               Quantity(f"cone_{i}.inner_mm", small, process="blank", instrument="tape"),
                               Quantity(f"cone_{i}.angle_deg", math.degrees(theta), unit="deg", process="none",
                                        instrument="protractor")]
            else:
                quantities.append(Quantity(f"shell_{i}.u_mm", piece.developed_mm, process="blank", instrument="tape"))
        return Made(self.name, self.kind, self.material, self.t, self.count, shape, self.sheets(shop),
                    tuple(quantities))
