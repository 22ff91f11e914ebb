"""Closed convex outlines across a silencer's axis; see base.Section for the frame and the questions each answers."""

from __future__ import annotations

from knalpot_cad.geometry.sections.base import Atom, Curve, Section, Spot
from knalpot_cad.geometry.sections.forms import Ellipse, Round, Stadium, Superellipse, TriOval
from knalpot_cad.geometry.sections.polygon import RoundedPolygon

__all__ = ["Atom", "Curve", "Ellipse", "Round", "RoundedPolygon", "Section", "Spot", "Stadium", "Superellipse",
           "TriOval"]
