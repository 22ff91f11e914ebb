"""sound.png: transmission loss of silencer and line over frequency: octave means, cut-on, domes and notches.

The same figure is written as sound.svg (sound_svg.py). Where the model no longer tells the whole the lines are dashed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.sound import Sound

NAME = "sound.png"
SILENCER, LINE, INK, FAINT, BAND, BEYOND = "#1f4fbf", "#d96c00", "#222222", "#6b6b6b", "#f3f4f6", "#fdf0dc"
LOWEST_HZ, TOP_DB, ROUND_DB, HEAD_DB = 40.0, 100.0, 10.0, 6.0
LABEL_PT, ROOM_PT = 8.0, 16.0
HALO = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
DPI, WIDE_IN, HIGH_IN = 160, 10.0, 5.625
AXES = (0.07, 0.165, 0.905, 0.645)
Area = tuple[float, float, float, float]      # left, right, lower, upper [pt]
STYLE: dict[str, Any] = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 10.0, "axes.edgecolor": FAINT,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "svg.fonttype": "none", "svg.hashsalt": "knalpot"}


def write(built: Built, folder: Path, options: Options) -> list[str]:
    if built.sound is None:
        return []
    (folder / NAME).write_bytes(picture(built.sound, title(built), built.design.language, "png"))
    return [NAME]


def title(built: Built) -> str:
    design = built.design
    return " · ".join(word for word in (design.name, design.part_number, design.fitment) if word)


def picture(sound: Sound, heading: str, language: str, kind: str) -> bytes:
    """The chart as png, 1600 x 900, or svg; untouched by the reader's own matplotlib settings."""
    with settings():
        figure = _figure(sound, heading, language)
        stream = io.BytesIO()
        # nothing of the program that drew it, and no clock
        about = {"Software": None} if kind == "png" else {"Creator": None, "Date": None, "Title": heading}
        figure.savefig(stream, format=kind, dpi=DPI, metadata=about)
    return stream.getvalue()


@contextmanager
def settings() -> Iterator[None]:
    import matplotlib
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(STYLE)
        yield


def _figure(sound: Sound, heading: str, language: str) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    figure = Figure(figsize=(WIDE_IN, HIGH_IN), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(AXES)
    _draw(axes, sound, language)
    size = min(14.0, 700.0 / max(1, len(heading)))        # a long name stays clear of the legend
    figure.text(AXES[0], 0.95, heading, fontsize=size, fontweight="bold", va="center", parse_math=False)
    figure.text(AXES[0], 0.9, _gas_line(sound, language), fontsize=9, color=FAINT, va="center", parse_math=False)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper right", bbox_to_anchor=(0.98, 0.992), frameon=False,
                  fontsize=10, labelspacing=0.25)
    keys = ("dashed",) if not sound.valid.all() else ("beyond",) if sound.cut_on_hz < sound.frequencies[-1] else ()
    words = [text(f"chart.{key}", language) for key in ("turns", *keys, *sound.notes)]
    for row, line in enumerate((words[0], " ".join(words[1:]))):
        figure.text(AXES[0], 0.052 - 0.03 * row, line, fontsize=8.5, color=FAINT, va="center", parse_math=False)
    return figure


def _gas_line(sound: Sound, language: str) -> str:
    return text("chart.gas", language, silencer=fmt(sound.silencer_c, 0), pipe=fmt(sound.pipe_c, 0),
                speed=fmt(sound.sound_speed_m_s, 0), model=text(f"chart.{sound.model}", language))


