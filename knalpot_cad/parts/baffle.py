"""Baffle (sekat): a flanged plate between two chambers; its tube holes come from the tubes that pass."""

from __future__ import annotations

from typing import ClassVar

from knalpot_cad.parts.flanged import FlangedPlate


class Baffle(FlangedPlate):
    kind: ClassVar[str] = "baffle"
