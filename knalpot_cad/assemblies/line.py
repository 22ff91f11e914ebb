"""The line: parts and assemblies in gas order, each beginning where the one before ends."""

from __future__ import annotations

import math

from knalpot_cad.assemblies.assembly import Assembled, Assembly, Item, Problem
from knalpot_cad.assemblies.gas import GasBranch, GasCone, GasPipe
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.flex import Flex
from knalpot_cad.parts.part import Part, Stock
from knalpot_cad.parts.pipe import Pipe


def place(item: Part | Assembly, stock: Stock, start: Frame) -> Assembled:
    """One item of the line from the frame start on."""
    if isinstance(item, Assembly):
        return item.assemble(stock, start)
    part = item.stocked(stock)
    if isinstance(part, Flange):
        return Assembled([Item(part, start)], [GasPipe(part.name, part.bore_mm / 2, part.thickness_mm)],
                         end=start.at(z=part.thickness_mm))
    if isinstance(part, Flex):
        return Assembled([Item(part, start)], [GasPipe(part.name, part.bore_mm / 2, part.length_mm)],
                         end=start.at(z=part.length_mm))
    if isinstance(part, Cone):
        return Assembled([Item(part, start)], [GasCone(part.name, *part.bore_radii_mm, part.length_mm)],
                         end=start.at(z=part.length_mm))
    if isinstance(part, Pipe):
        radius = part.od_mm / 2 - (part.wall_mm or 0.0)
        if part.bends and part.clr_mm is None:
            return Assembled([Item(part, start)], end=start)
        route = part.route()
        return Assembled([Item(part, start)], [GasPipe(part.name, radius, route.length_mm)], end=route.end(start))
    raise TypeError(part.kind)


def assemble_line(items: list[Part | Assembly], stock: Stock) -> Assembled:
    """All items end to end from the origin, and the joints between pipes of different bore."""
    out = Assembled()
    for item in items:
        out.extend(place(item, stock, out.end))
    out.warnings += joints(out)
    return out


def joints(line: Assembled) -> list[Problem]:
    """Neighbouring bores that step by more than 1 mm of radius."""
    ends: list[tuple[str, float, float]] = []
    for g in line.gas:
        if isinstance(g, GasPipe):
            ends.append((g.name, g.radius, g.radius))
        elif isinstance(g, GasCone):
            ends.append((g.name, g.r0, g.r1))
        elif isinstance(g, GasBranch):      # pipes meet here: what follows has another bore by right
            ends.append((g.name, math.nan, math.nan))
        else:
            ends.append((g.inlet, g.tube(g.inlet).inner, g.tube(g.outlet).inner))
    return [Problem("bore-step", b[0], {"a": a[0], "b": b[0], "a_mm": round(2 * a[2], 1), "b_mm": round(2 * b[1], 1)})
            for a, b in zip(ends, ends[1:], strict=False) if abs(a[2] - b[1]) > 1.0]
