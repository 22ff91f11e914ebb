"""The picture of the sound as PNG and SVG, and the table: what stands in them is what was computed."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from knalpot_cad.outputs import chart, sound_csv, sound_svg
from knalpot_cad.outputs.output import Options
from tests.unit.test_outputs_sample import sample, sound

SVG = "{http://www.w3.org/2000/svg}"


def drawn(built: Any, folder: Path) -> ElementTree.Element:
    assert sound_svg.OUTPUT.write(built, folder, Options()) == ["sound.svg"]
    return ElementTree.fromstring((folder / "sound.svg").read_bytes())


def words(picture: ElementTree.Element) -> list[str]:
    return ["".join(t.itertext()) for t in picture.iter(f"{SVG}text")]


def changed(**values: Any) -> Any:
    built = sample("en")
    built.sound = SimpleNamespace(**{**vars(sound()), **values})
    return built


def curve(picture: ElementTree.Element, colour: str) -> np.ndarray:
    """Points of the longest path of a colour."""
    paths = [p.get("d", "") for p in picture.iter(f"{SVG}path") if f"stroke: {colour}" in p.get("style", "")]
    longest = max(paths, key=len)
    return np.array(re.findall(r"[ML] (\S+) (\S+)", longest), float)


@pytest.mark.parametrize("language", ["id", "en"])
def test_svg_says_all_in_text_of_a_generic_family(language: str, tmp_path: Path) -> None:
    picture = drawn(sample(language), tmp_path)
    found = " ".join(words(picture))
    for part in ("63", "1000", "20.0 dB", "22.0 dB", "cut-on 1800 Hz", "350", "450", "contoh", "CONTOH-001",
                 {"id": "silincer saja", "en": "silencer alone"}[language],
                 {"id": "gelombang bidang dengan koreksi ujung", "en": "plane wave with end corrections"}[language],
                 {"id": "Garis putus", "en": "Dashed"}[language], {"id": "puncak", "en": "domes"}[language]):
        assert part in found
    styles = {t.get("style", "") for t in picture.iter(f"{SVG}text")}
    assert all("sans-serif" in s for s in styles)
    raw = (tmp_path / "sound.svg").read_text(encoding="utf-8")
    assert "@font-face" not in raw and "base64" not in raw and "<image" not in raw


def test_domes_and_notches_are_named_at_their_place(tmp_path: Path) -> None:
    picture = drawn(sample("en"), tmp_path)
    found = words(picture)
    heard = sound()
    named = [t for t in (*heard.domes, *heard.notches) if f"{t[0]:.0f}" in found]
    assert len(named) >= 8
    ticks = {t: e for e in picture.iter(f"{SVG}text") if (t := "".join(e.itertext())) in ("125", "1000")}
    left, right = (float(ticks[t].get("x", "")) for t in ("125", "1000"))
    for f, _ in named:
        label = next(e for e in picture.iter(f"{SVG}text") if "".join(e.itertext()) == f"{f:.0f}")
        place = 125.0 * (1000 / 125) ** ((float(label.get("x", "")) - left) / (right - left))
        assert place == pytest.approx(f, rel=0.002)


def test_the_drawn_curve_is_the_curve(tmp_path: Path) -> None:
    f = np.geomspace(50.0, 800.0, 60)
    tl = 10 + 20 * np.log10(f / 50) / np.log10(16)             # a straight line on a log axis, from 10 to 30 dB
    picture = drawn(changed(frequencies=f, tl_silencer_db=tl, tl_line_db=tl + 5, valid=f > 0, bands=(), domes=(),
                            notches=(), cut_on_hz=9e9), tmp_path)
    for colour, offset in ((chart.SILENCER, 0.0), (chart.LINE, 5.0)):
        points = curve(picture, colour)
        slope = np.diff(points[:, 1]) / np.diff(points[:, 0])
        assert slope == pytest.approx(np.full_like(slope, slope.mean()), rel=1e-3)
        box = [v * s for v, s in zip(chart.AXES, (720, 405, 720, 405), strict=True)]     # left, bottom, wide, high [pt]
        level = (405 - points[[0, -1], 1] - box[1]) / box[3] * 50                       # the axis ends at 50 dB
        assert level == pytest.approx([10 + offset, 30 + offset], abs=0.05)


@pytest.mark.parametrize("values", [
    {"domes": (), "notches": (), "cut_on_hz": float("inf"), "valid": np.ones(300, bool), "model": "modes"},
    {"cut_on_hz": 5.0, "valid": np.zeros(300, bool), "notes": ("sound-uniform", "wool-unverified"), "model": "uniform"},
    {"bands": (), "tl_silencer_db": np.zeros(300), "tl_line_db": np.full(300, 250.0)},
])
def test_any_sound_is_drawn_in_both_kinds(values: dict[str, Any], tmp_path: Path) -> None:
    built = changed(**values)
    found = " ".join(words(drawn(built, tmp_path)))
    assert ("no longer tells the whole" in found) == (not built.sound.valid.all())
    assert ("can't be meshed" in found) == ("sound-uniform" in built.sound.notes)
    assert chart.OUTPUT.write(built, tmp_path, Options()) == ["sound.png"]


def test_modes_beyond_cut_on_are_said_and_not_dashed(tmp_path: Path) -> None:
    picture = drawn(changed(valid=np.ones(300, bool), model="modes"), tmp_path)
    found = " ".join(words(picture))
    assert "cross modes" in found and "Dashed" not in found and "with section modes" in found


def test_a_narrow_range_far_up_is_drawn(tmp_path: Path) -> None:
    f = np.arange(2000.0, 2101.0, 5.0)
    tl = 20 + (f - 2050.0) / 10
    built = changed(frequencies=f, tl_silencer_db=tl, tl_line_db=tl, valid=f < 0, bands=(), domes=(), notches=())
    assert "contoh" in " ".join(words(drawn(built, tmp_path)))


def test_a_reader_s_own_settings_change_nothing(tmp_path: Path) -> None:
    import matplotlib
    sound_svg.OUTPUT.write(sample(), tmp_path, Options())
    before = (tmp_path / "sound.svg").read_bytes()
    with matplotlib.rc_context({"font.size": 22.0, "svg.fonttype": "path", "axes.facecolor": "red"}):
        sound_svg.OUTPUT.write(sample(), tmp_path, Options())
    assert (tmp_path / "sound.svg").read_bytes() == before


def test_each_row_of_the_table_says_what_it_holds_for(tmp_path: Path) -> None:
    sound_csv.OUTPUT.write(sample(), tmp_path, Options())
    rows = list(csv.DictReader((tmp_path / "sound.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {(r["model"], r["silencer_c"], r["pipe_c"]) for r in rows} == {("plane", "350.0", "450.0")}


def test_nothing_to_hear_is_nothing_written(tmp_path: Path) -> None:
    nothing: Any = SimpleNamespace(sound=None)
    assert sound_svg.OUTPUT.write(nothing, tmp_path, Options()) == [] == list(tmp_path.iterdir())
