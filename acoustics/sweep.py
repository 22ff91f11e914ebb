"""All frequencies at once: slab impedances, block elimination junction by junction, S and T of the two ports.

Pressures and velocities in units where rho c of the gas is 1 (docs/physics.md, formulation a, c, e, f, h).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.perforate import sullivan_crocker, wool_backed
from acoustics.silencer import Silencer
from acoustics.slabs import Cut, Slab, cut

Complex = NDArray[np.complex128]
Real = NDArray[np.float64]
DAMPING = 1e-9       # k (1 - 1e-9 j) keeps the poles of Zc and Zx off the real axis: 1e-7 dB


@dataclass(frozen=True)
class TwoPort:
    """Result over frequencies (n,): T (n,2,2) of pressure [Pa] and volume velocity [m3/s], S (n,2,2); port areas [m2]."""

    frequencies: Real
    t: Complex
    s: Complex
    area_in: float
    area_out: float


def check_frequencies(frequencies: Real) -> Real:
    """Frequencies [Hz] as a float array (n,). Raises AcousticsError where one is not positive and finite. Source: none."""
    f = np.atleast_1d(np.asarray(frequencies, dtype=float))
    if f.ndim != 1 or not np.all(np.isfinite(f)) or not np.all(f > 0):
        raise AcousticsError("frequencies", "must be positive and finite")
    return f


def two_port(silencer: Silencer, gas: Gas, frequencies: Real) -> TwoPort:
    """T and S matrices of a silencer between its inlet and outlet port planes.

    frequencies [Hz] (n,); valid below the first cut-on of the casing; no mean flow. Raises AcousticsError.
    Source: derived, docs/physics.md (formulation c, h).
    """
    f = check_frequencies(frequencies)
    silencer.validate()
    pieces = cut(silencer)
    k = 2 * np.pi * f / gas.c * (1 - 1j * DAMPING)
    x, rows = _solve(pieces, silencer, gas, f, k)
    s = np.eye(2) - 2 * np.sum([c.T @ v for c, v in zip(rows, x, strict=True) if c.any()], axis=0)
    a_in = np.pi * silencer.tube(silencer.inlet).inner_radius ** 2
    a_out = np.pi * silencer.tube(silencer.outlet).inner_radius ** 2
    return TwoPort(f, transfer(s, a_in / gas.z, a_out / gas.z), s, float(a_in), float(a_out))


def transfer(s: Complex, y1: float, y2: float) -> Complex:
    """T (n,2,2) from S (n,2,2) and the ports' admittances S/(rho c) [m3/(s Pa)]. Source: formulation h."""
    s11, s12, s21, s22 = s[:, 0, 0], s[:, 0, 1], s[:, 1, 0], s[:, 1, 1]
    d = 2 * s21
    root = np.sqrt(y1 * y2)
    t = np.empty_like(s)
    t[:, 0, 0] = np.sqrt(y2 / y1) * ((1 + s11) * (1 - s22) + s12 * s21) / d
    t[:, 0, 1] = ((1 + s11) * (1 + s22) - s12 * s21) / (d * root)
    t[:, 1, 0] = root * ((1 - s11) * (1 - s22) - s12 * s21) / d
    t[:, 1, 1] = np.sqrt(y1 / y2) * ((1 - s11) * (1 + s22) + s12 * s21) / d
    return t


def hard(k: Complex, kappa: Complex, length: float) -> tuple[Complex, Complex]:
    """Zc and Zx of one function over a length [m], shape of kappa [1/m]; k gas wavenumber (n,). Source: formulation a."""
    e = np.exp(-1j * kappa * length)
    base = (k / kappa) / -np.expm1(-2j * kappa * length)
    return base * (1 + e * e), base * 2 * e


def slab_impedance(slab: Slab, gas: Gas, f: Real, k: Complex) -> tuple[Complex, Complex]:
    """Zc, Zx (n, ducts, ducts) of a slab: P0 = Zc U0 - Zx U1, P1 = Zx U0 - Zc U1. Source: formulation a, e, f."""
    n, d = len(f), len(slab.ducts)
    weight = np.ones((n, d), dtype=complex)            # rho / rho_d
    square = np.repeat((k * k)[:, None], d, axis=1)    # k_d^2
    ratio: Complex | None = None
    for i, duct in enumerate(slab.ducts):
        if duct.wool is not None:
            z, kw = duct.wool.relative(f, gas)
            ratio = z * kw
            weight[:, i], square[:, i] = 1 / ratio, (k * kw) ** 2
    if not slab.walls:
        kappa = np.sqrt(square)
        kappa = np.where(kappa.imag > 0, -kappa, kappa)
        zc, zx = hard(k[:, None], kappa, slab.length)
        eye = np.eye(d)
        return (zc / weight)[:, :, None] * eye, (zx / weight)[:, :, None] * eye
    return _coupled(slab, k, weight, square, ratio)


