"""What holds for every kind of part: it can be made, its sheets are sound, flat metal weighs what the solid weighs."""

from __future__ import annotations

import math
from typing import Any

import pytest

from knalpot_cad.fields import unknown
from knalpot_cad.geometry.plane import Circle, Contour, Outline
from knalpot_cad.geometry.sheet import LAYERS, Sheet
from knalpot_cad.parts import PARTS
from knalpot_cad.parts.part import Part, Shop, Stock
from knalpot_cad.parts.rows import Made
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.tube import Tube
from tests.house.test_words import words

SHOP = Shop("CONTOH-001", "A", "honda_beat_110", "id")
HOLE = {"name": "masuk", "x_mm": 5.0, "y_mm": -8.0, "diameter_mm": 28.9}
SPAN = {"from_mm": 30.0, "to_mm": 100.0, "hole_mm": 4.0, "open_area": 0.25}
SHIELD_HOLE = {"angle_deg": -50.0, "along_mm": 15.0, "diameter_mm": 6.5}
VENTS = {"shape": "slot", "hole_mm": 4.0, "long_mm": 20.0, "pitch_mm": 12.0, "row_pitch_mm": 30.0,
         "seam_margin_mm": 25.0, "plain_start_mm": 30.0, "plain_end_mm": 30.0}
