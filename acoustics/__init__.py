"""The sound of a silencer from its geometry: plane waves in slabs, ducts and apertures. SI, exp(+j w t), no flow."""

from __future__ import annotations

from acoustics.elements import ELEMENTS, Branch, ConePipe, Element, Muffler, Pipe
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.levels import Band, cut_on, octave_bands, third_octave_bands
from acoustics.line import Line, transmission_loss
from acoustics.perforate import rao_munjal, sullivan_crocker, wool_backed
from acoustics.silencer import Body, Hole, Packing, Perforation, Plate, Round, Silencer, Tube
from acoustics.sweep import TwoPort, two_port
from acoustics.wool import Resistivity, Wool, resistivity_of

DISTRIBUTION = "knalpot-cad"

__all__ = [
    "DISTRIBUTION",
    "ELEMENTS",
    "AcousticsError",
    "Band",
    "Body",
    "Branch",
    "ConePipe",
    "Element",
    "Gas",
    "Hole",
    "Line",
    "Muffler",
    "Packing",
    "Perforation",
    "Pipe",
    "Plate",
    "Resistivity",
    "Round",
    "Silencer",
    "Tube",
    "TwoPort",
    "Wool",
    "cut_on",
    "octave_bands",
    "rao_munjal",
    "resistivity_of",
    "sullivan_crocker",
    "third_octave_bands",
    "transmission_loss",
    "two_port",
    "wool_backed",
]
