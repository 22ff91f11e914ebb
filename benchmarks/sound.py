"""The acoustic core: time, and the ratio to three complex four-poles in plain NumPy in the same run (./dev bench)."""

from __future__ import annotations

import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np

os.environ["ACOUSTICS_CACHE"] = ""          # cold is cold

from acoustics import Body, Ellipse, Gas, Packing, Perforation, Plate, Round, Silencer, Tube, Wool, two_port
from acoustics import modal as core
from acoustics.blocks import Effort
from acoustics.chain import plane_wave
from acoustics.modal import modal
from acoustics.slabs import cut
from acoustics.sweep import scattering, swept
from acoustics.waves import Waves

GAS = Gas.exhaust(623.15)
CHAMBER = Silencer((Body(0, 0.28, Round(0.0766), Round(0.0766)),), (
    Tube("in", 0, 0, 0.0243, 0.0243, -0.05, 0, "port", "open"),
    Tube("out", 0, 0, 0.0243, 0.0243, 0.28, 0.33, "open", "port")), inlet="in", outlet="out")
RESONATOR = Silencer((Body(0, 0.257, Round(0.082), Round(0.082)),), (
    Tube("a", 0, 0, 0.0245, 0.0245, -0.02, 0.277, "port", "port", (Perforation(0, 0.257, 0.00249, 0.039, 0.00081),)),),
    inlet="a", outlet="a")
WARM = 0.05                                 # s of calls before the clock counts
SPAN = Perforation(0.03, 0.1, 0.004, 0.25, 0.0012)
THREE = Silencer(
    (Body(0, 0.36, Round(0.049), Round(0.049)),),
    (Tube("in", 0, 0, 0.0131, 0.0143, -0.05, 0.3, "port", "open", (SPAN,)),
     Tube("a", 0.0264, 0.01525, 0.0115, 0.0127, 0.19, 0.265), Tube("b", -0.0264, 0.01525, 0.0115, 0.0127, 0.19, 0.265),
     Tube("c", 0.034, -0.012, 0.006, 0.007, 0.05, 0.2), Tube("d", -0.034, -0.012, 0.006, 0.007, 0.05, 0.2, spans=(
         Perforation(0.06, 0.1, 0.003, 0.1, 0.001),)),
     Tube("out", 0, -0.0305, 0.0115, 0.0127, 0.15, 0.4, "open", "port")),
    (Plate("p", 0.12, 0.121), Plate("q", 0.24, 0.241)), (Packing(0, 0.12, Wool(4896, "selamet")),), "in", "out")


def three_pass() -> Silencer:
    """Three perforated tubes in an oval of 200 by 110 mm."""
    def tube(name: str, x: float, z0: float, z1: float, **ends: str) -> Tube:
        return Tube(name, x, 0, 0.02, 0.0212, z0, z1, spans=(Perforation(0.14, 0.26, 0.003, 0.12, 0.0012),), **ends)
    oval = Ellipse(0.2, 0.11)
    tubes = (tube("in", -0.055, -0.05, 0.32, start="port"), tube("b", 0, 0.08, 0.32),
             tube("out", 0.055, 0.08, 0.45, end="port"))
    return Silencer((Body(0, 0.4, oval, oval),), tubes, (Plate("p", 0.1, 0.1012), Plate("q", 0.3, 0.3012)),
                    inlet="in", outlet="out")


