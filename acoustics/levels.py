"""Bands and limits: octave and third-octave means of a transmission loss, cut-on frequencies."""

from __future__ import annotations

import math

import numpy as np

from acoustics.sweep import Real

NOMINAL = (31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000)


def bands(frequencies: Real, loss: Real, fraction: int) -> list[tuple[str, float, float, float]]:
    """Label, lower, upper edge [Hz] and energy mean [dB] of each band that the sweep covers wholly (2 lines at least).

    frequencies [Hz] and loss [dB] (n,), an even grid; fraction 1 octave, 3 third octave. The mean is of the
    transmitted power for equal incident power in each line. Source: IEC 61260-1 base-ten edges.
    """
    out = []
    ratio = 10 ** (0.3 / fraction)
    low_index, high_index = -5 * fraction, 3 * fraction
    for n in range(low_index, high_index + 1):
        centre = 1000 * ratio**n
        a, b = centre / math.sqrt(ratio), centre * math.sqrt(ratio)
        step = frequencies[1] - frequencies[0] if len(frequencies) > 1 else 0.0
        inside = (frequencies >= a) & (frequencies < b)
        if a < frequencies[0] - step or b > frequencies[-1] + step or inside.sum() < 2:
            continue
        mean = -10 * math.log10(float(np.mean(10 ** (-np.asarray(loss)[inside] / 10))))
        label = f"{min(NOMINAL, key=lambda x: abs(math.log(x / centre))):g}" if fraction == 1 else f"{centre:.3g}"
        out.append((label, a, b, mean))
    return out


def octave_bands(frequencies: Real, loss: Real) -> list[tuple[str, float, float, float]]:
    """Octave bands: label, edges [Hz], mean [dB]. Source: bands()."""
    return bands(frequencies, loss, 1)


def third_octave_bands(frequencies: Real, loss: Real) -> list[tuple[str, float, float, float]]:
    """Third-octave bands: label, edges [Hz], mean [dB]. Source: bands()."""
    return bands(frequencies, loss, 3)


def cut_on(radius: float, c: float) -> tuple[float, float]:
    """First cut-on frequencies [Hz] of a round duct of a radius [m]: the cross mode 1.841, the radial mode 3.832.

    c speed of sound [m/s]. Offset ports excite the first; centred ones only the second. Source: zeros of J1', J0'.
    """
    return 1.8411838 * c / (2 * math.pi * radius), 3.8317060 * c / (2 * math.pi * radius)