ROUND = {"hole_mm": 4.0, "pitch_mm": 7.0}
MAIN = {"od_mm": 50.8, "wall_mm": 1.5, "angle_deg": 60.0, "offset_mm": 5.0}
JOINS = {"pipes": 3, "half_angle_deg": 12.0, "outlet_od_mm": 48.0}
R24 = [[0.0, 32.0], [180.0, 42.0], [300.0, 64.0], [360.0, 96.0], [440.0, 96.0], [560.0, 60.0], [640.0, 24.0]]
CONE = {"start_od_mm": 120.0, "end_od_mm": 60.0, "length_mm": 150.0, "thickness_mm": 1.2, "at_mm": 70.0}
OVAL = {"ellipse": {"width_mm": 180.0, "height_mm": 110.0}}
FOOT = {"name": "kaki", "angle_deg": 90.0, "at_mm": 20.0, "width_mm": 150.0, "length_mm": 40.0}
SAMPLES: dict[str, dict[str, Any]] = {
    "shell": {"od_mm": 100.0, "length_mm": 360.0, "thickness_mm": 1.0},
    "cone": {"start_od_mm": 31.2, "end_od_mm": 100.0, "length_mm": 45.0, "thickness_mm": 1.0},
    "end_cap": {"od_mm": 97.7, "thickness_mm": 1.0, "holes": [HOLE], "rim": "against_gas"},
    "baffle": {"od_mm": 97.7, "thickness_mm": 1.0, "holes": [HOLE],
               "field": {"hole_mm": 4.0, "pitch_mm": 9.0, "x_mm": 0.0, "y_mm": 25.0, "radius_mm": 15.0}},
    "tube": {"od_mm": 28.6, "wall_mm": 1.2, "from_mm": -45.0, "to_mm": 300.0, "perforated": [SPAN]},
    "pipe": {"od_mm": 28.6, "wall_mm": 1.2, "clr_mm": 43.0, "bends": [[60, 0, 75], [110, 90, 40]], "end_mm": 80.0},
    "flange": {"thickness_mm": 8.0, "bore_mm": 26.2, "bolt_spacing_mm": 58.0, "bolt_hole_mm": 8.5},
    "bracket": {"k_factor": 0.5},
    "packing": {"od_mm": 98.0, "length_mm": 119.0, "density_kg_m3": 100.0, "holes": [HOLE]},
    "core": {"od_mm": 51.0, "length_mm": 150.0, "thickness_mm": 1.0, "perforation": ROUND},
    "cut_pipe": {"od_mm": 38.1, "wall_mm": 1.2, "length_mm": 120.0, "start": {"mitre": {"angle_deg": 12.0}},
                 "end": {"pipe": MAIN}, "holes": [{"at_mm": 60.0, "angle_deg": 90.0, "diameter_mm": 8.0}]},
    "pie_bend": {"od_mm": 50.8, "wall_mm": 1.2, "clr_mm": 76.2, "angle_deg": 90.0, "pieces": 6, "kerf_mm": 1.5,
                 "gap_mm": 1.0, "start_mm": 20.0},
    "heat_shield": {"over_od_mm": 100.0, "gap_mm": 8.0, "from_deg": -60.0, "to_deg": 60.0, "length_mm": 160.0,
                    "thickness_mm": 0.8, "holes": [SHIELD_HOLE], "vents": VENTS},
    "shield_foot": {"gap_mm": 12.0, "k_factor": 0.5}, "spring_hook": {"form": "strip", "foot_mm": 20.0, "rise_mm": 20.0,
                                                                    "k_factor": 0.5},
    "db_killer": {"od_mm": 38.1, "length_mm": 90.0, "thickness_mm": 1.2, "bolt_hole_mm": 6.5,
                  "perforated": [{**SPAN, "from_mm": 10.0, "to_mm": 60.0}]},
    "blanket": {"core_od_mm": 51.0, "length_mm": 300.0, "loose_mm": 12.0, "turns": 2, "density_kg_m3": 100.0},
    "eccentric_cone": {"start_od_mm": 100.0, "end_od_mm": 40.0, "length_mm": 60.0, "offset_mm": 15.0,
                       "thickness_mm": 1.2},
    "megaphone": {"stations": R24, "thickness_mm": 1.0},
    "flex": {"bore_mm": 42.0, "od_mm": 60.0, "length_mm": 150.0, "mass_kg": 0.5},
    "collector_tube": {"od_mm": 42.4, "wall_mm": 1.5, "length_mm": 150.0, "joins": JOINS},
    "transition": {"start": OVAL, "end": {"round": {"od_mm": 46.0}}, "x_mm": 12.0, "y_mm": -8.0, "length_mm": 60.0,
                   "thickness_mm": 1.0, "seam": {"kind": "spot", "pitch_mm": 20.0, "end_mm": 8.0}},
}
BAD: dict[str, list[tuple[dict[str, Any], str]]] = {
    "shell": [({"od_mm": 3.0}, "out-of-range"), ({"seam": {"kind": "butt", "gap_mm": 90.0}}, "out-of-range"),
              ({"seam": "lock", "feet": [FOOT, {**FOOT, "angle_deg": -90.0}]}, "seam-no-room"),
              ({"seam": {"kind": "lap", "at_deg": 95.0}, "feet": [FOOT]}, "seam-over-foot"),
              ({"seam": "spot"}, "missing-key"), ({"feet": [{**FOOT, "at_mm": 350.0}]}, "mount-outside"),
              ({"od_mm": None, "section": {"hexagon": {"height_mm": 90.0, "corner_mm": 0.5}}}, "section-tight")],
    "cone": [({"end_od_mm": 31.3}, "cone-is-cylinder"), ({"seam": "lock"}, "seam-not-here"),
             ({"length_mm": 12.0, "seam": {"kind": "lap", "width_mm": 16.0}}, "out-of-range"),
             ({"seam": {"kind": "butt", "gap_mm": 40.0}}, "out-of-range"),
             ({"start_od_mm": 3.0}, "out-of-range"), ({"seam": {"split_deg": [2.0]}}, "panel-narrow"),
             ({"holes": [{"at_mm": 2.0, "angle_deg": 90.0, "diameter_mm": 5.0}]}, "holes-too-near-edge"),
             ({"holes": [{"at_mm": 22.0, "angle_deg": a, "diameter_mm": 8.0} for a in (90.0, 95.0)]},
              "holes-overlap")],
    "end_cap": [({"holes": [{**HOLE, "x_mm": 34.0}]}, "holes-too-near-edge"), ({"flange_mm": 1.0}, "out-of-range")],
    "baffle": [({"curl_wire_mm": 220.0}, "out-of-range"),
               ({"od_mm": 197.7, "field": {"hole_mm": 0.2, "pitch_mm": 0.71}}, "too-large"),
               ({"holes": [HOLE, {**HOLE, "name": "keluar", "x_mm": 20.0}]}, "holes-overlap"),
               ({"field": {"hole_mm": 4.0, "pitch_mm": 4.2}}, "out-of-range"),
               ({"field": {"hole_mm": 80.0, "pitch_mm": 90.0}}, "field-empty")],
    "tube": [({"od_mm": 2.0, "perforated": []}, "out-of-range"), ({"to_mm": -45.0, "perforated": []}, "out-of-range"),
             ({"perforated": [{**SPAN, "to_mm": 400.0}]}, "span-outside-tube"),
             ({"perforated": [SPAN, SPAN]}, "spans-overlap"),
             ({"perforated": [{**SPAN, "open_area": 0.85}]}, "span-no-web")],
    "pipe": [({"clr_mm": None}, "missing-key"), ({"clr_mm": 14.0}, "bend-radius-small"),
             ({"bends": [[60, 0, -10]]}, "out-of-range"), ({"bends": [], "end_mm": 0.0}, "out-of-range"),
             ({"bends": [[60, 0, 180], [10, 0, 180], [100, 0, 90]]}, "pipe-crosses-itself")],
    "flange": [({"bolt_spacing_mm": 36.0}, "holes-overlap"), ({"ear_mm": 10.0}, "holes-too-near-edge"),
               ({"hub_mm": 28.0}, "holes-too-near-edge")],
    "bracket": [({"bends_deg": [90.0, 45.0]}, "bracket-bends"), ({"legs_mm": [5.0, 35.0]}, "out-of-range"),
                ({"holes": [{"leg": 2, "along_mm": 34.0, "diameter_mm": 8.5}]}, "holes-too-near-edge"),
                ({"holes": [{"leg": 1, "along_mm": x, "diameter_mm": 8.0} for x in (12.0, 20.0)]}, "holes-overlap")],
    "packing": [], "flex": [({"od_mm": 42.0}, "out-of-range")],
    "core": [({"od_mm": 3.0}, "out-of-range"),
             ({"perforation": ROUND, "seam": {"kind": "butt", "gap_mm": 12.0}}, "seam-margin-small"),
             ({"perforation": {"hole_mm": 4.0}}, "one-of"),
             ({"perforation": {**ROUND, "pitch_mm": 4.2}}, "web-small"),
             ({"perforation": {"hole_mm": 4.0, "open_area": 0.85}}, "span-no-web"),
             ({"perforation": {**ROUND, "seam_margin_mm": 2.0}, "seam": "lap"}, "seam-margin-small"),
             ({"perforation": {**ROUND, "shape": "slot"}}, "missing-key"), ({"make_by": "spiral"}, "missing-key"),
             ({"perforation": {**ROUND, "plain_start_mm": 140.0}}, "field-empty"),
             ({"perforation": {"hole_mm": 0.1, "pitch_mm": 0.5}}, "too-large"),
             ({"make_by": "drilled", "perforation": {"shape": "slot", "hole_mm": 3.0, "long_mm": 8.9, "lie": "around",
                                                     "pitch_mm": 5.8, "row_pitch_mm": 8.727, "pattern": "columns"}},
              "slots-interlock")],
    "cut_pipe": [({"wall_mm": 20.0}, "out-of-range"),
                 ({"end": {"pipe": {**MAIN, "offset_mm": 12.0}}}, "saddle-leaves-main"),
                 ({"end": {"pipe": {**MAIN, "angle_deg": 5.0}}}, "out-of-range"), ({"length_mm": 6.0}, "ends-meet"),
                 ({"end": {"cone": {**CONE, "at_mm": 10.0}}}, "saddle-outside-main"),
                 ({"start": {"mitre": {"angle_deg": 80.0}}}, "out-of-range"),
                 ({"end": {"shell": {"section": OVAL, "thickness_mm": 1.2, "offset_mm": 45.0}}}, "saddle-leaves-main"),
                 ({"end": {"shell": {"section": {"hexagon": {"height_mm": 90.0, "corner_mm": 0.5}},
                                     "thickness_mm": 1.2}}}, "section-tight"),
                 ({"holes": [{"at_mm": 1.0, "diameter_mm": 8.0}]}, "holes-too-near-edge"),
                 ({"holes": [{"at_mm": 60.0, "diameter_mm": 8.0}, {"at_mm": 61.0, "diameter_mm": 3.0}]},
                  "holes-overlap"),
                 ({"holes": [{"at_mm": 60.0, "diameter_mm": 70.0}]}, "out-of-range")],
    "pie_bend": [({"wall_mm": 30.0}, "out-of-range"), ({"pies": 6}, "one-of"), ({"pieces": None}, "one-of"),
                 ({"angle_deg": 300.0}, "out-of-range"), ({"pieces": None, "pies": 6}, "pies-no-straights"),
                 ({"angle_deg": 120.0, "pieces": 2}, "pie-steep"), ({"clr_mm": 26.0}, "pie-no-throat")],
    "heat_shield": [({"to_deg": -60.0}, "out-of-range"), ({"corner_mm": 90.0}, "out-of-range"),
                    ({"holes": [{**SHIELD_HOLE, "along_mm": 3.0}]}, "holes-too-near-edge"),
                    ({"holes": [{**SHIELD_HOLE, "angle_deg": -58.0, "along_mm": 6.0}]}, "holes-too-near-edge"),
                    ({"holes": [SHIELD_HOLE, SHIELD_HOLE]}, "holes-overlap"),
                    ({"vents": {**VENTS, "pitch_mm": 9.0, "row_pitch_mm": 15.0}}, "web-small"),
                    ({"vents": {**VENTS, "plain_end_mm": 150.0}}, "field-empty"),
                    ({"vents": {**VENTS, "long_mm": None}}, "missing-key")],
    "shield_foot": [({"gap_mm": 3.0}, "out-of-range"), ({"top_hole_mm": 18.0}, "holes-too-near-edge")],
    "spring_hook": [({"hole_mm": 15.0}, "holes-too-near-edge"), ({"foot_mm": 3.0}, "out-of-range"),
                    ({"form": "wire", "hook_deg": 200.0}, "out-of-range"),
                    ({"form": "wire", "bend_radius_mm": 0.2}, "bend-radius-small")],
    "db_killer": [({"length_mm": None}, "missing-key"), ({"bolt_at_mm": 2.0}, "holes-too-near-edge"),
                  ({"bolt_at_mm": 40.0}, "holes-overlap"),
                  ({"form": "cone", "bore_mm": 20.0, "perforated": [{**SPAN, "to_mm": 95.0}]}, "span-outside-tube"),
                  ({"form": "cone", "bore_mm": 20.0, "perforated": [{**SPAN, "open_area": 0.6, "to_mm": 60.0}]},
                   "span-no-web"),
                   ({"form": "cone", "bore_mm": 20.0, "bolt_at_mm": 2.0, "perforated": []}, "holes-too-near-edge"),
                  ({"form": "cone", "bolt_hole_mm": 0.0}, "missing-key"), ({"form": "cap"}, "one-of"),
                  ({"form": "cap", "bore_mm": 18.0, "bolt_at_mm": 10.0}, "holes-overlap")],
    "blanket": [({"bore_mm": 52.0}, "out-of-range"), ({"bore_mm": 110.0}, "blanket-loose")],
    "eccentric_cone": [({"seam": "lock"}, "seam-not-here"),
                       ({"seam": {"kind": "butt", "gap_mm": 60.0}}, "out-of-range"),
                       ({"offset_mm": 300.0}, "out-of-range"),
                       ({"end_od_mm": 4.0}, "out-of-range")],
    "megaphone": [({"seam": "lock"}, "seam-not-here"), ({"stations": [[0, 40], [0, 60]]}, "out-of-range"),
                  ({"stations": [[0, 40], [50, 40.2]]}, "cone-is-cylinder"),
                  ({"stations": [[0, 40], [1, 80]]}, "out-of-range"),
                  ({"stations": [[0, 40], [50, 3]], "of": "outer"}, "out-of-range")],
    "collector_tube": [({"joins": None}, "one-of"), ({"wall_mm": 22.0}, "out-of-range"),
                       ({"length_mm": 90.0}, "ends-meet"),
                       ({"joins": {**JOINS, "half_angle_deg": 2.0}}, "out-of-range"),
                       ({"joins": {**JOINS, "outlet_od_mm": 60.0}}, "collector-outlet"),
                       ({"joins": {**JOINS, "outlet_od_mm": 38.0}}, "collector-outlet"),
                       ({"joins": None, "outlet_of": {"pipes": 3, "half_angle_deg": 12.0, "od_mm": 30.0}},
                        "collector-outlet")],
    "transition": [({"seam": "lock"}, "seam-not-here"), ({"seam": "spot"}, "missing-key"),
                   ({"end": OVAL, "x_mm": 0.0, "y_mm": 0.0}, "cone-is-cylinder"),
                   ({"start": {"stadium": {"width_mm": 220.0, "height_mm": 60.0}}, "length_mm": 20.0}, "wall-not-even"),
                   ({"start": {"hexagon": {"height_mm": 100.0, "corner_mm": 1.0}}}, "section-tight"),
                   ({"start": {"stadium": {"width_mm": 100.0, "height_mm": 2.0}}}, "section-tight"),
                   ({"start": {"ellipse": {"width_mm": 200.0, "height_mm": 10.0}}}, "out-of-range")],
}
each = pytest.mark.parametrize("kind", PARTS, ids=lambda k: k.kind)


