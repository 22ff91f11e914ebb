"""Outlines that, seen along z, touch or all but coincide: what is heard goes through the tangent place steadily."""

from __future__ import annotations

import numpy as np
import pytest

from acoustics import Body, Ellipse, Hole, Plate, Round, Silencer, Tube, two_port
from acoustics.slabs import cut
from acoustics.snap import settled
from tests.validation.cases import AIR

CAN = Round(0.05)
F = np.linspace(50.0, 3000.0, 24)


def tube(name, x, radius, z0, z1, start="open", end="open", y=0.0):
    return Tube(name, x, y, radius, radius + 0.0012, z0, z1, start, end)


def coned(x, narrow, wide):
    body = (Body(0.0, 0.06, narrow, wide), Body(0.06, 0.2, wide, wide))
    return Silencer(body, (tube("in", 0, 0.012, -0.03, 0.03, "port"), tube("out", x, 0.010, 0.1, 0.23, "open", "port")),
                    inlet="in", outlet="out")


def in_line(x, radius=0.015, plates=()):
    tubes = (tube("in", 0, 0.015, -0.03, 0.06, "port"), tube("out", x, radius, 0.1, 0.23, "open", "port"))
    return Silencer((Body(0.0, 0.2, CAN, CAN),), tubes, plates, inlet="in", outlet="out")


CASES = {
    "round cone": (lambda e: coned(0.030 - 0.0112 + e, Round(0.03), CAN)),
    "oval cone": (lambda e: coned(0.035 - 0.0112 + e, Ellipse(0.07, 0.05), Ellipse(0.12, 0.09))),
    "tube in tube": (lambda e: in_line(0.015 - 0.0092 + e, 0.008)),
    "axis": (lambda e: in_line(e)),
    "hole": (lambda e: in_line(0.02, 0.01, (Plate("p", 0.08, 0.081, (Hole(0.0162 - 0.006 + e, 0.0, 0.006),)),))),
}


@pytest.mark.parametrize("key", CASES)
def test_the_tangent_place_is_the_limit_from_both_sides(key):
    make = CASES[key]
    low, high = (two_port(make(e), AIR, F, "modes").transmission_loss() for e in (-1e-4, 1e-4))
    both = np.median(np.abs(low - high))
    for e in (0.0, -1e-7, 1e-8, 3e-6):
        here = two_port(make(e), AIR, F, "modes").transmission_loss()
        assert max(np.median(np.abs(here - low)), np.median(np.abs(here - high))) < both + 0.01


@pytest.mark.slow
@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("away", [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 3e-4])
def test_every_nearness_can_be_meshed(key, away):
    ref = two_port(CASES[key](0.0), AIR, F, "modes").transmission_loss()
    low, high = (two_port(CASES[key](sign * away), AIR, F, "modes").transmission_loss() for sign in (-1, 1))
    # a place that is another by 0.1 mm is heard (0.08 dB for the hole), as much to one side as to the other
    assert np.median(np.abs((low + high) / 2 - ref)) < 0.03
    if away <= 1e-5:
        assert max(np.median(np.abs(low - ref)), np.median(np.abs(high - ref))) < 0.03


def test_what_stands_clear_is_not_touched_and_neighbours_may_touch():
    clear = in_line(0.02, 0.01)
    assert settled(clear, [(CAN, 0.0, 0.2)]) is clear
    both = (tube("in", -0.0112, 0.01, -0.03, 0.16, "port"), tube("out", 0.0112, 0.01, 0.1, 0.23, "open", "port"))
    touching = Silencer((Body(0.0, 0.2, CAN, CAN),), both, inlet="in", outlet="out")
    assert settled(touching, [(CAN, 0.0, 0.2)]) is touching
    wall = Silencer((Body(0.0, 0.2, CAN, CAN),), (both[0], tube("out", 0.05 - 0.0112, 0.01, 0.1, 0.23, "open", "port")),
                    inlet="in", outlet="out")
    assert settled(wall, [(CAN, 0.0, 0.2)]) is wall


def test_a_moved_tube_stays_where_it_may():
    """Tangent to the cone's narrow end, and touching another tube: it goes to no side that lies in metal."""
    narrow = Round(0.03)
    case = coned(0.030 - 0.0112, narrow, CAN)
    beside = tube("x", 0.030 - 0.0112, 0.008, 0.1, 0.15, y=-0.0204)
    case = Silencer(case.body, (*case.tubes, beside), inlet="in", outlet="out")
    discs = {(d.key, d.x, d.y, d.outer) for s in cut(case, 0.05).slabs for d in s.discs}
    assert len({d for d in discs if d[0] == ("tube", 1)}) == 1
    (_, x1, y1, r1), (_, x2, y2, r2) = sorted(d for d in discs if d[0] in (("tube", 1), ("tube", 2)))
    assert np.hypot(x1 - x2, y1 - y2) >= r1 + r2 - 1e-12
    assert 0 < np.hypot(x1 - case.tubes[1].x, y1) < 7e-5
