"""Everything that must hold before solids are published: each part alone, parts against each other, files re-read."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knalpot_cad.fault import Fault
from knalpot_cad.geometry.shape import Placed
from knalpot_cad.solids import brep
from knalpot_cad.solids.check import CONTACT_MM3, apart, box, near_pairs, problems, shared, volume
from knalpot_cad.solids.step import Perforation, detail, measures

Stage = tuple[str, ...]         # ("part", name) or ("pair", name, name): what is being looked at
REREAD_VOLUME = 2e-5            # relative: the reader lays its own curves on free-form faces, 3e-6 off (measured)
REREAD_BOX_MM = 2e-3


def silent(stage: Stage) -> None:
    """Nobody asks how far it is."""


def prove(placed: Sequence[Placed], seen: Callable[[Stage], None] = silent,
          skip: Collection[tuple[str, str]] = ()) -> list[Fault]:
    """Faults of the parts and of their places; seen is told before each step, pairs of names in skip are left out.

    Kept per process: asked twice, it looks once.
    """
    faults = []
    for part in placed:
        seen(("part", part.name))
        faults += [Fault("solid-invalid", None, {"part": part.name, "reason": r}) for r in problems(part.shape)]
    if faults:
        return faults           # a wrong solid has no meaningful neighbours
    for a, b in near_pairs(placed):
        if (a.name, b.name) not in skip:
            seen(("pair", a.name, b.name))
            much = shared(a, b)
            if math.isnan(much):
                reason = f"no answer whether it overlaps {a.name}"
                faults.append(Fault("solid-invalid", None, {"part": b.name, "reason": reason}))
            elif much > CONTACT_MM3:
                faults.append(Fault("parts-overlap", None, {"a": a.name, "b": b.name, "volume_mm3": f"{much:.1f}"}))
    return faults


def reread(data: bytes, placed: Sequence[Placed], perforation: Perforation = "full",
           standing: bool = True) -> list[str]:
    """What differs between a STEP file and the parts written into it: count, volume, box of each; empty when nothing.

    standing: the parts are at their places in an assembly, else in their own frames.
    """
    from knalpot_cad.solids.check import bounds

    found, solids = [], read(data)
    if len(solids) != len(placed):
        return [f"{len(solids)} solids, not {len(placed)}"]
    for part, solid in zip(sorted_parts(placed) if standing else placed, solids, strict=True):
        plain = replace(part, shape=detail(part.shape, perforation))
        wanted, real = measures(plain.shape)[0], volume(solid)
        if not abs(real - wanted) <= REREAD_VOLUME * abs(wanted):
            found.append(f"{part.name} {real:.9g} mm3, not {wanted:.9g} mm3")
        wide = bounds(plain) if standing else plain.shape.box_mm
        if not inside(box(solid), wide):
            found.append(f"{part.name} is not at its place")
    return found


def sorted_parts(placed: Sequence[Placed]) -> list[Placed]:
    """The order of a STEP tree: parts without a group first, then group by group."""
    groups = list(dict.fromkeys(p.group for p in placed if p.group))
    return sorted(placed, key=lambda p: groups.index(p.group) if p.group else -1)


def inside(inner: Any, outer: Any) -> bool:
    """Whether a box lies within another and not clear of it."""
    fits = all(outer[i] - REREAD_BOX_MM <= inner[i] and inner[i + 3] <= outer[i + 3] + REREAD_BOX_MM for i in range(3))
    return fits and not apart(inner, outer)


def read(data: bytes) -> list[Any]:
    """The solids of a STEP text where they stand, in its order. Raises ValueError where it can't be read."""
    from OCP.IFSelect import IFSelect_ReturnStatus
    from OCP.STEPControl import STEPControl_Reader

    brep.hush()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.step"
        path.write_bytes(data)
        reader = STEPControl_Reader()
        if reader.ReadFile(str(path)) != IFSelect_ReturnStatus.IFSelect_RetDone or not reader.TransferRoots():
            return []
        return brep.sub_shapes(reader.OneShape(), "solid")
