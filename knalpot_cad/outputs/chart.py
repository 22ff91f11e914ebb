"""sound.png: transmission loss of silencer and line over frequency, octave bands, and the gas it holds for.

Above the first cut-on the lines are dashed: the plane wave no longer tells the whole there.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.sound import Sound

NAME = "sound.png"
SILENCER, LINE, INK, FAINT = "#1f4fbf", "#e07b00", "#222222", "#8a8a8a"
LOWEST_HZ, TOP_DB, ROUND_DB = 40.0, 100.0, 10.0
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans", "font.size": 9.0, "axes.edgecolor": FAINT, "text.color": INK,
    "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK}


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if built.sound is None:
        return []
    design = built.design
    title = " · ".join(word for word in (design.name, design.part_number, design.fitment) if word)
    (folder / NAME).write_bytes(chart_png(built.sound, title, design.language))
    return [NAME]


def chart_png(sound: Sound, title: str, language: str) -> bytes:
    """The chart as PNG, 1600 x 900; untouched by the reader's own matplotlib settings."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(STYLE)
        figure = Figure(figsize=(10, 5.625), dpi=160)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.07, 0.15, 0.905, 0.67))
        _draw(axes, sound, language)
        size = min(13.0, 700.0 / max(1, len(title)))        # a long name stays clear of the legend
        figure.text(0.07, 0.945, title, fontsize=size, fontweight="bold", va="center", parse_math=False)
        figure.text(0.07, 0.897, _gas_line(sound, language), fontsize=8.5, color=FAINT, va="center", parse_math=False)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles[::-1], labels[::-1], loc="upper right",
                      bbox_to_anchor=(0.98, 0.985), frameon=False, fontsize=9, labelspacing=0.3)
        notes = " ".join(text(f"chart.{key}", language) for key in ("dashed", *sound.notes))
        figure.text(0.07, 0.03, notes, fontsize=7.5, color=FAINT, va="center", parse_math=False)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=160, metadata={"Software": None})
    return stream.getvalue()


def _gas_line(sound: Sound, language: str) -> str:
    return text("chart.gas", language, silencer=fmt(sound.silencer_c, 0), pipe=fmt(sound.pipe_c, 0),
                speed=fmt(sound.sound_speed_m_s, 0), model=text(f"chart.{sound.model}", language))


def _draw(axes: Any, sound: Sound, language: str) -> None:
    import numpy as np

    f, alone, line = (np.asarray(v, float) for v in (sound.frequencies, sound.tl_silencer_db, sound.tl_line_db))
    high = float(f[-1])
    peak = max(float(np.nanmax(alone, initial=0.0)), float(np.nanmax(line, initial=0.0)))
    top = min(TOP_DB, ROUND_DB * np.ceil((peak + 4.0) / ROUND_DB))
    axes.set_xscale("log")
    axes.set_xlim(LOWEST_HZ, high)
    axes.set_ylim(0.0, top)
    shown = [band for band in sound.bands if band[2] > LOWEST_HZ and band[1] < high]
    _bands(axes, shown, high, top)
    for values, colour, key, wide in ((line, LINE, "line", 1.6), (alone, SILENCER, "silencer", 2.0)):
        sure = f <= sound.cut_on_hz
        beyond = f >= (f[sure][-1] if sure.any() else f[0])
        axes.plot(f[sure], values[sure], color=colour, linewidth=wide, label=text(f"chart.{key}", language), zorder=3)
        axes.plot(f[beyond], values[beyond], color=colour, linewidth=wide * 0.7, linestyle=(0, (4, 2)), alpha=0.75,
                  zorder=3)
    if LOWEST_HZ < sound.cut_on_hz < high:
        axes.axvline(sound.cut_on_hz, color=FAINT, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)
        axes.text(sound.cut_on_hz * 0.985, top * 0.985, text("chart.cut_on", language, f=fmt(sound.cut_on_hz, 0)),
                  rotation=90, ha="right", va="top", fontsize=7.5, color=FAINT)
    axes.set_xlabel(text("chart.frequency", language))
    axes.set_ylabel(text("chart.tl", language))
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _bands(axes: Any, bands: list[tuple[str, float, float, float, float]], high: float, top: float) -> None:
    """Every second octave shaded; ticks at the band centres, and both mean values above the axes."""
    centres = []
    for i, (_, low, edge, alone, line) in enumerate(bands):
        a, b = max(low, LOWEST_HZ), min(edge, high)
        if i % 2 == 0:
            axes.axvspan(a, b, color="#f2f2f2", linewidth=0, zorder=0)
        middle = (a * b) ** 0.5
        centres.append((low * edge) ** 0.5)
        for y, value, colour in ((1.062, alone, SILENCER), (1.018, line, LINE)):
            axes.text(middle, top * y, f"{value:.1f} dB", color=colour, fontsize=8, ha="center", va="center")
    axes.set_xticks(centres, [label for label, *_ in bands])
    axes.set_xticks([], minor=True)


OUTPUT = Output("chart", write)
