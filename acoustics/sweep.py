"""All frequencies at once: the block tridiagonal system of a chain, eliminated from the far end, to S and T."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real
from acoustics.chain import Chain, Junction, Link, Tail, plane_wave
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.sections import impedances
from acoustics.silencer import Silencer
from acoustics.slabs import cut
from acoustics.waves import Waves

if TYPE_CHECKING:
    from acoustics.blocks import Effort


BLOCK, LEAST_BLOCK = 400_000, 64        # numbers of one matrix a block of frequencies: memory stays bounded


@dataclass(frozen=True, eq=False)
class TwoPort:
    """A silencer between its ports at n frequencies [Hz]: t (n, 2, 2) in pressure [Pa] and volume velocity [m3/s]
    (into the inlet, out of the outlet), s (n, 2, 2) [-] in power waves; port areas [m2] and the gas; the most live and
    tail modes of a slab (0: uniform functions).

    Valid without flow, below the first cut-on. Source: formulation h, docs/physics.md.
    """

    frequencies: Real
    t: Complex
    s: Complex
    area_in: float
    area_out: float
    gas: Gas
    live: int = 0
    tail: int = 0

    def transmission_loss(self) -> Real:
        """TL [dB], (n,), both ports anechoic: -20 lg |S21|; unequal ports need no factor. Source: definition."""
        return np.asarray(-20 * np.log10(np.abs(self.s[:, 1, 0])), np.float64)


def two_port(silencer: Silencer, gas: Gas, frequencies: npt.ArrayLike, model: str = "uniform",
             effort: Effort | None = None) -> TwoPort:
    """The two-port of a silencer [m] in one gas at frequencies [Hz], (n,).

    model: uniform (one uniform function a duct, no end corrections), plane (one live mode a duct, the tail is the end
    correction) or modes (all up to 1.5 times the top frequency are live). Valid without flow; uniform and plane
    below the first cut-on (`cut_on`). Raises AcousticsError (geometry, "frequencies", "model").
    Source: docs/physics.md.
    """
    waves = Waves(gas, frequencies)
    if model == "uniform":
        chain = plane_wave(cut(silencer))
    elif model in ("plane", "modes"):
        from acoustics.blocks import Effort
        from acoustics.modal import longest_cone, modal
        pieces = cut(silencer, longest_cone(waves))
        chain = modal(silencer, pieces, waves, effort or Effort(plane=model == "plane"))
    else:
        raise AcousticsError("model", "must be uniform, plane or modes")
    size = max(j.signal.shape[1] for j in chain.junctions)
    block = max(LEAST_BLOCK, BLOCK // size**2)
    parts = [waves] if waves.k.size <= block else [Waves(gas, waves.frequencies[i:i + block])
                                                   for i in range(0, waves.k.size, block)]
    s = np.concatenate([scattering(chain, w) for w in parts])
    return TwoPort(waves.frequencies, transfer(s, chain.areas[0] / gas.z, chain.areas[1] / gas.z), s,
                   chain.areas[0], chain.areas[1], gas, chain.live, chain.tail)


def scattering(chain: Chain, waves: Waves) -> Complex:
    """S = I - 2 C Zsys^-1 C' [-], (n, 2, 2), of a chain [m] at the n wavenumbers [1/m] of waves.

    Zsys is symmetric and block tridiagonal, so with L D L' of it C Zsys^-1 C' is a sum over junctions. Valid without
    flow (with it both off-diagonals are needed); no errors. Source: formulation c, h, derived in docs/physics.md.
    """
    n, last = waves.k.size, len(chain.links)
    solved = {i: [impedances(s, waves) for s in link.sections] for i, link in enumerate(chain.links)}
    total = np.zeros((n, 2, 2), np.complex128)
    beyond: tuple[Complex, Complex] | None = None
    for j in range(last, -1, -1):
        here = chain.junctions[j]
        m = here.signal.shape[1]
        if m == 0:
            continue                                  # a closed end: nothing flows there
        d = diagonal(chain, j, waves, solved)
        r = np.broadcast_to(here.signal.T, (n, m, 2)).astype(np.complex128)
        if beyond is not None:
            e = off_diagonal(chain.links[j], here, chain.junctions[j + 1], waves, solved[j])
            x = _solve(beyond[0], np.concatenate([e.swapaxes(1, 2), beyond[1]], axis=2))
            total += _times(beyond[1].swapaxes(1, 2), x[:, :, m:])
            d = d - _times(e, x[:, :, :m])
            r = r - _times(e, x[:, :, m:])
        beyond = d, r
    if beyond is not None:
        total += _times(beyond[1].swapaxes(1, 2), _solve(*beyond))
    return np.asarray(np.eye(2) - 2 * total)


def _times(a: Complex, b: Complex) -> Complex:
    """a @ b for all frequencies; one shape in between is plain arithmetic."""
    return np.asarray(a * b if a.shape[2] == 1 else a @ b, np.complex128)


Solved = list[tuple[Complex, Complex]]


def diagonal(chain: Chain, j: int, waves: Waves, solved: dict[int, Solved]) -> Complex:
    """Q_L' Zc Q_L + Q_R' Zc Q_R + port + jk (S0 + k^2 S1) [-] of junction j, (n, m, m), at the n wavenumbers of waves.

    Valid for any chain without flow; no errors. Source: docs/physics.md (junctions).
    """
    here = chain.junctions[j]
    d = np.zeros((waves.k.size, here.signal.shape[1], here.signal.shape[1]), np.complex128)
    d += here.signal.T @ here.signal
    for i, q in ((j - 1, here.left), (j, here.right)):
        if i in solved:
            for section, (zc, _) in zip(chain.links[i].sections, solved[i], strict=True):
                d += _projected(q[list(section.rows)], zc, q[list(section.rows)])
    for screen in here.screens:
        d += waves.sheet(screen.sheet)[:, None, None] * screen.gram
    return _with_tail(d, here.tails, waves)


def off_diagonal(link: Link, here: Junction, after: Junction, waves: Waves, solved: Solved) -> Complex:
    """-Q_R' Zx Q_L of the next junction, and the tail's term between [-], (n, m here, m after).

    Valid for any chain without flow; no errors. Source: docs/physics.md (junctions).
    """
    e = np.zeros((waves.k.size, here.right.shape[1], after.left.shape[1]), np.complex128)
    for section, (_, zx) in zip(link.sections, solved, strict=True):
        rows = list(section.rows)
        e -= _projected(here.right[rows], zx, after.left[rows])
    return _with_tail(e, link.tails, waves)


def _projected(p: Real, z: Complex, q: Real) -> Complex:
    """P' Z Q for all frequencies; z (n, m) holds the diagonals of Z."""
    if z.ndim == 2:
        if z.shape[1] == 1:
            return z[:, :, None] * np.outer(p, q)
        return np.asarray((p.T * z[:, None, :]) @ q)
    return np.asarray(p.T @ z @ q)


