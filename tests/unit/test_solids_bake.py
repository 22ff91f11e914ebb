"""Every recipe becomes one valid solid of its closed-form volume and box; the check sees what is wrong."""

import math
import time
from dataclasses import replace

import pytest

from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentStrip, BentTube, ConeShell, FlangedDisc, Plate, Tube
from knalpot_cad.solids.bake import bake
from knalpot_cad.solids.check import check, volume


def rows(around, count, diameter, pitch, first=12.0):
    """Staggered rows of holes: angle [deg], z [mm], diameter [mm]."""
    return tuple((360 / around * (i + 0.5 * (j % 2) + 0.25), first + j * pitch, diameter)
                 for j in range(count) for i in range(around))


STADIUM = Contour((Vertex(-40, -10), Vertex(40, -10, 1.0), Vertex(40, 10), Vertex(-40, 10, 1.0)))
SLOT = Contour(tuple(Vertex(0.2 * v.x - 20, 0.2 * v.y, v.bulge) for v in STADIUM.vertices))
LENS = Contour((Vertex(-30, 0, 0.5), Vertex(30, 0, 0.4)))
HOLES = (Circle(0, 0, 14.3), Circle(26, 25, 5))
GRID = tuple(Circle(5.0 * i, 5.0 * j, 1.5) for i in range(-8, 9) for j in range(-8, 9) if math.hypot(i, j) < 8)
SHAPES = {
    "tube": Tube(100, 98, 360), "rod": Tube(50, 0, 10),
    "tube_aligned": Tube(35, 32.6, 60, tuple((45.0 * i, 10.0 + 10 * j, 4.0) for i in range(8) for j in range(5))),
    "tube_one": Tube(35, 32.6, 60, ((350.0, 30.0, 8.0),)),
    "tube_staggered": Tube(28.6, 26.2, 90, rows(14, 6, 4.0, 6.0)),
    "tube_thick": Tube(60, 40, 100, ((10, 50, 20), (190, 50, 20))),
    "cone": ConeShell(49.4, 98, 1.2, 45), "cone_down": ConeShell(98, 49.4, 1.2, 45),
    "cone_none": ConeShell(50, 50, 1, 20),
    "plate": Plate(Circle(0, 0, 50), GRID[::3], 1.2), "wool": Plate(Circle(0, 0, 49), HOLES, 105),
    "flange": Plate(STADIUM, (Circle(0, 0, 5), SLOT), 8),
    "flange_clockwise": Plate(STADIUM.reversed(), (SLOT.reversed(),), 8),
    "lens": Plate(LENS, (), 2), "rectangle": Plate(rectangle(-5, -10, 30, 20), (Circle(10, 5, 3),), 3),
    "disc": FlangedDisc(97.6, 8, 1, 1.2, HOLES), "disc_down": FlangedDisc(97.6, 8, 1, 1.2, HOLES, up=False),
    "disc_low": FlangedDisc(97.6, 2.2, 1, 1.2), "disc_sharp": FlangedDisc(97.6, 8, 0, 1.2, HOLES),
    "disc_holed": FlangedDisc(97.6, 8, 2, 1.5, GRID[::3]),
    "bent": BentTube(Route((Bend(60, 0, 75), Bend(110, 90, 40), Bend(55, -45, 30)), 80, 43), 28.6, 26.2),
    "straight": BentTube(Route((), 80, 0.0), 28.6, 26.2), "bar": BentTube(Route((Bend(20, 0, 90),), 20, 30), 10, 0),
    "u_and_back": BentTube(Route((Bend(0, 0, 180), Bend(0, 180, 180)), 0, 43), 28.6, 26.2),
    "strip": BentStrip((40, 60, 25), (90, -45), 2, 2, 30,
                       ((0, 20, 0, 8.5), (1, 30, 5, 6), (1, 15, -5, 6), (2, 15, 0, 8))),
    "strip_sharp": BentStrip((40, 30), (90,), 0, 3, 30),
    "strip_down": BentStrip((40, 30), (-90,), 3, 3, 30, ((1, 15, 0, 8.5),)),
    "strip_flat": BentStrip((40,), (), 3, 3, 30, ((0, 10, 2, 5),)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_is_its_recipe(name):
    shape = SHAPES[name]
    solid = bake(shape)
    assert check(solid, shape) == []
    assert solid.ShapeType() == "Solid"
    assert volume(solid) == pytest.approx(shape.volume_mm3, rel=1e-6)
    assert bake(shape) is solid


def test_faces_are_exact():
    """No spline where a plane, cylinder, cone or torus is meant."""
    kinds = {name: {f.geomType() for f in bake(SHAPES[name]).Faces()}
             for name in ("disc", "bent", "flange", "cone", "strip")}
    assert kinds == {"disc": {"PLANE", "CYLINDER", "TORUS"}, "bent": {"PLANE", "CYLINDER", "TORUS"},
                     "flange": {"PLANE", "CYLINDER"}, "cone": {"PLANE", "CONE"}, "strip": {"PLANE", "CYLINDER"}}


@pytest.mark.parametrize("name", ["tube_aligned", "tube_staggered", "tube_one"])
def test_holes_are_where_they_should_be(name):
    """Angle 0 along +x, counter-clockwise seen from +z: a point in the wall at each centre is air, between is metal."""
    from cadquery import Vector

    shape = SHAPES[name]
    solid, mid = bake(shape), (shape.outer_mm + shape.inner_mm) / 4

    def metal(angle, z):
        a = math.radians(angle)
        return solid.isInside(Vector(mid * math.cos(a), mid * math.sin(a), z))

    for angle, z, d in shape.holes[::17]:
        reach = math.degrees(d / 2 / mid)
        assert not metal(angle, z)
        for k in (0.97, 1.03):
            inside = k < 1
            assert metal(angle + k * reach, z) is not inside
            assert metal(angle - k * reach, z) is not inside
            assert metal(angle, z + k * d / 2) is not inside


def test_strip_hole_is_square_to_its_leg():
    from cadquery import Vector

    shape = BentStrip((40, 30), (90,), 3, 3, 30, ((1, 20, 5, 8),))
    solid = bake(shape)
    assert not solid.isInside(Vector(44.5, 5, 26))      # leg 2 rises at x 43 .. 46, its straight begins at z 6
    assert solid.isInside(Vector(44.5, -5, 26))
    assert solid.isInside(Vector(44.5, 9.2, 26))


def test_forty_holes_are_fast():
    shape = Tube(36, 33.6, 120, rows(10, 4, 4.0, 9.0))
    start = time.perf_counter()
    solid = bake(shape)
    assert time.perf_counter() - start < 2.0
    assert len(solid.Faces()) >= 44


def test_three_hundred_holes_in_a_disc_are_fast():
    places = [(4.0 * i, 4.0 * j) for i in range(-10, 11) for j in range(-10, 11) if math.hypot(i, j) < 10]
    holes = tuple(Circle(x, y, 1.0) for x, y in places)
    assert len(holes) > 300
    start = time.perf_counter()
    solid = bake(FlangedDisc(100, 8, 1, 1.2, holes))
    assert time.perf_counter() - start < 2.0
    assert len(solid.Faces()) == len(holes) + 7


def test_check_sees_what_is_wrong():
    from cadquery import Compound, Solid

    shape = SHAPES["disc"]
    solid = bake(shape)
    assert any("volume" in p for p in check(solid, replace(shape, thickness_mm=1.2001)))
    assert any("box z1" in p for p in check(solid, replace(shape, height_mm=8.1)))
    assert any("not positive" in p for p in check(Solid(solid.wrapped.Reversed()), shape))
    assert any("not one solid" in p for p in check(Compound.makeCompound([solid, solid.moved(x=200)]), shape))


def test_overlapping_holes_are_found():
    shape = Tube(35, 32.6, 60, ((0.0, 30.0, 4.0), (0.0, 32.0, 4.0)))
    assert check(bake(shape), shape) != []
