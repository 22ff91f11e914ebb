"""Wrap templates and holes: arcs within the tolerance of the exact curves, the wall that touches first, areas by
integrals.
"""

import math

import numpy as np
import pytest
import shapely

from knalpot_cad.geometry.cut_ends import PlaneEnd, SaddleEnd, SquareEnd
from knalpot_cad.geometry.cut_tube import CutTube, MitredTube
from knalpot_cad.geometry.ends import drilled_volume, rise
from knalpot_cad.geometry.merge import Merge
from knalpot_cad.geometry.mitre import Mitre
from knalpot_cad.geometry.pie import PieBendPlan
from knalpot_cad.geometry.saddle import Saddle
from knalpot_cad.geometry.wrap import (
    Edge,
    end_edge,
    hole_contour,
    hole_union,
    merge_edge,
    mitre_edge,
    shortest,
    straight_edge,
    wrap_area,
    wrap_contour,
)

PHI = np.linspace(0, 2 * math.pi, 4001)
R17 = SaddleEnd(50.0, 60.0, 12.0, 20.0)
OUTER, INNER = 19.05, 17.85
EDGES = {
    "mitre": mitre_edge(Mitre(OUTER, OUTER, 22.5, 40.0), 80.0),
    "saddle": end_edge(R17, OUTER, INNER, 80.0, 1.0),
    "start": end_edge(R17, OUTER, INNER, 80.0, -1.0).moved(0.0),
    "equal": end_edge(SaddleEnd(OUTER, 60.0), OUTER, INNER, 80.0, 1.0),
    "nearly equal": end_edge(SaddleEnd(OUTER + 0.05, 90.0), OUTER, INNER, 80.0, 1.0),
    "cone": end_edge(SaddleEnd(46.25, 70.0, 8.0, 0.0, 14.0), OUTER, INNER, 80.0, 1.0),
    "merge": merge_edge(Merge(3, OUTER, 12.0, 21.0), math.pi).moved(90.0),
    "merge 2": merge_edge(Merge(2, OUTER, 25.0), math.pi).moved(90.0),
}


@pytest.mark.parametrize("name", EDGES)
def test_arcs_stay_within_tolerance_and_areas_agree(name: str) -> None:
    edge = EDGES[name]
    low = straight_edge(edge.range()[0] - 10.0)
    outline = wrap_contour(low, edge, OUTER)
    assert outline.area == pytest.approx(wrap_area(low, edge, OUTER), abs=0.02 * edge.length_mm(OUTER))
    ring = shapely.LinearRing(outline.polyline(0.0005))
    exact = shapely.points(np.stack([OUTER * PHI, edge.value(PHI)], axis=1))
    assert max(shapely.distance(ring, exact)) < 0.0205
    sides = sum(float(edge.value(p)) - float(low.value(p)) for p in PHI[[0, -1]])
    top = outline.length - 2 * math.pi * OUTER - sides
    assert top == pytest.approx(edge.length_mm(OUTER), rel=3e-4)
    assert len(outline.vertices) < 60


@pytest.mark.parametrize("name", EDGES)
def test_slopes_and_lengths_of_edges(name: str) -> None:
    edge = EDGES[name]
    breaks = np.array([*edge.breaks, 99.0])
    away = PHI[np.abs((PHI[:, None] - breaks + math.pi) % (2 * math.pi) - math.pi).min(axis=1) > 1e-3]
    steps = (edge.value(away + 1e-7) - edge.value(away - 1e-7)) / 2e-7
    assert edge.slope(away) == pytest.approx(steps, abs=2e-4, rel=1e-4)
    fine = np.sort(np.concatenate([np.linspace(0, 2 * math.pi, 40001), edge.breaks]))
    chords = float(np.hypot(OUTER * np.diff(fine), np.diff(edge.value(fine))).sum())
    assert edge.length_mm(OUTER) == pytest.approx(chords, rel=1e-7)


def test_square_saddle_never_bites_and_touches_with_one_wall() -> None:
    edge = EDGES["saddle"]
    walls = [80.0 + rise(R17, r, PHI) for r in (OUTER, INNER)]
    assert edge.value(PHI) == pytest.approx(np.minimum(*walls), abs=1e-12)
    # facts/sheets.md 5: the inner wall alone collides by 0.73 mm with t 1.2 (R17)
    assert float((walls[1] - edge.value(PHI)).max()) == pytest.approx(0.73, abs=0.005)
    square = end_edge(SaddleEnd(50.0), OUTER, INNER, 80.0, 1.0)
    assert square.value(PHI) == pytest.approx(80.0 + rise(SaddleEnd(50.0), INNER, PHI), abs=1e-12)
    gap = math.sqrt(50.0**2 - INNER**2) - math.sqrt(50.0**2 - OUTER**2)
    side = np.array(math.pi / 2)
    apart = rise(SaddleEnd(50.0), OUTER, side) - rise(SaddleEnd(50.0), INNER, side)
    assert float(apart) == pytest.approx(gap, rel=1e-12)


def test_a_start_is_the_mirror_image_of_an_end() -> None:
    """The same joint seen from the pipe's other end: phi runs the other way, v too."""
    start = end_edge(SaddleEnd(50.0, 60.0, 12.0), OUTER, INNER, 0.0, -1.0)
    end = end_edge(SaddleEnd(50.0, 60.0, 12.0), OUTER, INNER, 0.0, 1.0)
    assert start.value(PHI) == pytest.approx(-end.value(-PHI), abs=1e-9)


