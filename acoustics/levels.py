"""What is read off a TL curve: octave and third-octave means, domes and notches; cut-on frequencies of a round duct."""

from __future__ import annotations

from collections.abc import Iterable
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
PROMINENCE = 1.0      # dB a dome or notch stands out by
SHARPEST = 4.0        # in power, 6 dB: what a fit may add to the highest sample
FARTHEST = 100.0      # dB between neighbours that a fit looks at


class Band(NamedTuple):
    """A band: nominal centre as text [Hz], lower and upper edge [Hz], mean TL [dB]. Source: IEC 61260-1 (2014)."""

    label: str
    low: float
    high: float
    level: float


class Turn(NamedTuple):
    """A dome or a notch of a TL: where [Hz] and how high [dB]. Source: definition."""

    frequency: float
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


def domes(frequencies: npt.ArrayLike, tl: npt.ArrayLike, prominence: float = PROMINENCE) -> list[Turn]:
    """The domes of tl [dB], (n,), over rising frequencies [Hz], (n,): maxima that stand out by `prominence` [dB].

    On both sides the curve falls by that much before it rises above the dome, so ripple smaller than that is passed
    over, and the ends of the range, where nobody sees the other side, are never told. Between two domes lies exactly
    one notch. Place and level come from a fit through the highest sample and two neighbours either side: transmitted
    power as a ratio of two parabolas, a zero beside a pole, exact for a rounded dome as for a resonance. There the
    power falls to nothing and the true level has no bound: at most 6 dB are added to the highest sample. Valid where
    the spacing resolves the curve; a parabola at the ends of the range and where the ratio has a pole in between.
    Raises AcousticsError "frequencies", "tl" or "prominence". Source: definition; the fit is derived here.
    """
    f, level = _curve(frequencies, tl)
    return _turns(f, level, prominence, 1)


def notches(frequencies: npt.ArrayLike, tl: npt.ArrayLike, prominence: float = PROMINENCE) -> list[Turn]:
    """The notches of tl [dB], (n,), over rising frequencies [Hz], (n,): minima that stand out by `prominence` [dB].

    As domes, of the reciprocal of the transmitted power; at most 6 dB are taken from the lowest sample, and none below
    0 dB. Validity and errors as domes. Source: definition; the fit is derived here.
    """
    f, level = _curve(frequencies, tl)
    return _turns(f, level, prominence, -1)


def cut_on(radius: float, c: float) -> tuple[float, float]:
    """First cut-on frequencies [Hz] of a round duct: asymmetric 1.841 c/(2 pi r), axisymmetric 3.832 c/(2 pi r).

    radius [m], c [m/s]. Offset tubes excite the first, centred ones only the second. Raises AcousticsError naming the
    argument. Source: hard-wall modes of the circle, closed form (zeros of J1' and J0').
    """
    positive("radius", radius)
    positive("c", c)
    unit = c / (2 * np.pi * radius)
    return float(ASYMMETRIC * unit), float(AXISYMMETRIC * unit)


def _curve(frequencies: npt.ArrayLike, tl: npt.ArrayLike) -> tuple[Real, Real]:
    f, level = checked_frequencies(frequencies), np.asarray(tl, np.float64).ravel()
    if np.any(np.diff(f) <= 0):
        raise AcousticsError("frequencies", "must rise")
    if level.shape != f.shape or not np.all(np.isfinite(level)):
        raise AcousticsError("tl", "must be finite, one value a frequency")
    return f, level


def _turns(f: Real, level: Real, prominence: float, sign: int) -> list[Turn]:
    """Domes (sign 1) or notches (-1)."""
    positive("prominence", prominence)
    out = []
    for first, last, kind in _extremes(level, prominence):
        if kind != sign:
            continue
        if last - first > 1:                          # a level stretch: its middle
            out.append(Turn(float(f[first] + f[last]) / 2, float(level[first])))
        else:
            out.append(_fitted(f, level, first, sign))
    return out


def _extremes(level: Real, prominence: float) -> list[tuple[int, int, int]]:
    """First and last sample of each maximum (1) and minimum (-1), in turn; a turn counts once the curve has gone
    back by prominence. The first one found is dropped: the range begins on its slope."""
    runs = np.flatnonzero(np.concatenate([[True], np.diff(level) != 0]))        # equal neighbours count as one
    last = np.append(runs[1:], level.size) - 1
    values = level[runs].tolist()
    top = low = 0
    seeking = 0                                       # 1: towards a maximum, -1: towards a minimum, 0: not known yet
    found = []
    for i, v in enumerate(values):
        top, low = (i if v > values[top] else top), (i if v < values[low] else low)
        if seeking >= 0 and values[top] - v >= prominence:
            found.append((top, 1))
            seeking, top, low = -1, i, i
        elif seeking <= 0 and v - values[low] >= prominence:
            found.append((low, -1))
            seeking, top, low = 1, i, i
    return [(int(runs[i]), int(last[i]), kind) for i, kind in found[1:]]


def _fitted(f: Real, level: Real, i: int, sign: int) -> Turn:
    """The turn at sample i, where 10^(-sign level / 10), in units of its value there, is least."""
    unit = f[i + 1] - f[i - 1]
    out = None
    for half in (2, 1):
        if out is None and i >= half and i + half < f.size:
            near = slice(i - half, i + half + 1)
            fall = sign * (level[i] - level[near])
            out = _least((f[near] - f[i]) / unit, np.power(10.0, np.minimum(fall, FARTHEST) / 10))
    at, least = out or (0.0, 1.0)
    fitted = float(level[i] - sign * 10 * np.log10(max(min(least, 1.0), 1 / SHARPEST)))
    return Turn(float(f[i] + at * unit), fitted if sign > 0 else max(fitted, min(0.0, float(level[i]))))


def _least(x: Real, y: Real) -> tuple[float, float] | None:
    """Where a curve through 3 or 5 points is least between the neighbours of x = 0, and its value there.

    Three: a parabola. Five: (p0 + p1 x + p2 x^2)/(1 + q1 x + q2 x^2), or nothing where that has a pole or no minimum.
    """
    square = np.vander(x, 3, increasing=True)
    below = np.ones(1)
    try:
        if x.size == 5:
            solved = np.linalg.solve(np.hstack([square, -square[:, 1:] * y[:, None]]) / y[:, None], np.ones(5))
            above, below = solved[2::-1], np.array([solved[4], solved[3], 1.0])
        else:
            above = np.linalg.solve(square, y)[::-1]
    except np.linalg.LinAlgError:
        return None
    left, right = x[x.size // 2 - 1], x[x.size // 2 + 1]

    def inside(roots: Iterable[complex]) -> list[float]:
        return [float(v.real) for v in roots if abs(v.imag) < 1e-9 and left < v.real < right]
    slope = np.polysub(np.polymul(np.polyder(above), below), np.polymul(above, np.polyder(below)))
    turns = [] if inside(np.roots(below)) else inside(np.roots(slope if x.size == 3 else slope[-3:]))
    values = [(float(np.polyval(above, v) / np.polyval(below, v)), v) for v in turns]
    return min(values)[::-1] if values else None


def _bands(frequencies: npt.ArrayLike, tl: npt.ArrayLike, labels: tuple[str, ...], first: int, step: int) -> list[Band]:
    f, level = _curve(frequencies, tl)
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
