"""A result folder is whole or absent: full disk at every step, edited folders, leftovers of a kill."""

import errno
import json
import os
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.publish import edited, publish, read_manifest, safe_name, tree


def fill(text):
    def write(folder: Path) -> None:
        (folder / "dxf").mkdir()
        (folder / "a.csv").write_text(text, encoding="utf-8")
        (folder / "dxf" / "b.dxf").write_text(text * 2, encoding="utf-8")
    return write


def leftovers(parent):
    return [p.name for p in parent.iterdir() if ".tmp-" in p.name or (".old-" in p.name and p.name.startswith("."))]


def test_publish_and_replace(tmp_path):
    out = tmp_path / "out"
    done = publish(out, fill("one"), {"version": "1"})
    assert done.files == ("a.csv", "dxf/b.dxf", "manifest.json") and edited(out) == []
    publish(out, fill("two"), {"version": "1"})
    assert (out / "a.csv").read_text(encoding="utf-8") == "two" and leftovers(tmp_path) == []
    assert set(read_manifest(out)["files"]) == {"a.csv", "dxf/b.dxf"}


@pytest.mark.parametrize("harm", ["change", "add", "remove", "foreign", "link"])
def test_hand_made_changes_are_kept(tmp_path, harm):
    out = tmp_path / "out"
    publish(out, fill("one"), {})
    if harm == "change":
        (out / "a.csv").write_text("mine", encoding="utf-8")
    elif harm == "add":
        (out / "note.txt").write_text("mine", encoding="utf-8")
    elif harm == "remove":
        (out / "a.csv").unlink()
    elif harm == "foreign":
        (out / "manifest.json").unlink()
    else:
        (out / "a.csv").unlink()
        os.symlink(tmp_path / "elsewhere", out / "a.csv")
    before = tree(out)
    with pytest.raises(Faults) as caught:
        publish(out, fill("two"), {})
    assert caught.value.faults[0].code == "output-edited" and tree(out) == before
    done = publish(out, fill("two"), {}, force=True)
    assert done.moved_to == tmp_path / "out.old-1" and tree(done.moved_to) == before
    assert (out / "a.csv").read_text(encoding="utf-8") == "two"


def test_a_fault_while_writing_leaves_nothing(tmp_path):
    def broken(folder: Path) -> None:
        (folder / "a.csv").write_text("x", encoding="utf-8")
        raise ValueError("boom")
    with pytest.raises(ValueError, match="boom"):
        publish(tmp_path / "out", broken, {})
    assert not (tmp_path / "out").exists() and leftovers(tmp_path) == []


def test_full_disk_at_every_step(tmp_path, monkeypatch):
    """The n-th write, sync or rename fails for n = 1, 2 ... until none does; after each the folder is old or absent."""
    out = tmp_path / "out"
    publish(out, fill("old"), {})
    calls = {"n": 0, "fail": 0}

    def guarded(real):
        def call(*args, **kwargs):
            calls["n"] += 1
            if calls["n"] == calls["fail"]:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **kwargs)
        return call
    monkeypatch.setattr(os, "fsync", guarded(os.fsync))
    monkeypatch.setattr(Path, "rename", guarded(Path.rename))
    monkeypatch.setattr(Path, "write_text", guarded(Path.write_text))
    monkeypatch.setattr(Path, "mkdir", guarded(Path.mkdir))
    for fail in range(1, 40):
        calls.update(n=0, fail=fail)
        try:
            publish(out, fill("new"), {})
        except Faults as error:
            assert error.faults[0].code == "disk-full"
            assert (out / "a.csv").read_bytes() == b"old" and edited(out) == [] and leftovers(tmp_path) == []
        else:
            break
    assert 6 < fail < 39 and (out / "a.csv").read_bytes() == b"new"


def test_leftovers_of_a_killed_run_are_swept_and_a_set_aside_folder_comes_back(tmp_path):
    out = tmp_path / "out"
    publish(out, fill("one"), {})
    out.rename(tmp_path / ".out.old-0123abcd")
    (tmp_path / ".out.tmp-89abcdef").mkdir()
    (tmp_path / ".out.tmp-89abcdef" / "half").write_text("x", encoding="utf-8")
    publish(out, fill("two"), {})
    assert leftovers(tmp_path) == [] and json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_names():
    assert safe_name("sekat_1") and not any(map(safe_name, ("../a", "a/b", "con", "A", "a.", "", "a" * 65, "aux")))
