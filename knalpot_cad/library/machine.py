"""A machine of the workshop: what it does, its limits and tools, each value with its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knalpot_cad.library.bender import Calibration, calibrations, check_names
from knalpot_cad.library.form import MAPPING, Form
from knalpot_cad.library.value import Value
from knalpot_cad.strict import Node

KINDS = ("bender", "roll", "seamer", "brake", "welder", "laser", "plasma", "punch", "shear", "hand")
KEYS = ("kind", "title", "sources", "limits", "dies", "tables", "calibrate", "calibrations", "notes")


@dataclass(frozen=True)
class Machine:
    """limits by name; dies as rows of values by name; calibrate: what a test piece must tell before it is relied on."""

    name: str
    kind: str
    title: Mapping[str, str]
    limits: Mapping[str, Value]
    dies: tuple[Mapping[str, Value], ...]
    calibrate: Mapping[str, Mapping[str, str]]
    notes: str = ""
    calibrations: tuple[Calibration, ...] = ()      # of a bender: what its test bends gave

    def limit(self, name: str) -> float | None:
        found = self.limits.get(name)
        return found.number if found else None


def read_machine(name: str, root: Node) -> Machine:
    """The machine of a tree. Raises Faults with everything that is wrong in its file."""
    form = Form(root)
    form.only(KEYS)
    form.take_sources()
    dies = tuple({k: f.value() for k in row.root.value if (f := row.inner(k)) is not None} for row in form.rows("dies"))
    if form.text("kind") == "bender":
        check_names(form)
    elif "calibrations" in form.root.value:
        form.wrong("unknown-key", "calibrations", nearest="calibrate")
    form.got("tables", MAPPING)
    calibrate: dict[str, Mapping[str, str]] = {}
    inner = form.inner("calibrate")
    for key in () if inner is None else inner.root.value:
        calibrate[key] = {} if inner is None else inner.both(key)
    found = Machine(name, form.choice("kind", KINDS), form.both("title", True), form.values("limits"), dies, calibrate,
                    form.text("notes"), calibrations(form) if form.text("kind") == "bender" else ())
    form.done()
    return found
