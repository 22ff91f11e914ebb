"""Rolled sheets as solids: the kernel's volume, box and places against the recipe and the core's own layout."""

from __future__ import annotations

import math
from typing import Any

import pytest

from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.parts.core import Core
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.rows import Made

pytest.importorskip("cadquery")
QUARTER = math.tan(math.pi / 8)
SLOT = {"shape": "slot", "hole_mm": 3.0, "long_mm": 12.0, "open_area": 0.2}
PLATE = RolledSheet(
    Contour((Vertex(-40, 0), Vertex(40, 0), Vertex(45, 5, 0.2), Vertex(40, 80), Vertex(-40, 80, QUARTER),
             Vertex(-50, 70), Vertex(-50, 10, QUARTER))),
    (Circle(-20, 20, 5), rectangle(0, 30, 10, 40)), 60.0, 1.0)


def core(**data: Any) -> Made:
    part = Core.model_validate({"name": "inti", "od_mm": 51.0, "length_mm": 70.0, **data},
                               context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    return part.make(Shop())


SHAPES = {
    "plate": PLATE,
    "slots": core(perforation=SLOT).shape,
    "slots_around": core(perforation={**SLOT, "lie": "around", "pattern": "columns"}).shape,
    "drilled_around": core(perforation={**SLOT, "lie": "around"}, make_by="drilled").shape,
    "drilled_along": core(perforation=SLOT, make_by="drilled").shape,
    "through_the_seam": core(perforation={**SLOT, "through_seam": True}).shape,
    "round": core(perforation={"hole_mm": 4.0, "pitch_mm": 8.0}).shape,
    "spiral": core(perforation={"hole_mm": 4.0, "pitch_mm": 8.0}, make_by="spiral", strip_mm=50.0, lap_mm=4.0).shape,
}


@pytest.mark.parametrize("name", SHAPES)
def test_is_its_recipe(name: str) -> None:
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check, volume
    shape = SHAPES[name]
    solid = bake(shape)
    assert check(solid, shape) == []
    assert volume(solid) == pytest.approx(shape.volume_mm3, rel=1e-6)


@pytest.mark.parametrize("name", ["slots", "drilled_around", "drilled_along", "through_the_seam"])
def test_slots_are_where_the_layout_has_them(name: str) -> None:
    from OCP.BRepClass3d import BRepClass3d_SolidClassifier
    from OCP.gp import gp_Pnt
    from OCP.TopAbs import TopAbs_State

    from knalpot_cad.solids.bake import bake
    shape = SHAPES[name]
    assert isinstance(shape, RolledSheet)
    r, look = shape.mid_radius_mm, BRepClass3d_SolidClassifier(bake(shape).wrapped)

    def metal(u: float, v: float) -> bool:
        look.Perform(gp_Pnt(r * math.cos(u / r), r * math.sin(u / r), v), 1e-6)
        return bool(look.State() == TopAbs_State.TopAbs_IN)
    for hole in shape.holes[::9]:
        x0, y0, x1, y1 = hole.bounds()
        u, v = (x0 + x1) / 2, (y0 + y1) / 2
        assert not metal(u, v)
        for k, inside in ((0.97, False), (1.03, True)):
            assert metal(u + k * (x1 - x0) / 2, v) is inside and metal(u - k * (x1 - x0) / 2, v) is inside
            assert metal(u, v + k * (y1 - y0) / 2) is inside


def test_geodesics_of_the_blank_are_true_on_the_solid() -> None:
    """An edge of the flat outline is as long on the mid surface: the mean of the kernel's outer and inner edges."""
    from knalpot_cad.solids.bake import bake
    flat = RolledSheet(rectangle(-40.0, 0.0, 40.0, 50.0), (), 60.0, 1.0)
    arcs = sorted(e.Length() for e in bake(flat).Edges() if abs(e.startPoint().z - e.endPoint().z) < 1e-6
                  and e.Length() > 2)
    assert sum(arcs) / 4 == pytest.approx(80.0, rel=1e-9)
    assert flat.reach((1.0, 0.0, 0.0)) == pytest.approx(60.5)
    assert flat.reach((0.0, 1.0, 0.0)) == pytest.approx(60.5 * math.sin(40 / 60))


def test_reach_is_the_kernels_box_in_any_direction() -> None:
    from cadquery import Vector

    from knalpot_cad.solids.bake import bake
    solid = bake(PLATE)
    for d in ((0.6, 0.0, 0.8), (-0.48, 0.6, 0.64), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0)):
        plane = max(p.dot(Vector(*d)) for e in solid.Edges() for p in e.positions([i / 200 for i in range(201)]))
        assert PLATE.reach(d) == pytest.approx(plane, abs=2e-3)


@pytest.mark.parametrize("n", [4, 5, 7, 40])
def test_the_spline_through_equal_steps_is_scipy_s(n):
    """Own de Boor recursion against scipy's solver, values and derivatives at both ends given."""
    import numpy as np
    from scipy.interpolate import make_interp_spline

    from knalpot_cad.solids.rolled import through
    t = np.linspace(0.3, 2.9, n + 1)
    f = np.stack([np.sin(3 * t), t * np.cos(t)], -1)
    first = np.stack([3 * np.cos(3 * t), np.cos(t) - t * np.sin(t)], -1)[[0, -1]]
    second = np.stack([-9 * np.sin(3 * t), -2 * np.sin(t) - t * np.cos(t)], -1)[[0, -1]]
    ends = tuple([(1, first[i]), (2, second[i])] for i in (0, 1))
    wanted = make_interp_spline(t, f, k=5, bc_type=ends).c
    assert through(f, first, second, t[1] - t[0]) == pytest.approx(wanted, abs=1e-13)
