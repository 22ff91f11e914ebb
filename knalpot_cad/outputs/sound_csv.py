"""sound.csv: transmission loss of silencer and line [dB] by frequency [Hz]; valid is 1 where the model tells the whole.

Each row repeats the model and the gas temperatures it holds for, so that a row copied elsewhere still says them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from knalpot_cad.numbers import fmt, write_csv
from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "sound.csv"
HEADER = ("f_hz", "tl_silencer_db", "tl_line_db", "valid", "model", "silencer_c", "pipe_c")


def write(built: Built, folder: Path, options: Options) -> list[str]:
    sound = built.sound
    if sound is None:
        return []
    about = [sound.model, fmt(sound.silencer_c, 1), fmt(sound.pipe_c, 1)]
    rows = [[fmt(float(f), 2), fmt(float(a), 2), fmt(float(b), 2), "1" if ok else "0", *about] for f, a, b, ok in
            zip(sound.frequencies, sound.tl_silencer_db, sound.tl_line_db, sound.valid, strict=True)]
    write_csv(folder / NAME, HEADER, rows, options.csv)
    return [NAME]


OUTPUT = Output("sound", write)
