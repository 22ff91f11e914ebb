"""Casings from one kind of section to another: support functions, volumes in closed form, a cone in other words."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from acoustics import (
    AcousticsError,
    Body,
    Ellipse,
    Gas,
    Polygon,
    Round,
    Silencer,
    Stadium,
    Superellipse,
    TriOval,
    Tube,
    two_port,
)
from acoustics.blend import Blend, between
from acoustics.refuse import refuse

AIR = Gas.air(293.15)
HEXAGON = Polygon(tuple((0.05 * math.cos(a), 0.05 * math.sin(a)) for a in np.arange(6) * math.pi / 3), 0.01)
SECTIONS = {"round": Round(0.04), "ellipse": Ellipse(0.12, 0.06), "stadium": Stadium(0.14, 0.07),
            "superellipse": Superellipse(0.12, 0.08, 4), "tri_oval": TriOval(0.2, 0.12, 0.03, 0.03, 0.15, 0.3),
            "hexagon": HEXAGON}
IN = Tube("in", 0, 0, 0.0131, 0.0143, -0.05, 0.0, "port", "open")
OUT = Tube("out", 0, 0, 0.0115, 0.0127, 0.2, 0.35, "open", "port")


def can(start, end):
    """A cone of 100 mm, then a cylinder to 300 mm."""
    return Silencer((Body(0, 0.1, start, end), Body(0.1, 0.3, end, end)), (IN, OUT), inlet="in", outlet="out")


def support(section, normals):
    return (section.curve.at(np.arange(section.curve.size * 1000) / 1000) @ normals.T).max(axis=0)


@pytest.mark.parametrize("names", list(combinations(SECTIONS, 2)))
def test_supports_go_in_a_straight_line(names):
    """Whatever both are; the outline closes, and its area by Green is the quadratic in the share."""
    start, end = (SECTIONS[n] for n in names)
    angle = np.linspace(0.01, 6.29, 97)
    normals = np.column_stack([np.cos(angle), np.sin(angle)])
    for part in (0.2, 0.9):
        blend = between(start, end, part)
        assert support(blend, normals) == pytest.approx(
            (1 - part) * support(start, normals) + part * support(end, normals), abs=2e-7)
        pieces = blend.curve.pieces
        assert all(math.dist(p.at(np.ones(1))[0], q.at(np.zeros(1))[0]) < 1e-9
                   for p, q in zip(pieces, pieces[1:] + pieces[:1], strict=True))
        assert blend.area == pytest.approx(blend.curve.area_between(0.0, float(blend.curve.size)), rel=1e-9)


@pytest.mark.parametrize(("end", "mixed"), [
    (Stadium(0.14, 0.07), 0.03 / 2 * (2 * 0.07 + math.pi * 0.07)), (Ellipse(0.09, 0.09), math.pi * 0.03 * 0.045),
    (HEXAGON, 0.03 / 2 * (6 * 0.05 - 6 * 0.01 * (2 * math.tan(math.pi / 6) - math.pi / 3)))])
def test_volume_in_closed_form(end, mixed):
    """The mixed area with a circle is half its radius times the other's perimeter (Steiner): the volume follows."""
    a, b = math.pi * 0.03**2, end.area
    assert Body(0, 0.1, Round(0.03), end).volume(0, 0.1) == pytest.approx(0.1 / 3 * (a + mixed + b), rel=1e-12)


def test_ends_of_two_kinds_that_are_circles_are_a_plain_cone():
    """An ellipse of equal axes at one end: the same outlines, so the same sound."""
    f = np.linspace(60, 1900, 12)
    for model, near in (("uniform", 1e-6), ("plane", 0.003), ("modes", 0.003)):
        plain, other = (two_port(can(Round(0.02), end), AIR, f, model).transmission_loss()
                        for end in (Round(0.04), Ellipse(0.08, 0.08)))
        assert other == pytest.approx(plain, abs=near)


@pytest.mark.parametrize(("start", "end"), [
    pytest.param(Round(0.02), Ellipse(0.1, 0.06), id="round in ellipse"),
    pytest.param(Ellipse(0.1, 0.06), Round(0.05), id="ellipse that touches its circle"),
    pytest.param(Stadium(0.06, 0.03), HEXAGON, id="stadium in hexagon"),
    pytest.param(Round(0.04), Ellipse(0.11, 0.06), id="round across ellipse"),
    pytest.param(Ellipse(0.06, 0.1), Ellipse(0.1, 0.06), id="ellipse across itself, of one area")])
def test_low_frequency_feels_the_whole_volume(start, end):
    silencer, f = can(start, end), np.array([5.0, 60.0])
    inside = sum(math.pi * t.inner_radius**2 * (t.z1 - t.z0) for t in silencer.tubes)
    losses = []
    for model in ("uniform", "plane", "modes"):
        found = two_port(silencer, AIR, f, model)
        volume = found.t[0, 1, 0].imag * AIR.rho * AIR.c**2 / (2 * math.pi * f[0])
        assert volume == pytest.approx(sum(silencer.chamber_volumes()) + inside, rel=5e-4)
        losses.append(found.transmission_loss())
        assert np.sum(np.abs(found.s[:, :, 0]) ** 2, axis=1) == pytest.approx(1, abs=1e-6)
    assert losses[1] == pytest.approx(losses[0], abs=0.05) and losses[2] == pytest.approx(losses[0], abs=0.05)


def test_steps_converge_to_the_cone():
    """Uniform functions in more and more steps: the error falls with the square of their number."""
    f, silencer = np.linspace(100, 1500, 8), can(Round(0.02), Stadium(0.1, 0.06))
    loss = [two_port(replace(silencer, cone_steps=n), AIR, f).transmission_loss() for n in (12, 24, 48, 192)]
    away = [np.abs(v - loss[-1]).max() for v in loss[:-1]]
    assert away[0] > 3 * away[1] > 9 * away[2] and away[2] < 0.02


def test_a_part_of_a_cone_is_a_cone():
    """Cut in two where tubes do not end: blends go between blends of the same ends, and of no others."""
    whole = can(Round(0.02), Ellipse(0.1, 0.06))
    front, back = whole.body
    middle = front.section(0.04)
    assert isinstance(middle, Blend) and Body(0, 0.04, front.start, middle).section(0.02) == front.section(0.02)
    cut = replace(whole, body=(Body(0, 0.04, front.start, middle), Body(0.04, 0.1, middle, front.end), back))
    f = np.linspace(60, 1500, 8)
    assert two_port(cut, AIR, f, "modes").transmission_loss() == pytest.approx(
        two_port(whole, AIR, f, "modes").transmission_loss(), abs=0.05)
    with pytest.raises(AcousticsError) as caught:
        refuse(replace(whole, body=(Body(0, 0.1, middle, HEXAGON),)))
    assert caught.value.field == "body[0].end"
