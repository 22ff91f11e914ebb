"""What stands against bending a pipe on its machine, each as a finding: `fail` can't be made so, `warn` look at it.

Only what the workshop measured, a verified source or the material's data fails a bend; a rule from memory warns and
says its value. Without a machine only the wall is looked at, and warned of.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from knalpot_cad.bending import swing
from knalpot_cad.bending.pies import PieOffer, offer
from knalpot_cad.fault import Finding

if TYPE_CHECKING:
    from knalpot_cad.bending.plan import BendPlan

SLACK_MM, SLACK_DEG = 0.01, 0.01
UNMADE = ("bend-straight", "bend-angle", "bend-no-die", "bend-tears", "bend-meets-tube", "bend-meets-bed")


def checked(p: BendPlan) -> tuple[Finding, ...]:
    """All findings of one pipe, the gravest first."""
    out = wall_findings(p)
    if p.tool:
        out += [*die_findings(p), *angle_findings(p), *straight_findings(p), *whole_findings(p), *swing_findings(p),
                *state_findings(p)]
    return tuple(sorted(out, key=lambda f: f.verdict != "fail"))


def found(p: BendPlan, code: str, verdict: str, **values: object) -> Finding:
    machine = p.tool.machine.name if p.tool else ""
    return Finding(code, verdict, {"part": p.part, "machine": machine, **values}, p.part)


def wall_findings(p: BendPlan) -> list[Finding]:
    """Stretch of the back of a bend against the material's elongation, and the trade's difficulty factor."""
    out = []
    elongation = p.material.data.get("elongation_percent")
    if elongation and elongation.number is not None and 100 * p.strain > elongation.number + 1e-9:
        sure = p.tool is not None and not elongation.doubted
        out.append(found(p, "bend-tears", "fail" if sure else "warn", strain_percent=round(100 * p.strain, 1),
                         elongation_percent=elongation.number, material=p.material.name, clr_mm=round(p.clr_mm, 2)))
    most = p.tool.number("difficulty_most") if p.tool else None
    hard = max((r.difficulty for r in p.rows), default=0.0)
    if most is not None and hard > most:
        out.append(found(p, "bend-hard", "warn", difficulty=round(hard, 2), most=most))
    return out


def die_findings(p: BendPlan) -> list[Finding]:
    assert p.tool is not None
    machine, out = p.tool.machine, []
    values: dict[str, object] = {"od_mm": p.od_mm, "clr_mm": p.nominal.clr_mm}
    most = machine.limit("od_most_mm")
    if most is not None and p.od_mm > most + SLACK_MM:
        out.append(found(p, "bend-od", "fail", od_mm=p.od_mm, most_mm=most))
    if not machine.dies:
        out.append(found(p, "bend-dies-unknown", "warn", **values))
    elif p.tool.die is None:
        dies = sorted({(d["od_mm"].number or 0.0, d["clr_mm"].number or 0.0) for d in machine.dies})
        out.append(found(p, "bend-no-die", "fail", dies=", ".join(f"{a:g} x {b:g}" for a, b in dies), **values))
    tight = machine.limits.get("clr_least_od")
    if p.tool.die is None and tight and tight.number is not None and p.clr_mm < tight.number * p.od_mm - SLACK_MM:
        out.append(found(p, "bend-tight", "warn", ratio=round(p.clr_mm / p.od_mm, 2), least=tight.number,
                         trust=tight.trust))
    return out


def angle_findings(p: BendPlan) -> list[Finding]:
    assert p.tool is not None
    low, high, out = p.tool.number("min_angle_deg"), p.tool.number("max_angle_deg"), []
    for i, r in enumerate(p.rows, 1):
        angle = r.set_deg if r.set_deg is not None else r.angle_deg
        if (low is not None and angle < low - SLACK_DEG) or (high is not None and angle > high + SLACK_DEG):
            out.append(found(p, "bend-angle", "fail", bend=i, angle_deg=round(angle, 2), low_deg=low or 0.0,
                             high_deg=high if high is not None else math.inf))
    return out


def straight_findings(p: BendPlan) -> list[Finding]:
    """Inner straights against the clamp; outer ones are lengthened and sawn off after bending."""
    assert p.tool is not None
    out = []
    least, rule = p.tool.number("mid_clamp_mm"), p.tool.machine.limits.get("straight_least_od")
    for i, straight in enumerate(p.straights[1:-1], 2):
        if straight < (least or 0.0) - SLACK_MM:
            out.append(found(p, "bend-straight", "fail", bend=i, before=i - 1, has_mm=round(straight, 2),
                             least_mm=least or 0.0))
        elif least is None and rule and rule.number is not None and straight < rule.number * p.od_mm - SLACK_MM:
            out.append(found(p, "bend-straight-rule", "warn", bend=i, before=i - 1, has_mm=round(straight, 2),
                             least_mm=round(rule.number * p.od_mm, 1), trust=rule.trust))
    for end in ("start", "end"):
        if p.excess(end) > SLACK_MM:
            out.append(found(p, f"bend-excess-{end}", "warn", excess_mm=round(p.excess(end), 2),
                             has_mm=round(p.straights[0 if end == "start" else -1], 2),
                             least_mm=p.tool.number(f"{end}_clamp_mm")))
    return out


def whole_findings(p: BendPlan) -> list[Finding]:
    assert p.tool is not None
    low, high, most = (p.tool.number(k) for k in ("min_len_mm", "max_len_mm", "max_bends"))
    out = []
    if (low is not None and p.saw_mm < low - SLACK_MM) or (high is not None and p.saw_mm > high + SLACK_MM):
        out.append(found(p, "bend-length", "fail", length_mm=round(p.saw_mm, 1), low_mm=low or 0.0,
                         high_mm=high if high is not None else math.inf))
    if most is not None and len(p.rows) > most:
        out.append(found(p, "bend-many", "fail", bends=len(p.rows), most=most))
    return out


def swing_findings(p: BendPlan) -> list[Finding]:
    """What is met while bending, by the simple envelope; what goes from the other end is only warned of."""
    assert p.tool is not None
    out = []
    touch = swing.itself(p.route, p.od_mm)
    if touch:
        other = swing.itself(p.route.reversed(), p.od_mm) is None
        out.append(found(p, "bend-other-end" if other else "bend-meets-tube", "warn" if other else "fail",
                         bend=touch.bend, at_deg=round(touch.at_deg, 1)))
    bed = p.tool.number("bed_mm")
    if bed is not None:
        sides = [p.tool.text("die_side")] if p.tool.text("die_side") else ["right", "left"]
        met = [t for s in sides if (t := swing.bed(p.route, p.od_mm, bed, p.tool.number("bed_reach_mm"), s))]
        if met:
            sure = len(met) == len(sides)
            out.append(found(p, "bend-meets-bed", "fail" if sure else "warn", bend=met[0].bend, bed_mm=bed,
                             gap_mm=round(-met[0].gap_mm, 1)))
    return out


def state_findings(p: BendPlan) -> list[Finding]:
    """What the table does not know yet."""
    out = []
    values: dict[str, object] = {"material": p.material.name, "od_mm": p.od_mm, "wall_mm": p.pipe.wall_mm,
                                 "clr_mm": p.nominal.clr_mm}
    if any(s is None for s in p.settings):
        return [found(p, "bend-nominal", "warn", **values)] if p.rows else []
    if p.grown_mm is None:
        out.append(found(p, "bend-no-stretch", "warn", **values))
    unsure = [i for i, s in enumerate(p.settings, 1) if s and not s.sure]
    if unsure:
        out.append(found(p, "bend-unsure", "warn", bends=", ".join(map(str, unsure)), **values))
    if abs(p.clr_mm - p.nominal.clr_mm) > 0.5:
        out.append(found(p, "bend-clr-differs", "warn", got_mm=round(p.clr_mm, 2), clr_mm=p.nominal.clr_mm))
    return out


def refused(p: BendPlan) -> list[int]:
    """Bends that can't be made: the one named, or all where the whole pipe is refused."""
    bends: set[int] = set()
    for f in p.findings:
        if f.verdict == "fail" and f.code in UNMADE:
            number = f.values.get("bend")
            bends |= {number} if isinstance(number, int) else set(range(1, len(p.rows) + 1))
    return sorted(bends)


def offers(p: BendPlan) -> tuple[PieOffer, ...]:
    """Pie-cut bends in place of those that can't be made."""
    made = (offer(p.nominal, i, p.od_mm, p.pipe.wall_mm) for i in refused(p))
    return tuple(o for o in made if o is not None)