def test_tab_goes_on_with_the_curve() -> None:
    low, high = straight_edge(0.0), EDGES["mitre"]
    outline = wrap_contour(low, high, OUTER, 8.0)
    assert outline.bounds()[2] == pytest.approx(2 * math.pi * OUTER + 8.0, rel=1e-12)
    corner = next(v for v in outline.vertices if abs(v.x - outline.bounds()[2]) < 1e-9 and v.y > 1.0)
    assert corner.y == pytest.approx(float(high.value(np.array(8.0 / OUTER))), abs=1e-9)


@pytest.mark.parametrize(("saddle", "drawn"), [
    (Saddle(17.85, 49.4, 60.0, 12.0), None), (Saddle(17.85, 49.4), 50.0), (Saddle(50.0, 50.0), None),
    (Saddle(15.0, 46.25, 70.0, 8.0, 14.04), None), (Saddle(15.0, 46.25, 70.0, 8.0, 14.04), 45.6)])
def test_holes_are_their_curves(saddle: Saddle, drawn: float | None) -> None:
    hole = hole_contour(saddle, drawn)
    exact = np.stack(saddle.hole(PHI, drawn), axis=1)
    ring = shapely.LinearRing(hole.polyline(0.0005))
    assert max(shapely.distance(ring, shapely.points(exact))) < 0.0205
    assert hole.area == pytest.approx(shapely.Polygon(exact).area, rel=1e-4) and hole.area > 0
    if drawn is None:
        assert hole.area == pytest.approx(saddle.hole_area_mm2, rel=1e-4)
        assert hole.length == pytest.approx(saddle.edge_mm, rel=2e-4)


@pytest.mark.parametrize(("angle", "offset", "taper"),
                         [(60, 12, 0), (90, 0, 0), (120, -8, 0), (60, 0, 0), (70, 8, 14.0)])
def test_a_branch_through_the_wall_needs_both_holes(angle: float, offset: float, taper: float) -> None:
    pairs = [Saddle(19.25, r, angle, offset, taper) for r in (48.8, 50.0)]
    found = shapely.Polygon(hole_union(*pairs, 49.4).polyline(0.0005))
    both = shapely.union_all([shapely.Polygon(np.stack(p.hole(PHI, 49.4), axis=1)) for p in pairs])
    assert found.is_valid
    assert found.symmetric_difference(both).area < 0.01 * both.length
    assert shapely.hausdorff_distance(found.exterior, both.exterior) < 0.03


def test_a_pipe_through_a_cone_is_inside_its_hole() -> None:
    """Points of the branch within the wall, dropped square onto the mid surface, lie inside the hole (within 0.03
    mm).
    """
    pairs = [Saddle(19.25, r, 70.0, 8.0, 14.0) for r in (48.8, 50.0)]
    hole = shapely.Polygon(hole_union(*pairs, 49.4).polyline(0.0005)).buffer(0.03)
    for r in np.linspace(48.8, 50.0, 7):
        u, v = Saddle(19.25, float(r), 70.0, 8.0, 14.0).hole(PHI[::40], 49.4)
        assert all(shapely.contains(hole, shapely.points(np.stack([u, v], axis=1))))


def test_wedge_edges_are_the_pie() -> None:
    plan = PieBendPlan(50.8, 76.2, 90.0, 6, "pies")
    m = plan.template(25.4, 25.4)
    low, high = mitre_edge(m, 0.0, -1.0), mitre_edge(m, plan.centre_mm)
    assert shortest(low, high) == pytest.approx(plan.inner_mm, rel=1e-9)
    assert wrap_area(low, high, 25.4) == pytest.approx(3202.0466, abs=5e-5)        # facts/cad.md 6.1
    assert high.every(90.0)[1] == (90.0, pytest.approx(plan.centre_mm))


def test_volumes_by_another_integral() -> None:
    """Solid of revolution of nothing: the wall's section is summed ring by ring over a plain grid."""
    shape = CutTube(38.1, 35.7, 150.0, PlaneEnd(12.0, 70.0), R17, ((30.0, 60.0, 6.0),))
    n, m = 400, 720
    radii = (np.arange(n) + 0.5) / n * (OUTER - INNER) + INNER
    phi = (np.arange(m) + 0.5) / m * 2 * math.pi
    rings = [float(np.mean(150.0 + rise(R17, float(r), phi) + rise(shape.near, float(r), phi, -1.0))) for r in radii]
    volume = math.fsum(2 * math.pi * float(r) * h * (OUTER - INNER) / n for r, h in zip(radii, rings, strict=True))
    drilled = math.fsum(float(np.sum(np.sqrt(OUTER**2 - y**2) - np.sqrt(INNER**2 - y**2)) * 2 * math.sqrt(9.0 - y**2))
                        for y in (np.arange(4000) + 0.5) / 4000 * 6 - 3) * 6 / 4000
    assert drilled_volume(OUTER, INNER, 6.0) == pytest.approx(drilled, rel=1e-5)
    assert shape.volume_mm3 == pytest.approx(volume - drilled, rel=1e-6)


def test_recipes_of_plain_pipes() -> None:
    plain = CutTube(30.0, 27.0, 100.0)
    assert plain.volume_mm3 == pytest.approx(math.pi / 4 * (900 - 729) * 100, rel=1e-14)
    assert plain.box_mm == pytest.approx((-15, -15, 0, 15, 15, 100)) and plain.stock_mm() == (0.0, 100.0)
    assert isinstance(plain.far, SquareEnd)
    bent = MitredTube(((0.0, 0, 0), (0.0, 0, 100), (100.0, 0, 100)), 30.0, 27.0)
    assert bent.box_mm == pytest.approx((-15, -15, 0, 100, 15, 115))
    assert Edge(np.cos, lambda p: -np.sin(p)).range() == pytest.approx((-1.0, 1.0))
