"""The typed form of one design file: read strictly, formulas worked out, `ask` left open, every fault at its place."""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.assemblies import ASSEMBLIES, LINE_PARTS
from knalpot_cad.assemblies.assembly import Assembly
from knalpot_cad.assemblies.written import only_one
from knalpot_cad.fault import Fault, Faults, Finding, Where
from knalpot_cad.fields import ASK, Model, Name, number
from knalpot_cad.formula import FormulaError, resolve
from knalpot_cad.library import Library
from knalpot_cad.parts import PARTS
from knalpot_cad.parts.part import Part, Stock
from knalpot_cad.strict import Node, read_yaml

MAX_ITEMS = 200
CUTTING = ("laser", "plasma", "punch", "shear", "hand")
Temperature = number(-50.0, 1200.0)     # deg C


class GasData(Model):
    """Gas temperatures; asked of every design with sound."""

    silencer_c: Temperature
    pipe_c: Temperature


def _choice(name: str, kinds: Sequence[type[Part] | type[Assembly]]) -> type[Model]:
    """A mapping with exactly one key, the kind: {pipe: {...}}."""
    keys = tuple(k.kind for k in kinds)

    def one(self: Any) -> Any:
        only_one(self, keys)
        return self
    fields: dict[str, Any] = {k.kind: (k | None, None) for k in kinds}
    validators: Any = {"_one": model_validator(mode="after")(one)}
    return create_model(name, __base__=Model, __validators__=validators, **fields)


LineItem = _choice("LineItem", (*LINE_PARTS, *ASSEMBLIES))
PartItem = _choice("PartItem", (*PARTS, *ASSEMBLIES))


class DesignFile(Model):
    """A design as written."""

    design: Literal[1]
    name: Name
    fitment: str = ""
    part_number: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9 ._/-]*$")] = ""
    revision: Annotated[str, Field(max_length=8, pattern=r"^[A-Za-z0-9.-]*$")] = ""
    title: Annotated[str, Field(max_length=120)] = ""
    language: Literal["id", "en"] = "id"
    measurements: str = ""
    process: str = ""
    gas: GasData | None = None
    parameters: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Any] = {}
    stock: Stock = Stock()
    line: Annotated[tuple[LineItem, ...], Field(max_length=MAX_ITEMS)] = ()
    parts: Annotated[tuple[PartItem, ...], Field(max_length=MAX_ITEMS)] = ()

    @model_validator(mode="after")
    def _line_or_parts(self) -> DesignFile:
        if bool(self.line) == bool(self.parts):
            got = "line, parts" if self.line else "-"
            raise PydanticCustomError("one-of", "one of", {"names": "line, parts", "got": got})
        if self.line and self.gas is None:
            raise PydanticCustomError("missing-key", "missing", {"key": "gas"})
        return self


@dataclass(frozen=True)
class Design:
    """One design, ready to build; where() finds the place in the file for a part's name and field."""

    name: str
    part_number: str
    revision: str
    title: str
    language: str
    fitment: str
    displacement_cc: float | None
    gas: GasData | None
    stock: Stock
    line: tuple[Part | Assembly, ...]
    parts: tuple[Part | Assembly, ...]
    parameters: Mapping[str, float]
    asked: tuple[str, ...]
    findings: tuple[Finding, ...]
    sha256: str
    source: Node = field(repr=False, compare=False)
    process: str = ""       # how flat parts are cut, by the name of a machine; "" asks nothing of it

    def where(self, part: str, key: str = "") -> Where | None:
        """Place of a part (or assembly) by name, of its field where it has it."""
        node = find_named(self.source, part)
        if node is None:
            # parts that an assembly makes carry its name in front: silincer_badan
            names = [n for n in all_names(self.source) if part.startswith(n + "_")]
            node = find_named(self.source, max(names, key=len)) if names else self.source
        inner = node.value.get(key.split("[")[0]) if node and isinstance(node.value, dict) else None
        return (inner or node).where if node else None

    def material_faults(self, library: Library, parts: Sequence[Part]) -> list[Fault]:
        """Materials that the library does not know."""
        out = []
        for name in sorted({p.material for p in parts if p.material}):
            try:
                library.material(name)
            except Faults as error:
                first = next(p for p in parts if p.material == name)
                out += [Fault(f.code, self.where(first.name, "material"), f.values) for f in error.faults]
        return out


