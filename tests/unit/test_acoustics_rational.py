"""A curve from few frequencies is the curve from all of them, sharp resonances among them."""

import numpy as np
import pytest

from acoustics import Body, Gas, Perforation, Plate, Round, Silencer, Tube, two_port
from acoustics.blocks import Effort
from acoustics.chain import plane_wave
from acoustics.modal import modal
from acoustics.rational import interpolated
from acoustics.slabs import cut
from acoustics.sweep import scattering
from acoustics.waves import Waves

AIR = Gas.air(293.15)


def ones(v):
    return np.ones(v.shape)


def asked(function, x, tolerance=1e-8, first=24):
    """What interpolated() answers, and how many samples it asked."""
    count = []

    def sample(places):
        count.append(len(places))
        return function(x[places])[:, None].astype(complex)
    return interpolated(sample, x, ones, tolerance, first)[:, 0], sum(count)


@pytest.mark.parametrize("width", [1e-2, 1e-4, 1e-6])
def test_a_resonance_far_narrower_than_the_samples_is_found(width):
    x = np.linspace(0, 3000, 3001)

    def function(at):
        return np.exp(-0.01j * at) + width / (at - 1234.4 + 1j * width)
    got, count = asked(function, x)
    assert count < 120
    assert np.abs(got - function(x)).max() < 1e-7


def test_what_is_not_smooth_is_asked_everywhere():
    x = np.linspace(0, 1, 700)
    noise = np.random.default_rng(3).normal(size=700)
    got, count = asked(lambda at: noise[np.searchsorted(x, at)], x)
    assert count == 700 and np.array_equal(got, noise)


def test_what_is_no_number_is_asked_everywhere_and_answered_as_it_is():
    x = np.linspace(0, 1, 300)
    got, count = asked(lambda at: np.where(at == x[0], np.nan, at), x)
    assert count == 300 and np.array_equal(got, np.where(x == x[0], np.nan, x), equal_nan=True)


def test_few_places_are_asked_directly():
    got, count = asked(np.exp, np.linspace(0, 1, 20))
    assert count == 20 and np.array_equal(got, np.exp(np.linspace(0, 1, 20)))


SPAN = Perforation(0.03, 0.1, 0.004, 0.25, 0.0012)
CASES = {
    "thin side chamber": Silencer((Body(0, 0.3, Round(0.06), Round(0.06)),), (
        Tube("in", 0, 0, 0.02, 0.02, -0.05, 0.13, "port", "open"),
        Tube("out", 0, 0, 0.02, 0.02, 0.132, 0.35, "open", "port")),
        inlet="in", outlet="out"),
    "perforated, two chambers": Silencer((Body(0, 0.36, Round(0.049), Round(0.049)),), (
        Tube("in", 0, 0, 0.0131, 0.0143, -0.05, 0.3, "port", "open", (SPAN,)),
        Tube("out", 0, -0.03, 0.0115, 0.0127, 0.15, 0.4, "open", "port")), (Plate("p", 0.12, 0.121),),
        inlet="in", outlet="out"),
    "almost no hole": Silencer((Body(0, 0.3, Round(0.05), Round(0.05)),), (
        Tube("a", 0, 0, 0.02, 0.02, -0.02, 0.32, "port", "port", (Perforation(0.1, 0.12, 0.001, 1e-4, 0.001),)),),
        inlet="a", outlet="a")}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("model", ["uniform", "plane"])
def test_the_curve_is_the_one_of_all_frequencies(name, model):
    f = np.concatenate([np.geomspace(2, 300, 400), np.linspace(301, 3000, 800)])
    pieces = cut(CASES[name])
    chain = plane_wave(pieces) if model == "uniform" else modal(CASES[name], pieces, Waves(AIR, f), Effort(plane=True))
    got, all_of_them = two_port(CASES[name], AIR, f, model).s, scattering(chain, Waves(AIR, f))
    assert np.abs(got - all_of_them).max() < 1e-6
    assert np.abs(got[:, 1, 0] / all_of_them[:, 1, 0] - 1).max() < 1e-6


def test_order_and_repetition_of_frequencies_do_not_matter():
    f = np.linspace(20, 3000, 500)
    mixed = np.concatenate([f[::-1], f[:50]])
    a, b = (two_port(CASES["almost no hole"], AIR, x).s for x in (f, mixed))
    assert np.array_equal(b, np.concatenate([a[::-1], a[:50]]))
