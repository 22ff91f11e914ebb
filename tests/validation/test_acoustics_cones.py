"""Cones as closed cavities: against finite elements, against themselves in other words, and at their limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from acoustics import (
    Body,
    ConePipe,
    Ellipse,
    Gas,
    Hole,
    Line,
    Perforation,
    Plate,
    Round,
    Silencer,
    Tube,
    Wool,
    two_port,
)
from acoustics.cavity import heights
from tests.validation import fem_axisymmetric
from tests.validation.cases import AIR
from tests.validation.fem_cases import coned, steep_cones

HOT = Gas.exhaust(623.15)
F = np.linspace(60.0, 1100.0, 13)
IN = Tube("in", 0, 0, 0.014, 0.0152, -0.04, 0.03, "port", "open")
OUT = Tube("out", 0, 0, 0.012, 0.0132, 0.20, 0.30, "open", "port")


def elliptic(silencer):
    """The same casing, every circle an ellipse of equal axes."""
    def same(circle):
        return Ellipse(2 * circle.radius, 2 * circle.radius)
    return replace(silencer, body=tuple(Body(p.z0, p.z1, same(p.start), same(p.end)) for p in silencer.body))


def loss(silencer, model="modes", gas=HOT, f=F):
    return two_port(silencer, gas, f, model).transmission_loss()


@pytest.mark.parametrize(("silencer", "near"), [
    pytest.param(coned(), 0.05, id="moderate"), pytest.param(steep_cones(), 0.1, id="steep"),
    pytest.param(steep_cones(Wool(8000.0)), 0.15, id="steep, in wool")])
def test_against_finite_elements(silencer, near):
    """Tube ends in the cylinder and in the cones; coarse elements, sure to 0.02 dB here."""
    f = np.array([150.0, 400.0, 700.0, 1000.0, 1300.0, 1600.0])
    truth = fem_axisymmetric.Model(silencer).loss(f, AIR)
    assert np.median(np.abs(loss(silencer, gas=AIR, f=f) - truth)) < near


@pytest.mark.slow
@pytest.mark.parametrize("model", ["modes", "plane"])
def test_the_same_cones_in_other_words(model):
    """Cut in two pieces; an ellipse of equal axes, whose height over a point is no closed form; turned round."""
    whole = loss(steep_cones(), model)
    front, *others = steep_cones().body
    middle = front.section(0.02)
    cut = (Body(0, 0.02, front.start, middle), Body(0.02, 0.05, middle, front.end), *others)
    assert loss(replace(steep_cones(), body=cut), model) == pytest.approx(whole, abs=0.05)
    assert loss(elliptic(steep_cones()), model) == pytest.approx(whole, abs=0.01)
    turned = Silencer(tuple(Body(0.25 - p.z1, 0.25 - p.z0, p.end, p.start) for p in steep_cones().body[::-1]),
                      tuple(replace(t, z0=0.25 - t.z1, z1=0.25 - t.z0, start=t.end, end=t.start)
                            for t in steep_cones().tubes),
                      inlet="out", outlet="in")
    assert loss(turned, model) == pytest.approx(whole, abs=0.01)


def test_a_cone_of_no_slope_is_a_cylinder():
    """1e-5 m of radius over 250 mm: two outlines that near would have to be meshed as finely."""
    def can(more):
        return Silencer((Body(0, .25, Round(.05), Round(.05 + more)),), (IN, OUT), inlet="in", outlet="out")
    assert loss(can(1e-5)) == pytest.approx(loss(can(0.0)), abs=1e-9)


def test_power_and_both_ways():
    s = two_port(steep_cones(), HOT, F, "modes").s
    assert s[:, 1, 0] == pytest.approx(s[:, 0, 1], abs=1e-10)
    assert np.sum(np.abs(s) ** 2, axis=1) == pytest.approx(1, abs=1e-6)


WAIST = (Body(0, .1, Round(.03), Round(.05)), Body(.1, .2, Round(.05), Round(.03)))
CORE = Tube("core", 0, 0, .0131, .0143, -.03, .23, "port", "port", (Perforation(.02, .08, .004, .2, .0012),))
BESIDE = Tube("beside", 0.0245, 0, .005, .006, .12, .17)
PLATE = Plate("p", .08, .081, (Hole(.024, 0, .005), Hole(-.024, 0, .005)))
BEFORE, BEHIND = replace(IN, z1=0.06), replace(OUT, z0=0.13, z1=0.23)


@pytest.mark.parametrize("silencer", [
    pytest.param(Silencer(WAIST, (CORE,), inlet="core", outlet="core"), id="perforated, then plain"),
    pytest.param(Silencer(WAIST, (CORE, BESIDE), inlet="core", outlet="core"), id="with a tube in the plain one"),
    pytest.param(Silencer(WAIST, (BEFORE, BEHIND), (PLATE,), inlet="in", outlet="out"), id="a holed plate in a cone"),
    pytest.param(Silencer((WAIST[0], Body(.1, .2, Round(.04), Round(.03))), (BEFORE, BEHIND), inlet="in", outlet="out"),
                 id="a step between two cones"),
    pytest.param(Silencer((Body(0, .1, Round(.03), Round(.05)), Body(.1, .2, Round(.05), Round(.05))), (CORE,),
                          inlet="core", outlet="core"), id="perforated cone, then a cylinder")])
@pytest.mark.parametrize("model", ["modes", "plane"])
def test_low_frequency_feels_the_whole_volume(silencer, model):
    """5 Hz: T21 is j w V/(rho c^2) over all gas, whichever way its cones are taken; low down uniform waves agree."""
    f = np.array([5.0, 60.0, 600.0])
    inside = sum(np.pi * t.inner_radius**2 * (t.z1 - t.z0) for t in silencer.tubes)
    holes = sum(np.pi * h.radius**2 * (p.z1 - p.z0) for p in silencer.plates for h in p.holes)
    found = two_port(silencer, AIR, f, model)
    volume = found.t[0, 1, 0].imag * AIR.rho * AIR.c**2 / (2 * np.pi * f[0])
    assert volume == pytest.approx(sum(silencer.chamber_volumes()) + inside + holes, rel=2e-3)
    if not silencer.plates:         # a hole's end corrections, which uniform waves lack, are most of its mass
        uniform = two_port(silencer, AIR, f, "uniform")
        assert found.transmission_loss()[:2] == pytest.approx(uniform.transmission_loss()[:2], abs=0.1)


def test_a_slender_cone_is_a_horn():
    """Slope 0.03 between two pipes, far below its cut-on: the exact spherical waves of a line's cone."""
    tubes = (Tube("in", 0, 0, .02, .02, -.1, 0, "port", "open"), Tube("out", 0, 0, .03, .03, .3, .4, "open", "port"))
    horn = Silencer((Body(0, .3, Round(.02), Round(.03)),), tubes, inlet="in", outlet="out")
    f = np.linspace(100, 1200, 8)
    exact = Line((ConePipe(0.02, 0.03, 0.3, AIR),)).transmission_loss(f)
    assert loss(horn, gas=AIR, f=f) == pytest.approx(exact, abs=0.01) and exact.max() > 0.1


def test_heights_of_a_wall_that_is_no_circle():
    """An ellipse whose axes shrink in one ratio: the height over a point is its level in closed form."""
    cone = Body(0.1, 0.3, Ellipse(0.06, 0.04), Ellipse(0.12, 0.08))
    t = np.linspace(0, 2 * np.pi, 50)
    level = 1 + (np.arange(50) % 10) / 10
    points = np.column_stack([0.03 * level * np.cos(t), 0.02 * level * np.sin(t)])
    assert heights(cone, points) == pytest.approx(0.1 + 0.2 * (level - 1), abs=1e-5)