def find_named(node: Node, name: str) -> Node | None:
    """The mapping whose `name` is name."""
    if isinstance(node.value, dict):
        mine = node.value.get("name")
        if mine is not None and mine.value == name and not {"design", "spec"} & set(node.value):
            return node
        children = list(node.value.values())
    else:
        children = node.value if isinstance(node.value, list) else []
    return next((hit for child in children if (hit := find_named(child, name)) is not None), None)


def all_names(node: Node) -> list[str]:
    out: list[str] = []
    if isinstance(node.value, dict):
        if "name" in node.value and "design" not in node.value and isinstance(node.value["name"].value, str):
            out.append(node.value["name"].value)
        for child in node.value.values():
            out += all_names(child)
    elif isinstance(node.value, list):
        for child in node.value:
            out += all_names(child)
    return out


# measured values ----------------------------------------------------------------------------------------------------
class MeasuredValue(Model):
    value: float
    by: str = ""
    date: str = ""
    how: str = ""


class MeasurementFile(Model):
    """Values nobody published, by part (or `parameters`) and field."""

    measurements: Literal[1]
    status: Literal["measured", "example"]
    fitment: str = ""
    note: str = ""
    values: dict[str, dict[str, MeasuredValue | float]]


def read_measurements(path: Path) -> tuple[dict[str, float], str]:
    """part.field -> value, and the file's status."""
    node = read_yaml(path, path.name)
    data = validated(MeasurementFile, node, {})
    flat = {f"{part}.{key}": v.value if isinstance(v, MeasuredValue) else v
            for part, group in data.values.items() for key, v in group.items()}
    return flat, data.status


def fill(node: Node, measured: Mapping[str, float], asked: list[str], owner: str = "", path: str = "") -> Any:
    """Plain data of the tree with every `ask` replaced by its measured value, or recorded as open."""
    if isinstance(node.value, dict):
        mine = node.value.get("name")
        if mine is not None and isinstance(mine.value, str) and "design" not in node.value:
            owner, path = mine.value, ""
        out: dict[str, Any] = {}
        for key, child in node.value.items():
            top = key == "parameters" and not owner
            below = "" if top else f"{path}.{key}".strip(".")
            out[key] = fill(child, measured, asked, "parameters" if top else owner, below)
        return out
    if isinstance(node.value, list):
        return [fill(child, measured, asked, owner, f"{path}[{i}]") for i, child in enumerate(node.value)]
    if node.value == ASK:
        address = f"{owner}.{path}"
        if address in measured:
            return measured[address]
        asked.append(address)
    return node.value


M = TypeVar("M", bound=Model)


# validation ---------------------------------------------------------------------------------------------------------
def locate(node: Node, loc: Sequence[str | int]) -> tuple[Node, str]:
    """The deepest node on the way of a pydantic location, and the last key asked for."""
    last = ""
    for step in loc:
        last = str(step) if isinstance(step, str) else last
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return node, last


def fields_at(model: type[Model], loc: Sequence[str | int]) -> list[str]:
    """Keys a model accepts at a location, for the nearest known name."""
    schema = model.model_json_schema()
    spot: Any = schema
    for step in loc:
        spot = _deref(schema, spot)
        if isinstance(step, str):
            spot = spot.get("properties", {}).get(step, spot.get("additionalProperties", {}) or {})
        elif "prefixItems" in spot:
            spot = spot["prefixItems"][step]
        else:
            spot = spot.get("items", {})
    return list(_deref(schema, spot).get("properties", {}))


