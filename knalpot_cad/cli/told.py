"""Sentences about a built design that several verbs print: warnings, and what must be measured first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from knalpot_cad.cli import DONE, FAILED, UNTOLD
from knalpot_cad.fault import Fault
from knalpot_cad.measure import waits
from knalpot_cad.words import fault_words, text

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.cli.screen import Screen
    from knalpot_cad.library import Fitment
    from knalpot_cad.parts.rows import Withheld

# open fields that the fitments' measure blocks call by another name; else <kind>_<field> or *_<field> is looked for
ELSEWHERE = {("pipe", "od_mm"): "exhaust_pipe_mm", ("bracket", "at_mm"): "mount_x_mm",
             ("silencer", "length_mm"): "free_length_mm"}


def exit_code(built: Built) -> int:
    """3 when something waits for a measurement, or a solid could not be made."""
    return UNTOLD if built.withheld or built.design.asked or built.lost else DONE


def silent(built: Built) -> str:
    """Key of the sentence why nothing is heard: single parts have no gas path, a line lacks a size."""
    return "cli.no_line" if built.design.parts else "cli.no_sound"


def making_code(built: Built) -> int:
    """1 when something can't be made as it is drawn, a bend on its machine; else exit_code()."""
    return FAILED if any(f.verdict == "fail" for f in built.findings) else exit_code(built)


def instruction(fitment: Fitment | None, kind: str, field: str, lang: str) -> str:
    """How to measure an open field: the fitment's own words where it has them."""
    found = fitment.measure if fitment else {}
    name = field.rsplit(".", 1)[-1]
    wanted = (name, f"{kind}_{name}", ELSEWHERE.get((kind, name), ""), *(k for k in found if k.endswith(f"_{name}")))
    key = next((k for k in wanted if k in found), None)
    return str(found[key].get(lang) or found[key].get("id")) if key else text("cli.measure_generic", lang)


def reasons(withheld: Withheld, unmeasured: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What a withheld part waits for: its own open fields and the vehicle's sizes it follows, else all that is open."""
    own = [f for f in withheld.fields if f.split(".")[0] == withheld.name]
    owners = [o for o in unmeasured if withheld.name == o or withheld.name.startswith(f"{o}_")]
    own += [f"motor.{n}" for n in unmeasured.get(max(owners, key=len, default=""), ())]
    return tuple(own) or withheld.fields or ("",)


def to_measure(built: Built, lang: str) -> list[dict[str, Any]]:
    """One row an open field: part, kind, field, how; withheld says whether the part waits for it or only its place."""
    fitment = built.library.fitment(built.design.fitment) if built.design.fitment else None
    unmeasured = waits(built.design, fitment)
    rows = [(w.name, w.kind, f, True) for w in built.withheld for f in reasons(w, unmeasured)]
    kinds = {i.part.name: i.part.kind for i in built.assembled.items}
    seen = {f for *_, f, _ in rows}
    rows += [(a.split(".")[0], kinds.get(a.split(".")[0], ""), a, False) for a in built.design.asked if a not in seen]
    return [{"part": part, "kind": kind, "field": f, "withheld": held, "how": instruction(fitment, kind, f, lang)}
            for part, kind, f, held in rows]


def warnings(built: Built, lang: str) -> list[dict[str, Any]]:
    return [{"code": f.code, "part": f.part, "verdict": f.verdict, **fault_words(Fault(f.code, None, f.values), lang)}
            for f in (*built.findings, *built.lost)]


def tell(screen: Screen, built: Built) -> None:
    """Warnings and the list UKUR DULU, for a person."""
    for w in sorted(warnings(built, screen.lang), key=lambda w: w["verdict"] != "fail"):
        kind = "fails" if w["verdict"] == "fail" else "warning"
        screen.say(f"{screen.words(f'cli.{kind}')}: {w['what']} {w['fix'][:1].upper()}{w['fix'][1:]}")
    rows = to_measure(built, screen.lang)
    if rows:
        screen.table([screen.words(f"cli.col_{c}") for c in ("part", "field", "state", "how")],
                     [(r["part"], r["field"], screen.words(f"cli.held_{'yes' if r['withheld'] else 'no'}"), r["how"])
                      for r in rows],
                     title=screen.words("cli.measure_first"))
        screen.say(screen.words("cli.measure_where"))
        if built.design.fitment:
            screen.say(screen.words("cli.fitments_measure_hint", id=built.design.fitment))
