"""Four-stroke headers: bore of a primary, tuned length, pipe after a collector (facts/rules.md 2, 3).

Lengths in mm, volumes in cc, speeds in rpm and m/s, angles in degrees of crank. They are wishes to compare with, not
verdicts: sources disagree by tens of percent (facts/rules.md 12).
"""

from __future__ import annotations

import math

from knalpot_cad.rules.stated import DERIVED, READ, SECONDARY, Stated

INCH = 25.4
BELL = "A. G. Bell, in carcraft.com header basics, cemetgarage 2016/07, calculatormom.com"
GAS_SPEED = "carcraft.com header basics; hotrod.com exhaust tuning 1"
SIMULATOR = "engine-sound simulator, fittedExhaust()"


def duration_deg(opening_deg: float) -> float:
    """Exhaust-open duration ED that Bell's rule means: 180 + EVO, the opening in degrees before bottom dead centre."""
    return 180.0 + opening_deg


def bell_length(duration: float, rpm: float) -> Stated:
    """Rule 16: Lp[in] = 850 ED/N - 3, from the port face to the first large expansion.

    duration ED in degrees (180 + EVO: EVO alone gives an absurd 2 in), rpm that of peak torque (road) or rated.
    """
    return Stated((850.0 * duration / rpm - 3.0) * INCH, "mm", "16 Bell Lp", SECONDARY, BELL)


def gas_speed_bore(bore_mm: float, stroke_mm: float, rpm: float, speed_m_s: float = 76.2) -> Stated:
    """Rule 11: d = bore sqrt(Sp/v), Sp the mean piston speed; v 73 to 79 m/s (240 to 260 ft/s) of cold swept volume.

    rpm that of peak torque for the road, rated for racing.
    """
    piston = 2 * stroke_mm * 1e-3 * rpm / 60
    return Stated(bore_mm * math.sqrt(piston / speed_m_s), "mm", "11 gas speed", READ, GAS_SPEED)


def bell_bore(cc_per_cylinder: float, length_mm: float) -> Stated:
    """Rule 12, Bell's half: ID[in] = 2.1 sqrt(cc / (25 (Lp + 3))), Lp in inches; one rule with the gas speed."""
    length = length_mm / INCH
    return Stated(2.1 * math.sqrt(cc_per_cylinder / (25 * (length + 3))) * INCH, "mm", "12 Bell ID", SECONDARY, BELL)


def collector_bore(primary_mm: float, pipes: int, factor: float = 0.92) -> Stated:
    """Rule 14: the pipe after n cylinders, d = 0.92 d_primary sqrt(n)."""
    return Stated(factor * primary_mm * math.sqrt(pipes), "mm", "14 collector", READ, SIMULATOR)


def return_angle_deg(length_mm: float, rpm: float, sound_speed_m_s: float) -> Stated:
    """Rule 17: crank angle after which the wave of a length is back, 12 N L/c [deg] (L in m)."""
    return Stated(12 * rpm * length_mm * 1e-3 / sound_speed_m_s, "deg", "17 return", DERIVED, "kinematics")


FIRST_OF_TWO_MM = 381.0        # rule 18: primaries of a 4-2-1, 15 in always (S)


def split_length(tuned: Stated) -> tuple[Stated, Stated]:
    """Rule 18: primaries of 15 in and secondaries of Lp - 15 in of a 4-2-1."""
    source = "precisionmoto.com/1803-2; tom.marshall.tripod.com"
    return (Stated(FIRST_OF_TWO_MM, "mm", "18 4-2-1 primary", SECONDARY, source),
            Stated(tuned.value - FIRST_OF_TWO_MM, "mm", "18 4-2-1 secondary", SECONDARY, source))
