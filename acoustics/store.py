"""Keeps what sections answer, by all that it depends on: in memory, and on disk where a folder is named.

A file holds plain arrays and a JSON skeleton, never code; it appears whole (written beside, then renamed). What can't
be read or written is made anew without a word. Source: definition.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

VERSION = 5                 # of what is stored: one more when modes or projections change
PRUNED = 200                # writes between two looks at the folder's size
MOST = 400                  # pieces in memory
MOST_BYTES = 300_000_000    # on disk; the oldest go first
T = TypeVar("T")


class Store:
    """Pieces by key; folder None keeps them in memory only. types are the dataclasses that may be read back."""

    def __init__(self, folder: Path | None = None, types: tuple[type, ...] = ()) -> None:
        self.folder = folder
        self.types = {t.__name__: t for t in types}
        self.memory: OrderedDict[str, Any] = OrderedDict()
        self.written = 0

    def kept(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """The piece of a key: from memory, from disk, or made and kept. Errors are those of make()."""
        name = hashlib.sha256("\0".join((str(VERSION), np.__version__, *key)).encode()).hexdigest()[:40]
        if name in self.memory:
            self.memory.move_to_end(name)
            known: T = self.memory[name]
            return known
        read: T | None = self._read(name)
        value: T = make() if read is None else read
        if read is None:
            self._write(name, value)
        self.memory[name] = value
        while len(self.memory) > MOST:
            self.memory.popitem(last=False)
        return value

    def _path(self, name: str) -> Path | None:
        return self.folder / f"{name}.npz" if self.folder else None

    def _read(self, name: str) -> Any:
        path = self._path(name)
        if path is None:
            return None
        try:
            with np.load(path, allow_pickle=False) as data:
                arrays = {k: data[k] for k in data.files}
            return self._unfolded(json.loads(bytes(arrays["skeleton"]).decode()), arrays)
        except Exception:       # a torn or foreign file is as good as none
            return None

    def _write(self, name: str, value: Any) -> None:
        path = self._path(name)
        if path is None:
            return
        arrays: dict[str, Any] = {}
        skeleton = json.dumps(_folded(value, arrays)).encode()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as out:
                    np.savez(out, skeleton=np.frombuffer(skeleton, np.uint8), **arrays)
                Path(beside).replace(path)
            except OSError:
                Path(beside).unlink()
                raise
            self.written += 1
            if self.written % PRUNED == 1:
                self._prune()
        except OSError:
            return

    def _prune(self) -> None:
        assert self.folder is not None
        found = sorted(((f.stat().st_mtime, f.stat().st_size, f) for f in self.folder.glob("*.npz")), reverse=True)
        total = 0
        for _, size, file in found:
            total += size
            if total > MOST_BYTES:
                file.unlink(missing_ok=True)

    def _unfolded(self, node: Any, arrays: dict[str, Any]) -> Any:
        if isinstance(node, list):
            return tuple(self._unfolded(n, arrays) for n in node)
        if isinstance(node, dict):
            if "array" in node:
                return arrays[node["array"]]
            return self.types[node["type"]](**{k: self._unfolded(v, arrays) for k, v in node["fields"].items()})
        return node


def _folded(value: Any, arrays: dict[str, Any]) -> Any:
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, tuple):
        return [_folded(v, arrays) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {"type": type(value).__name__,
                "fields": {f.name: _folded(getattr(value, f.name), arrays) for f in fields(value)}}
    return int(value)