def _deref(schema: dict[str, Any], spot: Any) -> Any:
    if "anyOf" in spot:
        spot = next((s for s in spot["anyOf"] if "$ref" in s or "items" in s), spot)
    return schema["$defs"][spot["$ref"].rsplit("/", 1)[1]] if "$ref" in spot else spot


KINDS = {"float_type": "number", "int_type": "integer", "int_from_float": "integer", "string_type": "text",
         "bool_type": "true/false", "tuple_type": "list", "list_type": "list", "model_type": "mapping",
         "dict_type": "mapping", "int_parsing": "integer", "float_parsing": "number"}


def to_fault(model: type[Model], node: Node, error: Any) -> Fault:
    """One pydantic error as a fault at its place."""
    loc, kind, ctx = tuple(error["loc"]), error["type"], dict(error.get("ctx") or {})
    spot, last = locate(node, loc)
    key = ".".join(str(s) for s in loc if isinstance(s, str))
    if kind == "extra_forbidden":
        known = fields_at(model, loc[:-1])
        near = difflib.get_close_matches(str(loc[-1]), known, 1, 0.5)
        return Fault("unknown-key", spot.where, {"key": str(loc[-1]), "nearest": near[0] if near else ", ".join(known)})
    if kind == "missing":
        return Fault("missing-key", spot.where, {"key": str(loc[-1])})
    if kind == "literal_error":
        return Fault("wrong-choice", spot.where, {"key": last, "got": str(error["input"]), "expected": ctx["expected"]})
    if kind in KINDS:
        return Fault("wrong-kind", spot.where, {"key": last, "expected": KINDS[kind], "got": str(error["input"])[:40]})
    if kind in ("too_long", "string_too_long"):
        return Fault("too-large", spot.where, {"what": last, "limit": ctx.get("max_length", "")})
    if "-" in kind:
        return Fault(kind, spot.where, {"key": last, **ctx})
    return Fault("wrong-value", spot.where, {"key": key, "got": str(error["input"])[:40], "reason": error["msg"]})


def validated(model: type[M], node: Node, names: Mapping[str, float], data: Any = None) -> M:
    """The model of a tree. Raises Faults with every error at its file:line:column."""
    try:
        return model.model_validate(node.plain() if data is None else data, context={"names": names})
    except ValidationError as error:
        raise Faults([to_fault(model, node, e) for e in error.errors(include_url=False)]) from error


# loading ------------------------------------------------------------------------------------------------------------
def load(path: Path, library: Library, overrides: Mapping[str, str] | None = None,
         measurements: Path | Literal["none"] | None = None, fitment: str | None = None) -> Design:
    """Read one design. overrides are parameters by name; measurements replaces the file the design names, or `none`.

    Raises Faults with everything wrong in the file.
    """
    node = read_yaml(path, path.name)
    if not isinstance(node.value, dict):
        raise Faults(Fault("wrong-kind", node.where, {"key": path.name, "expected": "mapping", "got": "-"}))
    measured, findings, digest = _measured(node, path, measurements)
    asked: list[str] = []
    data = fill(node, measured, asked)
    if fitment:
        data["fitment"] = fitment
    motor, faults = _fitment_names(str(data.get("fitment") or ""), node, library)
    names, found = _parameters(node, data, overrides or {}, motor)
    faults += found
    try:
        written: DesignFile | None = validated(DesignFile, node, names, data)
    except Faults as error:
        faults += error.faults
        written = None
    if written is not None and written.process:
        faults += _process_faults(written.process, node, library)
    if faults or written is None:
        raise Faults(faults)
    key = json.dumps([hashlib.sha256(path.read_bytes()).hexdigest(), digest, dict(sorted((overrides or {}).items())),
                      fitment or ""])
    return Design(
        written.name, written.part_number, written.revision, written.title, written.language,
        str(data.get("fitment") or ""), motor.get("motor_displacement_cc"), written.gas, written.stock,
        tuple(_inner(i) for i in written.line), tuple(_inner(i) for i in written.parts),
        {k: v for k, v in names.items() if k not in motor}, tuple(dict.fromkeys(asked)), tuple(findings),
        hashlib.sha256(key.encode()).hexdigest(), node, written.process)


