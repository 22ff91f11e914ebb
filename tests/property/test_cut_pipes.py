"""Any pipe on any main that reaches: one contact, equal edges; any cut pipe without faults has sound sheets."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knalpot_cad.geometry.saddle import Saddle
from knalpot_cad.outputs.sheet_check import problems
from knalpot_cad.parts.cut_pipe import CutPipe
from knalpot_cad.parts.part import Shop, Stock

PHI = np.linspace(0, 2 * math.pi, 73)
MEETS = st.fixed_dictionaries({
    "angle_deg": st.floats(20, 160), "turn_deg": st.floats(-360, 360), "share": st.floats(-1, 1),
    "set": st.sampled_from(["onto", "through"]), "reference": st.sampled_from(["surface", "axis"])})


@settings(max_examples=60, deadline=None)
@given(st.floats(15, 60), st.floats(0.1, 1.0), st.floats(-1, 1), st.floats(20, 160),
       st.one_of(st.just(0.0), st.floats(1, 18), st.floats(-18, -1)))
def test_both_edges_of_a_contact_are_equal(main: float, ratio: float, share: float, angle: float, taper: float) -> None:
    s = Saddle(ratio * main, main, angle, share * (1 - ratio) * main, taper)
    assume(s.reaches)
    assert math.isclose(s.edge_mm, s.hole_edge_mm, rel_tol=1e-9)
    # chords of the branch's own curve, not of the hole's
    fine = np.linspace(0, 2 * math.pi, 20001)
    chords = float(np.hypot(s.branch_radius_mm * np.diff(fine), np.diff(s.t(fine))).sum())
    assert math.isclose(s.edge_mm, chords, rel_tol=2e-5)
    g = s.curve(PHI)
    radius = s.main_radius_mm - math.tan(math.radians(taper)) * g.z
    assert np.allclose(np.hypot(g.x, g.y), radius, rtol=1e-9)
    low, high = s.extremes()
    assert low <= s.t(PHI).min() + 1e-9 and high >= s.t(PHI).max() - 1e-9


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.floats(12, 60), st.floats(0.9, 3.0), st.sampled_from(["pipe", "shell", "cone"]), MEETS,
       st.sampled_from(["start", "end"]), st.floats(80, 300), st.booleans())
def test_cut_pipes_without_faults_are_sound(od: float, ratio: float, kind: str, meets: dict[str, Any], side: str,
                                            length: float, drilled: bool) -> None:
    main = ratio * od
    data = {k: v for k, v in meets.items() if k != "share"}
    data["offset_mm"] = meets["share"] * max(0.0, main - od) / 2
    sizes = {"pipe": {"od_mm": main, "wall_mm": 1.2}, "shell": {"od_mm": main, "thickness_mm": 1.2},
             "cone": {"start_od_mm": main + 20, "end_od_mm": main - 8, "length_mm": 200, "thickness_mm": 1.2,
                      "at_mm": 100}}[kind]
    holes = [{"at_mm": 50.0, "diameter_mm": 5.0, "angle_deg": 33.0}] if drilled else []
    part = CutPipe.model_validate({"name": "p", "od_mm": od, "wall_mm": 1.0, "length_mm": length, "holes": holes,
                                   side: {kind: {**data, **sizes}}}, context={"names": {}}).stocked(Stock())
    assume(not part.faults())
    made = part.make(Shop())
    assert made.shape.volume_mm3 > 0 and len(made.sheets) == 2
    for sheet in made.sheets:
        assert problems(sheet) == [] and sheet.texts
        assert all(math.isfinite(d.value_mm) for d in sheet.dimensions)
