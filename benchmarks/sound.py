"""The acoustic core: time, and the ratio to three complex four-poles in plain NumPy in the same run (./dev bench)."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from acoustics import Body, Gas, Packing, Perforation, Plate, Round, Silencer, Tube, Wool, two_port
from acoustics.chain import plane_wave
from acoustics.modal import Effort, modal
from acoustics.slabs import cut
from acoustics.sweep import scattering
from acoustics.waves import Waves

GAS = Gas.exhaust(623.15)
CHAMBER = Silencer((Body(0, 0.28, Round(0.0766), Round(0.0766)),), (
    Tube("in", 0, 0, 0.0243, 0.0243, -0.05, 0, "port", "open"),
    Tube("out", 0, 0, 0.0243, 0.0243, 0.28, 0.33, "open", "port")), inlet="in", outlet="out")
THREE = Silencer(
    (Body(0, 0.36, Round(0.049), Round(0.049)),),
    (Tube("in", 0, 0, 0.0131, 0.0143, -0.05, 0.3, "port", "open", (Perforation(0.03, 0.1, 0.004, 0.25, 0.0012),)),
     Tube("a", 0.0264, 0.01525, 0.0115, 0.0127, 0.19, 0.265), Tube("b", -0.0264, 0.01525, 0.0115, 0.0127, 0.19, 0.265),
     Tube("out", 0, -0.0305, 0.0115, 0.0127, 0.15, 0.4, "open", "port")),
    (Plate("p", 0.12, 0.121), Plate("q", 0.24, 0.241)), (Packing(0, 0.12, Wool(4896, "selamet")),), "in", "out")


def median(call: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of a call."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def four_poles(f: np.ndarray) -> np.ndarray:
    """TL of three ducts, each a complex four-pole, written plainly."""
    t = None
    for length, area in ((0.05, 0.00186), (0.28, 0.0184), (0.05, 0.00186)):
        k, z = 2 * np.pi * f / GAS.c * (1 - 1e-9j), GAS.z / area
        c, s = np.cos(k * length), np.sin(k * length)
        one = (c, 1j * z * s, 1j / z * s, c)
        t = one if t is None else (t[0] * one[0] + t[1] * one[2], t[0] * one[1] + t[1] * one[3],
                                   t[2] * one[0] + t[3] * one[2], t[2] * one[1] + t[3] * one[3])
    z = GAS.z / 0.00186
    return np.asarray(20 * np.log10(np.abs(t[0] + t[1] / z + z * t[2] + t[3]) / 2))


def main() -> None:
    many, few = np.linspace(1, 3000, 3000), np.linspace(20, 3000, 150)
    plain = median(lambda: four_poles(many))
    waves, coarse = Waves(GAS, many), Waves(GAS, few)
    simple = plane_wave(cut(CHAMBER))
    pieces = cut(THREE)
    plane, modes = Effort(plane=True), Effort()
    chain_plane, chain_modes = modal(THREE, pieces, waves, plane), modal(THREE, pieces, coarse, modes)
    rows = [("three four-poles in NumPy, 3000 f", plain),
            ("simple chamber uniform, 3000 f, after set-up", median(lambda: scattering(simple, Waves(GAS, many)))),
            ("three chambers uniform, 3000 f, all", median(lambda: two_port(THREE, GAS, many))),
            ("three chambers plane, set-up", median(lambda: modal(THREE, pieces, waves, plane), 3)),
            ("three chambers plane, 3000 f, after set-up",
             median(lambda: scattering(chain_plane, Waves(GAS, many)), 3)),
            ("three chambers modes, set-up", median(lambda: modal(THREE, pieces, coarse, modes), 3)),
            ("three chambers modes, 150 f, after set-up", median(lambda: scattering(chain_modes, Waves(GAS, few)), 3))]
    sys.stdout.write(f"{'case':46} {'ms':>9} {'ratio':>8}\n")
    for name, seconds in rows:
        sys.stdout.write(f"{name:46} {1000 * seconds:9.2f} {seconds / plain:8.1f}\n")


if __name__ == "__main__":
    main()
