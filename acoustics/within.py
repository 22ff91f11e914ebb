"""The pressure inside one slab from what moves at its two ends: every mode's closed form, live or tail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse

from acoustics.arrays import Complex, Mask, Real
from acoustics.basis import Sections
from acoustics.blocks import Hard, Tapered, Walled
from acoustics.eigen import Sparse
from acoustics.field import contains
from acoustics.modal import Made
from acoustics.points import interpolation
from acoustics.sections import AnySection, Section, Straight, inside, pencil
from acoustics.slabs import Slab
from acoustics.waves import Waves
from acoustics.wool import Wool

Spread = tuple[int, Real]               # a duct, and the functions (p, m) [1/m] at its points


@dataclass(frozen=True, eq=False)
class Places:
    """Where a slab's pressure is asked: points (p, 2) [m] of its section, z (q,) [m] from its start, and which points
    lie in each duct, (ducts, p) at any z. Source: definition."""

    points: Real
    z: Real
    inside: Mask


def uniform(slab: Slab, sections: tuple[AnySection, ...], ends: tuple[Complex, Complex],
            waves: Waves, places: Places) -> Complex:
    """Pressure (n, p, q) of uniform functions from velocities (n, ducts) at both ends, summed over the ducts that hold
    each point. Valid below the ducts' cut-on; no errors. Source: docs/physics.md (pressure field)."""
    out = _empty(waves, places)
    for section in sections:
        rows = list(section.rows)
        z = places.z * (1 - slab.ducts[rows[0]].shorter / slab.length)
        along = _live(section, ends[0][:, rows], ends[1][:, rows], waves, z)
        for n, row in enumerate(rows):
            level = along[:, n, None, :] / np.sqrt(slab.ducts[row].area)
            out += places.inside[row][None, :, None] * level
    return out


def modal_slab(made: Made, slab: Slab, i: int, moving: list[Complex], waves: Waves, places: Places) -> Complex:
    """Pressure (n, p, q) in slab i of a chain with section modes from its junctions' raw velocities (n, m_j).

    Tail modes weigh as they do in the junctions' matrices. Valid to the top of waves; no errors.
    Source: docs/physics.md (pressure field), formulation a, b, e, f.
    """
    out = _empty(waves, places)
    before, after, parted = made.mouths[i], made.mouths[i + 1], made.slabs[i]
    for b, block in enumerate(made.sections.face(slab)):
        u0, u1 = moving[i] @ before.right[b].T, moving[i + 1] @ after.left[b].T
        fills = before.fills_right[b], after.fills_left[b]
        section, live = parted.sections[b], parted.live[b]
        if isinstance(block, Tapered):
            _add(out, places, block.duct, _cone(made.sections, slab, block, (u0, u1), waves, places))
            continue
        z = places.z * (1 - slab.ducts[block.duct].shorter / slab.length) if isinstance(block, Hard) else places.z
        along = _live(section, u0[:, :live], u1[:, :live], waves, z)
        spread = _spread(made.sections, slab, block, places)
        if isinstance(block, Hard):
            rest = _tail(block.values[live:], block.weights[live:], fills, (u0[:, live:], u1[:, live:]),
                         slab.ducts[block.duct].medium, slab.length - slab.ducts[block.duct].shorter, waves, z)
            _add(out, places, block.duct, _summed(spread[0][1], np.concatenate([along, rest], axis=1)))
            continue
        for duct, shapes in spread:
            rest = np.zeros((waves.k.size, len(block.tail), len(places.z)), np.complex128)
            for medium, both in _by_medium(made, slab, i, b, duct, moving).items():
                ends = both[0][:, live:], both[1][:, live:]
                rest += _tail(block.tail, block.weights, fills, ends, medium, slab.length, waves, z)
            _add(out, places, duct, _summed(shapes, np.concatenate([along, rest], axis=1)))
    return out


def _empty(waves: Waves, places: Places) -> Complex:
    return np.zeros((waves.k.size, len(places.points), len(places.z)), np.complex128)


def _add(out: Complex, places: Places, duct: int, pressure: Complex) -> None:
    out[:, places.inside[duct]] += pressure


def _summed(shapes: Real, along: Complex) -> Complex:
    """sum_m shapes (p, m) along (n, m, q)."""
    return np.asarray(shapes @ along)


def _live(section: AnySection, u0: Complex, u1: Complex, waves: Waves, z: Real) -> Complex:
    """Amplitudes (n, m, q) of a section's live modes at z."""
    k = waves.k[:, None]
    if isinstance(section, Straight):
        density, kd = waves.medium(section.medium)
        c0, c1 = inside(k, kd[:, None] ** 2 - section.values, section.length, z)
        return np.asarray(density[:, None, None] * (c0 * u0[..., None] - c1 * u1[..., None]))
    assert isinstance(section, Section)
    a, mass = pencil(section, waves)
    inverse = np.linalg.inv(mass)
    values, vectors = np.linalg.eig(inverse @ a)
    back = np.linalg.inv(vectors) @ inverse
    c0, c1 = inside(k, values, section.length, z)
    return np.asarray(vectors @ (c0 * (back @ u0[..., None]) - c1 * (back @ u1[..., None])))


