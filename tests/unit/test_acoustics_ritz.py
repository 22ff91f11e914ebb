"""The first cut-on of any section against closed forms: Bessel, Mathieu, rectangles, and the size of things."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import mathieu_modcem1

from acoustics import AcousticsError, Body, Round, Silencer
from acoustics.outline import Ellipse, Polygon, Stadium, Superellipse, TriOval
from acoustics.ritz import section_cut_on, silencer_cut_on

C = 343.2
CROSS, RADIAL = 1.8411837813406593, 3.8317059702075125


def wavenumbers(section):
    return [2 * math.pi * f / C for f in section_cut_on(section, C)]


def test_a_circle_has_the_zeros_of_bessel_by_either_way():
    known = [CROSS / 0.05, RADIAL / 0.05]
    assert wavenumbers(Round(0.05)) == pytest.approx(known, rel=1e-12)
    assert wavenumbers(Ellipse(0.1, 0.1)) == pytest.approx(known, rel=1e-9)      # by polynomials


@pytest.mark.parametrize("ratio", [1.2, 2.0, 3.0])
def test_an_ellipse_has_the_zeros_of_mathieu(ratio):
    half = 0.1
    focus, xi = half * math.sqrt(1 - ratio**-2), math.atanh(1 / ratio)
    found = []
    for order, low in ((1, 1.0), (2, 2.5)):
        k = np.linspace(low, 6.0, 400) / half
        slope = [mathieu_modcem1(order, (v * focus / 2) ** 2, xi)[1] for v in k]
        i = next(i for i in range(399) if slope[i] * slope[i + 1] < 0)
        found.append(brentq(lambda v, m=order: mathieu_modcem1(m, (v * focus / 2) ** 2, xi)[1], k[i], k[i + 1]))
    assert wavenumbers(Ellipse(2 * half, 2 * half / ratio)) == pytest.approx(found, rel=1e-6)
    assert wavenumbers(Ellipse(2 * half / ratio, 2 * half)) == pytest.approx(found, rel=1e-6)


def test_a_box_has_half_waves():
    corners = ((-0.1, -0.05), (0.1, -0.05), (0.1, 0.05), (-0.1, 0.05))
    assert wavenumbers(Polygon(corners, 1e-5)) == pytest.approx([math.pi / 0.2, 2 * math.pi / 0.2], rel=1e-5)
    moved = tuple((x + 0.05, y) for x, y in corners)                            # the axis a quarter from the side
    assert wavenumbers(Polygon(moved, 1e-5)) == pytest.approx([math.pi / 0.2] * 2, rel=1e-5)


@pytest.mark.parametrize("section", [
    Stadium(0.2, 0.1), Stadium(0.1, 0.25), Superellipse(0.2, 0.12, 6.0), TriOval(0.2, 0.16, 0.04, 0.03, 0.2, 0.3)])
def test_bounds_that_hold_for_every_convex_section(section):
    """Payne and Weinberger (1960) from below, Weinberger (1956) from above."""
    first, axial = wavenumbers(section)
    x0, y0, x1, y1 = section.curve.box
    assert math.pi / math.hypot(x1 - x0, y1 - y0) < first <= axial
    assert first < CROSS / math.sqrt(section.area / math.pi)


def test_sizes_scale_and_the_widest_piece_decides():
    assert wavenumbers(Stadium(0.4, 0.2)) == pytest.approx([v / 2 for v in wavenumbers(Stadium(0.2, 0.1))])
    wide, small = Round(0.06), Round(0.02)
    silencer = Silencer((Body(0, 0.1, small, wide), Body(0.1, 0.3, wide, wide)), (), inlet="", outlet="")
    assert silencer_cut_on(silencer, C) == section_cut_on(wide, C)


@pytest.mark.parametrize("c", [0.0, -1.0, math.nan])
def test_a_wrong_speed_is_named(c):
    for section in (Round(0.05), Stadium(0.2, 0.1)):
        with pytest.raises(AcousticsError) as caught:
            section_cut_on(section, c)
        assert caught.value.field == "c"
