"""A conical slab in a mesh: which functions its cavity is made of, and what they lack at both ends.

Source: docs/physics.md (cones).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Mask, Real
from acoustics.cavity import Cavity, cavity, heights, order_along, reach
from acoustics.modes import Elements, Modes
from acoustics.perforated import complement, fed, joined
from acoustics.silencer import Body

RIM = 1.5                           # functions whose flow through the wall is given a slope there, in the same unit
SPANNED = 1e-6                      # of their Gram: what the functions all but lack, the end's own modes keep


@dataclass(frozen=True, eq=False)
class Taper:
    """lambda (m,) [1/m2] of a closed conical cavity; functions (nodes, f) and their coefficients (f, m) at both ends;
    at each end lambda [1/m2] and shapes (nodes, n) of what the section's own modes have beside them.
    """

    values: Real
    functions: Real
    ends: tuple[Real, Real]
    start: tuple[Real, Real]
    end: tuple[Real, Real]
    cavity: Cavity
    rises: bool

    def at(self, z: float) -> Real:
        """Coefficients (f, m) [m^-1/2] at z [m] from the slab's start."""
        return self.cavity.at(z if self.rises else self.cavity.length - z)

    def projected(self, weighted: Real, last: bool) -> Real:
        """Projections [-] on weighted = M v of velocities v (nodes, n) at one end: cavity modes, then the others."""
        return np.vstack([self.ends[last].T @ (self.functions.T @ weighted),
                          (self.end if last else self.start)[1].T @ weighted])


def taper(elements: Elements, piece: tuple[Body, float, float], regions: tuple[Mask, Mask], modes: tuple[Modes, Modes],
          rim: npt.NDArray[np.int64], top: float) -> Taper:
    """The cavity between z0 and z1 [m] of a cone: regions, modes of both ends' sections, rim (edges, 3) of the wider.

    top [1/m] is the largest wavenumber of the gas. Valid where one region holds the other; no errors.
    Source: derived, docs/physics.md (cones).
    """
    cone, z0, z1 = piece
    length = z1 - z0
    rises = int(regions[1].sum() >= regions[0].sum())
    wide, narrow = regions[rises], regions[1 - rises]
    far = reach(top, length)
    own = modes[rises]
    many = own.shapes[:, own.values <= far**2]
    functions = np.hstack([many, _sloped(elements, wide, own.shapes[:, own.values <= (RIM * top) ** 2], rim)])
    six = elements.mesh.triangles[wide & ~narrow]
    nodes, places = np.unique(six, return_inverse=True)
    above = heights(cone, elements.mesh.nodes[nodes])[places.reshape(six.shape)]
    above = np.clip(above - z0 if rises else z1 - above, 0.0, length)
    made = cavity(elements, narrow, wide, functions, above, length, order_along(far, length))
    ends = (made.narrow, made.wide) if rises else (made.wide, made.narrow)
    start, end = (_lacking(elements, r, m, functions) for r, m in zip(regions, modes, strict=True))
    return Taper(made.values, functions, ends, start, end, made, bool(rises))


def _sloped(elements: Elements, region: Mask, low: Real, rim: npt.NDArray[np.int64]) -> Real:
    """Static pressure while the rim is fed as each of the low modes: functions with a slope at the wall."""
    nodes = elements.nodes(region)
    at = elements.mesh.nodes[rim]
    length = np.hypot(*(at[:, 1] - at[:, 0]).T) + np.hypot(*(at[:, 2] - at[:, 1]).T)
    loads = np.zeros((elements.count, low.shape[1]))
    for corner, share in enumerate((1 / 6, 2 / 3, 1 / 6)):
        np.add.at(loads, rim[:, corner], (share * length)[:, None] * low[rim[:, corner]])
    k, m = (x[nodes][:, nodes] for x in elements.matrices(region))
    out = np.zeros_like(loads)
    out[nodes] = fed(k, m, np.ones((len(nodes), 1)), loads[nodes])
    return np.asarray(out / np.sqrt(np.sum(out[nodes] * (m @ out[nodes]), axis=0)))


def _lacking(elements: Elements, region: Mask, modes: Modes, functions: Real) -> tuple[Real, Real]:
    nodes = elements.nodes(region)
    k, m = (x[nodes][:, nodes] for x in elements.matrices(region))
    values, shapes = complement(modes.shapes[nodes], joined([functions[nodes]], m, SPANNED), k, m)
    out = np.zeros((elements.count, shapes.shape[1]))
    out[nodes] = shapes
    return values, out
