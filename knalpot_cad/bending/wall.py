"""What a bend does to the tube's wall, by the rules of the trade (bendtooling.com, facts/cad.md 4.1), and its seam.

Rules of thumb for rotary draw bending without push; a compression bender is worse. The neutral line lies in the middle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

SEAM_BEST_DEG = 90.0     # a weld square to the bend plane lies on the neutral line
MANDREL_K = 2.0          # Kr of the difficulty formula


def thinning(od_mm: float, clr_mm: float) -> float:
    """Share of the wall lost at the back of a bend: (Ro - R) / Ro with Ro = R + OD / 2."""
    return od_mm / 2 / (clr_mm + od_mm / 2)


def strain(od_mm: float, clr_mm: float) -> float:
    """Stretch of the back of a bend, OD / (2 R)."""
    return od_mm / (2 * clr_mm)


def difficulty(od_mm: float, wall_mm: float, clr_mm: float, angle_deg: float) -> float:
    """Fb = (2 Kr + 0.2 OD / t + A / 180) / (R / OD), Kr 2; above 7 needs care."""
    return (2 * MANDREL_K + 0.2 * od_mm / wall_mm + angle_deg / 180) / (clr_mm / od_mm)


def seam_place(turns_deg: Sequence[float]) -> tuple[float, float]:
    """Where the tube's weld lies best: angle [deg] from the first bend's inside, and how far from every bend plane.

    turns_deg are the bend planes round the straight tube. The best line halves the widest gap between planes (mod
    180); of its two ends the one whose largest stretch is less. A weld square to a plane (90) is neither stretched
    nor pressed.
    """
    if not turns_deg:
        return 0.0, 0.0
    planes = sorted({round(t % 180.0, 9) % 180.0 for t in turns_deg})
    gaps = [(b - a, a) for a, b in zip(planes, [*planes[1:], planes[0] + 180.0], strict=True)]
    wide, low = max(gaps, key=lambda g: (round(g[0], 6), -g[1]))
    place = (low + wide / 2) % 180.0

    def worst(angle: float) -> float:
        return max(-math.cos(math.radians(angle - t)) for t in turns_deg)
    best = min((place, place + 180.0), key=lambda a: (round(worst(a), 9), a))
    return best, wide / 2
