"""Publishing: the manifest, what is never replaced or followed, and what is put back."""

import errno
import json
import os
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.publish import edited, publish, safe_name, sha256, tree


def fill(text):
    def write(folder: Path) -> None:
        (folder / "a.csv").write_text(text, encoding="utf-8", newline="\n")
    return write


def code(call, *args, **kwargs):
    with pytest.raises(Faults) as caught:
        call(*args, **kwargs)
    return caught.value.faults[0].code


def test_the_manifest_holds_sorted_keys_hashes_and_line_feeds(tmp_path):
    publish(tmp_path / "out", fill("one"), {"version": "1", "design": "é"})
    data = (tmp_path / "out" / "manifest.json").read_bytes()
    found = json.loads(data)
    assert found == {"version": "1", "design": "é", "files": {"a.csv": sha256(tmp_path / "out" / "a.csv")}}
    assert list(found) == sorted(found) and b"\r" not in data and data.endswith(b"\n")
    publish(tmp_path / "again", fill("one"), {"design": "é", "version": "1"})
    assert (tmp_path / "again" / "manifest.json").read_bytes() == data


def test_old_folders_are_numbered_and_none_is_lost(tmp_path):
    out = tmp_path / "out"
    for n in (1, 2, 3):
        publish(out, fill(f"{n}"), {}, force=True)
        (out / "a.csv").write_text(f"mine {n}", encoding="utf-8")
    assert [(tmp_path / f"out.old-{n}" / "a.csv").read_text(encoding="utf-8") for n in (1, 2)] == ["mine 1", "mine 2"]


def test_force_replaces_an_unedited_folder_without_keeping_it(tmp_path):
    publish(tmp_path / "out", fill("1"), {})
    assert publish(tmp_path / "out", fill("2"), {}, force=True).moved_to is None
    assert not list(tmp_path.glob("out.old-*"))


@pytest.mark.parametrize("force", [False, True])
def test_a_rename_that_fails_puts_the_old_folder_back(tmp_path, monkeypatch, force):
    out, real = tmp_path / "out", Path.rename
    publish(out, fill("old"), {})
    if force:
        (out / "a.csv").write_text("mine", encoding="utf-8")

    def rename(self: Path, to: Path) -> Path:
        if ".tmp-" in self.name:
            raise OSError(errno.EACCES, "held by another program")
        return real(self, to)
    monkeypatch.setattr(Path, "rename", rename)
    assert code(publish, out, fill("new"), {}, force=force) == "cannot-write"
    assert (out / "a.csv").read_text(encoding="utf-8") == ("mine" if force else "old")
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")) == ["out"]


def test_an_empty_folder_is_filled_and_a_file_or_link_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    publish(tmp_path / "empty", fill("1"), {})
    assert edited(tmp_path / "empty") == []
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert code(publish, tmp_path / "file", fill("1"), {}, force=True) == "cannot-write"
    assert code(publish, tmp_path / "file" / "below", fill("1"), {}) == "cannot-write"


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_links_are_not_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "keep.txt").write_text("keep", encoding="utf-8")
    os.symlink(tmp_path / "real", tmp_path / "link")
    assert code(publish, tmp_path / "link", fill("1"), {}, force=True) == "cannot-write"
    publish(tmp_path / "out", fill("1"), {})
    os.symlink(tmp_path / "real", tmp_path / "out" / "way")
    assert "way" in edited(tmp_path / "out") and "way/keep.txt" not in tree(tmp_path / "out")
    publish(tmp_path / "out", fill("2"), {}, force=True)
    assert (tmp_path / "real" / "keep.txt").read_text(encoding="utf-8") == "keep"


def test_two_runs_on_one_folder(tmp_path):
    from filelock import FileLock
    with FileLock(tmp_path / ".out.lock"):
        assert code(publish, tmp_path / "out", fill("1"), {}) == "output-busy"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("name", "safe"), [
    ("a", True), ("0-a_b", True), ("a" * 64, True), ("a" * 65, False), ("", False), ("-a", False), ("_a", False),
    ("a\n", False), ("a.b", False), ("a ", False), ("A", False), ("Ａ", False), ("../a", False), ("a/b", False),
    ("con", False), ("nul", False), ("com1", False), ("lpt9", False), ("com10", True), ("console", True)])
def test_safe_names(name, safe):
    assert safe_name(name) is safe
