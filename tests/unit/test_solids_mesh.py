"""STL and GLB: closed triangles of the right volume, read by the rules of the formats; views and sections as lines."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from knalpot_cad.geometry.frame import Frame
from knalpot_cad.geometry.plane import Circle
from knalpot_cad.geometry.shape import BentStrip, ConeShell, FlangedDisc, Placed, Plate, Tube
from knalpot_cad.solids.drawn import View, section, visible
from knalpot_cad.solids.mesh import glb, stl

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
HOLES = tuple((360 / 14 * (i + 0.5 * (j % 2)), 30.0 + 7 * j, 4.0) for i in range(14) for j in range(4))


def part(name: str, shape: Any, at: tuple[float, float, float] = (0, 0, 0), x: Any = X, z: Any = Z,
         **more: Any) -> Placed:
    return Placed(name, shape, Frame(at, x, z), more.pop("group", ""), "spcc", more.pop("colour", (255, 0, 128)),
                  7850.0, **more)


PARTS = [part("badan", Tube(100, 98, 200), group="silincer"), part("masuk", Tube(28.6, 26.2, 180, HOLES), (0, 0, -20)),
         part("sekat", FlangedDisc(97.7, 8, 1, 1, (Circle(0, 0, 14.45),)), (0, 0, 120), group="silincer"),
         part("kerucut", ConeShell(31, 100, 1, 45), (0, 0, -45), group="silincer"),
         part("braket", BentStrip((40, 60), (90,), 2, 3, 30, ((1, 20, 0, 8.5),)), (50, 0, 80), Z, X),
         part("flens", Plate(Circle(0, 0, 40), (Circle(0, 0, 13.1),), 8), (300, 0, 0), Y, X)]


def triangles(data: bytes) -> np.ndarray:
    """Corners (n, 3, 3) of a binary STL."""
    count = int.from_bytes(data[80:84], "little")
    assert len(data) == 84 + 50 * count
    rows = np.frombuffer(data[84:], dtype=[("values", "<f4", 12), ("extra", "<u2")])
    assert not rows["extra"].any()
    return np.asarray(rows["values"][:, 3:].reshape(-1, 3, 3), dtype=float)


@pytest.mark.parametrize("placed", PARTS, ids=lambda p: p.name)
def test_stl_is_closed_and_of_the_volume(placed: Placed) -> None:
    """Every edge is walked once each way, and the volume is the recipe's but for the facets."""
    corners = triangles(stl([placed], "a"))
    names = {tuple(c): i for i, c in enumerate(np.unique(np.round(corners.reshape(-1, 3), 4), axis=0).tolist())}
    index = [[names[tuple(c)] for c in np.round(t, 4).tolist()] for t in corners]
    edges: dict[tuple[int, int], int] = {}
    for a, b, c in index:
        if len({a, b, c}) == 3:
            for e in ((a, b), (b, c), (c, a)):
                edges[e] = edges.get(e, 0) + 1
    assert all(edges.get((b, a)) == n for (a, b), n in edges.items())
    volume = float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6)
    assert volume == pytest.approx(placed.shape.volume_mm3, rel=0.02)


