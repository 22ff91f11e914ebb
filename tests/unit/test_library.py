"""The library: whose file wins, what every value must tell, and templates of a workshop that are wrong."""

import hashlib
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.library import KINDS, TRUST, Library
from knalpot_cad.places import templates_root
from knalpot_cad.tolerance import TABLES, tolerance_mm

ASKED = {"exhaust_pipe_mm", "flange_bolt_spacing_mm", "port_bore_mm"}
GOOD = "kind: sheet\ndensity_kg_m3: 7850\ncolour: [1, 2, 3]\n"


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return folder


def faults(call, *args):
    with pytest.raises(Faults) as caught:
        call(*args)
    return [(f.code, f.where.line if f.where else 0, f.values) for f in caught.value.faults]


def test_every_packaged_template_loads_and_tells_its_trust(library):
    for fitment in library.fitments:
        assert fitment.make and fitment.model and all(v.trust in TRUST and v.source for v in fitment.values.values())
        assert fitment.values["idle_rpm"].trust == "unverified"
    materials = [library.material(name) for name in library.names("materials")]
    assert {m.kind for m in materials} == set(KINDS)
    assert all(v.trust in TRUST and v.source for m in materials for v in m.data.values())


def test_sizes_nobody_published_are_asked_in_both_languages(library):
    for fitment in library.fitments:
        assert not ASKED & set(fitment.values) and set(fitment.measure) >= ASKED
        assert all(set(how) == {"id", "en"} and all(how.values()) for how in fitment.measure.values())


def test_a_speed_computed_from_an_unverified_one_is_unverified(library):
    for fitment in library.fitments:
        rated, test = fitment.values["max_power_rpm"], fitment.values["stationary_test_rpm"]
        assert (rated.trust == "unverified") == (test.trust == "unverified"), fitment.id


def test_the_nearest_folder_wins_by_name(tmp_path):
    local = put(tmp_path / "here", "templates/materials/spcc.yaml", GOOD.replace("7850", "1"))
    shared = put(tmp_path / "shared", "materials/spcc.yaml", GOOD.replace("7850", "2"))
    given = put(tmp_path / "given", "materials/spcc.yaml", GOOD.replace("7850", "3"))
    assert Library.open(env={}, cwd=tmp_path).material("spcc").density_kg_m3 == 7850
    assert Library.open(env={}, cwd=local).material("spcc").density_kg_m3 == 1
    env = {"KNALPOT_LIBRARY": str(shared)}
    assert Library.open(env=env, cwd=local).material("spcc").density_kg_m3 == 2
    last = Library.open(given, env, local)
    assert last.material("spcc").density_kg_m3 == 3 and last.material("sphc").density_kg_m3 == 7850
    assert faults(Library.open, tmp_path / "none", {})[0][0] == "cannot-read"


def test_what_was_read_is_told_with_its_hash_whatever_the_line_ends(tmp_path):
    library = Library.open(env={}, cwd=tmp_path)
    assert library.used == () and library.search_fitments("beat") and library.used == ()
    library.material("spcc")
    library.fitment("honda_beat_110")
    assert [name for name, _ in library.used] == ["fitments/honda_beat_110.yaml", "materials/spcc.yaml"]
    data = (templates_root() / "materials" / "spcc.yaml").read_bytes().replace(b"\r\n", b"\n")
    assert dict(library.used)["materials/spcc.yaml"] == hashlib.sha256(data).hexdigest()
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "spcc.yaml").write_bytes(data.replace(b"\n", b"\r\n"))
    again = Library.open(tmp_path, {}, tmp_path)
    again.material("spcc")
    assert again.used == tuple(u for u in library.used if u[0].startswith("materials"))


@pytest.mark.parametrize(("words", "found"), [
    ("beat", "honda_beat_110"), ("Hoda BeAT", "honda_beat_110"), ("nmx", "yamaha_nmax_155"), ("155", "yamaha_nmax_155"),
    ("vairo 125", "honda_vario_125"), ("yamaha honda", None)])
def test_search_forgives_spelling(library, words, found):
    assert [f.id for f in library.search_fitments(words)] == ([found] if found else [])


@pytest.mark.parametrize(("call", "name", "code", "nearest"), [
    ("material", "sus34", "unknown-material", "sus304"), ("fitment", "honda_beat", "unknown-fitment", "honda_beat_110"),
    ("regulation", "jis_b_405", "unknown-name", "jis_b_0405"), ("material", "../words/id", "unknown-material", None)])
def test_an_unknown_name_is_answered_with_the_nearest(library, call, name, code, nearest):
    found, _, values = faults(getattr(library, call), name)[0]
    assert found == code and (nearest is None or values["nearest"] == nearest)


