"""The strict reader: one meaning a value, every fault at its place, any bytes end in data or Faults."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knalpot_cad.fault import Faults
from knalpot_cad.strict import Node, parse_yaml, read_yaml
from knalpot_cad.strict_csv import parse_csv, read_csv


def codes(data):
    with pytest.raises(Faults) as caught:
        parse_yaml(data, "d.yaml")
    return [(f.code, f.where.line, f.where.column) for f in caught.value.faults]


def test_values_keep_their_kind():
    data = "a: 1\nb: 1e3\nc: NO\nd: yes\ne: true\nf: '12'\ng: [1.5, .5]\nh:\ni: 1_0\n"
    assert parse_yaml(data, "d").plain() == {"a": 1, "b": 1000.0, "c": "NO", "d": "yes", "e": True, "f": "12",
                                             "g": [1.5, 0.5], "h": None, "i": "1_0"}


@pytest.mark.parametrize(("data", "expected"), [
    ("a: 1\na: 2\n", ("duplicate-key", 2, 1)),
    ("a: 012\n", ("leading-zero", 1, 4)),
    ("a: 0,8\n", ("decimal-comma", 1, 4)),
    ("a: .nan\n", ("not-finite", 1, 4)),
    ("a: 1e999\n", ("not-finite", 1, 4)),
    ("a: 2026-01-02\n", ("quote-it", 1, 4)),
    ("a: 12:30:45\n", ("quote-it", 1, 4)),
    ("a: &x 1\nb: *x\n", ("yaml-alias", 1, 4)),
    ("a: !!python/name:os.system x\n", ("yaml-tag", 1, 4)),
    ("[1]: 2\n", ("yaml-key", 1, 1)),
    ("a: 1\n---\nb: 2\n", ("yaml-documents", 2, 1)),
    ("a: [1\nb: 2\n", ("yaml-syntax", 2, 2)),
    (b"a: \xff\n", ("not-utf8", 1, 4)),
    (b"\xff\xfea\x00", ("not-utf8", 0, 0)),
    ("a: \x07\n", ("control-character", 1, 4)),
    ('a: "x\\0y"\n', ("control-character", 1, 4)),
    ('a: 1\n"\\x07": 2\n', ("control-character", 2, 1)),
    ("a: 1\nb: \x80\n", ("control-character", 2, 4)),
    ("a: \ud800\n", ("control-character", 1, 4)),
    ("", ("empty-file", 0, 0)),
])
def test_each_trap_has_its_fault(data, expected):
    assert expected in codes(data)


def test_all_faults_of_a_file_come_together():
    assert [c for c, *_ in codes("a: 012\nb: 0,8\nb: 1\nc: .inf\n")] == [
        "leading-zero", "decimal-comma", "duplicate-key", "not-finite"]


def test_digits_of_other_scripts_are_words():
    assert parse_yaml("a: ١٢\nb: １２\n", "d").plain() == {"a": "١٢", "b": "１２"}


def test_bombs_and_depth_are_refused_fast():
    assert codes("[" * 100_000)[0][0] == "too-large"
    assert codes("a: " + "[" * 50 + "]" * 50)[0][0] == "too-large"
    assert codes("- 1\n" * 60_000)[0][0] == "too-large"
    assert codes("x" * 1_000_001)[0][0] == "too-large"


def test_files_that_are_no_files(tmp_path):
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(Faults) as caught:
            read_yaml(path)
        assert caught.value.faults[0].code == "cannot-read"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        for read in (read_yaml, read_csv):      # a pipe that nobody writes to would hang
            with pytest.raises(Faults):
                read(tmp_path / "pipe")
    for name in ("a\0b", "a\ud800b"):
        with pytest.raises(Faults):
            read_yaml(tmp_path / name)


def test_line_ends_and_bom():
    for data in (b"a: 1\r\nb: 2", b"\xef\xbb\xbfa: 1\nb: 2\n", b"a: 1\rb: 2"):
        assert parse_yaml(data, "d").plain() == {"a": 1, "b": 2}


SEED = b"design: 1\nname: x\nline:\n  - pipe: {od_mm: 28.6, bends: [[60, 0, 75]], a: &b 'q', c: *b}\n"


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200),
                 st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), max_size=6).map(
                     lambda edits: bytes(dict(edits).get(i, b) for i, b in enumerate(SEED)))))
@settings(deadline=None, max_examples=800, derandomize=True)
def test_any_bytes_give_a_tree_or_faults(data):
    try:
        assert isinstance(parse_yaml(data, "d"), Node)
    except Faults as error:
        assert error.faults


def test_csv_rows_and_semicolons(tmp_path):
    assert [dict(r.cells) for r in parse_csv("name;mm\na;1,5\n\nb;2\n", "c")] == [
        {"name": "a", "mm": "1.5"}, {"name": "b", "mm": "2"}]
    file = tmp_path / "c.csv"
    file.write_bytes(b"\xef\xbb\xbfname,mm\r\na,1\r\n")
    row = read_csv(file)[0]
    assert row.cells == {"name": "a", "mm": "1"} and (row.where("mm").line, row.where("mm").column) == (2, 2)


@pytest.mark.parametrize(("text", "code"), [
    ("a,a\n1,2\n", "duplicate-key"), ("a,b\n1\n", "csv-columns"), ("a,b\n1,2,3\n", "csv-columns"),
    ('a,b\n"1,2\n', "csv-syntax"), ("", "empty-file"), ('a,b\n"0,8",1\n', "decimal-comma"),
    ("a\nx\x07\n", "control-character"), ("a,b\nc" + "x" * 200_000 + ",1\n", "csv-syntax")])
def test_csv_traps(text, code):
    with pytest.raises(Faults) as caught:
        parse_csv(text, "c.csv")
    assert caught.value.faults[0].code == code


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_any_csv_gives_rows_or_faults(text):
    try:
        parse_csv(text, "c")
    except Faults as error:
        assert error.faults
