"""bends.pdf: a sheet for each bent pipe: two views, LRA nominal and as the machine is set, XYZ, what to saw, the
wall, the weld, and every remark in words; bends.typ sets the page from JSON (mm, degrees).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.bending import BendPlan
from knalpot_cad.bending.drawing import ABOVE, SIDE, Drawn, drawn, scale_for
from knalpot_cad.bending.limits import offers
from knalpot_cad.bending.wall import SEAM_BEST_DEG
from knalpot_cad.fault import Fault
from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.pattern_pdf import render
from knalpot_cad.outputs.ybc import short
from knalpot_cad.words import fault_words, text

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "bends.pdf"
BOXES = ((186.0, 58.0), (90.0, 116.0))       # both views one under the other, or side by side
WORDS = ("lra", "xyz", "facts", "remarks", "pies", "signs", "side", "above", "nominal_head", "machine_head")
LRA = ("step", "straight", "turn", "angle", "set_straight", "set_angle", "mark", "side_at", "weld", "state")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not built.bend_plans:
        return []
    (folder / NAME).write_bytes(render(document(built), "bends.typ"))
    return [NAME]


def document(built: Built) -> dict[str, Any]:
    """All that bends.typ sets."""
    design, language = built.design, built.design.language
    subtitle = [design.part_number, f"rev {design.revision}" if design.revision else "", design.fitment]
    return {"title": design.name, "subtitle": " · ".join(s for s in subtitle if s),
            "words": {key: text(f"bend.{key}", language) for key in WORDS},
            "lra_head": [text(f"bend.col_{key}", language) for key in LRA],
            "pages": [page(plan, language) for plan in built.bend_plans]}


def page(plan: BendPlan, language: str) -> dict[str, Any]:
    scale, beside = scale_for(plan.nominal, plan.od_mm, BOXES)
    return {"part": plan.part, "count": plan.count, "scale": f"1 : {scale:.3g}", "beside": bool(beside),
            "state": text(f"bend.state_{plan.state}", language), "nominal": plan.state == "nominal",
            "views": [view(drawn(plan.nominal, plan.od_mm, v, scale)) for v in (SIDE, ABOVE)],
            "lra": lra(plan, language), "xyz": [[str(i), *(fmt(v, 2) for v in p)]
                                                for i, p in enumerate(plan.nominal.vertices())],
            "facts": facts(plan, language), "remarks": remarks(plan, language),
            "pies": [o.written(plan.part) for o in offers(plan)]}


def view(d: Drawn) -> dict[str, Any]:
    return {"name": d.name, "axes": list(d.axes), "width": d.width, "height": d.height, "tube": d.tube,
            "pieces": [list(map(list, p)) for p in d.pieces], "ends": [list(map(list, e)) for e in d.ends],
            "axis": list(map(list, d.axis)), "points": list(map(list, d.points))}


def lra(plan: BendPlan, language: str) -> list[list[str]]:
    """One row a bend, and the straight that is left."""
    rows = []
    for i, (b, r) in enumerate(zip(plan.nominal.bends, plan.rows, strict=True), 1):
        first = plan.excess("start") if i == 1 else 0.0
        rows.append([str(i), fmt(b.straight_mm, 2), fmt(short(r.rotation_deg), 2) if i > 1 else "–",
                     fmt(b.angle_deg, 2), fmt(r.straight_mm + first, 2),
                     "–" if r.set_deg is None else fmt(r.set_deg, 2), fmt(r.mark_mm, 1), fmt(r.side_mm, 1),
                     f"{fmt(r.seam_deg, 0)}°", text(f"bend.state_{r.state}", language)])
    last = fmt(plan.route.end_mm + plan.excess("end"), 2)
    rows.append(["", fmt(plan.nominal.end_mm, 2), "", "", last, "", "", "", "", text("bend.end", language)])
    return rows


def facts(plan: BendPlan, language: str) -> list[list[str]]:
    """Name and value of everything about the whole pipe."""
    tool, elongation = plan.tool, plan.material.data.get("elongation_percent")
    angle, away = plan.seam
    stretch = f"{fmt(100 * plan.strain, 1)} %"
    if elongation and elongation.number is not None:
        stretch += f" (≤ {elongation.number:g} %)"
    machine = tool.machine.title.get(language, tool.machine.name) if tool else text("bend.no_machine", language)
    excess = " + ".join(fmt(plan.excess(end), 1) for end in ("start", "end"))
    rows = [("tube", f"Ø{plan.od_mm:g} × {plan.pipe.wall_mm:g} mm, {plan.material.name}"),
            ("clr", f"{plan.nominal.clr_mm:g} mm = {fmt(plan.nominal.clr_mm / plan.od_mm, 2)} × OD"),
            ("got_clr", f"{fmt(plan.clr_mm, 1)} mm" if abs(plan.clr_mm - plan.nominal.clr_mm) > 1e-9 else ""),
            ("cut", f"{fmt(plan.cut_mm, 1)} mm"), ("saw", f"{fmt(plan.saw_mm, 1)} mm"),
            ("grown", "" if plan.grown_mm is None else f"{fmt(plan.grown_mm, 1)} mm"),
            ("excess", f"{excess} mm" if plan.excess("start") or plan.excess("end") else ""),
            ("machine", machine),
            ("mark_at", text(f"bend.mark_{plan.rows[0].mark}", language) if plan.rows else ""),
            ("thinning", f"{fmt(100 * plan.thinning, 1)} % → {fmt(plan.pipe.wall_mm * (1 - plan.thinning), 2)} mm"),
            ("stretch", stretch),
            ("difficulty", fmt(max((r.difficulty for r in plan.rows), default=0.0), 1)),
            ("seam", text("bend.seam_at", language, angle=fmt(angle, 0), side=fmt(plan.seam_side_mm, 1),
                          away=fmt(away, 0), best=f"{SEAM_BEST_DEG:g}"))]
    return [[text(f"bend.fact_{key}", language), value] for key, value in rows if value]


def remarks(plan: BendPlan, language: str) -> list[list[Any]]:
    """(fails, what, fix) of every finding."""
    out = []
    for f in plan.findings:
        words = fault_words(Fault(f.code, None, f.values), language)
        out.append([f.verdict == "fail", words["what"], words["fix"]])
    return out


OUTPUT = Output("bends_pdf", write)
