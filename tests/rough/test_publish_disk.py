"""The disk fails at the n-th open, write, flush, rename or folder, for every n: a result is whole, old or absent."""

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from knalpot_cad.fault import Faults
from knalpot_cad.publish import MANIFEST, edited, publish, tree

MOST_STEPS = 80


class Disk:
    """Counts what is asked of the disk and fails once, at step `fail`."""

    def __init__(self, number: int) -> None:
        self.number, self.steps, self.fail = number, 0, 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.fail:
            raise OSError(self.number, os.strerror(self.number))

    def guarded(self, real: Callable) -> Callable:
        def call(*args, **kwargs):
            self.step()
            return real(*args, **kwargs)
        return call

    def opener(self, real: Callable) -> Callable:
        def call(file, mode="r", *args, **kwargs):
            self.step()
            stream = real(file, mode, *args, **kwargs)
            if any(c in mode for c in "wax"):
                write = stream.write

                def failing(data):
                    write(data[:len(data) // 2])        # half of it reaches the disk first
                    self.step()
                    return write(data[len(data) // 2:])
                stream.write = failing
            return stream
        return call


@pytest.fixture(params=[errno.ENOSPC, errno.EIO, errno.EACCES])
def disk(request, monkeypatch):
    disk = Disk(request.param)
    opener = disk.opener(io.open)
    monkeypatch.setattr(io, "open", opener)
    monkeypatch.setattr(builtins, "open", opener)
    monkeypatch.setattr(os, "fsync", disk.guarded(os.fsync))
    for name in ("rename", "mkdir", "rmdir"):
        monkeypatch.setattr(Path, name, disk.guarded(getattr(Path, name)))
    return disk


def fill(text):
    def write(folder: Path) -> None:
        (folder / "a.csv").write_text(text, encoding="utf-8")
        (folder / "dxf").mkdir()
        (folder / "dxf" / "b.dxf").write_text(text * 9, encoding="utf-8")
    return write


def whole(folder: Path, text: str) -> bool:
    return (edited(folder) == [] and tree(folder) == ["a.csv", "dxf/b.dxf", MANIFEST]
            and (folder / "a.csv").read_text(encoding="utf-8") == text)


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.parent.iterdir() if p != folder and not p.name.endswith(".lock"))


@pytest.mark.parametrize("start", ["absent", "empty", "old", "edited"])
def test_every_step_of_the_disk(tmp_path, disk, start):
    for fail in range(1, MOST_STEPS):
        out = tmp_path / f"{fail}" / "out"
        out.parent.mkdir()
        if start == "empty":
            out.mkdir()
        elif start != "absent":
            publish(out, fill("old"), {})
        if start == "edited":
            (out / "note.txt").write_text("mine", encoding="utf-8")
        disk.steps, disk.fail = 0, fail
        try:
            publish(out, fill("new"), {}, force=start == "edited")
        except Faults as error:
            disk.fail = 0
            wanted = {"disk-full" if disk.number == errno.ENOSPC else "cannot-write"}
            # a manifest that can't be read counts as none: the folder is refused, which loses nothing
            assert {f.code for f in error.faults} <= wanted | ({"output-edited"} if start == "old" else set())
            assert beside(out) == []
            if start in ("absent", "empty"):
                assert not out.exists() or not any(out.iterdir())
            elif start == "old":
                assert whole(out, "old")
            else:
                assert edited(out) == ["note.txt"] and (out / "a.csv").read_text(encoding="utf-8") == "old"
            publish(out, fill("new"), {}, force=start == "edited")      # the same command again goes through
        disk.fail, reached = 0, disk.steps
        assert whole(out, "new")
        assert beside(out) == (["out.old-1"] if start == "edited" else [])
        if start == "edited":
            assert (out.parent / "out.old-1" / "note.txt").read_text(encoding="utf-8") == "mine"
        if reached < fail:
            return
    raise AssertionError("the disk never ran through")
