"""Writes docs/validation.md and docs/validation-*.png: the core against finite elements. python docs/validation.py

With names of cases as arguments only their curves are computed and drawn, and the page is left alone. With
--curves FILE.npz the finite elements' curves are kept there and taken from there: they do not depend on acoustics/.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from acoustics import AcousticsError, two_port
from tests.validation import fem_axisymmetric, fem_solid
from tests.validation.fem_cases import AXISYMMETRIC, FREQUENCIES, SOLID, Case

HERE = Path(__file__).resolve().parent
INK, MODES, PLANE, FAINT = "#222222", "#e07b00", "#1f4fbf", "#8a8a8a"
BELOW = 0.7                     # of the first cut-on: how far plane waves are judged

HEAD = """# The sound against finite elements

Written by `python docs/validation.py`. Transmission loss, {low:.0f} to {high:.0f} Hz every {step:.0f} Hz; air of 20 C
unless said; no flow. `tests/validation/test_fem.py` (slow suite) holds the core to 0.1 dB in the median, of modes to
3 kHz and of plane waves below {below} of the casing's first cut-on (the cross mode). It misses that in {missed} of
{count} cases.

**The finite elements** share nothing with `acoustics/` but the plain geometry, the value of a perforate's impedance and
the bulk properties of a wool. They solve the Helmholtz equation itself: no slabs, no modes, no end corrections.

- *Axisymmetric* (`tests/validation/fem_axisymmetric.py`): quadratic triangles in (z, r), straight edges, so that the
  geometry is exact; walls without thickness as slits with doubled nodes; a perforated wall as a jump of pressure over
  its mid surface. Elements shrink towards every edge: {axi}.
- *In three dimensions* (`tests/validation/fem_solid.py`): quadratic tetrahedra with curved faces on half of the body
  (each is its own mirror image), volume right to 1e-5. {solid}.
  All frequencies from one projection on {points} factorisations, residual below 1e-4.
- Ports end in a plane-wave impedance 2.5 radii or more from the casing, where other modes have died away.

Checks of the finite elements alone: a pipe, a step, slender cones as spherical waves, energy, the published tables
(chamber by mode matching within 0.01 dB; perforated 0.07; packed 0.007; extended 0.2, whose own meshes were coarser),
and one model against the other for a centred chamber. They give the end correction of a centred step as 0.962, 0.956,
0.947, 0.927 and 0.888 of Karal's (1953) at a/b = 0.1, 0.2, 0.317, 0.5 and 0.7.

**The tables** give median / 90th percentile / largest difference in dB. *Mesh* is the coarser mesh against the finer
one; the finer one's own error is less (a third mesh of the offset case moved it by 0.014 dB in the median, a quarter of
what the first step did). With modes the largest differences sit on summits and flanks, where a shift of 0.1 % in
frequency is whole decibels. Plane waves drift before their limit where tubes stand beside each other: a cross mode
that does not carry yet already answers. Times are in s for one core of a machine with other work: meshes and all
frequencies; the core's without its cache on disk.
"""
ROW = "| [{title}](#{anchor}) | {mesh} | {modes} | {plane} |\n"
PART = """
### {title}

![{title}](validation-{key}.png)

| | median | 90 % | largest |
|---|---|---|---|
| modes, {low:.0f} to {high:.0f} Hz | {modes} |
| plane, to {limit:.0f} Hz | {plane} |
| finer against coarser mesh | {mesh} |