def test_glb_by_the_rules() -> None:
    """Header, chunks, tree, names, units and bounds as the glTF 2.0 specification has them."""
    data = glb(PARTS, "beat-standar")
    assert data[:4] == b"glTF" and int.from_bytes(data[4:8], "little") == 2
    assert int.from_bytes(data[8:12], "little") == len(data)
    size = int.from_bytes(data[12:16], "little")
    assert data[16:20] == b"JSON" and size % 4 == 0
    tree = json.loads(data[20:20 + size])
    binary = data[20 + size + 8:]
    assert data[20 + size + 4:20 + size + 8] == b"BIN\0" and len(binary) == tree["buffers"][0]["byteLength"]
    root = tree["nodes"][tree["scenes"][0]["nodes"][0]]
    assert root["name"] == "beat-standar" and root["scale"] == [0.001] * 3
    below = {tree["nodes"][i]["name"]: tree["nodes"][i] for i in root["children"]}
    assert set(below) == {"masuk", "braket", "flens", "silincer"}
    assert [tree["nodes"][i]["name"] for i in below["silincer"]["children"]] == ["badan", "sekat", "kerucut"]
    for row in tree["accessors"]:
        view = tree["bufferViews"][row["bufferView"]]
        assert view["byteOffset"] % 4 == 0
        kind, wide = ("<f4", 3) if row["type"] == "VEC3" else ("<u4", 1)
        values = np.frombuffer(binary[view["byteOffset"]:view["byteOffset"] + view["byteLength"]], kind)
        assert values.size == row["count"] * wide
        if wide == 3:
            assert np.allclose(values.reshape(-1, 3).min(axis=0), row["min"])
    flens = below["flens"]
    turn = np.array(flens["matrix"]).reshape(4, 4).T                    # columns come one after the other
    assert np.allclose(turn @ [0, 0, 1, 1], [301, 0, 0, 1])             # its z runs along x
    material = tree["materials"][tree["meshes"][flens["mesh"]]["primitives"][0]["material"]]
    red, green, blue, _ = material["pbrMetallicRoughness"]["baseColorFactor"]
    assert (red, green) == (1.0, 0.0) and blue == pytest.approx(0.2159, abs=1e-4)      # sRGB 128 is 0.2159 linear
    assert flens["extras"]["mass_kg"] == pytest.approx(PARTS[-1].mass_kg, abs=1e-4)


def area(loop: np.ndarray) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


def test_outside_view_hides_what_is_inside() -> None:
    """From the side a closed can is a rectangle; the tube in it is not drawn, one beside it is."""
    lid = Plate(Circle(0, 0, 49), (), 1)
    can = [PARTS[0], part("a", lid), part("b", lid, (0, 0, 199))]
    view = View(Z, Y)
    inner, beside = part("c", Tube(20, 18, 90), (0, 0, 50)), part("d", Tube(20, 18, 90), (0, 70, 5))
    for more, reach in ((inner, 50.0), (beside, 80.0)):
        lines = visible([*can, more], view, (0, 0, 0))
        points = np.concatenate(lines)
        assert (points[:, 0].min(), points[:, 0].max()) == (pytest.approx(0), pytest.approx(200))
        assert points[:, 1].max() == pytest.approx(reach) and points[:, 1].min() == pytest.approx(-50)
        if reach == 50:
            assert not [line for line in lines if np.abs(line[:, 1]).max() < 49]


def test_section_cuts_by_the_plane() -> None:
    """Cut metal has its closed form: walls times length; behind the plane is seen, before it is not."""
    wool = part("wol", Plate(Circle(0, 0, 49), (Circle(0, 0, 14.3),), 60), (0, 0, 20), solid=False)
    before, behind = part("muka", Tube(10, 8, 50), (-30, 0, 140)), part("balik", Tube(10, 8, 50), (30, 0, 140))
    found = section([*PARTS[:3], wool, before, behind], Frame())
    cuts = {c.part: c for c in found.cuts}
    assert set(cuts) == {"badan", "masuk", "sekat", "wol"} and cuts["wol"].filling and not cuts["badan"].filling
    assert sum(abs(area(loop)) for loop in cuts["badan"].loops) == pytest.approx(2 * 1 * 200)
    assert sum(abs(area(loop)) for loop in cuts["wol"].loops) == pytest.approx((98 - 28.6) * 60)
    flat, corner = 2 * (97.7 / 2 - 2 - 14.45), 2 * math.pi / 4 * (2**2 - 1)
    # chords of arcs r 1 and 2: at most 2/3 of SAG_MM times their length
    assert sum(abs(area(loop)) for loop in cuts["sekat"].loops) == pytest.approx(flat + corner + 2 * 6, abs=0.3)
    tubes = [line for line in found.lines if np.abs(line[:, 1]).max() < 5.001 and line[:, 0].min() > 139]
    assert tubes                                                        # the one behind
    rims = [line for line in found.lines if len(line) == 17]
    half = [h for h in HOLES if abs((h[0] + 180) % 360 - 180) + math.degrees(2 / 13.7) < 90]
    assert len(rims) == len(half)                                       # holes beyond the plane, seen from inside


def test_same_lines_twice() -> None:
    once, again = (section(PARTS[:4], Frame()) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(once.lines, again.lines, strict=True))
