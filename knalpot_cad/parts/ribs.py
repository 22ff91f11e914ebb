"""Beads (manik) and swages (undak) that are run round a shell or a tube: where, how wide, how deep, what they take.

A bead is a rib that comes back to the same section, one arc over its width; a swage is a step to another section that
goes on to the nearer end, two equal arcs that meet in its middle. Both are taken on the middle fibre, without root
radii. The metal for them comes from the ends (the part gets shorter, at most by length - width) or from the wall
(it gets thinner): which of the two, a test piece shows. So the blank stays nominal and the figure is printed on it, and
the solid is as long and as thick as written (geometry/bulge.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knalpot_cad.fields import Length, Model, Place
from knalpot_cad.geometry.bulge import Bulge, deepest, level
from knalpot_cad.geometry.sheet import MARK, Dimension, Stroke, Text
from knalpot_cad.parts.engrave import Space, block
from knalpot_cad.parts.rows import Quantity, Rib
from knalpot_cad.words import text

Faults = list[tuple[str, dict[str, object]]]
HEIGHTS = (4.0, 3.0, 2.5)
CLEAR_MM = 1.0          # of lettering off a line


class RibData(Model):
    """What a bead and a swage have in common; at_mm is the middle, along the part."""

    at_mm: Place
    width_mm: Length
    depth_mm: Length
    side: Literal["out", "in"] = "out"


class BeadData(RibData):
    """A rib all round, that stands out, or in."""


class SwageData(RibData):
    """A step all round; from there to the nearer end the section is larger (out) or smaller (in)."""


@dataclass(frozen=True)
class Taken:
    """Where a rib must not be: from z to z along the part [mm], and what is there."""

    name: str
    low_mm: float
    high_mm: float


def run_length(kind: str, width_mm: float, depth_mm: float) -> float:
    """Middle fibre across a bead or a swage [mm]; depth at most half the width of a bead, the width of a swage.

    Bead: an arc with chord w and rise d. Swage: two arcs of turn a = 2 atan(d / w) and radius w / (2 sin a).
    """
    w, d = width_mm, depth_mm
    if kind == "bead":
        half = 2 * math.atan2(2 * d, w)             # angle of half the arc
        return w * half / math.sin(half)
    turn = 2 * math.atan2(d, w)
    return w * turn / math.sin(turn)


def bulges(beads: Sequence[BeadData], swages: Sequence[SwageData], start_mm: float) -> tuple[Bulge, ...]:
    """The same as a recipe has them; start_mm is where the part's own z begins."""
    every: tuple[tuple[Literal["bead", "swage"], Sequence[RibData]], ...] = (("bead", beads), ("swage", swages))
    return tuple(Bulge(kind, e.at_mm - start_mm, e.width_mm, e.depth_mm if e.side == "out" else -e.depth_mm)
                 for kind, entries in every for e in sorted(entries, key=lambda e: e.at_mm))


def ribs(beads: Sequence[BeadData], swages: Sequence[SwageData], start_mm: float, length_mm: float,
         mid_mm: float) -> tuple[Rib, ...]:
    """All of a part along it; start_mm is where the part's own z begins, mid_mm its mid diameter or girth / pi [mm].

    strain: of the girth at the top of a bead, beyond a swage; a bead beyond a swage stands on that one's section.
    """
    out, every_bulge = [], bulges(beads, swages, start_mm)
    every: tuple[tuple[str, Sequence[RibData]], ...] = (("bead", beads), ("swage", swages))
    for kind, entries in every:
        for number, e in enumerate(sorted(entries, key=lambda e: e.at_mm), 1):
            at, rise = e.at_mm - start_mm, e.depth_mm if e.side == "out" else -e.depth_mm
            rise += level(every_bulge, length_mm, at)
            out.append(Rib(kind, number, at, e.width_mm, e.depth_mm, e.side,
                           run_length(kind, e.width_mm, e.depth_mm) - e.width_mm, mid_mm + 2 * rise,
                           200 * rise / mid_mm))
    return tuple(sorted(out, key=lambda r: r.at_mm))


