"""Published sheet-metal problems as `parts:` files: what `knalpot pattern part.yaml --json` prints of each.

Sources in facts/cad.md 6.1 and 6.2, facts/sheets.md 12; where a book leaves the thickness out, the sizes are those of
the mid surface (`of: mid`). Else the figure is computed here by another formula than the program's.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.said import say

DEG = math.pi / 180
INCH = 25.4


@pytest.fixture
def sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Sheets of one part, as the command prints them."""
    def printed(kind: str, **data: Any) -> list[dict[str, Any]]:
        file = tmp_path / "part.yaml"
        file.write_text(json.dumps({"design": 1, "name": "soal", "parts": [{kind: {"name": "a", **data}}]}),
                        encoding="utf-8")
        code, out, error = say(capsys, "pattern", str(file), "--json")
        assert code == 0, error
        return list(json.loads(out)["sheets"])
    return printed


def near(value: float, digits: int = 4) -> Any:
    """As printed: four digits behind the point."""
    return pytest.approx(value, abs=0.51 * 10**-digits)


# shells and cones ---------------------------------------------------------------------------------------------------
def test_rolled_shell(sheets: Any) -> None:
    """TAFE NSW toolbox905: OD 650, t 10: 2010.6, cut 2011."""
    [s] = sheets("shell", od_mm=650, length_mm=1000, thickness_mm=10)
    assert s["dimensions"]["U"] == near(2010.62, 2) and round(s["dimensions"]["U"]) == 2011
    assert s["area_mm2"] == near(1000 * 640 * math.pi, 3)


def test_frustum_of_a_web_page(sheets: Any) -> None:
    """ceemrr.com Geometry2: diameters 5 and 8, height 4: r 7.12, R 11.39, 126.4 degrees."""
    [s] = sheets("cone", start_od_mm=5 * INCH, end_od_mm=8 * INCH, length_mm=4 * INCH, thickness_mm=1.0, of="mid")
    d = s["dimensions"]
    assert (round(d["r"] / INCH, 2), round(d["R"] / INCH, 2), round(d["theta_deg"], 1)) == (7.12, 11.39, 126.4)


def test_frustum_against_the_kernel(sheets: Any) -> None:
    """facts/cad.md 6.1: mid radii 49.4 and 19.65, height 60."""
    [s] = sheets("cone", start_od_mm=98.8, end_od_mm=39.3, length_mm=60, thickness_mm=1.2, of="mid")
    d = s["dimensions"]
    assert (d["R"], d["r"], d["theta_deg"]) == (near(111.2050), near(44.2344), near(159.9209))
    assert s["area_mm2"] == near(14527.731521, 3)
    assert s["sides_mm"][0] == near(math.pi * 98.8) and s["sides_mm"][2] == near(math.pi * 39.3)


def test_a_cone_given_by_its_inside_is_the_one_given_by_its_outside(sheets: Any) -> None:
    radial = 1.2 / math.cos(math.atan2(29.75, 60.0))
    [a] = sheets("cone", start_od_mm=98.8, end_od_mm=39.3, length_mm=60, thickness_mm=1.2, of="inner")
    [b] = sheets("cone", start_od_mm=98.8 + 2 * radial, end_od_mm=39.3 + 2 * radial, length_mm=60, thickness_mm=1.2)
    assert a["dimensions"] == b["dimensions"] and a["area_mm2"] == b["area_mm2"]


def test_eccentric_cone(sheets: Any) -> None:
    """R7; the true lengths of the rulings are the book's: sqrt(h^2 + plan^2), plan between points of equal angle."""
    [s] = sheets("eccentric_cone", start_od_mm=100, end_od_mm=40, length_mm=60, offset_mm=15, of="mid", thickness_mm=1)
    d = s["dimensions"]
    assert d["theta_deg"] == near(156.2869185682)
    assert s["area_mm2"] == pytest.approx(14899.60526179, abs=0.05)        # its arcs keep within 0.002 mm
    for deg in range(0, 360, 30):
        plan = complex(50 * math.cos(deg * DEG), 50 * math.sin(deg * DEG)) - complex(
            15 + 20 * math.cos(deg * DEG), 20 * math.sin(deg * DEG))
        assert d[f"ruling {deg}"] == near(math.hypot(60, abs(plan)))
    assert s["sides_mm"][0] == pytest.approx(100 * math.pi, abs=2e-3)


