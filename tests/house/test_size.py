"""No giant rooms: files of at most 400 lines, functions of at most 60."""

from __future__ import annotations

import ast

from tests.house.source import ROOT, python_files, tree

MOST_LINES, MOST_FUNCTION = 400, 60


def test_files_are_small() -> None:
    files = [*python_files(), *sorted((ROOT / "tests").rglob("*.py"))]
    wrong = [f"{p.relative_to(ROOT)}: {n} lines" for p in files
             if (n := len(p.read_text(encoding="utf-8").splitlines())) > MOST_LINES]
    assert not wrong, "\n".join(wrong)


def test_functions_are_small() -> None:
    wrong = [f"{p.relative_to(ROOT)}:{node.lineno} {node.name}: {n} lines" for p in python_files()
             for node in ast.walk(tree(p)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
             if node.end_lineno and (n := node.end_lineno - node.lineno + 1) > MOST_FUNCTION]
    assert not wrong, "\n".join(wrong)
