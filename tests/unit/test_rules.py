"""Tuning rules against the worked numbers of facts/rules.md 8 (RX-King) and its table of engines, all digits given."""

import math

import pytest

from knalpot_cad.rules.header import bell_bore, bell_length, collector_bore, duration_deg, gas_speed_bore, split_length
from knalpot_cad.rules.two_stroke import (
    BAFFLE,
    BELLY,
    DIFFUSER,
    HEADER,
    Chamber,
    Port,
    blair,
    blair_length,
    bmep_bar,
    gas_c,
    horn,
    jennings,
    open_deg,
    ranges,
    sound_speed,
    stinger_mach,
)

PORT = Port(36.0 * 20.0, 180.0)
BMEP = bmep_bar(13.6, 132.1, 9000.0).value


def rounds_to(value: float, written: float, digits: int) -> bool:
    return round(value, digits) == written


def test_worked_rx_king_inputs() -> None:
    assert rounds_to(PORT.equal_mm, 30.3, 1) and rounds_to(BMEP, 6.86, 2)
    temperature = gas_c(BMEP)
    assert rounds_to(temperature.value, 462, 0) and temperature.trust == "S"
    assert rounds_to(sound_speed(temperature.value), 543, 0)
    assert rounds_to(blair_length(sound_speed(temperature.value), 180.0, 9000.0).value, 905, 0)


@pytest.mark.parametrize(("depth", "duration"), [(28.0, 181), (29.0, 176), (30.0, 172)])
def test_crank_geometry_of_the_port(depth: float, duration: float) -> None:
    found = open_deg(depth, 50.0, 100.0).value
    assert rounds_to(found, duration, 0)
    # the other way round: where the piston is at that crank angle
    crank = math.radians(180.0 - found / 2)
    place = 25.0 * (1 - math.cos(crank)) + 100.0 - math.sqrt(100.0**2 - (25.0 * math.sin(crank)) ** 2)
    assert place == pytest.approx(depth, abs=1e-9)


def test_worked_rx_king_blair() -> None:
    chamber = blair(PORT, BMEP, 9000.0)
    lengths = [chamber.header_mm, *(length for length, _ in chamber.diffuser), chamber.belly_mm, chamber.baffle_mm,
               chamber.stinger_mm]
    assert [round(v) for v in lengths] == [91, 249, 166, 83, 100, 217, 217]
    assert rounds_to(chamber.length_mm, 1122, 0)
    bores = [chamber.header_bore_mm, *(d for _, d in chamber.diffuser), chamber.stinger_bore_mm]
    assert [round(v, 1) for v in bores] == [34.1, 43.5, 57.7, 68.1, 21.2]
    assert [round(a, 1) for a in chamber.half_angles_deg()] == [1.1, 2.4, 3.6, 6.2]
    litres = chamber.volume_mm3 * 1e-6
    assert rounds_to(litres, 1.78, 2) and rounds_to(litres * 1000 / 132.1, 13.5, 1)
    assert rounds_to(stinger_mach(13.6, chamber.stinger_bore_mm, 600.0).value, 0.25, 2)
    assert all(r.holds for r in ranges(chamber, PORT.equal_mm))


def test_worked_rx_king_jennings() -> None:
    d1 = blair(PORT, BMEP, 9000.0).header_bore_mm          # the worked example keeps Blair's bore
    chamber = jennings(PORT, 9000.0, d1)
    assert rounds_to(chamber.stated[0].value, 864, 0) and rounds_to(chamber.header_mm, 272, 0)
    assert rounds_to(chamber.diffuser[0][0], 365, 0) and rounds_to(chamber.belly_bore_mm, 85.2, 1)
    assert rounds_to(chamber.belly_mm, 105, 0) and rounds_to(chamber.baffle_mm, 182, 0)
    start = chamber.header_mm + chamber.diffuser[0][0] + chamber.belly_mm
    assert rounds_to(start, 743, 0) and rounds_to(start + chamber.baffle_mm, 924, 0)
    assert rounds_to(chamber.stinger_bore_mm, 21.1, 1) and rounds_to(chamber.stinger_mm, 253, 0)
    litres = chamber.volume_mm3 * 1e-6
    assert rounds_to(litres, 2.47, 2) and rounds_to(litres * 1000 / 132.1, 18.7, 1)


