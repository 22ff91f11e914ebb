"""A perforated tube through a cone against axisymmetric finite elements, gas and wool, slopes 0.3 and 0.8."""

from __future__ import annotations

import numpy as np
import pytest

from acoustics import Body, Packing, Perforation, Round, Silencer, Tube, Wool, two_port
from acoustics.slabs import cut
from tests.validation import fem_axisymmetric
from tests.validation.cases import AIR

WOOL = Wool(8000.0, "selamet")
F = np.arange(50.0, 3001.0, 50.0)


def through(slope, wool=None, before=0.01):
    """A tube from port to port, perforated from inside the cone to inside the cylinder."""
    length = 0.030 / slope
    body = (Body(0.0, length, Round(0.020), Round(0.050)), Body(length, length + 0.10, Round(0.050), Round(0.050)))
    tube = Tube("a", 0, 0, 0.0131, 0.0143, -0.03, length + 0.13, "port", "port",
                (Perforation(before, length + 0.09, 0.003, 0.20, 0.0012),))
    packing = (Packing(0.0, length + 0.1, wool),) if wool else ()
    return Silencer(body, (tube,), packing=packing, inlet="a", outlet="a")


@pytest.mark.slow
@pytest.mark.parametrize("wool", [None, WOOL], ids=["gas", "wool"])
@pytest.mark.parametrize("slope", [0.3, 0.8])
def test_against_finite_elements(slope, wool):
    """Cylinders with modes of their own: 0.048 dB in the median at most; uniform functions in them: 0.3."""
    case = through(slope, wool)
    truth = fem_axisymmetric.Model(case, fem_axisymmetric.FINE).loss(F, AIR)
    for model, top in (("modes", 3001.0), ("plane", 1400.0)):
        away = np.abs(two_port(case, AIR, F, model).transmission_loss() - truth)[top > F]
        assert np.median(away) < 0.1 and np.percentile(away, 90) < 0.6, model


def test_a_steep_one_at_a_few_frequencies():
    f = np.array([100.0, 400.0, 900.0, 1500.0])
    case = through(0.8)
    truth = fem_axisymmetric.Model(case).loss(f, AIR)
    assert two_port(case, AIR, f, "modes").transmission_loss() == pytest.approx(truth, abs=0.1)


def test_only_the_perforated_part_of_a_cone_is_cylinders_and_the_volume_is_kept():
    slabs = cut(through(0.3, before=0.05), 0.12).slabs
    kinds = [s.cone is not None and s.cone.start != s.cone.end for s in slabs if s.casing and s.z1 <= 0.1 + 1e-9]
    assert kinds[0] and not any(kinds[1:]) and len(kinds) > 4
    volume = sum(d.area * (s.z1 - s.z0) for s in slabs for d in s.ducts if d.key[0] == "rest")
    metal = np.pi * 0.0143**2
    cone = np.pi / 3 * 0.1 * (0.02**2 + 0.02 * 0.05 + 0.05**2)
    assert volume == pytest.approx(cone + np.pi * 0.05**2 * 0.1 - metal * 0.2, rel=1e-9)
