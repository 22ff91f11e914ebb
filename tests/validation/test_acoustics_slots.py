"""Mouths a few millimetres before a wall, a plate's hole or another mouth, against axisymmetric finite elements; off
the axis against ever longer tails without rims and against more functions; what is said where no rim serves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from acoustics import Body, Hole, Perforation, Plate, Round, Silencer, Tube, doubts, gaps, modal, rims, two_port
from acoustics.blocks import Effort
from tests.validation import fem_axisymmetric
from tests.validation.cases import AIR

CAN = (Body(0.0, 0.2, Round(0.05), Round(0.05)),)
F = np.arange(50.0, 3001.0, 50.0)


def port_tube(name, x, y, bore, z0, z1, wall=0.0012):
    """A tube of the inlet, open at its end, or of the outlet, open at its start."""
    way = ("port", "open") if z0 < 0 else ("open", "port")
    return Tube(name, x, y, bore, bore + wall, z0, z1, *way)


def facing(gap, wall=0.0012, x=0.0, bore=0.015, aside=0.0):
    return Silencer(CAN, (port_tube("in", x, 0, bore, -0.05, 0.1, wall),
                          port_tube("out", x + aside, 0, bore, 0.1 + gap, 0.25, wall)), inlet="in", outlet="out")


def before_plate(away, wall):
    """The inlet ends before a plate in which the thinner outlet begins flush: the chamber hangs on the slot alone."""
    return Silencer(CAN, (port_tube("in", 0, 0, 0.02, -0.05, 0.1 - away, wall),
                          port_tube("out", 0, 0, 0.008, 0.1, 0.25, wall)), (Plate("p", 0.1, 0.101),),
                    inlet="in", outlet="out")


def before_hole(away, radius):
    """The inlet ends before a plate with one hole on the axis, whose edge lies in the slot too."""
    return Silencer(CAN, (port_tube("in", 0, 0, 0.02, -0.05, 0.1 - away), port_tube("out", 0, 0, 0.015, 0.15, 0.25)),
                    (Plate("p", 0.1, 0.101, (Hole(0, 0, radius),)),), inlet="in", outlet="out")


def reversed_flow(away):
    """The inlet ends before the casing's end, the outlet begins as near to its start."""
    return Silencer(CAN, (port_tube("in", 0.02, 0.005, 0.014, -0.05, 0.2 - away),
                          port_tube("out", -0.022, 0, 0.014, away, 0.25)), inlet="in", outlet="out")


def nearly_level(step):
    """A tube through a plate ends a step before the outlet begins beside it."""
    return Silencer(CAN, (port_tube("in", 0.02, 0, 0.014, -0.05, 0.05),
                          Tube("mid", -0.021, 0.004, 0.012, 0.0132, 0.03, 0.12),
                          port_tube("out", 0.021, 0.014, 0.014, 0.12 + step, 0.25)),
                    (Plate("p", 0.08, 0.081),), inlet="in", outlet="out")


def loss(silencer, f=F, model="modes", effort=None):
    return two_port(silencer, AIR, f, model, effort).transmission_loss()


def away_from_finite_elements(silencer, size, f=F, model="modes"):
    return np.abs(loss(silencer, f, model) - fem_axisymmetric.Model(silencer, size).loss(f, AIR))


# against finite elements ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("silencer", [facing(0.002), before_plate(0.001, 0.0012)], ids=["facing", "plate"])
def test_a_slot_at_eight_frequencies(silencer):
    off = away_from_finite_elements(silencer, fem_axisymmetric.Size(0.007, 4e-5, 1.9), np.arange(150.0, 3000.0, 390.0))
    assert np.median(off) < 0.03 and off.max() < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("wall", [0.0, 0.0012])
@pytest.mark.parametrize("gap", [0.006, 0.004, 0.003, 0.002, 0.001, 0.0005])
def test_two_mouths_that_face_each_other(gap, wall):
    off = away_from_finite_elements(facing(gap, wall), fem_axisymmetric.FINE)
    assert np.median(off) < 0.03 and np.percentile(off, 90) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("wall", [0.0, 0.0012])
@pytest.mark.parametrize("away", [0.003, 0.002, 0.001, 0.0005])
def test_a_mouth_before_a_plate(away, wall):
    off = away_from_finite_elements(before_plate(away, wall), fem_axisymmetric.FINE)
    assert np.median(off) < 0.015 and np.percentile(off, 90) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("away", "radius"), [(0.003, 0.005), (0.001, 0.005), (0.0005, 0.010), (0.001, 0.018)])
def test_a_mouth_before_a_plate_with_a_hole(away, radius):
    """As far off as single holes are without any slot (docs/physics.md, single holes)."""
    off = away_from_finite_elements(before_hole(away, radius), fem_axisymmetric.Size(0.006, 3e-5, 1.8))
    assert np.median(off) < 0.1 and np.percentile(off, 90) < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("model", ["plane", "modes"])
@pytest.mark.parametrize("silencer", [facing(0.006), facing(0.001), facing(0.001, bore=0.008),
                                      before_plate(0.001, 0.0012)], ids=["6 mm", "1 mm", "thin tubes", "plate"])
