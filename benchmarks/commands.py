"""Whole commands as a user runs them: seconds, and the ratio to a bare Python start in the same run."""

from __future__ import annotations

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


def main() -> None:
    bare = seconds(["-c", "pass"], 5)
    with tempfile.TemporaryDirectory() as folder:
        rows = [("python -c pass", bare, 0.0),
                ("knalpot --help", seconds(["-m", "knalpot_cad", "--help"], 5), 0.25),
                ("knalpot pattern -o", seconds(["-m", "knalpot_cad", "pattern", DESIGN, "-o", f"{folder}/p"], 5), 1.5),
                ("knalpot sound", seconds(["-m", "knalpot_cad", "sound", DESIGN], 3), 0.0),
                ("knalpot build", seconds(["-m", "knalpot_cad", "build", DESIGN, "-o", f"{folder}/b"], 3), 10.0)]
    sys.stdout.write(f"{'command':22} {'s':>7} {'x start':>8} {'asked s':>8}\n")
    for name, value, asked in rows:
        sys.stdout.write(f"{name:22} {value:7.2f} {value / bare:8.1f} {asked or '-':>8}\n")


if __name__ == "__main__":
    main()