def _with_tail(z: Complex, tails: tuple[Tail, ...], waves: Waves) -> Complex:
    for tail in tails:
        density, kd = waves.medium(tail.medium)
        front = 1j * waves.k if tail.medium is None else 1j * waves.k * density
        z += front[:, None, None] * tail.s0
        z += (front * kd**2)[:, None, None] * tail.s1
    return z


def _solve(a: Complex, b: Complex) -> Complex:
    return np.asarray(b / a if a.shape[1] == 1 else np.linalg.solve(a, b), np.complex128)


def transfer(s: Complex, y_in: float, y_out: float) -> Complex:
    """T (n, 2, 2) in (p [Pa], U [m3/s]) of S (n, 2, 2) [-]; y = S/(rho c) of the ports [m3/(s Pa)].

    Valid where S21 is not 0; no errors. Source: formulation h, closed form.
    """
    a, b, c, d = s[:, 0, 0], s[:, 0, 1], s[:, 1, 0], s[:, 1, 1]
    root, ratio = np.sqrt(y_in * y_out), np.sqrt(y_out / y_in)
    t = np.array([[ratio * ((1 + a) * (1 - d) + b * c), ((1 + a) * (1 + d) - b * c) / root],
                  [root * ((1 - a) * (1 - d) - b * c), ((1 - a) * (1 + d) + b * c) / ratio]]) / (2 * c)
    return np.asarray(t.transpose(2, 0, 1))
