"""doctor/cek-alat: is everything here that the program needs, and what to do where it is not."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import click

from knalpot_cad.cli import DONE, USAGE
from knalpot_cad.cli.screen import Screen
from knalpot_cad.cli.speaking import option, verb
from knalpot_cad.fault import Faults
from knalpot_cad.words import render_fault, text

PACKAGES = ("cadquery", "click", "ezdxf", "filelock", "matplotlib", "numpy", "pebble", "pydantic", "PyYAML", "rich",
            "scipy", "segno", "shapely", "typst")
GOOD, BAD = "ok", "bad"


@dataclass(frozen=True)
class Look:
    """One thing looked at: what, how it is, and advice where it is bad."""

    name: str
    state: str
    value: str
    advice: str = ""


def versions(lang: str) -> Iterator[Look]:
    fits = sys.version_info >= (3, 11)
    yield Look("Python", GOOD if fits else BAD, sys.version.split()[0], "" if fits else text("cli.doctor_python", lang))
    for name in PACKAGES:
        try:
            yield Look(name, GOOD, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Look(name, BAD, "-", text("cli.doctor_package", lang, name=name))


def system(lang: str) -> Iterator[Look]:
    """The graphics library that cadquery is linked against, on Linux."""
    if sys.platform.startswith("linux"):
        import ctypes
        try:
            ctypes.CDLL("libGL.so.1")
            yield Look("libGL.so.1", GOOD, text("cli.doctor_there", lang))
        except OSError:
            yield Look("libGL.so.1", BAD, "-", text("cli.doctor_libgl", lang))


def acoustics(lang: str) -> Iterator[Look]:
    """Another distribution with a package of the same name."""
    owners = sorted(set(metadata.packages_distributions().get("acoustics", [])) - {"knalpot-cad"})
    own = ""
    with contextlib.suppress(ImportError):
        import importlib.util
        spec = importlib.util.find_spec("acoustics")
        source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
        own = "knalpot-cad" if "knalpot-cad" in source else ""
    if own and not owners:
        yield Look("acoustics", GOOD, own)
    else:
        yield Look("acoustics", BAD, ", ".join(owners) or "-", text("cli.doctor_acoustics", lang))


def library(lang: str, extra: Path | None) -> Iterator[Look]:
    """Every file of the library, read as the program reads it."""
    from knalpot_cad.library import BLOCKS, ROOMS, Library
    try:
        found = Library.open(extra)
    except Faults as error:
        yield Look("library", BAD, "-", "; ".join(render_fault(f, lang) for f in error.faults))
        return
    for kind in (*ROOMS, BLOCKS):
        try:
            good, faults = found.every(kind)
            odd = found.passed_over(kind)
        except Faults as error:         # a folder that can't be read
            good, faults, odd = [], list(error.faults), []
        wrong = [render_fault(f, lang) for f in faults]
        if odd:
            wrong.append(text("cli.doctor_passed", lang, files=", ".join(sorted(f.name for f in odd)[:10])))
        yield Look(kind, BAD if wrong or not good else GOOD, str(len(good)), "\n".join(wrong))


def writing(lang: str) -> Iterator[Look]:
    """Whether a folder can be made where the command is run."""
    try:
        with tempfile.TemporaryDirectory(prefix=".knalpot-", dir=Path()) as folder:
            (Path(folder) / "a").write_text("a", encoding="utf-8")
            (Path(folder) / "a").replace(Path(folder) / "b")
        yield Look(text("cli.doctor_here", lang), GOOD, text("cli.doctor_writable", lang))
    except OSError as error:
        yield Look(text("cli.doctor_here", lang), BAD, error.strerror or "-", text("cli.doctor_write", lang))


@verb("doctor", "doctor")
@option("--library", "extra", type=click.Path(path_type=Path), metavar="DIR", word="opt_library")
@click.pass_obj
def VERB(screen: Screen, extra: Path | None) -> int:
    looks = [*versions(screen.lang), *system(screen.lang), *acoustics(screen.lang)]
    if any(look.name in ("pydantic", "PyYAML") and look.state == BAD for look in looks):
        looks.append(Look("library", BAD, "-", text("cli.doctor_package", screen.lang, name="pydantic, PyYAML")))
    else:
        looks += library(screen.lang, extra)
    looks += writing(screen.lang)
    code = USAGE if any(look.state == BAD for look in looks) else DONE
    if screen.as_json:
        screen.json({"looks": [asdict(look) for look in looks], "exit_code": code})
        return code
    for look in looks:
        screen.say(f"  {screen.words('cli.doctor_' + look.state):6} {look.name:14} {look.value}")
        for line in look.advice.splitlines():
            screen.say(f"         {line}")
    screen.say(screen.words("cli.doctor_well" if code == DONE else "cli.doctor_ill"))
    return code
