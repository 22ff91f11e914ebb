"""Solids: bake, proof and export of the example and of a core with 800 holes, after the kernel is loaded.

CPU seconds of this process: on a machine that does other work too, the clock says how busy it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.shape import Placed, Tube
from knalpot_cad.library import Library
from knalpot_cad.solids.bake import baked
from knalpot_cad.solids.proof import prove, reread
from knalpot_cad.solids.step import StepOptions, assembly_step, part_step

DESIGN = Path(__file__).parent.parent / "examples" / "beat-standar" / "design.yaml"
HOLES = tuple((360 / 20 * (i + 0.5 * (j % 2)), 10 + 7.0 * j, 4.0) for j in range(40) for i in range(20))


def said(name: str, work: Callable[[], Any], asked: str = "-") -> Any:
    begun = time.process_time()
    answer = work()
    more = f"{len(answer) / 1e6:.2f} MB" if isinstance(answer, bytes) else ""
    sys.stdout.write(f"{name:34} {time.process_time() - begun:7.2f} {asked:>8} {more}\n")
    return answer


def main() -> None:
    sys.stdout.write(f"{'':34} {'CPU s':>7} {'asked s':>8}\n")

    said("loading the kernel", lambda: baked(Tube(30.0, 28.0, 10.0, ((0.0, 5.0, 3.0),))))
    library = Library.open()
    placed = build(load(DESIGN, library), library).solids
    said("example: bake", lambda: [baked(p.shape) for p in placed], "1.5")
    said("example: prove", lambda: prove(placed))
    data = said("example: assembly.step", lambda: assembly_step(placed, "a", "b"), "1")
    said("example: read it again", lambda: reread(data, placed))
    said("example: without perforation", lambda: assembly_step(placed, "a", "b", StepOptions(perforation="none")))
    core = Placed("inti", Tube(51.0, 48.6, 300.0, HOLES), Frame(), "", "spcc", (150, 160, 170), 7850.0)
    said("core of 800 holes: bake", lambda: baked(core.shape))
    said("core of 800 holes: prove", lambda: prove([core]))
    said("core of 800 holes: STEP", lambda: part_step(core, "b"))


if __name__ == "__main__":
    main()
