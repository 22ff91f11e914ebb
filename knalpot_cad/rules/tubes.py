"""Stock tubes and how one is chosen; mm. Sizes of a maker's list and of the trade (M)."""

from __future__ import annotations

import math

# outside diameters of STKM tube: a maker's list; thinner ones inside the silencer only (sizes of the trade, M)
STOCK_OD_MM = (25.4, 27.2, 28.6, 31.8, 34.0, 35.0, 38.1, 42.7, 45.0, 48.6, 50.8, 54.0, 60.5)
THIN_OD_MM = (19.1, 22.2)
WALL_MM = 1.2           # rule 54 (M)


def inner(od_mm: float, wall_mm: float = WALL_MM) -> float:
    """Bore of a tube [mm]."""
    return od_mm - 2 * wall_mm


def at_least(bore_mm: float, wall_mm: float = WALL_MM) -> float:
    """Smallest stock tube whose bore is not less; the largest where there is none [mm]."""
    fits = [od for od in STOCK_OD_MM if inner(od, wall_mm) >= bore_mm - 1e-9]
    return fits[0] if fits else STOCK_OD_MM[-1]


def at_most(od_mm: float) -> float:
    """Largest stock tube not wider outside [mm]."""
    fits = [od for od in (*THIN_OD_MM, *STOCK_OD_MM) if od <= od_mm + 1e-9]
    return fits[-1] if fits else THIN_OD_MM[0]


def nearest(bore_mm: float, low_mm: float = 0.0, high_mm: float = math.inf, wall_mm: float = WALL_MM) -> float:
    """Stock tube whose bore is nearest, inside the limits where one is [mm]."""
    stock = (*THIN_OD_MM, *STOCK_OD_MM)
    inside = [od for od in stock if low_mm <= inner(od, wall_mm) <= high_mm]
    return min(inside or stock, key=lambda od: abs(inner(od, wall_mm) - bore_mm))


def to_step(value: float, step: float) -> float:
    """Nearest multiple of a step."""
    return round(value / step) * step
