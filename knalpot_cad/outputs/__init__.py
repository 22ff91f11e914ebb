"""Everything that leaves a design: one file an output, each reading Built and nothing else.

A new output is a file with an OUTPUT and a line here; the contract test runs over the tuple.
"""

from knalpot_cad.outputs import (
    beads,
    bend_pdf,
    bends,
    bom,
    chart,
    drawing,
    dxf,
    glb,
    isir,
    marking,
    pattern_pdf,
    pattern_svg,
    pictures,
    rolls,
    saws,
    sound_csv,
    sound_field,
    sound_svg,
    step,
    stl,
    summary,
    tubes,
    welds,
    ybc,
)
from knalpot_cad.outputs.output import Options, Output

OUTPUTS: tuple[Output, ...] = (
    dxf.OUTPUT,
    pattern_svg.OUTPUT,
    pattern_pdf.OUTPUT,
    bends.OUTPUT,
    bend_pdf.OUTPUT,
    ybc.OUTPUT,
    marking.OUTPUT,
    tubes.OUTPUT,
    rolls.OUTPUT,
    beads.OUTPUT,
    saws.OUTPUT,
    welds.OUTPUT,
    bom.OUTPUT,
    isir.OUTPUT,
    sound_csv.OUTPUT,
    chart.OUTPUT,
    sound_svg.OUTPUT,
    sound_field.OUTPUT,
    summary.OUTPUT,
    step.OUTPUT,
    stl.OUTPUT,
    glb.OUTPUT,
    pictures.OUTPUT,
    drawing.OUTPUT,
)

__all__ = ["OUTPUTS", "Options", "Output"]
