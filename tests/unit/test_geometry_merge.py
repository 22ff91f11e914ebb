"""Collectors: facts/sheets.md R20, and what the cuts are: places as near to the neighbour's axis as to their own."""

import math

import numpy as np
import pytest

from knalpot_cad.geometry.merge import Merge, TwoStep
from knalpot_cad.geometry.mitre import Mitre
from knalpot_cad.geometry.saddle import Saddle

R20 = Merge(3, 21.2, 12.0, 24.0)
MERGES = [R20, Merge(2, 19.05, 15.0, 17.0), Merge(4, 19.05, 10.0, 25.0), Merge(4, 15.0, 20.0), Merge(2, 20.0, 30.0)]


def axis(merge, number):
    """Unit direction of a pipe, against the gas; the collector's gas runs along +z."""
    a, ga = 2 * math.pi * number / merge.pipes, math.radians(merge.half_angle_deg)
    return np.array([math.sin(ga) * math.cos(a), math.sin(ga) * math.sin(a), -math.cos(ga)])


def points(merge, phi, t):
    """Surface points of pipe 0: phi = 0 on the outer generator, 90 deg towards +y."""
    ga = math.radians(merge.half_angle_deg)
    outer, side = np.array([math.cos(ga), 0.0, math.sin(ga)]), np.array([0.0, 1.0, 0.0])
    r = merge.radius_mm
    return t[:, None] * axis(merge, 0) + r * np.cos(phi)[:, None] * outer + r * np.sin(phi)[:, None] * side


def distance(p, d):
    return np.linalg.norm(p - (p @ d)[:, None] * d, axis=1)


def test_r20():
    """The wedge, t_max, phi_c and phi* of the row. Its outlet edge there has one wrong digit (..1881.. for ..1882..):
    the figure here is integrated on the outlet's blank below, and by chords."""
    assert R20.wedge_edge_mm == pytest.approx(209.1157714756, rel=1e-12)
    assert R20.crotch_mm == pytest.approx(115.8162926089, rel=1e-12)
    assert R20.outlet_half_deg == pytest.approx(78.6391829174, rel=1e-12)
    assert R20.heel_deg == pytest.approx(149.4488297679, rel=1e-12)
    assert R20.outlet_edge_mm == pytest.approx(80.10188289326, rel=1e-12)


def test_r20_outlet_edge_on_the_outlets_own_blank():
    big, r, ga, nu = 24.0, 21.2, math.radians(12.0), math.pi / 3
    lengths = []
    for n in (20000, 40000):
        around = np.linspace(-nu, nu, n + 1)
        q = np.sqrt(r**2 - (big * np.sin(around)) ** 2)
        t = (big * np.cos(around) - q * math.cos(ga)) / math.sin(ga)
        z = t * math.cos(ga) - q * math.sin(ga)
        lengths.append(float(np.hypot(big * np.diff(around), np.diff(z)).sum()))
    assert R20.outlet_edge_mm == pytest.approx((4 * lengths[1] - lengths[0]) / 3, rel=1e-12)


@pytest.mark.parametrize("merge", MERGES)
def test_cuts_are_where_pipes_meet(merge):
    """On the wedge a point is as near to the neighbour's axis as to its own; on the outlet it lies R_c from the
    axis.
    """
    limit = math.radians(merge.outlet_half_deg)
    phi = np.linspace(limit, math.pi, 50)
    p = points(merge, phi, merge.t(phi))
    assert distance(p, axis(merge, 1)) == pytest.approx(np.full(50, merge.radius_mm), rel=1e-9)
    assert points(merge, -phi, merge.t(-phi))[:, [0, 2]] == pytest.approx(p[:, [0, 2]], abs=1e-9)
    if limit:
        phi = np.linspace(-limit + 1e-9, limit - 1e-9, 50)
        p = points(merge, phi, merge.t(phi))
        assert np.hypot(p[:, 0], p[:, 1]) == pytest.approx(np.full(50, merge.outlet_radius_mm), rel=1e-12)


@pytest.mark.parametrize("merge", MERGES)
def test_what_is_kept_lies_in_the_pipes_own_sector(merge):
    """Above the cut a point lies in the pipe's own sector and outside the outlet; below it does not."""
    phi = np.linspace(-math.pi, math.pi, 145)
    front = np.abs(phi) < math.radians(merge.outlet_half_deg)
    for step, kept in ((0.5, True), (-0.5, False)):
        p = points(merge, phi, merge.t(phi) + step)
        own = np.abs(np.arctan2(p[:, 1], p[:, 0])) < merge.nu
        beside = np.hypot(p[:, 0], p[:, 1]) > (merge.outlet_radius_mm or 0.0)
        assert np.all(np.where(front, beside, own) == kept)


@pytest.mark.parametrize("merge", MERGES)
def test_the_wedge_is_two_mitres(merge):
    phi = np.linspace(0, math.pi, 61)
    m = Mitre(merge.radius_mm, merge.radius_mm, merge.mitre_deg, merge.heel_deg)
    assert merge.wedge(phi) == pytest.approx(m.rise(phi), abs=1e-10)
    assert merge.wedge(-phi) == pytest.approx(m.rise(phi), abs=1e-10)
    assert merge.crotch_mm == pytest.approx(float(merge.wedge(np.array(math.radians(merge.heel_deg)))), rel=1e-12)
    # the pit: the inner generator's end on the axis of the collector
    end = points(merge, np.array([math.pi]), merge.wedge(np.array([math.pi])))[0]
    assert np.hypot(end[0], end[1]) == pytest.approx(0.0, abs=1e-9)
    assert -end[2] == pytest.approx(merge.pit_mm, rel=1e-12)


def test_two_pipes_are_cut_by_one_plane():
    m = Merge(2, 20.0, 30.0)
    assert m.mitre_deg == pytest.approx(60.0)
    assert m.heel_deg == pytest.approx(180.0)


@pytest.mark.parametrize("merge", [m for m in MERGES if m.outlet_radius_mm])
def test_the_template_has_no_step_and_the_outlet_closes(merge):
    limit = math.radians(merge.outlet_half_deg)
    assert float(merge.outlet(np.array(limit - 1e-12))) == pytest.approx(float(merge.wedge(np.array(limit))), abs=1e-4)
    u, _ = merge.outlet_hole(np.array([-limit, limit]))
    assert u == pytest.approx([-merge.outlet_radius_mm * merge.nu, merge.outlet_radius_mm * merge.nu], rel=1e-9)


def test_slopes_are_derivatives():
    phi = np.array([-2.9, -2.0, -1.0, -0.3, 0.2, 0.9, 1.2, 1.6, 2.8])
    for merge in MERGES:
        assert merge.slope(phi) == pytest.approx((merge.t(phi + 1e-6) - merge.t(phi - 1e-6)) / 2e-6, rel=1e-6, abs=1e-6)


def test_a_wide_outlet_takes_plain_saddles():
    m = Merge(3, 15.0, 20.0, 40.0)
    phi = np.linspace(-math.pi, math.pi, 61)
    assert not m.wedged and m.wedge_edge_mm == 0.0
    assert m.t(phi) == pytest.approx(Saddle(15.0, 40.0, 160.0).t(phi), rel=1e-12)
    assert m.outlet_edge_mm == pytest.approx(Saddle(15.0, 40.0, 160.0).edge_mm, rel=1e-12)


def test_four_into_two_into_one():
    t = TwoStep.of(15.9, 19.05, 24.0, 12.0, 10.0)
    assert len(t.merges) == 3 and t.first.outlet_radius_mm == t.second.radius_mm
