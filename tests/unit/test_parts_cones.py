"""Eccentric cones, megaphones and collector pipes against facts/sheets.md 12 and against ways that are not theirs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from knalpot_cad.geometry.develop_oblique import ObliqueCone, ObliqueCylinder
from knalpot_cad.geometry.merge import Merge
from knalpot_cad.geometry.merged_tube import MergedTube, MergeEnd, OutletEnd
from knalpot_cad.parts.collector_tube import CollectorTube
from knalpot_cad.parts.collector_tube_sheets import rims
from knalpot_cad.parts.eccentric_cone import EccentricCone, Walls
from knalpot_cad.parts.megaphone import Megaphone
from knalpot_cad.parts.part import Part, Shop, Stock
from knalpot_cad.parts.rows import Made


def part_of(kind: type[Part], **data: Any) -> Any:
    part = kind.model_validate({"name": "contoh", **data}, context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    return part


def dimensions(piece: Made, sheet: int = 0) -> dict[str, float]:
    return {d.name: d.value_mm for d in piece.sheets[sheet].dimensions}


# eccentric cone -----------------------------------------------------------------------------------------------------
MID = {"start_od_mm": 100.0, "end_od_mm": 40.0, "length_mm": 60.0, "offset_mm": 15.0, "thickness_mm": 1.2, "of": "mid"}


def test_r7_and_its_rulings() -> None:
    piece = part_of(EccentricCone, **MID).make(Shop())
    d = dimensions(piece)
    assert d["theta_deg"] == pytest.approx(156.2869185682, rel=1e-11)
    assert Walls(part_of(EccentricCone, **MID)).transition.area == pytest.approx(14899.60526179, rel=1e-11)
    assert piece.sheets[0].area_mm2 == pytest.approx(14899.60526179, rel=2e-6)
    assert (d["ruling 0"], d["ruling 180"]) == pytest.approx((61.84658438426, 75.0), rel=1e-11)
    assert (d["start edge"], d["end edge"]) == pytest.approx((100 * math.pi, 40 * math.pi), rel=1e-12)
    cone = ObliqueCone(50.0, 20.0, 60.0, 15.0)
    for deg in range(0, 360, 30):
        assert d[f"ruling {deg}"] == pytest.approx(cone.ruling(math.radians(deg)), rel=1e-11)
        flat = math.hypot(d[f"start u{deg}"] - d[f"end u{deg}"], d[f"start v{deg}"] - d[f"end v{deg}"])
        assert flat == pytest.approx(d[f"ruling {deg}"], rel=1e-9)


def test_r8_is_an_oblique_cylinder() -> None:
    part = part_of(EccentricCone, **{**MID, "start_od_mm": 60.0, "end_od_mm": 60.0, "length_mm": 50.0,
                                     "offset_mm": 20.0})
    d, area = dimensions(part.make(Shop())), Walls(part).transition.area
    assert area == pytest.approx(9791.153349195, rel=1e-11)
    assert area == pytest.approx(ObliqueCylinder(30.0, 50.0, 20.0).area_mm2, rel=1e-11)
    assert d["theta_deg"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("of", ["mid", "outer"])
@pytest.mark.parametrize("offset", [0.0, 15.0, -60.0])
def test_metal_is_thickness_times_mid_surface(of: str, offset: float) -> None:
    part = part_of(EccentricCone, **{**MID, "of": of, "offset_mm": offset})
    walls = Walls(part)
    assert walls.transition.area * 1.2 == pytest.approx(walls.recipe.volume_mm3, rel=1e-10)
    # what is cut are arcs within 0.002 mm of the true curve
    assert part.make(Shop()).sheets[0].area_mm2 == pytest.approx(walls.transition.area, rel=5e-6)


def test_outside_circles_are_outside() -> None:
    wall = Walls(part_of(EccentricCone, **{**MID, "of": "outer"})).recipe
    assert wall.box_mm == pytest.approx((-50.0, -50.0, 0.0, 50.0, 50.0, 60.0))
    assert ObliqueCone(50.0, 20.0, 60.0, 15.0).area_mm2 > Walls(part_of(EccentricCone, **{
        **MID, "of": "outer"})).transition.area


def test_the_seam_can_be_asked_for() -> None:
    d = dimensions(part_of(EccentricCone, **MID, seam={"kind": "butt", "at_deg": 90.0}).make(Shop()))
    assert d["seam_deg"] == pytest.approx(90.0) and d["theta_deg"] == pytest.approx(156.2869185682, rel=1e-10)
    assert d["ruling 0"] == pytest.approx(ObliqueCone(50.0, 20.0, 60.0, 15.0).ruling(math.pi / 2), rel=1e-11)


# megaphone ----------------------------------------------------------------------------------------------------------
R24 = [[0, 32], [180, 42], [300, 64], [360, 96], [440, 96], [560, 60], [640, 24]]


def test_r24() -> None:
    piece = part_of(Megaphone, stations=R24, thickness_mm=1.0, of="mid").make(Shop())
    assert sum(s.area_mm2 for s in piece.sheets) == pytest.approx(121283.3333863, rel=1e-12)
    assert len(piece.sheets) == 6 and {s.name for s in piece.sheets} == {f"contoh-{i}" for i in range(1, 7)}
    # two neighbours have one circumference at their joint
    arcs = [sorted(n for n, v in zip(s.outline.edge_lengths(), s.outline.vertices, strict=True) if v.bulge)
            for s in piece.sheets if s.kind == "megaphone" and len(s.outline.vertices) == 4]
    assert arcs[0][1] == pytest.approx(arcs[1][0], rel=1e-12)


def test_bores_are_inside() -> None:
    shape = part_of(Megaphone, stations=R24, thickness_mm=1.0).make(Shop()).shape
    inner = [r for r, z in shape.profile() if z == 180.0 and r < 21.5]
    assert inner == pytest.approx([21.0, 21.0], abs=0.02)


# collector pipes ----------------------------------------------------------------------------------------------------
def joined(**changes: Any) -> CollectorTube:
    return part_of(CollectorTube, **{"od_mm": 42.4, "wall_mm": 1.5, "length_mm": 150.0, "joins": {
        "pipes": 3, "half_angle_deg": 12.0, "outlet_od_mm": 48.0}, **changes})


def test_r20_on_the_template() -> None:
    d = dimensions(joined().make(Shop()))
    assert d["edge to outlet"] == pytest.approx(80.10188289326, rel=1e-11)
    assert d["edge to neighbours"] == pytest.approx(209.1157714756, rel=1e-11)
    assert d["merge edge"] == pytest.approx(80.10188289326 + 209.1157714756, rel=1e-11)
    assert d["crotch"] == pytest.approx(115.8162926089, rel=1e-11)
    assert d["phi_c_deg"] == pytest.approx(78.6391829174, rel=1e-11)
    assert d["heel_deg"] == pytest.approx(149.4488297679, rel=1e-11)
    for deg in range(0, 360, 30):
        t = float(Merge(3, 21.2, 12.0, 24.0).t(np.array(math.radians(deg))))
        assert d[f"merge {deg}"] == pytest.approx(150.0 - t, rel=1e-12)


def test_pipes_and_outlet_have_one_edge() -> None:
    """Three waves of the outlet's rim are three times a pipe's edge against it; so on the inside."""
    outlet = MergedTube(48.0, 45.0, 80.0, OutletEnd(3, 12.0, (21.2, 19.7)), None)
    for inner, r in ((False, 24.0), (True, 22.5)):
        rim = rims(outlet, inner)[0].length_mm(r)
        pipe = MergeEnd(3, 12.0, (24.0, 22.5)).merge(19.7 if inner else 21.2, inner)
        assert rim == pytest.approx(3 * pipe.outlet_edge_mm, rel=1e-9)


def space(shape: MergedTube, inner: bool, phi: np.ndarray) -> np.ndarray:
    """Rim of a pipe of the merge, in the collector's frame: the pipe on the +x side."""
    ga = math.radians(shape.far.half_angle_deg)
    r = (shape.inner_mm if inner else shape.outer_mm) / 2
    rise = shape.far.rise(r, inner, phi)
    axis, outer = np.array([-math.sin(ga), 0, math.cos(ga)]), np.array([math.cos(ga), 0, math.sin(ga)])
    side = np.array([0.0, 1.0, 0.0])
    return (rise[:, None] * axis + r * np.cos(phi)[:, None] * outer + r * np.sin(phi)[:, None] * side)


