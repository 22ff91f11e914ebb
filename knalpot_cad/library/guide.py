"""How one interface size is measured: instruction, sketch, and the range outside which a person is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knalpot_cad.library.form import Form
from knalpot_cad.strict import Node

KEYS = ("title", "how", "sketch", "tool", "unit", "low", "high", "less_than", "trust", "source")


@dataclass(frozen=True)
class Guide:
    """A size that nobody publishes. low and high [unit] only ask a person to look again; they refuse nothing."""

    name: str
    title: Mapping[str, str]
    how: Mapping[str, str]
    sketch: str
    unit: str
    low: float
    high: float
    less_than: tuple[str, ...] = ()     # names of values this one stays below on any vehicle
    tool: Mapping[str, str] | None = None


def read_guide(name: str, root: Node) -> Guide:
    """The guide of a tree. Raises Faults with everything that is wrong in its file."""
    form = Form(root)
    form.only(KEYS)
    low, high = form.number("low", 0.01, 1e5), form.number("high", 0.01, 1e5)
    if low is not None and high is not None and low >= high:
        form.wrong("out-of-range", "high", value=high, low=low, high=1e5)
    form.trust()
    found = Guide(name, form.both("title", True), form.both("how", True), form.text("sketch", True).rstrip("\n"),
                  form.choice("unit", ("mm", "deg")), low or 0.0, high or 0.0, form.names("less_than"),
                  form.both("tool") or None)
    form.done()
    return found