def test_round_to_oval(sheets: Any) -> None:
    """R10 with its edges and the straight distances R10b on the blank."""
    [s] = sheets("transition", start={"round": {"od_mm": 80}}, end={"ellipse": {"width_mm": 120, "height_mm": 60}},
                 start_of="mid", end_of="mid", x_mm=10, y_mm=5, length_mm=80, thickness_mm=1, seam={"kind": "butt",
                                                                                                   "at_deg": -90})
    d = s["dimensions"]
    assert d["edge end"] == near(290.6534466164) and d["edge start"] == near(80 * math.pi)
    assert d["ruling 0"] == near(85.58621384312) and d["bend_deg"] * 24 == pytest.approx(367.859265618, abs=2e-3)
    assert s["area_mm2"] == pytest.approx(21962.11134249, rel=2e-5)        # arcs within 0.005 mm
    a, b = ({q: (d[f"{end} u{q}"], d[f"{end} v{q}"]) for q in (0, 90, 180)} for end in ("start", "end"))
    assert [math.dist(a[0], a[180]), math.dist(a[0], b[180]), math.dist(b[0], b[180]), math.dist(a[0], b[90])] == [
        near(125.2559430238, 3), near(151.8465499614, 3), near(145.1307887324, 3), near(100.1811700186, 3)]


def test_square_to_round(sheets: Any) -> None:
    """A hood of four triangles and four cones: edges, a true length from the corner's end (45, 44) to (40, 0) on the
    circle, and R11's area but for the corners, which a rolled sheet must have.
    """
    square = {"trapezoid": {"bottom_mm": 90, "top_mm": 90, "height_mm": 90, "corner_mm": 1.0}}
    [s] = sheets("transition", start=square, end={"round": {"od_mm": 80}}, start_of="mid", end_of="mid", length_mm=70,
                 thickness_mm=0.5)
    assert s["area_mm2"] == pytest.approx(21719.06749872, rel=4e-3)
    assert s["dimensions"]["edge start"] == near(4 * 88 + 2 * math.pi)
    assert s["dimensions"]["ruling 0"] == near(math.sqrt(70**2 + 5**2 + 44**2))


def test_megaphone(sheets: Any) -> None:
    """R24 as six blanks; the straight station is a rectangle."""
    stations = [[0, 32], [180, 42], [300, 64], [360, 96], [440, 96], [560, 60], [640, 24]]
    found = sheets("megaphone", stations=stations, of="mid", thickness_mm=1)
    assert [s["part"] for s in found] == [f"a-{i}" for i in range(1, 7)]
    assert math.fsum(s["area_mm2"] for s in found) == pytest.approx(121283.3333863, abs=0.004)
    slant = math.hypot(180, 5)
    assert found[0]["dimensions"]["R"] == near(21 * slant / 5) and found[0]["dimensions"]["theta_deg"] == near(
        360 * 5 / slant)
    assert found[3]["dimensions"]["U"] == near(96 * math.pi)


# mitres, pies, saddles ----------------------------------------------------------------------------------------------
def test_mitre_ordinates(sheets: Any) -> None:
    """R14: D 76.2, 12 degrees; every ordinate is half the depth times a cosine."""
    [s] = sheets("cut_pipe", od_mm=76.2, wall_mm=1.5, length_mm=150, end={"mitre": {"angle_deg": 12}})
    d = s["dimensions"]
    assert d["end edge"] == near(242.0707956074) and d["end depth"] == near(16.19680999926)
    for deg in range(0, 360, 30):
        assert d[f"end {deg}"] == near(150 + 16.19680999926 / 2 * math.cos(deg * DEG))