def _tail(values: Real, weights: Real, fills: tuple[bool, bool], ends: tuple[Complex, Complex], medium: Wool | None,
          length: float, waves: Waves, z: Real) -> Complex:
    """Amplitudes (n, m, q) of tail modes; an end whose velocities fill the duct keeps full weight."""
    density, kd = waves.medium(medium)
    c0, c1 = inside(waves.k[:, None], kd[:, None] ** 2 - values, length, z)
    first, last = (u * np.where(full, 1.0, weights) for u, full in zip(ends, fills, strict=True))
    return np.asarray(density[:, None, None] * (c0 * first[..., None] - c1 * last[..., None]))


def _by_medium(made: Made, slab: Slab, i: int, b: int, duct: int,
               moving: list[Complex]) -> dict[Wool | None, tuple[Complex, Complex]]:
    """End velocities of a block's modes by the medium that answers in a duct: its own wool to what moves in it, else
    the gas."""
    own = slab.ducts[duct].medium
    out: dict[Wool | None, tuple[Complex, Complex]] = {}
    for medium in dict.fromkeys([None, own]):
        both = []
        for mouths, q, side, v in ((made.mouths[i], made.mouths[i].right[b], 1, moving[i]),
                                   (made.mouths[i + 1], made.mouths[i + 1].left[b], 0, moving[i + 1])):
            same = np.array([d >= 0 and own is not None and slab.ducts[d].medium == own for d in mouths.ducts[side]],
                            bool)
            both.append((v * (same if medium is not None else ~same)) @ q.T)
        out[medium] = both[0], both[1]
    return out


def _spread(sections: Sections, slab: Slab, block: Hard | Walled, places: Places) -> list[Spread]:
    """The functions of a block at the points of each of its ducts."""
    ducts = (block.duct,) if isinstance(block, Hard) else block.ducts
    out: list[Spread] = []
    if sections.in_cone(slab) and (isinstance(block, Walled) or slab.ducts[ducts[0]].key[0] == "rest"):
        for n, d in enumerate(ducts):
            even = np.zeros((int(places.inside[d].sum()), block.rows(False)))
            even[:, n] = slab.ducts[d].area ** -0.5
            out.append((d, even))
        return out
    for d, shapes in sections.fields(slab, block):
        points = places.points[places.inside[d]]
        if not len(points):
            out.append((d, np.zeros((0, shapes.shape[1]))))
            continue
        n = sections.el.count
        at = _at(sections, slab, d, points) @ shapes[:n]
        if len(shapes) > n:
            at += sections.local.functions(points)[0] @ shapes[n:]
        out.append((d, np.asarray(at)))
    return out


def _cone(sections: Sections, slab: Slab, block: Tapered, ends: tuple[Complex, Complex], waves: Waves,
          places: Places) -> Complex:
    """Pressure (n, p, q) in a conical cavity: its modes, and near each end what they lack there."""
    taper = sections.taper(slab, block.duct)
    density, kd = waves.medium(slab.ducts[block.duct].medium)
    front = (1j * waves.k * density)[:, None]
    m = len(block.values)
    amplitude = front / (block.values - (kd**2)[:, None]) * (ends[0][:, :m] - ends[1][:, :m])
    points = places.points[places.inside[block.duct]]
    wide = bool(slab.last and slab.casing and slab.last.area > slab.casing.area)
    functions = _at(sections, slab, block.duct, points, wide) @ taper.functions
    out = np.stack([amplitude @ (functions @ taper.at(z)).T for z in places.z], axis=-1)
    for last, u, sign in ((False, ends[0][:, m:], 1.0), (True, ends[1][:, m:], -1.0)):
        values, weights = block.end if last else block.start
        g, away = np.sqrt(values), slab.length - places.z if last else places.z
        near = _near(sections, slab, block.duct, points, last)
        level = (front * weights / g * u)[..., None] * np.exp(-g[:, None] * away)
        out += sign * _summed(near @ (taper.end if last else taper.start)[1], level)
    return out


def _near(sections: Sections, slab: Slab, duct: int, points: Real, last: bool) -> Sparse:
    """Interpolation at one end's section, nothing for points outside of it."""
    casing = slab.last if last else slab.casing
    assert casing is not None
    there = contains(casing, points).astype(float)
    return scipy.sparse.diags_array(there) @ _at(sections, slab, duct, points, last)


def _at(sections: Sections, slab: Slab, duct: int, points: Real, last: bool = False) -> Sparse:
    return interpolation(sections.el.mesh, sections.region(slab, duct, last), points)
