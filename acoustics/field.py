"""Pressure on a plane of a silencer, for a picture: a unit wave in at the inlet, the outlet without reflection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Mask, Real, is_number
from acoustics.chain import Chain, plane_wave
from acoustics.curve import inside_polygon
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.outline import Outline, Round
from acoustics.silencer import Silencer
from acoustics.slabs import Slab, cut
from acoustics.solved import velocities
from acoustics.waves import Waves

if TYPE_CHECKING:
    from acoustics.blocks import Effort
    from acoustics.modal import Made

MOST_POINTS = 1_000_000         # of a plane, times frequencies
FINE = 14.0                     # the tail goes to at least this over the widest casing's radius
SMOOTH = 32                     # points a piece of an outline


@dataclass(frozen=True)
class AxialPlane:
    """A plane along the axis: angle [rad] of its normal's right-hand neighbour from x to y, offset [m] of the plane
    from the axis (to the left of that direction), points across and along. Source: definition.

    A point is at x = s cos(angle) - offset sin(angle), y = s sin(angle) + offset cos(angle), s across.
    """

    angle: float = 0.0
    offset: float = 0.0
    across: int = 121
    along: int = 361


@dataclass(frozen=True)
class CrossPlane:
    """A section across the axis at z [m], points in x and y. Source: definition."""

    z: float
    columns: int = 161
    rows: int = 161


Plane = AxialPlane | CrossPlane


@dataclass(frozen=True, eq=False)
class PressureField:
    """Complex pressure over that of the incident wave [-] (n, rows, columns) at n frequencies [Hz], NaN in metal,
    outside, and where no sound gets; x, y, z (rows, columns) [m]; reflected and transmitted (n,) [-]: S11, S21.

    Rows of an axial plane run across it, columns along z. Source: docs/physics.md (pressure field).
    """

    frequencies: Real
    x: Real
    y: Real
    z: Real
    pressure: Complex
    reflected: Complex
    transmitted: Complex

    def level(self) -> Real:
        """20 lg |p/p_incident| [dB], (n, rows, columns); NaN where there is no gas. Source: definition."""
        with np.errstate(divide="ignore"):
            return np.asarray(20 * np.log10(np.abs(self.pressure)))


def pressure_field(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike, plane: Plane | None = None,
                   model: str = "modes", effort: Effort | None = None) -> PressureField:
    """Pressure [-] over the incident wave's on a plane (AxialPlane() by default) of a silencer [m] in one gas.

    frequencies [Hz] (n,); model uniform, plane or modes as in two_port. Without an effort the tail is at least as fine
    as FINE over the casing's radius, so that edges look the same at every frequency. Valid as two_port: near an
    edge within about pi over the tail's end it is smoothed. Raises AcousticsError (geometry, "frequencies",
    "model", "plane"). Source: docs/physics.md (pressure field).
    """
    waves, plane = Waves(gas, frequencies), plane or AxialPlane()
    if model not in ("uniform", "plane", "modes"):
        raise AcousticsError("model", "must be uniform, plane or modes")
    _check(plane, waves.k.size)
    whole: Made | None = None
    if model == "uniform":
        pieces = cut(silencer)
        chain = plane_wave(pieces)
    else:
        from acoustics.modal import longest_cone, made
        pieces = cut(silencer, longest_cone(waves))
        whole = made(silencer, pieces, waves, effort or _fine(silencer, waves, model == "plane"))
        chain = whole.chain
    x, y, z = _grid(silencer, plane)
    found, s = velocities(chain, waves)
    moving = [v @ w.T for v, w in zip(found, whole.shapes, strict=True)] if whole else found
    pressure = np.full((waves.k.size, *x.shape), complex(math.nan, math.nan))
    for i, slab in enumerate(pieces.slabs):
        _fill(pressure, (x, y, z), plane, silencer, slab, (i, chain, whole, moving, waves))
    pressure *= math.sqrt(chain.areas[0])
    return PressureField(waves.frequencies, x, y, z, pressure, s[:, 0], s[:, 1])


def _check(plane: Plane, count: int) -> None:
    names = ("angle", "offset") if isinstance(plane, AxialPlane) else ("z",)
    sizes = (plane.across, plane.along) if isinstance(plane, AxialPlane) else (plane.columns, plane.rows)
    wrong = [(f"plane.{n}", f"must be a finite number, is {getattr(plane, n)!r}") for n in names
             if not is_number(getattr(plane, n))]
    if not all(isinstance(n, int) and n >= 2 for n in sizes):
        wrong.append(("plane", f"needs whole numbers of points of at least 2, has {sizes[0]!r} and {sizes[1]!r}"))
    elif sizes[0] * sizes[1] * count > MOST_POINTS:
        wrong.append(("plane", f"more than {MOST_POINTS} points times frequencies"))
    if wrong:
        raise AcousticsError(*wrong[0], problems=wrong)


def _fine(silencer: Silencer, waves: Waves, plane: bool) -> Effort:
    from acoustics.blocks import TAIL, Effort
    radius = math.sqrt(max(s.area for b in silencer.body for s in (b.start, b.end)) / math.pi)
    return Effort(tail=max(TAIL, FINE / (radius * float(waves.k.real.max()))), plane=plane)


def extent(silencer: Silencer) -> tuple[float, float]:
    """z [m] of the first and the last thing of a silencer, ports' tubes with it. Source: definition."""
    return (min([silencer.z0, *(t.z0 for t in silencer.tubes)]), max([silencer.z1, *(t.z1 for t in silencer.tubes)]))


