"""Cut pipes and pie bends as parts: what their sheets say, and that sheets, rows and solids tell the same."""

import csv
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from knalpot_cad.geometry.cut_tube import MitredTube
from knalpot_cad.geometry.plane import Contour, Vertex, rectangle
from knalpot_cad.geometry.saddle import Saddle
from knalpot_cad.geometry.sheet import Sheet
from knalpot_cad.outputs import saws
from knalpot_cad.outputs.output import Options
from knalpot_cad.outputs.sheet_check import problems
from knalpot_cad.outputs.sides import side_lengths
from knalpot_cad.parts.cut_pipe import CutPipe
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.pie_bend import PieBend
from knalpot_cad.parts.rows import Made


def pipe(**data: Any) -> Made:
    part = CutPipe.model_validate({"name": "p", "od_mm": 38.1, "length_mm": 120.0, **data},
                                  context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    return part.make(Shop())


def bend(**data: Any) -> tuple[PieBend, Made]:
    part = PieBend.model_validate({"name": "p", "od_mm": 50.8, "clr_mm": 76.2, "angle_deg": 90.0, **data},
                                  context={"names": {}}).stocked(Stock())
    assert part.faults() == []
    return part, part.make(Shop())


def dims(sheet: Sheet) -> dict[str, float]:
    return {d.name: d.value_mm for d in sheet.dimensions}


MITRE, T = {"mitre": {"angle_deg": 12.0}}, {"pipe": {"od_mm": 100.0, "wall_mm": 1.2}}


def test_a_mitre_shows_r14_at_its_own_radius() -> None:
    d = dims(pipe(od_mm=76.2, end=MITRE).sheets[0])
    assert d["end edge"] == pytest.approx(242.0707956074, rel=1e-12)
    assert d["end depth"] == pytest.approx(16.19680999926, rel=1e-9)
    assert d["end 0"] - d["end 180"] == pytest.approx(16.19680999926, rel=1e-12)
    assert d["U"] == pytest.approx(math.pi * 76.2) and d["end saw_deg"] == 12.0


def test_paper_stretches_the_wrap_and_not_the_ordinates() -> None:
    plain, thick = (dims(pipe(od_mm=76.2, end=MITRE, paper_mm=p).sheets[0]) for p in (0.0, 0.2))
    assert thick["U"] - plain["U"] == pytest.approx(2 * math.pi * 0.2)
    assert [thick[f"end {a}"] for a in range(0, 360, 30)] == [plain[f"end {a}"] for a in range(0, 360, 30)]


def test_a_branch_and_its_hole() -> None:
    made = pipe(end=T)
    wrap, hole = made.sheets
    d = dims(hole)
    contact = Saddle(17.85, 50.0)
    assert d["contact edge"] == pytest.approx(contact.edge_mm, rel=1e-12)
    assert d["pair edge"] == pytest.approx(d["pair branch edge"], rel=1e-11) == pytest.approx(
        Saddle(17.85, 49.4).edge_mm, rel=1e-11)
    assert d["hole V"] == pytest.approx(2 * 17.85, rel=1e-9)
    # a pipe is marked on its outside: R asin(r / R) with the angle of the mid surface
    assert d["hole U"] == pytest.approx(2 * 50.0 * math.asin(17.85 / 49.4), rel=1e-9)
    assert dims(pipe(end={"shell": {"od_mm": 100.0, "thickness_mm": 1.2}}).sheets[1])["hole U"] == pytest.approx(
        2 * 49.4 * math.asin(17.85 / 49.4), rel=1e-9)
    assert wrap.paper_only and hole.paper_only and problems(wrap) == problems(hole) == []


def test_a_branch_through_the_wall_needs_its_outside_and_clearance() -> None:
    shell = {"od_mm": 100.0, "thickness_mm": 1.2, "set": "through", "clearance_mm": 0.2}
    d = dims(pipe(end={"shell": shell}).sheets[1])
    assert d["hole V"] == pytest.approx(2 * 19.25, rel=1e-9)
    assert d["hole U"] == pytest.approx(2 * 49.4 * math.asin(19.25 / 48.8), rel=1e-9)


def test_a_long_pipe_gets_one_template_an_end() -> None:
    assert len(pipe(length_mm=400.0, start=MITRE, end=MITRE).sheets) == 2
    start, end = (s.bounds() for s in pipe(length_mm=400.0, start=MITRE, end=MITRE).sheets)
    assert start[3] - start[1] < 70 and end[3] - end[1] < 70 and end[3] > 400
    assert pipe(length_mm=400.0).sheets == ()
    drilled = pipe(length_mm=400.0, holes=[{"at_mm": 200.0, "diameter_mm": 8.0}])
    assert len(drilled.sheets) == 1 and drilled.sheets[0].bounds()[3] == pytest.approx(400.0)


def test_the_tube_to_saw_spans_both_heels() -> None:
    made = pipe(start=MITRE, end={"mitre": {"angle_deg": 20.0, "heel_deg": 180.0}})
    wanted = 120.0 + 19.05 * (math.tan(math.radians(12)) + math.tan(math.radians(20)))
    assert made.tube is not None and made.tube.length_mm == pytest.approx(wanted, rel=1e-12)
    assert [(c.at_mm, c.saw_deg, c.heel_deg) for c in made.saw] == [
        (pytest.approx(19.05 * math.tan(math.radians(12))), 12.0, 180.0),
        (pytest.approx(120.0 + 19.05 * math.tan(math.radians(12))), 20.0, 180.0)]
    # a plane through the axis: the metal is that of a square pipe of the axis length
    assert made.shape.volume_mm3 == pytest.approx(math.pi / 4 * (38.1**2 - 35.7**2) * 120.0, rel=1e-13)


def test_length_to_the_mains_axis() -> None:
    near, far = (pipe(length_mm=n, end={"pipe": {**T["pipe"], "reference": r}})
                 for n, r in ((70.0, "surface"), (120.0, "axis")))
    assert near.shape.volume_mm3 == pytest.approx(far.shape.volume_mm3, rel=1e-12)


def test_a_pie_bends_sheets_are_its_plan() -> None:
    part, made = bend(pies=6)
    wedge, strip = made.sheets
    d = dims(wedge)
    assert (d["outer"], d["inner"], d["saw_deg"]) == pytest.approx((26.75178750976, 13.37589375488, 7.5), rel=1e-12)
    assert d["end 180"] - d["end 0"] == pytest.approx(50.8 * math.tan(math.radians(7.5)), rel=1e-12)
    assert wedge.area_mm2 == pytest.approx((2 * math.pi * 25.4 + 8.0) * 20.0638, rel=0.02)
    assert dims(strip)["tube"] == pytest.approx(part.plan().tube_mm)
    assert [c.heel_deg for c in made.saw] == [0.0, 180.0, 0.0, 180.0, 0.0, 180.0, 0.0]
    # sides between neighbouring cuts, from places, angles and heels alone: long and short side change places
    rise = 25.4 * math.tan(math.radians(7.5))
    for a, b in zip(made.saw, made.saw[1:], strict=False):
        at = [c.at_mm + rise * math.cos(math.radians(p - c.heel_deg)) for c in (a, b) for p in (0.0, 180.0)]
        assert sorted((at[2] - at[0], at[3] - at[1])) == pytest.approx([13.37589375488, 26.75178750976], rel=1e-12)
    assert dims(strip)["tube"] == pytest.approx(made.saw[-1].at_mm + rise, rel=1e-12)
    assert isinstance(made.shape, MitredTube)
    tube = math.pi / 4 * (50.8**2 - 48.4**2)
    assert made.shape.volume_mm3 == pytest.approx(tube * math.fsum(part.plan().axis_lengths()), rel=1e-12)
    assert all(problems(s) == [] for s in made.sheets)


def test_every_kind_of_piece_has_a_template() -> None:
    assert len(bend(pieces=5)[1].sheets) == 3                                    # wedge, end piece, tube
    assert len(bend(pieces=5, start_mm=10.0)[1].sheets) == 4
    assert len(bend(pieces=2, angle_deg=30.0)[1].sheets) == 2
    assert len(bend(pies=5, gap_mm=1.0)[1].sheets) == 3                          # outer wedges keep half a gap
    notes = [s.note for s in bend(pieces=5, count=2)[1].sheets]
    assert notes == ["x4", "x6", ""]


@pytest.mark.parametrize(("wrap", "radius"), [("outside", 25.4), ("mean", 24.8), ("inside", 24.2)])
def test_templates_lie_where_they_are_told(wrap: str, radius: float) -> None:
    d = dims(bend(pies=6, wrap=wrap)[1].sheets[0])
    assert d["U"] == pytest.approx(2 * math.pi * radius)
    assert d["end 180"] - d["end 0"] == pytest.approx(50.8 * math.tan(math.radians(7.5)), rel=1e-12)


def test_sides_between_corners() -> None:
    def sides(outline: Contour) -> list[float]:
        return side_lengths(outline)
    assert sides(rectangle(0, 0, 30, 20)) == pytest.approx([30, 20, 30, 20])
    q = math.tan(math.pi / 8)
    slot = Contour((Vertex(0, 0), Vertex(20, 0, q), Vertex(25, 5, q), Vertex(20, 10), Vertex(0, 10)))
    assert sides(slot) == pytest.approx([20 + 5 * math.pi + 20, 10])
    wrap = pipe(od_mm=76.2, end=MITRE, tab_mm=0.0).sheets[0]
    bottom, right, top, left = side_lengths(wrap.outline)
    assert (bottom, right, left) == pytest.approx((math.pi * 76.2, 128.0984, 128.0984), abs=1e-3)
    assert top == pytest.approx(242.0707956, rel=1e-4)


def test_saw_table(tmp_path: Path) -> None:
    part, made = bend(pieces=5, kerf_mm=2.0)
    assert saws.OUTPUT.write(SimpleNamespace(parts=(made, pipe(length_mm=50.0))), tmp_path, Options()) == ["saws.csv"]
    rows = list(csv.DictReader((tmp_path / "saws.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [float(r["at_mm"]) for r in rows] == pytest.approx([c.at_mm for c in part.plan().cuts()], abs=5.1e-4)
    assert {r["saw_deg"] for r in rows} == {"11.250"} and [r["cut"] for r in rows] == ["1", "2", "3", "4"]
    assert [float(r["heel_deg"]) for r in rows] == [180.0, 0.0, 180.0, 0.0]
    assert saws.OUTPUT.write(SimpleNamespace(parts=(pipe(length_mm=50.0),)), tmp_path / "none", Options()) == []
