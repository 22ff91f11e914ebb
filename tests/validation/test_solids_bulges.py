"""Beads and swages in the kernel: turned and swept walls, perforated ones too, are valid, of their closed volume and
box, cross nothing, and come back from a STEP file as they were.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from knalpot_cad.geometry.bulge import Bulge
from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.meridian import Step
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections import Ellipse, RoundedPolygon, Section, Stadium, Superellipse, TriOval
from knalpot_cad.geometry.shape import Placed, Tube
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.solids import brep
from knalpot_cad.solids.bake import baked
from knalpot_cad.solids.check import check, nested, problems, shared, volume
from knalpot_cad.solids.crossing import crossings, simple, walls_apart
from knalpot_cad.solids.proof import reread
from knalpot_cad.solids.step import measures, part_step

HOLES = tuple((30.0 * (i + 0.5 * (j % 2)), z0 + 6.0 * j, 4.0) for z0 in (60.0, 120.0) for j in range(4)
              for i in range(12))
ROUND = {
    "bead": Tube(100, 98, 200, (), (Bulge("bead", 40, 12, 3),)),
    "bead_in": Tube(100, 98, 200, (), (Bulge("bead", 40, 12, -3),)),
    "shallow": Tube(40, 37.6, 200, (), (Bulge("bead", 100, 40, 1),)),           # its arc is wider than the tube
    "half_circle": Tube(40, 37.6, 200, (), (Bulge("bead", 100, 8, 3.44),)),
    "swages": Tube(40, 37.6, 200, (), (Bulge("swage", 15, 10, -2), Bulge("swage", 180, 8, 8))),
    "holes_between": Tube(50, 47.6, 200, HOLES, (Bulge("bead", 45, 8, 2), Bulge("bead", 100, 9, -2),
                                                 Bulge("swage", 180, 8, 2))),
}
OVAL: dict[str, Section] = {
    "stadium": Stadium(120, 80), "tri_oval": TriOval(160, 130, 30, 30, 150, 200),
    "hexagon": RoundedPolygon.hexagon(90, 12), "ellipse": Ellipse(120, 80), "superellipse": Superellipse(120, 90, 2.5)}
RIBS = (Bulge("bead", 40, 12, 3), Bulge("bead", 70, 12, -3), Bulge("swage", 135, 8, 1.5))


def placed(shape: Tube | SectionShell, x: float = 0.0) -> Placed:
    return Placed("badan", shape, Frame((x, 0.0, 0.0)), "", "spcc", (150, 160, 170), 7850.0)


@pytest.mark.parametrize("name", ROUND)
def test_a_round_one_is_turned_true(name: str) -> None:
    shape = ROUND[name]
    assert problems(shape) == ()
    assert volume(baked(shape)) == pytest.approx(shape.volume_mm3, rel=1e-7)
    faces = len(brep.sub_shapes(baked(shape), "face"))
    straight = 2 * (len(shape.bulges) + 1) + 2
    arcs = 2 * sum(1 if b.kind == "bead" else 2 for b in shape.bulges)
    assert straight + arcs + len(shape.holes) <= faces <= straight + arcs + 2 * len(shape.holes)


@pytest.mark.parametrize("name", [n if n != "superellipse" else pytest.param(n, marks=pytest.mark.slow) for n in OVAL])
def test_an_oval_one_is_swept_true(name: str) -> None:
    shape = SectionShell(OVAL[name].offset(-1.0), 1.0, 150, RIBS)
    assert shape.inside.faults() == []
    assert problems(shape) == ()
    assert volume(baked(shape)) == pytest.approx(shape.volume_mm3, rel=1e-6)


def test_steiner_and_pappus_and_the_kernel_know_the_same_wall() -> None:
    """A stadium's bead is half a round one's about each end, and two prisms between."""
    ribs = (Bulge("bead", 40, 12, 3),)
    turned, swept = Tube(80, 78, 100, (), ribs), SectionShell(Stadium(118, 78), 1.0, 100, ribs)
    prisms = 2 * 40.0 * swept.profile().area
    assert swept.volume_mm3 == pytest.approx(turned.volume_mm3 + prisms, rel=1e-9)
    assert volume(baked(swept)) == pytest.approx(volume(baked(turned)) + prisms, rel=1e-7)


@pytest.mark.parametrize("shape", [ROUND["bead"], ROUND["shallow"], ROUND["holes_between"],
                                   SectionShell(Stadium(118, 78), 1.0, 100, RIBS[:2])],
                         ids=["bead", "shallow", "holes", "stadium"])
def test_it_comes_back_from_step(shape: Tube | SectionShell) -> None:
    part = placed(shape)
    told, _, (x, y, _) = measures(shape)            # what the file says of itself
    assert told == pytest.approx(shape.volume_mm3, rel=1e-6) and (x, y) == pytest.approx((0.0, 0.0), abs=1e-3)
    assert reread(part_step(part, "b"), [part], standing=False) == []


def test_the_kernel_agrees_that_a_swept_wall_is_simple() -> None:
    """The formula stands in for the kernel's own look, which is far slower: here both are asked."""
    shape = SectionShell(Stadium(118, 78), 1.0, 100, RIBS[:2])
    assert crossings(shape) == [] and simple(shape)


