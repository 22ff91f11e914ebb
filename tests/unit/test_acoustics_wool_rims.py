"""A tube's end in wool in radial functions: closed forms of its end correction, and what cuts miss of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from acoustics.basis import TAPER, UNSEEN, WIDEST
from acoustics.wool_rims import Cuts, edge

FOK = (1, -1.40925, 0, 0.33818, 0, 0.06793, -0.02287, 0.03015, -0.01641, 0.01729, -0.01248, 0.01205, -0.00985)
REST = np.zeros((1, 3), complex)
GAS = (0.0, 0.0, 0.0)


def made(mouth=0.3, beside=False, x=5.0):
    return edge(mouth, mouth, 1.0, beside, (True, True), Cuts(x / mouth, 0.97, WIDEST, TAPER, UNSEEN))


def correction(of, densities, mouth=0.3):
    """What the mean velocity of the mouth meets, over its radius and the density beyond it."""
    d = np.array([densities], complex)
    z = of.whole(d, REST, GAS)
    k = of.means
    whole = z[:, :k, :k] - z[:, :k, k:] @ np.linalg.solve(z[:, k:, k:], z[:, k:, :k])
    return complex(whole[0, 0, 0]) / mouth / densities[1]


@pytest.mark.parametrize("mouth", [0.1, 0.2, 0.3, 0.5])
def test_into_very_heavy_wool_it_is_a_hole_in_a_plate(mouth):
    """All pressure falls beyond the mouth, which is even over it: an aperture's conductance, pi/4 less Fok's series."""
    found = correction(made(mouth).exact, (1.0, 1e6, 1.0), mouth)
    assert found == pytest.approx(math.pi / 4 * np.polynomial.polynomial.polyval(mouth, FOK), rel=4e-3)


@pytest.mark.parametrize(("mouth", "share"), [(0.1, 0.963), (0.2, 0.957), (0.5, 0.927)])
def test_in_gas_it_is_the_known_correction_of_a_step(mouth, share):
    """Karal's H times the share of converged velocities (tests/validation/test_acoustics_cuts.py)."""
    from scipy.special import j0, j1, jn_zeros
    z = jn_zeros(1, 20_000)
    h = 1.5 * np.pi * np.sum(j1(z * mouth) ** 2 / (z * mouth * (z * j0(z)) ** 2))
    assert correction(made(mouth).exact, (1.0, 1.0, 1.0), mouth) == pytest.approx(share * 8 / (3 * np.pi) * h, rel=4e-3)


def test_what_is_missed_falls_with_the_cut_and_is_most_for_a_thin_tube_in_heavy_wool():
    """Of the end correction: 9 % too much for a thin tube in heavy wool at 5 over the radius, where gas is right."""
    def lost(densities, x):
        one = made(beside=True, x=x)
        d = np.array([densities], complex)
        return abs(one.missed(d, REST, GAS, 1)[0, 0, 0]) / abs(one.exact.whole(d, REST, GAS)[0, 0, 0])
    heavy, gas = (1.0, 100.0, 100.0), (1.0, 1.0, 1.0)
    assert np.mean([lost(heavy, x) for x in (4.5, 5.0, 5.5, 6.0)]) > 2 * np.mean([lost(gas, x) for x in
                                                                                (4.5, 5.0, 5.5, 6.0)])
    assert np.mean([lost(heavy, x) for x in (20, 21, 22, 23)]) < 0.5 * np.mean([lost(heavy, x) for x in (5, 6, 7, 8)])


def test_a_flow_that_is_even_over_tube_ring_and_chamber_meets_nothing():
    one = made(beside=True).exact
    z = one.whole(np.array([[1.0, 30 - 20j, 30 - 20j]]), REST, GAS)[0]
    z = z[:2, :2] - z[:2, 2:] @ np.linalg.solve(z[2:, 2:], z[2:, :2])
    assert np.abs(z @ [0.3, math.sqrt(1 - 0.3**2)]).max() < 1e-3 * np.abs(z).max()
