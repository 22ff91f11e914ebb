"""How parts meet: one file an assembly, one line here. LINE_PARTS are single parts that may stand on a line."""

from knalpot_cad.assemblies.assembly import Assembly
from knalpot_cad.assemblies.collector import Collector
from knalpot_cad.assemblies.expansion_chamber import ExpansionChamber
from knalpot_cad.assemblies.header import Header
from knalpot_cad.assemblies.silencer import Silencer
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.flex import Flex
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.pipe import Pipe

ASSEMBLIES: tuple[type[Assembly], ...] = (Silencer, Collector, Header, ExpansionChamber)
LINE_PARTS: tuple[type[Part], ...] = (Flange, Pipe, Cone, Flex)
