"""The tutorial's blocks run in order, and print what stands under them."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)
NUMBER = re.compile(r"-?\d+\.?\d*")
NEAR, SHARE = 0.5, 0.02     # a page does not pin the model's last digit: tests/validation does


def printed(code: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "tutorial.md", "exec"), names)
    return out.getvalue()


def test_every_block_runs_and_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    assert len(BLOCKS) == PAGE.count("```python") >= 8
    for code, expected in BLOCKS:
        found = printed(code, names)
        assert NUMBER.sub("#", found).split() == NUMBER.sub("#", expected).split(), code
        for a, b in zip(NUMBER.findall(found), NUMBER.findall(expected), strict=True):
            assert float(a) == pytest.approx(float(b), abs=max(NEAR, SHARE * abs(float(b)))), code
    assert (tmp_path / "silencer.svg").stat().st_size > 1000


def test_the_first_silencer_takes_ten_lines() -> None:
    lines = [line for line in BLOCKS[0][0].splitlines() if line.strip() and "import" not in line]
    assert len(lines) <= 10