def test_elbow_of_five_pieces(sheets: Any) -> None:
    """TAFE NSW toolbox905, table 2: mid radius 1050, t 12, R 6300, 37 degrees in 5 segments of 4.625 degrees."""
    end, middle, _ = sheets("pie_bend", od_mm=2112, wall_mm=12, clr_mm=6300, angle_deg=37, pieces=5, rule="tan",
                            wrap="mean", paper_mm=0)
    d = end["dimensions"]
    assert d["saw_deg"] == 4.625 and d["U"] == near(2 * math.pi * 1050)
    wanted = [595.08, 583.64, 552.37, 509.65, 466.94, 435.67, 424.23]
    assert [d[f"end {deg}"] for deg in (180, 150, 120, 90, 60, 30, 0)] == [near(v, 2) for v in wanted]
    assert (middle["dimensions"]["outer"], middle["dimensions"]["inner"]) == (near(1190.16, 2), near(848.45, 2))


def test_pie_cuts_of_two_calculators(sheets: Any) -> None:
    """calculator.city 2742: 3 in, CLR 4.5 in, 5 pies of 90 degrees: 1.90 and 0.95 in; R15 by `sin` and `sin_corner`."""
    d = sheets("pie_bend", od_mm=3 * INCH, wall_mm=1.5, clr_mm=4.5 * INCH, angle_deg=90, pies=5)[0]["dimensions"]
    assert (round(d["outer"] / INCH, 2), round(d["inner"] / INCH, 2)) == (1.90, 0.95) and d["saw_deg"] == 9.0
    size = {"od_mm": 50.8, "wall_mm": 1.5, "clr_mm": 76.2, "angle_deg": 90, "pies": 6}
    got = {rule: sheets("pie_bend", **size, rule=rule)[0]["dimensions"] for rule in ("tan", "sin", "sin_corner")}
    assert [(got[r]["outer"], got[r]["inner"]) for r in ("tan", "sin")] == [
        (near(26.75178750976), near(13.37589375488)), (near(26.58013857178), near(13.20424481690))]
    assert got["sin_corner"]["outer"] == near(26.52292225911)


def test_elbow_backsets_of_a_book(sheets: Any) -> None:
    """Sheet Metal Drafting p. 59: an elbow of 90 degrees in 5 pieces is cut at 11 1/4, all of 13D-13J at 6 degrees."""
    d = sheets("pie_bend", od_mm=100, wall_mm=1, clr_mm=200, angle_deg=90, pieces=5)[0]["dimensions"]
    assert d["saw_deg"] == 11.25
    for pieces, angle in ((2, 12), (3, 24), (4, 36), (5, 48), (6, 60), (7, 72), (8, 84)):
        d = sheets("pie_bend", od_mm=100, wall_mm=1, clr_mm=200, angle_deg=angle, pieces=pieces)[0]["dimensions"]
        assert d["saw_deg"] == near(6.0)


R17B = (67.046121, 61.636091, 52.938715, 45.253324, 41.940192, 42.586091, 45.049076, 48.139251, 52.001694, 57.158231,
        63.000217, 67.189251)


def test_saddle_ordinates(sheets: Any) -> None:
    """R17, R17b: branch 38.1 into pipe 100 at 60 degrees, 12 aside; the length runs to the main's axis."""
    wrap, hole = sheets("cut_pipe", od_mm=38.1, wall_mm=1.2, length_mm=150, paper_mm=0, end={"pipe": {
        "od_mm": 100, "wall_mm": 1.2, "angle_deg": 60, "offset_mm": 12, "reference": "axis"}})
    d = wrap["dimensions"]
    assert [150 - d[f"end outer {deg}"] for deg in range(0, 360, 30)] == [near(t) for t in R17B]
    # cut square to the sheet: of the walls the one that touches first, wherever it is
    for deg in range(0, 360, 30):
        assert d[f"end {deg}"] == min(d[f"end outer {deg}"], d[f"end inner {deg}"])
    # the hole for what passes the wall: inner radius on the mid radius, by points of both cylinders
    r, big = 17.85, 49.4
    for deg in range(0, 360, 30):
        y = 12 + r * math.sin(deg * DEG)
        z = (math.sqrt(big**2 - y**2) * 0.5 + r * math.cos(deg * DEG)) / math.sin(60 * DEG)
        assert hole["dimensions"][f"v {deg}"] == near(z)
        assert hole["dimensions"][f"u {deg}"] == near(50.0 * math.asin(y / big))
    assert hole["dimensions"]["pair edge"] == hole["dimensions"]["pair branch edge"]


