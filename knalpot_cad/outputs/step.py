"""assembly.step and step/<part>.step; each solid is checked against the closed form of its recipe before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "assembly.step"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    placed = built.solids
    if not placed:
        return []
    from knalpot_cad.solids.check import check_all
    from knalpot_cad.solids.step import assembly_step, part_step

    faults = [Fault("solid-invalid", None, {"part": part, "reason": reason})
              for part, reasons in check_all(placed).items() for reason in reasons]
    if faults:
        raise Faults(faults)
    (folder / "step").mkdir(parents=True, exist_ok=True)
    names = []
    located = [part for part in placed if part.located]
    if located:
        names.append(NAME)
        (folder / NAME).write_bytes(assembly_step(located, built.design.name, built.design.part_number))
    for part in placed:
        names.append(f"step/{part.name}.step")
        (folder / names[-1]).write_bytes(part_step(part, built.design.part_number))
    return names


OUTPUT = Output("step", write, needs_solids=True)
