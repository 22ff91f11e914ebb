"""Perforations: published counts and angles, and the patterns looked at hole by hole instead of by formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from shapely import Polygon, STRtree

from knalpot_cad.geometry.perforation import (
    ROOT3,
    Opening,
    Pattern,
    Spiral,
    nearest,
    on_blank,
    round_tube,
    runs,
    square_area,
    square_pitch,
    staggered_area,
    staggered_pitch,
    throat_area,
)

HOLE = Opening(4.0, 4.0)
SLOTS = (Opening(3.0, 12.0, "u"), Opening(3.0, 12.0, "v"))


def test_r23_staggered_blank() -> None:
    found = on_blank(306.3, 120.0, HOLE, 6.0, 3 * ROOT3, "rows", 8.0, 5.0, 5.0)
    rows: dict[float, int] = {}
    for _, v in found.centres:
        rows[round(v, 6)] = rows.get(round(v, 6), 0) + 1
    assert list(rows.values()) == [48] * 21
    assert found.open_area == pytest.approx(0.3446213293, abs=5e-11)
    assert found.web_mm == pytest.approx(2.0)


def test_r23_spiral() -> None:
    s = Spiral(48.0, 60.0, 300.0)
    assert (math.degrees(s.angle), s.lead_mm, s.strip_mm) == pytest.approx(
        (23.44617327546, 65.39978021038, 753.9822368616), rel=1e-12)
    assert s.outline().area == pytest.approx(s.girth_mm * 300.0, rel=1e-12)


def test_a_floor_does_not_lose_the_last_hole() -> None:
    assert runs(0.1 * 3 * 47, 0.3, False)[0] == 48       # 14.100000000000001 / 0.3
    assert runs(281.99999999999994, 6.0, True) == (48, 47)
    assert runs(-0.1, 6.0, True) == (0, 0)


def grid_share(cell: float, row: float, shift: float, radius: float) -> float:
    """Open share of a unit cell by counting points, shift of the next row in parts of the pitch."""
    n = 1000
    x, y = np.meshgrid((np.arange(n) + 0.5) / n * cell, (np.arange(n) + 0.5) / n * 2 * row)
    open_ = np.zeros_like(x, dtype=bool)
    for j in range(-1, 4):
        for i in range(-2, 4):
            open_ |= np.hypot(x - (i + shift * (j % 2)) * cell, y - j * row) < radius
    return float(open_.mean())


def test_open_area_of_a_cell_by_counting_points() -> None:
    assert staggered_area(4.0, 6.0) == pytest.approx(grid_share(6.0, 3 * ROOT3, 0.5, 2.0), abs=1e-4)
    assert staggered_area(4.0, 6.0) == pytest.approx(0.9069 * (4 / 6) ** 2, abs=5e-5)      # the trade's formula
    assert square_area(4.0, 6.0) == pytest.approx(grid_share(6.0, 6.0, 0.0, 2.0), abs=1e-4)
    assert staggered_area(4.0, staggered_pitch(4.0, 0.3)) == pytest.approx(0.3, rel=1e-12)
    assert square_area(4.0, square_pitch(4.0, 0.3)) == pytest.approx(0.3, rel=1e-12)


def test_a_long_pattern_tends_to_the_cell() -> None:
    big = on_blank(4000.0, 4000.0, HOLE, 6.0, 3 * ROOT3, "rows", 0.0, 0.0, 0.0)
    assert big.open_area == pytest.approx(staggered_area(4.0, 6.0), rel=3e-3)


@pytest.mark.parametrize("form", ["segment", "bridge", "half_ellipse"])
def test_throat_of_a_louvre_by_integration(form: Any) -> None:
    chord, rise = 12.0, 2.5
    x = np.linspace(-chord / 2, chord / 2, 400_001)
    radius = (chord**2 / 4 + rise**2) / (2 * rise)
    height = {"segment": np.sqrt(radius**2 - x**2) - (radius - rise), "bridge": np.full_like(x, rise),
              "half_ellipse": rise * np.sqrt(np.maximum(0.0, 1 - (2 * x / chord) ** 2))}[form]
    assert throat_area(form, chord, rise) == pytest.approx(float(np.trapezoid(height, x)), rel=1e-6)


def polygons(found: Pattern, tolerance: float = 0.002) -> list[Polygon]:
    return [Polygon(found.opening.at(u, v).polyline(tolerance)) for u, v in found.centres]


def least_gap(shapes: list[Polygon]) -> float:
    tree = STRtree(shapes)
    i, j = tree.query(shapes, predicate="dwithin", distance=30.0)
    return min(shapes[a].distance(shapes[b]) for a, b in zip(i, j, strict=True) if a < b)


@pytest.mark.parametrize("opening", [HOLE, *SLOTS], ids=["round", "around", "along"])
@pytest.mark.parametrize("stagger", ["rows", "columns", "none"])
def test_web_and_margins_are_those_of_the_drawn_outlines(opening: Opening, stagger: Any) -> None:
    eu, ev = opening.extent
    found = on_blank(200.0, 150.0, opening, eu + 3.0, ev + 2.5, stagger, 7.0, 12.0, 9.0)
    shapes = polygons(found)
    assert found.count > 20 and least_gap(shapes) == pytest.approx(found.web_mm, abs=0.01)
    x0, y0, x1, y1 = (f(s.bounds[i] for s in shapes) for i, f in enumerate((min, min, max, max)))
    assert x0 >= 7.0 - 1e-3 and x1 <= 193.0 + 1e-3 and y0 >= 12.0 - 1e-3 and y1 <= 141.0 + 1e-3
    assert x0 - 7.0 == pytest.approx(193.0 - x1, abs=2e-3) and y0 - 12.0 == pytest.approx(141.0 - y1, abs=2e-3)
    assert sum(s.area for s in shapes) / (200.0 * 150.0) == pytest.approx(found.open_area, rel=2e-3)


@pytest.mark.parametrize("opening", [HOLE, *SLOTS], ids=["round", "around", "along"])
@pytest.mark.parametrize("stagger", ["rows", "columns", "none"])
def test_rows_close_round_a_tube(opening: Opening, stagger: Any) -> None:
    """The web holds over the joint too: the drawing repeated beside itself has the same least gap."""
    from shapely.affinity import translate
    eu, ev = opening.extent
    found = round_tube(161.0, 120.0, opening, eu + 3.0, ev + 3.0, stagger, 5.0, 5.0)
    k = found.girth_mm / found.pitch_u_mm
    assert k == pytest.approx(round(k), rel=1e-12)
    shapes = polygons(found)
    beside = [translate(s, 161.0) for s in shapes]
    assert least_gap([*shapes, *beside]) == pytest.approx(found.web_mm, abs=0.01)


def test_a_seam_through_the_pattern_drops_what_is_near() -> None:
    whole = round_tube(161.0, 120.0, HOLE, 6.0, 3 * ROOT3, "rows", 5.0, 5.0)
    part = round_tube(161.0, 120.0, HOLE, 6.0, 3 * ROOT3, "rows", 5.0, 5.0, seam_mm=6.0)
    kept = {c for c in whole.centres if 8.0 <= c[0] <= 153.0}
    assert set(part.centres) == kept and 0 < part.count < whole.count


def test_an_asked_area_is_met_as_near_as_counts_allow() -> None:
    def lay(bridge: float) -> Pattern:
        return on_blank(157.0, 150.0, HOLE, 4 + bridge, (4 + bridge) * ROOT3 / 2, "rows", 5.0, 10.0, 10.0)
    for asked in (0.1, 0.2, 0.3):
        found = nearest(lay, asked, 4.0, 1.0)
        assert found is not None and found.open_area == pytest.approx(asked, rel=0.05)
        others = [lay(b).open_area for b in np.linspace(1.0, 12.0, 400)]
        assert abs(found.open_area - asked) <= min(abs(o - asked) for o in others) + 1e-3
    assert nearest(lay, 0.8, 4.0, 1.0) is None


def test_the_strip_closes_to_a_tube() -> None:
    """Both effective edges meet: the point at y = w lies where y = 0 lies one lead further."""
    s = Spiral(48.0, 60.0, 300.0, lap_mm=6.0)
    step = s.width_mm / math.tan(s.angle)
    for x in (100.0, 333.0):
        assert s.on_tube(x, s.width_mm) == pytest.approx(s.on_tube(x + step, 0.0), rel=1e-12)
    for corner in (0.0, s.strip_mm):
        assert s.on_tube(corner, 0.0)[1] == pytest.approx(0.0 if corner == 0 else 300.0, abs=1e-9)


def test_holes_of_a_wound_strip_stand_apart_on_the_tube() -> None:
    s = Spiral(48.0, 60.0, 300.0, lap_mm=6.0)
    centres = s.holes(HOLE, 7.0, 3.5 * ROOT3, "rows", 3.0, 10.0, 12.0)
    assert len(centres) > 200
    for x, y in centres:
        assert -3.0 + 9.0 + 2.0 - 1e-6 <= y <= 63.0 - 9.0 - 2.0 + 1e-6          # lap + margin from the bought edges
        assert 12.0 - 1e-6 <= s.on_tube(x, y)[1] <= 300.0 - 14.0 + 1e-6
    tube = np.array([s.on_tube(x, y) for x, y in centres])
    both = np.concatenate([tube, np.add(tube, (s.girth_mm, 0.0))])
    gaps = np.hypot(*(both[:, None] - both).transpose(2, 0, 1)) + np.eye(len(both)) * 99
    assert gaps.min() == pytest.approx(7.0, abs=1e-6)
