"""Design rules: from an engine to dimensions. Plain formulas; every answer says its rule, source and trust.

SIZINGS: what a design template may name under `rules:`; each gives all the numbers of its kind for a vehicle, and
raises Faults where the vehicle lacks one.
"""

from collections.abc import Callable, Mapping

from knalpot_cad.rules import (
    car_diesel,
    car_line,
    car_rear,
    header_design,
    motorcycle_chambers,
    motorcycle_packed,
    two_stroke_design,
)
from knalpot_cad.rules.sizing import Rule, Sizing
from knalpot_cad.rules.stated import Stated
from knalpot_cad.rules.vehicle import Vehicle

SIZINGS: Mapping[str, Callable[[Vehicle], Sizing]] = {
    "motorcycle-three-chamber": motorcycle_chambers.three_chamber,
    "motorcycle-two-chamber": motorcycle_chambers.two_chamber,
    "motorcycle-standard-racing": motorcycle_chambers.standard_racing,
    "motorcycle-underbelly": motorcycle_chambers.underbelly,
    "motorcycle-free-flow-round": motorcycle_packed.free_flow_round,
    "motorcycle-free-flow-oval": motorcycle_packed.free_flow_oval,
    "motorcycle-free-flow-tri-oval": motorcycle_packed.free_flow_tri_oval,
    "motorcycle-hexagonal": motorcycle_packed.hexagonal,
    "header-single": header_design.single,
    "header-many": header_design.many,
    "header-four": header_design.four,
    "header-four-two": header_design.four_two,
    "two-stroke": two_stroke_design.expansion,
    "car-front-pipe": car_line.front_pipe,
    "car-resonator": car_line.resonator,
    "car-rear-two-pass": car_rear.two_pass,
    "car-rear-three-pass": car_rear.three_pass,
    "car-diesel": car_diesel.pick_up,
}

__all__ = ["SIZINGS", "Rule", "Sizing", "Stated", "Vehicle"]
