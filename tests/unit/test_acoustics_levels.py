"""Domes and notches of curves whose turns are known: closed forms, ripple, ends, level stretches, resonances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoustics import AcousticsError, Body, Gas, Round, Silencer, Tube, domes, notches, two_port
from acoustics.levels import PROMINENCE

C, LENGTH = 343.213, 0.2823          # the reference figures are rounded to 0.01 Hz
RATIO = (153.2 / 48.6) ** 2


def chamber(f):
    """TL of the simple chamber of facts/acoustics.md 2: 10 lg (1 + ((m - 1/m)/2 sin kL)^2)."""
    return 10 * np.log10(1 + ((RATIO - 1 / RATIO) / 2 * np.sin(2 * np.pi * f / C * LENGTH)) ** 2)


def extended(f, front, back):
    """TL of the chamber with both tubes extended by front and back: closed form of facts/acoustics.md 4.3."""
    k = 2 * np.pi * f / C
    return 10 * np.log10(1 + ((RATIO - 1 / RATIO) / 2 * np.sin(k * LENGTH)
                              / (np.cos(k * front) * np.cos(k * back))) ** 2)


@pytest.mark.parametrize("step", [1.0, 10.0, 17.0])
def test_simple_chamber_has_its_published_domes_and_zeros(step):
    f = np.arange(10.0, 3000.0, step)
    up, down = domes(f, chamber(f)), notches(f, chamber(f))
    assert [t.frequency for t in up] == pytest.approx([303.94, 911.83, 1519.72, 2127.61, 2735.50], abs=0.01)
    assert [t.level for t in up] == pytest.approx([14.0118] * 5, abs=1e-4)
    assert [t.frequency for t in down] == pytest.approx([607.89, 1215.78, 1823.67, 2431.56], abs=0.015)
    assert [t.level for t in down] == pytest.approx([0.0] * 4, abs=1e-4)


def test_resonances_of_extended_tubes_are_located_between_coarse_samples():
    f = np.arange(13.0, 2400.0, 10.0)
    front, back = 0.131, 0.065
    true = sorted([C / 4 / front, 3 * C / 4 / front, C / 4 / back])
    up = domes(f, extended(f, front, back))
    found = [min((t.frequency for t in up), key=lambda g: abs(g - t0)) for t0 in true]
    assert found == pytest.approx(true, abs=0.02)          # of 10 Hz between samples
    for turn in up:                                        # the true peak has no bound: near the highest sample
        nearest = extended(f[np.argsort(np.abs(f - turn.frequency))[:2]], front, back).max()
        assert nearest - 1e-9 <= turn.level <= nearest + 6.03


def test_domes_and_notches_take_turns():
    f = np.arange(10.0, 6000.0, 7.0)
    tl = extended(f, 0.131, 0.061)
    where = sorted([(t.frequency, 1) for t in domes(f, tl)] + [(t.frequency, -1) for t in notches(f, tl)])
    kinds = [k for _, k in where]
    assert len(kinds) > 10 and all(a != b for a, b in zip(kinds, kinds[1:], strict=False))


def test_ripple_below_the_prominence_is_passed_over():
    f = np.arange(10.0, 3000.0, 2.0)
    rough = chamber(f) + 0.45 * np.sin(f * 1.7)            # 0.9 dB from top to bottom
    assert len(domes(f, rough)) == 5 and len(notches(f, rough)) == 4
    assert [t.frequency for t in domes(f, rough)] == pytest.approx([303.94, 911.83, 1519.72, 2127.61, 2735.5], abs=60)
    assert len(domes(f, rough, 0.2)) > 100


def test_a_dome_counts_by_the_shallower_of_its_sides():
    f = np.arange(1.0, 8.0)
    tl = np.array([0.0, 5.0, 3.5, 9.0, 8.2, 8.9, 0.0])
    assert [t.frequency for t in domes(f, tl, 0.5)] == pytest.approx([2, 4, 6], abs=0.6)
    assert [round(t.frequency) for t in domes(f, tl, 1.0)] == [2, 4]
    assert [round(t.frequency) for t in domes(f, tl, 2.0)] == [4]


@pytest.mark.parametrize("curve", [
    lambda f: f / 100, lambda f: -f / 100, lambda f: np.full_like(f, 7.0),
    lambda f: np.minimum(f / 100, 5.0),                    # rises, then level to the end
    lambda f: -np.abs(f - 20.0) / 100,                     # rises by 0.1 dB only, then falls
])
def test_the_ends_of_the_range_are_no_turns(curve):
    f = np.arange(10.0, 1000.0, 10.0)
    assert domes(f, curve(f)) == notches(f, curve(f)) == []


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_samples_have_no_turns(count):
    assert domes([100.0, 200.0][:count], [1.0, 9.0][:count]) == []


def test_a_level_top_is_told_at_its_middle():
    f = np.array([100.0, 200, 300, 400, 500, 600])
    [turn] = domes(f, [0.0, 6.0, 6.0, 6.0, 6.0, 0.0])
    assert turn == (350.0, 6.0)
    [turn] = domes([100.0, 200.0, 300.0, 400.0], [0.0, 6.0, 6.0, 0.0])
    assert turn.frequency == pytest.approx(250.0)


def test_uneven_samples_are_fitted_too():
    f = np.geomspace(20.0, 1000.0, 400)
    assert domes(f, chamber(f))[0].frequency == pytest.approx(303.94, abs=0.01)


def test_a_lossless_notch_is_never_below_nothing():
    f = np.array([100.0, 110.0, 120.0])
    [turn] = notches(f, [20.0, 0.1, 25.0], 1.0)
    assert turn.level == 0.0


@given(st.lists(st.floats(-50.0, 400.0), min_size=3, max_size=40), st.floats(0.1, 20.0))
def test_any_curve_keeps_the_promises(values, prominence):
    f, tl = np.arange(1.0, len(values) + 1), np.array(values)
    up, down = domes(f, tl, prominence), notches(f, tl, prominence)
    # by definition of prominence, one sample at a time: how far the lower side falls before higher ground
    expected = 0
    for i in range(1, len(values) - 1):
        if values[i] == values[i - 1]:
            continue                                       # a level stretch counts at its first sample
        left = next((j for j in range(i - 1, -1, -1) if values[j] > values[i]), -1)
        right = next((j for j in range(i + 1, len(values)) if values[j] > values[i] or (
            values[j] == values[i] and min(values[i:j]) <= values[i] - prominence)), len(values))
        sides = min(values[left + 1:i + 1]), min(values[i:right])
        expected += all(values[i] - s >= prominence for s in sides)
    assert len(up) == expected
    assert abs(len(up) - len(down)) <= 1
    for t in up + down:
        assert f[0] < t.frequency < f[-1]
        i = int(np.argmin(np.abs(f - t.frequency)))
        assert abs(t.level - tl[max(0, i - 1):i + 2]).min() <= 6.03


@pytest.mark.parametrize(("arguments", "field"), [
    (([100.0, 90.0], [1.0, 2.0]), "frequencies"), (([100.0, 200.0], [1.0]), "tl"),
    (([100.0, 200.0], [1.0, np.inf]), "tl"), (([100.0, 200.0], [1.0, 2.0], 0.0), "prominence"),
    (([100.0, 200.0], [1.0, 2.0], -PROMINENCE), "prominence")])
def test_bad_input_is_named(arguments, field):
    for call in (domes, notches):
        with pytest.raises(AcousticsError) as caught:
            call(*arguments)
        assert caught.value.field == field


def test_the_chamber_heard_with_modes_has_the_true_domes():
    """facts/acoustics.md 2: mode matching, confirmed by finite elements. Domes are flat: 0.01 dB is 0.6 Hz at 308 Hz;
    the plane wave has them 1.3 to 2 % lower."""
    length, pipe = LENGTH, 0.0243
    silencer = Silencer((Body(0, length, Round(0.0766), Round(0.0766)),),
                        (Tube("a", 0, 0, pipe, pipe, -0.05, 0, "port", "open"),
                         Tube("b", 0, 0, pipe, pipe, length, length + 0.05, "open", "port")), inlet="a", outlet="b")
    f = np.arange(10.0, 2700.0, 10.0)
    up = domes(f, two_port(silencer, Gas.air(293.15), f, "modes").transmission_loss())
    assert [t.frequency for t in up] == pytest.approx([308.1, 923.3, 1541.4, 2170.5, 2655], rel=2.5e-3)
    assert [t.level for t in up][:4] == pytest.approx([14.049, 14.366, 15.159, 17.169], abs=0.05)
