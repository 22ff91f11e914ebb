"""Zsys of a chain at many frequencies: what depends on no frequency is made once, so that each block is one product.

Source: formulation a to f, docs/physics.md (junctions).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, Real
from acoustics.chain import Chain, Junction, Link, Rimmed, Tail
from acoustics.lines import Lines, spectrum
from acoustics.sections import Section, ends_matrix
from acoustics.sheets import Sheet
from acoustics.waves import Waves
from acoustics.wool import Wool

KEPT = 250_000                  # numbers of one block's real matrices that stay in memory; larger ones are made anew
Ints = npt.NDArray[np.int64]
NONE = np.zeros(0, np.int64)
Place = tuple[int, int]                 # a section: the number of its link, and in it; a rim: of its junction, -1 on
Dense = tuple[Complex, Complex]         # Zc and Zx (n, m, m) of a section


class Weights:
    """What real matrices are weighed with at each frequency, column by column: 1, jk (rho_d/rho) and the same times
    k_d^2 of each medium, zeta of each field of holes, then Zc and Zx of all lines."""

    def __init__(self, chain: Chain) -> None:
        tails = [t for j in chain.junctions for t in j.tails] + [t for link in chain.links for t in link.tails]
        self.media: list[Wool | None] = list(dict.fromkeys(t.medium for t in tails))
        self.sheets: list[Sheet] = list(dict.fromkeys(s.sheet for j in chain.junctions for s in j.screens))
        self.spectra = [[spectrum(s) for s in link.sections] for link in chain.links]
        flat = [s for row in self.spectra for s in row if s is not None]
        self.lines = Lines(flat)
        self._first = 1 + 2 * len(self.media) + len(self.sheets)
        places = iter(self.lines.places)
        self._places = [np.concatenate([NONE, *(next(places) for s in row if s is not None)]) for row in self.spectra]

    def tail(self, medium: Wool | None) -> int:
        """Column of S0's weight; S1's is the next."""
        return 1 + 2 * self.media.index(medium)

    def sheet(self, sheet: Sheet) -> int:
        """Column of a field of holes."""
        return 1 + 2 * len(self.media) + self.sheets.index(sheet)

    def modes(self, link: int, across: bool) -> Ints:
        """Columns of Zc, or Zx across, of all lines of a link, section by section."""
        return self._places[link] + (self._first + across * self.lines.count)

    def at(self, waves: Waves) -> Real:
        """Real and imaginary parts (columns, 2, n) at the n wavenumbers of waves."""
        zc, zx = self.lines.ends(waves)
        tails = []
        for medium in self.media:
            density, kd = waves.medium(medium)
            front = 1j * waves.k * density
            tails += [front, front * kd**2]
        rows = [np.ones((1, waves.k.size)), *(t[None] for t in tails), *(waves.sheet(s)[None] for s in self.sheets),
                zc.T, zx.T]
        whole = np.concatenate(rows)
        return np.stack([whole.real, whole.imag], axis=1)


class Terms:
    """One block (rows, columns) of Zsys as a sum: columns of Weights times real matrices, and P' Z Q of whole ones."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.places: list[Ints] = []
        self.parts: list[tuple[Real, ...]] = []         # of each: a matrix, or p rows of both sides: p of rank 1
        self.dense: list[tuple[Place, bool, Real, Real]] = []       # section, across, (m, rows), (m, columns)
        self._stacked: Real | None = None

    def matrix(self, place: int, matrix: Real) -> None:
        """A matrix weighed with one column."""
        if matrix.any():
            self.places.append(np.array([place]))
            self.parts.append((matrix,))

    def modes(self, places: Ints, first: Real, last: Real) -> None:
        """sum_m w_m p_m q_m' of the rows of first (m, rows) and last (m, columns)."""
        felt = first.any(axis=1) & last.any(axis=1)
        if felt.any():
            self.places.append(places[felt])
            self.parts.append((first[felt], last[felt]))

    def tails(self, weights: Weights, tails: tuple[Tail, ...], turned: bool = False) -> None:
        """jk (rho_d/rho) (S0 + k_d^2 S1) of each medium."""
        for tail in tails:
            at = weights.tail(tail.medium)
            self.matrix(at, tail.s0.T if turned else tail.s0)
            self.matrix(at + 1, tail.s1.T if turned else tail.s1)

    def _whole(self) -> Real:
        """All real matrices (p, rows columns)."""
        if self._stacked is not None:
            return self._stacked
        out = np.concatenate([p[0][None] if len(p) == 1 else p[0][:, :, None] * p[1][:, None, :] for p in self.parts])
        out = out.reshape(len(out), -1)
        if out.size <= KEPT:
            self._stacked, self.parts = out, []
        return out

    def into(self, out: Complex, weights: Real, dense: dict[Place, Dense]) -> None:
        """The sum at n frequencies, into out (n, rows, columns); weights as Weights.at gives them."""
        if self.places and out.size:
            w = weights[np.concatenate(self.places)].reshape(-1, 2 * len(out))
            both = (w.T @ self._whole()).reshape(2, *out.shape)
            out.real, out.imag = both
        else:
            out[:] = 0
        for section, across, p, q in self.dense:
            _add_congruent(out, p, dense[section][across], q)


