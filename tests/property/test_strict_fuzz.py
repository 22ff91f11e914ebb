"""Any bytes into the strict readers end in data or Faults, with libyaml and without it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knalpot_cad.fault import Faults
from knalpot_cad.strict import CONTROL, Node, parse_yaml
from knalpot_cad.strict_csv import parse_csv

ROOT = Path(__file__).resolve().parents[2]
SEEDS = [p.read_bytes() for p in sorted([*(ROOT / "examples").rglob("*.yaml"), *(ROOT / "templates").rglob("*.yaml")])]
PIECES = ["a", ":", " ", "\n", "  ", "- ", "? ", "[", "]", "{", "}", ",", "&a", "*a", "!!str", "'", '"', "|", ">", "#",
          "---", "...", "%YAML 1.1", "<<", "\t", "\r", "0,8", "012", ".nan", "1e999", "~", "\\0", "\u0085", "\u2028",
          "\ufeff", "\x00", "\ud800", "é", "１", "2026-01-02", "12:30"]
CELLS = ["a", ",", ";", '"', "\n", "\r", "\t", "0,8", "1.5", "\x00", "\x07", "é", " ", "=", "\ufeff"]


def holds_no_control(value: object) -> bool:
    if isinstance(value, dict):
        return all(holds_no_control(k) and holds_no_control(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(holds_no_control, value))
    return not (isinstance(value, str) and CONTROL.search(value))


def reads(data: bytes | str) -> None:
    try:
        node = parse_yaml(data, "d")
    except Faults as error:
        assert error.faults and all(f.where and f.where.file == "d" for f in error.faults)
        assert not [f for f in error.faults if f.code == "yaml-syntax" and not f.where.line]
    else:
        assert isinstance(node, Node) and holds_no_control(node.plain())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with bytes changed, taken out, doubled and cut."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 5))):
        spot = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[spot:spot + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                del data[spot:spot + draw(st.integers(1, 40))]
            case 2:
                data[spot:spot] = data[spot:spot + draw(st.integers(1, 40))]
            case _:
                del data[spot:]
    return bytes(data)


def anything(pieces: list[str]) -> st.SearchStrategy[bytes | str]:
    """Bytes, text, and text put together from what means something to the reader."""
    return st.one_of(st.binary(max_size=120), st.text(max_size=120),
                     st.lists(st.sampled_from(pieces), max_size=40).map("".join))


@given(anything(PIECES))
@settings(max_examples=1200)
def test_any_text(data):
    reads(data)


@given(mutated())
@settings(max_examples=250)
def test_real_files_that_were_damaged(data):
    reads(data)


def reads_without_libyaml(data: bytes | str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        reads(data)


@given(anything(PIECES))
@settings(max_examples=400)
def test_any_text_without_libyaml(data):
    reads_without_libyaml(data)


@pytest.mark.parametrize("bomb", ["[", "{a: ", "- ", "? "])
def test_bombs(bomb):
    reads(bomb * 3000)
    reads_without_libyaml(bomb * 3000)


@given(anything(CELLS))
@settings(max_examples=800)
def test_any_table(data):
    try:
        rows = parse_csv(data, "c")
    except Faults as error:
        assert error.faults
    else:
        assert all(len(r.cells) == len(rows[0].cells) for r in rows) and holds_no_control([list(r.cells) for r in rows])
