"""Finds and loads templates: packaged ones, then the workshop's own, which win by name; each value with its source."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.places import templates_root
from knalpot_cad.strict import Node, read_yaml

TRUST = ("verified", "secondary", "unverified", "measured", "example")


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
        power = log(r1 / r0) / log(d1 / d0)
        source = self.data["resistivity_1"]
        return Value(r0 * (density_kg_m3 / d0) ** power, "Pa s/m2", source.trust, source.source)

    @property
    def wool_model(self) -> str:
        """Name of the acoustic core's model for this wool."""
        found = self.data.get("wool_model")
        return str(found.value) if found else "delany_bazley"

    def _point(self, name: str) -> tuple[float, float]:
        if name not in self.data:
            raise Faults(Fault("material-no-wool", None, {"name": self.name}))
        found = self.data[name]
        return float(found.at or 0.0), float(found.value or 0.0)


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
        """A vehicle by id. Raises Faults with the nearest known id."""
        plain = _mapping(self._node("fitments", name, "unknown-fitment"))
        values = {k: _value(v, k) for k, v in plain.get("values", {}).items()}
        return Fitment(name, str(plain.get("make", "")), str(plain.get("model", "")), str(plain.get("variant") or ""),
                       values, plain.get("measure", {}))

    def material(self, name: str) -> Material:
        """A material by name. Raises Faults with the nearest known name."""
        if name not in self._materials:
            plain = _mapping(self._node("materials", name, "unknown-material"))
            r, g, b = plain["colour"]
            self._materials[name] = Material(
                name, plain["kind"], str(plain.get("standard") or ""), float(plain["density_kg_m3"]),
                (int(r), int(g), int(b)), {k: _value(v, k) for k, v in plain.get("data", {}).items()})
        return self._materials[name]

    def regulation(self, name: str) -> dict[str, Any]:
        """A table of limits or tolerances, plain. Raises Faults with the nearest known name."""
        return _mapping(self._node("regulations", name, "unknown-name"))

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


def _mapping(node: Node) -> dict[str, Any]:
    if not isinstance(node.value, dict):
        raise Faults(Fault("wrong-kind", node.where, {"key": node.where.file, "expected": "mapping", "got": "-"}))
    plain: dict[str, Any] = node.plain()
    return plain


def _value(data: Any, key: str) -> Value:
    if not isinstance(data, dict):
        raise Faults(Fault("wrong-kind", Where(key), {"key": key, "expected": "mapping", "got": str(data)}))
    return Value(data.get("value"), str(data.get("unit") or ""), str(data.get("trust") or "unverified"),
                 str(data.get("source") or ""), str(data.get("by") or ""), str(data.get("date") or ""), data.get("at"))
