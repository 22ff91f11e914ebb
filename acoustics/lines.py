"""Modes that nothing couples over a section's length, all of a chain at once: each is a line of its own.

Source: formulation a, f; docs/physics.md (cones) for closed cavities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real
from acoustics.sections import AnySection, Closed, Straight, ends
from acoustics.silencer import Perforation
from acoustics.waves import Waves
from acoustics.wool import Wool


@dataclass(frozen=True, eq=False)
class Spectrum:
    """m lines in one medium over a length [m], 0 for a closed cavity: kappa^2 = k_d^2 - lambda - s mu, s = j k/zeta of
    a wall; lambda (m,) [1/m2], mu (m,) [1/m]. basis (m, m): the modes on these lines, None if they are the same."""

    medium: Wool | None
    length: float
    values: Real
    wall: Perforation | None = None
    jumps: Real | None = None
    basis: Real | None = None


def spectrum(section: AnySection) -> Spectrum | None:
    """The lines of a section, None where its modes couple anew at each frequency.

    Valid without flow; no errors. Source: formulation e; docs/physics.md (coupled ducts).
    """
    if isinstance(section, Straight):
        return Spectrum(section.medium, section.length, section.values)
    if isinstance(section, Closed):
        return Spectrum(section.medium, 0.0, section.values)
    if any(s.medium or s.stiffness.any() for s in section.shares) or len({w.span.wall for w in section.walls}) != 1:
        return None
    # gas alone and one kind of wall: k^2 - s B has the real modes of B at every frequency
    values, basis = np.linalg.eigh(sum((w.jump for w in section.walls), np.zeros(())))
    return Spectrum(None, section.length, np.zeros(len(values)), section.walls[0].span, values, basis)


class Lines:
    """All lines of several spectra, equal ones once: places (one array a spectrum) says where each one's are."""

    def __init__(self, spectra: list[Spectrum]) -> None:
        known: dict[tuple[Wool | None, float, float], int] = {}
        self.places: list[npt.NDArray[np.int64]] = []
        self.walls: list[tuple[npt.NDArray[np.int64], Perforation, Real]] = []
        kept: list[tuple[Wool | None, float, float]] = []
        for s in spectra:
            keys = [(s.medium, s.length, float(v)) for v in s.values]
            if s.wall is None or s.jumps is None:
                new = [k for k in dict.fromkeys(keys) if k not in known]
                known.update((k, len(kept) + i) for i, k in enumerate(new))
                kept += new
                self.places.append(np.array([known[k] for k in keys], np.int64))
            else:
                self.places.append(np.arange(len(kept), len(kept) + len(keys)))
                self.walls.append((self.places[-1], s.wall, s.jumps))
                kept += keys
        self.count = len(kept)
        self.media = list(dict.fromkeys(k[0] for k in kept))
        self.which = np.array([self.media.index(k[0]) for k in kept], np.int64)
        self.values = np.array([k[2] for k in kept])
        lengths = np.array([k[1] for k in kept])
        self.open, self.closed = np.flatnonzero(lengths), np.flatnonzero(lengths == 0)
        self.lengths = lengths[self.open]

    def ends(self, waves: Waves) -> tuple[Complex, Complex]:
        """Zc and Zx [-] (n, lines) of all lines. No errors. Source: formulation a."""
        if not self.count:
            none = np.zeros((waves.k.size, 0), np.complex128)
            return none, none
        media = [waves.medium(m) for m in self.media]
        square = np.column_stack([kd**2 for _, kd in media])[:, self.which] - self.values
        for places, span, jumps in self.walls:
            square[:, places] -= waves.coupling(span, None)[:, None] * jumps
        k = waves.k[:, None]
        zc, zx = np.empty_like(square), np.empty_like(square)
        zc[:, self.open], zx[:, self.open] = ends(k, square[:, self.open], self.lengths)
        zc[:, self.closed] = zx[:, self.closed] = -1j * k / square[:, self.closed]
        if self.media != [None]:
            density = np.column_stack([d for d, _ in media])[:, self.which]
            zc *= density
            zx *= density
        return zc, zx
