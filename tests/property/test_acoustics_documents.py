"""Any JSON document: an answer that keeps the power and works both ways, or a refusal that names its field.

Valid documents are changed at random places: other types, no numbers, huge and tiny ones, keys too many or too few,
things moved onto each other. Never another exception, a warning of numpy, or an answer that is no number.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acoustics import AcousticsError, Gas, two_port
from acoustics.arrays import is_number
from acoustics.form import answer, read_silencer

RARE = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
IN = {"name": "in", "inner_radius": 0.012, "outer_radius": 0.013, "z0": -0.03, "z1": 0.06, "start": "port"}
OUT = {"name": "out", "x": 0.01, "y": 0.012, "inner_radius": 0.011, "outer_radius": 0.012, "z0": 0.1, "z1": 0.2,
       "end": "port"}
SPAN = {"z0": 0.02, "z1": 0.05, "hole": 0.003, "porosity": 0.1, "thickness": 0.001}
ROUND, OVAL = {"round": {"radius": 0.04}}, {"ellipse": {"width": 0.1, "height": 0.07}}
DRAWN = {"polygon": {"points": [[0.05, 0.04], [-0.05, 0.04], [-0.05, -0.04], [0.04, -0.05]], "radius": 0.01}}


def document(body, tubes, **more):
    """A whole document: other keys are the silencer's, but for those of the document itself."""
    top = {k: more.pop(k) for k in ("model", "gas", "frequencies", "pressure_field", "check") if k in more}
    return {"acoustics": 1, "silencer": {"body": body, "tubes": tubes, "inlet": "in", "outlet": "out", **more},
            "gas": {"kind": "exhaust", "temperature": 600.0}, "frequencies": [120.0, 340.0, 900.0], **top}


PIECE = {"z0": 0, "z1": 0.16}
BASES = (
    document([{**PIECE, "section": ROUND}], [IN, OUT], model="uniform"),
    document([{**PIECE, "section": ROUND}], [{**IN, "spans": [SPAN]}, OUT],
             packing=[{"z0": 0.01, "z1": 0.07, "resistivity": 8000.0, "model": "miki"}]),
    document([{**PIECE, "section": OVAL, "end_section": ROUND}], [IN, OUT], model="modes"),
    document([{"z0": 0, "z1": 0.08, "section": ROUND, "end_section": DRAWN},
              {"z0": 0.08, "z1": 0.16, "section": {"stadium": {"width": 0.09, "height": 0.07}}}], [IN, OUT],
             plates=[{"name": "p", "z0": 0.07, "z1": 0.071, "holes": [{"x": 0, "y": -0.02, "radius": 0.005}]}]),
    document([{**PIECE, "section": {"superellipse": {"width": 0.1, "height": 0.08, "power": 3.0}}}], [IN, OUT],
             plates=[{"name": "p", "z0": 0.07, "z1": 0.072, "field": {"hole": 0.004, "porosity": 0.2}}],
             frequencies={"from": 100.0, "to": 500.0, "step": 200.0}, model="plane"),
    document([{**PIECE, "section": {"tri_oval": {"width": 0.12, "height": 0.09, "top_radius": 0.02,
                                                 "bottom_radius": 0.02, "side_radius": 0.1, "base_radius": 0.2}}}],
             [{**IN, "z1": 0.2, "end": "port", "spans": [{**SPAN, "model": "bias", "bias": 0.05}]}], outlet="in",
             pressure_field={"frequencies": [200.0], "z": 0.03, "columns": 4, "rows": 3}, gas={"temperature": 400.0}),
)
ODD = (None, True, "", "x", [], {}, [[]], "port", "closed", "in", math.nan, math.inf, -math.inf, 0, -1, 1, 7.5, 0.001,
       1e-9, 1e-300, 1e300, -1e300, 10**400, 3.0, [1, 2], [0.05, "y"], {"radius": 1})


def places(spot, way=()):
    """Every path of a document."""
    yield way
    for key, value in spot.items() if isinstance(spot, dict) else enumerate(spot) if isinstance(spot, list) else ():
        yield from places(value, (*way, key))


def at(spot, way):
    for key in way:
        spot = spot[key]
    return spot


