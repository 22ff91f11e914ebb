"""Proof that a solid is its recipe, and a look for parts in one another's way.

isValid() alone says yes to a reversed solid, to one that crosses itself and to one of a wrong size.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from knalpot_cad.geometry.bulge import wall
from knalpot_cad.geometry.cut_tube import CutTube
from knalpot_cad.geometry.frame import dot
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.sections import Round
from knalpot_cad.geometry.shape import BentStrip, BentTube, Box, Placed, Shape, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.solids import brep
from knalpot_cad.solids.bake import baked, place
from knalpot_cad.solids.crossing import crossings

VOLUME_TOLERANCE = 1e-6     # relative
BOX_TOLERANCE_MM = 1e-3
CONTACT_MM3 = 0.5           # shared volume up to which two parts only touch
DIRECTIONS = 360            # tangents round a bore: between two of them a curve of radius R lies 4e-5 R nearer
CLEAR_MM = 0.05             # so that no bore rounder than a metre is missed


def raw(solid: Any) -> Any:
    """The kernel's own shape, also of an object of cadquery."""
    return getattr(solid, "wrapped", solid)


def volume(solid: Any) -> float:
    """Volume [mm3]."""
    return brep.mass(raw(solid))[0]


def box(solid: Any) -> Box:
    """Tight bounding box [mm], without the kernel's tolerances around it."""
    from OCP.Bnd import Bnd_Box
    from OCP.BRepBndLib import BRepBndLib

    bounds = Bnd_Box()
    BRepBndLib.AddOptimal_s(raw(solid), bounds, False, False)
    return tuple(bounds.Get())


def box_tolerance(shape: Shape) -> float:
    """How far the recipe's own box may be off [mm]: bends are walked there in steps of about a degree."""
    if isinstance(shape, BentTube):
        return 1e-3 + 1e-4 * (shape.route.clr_mm + shape.outer_mm / 2)
    if isinstance(shape, BentStrip):
        return 1e-3 + 1e-3 * (shape.inside_radius_mm + shape.thickness_mm)
    return BOX_TOLERANCE_MM


def check(solid: Any, shape: Shape) -> list[str]:
    """What is wrong with the solid of a recipe; empty when it is one valid solid of the right volume and box.

    solid is the kernel's or cadquery's.
    """
    from OCP.BRepCheck import BRepCheck_Analyzer
    from OCP.TopAbs import TopAbs_SOLID

    found, body = [], raw(solid)
    count = {kind: len(brep.sub_shapes(body, kind)) for kind in ("solid", "shell")}
    if body.ShapeType() != TopAbs_SOLID or set(count.values()) != {1}:
        found.append(f"not one solid: {body.ShapeType().name}, {count['solid']} solids, {count['shell']} shells")
    if not BRepCheck_Analyzer(body).IsValid():
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


@lru_cache(maxsize=1024)
def problems(shape: Shape) -> tuple[str, ...]:
    """What is wrong with a recipe's solid, looked at once a process."""
    try:
        solid = baked(shape)
    except Exception as error:      # the kernel raises many kinds of its own, all of them here: no solid
        return (f"it can't be made: {type(error).__name__}: {error}",)
    return (*check(solid, shape), *crossings(shape))


def check_all(placed: Sequence[Placed]) -> dict[str, list[str]]:
    """Problems of every part that has any, by name."""
    found = {p.name: list(problems(p.shape)) for p in placed}
    return {name: what for name, what in found.items() if what}


def bounds(placed: Placed) -> Box:
    """Box of a part where it stands, from its recipe's box [mm]; may be wider than needed, never narrower."""
    b = placed.shape.box_mm
    corners = [placed.frame.point((b[i], b[j], b[k])) for i in (0, 3) for j in (1, 4) for k in (2, 5)]
    low, high = [min(axis) for axis in zip(*corners, strict=True)], [max(axis) for axis in zip(*corners, strict=True)]
    return low[0], low[1], low[2], high[0], high[1], high[2]


