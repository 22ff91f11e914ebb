"""The seam of a rolled part as a joint: its kind, true length and middle (mm)."""

from __future__ import annotations

import math

from knalpot_cad.geometry.frame import Frame, Vec
from knalpot_cad.geometry.joints import Joint
from knalpot_cad.geometry.rolled import RolledSheet
from knalpot_cad.geometry.shape import ConeShell, Tube
from knalpot_cad.geometry.swept import SectionShell
from knalpot_cad.parts.core import Core
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.rows import Made


def seam_joints(made: Made, frame: Frame, part: Part) -> list[Joint]:
    """Every seam of a part: the first, and those that divide its blank."""
    seam = getattr(part, "seam", None)
    first = getattr(part, "seam_deg", None) or getattr(seam, "at_deg", None) or 0.0
    places = [first, *getattr(seam, "split_deg", ())]
    if isinstance(part, Core):
        places += [360.0 * u / part.girth_mm for u in part.split_mm]
    found = [seam_joint(made, frame, at) for at in places]
    return [j for j in found if j]


def seam_joint(made: Made, frame: Frame, seam_deg: float = 0.0) -> Joint | None:
    """None for a part that is not rolled, or rolled open; seam_deg about the part's axis from x towards y."""
    if made.roll is None or made.roll.seam not in ("butt", "lap", "lock", "spot"):
        return None
    found = line(made, math.radians(seam_deg))
    if found is None:
        return None
    length, middle = found
    return Joint(made.name, "", f"seam_{made.roll.seam}", length, frame.point(middle))


def line(made: Made, psi: float) -> tuple[float, Vec] | None:
    """Length of the seam on the mid surface, and its middle in the part's frame."""
    s = made.shape

    def at(radius: float, z: float) -> Vec:
        return radius * math.cos(psi), radius * math.sin(psi), z
    if isinstance(s, Tube):
        return s.length_mm, at(s.outer_mm / 2, s.length_mm / 2)
    if isinstance(s, ConeShell):
        slant = math.hypot(s.length_mm, (s.outer1_mm - s.outer0_mm) / 2)
        return slant, at((s.outer0_mm + s.outer1_mm) / 4, s.length_mm / 2)
    if isinstance(s, SectionShell):
        x, y = s.inside.offset(s.thickness_mm).point(psi)
        return s.length_mm, (x, y, s.length_mm / 2)
    if isinstance(s, RolledSheet) and s.closed:
        _, z0, _, z1 = s.outline.bounds()
        return z1 - z0, at(s.radii[0], (z0 + z1) / 2)
    drawn = {d.name: d.value_mm for sheet in made.sheets for d in sheet.dimensions}
    if "seam" in drawn:         # a wall between two sections: the ruling of its sheet
        _, _, z0, _, _, z1 = s.box_mm
        return drawn["seam"], (0.0, 0.0, (z0 + z1) / 2)
    return None