def sample(kind: type[Part], **changes: Any) -> Part:
    data = {"name": "contoh", **SAMPLES[kind.kind], **changes}
    return kind.model_validate(data, context={"names": {}}).stocked(Stock())


def made(kind: type[Part], **changes: Any) -> Made:
    return sample(kind, **changes).make(SHOP)


def cut(piece: Made) -> list[Sheet]:
    return [s for s in piece.sheets if not s.paper_only]


@each
def test_a_valid_part_is_made(kind: type[Part]) -> None:
    part = sample(kind)
    assert part.faults() == [] and not unknown(part)
    piece = part.make(SHOP)
    assert (piece.name, piece.kind, piece.count) == ("contoh", kind.kind, 1) and piece.material
    assert piece.shape.volume_mm3 > 0 and piece.quantities
    addresses = [q.address for q in piece.quantities]
    assert len(set(addresses)) == len(addresses) and not unknown(piece)
    x0, y0, z0, x1, y1, z1 = piece.shape.box_mm
    assert x1 > x0 and y1 > y0 and z1 > z0
    assert part.make(SHOP) == piece
    assert part.bent == (piece.pipe is not None)


def outlines_of(sheet: Sheet) -> list[Outline]:
    return [sheet.outline, *sheet.holes, *sheet.punched]


