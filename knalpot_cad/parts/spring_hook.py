"""Spring hook (cantolan per): what a joint's spring hangs on, of bent wire or of strip with a hole."""

from __future__ import annotations

from typing import ClassVar, Literal

from knalpot_cad.fields import Angle, Hole, Length, Offset, Thickness
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentTube
from knalpot_cad.parts.bracket import Bracket, StripHole
from knalpot_cad.parts.part import K_PRESS, PLATE, Part, Shop
from knalpot_cad.parts.perforated import Problems
from knalpot_cad.parts.pipe import BendData, Pipe
from knalpot_cad.parts.rows import Made, Quantity


class SpringHook(Part):
    """wire: foot_mm welded along the pipe, 90 degrees up, rise_mm, then hook_deg back over the foot's far side and
    tip_mm; straights between bends, thickness_mm the wire. strip: foot_mm and rise_mm are outside legs, hole_mm lies in
    the risen one.
    """

    kind: ClassVar[str] = "spring_hook"
    stock_group: ClassVar[str] = PLATE
    form: Literal["wire", "strip"] = "wire"
    thickness_mm: Thickness = 4.0
    foot_mm: Length = 18.0
    rise_mm: Length = 8.0
    bend_radius_mm: Offset = 4.0
    hook_deg: Angle = 150.0
    tip_mm: Offset = 4.0
    width_mm: Length = 16.0
    hole_mm: Hole = 6.0
    hole_along_mm: Length | None = None
    k_factor: Offset = K_PRESS

    def pipe(self) -> Pipe:
        """The wire as a bent bar: inside bend radius, so half a wire more to its middle."""
        rows = (BendData.model_construct(straight_mm=self.foot_mm, rotation_deg=0.0, angle_deg=90.0),
                BendData.model_construct(straight_mm=self.rise_mm, rotation_deg=180.0, angle_deg=self.hook_deg))
        return Pipe.model_construct(name=self.name, count=self.count, material=self.material, od_mm=self.thickness_mm,
                                    wall_mm=self.thickness_mm / 2 - 1e-9, clr_mm=self.clr_mm, bends=rows,
                                    end_mm=self.tip_mm)

    @property
    def clr_mm(self) -> float:
        """Radius of the wire's middle line in a bend [mm]."""
        return self.bend_radius_mm + self.thickness_mm / 2

    def route(self) -> Route:
        bends = Bend(self.foot_mm, 0.0, 90.0), Bend(self.rise_mm, 180.0, self.hook_deg)
        return Route(bends, self.tip_mm, self.clr_mm)

    def strip(self) -> Bracket:
        t, r = self.thickness_mm, self.hole_mm / 2
        along = self.hole_along_mm if self.hole_along_mm is not None else self.rise_mm - r - max(3.0, t)
        hole = StripHole.model_construct(leg=2, along_mm=along, off_mm=0.0, diameter_mm=self.hole_mm)
        return Bracket.model_construct(
            name=self.name, count=self.count, material=self.material, thickness_mm=t, width_mm=self.width_mm,
            legs_mm=(self.foot_mm, self.rise_mm), bends_deg=(90.0,), bend_radius_mm=self.bend_radius_mm,
            k_factor=self.k_factor, holes=(hole,))

    def faults(self) -> Problems:
        return self.strip().faults() if self.form == "strip" else self.pipe().faults()

    def make(self, shop: Shop) -> Made:
        if self.form == "strip":
            return self.strip().make(shop).under(self.kind)
        route = self.route()
        quantities = (Quantity("wire_mm", self.thickness_mm, process="none"),
                      Quantity("cut_length_mm", route.length_mm, process="linear", instrument="tape"),
                      Quantity("foot_mm", self.foot_mm, process="bend"),
                      Quantity("rise_mm", self.rise_mm, process="bend"),
                      Quantity("hook_deg", self.hook_deg, unit="deg", process="none", instrument="protractor"),
                      Quantity("clr_mm", self.clr_mm, process="none", instrument="template"))
        return Made(self.name, self.kind, self.material, self.thickness_mm, self.count,
                    BentTube(route, self.thickness_mm, 0.0), (), quantities)
