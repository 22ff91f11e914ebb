"""Everything that leaves a design: one file an output, each reading Built and nothing else.

A new output is a file with an OUTPUT and a line here; the contract test runs over the tuple.
"""

from knalpot_cad.outputs import bends, bom, chart, dxf, isir, pattern_pdf, rolls, sound_csv, step, summary, tubes
from knalpot_cad.outputs.output import Options, Output

OUTPUTS: tuple[Output, ...] = (
    dxf.OUTPUT,
    pattern_pdf.OUTPUT,
    bends.OUTPUT,
    tubes.OUTPUT,
    rolls.OUTPUT,
    bom.OUTPUT,
    isir.OUTPUT,
    sound_csv.OUTPUT,
    chart.OUTPUT,
    summary.OUTPUT,
    step.OUTPUT,
)

__all__ = ["OUTPUTS", "Options", "Output"]
