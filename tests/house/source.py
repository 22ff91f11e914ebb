"""The project's source as the house tests read it: files, modules, and who imports whom, by syntax tree."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("knalpot_cad", "acoustics")
SKIPPED = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "out", "dist",
           "build"}
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".csv", ".json", ".typ", ".cfg", ""}


@dataclass(frozen=True)
class Import:
    """One import: the module it is in, the name imported, its line, and whether it stands inside a function."""

    importer: str
    imported: str
    line: int
    inside: bool
    typing: bool = False         # only under TYPE_CHECKING, never run


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def python_files() -> tuple[Path, ...]:
    """Every .py of the packages."""
    return tuple(sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py") if "__pycache__" not in p.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> list[Import]:
    """All imports of a file; `from a import b` counts as a.b where that is a module."""
    here, out = module_name(path), []

    def walk(node: ast.AST, inside: bool, typing: bool) -> None:
        for child in ast.iter_child_nodes(node):
            deeper = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.Import):
                out.extend(Import(here, a.name, child.lineno, inside, typing) for a in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = _base(here, path, child)
                out.extend(Import(here, f"{base}.{a.name}" if is_module(f"{base}.{a.name}") else base, child.lineno,
                                  inside, typing) for a in child.names)
            walk(child, deeper, typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)))
    walk(tree(path), False, False)
    return out


def _base(here: str, path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = here.split(".") if path.name == "__init__.py" else here.split(".")[:-1]
    package = package[:len(package) - node.level + 1]
    return ".".join([*package, *((node.module or "").split(".") if node.module else [])])


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file() or path.is_dir()


@cache
def tracked_text() -> tuple[Path, ...]:
    """Text files that belong to the project: those git knows or would add, else all outside tools' folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                                capture_output=True, check=True).stdout.decode("utf-8").split("\0")
        paths = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [p for p in ROOT.rglob("*") if not SKIPPED & set(p.relative_to(ROOT).parts)]
    return tuple(sorted(p for p in paths if p.is_file() and p.suffix in TEXT))
