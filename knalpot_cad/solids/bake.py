"""baked(recipe): one valid solid of positive volume, in the recipe's own frame, by the fast ways of facts/cad.md 5.

bake() is the same as an object of cadquery, for whoever goes on working with it; nothing here needs its classes, which
take as long to load as the kernel itself. No boolean per hole: plates are prisms of a face with inner wires, discs and
tubes are built face by face, bent tubes are chains of cylinders and tori. Solids are kept per process by their recipe;
treat them as read-only.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.geometry.shape import BentTube, ConeShell, FlangedDisc, Placed, Plate, Shape, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.solids import brep
from knalpot_cad.solids.bent import bent_tube
from knalpot_cad.solids.cone import HoledCone
from knalpot_cad.solids.cut_tube import cut_tube, mitred_tube
from knalpot_cad.solids.disc import flanged_disc
from knalpot_cad.solids.formed import formed_disc
from knalpot_cad.solids.merged_tube import merged_tube
from knalpot_cad.solids.outline import prism
from knalpot_cad.solids.perforated import PerforatedTube
from knalpot_cad.solids.ribbed import RibbedTube
from knalpot_cad.solids.rolled_sheet import rolled_sheet
from knalpot_cad.solids.ruled import ruled_wall
from knalpot_cad.solids.section_sheet import section_sheet
from knalpot_cad.solids.strip import bent_strip
from knalpot_cad.solids.swept import section_plate, section_shell

if TYPE_CHECKING:
    from cadquery import Solid
    from OCP.TopoDS import TopoDS_Solid


@lru_cache(maxsize=4096)
def baked(shape: Shape) -> TopoDS_Solid:
    """The kernel's solid of a recipe [mm]."""
    if isinstance(shape, Tube):
        solid = tube(shape)
    elif isinstance(shape, ConeShell):
        solid = cone(shape)
    elif isinstance(shape, Plate):
        solid = plate(shape)
    elif isinstance(shape, FlangedDisc):
        solid = flanged_disc(shape)
    elif isinstance(shape, BentTube):
        solid = bent_tube(shape)
    elif isinstance(shape, CutTube):
        solid = cut_tube(shape)
    elif isinstance(shape, MitredTube):
        solid = mitred_tube(shape)
    elif isinstance(shape, MergedTube):
        solid = merged_tube(shape)
    elif isinstance(shape, ConeChain):
        solid = turned(shape.profile())
    elif isinstance(shape, RolledSheet):
        solid = rolled_sheet(shape)
    elif isinstance(shape, FormedDisc):
        solid = formed_disc(shape)
    elif isinstance(shape, SectionShell):
        solid = section_shell(shape)
    elif isinstance(shape, SectionPlate):
        solid = section_plate(shape)
    elif isinstance(shape, SectionSheet):
        solid = section_sheet(shape)
    elif isinstance(shape, RuledWall):
        solid = ruled_wall(shape)
    else:
        solid = bent_strip(shape)
    return solid


@lru_cache(maxsize=4096)
def bake(shape: Shape) -> Solid:
    """The solid of a recipe [mm]."""
    from cadquery import Solid

    return Solid(baked(shape))


def standing(placed: Placed) -> Solid:
    """The solid of a part where it stands in the assembly."""
    from cadquery import Location

    return bake(placed.shape).moved(Location(place(placed)))


def place(placed: Placed) -> Any:
    """The frame of a part as a transformation of the kernel."""
    from OCP.gp import gp_Ax3, gp_Dir, gp_Trsf

    f = placed.frame
    move = gp_Trsf()
    move.SetTransformation(gp_Ax3(brep.point(f.origin), gp_Dir(*f.z), gp_Dir(*f.x)), gp_Ax3())
    return move


def turned(profile: list[tuple[float, float]]) -> TopoDS_Solid:
    """Solid of revolution about z of a polygon of (radius, z) [mm]; corners on the axis are allowed."""
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakePolygon
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeRevol
    from OCP.gp import gp_Ax1, gp_Dir

    polygon = BRepBuilderAPI_MakePolygon()
    for r, z in profile:
        polygon.Add(brep.point((r, 0.0, z)))
    polygon.Close()
    face = BRepBuilderAPI_MakeFace(polygon.Wire(), True).Face()
    return brep.the_solid(BRepPrimAPI_MakeRevol(face, gp_Ax1(brep.point((0, 0, 0)), gp_Dir(0, 0, 1))).Shape())


def cone(shape: ConeShell) -> TopoDS_Solid:
    if shape.holes:
        return brep.the_solid(HoledCone(shape).solid())
    a, b, w, h = shape.outer0_mm / 2, shape.outer1_mm / 2, shape.radial_mm, shape.length_mm
    return turned([(a, 0.0), (b, h), (b - w, h), (a - w, 0.0)])


def tube(shape: Tube) -> TopoDS_Solid:
    if shape.bulges:
        return brep.the_solid(RibbedTube(shape).solid())
    if shape.holes:
        return brep.the_solid(PerforatedTube(shape).solid())
    a, b, h = shape.outer_mm / 2, shape.inner_mm / 2, shape.length_mm
    return turned([(a, 0.0), (a, h), (b, h), (b, 0.0)])


def plate(shape: Plate) -> TopoDS_Solid:
    return brep.the_solid(prism(shape.outline, shape.holes, (0.0, 0.0, shape.thickness_mm)))


