"""The perforated tube against measured figures and against the kernel's own booleans (facts/cad.md 5.3)."""

import math

import pytest

from knalpot_cad.geometry.shape import Tube
from knalpot_cad.solids.bake import bake
from knalpot_cad.solids.check import volume

AROUND, ALONG = 8, 25
HOLES = tuple((360 / AROUND * i, 30.0 + 10 * j, 4.0) for i in range(AROUND) for j in range(ALONG))


def test_two_hundred_holes():
    """35 x 1.2 x 300 with 200 holes of 4 mm: 35 210.97 mm3, each hole pi 2^2 1.2 = 15.0796 mm3."""
    assert volume(bake(Tube(35, 32.6, 300, HOLES))) == pytest.approx(35210.97, abs=0.01)


def test_against_radial_drilling():
    """A drill, round along its own axis, removes a little more than the rolled hole's pi a^2 t."""
    from cadquery import Solid, Vector
    from scipy.integrate import dblquad

    tube = Tube(35, 32.6, 40)
    drill = Solid.makeCylinder(2.0, 30.0, Vector(0, 0, 20), Vector(1, 0, 0))
    plain = tube.volume_mm3
    exact, _ = dblquad(lambda z, y: math.sqrt(17.5**2 - y * y) - math.sqrt(16.3**2 - y * y), -2, 2,
                       lambda y: -math.sqrt(4 - y * y), lambda y: math.sqrt(4 - y * y))
    rolled = plain - volume(bake(Tube(35, 32.6, 40, ((0.0, 20.0, 4.0),))))
    assert plain - volume(bake(tube).cut(drill)) == pytest.approx(exact, abs=1e-3)
    assert rolled == pytest.approx(math.pi * 4 * 1.2, abs=1e-4)
    assert rolled < exact - 0.02


def test_edge_of_a_hole_is_the_rolled_circle():
    """Outside it measures d along z and d R_o/R_m along the arc."""
    solid = bake(Tube(35, 32.6, 40, ((0.0, 20.0, 4.0),)))
    edge = max((e for e in solid.Edges() if e.geomType() == "BSPLINE"), key=lambda e: e.BoundingBox().xmax)
    box = edge.BoundingBox()
    assert box.zlen == pytest.approx(4.0, abs=1e-4)
    assert 2 * 17.5 * math.asin(box.ylen / 2 / 17.5) == pytest.approx(4.0 * 17.5 / 16.9, abs=1e-4)
