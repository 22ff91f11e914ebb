"""Draws docs/beat-standar.png from the files that `knalpot build` wrote: python docs/picture.py FOLDER."""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import ezdxf
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.library import Library
from knalpot_cad.solids.preview import preview_png

HERE = Path(__file__).parent
COLOURS = {"CUT_OUTER": "#111111", "CUT_INNER": "#c62828", "ROLL": "#2e7d32", "BEND_UP": "#00838f",
           "BEND_DOWN": "#1565c0", "MARK": "#b26a00"}


def outline(e: Any) -> list[tuple[float, float]]:
    """Points of a circle or of a polyline with bulges."""
    if e.dxftype() == "CIRCLE":
        c, r = e.dxf.center, e.dxf.radius
        return [(c.x + r * math.cos(t * math.pi / 60), c.y + r * math.sin(t * math.pi / 60)) for t in range(121)]
    points = []
    from ezdxf.math import bulge_to_arc
    rows = list(e.get_points("xyb"))
    for (x, y, b), (u, v, _) in zip(rows, rows[1:] + rows[:1] if e.closed else rows[1:], strict=False):
        points.append((x, y))
        if b:
            centre, start, end, radius = bulge_to_arc((x, y), (u, v), b)
            span = (end - start) % (2 * math.pi)
            arc = [(centre.x + radius * math.cos(start + span * i / 60),
                    centre.y + radius * math.sin(start + span * i / 60)) for i in range(61)]
            points += arc if b > 0 else arc[::-1]
        points.append((u, v))
    return points or [(x, y) for x, y, _ in rows]


def flat(axis: plt.Axes, folder: Path) -> None:
    """All DXF files side by side at one scale."""
    x = 0.0
    for file in sorted(folder.glob("*_mm.dxf"), key=lambda f: (f.stem != "silincer_badan_mm", f.stem)):
        drawn = [(e, outline(e)) for e in ezdxf.readfile(file).modelspace() if e.dxf.layer in COLOURS]
        cut = [p for e, points in drawn if e.dxf.layer == "CUT_OUTER" for p in points]
        low, high = min(p[0] for p in cut), max(p[0] for p in cut)
        bottom = min(p[1] for p in cut)
        for e, points in drawn:
            wide = 1.1 if e.dxf.layer.startswith("CUT") else 0.5
            axis.plot([p[0] - low + x for p in points], [p[1] - bottom for p in points],
                      color=COLOURS[e.dxf.layer], linewidth=wide)
        x += high - low + 28
    axis.set_aspect("equal")
    axis.axis("off")


def main(folder: Path) -> None:
    library = Library.open()
    built = build(load(HERE.parent / "examples" / "beat-standar" / "design.yaml", library), library)
    figure = plt.figure(figsize=(16, 13.2), dpi=100)
    with tempfile.TemporaryDirectory() as temp:
        for i, cut in enumerate((False, True)):
            file = Path(temp) / f"{i}.png"
            parts = [p for p in built.solids if p.located]
            if cut:
                parts = [p for p in parts if p.group == "silincer"]
            preview_png(parts, file, (1200, 800), cut=cut)
            axis = figure.add_axes((0.5 * i, 0.645, 0.5, 0.355))
            axis.imshow(plt.imread(file))
            axis.axis("off")
    flat(figure.add_axes((0.02, 0.40, 0.96, 0.25)), folder / "dxf")
    axis = figure.add_axes((0.14, 0.0, 0.72, 0.40))
    axis.imshow(plt.imread(folder / "sound.png"))
    axis.axis("off")
    figure.savefig(HERE / "beat-standar.png", metadata={"Software": None})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
