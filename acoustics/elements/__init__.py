"""Two-ports of a line: one file an element, one line here."""

from acoustics.elements.cone_pipe import ConePipe
from acoustics.elements.muffler import Muffler
from acoustics.elements.pipe import Pipe

ELEMENTS = (Pipe, ConePipe, Muffler)
