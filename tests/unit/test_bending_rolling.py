"""Rolls and press lines: springback against the published formula, and turns that add up to the whole."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knalpot_cad.bending import roll_plans
from knalpot_cad.bending.rolling import cone_hits, section_hits, set_radius
from knalpot_cad.geometry.around import Around
from knalpot_cad.geometry.sections import Round, Stadium
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.shell import Shell


@given(st.floats(20, 400), st.floats(0.5, 2), st.floats(100, 500))
def test_the_rolled_radius_opens_to_the_wanted_one(final, t, yield_mpa):
    """Gardiner: Ri / Rf = 4 k^3 - 3 k + 1 with k = Ri Y / (E t)."""
    ri = set_radius(final, t, yield_mpa, 193_000.0)
    assert ri is not None
    k = ri * yield_mpa / (193_000.0 * t)
    assert ri / final == pytest.approx(4 * k**3 - 3 * k + 1, rel=1e-9) and 0 < k < 0.5 and ri < final


def test_a_small_springback_is_that_of_the_plain_bending_moment():
    """For k -> 0 the curvature lost is 3 Y / (E t): the full plastic moment Y t^2 / 4 over E t^3 / 12."""
    ri = set_radius(50.0, 1.0, 10.0, 200_000.0)
    assert ri is not None and 1 / ri - 1 / 50.0 == pytest.approx(3 * 10.0 / 200_000.0, rel=1e-3)


def test_without_both_data_the_rolls_are_nominal(library):
    made = Shell(name="badan", od_mm=100, length_mm=200, thickness_mm=1.0).stocked(Stock()).make(Shop())
    [plan] = roll_plans([(made, None)], library)
    assert plan.set_mm is None and plan.trust == "" and plan.presses == ()


def test_press_lines_of_a_round_and_of_a_stadium_turn_once_round():
    round_hits = section_hits(Around(Round(100.0), -90.0))
    assert sum(t for _, t in round_hits) == pytest.approx(360) and len(round_hits) == 24
    us = [u for u, _ in round_hits]
    assert [b - a for a, b in zip(us, us[1:], strict=False)] == pytest.approx([100 * math.pi / 24] * 23)
    stadium = Stadium(180.0, 110.0)
    hits = section_hits(Around(stadium, -90.0))
    assert sum(t for _, t in hits) == pytest.approx(360)
    # none on the two straight edges: the seam lies in the middle of the lower one
    straight, arc = 70.0, math.pi * 55.0
    for u, _ in hits:
        assert straight / 2 < u < straight / 2 + arc or 1.5 * straight + arc < u < 1.5 * straight + 2 * arc


def test_press_lines_of_a_cone_turn_with_its_slope():
    cone = Cone(name="c", start_od_mm=50, end_od_mm=110, length_mm=90, thickness_mm=1.0)
    hits = cone_hits(cone)
    assert sum(p.turn_deg or 0 for p in hits) == pytest.approx(360 * math.cos(cone.slope))
    big, small, opening = cone.sector()
    for p in hits:
        assert math.hypot(p.u0, p.v0) == pytest.approx(small) and math.hypot(p.u1, p.v1) == pytest.approx(big)
    first, last = (math.atan2(p.v1, p.u1) for p in (hits[0], hits[-1]))
    assert first - last == pytest.approx(opening * (1 - 1 / len(hits)))


def test_a_material_with_both_data_is_rolled_tighter_and_says_where_they_come_from(library):
    """SUS304 at 206 MPa and 193 GPa: a body of 100 mm by hand 1 / Ri = 1 / Rf + 3 Y / (E t) - 4 (Y / E t)^3 Ri^2."""
    shell = Shell(name="badan", od_mm=100, length_mm=200, thickness_mm=1.0, material="sus304")
    made = shell.stocked(Stock()).make(Shop())
    [plan] = roll_plans([(made, None)], library)
    ri, a = 49.5, 206 / 193_000
    for _ in range(50):
        ri = 1 / (1 / 49.5 + 3 * a - 4 * a**3 * ri**2)
    assert plan.set_mm == pytest.approx(2 * ri + 1.0, abs=1e-6) and plan.set_mm < 90 and plan.trust == "secondary"
    for name in ("yield_mpa", "young_mpa"):
        value = library.material("sus304").data[name]
        assert value.trust == "secondary" and "hirosugi" in value.source
