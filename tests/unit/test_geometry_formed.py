"""Blanks of formed discs: published values, areas by numerical integration, and metal kept from flat to solid."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.drawn import area_blank, dished, meridian_blank, sharp_cup, sharp_cup_with_lip
from knalpot_cad.geometry.hem import curl_mm, hem_mm, rim_steps
from knalpot_cad.geometry.meridian import Meridian, Step
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.rows import Made


def rim(od: float, height: float, r: float, t: float, **ends: Any) -> tuple[float, Meridian]:
    flat = od / 2 - t - r
    return flat, Meridian(flat, rim_steps(height, r, t, **ends), t, level_mm=t / 2)


def test_r21_pan_and_collar() -> None:
    flat, walk = rim(100.0, 12.0, 2.0, 1.2)
    assert area_blank(flat, walk) == pytest.approx(117.5664747126, rel=1e-12)
    assert meridian_blank(flat, walk, 0.5) == pytest.approx(119.3681408993, rel=1e-12)
    collar = Collar(0.0, 0.0, 30.0 - 1.2, 6.0, 2.0, 1.2)
    assert collar.mean_mm == 30.0
    assert collar.hole_ba() == pytest.approx(21.43185910067, rel=1e-12)
    assert collar.hole_area() == pytest.approx(19.54694044312, rel=1e-12)


def test_handbook_form_of_the_collar_hole() -> None:
    d, h, r, t = 30.0, 6.0, 2.0, 1.2
    wanted = d - 2 * (h - (2 - math.pi / 2) * r - (1.5 - math.pi / 4) * t)
    assert Collar(0.0, 0.0, d - t, h, r, t).hole_ba() == pytest.approx(wanted, rel=1e-14)
    assert wanted == pytest.approx(d - 2 * (h - 0.43 * r - 0.72 * t), abs=0.02)           # as handbooks round it


def test_cups() -> None:
    assert sharp_cup(25.0, 15.0) == pytest.approx(46.1, abs=0.01)                         # a published example
    assert sharp_cup_with_lip(25.0, 25.0, 15.0) == sharp_cup(25.0, 15.0)
    disc = math.pi / 4 * sharp_cup_with_lip(60.0, 80.0, 12.0) ** 2
    assert disc == pytest.approx(math.pi / 4 * 80.0**2 + math.pi * 60.0 * 12.0, rel=1e-14)
    d, h = 90.0, 14.0
    radius = (d * d / 4 + h * h) / (2 * h)
    assert math.pi / 4 * dished(d, h) ** 2 == pytest.approx(2 * math.pi * radius * h, rel=1e-14)  # a zone's area


def test_small_thickness_and_radius_tend_to_the_sharp_cup() -> None:
    flat, walk = rim(60.0, 12.0, 1e-6, 1e-6)
    assert area_blank(flat, walk) == pytest.approx(sharp_cup(60.0, 12.0), rel=1e-6)
    flat, walk = rim(60.0, 12.0, 1e-6, 1e-6, lip_mm=10.0)
    assert area_blank(flat, walk) == pytest.approx(sharp_cup_with_lip(60.0, 80.0, 12.0), rel=1e-6)


def test_a_wide_pan_needs_the_bent_blank() -> None:
    """Drawn tends to the meridian at K 0.5 as the diameter grows, and is smaller before."""
    gaps = []
    for od in (100.0, 1000.0, 10_000.0):
        flat, walk = rim(od, 12.0, 2.0, 1.2)
        gaps.append(meridian_blank(flat, walk, 0.5) - area_blank(flat, walk))
    assert gaps[0] > gaps[1] > gaps[2] > 0 and gaps[2] < 0.03


ENDS: dict[str, dict[str, Any]] = {
    "plain": {}, "lip": {"lip_mm": 9.0},
    "hem_in": {"hem": Step(turn_deg=180.0, inside_mm=0.5), "return_mm": 6.0},
    "hem_out": {"hem": Step(turn_deg=-180.0, inside_mm=0.5), "return_mm": 6.0},
    "curl": {"hem": Step(turn_deg=-288.0, inside_mm=2.0)},
}


@pytest.mark.parametrize("end", ENDS)
def test_moments_and_volume_by_integration(end: str) -> None:
    """The middle line walked by points, and the metal's section summed by Green's theorem."""
    flat, walk = rim(100.0, 14.0, 2.0, 1.2, **ENDS[end])
    fine = Meridian(flat, walk.steps, 1.2, level_mm=0.6)
    points = np.array([(v.x, v.y) for v in chain_points(fine, 0.0)])
    d = np.diff(points, axis=0)
    length = np.hypot(d[:, 0], d[:, 1])
    assert length.sum() == pytest.approx(walk.developed_mm(0.5), rel=1e-6)
    assert (length * (points[1:, 0] + points[:-1, 0]) / 2).sum() == pytest.approx(walk.moment_mm2, rel=1e-6)
    skin = np.array(walk.skin().polyline(1e-6))
    skin = np.vstack([skin, skin[:1]])
    x, y = skin[:, 0], skin[:, 1]
    moment = ((x[:-1] ** 2 + x[:-1] * x[1:] + x[1:] ** 2) / 6 * np.diff(y)).sum()        # int r dA = contour r^2/2 dz
    assert 2 * math.pi * moment == pytest.approx(walk.metal_mm3, rel=1e-5)


def chain_points(walk: Meridian, offset: float) -> list[Any]:
    from knalpot_cad.geometry.plane import Contour, Vertex
    return [Vertex(*p) for p in Contour(tuple(walk.side(offset)), closed=False).polyline(1e-7)]


def test_outside_measures_of_a_hem_and_a_curl() -> None:
    """A closed hem at K 0.5 saves 0.43 t; the walk and the formula develop to the same; 2.5 d is 0.8 of a turn."""
    t = 1.2
    assert hem_mm(20.0, 8.0, 0.0, t, 0.5) - 28.0 == pytest.approx((math.pi / 2 - 2) * t, rel=1e-12)
    _, walk = rim(100.0, 14.0, 2.0, t, **ENDS["hem_in"])
    legs = walk.developed_mm(0.41) - math.pi / 2 * (2.0 + 0.41 * t)
    assert legs == pytest.approx(hem_mm(14.0 - 2.0 - t, 6.0, 0.5, t, 0.41), rel=1e-12)
    assert curl_mm(4.0, 0.0, 288.0) == pytest.approx(2.5 * 4.0, rel=6e-3)
    assert curl_mm(4.0, 1.2, 288.0) == pytest.approx(math.radians(288.0) * 2.6, rel=1e-12)


def cap(kind: Any = EndCap, **data: Any) -> Made:
    base = {"name": "tutup", "od_mm": 97.7, "thickness_mm": 1.2, "flange_mm": 14.0, "bend_radius_mm": 2.0}
    part = kind.model_validate({**base, **data}, context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    out: Made = part.make(Shop())
    return out


COLLAR = {"name": "masuk", "x_mm": 12.0, "y_mm": -6.0, "diameter_mm": 28.9, "collar_mm": 6.0, "collar_radius_mm": 1.5}
FORMS: dict[str, dict[str, Any]] = {
    "lip": {"lip_mm": 10.0}, "hem": {"hem_mm": 6.0}, "hem_out": {"hem_mm": 6.0, "hem_side": "out"},
    "curl": {"curl_wire_mm": 4.0, "hem_side": "out"}, "collar": {"holes": [COLLAR]},
    "collar_back": {"holes": [{**COLLAR, "collar_side": "against_gas"}], "rim": "against_gas"},
    "flat_collar": {"holes": [COLLAR], "flange_mm": 0.0}, "all": {"holes": [COLLAR], "lip_mm": 8.0},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_drawn_blank_has_the_mid_surface_of_its_solid(form: str) -> None:
    """Flat metal is the solid's but for pi A t^3 / 12 a bend (Pappus of the ring against its middle line)."""
    piece = cap(blank="drawn", collar_blank="drawn", **FORMS[form])
    flat = piece.sheets[0].area_mm2 * piece.thickness_mm
    assert flat == pytest.approx(piece.shape.volume_mm3, rel=3e-4)
    assert flat != pytest.approx(cap(**FORMS[form]).sheets[0].area_mm2 * 1.2, rel=1e-4)