def test_equal_pipes_at_a_right_angle(sheets: Any) -> None:
    """Pipes of one size at 90 degrees, no thickness: two mitres of 45 degrees (facts/cad.md 6.1: edge 7.6404 R)."""
    wrap, _ = sheets("cut_pipe", od_mm=38.1, wall_mm=1.0, length_mm=100, paper_mm=0,
                     end={"pipe": {"od_mm": 38.1, "wall_mm": 1.0, "reference": "axis"}})
    d = wrap["dimensions"]
    for deg in range(0, 360, 30):
        assert d[f"end outer {deg}"] == near(100 - 19.05 * abs(math.cos(deg * DEG)))


def test_merge_of_three(sheets: Any) -> None:
    """R20: pipes of radius 21.2 at 12 degrees into an outlet of radius 24."""
    d = sheets("collector_tube", od_mm=42.4, wall_mm=1.2, length_mm=200,
               joins={"pipes": 3, "half_angle_deg": 12, "outlet_od_mm": 48})[0]["dimensions"]
    assert (d["edge to outlet"], d["edge to neighbours"], d["crotch"]) == (
        near(80.10188289326), near(209.1157714756), near(115.8162926089))
    assert (d["phi_c_deg"], d["heel_deg"]) == (near(78.6391829174), near(149.4488297679))


# discs, bends, holes ------------------------------------------------------------------------------------------------
def test_drawn_cup(sheets: Any) -> None:
    """facts/cad.md 4.2: cup d 25, h 15: sqrt(d^2 + 4 d h) = 46.1, of a thin sheet with hardly a corner."""
    [s] = sheets("end_cap", od_mm=25.2, flange_mm=15.1, bend_radius_mm=0, thickness_mm=0.2, blank="drawn")
    assert s["dimensions"]["D"] == pytest.approx(math.sqrt(25**2 + 4 * 25 * 15), abs=0.06)
    [s] = sheets("end_cap", od_mm=100, flange_mm=12, bend_radius_mm=2, thickness_mm=1.2, blank="drawn")
    assert s["dimensions"]["D"] == near(117.5664747126)
    [s] = sheets("end_cap", od_mm=100, flange_mm=12, bend_radius_mm=2, thickness_mm=1.2, blank="ba", k_factor=0.5)
    assert s["dimensions"]["D"] == near(119.3681408993)


def test_extruded_hole(sheets: Any) -> None:
    """R21: collar of mean diameter 30, H 6, r 2, t 1.2 needs a hole of 21.4319."""
    collar = {"name": "p", "diameter_mm": 28.8, "collar_mm": 6, "collar_radius_mm": 2}
    [s] = sheets("baffle", od_mm=120, flange_mm=0, thickness_mm=1.2, k_factor=0.5, holes=[collar])
    assert s["dimensions"]["p D"] == near(21.43185910067)


def test_bracket(sheets: Any) -> None:
    """R22: legs 40, 60, 25, bends 90 and 45, r 2, t 2, K 0.41."""
    [s] = sheets("bracket", thickness_mm=2, width_mm=30, legs_mm=[40, 60, 25], bends_deg=[90, 45], bend_radius_mm=2,
                 k_factor=0.41)
    d = s["dimensions"]
    assert (d["L"], d["bend 1"], d["bend 2"]) == (near(120.3307599634), near(38.2148228208), near(95.8802028025))


