"""Whole commands as a user runs them: seconds, and the ratio to a bare Python start in the same run."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DESIGN = "examples/beat-standar/design.yaml"


def seconds(arguments: list[str], runs: int) -> float:
    """Median wall time of a whole process."""
    times = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


SOUND = """import sys
from knalpot_cad.cli import main
sys.argv = ["knalpot", "sound", sys.argv[1], "--to", "3000", "--model", "modes"]
try:
    main()
except SystemExit:
    print("\\n" + " ".join(m for m in sys.modules if not m.startswith("__")), file=sys.stderr)
"""
IMPORTS = """import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""


def processor(arguments: list[str]) -> tuple[float, str]:
    """Processor time of a whole process without a cache on disk [s], and what it wrote to its error stream."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, env={**os.environ, "ACOUSTICS_CACHE": ""})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ran.stderr


def above_imports(runs: int = 5) -> float:
    """Median seconds of `knalpot sound` to 3 kHz by modes, cold, above the imports of the same modules."""
    modules = processor(["-c", SOUND, DESIGN])[1].split("\n")[-2].split()
    return statistics.median(processor(["-c", SOUND, DESIGN])[0] - processor(["-c", IMPORTS, *modules])[0]
                             for _ in range(runs))


def main() -> None:
    bare = seconds(["-c", "pass"], 5)
    with tempfile.TemporaryDirectory() as folder:
        rows = [("python -c pass", bare, 0.0),
                ("knalpot --help", seconds(["-m", "knalpot_cad", "--help"], 5), 0.25),
                ("knalpot pattern -o", seconds(["-m", "knalpot_cad", "pattern", DESIGN, "-o", f"{folder}/p"], 5), 1.5),
                ("knalpot sound", seconds(["-m", "knalpot_cad", "sound", DESIGN], 3), 0.0),
                ("  modes, above imports", above_imports(), 1.0),
                ("knalpot build", seconds(["-m", "knalpot_cad", "build", DESIGN, "-o", f"{folder}/b"], 3), 10.0)]
    sys.stdout.write(f"{'command':22} {'s':>7} {'x start':>8} {'asked s':>8}\n")
    for name, value, asked in rows:
        sys.stdout.write(f"{name:22} {value:7.2f} {value / bare:8.1f} {asked or '-':>8}\n")


if __name__ == "__main__":
    main()
