"""Single holes in the walls of a silencer's tubes and in its baffles, such as drains, for gas and sound.

A hole in a tube's wall is a perforated span of its own, one in a perforation adds to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from knalpot_cad.assemblies.gas import GasSpan
from knalpot_cad.fields import Hole, Model, Name, Place
from knalpot_cad.parts.holes import HoleData


class OpenHole(Model):
    """An open round hole in a baffle, beside its field of holes; x to the left seen from the inlet, y up [mm]."""

    name: Name
    x_mm: Place = 0.0
    y_mm: Place = 0.0
    diameter_mm: Hole


def in_plate(entry: Any) -> tuple[HoleData, ...]:
    """The single holes of a plate's entry, as the part has them."""
    return tuple(HoleData.model_construct(name=h.name, x_mm=h.x_mm, y_mm=h.y_mm, diameter_mm=h.diameter_mm)
                 for h in getattr(entry, "holes", ()))


def with_singles(spans: tuple[GasSpan, ...], holes: Sequence[tuple[float, float]], mean_mm: float, wall: float,
                 stops: Sequence[float]) -> tuple[GasSpan, ...]:
    """Spans of a tube and its single holes (z, diameter) [mm], mean_mm the mid surface's diameter; stops are the z that
    no span may pass: the tube's ends, plates.

    A hole has the girth of the tube by as much of its length for its own, less where something is nearer: the wall's
    law counts what holes side by side take from each other, and round a tube a hole is its own neighbour.
    """
    girth, out, bunches = math.pi * mean_mm, list(spans), list[list[tuple[float, float]]]()
    for z, d in sorted(holes, key=lambda h: h[0] - h[1] / 2):
        met = next((i for i, s in enumerate(out) if s.z0 - d / 2 < z < s.z1 + d / 2), None)
        if met is not None and not (out[met].z0 + d / 2 > z or z > out[met].z1 - d / 2):
            s = out[met]
            out[met] = replace(s, open_area=s.open_area + math.pi * d * d / 4 / (girth * (s.z1 - s.z0)))
        elif bunches and z - d / 2 < max(y + e / 2 for y, e in bunches[-1]):
            bunches[-1].append((z, d))
        else:
            bunches.append([(z, d)])
    limits = [*stops, *(z for s in out for z in (s.z0, s.z1))]
    edges = [(min(z - d / 2 for z, d in b), max(z + d / 2 for z, d in b)) for b in bunches]
    limits += [(a[1] + b[0]) / 2 for a, b in pairwise(edges)]
    for bunch, (low, high) in zip(bunches, edges, strict=True):
        room = min((low - z if z < (low + high) / 2 else z - high for z in limits), default=girth)
        reach = max(0.0, min((girth - high + low) / 2, room))
        area, (z0, z1) = math.fsum(math.pi * d * d / 4 for _, d in bunch), (low - reach, high + reach)
        mean = math.sqrt(math.fsum(d * d for _, d in bunch) / len(bunch))
        out.append(GasSpan(z0, z1, mean, area / (girth * (z1 - z0)), wall, single=True))
    return tuple(sorted(out, key=lambda s: s.z0))
