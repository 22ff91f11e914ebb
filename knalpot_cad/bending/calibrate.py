"""From test bends to the workshop's own machine file: springback, stretch and the radius that came out.

A test piece is a tube of known length with a mark where the bend begins. After bending lay a straight edge along the
backs of both legs: each leg is measured from its end to where the two edges cross. The crossing of the centre lines
lies (OD / 2) tan(A / 2) nearer, so that R = (p - mark) / tan(A / 2), and the tube grew by straights + R A - length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knalpot_cad.bending.springback import HIGH_DEG, LOW_DEG, fitted
from knalpot_cad.fault import Fault, Faults
from knalpot_cad.library import Machine, Value
from knalpot_cad.library.bender import LIMITS, MARKS, SIDES, Calibration, TestBend
from knalpot_cad.library.form import nearest
from knalpot_cad.measure import quoted, read_entry, value_row

MOST_SPRING = 0.35       # share of the angle set; more is a slip of the pen
CLR_TIMES = (0.7, 1.5)   # of the die's radius
GROWN = (-0.1, 0.25)     # of the arc


@dataclass(frozen=True)
class Piece:
    """One measured test bend: angle set and got [deg], and where measured length, mark and both legs [mm]."""

    set_deg: float
    got_deg: float
    cut_mm: float | None = None
    mark_mm: float | None = None
    leg1_mm: float | None = None
    leg2_mm: float | None = None


@dataclass(frozen=True)
class Tube:
    """What was bent, on which die [mm]."""

    material: str
    od_mm: float
    wall_mm: float
    clr_mm: float


def worked_out(piece: Piece, tube: Tube) -> tuple[TestBend, float | None]:
    """The test bend, and the radius that came out where the legs were measured [mm]. Raises Faults."""
    faults = [Fault("measure-number", None, {"got": f"{name} {value:g}"}) for name, value, low, high in (
        ("set", piece.set_deg, 1.0, 220.0), ("got", piece.got_deg, 0.5, 200.0)) if not low <= value <= high]
    if not faults and not (1 - MOST_SPRING) * piece.set_deg <= piece.got_deg <= piece.set_deg:
        faults.append(Fault("calibrate-angles", None, {"set_deg": piece.set_deg, "got_deg": piece.got_deg}))
    legs = (piece.cut_mm, piece.mark_mm, piece.leg1_mm, piece.leg2_mm)
    if any(v is not None for v in legs) and None in legs:
        faults.append(Fault("calibrate-legs", None, {"set_deg": piece.set_deg}))
    if faults:
        raise Faults(faults)
    if piece.cut_mm is None or piece.mark_mm is None or piece.leg1_mm is None or piece.leg2_mm is None:
        return TestBend(piece.set_deg, piece.got_deg), None
    a = math.radians(piece.got_deg)
    back = tube.od_mm / 2 * math.tan(a / 2)
    p, q = piece.leg1_mm - back, piece.leg2_mm - back
    clr = (p - piece.mark_mm) / math.tan(a / 2)
    grown = piece.mark_mm + q - clr * math.tan(a / 2) + clr * a - piece.cut_mm
    if not CLR_TIMES[0] * tube.clr_mm <= clr <= CLR_TIMES[1] * tube.clr_mm:
        raise Faults(Fault("calibrate-radius", None, {"set_deg": piece.set_deg, "got_mm": round(clr, 1),
                                                      "clr_mm": tube.clr_mm}))
    if not GROWN[0] <= grown / (clr * a) <= GROWN[1]:
        raise Faults(Fault("calibrate-stretch", None, {"set_deg": piece.set_deg, "grown_mm": round(grown, 1)}))
    return TestBend(piece.set_deg, piece.got_deg, round(grown, 3)), round(clr, 3)


def calibration(tube: Tube, pieces: Sequence[Piece], model: str, by: str, date: str,
                before: Calibration | None = None) -> Calibration:
    """All test bends of a tube, those of before included unless measured anew. Raises Faults with all that is wrong.

    `linear` needs two angles; it is the straight line of least squares through all of them.
    """
    faults: list[Fault] = []
    done: list[tuple[TestBend, float | None]] = []
    for piece in pieces:
        try:
            done.append(worked_out(piece, tube))
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    tests = {t.set_deg: t for t in (before.tests if before else ())} | {t.set_deg: t for t, _ in done}
    rows = tuple(tests[k] for k in sorted(tests))
    wrong = [b for a, b in zip(rows, rows[1:], strict=False) if b.got_deg <= a.got_deg]
    if wrong:
        raise Faults(Fault("calibrate-falls", None, {"set_deg": wrong[0].set_deg}))
    clrs = [c for _, c in done if c is not None]
    clr = round(math.fsum(clrs) / len(clrs), 3) if clrs else before.got_clr_mm if before else None
    found = Calibration(tube.material, tube.od_mm, tube.wall_mm, tube.clr_mm, model, clr, tests=rows, by=by, date=date,
                        source="test bends")
    if model == "table":
        return found
    if len(rows) < 2:
        raise Faults(Fault("calibrate-two", None, {"count": len(rows)}))
    base, slope = fitted([(t.set_deg, t.set_deg - t.got_deg) for t in rows])
    grown = [(t.got_deg, t.elong_mm) for t in rows if t.elong_mm is not None]
    const, prop = fitted(grown) if len(grown) > 1 else (None, None)
    return replace(found, springback_20_deg=round(base + slope * LOW_DEG, 4),
                   springback_120_deg=round(base + slope * HIGH_DEG, 4),
                   elong_const_mm=None if const is None else round(const, 4),
                   elong_prop_mm_deg=None if prop is None else round(prop, 6))


def calibrated(machine: Machine, new: Calibration) -> Machine:
    """The machine with one calibration more, in place of the one of the same tube and die; its die is on the list."""
    kept = tuple(c for c in machine.calibrations if _key(c) != _key(new))
    has = any(d["od_mm"].number == new.od_mm and d["clr_mm"].number == new.clr_mm for d in machine.dies)

    def own(value: float) -> Value:
        return Value(value, "mm", "measured", "die of a test bend", new.by, new.date)
    dies = machine.dies if has else (*machine.dies, {"od_mm": own(new.od_mm), "clr_mm": own(new.clr_mm)})
    return replace(machine, calibrations=(*kept, new), dies=dies)


def limited(machine: Machine, limits: Mapping[str, str], by: str, date: str) -> Machine:
    """The machine with limits that somebody measured on it, by name. Raises Faults with all that is wrong."""
    faults: list[Fault] = []
    values: dict[str, Value] = {}
    for name, text in limits.items():
        choices = {"mark": MARKS, "die_side": SIDES}.get(name)
        if name not in LIMITS:
            faults.append(Fault("unknown-key", None, {"key": name, "nearest": nearest(name, LIMITS)}))
        elif choices:
            if text not in choices:
                faults.append(Fault("wrong-choice", None, {"key": name, "got": text, "expected": ", ".join(choices)}))
            values[name] = Value(text, "", "measured", "set on the machine", by, date)
        else:
            try:
                number = read_entry(text).value
            except Faults as error:
                faults += error.faults
                continue
            unit = "mm" if name.endswith("_mm") else "deg" if name.endswith("_deg") else ""
            values[name] = Value(number, unit, "measured", "measured on the machine", by, date)
    if faults:
        raise Faults(faults)
    return replace(machine, limits={**machine.limits, **values})


def before(machine: Machine, tube: Tube) -> Calibration | None:
    """What is known of the tube on that die already."""
    return next((c for c in machine.calibrations if _key(c) == _key(tube)), None)


def _key(c: Calibration | Tube) -> tuple[object, ...]:
    return c.material, round(c.od_mm, 3), round(c.wall_mm, 3), round(c.clr_mm, 3)


# the workshop's own file ----------------------------------------------------------------------------------------------
def written(machine: Machine, head: str) -> str:
    """The YAML text of a bender, complete: limits and dies with their sources, and all test bends."""
    values = [*machine.limits.values(), *(v for die in machine.dies for v in die.values())]
    sources = (*(v.source for v in values), *(c.source for c in machine.calibrations))
    texts = list(dict.fromkeys(t for t in sources if t))
    keys = {text: f"source_{i}" for i, text in enumerate(texts, 1)}
    lines = [f"# {head}", f"kind: {machine.kind}", f"title: {_both(machine.title)}"]
    lines += ["sources:"] if keys else []
    lines += [f"  {key}: {quoted(text)}" for text, key in keys.items()]
    lines += ["limits:"] if machine.limits else []
    lines += [f"  {name}: {value_row(v, keys)}" for name, v in machine.limits.items()]
    lines += ["dies:"] if machine.dies else []
    for die in machine.dies:
        lines += [f"  {'  ' if i else '- '}{name}: {value_row(v, keys)}" for i, (name, v) in enumerate(die.items())]
    lines += ["calibrate:"] if machine.calibrate else []
    lines += [f"  {name}: {_both(how)}" for name, how in machine.calibrate.items()]
    lines += ["calibrations:"] if machine.calibrations else []
    for c in machine.calibrations:
        lines += _calibration(c, keys)
    lines += [f"notes: {quoted(machine.notes)}"] if machine.notes else []
    return "\n".join(lines) + "\n"


def _both(words: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{lang}: {quoted(text)}' for lang, text in words.items())}}}"


def _calibration(c: Calibration, keys: dict[str, str]) -> list[str]:
    head = {"material": quoted(c.material), "od_mm": c.od_mm, "wall_mm": c.wall_mm, "clr_mm": c.clr_mm,
            "model": c.model, "got_clr_mm": c.got_clr_mm, "springback_20_deg": c.springback_20_deg,
            "springback_120_deg": c.springback_120_deg, "elong_const_mm": c.elong_const_mm,
            "elong_prop_mm_deg": c.elong_prop_mm_deg, "trust": c.trust, "source": keys.get(c.source),
            "by": quoted(c.by) if c.by else None, "date": quoted(c.date) if c.date else None}
    rows = [f"{k}: {v:.10g}" if isinstance(v, float) else f"{k}: {v}" for k, v in head.items() if v is not None]
    out = [f"  {'- ' if i == 0 else '  '}{row}" for i, row in enumerate(rows)]
    out += ["    tests:"] if c.tests else []
    for t in c.tests:
        grown = "" if t.elong_mm is None else f", elong_mm: {t.elong_mm:.10g}"
        out.append(f"      - {{set_deg: {t.set_deg:.10g}, got_deg: {t.got_deg:.10g}{grown}}}")
    return out


__all__ = ["Piece", "Tube", "before", "calibrated", "calibration", "limited", "worked_out", "written"]
