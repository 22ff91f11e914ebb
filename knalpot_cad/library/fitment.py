"""A vehicle: engine data by name with their provenance, and the interface sizes that somebody must measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knalpot_cad.library.form import SCALAR, Form
from knalpot_cad.library.guide import Guide
from knalpot_cad.library.value import Value
from knalpot_cad.strict import Node

KEYS = ("make", "model", "variant", "vehicle_class", "fuel", "notes", "sources", "values", "measure")
CLASSES = ("L3", "M1", "N1", "N1/M1")
FUELS = ("petrol", "diesel")
# engine data: name -> unit, least and most of any vehicle; only a slip of a digit or a unit lies outside
ENGINE: dict[str, tuple[str, float, float]] = {
    "displacement_cc": ("cc", 20, 20_000), "bore_mm": ("mm", 20, 200), "stroke_mm": ("mm", 15, 250),
    "cylinders": ("", 1, 16), "stroke_cycle": ("", 2, 4), "max_power_kw": ("kW", 0.5, 1500),
    "max_power_rpm": ("rpm", 500, 25_000), "max_torque_nm": ("N m", 1, 5000), "max_torque_rpm": ("rpm", 500, 25_000),
    "idle_rpm": ("rpm", 300, 4000), "redline_rpm": ("rpm", 1000, 30_000), "kerb_mass_kg": ("kg", 20, 20_000),
    "stationary_test_rpm": ("rpm", 500, 15_000)}


@dataclass(frozen=True)
class Fitment:
    """A vehicle: values by name, and what must be measured with the instruction in each language."""

    id: str
    make: str
    model: str
    variant: str
    values: Mapping[str, Value]
    measure: Mapping[str, Mapping[str, str]]
    vehicle_class: str = ""
    fuel: str = ""
    notes: str = ""

    def number(self, name: str) -> float | None:
        found = self.values.get(name)
        return found.number if found else None

    @property
    def title(self) -> str:
        return " ".join(w for w in (self.make, self.model, self.variant) if w)

    @property
    def open(self) -> tuple[str, ...]:
        """Interface sizes that are still to be measured."""
        return tuple(k for k in self.measure if self.number(k) is None)

    @property
    def state(self) -> str:
        """secondary, partly or unverified: how far the engine data can be trusted, the idle speed left aside."""
        aside = ("idle_rpm", "stationary_test_rpm")
        trusts = [v.trust for k, v in self.values.items() if k in ENGINE and k not in aside]
        doubted = sum(t == "unverified" for t in trusts)
        return "secondary" if not doubted else "unverified" if doubted == len(trusts) else "partly"


def read_fitment(name: str, root: Node, guides: Mapping[str, Guide]) -> Fitment:
    """The vehicle of a tree. Raises Faults with everything that is wrong in its file."""
    form = Form(root)
    form.only(KEYS)
    form.take_sources()
    values = form.values("values", {*ENGINE, *guides})
    _plausible(form, values)
    vehicle_class, fuel = form.choice("vehicle_class", CLASSES, ""), form.choice("fuel", FUELS, "")
    found = Fitment(name, form.text("make"), form.text("model"), form.text("variant"), values,
                    _measure(form, guides), vehicle_class, fuel, form.text("notes"))
    form.done()
    return found


def _plausible(form: Form, values: Mapping[str, Value]) -> None:
    """A value under a known name is a number of a possible size, in its own unit."""
    block = form.inner("values") if values else None
    for name, value in values.items():
        row = block.inner(name) if block else None
        if row is None or value.value is None or row.got("value", SCALAR) is None:
            continue
        unit, low, high = ENGINE.get(name, ("mm", 0.01, 20_000))
        row.number("value", low, high)
        if value.unit not in ("", unit):
            row.wrong("wrong-choice", "unit", got=value.unit, expected=unit or "-")


def _measure(form: Form, guides: Mapping[str, Guide]) -> dict[str, Mapping[str, str]]:
    """Names of measuring guides, or a mapping with the file's own instructions."""
    node = form.root.value.get("measure")
    if node is not None and isinstance(node.value, list):
        return {k: guides[k].how for k in form.names("measure", guides)}
    return {k: {lang: f.text(lang) for lang in f.root.value} for k, f in form.forms("measure").items()}
