"""What every wall rolled from a sheet has: its thickness and its seam."""

from __future__ import annotations

from knalpot_cad.fields import Thickness
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.seam import PlacedSeam, WallSeam


class SeamedWall(Part):
    """A sheet rolled or pressed round, joined along a seam that the part places or `seam.at_deg` does."""

    thickness_mm: Thickness | None = None
    seam: PlacedSeam = WallSeam()

    @property
    def t(self) -> float:
        """Its thickness [mm]; ask faults() before using it."""
        return self.thickness_mm or 0.0
