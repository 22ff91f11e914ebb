"""Numbers and cells as files hold them."""

import csv

import pytest

from knalpot_cad.numbers import fmt, write_csv


@pytest.mark.parametrize(("value", "decimals", "written"), [
    (-0.0, 3, "0.000"), (-0.0004, 3, "0.000"), (-0.0006, 3, "-0.001"), (1, 0, "1"), (-0.4, 0, "0"),
    (1e6, 1, "1000000.0")])
def test_one_way_to_write_a_number(value, decimals, written):
    assert fmt(value, decimals) == written


@pytest.mark.parametrize("cell", ["=1+1", "+62 812", "-inf", "@SUM(A1)", "\t=1", "\n=1", "-"])
def test_a_text_that_a_spreadsheet_would_run_is_marked(tmp_path, cell):
    file = tmp_path / "a.csv"
    write_csv(file, ["a"], [[cell]])
    with file.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["'" + cell]


@pytest.mark.parametrize(("cell", "comma", "semicolon"), [
    ("-1.5", "-1.5", "-1,5"), (-1.5, "-1.500", "-1,500"), (3, "3", "3"), (True, "1", "1"), (None, '""', '""'),
    ("a\rb", '"a\nb"', '"a\nb"'), ("a\r\nb", '"a\nb"', '"a\nb"'),
    ("1_0.5", "1_0.5", "1_0.5"), ("sekat_1.2.3", "sekat_1.2.3", "sekat_1.2.3"), ('a"b', '"a""b"', '"a""b"')])
def test_cells_in_both_styles(tmp_path, cell, comma, semicolon):
    for style, written in (("comma", comma), ("semicolon", semicolon)):
        write_csv(tmp_path / "a.csv", ["a"], [[cell]], style)
        assert (tmp_path / "a.csv").read_bytes() == f"a\n{written}\n".encode()