def test_the_kernel_agrees_that_plates_and_walls_between_sections_are_simple() -> None:
    """Arcs and lines only, where the kernel is quick: each formula says what the kernel says."""
    plate = SectionPlate(Stadium(110, 70), (Step(turn_deg=90.0, inside_mm=2.0), Step(6.0)), 1.0, (Circle(20, 0, 8),))
    wall = RuledWall(Stadium(120, 80), Stadium(80, 60), Stadium(118, 78), Stadium(78, 58), 50.0)
    for shape in (plate, wall):
        assert crossings(shape) == [] and simple(shape)
    off = replace(plate, holes=(Circle(55, 0, 8),))
    assert crossings(off) == ["a hole meets the edge"]
    assert crossings(replace(plate, holes=(Circle(20, 0, 8), Circle(10, 0, 8)))) == ["two holes meet"]
    assert walls_apart(wall) and not walls_apart(replace(wall, high_inside=Stadium(80, 58)))


def test_a_bead_deeper_than_a_corner_is_no_wall() -> None:
    shape = SectionShell(RoundedPolygon.hexagon(90, 4), 1.0, 100, (Bulge("bead", 40, 12, -5),))
    assert crossings(shape) == ["it goes deeper than the section's tightest corner"]


def test_beads_that_meet_cross_each_other() -> None:
    shape = SectionShell(Stadium(118, 78), 1.0, 100, (Bulge("bead", 40, 12, 3), Bulge("bead", 50, 12, 3)))
    assert crossings(shape)


def test_holes_on_a_bead_or_beyond_a_swage_make_no_solid() -> None:
    for at in (40.0, 190.0):
        shape = Tube(50, 47.6, 200, ((0.0, at, 4.0),), (Bulge("bead", 40, 12, 3), Bulge("swage", 170, 8, 2)))
        assert any("lies on a bead or swage" in p for p in problems(shape))


def test_inward_beads_are_in_the_way_and_outward_ones_are_not() -> None:
    """A tube that clears the straight bore by 1 mm."""
    within = Placed("pipa", Tube(96.0, 93.0, 100.0), Frame((0.0, 0.0, 20.0)), "", "spcc", (0, 0, 0), 7850.0)
    for rise, clear in ((3.0, True), (-3.0, False)):
        shell = placed(Tube(100, 98, 200, (), (Bulge("bead", 70, 12, rise),)))
        assert nested(shell, within) is clear
        assert (shared(shell, within) == 0.0) is clear
    assert not nested(placed(Tube(100, 98, 200), x=0.97), within)       # 0.03 mm left: the kernel is asked
    assert shared(placed(Tube(100, 98, 200), x=1.5), within) > 100.0


def test_a_wrong_wall_is_seen() -> None:
    """The oracle is sharp: five microns more of the bead's height are not this solid."""
    shape = ROUND["bead"]
    other = replace(shape, bulges=(replace(shape.bulges[0], rise_mm=3.005),))
    assert any("volume" in p or "box" in p for p in check(baked(shape), other))
    assert math.isclose(other.volume_mm3, shape.volume_mm3, rel_tol=1e-4)
