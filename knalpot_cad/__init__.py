"""Parametric exhaust design: one file in; solids, patterns, tables, sound and conformance out."""

__version__ = "0.1.0"
