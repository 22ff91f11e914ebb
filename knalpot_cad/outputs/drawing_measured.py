"""What a drawing dimensions: stations, holes to mount, beads and swages, measured on the recipes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knalpot_cad.geometry.bulge import Bulge
from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.cut_tube import CutTube
from knalpot_cad.geometry.formed import FormedDisc
from knalpot_cad.geometry.frame import Frame, Vec, add, dot
from knalpot_cad.geometry.merged_tube import MergedTube
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.shape import BentStrip, Box, ConeShell, FlangedDisc, Placed, Plate, Shape, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell

HOLLOW = (Tube, ConeShell, ConeChain, RuledWall, SectionShell, MergedTube, CutTube)


@dataclass(frozen=True)
class Measured:
    """What is dimensioned, in the main part's frame: stations along z, holes to mount, the line's beginning."""

    start: Vec
    mounts: tuple[Vec, ...]
    edge: tuple[float, float]                       # z of the main part
    plates: tuple[float, ...]
    pieces: tuple[tuple[float, float], ...]         # what lies before and behind the main part, in line with it
    cut_z: float                                    # where B-B crosses the most tubes


def local(frame: Frame, point: Vec) -> Vec:
    v = add(point, frame.origin, -1.0)
    return dot(v, frame.x), dot(v, frame.y), dot(v, frame.z)


def measured(placed: Sequence[Placed], main: Placed) -> Measured:
    f = main.frame
    box = main.shape.box_mm
    mounts, plates, pieces, spans = [], [], [], []
    for p in placed:
        along = abs(dot(p.frame.z, f.z)) > 1 - 1e-6
        z = local(f, p.frame.origin)[2]
        b = p.shape.box_mm
        if isinstance(p.shape, BentStrip):
            mounts += [local(f, p.frame.point(h)) for h in strip_holes(p.shape)]
        elif along and p.group == main.group and p is not main:
            if isinstance(p.shape, FlangedDisc | FormedDisc | SectionPlate | Plate) and p.solid:
                plates.append(z)
            elif isinstance(p.shape, HOLLOW) and (z + b[5] < box[2] + 0.1 or z + b[2] > box[5] - 0.1):
                pieces.append((z + b[2], z + b[5]))
            elif isinstance(p.shape, Tube) and p.solid:
                spans.append((z + b[2], z + b[5]))
    stops = sorted({s for span in spans for s in span if box[2] < s < box[5]} | {box[2], box[5], *plates})
    tries = [(a + b) / 2 for a, b in zip(stops, stops[1:], strict=False) if b - a > 1.0]
    best = max(tries, key=lambda z: sum(a < z < b for a, b in spans)) if tries else (box[2] + box[5]) / 2
    return Measured(local(f, placed[0].frame.origin), tuple(mounts), (box[2], box[5]),
                    tuple(sorted({round(z, 3) for z in plates})), tuple(pieces), best)


def strip_holes(shape: BentStrip) -> list[Vec]:
    """Centres of a strip's holes on its lower face."""
    out: list[Vec] = []
    legs = shape.legs()
    for leg, along, aside, _ in shape.holes:
        x, z, heading = legs[leg]
        out.append((x + along * math.cos(heading), aside, z + along * math.sin(heading)))
    return out


def bulges(shape: Shape) -> tuple[Bulge, ...]:
    """Beads and swages of a shell."""
    return shape.bulges if isinstance(shape, Tube | SectionShell) else ()


def straight_box(shape: Shape) -> Box:
    """The box of a part between its beads and swages: its written size."""
    return replace(shape, bulges=()).box_mm if isinstance(shape, Tube | SectionShell) else shape.box_mm
