"""Flat patterns: many variants in one process, and a core with 5000 holes as a whole process; plain figures."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.library import Library
from knalpot_cad.outputs import OUTPUTS, Options

ROOT = Path(__file__).parent.parent
DESIGN = ROOT / "examples" / "beat-standar" / "design.yaml"
VARIANTS = 200
CORE = """design: 1
name: saringan
parts:
  - core:
      {name: sarangan, od_mm: 101.0, length_mm: 700.0, thickness_mm: 1.0, perforation: {hole_mm: 4.0, pitch_mm: 7.0}}
"""


def variants(folder: Path) -> tuple[float, float, int]:
    """Wall and processor seconds of 200 lengths of the example, each read, built and written as DXF; sheets written."""
    dxf = next(o for o in OUTPUTS if o.name == "dxf")
    library, written = Library.open(), 0
    dxf.write(build(load(DESIGN, library), library), folder, Options())       # loads what is loaded once
    begun, worked = time.perf_counter(), time.process_time()
    for i in range(VARIANTS):
        built = build(load(DESIGN, library, {"body_length_mm": f"{330 + 0.2 * i:g}"}), library)
        written += len(dxf.write(built, folder / str(i), Options()))
    return time.perf_counter() - begun, time.process_time() - worked, written


def core(folder: Path) -> tuple[float, int]:
    """Wall seconds of `knalpot pattern` on a core of about 5000 holes, and their number."""
    design = folder / "core.yaml"
    design.write_text(CORE, encoding="utf-8")
    library = Library.open()
    holes = sum(len(s.holes) + len(s.punched) for s in build(load(design, library), library).sheets)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "knalpot_cad", "pattern", str(design), "-o", str(folder / "out")], cwd=ROOT,
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun, holes


def main() -> None:
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        wall, worked, written = variants(folder / "many")
        seconds, holes = core(folder)
    sys.stdout.write(f"{VARIANTS} designs, {written} sheets: {VARIANTS / wall:.1f} a second, "
                     f"{VARIANTS / worked:.1f} a second of processor time (asked: 20)\n"
                     f"core of {holes} holes, whole process: {seconds:.2f} s (asked: 2)\n")


if __name__ == "__main__":
    main()
