"""Straight lines of a blank on the rolled-up wall: as long there, on the kernel's mid surface, and geodesic.

A straight line of the blank is taken back to (normal angle, height) by Newton's method, into space, and onto the faces
that the kernel makes of the two mid sections.
"""

import math

import numpy as np
import pytest

from knalpot_cad.geometry.develop import Transition
from knalpot_cad.geometry.sections import Ellipse, Round, RoundedPolygon, Stadium, Superellipse, TriOval
from knalpot_cad.solids.ruled import Ring

WALLS = {
    "cone": Transition(Round(98.8), Round(39.3), 60),
    "eccentric": Transition(Round(100), Round(40).moved(15, 0), 60),
    "oblique cylinder": Transition(Round(60), Round(60).moved(20, 0), 50),
    "R10": Transition(Round(80), Ellipse(120, 60).moved(10, 5), 80),
    "R12": Transition(Stadium(110, 50), Round(44).moved(8, -6), 65),
    "tri-oval": Transition(TriOval(180, 150, 25, 35, 150, 250), Round(60).moved(0, 20), 90),
    "superellipse": Transition(Superellipse(180, 110, 3), Round(60), 80),
    "hexagon": Transition(RoundedPolygon.hexagon(100, 12), Ellipse(90, 60), 70),
    "trapezoid": Transition(RoundedPolygon.trapezoid(160, 110, 90, 18), Round(50), 75),
}
STEPS = 48


def smooth_span(wall):
    """Widest range of normal angles without a straight edge or a joint of either rim: there (psi, k) is smooth."""
    first = wall.seam
    joints = sorted({first, *(first + (p.start - first) % math.tau for s in (wall.low, wall.high) for p in s.pieces),
                     first + math.tau})
    return max(zip(joints, joints[1:], strict=False), key=lambda ab: ab[1] - ab[0])


def back(wall, spot, guess, span):
    """(psi, k) of a point of the blank."""
    psi, k = guess
    for _ in range(60):
        here = np.array(wall.flat_at(psi, k, 1))
        miss = np.array(spot) - here
        if np.hypot(*miss) < 1e-12:
            break
        e = 1e-6 if psi + 1e-6 < span[1] else -1e-6
        by_psi = (np.array(wall.flat_at(psi + e, k, 1)) - here) / e
        by_k = np.array(wall.flat_at(psi, 1.0, 1)) - np.array(wall.flat_at(psi, 0.0, 1))
        step = np.linalg.solve(np.column_stack([by_psi, by_k]), miss)
        psi, k = min(max(psi + step[0], span[0]), span[1]), k + step[1]
    return psi, k


def lines(wall, rng):
    """Three random straight lines inside the widest smooth stretch of the blank: ends and samples as (psi, k)."""
    a, b = smooth_span(wall)
    found = []
    while len(found) < 3:
        ends = [(a + (b - a) * rng.uniform(0.05, 0.95), rng.uniform(0.05, 0.95)) for _ in (0, 1)]
        flat = [np.array(wall.flat_at(*e, 1)) for e in ends]
        if np.hypot(*(flat[1] - flat[0])) < 8.0:
            continue
        samples, at = [], ends[0]
        for i in range(STEPS + 1):
            at = back(wall, flat[0] + (flat[1] - flat[0]) * i / STEPS, at, (a, b))
            samples.append(at)
        if all(a <= p <= b and 0 <= k <= 1 for p, k in samples):
            found.append((float(np.hypot(*(flat[1] - flat[0]))), samples))
    return found


def length_of(points):
    """Length of the curve through points at equal steps of its own length: chords, extrapolated (error ~ step^2)."""
    fine, coarse = (np.hypot.reduce(np.diff(points[::n], axis=0), axis=1).sum() for n in (1, 2))
    return fine + (fine - coarse) / 3


@pytest.mark.parametrize("name", WALLS)
def test_three_random_straight_lines_are_as_long_on_the_wall(name):
    import cadquery as cq
    wall, rng = WALLS[name], np.random.default_rng(len(name) + 7)
    faces = Ring(wall.low, wall.high, wall.height_mm, True).faces
    surface = cq.Compound.makeCompound([cq.Face(f) for f in faces])
    for flat, samples in lines(wall, rng):
        points = np.array([wall.space_at(psi, k, 1) for psi, k in samples])
        away = [cq.Vertex.makeVertex(*p).distance(surface) for p in points[::6].tolist()]
        assert max(away) < 2e-6
        assert length_of(points) == pytest.approx(flat, rel=1e-6)
        # it turns only out of the surface: the curve's second difference stands along the wall's normal
        i = STEPS // 2
        bend = points[i - 1] - 2 * points[i] + points[i + 1]
        psi, slope = samples[i][0], wall.low.support(samples[i][0])[0] - wall.high.support(samples[i][0])[0]
        lean = math.atan2(slope, wall.height_mm)
        normal = np.array([math.cos(psi) * math.cos(lean), math.sin(psi) * math.cos(lean), math.sin(lean)])
        aside = bend - normal * (bend @ normal)
        assert np.hypot.reduce(aside) < 1e-3 * np.hypot.reduce(bend) + 1e-7
