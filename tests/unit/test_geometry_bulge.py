"""Beads and swages as walls: volume against a walked profile and a torus, faces a thickness apart, straight walls."""

from __future__ import annotations

import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knalpot_cad.geometry.bulge import Bulge, deepest, face, level, moment, straights, wall
from knalpot_cad.geometry.plane import Contour, Vertex
from knalpot_cad.geometry.sections import Ellipse, Round
from knalpot_cad.geometry.shape import Tube
from knalpot_cad.geometry.swept import SectionShell

LENGTH = 200.0


@st.composite
def bulged(draw: st.DrawFn) -> tuple[float, tuple[Bulge, ...]]:
    """A wall and up to three beads or swages clear of one another."""
    t = draw(st.floats(0.6, 2.0))
    out = []
    for at in (40.0, 100.0, 165.0)[:draw(st.integers(1, 3))]:
        kind: Literal["bead", "swage"] = draw(st.sampled_from(("bead", "swage")))
        width = draw(st.floats(5 * t, 40.0))
        share, sign = draw(st.floats(0.02, 0.98)), draw(st.sampled_from((-1, 1)))
        out.append(Bulge(kind, at, width, sign * min(5.0, share * deepest(kind, width, t))))
    return t, tuple(out)


def area_and_moment(profile: Contour) -> tuple[float, float]:
    """Of the polygon through 0.01 um fine points: shoelace, and its moment about x = 0."""
    points = profile.polyline(1e-7)
    rows = [(a[0] * b[1] - b[0] * a[1], a[0] + b[0]) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
    return math.fsum(c for c, _ in rows) / 2, math.fsum(c * s for c, s in rows) / 6


@given(bulged())
def test_area_and_moment_are_those_of_a_fine_polygon(found: tuple[float, tuple[Bulge, ...]]) -> None:
    t, bulges = found
    profile = wall(bulges, LENGTH, t).moved(20.0, 0.0)
    area, first = area_and_moment(profile)
    assert profile.area == pytest.approx(area, rel=1e-6)
    assert moment(profile) == pytest.approx(first, rel=1e-6)
    assert Tube(40 + 2 * t, 40, LENGTH, (), bulges).volume_mm3 == pytest.approx(2 * math.pi * first, rel=1e-6)


@given(bulged())
def test_the_faces_are_a_thickness_apart_where_the_wall_is_smooth(found: tuple[float, tuple[Bulge, ...]]) -> None:
    """From the middle fibre half a thickness to either face: no point of a face is nearer to it, none farther away but
    at the corners of beads, where the outer face is cut off and the inner one drawn on.
    """
    import shapely

    t, bulges = found
    middle = shapely.LineString(Contour(tuple(face(bulges, LENGTH, 0.0)), closed=False).polyline(1e-5))
    for offset in (t / 2, -t / 2):
        chain = Contour(tuple(face(bulges, LENGTH, offset)), closed=False).polyline(1e-3)
        gaps = [middle.distance(shapely.Point(p)) for p in chain]
        assert min(gaps) > t / 2 - 1e-4
        if all(b.kind == "swage" for b in bulges):
            assert max(gaps) < t / 2 + 1e-4


@given(bulged())
def test_the_profile_does_not_cross_itself(found: tuple[float, tuple[Bulge, ...]]) -> None:
    import shapely

    t, bulges = found
    assert shapely.Polygon(wall(bulges, LENGTH, t).polyline(1e-3)).is_valid


def test_half_a_torus_of_no_thickness() -> None:
    """A bead as high as half its width is a half circle: between two of them lies half a torus ring (Pappus)."""
    r, d, rise = 30.0, 6.0, deepest("bead", 12.0, 0.01)
    tube = Tube(2 * r + 0.005, 2 * r - 0.005, 50.0, (), (Bulge("bead", 25.0, 2 * d, rise),))
    arc = 2 * math.pi * (r * math.pi * d + 2 * d * d) * 0.005
    assert tube.volume_mm3 == pytest.approx(2 * math.pi * r * (50 - 2 * d) * 0.005 + arc, rel=2e-3)


def test_beyond_a_swage_the_wall_lies_farther_out_to_the_nearer_end() -> None:
    bulges = (Bulge("swage", 20.0, 10.0, -2.0), Bulge("bead", 60.0, 8.0, 1.0), Bulge("swage", 170.0, 10.0, 3.0),
              Bulge("swage", 190.0, 6.0, 1.0))
    assert [level(bulges, LENGTH, z) for z in (0.0, 60.0, 180.0, 200.0)] == [-2.0, 0.0, 3.0, 4.0]
    assert straights(bulges, LENGTH) == [(0.0, 15.0, -2.0), (25.0, 56.0, 0.0), (64.0, 165.0, 0.0), (175.0, 187.0, 3.0),
                                         (193.0, 200.0, 4.0)]
    chain = face(bulges, LENGTH, 0.5)
    assert (chain[0].x, chain[-1].x, chain[-1].y) == pytest.approx((-1.5, 4.5, LENGTH))
    assert Tube(42, 40, LENGTH, (), bulges).box_mm == pytest.approx((-25, -25, 0, 25, 25, LENGTH))


def test_a_round_section_is_a_tube() -> None:
    """The sweep's volume (perimeter and Steiner) and the turned one's (Pappus) are two formulas."""
    bulges = (Bulge("bead", 40.0, 12.0, 3.0), Bulge("swage", 170.0, 10.0, -2.0))
    turned, swept = Tube(100, 98, LENGTH, (), bulges), SectionShell(Round(98.0), 1.0, LENGTH, bulges)
    assert swept.volume_mm3 == pytest.approx(turned.volume_mm3, rel=1e-12)
    assert swept.box_mm == pytest.approx(turned.box_mm)
    for d in ((1.0, 0.0, 0.0), (0.6, 0.0, 0.8), (0.0, 0.0, -1.0)):
        assert swept.reach(d) == pytest.approx(turned.reach(d), abs=2e-4)


def test_without_bulges_everything_is_as_before() -> None:
    shell = SectionShell(Ellipse(120.0, 80.0), 1.0, LENGTH)
    assert shell.profile() == Contour((Vertex(1, 0), Vertex(1, LENGTH), Vertex(0, LENGTH), Vertex(0, 0)))
    assert wall((), LENGTH, 1.0).area == LENGTH
