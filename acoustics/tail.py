"""What the modes that are not live answer: jk (S0 + k^2 S1), real and independent of frequency (formulation b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from acoustics.arrays import Real

if TYPE_CHECKING:
    from acoustics.modal import Builder, Face, Raw


def ends(values: Real, length: float) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] of modes lambda [1/m2] at one end of a slab of a length [m], the other end closed.

    S0 = coth(gL)/g, S1 = coth(gL)/(2 g^3) + L/(2 g^2 sinh^2 gL), g = sqrt(lambda). Valid lambda > 0; no errors.
    Source: formulation b.
    """
    g = np.sqrt(values)
    e = np.exp(-2 * g * length)
    coth = (1 + e) / (1 - e)
    return coth / g, coth / (2 * g**3) + length / (2 * g**2) * 4 * e / (1 - e) ** 2


def cross(values: Real, length: float) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] from one end of a slab to the other, of modes lambda [1/m2] over a length [m].

    S0 = -1/(g sinh gL), S1 = -[1/(2 g^3 sinh gL) + L cosh gL/(2 g^2 sinh^2 gL)]. Valid lambda > 0; no errors.
    Source: formulation b.
    """
    g = np.sqrt(values)
    e = np.exp(-g * length)
    inverse = 2 * e / (1 - e * e)                     # 1 / sinh
    cosh = (1 + e * e) / (2 * e)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        second = np.where(e > 1e-150, cosh * inverse**2, 0.0)
    return -inverse / g, -(inverse / (2 * g**3) + length / (2 * g**2) * second)


def endless(values: Real) -> tuple[Real, Real]:
    """S0 [m] and S1 [m3] of modes lambda [1/m2] of a semi-infinite duct: 1/g and 1/(2 g^3). Source: formulation b."""
    g = np.sqrt(values)
    return 1 / g, 1 / (2 * g**3)


def _coefficients(face: Face, raw: Raw, side: str) -> list[Real]:
    """Projections of the tail modes of a slab on the raw velocities of one of its junctions, one a group."""
    out = []
    for values, fields in face.tails:
        q = np.zeros((len(values), raw.size))
        for (left, right, weighted, _), at in zip(raw.fields, raw.starts, strict=True):
            duct = right if side == "right" else left
            for d, shapes in fields:
                if d == duct:
                    q[:, at:at + weighted.shape[1]] += shapes.T @ weighted
        out.append(q)
    return out


def junction(b: Builder, faces: list[Face], raw: list[Raw], j: int) -> tuple[Real, Real]:
    """S0 [m], S1 [m3] of junction j on its raw velocities: both slabs' ends and ports. Source: formulation b, c."""
    r = raw[j]
    s0, s1 = np.zeros((r.size, r.size)), np.zeros((r.size, r.size))
    for i, side in ((j - 1, "left"), (j, "right")):
        if 0 <= i < len(faces):
            for (values, _), q in zip(faces[i].tails, _coefficients(faces[i], r, side), strict=True):
                a, c = ends(values, b.pieces.slabs[i].length)
                s0 += (q.T * a) @ q
                s1 += (q.T * c) @ q
    for (_, _, weighted, port), values, at in zip(r.fields, r.port_values, r.starts, strict=True):
        if port is not None:
            a, c = endless(values[1:])
            place = np.arange(at + 1, at + weighted.shape[1])
            s0[place, place] += a
            s1[place, place] += c
    return s0, s1


def between(b: Builder, faces: list[Face], raw: list[Raw], i: int) -> tuple[Real, Real]:
    """S0 [m], S1 [m3] from junction i to i + 1 through slab i's tail. Source: formulation b, c."""
    s0 = np.zeros((raw[i].size, raw[i + 1].size))
    s1 = np.zeros_like(s0)
    first, second = _coefficients(faces[i], raw[i], "right"), _coefficients(faces[i], raw[i + 1], "left")
    for (values, _), p, q in zip(faces[i].tails, first, second, strict=True):
        a, c = cross(values, b.pieces.slabs[i].length)
        s0 += (p.T * a) @ q
        s1 += (p.T * c) @ q
    return s0, s1
