"""Flange outlines: closed forms of the facts, tangency at every joint, and areas by a polygon library."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from shapely import Point, Polygon, unary_union

from knalpot_cad.geometry.plane import Circle, Contour, arc_of
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.part import Shop, Stock


def flange(**data: Any) -> Flange:
    base = {"name": "flens", "thickness_mm": 8.0, "bore_mm": 32.0, "bolt_spacing_mm": 70.0, "bolt_hole_mm": 8.5}
    return Flange.model_validate({**base, **data}, context={"names": {}}).stocked(Stock())


FORMS: dict[str, dict[str, Any]] = {
    "two": {}, "three": {"bolts": 3, "hub_mm": 60.0}, "four": {"bolts": 4, "hub_mm": 74.0},
    "hull_of_four": {"bolts": 4, "hub_mm": 40.0},
    "waist_two": {"sides": "waist", "side_radius_mm": 20.0}, "oval": {"sides": "oval", "side_radius_mm": 80.0},
    "waist_three": {"bolts": 3, "sides": "waist", "side_radius_mm": 12.0, "bolt_spacing_mm": 80.0},
    "oval_three": {"bolts": 3, "sides": "oval", "side_radius_mm": 90.0}, "round": {"bolts": 3, "sides": "round"},
}


@pytest.mark.parametrize("form", FORMS)
def test_made_without_faults_and_every_joint_is_tangent(form: str) -> None:
    part = flange(**FORMS[form])
    assert part.faults() == []
    outline = part.outline()
    assert outline.area > 0 and part.make(Shop()).sheets[0].texts
    if isinstance(outline, Circle):
        return
    edges = list(outline.edges())
    for (a, b), (c, d) in pairwise([*edges, edges[0]]):
        assert end_heading(a, b) == pytest.approx(start_heading(c, d), abs=1e-9) or \
            abs(abs(end_heading(a, b) - start_heading(c, d)) - 2 * math.pi) < 1e-9


def start_heading(a: Any, b: Any) -> float:
    if not a.bulge:
        return math.atan2(b.y - a.y, b.x - a.x)
    arc = arc_of(a, b)
    return math.remainder(arc.start + math.copysign(math.pi / 2, arc.sweep), 2 * math.pi)


def end_heading(a: Any, b: Any) -> float:
    if not a.bulge:
        return math.atan2(b.y - a.y, b.x - a.x)
    arc = arc_of(a, b)
    return math.remainder(arc.start + arc.sweep + math.copysign(math.pi / 2, arc.sweep), 2 * math.pi)


@pytest.mark.parametrize(("n", "hub"), [(2, 60.0), (3, 60.0), (4, 64.0), (4, 40.0), (3, 30.0)])
def test_closed_forms_of_the_tangent_flange(n: int, hub: float) -> None:
    """facts/sheets.md 6: perimeter and area of n ears and a hub, or of the hull of the ears alone."""
    part = flange(bolts=n, hub_mm=hub, bore_mm=20.0)
    c, e, r0 = 35.0, part.ear_radius_mm, hub / 2
    outline = part.outline()
    assert isinstance(outline, Contour)
    ta = math.acos((r0 - e) / c)
    if ta <= math.pi / n:
        j = math.sqrt(c * c - (r0 - e) ** 2)
        assert outline.length == pytest.approx(2 * n * (j + e * ta) + 2 * r0 * (math.pi - n * ta), rel=1e-12)
        area = n * (j * (r0 + e) + e * e * ta) + r0**2 * (math.pi - n * ta)
        assert outline.area == pytest.approx(area, rel=1e-12)
    else:
        assert outline.length == pytest.approx(2 * n * c * math.sin(math.pi / n) + 2 * math.pi * e, rel=1e-12)


@pytest.mark.parametrize("form", ["two", "three", "four", "hull_of_four"])
def test_the_tangent_outline_is_the_hull_of_ears_with_the_hub(form: str) -> None:
    """Each ear with the hub as a convex hull, united: the library knows nothing of tangents."""
    part = flange(**FORMS[form])
    hub = Point(0, 0).buffer(part.hub_radius_mm, 512)
    ears = [Point(h.x, h.y).buffer(part.ear_radius_mm, 512) for h in part.bolt_holes()]
    solid = unary_union([unary_union([hub, e]).convex_hull for e in ears])
    if form == "hull_of_four":
        solid = unary_union(ears).convex_hull
    assert part.outline().area == pytest.approx(solid.area, rel=2e-5)


@pytest.mark.parametrize("form", ["waist_two", "waist_three"])
def test_a_waist_is_ears_and_hub_closed_by_a_rolling_disc(form: str) -> None:
    """Morphological closing with a disc of the side radius fills exactly the fillets."""
    part = flange(**FORMS[form])
    radius = part.side_radius_mm
    hub = Point(0, 0).buffer(part.hub_radius_mm, 512)
    ears = unary_union([hub, *(Point(h.x, h.y).buffer(part.ear_radius_mm, 512) for h in part.bolt_holes())])
    closed = ears.buffer(radius, 512).buffer(-radius, 512)
    assert part.outline().area == pytest.approx(closed.area, rel=1e-4)
    assert Polygon(part.outline().polyline(0.002)).symmetric_difference(closed).area < 2.0


@pytest.mark.parametrize("form", ["oval", "oval_three"])
def test_an_oval_is_the_meet_of_its_side_discs_with_ears(form: str) -> None:
    part = flange(**FORMS[form])
    shape = Polygon(part.outline().polyline(0.001))
    assert shape.is_valid and abs(shape.convex_hull.area - shape.area) < 1.0           # convex
    for h in part.bolt_holes():
        assert shape.exterior.distance(Point(h.x, h.y)) == pytest.approx(part.ear_radius_mm, abs=2e-3)
    near = shape.exterior.distance(Point(0, 0))
    assert near - part.bore_mm / 2 == pytest.approx(part.hub_room_mm(), abs=2e-3)


@pytest.mark.parametrize(("data", "code"), [
    ({"sides": "waist"}, "missing-key"), ({"sides": "oval", "side_radius_mm": 30.0}, "out-of-range"),
    ({"sides": "waist", "side_radius_mm": 0.5, "hub_mm": 44.0}, "flange-no-waist"),
    ({"bolts": 8, "bolt_hole_mm": 26.0, "bolt_spacing_mm": 75.0, "bore_mm": 20.0}, "holes-overlap"),
    ({"sides": "round", "hub_mm": 76.0, "bolts": 3}, "holes-too-near-edge"),
])
def test_refusals(data: dict[str, Any], code: str) -> None:
    assert code in [c for c, _ in flange(**data).faults()]