def apart(a: Box, b: Box) -> bool:
    return any(a[i + 3] <= b[i] + 1e-6 or b[i + 3] <= a[i] + 1e-6 for i in range(3))


def interference(placed: Sequence[Placed],
                 skip: Collection[tuple[str, str]] = ()) -> list[tuple[str, str, float]]:
    """Pairs of parts that share more than CONTACT_MM3, and how much [mm3]; nan where the kernel gives no answer.

    Fillings, parts without a place, and the pairs of names in skip are left out.
    """
    pairs = [(a, b, shared(a, b)) for a, b in near_pairs(placed) if (a.name, b.name) not in skip]
    return [(a.name, b.name, much) for a, b, much in pairs if not much <= CONTACT_MM3]


def near_pairs(placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Pairs of solid parts that stand, whose boxes meet."""
    parts = [(p, bounds(p)) for p in placed if p.solid and p.located]
    return [(a, b) for i, (a, box_a) in enumerate(parts) for b, box_b in parts[i + 1:] if not apart(box_a, box_b)]


@lru_cache(maxsize=4096)
def shared(a: Placed, b: Placed) -> float:
    """Volume shared by two parts [mm3]; perforations are looked at only where the plain tubes collide.

    Pipes of a collector are counted in cells: their joints coincide, where the kernel takes ten seconds a pair.
    """
    if isinstance(a.shape, MergedTube) and isinstance(b.shape, MergedTube):
        from knalpot_cad.geometry.merged_overlap import overlap_mm3

        return overlap_mm3(a.shape, a.frame, b.shape, b.frame)
    if nested(a, b) or nested(b, a):
        return 0.0
    much = common(plain(a), plain(b))
    return common(a, b) if not much <= CONTACT_MM3 and (plain(a), plain(b)) != (a, b) else much


def nested(shell: Placed, part: Placed) -> bool:
    """Whether a part lies clear within the (convex) bore of a tube or shell, beads and all, wherever along it: then it
    is nowhere in its wall. The kernel takes seconds for walls of splines.
    """
    s, p = shell.shape, part.shape
    if not isinstance(s, Tube | SectionShell) or not isinstance(p, Tube | SectionPlate | SectionShell | CutTube):
        return False
    inside = s.inside if isinstance(s, SectionShell) else Round(s.inner_mm)
    deep = wall(s.bulges, s.length_mm, 1.0).bounds()[0] if s.bulges else 0.0
    f, g = shell.frame, part.frame
    away = (g.origin[0] - f.origin[0], g.origin[1] - f.origin[1], g.origin[2] - f.origin[2])
    for k in range(DIRECTIONS):
        psi = 2 * math.pi * k / DIRECTIONS
        c, n = math.cos(psi), math.sin(psi)
        d = (c * f.x[0] + n * f.y[0], c * f.x[1] + n * f.y[1], c * f.x[2] + n * f.y[2])
        if dot(away, d) + p.reach((dot(d, g.x), dot(d, g.y), dot(d, g.z))) > inside.support(psi)[0] + deep - CLEAR_MM:
            return False
    return True


def plain(placed: Placed) -> Placed:
    """The part without the perforation of its tube or rolled sheet."""
    shape = placed.shape
    if isinstance(shape, Tube):
        return replace(placed, shape=replace(shape, holes=()))
    return replace(placed, shape=replace(shape, holes=())) if isinstance(shape, RolledSheet) else placed


def common(a: Placed, b: Placed) -> float:
    """Volume shared by two placed parts [mm3]; nan when the kernel gives up."""
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
    return sum(abs(brep.rough_volume(s)) for s in brep.sub_shapes(operation.Shape(), "solid"))


def located(placed: Placed) -> Any:
    from OCP.TopLoc import TopLoc_Location

    return baked(placed.shape).Located(TopLoc_Location(place(placed)))