def _draw(axes: Any, sound: Sound, language: str) -> None:
    import numpy as np

    f, alone, line = (np.asarray(v, float) for v in (sound.frequencies, sound.tl_silencer_db, sound.tl_line_db))
    low, high = LOWEST_HZ if f[0] < LOWEST_HZ < f[-1] / 2 else float(f[0]), float(f[-1])
    seen = f >= low
    peak = max(float(np.nanmax(alone[seen], initial=0.0)), float(np.nanmax(line[seen], initial=0.0)))
    top = min(TOP_DB, ROUND_DB * np.ceil((peak + HEAD_DB) / ROUND_DB))
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(0.0, top)
    _bands(axes, [band for band in sound.bands if band[2] > low and band[1] < high], low, high, top)
    _curve(axes, f, alone, sound.valid, SILENCER, 2.6, text("chart.silencer", language),
           (*sound.domes, *sound.notches))
    _curve(axes, f, line, sound.valid, LINE, 1.1, text("chart.line", language))
    taken: list[Area] = []
    if low < sound.cut_on_hz < high:
        taken += _cut_on(axes, sound.cut_on_hz, high, text("chart.cut_on", language, f=fmt(sound.cut_on_hz, 0)))
    _turns(axes, sound, low, high, top, taken)
    axes.set_xlabel(text("chart.frequency", language))
    axes.set_ylabel(text("chart.tl", language))
    axes.grid(axis="y", color="#dcdcdc", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _curve(axes: Any, f: Any, values: Any, valid: Any, colour: str, wide: float, label: str,
           turns: tuple[tuple[float, float], ...] = ()) -> None:
    """A curve through its samples and located turns, dashed where the model does not tell the whole."""
    import numpy as np
    x, y = (np.append(v, [t[i] for t in turns]) for i, v in enumerate((f, values)))
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    last = max((v for v, ok in zip(f, valid, strict=True) if ok), default=f[0])
    axes.plot(x[x <= last], y[x <= last], color=colour, linewidth=wide, label=label, zorder=4)
    axes.plot(x[x >= last], y[x >= last], color=colour, linewidth=wide * 0.8, linestyle=(0, (3, 1.5)), zorder=4)


def _cut_on(axes: Any, cut: float, high: float, words: str) -> list[Area]:
    """Tinted beyond; the words stand along the line at its foot, beyond it where there is room. Where they stand."""
    axes.axvspan(cut, high, color=BEYOND, linewidth=0, zorder=0.5)
    axes.axvline(cut, color=FAINT, linewidth=1.0, linestyle=(0, (2, 2)), zorder=2)
    x, y = axes.transData.transform((cut, 0.0)) * 72 / DPI
    right = x + ROOM_PT < axes.bbox.x1 * 72 / DPI
    axes.annotate(words, (cut, 0.0), (4 if right else -4, 5), textcoords="offset points", rotation=90,
                  ha="left" if right else "right", va="bottom", fontsize=8.5, color=FAINT, zorder=6, bbox=HALO)
    begin = x if right else x - ROOM_PT
    return [(begin, begin + ROOM_PT, y, y + 5.5 * len(words))]


def _bands(axes: Any, bands: list[tuple[str, float, float, float, float]], low: float, high: float, top: float) -> None:
    """Every second octave shaded, a bar at the silencer's mean; both means above the axes, ticks at the centres."""
    for i, (_, begin, end, alone, line) in enumerate(bands):
        a, b = max(begin, low), min(end, high)
        if i % 2 == 0:
            axes.axvspan(a, b, color=BAND, linewidth=0, zorder=0)
        axes.plot((a, b), (alone, alone), color=SILENCER, linewidth=4, alpha=0.22, solid_capstyle="butt", zorder=3)
        if b / a < 1.3:      # cut short by the edge: no room for figures
            continue
        for y, value, colour in ((1.068, alone, SILENCER), (1.022, line, LINE)):
            axes.text((a * b) ** 0.5, top * y, f"{value:.1f} dB", color=colour, fontsize=9, ha="center", va="center")
    centres = [((begin * end) ** 0.5, label) for label, begin, end, *_ in bands if low <= (begin * end) ** 0.5 <= high]
    axes.set_xticks([f for f, _ in centres], [label for _, label in centres])
    axes.set_xticks([], minor=True)


def _turns(axes: Any, sound: Sound, low: float, high: float, top: float, taken: list[Area]) -> None:
    """A mark at each dome and notch in view; its frequency at those that stand out most and where there is room."""
    shown = []
    for found, sign in ((sound.domes, 1), (sound.notches, -1)):
        shown += [(f, level, sign) for f, level in found if low < f < high and 0 <= level < top]
    shown.sort()
    for f, level, sign in shown:
        axes.plot([f], [level], marker="^" if sign > 0 else "v", markersize=4.5, color=SILENCER, zorder=5,
                  markeredgecolor="white", markeredgewidth=0.5, clip_on=False)
    steps = [abs(a[1] - b[1]) for a, b in pairwise(shown)]
    out = [min([*steps[max(0, i - 1):i], *steps[i:i + 1]], default=0.0) for i in range(len(shown))]
    for _, (f, level, sign) in sorted(zip(out, shown, strict=True), key=lambda t: (-t[0], t[1])):
        x, y = axes.transData.transform((f, level)) * 72 / DPI
        words = fmt(f, 0)
        half, near, far = 0.33 * LABEL_PT * len(words), 4.0, 4.0 + 1.15 * LABEL_PT
        box = (x - half, x + half, *sorted((y + sign * near, y + sign * far)))
        view = axes.bbox.extents * 72 / DPI
        inside = view[0] < box[0] and box[1] < view[2] and view[1] < box[2] and box[3] < view[3]
        if not inside or any(box[0] < t[1] and t[0] < box[1] and box[2] < t[3] and t[2] < box[3] for t in taken):
            continue
        taken.append(box)
        axes.annotate(words, (f, level), (0, sign * near), textcoords="offset points", ha="center", color=SILENCER,
                      va="bottom" if sign > 0 else "top", fontsize=LABEL_PT, zorder=6,
                      bbox=HALO)


OUTPUT = Output("chart", write)
