"""The sound of a silencer from its geometry: plane waves in slabs, ducts and apertures. SI, exp(+j w t)."""

from __future__ import annotations

from acoustics.doubts import doubts
from acoustics.elements import ELEMENTS, AreaLoss, Branch, ConePipe, Element, Muffler, Pipe
from acoustics.errors import AcousticsError
from acoustics.field import AxialPlane, CrossPlane, PressureField, pressure_field
from acoustics.flow import classical, classical_transmission_loss, convective, flowing, insertion_loss, noise_reduction
from acoustics.gas import Gas
from acoustics.levels import Band, Turn, cut_on, domes, notches, octave_bands, third_octave_bands
from acoustics.line import Line, transmission_loss
from acoustics.metal import Metal, metal
from acoustics.outline import Ellipse, Outline, Polygon, Round, Stadium, Superellipse, TriOval
from acoustics.perforates import (
    PERFORATES,
    bauer,
    bias_flow,
    maa,
    melling,
    rao_munjal,
    sullivan_crocker,
    sullivan_cross_flow,
    wool_backed,
)
from acoustics.radiation import end_reflection, radiation_impedance
from acoustics.ritz import section_cut_on, silencer_cut_on
from acoustics.silencer import Body, Hole, HoleField, Packing, Perforation, Plate, Silencer, Tube
from acoustics.sweep import TwoPort, two_port
from acoustics.valid import plane_valid_to
from acoustics.wool import Resistivity, Wool, resistivity_of, resistivity_of_fibres

DISTRIBUTION = "knalpot-cad"

__all__ = [
    "DISTRIBUTION",
    "ELEMENTS",
    "PERFORATES",
    "AcousticsError",
    "AreaLoss",
    "AxialPlane",
    "Band",
    "Body",
    "Branch",
    "ConePipe",
    "CrossPlane",
    "Element",
    "Ellipse",
    "Gas",
    "Hole",
    "HoleField",
    "Line",
    "Metal",
    "Muffler",
    "Outline",
    "Packing",
    "Perforation",
    "Pipe",
    "Plate",
    "Polygon",
    "PressureField",
    "Resistivity",
    "Round",
    "Silencer",
    "Stadium",
    "Superellipse",
    "TriOval",
    "Tube",
    "Turn",
    "TwoPort",
    "Wool",
    "bauer",
    "bias_flow",
    "classical",
    "classical_transmission_loss",
    "convective",
    "cut_on",
    "domes",
    "doubts",
    "end_reflection",
    "flowing",
    "insertion_loss",
    "maa",
    "melling",
    "metal",
    "noise_reduction",
    "notches",
    "octave_bands",
    "plane_valid_to",
    "pressure_field",
    "radiation_impedance",
    "rao_munjal",
    "resistivity_of",
    "resistivity_of_fibres",
    "section_cut_on",
    "silencer_cut_on",
    "sullivan_crocker",
    "sullivan_cross_flow",
    "third_octave_bands",
    "transmission_loss",
    "two_port",
    "wool_backed",
]
