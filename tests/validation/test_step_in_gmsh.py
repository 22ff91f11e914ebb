"""Our STEP files in another program with another kernel: gmsh of Debian, which reads them by its own Open CASCADE.

`./dev test --all` installs it. Without it these tests are left out, but never where CI is set.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from knalpot_cad.built import Built, build
from knalpot_cad.design import load
from knalpot_cad.geometry.bulge import Bulge
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.sections import Ellipse
from knalpot_cad.geometry.shape import Placed, Shape, Tube
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.library import Library
from knalpot_cad.outputs import Options, step
from knalpot_cad.solids.bake import bake
from knalpot_cad.solids.step import part_step

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(p.parent.name for p in (ROOT / "examples").glob("*/design.yaml"))
GAUSS = 5e-5        # gmsh integrates without a tolerance, as our kernel's default: 2e-5 off on a pipe of a collector
SCRIPT = """SetFactory("OpenCASCADE");
Geometry.OCCTargetUnit = "MM";
all() = ShapeFromFile("{file}");
solids() = Volume{{:}};
For i In {{0:#solids()-1}}
  mass() = Mass Volume {{solids(i)}};
  box() = BoundingBox Volume {{solids(i)}};
  Printf("SOLID %.15g %.9g %.9g %.9g", mass(0), box(3)-box(0), box(4)-box(1), box(5)-box(2));
EndFor
"""


@pytest.fixture(scope="module")
def gmsh() -> str:
    found = shutil.which("gmsh")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("gmsh is missing: ./dev test --all installs it, or apt-get install gmsh")
        pytest.skip("gmsh is not installed")
    return found


def read(program: str, file: Path) -> tuple[list[tuple[float, ...]], list[str]]:
    """Volume and size of every solid, and the labels of the tree, as gmsh prints them."""
    script = file.with_suffix(".geo")
    script.write_text(SCRIPT.format(file=file.name), encoding="ascii")
    done = subprocess.run([program, "-nopopup", script.name, "-"], cwd=file.parent, text=True, capture_output=True,
                          timeout=600, check=True)
    said = done.stdout + done.stderr
    assert not re.search(r"^(Error|Warning)", said, re.MULTILINE), said
    solids = [tuple(map(float, m[1].split())) for m in re.finditer(r"^SOLID (.*)$", said, re.MULTILINE)]
    return solids, re.findall(r"Label 'Shapes/(.*?)'", said)


@pytest.fixture(scope="module", params=EXAMPLES)
def written(request: pytest.FixtureRequest, library: Library,
            tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path]:
    built = build(load(ROOT / "examples" / request.param / "design.yaml", library), library)
    folder = tmp_path_factory.mktemp(request.param)
    step.OUTPUT.write(built, folder, Options())
    return built, folder


def test_assembly_has_our_solids_names_and_volumes(gmsh: str, written: tuple[Built, Path]) -> None:
    built, folder = written
    if not (folder / "assembly.step").exists():
        assert not [s for s in built.solids if s.located]
        return
    solids, labels = read(gmsh, folder / "assembly.step")
    assert sorted(s[0] for s in solids) == pytest.approx(sorted(s.shape.volume_mm3 for s in built.solids), rel=GAUSS)
    assert sorted(s[0] for s in solids) == pytest.approx(sorted(bake(s.shape).Volume() for s in built.solids), rel=1e-6)
    assert {label.rpartition("/")[2] for label in labels} == {s.name for s in built.solids}
    groups = {s.group for s in built.solids if s.group}
    assert {label.split("/")[-3] for label in labels if label.count("/") > 2} <= groups | {built.design.name}


def test_every_part_is_one_solid_of_its_volume(gmsh: str, written: tuple[Built, Path]) -> None:
    built, folder = written
    for part in built.solids:
        ((volume, *size),), _ = read(gmsh, folder / "step" / f"{part.name}.step")
        assert volume == pytest.approx(part.shape.volume_mm3, rel=GAUSS), part.name
        assert volume == pytest.approx(bake(part.shape).Volume(), rel=1e-6), part.name
        b = part.shape.box_mm
        for got, wanted in zip(size, (b[3] - b[0], b[4] - b[1], b[5] - b[2]), strict=True):
            assert got >= wanted - 0.2, part.name           # its boxes are 0.1 short of tori, and wide of splines


@pytest.mark.parametrize("shape", [
    Tube(50, 47.6, 200, tuple((30.0 * i, 60.0, 4.0) for i in range(12)),
         (Bulge("bead", 45, 8, 2), Bulge("bead", 100, 9, -2), Bulge("swage", 180, 8, 2))),
    Tube(40, 37.6, 200, (), (Bulge("bead", 100, 40, 1),)),
    SectionShell(Ellipse(118, 78), 1.0, 150, (Bulge("bead", 40, 12, 3), Bulge("bead", 80, 12, -3)))],
    ids=["holes", "shallow", "ellipse"])
def test_beads_and_swages(gmsh: str, shape: Shape, tmp_path: Path) -> None:
    file = tmp_path / "badan.step"
    file.write_bytes(part_step(Placed("badan", shape, Frame(), "", "spcc", (150, 160, 170), 7850.0), "b"))
    ((volume, *size),), _ = read(gmsh, file)
    assert volume == pytest.approx(shape.volume_mm3, rel=GAUSS)
    assert size[0] >= 2 * shape.box_mm[3] - 0.2 and size[1] >= 2 * shape.box_mm[4] - 0.2     # wide of tori