@each
def test_sheets_are_sound(kind: type[Part]) -> None:
    for sheet in made(kind).sheets:
        for line in outlines_of(sheet):
            assert not unknown(line) and line.length > 0 and abs(line.area) > 0
            assert isinstance(line, Circle) or (line.closed and min(line.edge_lengths()) > 1e-6)
        assert sheet.outline.area > 0 and sheet.area_mm2 > 0
        assert {s.layer for s in sheet.strokes} | {t.layer for t in sheet.texts} <= set(LAYERS)
        assert sheet.texts, "no words engraved"
        _holes_inside_and_apart(sheet)


def _holes_inside_and_apart(sheet: Sheet) -> None:
    from shapely import Polygon
    plate = Polygon(sheet.outline.polyline(0.005))
    assert plate.is_valid
    holes = [Polygon(h.polyline(0.005)) for h in (*sheet.holes, *sheet.punched)]
    for i, hole in enumerate(holes):
        assert hole.is_valid and plate.contains(hole)
        assert all(hole.distance(other) > 0.5 for other in holes[i + 1:])


# flat metal times thickness is the solid's volume: exact for these (facts/sheets.md 1, 2, 6)
EXACT = {
    "transition": {"start": {"round": {"od_mm": 100.0}}, "x_mm": 0.0, "y_mm": 0.0, "seam": "butt"},
    "megaphone": {}, "eccentric_cone": {"end_od_mm": 100.0},
    "shell": {}, "cone": {}, "flange": {}, "bracket": {}, "core": {}, "heat_shield": {}, "shield_foot": {},
    "spring_hook": {},
    "end_cap": {"flange_mm": 0.0}, "baffle": {"flange_mm": 0.0},
}


