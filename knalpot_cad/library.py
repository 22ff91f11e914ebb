"""Finds and loads templates: packaged ones, then the workshop's own, which win by name; each value with its source."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.places import templates_root
from knalpot_cad.strict import Node, read_yaml

TRUST = ("verified", "secondary", "unverified", "measured", "example")
KINDS = ("sheet", "tube", "wool")
FITMENT_KEYS = ("make", "model", "variant", "vehicle_class", "fuel", "notes", "values", "measure")
MATERIAL_KEYS = ("kind", "standard", "density_kg_m3", "colour", "data", "notes")
NUMBER, SCALAR, MAPPING = (int, float), (str, int, float), (dict,)
SPOKEN: dict[tuple[type, ...], str] = {NUMBER: "number", SCALAR: "text", MAPPING: "mapping", (list,): "list"}


@dataclass(frozen=True)
class Value:
    """A value with where it comes from; trust is one of TRUST."""

    value: float | str | None
    unit: str = ""
    trust: str = "unverified"
    source: str = ""
    by: str = ""
    date: str = ""
    at: float | None = None     # the condition it holds at, such as a packing density


@dataclass(frozen=True)
class Fitment:
    """A vehicle: values by name, and what must be measured with the instruction in each language."""

    id: str
    make: str
    model: str
    variant: str
    values: Mapping[str, Value]
    measure: Mapping[str, Mapping[str, str]]

    def number(self, name: str) -> float | None:
        found = self.values.get(name)
        return float(found.value) if found and isinstance(found.value, int | float) else None

    @property
    def title(self) -> str:
        return " ".join(w for w in (self.make, self.model, self.variant) if w)


@dataclass(frozen=True)
class Material:
    """A material: density, colour for STEP, grade data with their trust."""

    name: str
    kind: str
    standard: str
    density_kg_m3: float
    colour: tuple[int, int, int]
    data: Mapping[str, Value]

    def resistivity(self, density_kg_m3: float) -> Value:
        """Flow resistivity of wool packed to a density [Pa s/m2], by a power law through the material's two points."""
        from math import log
        d0, r0 = self._point("resistivity_1")
        d1, r1 = self._point("resistivity_2")
        if d0 == d1:
            raise Faults(Fault("material-no-wool", None, {"name": self.name}))
        power = log(r1 / r0) / log(d1 / d0)
        source = self.data["resistivity_1"]
        return Value(r0 * (density_kg_m3 / d0) ** power, "Pa s/m2", source.trust, source.source)

    @property
    def wool_model(self) -> str:
        """Name of the acoustic core's model for this wool."""
        found = self.data.get("wool_model")
        return str(found.value) if found else "delany_bazley"

    def _point(self, name: str) -> tuple[float, float]:
        found = self.data.get(name, Value(None))
        if found.at is None or found.at <= 0 or not isinstance(found.value, int | float) or found.value <= 0:
            raise Faults(Fault("material-no-wool", None, {"name": self.name}))
        return float(found.at), float(found.value)


