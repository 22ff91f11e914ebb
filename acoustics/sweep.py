"""All frequencies at once: the block tridiagonal system of a chain, eliminated from the far end, to S and T."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real
from acoustics.assembly import Assembly
from acoustics.chain import Chain, plane_wave
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.rational import Ints, interpolated
from acoustics.sections import Closed, Straight
from acoustics.silencer import Silencer
from acoustics.slabs import cut
from acoustics.waves import Waves

if TYPE_CHECKING:
    from acoustics.blocks import Effort


BLOCK, LEAST_BLOCK = 400_000, 64        # numbers of one matrix a block of frequencies: memory stays bounded
CLOSE = 3e-8                            # S between samples, S21 of itself: 3e-7 dB
FAINT = 1e-30                           # S21 that no TL tells from less: 600 dB
SAMPLES = 15, 1.8                       # to begin with, and more a half wave of all ducts at the top


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
    s = swept(chain, waves)
    return TwoPort(waves.frequencies, transfer(s, chain.areas[0] / gas.z, chain.areas[1] / gas.z), s,
                   chain.areas[0], chain.areas[1], gas, chain.live, chain.tail)


def swept(chain: Chain, waves: Waves) -> Complex:
    """S (n, 2, 2) [-] of a chain [m] at the n frequencies [Hz] of waves, solved at as few of them as hold the curve.

    Within CLOSE of scattering() at all. Valid without flow; no errors. Source: docs/physics.md (sweep).
    """
    f, back = waves.frequencies, None
    if np.any(f[1:] <= f[:-1]):
        f, back = np.unique(f, return_inverse=True)
    block = max(LEAST_BLOCK, BLOCK // max(j.signal.shape[1] for j in chain.junctions) ** 2)

    assembly = Assembly(chain)

    def sample(places: Ints) -> Complex:
        parts = [scattering(assembly, Waves(waves.gas, f[places[i:i + block]])) for i in range(0, len(places), block)]
        return np.concatenate(parts).reshape(-1, 4)[:, [0, 2, 3]]

    first = round(SAMPLES[0] + SAMPLES[1] * _half_waves(chain, float(np.max(waves.k.real))))
    three = interpolated(sample, f, _sizes, CLOSE, first)
    s = np.empty((len(f), 2, 2), np.complex128)
    s[:, 0, 0], s[:, 0, 1], s[:, 1, 0], s[:, 1, 1] = three[:, 0], three[:, 1], three[:, 1], three[:, 2]
    return s if back is None else s[back]


def _sizes(s: Complex) -> Real:
    """What an error of S11, S21, S22 is relative to: TL in dB asks S21 of itself."""
    out = np.ones(s.shape)
    out[:, 1] = np.maximum(np.abs(s[:, 1]), FAINT)
    return out


def _half_waves(chain: Chain, k: float) -> float:
    """Half waves of all ducts of a chain at k [1/m]: about as many resonances lie below."""
    out = 0.0
    values: list[Real] = [np.zeros(0)]
    lengths: list[float] = []
    for section in (s for link in chain.links for s in link.sections):
        if isinstance(section, Closed):
            out += float(np.count_nonzero(section.values < k**2))
        elif isinstance(section, Straight):
            values.append(section.values)
            lengths += [section.length] * len(section.values)
        else:
            out += min(len(section.rows), 1 + len(section.walls)) * k * section.length / np.pi
    return out + float(np.sqrt(np.maximum(0.0, k**2 - np.concatenate(values))) @ np.array(lengths)) / np.pi


def scattering(chain: Chain | Assembly, waves: Waves) -> Complex:
    """S = I - 2 C Zsys^-1 C' [-], (n, 2, 2), of a chain [m] at the n wavenumbers [1/m] of waves.

    Zsys is symmetric and block tridiagonal, so with L D L' of it C Zsys^-1 C' is a sum over junctions. Valid without
    flow (with it both off-diagonals are needed); no errors. Source: formulation c, h, derived in docs/physics.md.
    """
    assembly = chain if isinstance(chain, Assembly) else Assembly(chain)
    total = np.zeros((waves.k.size, 2, 2), np.complex128)
    beyond: tuple[Complex, Complex] | None = None
    for here, d, e in assembly.blocks(waves, room=2):
        m = here.signal.shape[1]
        if m == 0:
            continue                                  # a closed end: nothing flows there
        r = np.empty((waves.k.size, m, 2), np.complex128)
        r[:] = here.signal.T
        if beyond is not None:
            e[:, :, m:] = beyond[1]
            p = _times(e.swapaxes(1, 2), _solve(beyond[0], e))
            d -= p[:, :m, :m]
            r -= p[:, :m, m:]
            total += p[:, m:, m:]
        beyond = d, r
    if beyond is not None:
        total += _times(beyond[1].swapaxes(1, 2), _solve(*beyond))
    return np.asarray(np.eye(2) - 2 * total)


def _times(a: Complex, b: Complex) -> Complex:
    """a @ b for all frequencies; one shape in between is plain arithmetic."""
    return np.asarray(a * b if a.shape[2] == 1 else a @ b, np.complex128)


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
