"""Finding a vehicle by what people type, and measuring one: doubts, the workshop's own file, cuts resting on doubt."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from knalpot_cad.built import build
from knalpot_cad.cli.told import to_measure
from knalpot_cad.design import load
from knalpot_cad.fault import Faults
from knalpot_cad.library import Library
from knalpot_cad.library.search import near, only, search, sound
from knalpot_cad.measure import Entry, doubts, measured, own_file, person, read_entry, unverified_cuts, waits, written
from tests.unit.said import say, told

NAME = "honda_beat_110"


def ids(library: Library, words: str) -> list[str]:
    return [f.id for f in search(library.fitments, words)]


# search ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("words", "first"), [
    ("vario 125", "honda_vario_125"), ("vairo 125", "honda_vario_125"), ("pario 125", "honda_vario_125"),
    ("nmaks", "yamaha_nmax_155"), ("NMAX", "yamaha_nmax_155"), ("n-max 155cc", "yamaha_nmax_155"),
    ("Hoda BeAT 110", NAME), ("knalpot untuk beat 110 cc", NAME), ("skopi", "honda_scoopy_110"),
    ("rx king", "yamaha_rx_king"), ("rxking", "yamaha_rx_king"), ("erox", "yamaha_aerox_155"),
    ("fiksion r", "yamaha_vixion_r"), ("zx 25r", "kawasaki_zx25r"), ("hr-v", "honda_hrv_15"),
    ("inopa diesel", "toyota_innova_24d"), ("avansa 1.3", "toyota_avanza_13"), ("veloz", "toyota_avanza_15"),
    ("ayla", "toyota_agya_10"), ("stylo", "honda_vario_160"), ("panter", "isuzu_panther_25"),
    ("xpender", "mitsubishi_xpander_15"), ("mio m 3", "yamaha_mio_m3"), ("yamaha r 25", "yamaha_r25"),
    ("jupiter z", "yamaha_jupiter_z1"), ("yamaha 2 tak", "yamaha_rx_king"), ("yamaha two stroke", "yamaha_rx_king")])
def test_the_vehicle_that_is_meant_comes_first(library: Library, words: str, first: str) -> None:
    assert ids(library, words)[:1] == [first]


@pytest.mark.parametrize(("words", "found"), [
    ("dua tak", {"yamaha_rx_king", "kawasaki_ninja_150rr"}), ("beat", {NAME, "honda_beat_108"}),
    ("mobil diesel", {"isuzu_panther_25", "toyota_innova_24d"}),
    ("car diesel", {"isuzu_panther_25", "toyota_innova_24d"}),
    ("suzuki 150", {"suzuki_satria_f150", "suzuki_gsx_r150"}),
    ("twin", {"honda_cbr250rr_std", "yamaha_r25", "kawasaki_ninja_250"}), ("nmaks", {"yamaha_nmax_155"}),
    ("yamaha honda", set()), ("beat 155", set()), ("matic", set()), ("xyzzy", set()), ("", set())])
def test_only_what_fits_every_word_is_found(library: Library, words: str, found: set[str]) -> None:
    assert set(ids(library, words)) == found


def test_every_vehicle_is_found_by_its_own_names(library: Library) -> None:
    for f in library.fitments:
        assert f.id in ids(library, f.title) and f.id in ids(library, f"{f.make} {f.model}".lower()), f.id
        assert only(library.fitments, f.title) == f, f.id


def test_every_model_is_found_with_two_letters_exchanged(library: Library) -> None:
    """The commonest slip of a keyboard, in words of five letters or more."""
    for f in library.fitments:
        word = max(f.model.lower().split(), key=len)
        if len(word) >= 5 and word.isalpha():
            slip = word[:2] + word[3] + word[2] + word[4:]
            assert f.id in ids(library, slip), (f.id, slip)


def test_words_that_sound_alike_are_one() -> None:
    assert sound("nmaks") == sound("nmax") and sound("fiksion") == sound("vixion") and sound("supraa") == sound("supra")


def test_where_nothing_fits_the_likely_ones_are_named(library: Library) -> None:
    assert [f.id for f in near(library.fitments, "satria fu")] == ["suzuki_satria_f150"]


# command line ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workshop's folder with nothing in it, in Bahasa."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("args", ["fitments vario 125", "motor cari vario 125", "motor vairo 125"])
def test_words_after_the_verb_are_a_search(shop: Path, capsys: pytest.CaptureFixture[str], args: str) -> None:
    code, out, err = say(capsys, *args.split())
    assert code == 0 and "honda_vario_125" in out and "salinan" in out and not err


def test_show_takes_what_a_person_says_and_asks_back_where_several_fit(
        shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "motor", "lihat", "nmaks")[1]["id"] == "yamaha_nmax_155"
    code, _, err = say(capsys, "motor", "lihat", "beat", "--lang", "en")
    assert code == 2 and NAME in err and "honda_beat_108" in err
    code, out, _ = say(capsys, "motor", "satria", "fu")
    assert code == 0 and "suzuki_satria_f150" in out
    assert say(capsys, "motor", "serch", "beat")[0] == 2        # a slip in a verb is no search


def test_a_broken_file_of_the_workshop_hides_no_other_vehicle(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "templates" / "fitments").mkdir(parents=True)
    (shop / "templates" / "fitments" / "ours.yaml").write_text("make: Kita\nmodle: Satu\n", encoding="utf-8")
    code, out, err = say(capsys, "motor", "beat")
    assert code == 2 and NAME in out and "ours.yaml:2" in err and "modle" in err
    code, found = told(capsys, "motor")
    assert code == 2 and len(found["fitments"]) == 58 and found["faults"][0]["line"] == 2
    assert say(capsys, "motor", "lihat", NAME)[0] == 0


# what a person types --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "value"), [
    ("26.2", 26.2), ("26,2", 26.2), (" 26.2 mm ", 26.2), ("2.62cm", 26.2), ("1 in", 25.4), ('1.5"', 38.1),
    ("1,5 inci", 38.1), ("66.4 - 8", 58.4), ("66,4-8", 58.4), ("22 + 50", 72.0), ("100 - 8 - 2.5", 89.5),
    ("26.2 26.4", 26.3), ("26 26 26.3 mm", 26.1)])
def test_a_size_is_read_as_it_is_written(text: str, value: float) -> None:
    assert read_entry(text).value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("text", ["", "x", "-5", "0", "5 - 5", "5 - 8", "1e9", "nan", "inf", "26.2.1", "26;2", "1e3",
                                  "--", "mm", "5 apel", "٢٦", "9" * 400, "1 " * 11])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(Faults):
        read_entry(text)


def test_doubts_ask_about_inches_order_and_two_readings(library: Library) -> None:
    g = library.guides
    assert doubts(g["port_bore_mm"], Entry(26.0), {"bore_mm": 47.0}) == ()
    [inch] = doubts(g["exhaust_pipe_mm"], Entry(1.125), {})
    assert inch.code == "doubt_maybe" and "28.6 mm" in str(inch.values["likely"])
    [tenfold] = doubts(g["exhaust_pipe_mm"], Entry(8.0), {})
    assert tenfold.code == "doubt_maybe" and "80 mm" in str(tenfold.values["likely"])
    assert [d.code for d in doubts(g["exhaust_pipe_mm"], Entry(0.2), {})] == ["doubt_range"]
    assert [d.code for d in doubts(g["port_bore_mm"], Entry(48.0), {"bore_mm": 47.0})] == ["doubt_less"]
    assert [d.code for d in doubts(g["port_bore_mm"], read_entry("26 28"), {})] == ["doubt_apart"]


# asking ---------------------------------------------------------------------------------------------------------------
def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize(("lang", "who", "sketch"), [
    ("id", "Siapa yang mengukur?", "TMA"), ("en", "Who measures?", "TDC")])
def test_measuring_asks_one_by_one_and_writes_the_workshop_s_file(
        shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
        lang: str, who: str, sketch: str) -> None:
    typing(monkeypatch, "Budi  Santoso", "", "36", "20", "28", "30", "66,4 - 8", "8", "1.25", "34", "q")
    code, out, err = say(capsys, "motor", "ukur", "rx", "king", "--date", "2026-01-31", "--lang", lang)
    assert code == 3 and not err and who in out and sketch in out and "measure." not in out
    assert "31.8 mm?" in out and "58.4 mm" in out
    library = Library.open(env={}, cwd=shop)
    found = library.fitment("yamaha_rx_king")
    got = {k: v.value for k, v in found.values.items() if v.trust == "measured"}
    assert got == {"port_width_mm": 36, "port_height_mm": 20, "port_depth_mm": 28, "port_length_mm": 30,
                   "flange_bolt_spacing_mm": 58.4, "flange_stud_mm": 8, "exhaust_pipe_mm": 34}
    packaged = Library.open(env={}, cwd=shop / "templates").fitment("yamaha_rx_king")
    assert {k: v for k, v in found.values.items() if k not in got} == dict(packaged.values)
    assert (found.title, found.notes, found.measure) == (packaged.title, packaged.notes, packaged.measure)
    by = found.values["flange_stud_mm"]
    assert (by.by, by.date, by.unit) == ("Budi Santoso", "2026-01-31", "mm")
    assert [name for name, _ in library.used] == ["fitments/yamaha_rx_king.yaml"]


def test_a_doubtful_value_said_twice_is_kept_and_marked(
        shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "200", "201", "201")
    assert say(capsys, "motor", "ukur", NAME, "--only", "exhaust_pipe_mm", "--by", "Ani")[0] == 3
    found = Library.open(env={}, cwd=shop).fitment(NAME).values["exhaust_pipe_mm"]
    assert found.value == 201 and "confirmed" in found.source


def test_what_was_answered_stays_when_the_sitting_ends_early(
        shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(io.StringIO):
        def readline(self, *args: Any) -> str:
            line = super().readline(*args)
            if not line:
                raise KeyboardInterrupt
            return line
    monkeypatch.setattr("sys.stdin", Cut("26\n"))
    assert say(capsys, "motor", "ukur", NAME, "--by", "Ani")[0] == 130
    assert Library.open(env={}, cwd=shop).fitment(NAME).number("port_bore_mm") == 26


def test_a_file_that_was_there_is_kept_beside_the_new_one(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "motor", "ukur", NAME, "--set", "port_bore_mm=26", "--by", "Ani")[0] == 3
    own = shop / "templates" / "fitments" / f"{NAME}.yaml"
    own.write_text(own.read_text(encoding="utf-8") + "# catatan saya\n", encoding="utf-8")
    code, found = told(capsys, "motor", "ukur", NAME, "--set", "flange_stud_mm=8", "--set", "mount_x_mm=200",
                       "--by", "Budi")
    assert code == 3 and found["saved"] == ["flange_stud_mm", "mount_x_mm"]
    assert found["moved_to"] == f"{NAME}.yaml.old-1"
    assert (own.parent / found["moved_to"]).read_text(encoding="utf-8").endswith("# catatan saya\n")
    after = Library.open(env={}, cwd=shop).fitment(NAME)
    assert after.number("port_bore_mm") == 26 and after.values["port_bore_mm"].by == "Ani"
    assert sorted(p.name for p in own.parent.iterdir()) == [own.name, f"{own.name}.old-1"]


def test_values_of_the_command_line_are_all_or_none(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "motor", "ukur", NAME, "--set", "port_bore_mm=48", "--set", "flange_bolt_spcing_mm=58",
                       "--set", "mount_x_mm=jauh", "--set", "exhaust_pipe_mm=28.6")
    codes = {f["code"] for f in found["faults"]}
    assert code == 2 and codes == {"usage-missing", "unknown-key", "measure-number", "measure-doubt"}
    assert not list(shop.iterdir())
    assert told(capsys, "motor", "ukur", NAME, "--set", "port_bore_mm=48", "--by", "Ani", "--sure")[0] == 3
    assert say(capsys, "motor", "ukur", NAME, "--date", "kemarin", "--by", "Ani")[0] == 2
    assert say(capsys, "motor", "ukur", NAME, "--only", "harga", "--by", "Ani")[0] == 2


def test_all_measured_ends_with_0_and_programs_read_the_guides(
        shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "motor", "ukur", NAME)
    assert code == 3 and {"sketch", "how", "low", "high"} <= set(found["measure"][0])
    sets = [x for g in found["measure"] for x in ("--set", f"{g['name']}={(g['low'] + g['high']) / 2:.0f}")]
    assert told(capsys, "motor", "ukur", NAME, *sets, "--by", "Ani", "--sure", "--library", str(shop / "ours"))[0] == 0
    assert Library.open(shop / "ours", {}, shop).fitment(NAME).open == ()


def test_nothing_is_ever_written_into_the_program(root: Path, library: Library, monkeypatch: pytest.MonkeyPatch,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(root)         # here ./templates is the packaged folder
    code, _, err = say(capsys, "fitments", "measure", NAME, "--set", "port_bore_mm=26", "--by", "Ani", "--lang", "en")
    assert code == 2 and "--library" in err
    with pytest.raises(Faults):
        own_file(root / "templates" / "fitments", library.fitment(NAME))


@pytest.mark.parametrize("by", ["Budi: [x]", 'a"b\\c', "# bukan", "Zoë 中", "a\nb\x00\x1b[31m", "x" * 500])
def test_any_name_survives_the_file(library: Library, tmp_path: Path, by: str) -> None:
    v = measured(library.fitment(NAME), "port_bore_mm", Entry(26.25), person(by), "2026-01-31", "measured")
    file = own_file(tmp_path, v)
    file.parent.mkdir()
    file.write_text(written(v, library.guides, "kepala"), encoding="utf-8", newline="\n")
    assert Library.open(tmp_path, {}, tmp_path).fitment(NAME) == v


@pytest.mark.parametrize("index", range(0, 58, 7))
def test_writing_and_reading_a_vehicle_loses_nothing(library: Library, tmp_path: Path, index: int) -> None:
    v = library.fitments[index]
    file = own_file(tmp_path, v)
    file.parent.mkdir()
    file.write_text(written(v, library.guides, "kepala"), encoding="utf-8", newline="\n")
    assert Library.open(tmp_path, {}, tmp_path).fitment(v.id) == v


# designs that follow a vehicle ----------------------------------------------------------------------------------------
DESIGN = """design: 1
name: uji
fitment: honda_beat_110
parameters: {lubang_mm: motor_flange_bolt_spacing_mm, tebal_mm: motor_idle_rpm / 200, celah_mm: tebal_mm / 2}
parts:
  - flange: {name: flens, thickness_mm: tebal_mm, bore_mm: 26, bolts: 2, bolt_spacing_mm: lubang_mm, bolt_hole_mm: 8.5}
  - bracket: {name: braket, thickness_mm: 3}
  - flange: {name: lain, thickness_mm: 8, bore_mm: motor_bore_mm / 2, bolts: 2, bolt_spacing_mm: 60, bolt_hole_mm: 8.5}
