"""Every kind over the whole range of its fields: sound sheets, or a refusal in words; never an error.

Hypothesis draws what the rough sweep draws from a seed (tests/rough), so that a failing part is made smaller: plausible
fields, any others by their type, and single ones spoilt. Quick siblings: test_section_parts.py, the sweep of eighty.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knalpot_cad.library import Library
from tests.rough.sweep_edges import KINDS, extended, spoil
from tests.rough.sweep_kinds import PLAUSIBLE, Draw
from tests.rough.test_sweep import outcome

LIBRARY = Library.open(env={})


@pytest.mark.slow
@pytest.mark.parametrize("kind", PLAUSIBLE)
def test_made_sound_or_refused_in_words(kind: str, tmp_path: Path) -> None:
    @given(st.randoms(use_true_random=False), st.booleans(), st.booleans())
    @settings(deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck))
    def check(rng: random.Random, more: bool, spoilt: bool) -> None:
        d = Draw("")
        d.rng = rng
        data = {**PLAUSIBLE[kind](d), "name": d.name()}
        items = [{kind: extended(d, KINDS[kind], data, 0.15) if more else data}]
        if spoilt:
            spoil(d, items, 1)
        found = outcome({"design": 1, "name": "acak", "parts": items}, tmp_path, LIBRARY)
        assert found in ("made", "refused"), (items, found)
    check()