def test_a_slot_at_low_frequencies(silencer, model):
    """The tail does not get shorter than the rims need where the top wavenumber is low."""
    off = away_from_finite_elements(silencer, fem_axisymmetric.FINE, np.arange(50.0, 1001.0, 50.0), model)
    assert np.median(off) < 0.03 and np.percentile(off, 90) < 0.1


# off the axis ---------------------------------------------------------------------------------------------------------

@pytest.mark.slow
@pytest.mark.parametrize("silencer", [facing(0.004, x=0.02), facing(0.004, bore=0.013, aside=0.007)],
                         ids=["one axis", "crossing"])
def test_longer_tails_without_rims_come_nearer(silencer, monkeypatch):
    """0.60 and 0.22 dB from it with tails of 7 and 14 top wavenumbers on one axis, 0.28 and 0.05 crossing."""
    with_rims = loss(silencer)
    monkeypatch.setattr(modal, "lips", lambda s: gaps.Lips((), (), (), ()))
    monkeypatch.setattr(modal, "SLOT", 0.0)
    short, longer = (np.median(np.abs(loss(silencer, effort=Effort(tail=t)) - with_rims)) for t in (7.0, 14.0))
    assert short > 0.2 and short > 2 * longer and longer < 0.3


@pytest.mark.slow
@pytest.mark.parametrize("silencer", [facing(0.001, x=0.02), facing(0.001, bore=0.013, aside=0.007),
                                      reversed_flow(0.001), nearly_level(0.001)],
                         ids=["one axis", "crossing", "reversed", "nearly level"])
def test_more_functions_around_and_along_the_radius_change_little(silencer, monkeypatch):
    usual = loss(silencer)
    for name, value in (("ORDERS", 4), ("EVERY", 1), ("ANGLES", 160)):
        monkeypatch.setattr(rims, name, value)
    modal._SECTIONS.clear()
    modal._STORES.clear()
    off = np.abs(loss(silencer) - usual)
    modal._SECTIONS.clear()
    modal._STORES.clear()
    assert np.median(off) < 0.05 and np.percentile(off, 90) < 0.15


def test_a_slot_keeps_reciprocity_and_power():
    s = two_port(reversed_flow(0.001), AIR, np.linspace(50, 3000, 40), "modes").s
    assert s[:, 0, 1] == pytest.approx(s[:, 1, 0], abs=1e-6)
    assert np.sum(np.abs(s[:, :, 0]) ** 2, axis=1) == pytest.approx(1, abs=2e-4)


# which ends have rims, and what is said of the others -----------------------------------------------------------------

def test_only_slots_have_rims():
    assert gaps.lips(facing(0.009)) == gaps.Lips((), (), (), ())
    assert gaps.lips(nearly_level(0.0025)).rims == ()
    both = gaps.lips(facing(0.003, x=0.02))
    assert both.rims == (gaps.Rim(0.02, 0, (0.015, 0.0162), 0.002),) and both.planes == pytest.approx((0.1, 0.103))
    hole = gaps.lips(before_hole(0.001, 0.005))
    assert hole.rims == (gaps.Rim(0, 0, (0.005, 0.02, 0.0212), 0.001),)
    assert hole.planes == pytest.approx((0.099, 0.1, 0.101))
    assert len(gaps.lips(nearly_level(0.001)).rims) == 2


def test_slots_that_no_rim_serves_are_doubted():
    """Beside a perforated wall, in a cone, or among too many: the tail is for 6 mm there."""
    f = np.array([100.0, 1000.0])
    assert doubts(facing(0.003), AIR, f) == doubts(facing(0.012), AIR, f) == ()
    a, b = facing(0.003).tubes
    spans = (Perforation(0.05, 0.099, 0.003, 0.25, 0.0012),)
    holed = Silencer(CAN, (Tube(**{**vars(a), "spans": spans}), b), inlet="in", outlet="out")
    assert [field for field, _ in doubts(holed, AIR, f)] == ["tubes[0].z1", "tubes[1].z0"]
    cone = (Body(0.0, 0.2, Round(0.05), Round(0.06)),)
    assert [field for field, _ in doubts(Silencer(cone, (a, b), inlet="in", outlet="out"), AIR, f)] == [
        "tubes[0].z1", "tubes[1].z0"]
    ring = [(0.036 * math.cos(t), 0.036 * math.sin(t)) for t in 2 * math.pi * np.arange(8) / 8]
    cross = tuple(Tube(f"t{i}", x, y, 0.007, 0.008, 0.06, 0.13 + 0.001 * i) for i, (x, y) in enumerate(ring))
    many = Silencer(CAN, (port_tube("in", 0, 0, 0.01, -0.05, 0.03), *cross, port_tube("out", 0, 0, 0.01, 0.16, 0.25)),
                    (Plate("p", 0.1, 0.101),), inlet="in", outlet="out")
    assert {field for field, _ in doubts(many, AIR, f)} == {f"tubes[{i}].z1" for i in range(1, 9)}


def test_viscosity_is_named_where_a_slot_is_thinner_than_a_millimetre():
    found = doubts(before_plate(0.0005, 0.0012), AIR, [100.0, 1000.0])
    layer = math.sqrt(2 * 1.81e-5 / 1.204 / (2 * math.pi * 100))
    assert [field for field, _ in found] == ["tubes[0].z1", "tubes[1].z0"]
    assert f"{1000 * layer:.2f} mm" in found[0][1] and "0.50 mm" in found[0][1]
