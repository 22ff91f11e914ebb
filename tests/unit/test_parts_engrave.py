"""Where words are engraved: inside the metal, off the holes by another library, as large as fits, remembered right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely import Point as Dot
from shapely import Polygon, STRtree, box

from knalpot_cad.geometry.lettering import width
from knalpot_cad.geometry.plane import Circle, Contour, Vertex, rectangle
from knalpot_cad.parts import engrave
from knalpot_cad.parts.engrave import HEIGHTS, MARGIN, Space, block, lines
from knalpot_cad.parts.engrave_gaps import between
from knalpot_cad.parts.part import Shop

WORDS = ["SEKAT", "CONTOH-001 REV A", "SPCC T1 x1", "SISI LUAR"]
EAR = Contour((Vertex(-42.5, -20.0), Vertex(42.5, -20.0, 1.0), Vertex(42.5, 20.0), Vertex(-42.5, 20.0, 1.0)))
SHEETS = {
    "plain": (rectangle(0, 0, 120, 80), ()),
    "ring": (Circle(0, 0, 49), (Circle(0, 0, 14), Circle(25, 15, 8))),
    "flange": (EAR, (Circle(0, 0, 13), Circle(-42.5, 0, 4.25), Circle(42.5, 0, 4.25))),
    "field": (rectangle(0, 0, 90, 90), tuple(Circle(8 + 9 * i, 30 + 9 * j, 2.0) for i in range(9) for j in range(7))),
}


@pytest.mark.parametrize("name", SHEETS)
def test_words_lie_in_the_metal_and_off_the_holes(name: str) -> None:
    outline, holes = SHEETS[name]
    texts = block(Space(outline, holes), WORDS)
    metal = Polygon(outline.polyline(0.01))
    boxes = [box(t.x, t.y, t.x + width(t.words, t.height), t.y + t.height) for t in texts]
    assert " ".join(t.words for t in texts) == " ".join(WORDS)
    assert all(metal.contains(b) for b in boxes)
    assert all(b.distance(Dot(h.x, h.y)) >= h.radius + MARGIN - 1e-9 for b in boxes for h in holes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1:])


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("words", [WORDS, WORDS[:1], WORDS[1:2]])
def test_halving_finds_the_largest_height(name: str, words: list[str]) -> None:
    """Against every height in turn."""
    def places(height: float) -> Any:
        w, h, _ = engrave.size_of(words, height)
        return Space(*SHEETS[name]).first(w, h, None)
    found = engrave._search(Space(*SHEETS[name]), words, None, HEIGHTS)
    assert (found[0] if found else None) == next((h for h in HEIGHTS if places(h)), None)


@pytest.mark.parametrize("many", [0, 30, 400, 2500])
def test_the_first_free_place_is_the_nearest_of_all(many: int) -> None:
    """Every box of the grid looked at by another library, nearest to the middle first."""
    rng = np.random.default_rng(many)
    space = Space(EAR, ())
    circles = [Circle(float(x), float(y), 0.5) for x, y in rng.uniform((-70, -30), (70, 30), (many, 2))]
    for c in circles:
        space.keep_off(c)
    tree, metal = STRtree([Dot(c.x, c.y) for c in circles]), Polygon(EAR.polyline(0.5))

    def clear(x: float, y: float, w: float, h: float) -> bool:
        grown = box(x - MARGIN, y, x + w + MARGIN, y + h).union(box(x, y - MARGIN, x + w, y + h + MARGIN))
        near = tree.query(box(x, y, x + w, y + h), "dwithin", 0.5 + MARGIN - 1e-9)
        return bool(metal.contains(grown)) and not len(near)
    x0, y0, x1, y1 = EAR.bounds()
    for w, h in ((3.0, 1.0), (9.0, 4.0), (20.0, 12.0)):
        places = [(round(float(np.hypot(x + w / 2 - (x0 + x1) / 2, y + h / 2 - (y0 + y1) / 2)), 6), x, y)
                  for x in np.arange(x0, x1 - w + 1e-9) for y in np.arange(y0, y1 - h + 1e-9)]
        best = next((p[1:] for p in sorted(places) if clear(*p[1:], w, h)), None)
        found = space.first(w, h, None)
        assert found is None if best is None else found == pytest.approx(best)


def test_what_is_remembered_is_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = {}
    for name, sheet in SHEETS.items():
        engrave.KNOWN.clear()
        fresh[name] = block(Space(*sheet), WORDS)
    assert {name: block(Space(*sheet), WORDS) for name, sheet in SHEETS.items()} == fresh
    assert {name: block(Space(*sheet), WORDS) for name, sheet in SHEETS.items()} == fresh
    moved = Space(rectangle(0, 0, 120, 80), (Circle(60, 40, 10),))
    assert block(moved, WORDS) != fresh["plain"]
    monkeypatch.setattr(engrave, "MOST_KNOWN", 2)
    assert {name: block(Space(*sheet), WORDS) for name, sheet in SHEETS.items()} == fresh


def test_a_part_too_small_for_its_line_still_bears_the_name() -> None:
    texts = block(Space(rectangle(0, 0, 17.5, 16), ()), ["CANTOLAN"])
    assert [t.words for t in texts] == ["CANTOLAN"] and texts[0].height == engrave.LEAST


def test_lines_of_a_small_part_are_read_in_order() -> None:
    """A strip with a bend line and a hole: words from the top down, one height, a line too long left out."""
    space = Space(rectangle(0, 0, 34.6, 16), (Circle(28.6, 8, 3),))
    space.avoid_line((17.3, 0), (17.3, 16))
    texts = block(space, ["CANTOLAN", "CONTOH-001-RANGKAIAN", "SPHC T3 X1", "SISI LUAR"], (8, 8))
    assert " ".join(t.words for t in texts) == "CANTOLAN SPHC T3 X1 SISI LUAR"
    assert len({t.height for t in texts}) == 1
    left = [t for t in texts if t.x < 17.3]
    assert [t.y for t in left] == sorted((t.y for t in left), reverse=True)


def test_words_stand_along_a_gap_where_lines_are_near() -> None:
    """A long name between upright lines 26 mm apart is turned, off both lines, and larger than it would be level."""
    space, name = Space(rectangle(0, 0, 104, 200), ()), ["KNALPOT_DIFUSER_1", "CONTOH-005 REV A"]
    ends = [((x, 0.0), (x, 200.0)) for x in (0.0, 26.0, 52.0, 78.0, 104.0)]
    for line in ends[1:-1]:
        space.avoid_line(*line)
    texts = between(space, [(ends[1], ends[2]), (ends[2], ends[3])], name)
    level = block(Space(rectangle(0, 0, 104, 200), ()), name)
    assert [t.words for t in texts] == name and {abs(t.angle_deg) for t in texts} == {90.0}
    assert min(t.height for t in texts) >= 4.0 and level[0].angle_deg == 0
    for t in texts:     # turned: height runs along -u, width along v
        assert 26 + MARGIN / 2 < t.x - t.height < t.x < 52 - MARGIN / 2
        assert 0 < t.y < t.y + width(t.words, t.height) < 200


def test_every_cut_part_bears_its_vehicle() -> None:
    shop = Shop("CONTOH-001", "A", "honda_beat_110", "id")
    assert lines(shop, "badan", 2, 1.2, "spcc", "outside") == [
        "BADAN", "CONTOH-001 REV A", "HONDA BEAT 110", "SPCC T1.2 x2", "SISI LUAR"]
