"""Casings of any section, outlines that cross, touch or run together: closed forms, equal silencers, invariants."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from acoustics import (
    AcousticsError,
    Body,
    Ellipse,
    Perforation,
    Plate,
    Polygon,
    Round,
    Silencer,
    Stadium,
    Superellipse,
    TriOval,
    Tube,
    silencer_cut_on,
    two_port,
)
from acoustics.blocks import Effort
from acoustics.curve import circle, crossings, overlap
from acoustics.mesh import Loop, build
from acoustics.modes import Elements, hard_modes
from tests.validation.cases import AIR

SQUARE = Polygon(((-0.04, -0.04), (0.04, -0.04), (0.04, 0.04), (-0.04, 0.04)), 1e-4)
TRI = TriOval(0.17, 0.12, 0.03, 0.03, 0.15, 0.2)
SECTIONS = [Round(0.055), Ellipse(0.16, 0.1), Stadium(0.16, 0.1), Stadium(0.1, 0.15), TRI, Superellipse(0.15, 0.1, 3.0),
            Polygon(((-0.08, -0.05), (0.08, -0.05), (0.06, 0.05), (-0.06, 0.05)), 0.015)]
QUICK = Effort(tail=5.0)
F = np.linspace(60, 2800, 40)


def can(section, **change):
    tubes = (Tube("in", -0.025, 0.002, 0.0131, 0.0143, -0.05, 0.2, "port", "open"),
             Tube("out", 0.025, -0.004, 0.0121, 0.0133, 0.1, 0.35, "open", "port"))
    return replace(Silencer((Body(0, 0.3, section, section),), tubes, inlet="in", outlet="out"), **change)


def loss(silencer, f=F, model="modes", effort=QUICK):
    return two_port(silencer, AIR, f, model, effort).transmission_loss()


def modes(section, limit, spacing=0.005):
    elements = Elements(build((Loop(section.curve, 0),), spacing))
    return hard_modes(elements, np.ones(len(elements.mesh.triangles), bool), limit)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.kind)
def test_area_perimeter_and_clearance_against_a_fine_polygon(section):
    t = np.linspace(0, section.curve.size, 40_001)[:-1]
    p = section.curve.at(t)
    q = np.roll(p, -1, axis=0)
    assert np.sum(p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]) / 2 == pytest.approx(section.area, rel=1e-7)
    assert np.hypot(*(q - p).T).sum() == pytest.approx(section.curve.perimeter, rel=1e-7)
    for x, y in ((0.0, 0.0), (0.02, 0.03), (-0.04, 0.01), (0.2, 0.05)):
        near = np.hypot(p[:, 0] - x, p[:, 1] - y).min()
        assert section.clearance(x, y) == pytest.approx(near if near < 0.1 else -near, abs=2e-6)
    assert not list(section.problems())


def test_modes_of_a_square_and_an_ellipse():
    """pi/a sqrt(m^2 + n^2); the first of an ellipse of axes 2 : 1 by Ritz polynomials (no mesh)."""
    found = np.sqrt(modes(SQUARE, 130.0**2).values) * 0.08 / math.pi
    wanted = sorted(math.hypot(m, n) for m in range(5) for n in range(5))[:len(found)]
    assert len(found) > 8 and found == pytest.approx(wanted, abs=3e-3)
    oval = Ellipse(0.2, 0.1)
    first = np.sqrt(modes(oval, 60.0**2).values[1]) * AIR.c / (2 * math.pi)
    assert first == pytest.approx(silencer_cut_on(can(oval), AIR.c)[0], rel=1e-3)


@pytest.mark.parametrize("model", ["plane", "modes"])
def test_the_same_section_in_two_ways(model):
    round_can = loss(can(Round(0.055)), model=model)
    for other in (Ellipse(0.11, 0.11), Stadium(0.11, 0.11), Superellipse(0.11, 0.11, 2.0)):
        assert np.median(np.abs(loss(can(other), model=model) - round_can)) < 0.02


def test_turned_by_a_quarter_sounds_the_same():
    flat = can(Stadium(0.16, 0.1))
    tall = replace(flat, body=(Body(0, 0.3, Stadium(0.1, 0.16), Stadium(0.1, 0.16)),),
                   tubes=tuple(replace(t, x=-t.y, y=t.x) for t in flat.tubes))
    assert np.percentile(np.abs(loss(flat) - loss(tall)), 90) < 0.05
    corners = ((-0.08, -0.05), (0.08, -0.05), (0.08, 0.05), (-0.08, 0.05))
    assert np.median(np.abs(loss(can(Polygon(corners, 0.0499))) - loss(flat))) < 0.05


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.kind)
def test_energy_reciprocity_and_plane_below_cut_on(section):
    s = two_port(can(section), AIR, F, "modes", QUICK).s
    assert s[:, 0, 1] == pytest.approx(s[:, 1, 0], abs=1e-9)
    assert np.abs(s[:, 0, 0]) ** 2 + np.abs(s[:, 1, 0]) ** 2 == pytest.approx(np.ones(len(F)), abs=1e-4)
    low = np.linspace(30, 0.6 * silencer_cut_on(can(section), AIR.c)[0], 20)
    assert np.median(np.abs(loss(can(section), low, "plane", Effort(plane=True)) - loss(can(section), low))) < 0.05


def test_low_frequency_is_the_volume():
    """A side volume V of any section: TL = 10 lg(1 + (k V / 2 S)^2)."""
    f = np.array([12.0, 25.0])
    for section in SECTIONS:
        silencer = can(section)
        volume = silencer.chamber_volumes()[0] + math.pi * (0.0131**2 * 0.2 + 0.0121**2 * 0.2)
        two = two_port(silencer, AIR, f, "plane")
        y = (two.t[:, 1, 0] / 1j).real * AIR.z * AIR.c / (2 * math.pi * f)
        assert y == pytest.approx([volume, volume], rel=0.02)


def near(gap):
    """Two tubes that end before each other, their circles `gap` apart in projection (negative: crossing)."""
    x = 0.02 + gap / 2
    tubes = (Tube("in", -x, 0, 0.02, 0.02, -0.05, 0.1, "port", "open"),
             Tube("out", x, 0, 0.02, 0.02, 0.2, 0.35, "open", "port"))
    return can(Round(0.055), tubes=tubes)


def test_crossing_touching_and_apart_go_over_into_each_other():
    touching = loss(near(0.0))
    for gap, median, most in ((1e-5, 0.02, 0.1), (-1e-5, 0.02, 0.1), (5e-4, 0.05, 0.5), (-5e-4, 0.05, 0.5)):
        away = np.abs(loss(near(gap)) - touching)
        assert np.median(away) < median and np.percentile(away, 90) < most, gap


def test_casings_that_share_sides_or_cross():
    a, b = Stadium(0.16, 0.1), Stadium(0.12, 0.1)
    body = (Body(0, 0.15, a, a), Body(0.15, 0.3, b, b))
    s = two_port(can(a, body=body), AIR, F, "modes", QUICK).s
    assert np.abs(s[:, 0, 0]) ** 2 + np.abs(s[:, 1, 0]) ** 2 == pytest.approx(np.ones(len(F)), abs=1e-4)
    assert len(crossings(Stadium(0.16, 0.1).curve, Stadium(0.1, 0.14).curve)) == 4
    cross = (Body(0, 0.15, a, a), Body(0.15, 0.3, Round(0.06), Round(0.06)))
    turned = (Body(0, 0.15, Round(0.06), Round(0.06)), Body(0.15, 0.3, a, a))
    back = can(a, body=turned, tubes=tuple(replace(t, z0=0.3 - t.z1, z1=0.3 - t.z0, start=t.end, end=t.start)
                                           for t in can(a).tubes), inlet="out", outlet="in")
    assert np.percentile(np.abs(loss(can(a, body=cross)) - loss(back)), 90) < 0.02


def test_common_areas_against_fine_polygons():
    def polygon(curve):
        return shapely.Polygon(curve.at(np.linspace(0, curve.size, 20_001)[:-1]))
    for section in SECTIONS:
        for other in (circle(0.05, 0.01, 0.04), circle(0.0, 0.0, 0.02), Stadium(0.1, 0.13).curve):
            share = polygon(section.curve).intersection(polygon(other)).area
            assert overlap(section.curve, other) == pytest.approx(share, rel=1e-6)


def test_cones_of_any_kind_keep_their_volume_and_may_be_perforated():
    span = Perforation(-0.05, -0.01, 0.003, 0.1, 1e-3)
    wide, narrow = Stadium(0.14, 0.1), Stadium(0.06, 0.05)
    tubes = (Tube("in", 0, 0, 0.0131, 0.0143, -0.1, 0.08, "port", "open", (span,)),
             Tube("out", 0.03, 0, 0.0131, 0.0143, 0.2, 0.28, "open", "port"))
    s = Silencer((Body(-0.06, 0, narrow, wide), Body(0, 0.25, wide, wide)), tubes, inlet="in", outlet="out")
    low = np.linspace(30, 500, 12)
    assert np.abs(loss(s, low, "plane", None) - loss(s, low, "uniform")).max() < 0.4        # end corrections
    cones = Silencer((Body(0, 0.3, Round(0.03), Round(0.06)),), (Tube("in", 0, 0, 0.013, 0.013, -0.05, 0, "port"),
                     Tube("out", 0, 0, 0.02, 0.02, 0.3, 0.33, "open", "port")), inlet="in", outlet="out")
    assert loss(cones, low, "plane", None) == pytest.approx(loss(cones, low, "uniform"), abs=1.5)


def test_three_perforated_tubes_in_one_chamber_plane_meets_modes():
    def span():
        return (Perforation(0.14, 0.26, 0.003, 0.12, 0.0012),)
    oval = Ellipse(0.2, 0.11)
    s = Silencer((Body(0, 0.4, oval, oval),), (
        Tube("in", -0.055, 0, 0.02, 0.0212, -0.05, 0.32, "port", "open", span()),
        Tube("back", 0, 0, 0.02, 0.0212, 0.08, 0.32, "open", "open", span()),
        Tube("out", 0.055, 0, 0.02, 0.0212, 0.08, 0.45, "open", "port", span())),
        (Plate("p", 0.1, 0.1012), Plate("q", 0.3, 0.3012)), inlet="in", outlet="out")
    low = np.linspace(40, 620, 25)
    assert np.median(np.abs(loss(s, low, "plane", None) - loss(s, low, "modes", Effort(live=3.0)))) < 0.1


@pytest.mark.parametrize(("section", "field"), [
    (Ellipse(0.1, -0.1), "height"), (Stadium(float("nan"), 0.1), "width"), (Superellipse(0.1, 0.1, 1.5), "power"),
    (TriOval(0.17, 0.12, 0.03, 0.03, 0.02, 0.2), "side_radius"), (TriOval(0.9, 0.12, 0.03, 0.03, 0.15, 0.2), "width"),
    (Polygon(((0, 0), (0.1, 0), (0.05, 0.01), (0.1, 0.1)), 0.001), "points"),
    (Polygon(((-0.05, -0.05), (0.05, -0.05), (0, 0.05)), 0.05), "radius")])
def test_sections_that_are_none_are_refused_by_field(section, field):
    with pytest.raises(AcousticsError) as caught:
        two_port(can(section), AIR, [100.0])
    assert caught.value.field == f"body[0].start.{field}"


CORNERS = ((-0.06, -0.04), (0.07, -0.03), (0.0, 0.06))


@pytest.mark.parametrize("section", [Stadium(0.18, 0.11), Ellipse(0.12, 0.07), Polygon(CORNERS, 0.012)],
                         ids=lambda s: s.kind)
def test_clearance_is_the_distance_to_the_nearest_of_many_points(section):
    """Lines and arcs in closed form, bows by search, against 40 000 points of the curve."""
    points = np.random.default_rng(1).uniform(-0.1, 0.1, (200, 2))
    rim = section.curve.at(np.linspace(0, section.curve.size, 40_000, endpoint=False))
    brute = np.array([np.hypot(*(rim - p).T).min() for p in points])
    found = section.curve.clearances(points)
    assert np.abs(found) == pytest.approx(brute, abs=1e-7)
    inside = section.curve.contains(points)
    assert np.array_equal(found > 0, inside)
