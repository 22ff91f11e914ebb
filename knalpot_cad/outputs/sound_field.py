"""sound_field_<f>hz.png and .svg: level of the pressure on a plane along the silencer's axis, with the metal it cuts.

One picture a silencer and frequency asked for (`knalpot sound --field HZ`); nothing where none is asked for.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.numbers import fmt
from knalpot_cad.outputs.chart import DPI, FAINT, settings, title
from knalpot_cad.outputs.output import Options, Output
from knalpot_cad.words import text

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.sound import SoundField

WIDE_IN, HEAD_IN, FOOT_IN, LEFT_IN, RIGHT_IN = 10.0, 0.85, 0.65, 0.7, 0.95
TALLEST = 0.8               # of the picture's width
RANGE_DB, STEPS = 90.0, (3.0, 6.0)           # most that is told apart; a line every few dB
QUIETEST = 1.0              # per cent of the plane that may lie below the scale
COLOURS = "magma"
METAL, OUTSIDE = "#3b4754", "#ffffff"
SHEET = 2                   # points of the plane that a sheet of metal hides
LINE_PT, DASHES = 1.3, (0, (2.2, 1.4))


def write(built: Built, folder: Path, options: Options) -> list[str]:
    names = []
    for field in built.sound_fields:
        more = f"_{field.silencer}" if len({f.silencer for f in built.sound_fields}) > 1 else ""
        name = f"sound_field{more}_{field.frequency_hz:g}hz".replace(".", "_")
        for kind in ("png", "svg"):
            (folder / f"{name}.{kind}").write_bytes(
                picture(field, title(built), built.design.language, kind, bool(more)))
            names.append(f"{name}.{kind}")
    return names


def picture(field: SoundField, heading: str, language: str, kind: str, many: bool = False) -> bytes:
    """The picture as png or svg; untouched by the reader's own matplotlib settings."""
    with settings():
        figure = _figure(field, heading, language, many)
        stream = io.BytesIO()
        about = {"Software": None} if kind == "png" else {"Creator": None, "Date": None, "Title": heading}
        figure.savefig(stream, format=kind, dpi=DPI, metadata=about)
    return stream.getvalue()


def _figure(field: SoundField, heading: str, language: str, many: bool) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    z0, z1, s0, s1 = field.extent_mm
    wide = WIDE_IN - LEFT_IN - RIGHT_IN
    margin = 0.04 * (s1 - s0)
    high = min(TALLEST * wide, wide * (s1 - s0 + 2 * margin) / (z1 - z0))
    tall = high + HEAD_IN + FOOT_IN
    figure = Figure(figsize=(WIDE_IN, tall), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((LEFT_IN / WIDE_IN, FOOT_IN / tall, wide / WIDE_IN, high / tall))
    image = _levels(axes, field)
    _metal(axes, field)
    axes.set_xlim(z0, z1)
    axes.set_ylim(s0 - margin, s1 + margin)
    axes.set_aspect("equal")
    axes.set_xlabel(text("chart.field_along", language))
    axes.set_ylabel(text("chart.field_across", language))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.canvas.draw()
    box = axes.get_position()
    bar = figure.colorbar(image, cax=figure.add_axes((box.x1 + 0.012, box.y0, 0.014, box.height)))
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=8)
    bar.set_label(text("chart.field_level", language), fontsize=8.5)
    words = text("chart.field", language, f=f"{field.frequency_hz:g}")
    if many:
        words += " · " + text("chart.field_silencer", language, number=field.silencer)
    words = f"{heading} · {words}"
    figure.text(LEFT_IN / WIDE_IN, 1 - 0.27 / tall, words, fontsize=min(12.0, 900 / len(words)), fontweight="bold",
                va="center", parse_math=False)
    about = text("chart.field_plane", language, angle=f"{field.angle_deg:.4g}")
    model = text(f"chart.{field.model}", language)
    about += f"; {fmt(field.silencer_c, 0)} °C, {fmt(field.sound_speed_m_s, 0)} m/s, {model}"
    figure.text(LEFT_IN / WIDE_IN, 1 - 0.55 / tall, about, fontsize=8.5, color=FAINT, va="center",
                parse_math=False)
    return figure


def _levels(axes: Any, field: SoundField) -> Any:
    """The level as an image, with a line every few dB."""
    import numpy as np
    from matplotlib import colormaps
    level = np.asarray(field.level_db, float)
    seen = level[np.isfinite(level)]
    top, low = (float(np.percentile(seen, q)) if len(seen) else 0.0 for q in (100.0, QUIETEST))
    step = STEPS[top - low > RANGE_DB / 2]
    top = math.ceil(top / step) * step
    low = max(top - RANGE_DB, math.floor(low / step) * step)
    z0, z1, s0, s1 = field.extent_mm
    colours = colormaps[COLOURS].with_extremes(bad=OUTSIDE)
    image = axes.imshow(np.ma.masked_invalid(_closed(level)), origin="lower", extent=(z0, z1, s0, s1), cmap=colours,
                        vmin=low, vmax=top, interpolation="nearest", zorder=1)
    rows, columns = level.shape
    z = z0 + (z1 - z0) * (np.arange(columns) + 0.5) / columns
    s = s0 + (s1 - s0) * (np.arange(rows) + 0.5) / rows
    steps = np.arange(low, top + step / 2, step)
    axes.contour(z, s, np.ma.masked_invalid(level), levels=steps, colors="white", linewidths=0.35, alpha=0.45,
                 linestyles="solid", zorder=2)
    return image


def _closed(level: Any) -> Any:
    """Gaps as thin as a sheet, over which its metal is drawn, take the level beside them: else the ground shows."""
    import numpy as np
    out = level.copy()
    for axis in (0, 1):
        before, after = (np.full_like(level, np.nan) for _ in range(2))
        for step in range(SHEET, 0, -1):
            for found, way in ((before, step), (after, -step)):
                moved = np.roll(level, way, axis=axis)
                edge = [slice(None), slice(None)]
                edge[axis] = slice(0, step) if way > 0 else slice(-step, None)
                moved[tuple(edge)] = np.nan
                found[np.isfinite(moved)] = moved[np.isfinite(moved)]
        thin = np.isnan(out) & np.isfinite(before) & np.isfinite(after)
        out[thin] = before[thin]
    return out


def _metal(axes: Any, field: SoundField) -> None:
    for kind, points in field.metal:
        z, s = ([p[i] for p in points] for i in (0, 1))
        if kind in ("casing", "end"):
            axes.plot(z, s, color=METAL, linewidth=LINE_PT * 1.5, solid_capstyle="round", zorder=4)
            continue
        if kind in ("perforated", "holes"):                # dashes along the middle: it lets through
            ends = ((0, 3), (1, 2)) if kind == "perforated" else ((0, 1), (3, 2))
            z, s = ([(row[a] + row[b]) / 2 for a, b in ends] for row in (z, s))
            axes.plot(z, s, color=METAL, linewidth=LINE_PT * 1.2, linestyle=DASHES, zorder=4)
        else:
            axes.fill(z, s, facecolor=METAL, edgecolor=METAL, linewidth=LINE_PT * 0.6, joinstyle="miter", zorder=4)


OUTPUT = Output("sound_field", write)