@each
def test_flat_metal_is_the_metal_of_the_solid(kind: type[Part]) -> None:
    piece = made(kind, **EXACT.get(kind.kind, {"blank": "drawn"} if kind.kind in ("end_cap", "baffle") else {}))
    if kind.kind in EXACT:
        flat = math.fsum(s.area_mm2 * s.thickness_mm for s in cut(piece))
        assert flat == pytest.approx(piece.shape.volume_mm3, rel=1e-9)
    else:
        assert not cut(piece), "say in EXACT which identity ties this part's flat to its solid"


@pytest.mark.parametrize("kind", [k for k in PARTS if k.kind in ("end_cap", "baffle")], ids=lambda k: k.kind)
def test_a_drawn_rim_keeps_its_mid_surface(kind: type[Part]) -> None:
    """The blank has the area of the mid surface; the bent corner's metal is more by pi t^3 / 6 (Pappus)."""
    piece = made(kind, blank="drawn", flange_mm=12.0, bend_radius_mm=2.0)
    flat = math.fsum(s.area_mm2 * s.thickness_mm for s in cut(piece))
    assert flat + math.pi * piece.thickness_mm**3 / 6 == pytest.approx(piece.shape.volume_mm3, rel=1e-9)


@pytest.mark.parametrize(("seam", "edge_mm"), [
    ({"kind": "butt", "gap_mm": 0.8}, -0.4), ({"kind": "lap", "width_mm": 12.0}, 6.0),
    ({"kind": "lock", "fold_mm": 6.0, "extra_mm": 1.5}, 9.75)], ids=["butt", "lap", "lock"])
