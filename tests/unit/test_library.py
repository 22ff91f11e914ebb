"""The library: whose file wins, what every value must tell, and templates of a workshop that are wrong."""

import hashlib
import os
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.library import KINDS, TRUST, Library, shelf
from knalpot_cad.library.search import search
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
        rule_is_read = fitment.vehicle_class == "L3"        # that of cars is only from memory
        assert (rated.trust == "unverified" or not rule_is_read) == (test.trust == "unverified"), fitment.id


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
    assert library.used == () and search(library.fitments, "beat") and library.used == ()
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


# origin of values, and files that mean no good ------------------------------------------------------------------------
@pytest.mark.parametrize(("row", "code", "key"), [
    ("{value: 5, unit: mm, trust: secondary}", "value-origin", "source"),
    ("{value: 5, unit: mm, trust: measured, date: \"2026-01-31\"}", "value-origin", "by"),
    ("{value: 5, unit: mm, trust: measured, by: Budi}", "value-origin", "date"),
    ("{value: 5, unit: mm, trust: measured, by: Budi, date: kemarin}", "value-origin", "date"),
    ("{value: 5, unit: mm, trust: secondary, source: shet}", "wrong-choice", "source"),
    ("{value: 5, unit: cm}", "wrong-choice", "unit"), ("{value: 0.5, unit: mm}", "out-of-range", "value"),
    ("{value: 5300, unit: mm}", "out-of-range", "value"), ("{value: besar}", "wrong-kind", "value")])
def test_a_value_tells_its_origin_and_is_possible(tmp_path, row, code, key):
    row = row.replace("value: 5,", "value: 50,")
    text = f"make: Kita\nsources: {{sheet: a copied sheet}}\nvalues:\n  bore_mm: {row}\n"
    library = Library.open(put(tmp_path, "fitments/ours.yaml", text), {}, tmp_path)
    assert [(c, line, v["key"]) for c, line, v in faults(library.fitment, "ours")] == [(code, 4, key)]


@pytest.mark.parametrize(("text", "code", "key"), [
    ("values: {bor_mm: {value: 50}}\n", "unknown-key", "bor_mm"),
    ("measure: [port_bor_mm]\n", "unknown-key", "port_bor_mm"),
    ("vehicle_class: L9\n", "wrong-choice", "vehicle_class"), ("fuel: solar\n", "wrong-choice", "fuel")])
def test_a_slip_in_a_vehicle_is_told(tmp_path, text, code, key):
    library = Library.open(put(tmp_path, "fitments/ours.yaml", text), {}, tmp_path)
    assert [(c, v["key"]) for c, _, v in faults(library.fitment, "ours")] == [(code, key)]


@pytest.mark.parametrize(("text", "keys"), [
    ("kind: welding\ntitle: {id: a}\n", {"kind", "en"}), ("kind: roll\ntitle: {id: a, en: b}\nlimit: {}\n", {"limit"}),
    ("kind: roll\ntitle: {id: a, en: b}\ndies: [{od_mm: 5}]\n", {"od_mm"}),
    ("kind: roll\ntitle: {id: a, en: b}\nlimits: {k: {value: 1, trust: verified}}\n", {"source"})])
def test_a_wrong_machine_is_told(tmp_path, text, keys):
    library = Library.open(put(tmp_path, "machines/ours.yaml", text), {}, tmp_path)
    assert {v["key"] for *_, v in faults(library.machine, "ours")} == keys


@pytest.mark.parametrize(("text", "keys"), [
    ("status: sure\n", {"status"}), ("status: unverified\nuse: check\n", {"use"}),
    ("tables: {a: {from_mm: [1, 5], to_mm: [5, 4], grades: {m: [1]}}}\n", {"to_mm", "m"}),
    ("tables: {a: {row: []}}\n", {"row"}), ("tables: {a: {rows: [5]}}\n", {"rows"})])
def test_a_wrong_regulation_is_told(tmp_path, text, keys):
    library = Library.open(put(tmp_path, "regulations/ours.yaml", text), {}, tmp_path)
    assert {v["key"] for *_, v in faults(library.regulation, "ours")} == keys


