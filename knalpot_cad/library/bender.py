"""What a tube bender's file may hold: limits and dies by name (facts/cad.md 4.1, in mm and degrees), and test bends.

A calibration belongs to one tube on one die. Two accepted models: `linear`, springback at 20 and 120 degrees and
stretch as a constant and a share of the angle; `table`, what single test bends gave, by angle. Springback is the
angle the machine was set to less the angle that came out; nothing stands in for a test bend that nobody made.
"""

from __future__ import annotations

from dataclasses import dataclass

from knalpot_cad.library.form import Form

LIMITS = (
    "od_most_mm", "clr_least_od", "straight_least_od", "start_clamp_mm", "mid_clamp_mm", "end_clamp_mm",
    "min_angle_deg", "max_angle_deg", "min_len_mm", "max_len_mm", "max_bends", "bed_mm", "bed_reach_mm", "die_side",
    "ovality_percent", "difficulty_most", "angle_tolerance_deg", "gas_area_ratio", "mark", "take_up_mm")
DIE = ("od_mm", "clr_mm", "start_clamp_mm", "mid_clamp_mm", "end_clamp_mm", "min_angle_deg", "max_angle_deg", "mark",
       "take_up_mm")
MARKS = ("start", "centre", "back")      # where on the tube a hand bender's mark is set to
SIDES = ("right", "left")                # of the feed: where the die stands
MODELS = ("linear", "table")
TUBE = ("material", "od_mm", "wall_mm", "clr_mm")
LINEAR = ("springback_20_deg", "springback_120_deg", "elong_const_mm", "elong_prop_mm_deg")
KEYS = (*TUBE, "model", "got_clr_mm", *LINEAR, "tests", "trust", "source", "by", "date")
TEST = ("set_deg", "got_deg", "elong_mm")


@dataclass(frozen=True)
class TestBend:
    """One bend of a test piece: angle set, angle measured [deg], and how much longer the tube came out [mm] or None."""

    __test__ = False        # not a test of pytest

    set_deg: float
    got_deg: float
    elong_mm: float | None = None


@dataclass(frozen=True)
class Calibration:
    """Test bends of one tube on the die clr_mm; got_clr_mm is the radius that came out, None where nobody measured."""

    material: str
    od_mm: float
    wall_mm: float
    clr_mm: float
    model: str
    got_clr_mm: float | None = None
    springback_20_deg: float | None = None
    springback_120_deg: float | None = None
    elong_const_mm: float | None = None
    elong_prop_mm_deg: float | None = None
    tests: tuple[TestBend, ...] = ()
    trust: str = "measured"
    source: str = ""
    by: str = ""
    date: str = ""


def check_names(form: Form) -> None:
    """Names of limits and of dies are known ones, and a mark is one of MARKS."""
    outer = form.inner("limits")
    if outer is not None:
        outer.only(LIMITS)
        _choice(outer, "mark", MARKS)
        _choice(outer, "die_side", SIDES)
    for row in form.rows("dies"):
        row.only(DIE)
        _choice(row, "mark", MARKS)
        for key in ("od_mm", "clr_mm"):
            if key not in row.root.value:
                row.wrong("missing-key", key)


def _choice(form: Form, key: str, choices: tuple[str, ...]) -> None:
    node = form.root.value.get(key)
    inner = form.inner(key) if node is not None and isinstance(node.value, dict) else None
    if inner is not None:
        inner.choice("value", choices)


def calibrations(form: Form) -> tuple[Calibration, ...]:
    """Every calibration of a file; faults are gathered in the form."""
    return tuple(_calibration(row) for row in form.rows("calibrations"))


def _calibration(row: Form) -> Calibration:
    row.only(KEYS)
    model = row.choice("model", MODELS)
    trust, source = row.trust()
    tests = tuple(_test(f) for f in row.rows("tests"))
    if model == "table" and not tests:
        row.wrong("missing-key", "tests")
    sets = [t.set_deg for t in tests]
    if any(b <= a for a, b in zip(sets, sets[1:], strict=False)):
        row.wrong("wrong-value", "tests", got=str(sets)[:40], reason="set_deg must rise")
    values = {key: row.number(key, -50.0, 100.0, required=model == "linear" and key.startswith("springback"))
              for key in LINEAR}
    return Calibration(row.text("material", required=True), row.number("od_mm", 3.0, 300.0) or 0.0,
                       row.number("wall_mm", 0.2, 20.0) or 0.0, row.number("clr_mm", 3.0, 5000.0) or 0.0, model,
                       row.number("got_clr_mm", 3.0, 5000.0, required=False), **values, tests=tests, trust=trust,
                       source=source, by=row.text("by"), date=row.text("date"))


def _test(row: Form) -> TestBend:
    row.only(TEST)
    set_deg = row.number("set_deg", 0.5, 270.0) or 0.0
    return TestBend(set_deg, row.number("got_deg", 0.1, max(0.2, set_deg)) or 0.0,
                    row.number("elong_mm", -50.0, 100.0, required=False))
