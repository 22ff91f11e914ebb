"""sound.svg: the figure of sound.png as lines and text, for print and for other programs.

Text stays text in the reader's own sans-serif: nothing of this machine's fonts is inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.outputs.chart import picture, title
from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "sound.svg"


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if built.sound is None:
        return []
    (folder / NAME).write_bytes(picture(built.sound, title(built), built.design.language, "svg"))
    return [NAME]


OUTPUT = Output("chart_svg", write)