def test_price_and_stock_are_the_workshop_s_own(tmp_path):
    text = GOOD + ("price: {value: 14500, unit: IDR/kg, trust: measured, by: Budi, date: \"2026-01-31\"}\n"
                   "stock: [{form: sheet, width_mm: 914, length_mm: 1829, thickness_mm: 0.8}]\n")
    found = Library.open(put(tmp_path, "materials/ours.yaml", text), {}, tmp_path).material("ours")
    assert (found.price.value, found.price.unit, found.price.by) == (14500, "IDR/kg", "Budi")
    [stock] = found.stock
    assert (stock.width_mm, stock.thickness_mm, stock.open_area) == (914.0, (0.8,), None)
    bad = GOOD + "price: {value: -5, unit: USD}\nstock: [{form: coil, width_mm: -1}]\n"
    library = Library.open(put(tmp_path / "b", "materials/ours.yaml", bad), {}, tmp_path)
    assert {v["key"] for *_, v in faults(library.material, "ours")} == {"value", "unit", "form", "width_mm"}


def test_files_that_mean_no_good_are_told_and_hurt_nobody(tmp_path):
    folder = tmp_path / "fitments"
    folder.mkdir()
    (folder / "bomb.yaml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nvalues: *b\n", encoding="utf-8")
    (folder / "deep.yaml").write_text("[" * 100_000, encoding="utf-8")
    (folder / "big.yaml").write_text("# " + "x" * 1_000_001, encoding="utf-8")
    (folder / "tag.yaml").write_text("make: !!python/object/apply:os.system [ls]\n", encoding="utf-8")
    (folder / "bytes.yaml").write_bytes(b"make: \xff\xfe\x00\n")
    (folder / "folder.yaml").mkdir()
    (folder / "good.yaml").write_text("make: Kita\nmodel: Satu\n", encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.yaml")
        (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    for name in ("old.yml", "Besar.yaml", "con.yaml", "a b.yaml", ".yaml"):
        (folder / name).write_text("make: Kita\n", encoding="utf-8")
    library = Library.open(tmp_path, {}, tmp_path)
    good, wrong = library.every("fitments")
    told = {f.where.file for f in wrong}
    assert len(good) == 59 and {f"fitments/{n}.yaml" for n in ("bomb", "deep", "big", "tag", "bytes", "folder")} <= told
    assert {f.name for f in library.passed_over("fitments")} == {"old.yml", "Besar.yaml", "con.yaml", "a b.yaml"}
    assert faults(lambda: library.fitments) and library.used == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a POSIX system: fifos, and links without a right")
def test_a_link_out_of_the_library_shows_nothing(tmp_path):
    """Not in a message, and not in a design either, where a block would be copied word by word."""
    (tmp_path / "secret.txt").write_text("password: 12345\n", encoding="utf-8")
    own = tmp_path / "own"
    for kind in ("fitments", "designs", "blocks"):
        (own / kind).mkdir(parents=True)
        (own / kind / "out.yaml").symlink_to(tmp_path / "secret.txt")
    put(own, "designs/taker.yaml", "template: 1\ntitle: {id: a, en: b}\nfor: {}\nrules: header-single\nexpected: {}\n"
                                   "---\n#include out\n")
    put(own, "fitments/real.yaml", "make: Kita\nmodel: Satu\n")
    (own / "fitments" / "alias.yaml").symlink_to(own / "fitments" / "real.yaml")
    (tmp_path / "linked").symlink_to(own)
    for folder in (own, tmp_path / "linked"):
        library = Library.open(folder, {}, tmp_path)
        for call in (library.fitment, library.design, library.block):
            assert [code for code, *_ in faults(call, "out")] == ["library-link"]
        assert [code for code, *_ in faults(library.design, "taker")] == ["library-link"]
        for kind in ("fitments", "designs", "blocks"):
            assert not any("12345" in str(f.values) for f in library.every(kind)[1])
        assert library.fitment("alias").title == "Kita Satu"


def test_a_folder_with_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_FILES", 2)
    for n in range(3):
        put(tmp_path, f"materials/m{n}.yaml", GOOD)
    assert faults(Library((tmp_path,)).names, "materials")[0][0] == "too-large"
    assert Library((tmp_path,)).names("fitments") == {}
    put(tmp_path, "machines", "a file where a folder should be")
    assert Library((tmp_path,)).names("machines") == {}


def test_a_file_is_hashed_as_it_was_read(tmp_path):
    put(tmp_path, "materials/ours.yaml", GOOD)
    library = Library((tmp_path,))
    library.material("ours")
    before = library.used
    put(tmp_path, "materials/ours.yaml", GOOD.replace("7850", "1"))
    assert library.material("ours").density_kg_m3 == 7850 and library.used == before