@pytest.mark.parametrize("form", FORMS)
def test_the_solid_is_the_recipe(form: str) -> None:
    pytest.importorskip("cadquery")
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check
    shape = cap(kind=Baffle, **FORMS[form]).shape
    assert check(bake(shape), shape) == []


@pytest.mark.parametrize(("data", "code"), [
    ({"lip_mm": 8.0, "hem_mm": 6.0}, "one-of"), ({"lip_mm": 8.0, "flange_mm": 4.0}, "out-of-range"),
    ({"hem_mm": 1.0}, "out-of-range"), ({"holes": [{**COLLAR, "collar_mm": 2.0}]}, "out-of-range"),
    ({"holes": [{**COLLAR, "collar_mm": 30.0}]}, "out-of-range"),
    ({"holes": [{**COLLAR, "x_mm": 28.0}]}, "holes-too-near-edge"),
    ({"holes": [COLLAR, {"name": "keluar", "diameter_mm": 20.0, "x_mm": -15.0}]}, "holes-overlap"),
])
def test_refusals(data: dict[str, Any], code: str) -> None:
    part = EndCap.model_validate({"name": "tutup", "od_mm": 97.7, "thickness_mm": 1.2, "flange_mm": 14.0, **data},
                                 context={"names": {}}).stocked(Stock())
    assert code in [c for c, _ in part.faults()]


def test_the_punched_hole_and_the_bend_lines_are_on_the_sheet() -> None:
    piece = cap(holes=[COLLAR], lip_mm=10.0)
    hole = piece.sheets[0].holes[0]
    assert isinstance(hole, Circle)
    wanted = Collar(0.0, 0.0, 28.9, 6.0, 1.5, 1.2).hole_ba(0.41)
    assert 2 * hole.radius == pytest.approx(wanted) and hole.x == -12.0           # drawn as seen from the inlet
    bends = [s for s in piece.sheets[0].strokes if s.layer.startswith("BEND")]
    assert [s.layer for s in bends] == ["BEND_DOWN", "BEND_UP"]
    radii = [math.hypot(*s.points[0]) for s in bends]
    allowance = math.pi / 2 * (2.0 + 0.41 * 1.2)
    flat, leg = 97.7 / 2 - 3.2, 14.0 - 6.4
    assert radii == pytest.approx([flat + allowance / 2, flat + 1.5 * allowance + leg], rel=1e-9)
