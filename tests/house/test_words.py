"""Both languages are complete: the same keys, the same values in each sentence, and words for every code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from tests.house.source import ROOT, python_files, tree

PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")
CODES = {"Fault", "Problem", "Finding", "PydanticCustomError", "FormulaError"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def words(language: str) -> dict[str, str]:
    """Every sentence by its dotted key."""
    data = tomllib.loads((ROOT / "templates" / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(flat(data, ""))


def flat(data: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def test_both_languages_have_the_same_keys() -> None:
    bahasa, english = set(words("id")), set(words("en"))
    assert bahasa == english, sorted(bahasa ^ english)


def test_both_languages_use_the_same_values_and_none_is_empty() -> None:
    bahasa, english = words("id"), words("en")
    wrong = [key for key in bahasa if set(PLACEHOLDER.findall(bahasa[key])) != set(PLACEHOLDER.findall(english[key]))
             or not bahasa[key].strip() or not english[key].strip()]
    assert not wrong, wrong


def codes() -> dict[str, str]:
    """Every code of the packages and where it is made: first text of a Fault, or of a (code, values) pair."""
    out: dict[str, str] = {}
    for path in python_files():
        for node in ast.walk(tree(path)):
            first: ast.expr | None = None
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CODES and node.args:
                first = node.args[0]
            elif isinstance(node, ast.Tuple) and len(node.elts) in (2, 3) and isinstance(node.elts[-1], ast.Dict):
                first = node.elts[-2]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
                out.setdefault(first.value, f"{path.relative_to(ROOT)}:{first.lineno}")
    return out


def test_every_code_has_words() -> None:
    known = {part for key in words("id") for part in key.split(".")}
    wrong = [f"{code} ({place})" for code, place in sorted(codes().items()) if code not in known]
    assert not wrong, "\n".join(wrong)


def test_every_note_of_a_check_has_words() -> None:
    from knalpot_cad import checks
    known = words("id")
    notes = {"not_measured", "incomplete", "no_sound", "needs_test", "model", "above_cut_on"}
    assert not [n for n in notes if f"check.{n}" not in known]
    assert not [k.kind for k in checks.CHECKS if f"check.kind_{k.kind}" not in known]
