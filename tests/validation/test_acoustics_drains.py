"""Single holes in plates and in tubes' walls (drains): finite elements, and Rayleigh's bounds of an orifice's mass."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from acoustics import Body, Hole, Perforation, Plate, Round, Silencer, Tube, two_port
from acoustics.basis import Effort
from knalpot_cad.assemblies.drains import with_singles
from tests.validation import fem_axisymmetric
from tests.validation.cases import AIR

R_HOLE, WALL = 0.002, 0.0012


def two_chambers(radius=R_HOLE, thickness=0.001):
    """Two chambers that only a hole in their plate joins, ports flush with the ends."""
    tubes = (Tube("in", 0, 0, 0.0130, 0.0130, -0.05, 0.0, "port"),
             Tube("out", 0, 0, 0.0110, 0.0110, 0.180, 0.230, "open", "port"))
    plate = Plate("p", 0.080, 0.080 + thickness, (Hole(0.0, 0.0, radius),))
    return Silencer((Body(0.0, 0.180, Round(0.050), Round(0.050)),), tubes, (plate,), inlet="in", outlet="out")


def drained(reach=0.085, length=0.150, diameter=2 * R_HOLE):
    """A tube through a closed chamber with one hole in its wall: a span that is the hole's own, `reach` long."""
    inner, z = 0.0130, 0.5 * length
    span, = with_singles((), [(1000 * z, 1000 * diameter)], 1000 * (2 * inner + WALL), 1000 * WALL,
                         (1000 * (z - reach / 2), 1000 * (z + reach / 2)))
    wall = Perforation(span.z0 / 1000, span.z1 / 1000, diameter, span.open_area, WALL, "melling")
    tube = Tube("a", 0, 0, inner, inner + WALL, -0.05, length + 0.05, "port", "port", (wall,))
    return Silencer((Body(0.0, length, Round(0.045), Round(0.045)),), (tube,), inlet="a", outlet="a")


@pytest.mark.slow
@pytest.mark.parametrize("radius", [0.002, 0.005])
def test_a_hole_in_a_plate_against_finite_elements(radius):
    case, f = two_chambers(radius), np.arange(40.0, 2501.0, 60.0)
    truth = fem_axisymmetric.Model(case, fem_axisymmetric.FINE).loss(f, AIR)
    for model, top in (("modes", 2600.0), ("plane", 1400.0)):
        away = np.abs(two_port(case, AIR, f, model).transmission_loss() - truth)[f < top]
        assert np.median(away) < 0.1 and np.percentile(away, 90) < 0.2, model


def test_a_hole_in_a_plate_at_low_frequency_is_its_mass():
    """Between Rayleigh's bounds (1871) of both ends, pi r/4 and 8 r/(3 pi) each, less what a wall of 25 r takes off.

    That is 1.25 r/a of a uniform velocity (Karal 1953), 1.47 r/a of the least mass (Fok).
    """
    case, f = two_chambers(), np.array([20.0])
    k, area = AIR.k(f)[0], math.pi * R_HOLE**2
    effort = Effort(tail=30.0, plane=True)
    # to first order T12 = jk rho c (sum of l/A): without the plate all but the hole is left
    mass, rest = (two_port(s, AIR, f, "plane", effort).t[0, 0, 1].imag / (k * AIR.z)
                  for s in (case, replace(case, plates=())))
    ends = (mass - rest) * area - 0.001
    part = R_HOLE / 0.050
    assert math.pi / 2 * R_HOLE * (1 - 1.47 * part) < ends < 16 / (3 * math.pi) * R_HOLE * (1 - 1.25 * part)


@pytest.mark.parametrize("model", ["uniform", "plane", "modes"])
def test_a_hole_in_a_tube_is_a_resonator_of_its_orifice(model):
    """The side chamber resonates at c/(2 pi) sqrt(A/(V l)), l between the wall and Rayleigh's ends.

    The boundary layer in the hole adds sqrt(2 nu/w)/r, 11 % here, to its mass (Crandall 1926); round a tube a hole is
    its own neighbour at 42 r, which takes up to a tenth of its ends.
    """
    case, area = drained(), math.pi * R_HOLE**2
    volume = math.pi * (0.045**2 - 0.0142**2) * 0.150
    low, high = (AIR.c / (2 * math.pi) * math.sqrt(area / (volume * (WALL + end * R_HOLE) * layer))
                 for end, layer in ((16 / (3 * math.pi), 1.12), (0.9 * math.pi / 2, 1.10)))
    f = np.arange(80.0, 110.0, 0.25)
    peak = f[np.argmax(two_port(case, AIR, f, model).transmission_loss())]
    assert low < peak < high


@pytest.mark.parametrize("reach", [0.045, 0.02, 0.01])
def test_a_hole_near_other_things_is_the_same_hole(reach):
    """With less of the tube for its own, the law's neighbours and the field of a shorter band make up for each other:
    the resonance moves by less than 1.5 %."""
    f = np.arange(85.0, 105.0, 0.25)
    one, two = (f[np.argmax(two_port(drained(r), AIR, f, "plane").transmission_loss())] for r in (0.085, reach))
    assert two == pytest.approx(one, rel=0.015)
