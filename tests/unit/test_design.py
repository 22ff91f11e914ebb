"""Reading a design: formulas, ask, measured values, every fault at its line."""

from pathlib import Path

import pytest

from knalpot_cad.built import build
from knalpot_cad.design import json_schema, load
from knalpot_cad.fault import Faults
from knalpot_cad.library import Library

EXAMPLE = Path(__file__).parents[2] / "examples" / "beat-standar" / "design.yaml"


@pytest.fixture(scope="module")
def library():
    return Library.open()


def refused(tmp_path, library, old, new, **options):
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "design.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        build(load(file, library, **options), library)
    return {f.code: f for f in caught.value.faults}, file.read_text(encoding="utf-8").splitlines()


def test_the_example_builds_and_is_complete(library):
    built = build(load(EXAMPLE, library), library)
    assert len(built.parts) == 13 and built.withheld == ()
    assert built.quantities["sekat_2.hole.keluar.diameter_mm"].value == pytest.approx(25.7)
    assert {f.code for f in built.findings} >= {"measurement-example"}


def test_without_measurements_only_the_flange_waits(library):
    built = build(load(EXAMPLE, library, measurements="none"), library)
    assert [(w.name, w.fields) for w in built.withheld] == [("flens", ("flens.bolt_spacing_mm",))]
    assert built.sound is not None


def test_parameters_drive_the_geometry_and_may_be_overridden(library):
    built = build(load(EXAMPLE, library, {"body_length_mm": "330 + 60"}), library)
    assert built.quantities["silincer_badan.length_mm"].value == 390
    with pytest.raises(Faults) as caught:
        load(EXAMPLE, library, {"body_lenght_mm": "330"})
    assert caught.value.faults[0].values["nearest"] == "body_length_mm"


@pytest.mark.parametrize(("old", "new", "code", "on"), [
    ("clr_mm: 43", "clr_mmm: 43", "unknown-key", "clr_mmm"),
    ("clr_mm: 43", "clr_mm: 10", "bend-radius-small", "clr_mm: 10"),
    ("end_mm: 80", "end_mm: 80 * kaki", "formula-unknown-name", "kaki"),
    ("x_mm: 26.4", "x_mm: -20", "tube-through-tube", "balik_2"),
    ("seam: lock", "seam: zip", "wrong-choice", "seam"),
    ("fitment: honda_beat_110", "fitment: honda_beet_110", "unknown-fitment", "honda_beet"),
    ("material: spcc", "material: spccc", "unknown-material", ""),
    ("name: leher", "name: ../leher", "name-not-safe", "../leher"),
    ("{silencer_c: 350, pipe_c: 450}", "{silencer_c: 350}", "missing-key", "gas"),
    ("bolts: 2", "bolts: dua", "wrong-kind", "bolts"),
    ("name: sekat_2", "name: sekat_1", "name-twice", "sekat_1"),
    ("body_od_mm: 100", "body_od_mm: body_length_mm / 0", "formula-zero-division", "body_od_mm"),
])
def test_each_mistake_has_one_answer_at_its_line(tmp_path, library, old, new, code, on):
    found, lines = refused(tmp_path, library, old, new)
    assert code in found, found
    where = found[code].where
    assert where is not None and where.line > 0
    assert on in "\n".join(lines[max(0, where.line - 1):where.line + 1])


def test_all_faults_at_once(tmp_path, library):
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (("clr_mm: 43", "clr_mmm: 43"), ("seam: lock", "seam: zip"), ("bolts: 2", "bolts: dua")):
        text = text.replace(old, new)
    file = tmp_path / "d.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load(file, library)
    assert {f.code for f in caught.value.faults} >= {"unknown-key", "wrong-choice", "wrong-kind"}


def test_schema_names_every_kind():
    schema = json_schema()
    assert {"flange", "pipe", "silencer"} <= set(schema["$defs"]["LineItem"]["properties"])