def _coupled(slab: Slab, k: Complex, weight: Complex, square: Complex, ratio: Complex | None) -> tuple[Complex, Complex]:
    """Ducts joined by perforated walls: A V = M V diag(kappa^2), all ducts of the slab in one small eigenproblem."""
    n, d = square.shape
    a = np.zeros((n, d, d), dtype=complex)
    a[:, range(d), range(d)] = weight * square
    for w in slab.walls:
        p = w.span
        zeta = sullivan_crocker(k, p.thickness, p.hole, p.porosity) if ratio is None else \
            wool_backed(k, p.thickness, p.hole, p.porosity, ratio)
        jump = np.zeros(d)
        jump[w.a], jump[w.b] = slab.ducts[w.a].area ** -0.5, -(slab.ducts[w.b].area ** -0.5)
        a -= (1j * k / zeta * w.perimeter)[:, None, None] * np.outer(jump, jump)
    values, v = np.linalg.eig(a / weight[:, :, None])
    kappa = np.sqrt(values)
    kappa = np.where(kappa.imag > 0, -kappa, kappa)
    zc, zx = hard(k[:, None], kappa, slab.length)
    back = np.linalg.inv(v) / weight[:, None, :]
    return (v * zc[:, None, :]) @ back, (v * zx[:, None, :]) @ back


def solve(m: Complex, b: Complex) -> Complex:
    """Solve (n,i,i) x = (n,i,j); 1 x 1 blocks by plain division. Source: none."""
    return b / m if m.shape[1] == 1 else np.linalg.solve(m, b)


def sources(pieces: Cut, silencer: Silencer) -> list[Real]:
    """C' of each junction, shape (apertures, 2): +1 at a port open to the left, -1 to the right. Source: formulation h."""
    out = []
    for apertures in pieces.junctions:
        c = np.zeros((len(apertures), 2))
        for j, a in enumerate(apertures):
            if a.port:
                first = a.port == silencer.inlet and (silencer.inlet != silencer.outlet or a.left is None)
                c[j, 0 if first else 1] = 1.0 if a.left is None else -1.0
        out.append(c)
    return out


def _solve(pieces: Cut, silencer: Silencer, gas: Gas, f: Real, k: Complex) -> tuple[list[Complex], list[Real]]:
    """Aperture velocities for a unit C' source at each port: forward elimination from the far end, then back."""
    n, count = len(f), len(pieces.slabs)
    right = sources(pieces, silencer)
    diagonal: list[Complex] = []
    for i, apertures in enumerate(pieces.junctions):
        ports = np.diag([1.0 if a.port else 0.0 for a in apertures]).reshape(len(apertures), len(apertures))
        diagonal.append(np.repeat(ports[None].astype(complex), n, axis=0))
    upper: list[Complex] = []
    for i, slab in enumerate(pieces.slabs):
        zc, zx = slab_impedance(slab, gas, f, k)
        q0, q1 = pieces.projection(i, "right"), pieces.projection(i + 1, "left")
        diagonal[i] = diagonal[i] + q0.T @ zc @ q0
        diagonal[i + 1] = diagonal[i + 1] + q1.T @ zc @ q1
        upper.append(-(q0.T @ zx @ q1))
    reduced, loads = [diagonal[-1]], [np.repeat(right[-1][None].astype(complex), n, axis=0)]
    for i in range(count - 1, -1, -1):
        d, b = diagonal[i], np.repeat(right[i][None].astype(complex), n, axis=0)
        if reduced[0].shape[1] and d.shape[1]:
            g = solve(reduced[0], np.concatenate([np.swapaxes(upper[i], 1, 2), loads[0]], axis=2))
            m = d.shape[1]
            d, b = d - upper[i] @ g[:, :, :m], b - upper[i] @ g[:, :, m:]
        reduced.insert(0, d)
        loads.insert(0, b)
    x: list[Complex] = []
    for i in range(count + 1):
        b = loads[i]
        if i and x[i - 1].shape[1] and b.shape[1]:
            b = b - np.swapaxes(upper[i - 1], 1, 2) @ x[i - 1]
        x.append(solve(reduced[i], b) if b.shape[1] else b)
    return x, right

