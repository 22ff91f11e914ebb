"""What a machine is set to for an angle: springback and stretch from test bends, by the two accepted models.

Springback is measured as angle set less angle got, so that an angle is found backwards. `linear`: given at 20 and 120
degrees set, straight between (AVEVA), stretch a constant and a share of the angle got. `table`: between single tests
(Creo). Outside what was tested the value is worked out all the same and says that it is not sure. facts/cad.md 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knalpot_cad.library.bender import Calibration

LOW_DEG, HIGH_DEG = 20.0, 120.0
NEAR_DEG = 0.5           # a tested angle answers for its neighbours this far


@dataclass(frozen=True)
class Setting:
    """Angle to set [deg], how much the tube grows in the bend [mm] or None, and whether tests lie on both sides."""

    set_deg: float
    elong_mm: float | None
    sure: bool


def setting(found: Calibration, angle_deg: float) -> Setting:
    """What gives a bend of angle_deg [deg] on the calibrated machine."""
    return _linear(found, angle_deg) if found.model == "linear" else _table(found, angle_deg)


def _linear(found: Calibration, angle: float) -> Setting:
    low, high = found.springback_20_deg or 0.0, found.springback_120_deg or 0.0
    rise = (high - low) / (HIGH_DEG - LOW_DEG)
    set_deg = (angle + low - LOW_DEG * rise) / (1 - rise)
    elong = None
    if found.elong_const_mm is not None or found.elong_prop_mm_deg is not None:
        elong = (found.elong_const_mm or 0.0) + (found.elong_prop_mm_deg or 0.0) * angle
    return Setting(set_deg, elong, LOW_DEG - NEAR_DEG <= set_deg <= HIGH_DEG + NEAR_DEG)


def _table(found: Calibration, angle: float) -> Setting:
    got = [t.got_deg for t in found.tests]
    grown = [(t.got_deg, t.elong_mm) for t in found.tests if t.elong_mm is not None]
    elong = _through(angle, [g for g, _ in grown], [e for _, e in grown]) if grown else None
    return Setting(_through(angle, got, [t.set_deg for t in found.tests]), elong,
                   got[0] - NEAR_DEG <= angle <= got[-1] + NEAR_DEG)


def _through(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Straight lines through the origin and the points, the last one going on."""
    xs, ys = [0.0, *xs], [0.0, *ys]
    i = next((k for k in range(1, len(xs)) if x <= xs[k]), len(xs) - 1)
    return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1])


def fitted(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Constant and slope of the straight line with the least squares through (x, y); one point: level."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mx) ** 2 for x, _ in points)
    slope = sum((x - mx) * (y - my) for x, y in points) / spread if spread > 0 else 0.0
    return my - slope * mx, slope
