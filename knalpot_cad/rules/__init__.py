"""Design rules: from an engine to dimensions. Plain formulas; every answer says its rule, source and trust."""

from knalpot_cad.rules.stated import Stated

__all__ = ["Stated"]
