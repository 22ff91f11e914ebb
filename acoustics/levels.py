"""Bands and limits: octave and third-octave means of a TL, and the cut-on frequencies of a round duct."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Real, checked_frequencies, positive
from acoustics.errors import AcousticsError

ASYMMETRIC, AXISYMMETRIC = 1.8411837813406593, 3.8317059702075125    # first zeros of J1', J0'
OCTAVES = ("16", "31.5", "63", "125", "250", "500", "1000", "2000", "4000", "8000", "16000")
THIRDS = ("12.5", "16", "20", "25", "31.5", "40", "50", "63", "80", "100", "125", "160", "200", "250", "315", "400",
          "500", "630", "800", "1000", "1250", "1600", "2000", "2500", "3150", "4000", "5000", "6300", "8000", "10000",
          "12500", "16000", "20000")


class Band(NamedTuple):
    """A band: nominal centre as text [Hz], lower and upper edge [Hz], mean TL [dB]. Source: IEC 61260-1 (2014)."""

    label: str
    low: float
    high: float
    level: float


def octave_bands(frequencies: npt.ArrayLike, tl: npt.ArrayLike) -> list[Band]:
    """Octave means of tl [dB], (n,), over rising frequencies [Hz], (n,): -10 lg of the mean transmitted power.

    Only bands wholly inside the range; the power is linear between frequencies. Valid where the spacing resolves the
    curve. Raises AcousticsError "frequencies" or "tl". Source: IEC 61260-1 (2014), base ten.
    """
    return _bands(frequencies, tl, OCTAVES, -6, 3)


def third_octave_bands(frequencies: npt.ArrayLike, tl: npt.ArrayLike) -> list[Band]:
    """Third-octave means of tl [dB], (n,), over rising frequencies [Hz], (n,), as octave_bands.

    Validity and errors as octave_bands. Source: IEC 61260-1 (2014), base ten.
    """
    return _bands(frequencies, tl, THIRDS, -19, 1)


def cut_on(radius: float, c: float) -> tuple[float, float]:
    """First cut-on frequencies [Hz] of a round duct: asymmetric 1.841 c/(2 pi r), axisymmetric 3.832 c/(2 pi r).

    radius [m], c [m/s]. Offset tubes excite the first, centred ones only the second. Raises AcousticsError naming the
    argument. Source: hard-wall modes of the circle, closed form (zeros of J1' and J0').
    """
    positive("radius", radius)
    positive("c", c)
    unit = c / (2 * np.pi * radius)
    return float(ASYMMETRIC * unit), float(AXISYMMETRIC * unit)


def _bands(frequencies: npt.ArrayLike, tl: npt.ArrayLike, labels: tuple[str, ...], first: int, step: int) -> list[Band]:
    f, level = checked_frequencies(frequencies), np.asarray(tl, np.float64).ravel()
    if np.any(np.diff(f) <= 0):
        raise AcousticsError("frequencies", "must rise")
    if level.shape != f.shape or not np.all(np.isfinite(level)):
        raise AcousticsError("tl", "must be finite, one value a frequency")
    power = np.power(10.0, -level / 10)
    out = []
    for i, label in enumerate(labels):
        # base-ten octave ratio: G = 10^(3/10)
        middle, half = 1000 * 10 ** ((first * 3 + i * 3) / 10 if step == 3 else (first + i) / 10), 10 ** (step / 20)
        low, high = middle / half, middle * half
        if f[0] <= low and high <= f[-1]:
            out.append(Band(label, low, high, float(-10 * np.log10(_mean(f, power, low, high)))))
    return out


def _mean(f: Real, power: Real, low: float, high: float) -> float:
    inside = (f > low) & (f < high)
    x = np.concatenate([[low], f[inside], [high]])
    y = np.concatenate([[np.interp(low, f, power)], power[inside], [np.interp(high, f, power)]])
    return float(np.sum((y[1:] + y[:-1]) * np.diff(x)) / 2 / (high - low))
