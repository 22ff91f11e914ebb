"""Every kind of part that is cut, bent or filled in: one file each, one line here."""

from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.bracket import Bracket
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.packing import Packing
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.tube import Tube

PARTS: tuple[type[Part], ...] = (Shell, Cone, EndCap, Baffle, Tube, Pipe, Flange, Bracket, Packing)
