"""Sound of silencers, from the geometry that is cut: plane-wave stage. SI units, time factor exp(+j w t).

Needs numpy alone. DISTRIBUTION tells this package from another one of the same name.
"""

from acoustics.elements import ELEMENTS, ConePipe, Muffler, Pipe
from acoustics.errors import AcousticsError
from acoustics.gas import Gas
from acoustics.levels import cut_on, octave_bands, third_octave_bands
from acoustics.line import Line, transmission_loss
from acoustics.silencer import Body, Hole, Packing, Perforation, Plate, Round, Silencer, Tube
from acoustics.sweep import TwoPort, two_port
from acoustics.wool import Wool

DISTRIBUTION = "knalpot-cad"

__all__ = [
    "DISTRIBUTION", "ELEMENTS", "AcousticsError", "Body", "ConePipe", "Gas", "Hole", "Line", "Muffler", "Packing",
    "Perforation", "Pipe", "Plate", "Round", "Silencer", "Tube", "TwoPort", "Wool", "cut_on", "octave_bands",
    "third_octave_bands", "transmission_loss", "two_port",
]
