"""A parametric design: which vehicles it is for, the rules that size it, what to expect of it, and its text.

One file of two YAML documents: a strict header, and after `---` the design as design_lines.py reads it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.library.design_lines import Line, check, fill, read_lines
from knalpot_cad.library.fitment import CLASSES, FUELS, Fitment
from knalpot_cad.library.form import ANY, Form
from knalpot_cad.library.guide import Guide
from knalpot_cad.rules import SIZINGS
from knalpot_cad.rules.sizing import Rule, Sizing, result_of
from knalpot_cad.strict import clean_text, parse_yaml
from knalpot_cad.words import text as words

KEYS = ("template", "title", "about", "for", "rules", "expected", "trust")
FOR = ("vehicle_class", "fuel", "stroke_cycle", "cylinders")
LETTERS = ("R", "S", "M", "D")
# texts every design may name, beside the numbers of its sizing
TEXTS = ("name", "title", "lang", "vehicle.id", "vehicle.title")


@dataclass(frozen=True)
class Band:
    """Where a number of the sizing should lie; trust is that of the limits (R, S, M, D), rule their source."""

    name: str
    low: float
    high: float
    trust: str
    rule: str = ""

    def holds(self, sizing: Sizing) -> bool:
        return self.low <= sizing.value(self.name) <= self.high


@dataclass(frozen=True)
class Suits:
    """The vehicles a design is for; an empty choice takes them all."""

    vehicle_class: tuple[str, ...] = ()
    fuel: tuple[str, ...] = ()
    stroke_cycle: tuple[float, ...] = ()
    cylinders: tuple[float, ...] = ()

    def fits(self, vehicle: Fitment) -> bool:
        """A vehicle without a class or fuel is taken for any; one without a number of cylinders or strokes for none."""
        kinds, fuel = vehicle.vehicle_class, vehicle.fuel
        return ((not self.vehicle_class or not kinds or bool(set(kinds.split("/")) & set(self.vehicle_class)))
                and (not self.fuel or not fuel or fuel in self.fuel)
                and (not self.stroke_cycle or vehicle.number("stroke_cycle") in self.stroke_cycle)
                and (not self.cylinders or vehicle.number("cylinders") in self.cylinders))


@dataclass(frozen=True)
class DesignTemplate:
    """A design by rules; rules is a name of SIZINGS."""

    id: str
    title: Mapping[str, str]
    suits: Suits
    rules: str
    expected: tuple[Band, ...]
    lines: tuple[Line, ...] = field(repr=False)
    about: Mapping[str, str] = field(default_factory=dict)
    trust: Mapping[str, str] = field(default_factory=dict)

    def size(self, vehicle: Fitment) -> Sizing:
        """Its numbers for a vehicle. Raises Faults where the design is not for it, or it lacks a number."""
        if not self.suits.fits(vehicle):
            raise Faults(Fault("design-not-for", None, {"design": self.id, "fitment": vehicle.id}))
        return SIZINGS[self.rules](vehicle)

    def outside(self, sizing: Sizing) -> tuple[Band, ...]:
        """What does not lie where it should."""
        return tuple(b for b in self.expected if not b.holds(sizing))

    def write(self, vehicle: Fitment, lang: str, guides: Mapping[str, Guide], sizing: Sizing | None = None) -> str:
        """The design file for a vehicle, its comments in one language."""
        found = self.size(vehicle) if sizing is None else sizing
        values: dict[str, object] = {name: found.value(name) for name in found.names()}
        values |= {f"rule.{name}": origin(rule, lang) for name, rule in found.origins().items()}
        title = json.dumps(self.title[lang], ensure_ascii=False)
        name = f"{vehicle.id.replace('_', '-')[:40]}-{self.id}"[:64].rstrip("-")
        values |= {"name": name, "title": title, "lang": lang, "vehicle.id": vehicle.id, "vehicle.title": vehicle.title}
        for name, guide in guides.items():
            values |= {f"ask.{name}": asked(vehicle, name), f"how.{name}": how(vehicle, name, guide, lang)}
        return fill(self.lines, values, lang)


def origin(rule: Rule, lang: str) -> str:
    """`aturan 11 (R)`, or `bagian 13 (M)` for a section."""
    key = "section" if rule.number.startswith("§") else "rule"
    return words(f"design.{key}", lang, number=rule.number.lstrip("§"), trust=rule.trust)


def asked(vehicle: Fitment, name: str) -> str:
    """What stands for a size nobody published: the vehicle's own where somebody measured it, else `ask`."""
    return "ask" if vehicle.number(name) is None else f"motor_{name}"