def problems(name: str, beads: Sequence[BeadData], swages: Sequence[SwageData], span: tuple[float, float],
             mid_mm: float, thickness_mm: float, taken: Sequence[Taken] = (), corner_mm: float = math.inf) -> Faults:
    """Beads and swages that leave the part, are too deep, meet one another or what is there; in the part's own z.

    corner_mm: the tightest radius of the inside, which an inward one must leave. Beyond a swage, to its end, the part
    has another section: what sits there was cut for the written one.
    """
    out: Faults = []
    rows: list[tuple[str, RibData, float]] = [
        (kind, e, run_half(kind, e, thickness_mm)) for kind, entries in (("bead", beads), ("swage", swages))
        for e in entries]
    rows.sort(key=lambda r: r[1].at_mm)
    for kind, e, half in rows:
        low, high = e.at_mm - half, e.at_mm + half
        most = deepest(kind, e.width_mm, thickness_mm)
        most = min(most, mid_mm / 4, corner_mm) if e.side == "in" else most
        if low < span[0] - 1e-9 or high > span[1] + 1e-9:
            out.append(("rib-outside", {"key": f"{kind}s", "part": name, "at_mm": e.at_mm, "low": span[0],
                                        "high": span[1]}))
        if e.depth_mm > most + 1e-9:
            out.append(("rib-deep", {"key": f"{kind}s", "part": name, "at_mm": e.at_mm, "depth_mm": e.depth_mm,
                                     "most_mm": max(0.0, round(most, 2))}))
        if kind == "swage":
            low, high = (low, span[1]) if e.at_mm > sum(span) / 2 else (span[0], high)
        out += [("rib-over", {"key": f"{kind}s", "part": name, "at_mm": e.at_mm, "other": t.name}) for t in taken
                if low < t.high_mm - 1e-9 and high > t.low_mm + 1e-9]
    for (kind, a, half), (_, b, other) in zip(rows, rows[1:], strict=False):
        if a.at_mm + half > b.at_mm - other + 1e-9:
            out.append(("ribs-meet", {"key": f"{kind}s", "part": name, "a_mm": a.at_mm, "b_mm": b.at_mm}))
    return out


def run_half(kind: str, e: RibData, thickness_mm: float) -> float:
    """How far it reaches on either side of its middle, on the face where it is widest [mm]."""
    return math.sqrt(e.width_mm**2 / 4 + e.depth_mm * thickness_mm) if kind == "bead" else e.width_mm / 2


def marks(found: Sequence[Rib], left: float, right: float, space: Space,
          language: str) -> tuple[list[Stroke], list[Text], list[Dimension]]:
    """On the flat from u = left to right: both edges dashed, the middle drawn, its name and place beside it."""
    strokes, texts, dims = [], [], []
    for r in found:
        for v, dashed in ((r.low_mm, True), (r.at_mm, False), (r.high_mm, True)):
            strokes.append(Stroke(MARK, ((left, v), (right, v)), dashed=dashed))
        space.take(left, r.low_mm - CLEAR_MM, right, r.high_mm + CLEAR_MM)
    for r in found:
        words = text(f"ui.{r.kind}_{r.side}", language, number=r.number, depth=f"{r.depth_mm:g}")
        texts += block(space, [words], (left + (right - left) * 0.25, r.high_mm + 4.0), HEIGHTS)
        dims.append(Dimension(f"{text(f'ui.{r.kind}', language)} {r.number}", r.at_mm))
    return strokes, texts, dims


def note(found: Sequence[Rib], language: str) -> str:
    """What all of them take from the length, as a sentence; nothing where there are none."""
    most = math.fsum(r.shortens_mm for r in found)
    return text("ui.ribs_note", language, most=f"{most:.1f}") if found else ""


def quantities(found: Sequence[Rib]) -> tuple[Quantity, ...]:
    """Place and depth of each, to be measured."""
    return tuple(q for r in found for q in (
        Quantity(f"{r.kind}_{r.number}.at_mm", r.at_mm, process="linear"),
        Quantity(f"{r.kind}_{r.number}.depth_mm", r.depth_mm, process="none")))


__all__ = ["BeadData", "SwageData", "Taken", "bulges", "marks", "note", "problems", "quantities", "ribs",
           "run_half", "run_length"]
