"""assembly.step and step/<part>.step; every solid is proven before, and the assembly is read again after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.outputs.proven import proven

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "assembly.step"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if not built.baked:
        return []
    from knalpot_cad.solids.proof import reread
    from knalpot_cad.solids.step import StepOptions, assembly_step, part_step

    placed, design = proven(built), built.design
    chosen = StepOptions(options.step_schema, options.perforation, options.author, options.date)
    located = [part for part in placed if part.located]
    files: dict[str, bytes] = {}
    faults: list[Fault] = []

    def add(name: str, data: bytes, wrong: list[str]) -> None:
        files[name] = data
        faults.extend(Fault("step-reread", None, {"file": name, "reason": reason}) for reason in wrong)
    if located:
        data = assembly_step(located, design.name, design.part_number, chosen)
        add(NAME, data, reread(data, located, options.perforation))
    for part in placed:
        data = part_step(part, design.part_number, chosen)
        # what stands in the assembly was read again there: a tube of 800 holes takes the reader ten seconds
        add(f"step/{part.name}.step", data, [] if part.located else reread(data, [part], options.perforation, False))
    if faults:
        raise Faults(faults)
    (folder / "step").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return list(files)


OUTPUT = Output("step", write, needs_solids=True)
