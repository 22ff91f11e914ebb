"""Finds and reads templates: packaged ones, then the workshop's own, which win by name; tells which were read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from knalpot_cad.fault import Fault, Faults, Where
from knalpot_cad.fields import NAME, RESERVED
from knalpot_cad.library.design_template import DesignTemplate, read_design
from knalpot_cad.library.fitment import Fitment, read_fitment
from knalpot_cad.library.form import nearest
from knalpot_cad.library.guide import Guide, read_guide
from knalpot_cad.library.machine import Machine, read_machine
from knalpot_cad.library.material import Material, read_material
from knalpot_cad.library.regulation import read_regulation
from knalpot_cad.places import templates_root
from knalpot_cad.strict import Node, clean_text, parse_yaml, read_regular

ROOMS = ("fitments", "materials", "machines", "regulations", "measuring", "designs")
BLOCKS = "blocks"       # shared lines of designs; read with the design that includes them
MOST_FILES = 5000       # of one kind in one folder: more is no library of a workshop
T = TypeVar("T")


class Library:
    """Templates of every kind by name; used tells which files were read."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self._used: dict[str, str] = {}
        self._read: dict[str, Any] = {}
        self._files: dict[str, dict[str, Path]] = {}

    @staticmethod
    def open(extra: Path | None = None, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Library:
        """Packaged templates, ./templates, KNALPOT_LIBRARY, then --library; later ones win by name."""
        env = os.environ if env is None else env
        folders = [templates_root()]
        local = (cwd or Path()) / "templates"
        if local.is_dir() and local.resolve() != folders[0].resolve():
            folders.append(local)
        for given in (env.get("KNALPOT_LIBRARY"), extra):
            if given:
                if not Path(given).is_dir():
                    raise Faults(Fault("cannot-read", None, {"file": str(given), "reason": "no such folder"}))
                folders.append(Path(given))
        return Library(tuple(folders))

    # files ------------------------------------------------------------------------------------------------------------
    @property
    def used(self) -> tuple[tuple[str, str], ...]:
        """(kind/name.yaml, sha256) of every file read so far, sorted."""
        return tuple(sorted(self._used.items()))

    def names(self, kind: str) -> dict[str, Path]:
        """name -> file of one kind, the last folder winning; a file of an unsafe name is not one of them."""
        if kind not in self._files:
            out: dict[str, Path] = {}
            for folder in self.folders:
                out |= {f.stem: f for f in listing(folder / kind) if readable(f)}
            self._files[kind] = dict(sorted(out.items()))
        return dict(self._files[kind])

    def passed_over(self, kind: str) -> list[Path]:
        """Files that look like templates of a kind but are not read: another ending, or a name that is not safe."""
        return [f for folder in self.folders for f in listing(folder / kind)
                if f.suffix.lower() in (".yml", ".yaml", ".json") and not readable(f)]

    def _one(self, kind: str, name: str, code: str, reader: Callable[[Node], T]) -> T:
        """One template, read once."""
        return self._bytes(kind, name, code, lambda data, label: reader(parse_yaml(data, label)))

    def _bytes(self, kind: str, name: str, code: str, reader: Callable[[bytes, str], T]) -> T:
        """What a reader makes of a file's bytes and its label, read once; the hash in used is of these bytes."""
        key = f"{kind}/{name}.yaml"
        if key not in self._read:
            files = self.names(kind)
            if name not in files:
                raise Faults(Fault(code, None, {"name": name, "nearest": nearest(name, files)}))
            if not inside(files[name], self.folders):
                raise Faults(Fault("library-link", Where(key), {"file": str(files[name])}))
            data = read_regular(files[name], key)
            self._read[key] = reader(data, key)
            self._used[key] = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
        found: T = self._read[key]
        return found

    # kinds ------------------------------------------------------------------------------------------------------------
    def fitment(self, name: str) -> Fitment:
        """A vehicle by id. Raises Faults with the nearest known id, or with everything wrong in its file."""
        return self._one("fitments", name, "unknown-fitment", lambda node: read_fitment(name, node, self.guides))

    def material(self, name: str) -> Material:
        """A material by name. Raises Faults with the nearest known name, or with everything wrong in its file."""
        return self._one("materials", name, "unknown-material", lambda node: read_material(name, node))

    def machine(self, name: str) -> Machine:
        """A machine by name. Raises Faults with the nearest known name, or with everything wrong in its file."""
        return self._one("machines", name, "unknown-name", lambda node: read_machine(name, node))

    def regulation(self, name: str) -> dict[str, Any]:
        """A table of limits or tolerances, plain. Raises Faults with the nearest known name."""
        return self._one("regulations", name, "unknown-name", read_regulation)

    def guide(self, name: str) -> Guide:
        """How a size is measured. Raises Faults with the nearest known name, or with everything wrong in its file."""
        return self._one("measuring", name, "unknown-name", lambda node: read_guide(name, node))

    def design(self, name: str) -> DesignTemplate:
        """A parametric design by name. Raises Faults with the nearest known name, or with everything wrong in it."""
        return self._bytes("designs", name, "unknown-name",
                           lambda data, label: read_design(name, data, label, self.guides, self.block))

    def block(self, name: str) -> str:
        """Lines that designs share. Raises KeyError with the nearest known name."""
        files = self.names(BLOCKS)
        if name not in files:
            raise KeyError(nearest(name, files))
        return self._bytes(BLOCKS, name, "unknown-name", clean_text)

    @cached_property
    def guides(self) -> dict[str, Guide]:
        """Every measuring guide by name, none of them marked as used: they are advice, no part of a result."""
        quiet = Library(self.folders)
        return {n: quiet.guide(n) for n in quiet.names("measuring")}

    def every(self, kind: str) -> tuple[list[Any], list[Fault]]:
        """All that can be read of one kind, and everything that is wrong with the others; marks nothing as used."""
        quiet = Library(self.folders)
        readers: dict[str, Callable[[str], Any]] = {
            "fitments": quiet.fitment, "materials": quiet.material, "machines": quiet.machine,
            "regulations": quiet.regulation, "measuring": quiet.guide, "designs": quiet.design, BLOCKS: quiet.block}
        good: list[Any] = []
        faults: list[Fault] = []
        for name in quiet.names(kind):
            try:
                good.append(readers[kind](name))
            except Faults as error:
                faults += error.faults
        return good, _once(faults)

    @cached_property
    def fitments(self) -> tuple[Fitment, ...]:
        """Every vehicle; reads them all without marking them as used. Raises Faults of all files together."""
        good, faults = self.every("fitments")
        if faults:
            raise Faults(faults)
        return tuple(good)

    def designs_for(self, vehicle: Fitment) -> tuple[list[DesignTemplate], list[Fault]]:
        """Every design for a vehicle, by name, and everything that is wrong with the designs that can't be read."""
        good, faults = self.every("designs")
        return [d for d in good if d.suits.fits(vehicle)], faults


def readable(file: Path) -> bool:
    """Whether a file's name is one of a template: name.yaml, safe on every system."""
    return file.suffix == ".yaml" and NAME.fullmatch(file.stem) is not None and file.stem not in RESERVED


def inside(file: Path, folders: tuple[Path, ...]) -> bool:
    """Whether a file lies in one of the folders once links are followed: a template that came from elsewhere must not
    show what else is on this computer.
    """
    if not (file.is_symlink() or file.parent.is_symlink()):
        return True
    try:
        real = file.resolve(strict=True)
        return any(real.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, RuntimeError):     # a link to nothing, or round in a circle
        return False


def listing(folder: Path) -> list[Path]:
    """Entries of a folder by name; none where there is no such folder. Raises Faults where it can't be read."""
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            return []
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        values = {"file": str(folder), "reason": error.strerror or "?"}
        raise Faults(Fault("cannot-read", Where(folder.name), values)) from None
    if len(found) > MOST_FILES:
        raise Faults(Fault("too-large", Where(folder.name), {"what": str(folder), "limit": f"{MOST_FILES} files"}))
    return found


def _once(faults: list[Fault]) -> list[Fault]:
    """The same fault, such as one of a measuring guide, told once."""
    out: dict[tuple[str, str, str], Fault] = {}
    for f in faults:
        out.setdefault((f.code, str(f.where), str(f.values)), f)
    return list(out.values())