@st.composite
def documents(draw):
    """A valid document with one to three changes."""
    out = copy.deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(list(places(out))[1:]))
        parent, key, value = at(out, way[:-1]), way[-1], at(out, way)
        number = is_number(value)
        change = draw(st.sampled_from(["shift", "scale", "near", "copy", "odd"] * 2 if number else
                                      ["drop", "odd", "more", "again"]))
        if change == "drop":
            del parent[key]
        elif change == "odd":
            parent[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
        elif change == "more" and isinstance(value, dict):
            value[draw(st.sampled_from(["radius", "z", "x", "model", "width", "more"]))] = 0.01
        elif change == "again" and isinstance(parent, list):
            parent.insert(key, copy.deepcopy(value))
        elif change == "shift":
            parent[key] = value + draw(st.sampled_from([-0.05, -0.01, -1e-3, -1e-5, -1e-7, -1e-10, 1e-10, 1e-7, 1e-5,
                                                        1e-3, 0.01, 0.05]))
        elif change == "scale":
            parent[key] = value * draw(st.sampled_from([-1.0, 0.1, 0.5, 0.99, 1.01, 2.0, 10.0, 100.0]))
        elif change in ("near", "copy"):
            others = [v for w in places(out) if is_number(v := at(out, w))]
            parent[key] = draw(st.sampled_from(others)) + (draw(st.sampled_from([-1e-6, 1e-6]))
                                                           if change == "near" else 0.0)
    return out


def finite(value):
    """Whether all numbers in plain data are numbers."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list):
        return all(map(finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def checked(data):
    """What is told of a document: the answer, proved, or the refusal, read."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            said = answer(data)
        except AcousticsError as error:
            assert error.field and all(f and m for f, m in error.problems), repr(error)
            return error
    json.dumps(said)
    assert finite(said)
    s = np.array(said["s"]) @ [1, 1j]
    assert (np.abs(s) ** 2).sum(axis=1).max() < 1 + 1e-6
    assert np.abs(s[:, 0, 1] - s[:, 1, 0]).max() < 1e-9
    return said


@pytest.mark.slow
@RARE
@given(documents())
def test_answered_or_refused(data):
    checked(data)


@pytest.mark.slow
def test_the_bases_are_answered():
    for data in BASES:
        assert isinstance(checked(data), dict)


def changed(base, way, value):
    out = copy.deepcopy(BASES[base])
    at(out, way[:-1])[way[-1]] = value
    return out


TUBE, SECTION = ("silencer", "tubes", 0), ("silencer", "body", 0, "section")


@pytest.mark.parametrize(("base", "way", "value", "field"), [
    (1, ("silencer", "body"), [], "silencer.body"),                     # auto asked for the cut-on of nothing
    (5, (*SECTION, "tri_oval", "width"), 0.02, "silencer.body[0].section.tri_oval.width"),      # an outline of no curve
    (3, ("silencer", "body", 0, "end_section", "polygon", "points", 1), [0.1, 0.04],
     "silencer.body[0].end_section.polygon.points"),
    (5, (*TUBE, "z1"), 1e300, "silencer.tubes[0].z1"),                  # nothing came out of it
    (0, (*TUBE, "z0"), 10**400, "silencer.tubes[0].z0"),                # no double
    (0, ("frequencies",), [100.0, 10**400], "frequencies"),
    (0, ("frequencies",), "100", "frequencies"),
    (0, ("frequencies",), [100.0] * 200_000, "frequencies"),
    (4, (*SECTION, "superellipse", "width"), 10.0, "frequencies"),      # more than memory holds
    (1, (*SECTION, "round", "radius"), 1.5, "frequencies"),
    (2, ("silencer", "body", 0, "end_section", "round", "radius"), 1.0, "frequencies"),
    (1, ("silencer", "packing", 0, "resistivity"), 1e300, "silencer.packing[0].resistivity"),
    (0, ("gas", "temperature"), 20, "gas.temperature"),
])
def test_what_once_was_no_answer_is_refused_by_its_path(base, way, value, field):
    told = checked(changed(base, way, value))
    assert isinstance(told, AcousticsError) and told.field == field


@pytest.mark.parametrize(("base", "way", "value"), [
    (1, (*TUBE, "outer_radius"), 0.012 + 1e-6),                                 # points beside a wall of 1 um
    (1, ("silencer", "tubes", 1), {**OUT, "x": 5e-10, "y": 0.0}),               # two axes, one but for the last digit
    (3, ("silencer", "plates", 0, "z1"), 0.07001),                              # both faces of a plate in a cone
])
def test_what_no_mesh_can_tell_apart_is_answered(base, way, value):
    assert isinstance(checked({**changed(base, way, value), "model": "plane"}), dict)


def parts(thing, way=()):
    """Every field of a silencer's types, those of its parts too."""
    if dataclasses.is_dataclass(thing):
        for f in dataclasses.fields(thing):
            yield from [(*way, f.name), *parts(getattr(thing, f.name), (*way, f.name))]
    elif isinstance(thing, tuple):
        for i, one in enumerate(thing):
            yield from [(*way, i), *parts(one, (*way, i))]


def put(thing, way, value):
    if not way:
        return value
    key, *rest = way
    if isinstance(key, int):
        return (*thing[:key], put(thing[key], rest, value), *thing[key + 1:])
    return dataclasses.replace(thing, **{key: put(getattr(thing, key), rest, value)})


WHOLE = read_silencer({**BASES[3]["silencer"], "packing": BASES[1]["silencer"]["packing"],
                       "tubes": BASES[1]["silencer"]["tubes"]})
WRONG = (None, True, "x", b"x", [], {}, math.nan, math.inf, -1, 0, 1e300, 10**400, 1 + 2j, np.array([1.0, 2.0]),
         object())


@RARE
@given(st.sampled_from(list(parts(WHOLE))), st.sampled_from(WRONG))
def test_types_are_answered_or_refused(way, value):
    """From Python nothing is read first: whatever stands in a field is answered or refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            s = two_port(put(WHOLE, way, value), Gas.air(293.15), [100.0, 400.0]).s
        except AcousticsError as error:
            assert error.field and str(error)
        else:
            assert (np.abs(s[:, :, 0]) ** 2).sum(axis=1).max() < 1 + 1e-6
