"""What the command line answers, for a person and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knalpot_cad.cli import run


def say(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = run(args)
    out, err = capsys.readouterr()
    return code, out, err


def told(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, Any]:
    """Exit code, and the value that --json prints."""
    code, out, _ = say(capsys, *args, "--json")
    return code, json.loads(out)
