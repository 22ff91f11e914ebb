"""Collector pipes, eccentric cones and megaphones as the kernel makes them: the recipe's solid, nothing overlaps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from knalpot_cad.assemblies.collector import Collector
from knalpot_cad.geometry.cone_chain import ConeChain
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.merged_tube import MergedTube, MergeEnd, OutletEnd
from knalpot_cad.geometry.shape import Placed
from knalpot_cad.parts.eccentric_cone import EccentricCone, Walls
from knalpot_cad.parts.part import Shop, Stock

OD, WALL = 38.1, 1.5
R, INNER = OD / 2, OD / 2 - WALL


def widest(pipes: int) -> float:
    sine = math.sin(math.pi / pipes)
    return min(R / sine, INNER / sine + WALL)


SHAPES: dict[str, Any] = {
    "r20": MergedTube(42.4, 39.4, 150.0, None, MergeEnd(3, 12.0, (24.0, 22.5))),
    "r20 outlet": MergedTube(48.0, 45.0, 80.0, OutletEnd(3, 12.0, (21.2, 19.7)), None),
    "y": MergedTube(OD, OD - 2 * WALL, 150.0, None, MergeEnd(2, 12.0, (R, INNER), 30.0)),
    "y outlet": MergedTube(OD, OD - 2 * WALL, 90.0, OutletEnd(2, 12.0, (R, INNER), 30.0), None),
    "four": MergedTube(OD, OD - 2 * WALL, 220.0, None, MergeEnd(4, 10.0, (25.4, 23.9), 77.0)),
    "four, widest": MergedTube(OD, OD - 2 * WALL, 220.0, None, MergeEnd(4, 10.0, (widest(4), widest(4) - WALL))),
    "four, outlet": MergedTube(50.8, 47.8, 90.0, OutletEnd(4, 10.0, (R, INNER), 200.0), None),
    "wedges alone": MergedTube(OD, OD - 2 * WALL, 250.0, None, MergeEnd(4, 12.0, None)),
    "between": MergedTube(OD, OD - 2 * WALL, 300.0, OutletEnd(2, 12.0, (R, INNER), 90.0),
                          MergeEnd(2, 10.0, (R, INNER))),
    "megaphone": ConeChain(((0.0, 16.0), (180.0, 21.0), (300.0, 32.0), (360.0, 48.0), (440.0, 48.0), (560.0, 30.0),
                            (640.0, 12.0)), 1.0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_solid_is_its_recipe(name: str) -> None:
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check
    assert check(bake(SHAPES[name]), SHAPES[name]) == []


@pytest.mark.parametrize("of", ["mid", "outer"])
@pytest.mark.parametrize(("end", "offset"), [(40.0, 15.0), (40.0, -60.0), (100.0, 40.0)])
def test_an_eccentric_cone_is_its_recipe_and_its_walls_are_parallel(of: str, end: float, offset: float) -> None:
    """The kernel's mid surface (of a wall of no thickness) has the blank's area: volume over thickness in the limit."""
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check, volume
    part = EccentricCone.model_validate({
        "name": "c", "start_od_mm": 100.0, "end_od_mm": end, "length_mm": 60.0, "offset_mm": offset,
        "thickness_mm": 1.2, "of": of}, context={"names": {}})
    piece, walls = part.make(Shop()), Walls(part)
    assert check(bake(piece.shape), piece.shape) == []
    assert volume(bake(piece.shape)) / 1.2 == pytest.approx(walls.transition.area, rel=1e-8)


COLLECTORS: dict[str, dict[str, Any]] = {
    "2-1": {"pipes": 2, "half_angle_deg": 10.0, "length_mm": 160.0, "outlet": {"od_mm": OD, "length_mm": 60.0}},
    "3-1": {"pipes": 3, "half_angle_deg": 11.0, "length_mm": 160.0, "outlet": {"od_mm": 42.4, "length_mm": 40.0}},
    "4-1": {"pipes": 4, "half_angle_deg": 10.0, "length_mm": 200.0, "outlet": {"od_mm": 50.8, "length_mm": 40.0},
            "reducer": {"end_od_mm": 60.5, "length_mm": 50.0}},
    "4-2-1": {"pipes": 4, "half_angle_deg": 10.0, "length_mm": 160.0, "outlet": {"od_mm": OD, "length_mm": 60.0},
              "second": {"half_angle_deg": 9.0, "od_mm": OD, "length_mm": 300.0}},
}


def placed(name: str) -> list[Placed]:
    data = {"name": "kolektor", "od_mm": OD, "wall_mm": WALL, **COLLECTORS[name]}
    out = Collector.model_validate(data, context={"names": {}}).assemble(Stock(), Frame())
    assert out.faults == [] and [i.part.faults() for i in out.items] == [[] for _ in out.items]
    return [Placed(i.part.name, i.part.make(Shop()).shape, i.frame, i.group, "", (0, 0, 0), 7850.0) for i in out.items]


@pytest.mark.parametrize("name", COLLECTORS)
def test_parts_of_a_collector_touch_and_do_not_overlap(name: str) -> None:
    """Where they stand nothing is shared; a millimetre on, every pipe bites into what it runs into."""
    from knalpot_cad.solids.check import near_pairs, shared
    parts = placed(name)
    pairs = near_pairs(parts)
    assert [(a.name, b.name, much) for a, b in pairs if (much := shared(a, b)) > 1e-3] == []
    runs = {(a.name, b.name) for a, b in pairs if not same_kind(a, b) and isinstance(b.shape, MergedTube)
            and shared(replace(a, frame=a.frame.at(z=1.0)), b) > 10.0}
    pipes = [p.name for p in parts if "pipa" in p.name]
    assert {a for a, _ in runs} >= set(pipes)
    if name == "4-2-1":
        assert {(a[-1], b[-1]) for a, b in runs if "antara" in b} == {("1", "1"), ("2", "1"), ("3", "2"), ("4", "2")}


def same_kind(a: Placed, b: Placed) -> bool:
    return a.name.split("_")[1] == b.name.split("_")[1]


SLOW = pytest.mark.slow      # the kernel's boolean takes two to three seconds each time


@pytest.mark.parametrize("other", [1, pytest.param(3, marks=SLOW)], ids=["pipe", "outlet"])
@pytest.mark.parametrize("by", [pytest.param(0.0, marks=SLOW), pytest.param(1.0, marks=SLOW), 3.0])
def test_cells_count_what_the_kernel_finds(by: float, other: int) -> None:
    from knalpot_cad.geometry.merged_overlap import overlap_mm3
    from knalpot_cad.solids.check import common
    parts = placed("3-1")
    moved, met = replace(parts[0], frame=parts[0].frame.at(z=by)), parts[other]
    if not by:
        assert common(moved, met) < 0.01
        return
    assert isinstance(moved.shape, MergedTube) and isinstance(met.shape, MergedTube)
    cells = overlap_mm3(moved.shape, moved.frame, met.shape, met.frame)
    assert cells == pytest.approx(common(moved, met), rel=0.04)
