"""Hole fields of baffles and pressure fields on their way between the design and the acoustic core."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import acoustics
from knalpot_cad.assemblies.gas import Casing, GasPlate, GasSpace, GasTube
from knalpot_cad.geometry.sections import Round
from knalpot_cad.parts.section_data import SectionData
from knalpot_cad.sound import core_silencer, hear_field, mid_plane

HOLES = tuple((12.0 * i, 12.0 * j, 2.5) for i in range(-3, 4) for j in range(-3, 4) if math.hypot(i, j) < 3.2)
TUBES = (GasTube("masuk", 0, 0, 13, 14, -50, 60, "port"), GasTube("keluar", 20, 20, 12, 13, 200, 350, end="port"))


def space(plate: GasPlate, tubes: tuple[GasTube, ...] = TUBES) -> GasSpace:
    return GasSpace((Casing.round(0, 300, 50, 50),), (plate,), tubes, (), "masuk", "keluar")


def test_many_equal_holes_are_one_field_of_their_share() -> None:
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES)), {}).plates
    assert not plate.holes and plate.field.hole == pytest.approx(5e-3) and plate.field.radius is None
    assert plate.field.porosity == pytest.approx(len(HOLES) * 2.5**2 / 50**2)
    through = replace(TUBES[1], z0=100)
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES), (TUBES[0], through)), {}).plates
    assert plate.field.porosity == pytest.approx(len(HOLES) * 2.5**2 / (50**2 - 13**2))


def test_a_circle_of_holes_is_kept_where_it_lies_in_the_body() -> None:
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES, (5.0, -3.0, 40.0))), {}).plates
    assert (plate.field.x, plate.field.y, plate.field.radius) == pytest.approx((5e-3, -3e-3, 0.04))
    assert plate.field.porosity == pytest.approx(len(HOLES) * 2.5**2 / 40**2)
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES, (5.0, -3.0, 48.0))), {}).plates
    assert plate.field.radius is None


@pytest.mark.parametrize(("holes", "tubes"), [
    (HOLES[:8], TUBES), ((*HOLES, (0.0, 44.0, 3.0)), TUBES), (HOLES, (replace(TUBES[0], z1=150), TUBES[1]))],
    ids=["few", "unlike", "tube against the plate"])
def test_else_holes_are_heard_one_by_one(holes: tuple[tuple[float, float, float], ...],
                                         tubes: tuple[GasTube, ...]) -> None:
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, holes), tubes), {}).plates
    assert plate.field is None and len(plate.holes) == len(holes)


def test_the_plane_is_the_one_of_most_tubes() -> None:
    assert mid_plane(space(GasPlate("sekat", 150, 151, HOLES))) == pytest.approx(45)
    row = tuple(replace(TUBES[0], name=f"t{i}", x=x, y=0.0) for i, x in enumerate((-30.0, 0.0, 30.0)))
    assert mid_plane(space(GasPlate("sekat", 150, 151), row)) == 0


def test_a_field_has_levels_metal_and_extent_in_mm() -> None:
    gas = (space(GasPlate("sekat", 150, 151, HOLES)),)
    one, two = hear_field(gas, 300.0, {}, (200.0, 900.0), model="uniform")
    assert (one.frequency_hz, two.frequency_hz, one.silencer, one.model) == (200.0, 900.0, 1, "uniform")
    assert one.extent_mm == pytest.approx((-50, 350, -50 * 2**0.5, 50 * 2**0.5), abs=1e-6)
    kinds = {kind for kind, _ in one.metal}
    assert kinds == {"casing", "end", "tube", "holes"}
    rows, columns = one.level_db.shape
    assert np.isfinite(one.level_db[rows // 2, 0]) and np.isnan(one.level_db[2, columns // 2])
    z = [p[0] for kind, points in one.metal if kind == "holes" for p in points]
    assert min(z) == pytest.approx(150) and max(z) == pytest.approx(151)


def test_a_drain_stands_beside_a_field_or_makes_its_circle_the_whole_plate() -> None:
    drain = (0.0, -45.0, 2.0)
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES, (0.0, 0.0, 40.0), (drain,))), {}).plates
    assert [(h.x, h.y, h.radius) for h in plate.holes] == [pytest.approx((0, -0.045, 0.002))]
    assert plate.field.radius == pytest.approx(0.04)
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, HOLES, (0.0, 0.0, 40.0), ((0.0, -40.0, 2.0),))), {}).plates
    assert plate.field.radius is None and len(plate.holes) == 1
    assert plate.field.porosity == pytest.approx(len(HOLES) * 2.5**2 / (50**2 - 2**2))
    plate, = core_silencer(space(GasPlate("sekat", 150, 151, (), None, (drain,))), {}).plates
    assert len(plate.holes) == 1 and plate.field is None


def test_an_ellipse_between_transitions_is_heard_with_modes() -> None:
    """Shell and cones as polygons of equal normals: ellipses a hair from polygons could not be meshed."""
    ellipse = SectionData.model_validate({"ellipse": {"width_mm": 130, "height_mm": 90}})
    inside = ellipse.inside(1.0)
    casing = (Casing(-60, 0, Round(37.0), inside), Casing(0, 200, inside, inside, ellipse.section()),
              Casing(200, 240, inside, Round(37.0)))
    tubes = (GasTube("masuk", 0, 0, 16, 17.5, -60, 60, "port"), GasTube("keluar", 0, 5, 12, 13, 120, 260, end="port"))
    core = core_silencer(GasSpace(casing, (), tubes, (), "masuk", "keluar"), {})
    assert core.body[0].end == core.body[1].start == core.body[1].end == core.body[2].start
    assert core.body[1].start.area == pytest.approx(inside.area * 1e-6, rel=0.005)
    f = np.array([100.0, 900.0, 2200.0])
    modes, plane = (acoustics.two_port(core, acoustics.Gas.exhaust(600.0), f, m).transmission_loss()
                    for m in ("modes", "plane"))
    assert modes[:2] == pytest.approx(plane[:2], abs=0.3) and np.isfinite(modes).all()
