"""Flat flanged end cap: closes a shell, lying inside it."""

from __future__ import annotations

from typing import ClassVar

from knalpot_cad.parts.flanged import FlangedPlate


class EndCap(FlangedPlate):
    kind: ClassVar[str] = "end_cap"