def _add_congruent(out: Complex, p: Real, z: Complex, q: Real) -> None:
    """P' Z Q of real P (m, rows), Q (m, columns) and Z (n, m, m), added to out (n, rows, columns)."""
    n, m = len(z), len(p)
    half = (np.stack([z.real, z.imag]).reshape(-1, m) @ q).reshape(2 * n, m, q.shape[1])
    whole = p.T @ half
    out.real += whole[:n]
    out.imag += whole[n:]


def _missed(rim: Rimmed, waves: Waves) -> Complex:
    """jk times what the cuts miss at a tube's end in wool, (n, k, k) [-] of its rows."""
    densities, kd = (np.column_stack([waves.medium(m)[n] for m in rim.media]) for n in (0, 1))
    return 1j * waves.k[:, None, None] * rim.edge.missed(densities, kd, rim.live, rim.more)


class Assembly:
    """D_j and E_j' of a chain's Zsys, as Terms:

    D = Q_L' Zc Q_L + Q_R' Zc Q_R + port + screens + rims + jk (S0 + k^2 S1), E = -Q_R' Zx Q_L + jk (S0 + k^2 S1).
    Valid for any chain without flow. Source: docs/physics.md (junctions).
    """

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.weights = Weights(chain)
        sizes = [j.signal.shape[1] for j in chain.junctions]
        self.own = [Terms(m, m) for m in sizes]
        self.next = [Terms(after, m) for m, after in zip(sizes[:-1], sizes[1:], strict=True)]
        self.dense: list[dict[Place, Section]] = [{} for _ in chain.links]
        for j, here in enumerate(chain.junctions):
            self.own[j].matrix(0, here.signal.T @ here.signal)
            self.own[j].tails(self.weights, here.tails)
            for screen in here.screens:
                self.own[j].matrix(self.weights.sheet(screen.sheet), screen.gram)
            for i, rim in enumerate(here.rims):
                self.own[j].dense.append(((j, -1 - i), False, rim.rows, rim.rows))
        for j, link in enumerate(chain.links):
            self.next[j].tails(self.weights, link.tails, turned=True)
            self._put(j, link)

    def _put(self, j: int, link: Link) -> None:
        start, end = self.chain.junctions[j].right, self.chain.junctions[j + 1].left
        rows: list[tuple[Real, Real]] = []
        for i, (section, lines) in enumerate(zip(link.sections, self.weights.spectra[j], strict=True)):
            of = list(section.rows)
            p, q = start[of], end[of]
            if lines is None:
                assert isinstance(section, Section)
                self.dense[j][j, i] = section
                for block, across, first, last in self._blocks(j, p, q):
                    if first.any() and last.any():
                        block.dense.append(((j, i), across, first, last))
            else:
                rows.append((p, q) if lines.basis is None else (lines.basis.T @ p, lines.basis.T @ q))
        if rows:
            both = (np.concatenate(r) for r in zip(*rows, strict=True))
            for block, across, first, last in self._blocks(j, *both):
                block.modes(self.weights.modes(j, across), first, last)

    def _blocks(self, j: int, p: Real, q: Real) -> tuple[tuple[Terms, bool, Real, Real], ...]:
        """The blocks that a link reaches through its rows at both ends, by Zc or Zx (across)."""
        return (self.own[j], False, p, p), (self.own[j + 1], False, q, q), (self.next[j], True, -q, p)

    def blocks(self, waves: Waves, room: int = 0) -> Iterator[tuple[Junction, Complex, Complex]]:
        """Junctions from the last to the first with D (n, m, m) and E' (n, m of the one after, m + room) [-].

        The last `room` columns of E' are the caller's. No errors.
        """
        n = waves.k.size
        weights = self.weights.at(waves)
        dense: dict[Place, Dense] = {}
        for j in range(len(self.own) - 1, -1, -1):
            if j:
                dense.update((key, ends_matrix(s, waves)) for key, s in self.dense[j - 1].items())
            here = self.chain.junctions[j]
            missed = {(j, -1 - i): (_missed(rim, waves),) * 2 for i, rim in enumerate(here.rims)}
            m = here.signal.shape[1]
            d = np.empty((n, m, m), np.complex128)
            self.own[j].into(d, weights, dense | missed)
            after = self.next[j].shape[0] if j < len(self.next) else 0
            e = np.zeros((n, after, m + room), np.complex128)
            if j < len(self.next):
                self.next[j].into(e[:, :, :m], weights, dense)
                for key in self.dense[j]:
                    del dense[key]
            yield here, d, e