@pytest.mark.parametrize("inner", [False, True])
def test_a_pipe_ends_on_its_outlet_and_on_the_plane_to_its_neighbour(inner: bool) -> None:
    shape = joined().recipe()
    r, big = (19.7, 22.5) if inner else (21.2, 24.0)
    limit = math.asin(big * math.sin(math.pi / 3) / r)
    front = space(shape, inner, np.linspace(-limit + 1e-6, limit - 1e-6, 50))
    assert np.hypot(front[:, 0], front[:, 1]) == pytest.approx(np.full(50, big), rel=1e-12)
    around = np.arctan2(front[:, 1], front[:, 0])
    z = OutletEnd(3, 12.0, (21.2, 19.7)).rise(big, inner, around)
    assert -front[:, 2] == pytest.approx(z, abs=1e-9)
    back = space(shape, inner, np.linspace(limit + 1e-6, math.pi - 0.05, 50))
    assert np.arctan2(back[:, 1], back[:, 0]) == pytest.approx(np.full(50, math.pi / 3), abs=1e-9)


def test_two_pipes_into_one_of_their_size_are_plane_cuts() -> None:
    """A Y of equal pipes: the outlet's saw stands at half the half angle, the wedge at 90 degrees less it."""
    part = joined(joins={"pipes": 2, "half_angle_deg": 20.0, "outlet_od_mm": 42.4})
    d = dimensions(part.make(Shop()))
    flat = 21.2 * math.tan(math.radians(10.0))
    for deg in (0, 30, 60):
        assert d[f"merge {deg}"] == pytest.approx(150.0 - flat * math.cos(math.radians(deg)), rel=1e-9)
    assert d["mitre_deg"] == pytest.approx(70.0)
    assert d["merge 180"] == pytest.approx(150.0 - 21.2 * math.tan(math.radians(70.0)), rel=1e-12)