def test_a_seam_adds_its_strip_and_nothing_else(seam: dict[str, Any], edge_mm: float) -> None:
    piece = made(Shell, seam=seam)
    strip = 2 * edge_mm * 360.0
    assert (cut(piece)[0].area_mm2 - strip) * 1.0 == pytest.approx(piece.shape.volume_mm3, rel=1e-9)


def seam_lines(outline: Contour, rolled: list[float]) -> list[float]:
    """Lengths of the edges that are neither rolled edges nor the short ends of seam strips."""
    longest = max(v for v in outline.edge_lengths() if all(abs(v - r) > 1e-6 for r in rolled))
    return [v for v in outline.edge_lengths() if abs(v - longest) < 1e-3 * longest]


@pytest.mark.parametrize("seam", ["butt", {"kind": "butt", "gap_mm": 1.0}, "lap"], ids=["butt", "gap", "lap"])
def test_seam_edges_of_a_cone_are_equal_and_its_arcs_are_the_rims(seam: Any) -> None:
    cone = next(k for k in PARTS if k.kind == "cone")
    part = sample(cone, seam=seam)
    outline = cut(part.make(SHOP))[0].outline
    assert isinstance(outline, Contour)
    arcs = [n for n, v in zip(outline.edge_lengths(), outline.vertices, strict=True) if v.bulge]
    edges = seam_lines(outline, arcs)
    assert len(edges) == 2 and edges[0] == pytest.approx(edges[1], rel=1e-12)
    if seam != {"kind": "butt", "gap_mm": 1.0}:
        assert sorted(arcs) == pytest.approx(sorted(2 * math.pi * r for r in part.mid_radii()), rel=1e-12)


