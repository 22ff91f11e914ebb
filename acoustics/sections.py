"""Coupled ducts of one slab as live modes: their impedance matrices over the slab's length.

The matrices are general: any number of modes, media and walls. The plane wave has one uniform function a duct.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acoustics.arrays import Complex, Real
from acoustics.halves import ends_short
from acoustics.silencer import Perforation
from acoustics.waves import Waves
from acoustics.wool import Wool

DEFECT = 1e-9                   # eigenvalues nearer than this (relative) are moved apart


@dataclass(frozen=True, eq=False)
class Share:
    """What one medium holds of a section's modes: mass [-] and stiffness [1/m2], each (m, m), unweighted.

    Source: formulation f, docs/physics.md.
    """

    medium: Wool | None
    mass: Real
    stiffness: Real


@dataclass(frozen=True, eq=False)
class Wall:
    """A perforated wall of a section: B = int [q][p] ds of the jump over it, (m, m) [1/m]; its backing medium.

    Source: formulation e, docs/physics.md.
    """

    span: Perforation
    backing: Wool | None
    jump: Real


@dataclass(frozen=True, eq=False)
class Section:
    """m live modes over a length [m]; rows are their places among all modes of the slab. Source: docs/physics.md."""

    rows: tuple[int, ...]
    length: float
    shares: tuple[Share, ...]
    walls: tuple[Wall, ...] = ()


@dataclass(frozen=True, eq=False)
class Straight:
    """m modes of one hard duct in one medium, uncoupled: lambda (m,) [1/m2] over a length [m]; rows as Section.

    Source: formulation a, f.
    """

    rows: tuple[int, ...]
    length: float
    medium: Wool | None
    values: Real


@dataclass(frozen=True, eq=False)
class Closed:
    """m modes of a closed cavity in one medium: lambda (m,) [1/m2] in three dimensions; rows as Section.

    Source: docs/physics.md (cones).
    """

    rows: tuple[int, ...]
    medium: Wool | None
    values: Real


AnySection = Section | Straight | Closed


def ends(k: Complex, kappa_squared: Complex, length: float | Real) -> tuple[Complex, Complex]:
    """Zc and Zx [-] of modes with axial wavenumber kappa over a length [m]; shapes of kappa_squared [1/m2].

    k [1/m] broadcasts against it. Even in kappa, so the sign of the root is free; the decaying one is taken.
    Valid off kappa L = m pi, which the loss in k keeps away; no errors. Source: formulation a, derived.
    """
    kappa = np.sqrt(kappa_squared)
    kappa = np.where(kappa.imag > 0, -kappa, kappa)
    gone = -np.expm1(-1j * length * kappa)              # 1 - e
    rest = gone * (2 - gone)                            # 1 - e^2
    scale = k / (kappa * rest)
    return scale * (2 - rest), scale * (2 - 2 * gone)


def inside(k: Complex, kappa_squared: Complex, length: float, z: Real) -> tuple[Complex, Complex]:
    """c0 and c1 [-] (..., len(z)) of modes over a length [m]: P(z) = c0 U0 - c1 U1 at places z [m] from its start.

    k [1/m] broadcasts against kappa_squared [1/m2] (...). At z = 0 and z = length they are Zc and Zx of ends(). Valid
    as ends(); no errors. Source: formulation a, derived in docs/physics.md (pressure field).
    """
    kappa = np.sqrt(kappa_squared)
    kappa = np.where(kappa.imag > 0, -kappa, kappa)[..., None]
    there, back = np.exp(-1j * kappa * z), np.exp(-1j * kappa * (length - z))
    e, rest = np.exp(-1j * kappa * length), -np.expm1(-2j * kappa * length)
    scale = k[..., None] / (kappa * rest)
    return scale * (there + e * back), scale * (back + e * there)


def pencil(section: Section, waves: Waves) -> tuple[Complex, Complex]:
    """A [1/m2] and M_rho [-] (n, m, m) of a section at the n wavenumbers of waves [1/m]: M_rho P'' = -A P.

    Valid without flow; no errors. Source: formulation e, f.
    """
    m = len(section.rows)
    a = np.zeros((waves.k.size, m, m), np.complex128)
    mass = np.zeros_like(a)
    for share in section.shares:
        density, kd = waves.medium(share.medium)
        weight = (1 / density)[:, None, None]
        a += weight * ((kd**2)[:, None, None] * share.mass - share.stiffness)
        mass += weight * share.mass
    for wall in section.walls:
        a -= waves.coupling(wall.span, wall.backing)[:, None, None] * wall.jump
    return a, mass


def ends_matrix(section: Section, waves: Waves) -> tuple[Complex, Complex]:
    """Zc and Zx [-] (n, m, m) of a section at the n wavenumbers of waves: P0 = Zc U0 - Zx U1, P1 = Zx U0 - Zc U1.

    Z = f(M_rho^-1 A) M_rho^-1 of the pencil, f as ends(). Valid for any number of modes without flow; no errors.
    Source: formulation a, e, f; derived in docs/physics.md.
    """
    a, mass = pencil(section, waves)
    inverse = np.linalg.inv(mass)
    if len(section.rows) == 2:
        zc, zx = _two(inverse @ a, waves.k, section.length)
    else:
        zc, zx = ends_short(inverse @ a, waves.k, section.length) or _turned(inverse @ a, waves.k, section.length)
    return zc @ inverse, zx @ inverse


def _turned(c: Complex, k: Complex, length: float) -> tuple[Complex, Complex]:
    """f(C) by eigenvectors, with their inverse, never their transpose."""
    values, vectors = np.linalg.eig(c)
    back = np.linalg.inv(vectors)
    zc, zx = ends(k[:, None], values, length)
    return (vectors * zc[:, None, :]) @ back, (vectors * zx[:, None, :]) @ back


def _two(c: Complex, k: Complex, length: float) -> tuple[Complex, Complex]:
    """f(C) of 2x2 matrices in Newton's form, f(l1) + f[l1, l2] (C - l1), closed."""
    half = (c[:, 0, 0] - c[:, 1, 1]) / 2
    mean = (c[:, 0, 0] + c[:, 1, 1]) / 2
    root = np.sqrt(half**2 + c[:, 0, 1] * c[:, 1, 0])
    least = DEFECT * np.abs(mean)
    root = np.where(np.abs(root) < least, least, root)
    both = mean[:, None] + root[:, None] * np.array([1.0, -1.0])
    away = c - both[:, :1, None] * np.eye(2)
    out = [f[:, :1, None] * np.eye(2) + ((f[:, 0] - f[:, 1]) / (2 * root))[:, None, None] * away
           for f in ends(k[:, None], both, length)]
    return out[0], out[1]