@pytest.mark.parametrize(("text", "expected"), [
    ("kind: sheet\n", {("missing-key", 1, "density_kg_m3"), ("missing-key", 1, "colour")}),
    ("kind: foil\ndensity_kg_m3: heavy\ncolour: [1, 2]\n",
     {("wrong-choice", 1, "kind"), ("wrong-kind", 2, "density_kg_m3"), ("wrong-kind", 3, "colour")}),
    (GOOD.replace("7850", "0"), {("out-of-range", 2, "density_kg_m3")}),
    (GOOD + "data: [1]\n", {("wrong-kind", 4, "data")}),
    (GOOD + "data: {x_mpa: 5}\n", {("wrong-kind", 4, "x_mpa")}),
    (GOOD + "data: {x_mpa: {value: true, trust: verfied, sauce: me}}\n",
     {("wrong-kind", 4, "value"), ("wrong-choice", 4, "trust"), ("unknown-key", 4, "sauce")}),
    (GOOD + "colours: red\n", {("unknown-key", 4, "colours")}),
    ("[1]\n", {("wrong-kind", 1, "materials/ours.yaml")})])
def test_a_wrong_material_tells_everything_at_its_line(tmp_path, text, expected):
    library = Library.open(put(tmp_path, "materials/ours.yaml", text), {}, tmp_path)
    assert {(code, line, values["key"]) for code, line, values in faults(library.material, "ours")} == expected


@pytest.mark.parametrize(("text", "key"), [
    ("values: [1]\n", "values"), ("values: {bore_mm: 5}\n", "bore_mm"),
    ("measure: {port_bore_mm: ask}\n", "port_bore_mm"), ("measure: {port_bore_mm: {id: [1]}}\n", "id"),
    ("mesure: {}\n", "mesure")])
def test_a_wrong_fitment_is_told(tmp_path, text, key):
    library = Library.open(put(tmp_path, "fitments/ours.yaml", text), {}, tmp_path)
    assert [values["key"] for *_, values in faults(library.fitment, "ours")] == [key]


def test_empty_blocks_are_nothing(tmp_path):
    library = Library.open(put(tmp_path, "fitments/ours.yaml", "make: Kita\nvalues:\nmeasure:\n"), {}, tmp_path)
    assert library.fitment("ours").values == {} and library.fitment("ours").measure == {}


@pytest.mark.parametrize("data", [
    "", "data: {resistivity_1: {value: 1, at: 80}}\n",
    "data: {resistivity_1: {value: 1}, resistivity_2: {value: 2}}\n",
    "data: {resistivity_1: {value: 1, at: 80}, resistivity_2: {value: 2, at: 80}}\n"])
def test_a_wool_without_two_points_has_no_resistivity(tmp_path, data):
    library = Library.open(put(tmp_path, "materials/ours.yaml", GOOD + data), {}, tmp_path)
    assert faults(library.material("ours").resistivity, 100.0)[0][0] == "material-no-wool"


# JIS B 0405-1991 and JIS B 0408-1991 as printed: a band ends with its upper size, the first of 0405 begins with 0.5
@pytest.mark.parametrize(("table", "grade", "nominal", "expected"), [
    ("jis_b_0405", "m", 0.5, 0.1), ("jis_b_0405", "m", 3, 0.1), ("jis_b_0405", "m", 6.01, 0.2),
    ("jis_b_0405", "m", 30, 0.2), ("jis_b_0405", "m", 120, 0.3), ("jis_b_0405", "c", 400, 1.2),
    ("jis_b_0405", "m", 4000, 2), ("jis_b_0405", "f", 4000, None), ("jis_b_0405", "v", 2, None),
    ("jis_b_0405", "m", 0.49, None), ("jis_b_0405", "m", 4001, None), ("jis_b_0405", "x", 10, None),
    ("jis_b_0405", "m", 0, None), ("jis_b_0405", "m", float("nan"), None), ("jis_b_0405", "m", -30, 0.2),
    ("jis_b_0408_blank", "B", 6, 0.1), ("jis_b_0408_blank", "C", 360, 2 - 0.8), ("jis_b_0408_bend", "B", 100, 0.8),
    ("jis_b_0408_bend", "C", 2000, 6), ("jis_b_0408_bend", "A", 100, None), ("jis_b_0408_blank", "B", 2001, None)])
def test_general_tolerances(library, table, grade, nominal, expected):
    assert tolerance_mm(table, grade, nominal, library) == expected and table in TABLES


def test_a_tolerance_table_that_was_spoilt_is_told(tmp_path):
    put(tmp_path, "regulations/jis_b_0405.yaml", "tables: {linear: {from_mm: [1], to_mm: [2, 3], grades: {m: [1]}}}\n")
    library = Library.open(tmp_path, {}, tmp_path)
    assert faults(tolerance_mm, "jis_b_0405", "m", 1.5, library)[0][0] == "wrong-kind"
