"""Open ends of tubes that stand close before another: the gap is a slot whose field needs a longer tail.

Source: docs/physics.md (smooth cuts).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from acoustics.silencer import Silencer, Tube

NEAREST = 6e-3              # m: gaps below this are answered as well as a tail for this one can


def gaps(silencer: Silencer) -> Iterator[tuple[str, float]]:
    """(field, gap [m]) of each open end of a tube that has something before it: the end of a tube in whose way it
    stands, or twice as far a plate or the casing's end, which mirror it. Source: definition.
    """
    for i, t in enumerate(silencer.tubes):
        for end, sign, z in (("z0", -1.0, t.z0), ("z1", 1.0, t.z1)):
            if (t.start if sign < 0 else t.end) == "open":
                ahead = [g for g in _ahead(silencer, t, sign, z) if g > 1e-9]
                if ahead:
                    yield f"tubes[{i}].{end}", min(ahead)


def _ahead(silencer: Silencer, tube: Tube, sign: float, z: float) -> Iterator[float]:
    for other in silencer.tubes:
        apart = math.hypot(other.x - tube.x, other.y - tube.y)
        if other is not tube and apart < other.outer_radius + tube.outer_radius:
            yield sign * ((other.z0 if sign > 0 else other.z1) - z)
    walls = [p.z0 if sign > 0 else p.z1 for p in silencer.plates] + [silencer.z1 if sign > 0 else silencer.z0]
    yield from (2 * sign * (w - z) for w in walls)


def smallest(silencer: Silencer) -> float:
    """Smallest gap [m] that a tail is made for, NEAREST or more; infinite for none. Source: definition."""
    return max(NEAREST, min((g for _, g in gaps(silencer)), default=math.inf))