def median(call: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of processor time of a call, once warm: what else the machine does stays out."""
    times = []
    warm = time.process_time() + WARM
    while time.process_time() < warm:
        call()
    for _ in range(runs):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def cold() -> None:
    """Forget all sections."""
    core._SECTIONS.clear()
    core._STORES.clear()


# the same chamber by other means --------------------------------------------------------------------------------------
PIECES = ((0.05, 0.00186), (0.28, 0.0184), (0.05, 0.00186))


def four_poles(f: np.ndarray) -> np.ndarray:
    """TL of three ducts, each a complex four-pole, written plainly."""
    t = None
    for length, area in PIECES:
        k, z = 2 * np.pi * f / GAS.c * (1 - 1e-9j), GAS.z / area
        c, s = np.cos(k * length), np.sin(k * length)
        one = (c, 1j * z * s, 1j / z * s, c)
        t = one if t is None else (t[0] * one[0] + t[1] * one[2], t[0] * one[1] + t[1] * one[3],
                                   t[2] * one[0] + t[3] * one[2], t[2] * one[1] + t[3] * one[3])
    z = GAS.z / 0.00186
    return np.asarray(20 * np.log10(np.abs(t[0] + t[1] / z + z * t[2] + t[3]) / 2))


def closed_form(f: np.ndarray) -> np.ndarray:
    """10 lg[1 + ((m - 1/m) sin kL / 2)^2]."""
    m = 0.0184 / 0.00186
    return np.asarray(10 * np.log10(1 + ((m - 1 / m) / 2 * np.sin(2 * np.pi * f / GAS.c * 0.28)) ** 2))


def listed(f: np.ndarray) -> list[float]:
    """A Python loop over frequencies with 2 x 2 lists."""
    from cmath import cos, pi, sin
    from math import log10
    out, z = [], GAS.z / 0.00186
    for one in f.tolist():
        t = [[1, 0], [0, 1]]
        for length, area in PIECES:
            k, y = 2 * pi * one / GAS.c, GAS.z / area
            m = [[cos(k * length), 1j * y * sin(k * length)], [1j / y * sin(k * length), cos(k * length)]]
            t = [[sum(t[i][n] * m[n][j] for n in (0, 1)) for j in (0, 1)] for i in (0, 1)]
        out.append(20 * log10(abs(t[0][0] + t[0][1] / z + z * t[1][0] + t[1][1]) / 2))
    return out


def cascade(f: np.ndarray) -> object:
    """scikit-rf's cascade of three lines (the extra "bench")."""
    import skrf
    from skrf.network import a2s
    frequency = skrf.Frequency.from_f(f, unit="hz")
    out = None
    for length, area in PIECES:
        k, y = 2 * np.pi * f / GAS.c, GAS.z / area
        c, s = np.cos(k * length), np.sin(k * length)
        a = np.array([[c, 1j * y * s], [1j / y * s, c]])
        one = skrf.Network(frequency=frequency, s=a2s(a.transpose(2, 0, 1), GAS.z / 0.00186))
        out = one if out is None else out ** one
    return out


def coupled(f: np.ndarray, by: str) -> np.ndarray:
    """The perforated resonator's 4 x 4 matrix over its length: batched expm, or eig."""
    import scipy.linalg
    k, d, wide = 2 * np.pi * f / GAS.c, 0.049, 0.164
    zeta = (0.006 + 1j * k * (0.00081 + 0.75 * 0.00249)) / 0.039
    s = 4 / (d * zeta), 4 * d / ((wide**2 - d**2) * zeta)
    a = np.zeros((f.size, 4, 4), np.complex128)
    a[:, 0, 1] = a[:, 2, 3] = -1j * k
    a[:, 1, 0], a[:, 1, 2] = -1j * k - s[0], s[0]
    a[:, 3, 2], a[:, 3, 0] = -1j * k - s[1], s[1]
    if by == "expm":
        return np.asarray(scipy.linalg.expm(0.257 * a))
    values, vectors = np.linalg.eig(a)
    return np.asarray((vectors * np.exp(0.257 * values)[:, None, :]) @ np.linalg.inv(vectors))


# rows -----------------------------------------------------------------------------------------------------------------

def others(many: np.ndarray, plain: float) -> list[tuple[str, float]]:
    simple, perforated = plane_wave(cut(CHAMBER)), plane_wave(cut(RESONATOR))
    rows = [("closed form of the simple chamber, 3000 f", median(lambda: closed_form(many))),
            ("three four-poles in NumPy, 3000 f", plain),
            ("simple chamber uniform, 3000 f, after set-up", median(lambda: swept(simple, Waves(GAS, many)), 15)),
            ("  the same, every frequency solved", median(lambda: scattering(simple, Waves(GAS, many)), 15)),
            ("2 x 2 lists in a loop, 3000 f", median(lambda: listed(many), 1)),
            ("perforated resonator uniform, 3000 f", median(lambda: swept(perforated, Waves(GAS, many)), 15)),
            ("  the same, every frequency solved", median(lambda: scattering(perforated, Waves(GAS, many)))),
            ("  the same by batched eig", median(lambda: coupled(many, "eig"), 3)),
            ("  the same by batched expm", median(lambda: coupled(many, "expm"), 1))]
    try:
        rows.insert(5, ("scikit-rf's cascade, 3000 f", median(lambda: cascade(many), 3)))
    except ImportError:
        rows.insert(5, ("scikit-rf's cascade: not installed", float("nan")))
    return rows


def chambers(many: np.ndarray, few: np.ndarray) -> list[tuple[str, float]]:
    pieces, waves, coarse = cut(THREE), Waves(GAS, many), Waves(GAS, few)
    rows = [("three chambers uniform, 3000 f, all", median(lambda: two_port(THREE, GAS, many)))]
    for name, w, effort in (("plane, 3000 f", waves, Effort(plane=True)), ("modes, 150 f", coarse, Effort())):
        def fresh(w: Waves = w, effort: Effort = effort) -> None:
            cold()
            modal(THREE, pieces, w, effort)
        rows.append((f"three chambers {name}: sections, cold", median(fresh, 3)))
        chain = modal(THREE, pieces, w, effort)
        rows.append((f"three chambers {name}: set-up, sections kept",
                     median(lambda w=w, effort=effort: modal(THREE, pieces, w, effort))))
        rows.append((f"three chambers {name}: sweep",
                     median(lambda w=w, chain=chain: swept(chain, Waves(GAS, w.frequencies)), 3)))

    def whole() -> None:
        cold()
        two_port(three_pass(), GAS, few, "modes")
    return [*rows, ("three-pass perforated oval modes, 150 f, all", median(whole, 3))]


def variants() -> list[str]:
    """Curves a second over other lengths, temperature and wool, after the first."""
    out = []
    for model, n, count in (("plane", 500, 40), ("modes", 150, 20)):
        f = np.linspace(20, 2000, n)
        made = [(replace(THREE, body=(replace(THREE.body[0], z1=0.36 + 1e-4 * i),),
                         packing=(Packing(0, 0.12, Wool(4896.0 + 50 * i, "selamet")),)), Gas.exhaust(623.15 + 0.5 * i))
                for i in range(count)]
        two_port(*made[0], f, model)
        begun = time.process_time()
        for silencer, gas in made:
            two_port(silencer, gas, f, model)
        out.append(f"variants, {model} at {n} f: {count / (time.process_time() - begun):.0f} a second")
    return out


def growth() -> list[str]:
    """How time grows with frequencies and live modes, and memory with frequencies."""
    out = []
    few = np.linspace(20, 3000, 150)
    for n in (750, 3000, 12_000):
        f = np.linspace(20, 3000, n)
        two_port(THREE, GAS, f, "plane")
        tracemalloc.start()
        begun = time.process_time()
        two_port(THREE, GAS, f, "plane")
        seconds, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        out.append(f"growth, plane at {n} f: {1000 * seconds:.0f} ms, peak {peak:.0f} MB")
    for live in (1.0, 1.5, 3.0):
        two = two_port(THREE, GAS, few, "modes", Effort(live=live))
        seconds = median(lambda live=live: two_port(THREE, GAS, few, "modes", Effort(live=live)), 3)
        out.append(f"growth, modes at 150 f with {two.live} live modes: {1000 * seconds:.0f} ms")
    for tubes in (4, 5, 6):
        some = replace(THREE, tubes=tuple(t for t in THREE.tubes if t.name not in ("c", "d")[:6 - tubes]))
        two_port(some, GAS, few, "modes")
        out.append(f"growth, modes at 150 f with {tubes} tubes: "
                   f"{1000 * median(lambda some=some: two_port(some, GAS, few, 'modes'), 3):.0f} ms")
    return out


def main() -> None:
    many, few = np.linspace(1, 3000, 3000), np.linspace(20, 3000, 150)
    plain = median(lambda: four_poles(many), 15)
    sys.stdout.write(f"{'case':58} {'ms':>9} {'ratio':>8}\n")
    for name, seconds in (*others(many, plain), *chambers(many, few)):
        sys.stdout.write(f"{name:58} {1000 * seconds:9.2f} {seconds / plain:8.1f}\n")
    for line in (*variants(), *growth()):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
