"""summary.json: what the design is, the figures a maker looks at first, and what waits for a measurement."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knalpot_cad.outputs.output import Options, Output

if TYPE_CHECKING:
    from knalpot_cad.built import Built

NAME = "summary.json"
DECIMALS = 6


def write(built: Built, folder: Path, options: Options) -> list[str]:
    content = json.dumps(_rounded(summary(built)), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / NAME).write_text(content + "\n", encoding="utf-8", newline="\n")
    return [NAME]


def summary(built: Built) -> dict[str, Any]:
    """Plain values under English keys; null where a measurement, the gas or the fitment is missing."""
    design, sound = built.design, built.sound
    return {
        "design": {"name": design.name, "part_number": design.part_number, "revision": design.revision,
                   "fitment": design.fitment, "language": design.language, "sha256": design.sha256},
        "summary": asdict(built.summary),
        "parts": [{"name": made.name, "kind": made.kind, "count": made.count} for made in built.parts],
        "withheld": [{"name": w.name, "kind": w.kind, "measure": list(w.fields)} for w in built.withheld],
        "sound": None if sound is None else {
            "cut_on_hz": sound.cut_on_hz, "silencer_c": sound.silencer_c, "pipe_c": sound.pipe_c,
            "sound_speed_m_s": sound.sound_speed_m_s, "notes": list(sound.notes),
            "bands": [{"band": label, "tl_silencer_db": alone, "tl_line_db": line}
                      for label, _, _, alone, line in sound.bands]},
        "findings": [{"code": finding.code, "values": _plain(finding.values)} for finding in built.findings],
    }


def _plain(values: Any) -> dict[str, Any]:
    return {key: value if isinstance(value, int | float | str | bool) or value is None else str(value)
            for key, value in sorted(dict(values).items())}


def _rounded(value: Any) -> Any:
    """Floats to 1e-6 and without minus zero; a number that is not finite is null."""
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0 if abs(value) < float("inf") else None
    if isinstance(value, dict):
        return {key: _rounded(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return value


OUTPUT = Output("summary", write)
