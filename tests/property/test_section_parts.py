"""Any section: each part has sheets that can be cut, or says what is wrong; never an error, never an invalid sheet."""

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knalpot_cad.fields import unknown
from knalpot_cad.outputs.sheet_check import problems
from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.part import Shop, Stock
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.transition import Transition
from tests.house.test_words import words

SHOP = Shop("CONTOH-001", "A", "", "id")
SPOKEN = {part for key in words("id") for part in key.split(".")}
size = st.floats(30.0, 300.0)
small = st.floats(0.0, 60.0)


def forms():
    return st.one_of(
        st.builds(lambda d: {"round": {"od_mm": d}}, size),
        st.builds(lambda w, h: {"ellipse": {"width_mm": w, "height_mm": h}}, size, size),
        st.builds(lambda w, h: {"stadium": {"width_mm": w, "height_mm": h}}, size, size),
        st.builds(lambda w, h, n: {"superellipse": {"width_mm": w, "height_mm": h, "power": n}}, size, size,
                  st.floats(2.0, 8.0)),
        st.builds(lambda b, t, h, r: {"trapezoid": {"bottom_mm": b, "top_mm": t, "height_mm": h, "corner_mm": r}}, size,
                  size, size, small),
        st.builds(lambda h, r: {"hexagon": {"height_mm": h, "corner_mm": r}}, size, small),
        st.builds(lambda w, h, t, b, s, g: {"tri_oval": {
            "width_mm": w, "height_mm": h, "top_radius_mm": t, "bottom_radius_mm": b, "side_radius_mm": s,
            "base_radius_mm": g}}, size, size, st.floats(5.0, 60.0), st.floats(5.0, 60.0), st.floats(60.0, 400.0),
            st.floats(60.0, 400.0)))


seams = st.sampled_from(["butt", "lap", "lock", {"kind": "spot", "pitch_mm": 25.0, "end_mm": 8.0},
                         {"kind": "butt", "gap_mm": 1.0}, {"kind": "lap", "at_deg": 200.0}])
EACH = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def made_or_refused(kind, **data):
    """Its sheets, each sound and of finite size; nothing where it is refused in words."""
    part = kind.model_validate({"name": "contoh", **data}, context={"names": {}}).stocked(Stock())
    wrong = part.faults()
    if wrong:
        assert all(code in SPOKEN for code, _ in wrong), wrong
        return None
    made = part.make(SHOP)
    for sheet in made.sheets:
        assert problems(sheet) == [], (data, problems(sheet))
    assert not unknown(made) and made.shape.volume_mm3 > 0
    return made


@given(forms(), st.floats(60.0, 600.0), st.floats(0.5, 2.0), seams, st.floats(-180.0, 180.0), st.floats(10.0, 90.0))
@settings(EACH, max_examples=40)
def test_a_shell_is_made_or_refused(form, length, t, seam, angle, width):
    foot = {"name": "kaki", "angle_deg": angle, "at_mm": 5.0, "width_mm": width, "length_mm": 40.0}
    made = made_or_refused(Shell, section=form, length_mm=length, thickness_mm=t, seam=seam, feet=[foot])
    if made:
        flat = made.sheets[0].area_mm2 - 2 * made.roll.seam_extra_mm / 2 * length
        assert math.isclose(flat * t, made.shape.volume_mm3, rel_tol=1e-9)


@given(forms(), st.floats(0.0, 3.0), st.sampled_from([0.0, 6.0, 12.0]), st.floats(0.5, 2.0),
       st.sampled_from(["ba", "drawn"]), st.floats(-60.0, 60.0), st.floats(-60.0, 60.0), st.booleans())
@settings(EACH, max_examples=40)
def test_a_baffle_is_made_or_refused(form, inside, flange, t, blank, x, y, fields):
    field = {"hole_mm": 5.0, "pitch_mm": 14.0} if fields else None
    made_or_refused(Baffle, section=form, inside_mm=inside, flange_mm=flange, thickness_mm=t, blank=blank, field=field,
                    holes=[{"name": "pipa", "x_mm": x, "y_mm": y, "diameter_mm": 30.0}])


@given(forms(), forms(), st.floats(-60.0, 60.0), st.floats(-60.0, 60.0), st.floats(20.0, 250.0), st.floats(0.5, 2.0),
       seams)
@settings(EACH, max_examples=40)
def test_a_transition_is_made_or_refused(start, end, x, y, length, t, seam):
    made = made_or_refused(Transition, start=start, end=end, x_mm=x, y_mm=y, length_mm=length, thickness_mm=t,
                           seam=seam)
    if made:
        error = next(q.value for q in made.quantities if q.address == "wall.error_mm")
        assert 0 <= error <= 0.5
