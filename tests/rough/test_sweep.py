"""Random designs of every kind either build sound patterns or are refused in words: no crash, no invalid sheet.

10 000 of them belong to `./dev test --all`; each chunk has its own seed, and a failure names the seed of its design,
so that `random_design(seed)` makes it again.
"""

from __future__ import annotations

import json
import traceback
import warnings
from collections import Counter
from pathlib import Path

import pytest

from knalpot_cad.assemblies import ASSEMBLIES
from knalpot_cad.built import build
from knalpot_cad.design import load
from knalpot_cad.fault import Faults
from knalpot_cad.fields import unknown
from knalpot_cad.library import Library
from knalpot_cad.outputs.dxf import sheet_dxf
from knalpot_cad.outputs.output import Options
from knalpot_cad.outputs.process_check import processed
from knalpot_cad.outputs.sheet_check import problems
from knalpot_cad.parts import PARTS
from tests.house.test_words import words
from tests.rough.sweep_edges import KINDS, random_design
from tests.rough.sweep_kinds import PLAUSIBLE, Data, Draw

CHUNKS, EACH = 40, 250
SPOKEN = {part for key in words("id") for part in key.split(".")}


def outcome(data: Data, folder: Path, library: Library) -> str:
    """'made' or 'refused'; else what is wrong with the answer."""
    file = folder / "design.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    try:
        built = build(load(file, library), library)
        sheets, process = built.sheets, processed(built)
        assert built.bom is not None and built.bend_plans is not None and built.roll_plans is not None
    except Faults as error:
        silent = [f.code for f in error.faults if f.code not in SPOKEN]
        return f"no words for {silent}" if silent else "refused" if error.faults else "no fault in Faults"
    except Exception:               # a crash of any kind is what the sweep looks for
        return traceback.format_exc(limit=-4)
    codes = [f.code for f in process] + [f.code for f in built.findings]
    unspoken = [code for code in codes if code not in SPOKEN]
    wrong = [f"{s.part}: {', '.join(found)}" for s in sheets if (found := problems(s))]
    wrong += [f"{m.name}: not finite" for m in built.parts if unknown(m)]
    if unspoken or wrong:
        return "; ".join([*unspoken, *wrong])
    try:
        for sheet in sheets:
            sheet_dxf(sheet, Options())
    except Faults as error:
        return str(error)
    return "made"


def sweep(seeds: list[str], folder: Path, library: Library) -> tuple[Counter[str], dict[str, str]]:
    """How many of each outcome, and what is wrong by seed."""
    tally: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for seed in seeds:
            found = outcome(random_design(seed), folder, library)
            tally[found if found in ("made", "refused") else "wrong"] += 1
            if found not in ("made", "refused"):
                wrong[seed] = found
    return tally, wrong


def told(wrong: dict[str, str]) -> str:
    return "\n\n".join(f"random_design({seed!r}):\n{what}" for seed, what in wrong.items())


def test_every_kind_is_drawn() -> None:
    assert set(PLAUSIBLE) == set(KINDS) == {k.kind for k in PARTS} | {k.kind for k in ASSEMBLIES}


def test_every_kind_has_a_fair_share() -> None:
    """Of 3000 designs of the sweep each kind is in at least 1 in 50, whatever it costs to make."""
    designs = [random_design(f"share {i}") for i in range(3000)]
    drawn = Counter(next(iter(item)) for d in designs for item in d.get("line", d.get("parts")))
    assert set(drawn) == set(KINDS) and min(drawn.values()) >= 60, drawn.most_common()


@pytest.mark.slow
@pytest.mark.parametrize("kind", PLAUSIBLE)
def test_of_every_kind_a_third_can_be_made(kind: str, tmp_path: Path, library: Library) -> None:
    """What is nearly always refused tries nothing of what makes it."""
    found = []
    for i in range(24):
        d = Draw(f"{kind} {i}")
        found.append(outcome({"design": 1, "name": "acak", "parts": [{kind: {**PLAUSIBLE[kind](d), "name": "b0"}}]},
                             tmp_path, library))
    assert set(found) <= {"made", "refused"} and found.count("made") >= 8, found


def test_eighty_random_designs(tmp_path: Path, library: Library) -> None:
    tally, wrong = sweep([f"quick {i}" for i in range(80)], tmp_path, library)
    assert not wrong, told(wrong)
    assert tally["made"] > 20 and tally["refused"] > 20         # else it tries nothing


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_ten_thousand_random_designs(chunk: int, tmp_path: Path, library: Library) -> None:
    tally, wrong = sweep([f"{chunk} {i}" for i in range(EACH)], tmp_path, library)
    assert not wrong, told(wrong)
    assert tally["made"] > EACH / 10
