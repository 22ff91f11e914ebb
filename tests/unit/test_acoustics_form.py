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

from acoustics import AcousticsError, Gas, two_port
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
    assert said["valid_to_hz"] == pytest.approx(1.8412 * said["gas"]["c"] / (2 * np.pi * 0.05), rel=1e-4)


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
    (("gas", "temperature"), 20, "temperature"),
    (("frequencies",), {"from": 0, "to": 10, "step": 1}, "frequencies"),
    (("frequencies",), [-1.0], "frequencies"),
    (("model",), "fem", "model"),
    (("acoustics",), 2, "acoustics"),
    (("silencer", "tubes", 0, "inner_radius"), 0.2, "tubes[0]"),
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