class Library:
    """Templates of every kind by name; used() tells which files were read."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self._used: dict[str, str] = {}
        self._nodes: dict[str, Node] = {}
        self._materials: dict[str, Material] = {}

    @staticmethod
    def open(extra: Path | None = None, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Library:
        """Packaged templates, ./templates, KNALPOT_LIBRARY, then --library; later ones win by name."""
        env = os.environ if env is None else env
        folders = [templates_root()]
        local = (cwd or Path()) / "templates"
        if local.is_dir() and local.resolve() != folders[0].resolve():
            folders.append(local)
        for given in (env.get("KNALPOT_LIBRARY"), extra):
            if given:
                if not Path(given).is_dir():
                    raise Faults(Fault("cannot-read", None, {"file": str(given), "reason": "no such folder"}))
                folders.append(Path(given))
        return Library(tuple(folders))

    @property
    def used(self) -> tuple[tuple[str, str], ...]:
        """(kind/name.yaml, sha256) of every file read so far, sorted."""
        return tuple(sorted(self._used.items()))

    def names(self, kind: str) -> dict[str, Path]:
        """name -> file of one kind, the last folder winning."""
        out: dict[str, Path] = {}
        for folder in self.folders:
            for file in sorted((folder / kind).glob("*.yaml")):
                out[file.stem] = file
        return dict(sorted(out.items()))

    def _node(self, kind: str, name: str, code: str) -> Node:
        key = f"{kind}/{name}.yaml"
        if key not in self._nodes:
            files = self.names(kind)
            if name not in files:
                near = difflib.get_close_matches(name, list(files), 1, 0.5)
                raise Faults(Fault(code, None, {"name": name, "nearest": near[0] if near else ", ".join(files)}))
            self._nodes[key] = read_yaml(files[name], key)
            self._used[key] = hashlib.sha256(files[name].read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        return self._nodes[key]

    def fitment(self, name: str) -> Fitment:
        """A vehicle by id. Raises Faults with the nearest known id, or with everything wrong in its file."""
        form = _Form(self._node("fitments", name, "unknown-fitment"))
        form.only(FITMENT_KEYS, form.root.value)
        values = form.values("values")
        measure = {k: {lang: form.text(lang, words) for lang in words} for k, words in form.groups("measure").items()}
        found = Fitment(name, form.text("make"), form.text("model"), form.text("variant"), values, measure)
        form.done()
        return found

    def material(self, name: str) -> Material:
        """A material by name. Raises Faults with the nearest known name, or with everything wrong in its file."""
        if name not in self._materials:
            form = _Form(self._node("materials", name, "unknown-material"))
            form.only(MATERIAL_KEYS, form.root.value)
            kind, density = form.choice("kind", KINDS), form.number("density_kg_m3", 0.1, 30_000.0)
            colour = form.colour("colour")
            found = Material(name, kind, form.text("standard"), density, colour, form.values("data"))
            form.done()
            self._materials[name] = found
        return self._materials[name]

    def regulation(self, name: str) -> dict[str, Any]:
        """A table of limits or tolerances, plain. Raises Faults with the nearest known name."""
        plain: dict[str, Any] = _Form(self._node("regulations", name, "unknown-name")).root.plain()
        return plain

    @cached_property
    def fitments(self) -> tuple[Fitment, ...]:
        """Every vehicle; reads them all without marking them as used."""
        quiet = Library(self.folders)
        return tuple(quiet.fitment(n) for n in quiet.names("fitments"))

    def search_fitments(self, words: str) -> list[Fitment]:
        """Vehicles whose make, model, id or displacement fit all the words, spelling near enough."""
        out = []
        for f in self.fitments:
            cc = f.number("displacement_cc")
            known = f"{f.id.replace('_', ' ')} {f.title} {f'{cc:.0f}' if cc else ''}".lower().split()
            if all(any(w in k for k in known) or difflib.get_close_matches(w, known, 1, 0.7)
                   for w in words.lower().replace("_", " ").split()):
                out.append(f)
        return out


class _Form:
    """Reads the fields of one template and gathers what is wrong with them; done() raises it all together."""

    def __init__(self, root: Node) -> None:
        if not isinstance(root.value, dict):
            raise Faults(Fault("wrong-kind", root.where, {"key": root.where.file, "expected": "mapping", "got": "-"}))
        self.root = root
        self.faults: list[Fault] = []

    def done(self) -> None:
        if self.faults:
            raise Faults(self.faults)

    def only(self, known: tuple[str, ...], within: Mapping[str, Node]) -> None:
        """A key that is not known is a fault: a slip would be passed over in silence."""
        for key in (k for k in within if k not in known):
            near = difflib.get_close_matches(key, known, 1, 0.5)
            self.faults.append(Fault("unknown-key", within[key].where,
                                     {"key": key, "nearest": near[0] if near else ", ".join(known)}))

    def _got(self, key: str, kinds: tuple[type, ...], within: Mapping[str, Node] | None = None) -> Any:
        """Value of a key, None when it is absent, empty or of another kind (which is a fault)."""
        node = (self.root.value if within is None else within).get(key)
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, kinds) or isinstance(node.value, bool):
            self.faults.append(Fault("wrong-kind", node.where, {"key": key, "expected": SPOKEN[kinds],
                                                                "got": str(node.plain())[:40]}))
            return None
        return node.value

    def _missing(self, key: str) -> None:
        """A fault for a key that must be there, unless what stands there already is one."""
        node = self.root.value.get(key)
        if node is None or node.value is None:
            self.faults.append(Fault("missing-key", self.root.where if node is None else node.where, {"key": key}))

    def text(self, key: str, within: Mapping[str, Node] | None = None) -> str:
        """A text; a number without quotes (a year, a grade) is taken as it is read."""
        found = self._got(key, SCALAR, within)
        return "" if found is None else str(found)

    def choice(self, key: str, choices: tuple[str, ...], within: Mapping[str, Node] | None = None,
               default: str | None = None) -> str:
        node = (self.root.value if within is None else within).get(key)
        if node is None and default is not None:
            return default
        found = self.text(key, within)
        if node is None:
            self._missing(key)
        elif found not in choices:
            self.faults.append(Fault("wrong-choice", node.where,
                                     {"key": key, "got": found, "expected": ", ".join(choices)}))
        return found

    def number(self, key: str, low: float, high: float) -> float:
        found = self._got(key, NUMBER)
        if found is None:
            self._missing(key)
            return low
        if not low <= found <= high:
            self.faults.append(Fault("out-of-range", self.root.value[key].where,
                                     {"key": key, "value": found, "low": low, "high": high}))
        return float(found)

    def colour(self, key: str) -> tuple[int, int, int]:
        found = self._got(key, (list,))
        if found is None:
            self._missing(key)
            return 0, 0, 0
        parts = [n.value for n in found]
        if len(parts) != 3 or any(type(v) is not int or not 0 <= v <= 255 for v in parts):
            self.faults.append(Fault("wrong-kind", self.root.value[key].where,
                                     {"key": key, "expected": "[0..255, 0..255, 0..255]", "got": str(parts)[:40]}))
            return 0, 0, 0
        return parts[0], parts[1], parts[2]

    def groups(self, key: str) -> dict[str, Mapping[str, Node]]:
        """A mapping of mappings; the ones of another kind are faults."""
        outer = self._got(key, MAPPING) or {}
        return {k: found for k in outer if (found := self._got(k, MAPPING, outer)) is not None}

    def values(self, key: str) -> dict[str, Value]:
        """A mapping of values with their provenance."""
        out = {}
        for name, parts in self.groups(key).items():
            self.only(tuple(f.name for f in fields(Value)), parts)
            out[name] = Value(self._got("value", SCALAR, parts), self.text("unit", parts),
                              self.choice("trust", TRUST, parts, "unverified"), self.text("source", parts),
                              self.text("by", parts), self.text("date", parts), self._got("at", NUMBER, parts))
        return out
