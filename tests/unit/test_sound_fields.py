"""Hole fields of baffles and pressure fields on their way between the design and the acoustic core."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from knalpot_cad.assemblies.gas import Casing, GasPlate, GasSpace, GasTube
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
