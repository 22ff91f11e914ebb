"""Whether pipes can be bent: straights, angles, die, stretch of the wall, and nothing in the way while bending."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from knalpot_cad.bending import BendPlan, plan
from knalpot_cad.bending.limits import checked
from knalpot_cad.checks.check import Amount, Line, Missing, Requirement, Row, missing_part, nearest, withheld
from knalpot_cad.fields import Length

if TYPE_CHECKING:
    from knalpot_cad.built import Built

CLEAR, MET = "clear", "met"
WHOLE = {"bend-od", "bend-length", "bend-many"}
WAYS = (("tube", {"bend-meets-tube"}), ("bed", {"bend-meets-bed"}))


class Bending(Requirement):
    """part narrows it to one pipe, machine names a bender in place of the design's; limits given here hold before those
    of the machine and the material. What nobody measured is BUTUH UJI.
    """

    kind: ClassVar[str] = "bending"
    part: Line = ""
    machine: Line = ""
    straight_least_mm: Length | None = None
    angle_most_deg: Amount | None = None
    stretch_most_percent: Amount | None = None

    def missing(self, built: Built) -> list[Missing]:
        out = missing_part(built, self.part) if self.part else []
        benders = [n for n in built.library.names("machines") if built.library.machine(n).kind == "bender"] \
            if self.machine else []
        if self.machine and self.machine not in benders:
            out.append(("machine", "unknown-name", {"name": self.machine, "nearest": nearest(self.machine, benders)}))
        return out

    def plans(self, built: Built) -> list[BendPlan]:
        """The pipes asked for, on the machine asked for."""
        found = [p for p in built.bend_plans if not self.part or p.part == self.part]
        if not self.machine:
            return found
        made = {m.name: m for m in built.parts}
        moved = (plan(replace(made[p.part], pipe=replace(p.pipe, machine=self.machine)), built.library) for p in found)
        return [p for p in moved if p is not None]

    def judge(self, built: Built, strict: bool) -> list[Row]:
        if self.part and withheld(built, self.part):
            return [self.untold(self.part, "not_measured")]
        plans = self.plans(built)
        several = len(plans) > 1
        rows = [row for p in plans for row in self._pipe(p, f"{p.part}." if several else "")]
        return rows or [self.equal(self.part or built.design.name, CLEAR, CLEAR)]

    def _pipe(self, p: BendPlan, at: str) -> list[Row]:
        tool = p.tool
        note = "not_calibrated" if tool else "no_machine"

        def limit(own: float | None, name: str) -> float | None:
            return own if own is not None else tool.number(name) if tool else None
        straight, angle = limit(self.straight_least_mm, "mid_clamp_mm"), limit(self.angle_most_deg, "max_angle_deg")
        angles = [r.angle_deg if r.set_deg is None else r.set_deg for r in p.rows]
        inner = min(p.straights[1:-1], default=None)
        data = p.material.data.get("elongation_percent")
        stretch = self.stretch_most_percent if self.stretch_most_percent is not None else data.number if data else None
        rows = []
        if inner is not None:
            rows.append(self.within(p.part, inner, "mm", low=straight, suffix=f"{at}straight") if straight is not None
                        else self.untold(p.part, note, "mm", suffix=f"{at}straight", expected="mid_clamp_mm"))
        rows.append(self.within(p.part, max(angles), "deg", high=angle, suffix=f"{at}angle") if angle is not None
                    else self.untold(p.part, note, "deg", suffix=f"{at}angle", expected="max_angle_deg"))
        suffix = f"{at}stretch"
        rows.append(self.within(p.part, 100 * p.strain, "%", high=stretch, suffix=suffix) if stretch is not None
                    else self.untold(p.part, "not_calibrated", "%", suffix=suffix, expected="elongation_percent"))
        return rows + (self._machine(p, at) if tool else [])

    def _machine(self, p: BendPlan, at: str) -> list[Row]:
        """Die, sizes, and what is in the way."""
        assert p.tool is not None
        failed = {f.code for f in checked(p) if f.verdict == "fail"}
        wanted = f"OD {p.od_mm:g} CLR {p.nominal.clr_mm:g}"
        if p.tool.machine.dies:
            has = "-" if "bend-no-die" in failed else wanted
            rows = [self.equal(p.part, has, wanted, suffix=f"{at}die")]
        else:
            rows = [self.untold(p.part, "not_calibrated", expected=wanted, suffix=f"{at}die")]
        rows.append(self.equal(p.part, MET if failed & WHOLE else CLEAR, CLEAR, suffix=f"{at}size"))
        for name, codes in WAYS:
            if name == "bed" and p.tool.number("bed_mm") is None:
                rows.append(self.untold(p.part, "not_calibrated", expected="bed_mm", suffix=f"{at}bed"))
            else:
                rows.append(self.equal(p.part, MET if failed & codes else CLEAR, CLEAR, suffix=f"{at}{name}"))
        return rows
