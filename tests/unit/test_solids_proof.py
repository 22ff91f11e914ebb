"""What a checker that says yes does not see: crossing, overlap, another file than was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.plane import Circle, Contour, Vertex
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.route import Bend, Route
from knalpot_cad.geometry.shape import BentStrip, BentTube, FlangedDisc, Placed, Plate, Tube
from knalpot_cad.solids.check import problems
from knalpot_cad.solids.crossing import crossings
from knalpot_cad.solids.proof import prove, reread
from knalpot_cad.solids.step import StepOptions, assembly_step, part_step


def part(name: str, shape: Any, z: float = 0.0, **more: Any) -> Placed:
    return Placed(name, shape, Frame((0.0, 0.0, z)), "silincer", "spcc", (150, 160, 170), 7850.0, **more)


def grid(count: int, pitch: float, d: float) -> tuple[tuple[float, float, float], ...]:
    return tuple((360 / count * i, 10 + pitch * j, d) for i in range(count) for j in range(4))


SHELL, DISC = part("badan", Tube(100, 98, 200)), part("sekat", FlangedDisc(97.7, 8, 1, 1, (Circle(0, 20, 12.85),)), 90)


def test_a_tube_through_itself() -> None:
    """The kernel calls it valid, of the right volume and box; only the look at crossings sees it."""
    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check

    loop = BentTube(Route((Bend(100, 0, 180), Bend(20, 0, 180), Bend(10, 0, 90)), 90, 12), 16, 14)
    assert check(bake(loop), loop) == []
    assert problems(loop) == ("it crosses itself",)
    assert problems(BentTube(Route((Bend(100, 0, 180),), 90, 12), 16, 14)) == ()


def test_what_the_kernel_can_not_make_is_said() -> None:
    (said,) = problems(BentTube(Route((Bend(20, 0, 90),), 20, 3), 16, 14))
    assert said.startswith("it can't be made")


def test_many_holes_in_the_flat() -> None:
    """The closed look agrees with the kernel's where both can be asked."""
    good, meeting = Tube(35, 32.6, 60, grid(8, 8.0, 6.0)), Tube(35, 32.6, 60, grid(8, 5.0, 6.0))
    assert crossings(good) == [] and any("holes meet" in c for c in crossings(meeting))
    assert any("leaves the tube" in c for c in crossings(Tube(35, 32.6, 36, grid(8, 8.0, 6.0))))
    over = (*grid(8, 8.0, 6.0), (358.0, 30.0, 4.0), (3.0, 30.0, 4.0))               # across angle 0
    assert any("holes meet" in c for c in crossings(Tube(35, 32.6, 60, over)))
    few, touching = grid(2, 8.0, 6.0), grid(2, 5.0, 6.0)
    for holes, clear in ((few, True), (touching, False)):
        assert (problems(Tube(35, 32.6, 60, holes)) == ()) is clear
    holes = tuple(Circle(6.0 * i - 30, 6.0 * j - 10, 2.0) for i in range(8) for j in range(4))
    plate = Plate(Circle(0, 0, 50), holes, 1)
    assert crossings(plate) == []
    assert "two holes meet" in crossings(replace(plate, holes=(*plate.holes, Circle(-28, -10, 1.5))))
    assert "a hole meets the edge" in crossings(replace(plate, holes=(*plate.holes, Circle(49, 0, 2))))
    ring = RolledSheet.ring(150.0, 60.0, tuple(Circle(10.0 * i + 5, 10.0 * j + 10, 2.0) for i in range(14)
                                               for j in range(4)), 1.2)
    assert crossings(ring) == []


def test_every_wrong_part_and_every_overlap_is_named() -> None:
    moved = Placed("pipa", Tube(25.4, 23, 120), Frame((3.0, 20.0, 50.0)), "", "spcc", (1, 2, 3), 7850.0)
    (fault,) = prove([SHELL, DISC, moved])
    assert fault.code == "parts-overlap" and (fault.values["a"], fault.values["b"]) == ("sekat", "pipa")
    assert float(str(fault.values["volume_mm3"])) > 5
    assert prove([SHELL, DISC, moved], skip={("sekat", "pipa")}) == []
    wrong = part("sarangan", Tube(35, 32.6, 60, grid(8, 5.0, 6.0)))
    bad = prove([SHELL, wrong, part("tekuk", BentTube(Route((Bend(20, 0, 90),), 20, 3), 16, 14)), moved])
    assert {f.values["part"] for f in bad} == {"sarangan", "tekuk"} and {f.code for f in bad} == {"solid-invalid"}