def how(vehicle: Fitment, name: str, guide: Guide, lang: str) -> str:
    """Who measured a size and when; else how it is measured."""
    found = vehicle.values.get(name)
    if found is not None and found.number is not None:
        return " ".join(f"{found.number:g} {found.unit} {found.by} {found.date}".split())
    given = vehicle.measure.get(name, guide.how)
    told = str(given.get(lang) or given.get("id") or "")
    return " ".join(f"{words('design.ask', lang)} {told}".split())


# reading --------------------------------------------------------------------------------------------------------------
def read_design(name: str, data: bytes, label: str, guides: Mapping[str, Guide],
                block: Callable[[str], str]) -> DesignTemplate:
    """The template of a file's bytes. Raises Faults with everything that is wrong in it and in its blocks."""
    text = clean_text(data, label)
    head, body, first = split(text)
    form = Form(parse_yaml(head, label))
    form.only(KEYS)
    if form.number("template", 1, ANY) not in (1, None):
        form.wrong("wrong-choice", "template", got=form.text("template"), expected="1")
    if body is None:
        form.wrong("template-body", "template")
    rules = form.choice("rules", tuple(SIZINGS))
    names = result_of(SIZINGS[rules]).names() if rules in SIZINGS else ()
    expected = _bands(form, names)
    lines = tuple(read_lines(body or "", label, first, block, form.faults))
    if rules in SIZINGS:
        origins = [f"rule.{n}" for n in result_of(SIZINGS[rules]).origins()]
        form.faults += check(lines, [*names, *origins, *TEXTS, *(f"{p}.{g}" for g in guides for p in ("ask", "how"))])
    found = DesignTemplate(name, form.both("title", True), _suits(form), rules, expected, lines, form.both("about"),
                           form.both("trust"))
    form.done()
    return found


def split(text: str) -> tuple[str, str | None, int]:
    """Header, design text (None where there is none) and the number of the text's first line."""
    rows = text.splitlines(keepends=True)
    for i, row in enumerate(rows):
        if row.rstrip() == "---" and any(r.strip() and not r.startswith("#") for r in rows[:i]):
            return "".join(rows[:i]), "".join(rows[i + 1:]), i + 2
    return text, None, 1


def _suits(form: Form) -> Suits:
    inner = form.inner("for", required=True)
    if inner is None:
        return Suits()
    inner.only(FOR)
    return Suits(inner.names("vehicle_class", {c for both in CLASSES for c in both.split("/")}),
                 inner.names("fuel", FUELS), inner.numbers("stroke_cycle", 2, 4), inner.numbers("cylinders", 1, 16))


def _bands(form: Form, names: tuple[str, ...]) -> tuple[Band, ...]:
    outer, out = form.inner("expected", required=True), []
    if outer is not None and names:
        outer.only(names)
    for name, row in form.forms("expected").items():
        row.only(("low", "high", "trust", "rule"))
        low, high = row.number("low", -ANY, ANY), row.number("high", -ANY, ANY)
        if low is not None and high is not None and low > high:
            row.wrong("out-of-range", "high", value=high, low=low, high=ANY)
        out.append(Band(name, low or 0.0, high or 0.0, row.choice("trust", LETTERS), row.text("rule")))
    return tuple(out)


__all__ = ["Band", "DesignTemplate", "Suits", "read_design"]