def numeric_fields(kind: type[Part]) -> list[str]:
    data = sample(kind)
    return [n for n in kind.model_fields if isinstance(getattr(data, n), float)]


@each
def test_an_unmeasured_number_withholds_the_part(kind: type[Part]) -> None:
    names = numeric_fields(kind)
    assert names
    for name in names:
        part = sample(kind, **{name: "ask"})
        assert unknown(part), name


@each
def test_what_cannot_be_made_is_refused_with_its_code(kind: type[Part]) -> None:
    spoken = {part for key in words("id") for part in key.split(".")}
    for changes, code in BAD[kind.kind]:
        found = [c for c, _ in sample(kind, **changes).faults()]
        assert code in found, (changes, found)
        assert code in spoken, f"no words for {code}"


def test_every_kind_has_samples_and_a_name_of_its_own() -> None:
    kinds = [k.kind for k in PARTS]
    assert len(set(kinds)) == len(kinds) and set(kinds) == set(SAMPLES) == set(BAD)


def test_realised_holes_are_the_ones_the_solid_has() -> None:
    part = sample(Tube)
    assert isinstance(part, Tube)
    span = part.spans()[0]
    holes = span.holes()
    assert len(holes) == span.around * span.rows
    girth = math.pi * (28.6 - 1.2)
    assert span.open_area == pytest.approx(len(holes) * math.pi * 4.0**2 / 4 / (girth * 70.0), rel=1e-12)
    assert span.open_area == pytest.approx(0.25, rel=0.02)
    solid = part.make(SHOP).shape.volume_mm3
    whole = math.pi / 4 * (28.6**2 - 26.2**2) * 345.0
    assert whole - solid == pytest.approx(len(holes) * math.pi * 4 * 1.2, rel=1e-9)


# reference values of a second, independent method (facts/sheets.md 12) ----------------------------------------------
def test_r6_cone() -> None:
    """R6 has edges square to the sheet; ends ground flat have its mid radii where the outside is this much larger."""
    slope = math.atan2(30.0, 70.0)
    more = 1.2 / math.cos(slope) - 1.2 * math.cos(slope)
    cone = sample(next(k for k in PARTS if k.kind == "cone"), start_od_mm=100.0 + more, end_od_mm=40.0 + more,
                  length_mm=70.0, thickness_mm=1.2)
    big, small, theta = cone.sector()
    assert (big, small, math.degrees(theta)) == pytest.approx(
        (125.5295517644, 49.37182070576, 141.8109474885), rel=1e-11)
    assert cone.outline().area == pytest.approx(16484.06600565, rel=1e-11)


@pytest.mark.parametrize(("blank", "diameter"), [("drawn", 117.5664747126), ("ba", 119.3681408993)])
def test_r21_flanged_disc(blank: str, diameter: float) -> None:
    plate = sample(next(k for k in PARTS if k.kind == "baffle"), od_mm=100.0, flange_mm=12.0, bend_radius_mm=2.0,
                   thickness_mm=1.2, k_factor=0.5, blank=blank, holes=[], field=None)
    assert plate.blank_mm == pytest.approx(diameter, rel=1e-11)


def test_r22_bracket() -> None:
    piece = made(next(k for k in PARTS if k.kind == "bracket"), legs_mm=[40.0, 60.0, 25.0], bends_deg=[90.0, 45.0],
                 bend_radius_mm=2.0, thickness_mm=2.0, k_factor=0.41, holes=[])
    sheet = cut(piece)[0]
    assert sheet.bounds()[2] - sheet.bounds()[0] == pytest.approx(120.3307599634, rel=1e-11)
    lines = [s.points[0][0] for s in sheet.strokes if s.layer.startswith("BEND")]
    assert lines == pytest.approx([38.2148228208, 95.8802028025], rel=1e-11)
