"""Whether memory and time allow the section modes of a silencer: counted before the first mesh is made.

Source: Weyl's count of modes, docs/physics.md (sections).
"""

from __future__ import annotations

import math

from acoustics.cavity import order_along, reach
from acoustics.errors import AcousticsError
from acoustics.outline import Outline
from acoustics.slabs import Cut, Slab

MOST_SQUARES = 6e6              # squared counts of modes over all different chambers: 0.9 GB at half of it
MOST_FUNCTIONS = 2000           # of one conical slab


def afford(pieces: Cut, casings: tuple[Outline, ...], end: float, top: float) -> None:
    """Refuse a cut silencer [m] whose modes to the tail's end [1/m], and functions of its cones for the top wavenumber
    [1/m], are more than memory allows. casings: sections that have modes, all but steps of cones.

    Raises AcousticsError "frequencies". Source: Weyl (1911), counted against the modes found: within 20 %.
    """
    chambers = {(s.casing, s.last, tuple((d.x, d.y, d.inner, d.outer) for d in s.discs)) for s in pieces.slabs
                if s.cone or s.casing in casings}
    counts = {(a, b): counted(max((a, b), key=lambda c: c.area), end) for a, b, _ in chambers if a and b}
    if sum(counts[a, b] ** 2 for a, b, _ in chambers if a and b) > MOST_SQUARES:
        a, b = max(counts, key=lambda pair: counts[pair])
        raise AcousticsError("frequencies", _told(max((a, b), key=lambda c: c.area), f"{counts[a, b]:.0f} modes"))
    for s in pieces.slabs:
        wide = max((c for c in (s.casing, s.last) if c), key=lambda c: c.area, default=None)
        if s.cone and wide and s.casing != s.last and _functions(s, wide, top) > MOST_FUNCTIONS:
            raise AcousticsError("frequencies", _told(wide, f"{_functions(s, wide, top):.0f} functions of its cone"))


def counted(section: Outline, end: float) -> float:
    """How many modes a section [m] has to a wavenumber end [1/m]. Valid for any; no errors. Source: Weyl (1911)."""
    return 1 + section.area * end**2 / (4 * math.pi) + section.curve.perimeter * end / (4 * math.pi)


def _functions(slab: Slab, wide: Outline, top: float) -> float:
    far = reach(top, slab.length)
    return counted(wide, far) * (order_along(far, slab.length) + 1)


def _told(section: Outline, what: str) -> str:
    x0, y0, x1, y1 = section.curve.box
    return (f"reach too high for a section of {x1 - x0:.3g} x {y1 - y0:.3g} m: it needs {what}, more than memory "
            "allows. Lower the highest frequency, or take the model 'uniform'")
