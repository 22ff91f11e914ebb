"""A design template is read strictly: every fault at its place, all at once; a workshop's own wins by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.library import Library
from knalpot_cad.library.design_lines import beside, spelt

GOOD = """\
template: 1
title: {id: Coba, en: Try}
for: {vehicle_class: [L3], stroke_cycle: [4], cylinders: [1, 2]}
rules: motorcycle-three-chamber
expected: {volume_ratio: {low: 15, high: 20, trust: M, rule: "22"}}
---
#id {{ rule.pipe_od_mm }}: pipa
#en {{ rule.pipe_od_mm }}: pipe
a: {{ pipe_od_mm }}
#when cylinders 1
b: {{ ask.flange_bolt_spacing_mm }}
#end
#include potongan
c: {d: {e: {{ mach:.2f }}}}
"""
BLOCK = "# {{ how.mount_x_mm }}\nf: {{ name }}\n"


def shelf(folder: Path, text: str, block: str = BLOCK) -> Library:
    for kind, name, content in (("designs", "coba", text), ("blocks", "potongan", block)):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{name}.yaml").write_text(content, encoding="utf-8")
    return Library.open(folder, env={}, cwd=folder)


def faults(folder: Path, text: str, block: str = BLOCK) -> list[tuple[str, str]]:
    with pytest.raises(Faults) as error:
        shelf(folder, text, block).design("coba")
    return [(f.code, str(f.where)) for f in error.value.faults]


def test_lines_are_filled_chosen_and_included(tmp_path: Path) -> None:
    library = shelf(tmp_path, GOOD)
    single = library.design("coba").write(library.fitment("yamaha_nmax_155"), "en", library.guides).splitlines()
    assert single[0] == f"{'a: 28.6':<52}# rule 8, 14 (M): pipe"
    assert single[1] == "b: ask" and single[-1] == "c: {d: {e: 0.09}}"
    assert single[2].startswith("# MEASURE FIRST: Distance of the centre") and single[-2] == "f: yamaha-nmax-155-coba"
    twin = library.design("coba").write(library.fitment("kawasaki_ninja_250"), "id", library.guides).splitlines()
    assert twin[0].endswith("# aturan 8, 14 (M): pipa") and not [r for r in twin if r.startswith("b:")]


def test_a_sizing_of_another_vehicle_is_refused(tmp_path: Path) -> None:
    library = shelf(tmp_path, GOOD)
    for name in ("toyota_avanza_13", "yamaha_rx_king", "kawasaki_zx25r"):
        assert not library.design("coba").suits.fits(library.fitment(name))
        with pytest.raises(Faults) as error:
            library.design("coba").size(library.fitment(name))
        assert error.value.faults[0].code == "design-not-for"


@pytest.mark.parametrize(("old", "new", "found"), [
    ("pipe_od_mm }}\n#when", "pipe_odd_mm }}\n#when", ("template-name", "designs/coba.yaml:9:4")),
    ("{{ rule.pipe_od_mm }}: pipe", "{{ rule.straight_1_mm }}: pipe", ("template-name", "designs/coba.yaml:8:5")),
    ("{{ ask.flange_bolt_spacing_mm }}", "{{ ask.bolt_mm }}", ("template-name", "designs/coba.yaml:11:4")),
    ("#when cylinders", "#when pistons", ("template-name", "designs/coba.yaml:11:1")),
    ("#when cylinders 1", "#when cylinders one", ("template-line", "designs/coba.yaml:10:1")),
    ("#end\n", "", ("template-line", "designs/coba.yaml:10:1")),
    ("#en {{ rule.pipe_od_mm }}: pipe\n", "", ("template-language", "designs/coba.yaml:7:1")),
    ("#id {{ rule.pipe_od_mm }}: pipa\n", "", ("template-language", "designs/coba.yaml:7:1")),
    ("{{ mach:.2f }}", "{{ mach:02d }}", ("template-line", "designs/coba.yaml:14:1")),
    ("#include potongan", "#include lain", ("unknown-name", "designs/coba.yaml:13:1")),
    ("motorcycle-three-chamber", "motorcycle-none", ("wrong-choice", "designs/coba.yaml:4:8")),
    ("volume_ratio: {low", "volume: {low", ("unknown-key", "designs/coba.yaml:5:20")),
    ("low: 15, high: 20", "low: 25, high: 20", ("out-of-range", "designs/coba.yaml:5:42")),
    ("trust: M", "trust: X", ("wrong-choice", "designs/coba.yaml:5:53")),
    ("title: {id: Coba, en: Try}", "title: {id: Coba}", ("missing-key", "designs/coba.yaml:2:8")),
    ("vehicle_class: [L3]", "vehicle_class: [L9]", ("unknown-key", "designs/coba.yaml:3:23")),
    ("cylinders: [1, 2]", "pistons: [1, 2]", ("unknown-key", "designs/coba.yaml:3:56")),
    ("template: 1", "template: 2", ("wrong-choice", "designs/coba.yaml:1:11"))])
def test_what_is_wrong_is_told_at_its_place(tmp_path: Path, old: str, new: str, found: tuple[str, str]) -> None:
    assert old in GOOD
    assert found in faults(tmp_path, GOOD.replace(old, new, 1))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("template: 1", "template: 1\nextra: 1").replace("{{ mach:.2f }}", "{{ mack }}")
    found = faults(tmp_path, text, "g: {{ nothing }}\n#include potongan\n")
    assert found == [("template-name", "blocks/potongan.yaml:1:4"), ("template-line", "blocks/potongan.yaml:2:1"),
                     ("unknown-key", "designs/coba.yaml:2:8"), ("template-name", "designs/coba.yaml:15:12")]


@pytest.mark.parametrize("text", [b"", b"\xff\xfe\x00", b"---\n", b"template: 1\n", b"{{{{",
                                  b"template: [1\n---\na: {{ b }}\n"])
def test_any_bytes_are_a_fault_and_no_traceback(tmp_path: Path, text: bytes) -> None:
    library = shelf(tmp_path, GOOD)
    (tmp_path / "designs" / "coba.yaml").write_bytes(text)
    with pytest.raises(Faults):
        library.design("coba")


def test_a_workshops_own_design_wins_and_is_used(tmp_path: Path) -> None:
    library = shelf(tmp_path, GOOD)
    (tmp_path / "designs" / "standar-3-ruang.yaml").write_text(GOOD, encoding="utf-8")
    assert library.design("standar-3-ruang").title["id"] == "Coba"
    used: Mapping[str, str] = dict(library.used)
    assert {"designs/standar-3-ruang.yaml", "blocks/potongan.yaml"} <= set(used)


def test_comments_stand_beside_short_lines_and_above_long_ones() -> None:
    assert beside("a: 1", ["why"]) == [f"{'a: 1':<52}# why"]
    assert beside("  " + "a" * 60, ["why"]) == ["  # why", "  " + "a" * 60]
    assert beside("  a: 1", ["x " * 100]) == [*(f"  # {' '.join(['x'] * n)}" for n in (56, 44)), "  a: 1"]
    assert [spelt(v, f) for v, f in ((28.6, ""), (0.0941, ".2f"), (-1e-12, ".1f"), (1 / 3, ""), (2, ""))] == \
        ["28.6", "0.09", "0", "0.333333", "2"]
