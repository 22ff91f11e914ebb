"""Rolled parts: what the rolls are set to when the sheet springs back, and press lines of cones, ovals and transitions.

Springback of a plate bent to a mid radius Ri that opens to Rf: Ri / Rf = 4 k^3 - 3 k + 1, k = Ri Y / (E t), k < 1/2
(Gardiner 1957; in Kalpakjian and Schmid). Only with both the yield strength and the modulus of the material's own file,
else nominal. A press line bends its share of the turn; straight edges of a section get none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from knalpot_cad.geometry.around import Around
from knalpot_cad.geometry.sections import Round
from knalpot_cad.geometry.sections.base import Spot
from knalpot_cad.geometry.sheet import ROLL
from knalpot_cad.library import Library, Material
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.rows import Made, Roll
from knalpot_cad.parts.shell import Shell

STEP_DEG = 15.0          # most that one press line bends
DATA = ("yield_mpa", "young_mpa")


@dataclass(frozen=True)
class Press:
    """One press line on the flat blank, from (u0, v0) to (u1, v1) [mm], the turn it makes [deg] or None, its panel."""

    u0: float
    v0: float
    u1: float
    v1: float
    turn_deg: float | None
    panel: int = 1


@dataclass(frozen=True)
class RollPlan:
    """A rolled part: outside diameters the rolls are set to at its start and end, None where nominal; press lines."""

    made: Made
    roll: Roll
    set_mm: float | None
    set_end_mm: float | None
    trust: str
    presses: tuple[Press, ...]


def set_radius(final_mm: float, thickness_mm: float, yield_mpa: float, young_mpa: float) -> float | None:
    """Mid radius to roll to [mm] so that it opens to final_mm; None where the sheet would spring back flat.

    In curvatures x = 1 / Ri, y = 1 / Rf, a = Y / (E t): y = x - 3 a + 4 a^3 / x^2, rising for x > 2 a.
    """
    a, y = yield_mpa / (young_mpa * thickness_mm), 1 / final_mm
    low, high = 2 * a, y + 3 * a
    if a <= 0 or y <= 0:
        return None
    for _ in range(200):
        x = (low + high) / 2
        low, high = (x, high) if x - 3 * a + 4 * a**3 / x**2 < y else (low, x)
    return 2 / (low + high)


def roll_plans(made: Iterable[tuple[Made, Part | None]], library: Library) -> tuple[RollPlan, ...]:
    """The plans of all rolled parts."""
    return tuple(_plan(m, part, library.material(m.material)) for m, part in made if m.roll is not None)


def _plan(made: Made, part: Part | None, material: Material) -> RollPlan:
    roll = made.roll
    assert roll is not None
    presses = presses_of(part) if part is not None else ()
    if not presses and roll.kind not in ("cylinder", "cone"):
        turn = getattr(part, "bend_deg", None)
        presses = tuple(Press(*s.points[0], *s.points[-1], turn, i)
                        for i, sheet in enumerate((s for s in made.sheets if not s.paper_only), 1)
                        for s in sheet.strokes if s.layer == ROLL and len(s.points) == 2)
    has = [material.data[k] for k in DATA if k in material.data and material.data[k].number is not None]
    sets: list[float | None] = [None, None]
    if len(has) == len(DATA) and roll.kind in ("cylinder", "cone"):
        t = made.thickness_mm
        ends = (roll.outer_mm, roll.outer_end_mm if roll.kind == "cone" else roll.outer_mm)
        for i, outer in enumerate(ends):
            found = set_radius((outer - t) / 2, t, float(has[0].number or 0), float(has[1].number or 0))
            sets[i] = None if found is None else 2 * found + t
    trust = "" if sets[0] is None else "unverified" if any(v.doubted for v in has) else "secondary"
    return RollPlan(made, roll, sets[0], sets[1], trust, presses)


def presses_of(part: Part) -> tuple[Press, ...]:
    """Press lines of a shell that is not round, or of a cone; none of others."""
    if isinstance(part, Shell) and not isinstance(part.outside, Round):
        spans = part.panels()
        return tuple(Press(u, 0.0, u, part.length_mm, turn, sum(a <= u for a, _ in spans))
                     for u, turn in section_hits(part.around))
    return cone_hits(part) if isinstance(part, Cone) else ()


def section_hits(around: Around) -> list[tuple[float, float]]:
    """(u, turn) of every line round a section [mm, deg]: the turns between two straight edges in equal shares."""
    mid = around.mid
    edges = sorted(a.psi for a in mid.atoms) or [mid.pieces[0].start]
    out = []
    for a, b in zip(edges, [*edges[1:], edges[0] + 2 * math.pi], strict=True):
        n = math.ceil(math.degrees(b - a) / STEP_DEG - 1e-9)
        for k in range(n):
            psi = a + (b - a) * (k + 0.5) / n
            out.append((around.of_spot(Spot(psi, *mid.point(psi))), math.degrees(b - a) / n))
    return sorted(out)


def cone_hits(cone: Cone) -> tuple[Press, ...]:
    """Rulings of the sector at equal turns, all together 360 cos(slope) degrees. Each panel as on its own blank."""
    big, small, opening = cone.sector()
    total = 360.0 * math.cos(cone.slope)
    n = math.ceil(total / STEP_DEG - 1e-9)
    out = []
    for k in range(n):                  # drawn from left to right
        left = (k + 0.5) / n * opening
        turned = left if cone.widens else opening - left
        panel, (first, last) = next((i, p) for i, p in enumerate(cone.panels(), 1)
                                    if turned < p[1] or p[1] >= opening)
        off = (first + last) / 2 - turned
        a = math.pi / 2 + (off if cone.widens else -off)
        out.append(Press(small * math.cos(a), small * math.sin(a), big * math.cos(a), big * math.sin(a), total / n,
                         panel))
    return tuple(out)
