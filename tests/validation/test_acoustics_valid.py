"""The range that the plane wave's answer states: within it, it is what section modes say."""

from __future__ import annotations

import numpy as np
import pytest

from acoustics import Gas, plane_valid_to, silencer_cut_on, two_port
from acoustics.valid import SHIFT, WITHIN
from tests.validation.cases import AIR, chamber
from tests.validation.fem_cases import offset, three_pass
from tests.validation.random_silencers import random_silencer

HOT = Gas.exhaust(623.15)


def away(silencer, gas, top):
    """Median and 90th percentile [dB] of plane against modes to a frequency [Hz], at other places than it was found."""
    f = np.linspace(0.03, 1.0, 160) * top
    plane, modes = (two_port(silencer, gas, f, m).transmission_loss() for m in ("plane", "modes"))
    return float(np.median(np.abs(plane - modes))), float(np.percentile(np.abs(plane - modes), 90))


def test_tubes_beside_each_other_end_it_long_before_the_cut_on_and_centred_ones_do_not():
    cross = silencer_cut_on(offset(True), AIR.c)[0]
    found = plane_valid_to(offset(True), AIR)
    assert 0.4 * cross < found < 0.85 * cross
    centred = chamber()
    assert plane_valid_to(centred, AIR) == pytest.approx(silencer_cut_on(centred, AIR.c)[0])
    assert plane_valid_to(centred, AIR, 500.0) == pytest.approx(500.0)


def test_in_its_range_the_plane_wave_is_what_modes_say():
    for silencer in (offset(True), offset(False), three_pass()):
        median, most = away(silencer, AIR, plane_valid_to(silencer, AIR))
        assert median < 0.1 and most < 0.5
        beyond = np.linspace(0.95, 1.0, 20) * silencer_cut_on(silencer, AIR.c)[0]
        plane, modes = (two_port(silencer, AIR, beyond, m).transmission_loss() for m in ("plane", "modes"))
        assert np.median(np.abs(plane - modes)) > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_random_silencers(seed):
    silencer = random_silencer(seed, perforated=seed % 2 == 0, packed=seed % 3 == 0)
    top = plane_valid_to(silencer, HOT)
    assert top > 0.05 * silencer_cut_on(silencer, HOT.c)[0]
    end = silencer_cut_on(silencer, HOT.c)[0]               # modes to the same top, heard at other places
    f = np.append(np.linspace(0.03, 1.0, 160) * top, end)
    plane = np.array([two_port(silencer, HOT, f * (1 + e), "plane").transmission_loss() for e in (-SHIFT, 0.0, SHIFT)])
    modes = two_port(silencer, HOT, f, "modes").transmission_loss()
    outside = (modes < plane.min(axis=0) - WITHIN) | (modes > plane.max(axis=0) + WITHIN)
    assert np.mean(outside[:-1]) < 0.05 and np.median(np.abs(plane[1] - modes)[:-1]) < WITHIN / 2