def test_stages_are_told_before_they_are_taken() -> None:
    stages: list[tuple[str, ...]] = []
    prove([SHELL, DISC], stages.append)
    assert stages == [("part", "badan"), ("part", "sekat"), ("pair", "badan", "sekat")]


@pytest.mark.parametrize("perforation", ["full", "none"])
def test_reading_again(perforation: Any) -> None:
    perforated = part("masuk", Tube(28.6, 26.2, 80, grid(6, 9.0, 4.0)), 20)
    parts = [SHELL, DISC, perforated]
    data = assembly_step(parts, "a", "b", StepOptions(perforation=perforation))
    assert reread(data, parts, perforation) == []
    assert reread(data, parts[:2], perforation) == ["3 solids, not 2"]
    other = [SHELL, DISC, replace(perforated, shape=replace(perforated.shape, inner_mm=26.0))]
    assert len(reread(data, other, perforation)) == 1 and "masuk" in reread(data, other, perforation)[0]
    assert reread(data, [SHELL, replace(DISC, frame=Frame((0, 0, 120))), perforated], perforation) == [
        "sekat is not at its place"]
    assert reread(b"ISO-10303-21;", parts) == ["0 solids, not 3"]
    assert reread(part_step(perforated, "b"), [perforated], "full", standing=False) == []


def test_a_plate_that_a_hole_cuts_apart_and_a_cut_that_misses() -> None:
    """Both pass the kernel's isValid(): two loose pieces, and a strip that still has the metal of its hole."""
    disc = Plate(Circle(0, 0, 10), (Circle(0, 9.5, 2),), 1)
    assert problems(disc) != ()
    across = Contour((Vertex(-11, -1), Vertex(11, -1), Vertex(11, 1), Vertex(-11, 1)))
    assert problems(Plate(Circle(0, 0, 10), (across,), 1)) != ()
    strip = BentStrip((40.0, 40.0), (90.0,), 3.0, 3.0, 30.0, ((0, 20.0, 0.0, 8.0),))
    assert problems(strip) == ()
    missed = replace(strip, holes=((0, 20.0, 22.0, 8.0),))
    assert any("volume" in p for p in problems(missed))


def test_what_the_kernel_calls_valid_and_is_not() -> None:
    """The traps of isValid(): two solids in each other, one inside out, a plate a tenth too small."""
    from cadquery import Compound, Solid

    from knalpot_cad.solids.bake import bake
    from knalpot_cad.solids.check import check

    shape = Plate(Circle(0, 0, 50), (Circle(20, 0, 5),), 1.2)
    solid, small = bake(shape), bake(replace(shape, outline=Circle(0, 0, 49.95)))
    for trap, word in ((Compound.makeCompound([solid, solid.moved(x=10.0)]), "not one solid"),
                       (Solid(solid.wrapped.Reversed()), "not positive"), (small, "volume"), (small, "box")):
        assert trap.isValid()
        assert any(word in said for said in check(trap, shape)), word


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "1e999", "0", "-28.6"])
@pytest.mark.parametrize("field", ["od_mm", "wall_mm", "clr_mm"])
def test_no_number_that_the_kernel_answers_with_a_riddle_reaches_it(field: str, value: str, library: Any,
                                                                   tmp_path: Path) -> None:
    """NaN, infinite and zero radii are the schema's, at their place."""
    from knalpot_cad.design import load
    from knalpot_cad.fault import Faults

    row = {"od_mm": "28.6", "wall_mm": "1.2", "clr_mm": "43", field: value}
    file = tmp_path / "design.yaml"
    file.write_text("design: 1\nname: pipa\nparts:\n  - pipe: {name: leher, material: stkm11a, bends: [[60, 0, 75]],"
                    f" end_mm: 80, {', '.join(f'{k}: {v}' for k, v in row.items())}}}\n", encoding="utf-8")
    with pytest.raises(Faults) as error:
        load(file, library)
    assert all(f.where is not None and f.where.line == 4 for f in error.value.faults)
