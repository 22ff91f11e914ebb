"""Where the packaged data lies: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path


def templates_root() -> Path:
    """Folder of the packaged templates."""
    inside = Path(__file__).parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"