"""


def test_an_unverified_value_that_drives_a_cut_is_a_warning_with_its_part(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(DESIGN, encoding="utf-8")
    design = load(file, library)
    found = unverified_cuts(design, library.fitment(NAME))
    assert [(f.part, f.code, f.values["name"], f.values["value"]) for f in found] == [
        ("flens", "unverified-cut", "motor_idle_rpm", 1700.0)]      # the cylinder bore of `lain` is from a sheet
    assert unverified_cuts(design, None) == () and waits(design, None) == {}


def test_a_part_waits_for_the_vehicle_s_size_and_is_made_when_it_is_measured(
        shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = shop / "design.yaml"
    file.write_text(DESIGN.replace("motor_idle_rpm / 200", "8"), encoding="utf-8")
    built = build(load(file, Library.open(env={}, cwd=shop)), Library.open(env={}, cwd=shop))
    assert [w.name for w in built.withheld] == ["flens"] and built.findings == ()
    [row] = to_measure(built, "en")
    assert row["field"] == "motor.flange_bolt_spacing_mm" and "studs" in row["how"]
    assert told(capsys, "motor", "ukur", NAME, "--set", "flange_bolt_spacing_mm=66.4-8", "--by", "Ani")[0] == 3
    library = Library.open(env={}, cwd=shop)
    built = build(load(file, library), library)
    assert built.withheld == () and built.quantities["flens.bolt_spacing_mm"].value == pytest.approx(58.4)


def test_a_starter_design_takes_what_was_measured(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = told(capsys, "motor", "ukur", NAME, "--set", "flange_bolt_spacing_mm=58", "--by", "Ani",
                   "--date", "2026-01-31")
    assert code == 3
    assert say(capsys, "baru", "--motor", NAME, "-o", "d.yaml")[0] == 0
    text = (shop / "d.yaml").read_text(encoding="utf-8")
    assert "bolt_spacing_mm: motor_flange_bolt_spacing_mm" in text and "58 mm Ani 2026-01-31" in text
    assert "at_mm: ask" in text
    library = Library.open(env={}, cwd=shop)
    assert build(load(shop / "d.yaml", library), library).withheld == ()