def test_perforated_blank_and_spiral(sheets: Any) -> None:
    """R23: 21 rows of 48 (odd ones 47 or 48) at pitch 6; the spiral's strip."""
    od = 306.3 / math.pi + 1.0
    [s] = sheets("core", od_mm=round(od, 6), length_mm=120, thickness_mm=1, perforation={
        "hole_mm": 4, "pitch_mm": 6, "seam_margin_mm": 8, "plain_start_mm": 5, "plain_end_mm": 5})
    assert s["dimensions"]["U"] == near(306.3) and s["holes"] == 21 * 48
    assert 1 - s["area_mm2"] / (306.3 * 120) == pytest.approx(0.3446213293, abs=1e-7)
    [s] = sheets("core", od_mm=49, length_mm=300, thickness_mm=1, make_by="spiral", strip_mm=60, perforation={
        "hole_mm": 4, "pitch_mm": 8})
    assert s["dimensions"]["L"] == near(753.9822368616) and s["dimensions"]["lead"] == near(65.39978021038)


def test_flange_with_three_ears(sheets: Any) -> None:
    """Outline of hub and ears joined by tangents, as a hull of its circles (facts/sheets.md 6)."""
    import shapely
    [s] = sheets("flange", thickness_mm=8, bore_mm=26.2, bolts=3, bolt_spacing_mm=58, bolt_hole_mm=8.5, ear_mm=20,
                 hub_mm=50)
    hub = shapely.Point(0, 0).buffer(25, 4096)
    ears = [shapely.Point(29 * math.cos(a), 29 * math.sin(a)).buffer(10, 4096) for a in (0, 120 * DEG, 240 * DEG)]
    hull = shapely.union_all([shapely.convex_hull(hub.union(ear)) for ear in ears])
    metal = hull.area - math.pi / 4 * (26.2**2 + 3 * 8.5**2)
    assert s["area_mm2"] == pytest.approx(metal, abs=0.05)


def test_oval_shell(sheets: Any) -> None:
    """R1: the mid line of an ellipse 180 x 110 of 1.2 mm, R2's stadium, and a polygon's girth by hand."""
    oval = {"ellipse": {"width_mm": 180, "height_mm": 110}}
    [s] = sheets("shell", section=oval, length_mm=300, thickness_mm=1.2)
    assert s["dimensions"]["U"] == near(458.4208064152)
    t = np.linspace(0, 2 * math.pi, 200_001)
    chords = np.hypot(np.diff(90 * np.cos(t)), np.diff(55 * np.sin(t)))
    assert s["dimensions"]["U"] == pytest.approx(float(chords.sum()) - 1.2 * math.pi, abs=1e-4)
    [s] = sheets("shell", section={"stadium": {"width_mm": 180, "height_mm": 110}}, length_mm=300, thickness_mm=1.2)
    assert s["dimensions"]["U"] == near(485.5751918949 - 1.2 * math.pi)


def test_lock_seam(sheets: Any) -> None:
    """tallships.ca: pi d + 3 w and a smidgen."""
    [s] = sheets("shell", od_mm=101, length_mm=300, thickness_mm=1,
                 seam={"kind": "lock", "fold_mm": 6, "extra_mm": 1.5})
    assert s["dimensions"]["U"] == near(100 * math.pi + 3 * 6 + 1.5)


def test_heat_shield_and_blanket(sheets: Any) -> None:
    """A part of a cylinder by its mid radius; wool in two turns by its area: pi k (d + k b)."""
    [s] = sheets("heat_shield", over_od_mm=100, gap_mm=10, from_deg=-60, to_deg=60, length_mm=200, thickness_mm=0.8)
    assert s["dimensions"]["U"] == near(2 * math.pi / 3 * 60.4)
    [s] = sheets("blanket", core_od_mm=50, bore_mm=98, length_mm=200, loose_mm=12, turns=2, density_kg_m3=120)
    assert s["dimensions"]["U"] == near(math.pi / 4 * (98**2 - 50**2) / 12)
