"""The library: all vehicles indexed, all of it read, one search; seconds in one process, the first run apart.

The first run reads the modules too (pydantic and PyYAML among them), as a command does.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

RUNS = 9
ASKED_S = 0.3


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the first run, and the median of those after it."""
    times = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return times[0], statistics.median(times[1:])


def index() -> object:
    """Every vehicle, its values and provenance, as a search and a list need them."""
    from knalpot_cad.library import Library
    good, faults = Library.open().every("fitments")
    assert not faults
    return good


def whole() -> object:
    """Every file of every kind, as `knalpot doctor` reads it."""
    from knalpot_cad.library import BLOCKS, ROOMS, Library
    library = Library.open()
    found = {kind: library.every(kind) for kind in (*ROOMS, BLOCKS)}
    assert not any(faults for _, faults in found.values())
    return found


def searched() -> object:
    from knalpot_cad.library import Library
    from knalpot_cad.library.search import search
    found = search(Library.open().fitments, "yamaha nmaks 155")
    assert [v.id for v in found] == ["yamaha_nmax_155"]
    return found


def main() -> None:
    from knalpot_cad.library import BLOCKS, ROOMS, Library
    library = Library.open()
    files = sum(len(library.names(kind)) for kind in (*ROOMS, BLOCKS))
    sys.stdout.write(f"{'library':34} {'first s':>8} {'again s':>8} {'asked s':>8}\n")
    for name, work in ((f"index: {len(library.names('fitments'))} vehicles", index), (f"all {files} files", whole),
                       ("a misspelt search", searched)):
        first, again = timed(work)
        sys.stdout.write(f"{name:34} {first:8.3f} {again:8.3f} {ASKED_S:8.1f}\n")


if __name__ == "__main__":
    main()
