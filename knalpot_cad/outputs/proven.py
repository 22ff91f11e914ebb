"""The solids that every output of solids is made of: proven once a process, before the first of them is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from knalpot_cad.fault import Faults
from knalpot_cad.outputs.output import Options

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.geometry.shape import Placed


def proven(built: Built) -> tuple[Placed, ...]:
    """All parts that have a solid. Raises Faults that name every part that is not sound, or overlaps another."""
    from knalpot_cad.solids.proof import prove

    faults = prove(built.baked, skip=unanswered(built))
    if faults:
        raise Faults(faults)
    return built.baked


def unanswered(built: Built) -> Collection[tuple[str, str]]:
    """Pairs of names that the kernel has died of already."""
    return {(str(f.values["a"]), str(f.values["b"])) for f in built.lost if "a" in f.values}


def standing(built: Built, options: Options) -> list[Placed]:
    """Proven parts that have a place, in the detail that the options ask for."""
    from knalpot_cad.solids.step import detail

    return [replace(p, shape=detail(p.shape, options.perforation)) for p in proven(built) if p.located]
