"""Panels of a rolled blank: further seams divide it where the maker says (facts/sheets.md 1, `k panels`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from knalpot_cad.parts.rows import Quantity
from knalpot_cad.parts.seam import WallSeam
from knalpot_cad.words import text

LEAST_MM = 20.0         # developed width of a panel that can still be rolled and held

Faults = list[tuple[str, dict[str, object]]]


def ends(places: Sequence[float], length: float) -> list[tuple[float, float]]:
    """From where to where each blank runs, given the further seams along an outline of that length; 0 is the first."""
    return list(pairwise([0.0, *sorted(places), length]))


def faults(name: str, seam: WallSeam, places: Sequence[float], length_mm: float, thickness_mm: float) -> Faults:
    """Panels too narrow for their own seam edges; places [mm] from the seam along an outline of that length."""
    if not places:
        return []
    least = max(LEAST_MM, 4 * seam.need_mm(thickness_mm))
    narrow = min(b - a for a, b in ends(places, length_mm))
    if math.isnan(narrow) or narrow >= least:
        return []
    return [("panel-narrow", {"key": "seam.split_deg", "name": name, "width_mm": round(narrow, 1),
                              "least_mm": round(least, 1)})]


def widths(spans: Sequence[tuple[float, float]], edge_mm: float) -> tuple[float, ...]:
    """Width of each blank with its two seam edges [mm]."""
    return tuple(b - a + 2 * edge_mm for a, b in spans)


def quantities(blanks: Sequence[float]) -> list[Quantity]:
    """The width of each blank, by number where there are several."""
    keys = ["blank.u_mm"] if len(blanks) == 1 else [f"blank_{i}.u_mm" for i in range(1, len(blanks) + 1)]
    return [Quantity(key, u, process="blank", instrument="tape") for key, u in zip(keys, blanks, strict=True)]


def piece(i: int, count: int) -> str:
    """What tells one sheet of a part from its others: its number, nothing where it is the only one."""
    return str(i) if count > 1 else ""


def named(name: str, i: int, count: int) -> str:
    """The sheet's own name: the part's with its number, where there are several."""
    return f"{name}-{i}" if count > 1 else name


def engraved(name: str, i: int, count: int) -> str:
    """Its own name and of how many it is one."""
    return f"{name}-{i}/{count}" if count > 1 else name


def seam_note(language: str, kind: str, gain_mm: float, at_deg: float | None = None, panels: int = 1) -> str:
    """What a blank says of its seam: kind, what both edges together gain, where it lies, how many panels."""
    out = f"{text('pattern.seam', language)} {text(f'pattern.seam_{kind}', language)} {gain_mm + 0.0:+.2f}"
    if at_deg is not None:
        out += f", {at_deg + 0.0:.1f}°"
    return out + (f", {panels} {text('pattern.panels', language)}" if panels > 1 else "")
