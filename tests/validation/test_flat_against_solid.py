"""Flat patterns against the solid kernel: areas and edge lengths of faces that OCC made from the recipe."""

import math

import pytest

from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.bracket import Bracket
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.shell import Shell


def made(kind, **data):
    part = kind.model_validate({"name": "p", "material": "spcc", **data}, context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    return part, part.make(Shop())


def faces(shape, surface):
    from knalpot_cad.solids.bake import bake
    return [f for f in bake(shape).Faces() if f.geomType() == surface]


@pytest.mark.parametrize(("od", "t", "length"), [(100, 1.0, 360), (85, 0.8, 220), (115, 2.0, 300)])
def test_shell_blank_is_the_mid_surface(od, t, length):
    part, m = made(Shell, od_mm=od, thickness_mm=t, length_mm=length)
    sides = faces(m.shape, "CYLINDER")
    assert m.sheets[0].area_mm2 == pytest.approx(sum(f.Area() for f in sides) / 2, rel=1e-9)
    rims = sorted({round(e.Length(), 9) for f in sides for e in f.Edges() if e.geomType() == "CIRCLE"})
    assert part.developed_mm == pytest.approx(sum(rims) / 2, rel=1e-9)


@pytest.mark.parametrize(("d0", "d1", "h", "t"), [(31, 100, 45, 1.0), (110, 50.8, 90, 1.2), (60, 62, 200, 0.8)])
def test_cone_blank_is_the_mid_surface(d0, d1, h, t):
    part, m = made(Cone, start_od_mm=d0, end_od_mm=d1, length_mm=h, thickness_mm=t)
    sides = faces(m.shape, "CONE")
    assert m.sheets[0].area_mm2 == pytest.approx(sum(f.Area() for f in sides) / 2, rel=1e-9)
    big, small, theta = part.sector()
    rims = sorted({round(e.Length(), 9) for f in sides for e in f.Edges() if e.geomType() == "CIRCLE"})
    assert small * theta == pytest.approx(sum(rims[:2]) / 2, rel=1e-9)
    lengths = m.sheets[0].outline.edge_lengths()
    assert lengths[1] == pytest.approx(lengths[3]) == pytest.approx(big - small)     # both seam edges
    assert lengths[0] == pytest.approx(big * theta)


def test_flange_and_baffle_faces_have_the_sheet_area():
    _, m = made(Flange, thickness_mm=8, bore_mm=26.2, bolt_spacing_mm=58, bolt_hole_mm=8.5)
    planes = sorted(f.Area() for f in faces(m.shape, "PLANE"))
    assert planes[-1] == pytest.approx(m.sheets[0].area_mm2, rel=1e-9)
    _, m = made(Baffle, od_mm=97.7, flange_mm=0, holes=[{"name": "a", "diameter_mm": 28.9}],
                field={"hole_mm": 4, "pitch_mm": 8})
    planes = sorted(f.Area() for f in faces(m.shape, "PLANE"))
    assert planes[-1] == pytest.approx(m.sheets[0].area_mm2, rel=1e-9)


def test_flanged_blanks_keep_meridian_or_area():
    part, m = made(Baffle, od_mm=97.7, flange_mm=8, k_factor=0.5)
    r, t = 1.0, 1.0
    meridian = part.od_mm / 2 - t - r + math.pi / 2 * (r + t / 2) + 8 - t - r
    assert part.blank_mm / 2 == pytest.approx(meridian)
    part, m = made(Baffle, od_mm=97.7, flange_mm=8, blank="drawn")
    solid_mid = m.shape.volume_mm3 / 1.0
    assert math.pi * (part.blank_mm / 2) ** 2 == pytest.approx(solid_mid, rel=1e-4)


def test_bracket_blank_at_k_half_is_volume_over_section():
    _, m = made(Bracket, legs_mm=[40, 60, 25], bends_deg=[90, -45], bend_radius_mm=2, thickness_mm=2, k_factor=0.5,
                   holes=[])
    assert m.sheets[0].area_mm2 * 2 == pytest.approx(m.shape.volume_mm3, rel=1e-12)
