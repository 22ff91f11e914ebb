"""What every test may use: the library, and the example built with and without its measured values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from knalpot_cad.built import Built
    from knalpot_cad.library import Library

ROOT = Path(__file__).resolve().parents[1]

# the same cases on every machine, and no clock: a slow runner is no failure
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _own_language() -> Iterator[None]:
    """No variable of the person who runs the tests changes what a test or a shared fixture sees."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("KNALPOT_LANG", "KNALPOT_LIBRARY", "SOURCE_DATE_EPOCH"):
            patch.delenv(name, raising=False)
        patch.setenv("ACOUSTICS_CACHE", "")
        yield


@pytest.fixture(scope="session")
def sections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for sections of the sound, for this run of the tests."""
    return tmp_path_factory.mktemp("sections")


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch, sections: Path) -> None:
    """Processes share the sections of the sound: for tests that start many and are about something else."""
    monkeypatch.setenv("ACOUSTICS_CACHE", str(sections))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def library() -> Library:
    from knalpot_cad.library import Library
    return Library.open(env={}, cwd=ROOT / "tests")


@pytest.fixture(scope="session")
def example_folder() -> Path:
    return ROOT / "examples" / "beat-standar"


@pytest.fixture(scope="session")
def example(library: Library, example_folder: Path) -> Built:
    """The BeAT example with its measured values."""
    from knalpot_cad.built import build
    from knalpot_cad.design import load
    return build(load(example_folder / "design.yaml", library), library)


@pytest.fixture(scope="session")
def open_example(library: Library, example_folder: Path) -> Built:
    """The BeAT example as it is before anything was measured: the flange is withheld."""
    from knalpot_cad.built import build
    from knalpot_cad.design import load
    return build(load(example_folder / "design.yaml", library, measurements="none"), library)
