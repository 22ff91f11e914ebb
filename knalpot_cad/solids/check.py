"""Proof that a solid is its recipe, and a look for parts in one another's way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from knalpot_cad.geometry.shape import BentStrip, BentTube, Box, Placed, Shape, Tube
from knalpot_cad.solids.bake import bake, place

if TYPE_CHECKING:
    from cadquery import Solid

VOLUME_TOLERANCE = 1e-6     # relative
BOX_TOLERANCE_MM = 1e-3
CONTACT_MM3 = 0.5           # shared volume up to which two parts only touch


def volume(solid: Solid) -> float:
    """Volume [mm3] by adaptive integration; the kernel's default is 1e-6 off for a tube of many holes."""
    from OCP.BRepGProp import BRepGProp
    from OCP.GProp import GProp_GProps

    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(solid.wrapped, properties, 1e-3)
    return float(properties.Mass())


def box(solid: Solid) -> Box:
    """Tight bounding box [mm], without the kernel's tolerances around it."""
    from OCP.Bnd import Bnd_Box
    from OCP.BRepBndLib import BRepBndLib

    bounds = Bnd_Box()
    BRepBndLib.AddOptimal_s(solid.wrapped, bounds, False, False)
    return tuple(bounds.Get())


def box_tolerance(shape: Shape) -> float:
    """How far the recipe's own box may be off [mm]: bends are walked there in steps of about a degree."""
    if isinstance(shape, BentTube):
        return 1e-3 + 1e-4 * (shape.route.clr_mm + shape.outer_mm / 2)
    if isinstance(shape, BentStrip):
        return 1e-3 + 1e-3 * (shape.inside_radius_mm + shape.thickness_mm)
    return BOX_TOLERANCE_MM


def check(solid: Solid, shape: Shape) -> list[str]:
    """What is wrong with the solid of a recipe; empty when it is one valid solid of the right volume and box."""
    found = []
    if solid.ShapeType() != "Solid" or len(solid.Solids()) != 1 or len(solid.Shells()) != 1:
        found.append(f"not one solid: {solid.ShapeType()}, {len(solid.Solids())} solids, {len(solid.Shells())} shells")
    if not solid.isValid():
        found.append("not valid")
    real, wanted = volume(solid), shape.volume_mm3
    if not real > 0:
        found.append(f"volume {real:.6g} mm3 is not positive")
    if not abs(real - wanted) <= VOLUME_TOLERANCE * abs(wanted):
        found.append(f"volume {real:.9g} mm3 is not {wanted:.9g} mm3")
    names = ("x0", "y0", "z0", "x1", "y1", "z1")
    for name, a, b in zip(names, box(solid), shape.box_mm, strict=True):
        if not abs(a - b) <= box_tolerance(shape):
            found.append(f"box {name} {a:.6f} mm is not {b:.6f} mm")
    return found


def check_all(placed: Sequence[Placed]) -> dict[str, list[str]]:
    """Problems of every part that has any, by name."""
    found = {p.name: check(bake(p.shape), p.shape) for p in placed}
    return {name: problems for name, problems in found.items() if problems}


def bounds(placed: Placed) -> Box:
    """Box of a part where it stands, from its recipe's box [mm]; may be wider than needed, never narrower."""
    b = placed.shape.box_mm
    corners = [placed.frame.point((b[i], b[j], b[k])) for i in (0, 3) for j in (1, 4) for k in (2, 5)]
    low, high = [min(axis) for axis in zip(*corners, strict=True)], [max(axis) for axis in zip(*corners, strict=True)]
    return low[0], low[1], low[2], high[0], high[1], high[2]


def apart(a: Box, b: Box) -> bool:
    return any(a[i + 3] <= b[i] + 1e-6 or b[i + 3] <= a[i] + 1e-6 for i in range(3))


def interference(placed: Sequence[Placed]) -> list[tuple[str, str, float]]:
    """Pairs of parts that share more than CONTACT_MM3, and how much [mm3].

    Fillings and parts without a place are left out. Perforations are looked at only where the plain tubes collide.
    nan where the kernel gives no answer.
    """
    parts = [(p, bounds(p)) for p in placed if p.solid and p.located]
    found = []
    for i, (a, box_a) in enumerate(parts):
        for b, box_b in parts[i + 1:]:
            if apart(box_a, box_b):
                continue
            shared = common(plain(a), plain(b))
            if not shared <= CONTACT_MM3 and (plain(a), plain(b)) != (a, b):
                shared = common(a, b)
            if not shared <= CONTACT_MM3:
                found.append((a.name, b.name, shared))
    return found


def plain(placed: Placed) -> Placed:
    """The part without the perforation of its tube."""
    return replace(placed, shape=replace(placed.shape, holes=())) if isinstance(placed.shape, Tube) else placed


def common(a: Placed, b: Placed) -> float:
    """Volume shared by two placed parts [mm3]; nan when the kernel gives up."""
    from cadquery import Shape as Any3D
    from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
    from OCP.TopTools import TopTools_ListOfShape

    operation = BRepAlgoAPI_Common()
    for put, part in ((operation.SetArguments, a), (operation.SetTools, b)):
        shapes = TopTools_ListOfShape()
        shapes.Append(located(part))
        put(shapes)
    operation.SetNonDestructive(True)       # or tolerances of the kept solids would grow, and their bytes change
    operation.Build()
    if not operation.IsDone() or operation.Shape() is None or operation.Shape().IsNull():
        return float("nan")
    return sum(abs(s.Volume()) for s in Any3D.cast(operation.Shape()).Solids())


def located(placed: Placed) -> Any:
    from OCP.TopLoc import TopLoc_Location

    return bake(placed.shape).wrapped.Located(TopLoc_Location(place(placed)))
