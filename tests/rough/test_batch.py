"""A night that goes badly: killed in the middle, a worker that dies or hangs, tables that are wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knalpot_cad.batch import Job, Plan, Result, Variant, make_variant, output_names, read_catalog, run, write_catalog
from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.library import Library
from knalpot_cad.publish import edited, sha256, tree

ROOT = Path(__file__).resolve().parents[2]
CHEAP = "bom,rolls"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a design and a catalogue of a dozen variants, one of which can't be made."""
    folder = tmp_path_factory.mktemp("shop")
    library = Library.open()
    text = library.design("standar-3-ruang").write(library.fitment("honda_beat_110"), "id", library.guides)
    (folder / "design.yaml").write_text(text, encoding="utf-8")
    rows = [f"v{i:02},design.yaml,{'yamaha_nmax_155' if i % 3 == 0 else ''},{250 + 5 * i}" for i in range(11)]
    table = ["name,design,fitment,body_length_mm", *rows, "wrong,design.yaml,,20"]
    (folder / "catalog.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    return folder


def knalpot(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "knalpot_cad", *map(str, args)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "KNALPOT_LANG": "id"}


def batch(shop: Path, out: Path, *more: str) -> dict[str, object]:
    done = subprocess.run(knalpot("batch", shop / "catalog.csv", "-o", out, "--outputs", CHEAP, "--json", *more),
                          cwd=shop, env=environment(), capture_output=True, encoding="utf-8", timeout=120,
                          check=False)
    assert done.returncode == 2, done.stderr      # one variant fails
    data: dict[str, object] = json.loads(done.stdout)
    return data


def everything(out: Path) -> dict[str, str]:
    """Every file and its hash, locks apart."""
    return {f: sha256(out / f) for f in tree(out) if not f.endswith(".lock")}


@pytest.fixture(scope="module")
def straight(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tree of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("straight") / "out"
    data = batch(shop, out)
    assert data["counts"] == {"made": 11, "kept": 0, "failed": 1, "busy": 0}
    return everything(out)


def test_a_killed_batch_resumes_to_the_same_tree(shop: Path, straight: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(knalpot("batch", shop / "catalog.csv", "-o", out, "--outputs", CHEAP), cwd=shop,
                               env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while len(list(out.glob("v*/manifest.json"))) < 3 and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    process.kill()
    process.wait(30)
    whole = [p.parent for p in out.glob("v*/manifest.json")]
    assert whole and all(not edited(p) for p in whole)
    data = batch(shop, out)
    counts = data["counts"]
    assert isinstance(counts, dict) and counts["kept"] >= 3 and counts["kept"] + counts["made"] == 11, counts
    assert everything(out) == straight


def test_a_second_run_makes_nothing_and_changes_nothing(shop: Path, straight: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(shop, out)
    before = {f: (out / f).stat().st_mtime_ns for f in everything(out) if f.startswith("v")}
    data = batch(shop, out, "--verify")
    assert data["counts"] == {"made": 0, "kept": 11, "failed": 1, "busy": 0}
    assert everything(out) == straight
    assert {f: (out / f).stat().st_mtime_ns for f in before} == before


def job(shop: Path) -> Job:
    return Job(shop / "design.yaml")


def test_an_edited_folder_is_not_replaced(shop: Path, tmp_path: Path) -> None:
    variant = Variant("a", job(shop), Where("t.csv", 2, 1))
    names = output_names(["bom"])
    assert make_variant(variant, str(tmp_path), names, False, False).status == "made"
    (tmp_path / "a" / "bom.csv").write_text("mine", encoding="utf-8")
    assert make_variant(variant, str(tmp_path), names, False, True).faults[0].code == "output-edited"
    assert (tmp_path / "a" / "bom.csv").read_text(encoding="utf-8") == "mine"
    assert make_variant(variant, str(tmp_path), names, True, False).status == "made"
    assert (tmp_path / "a.old-1" / "bom.csv").read_text(encoding="utf-8") == "mine"


def test_a_changed_template_makes_the_variant_anew(shop: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "materials"
    own.mkdir(parents=True)
    names = output_names(["bom"])
    variant = Variant("a", Job(shop / "design.yaml", library=own.parent), Where("t.csv", 2, 1))
    assert make_variant(variant, str(tmp_path / "out"), names, False, False).status == "made"
    assert make_variant(variant, str(tmp_path / "out"), names, False, False).status == "kept"
    steel = (ROOT / "templates" / "materials" / "spcc.yaml").read_text(encoding="utf-8")
    (own / "spcc.yaml").write_text(steel.replace("7850", "7860"), encoding="utf-8")
    assert make_variant(variant, str(tmp_path / "out"), names, False, False).status == "made"


def test_a_hanging_variant_is_cut_and_the_others_are_made(shop: Path, tmp_path: Path) -> None:
    variants = [Variant(n, job(shop), Where("t.csv", i, 1)) for i, n in enumerate(("a", "b"), 2)]
    results = run(variants, Plan(tmp_path / "out", output_names(["bom"]), timeout_s=0.05, workers=1))
    assert {r.status for r in results} == {"failed"}
    assert {f.code for r in results for f in r.faults} == {"batch-timeout"}
    assert json.loads((tmp_path / "out" / ".failed" / "a.json").read_text(encoding="utf-8"))["row"] == 2
    results = run(variants, Plan(tmp_path / "out", output_names(["bom"]), workers=1))
    assert [r.status for r in results] == ["made", "made"]
    assert not list((tmp_path / "out" / ".failed").iterdir())
    assert not [p for p in (tmp_path / "out").iterdir() if ".tmp-" in p.name]


def test_a_record_of_a_variant_no_longer_asked_for_goes(shop: Path, tmp_path: Path) -> None:
    (tmp_path / ".failed").mkdir()
    (tmp_path / ".failed" / "gone.json").write_text("{}", encoding="utf-8")
    run([Variant("a", job(shop), Where("t.csv", 2, 1))], Plan(tmp_path, output_names(["bom"]), workers=1))
    assert not list((tmp_path / ".failed").iterdir())


def test_the_catalogue_says_what_is_not_there(tmp_path: Path) -> None:
    failed = Result("a", "failed", (), (Fault("batch-timeout", None, {"seconds": 1}),))
    path = write_catalog([failed, Result("b", "busy")], tmp_path)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == ["a,failed,,,,", "b,busy,,,,"]


@pytest.mark.parametrize(("text", "codes"), [
    ("name,design\n../x,d.yaml\ncon,d.yaml\na/b,d.yaml\n", {"name-not-safe"}),
    ("name,design\na,d.yaml\na,d.yaml\n", {"name-twice"}),
    ("name,body_od_mm\na,3\n", {"missing-key"}),
    ("name,design,Body OD\na,d.yaml,3\n", {"unknown-key"}),
    ("name,design\na,\n", {"missing-key"}),
    ("name,design\n", {"empty-file"}),
    ("name,design,name\na,d.yaml,b\n", {"duplicate-key"}),
    ("name,design\na\n", {"csv-columns"}),
    ("name,design\n" + "".join(f"v{i},d.yaml\n" for i in range(6)), {"batch-too-many"})])
def test_a_wrong_table_is_refused_with_its_places(text: str, codes: set[str], tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as error:
        read_catalog(file, limit=5)
    assert {f.code for f in error.value.faults} == codes
    assert all(f.where and f.where.file == "t.csv" for f in error.value.faults)


def test_a_semicolon_table_with_decimal_commas(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("name;design;fitment;a_mm;b_mm\nx;d.yaml;;1,5;\n", encoding="utf-8-sig")
    [variant] = read_catalog(file)
    assert variant.job == Job(tmp_path / "d.yaml", (("a_mm", "1.5"),))
