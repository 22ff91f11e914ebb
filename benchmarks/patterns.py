"""Flat patterns: many variants in one process, and whole processes of the example and of a core with 5000 holes.

Processor seconds stand beside wall seconds: they hold on a busy machine too.
"""

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
VARIANTS, RUNS = 200, 3
CORE = """design: 1
name: saringan
parts:
  - core:
      {name: sarangan, od_mm: 101.0, length_mm: 730.0, thickness_mm: 1.0, perforation: {hole_mm: 4.0, pitch_mm: 7.0}}
"""


def variants(folder: Path, parameter: str, first: float, step: float) -> tuple[float, float, int]:
    """Wall and processor seconds of 200 sizes of the example, each read, built and written as DXF; sheets written."""
    dxf = next(o for o in OUTPUTS if o.name == "dxf")
    library, written = Library.open(), 0
    dxf.write(build(load(DESIGN, library), library), folder, Options())       # loads what is loaded once
    begun, worked = time.perf_counter(), time.process_time()
    for i in range(VARIANTS):
        built = build(load(DESIGN, library, {parameter: f"{first + step * i:g}"}), library)
        written += len(dxf.write(built, folder / str(i), Options()))
    return time.perf_counter() - begun, time.process_time() - worked, written


def holes_of(design: Path) -> int:
    library = Library.open()
    return sum(len(s.holes) + len(s.punched) for s in build(load(design, library), library).sheets)


def whole(design: Path, folder: Path) -> tuple[float, float]:
    """Wall and processor seconds of `knalpot pattern` as a process of its own, the best of three runs."""
    import resource  # not on Windows

    found = []
    for i in range(RUNS):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "knalpot_cad", "pattern", str(design), "-o", str(folder / str(i))],
                       cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return min(w for w, _ in found), min(c for _, c in found)


def main() -> None:
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        for what, parameter, first, step in (("lengths", "body_length_mm", 330.0, 0.2),
                                             ("diameters", "body_od_mm", 98.0, 0.03)):
            wall, worked, written = variants(folder / parameter, parameter, first, step)
            sys.stdout.write(f"{VARIANTS} {what}, {written} sheets: {VARIANTS / wall:.1f} designs a second, "
                             f"{VARIANTS / worked:.1f} a second of processor time (asked: 20)\n")
        wall, worked = whole(DESIGN, folder / "example")
        sys.stdout.write(f"example, whole process: {wall:.2f} s, processor {worked:.2f} s (asked: 1.5)\n")
        core = folder / "core.yaml"
        core.write_text(CORE, encoding="utf-8")
        wall, worked = whole(core, folder / "core")
        sys.stdout.write(f"core of {holes_of(core)} holes, whole process: {wall:.2f} s, processor {worked:.2f} s "
                         "(asked: 2)\n")


if __name__ == "__main__":
    main()
