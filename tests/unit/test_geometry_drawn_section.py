"""Blanks of drawn oval cups: the round cup's formula, folded straights and the kernel's area at their limits."""

from __future__ import annotations

import math

import pytest

from knalpot_cad.geometry.drawn import area_blank
from knalpot_cad.geometry.drawn_section import DrawnBlank
from knalpot_cad.geometry.hem import rim_steps
from knalpot_cad.geometry.meridian import Meridian
from knalpot_cad.geometry.sections import Ellipse, RoundedPolygon, Section, Stadium, Superellipse, TriOval
from knalpot_cad.geometry.swept import SectionPlate

T, R, K, HIGH = 1.2, 3.0, 0.41, 30.0
FORMS: dict[str, Section] = {
    "ellipse": Ellipse(170, 100), "stadium": Stadium(170, 100), "superellipse": Superellipse(170, 100, 2.5),
    "tri_oval": TriOval(180, 150, 25, 35, 150, 250),
    "hexagon": RoundedPolygon(tuple((60 * math.cos(a), 60 * math.sin(a)) for a in
                                    (math.radians(60 * i) for i in range(6))), (12.0,) * 6)}


def rim(flat: Section) -> Meridian:
    return Meridian(flat.perimeter / (2 * math.pi), rim_steps(HIGH, R, T, 0.0, None, 0.0), T, level_mm=T / 2)


def blank(flat: Section) -> DrawnBlank:
    return DrawnBlank(flat, rim(flat), K)


def test_an_ellipse_that_is_nearly_round_is_the_round_cup() -> None:
    flat = Ellipse(100.0, 99.999)
    diameter = area_blank(50.0, Meridian(50.0, rim(flat).steps, T, level_mm=T / 2))
    x0, y0, x1, y1 = blank(flat).outline().bounds()
    assert (x1 - x0, y1 - y0) == pytest.approx((diameter, diameter), abs=2e-3)


def test_a_long_straight_is_folded() -> None:
    """Width in front of it: the bend allowance, as far as the arcs beside it weigh little."""
    flat = Stadium(9000.0, 100.0)
    made = blank(flat)
    straight = HIGH - R - T + math.pi / 2 * (R + K * T)
    assert made.width(math.inf) == pytest.approx(straight, abs=1e-12)
    assert made.outline().bounds()[3] - 50.0 == pytest.approx(straight, abs=0.2)
    # amid the arc no straight is within 45 degrees: the round cup's width, but for the strip
    cup = area_blank(50.0, Meridian(50.0, rim(flat).steps, T, level_mm=T / 2)) / 2 - 50.0
    short = blank(FORMS["stadium"])
    assert short.outline().bounds()[2] - 85.0 - short.strip_mm == pytest.approx(cup, abs=0.1)


@pytest.mark.parametrize("name", FORMS)
def test_the_area_is_the_drawn_parts(name: str) -> None:
    flat = FORMS[name]
    found = blank(flat).outline()
    # volume of the recipe (that of the kernel, tests/validation): the bend's ring lies pi t^3 / 6 off the mid surface
    volume = SectionPlate(flat, rim(flat).steps, T).volume_mm3
    assert found.area * T == pytest.approx(volume, rel=2e-4)
    assert found.outline().area == pytest.approx(found.area, rel=2e-4)


@pytest.mark.parametrize("name", FORMS)
def test_the_outline_is_convex_and_as_symmetric_as_the_cup(name: str) -> None:
    flat = FORMS[name]
    found = blank(flat).outline()
    assert found.min_rho > 1.0
    for psi in (0.0, 0.4, 1.1, 1.9):
        assert found.support(psi)[0] == pytest.approx(found.support(math.pi - psi)[0], abs=2e-3)
        width = found.support(psi)[0] - flat.support(psi)[0]
        assert 0.4 * HIGH < width < HIGH + 3.0
    assert len(found.atoms) == len(flat.atoms)


def test_trim_is_added_all_round() -> None:
    made = blank(FORMS["stadium"])
    plain, trimmed = made.outline(), made.outline(4.0)
    more = trimmed.support(0.3)[0] - plain.support(0.3)[0]
    assert more == pytest.approx(math.sqrt(plain.area / math.pi) * 0.04, rel=1e-9)
