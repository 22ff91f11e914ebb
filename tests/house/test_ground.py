"""The ground agrees with itself: versions, pins, scripts, and the worked example of the docs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest

import knalpot_cad
from knalpot_cad.parts import PARTS, flange
from knalpot_cad.parts.part import Shop, Stock
from tests.house.source import PACKAGES, ROOT, imports

# cadquery's kernel and pydantic's core are theirs to choose; scikit-rf is compared with where somebody has it
COMES_WITH = {"OCP": "cadquery", "pydantic_core": "pydantic", "skrf": "numpy"}


def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_one_version() -> None:
    assert project()["version"] == knalpot_cad.__version__
    assert knalpot_cad.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_everything_asked_for_is_pinned() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)
    pinned = {plain(line.split("==")[0]) for line in lines}
    data = project()
    assert names_of(data["dependencies"]) | names_of(data["optional-dependencies"]["dev"]) <= pinned


def names_of(asked: list[str]) -> set[str]:
    return {plain(re.split(r"[<>=!~\[; ]", a)[0]) for a in asked}


def test_everything_imported_is_asked_for() -> None:
    """What comes only with another library today may be gone with its next version."""
    data, sold_as = project(), packages_distributions()
    users = names_of(data["dependencies"])
    both = users | names_of(data["optional-dependencies"]["dev"])
    own, wrong = {*sys.stdlib_module_names, *PACKAGES, "tests"}, set()
    for folder in (*PACKAGES, "tests", "docs", "benchmarks"):
        known = users if folder in PACKAGES else both
        for path in (ROOT / folder).rglob("*.py"):
            for name in {i.imported.split(".")[0] for i in imports(path)} - own:
                if not known & {plain(d) for d in (COMES_WITH.get(name, ""), *sold_as.get(name, ()))}:
                    wrong.add((folder, name))
    assert not wrong


@pytest.mark.skipif(os.name == "nt" or shutil.which("sh") is None, reason="needs a POSIX shell")
def test_scripts_are_sound() -> None:
    for script in (ROOT / "dev", ROOT / ".ci" / "run"):
        assert os.access(script, os.X_OK), f"{script.name} is not executable"
        assert b"\r" not in script.read_bytes()
    assert subprocess.run(["sh", "-n", str(ROOT / "dev")], check=False).returncode == 0
    wrong = subprocess.run(["sh", str(ROOT / "dev"), "tidak-ada"], capture_output=True, check=False)
    assert wrong.returncode == 2 and b"tidak-ada" in wrong.stderr


def test_the_worked_example_of_a_new_part_works() -> None:
    text = (ROOT / "docs" / "adding-a-part.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[:3])
    names = dict(vars(flange))
    exec(compile(code, "docs/adding-a-part.md", "exec", dont_inherit=True), names)
    ring = names["Ring"](name="cincin", thickness_mm=3.0, od_mm=60.0, bore_mm=40.0).stocked(Stock())
    assert ring.faults() == [] and ring.kind not in {k.kind for k in PARTS}
    piece = ring.make(Shop("CONTOH-001", "A"))
    assert piece.sheets[0].area_mm2 * 3.0 == pytest.approx(piece.shape.volume_mm3, rel=1e-12)
    narrow = names["Ring"](name="cincin", thickness_mm=3.0, od_mm=60.0, bore_mm=58.0)
    assert [c for c, _ in narrow.faults()] == ["holes-too-near-edge"]
