"""A transition whose end is given by its inside: the solid's mouth is that curve, its wall as thick everywhere."""

import math

import pytest

from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.transition import Transition
from knalpot_cad.solids.bake import bake
from knalpot_cad.solids.check import check, volume
from tests.unit.test_parts_sections import FORMS

T, BORE = 1.2, 25.7
SIZE = {"name": "a", "x_mm": 14.0, "y_mm": -6.0, "length_mm": 60.0, "thickness_mm": T}
FACES = {"front": {"start": {"round": {"od_mm": BORE}}, "start_of": "inner"},
         "back": {"end": {"round": {"od_mm": BORE}}, "end_of": "inner"}}


def wall(form, side, **changes):
    far = {"front": {"end": form}, "back": {"start": form}}[side]
    data = {**SIZE, **FACES[side], **far, **changes}
    return Transition.model_validate(data, context={"names": {}}).stocked(Stock())


def mouth_points(solid, z, most):
    """Points along the edges at that height that lie within a distance of the axis, about it."""
    from OCP.BRepAdaptor import BRepAdaptor_Curve
    out = []
    for edge in solid.edges():
        if all(abs(v.Z - z) < 1e-9 for v in edge.vertices()):
            curve = BRepAdaptor_Curve(edge.wrapped)
            a, b = curve.FirstParameter(), curve.LastParameter()
            out += [curve.Value(a + (b - a) * i / 24) for i in range(25)]
    return [(p.X(), p.Y()) for p in out if math.dist((p.X(), p.Y()), most[0]) < most[1]]


@pytest.mark.parametrize("side", FACES)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_mouth_of_the_solid_is_the_round_inside(form, side):
    part = wall(form, side)
    assert part.faults() == [] and part.error_mm == 0
    made = part.make(Shop())
    solid = bake(made.shape)
    assert check(solid, made.shape) == []
    z, centre = (0.0, (0.0, 0.0)) if side == "front" else (60.0, (14.0, -6.0))
    near = [math.dist(p, centre) for p in mouth_points(solid, z, (centre, BORE / 2 + 0.3))]
    assert len(near) >= 50 and near == pytest.approx([BORE / 2] * len(near), abs=1e-6)
    flat = part.wall().area * T
    assert volume(solid) == pytest.approx(flat, rel=1e-7)


@pytest.mark.parametrize("form", [FORMS["ellipse"], FORMS["stadium"], FORMS["tri_oval"]], ids=["ellipse", "stadium",
                                                                                              "tri_oval"])
def test_the_kernel_measures_the_walls_thickness_everywhere(form):
    """From points amid the outside to the inside, square through the metal."""
    import cadquery as cq

    from knalpot_cad.solids.ruled import Ring
    part = wall(form, "back")
    shape = part.shape()
    faces = Ring(shape.low_inside, shape.high_inside, 60.0, False).faces
    both = cq.Compound.makeCompound([cq.Face(f) for f in faces])
    low, high = part.outside()
    for i in range(12):
        psi = 0.2 + i * math.tau / 12
        (ax, ay), (bx, by) = low.point(psi), high.point(psi)
        spot = cq.Vertex.makeVertex((ax + bx) / 2, (ay + by) / 2, 30.0)
        assert spot.distance(both) == pytest.approx(T, abs=1e-5)


def test_a_circle_about_the_axis_is_the_right_cone():
    """Outside at the mouth from the right triangle of the wall, found by trying, as the cone part has it."""
    part = wall({"round": {"od_mm": 110.0}}, "back", x_mm=0.0, y_mm=0.0)
    radial = T
    for _ in range(60):
        radial = T * math.hypot(60.0, 55.0 - BORE / 2 - radial) / 60.0
    _, high = part.outside()
    assert high.perimeter == pytest.approx(math.tau * (BORE / 2 + radial), rel=1e-12)


def test_both_ends_by_their_inside_and_a_wall_thicker_than_it_is_high():
    oval = FORMS["ellipse"]
    part = wall(oval, "back", start_of="inner")
    assert part.faults() == []
    given, inside = part.given(), part.inside()
    for i in range(40):
        psi = i * math.tau / 40
        assert inside.low.support(psi)[0] == given[0].support(psi)[0]
        assert part.outside()[0].support(psi)[0] > given[0].support(psi)[0] + T
    assert check(bake(part.shape()), part.shape()) == []
    assert [c for c, _ in wall(oval, "back", length_mm=2.0).faults()] == ["out-of-range"]