def test_worked_rx_king_two_stages_and_gp() -> None:
    two = blair(PORT, BMEP, 9000.0, stages=2)
    assert [(round(x), round(d, 1)) for x, d in two.diffuser] == [(371, 53.2), (127, 68.1)]
    # the worked GP row keeps the road engine's temperature
    gp = blair(PORT, 11.0, 9000.0, gas=gas_c(BMEP).value)
    assert [round(v, 1) for v in (gp.header_bore_mm, gp.belly_bore_mm, gp.stinger_bore_mm)] == [31.8, 98.4, 18.2]
    assert rounds_to(gp.half_angles_deg()[-2], 8.0, 1)
    assert rounds_to(gp.volume_mm3 * 1e-6, 2.86, 2) and rounds_to(gp.volume_mm3 * 1e-3 / 132.1, 21.6, 1)


@pytest.mark.parametrize("stages", [1, 2, 3])
def test_the_fractions_sum_to_the_baffle_end(stages: int) -> None:
    assert math.fsum(DIFFUSER[stages]) + HEADER + BELLY + BAFFLE == pytest.approx(1.0, abs=1e-12)
    chamber = blair(PORT, BMEP, 9000.0, stages=stages)
    assert chamber.diffuser[-1][1] == pytest.approx(2.25 * PORT.equal_mm)


def test_the_horn_is_steeper_downstream() -> None:
    assert horn(30.0, 60.0, 1.0, 1.5) == pytest.approx(60.0) and horn(30.0, 60.0, 0.0, 1.5) == 30.0
    assert horn(30.0, 60.0, 0.5, 1.5) < horn(30.0, 60.0, 0.5, 1.0) == pytest.approx(30.0 * math.sqrt(2))


def test_what_leaves_the_ranges_is_told() -> None:
    steep = Chamber(100.0, 30.0, ((100.0, 80.0),), 50.0, 60.0, 100.0, 12.0)
    wrong = {r.what for r in ranges(steep, 30.0) if not r.holds}
    assert wrong == {"diffuser_1_deg", "baffle_deg", "stinger/outlet"}
    assert {r.what for r in ranges(steep, None)} == {"diffuser_1_deg", "baffle_deg"}


# four-stroke: the worked engines' table, rows 11, 14 and 16, 18
ENGINES = [("beat", 47.0, 63.1, 6000, 19.1, 787), ("beat", 47.0, 63.1, 7500, 21.4, 615),
           ("nmax", 58.0, 58.7, 6500, 23.7, 734), ("nmax", 58.0, 58.7, 8000, 26.3, 582),
           ("ninja", 62.0, 41.2, 10000, 26.3, 442), ("ninja", 62.0, 41.2, 12500, 29.4, 338),
           ("avanza", 72.5, 80.5, 4200, 27.9, 1158), ("avanza", 72.5, 80.5, 6000, 33.3, 787)]


@pytest.mark.parametrize(("engine", "bore", "stroke", "rpm", "primary", "tuned"), ENGINES)
def test_worked_four_strokes(engine: str, bore: float, stroke: float, rpm: float, primary: float, tuned: float) -> None:
    opening = 64.0 if engine == "nmax" else 60.0           # rule 16
    assert rounds_to(bell_length(duration_deg(opening), rpm).value, tuned, 0)
    assert rounds_to(gas_speed_bore(bore, stroke, rpm).value, primary, 1)


def test_collector_bores_of_the_table() -> None:
    assert collector_bore(26.3, 2).value == pytest.approx(34.4, abs=0.2)
    assert collector_bore(27.9, 4).value == pytest.approx(51.0, abs=0.5)
    first, second = split_length(bell_length(240.0, 4200))
    assert (round(first.value), round(second.value)) == (381, 777)


def test_bell_bore_and_gas_speed_are_one_rule() -> None:
    """Within 2 % of each other (rule 12)."""
    tuned = bell_length(240.0, 6000).value
    cc = math.pi / 4 * 47.0**2 * 63.1e-3
    assert bell_bore(cc, tuned).value == pytest.approx(gas_speed_bore(47.0, 63.1, 6000).value, rel=0.02)
