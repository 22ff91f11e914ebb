"""Solids of any section against their closed forms and their flat metal; the oval example whole."""

import math
from pathlib import Path

import pytest

from knalpot_cad.geometry.collar import Collar
from knalpot_cad.geometry.hem import rim_steps
from knalpot_cad.geometry.meridian import Step
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.ruled import RuledWall
from knalpot_cad.geometry.sections import (
    Ellipse,
    Round,
    RoundedPolygon,
    Stadium,
    Superellipse,
    TriOval,
)
from knalpot_cad.geometry.swept import SectionPlate, SectionShell
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.shell import Shell
from knalpot_cad.solids.bake import bake
from knalpot_cad.solids.check import check, check_all, interference, near_pairs, volume
from tests.unit.test_parts_sections import FORMS as WRITTEN

ROOT = Path(__file__).parents[2]
FORMS = {
    "round": Round(100), "ellipse": Ellipse(180, 110), "stadium": Stadium(180, 110), "standing": Stadium(90, 150),
    "tri-oval": TriOval(180, 150, 25, 35, 150, 250), "superellipse": Superellipse(180, 110, 2.5),
    "boxy": Superellipse(120, 160, 6), "trapezoid": RoundedPolygon.trapezoid(160, 110, 90, 18),
    "hexagon": RoundedPolygon.hexagon(100, 12),
}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
OVAL = (SectionShell, SectionPlate, RuledWall)      # spline faces: seconds a pair in the kernel
T = 1.2
HOLES = (Circle(5, -8, 14.45), Circle(-25, 10, 3))
RIMS = {
    "plain": ((), ()), "flange": (rim_steps(10, 1, T), ()),
    "lip": (rim_steps(12, 1, T, 8.0), (Collar(30, 5, 20, 8, 1, T, True, "x"),)),
    "hem": (rim_steps(14, 1, T, 0, Step(turn_deg=180.0, inside_mm=0.5), 6.0), ()),
    "curl": (rim_steps(12, 1, T, 0, Step(turn_deg=-250.0, inside_mm=2.0)), ()),
}


@EACH
def test_a_shell_is_its_recipe(form):
    shape = SectionShell(form.offset(-T), T, 200.0)
    assert check(bake(shape), shape) == []


@pytest.mark.parametrize("rim", RIMS)
@pytest.mark.parametrize("name", ["ellipse", "stadium", "trapezoid", "hexagon"])
@pytest.mark.parametrize("up", [True, False], ids=["up", "down"])
def test_a_plate_is_its_recipe(name, rim, up):
    steps, collars = RIMS[rim]
    shape = SectionPlate(FORMS[name].offset(-T - 0.15 - T - 1), steps, T, HOLES, collars, up)
    assert check(bake(shape), shape) == []


@EACH
def test_a_flanged_plate_of_each_section_is_its_recipe(form):
    shape = SectionPlate(form.offset(-T - 0.15 - T - 1), RIMS["flange"][0], T, HOLES)
    assert check(bake(shape), shape) == []


@EACH
@pytest.mark.parametrize("centre", [(0.0, 0.0), (12.0, -8.0)], ids=["in line", "aside"])
def test_a_transition_is_its_recipe(form, centre):
    from knalpot_cad.geometry.develop_wall import mid_wall
    port = Round(46).moved(*centre)
    inside = mid_wall(form, port, 60.0, 2 * T)
    shape = RuledWall(form, port, inside.low, inside.high, 60.0)
    assert check(bake(shape), shape) == []
    middle = mid_wall(form, port, 60.0, T)
    if middle.error_mm == 0:        # the sheet's metal is the kernel's
        assert volume(bake(shape)) == pytest.approx(middle.transition().area * T, rel=1e-8)


def test_a_transition_between_two_ovals():
    from knalpot_cad.geometry.develop_wall import mid_wall
    for low, high in ((FORMS["tri-oval"], FORMS["ellipse"].moved(5, 10)), (FORMS["hexagon"], FORMS["tri-oval"]),
                      (FORMS["superellipse"], Superellipse(90, 60, 4).moved(10, 0))):
        inside = mid_wall(low, high, 80.0, 2 * T)
        assert inside.faults() == []
        shape = RuledWall(low, high, inside.low, inside.high, 80.0)
        assert check(bake(shape), shape) == []


@pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN)
def test_flat_metal_of_a_written_part_is_the_kernels(form):
    """Blank area times thickness against the solid the kernel measures."""
    data = {"name": "a", "section": form, "thickness_mm": T}
    shell = Shell.model_validate({**data, "length_mm": 150}, context={"names": {}}).stocked(Stock()).make(Shop())
    assert volume(bake(shell.shape)) == pytest.approx(shell.sheets[0].area_mm2 * T, rel=1e-6)
    cap = EndCap.model_validate({**data, "blank": "drawn"}, context={"names": {}}).stocked(Stock())
    # the blank keeps the mid surface; the bent corner's metal is more by pi t^3 / 6, as for a round plate
    metal = cap.blank_section.area * T + math.pi * T**3 / 6
    assert volume(bake(cap.make(Shop()).shape)) == pytest.approx(metal, rel=1e-6)


@pytest.fixture(scope="module")
def oval():
    from knalpot_cad.built import build
    from knalpot_cad.design import load
    from knalpot_cad.library import Library
    built = build(load(ROOT / "examples" / "oval-dua-arah" / "design.yaml", library := Library.open()), library)
    assert built.withheld == () and len(built.gas[1].chambers()) == 3
    return built


def test_the_oval_example_stands_without_parts_in_each_other(oval):
    """Every solid is its recipe, and every pair but those of two oval parts: the test below has these too."""
    assert {p.name: found for p in oval.solids if (found := check(bake(p.shape), p.shape))} == {}
    pairs = near_pairs(oval.solids)
    slow = {(a.name, b.name) for a, b in pairs if isinstance(a.shape, OVAL) and isinstance(b.shape, OVAL)}
    assert len(slow) < len(pairs) / 2
    assert interference(oval.solids, slow) == []


@pytest.mark.slow
def test_no_part_of_the_oval_example_crosses_itself_or_another(oval):
    assert check_all(oval.solids) == {}
    assert interference(oval.solids) == []


def test_how_far_a_recipe_reaches_is_what_the_kernel_shows():
    inside = FORMS["ellipse"].offset(-2 * T)
    shapes = [SectionShell(FORMS["tri-oval"].offset(-T), T, 90.0),
              SectionPlate(FORMS["stadium"].offset(-4), RIMS["curl"][0], T, (), RIMS["lip"][1], False),
              RuledWall(FORMS["ellipse"], Round(46).moved(12, -8), inside, Round(43).moved(12, -8), 60.0)]
    for shape in shapes:
        points = [v.toTuple() for v in bake(shape).tessellate(0.01, 0.1)[0]]
        for d in ((1.0, 0.0, 0.0), (0.6, -0.8, 0.0), (0.36, 0.48, 0.8), (-0.48, 0.6, -0.64), (0.0, 0.0, -1.0)):
            far = max(sum(a * b for a, b in zip(p, d, strict=True)) for p in points)
            assert far - 1e-6 <= shape.reach(d) <= far + 0.03
