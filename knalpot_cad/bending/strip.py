"""The marking-out strip: paper wrapped round the straight tube, with each bend's mark, side and angle, 1:1 in mm.

v runs along the tube from its raw first end; u round its outside, right-handed about the travel, the first bend's
inside in the middle of the paper, so that its edges meet at the back of the first bend.
"""

from __future__ import annotations

import math

from knalpot_cad.bending.plan import NOMINAL, BendPlan, BendRow
from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Point, rectangle
from knalpot_cad.geometry.sheet import BEND_UP, MARK, ROLL, Dimension, Sheet, Stroke, Text
from knalpot_cad.numbers import fmt
from knalpot_cad.words import text

SMALL_MM, HEIGHT_MM, ARROW_MM, TICK_MM = 2.2, 3.4, 3.0, 6.0
HEAD_MM = 14.0          # of the paper, for its name
MARGIN_MM = 2.0


def strip(plan: BendPlan, language: str) -> Sheet:
    """The strip of one pipe."""
    girth, length = math.pi * plan.od_mm, plan.saw_mm
    strokes: list[Stroke] = []
    texts: list[Text] = []
    weld = place(plan, plan.seam[0])
    for i, row in enumerate(plan.rows, 1):
        _bend(plan, i, row, weld, language, strokes, texts)
    for end, at in (("start", plan.excess("start")), ("end", length - plan.excess("end"))):
        if plan.excess(end) > 0:
            strokes.append(Stroke(ROLL, ((0.0, at), (girth, at)), dashed=True))
            texts.append(_fitted(MARGIN_MM, at + (-4.0 if end == "start" else 1.5), SMALL_MM, girth - 2 * MARGIN_MM,
                                 text("bend.strip_saw", language)))
    if plan.rows:
        strokes.append(Stroke(ROLL, ((weld, HEAD_MM), (weld, length)), dashed=True))
        texts.append(Text(MARK, _beside(weld, girth), HEAD_MM + 2.0, SMALL_MM, text("bend.strip_weld", language), 90.0))
    head = (f"{text('bend.strip_start', language)} ↑ {fmt(length, 1)} mm",
            f"{plan.part} Ø{plan.od_mm:g} × {plan.pipe.wall_mm:g}")
    texts += [_fitted(MARGIN_MM, 2.0 + 5.5 * k, HEIGHT_MM, girth - 2 * MARGIN_MM, line) for k, line in enumerate(head)]
    dims = [Dimension("L", length), Dimension("U", girth)]
    dims += [Dimension(f"{i} {text(f'bend.mark_{r.mark}', language)}", r.mark_mm) for i, r in enumerate(plan.rows, 1)]
    note = text(f"bend.state_{plan.state}", language)
    return Sheet(plan.part, "pipe", plan.material.name, plan.pipe.wall_mm, rectangle(0.0, 0.0, girth, length),
                 strokes=tuple(strokes), texts=tuple(texts), dimensions=tuple(dims), count=1, view="template",
                 paper_only=True, note=note)


def place(plan: BendPlan, angle_deg: float) -> float:
    """u of an angle from the first bend's inside [mm]."""
    girth = math.pi * plan.od_mm
    return (girth / 2 + plan.od_mm / 2 * math.radians(angle_deg)) % girth


def _beside(u: float, girth: float) -> float:
    """Where upright words stand beside a line, inside the paper."""
    return u - 1.2 if u > girth / 2 else u + 1.2 + SMALL_MM


def _fitted(u: float, v: float, height: float, room: float, words: str) -> Text:
    """Words made smaller where they are too long for their room."""
    return Text(MARK, u, v, height * min(1.0, room / width(words, height)), words)


def _band(girth: float, *lines: float) -> tuple[float, float]:
    """Left end and width of the widest room between upright lines."""
    cuts = [0.0, *sorted(lines), girth]
    return max(((a, b - a) for a, b in zip(cuts, cuts[1:], strict=False)), key=lambda c: (round(c[1], 6), -c[0]))


def _bend(plan: BendPlan, number: int, row: BendRow, weld: float, language: str, strokes: list[Stroke],
          texts: list[Text]) -> None:
    """The mark all round, begin and end of the bend along its inside, and the words."""
    girth = math.pi * plan.od_mm
    first = row.mark_mm - _offset(plan, row)
    last = first + plan.clr_mm * math.radians(row.angle_deg) - (row.elong_mm or 0.0)
    inside = place(plan, plan.route.plane_turns()[number - 1])
    strokes.append(Stroke(MARK, ((0.0, row.mark_mm), (girth, row.mark_mm))))
    strokes += [Stroke(BEND_UP, ((inside, first), (inside, last)), dashed=True),
                Stroke(MARK, _arrow(inside, row.mark_mm, girth))]
    strokes += [Stroke(BEND_UP, ((max(0.0, inside - TICK_MM), at), (min(girth, inside + TICK_MM), at)))
                for at in (first, last) if abs(at - row.mark_mm) > 0.5]
    lines = [f"{number}: {fmt(row.angle_deg, 1)}°"]
    if row.set_deg is not None and row.state != NOMINAL:
        lines = [f"{number}: " + text("bend.strip_set", language, set=f"{fmt(row.set_deg, 1)}°"),
                 text("bend.strip_gives", language, angle=f"{fmt(row.angle_deg, 1)}°")]
    lines.append(f"{fmt(row.mark_mm, 1)} mm")
    if number > 1:
        lines.append(text("bend.strip_turn", language, turn=f"{row.rotation_deg:+.1f}°"))
    left, wide = _band(girth, inside - TICK_MM, inside + TICK_MM, weld)
    room = wide - 2 * MARGIN_MM
    texts += [_fitted(left + MARGIN_MM, row.mark_mm + 1.8 + k * 1.55 * HEIGHT_MM, HEIGHT_MM, room, line)
              for k, line in enumerate(reversed(lines))]
    texts.append(Text(MARK, _beside(inside, girth), row.mark_mm + 2.0, SMALL_MM,
                      text("bend.strip_inside", language, bend=number), 90.0))


def _offset(plan: BendPlan, row: BendRow) -> float:
    """How far the mark lies behind the bend's start."""
    start = next(s for s, r in zip(plan.route.bend_starts(), plan.rows, strict=True) if r is row)
    grown = 0.0
    for r in plan.rows:
        if r is row:
            break
        grown += r.elong_mm or 0.0
    return row.mark_mm - (start + plan.excess("start") - grown)


def _arrow(u: float, v: float, girth: float) -> tuple[Point, ...]:
    a = min(ARROW_MM, u, girth - u)
    return (u - a, v - ARROW_MM), (u, v), (u + a, v - ARROW_MM)
