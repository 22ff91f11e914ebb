"""Every output: files as promised, the same bytes in another process, nothing of this computer or clock inside."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from knalpot_cad.outputs import OUTPUTS, Options, Output
from tests.unit.test_outputs_sample import sample

ROOT = Path(__file__).parents[2]
SCRIPT = """
import hashlib, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.unit.test_outputs_sample import sample
from knalpot_cad.outputs import OUTPUTS, Options
folder, options = Path(sys.argv[2]), Options(**json.loads(sys.argv[3]))
print(json.dumps({name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for output in OUTPUTS
                  if output.name in sys.argv[4:] for name in output.write(sample(), folder, options)}))
"""
PLAIN = [output for output in OUTPUTS if not output.needs_solids]
SOLID = [output for output in OUTPUTS if output.needs_solids]
YEAR = re.compile(rb"20[2-9]\d-\d\d-\d\d|D:20\d\d")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """sha256 of every plain file, written in another folder by another process with another hash seed and time zone."""
    return run_elsewhere(tmp_path_factory.mktemp("lain"), [output.name for output in PLAIN])


@pytest.fixture(scope="module")
def elsewhere_too(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same of every file that needs solids: one process, as their library takes seconds to load."""
    pytest.importorskip("cadquery")
    return run_elsewhere(tmp_path_factory.mktemp("lain"), [output.name for output in SOLID])


def run_elsewhere(folder: Path, names: list[str], **options: object) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": "271", "TZ": "Asia/Jakarta", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(ROOT), str(folder), json.dumps(options), *names],
                          text=True, capture_output=True, env=environment, cwd=folder, check=True)
    return dict(json.loads(done.stdout))


def test_names_are_unique() -> None:
    assert len({output.name for output in OUTPUTS}) == len(OUTPUTS)


@pytest.mark.parametrize("output", PLAIN, ids=lambda o: o.name)
@pytest.mark.parametrize("language", ["id", "en"])
def test_writes_what_it_says(output: Output, language: str, tmp_path: Path) -> None:
    names = output.write(sample(language), tmp_path, Options())
    files = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert names and sorted(names) == files
    for name in names:
        content = (tmp_path / name).read_bytes()
        assert content
        assert re.fullmatch(r"[a-z0-9_/-]+\.[a-z0-9]+", name)
        assert str(ROOT).encode() not in content and str(tmp_path).encode() not in content
        assert not YEAR.search(content)


@pytest.mark.parametrize("output", PLAIN, ids=lambda o: o.name)
def test_same_bytes_in_another_process(output: Output, elsewhere: dict[str, str], tmp_path: Path) -> None:
    for name in output.write(sample(), tmp_path, Options()):
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == elsewhere[name], name


@pytest.mark.parametrize("profile", ["arcs", "r12"])
def test_same_bytes_of_every_dxf_profile(profile: Literal["arcs", "r12"], tmp_path: Path) -> None:
    dxf = next(output for output in OUTPUTS if output.name == "dxf")
    (tmp_path / "lain").mkdir()
    there = run_elsewhere(tmp_path / "lain", ["dxf"], dxf=profile)
    names = dxf.write(sample(), tmp_path, Options(dxf=profile))
    assert {n: hashlib.sha256((tmp_path / n).read_bytes()).hexdigest() for n in names} == there


@pytest.mark.parametrize("output", SOLID, ids=lambda o: o.name)
def test_solids_too(output: Output, elsewhere_too: dict[str, str], tmp_path: Path) -> None:
    names = output.write(sample(), tmp_path, Options())
    files = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert names and sorted(names) == files
    for name in names:
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == elsewhere_too[name], name


def test_importing_the_room_loads_nothing_heavy() -> None:
    script = ("import sys; sys.path.insert(0, sys.argv[1]); import knalpot_cad.outputs;"
              "print([m for m in ('numpy', 'scipy', 'ezdxf', 'cadquery', 'OCP', 'matplotlib', 'typst', 'shapely')"
              " if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script, str(ROOT)], text=True, capture_output=True, check=True)
    assert done.stdout.strip() == "[]"
