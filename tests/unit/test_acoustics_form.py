"""The JSON form of a silencer: the example of the docs, round trips against the types, one line on bad input."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from acoustics import AcousticsError, AxialPlane, Gas, plane_valid_to, pressure_field, two_port
from acoustics.form import answer, chosen, read_silencer

ROOT = Path(__file__).parents[2]
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", (ROOT / "docs" / "acoustics-json.md").read_text(encoding="utf-8"),
                               re.DOTALL).group(1))


def changed(path, value):
    out = copy.deepcopy(EXAMPLE)
    spot = out
    *way, last = path
    for step in way:
        spot = spot[step]
    if value is None:
        del spot[last]
    else:
        spot[last] = value
    return out


def test_the_documented_example_is_answered_as_by_the_types():
    document = changed(("frequencies",), [100.0, 500.0, 1000.0])
    said = answer(document)
    two = two_port(read_silencer(EXAMPLE["silencer"]), Gas.exhaust(623.15), [100.0, 500.0, 1000.0], "plane")
    assert said["model"] == "plane" and said["tl_db"] == pytest.approx(two.transmission_loss().tolist())
    assert np.array(said["s"])[..., 0] == pytest.approx(two.s.real)
    cross = said["cut_on_hz"]["cross"]
    assert cross == pytest.approx(1.8412 * said["gas"]["c"] / (2 * np.pi * 0.05), rel=1e-4)
    assert said["valid_to_hz"] == plane_valid_to(read_silencer(EXAMPLE["silencer"]), Gas.exhaust(623.15))
    assert 0.5 * cross < said["valid_to_hz"] < cross


def test_auto_takes_modes_beyond_cut_on():
    silencer = read_silencer(EXAMPLE["silencer"])
    assert chosen("auto", silencer, Gas.air(293.15), 3000.0) == "modes"
    assert chosen("auto", silencer, Gas.air(293.15), 1500.0) == "plane"


@pytest.mark.parametrize(("path", "value", "field"), [
    (("silencer", "tubes", 0, "z1"), "far", "silencer.tubes[0].z1"),
    (("silencer", "tubes", 0, "radius"), 1, "silencer.tubes[0].radius"),
    (("silencer", "body"), None, "silencer.body"),
    (("silencer", "body", 0, "section"), {"square": {}}, "silencer.body[0].section"),
    (("gas", "kind"), "steam", "gas.kind"),
    (("gas", "temperature"), 20, "gas.temperature"),
    (("frequencies",), {"from": 0, "to": 10, "step": 1}, "frequencies"),
    (("frequencies",), [-1.0], "frequencies"),
    (("model",), "fem", "model"),
    (("acoustics",), 2, "acoustics"),
    (("silencer", "tubes", 0, "inner_radius"), 0.2, "silencer.tubes[0]"),
])
def test_bad_input_names_the_field(path, value, field):
    with pytest.raises(AcousticsError) as caught:
        answer(changed(path, value))
    assert caught.value.field.startswith(field)


def test_the_command_answers_or_says_one_line(tmp_path):
    file = tmp_path / "s.json"
    file.write_text(json.dumps(changed(("frequencies",), [200.0])), encoding="utf-8")
    run = subprocess.run([sys.executable, "-m", "acoustics", str(file)], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0 and len(json.loads(run.stdout)["tl_db"]) == 1
    for bad in ("{", '{"acoustics": 1}'):
        file.write_text(bad, encoding="utf-8")
        run = subprocess.run([sys.executable, "-m", "acoustics", str(file)], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 2 and run.stderr.count("\n") == 1 and "Traceback" not in run.stderr


# what was added later -------------------------------------------------------------------------------------------------

FIELD = {"hole": 0.004, "porosity": 0.1}


def test_a_plate_may_have_a_field_of_holes():
    plates = changed(("silencer", "plates", 0), {"name": "p", "z0": 0.15, "z1": 0.151, "field": FIELD})["silencer"]
    field = read_silencer(plates).plates[0].field
    assert (field.hole, field.porosity, field.model, field.bias, field.radius) == (0.004, 0.1, "melling", 0.0, None)
    circle = {**FIELD, "x": 0.01, "radius": 0.02, "model": "bias", "bias": 0.1}
    kept = changed(("silencer", "plates", 0, "field"), circle)["silencer"]
    field = read_silencer(kept).plates[0].field
    assert (field.x, field.y, field.radius, field.bias) == (0.01, 0.0, 0.02, 0.1)
    for wrong, where in (({"porosity": 0.1}, "hole"), ({**FIELD, "diameter": 1}, "diameter"),
                         ({**FIELD, "x": 0.01}, "x"), ({**FIELD, "radius": "wide"}, "radius")):
        with pytest.raises(AcousticsError) as caught:
            read_silencer(changed(("silencer", "plates", 0, "field"), wrong)["silencer"])
        assert caught.value.field == f"silencer.plates[0].field.{where}"
    told = answer({**changed(("silencer", "plates", 0, "field"), {**FIELD, "hole": 0.03}), "model": "uniform"})
    assert "plates[0].field" in [d[0] for d in told["doubts"]]


def test_pressure_on_a_plane_is_told_where_it_is_asked_for():
    document = {**changed(("frequencies",), [100.0]), "model": "uniform",
                "pressure_field": {"frequencies": [200.0, 400.0], "across": 5, "along": 8}}
    said = answer(document)["pressure_field"]
    field = pressure_field(read_silencer(EXAMPLE["silencer"]), Gas.exhaust(623.15), [200.0, 400.0],
                           AxialPlane(across=5, along=8), "uniform")
    p = [[[complex(*v) if v else complex(np.nan, np.nan) for v in row] for row in one] for one in said["p"]]
    assert np.allclose(p, field.pressure, equal_nan=True) and np.isnan(field.pressure).any()
    assert said["z"] == field.z.tolist() and said["frequencies"] == [200.0, 400.0]
    document["pressure_field"] = {"frequencies": [200.0], "z": 0.1, "columns": 4, "rows": 3}
    assert np.shape(answer(document)["pressure_field"]["x"]) == (3, 4)
    json.dumps(answer(document))


@pytest.mark.parametrize(("wrong", "field"), [
    ({}, "pressure_field.frequencies"), ({"frequencies": [1.0], "plane": "x"}, "pressure_field.plane"),
    ({"frequencies": [1.0], "along": 2.5}, "pressure_field.along"),
    ({"frequencies": [1.0], "z": 0.1, "angle": 1}, "pressure_field.angle"),
    ({"frequencies": [1.0], "across": 10**6}, "pressure_field"), (3, "pressure_field")])
def test_a_bad_plane_is_named(wrong, field):
    with pytest.raises(AcousticsError) as caught:
        answer({**changed(("frequencies",), [100.0]), "model": "uniform", "pressure_field": wrong})
    assert caught.value.field == field
