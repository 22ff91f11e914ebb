"""The walls that tests of developments share, in mm."""

from __future__ import annotations

from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse, TriOval

SQUARE = RoundedPolygon(((-45, -45), (45, -45), (45, 45), (-45, 45)), (0,) * 4)
TRI = TriOval(180, 150, 25, 35, 150, 250)
WALLS = {
    "R10": Transition(Round(80), Ellipse(120, 60).moved(10, 5), 80),
    "R10 seam 0": Transition(Round(80), Ellipse(120, 60).moved(10, 5), 80, 0.0),
    "R11": Transition(SQUARE, Round(80), 70),
    "R12": Transition(Stadium(110, 50), Round(44).moved(8, -6), 65),
    "widening": Transition(Round(50), TRI, 90),
    "cone": Transition(Round(100), Round(40), 70),
    "flat cone": Transition(Round(140), Round(60), 12),
    "oblique": Transition(Round(60), Round(60).moved(20, 0), 50),
    "pyramid": Transition(RoundedPolygon.hexagon(120, 12), RoundedPolygon.hexagon(60, 6), 80),
    "superellipse": Transition(Superellipse(180, 110, 2.5), Round(50).moved(0, 20), 60),
    "shell": Transition(Ellipse(180, 110).offset(-0.6), Ellipse(180, 110).offset(-0.6), 300),
    "square seam on a corner's side": Transition(Round(70), SQUARE, 60, 0.0),
}