def _grid(silencer: Silencer, plane: Plane) -> tuple[Real, Real, Real]:
    """x, y, z (rows, columns) of a plane's points, the middles of its cells."""
    boxes = np.array([s.curve.box for b in silencer.body for s in (b.start, b.end)])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    if isinstance(plane, CrossPlane):
        x, y = (a + (b - a) * (np.arange(n) + 0.5) / n
                for a, b, n in zip(low, high, (plane.columns, plane.rows), strict=True))
        xx, yy = np.meshgrid(x, y)
        return xx, yy, np.full_like(xx, plane.z)
    corners = np.array([(p, q) for p in (low[0], high[0]) for q in (low[1], high[1])])
    c, s = math.cos(plane.angle), math.sin(plane.angle)
    reach = corners @ np.array([c, s])
    across = reach.min() + (reach.max() - reach.min()) * (np.arange(plane.across) + 0.5) / plane.across
    z0, z1 = extent(silencer)
    along = z0 + (z1 - z0) * (np.arange(plane.along) + 0.5) / plane.along
    zz, ss = np.meshgrid(along, across)
    return ss * c - plane.offset * s, ss * s + plane.offset * c, zz


def _fill(pressure: Complex, grid: tuple[Real, Real, Real], plane: Plane, silencer: Silencer, slab: Slab,
          solution: tuple[int, Chain, Made | None, list[Complex], Waves]) -> None:
    """Write a slab's share of a plane."""
    from acoustics.within import Places, modal_slab, uniform
    i, chain, whole, moving, waves = solution
    x, y, z = grid
    if isinstance(plane, CrossPlane):
        if not slab.z0 <= plane.z < slab.z1:
            return
        points, places_z, columns = np.column_stack([x.ravel(), y.ravel()]), np.array([plane.z]), None
    else:
        columns = np.flatnonzero((z[0] >= slab.z0) & (z[0] < slab.z1))
        if not len(columns):
            return
        points, places_z = np.column_stack([x[:, 0], y[:, 0]]), z[0, columns]
    held = [_held(slab, d, points) for d in range(len(slab.ducts))]
    places = Places(points, places_z - slab.z0, np.array(held, bool).reshape(len(slab.ducts), len(points)))
    if whole:
        found = modal_slab(whole, slab, i, moving, waves, places)
    else:
        ends = (moving[i] @ chain.junctions[i].right.T, moving[i + 1] @ chain.junctions[i + 1].left.T)
        found = uniform(slab, chain.links[i].sections, ends, waves, places)
    gas = _gas(silencer, slab, points, places_z, places.inside)
    found = np.where(gas, found, complex(math.nan, math.nan))
    if columns is None:
        pressure[...] = found[:, :, 0].reshape(pressure.shape)
    else:
        pressure[:, :, columns] = found


def contains(section: Outline, points: Real) -> Mask:
    """Which points (n, 2) [m] lie in a section, by a fine polygon in it. No errors. Source: crossing number."""
    if isinstance(section, Round):
        return np.asarray(np.hypot(points[:, 0], points[:, 1]) < section.radius, bool)
    t = np.arange(section.curve.size * SMOOTH) / SMOOTH
    return inside_polygon(section.curve.at(t), points)


def _held(slab: Slab, duct: int, points: Real) -> Mask:
    """Which points lie in a duct of a slab, of a cone's chamber at any z."""
    key = slab.ducts[duct].key
    if key[0] != "rest":
        d = next(d for d in slab.discs if d.key == key)
        return np.asarray(np.hypot(points[:, 0] - d.x, points[:, 1] - d.y) < d.inner)
    assert slab.casing and slab.last
    out: Mask = np.asarray(contains(max(slab.casing, slab.last, key=lambda c: c.area), points), bool)
    for d in slab.discs:
        out = out & (np.hypot(points[:, 0] - d.x, points[:, 1] - d.y) >= d.outer)
    return out


def _gas(silencer: Silencer, slab: Slab, points: Real, z: Real, inside: Mask) -> Mask:
    """Which places (points, z) hold gas that moves: in a duct, and within the sloping wall of a cone."""
    out = np.repeat(np.any(inside, axis=0, keepdims=True).T, len(z), axis=1)
    rest = [n for n, d in enumerate(slab.ducts) if d.key[0] == "rest"]
    first: Mask = np.array(inside[rest[0]] if rest else np.zeros(len(points)), dtype=np.bool_)
    for piece in silencer.body:
        if rest and piece.start != piece.end and piece.z0 < (slab.z0 + slab.z1) / 2 < piece.z1:
            for column, at in enumerate(z):
                out[first, column] &= contains(piece.section(float(at)), points[first])
    return out
