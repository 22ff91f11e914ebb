"""`knalpot --help` answers at once: it loads none of the heavy libraries."""

from __future__ import annotations

import subprocess
import sys

from tests.house.source import ROOT

HEAVY = ("numpy", "scipy", "ezdxf", "cadquery", "OCP", "matplotlib", "typst", "shapely", "pydantic")
CODE = """
import sys
sys.argv = ["knalpot", "--help"]
from knalpot_cad.cli import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
loaded = sorted(m for m in {heavy} if m in sys.modules)
print("LOADED", loaded, code)
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", CODE.format(heavy=HEAVY)], cwd=ROOT, capture_output=True, text=True,
                          encoding="utf-8", timeout=60, check=False)
    last = (done.stdout.splitlines() or [""])[-1]
    assert last == "LOADED [] 0", done.stdout[-500:] + done.stderr[-2000:]
