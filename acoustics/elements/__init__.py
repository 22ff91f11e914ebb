"""Elements of a line: one file each, and one line here."""

from __future__ import annotations

from acoustics.elements.area import AreaLoss
from acoustics.elements.branch import Branch
from acoustics.elements.cone import ConePipe
from acoustics.elements.element import Element
from acoustics.elements.muffler import Muffler
from acoustics.elements.pipe import Pipe

__all__ = ["ELEMENTS", "AreaLoss", "Branch", "ConePipe", "Element", "Muffler", "Pipe"]

ELEMENTS: tuple[type[Element], ...] = (Pipe, ConePipe, Branch, AreaLoss, Muffler)
