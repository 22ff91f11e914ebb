"""The smooth cut of tail and mouth: a step and the end of a thin tube in a round can, in radial modes alone.

Another program than the core's: one-dimensional elements in r, S0 and its least energy written out. It gives the
figures of docs/physics.md (smooth cuts) and the table UNSEEN of acoustics/basis.py.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
import scipy.linalg as la

from acoustics.basis import TAPER, UNSEEN
from acoustics.blocks import APERTURE


def matrices(r):
    """Stiffness and mass of quadratic elements over the disc or ring of nodes r."""
    g, w = np.polynomial.legendre.leggauss(4)
    n = 2 * len(r) - 1
    k, m = np.zeros((n, n)), np.zeros((n, n))
    u = (g + 1) / 2
    shape = np.array([(1 - u) * (1 - 2 * u), 4 * u * (1 - u), u * (2 * u - 1)])
    for e, (a, b) in enumerate(zip(r[:-1], r[1:], strict=True)):
        slope = np.array([4 * u - 3, 4 - 8 * u, 4 * u - 1]) / (b - a)
        weight = w * (b - a) / 2 * 2 * np.pi * (a + (b - a) * u)
        at = slice(2 * e, 2 * e + 3)
        k[at, at] += (slope * weight) @ slope.T
        m[at, at] += (shape * weight) @ shape.T
    return k, m


@lru_cache
def modes(a, b):
    """Radial modes of the disc of radius 1, of the disc a and of the ring a to b = 1, on common nodes."""
    inner, outer = np.linspace(0, a, 41), np.linspace(a, b, 161)
    out = []
    for r in (np.concatenate([inner, outer[1:]]), inner, outer):
        k, m = matrices(r)
        values, vectors = la.eigh(k, m)
        values[0] = 0.0
        out.append((np.sqrt(np.maximum(values, 0)), vectors, m))
    return out


def smooth(g, cut, width):
    w = np.clip((cut - g) / width + 0.5, 0, 1)
    w[0] = 1.0
    return w


def correction(a, cut, ring):
    """End correction over a of a mouth of radius a in a disc of radius 1; ring True: the ring beside it is open too."""
    (gc, qc, _), (gt, qt, mt), (gr, qr, mr) = modes(a, 1.0)
    nt, parts = qt.shape[0], [(gt, qt, mt, 0, a)] + ([(gr, qr, mr, qt.shape[0] - 1, 1 - a)] if ring else [])
    columns, extra = [], []
    for g, q, m, at, size in parts:
        w = smooth(g, APERTURE * cut, min(np.pi / size, 0.7 * APERTURE * cut))
        keep = w > 1e-9
        f = np.zeros((qc.shape[0], keep.sum()))
        f[at:at + q.shape[0]] = m @ q[:, keep]
        columns.append(f)
        extra.append(np.concatenate([[0.0], (1 + TAPER * (1 / w[keep][1:] - 1)) / g[keep][1:]]))
    w = smooth(gc, cut, min(np.pi, 0.7 * cut))
    keep = w > 1e-9
    p = (qc.T @ np.hstack(columns))[keep][1:]
    s = (p.T * (w[keep][1:] / gc[keep][1:])) @ p + np.diag(np.concatenate(extra))
    fixed = [0] + ([len(extra[0])] if ring else [])
    v = np.zeros(len(s))
    v[fixed] = [1.0] + ([-a / np.sqrt(1 - a * a)] if ring else [])
    free = [i for i in range(len(s)) if i not in fixed]
    if free:
        v[free] = -np.linalg.solve(s[np.ix_(free, free)], s[np.ix_(free, fixed)] @ v[fixed])
    assert nt == 81
    return float(v @ s @ v) / a


@pytest.mark.parametrize("a", [0.05, 0.1, 0.2])
def test_what_a_short_tail_misses_depends_on_the_mouth_alone(a):
    whole = correction(a, 60 / a if a > 0.15 else 40 / a, ring=False)
    for x, missing in zip(*UNSEEN, strict=True):
        if x >= 0.75:
            full = missing if x <= 3 else 2 * missing
            assert whole - correction(a, x / a, ring=False) == pytest.approx(full, abs=0.01), x


def test_a_smooth_cut_is_within_two_hundredths_of_the_radius_for_a_thin_tube():
    """Cuts from 3 to 12 over a; sharp ones jump by a twentieth of it and more."""
    whole = correction(0.317, 90 / 0.317, ring=True)
    away = [correction(0.317, x / 0.317, ring=True) - whole for x in np.arange(3.0, 12.1, 0.5)]
    assert np.abs(away).max() < 0.02 and np.median(np.abs(away)) < 0.005 and abs(np.mean(away)) < 0.003


def test_converged_shapes_lie_below_karal_as_printed():
    """0.963, 0.957, 0.948, 0.927, 0.889 of 8/(3 pi) H at a/b = 0.1, 0.2, 0.317, 0.5, 0.7 (Karal's H by its series)."""
    from scipy.special import j0, j1, jn_zeros
    z = jn_zeros(1, 20_000)
    for a, share in ((0.1, 0.963), (0.2, 0.957), (0.317, 0.948), (0.5, 0.927), (0.7, 0.889)):
        h = 1.5 * np.pi * np.sum(j1(z * a) ** 2 / (z * a * (z * j0(z)) ** 2))
        assert correction(a, 45 / min(a, 1 - a), ring=False) / (8 / (3 * np.pi) * h) == pytest.approx(share, abs=0.004)
