"""How far recipes reach: against boxes known in closed form and against many points on the surface."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knalpot_cad.checks.extent import extents, reach
from knalpot_cad.geometry.frame import Frame, Vec, dot
from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, FlangedDisc, Placed, Plate, Shape, Tube

ROUTE = Route((Bend(20, 0, 75), Bend(30, 90, 160), Bend(0, -45, 30)), 25, 43)
SHAPES = {
    "tube": Tube(28.6, 26.2, 345),
    "cone": ConeShell(31.2, 100, 1.2, 45),
    "disc": FlangedDisc(97.7, 8, 1, 1),
    "disc_down": FlangedDisc(97.7, 8, 3, 1, up=False),
    "disc_flat": FlangedDisc(97.7, 1, 0, 1),
    "plate": Plate(Contour((Vertex(0, 0, 0.5), Vertex(60, 0), Vertex(60, 40, -0.25), Vertex(0, 40, 1))), (), 8),
    "round": Plate(Circle(3, 4, 20), (), 8),
    "pipe": BentTube(ROUTE, 28.6, 26.2),
    "strip": BentStrip((34.0, 29.0), (90.0,), 3, 3, 30),
}
unit = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: math.hypot(*v) > 0.1).map(
    lambda v: tuple(c / math.hypot(*v) for c in v))


def ring(radius: float, z: float, n: int = 360) -> Iterator[Vec]:
    return ((radius * math.cos(i * math.tau / n), radius * math.sin(i * math.tau / n), z) for i in range(n))


def points(shape: Shape) -> list[Vec]:
    """Points on the outside of a recipe, dense enough for 0.02 mm."""
    if isinstance(shape, Tube):
        return [*ring(shape.outer_mm / 2, 0), *ring(shape.outer_mm / 2, shape.length_mm)]
    if isinstance(shape, ConeShell):
        return [*ring(shape.outer0_mm / 2, 0), *ring(shape.outer1_mm / 2, shape.length_mm)]
    if isinstance(shape, Plate):
        return [(x, y, z) for x, y in shape.outline.polyline(1e-3) for z in (0.0, shape.thickness_mm)]
    if isinstance(shape, FlangedDisc):
        return _disc(shape)
    if isinstance(shape, BentTube):
        return [f.point(p) for f in _along(shape.route) for p in ring(shape.outer_mm / 2, 0, 180)]
    return [(x, y, z) for x, z in shape.profile(180) for y in (-shape.width_mm / 2, shape.width_mm / 2)]


def _disc(s: FlangedDisc) -> list[Vec]:
    ro, c, t = s.od_mm / 2, s.inside_radius_mm + s.thickness_mm, s.thickness_mm
    if s.height_mm <= t:
        return [*ring(ro, 0), *ring(ro, t)]
    out = [p for i in range(91) for a in (math.radians(i),)
           for p in ring(ro - c + c * math.sin(a), c - c * math.cos(a), 180)]
    out += [*ring(ro, s.height_mm), *ring(ro - t, s.height_mm)]
    return out if s.up else [(x, y, t - z) for x, y, z in out]


def _along(route: Route) -> Iterator[Frame]:
    for piece in route.pieces():
        n = 120 if piece.angle_deg else 1
        for i in range(n + 1):
            yield type(piece)(piece.frame, piece.length_mm * i / n, piece.clr_mm, piece.angle_deg * i / n).end()


@pytest.mark.parametrize("name", SHAPES)
@given(d=unit)
def test_reach_is_the_farthest_point(name: str, d: Vec) -> None:
    far = max(dot(p, d) for p in POINTS[name])
    assert far - 1e-9 <= reach(SHAPES[name], d) <= far + 0.03


POINTS = {name: points(shape) for name, shape in SHAPES.items()}


def test_extents_of_placed_parts_in_a_turned_frame() -> None:
    plate = Plate(rectangle(0, 0, 10, 20), (), 2)
    placed = Placed("p", plate, Frame((5, 0, 0)).turned(90), "", "spcc", (0, 0, 0), 7850)
    assert extents([placed], Frame()) == (pytest.approx((-15, 5)), pytest.approx((0, 10)), pytest.approx((0, 2)))
    assert extents([placed], placed.frame)[0] == pytest.approx((0, 10))
