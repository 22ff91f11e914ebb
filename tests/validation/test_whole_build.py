"""The main job end to end: the files of `knalpot build`, opened by other programs, twice with the same bytes."""

import csv
import hashlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from knalpot_cad.cli import run

ROOT = Path(__file__).parents[2]
DESIGN = ROOT / "examples" / "beat-standar" / "design.yaml"
NAMES = {"flens", "leher", "silincer_badan", "silincer_depan", "silincer_belakang", "sekat_1", "sekat_2", "masuk",
         "balik_1", "balik_2", "keluar", "silincer_wol_1", "braket"}


def knalpot(*args, **env):
    return subprocess.run([sys.executable, "-m", "knalpot_cad", *map(str, args)], cwd=ROOT, text=True, encoding="utf-8",
                          capture_output=True, env={**os.environ, **env}, timeout=300)


FLAT = "dxf,svg,patterns,bends,bends_pdf,ybc,marking,tubes,rolls,welds,bom,isir"
DIFFERENT = (("a", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C"}),
             ("b", {"PYTHONHASHSEED": "77", "TZ": "Asia/Jakarta", "KNALPOT_LANG": "en"}))


def builds(folder, *more):
    """Two builds of the example side by side, under other hash seeds, time zones and locales."""
    command = [sys.executable, "-m", "knalpot_cad", "build", str(DESIGN), *more, "-o"]
    running = [subprocess.Popen([*command, str(folder / name)], cwd=ROOT, stdout=subprocess.DEVNULL,
                                env={**os.environ, **env}) for name, env in DIFFERENT]
    assert [p.wait(300) for p in running] == [0, 0]
    return folder / "a", folder / "b"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The example whole."""
    folder = tmp_path_factory.mktemp("build") / "a"
    assert knalpot("build", DESIGN, "-o", folder).returncode == 0
    return folder


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_every_file_is_there(built):
    names = set(files(built))
    sheets = {"flens", "silincer_badan", "silincer_depan", "silincer_belakang", "sekat_1", "sekat_2", "braket"}
    assert {f"dxf/{n}_mm.dxf" for n in sheets} == {f for f in names if f.startswith("dxf/")}
    assert {f"step/{n}.step" for n in NAMES} == {f for f in names if f.startswith("step/")}
    assert {"assembly.step", "bends.csv", "tubes.csv", "rolls.csv", "patterns.pdf", "bom.csv", "isir.csv", "sound.csv",
            "sound.png", "assembly.png", "section.png", "drawing.pdf", "assembly.stl", "assembly.glb",
            "manifest.json"} <= names


def test_flat_files_are_the_same_bytes_under_another_seed_zone_and_language(tmp_path):
    """The quick half of the next; STEP files are compared between processes in test_solids_step."""
    a, b = map(files, builds(tmp_path, "--outputs", FLAT))
    assert len(a) > 20 and [n for n in a if a[n] != b.get(n)] == [] and set(a) == set(b)


@pytest.mark.slow
def test_a_whole_build_is_the_same_bytes_under_another_seed_zone_and_language(tmp_path):
    a, b = map(files, builds(tmp_path))
    assert len(a) > 45 and [n for n in a if a[n] != b.get(n)] == [] and set(a) == set(b)


def test_manifest_names_every_file_and_template(built):
    data = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    have = {n: hashlib.sha256(b).hexdigest() for n, b in files(built).items() if n != "manifest.json"}
    assert data["files"] == have and data["version"] and len(json.dumps(data["design"])) > 60
    assert "honda_beat_110" in json.dumps(data["templates"]) and "spcc" in json.dumps(data["templates"])
    assert str(ROOT) not in json.dumps(data)


def test_step_reads_again_with_names_units_and_volumes(built):
    from OCP.IFSelect import IFSelect_ReturnStatus
    from OCP.STEPCAFControl import STEPCAFControl_Reader
    from OCP.TCollection import TCollection_ExtendedString
    from OCP.TDF import TDF_LabelSequence
    from OCP.TDocStd import TDocStd_Document
    from OCP.XCAFDoc import XCAFDoc_DocumentTool
    text = (built / "assembly.step").read_text(encoding="utf-8")
    assert "AUTOMOTIVE_DESIGN" in text and "SI_UNIT(.MILLI.,.METRE.)" in text
    assert all(f"PRODUCT('{n}'" in text for n in NAMES)
    doc = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
    reader = STEPCAFControl_Reader()
    assert reader.ReadFile(str(built / "assembly.step")) == IFSelect_ReturnStatus.IFSelect_RetDone
    assert reader.Transfer(doc)
    tool = XCAFDoc_DocumentTool.ShapeTool_s(doc.Main())
    labels = TDF_LabelSequence()
    tool.GetShapes(labels)
    import cadquery as cq
    solids = [cq.Shape.cast(tool.GetShape_s(labels.Value(i))) for i in range(1, labels.Length() + 1)
              if tool.IsSimpleShape_s(labels.Value(i))]
    assert len(solids) == len(NAMES)
    with (built / "bom.csv").open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["part"] in NAMES]
    densities = {"sphc": 7850, "spcc": 7850, "stkm11a": 7850, "glasswool": 100}
    expected = sorted(float(r["mass_kg"]) / densities[r["material"]] * 1e9 for r in rows)
    assert sorted(s.Volume() for s in solids) == pytest.approx(expected, rel=2e-3)
    assert all(s.isValid() and s.Volume() > 0 for s in solids)


def test_dxf_reads_again_closed_in_mm_with_the_area_of_the_table(built):
    import ezdxf
    areas = {s["part"]: s["area_mm2"] for s in json.loads(knalpot("pattern", DESIGN, "--json").stdout)["sheets"]
             if not s["paper_only"]}
    for name, area in areas.items():
        doc = ezdxf.readfile(built / "dxf" / f"{name}_mm.dxf")
        assert doc.units == 4 and doc.audit().errors == []
        found = 0.0
        for e in doc.modelspace():
            if e.dxf.layer not in ("CUT_OUTER", "CUT_INNER", "PUNCH"):
                continue
            if e.dxftype() == "CIRCLE":
                a = math.pi * e.dxf.radius**2
            else:
                assert e.closed
                a, points = 0.0, list(e.get_points("xyb"))
                for (x0, y0, b), (x1, y1, _) in zip(points, points[1:] + points[:1], strict=True):
                    t = 4 * math.atan(b)
                    r = math.hypot(x1 - x0, y1 - y0) / 2 / math.sin(t / 2) if b else 0.0
                    a += (x0 * y1 - x1 * y0) / 2 + r * r * (t - math.sin(t)) / 2
                a = abs(a)
            found += a if e.dxf.layer == "CUT_OUTER" else -a
        assert found == pytest.approx(area, abs=1e-2)


def test_an_edited_result_is_kept_and_the_same_run_replaces_its_own(tmp_path, capsys):
    out = tmp_path / "out"
    command = ["build", str(DESIGN), "-o", str(out), "--outputs", "bom"]
    for _ in range(2):
        assert run(command) == 0
    (out / "bom.csv").write_text("tulisan tangan", encoding="utf-8")
    capsys.readouterr()
    assert run(command) == 2
    said = capsys.readouterr().err
    assert "bom.csv" in said and "Traceback" not in said
    assert (out / "bom.csv").read_text(encoding="utf-8") == "tulisan tangan"
    assert run([*command, "--force"]) == 0
    assert (tmp_path / "out.old-1" / "bom.csv").read_text(encoding="utf-8") == "tulisan tangan"


def test_without_measurements_the_flange_waits_and_the_run_ends_with_3(tmp_path, capsys):
    command = ["build", str(DESIGN), "-o", str(tmp_path / "out"), "--measurements", "none", "--lang", "id"]
    assert run([*command, "--outputs", "dxf,bom,sound"]) == 3
    said = capsys.readouterr().out
    assert "UKUR DULU" in said and "bolt_spacing_mm" in said
    names = {p.name for p in (tmp_path / "out").rglob("*.dxf")}
    assert "flens_mm.dxf" not in names and "sekat_1_mm.dxf" in names


def test_a_kill_in_the_middle_leaves_no_half_folder(tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-m", "knalpot_cad", "build", str(DESIGN), "-o", str(out)], cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(1.2)
    except subprocess.TimeoutExpired:
        process.kill()
    process.wait(60)
    assert not out.exists() or (out / "manifest.json").exists()
    assert knalpot("build", DESIGN, "-o", out, "--outputs", "bom").returncode == 0
    assert [p.name for p in tmp_path.iterdir() if ".tmp-" in p.name] == []


def test_bad_input_is_one_answer_without_traceback(tmp_path):
    file = tmp_path / "d.yaml"
    text = DESIGN.read_text(encoding="utf-8").replace("clr_mm: 43", "clr_mm: 4,3").replace("bolts: 2", "bolts: x")
    file.write_text(text, encoding="utf-8")
    done = knalpot("build", file, "-o", tmp_path / "out")
    assert done.returncode == 2 and "d.yaml:" in done.stderr and "4.3" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    said = json.loads(knalpot("build", file, "--json").stdout or knalpot("build", file, "--json").stderr)
    assert {"code", "file", "line", "column", "what", "why", "fix"} <= set(said["faults"][0])
