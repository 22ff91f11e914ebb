"""What one set of sections answers: how much is kept, the blocks of modes of a slab, the velocities of a junction.

Plain arrays that store.py can keep; basis.py makes them. Source: docs/physics.md (sections, apertures).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Real
from acoustics.slabs import Slab

LIVE, TAIL, APERTURE = 1.5, 7.0, 0.97
LIVE_IN_WOOL = 2.5          # of the shortest wave there: a plane wave dies so fast that slower dying modes are heard


@dataclass(frozen=True)
class Effort:
    """How much is kept, in units of the top wavenumber: live, tail and aperture modes (of the tail's cut).

    plane True keeps one live mode a duct: the tail then is the end correction. Source: docs/physics.md.
    """

    live: float = LIVE
    tail: float = TAIL
    aperture: float = APERTURE
    plane: bool = False


@dataclass(frozen=True, eq=False)
class Hard:
    """Modes of one duct with hard walls: lambda (m,) [1/m2], rising from 0, and weights (m,) [-] in the tail.

    Source: docs/physics.md.
    """

    duct: int
    values: Real
    weights: Real

    def rows(self, last: bool) -> int:
        """Number of modes, the same at both ends."""
        return len(self.values)


@dataclass(frozen=True, eq=False)
class Walled:
    """Modes of ducts that perforated walls join, live ones first: what the gas and the wool hold of the live ones
    (mass [-], stiffness [1/m2]), the jumps of the walls [1/m], and lambda [1/m2] and weights [-] of the tail.
    Source: formulation e, f.
    """

    ducts: tuple[int, ...]
    live: int
    gas: tuple[Real, Real]
    wool: tuple[Real, Real]
    jumps: tuple[Real, ...]
    tail: Real
    weights: Real

    def rows(self, last: bool) -> int:
        """Number of modes, the same at both ends."""
        return self.live + len(self.tail)


@dataclass(frozen=True, eq=False)
class Tapered:
    """Modes of a conical slab: lambda (m,) [1/m2] of the closed cavity, then of each end's section what the cavity's
    functions lack there, start and end, lambda [1/m2] and weights [-]. Source: docs/physics.md (cones).
    """

    duct: int
    values: Real
    start: tuple[Real, Real]
    end: tuple[Real, Real]

    def rows(self, last: bool) -> int:
        """Number of functions at one of its ends."""
        return len(self.values) + len((self.end if last else self.start)[0])


Block = Hard | Walled | Tapered
Face = tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Mouths:
    """The m raw velocities of a junction: projections (modes, m) [-] of each block of the slab before and after, the
    ports' signal (2, m), and the lambda of each port's own modes with the place of the first. stiffness (m,) [m] tapers
    the velocities near their cut; fills says of each block whether a velocity fills its duct, whose tail then keeps its
    full weight; ducts (2, m) numbers the duct of each velocity before and after, -1 for none; bows
    (m,) [m3] are int phi |x - centre|^2 over its opening. Source: formulation c; docs/physics.md (smooth cuts).
    """

    left: tuple[Real, ...]
    right: tuple[Real, ...]
    signal: Real
    ports: tuple[tuple[int, Real], ...]
    stiffness: Real
    fills_left: tuple[bool, ...]
    fills_right: tuple[bool, ...]
    ducts: npt.NDArray[np.int64]
    bows: Real

    @property
    def size(self) -> int:
        """Number of velocities."""
        return int(self.signal.shape[1])


def uniform_walled(slab: Slab, joined: tuple[int, ...]) -> Walled:
    """One uniform function a duct [m] of the joined ones, where a perforation lies inside a cone.

    Valid for any slab; no errors. Source: docs/physics.md (cones)."""
    zero, n = np.zeros((len(joined), len(joined))), len(joined)
    woolly = np.diag([float(slab.ducts[i].medium is not None) for i in joined])
    jumps = []
    for c in slab.couplings:
        jump = np.zeros(n)
        jump[joined.index(c.tube)], jump[joined.index(c.rest)] = (
            s / math.sqrt(slab.ducts[i].area) for s, i in ((1, c.tube), (-1, c.rest)))
        jumps.append(c.perimeter * np.outer(jump, jump))
    return Walled(joined, n, (np.eye(n) - woolly, zero), (woolly, zero), tuple(jumps), np.zeros(0), np.zeros(0))
