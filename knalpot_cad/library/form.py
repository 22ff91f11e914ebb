"""Reads the fields of one template and gathers everything that is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.library.value import TRUST, Value
from knalpot_cad.strict import Node

NUMBER, SCALAR, MAPPING, LIST = (int, float), (str, int, float), (dict,), (list,)
SPOKEN: dict[tuple[type, ...], str] = {NUMBER: "number", SCALAR: "text", MAPPING: "mapping", LIST: "list"}
VALUE_KEYS = ("value", "unit", "trust", "source", "by", "date", "at")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ANY = 1e12          # no template holds a larger number


class Form:
    """One mapping of a file; done() raises what was gathered, all together and in the order of the file."""

    def __init__(self, root: Node, faults: list[Fault] | None = None, sources: Mapping[str, str] | None = None) -> None:
        if not isinstance(root.value, dict):
            raise Faults(Fault("wrong-kind", root.where, {"key": root.where.file, "expected": "mapping", "got": "-"}))
        self.root = root
        self.faults: list[Fault] = [] if faults is None else faults
        self.sources = sources

    def done(self) -> None:
        if self.faults:
            raise Faults(self.faults)

    def where(self, key: str) -> Where:
        """Place of a key, or of the mapping where the key is not there."""
        node = self.root.value.get(key)
        return self.root.where if node is None else node.where

    def wrong(self, code: str, key: str, **values: object) -> None:
        self.faults.append(Fault(code, self.where(key), {"key": key, **values}))

    def only(self, known: Iterable[str]) -> None:
        """A key that is not known is a fault: a slip would be passed over in silence."""
        names = tuple(known)
        for key in (k for k in self.root.value if k not in names):
            self.wrong("unknown-key", key, nearest=nearest(key, names))

    def got(self, key: str, kinds: tuple[type, ...], required: bool = False) -> Any:
        """Value of a key, None when it is absent, empty or of another kind (which is a fault)."""
        node = self.root.value.get(key)
        if node is None or node.value is None:
            if required:
                self.wrong("missing-key", key)
            return None
        if not isinstance(node.value, kinds) or isinstance(node.value, bool):
            self.wrong("wrong-kind", key, expected=SPOKEN[kinds], got=str(node.plain())[:40])
            return None
        return node.value

    def text(self, key: str, required: bool = False) -> str:
        """A text; a number without quotes (a year, a grade) is taken as it is read."""
        found = self.got(key, SCALAR, required)
        return "" if found is None else str(found)

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        if key not in self.root.value and default is not None:
            return default
        found = self.text(key, required=True)
        if found not in choices and self.root.value.get(key) is not None and self.root.value[key].value is not None:
            self.wrong("wrong-choice", key, got=found, expected=", ".join(choices))
        return found

    def number(self, key: str, low: float, high: float, required: bool = True) -> float | None:
        """A number between two limits; None when it is absent or wrong."""
        found = self.got(key, NUMBER, required)
        if found is not None and not low <= found <= high:
            self.wrong("out-of-range", key, value=found, low=low, high=high)
            return None
        return None if found is None else float(found)

    def numbers(self, key: str, low: float = 0.0, high: float = ANY) -> tuple[float, ...]:
        """A list of numbers; a single one is a list of one."""
        node = self.root.value.get(key)
        if node is None or node.value is None:
            return ()
        parts = node.value if isinstance(node.value, list) else [node]
        values = [n.value for n in parts]
        if any(isinstance(v, bool) or not isinstance(v, int | float) for v in values):
            self.wrong("wrong-kind", key, expected="number", got=str(node.plain())[:40])
            return ()
        for v in values:
            if not low <= v <= high:
                self.wrong("out-of-range", key, value=v, low=low, high=high)
        return tuple(float(v) for v in values)

    def names(self, key: str, known: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts, each one of the known ones where those are given."""
        out = []
        for node in self.got(key, LIST) or ():
            if not isinstance(node.value, str):
                self.faults.append(Fault("wrong-kind", node.where, {"key": key, "expected": "text",
                                                                    "got": str(node.plain())[:40]}))
            elif known is not None and node.value not in known:
                self.faults.append(Fault("unknown-key", node.where, {"key": node.value,
                                                                     "nearest": nearest(node.value, known)}))
            else:
                out.append(node.value)
        return tuple(out)

    def both(self, key: str, required: bool = False) -> dict[str, str]:
        """A sentence in each language."""
        form = self.inner(key, required)
        if form is None:
            return {}
        form.only(("id", "en"))
        return {lang: form.text(lang, required=True) for lang in ("id", "en")}

    def inner(self, key: str, required: bool = False) -> Form | None:
        """The form of a mapping inside; its faults are gathered here."""
        found = self.got(key, MAPPING, required)
        return None if found is None else Form(self.root.value[key], self.faults, self.sources)

    def forms(self, key: str) -> dict[str, Form]:
        """A mapping of mappings; the ones of another kind are faults."""
        outer = self.inner(key)
        keys = [] if outer is None else list(outer.root.value)
        return {k: f for k in keys if outer is not None and (f := outer.inner(k)) is not None}

    def rows(self, key: str) -> list[Form]:
        """A list of mappings; the ones of another kind are faults."""
        out = []
        for node in self.got(key, LIST) or ():
            if isinstance(node.value, dict):
                out.append(Form(node, self.faults, self.sources))
            else:
                self.faults.append(Fault("wrong-kind", node.where, {"key": key, "expected": "mapping",
                                                                    "got": str(node.plain())[:40]}))
        return out

    # provenance -------------------------------------------------------------------------------------------------------
    def take_sources(self) -> None:
        """Short names of sources, so that a long one is written once; then every `source` is one of them."""
        if "sources" in self.root.value:
            form = self.inner("sources")
            self.sources = {} if form is None else {k: form.text(k, required=True) for k in form.root.value}

    def source(self) -> str:
        """The source, written out where the file has a list of them."""
        found = self.text("source")
        if not found or self.sources is None:
            return found
        if found not in self.sources:
            self.wrong("wrong-choice", "source", got=found, expected=", ".join(self.sources) or "-")
        return self.sources.get(found, "")

    def trust(self) -> tuple[str, str]:
        """Trust and source of this mapping: a copy names its source, a measurement its person and its day."""
        trust, source = self.choice("trust", TRUST, "unverified"), self.source()
        if trust in ("verified", "secondary") and not self.text("source"):
            self.wrong("value-origin", "source", trust=trust)
        if trust == "measured":
            if not self.text("by"):
                self.wrong("value-origin", "by", trust=trust)
            if not DAY.fullmatch(self.text("date")):
                self.wrong("value-origin", "date", trust=trust)
        return trust, source

    def value(self) -> Value:
        """This mapping as a value with its provenance."""
        self.only(VALUE_KEYS)
        trust, source = self.trust()
        return Value(self.got("value", SCALAR), self.text("unit"), trust, source, self.text("by"), self.text("date"),
                     self.number("at", -ANY, ANY, required=False))

    def values(self, key: str, known: Iterable[str] | None = None) -> dict[str, Value]:
        """A mapping of values with their provenance, under known names where those are given."""
        forms = self.forms(key)
        outer = self.inner(key) if known is not None and forms else None
        if outer is not None and known is not None:
            outer.only(known)
        return {name: form.value() for name, form in forms.items()}


def nearest(key: str, known: Iterable[str]) -> str:
    """The known name most like a key, or all of them."""
    names = list(known)
    near = difflib.get_close_matches(key, names, 1, 0.5)
    return near[0] if near else ", ".join(names)