{nodes[0]} and {nodes[1]} unknowns, {seconds[0]:.0f} and {seconds[1]:.0f} s; core {seconds[2]:.1f} s (modes) and
{seconds[3]:.1f} s (plane).
"""


@dataclass
class Judged:
    """Curves [dB] of one case: coarser and finer mesh, modes, plane (None where refused); unknowns; seconds of each."""

    case: Case
    curves: list[Any]
    nodes: list[int]
    seconds: list[float]
    refused: dict[str, str]

    @property
    def limit(self) -> float:
        """How far plane waves are judged [Hz]."""
        return min(BELOW * self.case.first_cut_on(), float(FREQUENCIES[-1]))

    @property
    def missed(self) -> bool:
        """Whether a median lies above 0.1 dB, or a model is refused."""
        return bool(self.refused) or any(float(self.off(n).split(" / ")[0]) > 0.1 for n in (2, 3))

    def off(self, which: int, between: str = " / ") -> str:
        """Median, 90 % and largest difference from the finer mesh; 0 coarser mesh, 2 modes, 3 plane."""
        if self.curves[which] is None:
            return between.join(["refused", "", ""])
        d = np.abs(self.curves[which] - self.curves[1])
        if which == 3:
            d = d[self.limit > FREQUENCIES]
        return between.join(f"{v:.3f}" for v in (np.median(d), np.percentile(d, 90), d.max()))


def truth(case: Case, module: Any, kept: Path | None) -> tuple[list[Any], list[int], list[float]]:
    """Curves, unknowns and seconds of both meshes, computed or kept."""
    known = dict(np.load(kept)) if kept and kept.exists() else {}
    if case.key not in known:
        rows = []
        for size in (module.COARSE, module.FINE):
            start = time.perf_counter()
            model = module.Model(case.silencer, size)
            curve = model.loss(FREQUENCIES, case.gas)
            rows.append([model.size, time.perf_counter() - start, *curve])
        known[case.key] = np.array(rows)
        if kept:
            np.savez(kept, **known)
    rows = known[case.key]
    return [r[2:] for r in rows], [int(r[0]) for r in rows], [float(r[1]) for r in rows]


def judge(case: Case, module: Any, kept: Path | None) -> Judged:
    """Both meshes and both models of a case."""
    curves, nodes, seconds = truth(case, module, kept)
    refused = {}
    for name in ("modes", "plane"):
        start = time.perf_counter()
        try:
            curves.append(two_port(case.silencer, case.gas, FREQUENCIES, name).transmission_loss())
        except AcousticsError as error:
            curves.append(None)
            refused[name] = str(error)
        seconds.append(time.perf_counter() - start)
    out = Judged(case, curves, nodes, seconds, refused)
    sys.stdout.write(f"{case.key}: mesh {out.off(0)}, modes {out.off(2)}, plane {out.off(3)} {refused or ''}\n")
    sys.stdout.flush()
    return out


def draw(j: Judged) -> bytes:
    """Curves above, difference from the finer mesh below, as PNG."""
    _, fem, modes, plane = j.curves
    figure = Figure(figsize=(9, 4.4), dpi=100)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    low = j.limit > FREQUENCIES
    upper.plot(FREQUENCIES, fem, color=INK, linewidth=3.2, alpha=0.35, label="finite elements")
    for curve, colour, name, where in ((modes, MODES, "modes", slice(None)), (plane, PLANE, "plane", low)):
        if curve is not None:
            upper.plot(FREQUENCIES[where], curve[where], color=colour, linewidth=1.3, label=name,
                       linestyle="-" if name == "modes" else "--")
            lower.plot(FREQUENCIES[where], (curve - fem)[where], color=colour, linewidth=1.0)
    lower.axhspan(-0.1, 0.1, color="#eeeeee", zorder=0)
    lower.set_ylim(-1, 1)
    upper.set_ylim(bottom=0)
    upper.set_xlim(0, FREQUENCIES[-1])
    upper.set_ylabel("TL [dB]")
    lower.set_ylabel("difference [dB]")
    lower.set_xlabel("Hz")
    upper.set_title(j.case.title, fontsize=10, loc="left")
    upper.legend(frameon=False, fontsize=9, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))
    for axes in (upper, lower):
        axes.grid(color="#dddddd", linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def sizes(size: Any) -> str:
    return f"{size.free * 1e3:g} mm free, {size.edge * 1e3:g} mm at edges"


def page(all_: list[Judged]) -> str:
    """The whole page."""
    f = FREQUENCIES
    out = HEAD.format(low=f[0], high=f[-1], step=f[1] - f[0], below=BELOW, points=4,
                      missed=sum(j.missed for j in all_), count=len(all_),
                      axi=f"{sizes(fem_axisymmetric.COARSE)} and {sizes(fem_axisymmetric.FINE)}",
                      solid=f"{sizes(fem_solid.COARSE).capitalize()}, and {sizes(fem_solid.FINE)}")
    out += "\n| case | mesh | modes to 3 kHz | plane |\n|---|---|---|---|\n"
    for j in all_:
        words = "".join(c for c in j.case.title.lower() if c.isalnum() or c in " -").replace(" ", "-")
        out += ROW.format(title=j.case.title, anchor=words, mesh=j.off(0), modes=j.off(2), plane=j.off(3))
    for heading, axisymmetric in (("Tubes on the axis", True), ("Tubes off the axis", False)):
        out += f"\n## {heading}\n"
        for j in all_:
            if j.case.axisymmetric == axisymmetric:
                out += PART.format(title=j.case.title, key=j.case.key, low=f[0], high=f[-1], limit=j.limit,
                                   mesh=j.off(0, " | "), modes=j.off(2, " | "), plane=j.off(3, " | "),
                                   nodes=j.nodes, seconds=j.seconds)
                out += "".join(f"\nRefused by {name}: {why}.\n" for name, why in j.refused.items())
    return out


def main(keys: list[str], kept: Path | None) -> None:
    """All cases, or those named."""
    os.environ["ACOUSTICS_CACHE"] = ""          # so that times are those of a first run
    all_ = []
    for module, cases in ((fem_axisymmetric, AXISYMMETRIC), (fem_solid, SOLID)):
        for case in cases:
            if not keys or case.key in keys:
                all_.append(judge(case, module, kept))
                (HERE / f"validation-{case.key}.png").write_bytes(draw(all_[-1]))
    if not keys:
        (HERE / "validation.md").write_text(page(all_), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The core against finite elements.")
    parser.add_argument("--curves", type=Path)
    parser.add_argument("case", nargs="*")
    asked = parser.parse_args()
    main(asked.case, asked.curves)
