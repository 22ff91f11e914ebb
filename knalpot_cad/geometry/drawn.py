"""Blanks of drawn, spun and flanged discs: diameters in mm. Source: facts/sheets.md 6 (R21).

Two rules, chosen by the process: `ba` keeps the meridian (pressed low rims, straight runs), `area` keeps the mid
surface (drawn, spun, hand-flanged); for a large diameter the second tends to the first at K 0.5.
"""

from __future__ import annotations

import math

from knalpot_cad.geometry.meridian import Meridian


def sharp_cup(diameter_mm: float, height_mm: float) -> float:
    """Blank of a cup with a sharp corner: sqrt(d^2 + 4 d h)."""
    return math.sqrt(diameter_mm**2 + 4 * diameter_mm * height_mm)


def sharp_cup_with_lip(diameter_mm: float, lip_diameter_mm: float, height_mm: float) -> float:
    """Blank of a sharp cup with a flat lip of that outside diameter: sqrt(d_f^2 + 4 d h)."""
    return math.sqrt(lip_diameter_mm**2 + 4 * diameter_mm * height_mm)


def dished(diameter_mm: float, height_mm: float) -> float:
    """Blank of a spherical cap of that rim and height: sqrt(d^2 + 4 h^2)."""
    return math.sqrt(diameter_mm**2 + 4 * height_mm**2)


def area_blank(flat_radius_mm: float, rim: Meridian) -> float:
    """Blank with the area of flat and rim: sqrt(8 sum rbar l), the flat being rbar a/2, l a."""
    return 2 * math.sqrt(flat_radius_mm**2 + 2 * rim.moment_mm2)


def meridian_blank(flat_radius_mm: float, rim: Meridian, k_factor: float) -> float:
    """Blank with the length of flat and rim along the meridian, bends by A (r + K t)."""
    return 2 * (flat_radius_mm + rim.developed_mm(k_factor))


def area_margin(flat_perimeter_mm: float, rim: Meridian) -> float:
    """How far outside the flat's outline a parallel curve encloses as much as the rim's mid surface has [mm].

    P d + pi d^2 = P L + 2 pi int r ds (Steiner), r from the flat's edge, where the walk starts; round: area_blank.
    """
    length = math.fsum(p.length for p in rim.pieces())
    metal = flat_perimeter_mm * length + 2 * math.pi * (rim.moment_mm2 - rim.start_mm * length)
    p = flat_perimeter_mm
    return 2 * metal / (p + math.sqrt(p * p + 4 * math.pi * metal))
