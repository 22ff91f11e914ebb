"""Heat shields over bodies that are not round, and divided ones: the flat sheet against lengths of the section and the
kernel's solid.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.section_sheet import SectionSheet
from knalpot_cad.geometry.sections import Ellipse, Stadium
from knalpot_cad.parts.heat_shield import HeatShield
from knalpot_cad.parts.part import Shop

HOLES = [{"angle_deg": -25.0, "along_mm": 20.0, "diameter_mm": 6.5}, {"angle_deg": 120.0, "along_mm": 150.0,
                                                                      "diameter_mm": 8.0}]
FORMS: dict[str, dict[str, Any]] = {
    "ellipse": {"width_mm": 180.0, "height_mm": 110.0}, "stadium": {"width_mm": 180.0, "height_mm": 110.0},
    "superellipse": {"width_mm": 180.0, "height_mm": 110.0, "power": 2.5},
    "hexagon": {"height_mm": 120.0, "corner_mm": 20.0}}


def shield(form: str, **changes: Any) -> HeatShield:
    data = {"name": "contoh", "material": "spcc", "thickness_mm": 0.8, "over": {form: FORMS[form]}, "gap_mm": 8.0,
            "from_deg": -40.0, "to_deg": 150.0, "length_mm": 170.0, "holes": HOLES, **changes}
    return HeatShield.model_validate(data, context={"names": {}})


def test_width_is_the_parallel_curves_length() -> None:
    """A quarter of an ellipse's parallel: P / 4 + d pi / 2; of a stadium's a quarter turn and half a straight."""
    quarter = {"from_deg": 0.0, "to_deg": 90.0, "holes": []}
    ellipse = shield("ellipse", **quarter)
    assert ellipse.girth_mm == pytest.approx(Ellipse(180, 110).perimeter / 4 + 8.4 * math.pi / 2, abs=1e-8)
    stadium = shield("stadium", **quarter)
    assert stadium.girth_mm == pytest.approx(35.0 + (55.0 + 8.4) * math.pi / 2, abs=1e-8)
    assert stadium.mid.perimeter == pytest.approx(Stadium(180, 110).perimeter + 2 * math.pi * 8.4, abs=1e-8)
    assert stadium.place(360.0) == pytest.approx(stadium.mid.perimeter, abs=1e-8)


@pytest.mark.parametrize("form", ["stadium", "hexagon",
                                  *(pytest.param(f, marks=pytest.mark.slow) for f in ("ellipse", "superellipse"))])
def test_the_solid_is_the_recipe(form: str) -> None:
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check

    part = shield(form)
    assert not part.faults()
    made = part.make(Shop())
    assert check(bake(made.shape), made.shape) == []
    assert made.sheets[0].mass_volume_mm3 == pytest.approx(made.shape.volume_mm3, rel=1e-12)
    # the middle of a hole, and a point beside it, in space
    hole = part.bolt_holes()[1]
    assert isinstance(made.shape, RolledSheet | SectionSheet)
    x, y, z = made.shape.point(hole.x, hole.y)
    assert math.degrees(math.atan2(y, x)) == pytest.approx(120.0, abs=1e-6) and z == 150.0


def test_a_geodesic_is_straight_on_the_sheet() -> None:
    """A straight run of the blank, laid on the section in 4000 chords, keeps its length."""
    bent = shield("ellipse").make(Shop()).shape
    assert isinstance(bent, SectionSheet)
    (u0, v0), (u1, v1) = (12.0, 10.0), (230.0, 150.0)
    n = 4000
    points = [bent.point(u0 + (u1 - u0) * i / n, v0 + (v1 - v0) * i / n)
              for i in range(n + 1)]
    length = math.fsum(math.dist(p, q) for p, q in zip(points, points[1:], strict=False))
    assert length == pytest.approx(math.hypot(u1 - u0, v1 - v0), rel=1e-6)


@pytest.mark.parametrize("over", [{"over_od_mm": 100.0, "over": None}, {}])
def test_a_divided_shield_keeps_its_places(over: dict[str, Any]) -> None:
    part = shield("stadium", seam={"kind": "lap", "width_mm": 10.0, "split_deg": [60.0]}, **over)
    assert not part.faults()
    one, two = part.make(Shop()).sheets
    at = part.place(60.0)
    assert one.bounds()[2] == pytest.approx(at + 5.0) and two.bounds()[0] == pytest.approx(at - 5.0)
    whole = shield("stadium", **over).make(Shop()).sheets[0]
    assert one.area_mm2 + two.area_mm2 == pytest.approx(whole.area_mm2 + 10.0 * 170.0, rel=1e-12)
    assert [len(s.holes) for s in (one, two)] == [1, 1]


@pytest.mark.parametrize(("seam", "code"), [
    ({"kind": "lock", "split_deg": [60.0]}, "seam-not-here"), ({"split_deg": [170.0]}, "out-of-range"),
    ({"split_deg": [120.0]}, "split-cuts-hole"), ({"split_deg": [60.0, 62.0]}, "panel-narrow")])
def test_a_seam_in_the_wrong_place_is_refused(seam: dict[str, Any], code: str) -> None:
    assert [c for c, _ in shield("stadium", seam=seam).faults()] == [code]
