"""Names carry their units, and every public function of the acoustic core says units, validity and source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.fields import Model
from knalpot_cad.parts import PARTS
from tests.house.source import ROOT, module_name, python_files, tree

SUFFIXES = ("_mm", "_deg", "_m3", "_c", "_kg", "_kg_m3", "_percent", "_rpm", "_kw", "_cc")
UNITLESS = {"open_area", "power", "k_factor", "horn"}
SOURCE = re.compile(r"Source: \S|facts/|docs/|[A-Z][a-z]+ \(?(19|20)\d\d|[Dd]efinition|[Cc]losed form")
UNIT = re.compile(r"\[[^\]]+\]")


def models(kind: type[Model]) -> Iterator[type[Model]]:
    """A model and every model inside its fields."""
    todo, seen = [kind], set()
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        yield model
        for field in model.model_fields.values():
            todo += [t for t in inner(field.annotation) if isinstance(t, type) and issubclass(t, Model)]


def inner(annotation: Any) -> list[Any]:
    """All types inside an annotation."""
    if get_origin(annotation) is None:
        return [annotation]
    return [t for a in get_args(annotation) for t in inner(a)]


@pytest.mark.parametrize("kind", [*PARTS, *ASSEMBLIES], ids=lambda k: k.kind)
def test_every_number_of_a_part_carries_its_unit(kind: type[Model]) -> None:
    wrong = [f"{model.__name__}.{name}" for model in models(kind) for name, field in model.model_fields.items()
             if float in inner(field.annotation) and name not in UNITLESS and not name.endswith(SUFFIXES)]
    assert not wrong, wrong


def public_functions() -> list[Any]:
    out = []
    for path in python_files():
        module = module_name(path)
        if not module.startswith("acoustics") or any(p.startswith("_") for p in module.split(".")):
            continue
        about = ast.get_docstring(tree(path)) or ""
        out += [pytest.param(node, about, id=f"{module}.{node.name}") for node in tree(path).body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return out


@pytest.mark.parametrize(("node", "about"), public_functions())
def test_every_function_of_the_acoustic_core_explains_itself(node: ast.FunctionDef, about: str) -> None:
    """Units in its own docstring, where numbers come or go; its source there or at the head of its file."""
    words = ast.get_docstring(node) or ""
    assert words, "no docstring"
    signature = ast.dump(node.args) + (ast.dump(node.returns) if node.returns else "")
    if re.search(r"'(float|complex|ndarray|Array|NDArray)'", signature):
        assert UNIT.search(words), "no unit in square brackets, such as [m] or [-]"
    assert SOURCE.search(words) or SOURCE.search(about), "no source: author and year, an equation, or the facts file"


def test_one_nomenclature_names_every_suffix() -> None:
    text = (ROOT / "docs" / "nomenclature.md").read_text(encoding="utf-8")
    assert not [s for s in SUFFIXES if f"`{s}`" not in text]
