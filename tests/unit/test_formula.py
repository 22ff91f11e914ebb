"""Formulas at their edges: names, bounds, unknown values, parameters that lean on each other."""

import math

import pytest

from knalpot_cad.formula import FormulaError, evaluate, resolve


def refusal(call, *args):
    with pytest.raises(FormulaError) as caught:
        call(*args)
    return caught.value


def test_an_unknown_name_is_answered_with_the_nearest():
    error = refusal(evaluate, "body_od * 2", {"body_od_mm": 100.0, "gap_mm": 5.0})
    assert error.code == "formula-unknown-name"
    assert (error.values["name"], error.values["nearest"]) == ("body_od", "body_od_mm")


def test_length_and_depth_are_bounded():
    assert evaluate("1" + "+1" * 20, {}) == 21
    assert refusal(evaluate, "1" + "+1" * 40, {}).code == "formula-not-allowed"
    assert refusal(evaluate, "1 " * 101, {}).code == "formula-not-allowed"
    assert refusal(evaluate, "-" * 199 + "1", {}).code == "formula-not-allowed"


@pytest.mark.parametrize("formula", ["a + 1", "-a", "min(1, a)", "max(a, 1)", "sin(a)", "sqrt(a)", "b / a", "a / b"])
def test_a_value_not_measured_spreads_without_a_fault(formula):
    assert math.isnan(evaluate(formula, {"a": math.nan, "b": 2.0}))


def test_what_known_values_make_infinite_is_a_fault_even_beside_an_unknown_one():
    assert refusal(evaluate, "1e200 * 1e200", {"a": math.nan}).code == "formula-not-finite"
    assert refusal(evaluate, "a + 1 / 0", {"a": math.nan}).code == "formula-zero-division"


def test_parameters_in_any_order_keep_their_own():
    found = resolve({"c": "a + b", "b": "2 * a", "a": 10, "open": math.nan, "d": "open + 1"})
    assert list(found) == ["c", "b", "a", "open", "d"] and found["c"] == 30 and math.isnan(found["d"])


@pytest.mark.parametrize(("parameters", "code", "parameter"), [
    ({"a": "a + 1"}, "formula-circle", "a"), ({"a": "b", "b": "c", "c": "a"}, "formula-circle", "a"),
    ({"a": 1.0, "b": "a +"}, "formula-syntax", "b"), ({"a": 1.0, "b": "x"}, "formula-unknown-name", "b")])
def test_a_parameter_that_fails_is_named(parameters, code, parameter):
    error = refusal(resolve, parameters)
    assert (error.code, error.values["parameter"]) == (code, parameter)
