"""Rims of discs and their ends: a flat lip, a hem, a curl round a wire; lengths in mm. Source: facts/sheets.md 6."""

from __future__ import annotations

import math

from knalpot_cad.geometry.meridian import Step


def hem_mm(leg_mm: float, return_mm: float, inside_mm: float, thickness_mm: float, k_factor: float) -> float:
    """Flat length of leg and hem, both measured to the fold's outside: leg + return - 2 (r + t) + pi (r + K t)."""
    return leg_mm + return_mm - 2 * (inside_mm + thickness_mm) + math.pi * (inside_mm + k_factor * thickness_mm)


def curl_mm(wire_mm: float, thickness_mm: float, turn_deg: float) -> float:
    """Length along the middle of a curl round a wire: angle (d + t) / 2. The trade's 2.5 d is 0.8 of a turn."""
    return math.radians(turn_deg) * (wire_mm + thickness_mm) / 2


def rim_steps(height_mm: float, inside_mm: float, thickness_mm: float, lip_mm: float = 0.0, hem: Step | None = None,
              return_mm: float = 0.0) -> tuple[Step, ...]:
    """Walk of a rim from the flat: 90 degrees, up to a height over all, then a lip, or the turn `hem` and its return.

    lip_mm is measured from the rim's outside; its bend has the same inside radius. return_mm is to the fold's outside.
    """
    r, t = inside_mm, thickness_mm
    bend = Step(turn_deg=90.0, inside_mm=r)
    if lip_mm:
        return bend, Step(height_mm - 2 * (r + t)), Step(turn_deg=-90.0, inside_mm=r), Step(lip_mm - r)
    if hem is None:
        return bend, Step(height_mm - r - t)
    fold = hem.inside_mm + t if return_mm else 0.0                    # a curl begins where the rim ends
    straight = Step(height_mm - r - t - fold)
    return (bend, straight, hem, Step(return_mm - fold)) if return_mm else (bend, straight, hem)
