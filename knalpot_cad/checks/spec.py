"""A customer's specification: YAML read strictly, every fault at its place, every address known to the design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model, model_validator

from knalpot_cad.assemblies.written import only_one
from knalpot_cad.checks.check import Line, Requirement
from knalpot_cad.design import validated
from knalpot_cad.fault import Fault, Faults
from knalpot_cad.fields import Model, unknown
from knalpot_cad.strict import Node, read_yaml

if TYPE_CHECKING:
    from knalpot_cad.built import Built

MAX_REQUIREMENTS = 1000


@dataclass(frozen=True)
class Spec:
    """A specification whose rows all refer to something the design has."""

    title: str
    source: str
    requirements: tuple[Requirement, ...]


def spec_model(kinds: Sequence[type[Requirement]]) -> tuple[type[Model], type[Model]]:
    """The models of a whole file and of one entry of requirements: a mapping with one key, the kind."""
    keys = tuple(k.kind for k in kinds)

    def one(self: Any) -> Any:
        only_one(self, keys)
        return self
    fields: dict[str, Any] = {k.kind: (k | None, None) for k in kinds}
    validators: Any = {"_one": model_validator(mode="after")(one)}
    entry = create_model("Entry", __base__=Model, __validators__=validators, **fields)
    entries: Any = Annotated[tuple[entry, ...], Field(min_length=1, max_length=MAX_REQUIREMENTS)]
    whole: dict[str, Any] = {"spec": (Literal[1], ...), "title": (Line, ""), "source": (Line, ""),
                             "requirements": (entries, ...)}
    return create_model("SpecFile", __base__=Model, **whole), entry


def read_spec(path: Path, built: Built, kinds: Sequence[type[Requirement]]) -> Spec:
    """Read and resolve one file. Raises Faults with everything wrong: form, doubled ids, unknown addresses."""
    node = read_yaml(path, path.name)
    if not isinstance(node.value, dict):
        raise Faults(Fault("wrong-kind", node.where, {"key": path.name, "expected": "mapping", "got": "-"}))
    whole, entry = spec_model(kinds)
    faults: list[Fault] = []
    head: Any = None
    try:
        head = validated(whole, node, {})
    except Faults as error:
        faults += error.faults
    found = _entries(node, entry)
    faults += references(found, built)
    if faults or head is None:
        raise Faults(faults)
    return Spec(head.title, head.source, tuple(r if r.source else r.model_copy(update={"source": head.source})
                                               for r, _ in found))


def _entries(node: Node, entry: type[Model]) -> list[tuple[Requirement, Node]]:
    """Each requirement that is well formed, with its node, so that its references are checked beside other faults."""
    listed = node.value.get("requirements") if isinstance(node.value, dict) else None
    out = []
    for child in listed.value if listed is not None and isinstance(listed.value, list) else ():
        try:
            item = validated(entry, child, {})
        except Faults:
            continue        # reported with the whole file
        kind, requirement = next((f, v) for f in type(item).model_fields if (v := getattr(item, f)) is not None)
        out.append((requirement, child.value[kind]))
    return out


def references(found: Sequence[tuple[Requirement, Node]], built: Built) -> list[Fault]:
    """Doubled ids, numbers left open, and names the design does not have."""
    out: list[Fault] = []
    seen: set[str] = set()
    for requirement, node in found:
        spots = node.value if isinstance(node.value, dict) else {}
        if requirement.id in seen:
            out.append(Fault("spec-id-twice", spots["id"].where, {"id": requirement.id}))
        seen.add(requirement.id)
        if unknown(requirement):
            key = next(k for k in type(requirement).model_fields if unknown(getattr(requirement, k)))
            values = {"key": key, "expected": "number", "got": "ask"}
            out.append(Fault("wrong-kind", spots.get(key, node).where, values))
            continue
        out += [Fault(code, spots.get(key, node).where, {"key": key, **values})
                for key, code, values in requirement.missing(built)]
    return out