def _process_faults(name: str, node: Node, library: Library) -> list[Fault]:
    """The machine of a process is known, and it cuts."""
    where = node.value["process"].where if isinstance(node.value, dict) and "process" in node.value else node.where
    try:
        kind = library.machine(name).kind
    except Faults as error:
        return [Fault(f.code, f.where or where, f.values) for f in error.faults]
    if kind in CUTTING:
        return []
    return [Fault("wrong-choice", where, {"key": "process", "got": name, "expected": ", ".join(CUTTING)})]


def _inner(item: Any) -> Any:
    return next(v for f in type(item).model_fields if (v := getattr(item, f)) is not None)


def _measured(node: Node, path: Path, choice: Path | str | None) -> tuple[dict[str, float], list[Finding], str]:
    """Measured values of the file the design (or the command) names; a missing named file leaves its values open."""
    assert isinstance(node.value, dict)
    named = node.value.get("measurements")
    if choice == "none" or (choice is None and (named is None or not isinstance(named.value, str))):
        return {}, [], ""
    if choice is not None:
        file = Path(choice)
    else:
        assert named is not None
        if "/" in str(named.value) or "\\" in str(named.value):
            raise Faults(Fault("name-not-safe", named.where, {"name": str(named.value)}))
        file = path.parent / str(named.value)
        if not file.exists():
            return {}, [Finding("measurement-missing-file", "warn", {"file": file.name})], ""
    values, status = read_measurements(file)
    findings = [Finding("measurement-example", "warn", {"file": file.name})] if status == "example" else []
    return values, findings, hashlib.sha256(file.read_bytes()).hexdigest()


def _fitment_names(fitment: str, node: Node, library: Library) -> tuple[dict[str, float], list[Fault]]:
    """Numbers of the fitment for formulas: motor_displacement_cc ...; what it does not have yet is NaN."""
    if not fitment:
        return {}, []
    try:
        found = library.fitment(fitment)
    except Faults as error:
        assert isinstance(node.value, dict)
        spot = node.value.get("fitment", node)
        return {}, [Fault(f.code, spot.where, f.values) for f in error.faults]
    names = {f"motor_{k}": float(v.value) for k, v in found.values.items() if isinstance(v.value, int | float)}
    names |= {f"motor_{k}": math.nan for k in found.measure if f"motor_{k}" not in names}
    return names, []


def _parameters(node: Node, data: dict[str, Any], overrides: Mapping[str, str],
                motor: Mapping[str, float]) -> tuple[dict[str, float], list[Fault]]:
    """Parameters worked out, with overrides; NaN for those still open."""
    block = data.get("parameters") or {}
    faults: list[Fault] = []
    if not isinstance(block, dict):
        return dict(motor), []      # the model reports the wrong kind
    for name, text in overrides.items():
        if name not in block:
            near = difflib.get_close_matches(name, list(block), 1, 0.4)
            known = near[0] if near else ", ".join(block)
            faults.append(Fault("parameter-unknown", None, {"name": name, "nearest": known}))
        else:
            block[name] = text
    assert isinstance(node.value, dict)
    spots = node.value["parameters"].value if "parameters" in node.value else {}
    names: dict[str, str | float] = dict(motor)
    for name, value in block.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            names[name] = math.nan if value == ASK else value
        else:
            values = {"key": name, "expected": "number", "got": str(value)}
            faults.append(Fault("wrong-kind", spots[name].where, values))
    try:
        return resolve(names), faults
    except FormulaError as error:
        name = str(error.values.get("parameter", ""))
        spot = spots.get(name, node) if isinstance(spots, dict) else node
        faults.append(Fault(error.code, spot.where, {"key": name, **error.values}))
        return {k: v if isinstance(v, float) else math.nan for k, v in names.items()}, faults


def json_schema() -> dict[str, Any]:
    """JSON schema of a design file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **DesignFile.model_json_schema()}
