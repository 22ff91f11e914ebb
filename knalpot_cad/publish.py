"""A result folder appears whole or not at all; a folder that somebody edited is never replaced unasked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.fields import NAME, RESERVED

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Published:
    """Where the folder stands now, its files, and where the old one went with force."""

    folder: Path
    files: tuple[str, ...]
    moved_to: Path | None = None


def safe_name(text: str) -> bool:
    """Whether a text may name a file or folder on every system."""
    return bool(NAME.fullmatch(text)) and text not in RESERVED


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def tree(folder: Path) -> list[str]:
    """Files below a folder, forward slashes, sorted."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() or p.is_symlink())


def read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("files"), dict) else None


def edited(folder: Path) -> list[str]:
    """Files that are not as the manifest says: changed, gone or added; all of them where there is no manifest."""
    data = read_manifest(folder)
    if data is None:
        return tree(folder)
    known: Mapping[str, str] = data["files"]
    here = [f for f in tree(folder) if f != MANIFEST]
    wrong = [f for f in here if f not in known or (folder / f).is_symlink() or sha256(folder / f) != known[f]]
    return sorted({*wrong, *(f for f in known if f not in here)})


def publish(target: Path, write: Callable[[Path], None], about: Mapping[str, Any], force: bool = False) -> Published:
    """Let write() fill a folder beside the target, add the manifest, then put it in the target's place.

    about goes into the manifest (version, design, templates ...). Raises Faults; nothing half-written stays.
    """
    from filelock import FileLock, Timeout
    target = Path(os.path.abspath(target))
    temp = target.parent / f".{target.name}.tmp-{secrets.token_hex(4)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / f".{target.name}.lock", timeout=0):
            sweep(target)
            _refuse_edited(target, force)
            temp.mkdir()
            write(temp)
            _manifest(temp, about)
            files = tuple(tree(temp))
            _flush(temp)
            return Published(target, files, _swap(temp, target, force))
    except Timeout:
        raise Faults(Fault("output-busy", None, {"file": str(target)})) from None
    except OSError as error:
        code = "disk-full" if error.errno in (28, 122) else "cannot-write"
        raise Faults(Fault(code, None, {"file": str(target), "reason": error.strerror or "?"})) from None
    finally:
        shutil.rmtree(temp, ignore_errors=True)


def sweep(target: Path) -> None:
    """Remove what a killed run left beside the target; the caller holds the lock. A set-aside folder comes back."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"(tmp|old)-[0-9a-f]{8}")
    for p in sorted(target.parent.iterdir()):
        if pattern.fullmatch(p.name):
            if ".old-" in p.name and not target.exists():
                p.rename(target)
            else:
                shutil.rmtree(p, ignore_errors=True)


def _refuse_edited(target: Path, force: bool) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Faults(Fault("cannot-write", None, {"file": str(target), "reason": "not a folder"}))
    if target.is_dir() and not force:
        wrong = edited(target)
        if wrong:
            raise Faults(Fault("output-edited", None, {"file": str(target), "files": ", ".join(wrong[:8])}))


def _manifest(folder: Path, about: Mapping[str, Any]) -> None:
    data = {**about, "files": {f: sha256(folder / f) for f in tree(folder)}}
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _flush(folder: Path) -> None:
    for name in tree(folder):
        with (folder / name).open("rb+") as stream:
            os.fsync(stream.fileno())


def _swap(temp: Path, target: Path, force: bool) -> Path | None:
    """Put temp in the target's place; with force an edited old folder is kept as name.old-N."""
    if not target.is_dir() or not any(target.iterdir()):
        if target.is_dir():
            target.rmdir()
        temp.rename(target)
        _flush_folder(target.parent)
        return None
    keep = force and bool(edited(target))
    aside = _free(target) if keep else target.parent / f".{target.name}.old-{secrets.token_hex(4)}"
    target.rename(aside)
    try:
        temp.rename(target)
    except OSError:
        aside.rename(target)
        raise
    _flush_folder(target.parent)
    if keep:
        return aside
    shutil.rmtree(aside, ignore_errors=True)
    return None


def _free(target: Path) -> Path:
    """The first name.old-N that nothing has, not even a link that leads nowhere."""
    number = 1
    while os.path.lexists(found := target.parent / f"{target.name}.old-{number}"):
        number += 1
    return found


def _flush_folder(folder: Path) -> None:
    """Make a rename outlive a power cut, where a folder can be flushed; Windows can't, and the result stands anyway."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
