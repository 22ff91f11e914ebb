"""Every kind of part that is cut, bent or filled in: one file each, one line here."""

from knalpot_cad.parts.baffle import Baffle
from knalpot_cad.parts.blanket import Blanket
from knalpot_cad.parts.bracket import Bracket
from knalpot_cad.parts.collector_tube import CollectorTube
from knalpot_cad.parts.cone import Cone
from knalpot_cad.parts.core import Core
from knalpot_cad.parts.cut_pipe import CutPipe
from knalpot_cad.parts.db_killer import DbKiller
from knalpot_cad.parts.eccentric_cone import EccentricCone
from knalpot_cad.parts.end_cap import EndCap
from knalpot_cad.parts.flange import Flange
from knalpot_cad.parts.flex import Flex
from knalpot_cad.parts.heat_shield import HeatShield, ShieldFoot
from knalpot_cad.parts.megaphone import Megaphone
from knalpot_cad.parts.packing import Packing
from knalpot_cad.parts.part import Part
from knalpot_cad.parts.pie_bend import PieBend
from knalpot_cad.parts.pipe import Pipe
from knalpot_cad.parts.shell import Shell
from knalpot_cad.parts.spring_hook import SpringHook
from knalpot_cad.parts.transition import Transition
from knalpot_cad.parts.tube import Tube

PARTS: tuple[type[Part], ...] = (Shell, Cone, EndCap, Baffle, Tube, Pipe, Flange, Bracket, Packing,
                                 Core, CutPipe, PieBend,
                                 HeatShield, ShieldFoot, SpringHook, DbKiller, Blanket,
                                 EccentricCone, Megaphone, CollectorTube, Transition, Flex)
