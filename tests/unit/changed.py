"""A design as written, with a few values changed."""

from __future__ import annotations

import copy
from typing import Any


def changed(written: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with each value at its path put in place of the old: tubes__0__od_mm is data["tubes"][0]["od_mm"]."""
    data = copy.deepcopy(written)
    for path, value in changes.items():
        spot: Any = data
        *way, last = path.split("__")
        for step in way:
            spot = spot[int(step)] if step.isdigit() else spot[step]
        spot[int(last) if last.isdigit() else last] = value
    return data
